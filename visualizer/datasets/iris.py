"""Flowers of three kinds of iris: one kind stands apart, two touch."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.datasets import datasets
from visualizer.datasets.table_columns import TableData
from visualizer.datasets.tabular import ShippedTable, shipped
from visualizer.language import Phrase
from visualizer.settings import setting

COLUMNS = ("sepal length", "sepal width", "petal length", "petal width")


@datasets.register
@dataclass(frozen=True, slots=True)
class Iris(ShippedTable):
    """Read the lengths and widths, in cm, of 150 flowers, 50 of each species.

    References
    ----------
    Fisher (1936), The use of multiple measurements in taxonomic problems; data
    of E. Anderson.
    """

    key = "iris"
    title = "Iris"
    rank = 80
    problem = "multiclass"
    class_names = (Phrase("setosa"), Phrase("versicolor"), Phrase("virginica"))

    columns: tuple[str, ...] = setting(
        COLUMNS,
        choices=COLUMNS,
        title="Inputs",
        length=(1, len(COLUMNS)),
        help="Which measures the network is given.",
    )

    def table(self) -> TableData:
        return shipped("iris.csv", "species", self.problem, self.columns)
