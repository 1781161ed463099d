"""Locks, crosses and the arcs of skip connections on the canvas."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem

from tests.ui.canvas.example_graphs import graph
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.ui.canvas.network_view import NetworkView
from visualizer.ui.theme import load_theme

HELD = {
    "frozen": (NeuronRef(1, 0), NeuronRef(3, 0)),
    "disabled": (NeuronRef(1, 2),),
    "locked": (WeightRef(1, 0, 1), WeightRef(2, None, 1)),
}


@pytest.fixture
def view(qtbot):
    view = NetworkView()
    qtbot.addWidget(view)
    view.set_theme(load_theme("dark"))
    view.resize(820, 460)
    view.show()
    view.set_graph(graph())
    return view


def marks(view) -> list[QGraphicsItem]:
    return view.locks._items


def test_there_is_one_mark_for_each_thing_that_is_held(view) -> None:
    assert view.locks.count == 0
    view.set_graph(graph(**HELD))
    assert view.locks.count == 5
    cross, first, last, edge, bias = marks(view)
    for mark, neuron in ((cross, (1, 2)), (first, (1, 0)), (last, (3, 0))):
        index = view.neurons.index(NeuronRef(*neuron))
        assert mark.parentItem() is view.neurons.seats[index]
        around = view.neurons.rectangle(index).adjusted(-9, -9, 9, 9)
        assert around.contains(mark.sceneBoundingRect())
    middle = view.edges.point(view.edges.number(WeightRef(1, 0, 1)), 0.5)
    center = edge.sceneBoundingRect().center()
    assert (center.x(), center.y()) == pytest.approx(middle, abs=1.0)
    box = view.neurons.bias_rectangle(view.neurons.index(NeuronRef(2, 1)))
    assert bias.sceneBoundingRect().intersects(box.adjusted(-3, -3, 3, 3))
    view.set_graph(graph())
    assert view.locks.count == 0


def test_marks_stay_when_only_numbers_change(view) -> None:
    view.set_graph(graph(**HELD))
    before = list(marks(view))
    view.set_graph(graph(seed=3, update=7, **HELD))
    assert marks(view) == before


def test_marks_follow_the_size_and_the_shape(view) -> None:
    view.set_graph(graph(**HELD))
    wide = marks(view)[3].sceneBoundingRect().center()
    view.resize(500, 300)
    assert view.locks.count == 5
    assert marks(view)[3].sceneBoundingRect().center() != wide
    view.set_graph(graph((2, 1), frozen=(NeuronRef(1, 0),)))
    assert view.locks.count == 1
    free = [item for item in view.scene().items() if item in marks(view)]
    assert len(free) == 1


def test_what_is_not_shown_has_no_mark(view) -> None:
    folded = graph((2, 40, 1), fold=8)
    hidden = {
        "frozen": (NeuronRef(1, 20), NeuronRef(1, 39)),
        "locked": (WeightRef(1, 0, 20), WeightRef(2, 20, 0), WeightRef(1, 1, 0)),
    }
    view.set_graph(msgspec.structs.replace(folded, **hidden))
    assert view.locks.count == 2


def test_it_is_said_what_is_held(view) -> None:
    view.set_graph(graph(**HELD))
    assert view.describe(WeightRef(1, 0, 1)).endswith("\nlocked: not trained")
    assert view.describe(NeuronRef(1, 0)).endswith("\nfrozen: not trained")
    assert view.describe(NeuronRef(1, 2)).endswith("\nswitched off: it answers 0")
    assert "\n" not in view.describe(WeightRef(1, 1, 1))
    view.set_graph(graph(selection=NeuronRef(1, 0)))
    assert "frozen" not in view.accessibleDescription()
    view.set_graph(graph(selection=NeuronRef(1, 0), **HELD))
    assert "frozen: not trained" in view.accessibleDescription()


def test_a_neuron_that_is_off_looks_crossed_out(view) -> None:
    index = view.neurons.index(NeuronRef(1, 2))
    center = view.mapFromScene(view.neurons.seats[index].pos())
    plain = view.grab().toImage().pixelColor(center)
    view.set_graph(graph(**HELD))
    crossed = view.grab().toImage().pixelColor(center)
    assert crossed != plain
    text = QColor(load_theme("dark").color("text"))
    assert abs(crossed.lightness() - text.lightness()) < 25


def skipping(sizes: tuple[int, ...], number: int, **options):
    scene = graph(sizes, **options)
    layers = list(scene.layers)
    layers[number] = msgspec.structs.replace(layers[number], residual=True)
    return msgspec.structs.replace(scene, layers=tuple(layers))


def test_an_arc_leads_from_each_neuron_to_the_one_beside_it(view) -> None:
    assert view.skips.layers == 0
    view.set_graph(skipping((2, 3, 3, 1), 2))
    assert view.skips.layers == 1
    (item,) = view.skips._items
    before, after = view.arrangement.columns[1:3]
    box = item.sceneBoundingRect()
    assert box.left() == pytest.approx(before.right, abs=2)
    assert box.right() <= after.left + 2
    # Each rises above the straight line between its neurons.
    path = item.path()
    starts = [
        (path.elementAt(i).x, path.elementAt(i).y)
        for i in range(path.elementCount())
        if path.elementAt(i).isMoveTo()
    ]
    assert starts == [(before.right, y) for y in before.ys]
    assert box.top() < before.ys[0] - 5
    view.set_graph(graph((2, 3, 3, 1)))
    assert view.skips.layers == 0


def test_arcs_join_the_neurons_that_are_shown_on_both_sides(view) -> None:
    view.set_graph(skipping((2, 40, 40, 1), 2, fold=8))
    (item,) = view.skips._items
    path = item.path()
    moves = sum(path.elementAt(i).isMoveTo() for i in range(path.elementCount()))
    assert moves == 8


def test_one_arc_leads_from_a_picture(view) -> None:
    view.set_graph(skipping((64, 64, 10), 1, picture=(8, 8), fold=8))
    (item,) = view.skips._items
    path = item.path()
    moves = sum(path.elementAt(i).isMoveTo() for i in range(path.elementCount()))
    assert moves == 1
