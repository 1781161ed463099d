import itertools

import pytest

from visualizer.ui.runner_marks import (
    flag_shape,
    ground_color,
    runner_color,
    runner_shape,
)
from visualizer.ui.theme import THEMES, load_theme

EIGHT = range(8)


@pytest.mark.parametrize("key", THEMES)
def test_runners_have_colors_of_their_own_and_none_of_a_sign(key):
    theme = load_theme(key)
    names = [runner_color(theme, number).name() for number in EIGHT]
    assert len(set(names)) == len(names)
    assert not {theme.positive, theme.negative, *theme.classes[:2]} & set(names)
    assert not {theme.classes[4], theme.classes[5]} & set(names)
    assert ground_color(theme, 0).name() == theme.path


def luminance(color):
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("key", THEMES)
def test_runners_stand_out_from_the_panel_and_from_their_halo(key):
    theme = load_theme(key)
    for number in EIGHT:
        for color, ground in (
            (runner_color(theme, number), theme.color("panel")),
            (ground_color(theme, number), theme.color("path_halo")),
        ):
            bright, dark = sorted((luminance(color), luminance(ground)), reverse=True)
            assert (bright + 0.05) / (dark + 0.05) >= 3.0, number


def test_runners_have_shapes_of_their_own():
    shapes = [runner_shape(number, 10.0) for number in EIGHT]
    for one, other in itertools.combinations(shapes, 2):
        assert one != other
    for shape in shapes:
        assert shape.boundingRect().width() <= 24.1
        assert shape.contains(shape.boundingRect().center())


def test_the_pole_of_a_flag_stands_on_its_place():
    rect = flag_shape(10.0).boundingRect()
    assert rect.bottom() == pytest.approx(0.0)
    assert rect.left() < 0.0 < rect.right()
