"""What the spotlight is on, by target, by place, and after the network changed."""

from __future__ import annotations

import pytest

from tests.ui.canvas.example_graphs import layers_of
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.ui.canvas.arrangement import TextSizes, arrange
from visualizer.ui.canvas.spotlight import Spot, layer_around, remains, spot_of

TEXTS = TextSizes(line=14, number=30, input_names=20, output_names=20, title=60)


@pytest.mark.parametrize(
    ("target", "spot"),
    [
        (None, None),
        (NeuronRef(2, 1), Spot(2, 1)),
        (WeightRef(2, 0, 1), Spot(2, 1)),
        (WeightRef(1, None, 3), Spot(1, 3)),
    ],
)
def test_a_weight_lights_the_neuron_that_it_leads_into(target, spot):
    assert spot_of(target) == spot


def test_between_the_neurons_of_a_column_lies_the_layer():
    place = arrange(layers_of((2, 4, 2, 1)), 800, 500, TEXTS)
    for number, column in enumerate(place.columns):
        half = column.size / 2
        for y in (column.ys[0] - half - 3, sum(column.ys) / len(column.ys)):
            assert layer_around(place, column.x, y) == Spot(number)
            assert layer_around(place, column.x - half - 9, y) is None
        assert layer_around(place, column.x, column.ys[-1] + 3 * column.size) is None


def test_all_of_a_picture_is_the_layer():
    place = arrange(layers_of((16, 5, 3), picture=(4, 4)), 800, 500, TEXTS)
    column = place.columns[0]
    wide, tall = column.picture
    corner = column.x + 0.49 * wide, column.ys[0] - 0.49 * tall
    assert layer_around(place, *corner) == Spot(0)


def test_it_remains_where_the_network_keeps_its_shape():
    before = layers_of((2, 30, 1))
    assert remains(Spot(1, 29), before, layers_of((2, 30, 1)))
    assert remains(Spot(1), before, layers_of((2, 30, 1), fold=6))
    assert remains(Spot(1, 29), before, layers_of((2, 30, 1), fold=6))
    # Folded away, nobody sees it.
    assert not remains(Spot(1, 15), before, layers_of((2, 30, 1), fold=6))
    assert not remains(Spot(1, 3), before, layers_of((2, 29, 1)))
    assert not remains(Spot(1, 3), before, layers_of((2, 30, 2, 1)))
    picture = layers_of((16, 3), picture=(4, 4))
    assert not remains(Spot(1, 0), picture, layers_of((16, 3)))
