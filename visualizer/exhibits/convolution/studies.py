"""What is found out about a network in the background, for the panels in sight."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from functools import partial

from visualizer.engine.arrays import Array
from visualizer.engine.parameters import Parameters
from visualizer.exhibits.convolution.learner import ConvolutionLearner
from visualizer.exhibits.convolution.liking import (
    AscentView,
    StrongestView,
    ascended,
    strongest,
)
from visualizer.exhibits.convolution.mattering import MatteringView, mattering
from visualizer.exhibits.convolution.slices import Sliced
from visualizer.scenes.intents import NeuronRef


class Studies:
    """Strongest examples, ascents and occlusion, slice by slice.

    Each piece of work has a copy of the parameters of the moment when it began, so
    that the network may train on meanwhile.

    Parameters
    ----------
    learner : ConvolutionLearner
    layers : tuple of int
        Numbers of the layers whose units are looked at.
    """

    def __init__(self, learner: ConvolutionLearner, layers: tuple[int, ...]) -> None:
        self._learner = learner
        self._layers = layers
        self._sizes = learner.network.sizes
        self._strongest = {layer: Sliced[StrongestView]() for layer in layers}
        self._ascent = Sliced[AscentView]()
        self._mattering = Sliced[MatteringView]()

    @property
    def strongest(self) -> tuple[StrongestView, ...]:
        """What was found of each layer so far, the first layer first."""
        found = (study.result for study in self._strongest.values())
        return tuple(view for view in found if view is not None)

    @property
    def ascent(self) -> AscentView | None:
        """The image made last for the selected value."""
        return self._ascent.result

    @property
    def mattering(self) -> MatteringView | None:
        """What covering the watched image changed."""
        return self._mattering.result

    def work(
        self,
        visible: frozenset[str],
        selected: NeuronRef | None,
        image: Array,
        update: int,
        deadline: float,
    ) -> bool:
        """Go on with what panels in sight need; return whether there was any."""
        wanted = visible & {"units", "hierarchy", "relevance"}
        if not wanted:
            return False
        version = zlib.crc32(self._learner.parameters.flat.tobytes())
        parts: list[Callable[[], bool]] = []
        if "relevance" in wanted:
            parts.append(lambda: self._work_on_image(image, version, update, deadline))
        if "units" in wanted and selected is not None:
            parts.append(
                lambda: self._work_on_value(selected, version, update, deadline)
            )
        if wanted & {"units", "hierarchy"}:
            parts += [
                partial(self._work_on_layer, layer, version, update, deadline)
                for layer in self._layers
            ]
        worked = False
        for part in parts:
            worked |= part()
            if worked and time.perf_counter() >= deadline:
                break
        return worked

    def _work_on_image(
        self, image: Array, version: int, update: int, deadline: float
    ) -> bool:
        shown = image.copy()
        shown.flags.writeable = False
        network = self._learner.network
        kept = [
            number
            for number, layer in enumerate(network.layers, start=1)
            if not layer.reshapes
        ]
        return self._mattering.work(
            shown.tobytes(),
            version,
            lambda: mattering(network, self._copy(), shown, kept, update),
            deadline,
        )

    def _work_on_value(
        self, selected: NeuronRef, version: int, update: int, deadline: float
    ) -> bool:
        network, layer = self._learner.network, selected.layer
        if not 1 <= layer < len(self._sizes):
            return False
        if not 0 <= selected.index < self._sizes[layer]:
            return False
        return self._ascent.work(
            selected,
            version,
            lambda: ascended(network, self._copy(), layer, selected.index, update),
            deadline,
        )

    def _work_on_layer(
        self, layer: int, version: int, update: int, deadline: float
    ) -> bool:
        learner = self._learner
        return self._strongest[layer].work(
            layer,
            version,
            lambda: strongest(
                learner.network, self._copy(), learner.train.x, layer, update
            ),
            deadline,
        )

    def _copy(self) -> Parameters:
        """Return the parameters as they are now, on their own."""
        present = self._learner.parameters
        copied = Parameters(self._learner.network.shapes, present.flat.dtype)
        copied.flat[:] = present.flat
        return copied
