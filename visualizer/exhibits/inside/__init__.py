"""Inside: one training step of a small network, number by number.

What to notice: going forward, each neuron only weighs, sums and squashes; going
back, what an output should change by travels through the weights to everyone who
had a part in it, in proportion to that part; every example of the batch asks for
something else, and the step is the average of what they ask.

References: Rumelhart, Hinton & Williams (1986), "Learning representations by
back-propagating errors"; Nielsen (2015), chapter 2.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import structs

from visualizer.engine.learner import Learner
from visualizer.exhibits import Exhibit, Picture, Terms, exhibits
from visualizer.exhibits.inside.arrangement import arrangement
from visualizer.exhibits.inside.frame import InsideFrame, InsideWatch
from visualizer.exhibits.inside.observer import InsideObserver
from visualizer.exhibits.inside.responses import respond
from visualizer.exhibits.inside.scenes import make_scenes
from visualizer.exhibits.playground import Playground, PlaygroundSettings
from visualizer.exhibits.playground.learner import PlaygroundLearner
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.batch import BatchScene
from visualizer.scenes.curve import CurveScene
from visualizer.scenes.graph import GraphScene
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Node
from visualizer.scenes.plan import PlanScene
from visualizer.scenes.walk import WalkScene
from visualizer.scenes.why import WhyScene

NETWORKS = Playground()
"""What builds, changes and names the networks that are taken apart."""


@exhibits.register
class Inside(Exhibit[PlaygroundSettings, InsideWatch, InsideFrame]):
    """The walk through one training step of a network of the Playground."""

    key = "inside"
    title = "Inside"
    rank = 20
    icon = "inside"
    page = "One pass"
    settings_class = PlaygroundSettings
    watch_class = InsideWatch
    presented = frozenset({"walk", "network", "why"})
    first_preset = "inside-one-pass"
    first_unit = "layer"
    first_pace = "layer"

    def terms(self) -> Terms:
        return structs.replace(
            super().terms(),
            explains=True,
            units=(
                ("layer", tr("station")),
                ("example", tr("example")),
                ("batch", tr("batch")),
                ("epoch", tr("epoch")),
            ),
        )

    def summary(self, settings: PlaygroundSettings) -> str:
        return NETWORKS.summary(settings)

    def slowed(self, settings: PlaygroundSettings) -> PlaygroundSettings:
        return NETWORKS.slowed(settings)

    def build(self, settings: PlaygroundSettings) -> Learner:
        return NETWORKS.build(settings)

    def configure(self, learner: Learner, settings: PlaygroundSettings) -> None:
        NETWORKS.configure(learner, settings)

    def observe(self, learner: Learner, settings: PlaygroundSettings) -> InsideObserver:
        assert isinstance(learner, PlaygroundLearner)
        return InsideObserver(learner, settings)

    def adapt(
        self, settings: PlaygroundSettings, changes: Mapping[str, object]
    ) -> PlaygroundSettings:
        return NETWORKS.adapt(settings, changes)

    def reseeded(self, settings: PlaygroundSettings) -> PlaygroundSettings:
        return NETWORKS.reseeded(settings)

    def seeded(self, settings: PlaygroundSettings, seed: int) -> PlaygroundSettings:
        return NETWORKS.seeded(settings, seed)

    def respond(
        self,
        intent: Intent,
        settings: PlaygroundSettings,
        watch: InsideWatch,
        frame: InsideFrame,
    ) -> tuple[PlaygroundSettings, InsideWatch] | None:
        return respond(intent, settings, watch, frame)

    def scenes(
        self,
        frame: InsideFrame,
        settings: PlaygroundSettings,
        watch: InsideWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, settings, watch, visible)

    def panels(self, settings: PlaygroundSettings) -> Mapping[str, type[Scene]]:
        return {
            "walk": WalkScene,
            "network": GraphScene,
            "why": WhyScene,
            "batch": BatchScene,
            "plan": PlanScene,
            "output": NETWORKS.panels(settings)["output"],
            "loss": CurveScene,
        }

    def arrangement(self, settings: PlaygroundSettings, compact: bool) -> Node:
        return arrangement(compact)

    def previews(
        self, settings: PlaygroundSettings
    ) -> Mapping[str, Mapping[str, Picture]]:
        return NETWORKS.previews(settings)
