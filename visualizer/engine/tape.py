"""Reverse-mode differentiation of numbers: a tape of single operations.

Every operation on a `Node` writes a new node on its tape, with its value and its
local derivatives. Read from the end, the tape gives each node its gradient: what
the nodes above it pass down, each its own gradient times a local derivative. Nothing
here knows of networks or arrays, which makes it a second way to every gradient of
the engine, and the picture of backpropagation in its smallest steps.

References: Linnainmaa (1970); Griewank & Walther (2008), chapter 3.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

MINUS = "\N{MINUS SIGN}"

SUM = "Σ {}"
"""The form of a sum of as many parents as there are."""

AT_MOST = "\N{LESS-THAN OR EQUAL TO}"

LEAST = math.exp(-100.0)
"""Stands for 0 in a logarithm, which is then -100, as in the engine."""

LARGEST_EXPONENT = 709.0
"""Above it exp is too large for a number."""


NAMES = {
    SUM: "Σ",
    "ln(1 + exp({}))": "softplus",
    "{0} if {0} > 0 else {1}": "> 0 ?",
}
"""Short signs of forms that are long."""


@dataclass(eq=False, slots=True)
class Node:
    """A number on a tape, and how it came about.

    Attributes
    ----------
    tape : Tape
    index : int
        Its place on the tape.
    form : str
        What made it, with places for its parents: ``"{} × {}"``, ``"tanh({})"``;
        empty for a number that was put in.
    value : float
    parents : tuple of Node
        What it was made of; they stand before it on the tape.
    slopes : tuple of float
        Its local derivatives: ∂value/∂parent for each parent.
    rules : tuple of str
        The same as formulas, in which a is the node's own value, and u and v are
        its parents'.
    varies : bool
        Whether anything is to be learned about its gradient. What is given, such as
        an input or a target, and what is made of given numbers alone has none.
    name : str
        Its symbol where it has one.
    gradient : float
        ∂output/∂value, after `Tape.backward`.

    Examples
    --------
    >>> tape = Tape()
    >>> w, x = tape.number(3.0, "w"), tape.given(2.0, "x")
    >>> square = (w * x + 1.0) ** 2
    >>> tape.backward(square)
    >>> square.value, w.gradient, x.gradient
    (49.0, 28.0, 0.0)
    """

    tape: Tape
    index: int
    form: str
    value: float
    parents: tuple[Node, ...]
    slopes: tuple[float, ...]
    rules: tuple[str, ...]
    varies: bool
    name: str = ""
    gradient: float = 0.0

    @property
    def operation(self) -> str:
        """The sign of what made it, without its parents: ``"×"``, ``"tanh"``."""
        if self.form in NAMES:
            return NAMES[self.form]
        sign = " ".join(self.form.replace("{}", " ").split())
        return sign.removesuffix("( )").removesuffix("()") or sign

    def named(self, name: str) -> Node:
        """Give a name, or one more: a linear neuron's sum is its answer too."""
        self.name = f"{self.name} = {name}" if self.name else name
        return self

    def messages(self) -> Iterator[tuple[Node, float]]:
        """Yield for each parent what is passed down: local derivative × gradient."""
        for parent, slope in zip(self.parents, self.slopes, strict=True):
            if parent.varies:
                # What does not count asks for nothing, even of an infinite slope.
                yield parent, slope * self.gradient if self.gradient else 0.0

    def __add__(self, other: Node | float) -> Node:
        if not isinstance(other, Node):
            form = f"{{}} {_signed('+', other)}"
            return self._changed(form, self.value + other, 1.0, "1")
        value = self.value + other.value
        return self.tape.write("{} + {}", value, (self, other), (1.0, 1.0), ("1", "1"))

    def __sub__(self, other: Node | float) -> Node:
        if not isinstance(other, Node):
            return self + -other
        value, rules = self.value - other.value, ("1", f"{MINUS}1")
        form = f"{{}} {MINUS} {{}}"
        return self.tape.write(form, value, (self, other), (1.0, -1.0), rules)

    def __mul__(self, other: Node | float) -> Node:
        if not isinstance(other, Node):
            factor = _number(other)
            return self._changed(f"{{}} × {factor}", self.value * other, other, factor)
        value, slopes = self.value * other.value, (other.value, self.value)
        return self.tape.write("{} × {}", value, (self, other), slopes, ("v", "u"))

    def __truediv__(self, other: Node | float) -> Node:
        if not isinstance(other, Node):
            divisor, slope = _number(other), 1.0 / other
            rule = f"1 / {divisor}"
            return self._changed(f"{{}} ÷ {divisor}", self.value / other, slope, rule)
        value = _ratio(self.value, other.value)
        slopes = (_ratio(1.0, other.value), -_ratio(value, other.value))
        rules = ("1 / v", f"{MINUS}u / v²")
        return self.tape.write("{} ÷ {}", value, (self, other), slopes, rules)

    def __pow__(self, exponent: int) -> Node:
        slope = exponent * self.value ** (exponent - 1)
        rule = "2 u" if exponent == 2 else f"{exponent} u^{exponent - 1}"
        form = "({})²" if exponent == 2 else f"({{}})^{exponent}"
        return self._changed(form, self.value**exponent, slope, rule)

    def __neg__(self) -> Node:
        return self._changed(f"{MINUS}({{}})", -self.value, -1.0, f"{MINUS}1")

    def __radd__(self, other: float) -> Node:
        return self + other

    def __rsub__(self, other: float) -> Node:
        number = _number(other)
        form = f"{number} {MINUS} {{}}"
        return self._changed(form, other - self.value, -1.0, f"{MINUS}1")

    def __rmul__(self, other: float) -> Node:
        return self * other

    def __rtruediv__(self, other: float) -> Node:
        number, value = _number(other), _ratio(other, self.value)
        slope = -_ratio(value, self.value)
        return self._changed(f"{number} ÷ {{}}", value, slope, f"{MINUS}{number} / u²")

    def _changed(self, form: str, value: float, slope: float, rule: str) -> Node:
        return self.tape.write(form, value, (self,), (slope,), (rule,))


