"""Networks drawn again and again: medians and quartiles of each initializer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.exhibits.signals.builders import (
    frame_of,
    learner_of,
    look,
    scene_of,
    settings_of,
    signals,
)
from visualizer.engine.initializers.normal import Normal
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits.signals.draws import COMPARED, DRAWS, study_of


def test_each_initializer_is_drawn_as_often_as_the_others() -> None:
    session = signals(depth=3, width=5)
    for _ in range(8):
        session.observer.work(session.watch, session._moment(), 0.0)
    found = frame_of(session).draws
    assert [len(each.forward) for each in found] == [2, 2, 1, 1, 1, 1]
    assert scene_of(session, "initializers").subtitle.startswith("1 of 15 networks")
    while session.work(1.0):
        pass
    found = frame_of(session).draws
    assert [each.key for each in found] == list(COMPARED)
    assert {each.forward.shape for each in found} == {(DRAWS, 4)}
    assert {each.backward.shape for each in found} == {(DRAWS, 4)}
    assert frame_of(session).draws is found


def test_a_draw_is_a_network_of_these_weights() -> None:
    session = signals("tanh", "he", depth=3, width=6, scale=0.9)
    while session.work(1.0):
        pass
    found = next(each for each in frame_of(session).draws if each.key == "he")
    random = RandomStreams(1).generator(Purpose.WEIGHTS, 4)
    x = learner_of(session).train.x
    a = x[:, :: -(-x.shape[1] // 50)]
    sizes = [math.sqrt((a**2).mean())]
    for n_in in (2, 6, 6):
        w = random.standard_normal((6, n_in)) * math.sqrt(2.0 / n_in) * 0.9
        a = np.tanh(w @ a)
        sizes.append(math.sqrt((a**2).mean()))
    np.testing.assert_allclose(found.forward[4], sizes, rtol=1e-12)


def test_cells_are_medians_between_quartiles() -> None:
    session = signals(depth=4, width=4)
    while session.work(1.0):
        pass
    look(session, way="backward")
    draws = frame_of(session).draws
    scene = scene_of(session, "initializers")
    assert scene.first == 1
    for drawn, cell in zip(draws, scene.cells, strict=True):
        for layer in range(5):
            ordered = sorted(drawn.backward[:, layer])
            # Of 15 sorted numbers the middle one, and the means around a quarter.
            assert cell.middle[layer] == ordered[7]
            assert cell.low[layer] == pytest.approx((ordered[3] + ordered[4]) / 2)
            assert cell.high[layer] == pytest.approx((ordered[10] + ordered[11]) / 2)
    assert [cell.key for cell in scene.cells if cell.chosen] == ["lecun"]


def test_he_fits_rectifiers_and_xavier_loses_half_of_the_square() -> None:
    session = signals("relu", "he", depth=12, width=64)
    while session.work(1.0):
        pass
    middles = {cell.key: cell.middle for cell in _forward(session).cells}
    factors = {key: (y[-1] / y[1]) ** (1.0 / 11.0) for key, y in middles.items()}
    lost = factors["xavier"] / factors["he"]
    assert lost == pytest.approx(math.sqrt(0.5), rel=0.03)


def _forward(session):
    look(session, way="forward")
    return scene_of(session, "initializers")


def test_learning_makes_no_difference_to_the_study() -> None:
    study = study_of(settings_of(depth=3, width=5))
    for other in (
        settings_of(depth=3, width=5, initializer="he"),
        settings_of(depth=3, width=5, initializer="zeros"),
        settings_of(depth=3, width=5, learning_rate=0.001, batch_size=3, seed=9),
    ):
        assert study_of(other) is study
    assert study_of(settings_of(depth=4, width=5)) is not study


def test_an_initializer_with_settings_of_its_own_is_compared_with_them() -> None:
    small = settings_of(depth=2, width=5)
    found = type(small)(
        activation=small.activation, depth=2, width=5, initializer=Normal(0.001)
    )
    study = study_of(found)
    study.work(math.inf)
    sizes = {each.key: each.forward[:, -1].max() for each in study.view()}
    assert sizes["normal"] < 1e-4 < sizes["lecun"]


def test_nobody_looks_and_nothing_is_drawn() -> None:
    session = signals(depth=3, width=3)
    look(session, visible=frozenset({"forward"}))
    assert not session.observer.work(session.watch, session._moment(), math.inf)
    assert frame_of(session).draws == ()
