"""Columns of numbers and words, missing values, classes."""

from typing import Any

import numpy as np
import pytest

from visualizer.datasets.table_columns import (
    Column,
    TableData,
    guess_problem,
    guess_target,
    input_candidates,
    make_examples,
    read_columns,
)
from visualizer.datasets.table_files import Cells, TableError, TableFormat, read_cells

WEATHER = """temperature,sky,note,rain
20,clear,a,no
18.5,cloudy,b,yes
NA,clear,c,no
12,,d,yes
inf,cloudy,e,no
15,clear,f,
9,cloudy,g,yes
8,cloudy,h,yes
22,clear,i,no
21,clear,j,no
19,clear,k,no
7,cloudy,l,yes
6,cloudy,m,yes
5,cloudy,n,yes
"""


def cells_of(text: str = WEATHER) -> Cells:
    return read_cells(text, TableFormat(), "some.csv")


def made(text: str = WEATHER, **wishes: Any) -> TableData:
    cells = cells_of(text)
    wishes.setdefault("target", "rain")
    wishes.setdefault("problem", "binary")
    wishes.setdefault("inputs", ("temperature", "sky"))
    wishes.setdefault("first_row", cells.first_row)
    return make_examples(read_columns(cells, "point"), **wishes)


def column(values: list[str]) -> Column:
    return read_columns(Cells(("c",), (values,), 1), "point")["c"]


def test_rows_with_gaps_are_left_out_and_named() -> None:
    data = made()
    # Numbers of the file's rows, of which the first one is the header.
    assert data.dropped_rows == (4, 5, 6, 7)
    assert (data.filled, data.filled_rows) == (0, ())
    assert data.infinite_rows == (6,)
    assert data.input_names == ("temperature", "sky: clear", "sky: cloudy")
    np.testing.assert_array_equal(
        data.examples.inputs[:3], [[20, 1, 0], [18.5, 0, 1], [9, 0, 1]]
    )
    assert data.class_names == ("no", "yes")
    assert data.examples.targets[:3].tolist() == [-1.0, 1.0, 1.0]


def test_gaps_are_filled_in_with_means_and_most_frequent_words() -> None:
    data = made(missing="fill")
    # The row without a target is left out all the same.
    assert data.dropped_rows == (7,)
    assert (data.filled, data.filled_rows) == (3, (4, 5, 6))
    known = [20, 18.5, 12, 15, 9, 8, 22, 21, 19, 7, 6, 5]
    inputs = data.examples.inputs
    assert inputs[2, 0] == inputs[4, 0] == pytest.approx(np.mean(known))
    # Seven times 'cloudy', six times 'clear'.
    assert inputs[3].tolist() == [12, 0, 1]


def test_values_that_only_some_rows_miss_do_not_move_the_others() -> None:
    np.testing.assert_array_equal(
        made(missing="fill").examples.inputs[[0, 1, 5]],
        made().examples.inputs[[0, 1, 2]],
    )


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"target": "snow"}, "columns: 'snow' is not allowed; allowed: temperature, "),
        ({"inputs": ("wind",)}, "columns: 'wind' is not allowed"),
        ({"inputs": ()}, "columns: no column is left to be an input"),
        ({"inputs": ("rain", "sky")}, "columns: 'rain' is the target; allowed: other"),
        ({"problem": "regression"}, "target: 'rain' holds words; regression needs num"),
        (
            {"target": "temperature", "inputs": ("sky",)},
            "target: 'temperature' has 11 different values; allowed for this kind of "
            "problem: 2",
        ),
        (
            {"target": "temperature", "inputs": ("sky",), "problem": "multiclass"},
            "target: 'temperature' has 11 different values; allowed for this kind of "
            "problem: from 2 to 10",
        ),
    ],
)
def test_what_does_not_fit_is_refused(wishes: dict[str, Any], said: str) -> None:
    with pytest.raises(TableError) as caught:
        made(**wishes)
    assert str(caught.value).startswith(said)


def test_too_few_rows_are_refused() -> None:
    text = "\n".join(WEATHER.splitlines()[:10])
    with pytest.raises(TableError, match="complete rows: 5; allowed: at least 10"):
        made(text)


def test_a_column_of_many_words_is_text() -> None:
    words = [f"w{number}" for number in range(21)]
    assert column(words).kind == "text"
    assert column([*words[:20], "NA"]).kind == "category"
    assert column([*words[:20], "NA"]).categories == tuple(sorted(words[:20]))


def test_too_many_inputs_are_refused() -> None:
    header = ",".join([*(f"c{number}" for number in range(11)), "y"])
    rows = [",".join([f"w{row}"] * 11 + [str(row % 2)]) for row in range(20)]
    with pytest.raises(TableError, match="make 220 inputs; allowed: at most 200"):
        made("\n".join([header, *rows]), target="y", inputs=None)


