"""Rays over a relief, against triangles filled one by one with a depth buffer."""

import math

import numpy as np
import pytest

from visualizer.ui.plots.rays import Direction, Disc, Heights, Rays

CELLS = 48
WIDTH, HEIGHT = 150, 110
SPACING = 1.6 / WIDTH
TOP = 0.5 * SPACING * (HEIGHT - 1)
ACROSS = (np.arange(WIDTH) - 0.5 * (WIDTH - 1)) * SPACING

VIEWS = [(-32, 38), (0, 8), (45, 20), (90, 60), (180, 15), (131, 90), (-100, 89)]


def hills(u, v):
    return 0.2 * np.sin(9.0 * u + 1.0) * np.cos(7.0 * v) + 0.15 * u - 0.4 * v**2


def slope(u, v):
    return 0.9 * u + 0.1 * v


def nodes(surface, cells=CELLS):
    side = np.linspace(-0.5, 0.5, cells + 1)
    return surface(*np.meshgrid(side, side))


def direction(turn, tilt):
    turn, tilt = math.radians(turn), math.radians(tilt)
    return Direction((math.cos(turn), math.sin(turn)), (math.cos(tilt), math.sin(tilt)))


def cast(surface, view, within=None, between=(-9.0, 9.0)):
    rays = Rays(Heights(nodes(surface)), direction(*view), ACROSS, between, 400, within)
    return rays, rays.meet(TOP, HEIGHT, SPACING)


def projected(surface, view, u, v):
    """Return the column, the row and the depth of places, by matrices."""
    turn, tilt = (math.radians(angle) for angle in view)
    around = np.array(
        [
            [math.cos(turn), -math.sin(turn), 0.0],
            [math.sin(turn), math.cos(turn), 0.0],
            [0.0, 0.0, 1.0],
        ]
    )
    over = np.array(
        [
            [1.0, 0.0, 0.0],
            [0.0, math.sin(tilt), math.cos(tilt)],
            [0.0, math.cos(tilt), -math.sin(tilt)],
        ]
    )
    x, up, depth = over @ around @ np.stack((u, v, surface(u, v)))
    return x / SPACING + 0.5 * (WIDTH - 1), (TOP - up) / SPACING, depth


def buffered(surface, view):
    """Return the depth and the place of each pixel; infinite where there is nothing."""
    side = np.linspace(-0.5, 0.5, CELLS + 1)
    u, v = (part.ravel() for part in np.meshgrid(side, side))
    x, y, z = projected(surface, view, u, v)
    buffer = np.full((HEIGHT, WIDTH), np.inf)
    place = np.full((HEIGHT, WIDTH, 2), np.nan)
    corner = np.arange((CELLS + 1) ** 2).reshape(CELLS + 1, CELLS + 1)
    one, two = corner[:-1, :-1].ravel(), corner[:-1, 1:].ravel()
    three, four = corner[1:, 1:].ravel(), corner[1:, :-1].ravel()
    for a, b, c in np.concatenate(
        (np.stack((one, two, three), 1), np.stack((one, three, four), 1))
    ):
        left = max(0, math.ceil(min(x[a], x[b], x[c])))
        right = min(WIDTH - 1, math.floor(max(x[a], x[b], x[c])))
        upper = max(0, math.ceil(min(y[a], y[b], y[c])))
        lower = min(HEIGHT - 1, math.floor(max(y[a], y[b], y[c])))
        area = (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a])
        if left > right or upper > lower or abs(area) < 1e-12:
            continue
        rows, columns = np.mgrid[upper : lower + 1, left : right + 1]
        q = ((columns - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (rows - y[a])) / area
        r = ((x[b] - x[a]) * (rows - y[a]) - (columns - x[a]) * (y[b] - y[a])) / area
        p = 1.0 - q - r
        depth = p * z[a] + q * z[b] + r * z[c]
        part = np.s_[upper : lower + 1, left : right + 1]
        nearer = (np.minimum(np.minimum(p, q), r) >= -1e-9) & (depth < buffer[part])
        buffer[part][nearer] = depth[nearer]
        for axis, at in enumerate((u, v)):
            found = p * at[a] + q * at[b] + r * at[c]
            place[part][nearer, axis] = found[nearer]
    return buffer, place


def image_of(met):
    found = np.full((HEIGHT * WIDTH, 2), np.nan)
    found[met.pixels] = np.column_stack((met.u, met.v))
    return found.reshape(HEIGHT, WIDTH, 2)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view[0]}-{view[1]}")
