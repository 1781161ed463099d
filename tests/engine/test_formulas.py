import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.engine.formulas import FUNCTIONS, Formula, FormulaError

Plain = Callable[[float, float], float]

READ = (
    ("x^2 + 3x y", lambda x, y: x**2 + 3 * x * y),
    ("2(x + 1)(y - 1)", lambda x, y: 2 * (x + 1) * (y - 1)),
    ("sin(3y) x", lambda x, y: math.sin(3 * y) * x),
    ("-x^2", lambda x, y: -(x**2)),
    ("x^-1 / y", lambda x, y: 1 / x / y),
    ("2^x^y", lambda x, y: 2 ** (x**y)),
    ("x**y", lambda x, y: x**y),
    ("e^(-x^2)", lambda x, y: math.exp(-(x**2))),
    ("3pi x", lambda x, y: 3 * math.pi * x),
    ("1e-1x + .5", lambda x, y: 0.1 * x + 0.5),
    ("sqrt(x) abs(-y) + log(x) - tan(x) tanh(y)",
     lambda x, y: math.sqrt(x) * y + math.log(x) - math.tan(x) * math.tanh(y)),
    ("+x\n- -y", lambda x, y: x + y),
)  # fmt: skip

REFUSED = {
    "": "empty",
    "   ": "empty",
    "x +": "not understood at character 3",
    "x^2 - 2 *": "not understood at character 9",
    "(": "not understood at character 1",
    "sin x": "not understood at character 5",
    "2.5.5": "not understood",
    "2 3": "not understood",
    "x == y": "not understood at character 3",
    "x if y else 2": "not understood",
    "lambda: 1": "not understood at character 7",
    "x.real": "not understood",
    "True": "not understood",
    "sqrt(x, y)": "not understood at character 7",
    "sin()": "not understood",
    "x[0]": "not understood at character 2",
    "'x'": "not understood at character 1",
    "__import__('os')": "not understood at character 12",
    "x // y": "not understood",
    "x % y": "not understood at character 3",
    "2 z": "'z' at character 3 is unknown; allowed: x, y, pi, e",
    "x + foo(y)": "'foo' at character 5 is unknown; allowed: sin, cos",
    "1e999": "too large",
    "1" * 190 + "e9999": "too large",
    "x" + "+x" * 100: "201 characters; allowed: at most 200",
}


@pytest.mark.parametrize(("text", "plain"), READ)
def test_formulas_are_read_as_they_are_written(text: str, plain: Plain) -> None:
    formula = Formula(text, ("x", "y"))
    for x, y in ((0.7, 1.3), (2.0, 0.4)):
        assert float(formula.value(x, y)) == pytest.approx(plain(x, y), rel=1e-14)


@pytest.mark.parametrize(("text", "plain"), READ)
def test_slopes_and_curvatures_are_those_of_the_formula(
    text: str, plain: Plain
) -> None:
    formula = Formula(text, ("x", "y"))
    h = 1e-6
    for x, y in ((0.7, 1.3), (1.2, 0.4)):
        along_x, along_y = (float(slope) for slope in formula.slopes(x, y))
        numeric = (
            (plain(x + h, y) - plain(x - h, y)) / (2 * h),
            (plain(x, y + h) - plain(x, y - h)) / (2 * h),
        )
        assert (along_x, along_y) == pytest.approx(numeric, rel=1e-7, abs=1e-8)
        curvatures = np.array(formula.curvatures(x, y))
        for column, (dx, dy) in enumerate(((h, 0.0), (0.0, h))):
            ahead = np.array(formula.slopes(x + dx, y + dy))
            behind = np.array(formula.slopes(x - dx, y - dy))
            found = (ahead - behind) / (2 * h)
            np.testing.assert_allclose(
                curvatures[:, column], found, rtol=1e-7, atol=1e-8
            )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_has_its_slope(name: str) -> None:
    formula = Formula(f"{name}(x)", ("x",))
    x, h = np.array([0.3, 0.8, 1.4]), 1e-6
    numeric = (formula.value(x + h) - formula.value(x - h)) / (2 * h)
    np.testing.assert_allclose(formula.slopes(x)[0], numeric, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize(("text", "said"), REFUSED.items())
def test_what_is_no_formula_is_refused(text: str, said: str) -> None:
    with pytest.raises(FormulaError) as caught:
        Formula(text, ("x", "y"))
    assert said in str(caught.value)
    assert "allowed" in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    try:
        formula = Formula(text, ("x", "y"))
    except FormulaError:
        return
    assert formula.value(np.ones((2, 3)), np.zeros((2, 3))).shape == (2, 3)


def test_values_have_the_shape_of_the_points() -> None:
    x = np.arange(6.0).reshape(2, 3)
    assert Formula("7", ("x",)).value(x).tolist() == [[7.0] * 3] * 2
    assert Formula("x / 0", ("x",)).value(x).shape == (2, 3)
    value = Formula("x", ("x",)).value(x)
    value[:] = 0.0
    assert x.max() == 5.0


def test_negative_bases_keep_their_slope() -> None:
    formula = Formula("x^3 + abs(x)", ("x",))
    assert float(formula.slopes(-2.0)[0]) == 11.0
    assert math.isnan(float(Formula("x^0.5", ("x",)).value(-1.0)))
