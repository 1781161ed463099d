"""The Playground: a dense network learning before your eyes.

What to notice: hidden neurons cut the plane, later ones combine the cuts; the
weights' colors settle as the loss falls; the path runs down the loss surface;
what a network cannot represent it cannot learn, however long it tries.

References: Smilkov, Carter, Sculley, Viégas & Wattenberg (2017), "Direct-
manipulation visualization of deep networks".
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from visualizer.datasets import datasets
from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array, dtype_of
from visualizer.engine.learner import Learner, SupervisedLearner
from visualizer.engine.network import Sequential, dense_network
from visualizer.engine.optimizers import Optimizer
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits import Exhibit, exhibits
from visualizer.exhibits.playground.arrangement import arrangement
from visualizer.exhibits.playground.carry_over import CarryOverLearner, DeadLinkDescent
from visualizer.exhibits.playground.data import PlaygroundData, prepare
from visualizer.exhibits.playground.frame import PlaygroundFrame, PlaygroundWatch
from visualizer.exhibits.playground.observer import PlaygroundObserver
from visualizer.exhibits.playground.responses import respond
from visualizer.exhibits.playground.scenes import make_scenes
from visualizer.exhibits.playground.settings import PlaygroundSettings, changed
from visualizer.scenes import Scene
from visualizer.scenes.classes import ClassesScene
from visualizer.scenes.curve import CurveScene
from visualizer.scenes.graph import GraphScene
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Node
from visualizer.scenes.neuron import NeuronScene
from visualizer.scenes.plane import PlaneScene, PointSet
from visualizer.scenes.surface import SurfaceScene
from visualizer.settings import describe

PREVIEW_SAMPLES = 160
"""Points of a data set's picture."""

__all__ = ["Playground", "PlaygroundSettings", "PlaygroundWatch"]


class PlaygroundLearner(SupervisedLearner):
    """A supervised learner that keeps the data it was made from."""

    data: PlaygroundData


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

    def build(self, settings: PlaygroundSettings) -> Learner:
        data = prepare(settings)
        network = dense_network(
            data.train.x.shape[0],
            settings.hidden,
            data.outputs,
            settings.activation,
            activations[data.output_activation](),
        )
        streams = RandomStreams(settings.seed)
        parameters = Parameters(network.shapes, dtype_of(settings.precision))
        random = streams.generator(Purpose.WEIGHTS)
        network.initialize(parameters, settings.initializer, random)
        faithful = settings.method == "tf_playground"
        learner_class = FaithfulLearner if faithful else PlaygroundLearner
        optimizer, l1, l2 = _descent(settings, network)
        learner = learner_class(
            network,
            settings.loss,
            optimizer,
            data.train,
            data.test,
            batch_size=settings.examples_a_batch(data.train.count),
            learning_rate=settings.learning_rate,
            l1=l1,
            l2=l2,
            reshuffle=settings.reshuffle,
            streams=streams,
            parameters=parameters,
        )
        learner.data = data
        return learner

    def configure(self, learner: Learner, settings: PlaygroundSettings) -> None:
        assert isinstance(learner, PlaygroundLearner)
        optimizer, l1, l2 = _descent(settings, learner.network)
        learner.configure(
            optimizer,
            settings.examples_a_batch(learner.examples),
            settings.learning_rate,
            l1,
            l2,
        )

    def observe(
        self, learner: Learner, settings: PlaygroundSettings
    ) -> PlaygroundObserver:
        assert isinstance(learner, PlaygroundLearner)
        return PlaygroundObserver(learner, settings, learner.data)

    def adapt(
        self, settings: PlaygroundSettings, changes: Mapping[str, object]
    ) -> PlaygroundSettings:
        return changed(settings, **changes)

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
        }

    def arrangement(self, settings: PlaygroundSettings, compact: bool) -> Node:
        return arrangement(compact)

    def summary(self, settings: PlaygroundSettings) -> str:
        hidden = "-".join(str(units) for units in settings.hidden) or "none"
        return (
            f"data {settings.dataset.key}, hidden {hidden}, "
            f"{settings.optimizer.key} {settings.learning_rate:g}"
        )

    def previews(
        self, settings: PlaygroundSettings
    ) -> Mapping[str, Mapping[str, PointSet | Array]]:
        # Of the default settings: tiles tell the data sets apart, they do not
        # follow every slider.
        return {"dataset": _pictures()}


@cache
def _descent(
    settings: PlaygroundSettings, network: Sequential
) -> tuple[Optimizer, float, float]:
    """Return the optimizer, and the rates of the penalties that it leaves aside."""
    if settings.method == "tf_playground":
        own = DeadLinkDescent(network.shapes, settings.l1, settings.l2)
        return own, 0.0, 0.0
    return settings.optimizer, settings.l1, settings.l2


def _pictures() -> Mapping[str, PointSet | Array]:
    pictures: dict[str, PointSet | Array] = {}
    for member in datasets:
        names = {name for name, _, _ in describe(member)}
        few = {"samples": PREVIEW_SAMPLES} if "samples" in names else {}
        data = prepare(changed(PlaygroundSettings(), dataset=member(**few)))
        if data.image_shape is not None:
            pictures[member.key] = data.train_points[0].reshape(data.image_shape)
        else:
            assert data.point_set is not None
            pictures[member.key] = data.point_set
    return pictures
