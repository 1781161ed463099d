"""A large table of one's own: from its file to the first moment of a session.

The peer is the goal itself: 2 s for 100,000 rows of 8 columns, in which the page
looks at the table and counts all of its rows, and a session is begun with it.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.measuring import Row
from visualizer.datasets.table_draft import draft
from visualizer.datasets.table_files import read_bytes
from visualizer.exhibits.playground import PlaygroundSettings
from visualizer.exhibits.playground.settings import changed
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session

ROWS, COLUMNS = 100_000, 8
GOAL = 2.0
"""Seconds."""

ROUNDS = 3


def write_table(path: Path, seed: int, rows: int = ROWS) -> None:
    """Write a table with a header, numbers, and a column of two words at the end."""
    values = np.random.default_rng(seed).normal(size=(rows, COLUMNS - 1))
    names = ",".join(f"x{column + 1}" for column in range(COLUMNS - 1))
    lines = [f"{names},answer"]
    for row in values.tolist():
        word = "yes" if row[0] * row[1] > 0.0 else "no"
        lines.append(",".join(f"{value:.5f}" for value in row) + f",{word}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def opened(path: Path) -> Session:
    """Open a table as the window does."""
    shown = draft(path.name, read_bytes(path))
    shown.data()
    every = shown.whole()
    every.data()
    settings = changed(PlaygroundSettings(), dataset=every.table(str(path)))
    session = Session(Experiment("playground", settings))
    session.snapshot()
    return session


def rows() -> list[Row]:
    """Measure it, each time with another file."""
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            path = Path(folder) / f"{number}.csv"
            write_table(path, number)
            began = time.process_time()
            opened(path)
            taken.append(time.process_time() - began)
    seconds = statistics.median(taken)
    name = f"table of {ROWS:,} rows"
    return [Row(name, seconds, "goal", GOAL, "s", 1.0)]
