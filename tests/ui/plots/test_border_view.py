import numpy as np
import pytest

from tests.ui.hosting import hosted
from visualizer.scenes.border import BorderLine, BorderPoint, BorderScene
from visualizer.ui.plots.border_view import BorderView
from visualizer.ui.theme import load_theme

LINE = BorderLine(0, ((0.0, 0.5), (1.0, 0.5)), (0.5, 0.5), (0.5, 0.8))
NOWHERE = BorderLine(0, None, None, None)


def scene(lines=(LINE,), points=(), probe=None):
    return BorderScene(
        title="Output",
        subtitle="",
        values=np.linspace(-1.0, 1.0, 16).reshape(4, 4),
        domain=(0.0, 1.0, 0.0, 1.0),
        x_label="x₁",
        y_label="x₂",
        scale=("1", "0.5", "0"),
        lines=lines,
        points=points,
        probe=probe,
        equation="x₂ − 0.5 = 0",
        verdict="1 of 1 right",
    )


@pytest.fixture
def view(qtbot):
    made = hosted(qtbot, BorderView)
    made.resize(400, 400)
    made.set_theme(load_theme("dark"))
    return made


def test_the_map_is_a_square(view):
    view.set_scene(scene())
    rect = view.map_rect()
    assert rect.width() == pytest.approx(rect.height(), abs=3.0)
    assert view.area().contains(rect)


def test_the_line_goes_through_its_ends_and_the_arrow_to_its_tip(view):
    view.set_scene(scene())
    path = view._lines[0][1].path()
    places = [path.elementAt(n) for n in range(4)]
    expected = [(0.0, 0.5), (1.0, 0.5), (0.5, 0.5), (0.5, 0.8)]
    for place, point in zip(places, expected, strict=True):
        at = view.place_of(*point)
        assert (place.x, place.y) == pytest.approx((at.x(), at.y()))


def test_a_line_outside_is_hidden(view):
    view.set_scene(scene())
    view.set_scene(scene(lines=(NOWHERE,)))
    assert not view._lines[0][1].isVisible()
    view.set_scene(scene(lines=()))
    assert not view._lines[0][1].isVisible()


def test_yes_and_no_differ_in_color_and_shape_and_wrong_is_crossed(view):
    points = (
        BorderPoint(0.2, 0.2, False, True, False),
        BorderPoint(0.8, 0.8, True, True, True),
        BorderPoint(0.8, 0.2, True, False, False),
    )
    view.set_scene(scene(points=points))
    no, yes, wrong = view._points
    assert no.brush().color() != yes.brush().color()
    assert no.path() != yes.path() != wrong.path()
    assert wrong.path().boundingRect().width() > yes.path().boundingRect().width()
    assert view._ring.path().boundingRect().center() == view.place_of(0.8, 0.8)
    view.set_scene(scene(points=points[:1]))
    assert not yes.isVisible()
    assert view._ring.path().isEmpty()


def test_a_press_on_the_map_and_a_drag_out_of_it_stay_within(view, qtbot):
    view.set_scene(scene())
    moved = []
    view.probe_moved.connect(moved.append)
    view.pressed.emit(view.place_of(0.25, 0.75))
    view.dragged.emit(view.map_rect().bottomRight() * 2.0)
    view.released.emit()
    view.dragged.emit(view.place_of(0.5, 0.5))
    assert moved[0] == pytest.approx((0.25, 0.75))
    assert moved[1] == (1.0, 0.0)
    assert len(moved) == 2


def test_an_example_is_chosen_before_the_map(view):
    points = (BorderPoint(0.5, 0.5, True, True, False),)
    view.set_scene(scene(points=points))
    chosen, moved = [], []
    view.example_chosen.connect(chosen.append)
    view.probe_moved.connect(moved.append)
    view.pressed.emit(view.place_of(0.5, 0.5))
    assert (chosen, moved) == ([0], [])


def test_a_low_panel_keeps_the_verdict(view):
    view.set_scene(scene(probe=(0.5, 0.5)))
    assert view.written() == ("x₂ − 0.5 = 0", "1 of 1 right")
    assert not view._probe.path().isEmpty()
    view.resize(400, 150)
    view.lay_out()
    assert not view._equation.isVisible()
    assert view._verdict.isVisible()
