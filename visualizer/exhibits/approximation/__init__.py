"""Approximation: any function from steps, by hand and by training.

What to notice: a sigmoid with a large weight is a step at s = -b/w; two steps are a
bump, and bumps in a row follow any curve, the better the more there are. In two
dimensions a threshold on the sum of two bumps makes a tower. Training finds such
weights by itself, with smooth steps where they help.

References: Cybenko (1989); Hornik, Stinchcombe & White (1989); Nielsen (2015),
"Neural Networks and Deep Learning", chapter 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from msgspec import structs

from visualizer.engine.learner import Learner
from visualizer.exhibits import Exhibit, Terms, exhibits
from visualizer.exhibits.approximation.arrangement import arrangement
from visualizer.exhibits.approximation.construction import from_built
from visualizer.exhibits.approximation.frame import (
    ApproximationFrame,
    ApproximationWatch,
)
from visualizer.exhibits.approximation.learner import (
    ApproximationLearner,
    build,
    configure,
)
from visualizer.exhibits.approximation.observer import ApproximationObserver
from visualizer.exhibits.approximation.responses import respond
from visualizer.exhibits.approximation.scenes import make_scenes
from visualizer.exhibits.approximation.settings import ApproximationSettings, changed
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.approximation import (
    ContributionsScene,
    FittingScene,
    PiecesScene,
    SizesScene,
    StagesScene,
    TowersScene,
)
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Node
from visualizer.scenes.why import WhyScene

__all__ = ["Approximation", "ApproximationSettings", "ApproximationWatch"]


@exhibits.register
class Approximation(
    Exhibit[ApproximationSettings, ApproximationWatch, ApproximationFrame]
):
    """A target that is followed by hand and by a network."""

    key = "approximation"
    title = "Approximation"
    rank = 24
    icon = "inside"
    page_of = "inside"
    page = "Approximation"
    settings_class = ApproximationSettings
    watch_class = ApproximationWatch
    presented = frozenset({"fitting"})
    first_preset = "approximation-bumps"

    def terms(self) -> Terms:
        return structs.replace(
            super().terms(),
            column=tr("Target and learning"),
            units=(("batch", tr("batch")), ("epoch", tr("epoch"))),
            tested="",
            explains=True,
        )

    def summary(self, settings: ApproximationSettings) -> str:
        if settings.inputs == "one":
            what = f"{settings.target} by {len(settings.pieces)} pieces"
        else:
            what = f"{settings.ground} by {len(settings.towers)} towers"
        return f"{what} and by {settings.layers()[0]} hidden neurons"

    def slowed(self, settings: ApproximationSettings) -> ApproximationSettings:
        return replace(settings, learning_rate=settings.learning_rate / 2.0)

    def build(self, settings: ApproximationSettings) -> Learner:
        return build(settings)

    def configure(self, learner: Learner, settings: ApproximationSettings) -> None:
        assert isinstance(learner, ApproximationLearner)
        configure(learner, settings)

    def observe(
        self, learner: Learner, settings: ApproximationSettings
    ) -> ApproximationObserver:
        assert isinstance(learner, ApproximationLearner)
        return ApproximationObserver(learner)

    def adapt(
        self, settings: ApproximationSettings, changes: Mapping[str, object]
    ) -> ApproximationSettings:
        if changes.get("start") == "built" and "first" not in changes:
            others = {name: changes[name] for name in changes if name != "start"}
            return from_built(changed(settings, others))
        return changed(settings, changes)

    def respond(
        self,
        intent: Intent,
        settings: ApproximationSettings,
        watch: ApproximationWatch,
        frame: ApproximationFrame,
    ) -> tuple[ApproximationSettings, ApproximationWatch] | None:
        return respond(intent, settings, watch, frame)

    def scenes(
        self,
        frame: ApproximationFrame,
        settings: ApproximationSettings,
        watch: ApproximationWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, settings, watch, visible)

    def panels(self, settings: ApproximationSettings) -> Mapping[str, type[Scene]]:
        curve = settings.inputs == "one"
        return {
            "fitting": FittingScene if curve else TowersScene,
            "pieces": PiecesScene,
            "parts": ContributionsScene if curve else StagesScene,
            "sizes": SizesScene,
            "why": WhyScene,
        }

    def arrangement(self, settings: ApproximationSettings, compact: bool) -> Node:
        return arrangement(settings.inputs == "one", compact)

    def place_of(self, field: str) -> tuple[str, Intent | None]:
        return "pieces", None
