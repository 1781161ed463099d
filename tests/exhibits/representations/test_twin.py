"""The twin: as many parameters, another depth, and the numbers of an own run."""

from __future__ import annotations

import math

import pytest

from tests.exhibits.representations.builders import (
    PRESETS,
    frame_of,
    scenes_of,
    session_of_layers,
)
from visualizer.exhibits.representations.twin import parameter_count, twin_of
from visualizer.session import commands as do
from visualizer.session.batch import train
from visualizer.session.experiment import preset


def test_the_two_presets_have_equal_numbers_of_parameters() -> None:
    """By hand: 3·8 + 9·8 + 9·8 + 9 = 177 = 3·44 + 45."""
    deep, shallow = (
        preset(key).settings
        for key in ("representations-spiral", "representations-spiral-shallow")
    )
    assert (deep.hidden, shallow.hidden) == ((8, 8, 8), (44,))
    assert parameter_count((2, 8, 8, 8, 1)) == parameter_count((2, 44, 1)) == 177
    assert twin_of((2, 8, 8, 8, 1), 177) == (44,)
    assert twin_of((2, 44, 1), 177) == (8, 8, 8)


@pytest.mark.parametrize("sizes", [(2, 3, 1), (2, 6, 4, 1), (64, 16, 16, 16, 10)])
def test_no_other_width_comes_nearer(sizes: tuple[int, ...]) -> None:
    parameters = parameter_count(sizes)
    twin = twin_of(sizes, parameters)
    assert twin is not None
    own_depth = len(sizes) - 2
    assert (len(twin) == 1) == (own_depth > 1)

    def off(width: int) -> int:
        shape = (sizes[0], *[width] * len(twin), sizes[-1])
        return abs(parameter_count(shape) - parameters)

    assert off(twin[0]) == min(off(width) for width in range(1, 65))


def test_a_network_without_hidden_layers_has_none() -> None:
    assert twin_of((2, 1), 3) is None
    session = session_of_layers("representations-spiral", hidden=())
    session.advance(5)
    assert not session.work(0.05)
    scene = scenes_of(session)["twin"]
    assert scene.plot is None
    assert "no twin" in scene.note


@pytest.mark.parametrize("key", PRESETS)
def test_both_stand_as_if_each_were_trained_alone(key: str) -> None:
    session = session_of_layers(key)
    session.advance(2 * session.learner.updates_per_epoch)
    while session.work(10.0):
        pass
    view = frame_of(session).twin
    assert view is not None
    assert view.update == session.update
    found = preset(key)
    alone = train(found, epochs=2).metrics
    hidden = view.twin.sizes[1:-1]
    settings = found.exhibit_class()().adapt(found.settings, {"hidden": hidden})
    other = train(found.with_settings(settings), epochs=2).metrics
    for standing, expected in ((view.own, alone), (view.twin, other)):
        for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
            value = getattr(standing.metrics, name)
            assert value == pytest.approx(getattr(expected, name), nan_ok=True)
    assert view.own.parameters == session.learner.state.shape[1]
    assert view.twin.parameters == parameter_count(view.twin.sizes)


def test_going_back_shows_the_twin_as_it_was() -> None:
    session = session_of_layers("representations-spiral")
    session.advance(50)
    while session.work(10.0):
        pass
    early = frame_of(session).twin
    session.advance(50)
    while session.work(10.0):
        pass
    late = frame_of(session).twin
    session.execute(do.Seek(50))
    again = frame_of(session).twin
    assert early is not None
    assert late is not None
    assert again is not None
    assert again.twin.metrics == early.twin.metrics != late.twin.metrics
    assert again.own.metrics == early.own.metrics
    assert (again.update, late.update) == (50, 100)


def test_a_twin_that_is_behind_says_so() -> None:
    session = session_of_layers("representations-spiral")
    session.work(10.0)
    session.advance(100)
    view = frame_of(session).twin
    assert view is not None
    assert view.update == 0
    assert view.own.metrics.train_loss == pytest.approx(view.own_curve[1][0], rel=0.5)
    scene = scenes_of(session)["twin"]
    assert "after update 0" in scene.note


def test_the_table_says_parameters_losses_and_accuracy() -> None:
    session = session_of_layers("representations-spiral")
    session.advance(50)
    while session.work(10.0):
        pass
    view, scene = frame_of(session).twin, scenes_of(session)["twin"]
    assert view is not None
    assert scene.headings == ("parameters", "train", "test", "accuracy")
    assert [row.name for row in scene.rows] == ["deep 2-8-8-8-1", "shallow 2-44-1"]
    for row, standing in zip(scene.rows, (view.own, view.twin), strict=True):
        count, train_loss, test_loss, accuracy = row.cells
        metrics = standing.metrics
        assert count == "177"
        assert float(train_loss) == pytest.approx(metrics.train_loss, rel=5e-3)
        assert float(test_loss) == pytest.approx(metrics.test_loss, rel=5e-3)
        assert float(accuracy.rstrip(" %")) == pytest.approx(
            100 * metrics.test_accuracy, abs=0.05
        )
    ends = [(line.x[-1], line.y[-1]) for line in scene.plot.lines]
    for (x, y), standing in zip(ends, (view.own, view.twin), strict=True):
        assert x == pytest.approx(2.0)
        assert y == pytest.approx(standing.metrics.test_loss)


def test_regression_has_no_accuracy() -> None:
    session = session_of_layers("representations-regression")
    session.work(10.0)
    scene, view = scenes_of(session)["twin"], frame_of(session).twin
    assert scene.headings == ("parameters", "train", "test")
    assert view is not None
    assert math.isnan(view.twin.metrics.test_accuracy)
