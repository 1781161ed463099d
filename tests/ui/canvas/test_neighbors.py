from __future__ import annotations

import pytest

from tests.ui.canvas.example_graphs import layers_of
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.ui.canvas.neighbors import neuron_beside, parameter_beside

LAYERS = layers_of((2, 30, 3, 1), fold=6)
PICTURE = layers_of((16, 4, 3), picture=(4, 4))


@pytest.mark.parametrize(
    ("selected", "across", "down", "found"),
    [
        (None, 1, 0, NeuronRef(0, 0)),
        (NeuronRef(0, 1), 1, 0, NeuronRef(1, 29)),
        (NeuronRef(1, 2), 0, 1, NeuronRef(1, 27)),
        (NeuronRef(1, 29), 0, 1, NeuronRef(1, 29)),
        (NeuronRef(3, 0), 1, 0, NeuronRef(3, 0)),
        (NeuronRef(0, 0), -1, 0, NeuronRef(0, 0)),
        (WeightRef(2, 27, 1), -1, 0, NeuronRef(1, 27)),
        (WeightRef(2, 27, 1), 1, 0, NeuronRef(2, 1)),
        (WeightRef(2, None, 1), -1, 0, NeuronRef(2, 1)),
        (WeightRef(2, None, 1), 0, 1, NeuronRef(2, 2)),
    ],
)
def test_arrows_lead_to_the_neuron_beside(selected, across, down, found) -> None:
    assert neuron_beside(LAYERS, selected, across, down) == found


def test_a_picture_has_no_neurons_to_go_to() -> None:
    assert neuron_beside(PICTURE, None, 1, 0) == NeuronRef(1, 0)
    assert neuron_beside(PICTURE, NeuronRef(1, 3), -1, 0) == NeuronRef(1, 3)
    assert parameter_beside(PICTURE, NeuronRef(1, 3), 1) == WeightRef(1, None, 3)
    assert parameter_beside(PICTURE, WeightRef(1, None, 3), 1) == WeightRef(1, None, 3)


@pytest.mark.parametrize(
    ("selected", "down", "found"),
    [
        (None, 1, None),
        (NeuronRef(0, 1), 1, None),
        (NeuronRef(2, 1), 1, WeightRef(2, None, 1)),
        (NeuronRef(2, 1), -1, WeightRef(2, 29, 1)),
        (WeightRef(2, None, 1), 1, WeightRef(2, 0, 1)),
        (WeightRef(2, 2, 1), 1, WeightRef(2, 27, 1)),
        (WeightRef(2, 29, 1), 1, WeightRef(2, None, 1)),
        (WeightRef(2, 15, 1), 1, WeightRef(2, 0, 1)),
    ],
)
def test_parameters_follow_one_another(selected, down, found) -> None:
    assert parameter_beside(LAYERS, selected, down) == found
