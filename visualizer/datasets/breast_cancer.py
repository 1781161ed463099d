"""A yes/no diagnosis: whether a tumor of the breast is malignant."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.datasets import datasets
from visualizer.datasets.table_columns import TableData
from visualizer.datasets.tabular import ShippedTable, shipped
from visualizer.language import Phrase
from visualizer.settings import setting

STATISTICS = {
    "mean": Phrase("mean"),
    "error of": Phrase("error of"),
    "worst": Phrase("worst"),
}
FEATURES = (
    *("radius", "texture", "perimeter", "area", "smoothness", "compactness"),
    *("concavity", "concave points", "symmetry", "fractal dimension"),
)


@datasets.register
@dataclass(frozen=True, slots=True)
class BreastCancer(ShippedTable):
    """Read measures of the cell nuclei of 569 tumors; +1 is malignant.

    Ten features were measured on the picture of each tumor's cells. Of each
    there are the mean, its standard error, and the mean of the three largest
    values. 212 of the tumors are malignant.

    References
    ----------
    Street, Wolberg & Mangasarian (1993), Nuclear feature extraction for breast
    tumor diagnosis.
    """

    key = "breast-cancer"
    title = "Breast cancer"
    rank = 100
    problem = "binary"
    class_names = (Phrase("benign"), Phrase("malignant"))

    features: tuple[str, ...] = setting(
        FEATURES,
        choices=FEATURES,
        title="Features",
        length=(1, len(FEATURES)),
        help="What of the cell nuclei the network is given.",
    )
    statistics: tuple[str, ...] = setting(
        tuple(STATISTICS),
        choices=tuple(STATISTICS),
        titles=("mean", "error", "worst"),
        title="Measures",
        length=(1, len(STATISTICS)),
        help="Of each feature: the mean, its standard error, the three largest.",
    )

    @property
    def input_names(self) -> tuple[str, ...]:
        return tuple(
            Phrase(
                "{measure} {name}", measure=STATISTICS[measure], name=Phrase(feature)
            )
            for measure, feature in self._columns()
        )

    def table(self) -> TableData:
        columns = tuple(" ".join(column) for column in self._columns())
        return shipped("breast_cancer.csv", "diagnosis", self.problem, columns)

    def _columns(self) -> list[tuple[str, str]]:
        return [(m, feature) for m in self.statistics for feature in self.features]
