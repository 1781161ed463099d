"""Make examples of the cells of a table: numbers, categories, missing values."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from visualizer.datasets import Array, Examples, Problem
from visualizer.datasets.table_files import (
    MISSING,
    Cells,
    Decimal,
    TableError,
    TableFormat,
    decode,
    parse,
    read_cells,
)
from visualizer.language import tr

Kind: TypeAlias = Literal["number", "category", "text"]
Policy: TypeAlias = Literal["drop", "fill"]
Mask: TypeAlias = npt.NDArray[np.bool_]

MOST_CATEGORIES = 20
"""A column of more different words is text, of which nothing is made."""

MOST_CLASSES = 10
"""As many as there are colors and markers."""

MOST_TARGETS = 10
"""Numbers foretold at once; as many as there are markers to tell them apart."""

MOST_INPUTS = 200
LEAST_ROWS = 10


# eq=False: comparing arrays gives arrays, which have no single truth value.
class Column(Struct, frozen=True, eq=False):
    """What a column of a table holds.

    Attributes
    ----------
    name : str
    kind : "number", "category" or "text"
    numbers : array (N,) or None
        Of a column of numbers; NaN where the value is missing.
    words : sequence of str
        Of a column of categories the cells (N), empty where the value is missing;
        of others none, so that a table in use takes no more memory than its values.
    categories : tuple of str
        The different words, sorted; of numbers and texts none.
    missing : bool array (N,)
        Rows without a value, those with an infinite one among them.
    infinite : bool array (N,)
    """

    name: str
    kind: Kind
    numbers: Array | None
    words: Sequence[str]
    categories: tuple[str, ...]
    missing: Mask
    infinite: Mask


class TableData(Struct, frozen=True, eq=False):
    """Examples made of a table, and what had to be done for that.

    Attributes
    ----------
    examples : Examples
    input_names, class_names : tuple of str
        No classes for regression.
    output_names : tuple of str
        The target columns where they are several; otherwise empty.
    filled : int
        Values filled in.
    dropped_rows, filled_rows, infinite_rows : tuple of int
        Numbers of the rows left out, of those with a value filled in, and of those
        with an infinite value in a column used.
    """

    examples: Examples
    input_names: tuple[str, ...]
    class_names: tuple[str, ...]
    output_names: tuple[str, ...]
    filled: int
    dropped_rows: tuple[int, ...]
    filled_rows: tuple[int, ...]
    infinite_rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WholeTable:
    """All of a file, and how it is cut; the same where checksum and layout are.

    Attributes
    ----------
    sha256 : str
        Checksum of the content.
    layout : TableFormat
    content : bytes
    name : str
        Of the file, for messages.
    """

    sha256: str
    layout: TableFormat
    content: bytes = field(compare=False, repr=False)
    name: str = field(compare=False)


# A page looks at the whole table, and then a run begins with it.
@lru_cache(maxsize=1)
def read_whole(table: WholeTable) -> tuple[Cells, Mapping[str, Column]]:
    """Return the cells of a table and what its columns hold.

    Raises
    ------
    TableError
        As `read_cells`.
    """
    text = decode(table.content, table.name)
    cells = read_cells(text, table.layout, table.name)
    return cells, read_columns(cells, table.layout.decimal)


def read_columns(cells: Cells, decimal: Decimal) -> dict[str, Column]:
    """Find out what each column holds, in the table's order."""
    return {
        name: _column(name, column, decimal)
        for name, column in zip(cells.names, cells.columns, strict=True)
    }


def guess_target(columns: Mapping[str, Column], file: str) -> str:
    """Return the column that is most likely to be foretold.

    The last one if it holds categories, else the first if that does, else the
    last one that something can be made of.

    Parameters
    ----------
    columns : mapping of str to Column
    file : str
        What the table is called, for messages.

    Raises
    ------
    TableError
        If there is no such column.
    """
    usable = [column for column in columns.values() if column.kind != "text"]
    if not usable:
        raise TableError(
            tr(
                "{file}: no column can be the target; allowed: numbers, or at most "
                "{most} different words",
                file=file,
                most=MOST_CATEGORIES,
            )
        )
    words = [each for each in (usable[-1], usable[0]) if _can_be_classes(each)]
    return (words[0] if words else usable[-1]).name


