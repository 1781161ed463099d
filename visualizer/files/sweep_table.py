"""What came of the runs of a sweep, one a row, as a CSV file that only grows.

Each row is on the disk before the next one is trained. A crash in the middle of a
row leaves a line without an end, which is dropped when the sweep is gone on with.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from visualizer.files.csv_rows import cell, lines
from visualizer.files.replacing import replace_file
from visualizer.language import tr
from visualizer.session.grid import SEED
from visualizer.session.sweep import DIVERGED, DONE, OUTCOME, Outcome, Sweep

MARK = "experiment"

MAX_BYTES = 200_000_000
"""A larger file is refused before it is read."""

_WHOLE = ("epochs", "updates")


class TableError(ValueError):
    """A file of results cannot be gone on with; the message says where and why."""


class SweepTable:
    """The file of one sweep.

    Parameters
    ----------
    sweep : Sweep
    path : Path or None
        None keeps no file.

    Attributes
    ----------
    outcomes : dict
        What is known, by the number of the trial.
    """

    def __init__(self, sweep: Sweep, path: Path | None) -> None:
        self.sweep, self.path = sweep, path
        self.outcomes: dict[int, Outcome] = {}
        self._columns = (*sweep.paths, SEED, *OUTCOME, MARK)

    def open(self, resume: bool) -> None:
        """Make the file, or take what it knows and drop a line without an end.

        Parameters
        ----------
        resume : bool
            Whether a file that is there is gone on with.

        Raises
        ------
        TableError
            If there is a file that is not to be gone on with, or that belongs to
            another sweep, or it cannot be read or written.
        """
        if self.path is None:
            return
        try:
            if resume and self.path.exists():
                self._resume(self.path)
            else:
                with self.path.open("xb") as file:
                    _write(file, lines([self._columns]))
        except FileExistsError:
            raise TableError(
                tr(
                    "{file}: is there already; --resume goes on with it",
                    file=self.path,
                )
            ) from None
        except OSError as error:
            raise self._unwritable(error) from None

    def append(self, trained: Iterable[tuple[int, Outcome]]) -> None:
        """Write rows to the disk, all of them or, after a crash, the first ones.

        Raises
        ------
        TableError
            If the disk does not take them.
        """
        trained = list(trained)
        if self.path is not None:
            try:
                with self.path.open("ab") as file:
                    _write(file, lines(self._row(*each) for each in trained))
            except OSError as error:
                raise self._unwritable(error) from None
        self.outcomes.update(trained)

    def kept(self) -> int:
        """Return how many runs are kept, also where `append` was interrupted."""
        if self.path is None:
            return len(self.outcomes)
        try:
            # The row that is being written has no end yet; the first has the names.
            return max(0, self.path.read_bytes().count(b"\n") - 1)
        except OSError:
            return len(self.outcomes)

    def sort(self) -> None:
        """Put the rows in the order of the grid.

        Raises
        ------
        TableError
            If the folder cannot be written to; the file is as it was.
        """
        if self.path is None:
            return
        rows = [self._row(*each) for each in sorted(self.outcomes.items())]
        text = lines([self._columns, *rows])
        try:
            replace_file(self.path, lambda file: file.write(text))
        except OSError as error:
            raise self._unwritable(error) from None

    def _resume(self, path: Path) -> None:
        if path.stat().st_size > MAX_BYTES:
            raise TableError(
                tr(
                    "{file}: is larger than {most} bytes, the most allowed",
                    file=path,
                    most=MAX_BYTES,
                )
            )
        content, names = path.read_bytes(), lines([self._columns])
        whole = content[: content.rfind(b"\n") + 1]
        if whole:
            self._take(whole)
        elif not names.startswith(content):
            raise self._foreign(1)
        with path.open("r+b") as file:
            file.truncate(len(whole))
            file.seek(len(whole))
            _write(file, b"" if whole else names)

    def _row(self, number: int, outcome: Outcome) -> list[object]:
        named = self.sweep.names_of(self.sweep.trials[number])
        fields: Mapping[str, Any] = {**named, **outcome, MARK: self.sweep.mark}
        return [fields[column] for column in self._columns]

    def _take(self, content: bytes) -> None:
        try:
            rows = list(csv.reader(io.StringIO(content.decode())))
        except (UnicodeDecodeError, csv.Error):
            raise self._foreign(1) from None
        if tuple(rows[0]) != self._columns:
            raise self._foreign(1)
        named = len(self.sweep.paths) + 1
        numbers = {
            tuple(self._cells(number)): number
            for number in range(len(self.sweep.trials))
        }
        for line, row in enumerate(rows[1:], start=2):
            number = numbers.get(tuple(row[:named]))
            fits = len(row) == len(self._columns) and row[-1] == self.sweep.mark
            if not fits or number is None or number in self.outcomes:
                raise self._foreign(line)
            try:
                self.outcomes[number] = _outcome(row[named:-1])
            except ValueError:
                raise self._foreign(line) from None

    def _cells(self, number: int) -> list[str]:
        named = self.sweep.names_of(self.sweep.trials[number])
        return [cell(named[column]) for column in (*self.sweep.paths, SEED)]

    def _foreign(self, line: int) -> TableError:
        return TableError(
            tr(
                "{file}, line {line}: is no row of this sweep; allowed: the same "
                "experiment, grid, seeds and epochs, or another file",
                file=self.path,
                line=line,
            )
        )

    def _unwritable(self, error: OSError) -> TableError:
        return TableError(
            tr(
                "{file}: cannot be written: {reason}",
                file=self.path,
                reason=error.strerror or error,
            )
        )


def _write(file: BinaryIO, content: bytes) -> None:
    file.write(content)
    file.flush()
    os.fsync(file.fileno())


def _outcome(cells: list[str]) -> Outcome:
    """Read what `cell` wrote of an outcome.

    Raises
    ------
    ValueError
        If it is none.
    """
    named = dict(zip(OUTCOME, cells, strict=True))
    if named["status"] not in (DONE, DIVERGED):
        raise ValueError(named["status"])
    found: Outcome = {"status": named.pop("status")}
    for name, text in named.items():
        if name in _WHOLE:
            found[name] = int(text)
        else:
            found[name] = float(text) if text else None
    return found
