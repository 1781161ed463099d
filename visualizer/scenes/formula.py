"""Formulas as trees: fractions, roots, sums, accents, indices and powers.

Formulas are written everywhere as one line of text, which is also what is read aloud,
exported and copied: ``"−∂C/∂a₁⁽²⁾ = Σⱼ −∂C/∂zⱼ⁽³⁾ · wⱼ₁⁽³⁾"``. This reads such a line:

- raised and lowered characters become powers and indices, ``e^βz`` a power up to the
  next space,
- ``∂C/∂a`` and a slash between spaces become fractions; above stands what is
  multiplied before the slash, below the one factor behind it,
- ``√`` takes the factor behind it, ``Σ`` gets its index below,
- marks over letters become accents that fit any letter,
- ``dz``, what the engine calls ∂C/∂z, is a letter behind a d.

What is not known stays as it is written; no text is refused.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from msgspec import Struct

Kind = Literal["variable", "upright", "function", "word", "operator", "comma"]

Mark = Literal["hat", "bar", "tilde"]


class Text(Struct, frozen=True):
    """Characters in one style.

    Attributes
    ----------
    text : str
    kind : Kind
        A letter that stands for a number is a variable; functions are called by a
        name; words are whatever else is said; operators have room around them.
    """

    text: str
    kind: Kind


class Scripts(Struct, frozen=True):
    """A base with an index below and a power above."""

    base: Node
    below: Row | None
    above: Row | None


class Fraction(Struct, frozen=True):
    """One row over another."""

    top: Row
    bottom: Row


class Root(Struct, frozen=True):
    """A square root."""

    inside: Row


class Accent(Struct, frozen=True):
    """A mark over a letter."""

    base: Text
    mark: Mark


class Sum(Struct, frozen=True):
    """A large sign of a sum, with what it runs over below."""

    below: Row | None


class Fence(Struct, frozen=True):
    """Something in parentheses or brackets, as high as it is."""

    left: str
    inside: Row
    right: str


class Item(Struct, frozen=True):
    """A part of a row.

    Attributes
    ----------
    node : Node
    gap : int
        Spaces written before it.
    """

    node: Node
    gap: int


class Row(Struct, frozen=True):
    """Parts side by side."""

    items: tuple[Item, ...]


Node = Text | Scripts | Fraction | Root | Accent | Sum | Fence

LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₓᵢⱼₖₙ", "0123456789+−xijkn", strict=True))
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵀᶻ", "0123456789+−()Tz", strict=True))

ACCENTS: dict[str, Mark] = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde"}

OPERATORS = frozenset("=←→≈≥≤><+−·×⊙⊗∓±")

FUNCTIONS = frozenset({"exp", "ln", "max", "min", "sign", "sin", "tanh"})

PAIRS = {"(": ")", "[": "]"}

_NUMBER = re.compile(r"\d+([.,]\d+)*(e[+−]\d+)?")
_WORD = re.compile(r"[A-Za-z]{2,}")
_GRADIENT = re.compile(r"d(?=[aAbgNWxXyzZβγ](?![A-Za-z]))")
_ASIDE = re.compile("[\u2e80-\u9fff\uff00-\uffef]+")

PATTERNS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_NUMBER, "upright"),
    (_GRADIENT, "upright"),
    (_WORD, "word"),
    (_ASIDE, "word"),
)


@lru_cache(maxsize=512)
def read_formula(text: str) -> Row:
    """Return a line of text as a tree."""
    return _Reader(text).row("")


def has_structure(text: str) -> bool:
    """Return whether a line is more than words side by side."""
    return any(not isinstance(item.node, Text) for item in read_formula(text).items)


def is_formula(text: str) -> bool:
    """Return whether a line has structure and says nothing in words."""
    nodes = [item.node for item in read_formula(text).items]
    said = any(isinstance(node, Text) and node.kind == "word" for node in nodes)
    return has_structure(text) and not said


class _Reader:
    """Goes through a line from left to right.

    Parameters
    ----------
    text : str
    """

    def __init__(self, text: str) -> None:
        self._text = "".join(map(_taken_apart, unicodedata.normalize("NFC", text)))
        self._at = 0

    def row(self, closing: str) -> Row:
        """Read up to a closing parenthesis, or to the end."""
        items: list[Item] = []
        while self._at < len(self._text):
            gap = self._spaces()
            if self._at >= len(self._text) or (closing and self._here == closing):
                break
            if gap and self._here == "/" and self._text[self._at + 1 :][:1] == " ":
                self._at += 1
                self._spaces()
                items = self._over(items)
                continue
            part = self._part()
            if gap or not items:
                part = _without_needless(part)
            items.append(Item(part, gap))
        return Row(tuple(items))

    @property
    def _here(self) -> str:
        return self._text[self._at : self._at + 1]

    def _spaces(self) -> int:
        start = self._at
        while self._here == " ":
            self._at += 1
        return self._at - start

    def _over(self, items: list[Item]) -> list[Item]:
        """Put what is multiplied so far over the next factor."""
        first = len(items)
        while first and not _ends_product(items[first - 1].node):
            first -= 1
        if first == len(items) or self._at >= len(self._text):
            return [*items, Item(Text("/", "operator"), 1)]
        above, gap = items[first:], items[first].gap
        top = Row((Item(above[0].node, 0), *above[1:]))
        made = Fraction(_bare(top), _bare(Row(self._factor())))
        return [*items[:first], Item(made, gap)]

    def _factor(self) -> tuple[Item, ...]:
        """Read one factor: of a function also what it is of."""
        items = [Item(self._part(), 0)]
        first = items[0].node
        if isinstance(first, Sum):
            self._spaces()
            return (*items, *self._factor())
        if isinstance(first, Text) and first.kind == "function" and self._here in PAIRS:
            items.append(Item(self._part(), 0))
        return tuple(items)

    def _part(self) -> Node:
        if self._text.startswith("∂", self._at):
            derivative = self._derivative()
            if derivative is not None:
                return derivative
        return self._scripts(self._base())

    def _derivative(self) -> Fraction | None:
        """Read ∂C/∂a; None if it is not complete."""
        start = self._at
        top = self._differential()
        if top is not None and self._here == "/":
            self._at += 1
            bottom = self._differential()
            if bottom is not None:
                return Fraction(top, bottom)
        self._at = start
        return None

    def _differential(self) -> Row | None:
        if self._here != "∂":
            return None
        sign = Text("∂", "upright")
        self._at += 1
        if not self._here.isalpha():
            return Row((Item(sign, 0),)) if self._here == "/" else None
        return Row((Item(sign, 0), Item(self._scripts(self._letter()), 0)))

    def _base(self) -> Node:
        here = self._here
        if here in PAIRS:
            return self._fence()
        if here == "√":
            self._at += 1
            return Root(_bare(Row((Item(self._part(), 0),))))
        if here == "Σ":
            self._at += 1
            below = self._run(LOWERED)
            return Sum(below)
        if here == "½":
            self._at += 1
            one, two = (Row((Item(Text(digit, "upright"), 0),)) for digit in "12")
            return Fraction(one, two)
        for pattern, kind in PATTERNS:
            found = pattern.match(self._text, self._at)
            if found:
                self._at = found.end()
                name = found.group()
                return Text(name, "function" if name in FUNCTIONS else kind)
        if here.isalpha():
            return self._letter()
        self._at += 1
        if here in OPERATORS:
            return Text(here, "operator")
        if here in ",;:":
            return Text(here, "comma")
        return Text(here, "upright")

    def _letter(self) -> Node:
        letter = Text(self._here, "upright" if self._here in "Δ∇Φ" else "variable")
        self._at += 1
        mark = ACCENTS.get(self._here)
        if self._here == "′":
            self._at += 1
            return Text(f"{letter.text}′", letter.kind)
        if mark is None:
            return letter
        self._at += 1
        return Accent(letter, mark)

    def _fence(self) -> Node:
        start, left = self._at, self._here
        self._at += 1
        inside = self.row(PAIRS[left])
        if self._here != PAIRS[left]:
            # It is never closed: a sign like others.
            self._at = start + 1
            return Text(left, "upright")
        self._at += 1
        return Fence(left, inside, PAIRS[left])

    def _scripts(self, base: Node) -> Node:
        """Read indices and powers behind a base."""
        if isinstance(base, Sum) or _is_operator(base):
            return base
        below = above = None
        while True:
            lowered = self._run(LOWERED)
            raised = self._raised()
            if lowered is None and raised is None:
                break
            if (
                above is not None
                and lowered is not None
                and base == Text("e", "variable")
            ):
                # The power itself has an index: e to the z of k.
                *first, last = above.items
                power = Scripts(last.node, lowered, None)
                above = Row((*first, Item(power, last.gap)))
            else:
                below = _joined(below, lowered)
            above = _joined(above, raised)
        return base if below is above is None else Scripts(base, below, above)

    def _raised(self) -> Row | None:
        if self._here != "^":
            return self._run(RAISED)
        end = re.compile(r"[ )\]]|$").search(self._text, self._at)
        assert end is not None
        power = self._text[self._at + 1 : end.start()]
        self._at = end.start()
        return _Reader(power).row("")

    def _run(self, known: dict[str, str]) -> Row | None:
        start = self._at
        while self._here and (self._here in known or self._parts_indices(start)):
            self._at += 1
        if self._at == start:
            return None
        run = self._text[start : self._at]
        plain = "".join(known.get(one, one) for one in run)
        items = []
        for gap, one in re.findall(r"( ?)(\d+|\D)", plain):
            letter = one.isalpha() and one != "T"
            text = Text(one, "variable" if letter else "upright")
            items.append(Item(text, len(gap)))
        return Row(tuple(items))

    def _parts_indices(self, start: int) -> bool:
        """Return whether a space here stands between two indices: w₃ ₁₅."""
        around = self._text[self._at - 1 : self._at + 2]
        indices = len(around) == 3 and {around[0], around[2]} <= LOWERED.keys()
        return self._at > start and self._here == " " and indices


def _taken_apart(character: str) -> str:
    """Return a letter with an accent as the letter and its mark."""
    parts = unicodedata.normalize("NFD", character)
    return parts if parts[-1] in ACCENTS else character


def _joined(first: Row | None, second: Row | None) -> Row | None:
    if first is None or second is None:
        return first or second
    return Row((*first.items, *second.items))


def _bare(row: Row) -> Row:
    """Return what is in parentheses without them, where nothing else is there."""
    if len(row.items) == 1 and isinstance(row.items[0].node, Fence):
        fence = row.items[0].node
        return fence.inside if fence.left == "(" else row
    return row


def _without_needless(node: Node) -> Node:
    """Return a fraction in parentheses that are not a function's without them."""
    if isinstance(node, Fence) and len(node.inside.items) == 1:
        inside = node.inside.items[0].node
        return inside if isinstance(inside, Fraction) else node
    return node


def _is_operator(node: Node) -> bool:
    return isinstance(node, Text) and node.kind in ("operator", "comma")


def _ends_product(node: Node) -> bool:
    return isinstance(node, Sum) or _is_operator(node)
