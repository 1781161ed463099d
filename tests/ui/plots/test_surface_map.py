from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from visualizer.ui.plots.loss_scale import LossScale, viridis
from visualizer.ui.plots.surface_map import sample, surface_image

X, Y = np.linspace(-2.0, 3.0, 47), np.linspace(0.0, 1.0, 31)
STRIPES = QColor("#101010"), QColor("#202020")


def test_samples_of_a_plane_are_exact():
    values = 2.0 * X[None, :] - 3.0 * Y[:, None]
    at_x, at_y = np.array([-2.0, 0.123, 3.0]), np.array([0.0, 0.77])
    wanted = 2.0 * at_x[None, :] - 3.0 * at_y[:, None]
    assert sample(values, X, Y, at_x, at_y) == pytest.approx(wanted)


def test_places_beyond_the_samples_get_the_edge():
    values = np.broadcast_to(X, (31, 47))
    found = sample(values, X, Y, np.array([-9.0, 9.0]), np.array([5.0]))
    assert found.tolist() == [[-2.0, 3.0]]


def test_a_hole_has_no_rim():
    values = np.ones((31, 47))
    values[10:20, 10:20] = np.nan
    values[25, 40] = np.inf
    at_x, at_y = np.linspace(-2, 3, 300), np.linspace(0, 1, 200)
    found = sample(values, X, Y, at_x, at_y)
    assert np.isnan(found).any()
    assert found[np.isfinite(found)] == pytest.approx(1.0)
    assert np.isnan(sample(values, X, Y, X[40:41], Y[25:26])).all()


def test_the_picture_has_the_colors_of_the_scale(qapp):
    values = np.array([[1.0, 2.0, 3.0]])
    image = surface_image(values, LossScale(1.0, 3.0, False), STRIPES, 1.0)
    assert (image.width(), image.height()) == (3, 1)
    table = viridis()
    assert image.pixel(0, 0) == int(table[0])
    assert image.pixel(2, 0) == int(table[255])


def test_what_is_not_finite_is_hatched(qapp):
    values = np.full((8, 8), np.nan)
    image = surface_image(values, LossScale(0.0, 1.0, False), STRIPES, 2.0)
    colors = {image.pixel(x, y) for x in range(8) for y in range(8)}
    assert colors == {color.rgb() for color in STRIPES}
