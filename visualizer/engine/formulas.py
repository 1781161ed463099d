"""Formulas that a person writes: read safely, computed on arrays, differentiated.

A formula such as ``x^2 + sin(3 y)`` becomes a tree of `Term`s. Each term computes
its value on arrays and gives the term of its derivative, by the rules that are
taught: sum, product, quotient, power and chain rule.

What a formula may hold: numbers; the names it is read with, and pi and e; + - * /
and powers by ^ or **; parentheses; the functions of `FUNCTIONS`. A number may
stand before a name without a sign of multiplication. Nothing of a formula is ever
run as a program: its text is parsed into a tree of which only these parts are
taken.
"""

from __future__ import annotations

import ast
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.language import tr

MOST_CHARACTERS = 200

MOST_TERMS = 200
"""Parts of a formula; its derivative has a few times as many."""

EXAMPLE = "x^2 + sin(y)"

CONSTANTS: Mapping[str, float] = {"pi": math.pi, "e": math.e}


class FormulaError(ValueError):
    """A text is no formula; the message says what, where and what is allowed."""


class Term(ABC):
    """A part of a formula."""

    __slots__ = ()

    @abstractmethod
    def value(self, names: Mapping[str, Array]) -> Array:
        """Compute the term on arrays of one shape; NaN where it has no value."""

    @abstractmethod
    def derivative(self, name: str) -> Term:
        """Return the derivative with respect to a name."""

    @abstractmethod
    def __str__(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Number(Term):
    """A constant."""

    number: float

    def value(self, names: Mapping[str, Array]) -> Array:
        return np.asarray(self.number)

    def derivative(self, name: str) -> Term:
        return ZERO

    def __str__(self) -> str:
        return f"{self.number:g}"


ZERO, ONE = Number(0.0), Number(1.0)


@dataclass(frozen=True, slots=True)
class Name(Term):
    """A variable."""

    name: str

    def value(self, names: Mapping[str, Array]) -> Array:
        return names[self.name]

    def derivative(self, name: str) -> Term:
        return ONE if name == self.name else ZERO

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Sum(Term):
    """u + v."""

    left: Term
    right: Term

    def value(self, names: Mapping[str, Array]) -> Array:
        return np.add(self.left.value(names), self.right.value(names))

    def derivative(self, name: str) -> Term:
        return plus(self.left.derivative(name), self.right.derivative(name))

    def __str__(self) -> str:
        return f"({self.left} + {self.right})"


@dataclass(frozen=True, slots=True)
class Product(Term):
    """u v."""

    left: Term
    right: Term

    def value(self, names: Mapping[str, Array]) -> Array:
        return np.multiply(self.left.value(names), self.right.value(names))

    def derivative(self, name: str) -> Term:
        return plus(
            times(self.left.derivative(name), self.right),
            times(self.left, self.right.derivative(name)),
        )

    def __str__(self) -> str:
        return f"{self.left} * {self.right}"


@dataclass(frozen=True, slots=True)
class Quotient(Term):
    """u / v."""

    top: Term
    bottom: Term

    def value(self, names: Mapping[str, Array]) -> Array:
        return np.divide(self.top.value(names), self.bottom.value(names))

    def derivative(self, name: str) -> Term:
        # (u / v)' = (u' - (u / v) v') / v
        inner = times(self, self.bottom.derivative(name))
        return over(minus(self.top.derivative(name), inner), self.bottom)

    def __str__(self) -> str:
        return f"({self.top} / {self.bottom})"


@dataclass(frozen=True, slots=True)
class Power(Term):
    """uᵛ."""

    base: Term
    exponent: Term

    def value(self, names: Mapping[str, Array]) -> Array:
        return np.power(self.base.value(names), self.exponent.value(names))

    def derivative(self, name: str) -> Term:
        inner = self.base.derivative(name)
        if isinstance(self.exponent, Number):
            # (uⁿ)' = n uⁿ⁻¹ u', also where u is negative.
            lower = raised(self.base, Number(self.exponent.number - 1.0))
            return times(times(self.exponent, lower), inner)
        # (uᵛ)' = uᵛ (v' ln u + v u' / u)
        growth = times(self.exponent.derivative(name), Call("log", self.base))
        scaled = over(times(self.exponent, inner), self.base)
        return times(self, plus(growth, scaled))

    def __str__(self) -> str:
        return f"({self.base})^({self.exponent})"


@dataclass(frozen=True, slots=True)
class Call(Term):
    """A function of one term."""

    function: str
    inner: Term

    def value(self, names: Mapping[str, Array]) -> Array:
        return FUNCTIONS[self.function].compute(self.inner.value(names))

    def derivative(self, name: str) -> Term:
        # f(u)' = f'(u) u'
        outer = FUNCTIONS[self.function].slope(self.inner)
        return times(outer, self.inner.derivative(name))

    def __str__(self) -> str:
        return f"{self.function}({self.inner})"


def plus(left: Term, right: Term) -> Term:
    """Return u + v, without zeros."""
    if left == ZERO:
        return right
    if right == ZERO:
        return left
    if isinstance(left, Number) and isinstance(right, Number):
        return Number(left.number + right.number)
    return Sum(left, right)


def minus(left: Term, right: Term) -> Term:
    """Return u - v."""
    return plus(left, times(Number(-1.0), right))


def times(left: Term, right: Term) -> Term:
    """Return u v, without ones; a product with zero is zero."""
    if ZERO in (left, right):
        return ZERO
    if left == ONE:
        return right
    if right == ONE:
        return left
    if isinstance(left, Number) and isinstance(right, Number):
        return Number(left.number * right.number)
    return Product(left, right)


def over(top: Term, bottom: Term) -> Term:
    """Return u / v."""
    if top == ZERO:
        return ZERO
    return top if bottom == ONE else Quotient(top, bottom)


def raised(base: Term, exponent: Term) -> Term:
    """Return uᵛ."""
    if exponent == ONE:
        return base
    return ONE if exponent == ZERO else Power(base, exponent)


@dataclass(frozen=True, slots=True)
class Function:
    """A function that formulas may call.

    Attributes
    ----------
    compute : callable
        Takes and returns an array.
    slope : callable
        Takes the term u and returns the term f'(u).
    """

    compute: Callable[[Array], Array]
    slope: Callable[[Term], Term]


def _square(term: Term) -> Term:
    return raised(term, Number(2.0))


FUNCTIONS: Mapping[str, Function] = {
    "sin": Function(np.sin, lambda u: Call("cos", u)),
    "cos": Function(np.cos, lambda u: minus(ZERO, Call("sin", u))),
    "tan": Function(np.tan, lambda u: plus(ONE, _square(Call("tan", u)))),
    "exp": Function(np.exp, lambda u: Call("exp", u)),
    "log": Function(np.log, lambda u: over(ONE, u)),
    "sqrt": Function(np.sqrt, lambda u: over(Number(0.5), Call("sqrt", u))),
    "abs": Function(np.abs, lambda u: Call("sign", u)),
    "sign": Function(np.sign, lambda u: ZERO),
    "tanh": Function(np.tanh, lambda u: minus(ONE, _square(Call("tanh", u)))),
}
"""By the name that a formula calls them by."""


class Formula:
    """A formula with its derivatives.

    Parameters
    ----------
    text : str
        At most 200 characters.
    names : sequence of str
        The variables that it may use.

    Raises
    ------
    FormulaError
        If the text is no formula of these names.

    Attributes
    ----------
    text : str
    names : tuple of str
    term : Term

    Examples
    --------
    >>> formula = Formula("x^2 + 3x y", ("x", "y"))
    >>> float(formula.value(2.0, 1.0))
    10.0
    >>> [float(slope) for slope in formula.slopes(2.0, 1.0)]
    [7.0, 6.0]
    """

    def __init__(self, text: str, names: Sequence[str]) -> None:
        self.text = text
        self.names = tuple(names)
        self.term = _Reader(text, self.names).term()
        self._slopes = tuple(self.term.derivative(name) for name in self.names)

    def value(self, *values: Array | float) -> Array:
        """Compute the formula.

        Parameters
        ----------
        *values : arrays of one shape, or numbers
            One for each name.

        Returns
        -------
        array
            A new one, of that shape; NaN or infinite where it has no value.
        """
        return self._compute(self.term, values)

    def slopes(self, *values: Array | float) -> tuple[Array, ...]:
        """Compute the derivative with respect to each name, as `value` does."""
        return tuple(self._compute(slope, values) for slope in self._slopes)

    def curvatures(self, *values: Array | float) -> tuple[tuple[Array, ...], ...]:
        """Compute the second derivatives: for each name those of its slope."""
        return tuple(
            tuple(self._compute(slope.derivative(name), values) for name in self.names)
            for slope in self._slopes
        )

    def _compute(self, term: Term, values: Sequence[Array | float]) -> Array:
        arrays = [np.asarray(value, np.float64) for value in values]
        known = dict(zip(self.names, arrays, strict=True))
        with np.errstate(all="ignore"):
            found = term.value(known)
        return np.array(
            np.broadcast_to(found, np.broadcast_shapes(*map(np.shape, arrays)))
        )


class _Reader:
    """Turns a text into a term."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        self._text = text
        self._names = names
        self._terms = 0
        # Where each character of the parsed text stood in the text.
        self._places: list[int] = []

    def term(self) -> Term:
        """Read the whole text."""
        if len(self._text) > MOST_CHARACTERS:
            raise FormulaError(
                tr(
                    "formula: {count} characters; allowed: at most {most}",
                    count=len(self._text),
                    most=MOST_CHARACTERS,
                )
            )
        strange = re.search(r"[^\w\s.+*/^()-]", self._text)
        if strange is not None:
            raise self._not_understood(strange.start() + 1)
        parsed = self._spelled_out()
        if not parsed.strip():
            raise FormulaError(
                tr("formula: empty; allowed: for instance {example}", example=EXAMPLE)
            )
        try:
            tree = ast.parse(parsed, mode="eval")
        except SyntaxError as error:
            # What ends too early is said to be at no place.
            column = error.offset - 1 if error.offset else len(parsed)
            raise self._not_understood(self._place(column)) from None
        return self._read(tree.body)

    def _not_understood(self, place: int) -> FormulaError:
        return FormulaError(
            tr(
                "formula: not understood at character {place}; allowed: numbers, "
                "names, + - * / ^, parentheses, functions of one value",
                place=place,
            )
        )

    def _spelled_out(self) -> str:
        """Return the text as Python would write it: ** for ^, 3*x for 3 x."""
        parts = re.finditer(
            r"(?P<power>\^)"
            r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
            r"|(?P<word>[^\W\d]\w*)"
            r"|(?P<other>.)",
            self._text,
            re.DOTALL,
        )
        spelled = ""
        before = ""
        for part in parts:
            kind, text = str(part.lastgroup), part.group()
            if text.isspace():
                text = " "
            elif kind == "power":
                text = "**"
            factor = before in (*self._names, *CONSTANTS, ")")
            if before == "number":
                # Two numbers side by side are a slip of the hand.
                factor = kind != "number"
            if factor and (kind in ("number", "word") or text == "("):
                text = "*" + text
            spelled += text
            self._places += [part.start() + 1] * len(text)
            if text != " ":
                last = part.group()
                before = kind if kind == "number" else last
        return spelled

    def _place(self, column: int) -> int:
        """Return the character, from 1, of a column of what was parsed."""
        if column < len(self._places):
            return self._places[column]
        return len(self._text)

    def _read(self, node: ast.expr) -> Term:
        self._terms += 1
        if self._terms > MOST_TERMS:
            raise FormulaError(
                tr("formula: too long; allowed: {most} parts", most=MOST_TERMS)
            )
        match node:
            case ast.Constant(value=bool()):
                pass
            case ast.Constant(value=int() | float() as number):
                return self._number(number, node)
            case ast.Name(id=name):
                return self._name(name, node)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return times(Number(-1.0), self._read(inner))
            case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                return self._read(inner)
            case ast.BinOp(left=left, op=operator, right=right):
                make = _OPERATORS.get(type(operator))
                if make is not None:
                    return make(self._read(left), self._read(right))
            case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]):
                if name in FUNCTIONS:
                    return Call(name, self._read(inner))
                raise self._unknown(name, node, FUNCTIONS)
        raise self._not_understood(self._place(node.col_offset))

    def _number(self, number: float, node: ast.expr) -> Term:
        try:
            finite = math.isfinite(number) and math.isfinite(float(number))
        except OverflowError:
            finite = False
        if not finite:
            raise FormulaError(
                tr(
                    "formula: the number at character {place} is too large; "
                    "allowed: up to {most}",
                    place=self._place(node.col_offset),
                    most="1e308",
                )
            )
        return Number(float(number))

    def _name(self, name: str, node: ast.expr) -> Term:
        if name in self._names:
            return Name(name)
        if name in CONSTANTS:
            return Number(CONSTANTS[name])
        raise self._unknown(name, node, (*self._names, *CONSTANTS))

    def _unknown(
        self, name: str, node: ast.expr, allowed: Iterable[str]
    ) -> FormulaError:
        return FormulaError(
            tr(
                "formula: {name!r} at character {place} is unknown; allowed: {allowed}",
                name=name,
                place=self._place(node.col_offset),
                allowed=", ".join(allowed),
            )
        )


_OPERATORS: Mapping[type[ast.operator], Callable[[Term, Term], Term]] = {
    ast.Add: plus,
    ast.Sub: minus,
    ast.Mult: times,
    ast.Div: over,
    ast.Pow: raised,
}
