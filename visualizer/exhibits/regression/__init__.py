"""Batch, mini-batch and stochastic descent on one small regression.

What to notice: the error surface of all examples is the mean of narrow valleys, one
of each example; batch descent goes straight down and takes one step while the
others take many; single steps each go square to the valley of one example, so they
shiver around the floor and never rest; counted in examples seen, they are there
first. Inputs as measured make a ravine, standardized ones a bowl.

References: Robbins & Monro (1951); LeCun, Bottou, Orr & Müller (1998), "Efficient
BackProp", sections 4.1 and 4.3. Data: Fisher (1936); Gorman, Williams & Fraser
(2014).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from visualizer.engine.learner import Learner
from visualizer.engine.random_streams import RandomStreams
from visualizer.engine.regression import ThreeDescents
from visualizer.exhibits import Exhibit, Terms, exhibits
from visualizer.exhibits.regression.frame import RegressionFrame, RegressionWatch
from visualizer.exhibits.regression.observer import RegressionObserver
from visualizer.exhibits.regression.responses import respond
from visualizer.exhibits.regression.scenes import make_scenes
from visualizer.exhibits.regression.settings import (
    LEAST_RATE,
    RegressionSettings,
    changed,
)
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.fit import FitScene
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Leaf, Node, Split
from visualizer.scenes.terrain import HeightsScene, MapScene, MountainScene

__all__ = ["Regression", "RegressionSettings", "RegressionWatch"]


@exhibits.register
class Regression(Exhibit[RegressionSettings, RegressionWatch, RegressionFrame]):
    """Three descents on the error surface of a regression."""

    key = "regression"
    title = "Batch or stochastic"
    rank = 31
    icon = "descent"
    page_of = "descent"
    page = "Batch or stochastic"
    settings_class = RegressionSettings
    watch_class = RegressionWatch
    presented = frozenset({"map", "fit"})
    first_preset = "regression-flowers"

    def terms(self) -> Terms:
        return Terms(
            column=tr("Data and learning"),
            counter=tr("Epoch"),
            axis=tr("epoch"),
            value=tr("Above the least error"),
            curve=tr("error of the best of the three"),
            speed=tr("Examples / s"),
            position=tr("{update} examples seen"),
            rewinding=tr("drag to rewind: parameters, paths and lines go too"),
            diverged=tr(
                "After {update} examples none of the three was left: the steps were "
                "too long for this valley."
            ),
            units=(("batch", tr("example")), ("epoch", tr("epoch"))),
            paces=(
                ("update", tr("one example")),
                ("slow", tr("2 examples/s")),
                ("moderate", tr("10 epochs/s")),
                ("full", tr("as fast as possible")),
            ),
        )

    def summary(self, settings: RegressionSettings) -> str:
        scaled = "standardized" if settings.scaled else "as measured"
        return (
            f"data {settings.data}, {scaled}, rate {settings.learning_rate:g}, "
            f"mini-batch {settings.batch_size}"
        )

    def slowed(self, settings: RegressionSettings) -> RegressionSettings:
        return replace(
            settings, learning_rate=max(LEAST_RATE, settings.learning_rate / 2.0)
        )

    def build(self, settings: RegressionSettings) -> Learner:
        return ThreeDescents(
            settings.problem().surface,
            batch_size=settings.batch_size,
            learning_rate=settings.learning_rate,
            streams=RandomStreams(settings.seed),
        )

    def configure(self, learner: Learner, settings: RegressionSettings) -> None:
        assert isinstance(learner, ThreeDescents)
        learner.configure(settings.batch_size, settings.learning_rate)

    def observe(
        self, learner: Learner, settings: RegressionSettings
    ) -> RegressionObserver:
        assert isinstance(learner, ThreeDescents)
        return RegressionObserver(learner, settings.problem())

    def adapt(
        self, settings: RegressionSettings, changes: Mapping[str, object]
    ) -> RegressionSettings:
        return changed(settings, **changes)

    def respond(
        self,
        intent: Intent,
        settings: RegressionSettings,
        watch: RegressionWatch,
        frame: RegressionFrame,
    ) -> tuple[RegressionSettings, RegressionWatch] | None:
        return respond(intent, settings, watch, frame)

    def scenes(
        self,
        frame: RegressionFrame,
        settings: RegressionSettings,
        watch: RegressionWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, settings, watch, visible)

    def panels(self, settings: RegressionSettings) -> Mapping[str, type[Scene]]:
        return {
            "mountain": MountainScene,
            "map": MapScene,
            "fit": FitScene,
            "heights": HeightsScene,
        }

    def arrangement(self, settings: RegressionSettings, compact: bool) -> Node:
        return Split(
            "column",
            (
                Split("row", (Leaf("map", 1.35), Leaf("fit")), 1.35),
                Split("row", (Leaf("heights", 1.35), Leaf("mountain"))),
            ),
        )
