"""What is measured along a run is measured once, and in the time that is left."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from visualizer.engine.arrays import Array
from visualizer.exhibits import Moment
from visualizer.exhibits.trail_record import MOST_KEPT, TrailRecord


@dataclass
class Meter:
    """Counts what it measures: the square of the first parameter."""

    asked: list[float] = field(default_factory=list)
    time: float = 0.0

    def measure(self, theta: Array) -> Array:
        self.asked.append(float(theta[0]))
        self.time += 1.0
        return np.array([theta[0] ** 2, np.inf])

    def clock(self) -> float:
        return self.time


def moment_at(update: int) -> Moment:
    """Return a moment of a run whose only parameter is the update."""

    def trail(most: int) -> tuple[np.ndarray, Array]:
        updates = np.unique(np.linspace(0, update, most).round().astype(np.int64))
        return updates, updates[:, None].astype(np.float64)

    return Moment(
        update=update,
        path=lambda: trail(10)[1],
        trail=trail,
        phase=None,
        collected=0,
        walking=False,
        train_loss=1.0,
        playing=False,
        still=True,
        panels=frozenset(),
    )


@pytest.fixture
def meter() -> Meter:
    return Meter()


def record_of(meter: Meter, moments: int = 5) -> TrailRecord:
    return TrailRecord(meter.measure, moments, meter.clock)


def test_start_and_present_are_known_at_once_and_the_rest_later(meter: Meter) -> None:
    record, moment = record_of(meter), moment_at(4)
    updates, found = record.curves(moment, np.array([16.0, 1.0]))
    assert updates.tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(found[:, 0], [0.0, np.nan, np.nan, np.nan, 16.0])
    assert meter.asked == [0.0], "what is given is not measured again"
    assert record.work(moment, meter.time + 100.0)
    _, found = record.curves(moment, np.array([16.0, 1.0]))
    assert found[:, 0].tolist() == [0.0, 1.0, 4.0, 9.0, 16.0]
    assert np.isnan(found[:4, 1]).all(), "what is no number is a gap"
    assert sorted(meter.asked) == [0.0, 1.0, 2.0, 3.0]


def test_nothing_is_measured_twice(meter: Meter) -> None:
    record, moment = record_of(meter), moment_at(4)
    assert record.work(moment, meter.time + 100.0)
    assert not record.work(moment, meter.time + 100.0)
    record.curves(moment_at(2), np.array([4.0, 1.0]))
    assert len(meter.asked) == 5


def test_the_deadline_holds_but_for_one_measurement(meter: Meter) -> None:
    record, moment = record_of(meter), moment_at(4)
    assert record.work(moment, meter.time)
    assert len(meter.asked) == 1
    assert record.work(moment, meter.time + 2.0)
    assert len(meter.asked) == 3


def test_what_was_measured_long_ago_is_forgotten(meter: Meter) -> None:
    record = record_of(meter, MOST_KEPT + 2)
    many = moment_at(MOST_KEPT + 1)
    assert record.work(many, meter.time + 2.0 * MOST_KEPT)
    assert len(meter.asked) == MOST_KEPT + 2
    assert record.work(many, meter.time)
    assert meter.asked[-1] == 0.0
