from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QGraphicsScene

from tests.ui.canvas.example_graphs import graph
from visualizer.scenes.graph import EDGE_BINS, Phase
from visualizer.scenes.intents import WeightRef
from visualizer.ui.canvas import edges as module
from visualizer.ui.canvas.arrangement import TextSizes, arrange
from visualizer.ui.canvas.edges import Edges
from visualizer.ui.canvas.ink import ink_of
from visualizer.ui.theme import load_theme

TEXTS = TextSizes(line=13, number=32, input_names=16, output_names=40, title=44)


def edges_of(scene, stage) -> Edges:
    edges = Edges(stage)
    edges.build(scene.layers, scene.edges)
    edges.set_ink(ink_of(load_theme("dark")))
    edges.place(arrange(scene.layers, 800, 400, TEXTS))
    return edges


@pytest.fixture
def stage(qapp):
    return QGraphicsScene()


def test_each_edge_wears_the_pen_of_its_bin(stage) -> None:
    scene = graph((2, 3, 1))
    edges = edges_of(scene, stage)
    pens = ink_of(load_theme("dark")).edges(False)
    bins = np.concatenate([gap.ravel() for gap in scene.edges])
    drawn = [item.pen() for item in edges._items]
    assert drawn == [pens[int(number) + EDGE_BINS] for number in bins]


def test_between_close_columns_edges_are_thinner(stage) -> None:
    scene = graph((2, 3, 1))
    edges = edges_of(scene, stage)
    assert not edges.thin
    wide = [item.pen().widthF() for item in edges._items]
    edges.place(arrange(scene.layers, 190, 400, TEXTS))
    assert edges.thin
    assert not edges.dense
    narrow = [item.pen().widthF() for item in edges._items]
    assert all(b < 0.6 * a for a, b in zip(wide, narrow, strict=True))
    edges.place(arrange(scene.layers, 800, 400, TEXTS))
    assert [item.pen().widthF() for item in edges._items] == wide


def test_only_changed_edges_are_touched(stage, monkeypatch) -> None:
    scene = graph((2, 3, 1))
    edges = edges_of(scene, stage)
    changed = [gap.copy() for gap in scene.edges]
    changed[1][2, 0] = -EDGE_BINS if changed[1][2, 0] > 0 else EDGE_BINS
    touched = []
    for number, item in enumerate(edges._items):
        monkeypatch.setattr(item, "setPen", lambda pen, n=number: touched.append(n))
    edges.set_bins(changed)
    assert touched == [8]
    touched.clear()
    edges.set_bins(changed)
    assert touched == []


def test_stronger_edges_lie_on_top(stage) -> None:
    scene = graph((2, 2, 1))
    edges = edges_of(scene, stage)
    bins = [np.array([[16, 0], [-15, 1]], np.int8), np.array([[8], [0]], np.int8)]
    edges.set_bins(bins)
    depths = [item.zValue() for item in edges._items]
    assert depths[0] > depths[4] > depths[1]
    assert depths[2] > depths[3]


def test_the_nearest_edge_is_found(stage) -> None:
    edges = edges_of(graph((2, 4, 2, 1)), stage)
    for number in range(edges.total):
        x, y = edges.point(number, 0.37)
        found = edges.at(x, y, 6.0)
        assert found is not None
        # Another one may cross here; then it is just as near.
        assert found == number or edges.at(x, y, 0.5) == found
    assert edges.at(-50.0, 10.0, 6.0) is None
    assert edges.at(400.0, -90.0, 6.0) is None


def test_weights_are_named_by_neurons_and_found_again(stage) -> None:
    edges = edges_of(graph((2, 20, 3), fold=6), stage)
    names = [edges.weight(number) for number in range(edges.total)]
    assert len(set(names)) == edges.total
    assert WeightRef(1, 1, 19) in names
    assert [edges.number(name) for name in names] == list(range(edges.total))
    assert edges.number(WeightRef(1, 0, 10)) is None
    assert edges.number(WeightRef(1, None, 0)) is None


def test_edges_of_a_picture_are_no_single_weights(stage) -> None:
    edges = edges_of(graph((16, 5, 3), picture=(4, 4)), stage)
    assert edges.weight(0) is None
    assert edges.weight(5) == WeightRef(2, 0, 0)
    heights = {round(edges.point(number, 0.0)[1], 3) for number in range(5)}
    assert len(heights) == 5


def test_too_many_edges_leave_the_strongest(stage, monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_EDGES", 10)
    monkeypatch.setattr(module, "_CHOOSE_EVERY", 1)
    scene = graph((2, 8, 1))
    edges = edges_of(scene, stage)
    assert (edges.drawn, edges.total) == (10, 24)
    bins = [np.zeros((2, 8), np.int8), np.zeros((8, 1), np.int8)]
    bins[0][0, :6] = 12
    bins[1][:4, 0] = -12
    edges.set_bins(bins)
    assert sorted(edges._chosen.tolist()) == [0, 1, 2, 3, 4, 5, 16, 17, 18, 19]
    pen = ink_of(load_theme("dark")).edges(False)
    drawn = {edges._items[place].pen().color().name() for place in range(10)}
    assert drawn == {
        pen[12 + EDGE_BINS].color().name(),
        pen[-12 + EDGE_BINS].color().name(),
    }
    for place, number in enumerate(edges._chosen.tolist()):
        assert edges._items[place].path() == edges.path(number)


def test_a_phase_dims_what_is_not_reached(stage) -> None:
    edges = edges_of(graph((2, 3, 2, 1)), stage)
    edges.emphasize(Phase("forward", 2, neuron=1, product=0), None)
    opacity = [item.opacity() for item in edges._items]
    first, second, third = opacity[:6], opacity[6:12], opacity[12:]
    assert second[1] == 1.0
    assert all(value < 1 for value in (*first, *third))
    assert max(third) < min(first)
    edges.emphasize(Phase("backward", 2), None)
    opacity = [item.opacity() for item in edges._items]
    assert opacity[6:12] == [1.0] * 6
    assert max(opacity[:6]) < min(opacity[12:])
    edges.emphasize(None, None)
    assert {item.opacity() for item in edges._items} == {1.0}


def test_a_hovered_neuron_keeps_its_own_edges_bright(stage) -> None:
    edges = edges_of(graph((2, 3, 2)), stage)
    edges.emphasize(None, (1, 2))
    bright = [n for n, item in enumerate(edges._items) if item.opacity() == 1.0]
    assert bright == [2, 5, 10, 11]