def guess_problem(target: Column) -> Problem:
    """Return what kind of question a target asks.

    Two different values: yes or no. Words, or up to ten whole numbers in a row of
    which each occurs several times: classes. Other numbers: regression.
    """
    if target.numbers is None:
        return "binary" if len(target.categories) == 2 else "multiclass"
    present = target.numbers[~target.missing]
    different = np.unique(present)
    if different.size == 2:
        return "binary"
    whole = np.array_equal(different, np.rint(different))
    together = different.size and np.ptp(different) == different.size - 1
    few = 2 < different.size <= MOST_CLASSES and present.size >= 5 * different.size
    return "multiclass" if whole and together and few else "regression"


def input_candidates(
    columns: Mapping[str, Column], targets: Sequence[str]
) -> tuple[str, ...]:
    """Return the columns that can be inputs beside these targets, in their order."""
    return tuple(
        name
        for name, column in columns.items()
        if column.kind != "text" and name not in targets
    )


def make_examples(
    columns: Mapping[str, Column],
    *,
    first_row: int,
    target: str,
    problem: Problem,
    more_targets: Sequence[str] = (),
    inputs: Sequence[str] | None = None,
    missing: Policy = "drop",
) -> TableData:
    """Make inputs and targets of the columns chosen.

    A column of categories becomes one input for each, 1 where it applies. Rows
    of which a target is missing are left out in any case.

    Parameters
    ----------
    columns : mapping
        As `read_columns` made it.
    first_row : int
        Number in the file of the row that comes first in the columns.
    target : str
    problem : "binary", "multiclass" or "regression"
    more_targets : sequence of str
        Further columns of numbers to foretell, of a regression.
    inputs : sequence of str, optional
        Names of columns; None for all that something can be made of.
    missing : "drop" or "fill"
        Leave rows out, or fill in the mean of a column's numbers or its most
        frequent category, of all rows.

    Raises
    ------
    TableError
        If a column does not exist or does not fit, or too little is left.
    """
    if inputs is None:
        inputs = input_candidates(columns, (target, *more_targets))
    targets, chosen = (target, *more_targets), tuple(inputs)
    for name in (*targets, *chosen):
        _check_column(name, columns)
    _check_targets(targets, problem)
    for name in targets:
        if name in chosen:
            raise TableError(
                tr("columns: {name!r} is the target; allowed: other columns", name=name)
            )
    if not chosen:
        raise TableError(tr("columns: no column is left to be an input"))
    aims = [columns[name] for name in targets]
    used = [columns[name] for name in chosen]
    gaps = np.logical_or.reduce([column.missing for column in used])
    aimless = np.logical_or.reduce([column.missing for column in aims])
    kept = ~aimless if missing == "fill" else ~(aimless | gaps)
    if np.count_nonzero(kept) < LEAST_ROWS:
        raise TableError(
            tr(
                "complete rows: {count}; allowed: at least {least}",
                count=int(np.count_nonzero(kept)),
                least=LEAST_ROWS,
            )
        )
    made = [_inputs(column, kept) for column in used]
    names = tuple(name for _, these in made for name in these)
    if len(names) > MOST_INPUTS:
        raise TableError(
            tr(
                "columns: make {count} inputs; allowed: at most {most}",
                count=len(names),
                most=MOST_INPUTS,
            )
        )
    classes: tuple[str, ...] = ()
    if problem == "regression":
        wanted = _values(aims, kept)
    else:
        wanted, classes = _labels(aims[0], kept, problem)
    values = np.column_stack([block for block, _ in made])
    return TableData(
        Examples(values, wanted),
        names,
        classes,
        targets if len(targets) > 1 else (),
        filled=sum(int(np.count_nonzero(each.missing & kept)) for each in used),
        dropped_rows=_rows(first_row, ~kept),
        filled_rows=_rows(first_row, gaps & kept),
        infinite_rows=_rows(
            first_row, np.logical_or.reduce([each.infinite for each in (*aims, *used)])
        ),
    )


def _column(name: str, cells: Sequence[str], decimal: Decimal) -> Column:
    numbers = _numbers(cells, decimal)
    if numbers is not None and not np.isnan(numbers).all():
        infinite = np.isinf(numbers)
        numbers[infinite] = math.nan
        return Column(name, "number", numbers, (), (), np.isnan(numbers), infinite)
    different = set(cells)
    gone = {word for word in different if word.lower() in MISSING}
    words = ["" if word in gone else word for word in cells] if gone else cells
    different -= gone
    few = 0 < len(different) <= MOST_CATEGORIES
    kind: Kind = "category" if few else "text"
    categories = tuple(sorted(different)) if few else ()
    missing = np.array([not word for word in words], dtype=np.bool_)
    none = np.zeros(len(cells), dtype=np.bool_)
    return Column(name, kind, None, words if few else (), categories, missing, none)


