"""Raw data: a photograph, speech and a text become the numbers that a network reads.

What to notice: a picture has three numbers a pixel and two directions to slide a
kernel along; a wave has one number a sample and time alone, its spectrogram time and
frequency; characters and words have no size at all, so each gets a place of its own,
or a vector learned from its neighbors in a text. Nothing is trained here: what plays
is the way of one kernel.

References: LeCun & Bengio (1995), "Convolutional networks for images, speech, and
time series"; Allen & Rabiner (1977); Deerwester, Dumais, Furnas, Landauer & Harshman
(1990).
"""

from __future__ import annotations

from collections.abc import Mapping

from visualizer.engine.learner import Learner
from visualizer.engine.sliding import SlidingLearner
from visualizer.exhibits import Exhibit, Terms, exhibits
from visualizer.exhibits.raw_data.frame import RawDataFrame, RawDataWatch
from visualizer.exhibits.raw_data.material import material_of
from visualizer.exhibits.raw_data.observer import RawDataObserver
from visualizer.exhibits.raw_data.responses import respond
from visualizer.exhibits.raw_data.scenes import make_scenes
from visualizer.exhibits.raw_data.settings import TEXT, RawDataSettings, changed
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Leaf, Node, Split, Tabs
from visualizer.scenes.stations import MadeScene, StationsScene, WordsScene
from visualizer.scenes.window import WindowScene

__all__ = ["RawData", "RawDataSettings", "RawDataWatch"]


@exhibits.register
class RawData(Exhibit[RawDataSettings, RawDataWatch, RawDataFrame]):
    """Picture, sound and text on their way into a network."""

    key = "raw-data"
    title = "Raw data"
    rank = 41
    icon = "convolution"
    page_of = "convolution"
    page = "Raw data"
    settings_class = RawDataSettings
    watch_class = RawDataWatch
    presented = frozenset({"stations", "sum"})
    first_preset = "raw-picture"
    first_pace = "slow"

    def terms(self) -> Terms:
        return Terms(
            column=tr("Raw data"),
            counter=tr("Sweep"),
            axis=tr("sweep"),
            value=tr("Size of the sum"),
            curve=tr("size of the sum at each place"),
            speed=tr("Places / s"),
            position=tr("{update} places"),
            rewinding=tr("drag to slide the kernel back along its way"),
            diverged=tr("At place {update} the sum is no number."),
            units=(("batch", tr("place")), ("epoch", tr("sweep"))),
            paces=(
                ("update", tr("one place")),
                ("slow", tr("2 places/s")),
                ("moderate", tr("10 sweeps/s")),
                ("full", tr("as fast as possible")),
            ),
        )

    def summary(self, settings: RawDataSettings) -> str:
        return f"{settings.kind}, seed {settings.seed}"

    def slowed(self, settings: RawDataSettings) -> RawDataSettings:
        """Return the same settings: nothing is trained."""
        return settings

    def build(self, settings: RawDataSettings) -> Learner:
        return SlidingLearner(material_of(settings).sums)

    def configure(self, learner: Learner, settings: RawDataSettings) -> None:
        """Do nothing: there are no live settings."""

    def observe(self, learner: Learner, settings: RawDataSettings) -> RawDataObserver:
        assert isinstance(learner, SlidingLearner)
        return RawDataObserver(learner, material_of(settings))

    def adapt(
        self, settings: RawDataSettings, changes: Mapping[str, object]
    ) -> RawDataSettings:
        return changed(settings, changes)

    def respond(
        self,
        intent: Intent,
        settings: RawDataSettings,
        watch: RawDataWatch,
        frame: RawDataFrame,
    ) -> tuple[RawDataSettings, RawDataWatch] | None:
        return respond(intent, settings, watch, frame)

    def scenes(
        self,
        frame: RawDataFrame,
        settings: RawDataSettings,
        watch: RawDataWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, settings, watch, visible)

    def panels(self, settings: RawDataSettings) -> Mapping[str, type[Scene]]:
        return {
            "stations": StationsScene,
            "sum": WindowScene,
            "detail": WordsScene if settings.kind == TEXT else StationsScene,
            "made": MadeScene,
        }

    def arrangement(self, settings: RawDataSettings, compact: bool) -> Node:
        if compact:
            beside = Tabs((Leaf("detail"), Leaf("made")))
            return Split(
                "column",
                (
                    Leaf("stations", 1.1),
                    Split("row", (Leaf("sum", 1.7), beside)),
                ),
            )
        return Split(
            "column",
            (
                Split("row", (Leaf("stations", 3.7), Leaf("made")), 1.35),
                Split("row", (Leaf("sum", 1.15), Leaf("detail"))),
            ),
        )
