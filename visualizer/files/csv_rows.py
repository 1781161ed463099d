"""Write tables for other programs.

Texts that a spreadsheet would take for a formula begin with an apostrophe.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """Return a value as it stands in a cell.

    Numbers are written in full and stay numbers; None is empty.
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return json.dumps(value, ensure_ascii=False)
    if not isinstance(value, str):
        return repr(value)
    text = json.dumps(value, ensure_ascii=False) if "\n" in value else value
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def lines(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows as lines of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(cell, row) for row in rows)
    return text.getvalue().encode()