class Tape:
    """Nodes in the order in which they were written.

    Attributes
    ----------
    nodes : list of Node
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def number(self, value: float, name: str = "") -> Node:
        """Put in a number whose gradient is wanted, such as a weight."""
        node = self._append("", float(value), (), (), (), varies=True)
        return node.named(name)

    def given(self, value: float, name: str = "") -> Node:
        """Put in a number that nobody changes, such as an input or a target."""
        node = self._append("", float(value), (), (), (), varies=False)
        return node.named(name)

    def write(
        self,
        form: str,
        value: float,
        parents: tuple[Node, ...],
        slopes: tuple[float, ...],
        rules: tuple[str, ...],
    ) -> Node:
        """Append what an operation made of its parents."""
        varies = any(parent.varies for parent in parents)
        return self._append(form, value, parents, slopes, rules, varies)

    def _append(
        self,
        form: str,
        value: float,
        parents: tuple[Node, ...],
        slopes: tuple[float, ...],
        rules: tuple[str, ...],
        varies: bool,
    ) -> Node:
        index = len(self.nodes)
        node = Node(self, index, form, value, parents, slopes, rules, varies)
        self.nodes.append(node)
        return node

    def backward(self, output: Node) -> None:
        """Fill the gradient of every node: that of `output`, which is 1 for itself."""
        for node in self.nodes:
            node.gradient = 0.0
        output.gradient = 1.0
        for node in reversed(self.nodes[: output.index + 1]):
            for parent, message in node.messages():
                parent.gradient += message

    def below(self, output: Node) -> list[Node]:
        """Return the nodes that `output` was made of, itself included, in order."""
        needed = {output.index}
        for node in reversed(self.nodes[: output.index + 1]):
            if node.index in needed:
                needed.update(parent.index for parent in node.parents)
        return [node for node in self.nodes if node.index in needed]


def written(form: str, parents: Sequence[str]) -> str:
    """Return the form of an operation with names or numbers in its parents' places."""
    return " + ".join(parents) if form == SUM else form.format(*parents)


def exp(u: Node) -> Node:
    """Return e to the power of u; infinite where that is too large for a number."""
    value = math.exp(u.value) if u.value < LARGEST_EXPONENT else math.inf
    return _function("exp({})", value, u, value, "a")


def log(u: Node) -> Node:
    """Return the natural logarithm of u ≥ 0, not below that of `LEAST`."""
    known = u.value > LEAST
    value, slope = math.log(max(u.value, LEAST)), 1.0 / u.value if known else 0.0
    return _function("ln({})", value, u, slope, "1 / u")


