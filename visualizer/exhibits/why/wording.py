"""Turns explanations into what a panel writes: texts, cells, grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from visualizer.exhibits.why.explanation import Explanation, Part, Term, explain
from visualizer.exhibits.why.passes import StepPass
from visualizer.exhibits.why.symbols import symbol
from visualizer.language import tr
from visualizer.scenes.numbers import fixed, layer_index, significant
from visualizer.scenes.why import (
    Quantity,
    What,
    WhyAsk,
    WhyCell,
    WhyGrid,
    WhyRow,
    WhyScene,
)

MOST_ROWS = 8
"""Terms written one by one; of more the largest, and the sum of the others."""

MOST_CELLS = 6
"""Rows or columns of a matrix that are written."""

SIGNED = frozenset(
    {
        *("weight", "bias", "desired", "sum_request", "share", "request", "average"),
        *("update", "error"),
    }
)
"""Kinds of numbers whose color is to say the sign."""

WISHES = frozenset({"desired", "sum_request", "share", "request", "average", "update"})
"""Kinds of numbers that are changes, and are written with their sign."""


def why_scene(
    step: StepPass, trail: Sequence[Quantity], following: Quantity
) -> WhyScene:
    """Return what the panel 'Why' shows.

    Parameters
    ----------
    step : StepPass
    trail : sequence of Quantity
        What was opened; numbers that there are no more are left out.
    following : Quantity
        What is shown where nothing was opened.
    """
    opened = [quantity for quantity in trail if step.has(quantity)]
    asked = opened[-1] if opened else following
    names = tuple(name_of(step, quantity) for quantity in opened)
    if asked.neuron is None and asked.what != "loss":
        return _of_layer(step, asked, names)
    return _of_number(explain(step, asked), step, names)


def no_answer(reason: str) -> WhyScene:
    """Return what the panel 'Why' shows where no number can be opened."""
    return WhyScene(
        title=tr("Why"),
        subtitle="",
        formula="",
        rows=(),
        note=reason,
        grids=(),
        operators=(),
        result_label="",
        result="",
        result_sign=0,
        trail=(),
        following=True,
        whole=None,
        asks_title="",
        asks=(),
    )


def name_of(step: StepPass, quantity: Quantity) -> str:
    """Say which number it is, e.g. ``"desired change of a₁⁽²⁾"``."""
    kind = {
        "input": tr("input"),
        "target": tr("target"),
        "weight": tr("weight"),
        "bias": tr("bias"),
        "sum": tr("sum"),
        "activation": tr("activation"),
        "slope": tr("slope"),
        "error": tr("how wrong"),
        "loss": tr("loss"),
        "desired": tr("desired change"),
        "sum_request": tr("request to the sum"),
        "share": tr("share of a request"),
        "request": tr("request"),
        "average": tr("average request"),
        "update": tr("change"),
        "next": tr("next value"),
    }[quantity.what]
    if quantity.what == "loss":
        return kind
    named = replace(quantity, what=_bare(quantity))
    return f"{kind} {symbol(named)}"


def _bare(quantity: Quantity) -> What:
    """Return the kind of number whose symbol names it shortly."""
    if quantity.what in ("desired", "share", "error"):
        return "activation"
    if quantity.what in ("sum_request", "slope"):
        return "sum"
    if quantity.what in ("request", "average", "update", "next"):
        if quantity.neuron is None:
            return "request"
        return "bias" if quantity.source is None else "weight"
    return quantity.what


def number(value: float, quantity: Quantity | None = None) -> str:
    """Write a value to three digits, with its sign where that is what it tells."""
    text = significant(value, 3)
    plus = quantity is not None and quantity.what in WISHES
    return f"+{text}" if plus and value > 0.0 else text


def _short(value: float, quantity: Quantity) -> str:
    """Write a value to two decimals, or to one digit where they would be 0."""
    text = fixed(value, 2) if abs(value) >= 0.095 else significant(value, 1)
    return f"+{text}" if quantity.what in WISHES and value > 0.0 else text


def cell(value: float, quantity: Quantity | None, caption: str = "") -> WhyCell:
    """Return a number that can be opened."""
    sign = 0
    if quantity is not None and quantity.what in SIGNED:
        sign = (value > 0.0) - (value < 0.0)
    return WhyCell(number(value, quantity), caption, sign, quantity)


# One number.


def _of_number(made: Explanation, step: StepPass, trail: tuple[str, ...]) -> WhyScene:
    asked = made.quantity
    rows, left_out = _rows(made)
    notes = [left_out, made.note] if left_out else [made.note]
    title, asks = _asks(step, asked)
    return WhyScene(
        title=tr("Why is this {value}?", value=number(made.value, asked)),
        subtitle=_place(step, asked),
        formula=made.formula,
        rows=rows,
        note="  ".join(note for note in notes if note),
        grids=(),
        operators=(),
        result_label=name_of(step, asked),
        result=number(made.value, asked),
        result_sign=cell(made.value, asked).sign,
        trail=trail,
        following=not trail,
        whole=_whole(step, asked),
        asks_title=title,
        asks=asks,
    )


def _rows(made: Explanation) -> tuple[tuple[WhyRow, ...], str]:
    """Return the terms as rows; of many the largest, and what was left out."""
    terms = list(enumerate(made.terms))
    left_out = ""
    if len(terms) > MOST_ROWS:
        by_size = sorted(terms, key=lambda one: -abs(one[1].product))
        kept = {place for place, _ in by_size[: MOST_ROWS - 1]}
        rest = sum(term.product for place, term in terms if place not in kept)
        terms = [one for one in terms if one[0] in kept]
        left_out = tr(
            "{count} smaller terms: {sum}",
            count=len(made.terms) - len(terms),
            sum=significant(rest, 3),
        )
    return tuple(_row(term) for _, term in terms), left_out


def _row(term: Term) -> WhyRow:
    product = significant(term.product, 3) if len(term.parts) > 1 else ""
    return WhyRow(term.label, tuple(_cell(part) for part in term.parts), product)


def _cell(part: Part) -> WhyCell:
    if part.quantity is None:
        return WhyCell(significant(part.value, 3), part.caption)
    return cell(part.value, part.quantity, part.caption)


def _place(step: StepPass, asked: Quantity) -> str:
    """Say of which example it is; an average is of all of them."""
    if asked.what in ("average", "update", "next", "weight", "bias"):
        return name_of(step, asked)
    example = step.numbers[step.column(asked.example)]
    of = tr("example {number}", number=f"{example + 1:,}")
    return f"{name_of(step, asked)} · {of}"


def _whole(step: StepPass, asked: Quantity) -> Quantity | None:
    """Return the vector or matrix that a number is an element of."""
    kinds: dict[What, What] = {
        "sum": "sum",
        "activation": "activation",
        "desired": "desired",
        "sum_request": "sum_request",
        "request": "request",
    }
    if asked.what not in kinds or asked.layer == 0:
        return None
    return Quantity(kinds[asked.what], asked.layer, None, None, asked.example)


def _asks(step: StepPass, asked: Quantity) -> tuple[str, tuple[WhyAsk, ...]]:
    """Return what a number leads to."""
    if asked.what in ("desired", "sum_request") and asked.layer > 0:
        return tr("What this neuron now asks for"), _requests_of(step, asked)
    if asked.what in ("weight", "bias"):
        later: tuple[tuple[What, str], ...] = (
            ("request", tr("this example asks")),
            ("average", tr("the batch asks")),
            ("update", tr("change")),
            ("next", tr("next value")),
        )
        asks = []
        for what, label in later:
            other = replace(asked, what=what)
            asks.append(WhyAsk(label, (cell(step.value(other), other),), ""))
        return tr("What becomes of it"), tuple(asks)
    if asked.what in ("activation", "sum") and asked.layer > 0:
        wish = replace(asked, what="desired")
        steep = replace(asked, what="slope")
        return tr("On the way back"), (
            WhyAsk(tr("slope"), (cell(step.value(steep), steep),), ""),
            WhyAsk(tr("desired change"), (cell(step.value(wish), wish),), ""),
        )
    return "", ()


def _requests_of(step: StepPass, asked: Quantity) -> tuple[WhyAsk, ...]:
    layer, neuron = asked.layer, asked.neuron
    sources = range(min(step.sizes[layer - 1], MOST_CELLS))

    def cells(what: What, places: Sequence[int | None]) -> tuple[WhyCell, ...]:
        named = [Quantity(what, layer, neuron, p, asked.example) for p in places]
        made = [cell(step.value(one), one) for one in named]
        texts = [significant(step.value(one), 2) for one in named]
        return tuple(
            replace(one, text=f"+{text}" if one.sign > 0 else text)
            for one, text in zip(made, texts, strict=True)
        )

    more = "" if len(sources) == step.sizes[layer - 1] else " …"
    asks = [
        WhyAsk(
            tr("its bias"),
            cells("request", [None]),
            tr("desired change × its own slope"),
        ),
        WhyAsk(
            tr("its weights"),
            cells("request", list(sources)),
            tr("by the activations that feed them") + more,
        ),
    ]
    if layer > 1:
        before = tr("hidden {layer}", layer=layer - 1)
        note = tr("by the weights") + more
        asks.append(WhyAsk(before, cells("share", list(sources)), note))
    return tuple(asks)


# A whole layer.


def _of_layer(step: StepPass, asked: Quantity, trail: tuple[str, ...]) -> WhyScene:
    grids, operators, formula = _equation(step, asked)
    clipped = any(size > MOST_CELLS for size in step.sizes)
    notes = [
        tr("Of large layers the first {count} are written.", count=MOST_CELLS)
        if clipped
        else "",
        tr("The values of one example, as the data give them. Nothing computed them.")
        if not asked.layer
        else "",
    ]
    return WhyScene(
        title=tr("Layer {number}, all at once", number=asked.layer)
        if asked.layer
        else tr("What comes in"),
        subtitle=_place(step, asked),
        formula=formula,
        rows=(),
        note=" ".join(filter(None, notes)),
        grids=grids,
        operators=operators,
        result_label="",
        result="",
        result_sign=0,
        trail=trail,
        following=not trail,
        whole=None,
        asks_title="",
        asks=(),
    )


def _equation(
    step: StepPass, asked: Quantity
) -> tuple[tuple[WhyGrid, ...], tuple[str, ...], str]:
    """Return vectors and matrices, what stands between them, and the formula."""
    layer, last = asked.layer, len(step.layers)
    index = layer_index(layer)
    before = f"a{layer_index(layer - 1)}" if layer > 1 else "x"

    def written(one: Quantity) -> WhyCell:
        # A matrix has little room: as many decimals as its kind needs.
        made = cell(step.value(one), one)
        return replace(made, text=_short(step.value(one), one))

    def vector(what: What, at: int, sources: bool = False) -> WhyGrid:
        kind = Quantity(what, at, None, None, asked.example)
        size = min(step.sizes[at], MOST_CELLS)
        named = [replace(kind, neuron=n) for n in range(size)]
        rows = tuple((written(one),) for one in named)
        name = symbol(kind)
        if sources:
            return WhyGrid(f"{name}ᵀ", (tuple(row[0] for row in rows),))
        return WhyGrid(name, rows)

    def matrix(what: What, at: int, name: str, turned: bool) -> WhyGrid:
        wide, high = (min(size, MOST_CELLS) for size in step.sizes[at - 1 : at + 1])
        named = [
            [Quantity(what, at, n, s, asked.example) for s in range(wide)]
            for n in range(high)
        ]
        cells = [[written(one) for one in row] for row in named]
        if not turned:
            cells = [list(column) for column in zip(*cells, strict=True)]
        return WhyGrid(name, tuple(tuple(row) for row in cells))

    grids: tuple[WhyGrid, ...]
    feeding: What = "activation" if layer > 1 else "input"
    match asked.what:
        case "sum":
            grids = (
                matrix("weight", layer, f"W{index}ᵀ", True),
                vector(feeding, layer - 1),
                vector("bias", layer),
                vector("sum", layer),
            )
            return grids, ("·", "+", "="), f"z{index} = W{index}ᵀ · {before} + b{index}"
        case "activation" if layer > 0:
            grids = (vector("sum", layer), vector("activation", layer))
            function = step.layers[layer - 1].activation
            rule = function.formula or tr(function.title)
            return grids, ("→",), f"a{index} = f(z{index}),  f: {rule}"
        case "desired" if layer < last:
            behind = layer_index(layer + 1)
            grids = (
                matrix("weight", layer + 1, f"W{behind}", False),
                vector("sum_request", layer + 1),
                vector("desired", layer),
            )
            wish = f"−∂C/∂z{behind}"
            return grids, ("·", "="), f"−∂C/∂a{index} = W{behind} · ({wish})"
        case "desired":
            grids = (
                vector("target", last),
                vector("activation", last),
                vector("desired", last),
            )
            loss = step.loss.formula or tr(step.loss.title)
            return grids, (",", "→"), f"−∂C/∂a{index},  C = {loss}"
        case "sum_request":
            wishes = vector("desired", layer)
            if layer == last and step.fused():
                wishes = vector("target", last)
                grids = (wishes, vector("activation", last), vector(asked.what, layer))
                return grids, (",", "→"), f"−∂C/∂z{index}"
            grids = (wishes, vector("slope", layer), vector("sum_request", layer))
            return grids, ("⊙", "="), f"−∂C/∂z{index} = −∂C/∂a{index} ⊙ f′(z{index})"
        case "request":
            grids = (
                vector(feeding, layer - 1),
                vector("sum_request", layer, sources=True),
                matrix("request", layer, f"−∂C/∂W{index}", False),
            )
            return grids, ("·", "="), f"−∂C/∂W{index} = {before} · (−∂C/∂z{index})ᵀ"
    inputs = vector("input", 0)
    return (inputs,), (), "x"