def test_numbers_with_gaps_stay_numbers() -> None:
    some = column(["1", "n/a", "-2.5e3", "?", "inf"])
    assert some.kind == "number"
    np.testing.assert_array_equal(some.numbers, [1, np.nan, -2500, np.nan, np.nan])
    assert some.missing.tolist() == [False, True, False, True, True]
    assert some.infinite.tolist() == [False, False, False, False, True]
    assert column(["NA", "", "null"]).kind == "text"
    assert column(["1_000", "2_000"]).kind == "category"


def test_decimal_commas_are_read() -> None:
    found = read_columns(Cells(("c",), (["1,5", "-2,25", ""],), 1), "comma")["c"]
    np.testing.assert_array_equal(found.numbers, [1.5, -2.25, np.nan])


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (["yes", "no", "yes"], "binary"),
        (["red", "green", "blue"], "multiclass"),
        (["0", "1"] * 10, "binary"),
        (["1.5", "2.5"] * 10, "binary"),
        (["0", "1", "2"] * 10, "multiclass"),
        (["3", "4", "6"] * 10, "regression"),
        (["1", "2", "3"], "regression"),
        (["0.5", "1.5", "2.5"] * 10, "regression"),
    ],
)
def test_the_kind_of_problem_is_guessed(values: list[str], problem: str) -> None:
    assert guess_problem(column(values)) == problem


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (WEATHER, "rain"),
        ("species,length\na,1\nb,2\na,3\n", "species"),
        ("width,length\n1,1\n5,2\n7,3\n", "length"),
    ],
)
def test_the_target_is_guessed(text: str, target: str) -> None:
    assert guess_target(read_columns(cells_of(text), "point"), "some.csv") == target


# Several targets.

WINDS = "x,u,sky,v,w\n" + "".join(
    f"{n},{n * 0.5},{'ab'[n % 2]},{'' if n == 3 else 7 - n},{n * n}\n"
    for n in range(14)
)


def test_several_columns_are_foretold_at_once() -> None:
    data = made(
        WINDS,
        target="w",
        more_targets=("u", "v"),
        problem="regression",
        inputs=("x", "sky"),
    )
    assert data.output_names == ("w", "u", "v")
    kept = [n for n in range(14) if n != 3]
    np.testing.assert_array_equal(
        data.examples.targets, [[n * n, n * 0.5, 7 - n] for n in kept]
    )
    np.testing.assert_array_equal(data.examples.inputs[:, 0], kept)
    # A row of which one target is missing is left out even where gaps are filled in.
    assert data.dropped_rows == (5,)
    filled = made(
        WINDS, target="w", more_targets=("v",), problem="regression", missing="fill",
        inputs=("x",),
    )  # fmt: skip
    assert (filled.dropped_rows, filled.filled) == ((5,), 0)


def test_no_target_becomes_an_input_by_itself() -> None:
    wishes = {"target": "w", "problem": "regression", "inputs": None}
    assert made(WINDS, **wishes).input_names == ("x", "u", "sky: a", "sky: b", "v")
    several = made(WINDS, **wishes, more_targets=("v", "u"))
    assert several.input_names == ("x", "sky: a", "sky: b")
    columns = read_columns(cells_of(WINDS), "point")
    assert input_candidates(columns, ("w", "v")) == ("x", "u", "sky")


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"more_targets": ("sky",)}, "target: 'sky' holds words; regression needs num"),
        ({"more_targets": ("z",)}, "columns: 'z' is not allowed; allowed: x, u, sky"),
        ({"more_targets": ("u", "w")}, "target: 'w' is named twice; allowed: once"),
        (
            {"more_targets": ("x",)},
            "columns: 'x' is the target; allowed: other columns",
        ),
        (
            {"target": "sky", "more_targets": ("u",), "problem": "binary"},
            "target: 2 columns are chosen; allowed for this kind of problem: 1",
        ),
    ],
)
def test_targets_that_do_not_fit_are_refused(wishes: dict[str, Any], said: str) -> None:
    defaults = {"target": "w", "problem": "regression", "inputs": ("x",)}
    with pytest.raises(TableError) as caught:
        made(WINDS, **{**defaults, **wishes})
    assert str(caught.value).startswith(said)


def test_no_more_targets_than_there_are_markers() -> None:
    names = [f"t{number}" for number in range(11)]
    rows = [",".join(str(row * n % 13) for n in range(12)) for row in range(20)]
    text = "\n".join([",".join(["x", *names]), *rows])
    wishes = {"target": "t0", "problem": "regression", "inputs": ("x",)}
    ten = made(text, **wishes, more_targets=names[1:10])
    assert ten.examples.targets.shape == (20, 10)
    with pytest.raises(TableError, match=r"11 columns are chosen; .*: at most 10"):
        made(text, **wishes, more_targets=names[1:])