def softplus(u: Node) -> Node:
    """Return ln(1 + exp(u)), in a way that is right for large u too."""
    value = max(u.value, 0.0) + math.log1p(math.exp(-abs(u.value)))
    slope = math.exp(u.value - value)
    return _function("ln(1 + exp({}))", value, u, slope, f"1 / (1 + exp({MINUS}u))")


def sqrt(u: Node) -> Node:
    """Return the square root of u ≥ 0; its slope at 0 is infinite."""
    value = math.sqrt(u.value)
    return _function("√({})", value, u, _ratio(0.5, value), "1 / (2 a)")


def tanh(u: Node) -> Node:
    """Return the hyperbolic tangent."""
    value = math.tanh(u.value)
    return _function("tanh({})", value, u, 1.0 - value * value, f"1 {MINUS} a²")


def sin(u: Node) -> Node:
    """Return the sine of an angle in radians."""
    return _function("sin({})", math.sin(u.value), u, math.cos(u.value), "cos u")


def erf(u: Node) -> Node:
    """Return the error function."""
    slope = 2.0 / math.sqrt(math.pi) * math.exp(-u.value * u.value)
    return _function("erf({})", math.erf(u.value), u, slope, f"2/√π exp({MINUS}u²)")


def absolute(u: Node) -> Node:
    """Return |u|, whose slope at 0 is taken as 0."""
    sign = (u.value > 0.0) - (u.value < 0.0)
    return _function("|{}|", abs(u.value), u, float(sign), "sign u")


def step(u: Node) -> Node:
    """Return 1 where u ≥ 0, else 0; no gradient passes."""
    return _function("{} ≥ 0", float(u.value >= 0.0), u, 0.0, "0")


def maximum(u: Node, bound: float) -> Node:
    """Return the greater of u and a bound; equal to it, u counts as bounded."""
    passes = u.value > bound
    value = u.value if passes else bound
    form = f"max({{}}, {_number(bound)})"
    return _function(form, value, u, float(passes), f"1 if u > {_number(bound)}")


def minimum(u: Node, bound: float) -> Node:
    """Return the lesser of u and a bound; equal to it, u counts as bounded."""
    passes = u.value < bound
    value = u.value if passes else bound
    form = f"min({{}}, {_number(bound)})"
    return _function(form, value, u, float(passes), f"1 if u < {_number(bound)}")


def positive_or(u: Node, v: Node) -> Node:
    """Return u where it is above 0, else v."""
    chosen = u.value > 0.0
    value = u.value if chosen else v.value
    slopes = (float(chosen), float(not chosen))
    form, rules = "{0} if {0} > 0 else {1}", ("1 if u > 0", f"1 if u {AT_MOST} 0")
    return u.tape.write(form, value, (u, v), slopes, rules)


def total(nodes: Sequence[Node]) -> Node:
    """Return the sum of one or more nodes, as a single operation."""
    if len(nodes) == 1:
        return nodes[0]
    ones, values = (1.0,) * len(nodes), [node.value for node in nodes]
    rules = ("1",) * len(nodes)
    return nodes[0].tape.write(SUM, sum(values), tuple(nodes), ones, rules)


def product(first: Sequence[Node], second: Sequence[Node]) -> Node:
    """Return Σ_k u_k v_k."""
    return total([u * v for u, v in zip(first, second, strict=True)])


def applied(
    sign: str,
    u: Node,
    function: Callable[[float], float],
    slope: Callable[[float], float],
) -> Node:
    """Return any function of one number as a single operation.

    Parameters
    ----------
    sign : str
        How the operation is written.
    u : Node
    function, slope : functions of float
        The function and its derivative.
    """
    form = f"{sign}({{}})"
    return _function(form, function(u.value), u, slope(u.value), f"{sign}′(u)")


def _function(form: str, value: float, u: Node, slope: float, rule: str) -> Node:
    return u.tape.write(form, value, (u,), (slope,), (rule,))


def _ratio(first: float, second: float) -> float:
    """Return a quotient, infinite where a number is divided by 0."""
    if second == 0.0:
        return math.copysign(math.inf, first) if first else 0.0
    return first / second


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", MINUS)


def _signed(sign: str, value: float) -> str:
    return f"{sign} {_number(value)}" if value >= 0.0 else f"{MINUS} {_number(-value)}"