def _numbers(cells: Sequence[str], decimal: Decimal) -> Array | None:
    """Return a column as numbers, NaN where one is missing; None if it has words."""
    texts = cells
    if decimal == "comma":
        texts = [cell.replace(",", ".") for cell in cells]
    try:
        if "_" not in "".join(texts):
            return np.array(list(map(float, texts)))
    except ValueError:
        # A word: the column may still hold numbers and words for missing ones.
        pass
    known: dict[str, float] = {}
    for cell in set(cells):
        number = math.nan if cell.lower() in MISSING else parse(cell, decimal)
        if number is None:
            return None
        known[cell] = number
    return np.array([known[cell] for cell in cells])


def _can_be_classes(column: Column) -> bool:
    return 2 <= len(column.categories) <= MOST_CLASSES


def _check_column(name: str, columns: Mapping[str, Column]) -> None:
    usable = [each.name for each in columns.values() if each.kind != "text"]
    if name not in usable:
        raise TableError(
            tr(
                "columns: {name!r} is not allowed; allowed: {allowed}",
                name=name,
                allowed=", ".join(usable) or tr("none"),
            )
        )


def _inputs(column: Column, kept: Mask) -> tuple[Array, tuple[str, ...]]:
    """Return the inputs (n, k) that a column makes of the rows kept, with names."""
    if column.numbers is not None:
        values = column.numbers[kept]
        gone = np.isnan(values)
        if gone.any():
            present = column.numbers[~column.missing]
            values = np.where(gone, present.mean() if present.size else 0.0, values)
        return values[:, None], (column.name,)
    counts = Counter(word for word in column.words if word)
    usual = counts.most_common(1)[0][0]
    places = {word: place for place, word in enumerate(column.categories)}
    codes = np.array([places[word or usual] for word in column.words])[kept]
    block = (codes[:, None] == np.arange(len(places))).astype(np.float64)
    return block, tuple(f"{column.name}: {word}" for word in column.categories)


def _check_targets(targets: tuple[str, ...], problem: Problem) -> None:
    for number, name in enumerate(targets):
        if name in targets[:number]:
            raise TableError(
                tr("target: {name!r} is named twice; allowed: once", name=name)
            )
    most = MOST_TARGETS if problem == "regression" else 1
    if len(targets) > most:
        raise TableError(
            tr(
                "target: {count} columns are chosen; allowed for this kind of problem: "
                "{allowed}",
                count=len(targets),
                allowed="1" if most == 1 else tr("at most {high}", high=most),
            )
        )


def _values(aims: Sequence[Column], kept: Mask) -> Array:
    """Return the numbers (n,), or (n, k) of several columns, of the rows kept."""
    values = []
    for aim in aims:
        if aim.numbers is None:
            raise TableError(
                tr(
                    "target: {name!r} holds words; regression needs numbers",
                    name=aim.name,
                )
            )
        values.append(aim.numbers[kept])
    return np.column_stack(values) if len(values) > 1 else values[0]


def _labels(aim: Column, kept: Mask, problem: Problem) -> tuple[Array, tuple[str, ...]]:
    """Return the labels (n,) of the rows kept, and the names of the classes."""
    if aim.numbers is not None:
        different, codes = np.unique(aim.numbers[kept], return_inverse=True)
        names = tuple(f"{value:.12g}" for value in different.tolist())
    else:
        words = np.array(aim.words)[kept]
        labels, codes = np.unique(words, return_inverse=True)
        names = tuple(labels.tolist())
    most = 2 if problem == "binary" else MOST_CLASSES
    allowed = "2" if most == 2 else tr("from {low} to {high}", low=2, high=most)
    if not 2 <= len(names) <= most:
        raise TableError(
            tr(
                "target: {name!r} has {count} different values; allowed for this kind "
                "of problem: {allowed}",
                name=aim.name,
                count=len(names),
                allowed=allowed,
            )
        )
    targets = codes.astype(np.float64)
    return (2.0 * targets - 1.0 if problem == "binary" else targets), names


def _rows(first_row: int, marked: Mask) -> tuple[int, ...]:
    return tuple((np.flatnonzero(marked) + first_row).tolist())
