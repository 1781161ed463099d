import numpy as np
import pytest

from visualizer.datasets.own_inputs import (
    apply_formulas,
    formula_problems,
    formula_title,
)
from visualizer.engine.formulas import FormulaError

POINTS = np.array([[1.0, 2.0], [-3.0, 0.5], [0.0, -4.0]])


def test_formulas_are_columns_in_their_order() -> None:
    x1, x2 = POINTS.T
    columns = apply_formulas(POINTS, ("x1^3", "sin(x) + 2y", "abs(x1) + abs(x2)"))
    expected = [x1 * x1 * x1, np.sin(x1) + 2 * x2, np.fabs(x1) + np.fabs(x2)]
    np.testing.assert_allclose(columns.T, expected)
    assert apply_formulas(POINTS, ()).shape == (3, 0)


def test_where_a_formula_has_no_value_there_is_none() -> None:
    columns = apply_formulas(POINTS, ("log(x1)", "1 / x1"))
    assert np.isnan(columns[1, 0])
    assert np.isinf(columns[2, 1])
    np.testing.assert_allclose(columns[0], [0.0, 1.0])


def test_each_problem_is_said_of_its_own_formula() -> None:
    fine, unknown, again, empty = formula_problems(("x1^2", "z + 1", "x1^2", ""))
    assert fine == ""
    assert "'z' at character 1 is unknown" in unknown
    assert again == "formula: x1^2 is there already; allowed: once"
    assert empty.startswith("formula: empty")


@pytest.mark.parametrize(
    "text", ["__import__('os')", "x1.real", "x1 if x2 else 1", "lambda: 1", "[x1]"]
)
def test_nothing_but_formulas_is_read(text: str) -> None:
    assert formula_problems((text,)) != ("",)
    with pytest.raises(FormulaError):
        apply_formulas(POINTS, (text,))


def test_a_formula_names_its_input() -> None:
    assert formula_title("x1^3") == "x₁^3"
    assert formula_title("exp(-x1^2 - x2^2)") == "exp(-x₁^2 -…"
