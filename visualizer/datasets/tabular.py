"""What the tables that come with the program have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache

from visualizer.datasets import Dataset, Examples, Problem, UniformSource
from visualizer.datasets.table_columns import (
    Policy,
    TableData,
    make_examples,
    read_columns,
)
from visualizer.datasets.table_files import (
    TableFormat,
    decode,
    read_bytes,
    read_cells,
)
from visualizer.language import Phrase
from visualizer.resource_files import resource


class ShippedTable(Dataset, ABC):
    """A CSV file of the program's own, with a header; nothing of it is drawn."""

    tabular = True

    __slots__ = ()

    @abstractmethod
    def table(self) -> TableData:
        """Return what the settings make of the file."""

    @property
    def input_names(self) -> tuple[str, ...]:
        return tuple(Phrase(name) for name in self.table().input_names)

    def generate(self, uniform: UniformSource) -> Examples:
        return self.table().examples


@lru_cache(maxsize=8)
def shipped(
    file: str,
    target: str,
    problem: Problem,
    inputs: tuple[str, ...],
    missing: Policy = "drop",
) -> TableData:
    """Make examples of a file in ``resources/data``."""
    text = decode(read_bytes(resource("data", file)), file)
    cells = read_cells(text, TableFormat(), file)
    return make_examples(
        read_columns(cells, "point"),
        first_row=cells.first_row,
        target=target,
        problem=problem,
        inputs=inputs,
        missing=missing,
    )
