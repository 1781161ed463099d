"""Lines of text are read as formulas, and nothing of them is lost."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.engine.activations import activations
from visualizer.engine.losses import losses
from visualizer.engine.optimizers import optimizers
from visualizer.scenes.formula import (
    Accent,
    Fence,
    Fraction,
    Item,
    Node,
    Root,
    Row,
    Scripts,
    Sum,
    Text,
    has_structure,
    is_formula,
    read_formula,
)

FORMULAS = {
    **{f"activation {one.key}": one().formula for one in activations},
    **{f"loss {one.key}": one().formula for one in losses},
    **{f"rule {one.key}": one().rule() for one in optimizers},
}
PIECES = (*"ab1z∂/ ()[]√Σ½^₁⁽²⁾ᵀ−+·,ŝ′:e", "m̂", " / ", "ln", "∂C/∂a", "θ̄₂")
SCRIPTS = "₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹ₓᵢⱼₖₙᵀᶻ"
MARKS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}


def written(row: Row | None) -> str:
    """Write a tree in the manner of TeX."""
    if row is None:
        return ""
    return "".join(map(_item, row.items))


def _item(item: Item) -> str:
    return " " * min(1, item.gap) + _node(item.node)


def _node(node: Node) -> str:
    match node:
        case Text():
            return node.text
        case Scripts():
            below = f"_{{{written(node.below)}}}" if node.below else ""
            above = f"^{{{written(node.above)}}}" if node.above else ""
            return _node(node.base) + below + above
        case Fraction():
            return f"frac{{{written(node.top)}}}{{{written(node.bottom)}}}"
        case Root():
            return f"sqrt{{{written(node.inside)}}}"
        case Accent():
            return f"{node.mark}{{{node.base.text}}}"
        case Sum():
            return f"sum_{{{written(node.below)}}}" if node.below else "sum"
        case Fence():
            return f"{node.left}{written(node.inside)}{node.right}"


def plain(character: str) -> str:
    """Return a character neither raised nor lowered, and without marks."""
    if character in SCRIPTS:
        return unicodedata.normalize("NFKC", character)
    return unicodedata.normalize("NFD", character)[0]


def letters(row: Row) -> Counter[str]:
    """Count the letters and figures of a tree."""
    counted: Counter[str] = Counter()
    for item in row.items:
        match item.node:
            case Text(text):
                counted.update(text)
            case Scripts(base, below, above):
                counted += letters(Row((Item(base, 0),)))
                for script in (below, above):
                    counted += letters(script) if script else Counter()
            case Fraction(top, bottom):
                counted += letters(top) + letters(bottom)
            case Root(inside):
                counted += letters(inside)
            case Accent(base, _):
                counted.update(base.text)
            case Sum(below):
                counted += Counter("Σ") + (letters(below) if below else Counter())
            case Fence(_, inside, _):
                counted += letters(inside)
    return Counter(filter(str.isalnum, map(plain, counted.elements())))


def letters_of(text: str) -> Counter[str]:
    whole = unicodedata.normalize("NFC", text).replace("½", "12")
    return Counter(filter(str.isalnum, map(plain, whole)))


@pytest.mark.parametrize(
    ("line", "tree"),
    [
        ("z⁽²⁾ = W⁽²⁾ᵀ · a⁽¹⁾", "z^{(2)} = W^{(2)T} · a^{(1)}"),
        ("−∂C/∂a₁⁽²⁾", "−frac{∂C}{∂a_{1}^{(2)}}"),
        ("∂f/∂ŝ", "frac{∂f}{∂hat{s}}"),
        ("Σⱼ wⱼ₁⁽³⁾", "sum_{j} w_{j1}^{(3)}"),
        ("e^−z²", "e^{−z^{2}}"),
        ("ln(1 + e^βz) / β", "frac{ln(1 + e^{βz})}{β}"),
        ("eᶻₖ / Σ eᶻⱼ", "frac{e^{z_{k}}}{sume^{z_{j}}}"),
        ("½ Σ (√aₖ − √yₖ)²", "frac{1}{2} sum (sqrt{a_{k}} − sqrt{y_{k}})^{2}"),
        ("θ − η m̂ / (√v̂ + ε)", "θ − frac{η hat{m}}{sqrt{hat{v}} + ε}"),
        ("θ̄ + (θ − θ̄) / n", "bar{θ} + frac{θ − bar{θ}}{n}"),
        ("1 − Σ aₖ yₖ / (|a| |y|)", "1 − sum frac{a_{k} y_{k}}{|a| |y|}"),
        ("η √(u + ε) / √(v + ε) g", "frac{η sqrt{u + ε}}{sqrt{v + ε}} g"),
        ("a = f(z),  f: 1 / (1 + e⁻ᶻ)", "a = f(z), f: frac{1}{1 + e^{−z}}"),
        ("(1 / 5) Σ f′(x)", "frac{1}{5} sum f′(x)"),
        ("exp(a / b)", "exp(frac{a}{b})"),
        ("a/b and 1 /", "a/b and 1 /"),
        ("(open, 3)] / 2", "frac{(open, 3)]}{2}"),
        ("w₃ ₁₅⁽⁴⁾ · x₁₅", "w_{3 15}^{(4)} · x_{15}"),
        ("b₁ x₂", "b_{1} x_{2}"),
    ],
)
def test_a_line_is_read(line: str, tree: str) -> None:
    assert written(read_formula(line)) == tree


@pytest.mark.parametrize("name", FORMULAS)
def test_no_letter_of_the_program_is_lost(name: str) -> None:
    line = FORMULAS[name]
    assert letters(read_formula(line)) == letters_of(line)
    assert "/" not in written(read_formula(line))


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_line_is_read_and_keeps_its_letters(line: str) -> None:
    assert letters(read_formula(line)) == letters_of(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("bias", False),
        ("example 12", False),
        ("a sentence, with: words", False),
        ("z = 3", False),
        ("a₁⁽²⁾", True),
        ("1 / √(v + ε)", True),
    ],
)
def test_words_are_told_from_formulas(line: str, expected: bool) -> None:
    assert has_structure(line) == expected


def test_a_sentence_with_an_index_is_no_formula() -> None:
    assert is_formula("∂C/∂w₁ = ∂z₁/∂w₁ · ∂a₁/∂z₁")
    assert not is_formula("signals in a⁽¹⁾ shrink by 3")


@pytest.mark.parametrize("name", ["dz", "dW", "dA", "db", "dZ"])
def test_a_gradient_of_the_engine_is_a_letter_behind_a_d(name: str) -> None:
    first, second = read_formula(f"{name}⁽¹⁾ = 1").items[:2]
    assert first.node == Text("d", "upright")
    assert isinstance(second.node, Scripts)
    assert second.node.base == Text(name[1], "variable")
    assert second.gap == 0


@pytest.mark.parametrize("word", ["data", "day", "dash", "add", "do"])
def test_words_with_a_d_stay_words(word: str) -> None:
    assert [item.node for item in read_formula(word).items] == [Text(word, "word")]
