"""The picture of a neuron: widths, colors, places."""

import numpy as np
import pytest
from msgspec.structs import replace

from tests.ui.hosting import hosted
from visualizer.scenes.cell import Cell, CellScene, Knob
from visualizer.ui.cells.cell_view import ALL_INPUTS, CellView, KnobRef
from visualizer.ui.theme import load_theme

X = np.linspace(-4.0, 4.0, 9)


def knob(kind, place, value):
    return Knob(kind, place, "w", "a number", value, f"{value:.2f}", -10.0, 10.0)


def cell(number=0, weights=(1.0, -2.0), answer=0.5, **changes):
    made = Cell(
        number=number,
        name="",
        selected=number == 0,
        weights=tuple(knob("weight", n, w) for n, w in enumerate(weights)),
        bias=knob("bias", 0, 0.25),
        products=tuple(f"{w:.2f}" for w in weights),
        sum_text="z = 0.25",
        function_text="tanh",
        slope_text="f′(z) = 0.9",
        answer_text="a = 0.245",
        target_text="target 1",
        answer=answer,
        curve_x=X,
        curve_y=X,
        point=(0.25, 0.25),
        forward="forward",
        backward="backward",
    )
    return replace(made, **changes)


def scene(*cells):
    count = len(cells[0].weights)
    inputs = tuple(knob("input", n, 1.0) for n in range(count))
    return CellScene("The neuron", "", inputs, cells, False, 4.0)


@pytest.fixture
def view(qtbot):
    made = hosted(qtbot, CellView, (900, 400))
    made.resize(900, 400)
    made.set_theme(load_theme("dark"))
    made.set_stations(tuple((f"station {n}", f"organ {n}") for n in range(5)))
    return made


def pens(view, number=0):
    return [item.pen() for item in view._cells[number]._dendrites]


def test_weights_are_drawn_by_sign_and_size(view):
    view.set_scene(scene(cell(weights=(1.0, -2.0))))
    theme = load_theme("dark")
    first, second = pens(view)
    assert first.color() == theme.color("positive")
    assert second.color() == theme.color("negative")
    assert second.widthF() > first.widthF()
    view.set_scene(scene(cell(weights=(40.0, -4.0))))
    # Beyond a full weight nothing becomes thicker.
    first, second = pens(view)
    assert first.widthF() == second.widthF()


def test_a_weight_of_nothing_is_dotted(view):
    view.set_scene(scene(cell(weights=(0.0, 1.0))))
    first, second = pens(view)
    assert first.style() != second.style()


def test_every_number_has_a_place_of_its_own(view):
    view.set_scene(scene(cell(), cell(1)))
    boxes = [view.knob_box(ref) for ref in view.refs()]
    assert len(boxes) == 8
    for place, one in enumerate(boxes):
        assert view.area().contains(one)
        for other in boxes[place + 1 :]:
            assert not one.intersects(other)


def test_numbers_come_in_the_order_of_the_computation(view):
    view.set_scene(scene(cell()))
    kinds = [ref.kind for ref in view.refs()]
    assert kinds == ["input", "input", "weight", "weight", "bias"]
    assert view.knob(KnobRef(0, "bias", 0)).value == 0.25
    assert view.knob(KnobRef(3, "bias", 0)) is None
    assert view.knob(KnobRef(ALL_INPUTS, "input", 1)).value == 1.0


def test_the_answer_wears_the_color_of_its_sign(view):
    theme = load_theme("dark")
    colors = []
    for answer in (-1.0, 1.0, float("nan")):
        view.set_scene(scene(cell(answer=answer)))
        colors.append(view._cells[0]._answer.brush().color())
    assert colors[0] == theme.signed_color(-1.0)
    assert colors[1] == theme.signed_color(1.0)
    assert colors[2] == theme.color("control")


def test_a_neuron_fewer_leaves_nothing_behind(view):
    view.set_scene(scene(cell(), cell(1)))
    view.set_scene(scene(cell()))
    assert not view._cells[1]._root.isVisible()
    assert len(view.refs()) == 5
    view.set_scene(scene(cell(weights=(1.0,))))
    assert len(view.refs()) == 3
    assert not view._cells[0]._dendrites[1].isVisible()


def test_what_is_no_number_is_drawn_without_a_fault(view):
    nan = float("nan")
    view.set_scene(scene(cell(weights=(nan, 1.0), answer=nan, point=(nan, nan))))
    assert not view._cells[0]._point.isVisible()
