"""A table about to be imported: what was guessed, and what a person makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from visualizer.datasets import Problem
from visualizer.datasets.table import Table
from visualizer.datasets.table_columns import (
    Column,
    Policy,
    TableData,
    WholeTable,
    guess_problem,
    guess_target,
    input_candidates,
    make_examples,
    read_columns,
    read_whole,
)
from visualizer.datasets.table_files import (
    Cells,
    TableFormat,
    checksum,
    decode,
    read_cells,
    sniff,
)

LOOKED_AT = 10_000
"""Rows that are looked at first, which takes no time; the others follow."""


class TableDraft(Struct, frozen=True):
    """What a person may change about a table before it is used.

    Attributes
    ----------
    name : str
        Of the file.
    content : bytes
        Of the whole file.
    layout : TableFormat
    target : str
    problem : "binary", "multiclass" or "regression"
    inputs : tuple of str
        Columns that become inputs.
    more_targets : tuple of str
        Columns of numbers that are foretold beside the target, of a regression.
    missing : "drop" or "fill"
    most_rows : int or None
        How many rows are looked at; None: all.
    """

    name: str
    content: bytes
    layout: TableFormat
    target: str
    problem: Problem
    inputs: tuple[str, ...]
    more_targets: tuple[str, ...] = ()
    missing: Policy = "drop"
    most_rows: int | None = LOOKED_AT

    @property
    def cells(self) -> Cells:
        """The rows looked at."""
        return _cells(self.content, self.name, self.layout, self.most_rows)

    @property
    def columns(self) -> Mapping[str, Column]:
        """What the columns hold, as far as was looked."""
        return _columns(self.content, self.name, self.layout, self.most_rows)

    @property
    def complete(self) -> bool:
        """Whether all rows were looked at."""
        return self.most_rows is None or len(self.cells) < self.most_rows

    def whole(self) -> TableDraft:
        """Return the same with all rows looked at.

        Raises
        ------
        TableError
            If the rows further down cannot be read.
        """
        every = replace(self, most_rows=None)
        # Read now, by whoever has the time.
        assert every.columns
        return every

    def with_layout(self, layout: TableFormat) -> TableDraft:
        """Cut the text another way; columns are chosen anew."""
        return _guessed(self.name, self.content, layout, self.missing)

    def with_target(self, target: str) -> TableDraft:
        """Foretell another column; those of before become inputs."""
        before = (*self.inputs, self.target, *self.more_targets)
        return replace(
            self,
            target=target,
            problem=guess_problem(self.columns[target]),
            inputs=self._in_order(name for name in before if name != target),
            more_targets=(),
        )

    def with_problem(self, problem: Problem) -> TableDraft:
        """Ask another question; only of numbers several are foretold."""
        if problem == "regression":
            return replace(self, problem=problem)
        inputs = self._in_order((*self.inputs, *self.more_targets))
        return replace(self, problem=problem, inputs=inputs, more_targets=())

    def with_input(self, name: str, chosen: bool) -> TableDraft:
        """Take a column in or out of the inputs; one in is foretold no longer."""
        others = [each for each in self.inputs if each != name]
        kept = tuple(t for t in self.more_targets if not (chosen and t == name))
        inputs = self._in_order((*others, name) if chosen else others)
        return replace(self, inputs=inputs, more_targets=kept)

    def with_further_target(self, name: str, chosen: bool) -> TableDraft:
        """Foretell a column beside the target, instead of an input, or no longer."""
        others = [each for each in self.more_targets if each != name]
        inputs = [each for each in self.inputs if each != name]
        return replace(
            self,
            inputs=self._in_order(inputs if chosen else (*inputs, name)),
            more_targets=self._in_order((*others, name) if chosen else others),
        )

    @property
    def possible_targets(self) -> tuple[str, ...]:
        """Columns that can be foretold beside the target."""
        if self.problem != "regression":
            return ()
        return tuple(
            name
            for name, column in self.columns.items()
            if column.kind == "number" and name != self.target
        )

    def data(self) -> TableData:
        """Make examples of the rows looked at.

        Raises
        ------
        TableError
            If nothing can be made of them.
        """
        return make_examples(
            self.columns,
            first_row=self.cells.first_row,
            target=self.target,
            more_targets=self.more_targets,
            problem=self.problem,
            inputs=self.inputs,
            missing=self.missing,
        )

    def table(self, path: str) -> Table:
        """Return the data set, for a file that holds the content."""
        return Table(
            path=path,
            sha256=checksum(self.content),
            delimiter=self.layout.delimiter,
            decimal=self.layout.decimal,
            header=self.layout.header,
            target=self.target,
            more_targets=self.more_targets,
            kind=self.problem,
            columns=self.inputs,
            missing=self.missing,
        )

    def _in_order(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return names of columns in the order of the table."""
        wanted = set(names)
        return tuple(name for name in self.columns if name in wanted)


def draft(name: str, content: bytes) -> TableDraft:
    """Guess what a file is.

    Raises
    ------
    TableError
        If it is no table.
    """
    return _guessed(name, content, sniff(decode(content, name)), "drop")


def draft_of(table: Table, content: bytes, name: str) -> TableDraft:
    """Return the draft that a table in use came from."""
    layout = TableFormat(table.delimiter, table.decimal, table.header)
    drawn = TableDraft(name, content, layout, table.target, table.kind, table.columns)
    return replace(
        drawn,
        inputs=table.columns or input_candidates(drawn.columns, table.targets),
        more_targets=table.more_targets,
        missing=table.missing,
    )


def _guessed(
    name: str, content: bytes, layout: TableFormat, missing: Policy
) -> TableDraft:
    columns = _columns(content, name, layout, LOOKED_AT)
    target = guess_target(columns, name)
    return TableDraft(
        name,
        content,
        layout,
        target,
        problem=guess_problem(columns[target]),
        inputs=input_candidates(columns, (target,)),
        missing=missing,
    )


@lru_cache(maxsize=2)
def _cells(
    content: bytes, name: str, layout: TableFormat, most_rows: int | None
) -> Cells:
    if most_rows is None:
        return read_whole(WholeTable(checksum(content), layout, content, name))[0]
    return read_cells(decode(content, name), layout, name, most_rows)


@lru_cache(maxsize=2)
def _columns(
    content: bytes, name: str, layout: TableFormat, most_rows: int | None
) -> Mapping[str, Column]:
    if most_rows is None:
        return read_whole(WholeTable(checksum(content), layout, content, name))[1]
    return read_columns(_cells(content, name, layout, most_rows), layout.decimal)
