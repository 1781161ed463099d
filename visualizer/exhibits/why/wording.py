"""Turns explanations into what a panel writes: texts, cells, grids."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from visualizer.exhibits.why.explanation import (
    SCALARS,
    Explanation,
    Part,
    Term,
    example_name,
    explain,
    parameter_kind,
    sign_of,
)
from visualizer.exhibits.why.passes import LayerPass, StepPass
from visualizer.exhibits.why.symbols import symbol
from visualizer.language import tr
from visualizer.scenes.numbers import fixed, layer_index, percent, significant
from visualizer.scenes.why import (
    MEASURES,
    OF_EXAMPLES,
    SIZES,
    DataExample,
    OfParameters,
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
        *("update", "error", "wish", "gain", "shift", "weighted_request"),
        *("normalized_request", "mean_request", "spread_request"),
    }
)
"""Kinds of numbers whose color is to say the sign."""

WISHES = frozenset(
    {
        *("desired", "sum_request", "share", "request", "average", "update", "wish"),
        *("weighted_request", "normalized_request", "mean_request", "spread_request"),
    }
)
"""Kinds of numbers that are changes, and are written with their sign."""


WHOLE: frozenset[What] = frozenset(
    {
        *("weighted", "normalized", "sum", "activation", "output", "wish", "desired"),
        *("sum_request", "normalized_request", "weighted_request", "request"),
    }
)
"""Kinds of numbers of which a whole layer can be written as vectors and matrices."""

BARE: dict[What, What] = {
    "wish": "output",
    "weighted_request": "weighted",
    "normalized_request": "normalized",
    "mean_request": "mean",
    "spread_request": "variance",
}
"""Numbers on the way back, and the ones forward that name them shortly."""

PARAMETERS: tuple[What, ...] = ("weight", "bias", "gain", "shift")


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
    if asked.neuron is None and asked.what not in SCALARS:
        return _of_layer(step, asked, names)
    return _of_number(explain(step, asked), step, names)


def with_facts(scene: WhyScene, facts: Sequence[str], follow: str) -> WhyScene:
    """Say what else a number is of, and what closes all that was opened."""
    if not facts:
        return replace(scene, follow=follow)
    lines = (scene.note, " · ".join(facts))
    return replace(scene, note="  ".join(filter(None, lines)), follow=follow)


def not_yet() -> WhyScene:
    """Return what the panel 'Why' shows until a frame brings its numbers."""
    return WhyScene(
        title=tr("Why"),
        subtitle="",
        formula="",
        rows=(),
        note=tr("The numbers come with the next moment."),
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
        "weighted": tr("sum"),
        "mean": tr("mean"),
        "variance": tr("variance"),
        "normalized": tr("normalized sum"),
        "gain": tr("gain"),
        "shift": tr("shift"),
        "sum": tr("sum"),
        "mask": tr("mask"),
        "output": tr("handed on"),
        "wish": tr("desired change"),
        "normalized_request": tr("request to the normalized sum"),
        "mean_request": tr("request through the mean"),
        "spread_request": tr("request through the variance"),
        "weighted_request": tr("request to the sum"),
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
        "train_loss": tr("training loss"),
        "test_loss": tr("test loss"),
        "train_accuracy": tr("training accuracy"),
        "test_accuracy": tr("test accuracy"),
        "class_weight": tr("class weight"),
        "counted_loss": tr("loss × class weight"),
        "size": tr("size"),
        "wish_size": tr("size of the gradient"),
        "request_size": tr("size of the gradient"),
        "average_size": tr("size of the gradient"),
    }[quantity.what]
    if quantity.what == "sum" and step.layers[quantity.layer - 1].normalized:
        kind = tr("scaled sum")
    if isinstance(quantity.example, DataExample) and quantity.what == "loss":
        return tr("loss of {example}", example=example_name(quantity.example))
    if quantity.what in OF_EXAMPLES | MEASURES:
        return kind
    if quantity.what in SIZES:
        return f"{kind} {sign_of(step, quantity)}"
    named = replace(quantity, what=_bare(quantity))
    return f"{kind} {symbol(named)}"


def _bare(quantity: Quantity) -> What:
    """Return the kind of number whose symbol names it shortly."""
    if quantity.what in ("desired", "share", "error"):
        return "activation"
    if quantity.what in ("sum_request", "slope"):
        return "sum"
    if quantity.what in ("request", "average", "update", "next"):
        return "request" if quantity.neuron is None else parameter_kind(quantity)
    return BARE.get(quantity.what, quantity.what)


def number(value: float, quantity: Quantity | None = None) -> str:
    """Write a value to three digits, with its sign where that is what it tells."""
    if quantity is not None and quantity.what in ("train_accuracy", "test_accuracy"):
        return percent(value)
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
    if asked.what in MEASURES:
        at = tr("update {update}", update=f"{step.measure(asked.what).update:,}")
        return f"{name_of(step, asked)} · {at}"
    if asked.what in (*PARAMETERS, "average", "update", "next", *SIZES):
        return name_of(step, asked)
    example = asked.example
    if not isinstance(example, DataExample):
        example = DataExample(step.numbers[step.column(example)])
    named = replace(asked, example=None) if asked.what == "loss" else asked
    own = tr("inputs of your own")
    parts = [name_of(step, named), own if example.number < 0 else example_name(example)]
    if step.looked_at(asked.example):
        parts.append(tr("only looked at"))
    return " · ".join(parts)


def _whole(step: StepPass, asked: Quantity) -> Quantity | None:
    """Return the vector or matrix that a number is an element of."""
    own = asked.what == "request" and asked.of != "dense"
    if asked.what not in WHOLE or asked.layer == 0 or own:
        return None
    return Quantity(asked.what, asked.layer, None, None, asked.example)


def _asks(step: StepPass, asked: Quantity) -> tuple[str, tuple[WhyAsk, ...]]:
    """Return what a number leads to."""
    if asked.what in ("train_accuracy", "test_accuracy"):
        return _mistakes(step, asked)
    wishes = ("wish", "desired", "sum_request", "weighted_request")
    if asked.what in wishes and asked.layer > 0:
        return tr("What this neuron now asks for"), _requests_of(step, asked)
    if asked.what in PARAMETERS:
        later: tuple[tuple[What, str], ...] = (
            ("request", tr("this example asks")),
            ("average", tr("the batch asks")),
            ("update", tr("change")),
            ("next", tr("next value")),
        )
        asks = []
        of = asked.what if asked.what in ("gain", "shift") else "dense"
        for what, label in later:
            other = replace(asked, what=what, of=of)
            if not step.has(other):
                continue
            asks.append(WhyAsk(label, (cell(step.value(other), other),), ""))
        return tr("What becomes of it"), tuple(asks)
    if asked.what in ("activation", "sum") and asked.layer > 0:
        wish = replace(asked, what="desired")
        steep = replace(asked, what="slope")
        here = step.layers[asked.layer - 1]
        after: tuple[WhyAsk, ...] = ()
        if asked.what == "activation" and not here.direct:
            onward = replace(asked, what="output")
            after = (WhyAsk(tr("handed on"), (cell(step.value(onward), onward),), ""),)
        return tr("On the way back"), (
            *after,
            WhyAsk(tr("slope"), (cell(step.value(steep), steep),), ""),
            WhyAsk(tr("desired change"), (cell(step.value(wish), wish),), ""),
        )
    return "", ()


def _mistakes(step: StepPass, asked: Quantity) -> tuple[str, tuple[WhyAsk, ...]]:
    """Return the wrong answers with the largest losses."""
    set_, test = step.measure(asked.what), asked.what == "test_accuracy"
    asks = []
    for number_, loss in set_.wrong:
        example = DataExample(number_, test)
        opened = cell(loss, Quantity("loss", example=example))
        asks.append(WhyAsk(example_name(example), (opened,), ""))
    title = tr("Answered wrong, with their losses, the largest first")
    return title if asks else "", tuple(asks)


def _requests_of(step: StepPass, asked: Quantity) -> tuple[WhyAsk, ...]:
    layer, neuron = asked.layer, asked.neuron
    here = step.layers[layer - 1]
    sources = range(min(len(here.inputs), MOST_CELLS))

    def cells(what: What, places: Sequence[int | None]) -> tuple[WhyCell, ...]:
        named = [Quantity(what, layer, neuron, p, asked.example) for p in places]
        made = [cell(step.value(one), one) for one in named]
        texts = [significant(step.value(one), 2) for one in named]
        return tuple(
            replace(one, text=f"+{text}" if one.sign > 0 else text)
            for one, text in zip(made, texts, strict=True)
        )

    more = "" if len(sources) == len(here.inputs) else " …"
    scale: tuple[WhyAsk, ...] = ()
    if here.normalized is not None:
        kinds: tuple[OfParameters, ...] = ("gain", "shift")
        named = [
            Quantity("request", layer, neuron, None, asked.example, of) for of in kinds
        ]
        scales = tuple(cell(step.value(one), one) for one in named)
        scale = (WhyAsk(tr("gain and shift"), scales, ""),)
    asks = [
        *scale,
        WhyAsk(
            tr("its bias"),
            cells("request", [None]),
            "" if here.normalized is not None else tr("desired change × its own slope"),
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
    clipped = any(
        len(grid.rows) == MOST_CELLS or len(grid.rows[0]) == MOST_CELLS
        for grid in grids
    ) and any(
        size > MOST_CELLS
        for size in (*step.sizes, *(len(layer.inputs) for layer in step.layers))
    )
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
    if asked.layer == 0:
        return (_vector(step, asked),), (), "x"
    layer, last = asked.layer, len(step.layers)
    here, index = step.layers[layer - 1], layer_index(layer)

    def own(what: What) -> WhyGrid:
        return _vector(step, Quantity(what, layer, None, None, asked.example))

    def all_of(*whats: What) -> tuple[WhyGrid, ...]:
        return tuple(own(what) for what in whats)

    def named(what: What) -> str:
        return symbol(Quantity(what, layer))

    grids: tuple[WhyGrid, ...]
    match asked.what:
        case "sum" if here.normalized is not None:
            grids = all_of("weighted", "normalized", "gain", "shift", "sum")
            formula = (
                f"ŝ{index} = (s{index} − μ{index}) / √(v{index} + ε),  "
                f"z{index} = γ{index} ⊙ ŝ{index} + β{index}"
            )
            return grids, ("→", "⊙", "+", "="), formula
        case "sum" | "weighted":
            grids = (
                _matrix(step, asked, "weight", layer, f"W{index}ᵀ", True),
                _given(step, asked),
                own("bias"),
                own(asked.what),
            )
            before = _given_name(step, layer)
            formula = f"{named(asked.what)} = W{index}ᵀ · {before} + b{index}"
            return grids, ("·", "+", "="), formula
        case "normalized":
            grids = all_of("weighted", "mean", "variance", "normalized")
            formula = f"ŝ{index} = (s{index} − μ{index}) / √(v{index} + ε)"
            return grids, (",", ",", "→"), formula
        case "activation":
            return (
                (own("sum"), own("activation")),
                ("→",),
                f"a{index} = f(z{index}),  f: {_rule(here)}",
            )
        case "output":
            return _handed_on(step, asked)
        case "desired" if layer == last:
            grids = (own("target"), own("activation"), own("desired"))
            loss = step.loss.formula or tr(step.loss.title)
            return grids, (",", "→"), f"−∂C/∂a{index},  C = {loss}"
        case "desired" if not here.direct:
            mask = (own("mask"),) if here.masks is not None else ()
            times = f" ⊙ {named('mask')}" if mask else ""
            return (
                (own("wish"), *mask, own("desired")),
                (*("⊙" for _ in mask), "="),
                f"{named('desired')} = {named('wish')}{times}",
            )
        case "desired" | "wish":
            return _asked_from_behind(step, asked)
        case "sum_request" if layer == last and step.fused():
            grids = (own("target"), own("activation"), own("sum_request"))
            return grids, (",", "→"), f"−∂C/∂z{index}"
        case "sum_request":
            grids = (own("desired"), own("slope"), own("sum_request"))
            return grids, ("⊙", "="), f"−∂C/∂z{index} = −∂C/∂a{index} ⊙ f′(z{index})"
        case "normalized_request":
            grids = all_of("sum_request", "gain", "normalized_request")
            formula = f"−∂C/∂ŝ{index} = −∂C/∂z{index} ⊙ γ{index}"
            return grids, ("⊙", "="), formula
        case "weighted_request":
            return _back_to_sums(step, asked)
    wish = step.sum_wish(layer, None, asked.example)
    grids = (
        _given(step, asked),
        _turned(_vector(step, wish)),
        _matrix(step, asked, "request", layer, f"−∂C/∂W{index}", False),
    )
    formula = f"−∂C/∂W{index} = {_given_name(step, layer)} · ({symbol(wish)})ᵀ"
    return grids, ("·", "="), formula


def _rule(here: LayerPass) -> str:
    """Say what the neurons of a layer make of their sums."""
    functions = [here.activation.of(n) for n in range(len(here.biases))]
    texts = [function.formula or tr(function.title) for function in functions]
    return "; ".join(dict.fromkeys(texts))


def _handed_on(
    step: StepPass, asked: Quantity
) -> tuple[tuple[WhyGrid, ...], tuple[str, ...], str]:
    layer, here = asked.layer, step.layers[asked.layer - 1]
    named = [replace(asked, what="activation")]
    signs: list[str] = []
    if here.masks is not None:
        named.insert(0, replace(asked, what="mask"))
        signs.append("⊙")
    formula = " ⊙ ".join(map(symbol, named))
    if here.residual:
        named.append(step.handed_on(layer - 1, None, asked.example))
        signs.append("+")
        formula += f" + {symbol(named[-1])}"
    named.append(asked)
    grids = tuple(_vector(step, one) for one in named)
    return grids, (*signs, "="), f"{symbol(asked)} = {formula}"


def _asked_from_behind(
    step: StepPass, asked: Quantity
) -> tuple[tuple[WhyGrid, ...], tuple[str, ...], str]:
    behind = asked.layer + 1
    later = step.layers[behind - 1]
    wish = step.sum_wish(behind, None, asked.example)
    name = f"W{layer_index(behind)}"
    grids = [
        _matrix(step, asked, "weight", behind, name, False),
        _vector(step, wish),
    ]
    signs = ["·"]
    formula = f"{symbol(asked)} = {name} · ({symbol(wish)})"
    if later.residual:
        past = step.wish(behind, None, asked.example)
        grids.append(_vector(step, past))
        signs.append("+")
        formula += f" + ({symbol(past)})"
    return (*grids, _vector(step, asked)), (*signs, "="), formula


def _back_to_sums(
    step: StepPass, asked: Quantity
) -> tuple[tuple[WhyGrid, ...], tuple[str, ...], str]:
    made = step.layers[asked.layer - 1].normalized
    assert made is not None
    index = layer_index(asked.layer)
    root, r = f"√(v{index} + ε)", f"−∂C/∂ŝ{index}"
    whats: tuple[What, ...] = ("normalized_request", "variance", "weighted_request")
    signs: tuple[str, ...] = (",", "→")
    formula = f"−∂C/∂s{index} = ({r}) / {root}"
    if not made.running[step.column(asked.example)]:
        whats = (
            *("normalized_request", "mean_request", "normalized", "spread_request"),
            *("variance", "weighted_request"),
        )
        signs = ("−", "−", "⊙", ",", "→")
        mean = tr("mean")
        formula = (
            f"−∂C/∂s{index} = (r − {mean}(r) − ŝ{index} ⊙ {mean}(r ⊙ ŝ{index})) / "
            f"{root},  r = {r}"
        )
    grids = tuple(_vector(step, replace(asked, what=what)) for what in whats)
    return grids, signs, formula


def _written(step: StepPass, one: Quantity) -> WhyCell:
    # A matrix has little room: as many decimals as its kind needs.
    made = cell(step.value(one), one)
    return replace(made, text=_short(step.value(one), one))


def _vector(step: StepPass, whole: Quantity) -> WhyGrid:
    size = min(step.sizes[whole.layer], MOST_CELLS)
    named = [replace(whole, neuron=n) for n in range(size)]
    rows = tuple((_written(step, one),) for one in named)
    return WhyGrid(symbol(whole), rows)


def _turned(grid: WhyGrid) -> WhyGrid:
    return WhyGrid(f"{grid.name}ᵀ", (tuple(row[0] for row in grid.rows),))


def _given(step: StepPass, asked: Quantity) -> WhyGrid:
    """Return what the weights of a layer weigh, as a vector."""
    layer = asked.layer
    count = min(len(step.layers[layer - 1].inputs), MOST_CELLS)
    named = [step.fed_by(layer, source, asked.example) for source in range(count)]
    rows = tuple((_written(step, one),) for one in named)
    return WhyGrid(_given_name(step, layer), rows)


def _given_name(step: StepPass, layer: int) -> str:
    """Return the symbol of what the weights of a layer weigh."""
    name = symbol(step.handed_on(layer - 1, None))
    carried = layer > 1 and len(step.layers[layer - 1].inputs) > step.sizes[layer - 1]
    return f"({name}, x)" if carried else name


def _matrix(
    step: StepPass, asked: Quantity, what: What, at: int, name: str, turned: bool
) -> WhyGrid:
    """Return the weights of a layer, or what they are asked for, source by source.

    Where they lead on from the layer asked for, those of carried inputs are not among
    them.
    """
    inputs = len(step.layers[at - 1].inputs)
    wide = min(inputs if at == asked.layer else step.sizes[at - 1], MOST_CELLS)
    high = min(step.sizes[at], MOST_CELLS)
    cells = [
        [_written(step, Quantity(what, at, n, s, asked.example)) for s in range(wide)]
        for n in range(high)
    ]
    if not turned:
        cells = [list(column) for column in zip(*cells, strict=True)]
    return WhyGrid(name, tuple(tuple(row) for row in cells))
