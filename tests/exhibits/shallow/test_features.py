"""Hand-made features, against SciPy, scikit-learn and counting by hand."""

import math

import numpy as np
import pytest

from tests.peers import require
from visualizer.datasets.digits import Digits
from visualizer.engine.arrays import Array
from visualizer.exhibits.shallow.features import HandFeature, hand_features, measured
from visualizer.exhibits.shallow.features.gradients import DIRECTIONS, Gradients
from visualizer.exhibits.shallow.features.holes import INK, Holes, enclosed
from visualizer.exhibits.shallow.features.mass import Mass
from visualizer.exhibits.shallow.features.profiles import Profiles
from visualizer.exhibits.shallow.features.symmetry import Symmetry
from visualizer.exhibits.shallow.features.zones import Zones
from visualizer.language import set_language

MEMBERS = [pytest.param(member, id=member.key) for member in hand_features]


@pytest.fixture(scope="module")
def images() -> Array:
    inputs = Digits().generate(np.random.default_rng(0).random).inputs[:200]
    return inputs.reshape(-1, 8, 8)


@pytest.mark.parametrize("member", MEMBERS)
def test_it_measures_draws_and_says_what_was_decided(
    member: type[HandFeature], images: Array
) -> None:
    feature = member()
    extremes = np.stack([np.zeros((8, 8)), np.ones((8, 8)), *images])
    found = feature.measure(extremes)
    assert len(found) == len(extremes)
    assert np.isfinite(found).all()
    alone = np.concatenate([feature.measure(image[None]) for image in extremes])
    np.testing.assert_allclose(found, alone, atol=1e-12)
    for image in extremes[:40]:
        picture = feature.picture(image)
        limit = picture.limit or 1.0
        assert picture.values.ndim == 2
        assert picture.values.shape[0] == picture.values.shape[1]
        assert (picture.values <= limit).all()
        assert (picture.values >= (-limit if picture.limit else 0.0)).all()
    said = {}
    for language in ("en", "zh"):
        set_language(language)
        said[language] = (feature.about(), *feature.choices())
    set_language("en")
    assert len(said["en"]) == len(said["zh"]) >= 3
    assert not set(said["en"]) & set(said["zh"])


def test_features_stand_one_behind_the_other(images: Array) -> None:
    both = measured(("holes", "zones"), images)
    np.testing.assert_array_equal(both[:, :3], Holes().measure(images))
    np.testing.assert_array_equal(both[:, 3:], Zones().measure(images))


def test_zones_are_means_of_squares(images: Array) -> None:
    image = images[7]
    by_hand = [
        image[r : r + 2, c : c + 2].mean()
        for r in range(0, 8, 2)
        for c in range(0, 8, 2)
    ]
    np.testing.assert_allclose(Zones().measure(image[None])[0], by_hand)
    drawn = Zones().picture(image).values
    assert drawn[2, 5] == pytest.approx(image[2:4, 4:6].mean())


def test_profiles_are_means_of_rows_and_columns(images: Array) -> None:
    image = images[5]
    by_hand = [row.mean() for row in image] + [column.mean() for column in image.T]
    np.testing.assert_allclose(Profiles().measure(image[None])[0], by_hand)
    drawn = Profiles().picture(image).values
    np.testing.assert_array_equal(drawn[:8, :8], image)
    # A bar is as long as its row's share of its room.
    np.testing.assert_allclose(drawn[:8, 9:].sum(axis=1), 8 * image.mean(axis=1))
    np.testing.assert_allclose(drawn[9:, :8].sum(axis=0), 8 * image.mean(axis=0))


