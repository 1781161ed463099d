import numpy as np
import pytest
from PySide6.QtCore import QRectF

from visualizer.scenes.terrain import Ground
from visualizer.ui.plots.loss_scale import viridis
from visualizer.ui.plots.mountain import Mountain, View

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


def painted(image):
    """Return the colors of an image, rows of blue, green, red and opacity."""
    pixels = np.frombuffer(image.constBits(), np.uint8)
    return pixels.reshape(image.height(), image.width(), 4).astype(int)


def test_what_is_near_hides_what_is_far():
    steep = ground()
    steep.heights[:] = np.where(steep.y[:, None] < 3.0, 4.0, 0.0)
    mountain = Mountain(steep, View(0.0, 60.0, 1.0), RECT)
    image = painted(mountain.picture(0, None, 0.0))
    x, y, _ = spot(mountain, 0.0, 4.5, 0.0)
    top_x, top_y, _ = spot(mountain, 0.0, 1.5, 4.0)
    # The high side stands before the low one.
    top = image[round(top_y), round(top_x)]
    assert image[round(y), round(x)] == pytest.approx(top, abs=3)
    x, y, _ = spot(mountain, 0.0, 8.0, 0.0)
    assert np.abs(image[round(y), round(x)] - top).max() > 60


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("rough", [False, True])
@pytest.mark.parametrize("angles", [(-32.0, 38.0), (140.0, 75.0), (0.0, 90.0)])
def test_each_place_wears_the_color_of_its_height(angles, rough, ratio):
    even = ground()
    mountain = Mountain(even, View(*angles, 1.0), RECT, ratio, rough)
    image = painted(mountain.picture(0, None, 0.0))
    x, y = np.random.default_rng(3).uniform((-1.9, 0.2), (1.9, 9.8), (60, 2)).T
    heights = x + 2.0
    assert not mountain.hidden(x, y, heights).any()
    px, py, _ = mountain.project(x, y, heights)
    found = image[(py * ratio).astype(int), (px * ratio).astype(int)]
    words = viridis()[np.rint(255 * heights / 4.0).astype(int)].astype(int)
    plain = np.stack([words & 255, (words >> 8) & 255, words >> 16 & 255], axis=1)
    # A plane is lit evenly: one brightness for all places and colors.
    light = (found[:, :3] * plain).sum() / (plain * plain).sum()
    assert 0.5 < light < 1.1
    assert np.abs(found[:, :3] - np.minimum(light * plain, 255)).max() < 12
    assert (found[:, 3] == 255).all()


def test_lines_of_the_grid_are_drawn_over_the_colors():
    plain, inked = (
        painted(Mountain(ground(), View(0.0, 90.0, 1.0), RECT).picture(ink, None, 0.0))
        for ink in (0, 0xFF000000)
    )
    changed = (plain != inked).any(axis=2)
    lines = np.flatnonzero(np.diff(changed[107].astype(int)) == 1)
    assert len(lines) in (10, 11)
    assert np.ptp(np.diff(lines)) <= 2


def test_what_is_seen_from_below_is_dark():
    falling = ground()
    falling.heights[:] = falling.y[::-1, None] * 0.4
    low = Mountain(falling, View(0.0, 10.0, 1.0), RECT)
    high = Mountain(falling, View(0.0, 60.0, 1.0), RECT)
    brightness = []
    for mountain in (low, high):
        image = painted(mountain.picture(0, None, 0.0))
        brightness.append(image[image[..., 3] > 0][:, :3].mean())
    assert brightness[0] < 0.6 * brightness[1]
    middle = np.array([0.0]), np.array([5.0]), np.array([2.0])
    assert low.hidden(*middle)[0]
    assert not high.hidden(*middle)[0]


def test_a_mountain_is_as_large_as_it_was_zoomed():
    one, two = (
        painted(Mountain(ground(), View(0, 40, zoom), RECT).picture(0, None, 0.0))
        for zoom in (0.6, 1.2)
    )
    size = [(image[..., 3] > 0).sum() for image in (one, two)]
    assert size[1] == pytest.approx(4.0 * size[0], rel=0.02)


