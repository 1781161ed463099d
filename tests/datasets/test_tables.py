"""Tables as data sets: those that come with the program, and one's own."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests import peers
from visualizer.datasets.breast_cancer import BreastCancer
from visualizer.datasets.iris import Iris
from visualizer.datasets.penguins import Penguins
from visualizer.datasets.table import Table
from visualizer.datasets.table_draft import LOOKED_AT, draft, draft_of
from visualizer.datasets.table_files import TableError, read_cells
from visualizer.resource_files import resource
from visualizer.settings import from_plain, to_plain


def never() -> float:
    raise AssertionError("tables are read, not drawn")


@pytest.mark.peers
def test_irises_are_those_of_scikit_learn() -> None:
    theirs = peers.require("sklearn.datasets").load_iris()
    ours = Iris().generate(never)
    np.testing.assert_array_equal(ours.inputs, theirs.data)
    np.testing.assert_array_equal(ours.targets, theirs.target)
    assert list(Iris.class_names) == theirs.target_names.tolist()
    some = Iris(columns=("petal width", "sepal length")).generate(never)
    np.testing.assert_array_equal(some.inputs, theirs.data[:, [3, 0]])


@pytest.mark.peers
def test_tumors_are_those_of_scikit_learn() -> None:
    theirs = peers.require("sklearn.datasets").load_breast_cancer()
    ours = BreastCancer().generate(never)
    np.testing.assert_array_equal(ours.inputs, theirs.data)
    malignant = theirs.target_names.tolist().index("malignant")
    np.testing.assert_array_equal(ours.targets == 1.0, theirs.target == malignant)
    assert BreastCancer().input_names[0] == theirs.feature_names[0] == "mean radius"
    worst = BreastCancer(features=("area",), statistics=("worst",)).generate(never)
    column = theirs.feature_names.tolist().index("worst area")
    np.testing.assert_array_equal(worst.inputs[:, 0], theirs.data[:, column])


def test_penguins_are_counted_as_published() -> None:
    # Counts: Gorman, Williams & Fraser (2014), as palmerpenguins documents them:
    # 152 Adelie, 68 Chinstrap, 124 Gentoo; two without measures, 11 without a sex.
    kept = Penguins().generate(never)
    assert np.bincount(kept.targets.astype(int)).tolist() == [151, 68, 123]
    every = Penguins(missing="fill").generate(never)
    assert np.bincount(every.targets.astype(int)).tolist() == [152, 68, 124]
    sexed = Penguins(columns=("sex", "body_mass_g"))
    assert len(sexed.generate(never)) == 333
    assert sexed.input_names == ("sex: female", "sex: male", "body mass")


def test_filled_penguins_get_the_mean() -> None:
    filled = Penguins(columns=("body_mass_g",), missing="fill").generate(never)
    kept = Penguins(columns=("body_mass_g",)).generate(never)
    mean = kept.inputs.mean()
    assert Counter(filled.inputs[:, 0].tolist())[mean] == 2
    assert filled.inputs.mean() == pytest.approx(mean)


# One's own.


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "penguins.csv"
    path.write_bytes(resource("data", "penguins.csv").read_bytes())
    return path


def table_of(path: Path) -> Table:
    return draft(path.name, path.read_bytes()).table(str(path))


def test_a_file_is_guessed_and_read(file: Path) -> None:
    table = table_of(file)
    assert (table.target, table.problem) == ("species", "multiclass")
    examples = table.generate(never)
    assert examples.inputs.shape == (333, len(table.input_names))
    assert table.class_names == ("Adelie", "Chinstrap", "Gentoo")
    assert "island: Dream" in table.input_names


def test_a_table_survives_its_file_of_settings(file: Path) -> None:
    table = table_of(file)
    plain = to_plain(table)
    fields = {name: value for name, value in plain.items() if name != "key"}
    assert plain["key"] == "table"
    assert from_plain(Table, fields) == table


def test_a_file_that_changed_or_vanished_is_refused(file: Path) -> None:
    table = table_of(file)
    file.write_text("species,x\n" + "a,1\nb,2\n" * 10, encoding="utf-8")
    with pytest.raises(TableError, match="was changed since it was chosen; open it ag"):
        table.generate(never)
    file.unlink()
    with pytest.raises(TableError, match=r"penguins.csv: cannot be read: No such file"):
        table.generate(never)
    with pytest.raises(TableError, match="no table is chosen; open, drop or paste one"):
        Table().generate(never)
    assert not Table().ready


def test_a_table_can_be_read_from_another_place(file: Path, tmp_path: Path) -> None:
    table = table_of(file)
    assert table.files() == (str(file),)
    assert Table().files() == ()
    moved = tmp_path / "elsewhere.csv"
    file.rename(moved)
    there = table.relocated({str(file): str(moved)})
    assert there.files() == (str(moved),)
    assert len(there.generate(never)) == 333
    assert table.relocated({"other": "place"}) == table


def test_a_draft_follows_its_choices(file: Path) -> None:
    first = draft(file.name, file.read_bytes())
    assert first.complete
    mass = first.with_target("body_mass_g")
    assert mass.problem == "regression"
    assert "species" in mass.inputs
    assert "body_mass_g" not in mass.inputs
    fewer = mass.with_input("island", False).with_input("year", False)
    assert set(mass.inputs) - set(fewer.inputs) == {"island", "year"}
    assert fewer.with_input("island", True).with_input("year", True) == mass
    data = fewer.data()
    assert data.class_names == ()
    table = fewer.table(str(file))
    np.testing.assert_array_equal(table.generate(never).targets, data.examples.targets)
    assert draft_of(table, first.content, first.name) == fewer


def test_a_draft_without_inputs_says_so(file: Path) -> None:
    bare = draft(file.name, file.read_bytes())
    for name in bare.inputs:
        bare = bare.with_input(name, False)
    with pytest.raises(TableError, match="no column is left to be an input"):
        bare.data()


def test_of_a_long_table_the_first_rows_are_looked_at() -> None:
    rows = "".join(f"{row},{row % 2}\n" for row in range(LOOKED_AT + 5))
    long = draft("long.csv", f"x,y\n{rows}".encode())
    assert not long.complete
    assert len(long.data().examples) == LOOKED_AT
    every = long.whole()
    assert every.complete
    assert len(every.data().examples) == LOOKED_AT + 5
    # Cut another way, it is looked at from the beginning.
    assert not every.with_layout(every.layout).complete


# Several targets, and other inputs.


def test_several_targets_survive_the_file_of_settings(file: Path) -> None:
    made = draft(file.name, file.read_bytes()).with_target("body_mass_g")
    made = made.with_further_target("bill_length_mm", True)
    table = made.with_further_target("bill_depth_mm", True).table(str(file))
    assert table.output_names == ("body_mass_g", "bill_length_mm", "bill_depth_mm")
    assert table.generate(never).targets.shape == (333, 3)
    plain = to_plain(table)
    assert plain["more_targets"] == ["bill_length_mm", "bill_depth_mm"]
    again = from_plain(Table, {k: v for k, v in plain.items() if k != "key"})
    assert again == table
    assert draft_of(table, file.read_bytes(), file.name) == made.with_further_target(
        "bill_depth_mm", True
    )


def test_a_column_is_an_input_or_a_target(file: Path) -> None:
    start = draft(file.name, file.read_bytes()).with_target("body_mass_g")
    assert start.more_targets == ()
    assert start.possible_targets == (
        *("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "year"),
    )
    two = start.with_further_target("year", True)
    assert (two.more_targets, "year" in two.inputs) == (("year",), False)
    back = two.with_further_target("year", False)
    assert back == start
    taken = two.with_input("year", True)
    assert taken == start
    # Classes are foretold one at a time; what was foretold beside is an input again.
    assert two.with_problem("multiclass").inputs == start.inputs
    assert two.with_problem("multiclass").possible_targets == ()
    # Another target sets the others free.
    other = two.with_target("bill_depth_mm")
    assert other.more_targets == ()
    assert {"year", "body_mass_g"} <= set(other.inputs)


def test_other_inputs_are_chosen_without_reading_the_file(file: Path) -> None:
    table = table_of(file)
    table.generate(never)
    assert table.input_columns == (
        *("island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm"),
        *("body_mass_g", "sex", "year"),
    )
    file.unlink()
    fewer = replace(table, columns=("sex", "year"))
    assert fewer.input_columns == table.input_columns
    assert fewer.input_names == ("sex: female", "sex: male", "year")
    assert len(fewer.generate(never)) == 333


def test_columns_of_a_file_that_cannot_be_read_are_those_in_use(tmp_path: Path) -> None:
    gone = Table(path=str(tmp_path / "gone.csv"), target="y", columns=("a", "b"))
    assert gone.input_columns == ("a", "b")


def test_a_long_table_is_read_as_a_whole_once(tmp_path, monkeypatch) -> None:
    path = tmp_path / "once.csv"
    rows = [f"{number},{number % 7},{number % 2}" for number in range(LOOKED_AT + 5)]
    path.write_text("\n".join(["once,seven,two", *rows]), encoding="utf-8")
    lengths = []

    def counting(text, layout, name):
        cells = read_cells(text, layout, name)
        lengths.append(len(cells))
        return cells

    monkeypatch.setattr("visualizer.datasets.table_columns.read_cells", counting)
    every = draft(path.name, path.read_bytes()).whole()
    assert len(every.data().examples) == LOOKED_AT + 5
    examples = every.table(str(path)).generate(never)
    assert lengths == [LOOKED_AT + 5]
    np.testing.assert_array_equal(examples.inputs, every.data().examples.inputs)
