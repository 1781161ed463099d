import numpy as np
import pytest

from tests.ui.hosting import hosted
from visualizer.scenes.terrain import HeightCurve, HeightsScene
from visualizer.ui.plots.heights_view import HeightsView
from visualizer.ui.theme import load_theme


def scene(*heights, log=True):
    curves = tuple(
        HeightCurve(
            number, f"runner {number}", np.arange(float(len(each))), each, number == 0
        )
        for number, each in enumerate(np.array(each, float) for each in heights)
    )
    return HeightsScene("Height", "", curves, log, "step", "height")


@pytest.fixture
def view(qtbot):
    made = hosted(qtbot, HeightsView)
    made.resize(400, 300)
    made.set_theme(load_theme("dark"))
    return made


def end(view, number):
    return view._lines[number][1].pos()


def test_a_tenth_of_the_height_is_one_decade_down(view):
    view.set_scene(scene([1.0, 0.1], [1.0, 0.01], [1.0, 0.001]))
    first, second, third = (end(view, n).y() for n in range(3))
    assert second - first == pytest.approx(third - second)
    assert second > first


def test_without_logarithm_heights_are_in_proportion(view):
    view.set_scene(scene([4.0, 3.0], [4.0, 2.0], [4.0, 0.0], log=False))
    first, second, third = (end(view, n).y() for n in range(3))
    assert third - second == pytest.approx(2.0 * (second - first))


def test_who_flies_off_does_not_press_the_others_together(view):
    calm = scene([4.0, 2.0, 1.0])
    view.set_scene(calm)
    alone = end(view, 0)
    view.set_scene(scene([4.0, 2.0, 1.0], [4.0, 1e9, 1e80]))
    assert end(view, 0) == alone
    assert not view._lines[1][1].isVisible()


def test_a_height_of_nothing_is_drawn_at_the_lower_edge(view):
    view.set_scene(scene([1.0, 0.0]))
    assert end(view, 0).y() == pytest.approx(view._axes.rect.bottom(), abs=1.5)


def test_who_is_left_out_goes(view):
    view.set_scene(scene([1.0, 0.5], [1.0, 0.2]))
    view.set_scene(scene([1.0, 0.5]))
    assert view._lines[0][1].isVisible()
    assert not view._lines[1][1].isVisible()


def test_nothing_at_all_is_drawn_without_a_fault(view):
    view.set_scene(scene([np.nan]))
    view.set_scene(scene())
    assert not any(marker.isVisible() for _, marker in view._lines.values())
