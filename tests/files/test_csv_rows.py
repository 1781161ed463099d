import csv

import pytest

from visualizer.files.csv_rows import cell, lines


@pytest.mark.parametrize("text", ["=1+1", "+x1", "-x2", "@a", "\tx"])
def test_no_text_is_a_formula(text: str) -> None:
    assert cell(text) == "'" + text
    assert cell(text + "\nb")[0] in "'\""


def test_numbers_stay_numbers_and_are_written_in_full() -> None:
    assert [cell(value) for value in (-0.1, 1 / 3, 7, None, True, [1])] == [
        *("-0.1", "0.3333333333333333", "7", "", "true", "[1]")
    ]


def test_lines_are_read_by_another_reader() -> None:
    cells = ["plain", 'with "quotes", comma', "=sum"]
    text = lines([cells]).decode()
    assert next(csv.reader([text])) == [*cells[:2], "'=sum"]