@pytest.mark.parametrize("surface", [hills, slope], ids=lambda kind: kind.__name__)
def test_each_pixel_shows_the_place_that_a_depth_buffer_finds(surface, view):
    buffer, place = buffered(surface, view)
    _, met = cast(surface, view)
    assert len(np.unique(met.pixels)) == len(met.pixels)
    found = image_of(met)
    covered, ours = np.isfinite(buffer), np.isfinite(found[..., 0])
    assert covered.sum() > 500
    assert (covered != ours).sum() <= 0.015 * covered.sum(), "only at the outline"
    both = covered & ours
    away = np.abs(found - place).max(axis=-1)[both]
    # At the edges of hills a pixel may show what is in front or what is behind.
    assert np.quantile(away, 0.96) < 0.012
    assert np.median(away) < 2e-3


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view[0]}-{view[1]}")
def test_a_place_in_sight_is_shown_where_it_is_projected_and_a_hidden_one_not(view):
    buffer, _ = buffered(hills, view)
    _, met = cast(hills, view)
    found = image_of(met)
    u, v = np.random.default_rng(2).uniform(-0.48, 0.48, (2, 600))
    x, y, depth = projected(hills, view, u, v)
    on = (np.abs(x - 0.5 * WIDTH) < 0.5 * WIDTH - 3) & (y > 2) & (y < HEIGHT - 3)
    column, row = np.rint(x[on]).astype(int), np.rint(y[on]).astype(int)
    around = np.stack(
        [buffer[row + i, column + j] for i in (-1, 0, 1) for j in (-1, 0, 1)]
    )
    ahead = depth[on] - around[4]
    shown = found[row, column] - np.column_stack((u, v))[on]
    off = np.abs(shown).max(axis=-1)
    # Where the depth leaps, half a pixel decides; where it climbs, it is a long way.
    even = np.ptp(np.where(np.isfinite(around), around, 9.0), axis=0) < 0.1
    seen, hidden = even & (np.abs(ahead) < 0.03), even & (ahead > 0.1)
    assert seen.sum() > 80
    assert (off[seen] < 0.05).all()
    assert (off[hidden] > 0.05).all()
    assert hidden.sum() > 10 or view[1] > 30


def test_from_straight_above_each_pixel_is_its_own_place():
    rays, met = cast(hills, (0, 90))
    row, column = np.divmod(met.pixels, WIDTH)
    assert met.u == pytest.approx(ACROSS[column], abs=1e-5)
    assert met.v == pytest.approx(TOP - SPACING * row, abs=1e-4)
    assert met.above == len(met.pixels)
    inside = np.abs(ACROSS) < 0.5
    assert len(np.unique(column)) == inside.sum()
    points = np.linspace(-0.4, 0.4, 9)
    assert not rays.hides(points, points - 0.05, points).any()


def test_the_near_edge_of_a_slope_is_looked_under():
    _, met = cast(lambda u, v: -0.9 * v, (0, 20))
    assert met.above == 0, "it falls away faster than the eye looks down"
    _, met = cast(lambda u, v: 0.9 * v, (0, 20))
    assert met.above == len(met.pixels) > 1000


def test_no_ray_ends_where_there_is_no_ground():
    holed = nodes(hills)
    side = np.linspace(-0.5, 0.5, CELLS + 1)
    u, v = np.meshgrid(side, side)
    holed[np.hypot(u - 0.1, v + 0.05) < 0.15] = np.nan
    for view in VIEWS:
        rays = Rays(Heights(holed), direction(*view), ACROSS, (-9.0, 9.0), 400)
        met = rays.meet(TOP, HEIGHT, SPACING)
        assert len(met.pixels) > 1500
        assert np.isfinite(met.away).all()
        assert np.hypot(met.u - 0.1, met.v + 0.05).min() > 0.13
    nothing = Rays(
        Heights(np.full((3, 3), np.nan)), direction(3, 40), ACROSS, (-9.0, 9.0), 40
    )
    assert not len(nothing.meet(TOP, HEIGHT, SPACING).pixels)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view[0]}-{view[1]}")
def test_a_disc_shows_what_lies_in_it_and_no_more(view):
    disc = Disc(0.2, -0.1, 0.12, 0.25)

    def within(u, v):
        return np.hypot((u - disc.u) / disc.wide, (v - disc.v) / disc.tall)

    _, met = cast(hills, view, disc)
    assert len(met.pixels) > 100
    assert within(met.u, met.v).max() < 1.001
    # What is in sight of the whole lies in the disc too, where it belongs there.
    _, whole = cast(hills, view)
    inside = whole.pixels[within(whole.u, whole.v) < 0.97]
    assert np.isin(inside, met.pixels).mean() > 0.995


def test_a_disc_beside_the_image_and_rays_beside_the_base_meet_nothing():
    _, met = cast(hills, (20, 30), Disc(3.0, 0.0, 0.1, 0.1))
    assert not len(met.pixels)
    far = Rays(Heights(nodes(hills)), direction(20, 30), ACROSS + 5.0, (-9.0, 9.0), 50)
    assert not len(far.meet(TOP, HEIGHT, SPACING).pixels)
    assert not far.hides(np.zeros(2), np.zeros(2), np.zeros(2)).any()


def test_distances_that_do_not_matter_change_nothing_in_the_image():
    view, above = (25, 30), math.sin(math.radians(30))
    level = math.cos(math.radians(30))
    heights = nodes(hills)
    reach = (TOP + SPACING + level * np.abs(heights).max()) / above
    _, whole = cast(hills, view)
    _, part = cast(hills, view, between=(-reach, reach))
    order, other = np.argsort(whole.pixels), np.argsort(part.pixels)
    assert np.array_equal(whole.pixels[order], part.pixels[other])
    assert part.away[other] == pytest.approx(whole.away[order], abs=0.01)


def test_heights_between_nodes_are_bilinear_and_beyond_them_those_of_the_edge():
    heights = Heights(np.array([[0.0, 1.0], [2.0, 5.0]]))
    u = np.array([-0.5, 0.5, -0.5, 0.5, 0.0, 0.25, 9.0], np.float32)
    v = np.array([-0.5, -0.5, 0.5, 0.5, 0.0, -0.25, -0.5], np.float32)
    sloped = 0.75 * 0.75 + 0.25 * 4.25
    assert heights.at(u, v) == pytest.approx([0.0, 1.0, 2.0, 5.0, 2.0, sloped, 1.0])
