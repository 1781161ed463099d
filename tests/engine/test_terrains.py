import numpy as np
import pytest

from visualizer.engine.arrays import Array
from visualizer.engine.gradient_check import central_difference, relative_error
from visualizer.engine.terrains import Terrain, terrains
from visualizer.engine.terrains.valley import Valley
from visualizer.engine.terrains.written import Written
from visualizer.settings import SettingError

MEMBERS = [member() for member in terrains] + [Valley(angle=45.0), Valley(angle=20.0)]

HEIGHTS = {
    # Of the minima, as published or by solving for them.
    "himmelblau": [0.0, 0.0, 0.0, 0.0],
    "bounded_saddle": [-0.625, -0.625],
    "camel": [0.0, 0.2986, 0.2986],
    "double_well": [-5.444, -2.619],
    "beale": [0.0],
    "rosenbrock": [0.0],
}


def places(terrain: Terrain, count: int = 40) -> Array:
    left, right, low, high = terrain.view
    random = np.random.default_rng(3)
    return np.column_stack(
        (random.uniform(left, right, count), random.uniform(low, high, count))
    )


@pytest.mark.parametrize("terrain", MEMBERS, ids=str)
def test_slopes_agree_with_central_differences(terrain: Terrain) -> None:
    for place in places(terrain):
        theta = place.copy()
        numeric = central_difference(
            lambda theta=theta: terrain.height_at(tuple(theta)), theta
        )
        # Differences of heights of 10⁵ are known to 10⁻⁵ only.
        scale = 1e-10 * max(1.0, abs(terrain.height_at(tuple(theta)))) / 1e-6
        np.testing.assert_allclose(
            terrain.slope_at(tuple(theta)), numeric, rtol=1e-6, atol=scale
        )


@pytest.mark.parametrize("terrain", MEMBERS, ids=str)
def test_curvatures_agree_with_central_differences(terrain: Terrain) -> None:
    for place in places(terrain):
        theta = place.copy()
        rows = [
            central_difference(
                lambda theta=theta, row=row: float(terrain.slope_at(tuple(theta))[row]),
                theta,
            )
            for row in range(2)
        ]
        matrix = terrain.curvature_at(tuple(theta))
        np.testing.assert_allclose(matrix, rows, rtol=1e-5, atol=1e-4)
        assert matrix[0, 1] == matrix[1, 0]


@pytest.mark.parametrize("terrain", MEMBERS, ids=str)
def test_minima_are_hollow_and_saddles_are_not(terrain: Terrain) -> None:
    left, right, low, high = terrain.view
    minima = terrain.minima()
    assert bool(minima) == terrain.bounded
    heights = [terrain.height_at(point) for point in minima]
    assert heights == pytest.approx(sorted(heights), abs=1e-9)
    for point in minima:
        assert left <= point[0] <= right
        assert low <= point[1] <= high
        # Those of a formula of one's own are searched, not known.
        most = 1e-7 if isinstance(terrain, Written) else 1e-9
        assert np.abs(terrain.slope_at(point)).max() < most
        assert terrain.bends(point).min() > 0.0
    for point in terrain.saddles():
        assert np.abs(terrain.slope_at(point)).max() < 1e-9
        assert terrain.bends(point)[0] < 0.0 < terrain.bends(point)[-1]


@pytest.mark.parametrize("terrain", MEMBERS, ids=str)
def test_nothing_in_view_lies_below_the_floor(terrain: Terrain) -> None:
    floor = terrain.floor()
    x, y = places(terrain, 4000).T
    if floor is None:
        assert terrain.height(x, y).min() < -1.0
    else:
        assert terrain.height(x, y).min() >= floor - 1e-9


@pytest.mark.parametrize("key", HEIGHTS)
def test_minima_have_their_known_heights(key: str) -> None:
    terrain = terrains[key]()
    found = [terrain.height_at(point) for point in terrain.minima()]
    assert found == pytest.approx(HEIGHTS[key], abs=6e-4)


@pytest.mark.parametrize("terrain", MEMBERS, ids=str)
def test_a_terrain_of_one_dimension_is_level_across(terrain: Terrain) -> None:
    x, y = places(terrain).T
    level = not np.any(terrain.slope(x, y)[1])
    assert level == (terrain.dimensions == 1)
    assert len(terrain.bends((0.3, 0.0))) == terrain.dimensions


def test_a_written_terrain_is_as_its_formula() -> None:
    own = Written(formula="0.5 (x^2 + 50 y^2)", reach=5.0)
    known = Valley()
    x, y = places(known).T
    np.testing.assert_allclose(own.height(x, y), known.height(x, y), rtol=1e-13)
    np.testing.assert_allclose(own.slope(x, y), known.slope(x, y), rtol=1e-13)
    np.testing.assert_allclose(own.curvature(x, y), known.curvature(x, y), rtol=1e-13)
    np.testing.assert_allclose(own.minima(), [(0.0, 0.0)], atol=1e-9)


def test_the_minima_of_a_written_terrain_are_found() -> None:
    four = Written(formula="(x^2 + y - 11)^2 + (x + y^2 - 7)^2", reach=5.0)
    known = sorted(terrains["himmelblau"]().minima())
    np.testing.assert_allclose(sorted(four.minima()), known, atol=1e-8)
    assert Written(formula="x^2 - y^2").minima() == ()
    assert Written(formula="log(x)").minima() == ()


def test_a_formula_that_is_none_is_refused() -> None:
    with pytest.raises(SettingError, match="'z' at character 3 is unknown"):
        Written(formula="x+z")


def test_relative_error_of_the_round_bowl() -> None:
    bowl = terrains["bowl"]()
    theta = np.array([1.5, -0.5])
    numeric = central_difference(lambda: bowl.height_at(tuple(theta)), theta)
    assert relative_error(bowl.slope_at(tuple(theta)), numeric) < 1e-9