def gradients_by_hand(image: Array) -> Array:
    """Go from pixel to pixel."""
    found = np.zeros((2, 2, DIRECTIONS))

    def at(r: int, c: int) -> float:
        return float(image[min(max(r, 0), 7), min(max(c, 0), 7)])

    for r in range(8):
        for c in range(8):
            dx, dy = at(r, c + 1) - at(r, c - 1), at(r + 1, c) - at(r - 1, c)
            degrees = math.degrees(math.atan2(dy, dx)) % 180.0
            number = int(degrees / 22.5 + 0.5) % DIRECTIONS
            found[r // 4, c // 4, number] += math.sqrt(dx * dx + dy * dy)
    return found.ravel() / math.sqrt((found**2).sum() + 1e-6)


def test_gradients_are_counted_pixel_by_pixel(images: Array) -> None:
    # Not quite the digits: a whole number of 22.5° and a half is rounded either way.
    soft = np.random.default_rng(3).random((20, 8, 8))
    for image in (*soft, *(0.7 * images[:3] + 0.3 * soft[:3])):
        np.testing.assert_allclose(
            Gradients().measure(image[None])[0], gradients_by_hand(image), atol=1e-9
        )


def test_an_upright_edge_has_one_direction() -> None:
    image = np.zeros((8, 8))
    image[:, 4:] = 1.0
    found = Gradients().measure(image[None])[0].reshape(2, 2, DIRECTIONS)
    assert (found[..., 0] > 0.49).all()
    assert not found[..., 1:].any()
    drawn = Gradients().picture(image).values
    # Its stroke runs upright, as the edge does.
    assert (drawn.sum(axis=0) > 0).sum() == 2
    turned = Gradients().measure(image.T[None])[0].reshape(2, 2, DIRECTIONS)
    np.testing.assert_allclose(turned[..., DIRECTIONS // 2], found[..., 0])


def test_symmetry_is_the_difference_from_mirror_images(images: Array) -> None:
    image = images[3]
    by_hand = [
        abs(image - np.fliplr(image)).mean(),
        abs(image - np.flipud(image)).mean(),
        abs(image - np.rot90(image, 2)).mean(),
    ]
    np.testing.assert_allclose(Symmetry().measure(image[None])[0], by_hand)
    even = image + np.fliplr(image)
    assert Symmetry().measure(even[None])[0, 0] == 0.0
    assert not Symmetry().picture(even / 2).values.any()


def test_the_mass_has_scipys_center_and_weighted_covariance(images: Array) -> None:
    ndimage = require("scipy.ndimage")
    rows, columns = np.mgrid[0:8, 0:8] / 7.0
    for image in images[:30]:
        found = Mass().measure(image[None])[0]
        center = np.array(ndimage.center_of_mass(image)) / 7.0
        spread = np.cov(
            np.stack((rows.ravel(), columns.ravel())),
            aweights=image.ravel(),
            ddof=0,
        )
        expected = [
            image.mean(),
            *center,
            spread[0, 0],
            spread[1, 1],
            spread[0, 1],
        ]
        np.testing.assert_allclose(found, expected, atol=1e-12)


def test_the_mass_is_marked_where_it_is() -> None:
    image = np.zeros((8, 8))
    image[2, 5] = 1.0
    drawn = Mass().picture(image).values
    # Three pixels for one: its middle is at 3 · 2 + 1 and 3 · 5 + 1.
    assert drawn[7, 16] == 1.0
    assert drawn[6, 16] == drawn[7, 15] == 1.0
    blank = Mass().measure(np.zeros((1, 8, 8)))[0]
    np.testing.assert_allclose(blank[:3], [0.0, 0.5, 0.5])


def test_holes_are_those_of_scipy(images: Array) -> None:
    ndimage = require("scipy.ndimage")
    random = np.random.default_rng(1)
    noisy = (random.random((100, 8, 8)) < 0.55).astype(float)
    for image in (*images, *noisy):
        ink = image >= INK
        filled = ndimage.binary_fill_holes(ink) & ~ink
        np.testing.assert_array_equal(enclosed(image[None])[0], filled)
        _, number = ndimage.label(filled)
        found = Holes().measure(image[None])[0]
        height = np.argwhere(filled)[:, 0].mean() / 7.0 if filled.any() else 0.5
        np.testing.assert_allclose(found, [number, filled.mean(), height])


def test_a_drawn_eight_has_two_holes_and_a_drawn_one_none() -> None:
    eight = ["  ###   ", "  # #   ", "  ###   ", "  # #   ", "  ###   "]
    image = np.array(
        [[float(sign == "#") for sign in row] for row in eight] + [[0.0] * 8] * 3
    )
    assert Holes().measure(image[None])[0].tolist() == [2.0, 2 / 64, 2 / 7]
    assert Holes().picture(image).values[1, 3] == 1.0
    image[1, 2] = 0.0
    assert Holes().measure(image[None])[0, 0] == 1.0
