"""The Playground: a dense network learning before your eyes.

What to notice: hidden neurons cut the plane, later ones combine the cuts; the
weights' colors settle as the loss falls; the path runs down the loss surface;
what a network cannot represent it cannot learn, however long it tries.

References: Smilkov, Carter, Sculley, Viégas & Wattenberg (2017), "Direct-
manipulation visualization of deep networks".
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from msgspec import structs

from visualizer.datasets import Dataset, datasets
from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array, dtype_of
from visualizer.engine.class_weights import balanced
from visualizer.engine.learner import Indices, Learner
from visualizer.engine.optimizers import Optimizer
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import RandomStreams
from visualizer.exhibits import Exhibit, Picture, Terms, exhibits
from visualizer.exhibits.playground.advice import advice_about
from visualizer.exhibits.playground.arrangement import arrangement, side_arrangement
from visualizer.exhibits.playground.carry_over import CarryOverLearner, DeadLinkDescent
from visualizer.exhibits.playground.data import prepare
from visualizer.exhibits.playground.frame import PlaygroundFrame, PlaygroundWatch
from visualizer.exhibits.playground.learner import PlaygroundLearner
from visualizer.exhibits.playground.network import (
    PlaygroundNetwork,
    build_network,
    held_places,
)
from visualizer.exhibits.playground.observer import PlaygroundObserver
from visualizer.exhibits.playground.responses import respond
from visualizer.exhibits.playground.scenes import make_scenes
from visualizer.exhibits.playground.settings import PlaygroundSettings, changed
from visualizer.exhibits.playground.sources import sources_of
from visualizer.language import tr
from visualizer.late_pictures import LatePictures
from visualizer.scenes import Scene
from visualizer.scenes.advice import Advice
from visualizer.scenes.classes import ClassesScene
from visualizer.scenes.curve import CurveScene
from visualizer.scenes.cut_off import CutOffScene
from visualizer.scenes.cycle import CycleScene
from visualizer.scenes.graph import GraphScene
from visualizer.scenes.intents import Intent, OpenLayer
from visualizer.scenes.layout import Node
from visualizer.scenes.mistakes import MistakesScene
from visualizer.scenes.neuron import NeuronScene
from visualizer.scenes.plan import PlanScene
from visualizer.scenes.plane import PlaneScene
from visualizer.scenes.search import SearchScene
from visualizer.scenes.statistics import StatisticsScene
from visualizer.scenes.surface import SurfaceScene
from visualizer.scenes.terrain import MountainScene, ProfileScene
from visualizer.scenes.why import WhyScene
from visualizer.settings import describe

PREVIEW_SAMPLES = 160
"""Points of a data set's picture."""

__all__ = ["Playground", "PlaygroundSettings", "PlaygroundWatch"]


class FaithfulLearner(CarryOverLearner, PlaygroundLearner):
    """The same, trained as TensorFlow Playground does."""


