"""A table of one's own: a CSV or TSV file, and what is to be made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
from msgspec import Struct

from visualizer.datasets import (
    Array,
    Dataset,
    Examples,
    Problem,
    UniformSource,
    datasets,
)
from visualizer.datasets.table_columns import (
    MOST_INPUTS,
    MOST_TARGETS,
    Column,
    Policy,
    TableData,
    WholeTable,
    input_candidates,
    make_examples,
    read_whole,
)
from visualizer.datasets.table_files import (
    Decimal,
    Delimiter,
    TableError,
    TableFormat,
    checksum,
    read_bytes,
)
from visualizer.language import tr
from visualizer.settings import setting

NO_FILE = ""


@datasets.register
@dataclass(frozen=True, slots=True)
class Table(Dataset):
    """Read a file of one's own; nothing is drawn from the uniform source.

    The file is told by its checksum: one that was changed is refused, so that an
    experiment never goes on with other data than it began with.
    """

    key = "table"
    title = "Own table"
    rank = 200
    tabular = True

    path: str = setting(NO_FILE, title="File", control="hidden")
    sha256: str = setting("", title="Checksum", control="hidden")
    delimiter: Delimiter = setting(
        "comma",
        title="Delimiter",
        titles=("comma", "semicolon", "tab", "vertical bar", "space"),
        control="hidden",
    )
    decimal: Decimal = setting(
        "point", title="Decimal sign", titles=("point", "comma"), control="hidden"
    )
    header: bool = setting(True, title="First row has names", control="hidden")
    target: str = setting("", title="Target", control="hidden")
    kind: Problem = setting(
        "regression",
        title="Problem",
        titles=("yes or no", "several classes", "a number"),
        control="hidden",
    )
    more_targets: tuple[str, ...] = setting(
        (), title="Further targets", length=(0, MOST_TARGETS - 1), control="hidden"
    )
    columns: tuple[str, ...] = setting(
        (),
        title="Inputs",
        offered="input_columns",
        length=(0, MOST_INPUTS),
        help="Which columns the network is given; a word becomes an input for each.",
    )
    missing: Policy = setting(
        "drop",
        titles=("leave out", "fill in"),
        title="Rows with gaps",
        help="Leave rows with missing values out, or fill in means.",
    )

    @property
    def problem(self) -> Problem:
        return self.kind

    @property
    def input_names(self) -> tuple[str, ...]:
        return self.table().input_names

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.table().class_names

    @property
    def output_names(self) -> tuple[str, ...]:
        return self.targets if self.more_targets else ()

    @property
    def targets(self) -> tuple[str, ...]:
        """The columns that are foretold."""
        return (self.target, *self.more_targets)

    @property
    def input_columns(self) -> tuple[str, ...]:
        """The columns that can be inputs; those chosen where no file can be read."""
        try:
            columns = _columns(self.path, self.sha256, self.layout).columns
        except TableError:
            return self.columns
        return input_candidates(columns, self.targets)

    @property
    def layout(self) -> TableFormat:
        """How the file is cut into cells."""
        return TableFormat(self.delimiter, self.decimal, self.header)

    @property
    def ready(self) -> bool:
        return self.path != NO_FILE

    def table(self) -> TableData:
        """Return what the settings make of the file.

        Raises
        ------
        TableError
            If no file is chosen, or it cannot be read, is not the one of the
            checksum, or does not fit the settings.
        """
        if not self.ready:
            raise TableError(tr("data: no table is chosen; open, drop or paste one"))
        return _read(self)

    def portrait(self) -> Array:
        """Return a sheet: a row of names over rows of values."""
        image = np.zeros((27, 36))
        for row in range(5):
            for column in range(3):
                top, left = 1 + 5 * row, 1 + 12 * column
                image[top : top + 4, left : left + 10] = 0.3 if row else 0.8
        return image

    def generate(self, uniform: UniformSource) -> Examples:
        return self.table().examples

    def files(self) -> tuple[str, ...]:
        return (self.path,) if self.ready else ()

    def relocated(self, places: Mapping[str, str]) -> Self:
        return replace(self, path=places.get(self.path, self.path))


# Asked several times while one experiment is built.
@lru_cache(maxsize=4)
def _read(table: Table) -> TableData:
    found = _columns(table.path, table.sha256, table.layout)
    return make_examples(
        found.columns,
        first_row=found.first_row,
        target=table.target,
        more_targets=table.more_targets,
        problem=table.kind,
        inputs=table.columns or None,
        missing=table.missing,
    )


class _FileColumns(Struct, frozen=True, eq=False):
    """What a file holds, and the number of its first row below the names."""

    columns: Mapping[str, Column]
    first_row: int


# The file in use, so that choosing other columns of it reads nothing anew.
@lru_cache(maxsize=1)
def _columns(name: str, sha256: str, layout: TableFormat) -> _FileColumns:
    path = Path(name)
    content = read_bytes(path)
    if checksum(content) != sha256:
        raise TableError(
            tr("{file}: was changed since it was chosen; open it again", file=path)
        )
    cells, columns = read_whole(WholeTable(sha256, layout, content, path.name))
    # The cells are not asked for again, and take much more room than the numbers.
    read_whole.cache_clear()
    return _FileColumns(columns, cells.first_row)
