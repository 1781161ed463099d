"""Train an experiment to its end without a window, and report."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from visualizer.engine.learner import Learner, Metrics, SupervisedLearner
from visualizer.engine.metrics import r_squared
from visualizer.engine.race import UNDER_WAY, RaceLearner
from visualizer.session.commands import Seek
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session

Progress = Callable[[int, int], None]
"""Told the updates done and the updates to do."""

PROGRESS_SECONDS = 0.1


class Result(Struct, frozen=True):
    """What came of a run.

    Attributes
    ----------
    epochs : float
        Passes through the training set done.
    updates : int
    metrics : Metrics
        After the last update.
    seconds : float
        Of training alone.
    diverged : bool
    runners : tuple of dict
        Of a race: optimizer, learning rate, place and height of each runner.
    session : Session
        As it stands at the end.
    """

    epochs: float
    updates: int
    metrics: Metrics
    seconds: float
    diverged: bool
    runners: tuple[dict[str, Any], ...]
    session: Session


def updates_of(session: Session, epochs: int | None, updates: int | None) -> int:
    """Return at which update a moment is; without a wish it is the present one."""
    if epochs is not None:
        return epochs * session.learner.updates_per_epoch
    return session.update if updates is None else updates


def go_to(session: Session, update: int, budget: float = math.inf) -> None:
    """Go back to an update of the present line, or train on until it is reached.

    Parameters
    ----------
    budget : float
        Seconds to train at most.
    """
    if update < session.update:
        session.execute(Seek(update))
    else:
        deadline = time.perf_counter() + budget
        session.advance(update - session.update, deadline)


def train(
    start: Experiment | Session,
    *,
    epochs: int | None = None,
    updates: int | None = None,
    progress: Progress | None = None,
) -> Result:
    """Train until a number of epochs or of updates is done.

    Parameters
    ----------
    start : Experiment or Session
        A session goes on, or back, from where it stands.
    epochs, updates : int
        Exactly one of them; for a session one at most.
    progress : callable, optional
    """
    if isinstance(start, Session):
        session = start
    else:
        session = Session(start)
        if epochs is None and updates is None:
            raise ValueError("exactly one of epochs and updates is needed")
    if epochs is not None and updates is not None:
        raise ValueError("exactly one of epochs and updates is needed")
    total = updates_of(session, epochs, updates)
    if total < session.update:
        go_to(session, total)
    seconds = 0.0
    while session.update < total and session.status.condition == "ok":
        began = time.perf_counter()
        go_to(session, total, PROGRESS_SECONDS)
        seconds += time.perf_counter() - began
        if progress is not None:
            progress(session.update, total)
    position = session.learner.position
    return Result(
        epochs=position.epoch + position.seen / session.learner.examples,
        updates=session.update,
        metrics=session.learner.evaluate(),
        seconds=seconds,
        diverged=session.status.condition == "diverged",
        runners=_runners(session.learner),
        session=session,
    )


def report(result: Result, parameters: bool = False) -> str:
    """Return a result as one JSON object.

    Numbers that are not finite, and accuracies of a regression, are null; a
    regression has R² of each of its outputs.
    Weights are listed as weights[layer][destination][source].
    """
    metrics = result.metrics
    fields: dict[str, Any] = {
        "epochs": result.epochs,
        "updates": result.updates,
        "train_loss": _finite(metrics.train_loss),
        "test_loss": _finite(metrics.test_loss),
        "train_accuracy": _finite(metrics.train_accuracy),
        "test_accuracy": _finite(metrics.test_accuracy),
        "seconds": result.seconds,
        "diverged": result.diverged,
    }
    learner = result.session.learner
    if result.runners:
        fields["runners"] = [
            {
                name: _finite(value) if isinstance(value, float) else value
                for name, value in runner.items()
            }
            for runner in result.runners
        ]
    if isinstance(learner, SupervisedLearner) and learner.train.labels is None:
        parts = zip((learner.train, learner.test), learner.outputs(), strict=True)
        fields["train_r2"], fields["test_r2"] = (
            [
                _finite(r_squared(true.astype(np.float64), answered.astype(np.float64)))
                for true, answered in zip(part.y, made, strict=True)
            ]
            for part, made in parts
        )
    if parameters and isinstance(learner, SupervisedLearner):
        views = learner.parameters
        fields["weights"] = [
            [[_finite(w) for w in row] for row in weights.T.tolist()]
            for weights in views.weights
        ]
        fields["biases"] = [
            [_finite(b) for b in biases.tolist()] for biases in views.biases
        ]
    return msgspec.json.encode(fields).decode()


def _runners(learner: Learner) -> tuple[dict[str, Any], ...]:
    if not isinstance(learner, RaceLearner):
        return ()
    return tuple(
        {
            "optimizer": runner.optimizer.key,
            "learning_rate": runner.learning_rate,
            "x": float(place[0]),
            "y": float(place[1]),
            "height": float(height),
            "arrived": int(arrival) if arrival != UNDER_WAY else None,
        }
        for runner, place, height, arrival in zip(
            learner.runners,
            learner.places,
            learner.heights(),
            learner.arrivals,
            strict=True,
        )
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