@exhibits.register
class Playground(Exhibit[PlaygroundSettings, PlaygroundWatch, PlaygroundFrame]):
    """Dense networks on points of the plane and on small images."""

    key = "playground"
    title = "Playground"
    rank = 10
    icon = "playground"
    settings_class = PlaygroundSettings
    watch_class = PlaygroundWatch
    presented = frozenset({"network", "output"})
    first_preset = "circle"

    def terms(self) -> Terms:
        return structs.replace(super().terms(), explains=True)

    def summary(self, settings: PlaygroundSettings) -> str:
        hidden = "-".join(str(units) for units in settings.hidden) or "none"
        return (
            f"data {settings.dataset.key}, hidden {hidden}, "
            f"{settings.optimizer.key} {settings.learning_rate:g}"
        )

    def slowed(self, settings: PlaygroundSettings) -> PlaygroundSettings:
        return replace(settings, learning_rate=settings.learning_rate / 2.0)

    def build(self, settings: PlaygroundSettings) -> Learner:
        sources = sources_of(settings)
        data = prepare(settings, sources)
        output = activations[data.output_activation]()
        network = build_network(settings, len(data.train.x), data.outputs, output)
        streams = RandomStreams(settings.stream_seed)
        parameters = Parameters(network.layers.shapes, dtype_of(settings.precision))
        network.layers.initialize(parameters, settings.initializer, sources.weights)
        faithful = settings.method == "tf_playground"
        learner_class = FaithfulLearner if faithful else PlaygroundLearner
        optimizer, l1, l2 = _descent(settings, network)
        learner = learner_class(
            network.layers,
            settings.loss,
            optimizer,
            data.train,
            data.test,
            batch_size=settings.examples_a_batch(data.train.count),
            learning_rate=settings.learning_rate,
            l1=l1,
            l2=l2,
            reshuffle=settings.reshuffle,
            class_weights=_class_weights(settings, data.train.labels),
            streams=streams,
            parameters=parameters,
            **_limits(settings, network, parameters),
        )
        learner.data, learner.shown = data, network
        return learner

    def configure(self, learner: Learner, settings: PlaygroundSettings) -> None:
        assert isinstance(learner, PlaygroundLearner)
        sizes, output = learner.shown.sizes, learner.network.layers[-1].activation
        network = build_network(settings, sizes[0], sizes[-1], output)
        optimizer, l1, l2 = _descent(settings, network)
        learner.configure(
            optimizer,
            settings.examples_a_batch(learner.examples),
            settings.learning_rate,
            l1,
            l2,
            network=network.layers,
            **_limits(settings, network, learner.parameters),
        )
        learner.shown = network

    def observe(
        self, learner: Learner, settings: PlaygroundSettings
    ) -> PlaygroundObserver:
        assert isinstance(learner, PlaygroundLearner)
        return PlaygroundObserver(learner, settings, learner.data)

    def adapt(
        self, settings: PlaygroundSettings, changes: Mapping[str, object]
    ) -> PlaygroundSettings:
        return changed(settings, **changes)

    def reseeded(self, settings: PlaygroundSettings) -> PlaygroundSettings:
        return settings.with_next_seed()

    def seeded(self, settings: PlaygroundSettings, seed: int) -> PlaygroundSettings:
        return settings.with_seed(seed)

    def respond(
        self,
        intent: Intent,
        settings: PlaygroundSettings,
        watch: PlaygroundWatch,
        frame: PlaygroundFrame,
    ) -> tuple[PlaygroundSettings, PlaygroundWatch] | None:
        return respond(intent, settings, watch, frame)

    def scenes(
        self,
        frame: PlaygroundFrame,
        settings: PlaygroundSettings,
        watch: PlaygroundWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, settings, watch, visible)

    def panels(self, settings: PlaygroundSettings) -> Mapping[str, type[Scene]]:
        planar = settings.dataset.image_shape is None
        return {
            "network": GraphScene,
            "output": PlaneScene if planar else ClassesScene,
            "neuron": NeuronScene,
            "loss": CurveScene,
            "surface": SurfaceScene,
            "mountain": MountainScene,
            "line": ProfileScene,
            "search": SearchScene,
            "cut_off": CutOffScene,
            "statistics": StatisticsScene,
            "mistakes": MistakesScene,
            "why": WhyScene,
            "plan": PlanScene,
            "cycle": CycleScene,
        }

    def arrangement(self, settings: PlaygroundSettings, compact: bool) -> Node:
        return arrangement(compact)

    def tab_titles(self) -> Mapping[str, str]:
        return {"mountain": tr("In 3-D"), "line": tr("Along a line")}

    def place_of(self, field: str) -> tuple[str, Intent | None]:
        layer = re.match(r"layers\[(\d+)\]", field)
        return "network", None if layer is None else OpenLayer(int(layer[1]) + 1)

    def side_arrangement(self, settings: PlaygroundSettings, compact: bool) -> Node:
        return side_arrangement(compact)

    def advice(
        self, frame: PlaygroundFrame, settings: PlaygroundSettings
    ) -> tuple[Advice, ...]:
        return advice_about(frame, settings)

    def previews(
        self, settings: PlaygroundSettings
    ) -> Mapping[str, Mapping[str, Picture]]:
        # Of the default settings: tiles tell the data sets apart, they do not
        # follow every slider.
        return {"dataset": _pictures()}


@cache
def _descent(
    settings: PlaygroundSettings, network: PlaygroundNetwork
) -> tuple[Optimizer, float, float]:
    """Return the optimizer, and the rates of the penalties that it leaves aside."""
    if settings.method == "tf_playground":
        own = DeadLinkDescent(network.layers.shapes, settings.l1, settings.l2)
        return own, 0.0, 0.0
    return settings.optimizer, settings.l1, settings.l2


def _limits(
    settings: PlaygroundSettings, network: PlaygroundNetwork, parameters: Parameters
) -> dict[str, Any]:
    """Return what bounds an update, as the learner takes it."""
    return {
        "schedule": settings.schedule,
        "clip_value": settings.clip_value or math.inf,
        "clip_norm": settings.clip_norm or math.inf,
        "max_norm": settings.max_norm or math.inf,
        "held": held_places(settings, network, parameters),
    }


def _class_weights(
    settings: PlaygroundSettings, labels: Indices | None
) -> tuple[float, ...] | None:
    """Return weights that let all classes with examples count alike."""
    if not settings.balanced or labels is None:
        return None
    present, numbers = np.unique(labels, return_inverse=True)
    weights = np.ones(len(settings.dataset.class_names))
    weights[present] = balanced(numbers, present.size)
    return tuple(weights.tolist())


def _pictures() -> Mapping[str, Picture]:
    return LatePictures(datasets.titles(), lambda key: _picture(datasets[key]))


@cache
def _picture(member: type[Dataset]) -> Picture:
    portrait = member().portrait()
    if portrait is not None:
        return portrait
    names = {name for name, _, _ in describe(member)}
    few = {"samples": PREVIEW_SAMPLES} if "samples" in names else {}
    data = prepare(changed(PlaygroundSettings(), dataset=member(**few)))
    if data.original is not None:
        return data.original
    if data.image_shape is not None:
        # A copy, without all the others, which would stay in memory with it.
        first: Array = data.train_points[0].reshape(data.image_shape).copy()
        return first
    return data.chart(None).points
