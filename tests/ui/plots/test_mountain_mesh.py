import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from visualizer.scenes.terrain import Ground
from visualizer.ui.plots.mountain_mesh import Mountain, View

pytestmark = pytest.mark.usefixtures("qapp")

RECT = QRectF(0.0, 0.0, 300.0, 200.0)


def ground(logarithmic=False, columns=21, rows=31):
    """Return a plane that rises along x alone, on a grid that is not square."""
    x, y = np.linspace(-2.0, 2.0, columns), np.linspace(0.0, 10.0, rows)
    heights = np.tile(x, (rows, 1)) + 2.0
    low = 1e-3 if logarithmic else 0.0
    return Ground(x, y, heights, low, 4.0, logarithmic)


def spot(mountain, x, y, height):
    px, py, depth = mountain.project(
        np.array([x]), np.array([y]), np.array([float(height)])
    )
    return float(px[0]), float(py[0]), float(depth[0])


def test_from_above_it_is_a_map():
    above = Mountain(ground(), View(0.0, 90.0, 1.0), RECT)
    left, right = spot(above, -2.0, 5.0, 0.0), spot(above, 2.0, 5.0, 4.0)
    near, far = spot(above, 0.0, 0.0, 2.0), spot(above, 0.0, 10.0, 2.0)
    assert left[1] == pytest.approx(right[1])
    assert right[0] - left[0] == pytest.approx(near[1] - far[1])
    assert near[0] == pytest.approx(far[0]) == pytest.approx(150.0)


def test_from_the_side_height_is_all_that_counts():
    level = Mountain(ground(), View(0.0, 0.0, 1.0), RECT)
    floor, top = spot(level, 0.0, 0.0, 0.0), spot(level, 0.0, 10.0, 4.0)
    assert floor[1] > top[1]
    assert spot(level, 0.0, 10.0, 0.0)[1] == pytest.approx(floor[1])
    assert top[2] > floor[2]


def test_a_turn_by_half_swaps_the_sides():
    one = Mountain(ground(), View(0.0, 40.0, 1.0), RECT)
    other = Mountain(ground(), View(180.0, 40.0, 1.0), RECT)
    x, _, depth = spot(one, 2.0, 10.0, 1.0)
    back_x, _, back = spot(other, -2.0, 0.0, 1.0)
    assert (x, depth) == pytest.approx((back_x, back))


def test_what_is_near_hides_what_is_far():
    size, ink = (300, 200), QColor(0, 0, 0, 0)
    steep = ground()
    steep.heights[:] = np.where(steep.y[:, None] < 3.0, 4.0, 0.0)
    picture = Mountain(steep, View(0.0, 15.0, 1.0), RECT)
    image = picture.picture(size, 1.0, 30, ink, None, 0.0).toImage()
    x, y, _ = spot(picture, 0.0, 4.5, 0.0)
    # The high side stands before the low one: bright, not the dark of the floor.
    seen = image.pixelColor(round(x), round(y))
    assert seen.alpha() == 255
    assert seen.green() > 60


def test_only_the_neighborhood_is_painted_in_the_fog():
    mountain = Mountain(ground(), View(), RECT)
    ink = QColor(0, 0, 0, 0)
    whole = mountain.picture((300, 200), 1.0, 30, ink, None, 0.0).toImage()
    part = mountain.picture((300, 200), 1.0, 30, ink, [(0.0, 5.0)], 0.6).toImage()

    def painted(image):
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4)
        return int((pixels[:, 3] > 0).sum())

    assert 0 < painted(part) < 0.2 * painted(whole)
    x, y, _ = spot(mountain, 0.0, 5.0, 2.0)
    assert part.pixelColor(round(x), round(y)).alpha() == 255


def test_places_beyond_the_view_are_not_on_the_mountain():
    mountain = Mountain(ground(), View(), RECT)
    x, y = np.array([0.0, 3.0, np.nan]), np.array([5.0, 5.0, 5.0])
    assert mountain.inside(x, y).tolist() == [True, False, False]


def test_a_logarithmic_relief_has_no_crack_at_its_floor():
    mountain = Mountain(ground(logarithmic=True), View(), RECT)
    raised = mountain.raised(np.array([0.0, 1e-3, 1e-2, 4.0]))
    assert raised[0] == raised[1] == 0.0
    assert 0.0 < raised[2] < 0.1
    assert raised[3] == pytest.approx(1.0)


def eggs():
    """Return a ground of hills and hollows, and its height as a function."""

    def height(x, y):
        return np.sin(2.0 * x) * np.cos(1.5 * y)

    x, y = np.linspace(-3.0, 3.0, 161), np.linspace(-3.0, 3.0, 161)
    return Ground(x, y, height(*np.meshgrid(x, y)), -1.0, 1.0, False), height


def behind(mountain, height, x, y):
    """Return how far the ground rises over the line from a point to the eye."""
    # Pixels and distance are linear in the place: solve for the way to the eye.
    corner = np.array(spot(mountain, 0.0, 0.0, 0.0))
    sides = [
        np.array(spot(mountain, *place)) - corner
        for place in ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    ]
    way = np.linalg.solve(np.stack(sides, axis=1), [0.0, 0.0, -1.0])
    at = np.array([x, y, height(x, y)])
    line = at + np.linspace(0.0, 6.0, 3000)[:, None] * way
    on = (np.abs(line[:, :2]) <= 3.0).all(axis=1)
    return float((height(line[on, 0], line[on, 1]) - line[on, 2]).max())


@pytest.mark.parametrize("turn", [-32.0, 0.0, 77.0, 180.0, -135.0])
def test_what_lies_behind_a_hill_is_hidden(turn):
    ground, height = eggs()
    mountain = Mountain(ground, View(turn, 30.0, 1.0), RECT)
    x, y = np.random.default_rng(4).uniform(-2.9, 2.9, (2, 150))
    hidden = mountain.hidden(x, y, height(x, y))
    over = np.array([behind(mountain, height, *at) for at in zip(x, y, strict=True)])
    assert hidden[over > 0.08].all()
    assert not hidden[over < 0.01].any()
    assert (over > 0.08).sum() > 15
    assert (over < 0.01).sum() > 50


def test_from_above_nothing_is_hidden_and_nothing_beside_the_mountain():
    ground, height = eggs()
    x, y = np.random.default_rng(4).uniform(-2.9, 2.9, (2, 150))
    above = Mountain(ground, View(20.0, 90.0, 1.0), RECT)
    assert not above.hidden(x, y, height(x, y)).any()
    low = Mountain(ground, View(20.0, 8.0, 1.0), RECT)
    assert low.hidden(x, y, np.full(150, -1.0)).any()
    outside = np.array([5.0, np.nan])
    assert not low.hidden(outside, outside, np.array([-1.0, -1.0])).any()
