"""Rows of a benchmark, and medians over interleaved repetitions."""

from __future__ import annotations

import importlib
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any


class MissingPeerError(ImportError):
    """A library to compare with is not installed."""


def peer(name: str) -> ModuleType:
    """Import a peer.

    Raises
    ------
    MissingPeerError
        If it is not installed; without its peers a ratio means nothing.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingPeerError(f"the peer {name} is not installed: {error}") from None


@dataclass(frozen=True)
class Row:
    """One comparison.

    Attributes
    ----------
    name : str
    ours : float
    peer : str
        What it is compared with.
    peer_value : float
    unit : str
    goal : float
        The least acceptable ratio.
    less_is_better : bool
    """

    name: str
    ours: float
    peer: str
    peer_value: float
    unit: str
    goal: float
    less_is_better: bool = True

    @property
    def ratio(self) -> float:
        """How many times better than the peer."""
        if self.less_is_better:
            return self.peer_value / self.ours
        return self.ours / self.peer_value


def row_dict(row: Row) -> dict[str, Any]:
    """Return a row as printed with --json."""
    return {
        "name": row.name,
        "ours": row.ours,
        "peer": row.peer,
        "peer_value": row.peer_value,
        "unit": row.unit,
        "ratio": row.ratio,
        "goal": row.goal,
    }


def table(rows: Sequence[Row]) -> str:
    """Return rows as text, with a mark where the goal is missed."""
    lines = [
        f"{'name':<38} {'ours':>10} {'peer':>10} {'unit':<9} {'ratio':>7} {'goal':>6}"
    ]
    for row in rows:
        missed = "" if row.ratio >= row.goal else "  below the goal"
        lines.append(
            f"{row.name + ' / ' + row.peer:<38} {row.ours:>10.4g} "
            f"{row.peer_value:>10.4g} {row.unit:<9} {row.ratio:>7.2f} "
            f"{row.goal:>6.2f}{missed}"
        )
    return "\n".join(lines)


def microseconds(
    contestants: Sequence[Callable[[], object]], seconds: float = 0.05, rounds: int = 9
) -> list[float]:
    """Time callables in turn and return the median µs of a call of each.

    Parameters
    ----------
    contestants : sequence of callables
    seconds : float
        Aim for one repetition.
    rounds : int
        Repetitions; the contestants take turns, so that a busy moment of the
        machine hits them alike.
    """
    counts = []
    for run in contestants:
        run()
        began = time.process_time()
        done = 0
        while time.process_time() - began < seconds / 5.0:
            run()
            done += 1
        taken = time.process_time() - began
        counts.append(max(1, round(done * seconds / taken)))
    found: list[list[float]] = [[] for _ in contestants]
    for _ in range(rounds):
        for times, run, count in zip(found, contestants, counts, strict=True):
            began = time.process_time()
            for _ in range(count):
                run()
            times.append((time.process_time() - began) / count * 1e6)
    return [statistics.median(times) for times in found]
