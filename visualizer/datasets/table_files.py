"""Read CSV and TSV: bytes to text, text to cells, with what is wrong said by row.

Nothing of a file is believed: its size is asked before it is read, its rows and
columns are counted while they are, and a row of another length is named.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from visualizer.language import tr
from visualizer.settings import SettingError

Delimiter: TypeAlias = Literal["comma", "semicolon", "tab", "pipe", "space"]
Decimal: TypeAlias = Literal["point", "comma"]

DELIMITERS: dict[Delimiter, str] = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "pipe": "|",
    "space": " ",
}

MOST_BYTES = 64_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_IN_A_NAME = 60
"""Characters of a column's name that are kept."""

SNIFFED_ROWS = 200

PART = 1_000
"""Rows that are cut at a time."""

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?"})
"""Cells, in small letters, that say that a value is missing."""


class TableError(SettingError):
    """A table cannot be used; the message names file, place and what is allowed."""


class TableFormat(Struct, frozen=True):
    """How a text is cut into cells.

    Attributes
    ----------
    delimiter : str
        Key of `DELIMITERS`.
    decimal : "point" or "comma"
    header : bool
        Whether the first row names the columns.
    """

    delimiter: Delimiter = "comma"
    decimal: Decimal = "point"
    header: bool = True


class Cells(Struct, frozen=True, eq=False):
    """The cells of a table, column by column.

    Attributes
    ----------
    names : tuple of str (C)
        Of the columns, each a different one.
    columns : tuple of C sequences of str (N)
    first_row : int
        Number, from 1, of the row that the first row of cells is; blank lines do
        not count.
    """

    names: tuple[str, ...]
    columns: tuple[Sequence[str], ...]
    first_row: int

    def __len__(self) -> int:
        return len(self.columns[0])


def is_table_text(text: str) -> bool:
    """Return whether a text that was dropped or copied looks like a table."""
    return "\n" in text.strip() and any(sign in text for sign in ",;\t")


