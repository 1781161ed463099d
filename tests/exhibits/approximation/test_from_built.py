"""Training can begin with the network that a person built."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.exhibits.approximation.builders import (
    approximation_of,
    ask,
    frame_of,
    learner_of,
    logistic,
    settings_of,
)
from visualizer.exhibits.approximation import Approximation, ApproximationSettings
from visualizer.exhibits.approximation.learner import error_by_hand, resized
from visualizer.exhibits.approximation.settings import Piece, Tower
from visualizer.scenes.approximation import AddPiece, LevelPieces, TrainFromBuilt
from visualizer.session import commands as do
from visualizer.settings import SettingError

PIECES = (Piece(0.2, 0.4, 0.7), Piece(0.5, None, -0.3), Piece(0.6, 0.9, 0.4))
TOWERS = (Tower(0.1, 0.4, 0.2, 0.6, 0.8), Tower(0.5, 0.9, 0.3, 0.7, -0.5))


def test_training_begins_where_the_hand_left_off() -> None:
    session = approximation_of(pieces=PIECES, base=0.1, weight=60.0)
    session.advance(5)
    ask(session, TrainFromBuilt())
    learner = learner_of(session)
    assert session.update == 0
    assert learner.network.sizes == (1, 5, 1)
    x = np.linspace(0.0, 1.0, 7)
    wanted = 0.1 + sum(
        sign * piece.height * logistic(60.0 * (x - place))
        for piece in PIECES
        for sign, place in ((1.0, piece.left), (-1.0, piece.right))
        if place is not None
    )
    trace = learner.new_trace(7, backward=False)
    trace.set_inputs(x[None])
    trace.forward.run()
    np.testing.assert_allclose(trace.output[0], wanted, atol=1e-12)
    by_hand = error_by_hand(settings_of(session))
    assert learner.evaluate().train_loss == pytest.approx(by_hand, rel=1e-12)
    session.advance(10 * learner.updates_per_epoch)
    assert learner.evaluate().train_loss < by_hand


def test_towers_are_trained_on_as_well() -> None:
    session = approximation_of(inputs="two", towers=TOWERS)
    ask(session, TrainFromBuilt())
    learner = learner_of(session)
    assert learner.network.sizes == (2, 8, 2, 1)
    by_hand = error_by_hand(settings_of(session))
    assert learner.evaluate().train_loss == pytest.approx(by_hand, rel=1e-12)


def test_building_on_leaves_the_training_as_it_is() -> None:
    session = approximation_of(pieces=PIECES)
    ask(session, TrainFromBuilt())
    session.advance(20)
    ask(session, AddPiece("bump"))
    ask(session, LevelPieces())
    assert session.update == 20
    session.advance(20)
    kept = session.learner.state.copy()
    session.execute(do.Seek(3))
    session.execute(do.Seek(40))
    np.testing.assert_array_equal(session.learner.state, kept)
    assert frame_of(session)
    session.execute(do.Undo())
    session.execute(do.Undo())
    session.execute(do.Undo())
    assert settings_of(session).start == "spread"
    assert learner_of(session).network.sizes == (1, 10, 1)
    session.execute(do.Redo())
    assert learner_of(session).network.sizes == (1, 5, 1)


def test_it_can_be_chosen_in_the_form() -> None:
    before = ApproximationSettings(pieces=PIECES)
    chosen = Approximation().adapt(before, {"start": "built"})
    assert chosen.layers() == (5,)
    assert len(chosen.first) == 16
    wider = Approximation().adapt(chosen, {"width": 12})
    assert (wider.start, wider.first, wider.layers()) == ("spread", (), (12,))
    flat = Approximation().adapt(chosen, {"inputs": "two"})
    assert flat.start == "spread"
    learning = Approximation().adapt(chosen, {"learning_rate": 0.1})
    assert learning.first == chosen.first


def test_networks_of_other_widths_start_spread_out() -> None:
    chosen = Approximation().adapt(ApproximationSettings(), {"start": "built"})
    learner = resized(chosen, 7, 1)
    expected = resized(ApproximationSettings(), 7, 1)
    np.testing.assert_array_equal(learner.state, expected.state)


@pytest.mark.parametrize("count", [0, 5, 17])
def test_weights_that_make_no_network_are_refused(count: int) -> None:
    with pytest.raises(SettingError, match=rf"^first: {count} weights make no network"):
        replace(ApproximationSettings(), start="built", first=(0.5,) * count)
