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


@dataclass(eq=False, slots=True)
class Node:
    """A number on a tape, and how it came about.

    Attributes
    ----------
    tape : Tape
    index : int
        Its place on the tape.
    operation : str
        What made it, as a formula's sign: ``"×"``, ``"tanh"``, ``"+ 1"``; empty
        for a number that was put in.
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
    operation: str
    value: float
    parents: tuple[Node, ...]
    slopes: tuple[float, ...]
    rules: tuple[str, ...]
    varies: bool
    name: str = ""
    gradient: float = 0.0

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
            return self._changed(_signed("+", other), self.value + other, 1.0, "1")
        values = self.value + other.value
        return self.tape.write("+", values, (self, other), (1.0, 1.0), ("1", "1"))

    def __sub__(self, other: Node | float) -> Node:
        if not isinstance(other, Node):
            return self + -other
        values = self.value - other.value
        return self.tape.write(
            MINUS, values, (self, other), (1.0, -1.0), ("1", f"{MINUS}1")
        )

    def __mul__(self, other: Node | float) -> Node:
        if not isinstance(other, Node):
            factor = _number(other)
            return self._changed(f"× {factor}", self.value * other, other, factor)
        values = self.value * other.value
        slopes = (other.value, self.value)
        return self.tape.write("×", values, (self, other), slopes, ("v", "u"))

    def __truediv__(self, other: Node | float) -> Node:
        if not isinstance(other, Node):
            divisor, slope = _number(other), 1.0 / other
            rule = f"1 / {divisor}"
            return self._changed(f"÷ {divisor}", self.value / other, slope, rule)
        value = _ratio(self.value, other.value)
        slopes = (_ratio(1.0, other.value), -_ratio(value, other.value))
        rules = ("1 / v", f"{MINUS}u / v²")
        return self.tape.write("÷", value, (self, other), slopes, rules)

    def __pow__(self, exponent: int) -> Node:
        slope = exponent * self.value ** (exponent - 1)
        rule = "2 u" if exponent == 2 else f"{exponent} u^{exponent - 1}"
        sign = "( )²" if exponent == 2 else f"( )^{exponent}"
        return self._changed(sign, self.value**exponent, slope, rule)

    def __neg__(self) -> Node:
        return self._changed(f"× {MINUS}1", -self.value, -1.0, f"{MINUS}1")

    def __radd__(self, other: float) -> Node:
        return self + other

    def __rsub__(self, other: float) -> Node:
        number = _number(other)
        return self._changed(f"{number} {MINUS}", other - self.value, -1.0, f"{MINUS}1")

    def __rmul__(self, other: float) -> Node:
        return self * other

    def __rtruediv__(self, other: float) -> Node:
        number, value = _number(other), _ratio(other, self.value)
        slope = -_ratio(value, self.value)
        return self._changed(f"{number} ÷", value, slope, f"{MINUS}{number} / u²")

    def _changed(self, operation: str, value: float, slope: float, rule: str) -> Node:
        return self.tape.write(operation, value, (self,), (slope,), (rule,))


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
        operation: str,
        value: float,
        parents: tuple[Node, ...],
        slopes: tuple[float, ...],
        rules: tuple[str, ...],
    ) -> Node:
        """Append what an operation made of its parents."""
        varies = any(parent.varies for parent in parents)
        return self._append(operation, value, parents, slopes, rules, varies)

    def _append(
        self,
        operation: str,
        value: float,
        parents: tuple[Node, ...],
        slopes: tuple[float, ...],
        rules: tuple[str, ...],
        varies: bool,
    ) -> Node:
        index = len(self.nodes)
        node = Node(self, index, operation, value, parents, slopes, rules, varies)
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


def exp(u: Node) -> Node:
    """Return e to the power of u; infinite where that is too large for a number."""
    value = math.exp(u.value) if u.value < LARGEST_EXPONENT else math.inf
    return _function("exp", value, u, value, "a")


def log(u: Node) -> Node:
    """Return the natural logarithm of u > 0."""
    return _function("ln", math.log(u.value), u, 1.0 / u.value, "1 / u")


def sqrt(u: Node) -> Node:
    """Return the square root of u ≥ 0; its slope at 0 is infinite."""
    value = math.sqrt(u.value)
    return _function("√", value, u, _ratio(0.5, value), "1 / (2 a)")


def tanh(u: Node) -> Node:
    """Return the hyperbolic tangent."""
    value = math.tanh(u.value)
    return _function("tanh", value, u, 1.0 - value * value, f"1 {MINUS} a²")


def sin(u: Node) -> Node:
    """Return the sine of an angle in radians."""
    return _function("sin", math.sin(u.value), u, math.cos(u.value), "cos u")


def erf(u: Node) -> Node:
    """Return the error function."""
    slope = 2.0 / math.sqrt(math.pi) * math.exp(-u.value * u.value)
    return _function("erf", math.erf(u.value), u, slope, f"2/√π exp({MINUS}u²)")


def absolute(u: Node) -> Node:
    """Return |u|, whose slope at 0 is taken as 0."""
    sign = (u.value > 0.0) - (u.value < 0.0)
    return _function("| |", abs(u.value), u, float(sign), "sign u")


def step(u: Node) -> Node:
    """Return 1 where u ≥ 0, else 0; no gradient passes."""
    return _function("≥ 0", float(u.value >= 0.0), u, 0.0, "0")


def maximum(u: Node, bound: float) -> Node:
    """Return the greater of u and a bound; equal to it, u counts as bounded."""
    passes = u.value > bound
    value = u.value if passes else bound
    sign = f"max( , {_number(bound)})"
    return _function(sign, value, u, float(passes), f"1 if u > {_number(bound)}")


def minimum(u: Node, bound: float) -> Node:
    """Return the lesser of u and a bound; equal to it, u counts as bounded."""
    passes = u.value < bound
    value = u.value if passes else bound
    sign = f"min( , {_number(bound)})"
    return _function(sign, value, u, float(passes), f"1 if u < {_number(bound)}")


def total(nodes: Sequence[Node]) -> Node:
    """Return the sum of one or more nodes, as a single operation."""
    if len(nodes) == 1:
        return nodes[0]
    ones, values = (1.0,) * len(nodes), [node.value for node in nodes]
    rules = ("1",) * len(nodes)
    return nodes[0].tape.write("Σ", sum(values), tuple(nodes), ones, rules)


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
    return _function(sign, function(u.value), u, slope(u.value), f"{sign}′(u)")


LARGEST_EXPONENT = 709.0
"""Above it exp is too large for a number."""


def _function(sign: str, value: float, u: Node, slope: float, rule: str) -> Node:
    return u.tape.write(sign, value, (u,), (slope,), (rule,))


def _ratio(first: float, second: float) -> float:
    """Return a quotient, infinite where a number is divided by 0."""
    if second == 0.0:
        return math.copysign(math.inf, first) if first else 0.0
    return first / second


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", MINUS)


def _signed(sign: str, value: float) -> str:
    return f"{sign} {_number(value)}" if value >= 0.0 else f"{MINUS} {_number(-value)}"
