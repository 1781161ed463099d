"""Settings study: one setting of a network takes several values, all else the same.

What to notice: the network finds its weights by itself, but not how fast, how long,
with how many layers; too small and too large a value are both worse; the best is
chosen by examples that nobody learns from, and the number of epochs is read off the
same curves.

References: Bengio (2012), Practical recommendations for gradient-based training of
deep architectures, section 3; Goodfellow, Bengio & Courville (2016), Deep Learning,
sections 5.3 and 11.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from msgspec import structs

from visualizer.engine.learner import Learner
from visualizer.exhibits import Exhibit, Picture, Terms, exhibits
from visualizer.exhibits.study.frame import StudyFrame, StudyWatch
from visualizer.exhibits.study.learner import Family, build, configure
from visualizer.exhibits.study.observer import StudyObserver
from visualizer.exhibits.study.scenes import make_scenes
from visualizer.exhibits.study.settings import StudySettings, adapted
from visualizer.exhibits.study.table import table_of
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import Intent, SetOption
from visualizer.scenes.layout import Leaf, Node, Split
from visualizer.scenes.network_race import OpenRun
from visualizer.scenes.study import FamilyScene, TrialsScene, TuningScene

__all__ = ["Study", "StudySettings", "StudyWatch"]

OPTIONS = ("log_loss", "on_test")


@exhibits.register
class Study(Exhibit[StudySettings, StudyWatch, StudyFrame]):
    """A family of runs that differ in one setting, chosen by validation loss."""

    key = "study"
    title = "Settings study"
    rank = 44
    icon = "convolution"
    page_of = "convolution"
    page = "Settings study"
    settings_class = StudySettings
    watch_class = StudyWatch
    presented = frozenset({"family", "tuning"})
    first_preset = "study-rate"

    def terms(self) -> Terms:
        return structs.replace(
            super().terms(),
            value=tr("Best loss · train"),
            curve=tr("training loss of the best run"),
            speed=tr("Epochs / s"),
            rewinding=tr("drag to rewind the study: all runs go too"),
            diverged=tr(
                "At epoch {update} no run was left: every value lets the loss grow "
                "without bound."
            ),
            units=(("epoch", tr("epoch")),),
            tested=tr("Loss · validation"),
            accuracy=tr("Validation accuracy"),
            paces=(
                ("slow", tr("2 epochs/s")),
                ("moderate", tr("10 epochs/s")),
                ("full", tr("as fast as possible")),
            ),
        )

    first_unit = "epoch"

    def summary(self, settings: StudySettings) -> str:
        values = ", ".join(map(str, settings.values()))
        return f"data {settings.dataset.key}, {settings.vary}: {values}"

    def slowed(self, settings: StudySettings) -> StudySettings:
        return replace(settings, learning_rate=settings.learning_rate / 2.0)

    def build(self, settings: StudySettings) -> Learner:
        return build(settings)

    def configure(self, learner: Learner, settings: StudySettings) -> None:
        assert isinstance(learner, Family)
        configure(learner, settings)

    def observe(self, learner: Learner, settings: StudySettings) -> StudyObserver:
        assert isinstance(learner, Family)
        return StudyObserver(learner)

    def adapt(
        self, settings: StudySettings, changes: Mapping[str, object]
    ) -> StudySettings:
        return adapted(settings, **changes)

    def respond(
        self,
        intent: Intent,
        settings: StudySettings,
        watch: StudyWatch,
        frame: StudyFrame,
    ) -> tuple[StudySettings, StudyWatch] | None:
        match intent:
            case SetOption("log_loss", value):
                return settings, replace(watch, log_loss=value)
            case SetOption("on_test", value):
                return settings, replace(watch, on_test=value)
        return None

    def opened(
        self, intent: Intent, settings: StudySettings
    ) -> tuple[str, object] | None:
        match intent:
            case OpenRun(number) if number < settings.count:
                return "playground", settings.playground(number)
        return None

    def table(
        self, frame: StudyFrame, settings: StudySettings
    ) -> tuple[tuple[object, ...], ...]:
        return table_of(frame, settings)

    def scenes(
        self,
        frame: StudyFrame,
        settings: StudySettings,
        watch: StudyWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, settings, watch, visible)

    def panels(self, settings: StudySettings) -> Mapping[str, type[Scene]]:
        return {"family": FamilyScene, "tuning": TuningScene, "trials": TrialsScene}

    def arrangement(self, settings: StudySettings, compact: bool) -> Node:
        if compact:
            beside = Split("column", (Leaf("tuning", 0.8), Leaf("trials")))
            return Split("row", (Leaf("family", 1.4), beside))
        below = Split("row", (Leaf("tuning"), Leaf("trials", 1.2)))
        return Split("column", (Leaf("family", 1.25), below))

    def previews(self, settings: StudySettings) -> Mapping[str, Mapping[str, Picture]]:
        return exhibits["playground"]().previews(settings.base())
