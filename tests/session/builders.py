"""Sessions to test, and what to compare of them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from visualizer.engine.optimizers.adam import Adam
from visualizer.session import commands as do
from visualizer.session.archive import SessionArchive
from visualizer.session.experiment import Experiment, preset
from visualizer.session.session import Session

Digest = tuple[bytes, bytes, tuple[int, int, int], tuple[int, ...]]


class Clock:
    """Seconds that pass when told to, or a little with every look."""

    def __init__(self, beat: float = 0.0) -> None:
        self.now = 0.0
        self.beat = beat

    def __call__(self) -> float:
        self.now += self.beat
        return self.now


def experiment_of(key: str = "circle", **changes: Any) -> Experiment:
    found = preset(key)
    return found.with_settings(replace(found.settings, **changes))


def session_of(
    key: str = "circle",
    *,
    history_bytes: int = 64 << 20,
    clock: Clock | None = None,
    **changes: Any,
) -> Session:
    """Return a session of a preset, with a clock that stands still."""
    return Session(experiment_of(key, **changes), history_bytes, clock or Clock())


@lru_cache(maxsize=16)
def _trained(experiment: Experiment, epochs: int) -> SessionArchive:
    session = Session(experiment, clock=Clock())
    session.advance(epochs * session.learner.updates_per_epoch)
    return session.export(session.runs.limit)


def trained_session(experiment: Experiment, epochs: int) -> Session:
    """Return a session that has trained, with a clock that stands still.

    It is the same to the bit as one that just did; what was trained before is taken
    up from a copy of it.
    """
    session = Session(experiment, clock=Clock())
    if epochs:
        session.restore(_trained(experiment, epochs))
    return session


def small_session(**options: Any) -> Session:
    """Return a session with 20 examples: 6 updates an epoch, the last one short."""
    from visualizer.datasets.circle import Circle

    changes: dict[str, Any] = {
        "dataset": Circle(samples=40),
        "hidden": (3,),
        "batch_size": 4,
        "train_share": 0.55,
        **options,
    }
    return session_of(**changes)


def digest(session: Session) -> Digest:
    """Return all that decides how a run goes on, to the bit."""
    learner = session.learner
    position = learner.position
    return (
        learner.state.tobytes(),
        learner.scalars.tobytes(),
        (position.update, position.epoch, position.seen),
        tuple(learner.upcoming().tolist()),
    )


def theta(session: Session) -> Any:
    values = session.learner.state[0].copy()
    assert np.isfinite(values).all()
    return values


def settings_of(session: Session) -> Any:
    return session._experiment_now().settings


def change(session: Session, gesture: int = 0, **changes: Any) -> None:
    settings = replace(settings_of(session), **changes)
    session.execute(do.Change(settings, gesture))


def branched() -> Session:
    """Return a session with a branch, an edit, live changes and an undo."""
    session = small_session(optimizer=Adam())
    session.advance(50)
    change(session, learning_rate=0.1)
    session.advance(33)
    session.execute(do.Bookmark())
    session.execute(do.Seek(41))
    change(session, l2=0.01)
    session.advance(20)
    session.execute(do.Edit(1, 0, 0, 0.75))
    session.advance(9)
    change(session, batch_size=5)
    session.advance(4)
    change(session, hidden=(2, 2))
    session.advance(11)
    session.execute(do.Undo())
    return session
