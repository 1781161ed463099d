"""A kernel on its way: places, sweeps, and back again."""

from __future__ import annotations

import numpy as np
import pytest

from visualizer.engine.learner import Position
from visualizer.engine.sliding import SlidingLearner


@pytest.fixture
def learner() -> SlidingLearner:
    return SlidingLearner(np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]]))


def test_it_goes_line_after_line_and_begins_again(learner: SlidingLearner) -> None:
    seen = []
    for _ in range(8):
        seen.append(learner.place)
        learner.step()
    row = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert seen == [*row, *row[:2]]


def test_no_step_goes_beyond_the_end_of_a_line(learner: SlidingLearner) -> None:
    assert not learner.run(0)
    assert not learner.run(2)
    assert learner.run(5)
    assert learner.position == Position(3, 1, 0)
    assert (learner.examples, learner.updates_per_epoch) == (3, 3)


def test_its_measure_is_the_size_of_the_sum(learner: SlidingLearner) -> None:
    sizes = []
    for _ in range(6):
        sizes.append(learner.evaluate().train_loss)
        learner.step()
    assert sizes == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert np.isnan(learner.evaluate().test_loss)


def test_it_goes_back_to_a_checkpoint(learner: SlidingLearner) -> None:
    learner.run(2)
    kept = learner.checkpoint()
    learner.run(9)
    learner.restore(kept)
    assert learner.place == (0, 2)
    np.testing.assert_array_equal(learner.upcoming(), [2])


def test_it_has_no_parameters(learner: SlidingLearner) -> None:
    assert learner.state.shape == (1, 0)
    learner.put(np.zeros(0))
    with pytest.raises(IndexError, match="no parameters"):
        learner.locate(1, 0, 0)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (4,)])
def test_where_there_is_no_place_it_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="allowed: \\(lines, places\\)"):
        SlidingLearner(np.zeros(shape))