def test_only_the_neighborhood_is_painted_in_the_fog():
    mountain = Mountain(ground(), View(), RECT)
    whole = painted(mountain.picture(0, None, 0.0))
    part = painted(mountain.picture(0, [(0.0, 5.0)], 0.6))
    count = (part[..., 3] > 0).sum()
    assert 0 < count < 0.2 * (whole[..., 3] > 0).sum()
    assert (part[part[..., 3] > 0] == whole[part[..., 3] > 0]).mean() > 0.9
    x, y, _ = spot(mountain, 0.0, 5.0, 2.0)
    assert part[round(y), round(x), 3] == 255
    twice = painted(mountain.picture(0, [(0.0, 5.0), (-1.5, 2.0), (0.0, 5.0)], 0.6))
    assert (twice[part[..., 3] > 0] == part[part[..., 3] > 0]).all()
    assert (twice[..., 3] > 0).sum() > 1.5 * count
    beside = painted(mountain.picture(0, [(7.0, 5.0), (1e200, -1e250)], 0.6))
    assert not beside.any()


def test_in_the_fog_the_nearer_of_two_neighborhoods_is_seen():
    steep = ground()
    steep.heights[:] = np.where(steep.y[:, None] < 3.0, 4.0, 0.0)
    mountain = Mountain(steep, View(0.0, 15.0, 1.0), RECT)
    near, far = (0.0, 2.0), (0.0, 5.2)
    alone = painted(mountain.picture(0, [near], 1.2))
    for order in ([near, far], [far, near]):
        both = painted(mountain.picture(0, order, 1.2))
        assert (both[alone[..., 3] > 0] == alone[alone[..., 3] > 0]).all()


def test_a_ground_without_any_height_is_no_picture():
    nothing = ground()
    nothing.heights[:] = np.nan
    mountain = Mountain(nothing, View(), RECT)
    assert not painted(mountain.picture(0, None, 0.0)).any()
    at = np.array([0.0]), np.array([5.0]), np.array([1.0])
    assert not mountain.hidden(*at).any()


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


@pytest.mark.parametrize("size", [(300, 200), (700, 160), (160, 400)])
@pytest.mark.parametrize("tilt", [12.0, 38.0, 90.0])
def test_it_fills_its_panel_and_stays_inside_however_it_is_turned(size, tilt):
    rect = QRectF(0.0, 0.0, *size)
    ground, _ = eggs()
    reached = []
    for turn in range(0, 360, 15):
        mountain = Mountain(ground, View(turn, tilt, 1.0), rect, rough=True)
        x, y = (part.ravel() for part in np.meshgrid(ground.x, ground.y))
        right, down, _ = mountain.project(x, y, ground.heights.ravel())
        assert right.min() >= 0.0
        assert right.max() <= size[0]
        assert down.min() >= 0.0
        assert down.max() <= size[1]
        reached.append((np.ptp(right) / size[0], np.ptp(down) / size[1]))
    assert np.max(reached) > 0.9


def test_in_a_wide_panel_it_is_drawn_wider_but_not_from_above():
    def width_of_height(tilt, width):
        rect = QRectF(0.0, 0.0, width, 200.0)
        mountain = Mountain(eggs()[0], View(0.0, tilt, 1.0), rect)
        left, right = spot(mountain, -3.0, 0.0, 0.0), spot(mountain, 3.0, 0.0, 0.0)
        near, far = spot(mountain, 0.0, -3.0, 0.0), spot(mountain, 0.0, 3.0, 0.0)
        deep = (near[1] - far[1]) / np.sin(np.radians(tilt))
        return (right[0] - left[0]) / deep

    assert width_of_height(38.0, 200.0) == pytest.approx(1.0)
    assert width_of_height(38.0, 600.0) == pytest.approx(1.4)
    assert width_of_height(90.0, 600.0) == pytest.approx(1.0)
    assert 1.0 < width_of_height(75.0, 600.0) < 1.4
