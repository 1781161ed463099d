"""Pictures of data sets for the tiles to choose from."""

from __future__ import annotations

from visualizer.datasets import datasets
from visualizer.exhibits.planar_pictures import pictures


def test_each_data_set_with_two_classes_in_the_plane_has_one() -> None:
    found = pictures()
    assert {"circle", "xor", "gauss", "spiral"} <= set(found)
    for key, points in found.items():
        assert datasets[key].problem == "binary"
        assert points.positions.shape == (len(points.values), 2)
        assert set(points.values.tolist()) == {-1.0, 1.0}
    # Drawn once: tiles are painted again in every theme.
    assert pictures() is found
