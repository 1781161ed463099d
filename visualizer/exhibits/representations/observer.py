"""Looks at what every layer of a network makes of the data."""

from __future__ import annotations

from visualizer.engine.arrays import Array
from visualizer.exhibits import DETAILS, Moment, Observer, StepUnit
from visualizer.exhibits.playground.learner import PlaygroundLearner
from visualizer.exhibits.playground.observer import PlaygroundObserver
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.exhibits.representations.frame import (
    LayerImage,
    RepresentationsFrame,
    RepresentationsWatch,
    Separation,
)
from visualizer.exhibits.representations.mapper import Mapper
from visualizer.exhibits.representations.twin import Twin, twin_of
from visualizer.scenes.graph import Phase


class RepresentationsObserver(Observer[RepresentationsWatch, RepresentationsFrame]):
    """Captures the layers' images, their measures, and the twin of the network.

    Parameters
    ----------
    learner : PlaygroundLearner
    settings : PlaygroundSettings
    """

    def __init__(
        self, learner: PlaygroundLearner, settings: PlaygroundSettings
    ) -> None:
        self._learner, self._settings = learner, settings
        self._network = PlaygroundObserver(learner, settings, learner.data)
        self._traced = learner.network
        self._mapper = Mapper(learner)
        self._images: tuple[LayerImage, ...] | None = None
        self._separation: Separation | None = None
        self._twin: Twin | None = None
        self._twin_layers = twin_of(learner.shown.sizes, learner.parameters.flat.size)

    def capture(
        self, watch: RepresentationsWatch, moment: Moment
    ) -> RepresentationsFrame:
        if self._learner.network is not self._traced:
            # A live change, such as a neuron that was switched off.
            self._traced = self._learner.network
            self._mapper, self._separation = Mapper(self._learner), None
        network = self._network.capture(watch, moment)
        panels = moment.panels
        if self._images is None or "representations" in panels:
            shown = shown_layer(watch, self._learner.shown.sizes)
            self._images = self._mapper.images(shown, watch.neurons_shown, network)
        measured = {"separation", "representations"} & watch.visible
        due = self._separation is None or moment.still or DETAILS in panels
        if measured and due:
            self._separation = self._mapper.separation(moment.trail(1)[1][0])
        twin = self._twin if "twin" in watch.visible else None
        return RepresentationsFrame(
            network=network,
            images=self._images,
            points=self._mapper.points,
            drawn=self._mapper.drawn,
            separation=self._separation,
            twin=None if twin is None else twin.view(self._learner, moment),
        )

    def work(
        self, watch: RepresentationsWatch, moment: Moment, deadline: float
    ) -> bool:
        if "twin" in watch.visible and self._twin_layers is not None:
            first = self._twin is None
            if self._twin is None:
                self._twin = Twin(self._settings, self._twin_layers)
            if self._twin.work(moment, deadline) or first:
                return True
        return self._network.work(watch, moment, deadline)

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        return self._network.phases(unit)

    def resolve(self, wish: object) -> Array | None:
        return self._network.resolve(wish)


def shown_layer(watch: RepresentationsWatch, sizes: tuple[int, ...]) -> int:
    """Return the layer on the large map: the last hidden one unless told else."""
    last = len(sizes) - 1
    if watch.layer_shown is None:
        return max(0, last - 1)
    return min(watch.layer_shown, last)
