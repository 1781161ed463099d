"""Penguins of three species; some of their measures are missing, as in life."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.datasets import datasets
from visualizer.datasets.table_columns import Policy, TableData
from visualizer.datasets.tabular import ShippedTable, shipped
from visualizer.language import Phrase
from visualizer.settings import setting

COLUMNS = {
    "bill_length_mm": "bill length",
    "bill_depth_mm": "bill depth",
    "flipper_length_mm": "flipper length",
    "body_mass_g": "body mass",
    "sex": "sex",
    "island": "island",
}
WORDS = {
    "female": Phrase("female"),
    "male": Phrase("male"),
    "Biscoe": Phrase("Biscoe"),
    "Dream": Phrase("Dream"),
    "Torgersen": Phrase("Torgersen"),
}
MEASURES = tuple(COLUMNS)[:4]


@datasets.register
@dataclass(frozen=True, slots=True)
class Penguins(ShippedTable):
    """Read measures of 344 penguins near Palmer Station, in mm and g.

    Two have no measures at all; of nine more the sex is not known.

    References
    ----------
    Gorman, Williams & Fraser (2014), PLoS ONE 9(3): e90081.
    """

    key = "penguins"
    title = "Penguins"
    rank = 90
    problem = "multiclass"
    class_names = (Phrase("Adelie"), Phrase("Chinstrap"), Phrase("Gentoo"))

    columns: tuple[str, ...] = setting(
        MEASURES,
        choices=tuple(COLUMNS),
        titles=tuple(COLUMNS.values()),
        title="Inputs",
        length=(1, len(COLUMNS)),
        help="Which measures the network is given; a word becomes an input for each.",
    )
    missing: Policy = setting(
        "drop",
        titles=("leave out", "fill in"),
        title="Rows with gaps",
        help="Leave penguins with missing values out, or fill in means.",
    )

    @property
    def input_names(self) -> tuple[str, ...]:
        made = (name.partition(": ") for name in self.table().input_names)
        return tuple(
            Phrase("{column}: {word}", column=Phrase(COLUMNS[name]), word=WORDS[word])
            if word
            else Phrase(COLUMNS[name])
            for name, _, word in made
        )

    def table(self) -> TableData:
        return shipped(
            "penguins.csv", "species", self.problem, self.columns, self.missing
        )
