"""Layers: what each layer of a network makes of the data.

What to notice: every layer bends the plane a little, so that what lay around one
another comes to lie side by side, until the output needs no more than a straight
line; rectifiers fold the plane, sigmoids bend it; several layers fold what is
folded already, which one layer of as many parameters cannot.

References: Rumelhart, Hinton & Williams (1986), "Learning representations by
back-propagating errors"; Bengio, Courville & Vincent (2013), "Representation
learning: a review and new perspectives".
"""

from __future__ import annotations

from collections.abc import Mapping

from visualizer.engine.learner import Learner
from visualizer.exhibits import Exhibit, Picture, exhibits
from visualizer.exhibits.playground import Playground, PlaygroundSettings
from visualizer.exhibits.playground.learner import PlaygroundLearner
from visualizer.exhibits.representations.arrangement import (
    arrangement,
    side_arrangement,
)
from visualizer.exhibits.representations.frame import (
    RepresentationsFrame,
    RepresentationsWatch,
)
from visualizer.exhibits.representations.observer import RepresentationsObserver
from visualizer.exhibits.representations.responses import respond
from visualizer.exhibits.representations.scenes import make_scenes
from visualizer.scenes import Scene
from visualizer.scenes.advice import Advice
from visualizer.scenes.curve import CurveScene
from visualizer.scenes.graph import GraphScene
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Node
from visualizer.scenes.representations import (
    RepresentationsScene,
    SeparationScene,
    TwinScene,
)

NETWORKS = Playground()
"""What builds, changes and names the networks that are looked at."""


@exhibits.register
class Representations(
    Exhibit[PlaygroundSettings, RepresentationsWatch, RepresentationsFrame]
):
    """The data as each layer of a network of the Playground sees them."""

    key = "representations"
    title = "Layers as representations"
    rank = 25
    icon = "inside"
    page_of = "inside"
    page = "Layers"
    settings_class = PlaygroundSettings
    watch_class = RepresentationsWatch
    presented = frozenset({"representations", "separation"})
    first_preset = "representations-spiral"

    def summary(self, settings: PlaygroundSettings) -> str:
        return NETWORKS.summary(settings)

    def slowed(self, settings: PlaygroundSettings) -> PlaygroundSettings:
        return NETWORKS.slowed(settings)

    def build(self, settings: PlaygroundSettings) -> Learner:
        return NETWORKS.build(settings)

    def configure(self, learner: Learner, settings: PlaygroundSettings) -> None:
        NETWORKS.configure(learner, settings)

    def observe(
        self, learner: Learner, settings: PlaygroundSettings
    ) -> RepresentationsObserver:
        assert isinstance(learner, PlaygroundLearner)
        return RepresentationsObserver(learner, settings)

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
        watch: RepresentationsWatch,
        frame: RepresentationsFrame,
    ) -> tuple[PlaygroundSettings, RepresentationsWatch] | None:
        return respond(intent, settings, watch, frame)

    def scenes(
        self,
        frame: RepresentationsFrame,
        settings: PlaygroundSettings,
        watch: RepresentationsWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, settings, watch, visible)

    def panels(self, settings: PlaygroundSettings) -> Mapping[str, type[Scene]]:
        return {
            "representations": RepresentationsScene,
            "separation": SeparationScene,
            "twin": TwinScene,
            "network": GraphScene,
            "output": NETWORKS.panels(settings)["output"],
            "loss": CurveScene,
        }

    def arrangement(self, settings: PlaygroundSettings, compact: bool) -> Node:
        return arrangement(compact)

    def side_arrangement(self, settings: PlaygroundSettings, compact: bool) -> Node:
        return side_arrangement(compact)

    def place_of(self, field: str) -> tuple[str, Intent | None]:
        return NETWORKS.place_of(field)

    def advice(
        self, frame: RepresentationsFrame, settings: PlaygroundSettings
    ) -> tuple[Advice, ...]:
        return NETWORKS.advice(frame.network, settings)

    def previews(
        self, settings: PlaygroundSettings
    ) -> Mapping[str, Mapping[str, Picture]]:
        return NETWORKS.previews(settings)
