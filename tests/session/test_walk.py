"""The walk through a batch: stations of each example, then average and update."""

from __future__ import annotations

import numpy as np
import pytest

from tests.session.builders import change, digest, session_of
from visualizer.engine.optimizers.adam import Adam
from visualizer.scenes.graph import Phase
from visualizer.session import commands as do
from visualizer.session.experiment import preset
from visualizer.session.session import Session

LAST = 3
AVERAGE, UPDATE = Phase("average", LAST), Phase("update", LAST)


def inside() -> Session:
    return session_of("inside-one-pass")


def here(session: Session) -> tuple[int, Phase | None, bool]:
    moment = session._moment()
    return moment.collected, moment.phase, moment.walking


def step(session: Session, count: int, unit: str = "layer") -> None:
    session.execute(do.Step(unit, count))  # type: ignore[arg-type]


def test_a_walk_enters_with_the_first_example_and_ends_with_the_update() -> None:
    session = inside()
    batch = len(session.learner.upcoming())
    per_example = len(session.observer.phases("layer")) + 1
    assert here(session) == (0, None, False)
    step(session, 1)
    assert here(session) == (0, None, True)
    step(session, 1)
    assert here(session) == (0, Phase("forward", 1), True)
    step(session, batch * per_example - 2)
    assert here(session) == (batch - 1, Phase("backward", 1), True)
    step(session, 1)
    assert here(session) == (batch, AVERAGE, True)
    assert session.snapshot().collected == batch
    step(session, 1)
    assert here(session) == (batch, UPDATE, True)
    assert session.update == 0
    step(session, 1)
    assert session.update == 1
    assert here(session) == (0, None, True)


@pytest.mark.parametrize("unit", ["product", "neuron", "layer", "example"])
def test_the_way_back_is_the_way_forward(unit: str) -> None:
    session = inside()
    places = []
    while session.update < 1:
        step(session, 1, unit)
        places.append(here(session))
    assert places[-3:-1] == [(5, AVERAGE, True), (5, UPDATE, True)]
    for place in reversed(places[:-1]):
        step(session, -1, unit)
        assert here(session) == place
    assert session.update == 0
    before = digest(session)
    step(session, -1, unit)
    assert digest(session) == before


def test_the_update_at_the_end_is_the_ordinary_one() -> None:
    walked, trained = inside(), inside()
    while walked.update < 2:
        step(walked, 1)
    trained.advance(2)
    np.testing.assert_array_equal(walked.learner.state, trained.learner.state)


@pytest.mark.parametrize(
    "phase", [None, Phase("forward", 2), Phase("loss", 3), Phase("backward", 1)]
)
def test_a_station_is_visited_at_once(phase: Phase | None) -> None:
    session = inside()
    session.execute(do.Play())
    session.execute(do.Visit(3, phase))
    assert here(session) == (3, phase, True)
    assert not session.playing
    step(session, 1)
    step(session, -1)
    assert here(session) == (3, phase, True)


def test_average_and_update_are_behind_the_last_example() -> None:
    session = inside()
    for phase in (AVERAGE, UPDATE):
        session.execute(do.Visit(0, phase))
        assert here(session) == (5, phase, True)
    step(session, 1)
    assert session.update == 1


def test_a_visit_beyond_the_batch_or_the_network_stays_within() -> None:
    session = inside()
    session.execute(do.Visit(99, Phase("backward", 40)))
    assert here(session) == (4, None, True)
    session.execute(do.Visit(-2, None))
    assert here(session) == (0, None, True)


def test_a_smaller_batch_ends_a_walk_that_has_come_further() -> None:
    session = inside()
    session.execute(do.Visit(0, UPDATE))
    change(session, learning_rate=0.3)
    assert here(session) == (5, UPDATE, True)
    change(session, batch_size=3)
    assert here(session) == (0, None, False)


def test_another_unit_begins_at_the_same_example() -> None:
    session = inside()
    session.execute(do.Visit(2, Phase("loss", LAST)))
    step(session, 1, "neuron")
    assert here(session) == (2, Phase("forward", 1, 0), True)
    session.execute(do.Visit(0, AVERAGE))
    step(session, 1, "neuron")
    assert here(session) == (5, UPDATE, True)


def test_other_exhibits_have_no_stations_behind_the_last_example() -> None:
    session = session_of("circle")
    step(session, 1)
    assert here(session)[1] == Phase("forward", 1)
    session.execute(do.Visit(0, AVERAGE))
    assert here(session) == (0, None, True)


def test_each_exhibit_has_a_pace_of_its_own() -> None:
    session = session_of("circle")
    assert session.pace.key == "moderate"
    session.execute(do.SetPace("full"))
    session.execute(do.Open(preset("inside-one-pass")))
    assert session.pace.key == "layer"
    session.execute(do.Undo())
    assert session.pace.key == "full"
    session.execute(do.Redo())
    assert session.pace.key == "layer"


# From one exhibit to the other.


def test_a_network_is_looked_into_at_this_very_moment_and_shown_again() -> None:
    session = session_of("circle", optimizer=Adam())
    session.advance(41)
    before = digest(session)
    session.execute(do.ShowIn("inside"))
    assert session.snapshot().experiment.exhibit == "inside"
    assert digest(session) == before
    assert session.snapshot().update == 41
    session.advance(9)
    session.execute(do.ShowIn("playground"))
    assert session.snapshot().experiment.exhibit == "playground"
    straight = session_of("circle", optimizer=Adam())
    straight.advance(50)
    assert digest(session) == digest(straight)
    session.advance(10)
    for exhibit in ("inside", "playground"):
        session.execute(do.Undo())
        assert session.snapshot().experiment.exhibit == exhibit
    assert digest(session) == before
    session.execute(do.Redo())
    assert session.snapshot().experiment.exhibit == "inside"
    assert session.update == 50


def test_from_a_moment_taken_over_one_goes_back_no_further() -> None:
    session = session_of("circle")
    session.advance(41)
    session.execute(do.ShowIn("inside"))
    session.advance(5)
    session.execute(do.Seek(0))
    assert session.update == 41
    session.execute(do.Restore(session.export()))
    assert session.update == 41


def test_an_exhibit_that_shows_no_networks_leaves_them_where_they_are() -> None:
    session = session_of("circle", balanced=True)
    session.advance(7)
    before, undo = digest(session), session.snapshot().undo_label
    with pytest.raises(ValueError, match=r"^Descent: it does not show networks"):
        session.execute(do.ShowIn("descent"))
    assert digest(session) == before
    assert session.snapshot().undo_label == undo
    assert session.advance(1) == 1
