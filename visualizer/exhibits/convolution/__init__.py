"""Convolution: a small network that learns to see, with every number in sight.

What to notice: each kernel becomes a detector of its own, for edges of one
direction or for spots; the same few weights are used at every place; pooling
makes the picture smaller and keeps what answered; the second block combines what
the first has found.

References: LeCun, Bottou, Bengio & Haffner (1998), "Gradient-based learning applied
to document recognition"; Wang, Turko, Shaikh, Park, Das, Hohman, Kahng & Chau
(2021), "CNN Explainer".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from visualizer.datasets import datasets
from visualizer.engine.arrays import Array
from visualizer.engine.learner import Learner
from visualizer.exhibits import Exhibit, Picture, exhibits
from visualizer.exhibits.convolution.arrangement import arrangement, side_arrangement
from visualizer.exhibits.convolution.data import prepare
from visualizer.exhibits.convolution.frame import ConvolutionFrame, ConvolutionWatch
from visualizer.exhibits.convolution.learner import (
    ConvolutionLearner,
    build,
    configure,
)
from visualizer.exhibits.convolution.observer import ConvolutionObserver
from visualizer.exhibits.convolution.responses import respond
from visualizer.exhibits.convolution.scenes import make_scenes
from visualizer.exhibits.convolution.settings import ConvolutionSettings, changed
from visualizer.scenes import Scene
from visualizer.scenes.curve import CurveScene
from visualizer.scenes.drawing import DrawingScene
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Node
from visualizer.scenes.maps import MapsScene
from visualizer.scenes.pictures import (
    HierarchyScene,
    RelevanceScene,
    RivalScene,
    UnitsScene,
)
from visualizer.scenes.sandbox import SandboxScene
from visualizer.scenes.window import WindowScene


@exhibits.register
class ConvolutionExhibit(
    Exhibit[ConvolutionSettings, ConvolutionWatch, ConvolutionFrame]
):
    """Convolutional networks on small images."""

    key = "convolution"
    title = "Convolution"
    rank = 40
    icon = "convolution"
    page = "Network"
    settings_class = ConvolutionSettings
    watch_class = ConvolutionWatch
    presented = frozenset({"network", "neuron"})
    first_preset = "convolution-digits"

    def build(self, settings: ConvolutionSettings) -> Learner:
        return build(settings)

    def configure(self, learner: Learner, settings: ConvolutionSettings) -> None:
        assert isinstance(learner, ConvolutionLearner)
        configure(learner, settings)

    def observe(
        self, learner: Learner, settings: ConvolutionSettings
    ) -> ConvolutionObserver:
        assert isinstance(learner, ConvolutionLearner)
        return ConvolutionObserver(learner, settings)

    def adapt(
        self, settings: ConvolutionSettings, changes: Mapping[str, object]
    ) -> ConvolutionSettings:
        return changed(settings, changes)

    def respond(
        self,
        intent: Intent,
        settings: ConvolutionSettings,
        watch: ConvolutionWatch,
        frame: ConvolutionFrame,
    ) -> tuple[ConvolutionSettings, ConvolutionWatch] | None:
        return respond(intent, settings, watch, frame)

    def scenes(
        self,
        frame: ConvolutionFrame,
        settings: ConvolutionSettings,
        watch: ConvolutionWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, watch, visible)

    def panels(self, settings: ConvolutionSettings) -> Mapping[str, type[Scene]]:
        return {
            "network": MapsScene,
            "neuron": WindowScene,
            "loss": CurveScene,
            "sandbox": SandboxScene,
            "drawing": DrawingScene,
            "units": UnitsScene,
            "hierarchy": HierarchyScene,
            "relevance": RelevanceScene,
            "rival": RivalScene,
        }

    def arrangement(self, settings: ConvolutionSettings, compact: bool) -> Node:
        return arrangement(compact)

    def side_arrangement(self, settings: ConvolutionSettings, compact: bool) -> Node:
        return side_arrangement(compact)

    def summary(self, settings: ConvolutionSettings) -> str:
        maps = "-".join(map(str, settings.filters))
        return (
            f"data {settings.dataset.key}, maps {maps}, "
            f"{settings.optimizer.key} {settings.learning_rate:g}"
        )

    def slowed(self, settings: ConvolutionSettings) -> ConvolutionSettings:
        return replace(settings, learning_rate=settings.learning_rate / 2.0)

    def previews(
        self, settings: ConvolutionSettings
    ) -> Mapping[str, Mapping[str, Picture]]:
        return {"dataset": _pictures()}


@cache
def _pictures() -> Mapping[str, Array]:
    pictures: dict[str, Array] = {}
    for member in datasets:
        if not member.pictorial:
            continue
        portrait = member().portrait()
        if portrait is not None:
            pictures[member.key] = portrait
        else:
            data = prepare(ConvolutionSettings(dataset=member()))
            pictures[member.key] = data.train.x[:, 0].reshape(data.image_shape)
    return pictures