def read_bytes(path: Path) -> bytes:
    """Read a file of at most `MOST_BYTES`.

    Raises
    ------
    TableError
        If it cannot be read, or is larger.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise TableError(_too_large(path.name, size))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, TableError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise TableError(
            tr("{file}: cannot be read: {reason}", file=path, reason=reason)
        ) from None


def checksum(content: bytes) -> str:
    """Return the SHA-256 checksum of a content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def decode(content: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, with or without a mark at its beginning.

    Raises
    ------
    TableError
        If it is too large or no such text.
    """
    if len(content) > MOST_BYTES:
        raise TableError(_too_large(name, len(content)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(
            tr(
                "{file}: byte {place} is no text in UTF-8; save the table as UTF-8",
                file=name,
                place=f"{error.start + 1:,}",
            )
        ) from None
    if "\0" in text:
        raise TableError(tr("{file}: is no text but holds bytes of 0", file=name))
    return text


def sniff(text: str) -> TableFormat:
    """Guess how a text is cut into cells, from its first rows.

    The delimiter is the one that gives the most rows the same number of cells;
    where several do, the one that makes the most of them numbers, then the one that
    makes more cells. A comma stands for the decimal point
    where it is not the delimiter and more cells are numbers with it than without.
    The first row is a header where a column of numbers begins with a word, or
    where none of its cells is a number but some below are.
    """
    head = "".join(islice(io.StringIO(text, newline=""), SNIFFED_ROWS))
    best: tuple[float, float, int] = (0.0, 0.0, 0)
    chosen: Delimiter = "comma"
    for key, sign in DELIMITERS.items():
        rows = [row for row in _cut(head, sign) if row]
        lengths = [len(row) for row in rows]
        usual = max(set(lengths), key=lengths.count, default=0)
        if usual > 1:
            alike = lengths.count(usual) / len(lengths)
            numbers = max(_share_of_numbers(rows, "point"), _with_comma(rows, key))
            if (alike, numbers, usual) > best:
                best, chosen = (alike, numbers, usual), key
    rows = [row for row in _cut(head, DELIMITERS[chosen]) if row]
    with_point = _share_of_numbers(rows, "point")
    with_comma = _with_comma(rows, chosen)
    decimal: Decimal = "comma" if with_comma > with_point else "point"
    return TableFormat(chosen, decimal, _has_header(rows, decimal))


def parse(cell: str, decimal: Decimal) -> float | None:
    """Return the number that a cell holds, or None."""
    # Python takes 1_000 for a number, which no table means.
    if "_" in cell:
        return None
    try:
        return float(cell.replace(",", ".") if decimal == "comma" else cell)
    except ValueError:
        return None


def read_cells(
    text: str, layout: TableFormat, name: str, most_rows: int | None = None
) -> Cells:
    """Cut a text into cells; blank lines are passed over.

    Parameters
    ----------
    text : str
    layout : TableFormat
    name : str
        Of the file, for messages.
    most_rows : int, optional
        Stop, without complaint, after so many rows below the header.

    Raises
    ------
    TableError
        If there is no row below the header, a row has another number of cells
        than the first, a quote is never closed, or there are too many rows,
        columns or characters in a cell.
    """
    limit = MOST_ROWS if most_rows is None else most_rows
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=DELIMITERS[layout.delimiter],
        skipinitialspace=True,
        strict=True,
    )
    filled: Iterator[list[str]] = (row for row in reader if row and row != [""])
    try:
        first = next(filled, [])
        width = len(first)
        _check_width(width, name)
        if not width:
            raise TableError(tr("{file}: has no row of values", file=name))
        if not layout.header:
            filled = chain([first], filled)
        columns: list[list[str]] = [[] for _ in range(width)]
        count = 0
        # A part at a time: hundreds of thousands of lists at once are slow to keep.
        while rows := list(islice(filled, min(PART, limit - count))):
            _check_lengths(rows, width, count + 1 + layout.header, name)
            for column, cells in zip(columns, zip(*rows, strict=True), strict=True):
                column.extend(map(str.strip, cells))
            count += len(rows)
        more = most_rows is None and next(filled, None) is not None
    except csv.Error as error:
        raise TableError(
            tr(
                "{file}: row {row} cannot be read as a table: {reason}",
                file=name,
                row=f"{reader.line_num:,}",
                reason=error,
            )
        ) from None
    if more:
        raise TableError(
            tr(
                "{file}: has more than {most} rows; allowed: at most {most}",
                file=name,
                most=f"{MOST_ROWS:,}",
            )
        )
    if not count:
        raise TableError(tr("{file}: has no row of values", file=name))
    header = first if layout.header else []
    return Cells(_names(header, width), tuple(columns), 1 + layout.header)


def _check_lengths(rows: list[list[str]], width: int, number: int, name: str) -> None:
    """Check that rows, the first of which has this number, are equally long."""
    if set(map(len, rows)) == {width}:
        return
    for here, row in enumerate(rows, start=number):
        if len(row) != width:
            raise TableError(
                tr(
                    "{file}: row {row} has {count} cells; allowed: {width}, as many "
                    "as the first row",
                    file=name,
                    row=f"{here:,}",
                    count=len(row),
                    width=width,
                )
            )


def _too_large(name: str, size: int) -> str:
    return tr(
        "{file}: has {size} bytes; allowed: at most {most}",
        file=name,
        size=f"{size:,}",
        most=f"{MOST_BYTES:,}",
    )


def _check_width(width: int, name: str) -> None:
    if width > MOST_COLUMNS:
        raise TableError(
            tr(
                "{file}: has {count} columns; allowed: at most {most}",
                file=name,
                count=width,
                most=MOST_COLUMNS,
            )
        )


def _cut(text: str, sign: str) -> Iterator[list[str]]:
    """Yield rows, as far as they can be read."""
    try:
        yield from csv.reader(
            io.StringIO(text, newline=""), delimiter=sign, skipinitialspace=True
        )
    except csv.Error:
        return


def _share_of_numbers(rows: list[list[str]], decimal: Decimal) -> float:
    cells = [cell for row in rows for cell in row]
    numbers = sum(parse(cell, decimal) is not None for cell in cells)
    return numbers / len(cells) if cells else 0.0


def _with_comma(rows: list[list[str]], delimiter: Delimiter) -> float:
    return 0.0 if delimiter == "comma" else _share_of_numbers(rows, "comma")


def _has_header(rows: list[list[str]], decimal: Decimal) -> bool:
    if len(rows) < 2:
        return False
    first, below = rows[0], rows[1:]
    numbers = False
    for place, title in enumerate(first):
        cells = [row[place] for row in below if len(row) > place]
        present = [cell for cell in cells if cell.strip().lower() not in MISSING]
        if present and all(parse(cell, decimal) is not None for cell in present):
            numbers = True
            if parse(title, decimal) is not None:
                return False
    if numbers:
        return True
    # Words everywhere: a header is not said again below it.
    return all(
        title not in {row[place] for row in below if len(row) > place}
        for place, title in enumerate(first)
    )


def _names(header: Sequence[str], width: int) -> tuple[str, ...]:
    """Return a name for each column; one that is missing or repeated gets a number."""
    names: list[str] = []
    for place in range(width):
        name = " ".join(header[place].split())[:MOST_IN_A_NAME] if header else ""
        # The same in every language, because settings tell columns by name.
        name = name or f"x{place + 1}"
        plain, copies = name, 2
        while name in names:
            name = f"{plain} ({copies})"
            copies += 1
        names.append(name)
    return tuple(names)
