"""The sum or product that made a number, built from the numbers of a pass."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array
from visualizer.engine.losses import Loss
from visualizer.engine.plan import run_calls
from visualizer.exhibits.why.passes import StepPass
from visualizer.exhibits.why.symbols import activation, parameter, symbol
from visualizer.language import tr
from visualizer.scenes.numbers import layer_index, subscript
from visualizer.scenes.why import Quantity, What

CROSS_ENTROPIES = ("softmax_cross_entropy", "binary_cross_entropy")


@dataclass(frozen=True, slots=True)
class Part:
    """A factor of a term.

    Attributes
    ----------
    value : float
    quantity : Quantity or None
        What it is; None for a number that stands for itself.
    caption : str
    """

    value: float
    quantity: Quantity | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A product.

    Attributes
    ----------
    label : str
    parts : tuple of Part
    """

    label: str
    parts: tuple[Part, ...]

    @property
    def product(self) -> float:
        """The product of all parts."""
        return math.prod(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What made a number.

    Attributes
    ----------
    quantity : Quantity
    value : float
        As the engine has it.
    formula : str
        With symbols.
    terms : tuple of Term
        None for a number that is given, such as an input.
    combine : callable
        Makes the value of the products of the terms.
    note : str
        How they are combined where it is not a plain sum.
    """

    quantity: Quantity
    value: float
    formula: str
    terms: tuple[Term, ...]
    combine: Callable[[tuple[float, ...]], float] = sum
    note: str = ""

    def combined(self) -> float:
        """Return what the parts make; the value, up to rounding."""
        return self.combine(tuple(term.product for term in self.terms))


def explain(step: StepPass, quantity: Quantity) -> Explanation:
    """Return what made one number.

    Parameters
    ----------
    step : StepPass
    quantity : Quantity
        Of one neuron, or the loss.

    Raises
    ------
    ValueError
        If the network or the batch has no such number.
    """
    known = quantity.what == "loss" or quantity.neuron is not None
    if not known or not step.has(quantity):
        raise ValueError(f"there is no {quantity}")
    return _Explainer(step, quantity).explain()


@dataclass(frozen=True, slots=True)
class _Explainer:
    """Builds the explanation of one number.

    Attributes
    ----------
    step : StepPass
    asked : Quantity
    """

    step: StepPass
    asked: Quantity

    @property
    def _neuron(self) -> int:
        assert self.asked.neuron is not None
        return self.asked.neuron

    @property
    def _last(self) -> int:
        return len(self.step.layers)

    @property
    def _function(self) -> Activation:
        return self.step.layers[self.asked.layer - 1].activation

    def explain(self) -> Explanation:
        match self.asked.what:
            case "input":
                return self._given(tr("It comes from the data."))
            case "target":
                return self._given(tr("The answer that the data ask for."))
            case "weight" | "bias":
                return self._given(
                    tr("A parameter: where it began, plus all updates so far.")
                )
            case "sum":
                return self._sum()
            case "activation":
                return self._activation()
            case "slope":
                return self._slope()
            case "error":
                return self._error()
            case "loss":
                return self._loss()
            case "desired":
                if self.asked.layer == self._last:
                    return self._desired_output()
                return self._desired_hidden()
            case "sum_request":
                return self._sum_request()
            case "share":
                return self._share()
            case "request":
                return self._request()
            case "average":
                return self._average()
            case "update":
                return self._update()
            case "next":
                return self._next()

    def _ask(self, quantity: Quantity, caption: str = "") -> Part:
        """Return another number of the same example as a part."""
        asked = replace(quantity, example=self.asked.example)
        return Part(self.step.value(asked), asked, caption)

    def _made(
        self,
        formula: str,
        terms: tuple[Term, ...],
        combine: Callable[[tuple[float, ...]], float] = sum,
        note: str = "",
    ) -> Explanation:
        written = f"{symbol(self.asked) if self.asked.what != 'loss' else 'C'} = "
        value = self.step.value(self.asked)
        return Explanation(self.asked, value, written + formula, terms, combine, note)

    def _given(self, note: str) -> Explanation:
        value = self.step.value(self.asked)
        return Explanation(self.asked, value, symbol(self.asked), (), note=note)

    def _into(self, source: int) -> Quantity:
        """Name what a neuron of this layer gets from one before it."""
        if self.asked.layer == 1:
            return Quantity("input", 0, source)
        return Quantity("activation", self.asked.layer - 1, source)

    # Forward.

    def _sum(self) -> Explanation:
        layer, neuron = self.asked.layer, self._neuron
        terms = []
        for source in range(self.step.sizes[layer - 1]):
            given = self._into(source)
            weight = Quantity("weight", layer, neuron, source)
            parts = (
                self._ask(weight, tr("weight")),
                self._ask(given, tr("what comes in")),
            )
            terms.append(Term(activation(layer - 1, source), parts))
        bias = self._ask(Quantity("bias", layer, neuron), tr("bias"))
        terms.append(Term(tr("bias"), (bias,)))
        row, index = subscript(neuron + 1), layer_index(layer)
        before = "xᵢ" if layer == 1 else f"aᵢ{layer_index(layer - 1)}"
        formula = f"Σᵢ w{row}ᵢ{index} · {before} + b{row}{index}"
        return self._made(formula, tuple(terms))

    def _activation(self) -> Explanation:
        layer, neuron = self.asked.layer, self._neuron
        function = self._function
        own = f"z{subscript(neuron + 1)}{layer_index(layer)}"
        if function.elementwise:
            here = self._ask(Quantity("sum", layer, neuron), tr("its sum"))
            formula = f"f({own}),  f: {function.formula or tr(function.title)}"
            return self._made(
                formula, (Term(own, (here,)),), lambda z: _one(function, z, 0)
            )
        terms = self._all("sum", layer)
        formula = f"{tr(function.title)}(z{layer_index(layer)})"
        note = tr("All sums of the layer together decide.")
        return self._made(formula, terms, lambda z: _one(function, z, neuron), note)

    def _all(self, what: What, layer: int) -> tuple[Term, ...]:
        """Return one kind of number of every neuron of a layer as terms."""
        asked = [
            replace(self.asked, what=what, layer=layer, neuron=n, source=None)
            for n in range(self.step.sizes[layer])
        ]
        return tuple(Term(symbol(one), (self._ask(one),)) for one in asked)

    def _slope(self) -> Explanation:
        layer, neuron = self.asked.layer, self._neuron
        function = self._function
        if not function.elementwise:
            own = self._ask(Quantity("activation", layer, neuron), tr("activation"))
            rest = Part(1.0 - own.value, None, tr("what is left to 1"))
            terms = (Term(activation(layer, neuron), (own, rest)),)
            name = activation(layer, neuron)
            return self._made(f"{name} · (1 − {name})", terms)
        here = self._ask(Quantity("sum", layer, neuron), tr("its sum"))
        note = tr("How steep the activation function is there.")
        return self._made(
            f"f′,  f: {function.formula or tr(function.title)}",
            (Term(symbol(Quantity("sum", layer, neuron)), (here,)),),
            lambda z: float(function.derivative(np.array([z]).T)[0, 0]),
            note,
        )

    # The loss.

    def _error(self) -> Explanation:
        neuron = self._neuron
        answer = self._ask(Quantity("activation", self._last, neuron), tr("answer"))
        target = self._ask(Quantity("target", self._last, neuron), tr("target"))
        minus = Part(-1.0)
        name = activation(self._last, neuron)
        formula = f"{name} − y{subscript(neuron + 1)}"
        terms = (
            Term(tr("answer"), (answer,)),
            Term(tr("target"), (minus, target)),
        )
        return Explanation(
            self.asked, self.step.value(self.asked), formula, terms, sum, ""
        )

    def _loss(self) -> Explanation:
        loss = self.step.loss
        formula = loss.formula or tr(loss.title)
        outputs = range(self.step.sizes[-1])
        factor = {"mean_squared": 1.0, "half_squared": 0.5}.get(loss.key)
        if factor is not None:
            terms = []
            for neuron in outputs:
                wrong = self._ask(
                    Quantity("error", self._last, neuron), tr("how wrong")
                )
                half = () if factor == 1.0 else (Part(factor),)
                name = activation(self._last, neuron)
                terms.append(Term(name, (*half, wrong, wrong)))
            return self._made(formula, tuple(terms))
        logarithms = self._logarithms()
        if logarithms is not None:
            return self._made(formula, logarithms)
        terms_of_all = self._answers_and_targets()
        return self._made(
            formula,
            terms_of_all,
            lambda values: _loss_of(loss, values),
            tr("The loss function, of all answers and targets."),
        )

    def _logarithms(self) -> tuple[Term, ...] | None:
        """Return −y ln a of each output; None if the loss is no such sum."""
        loss = self.step.loss
        if not _is_plain_cross_entropy(loss):
            return None
        terms: list[Term] = []
        for neuron in range(self.step.sizes[-1]):
            answer = Quantity("activation", self._last, neuron)
            target = self._ask(Quantity("target", self._last, neuron), tr("target"))
            pairs = [(target.value, self._ask(answer).value, "ln a", "")]
            if loss.key == "binary_cross_entropy":
                other = (1.0 - target.value, 1.0 - pairs[0][1], "ln(1 − a)", "1 − y")
                pairs.append(other)
            for share, probability, name, weight in pairs:
                if share == 0.0:
                    continue
                if not probability > 0.0:
                    return None
                logarithm = Part(
                    math.log(probability),
                    replace(answer, example=self.asked.example),
                    name,
                )
                asked = Part(share, target.quantity, weight or tr("target"))
                terms.append(
                    Term(
                        activation(self._last, neuron),
                        (Part(-1.0), asked, logarithm),
                    )
                )
        return tuple(terms)

    def _answers_and_targets(self) -> tuple[Term, ...]:
        return (*self._all("activation", self._last), *self._all("target", self._last))

    # Backward.

    def _desired_output(self) -> Explanation:
        loss, neuron = self.step.loss, self._neuron
        factor = {"mean_squared": -2.0, "half_squared": -1.0}.get(loss.key)
        name = activation(self._last, neuron)
        if factor is not None:
            wrong = self._ask(Quantity("error", self._last, neuron), tr("how wrong"))
            sign = "−2 " if factor == -2.0 else "−"
            formula = f"{sign}({name} − y{subscript(neuron + 1)})"
            terms = (Term(name, (Part(factor), wrong)),)
            return self._made(formula, terms)
        return self._made(
            f"−∂/∂a ({loss.formula or tr(loss.title)})",
            self._answers_and_targets(),
            lambda values: -_slope_of(loss, values, neuron),
            tr("The slope of the loss function, of all answers and targets."),
        )

    def _desired_hidden(self) -> Explanation:
        layer, neuron = self.asked.layer, self._neuron
        behind = layer + 1
        function = self.step.layers[behind - 1].activation
        whole = not function.elementwise or (behind == self._last and self.step.fused())
        own, index = subscript(neuron + 1), layer_index(behind)
        terms = []
        parts: tuple[Part, ...]
        for other in range(self.step.sizes[behind]):
            weight = self._ask(
                Quantity("weight", behind, other, neuron), tr("how strong")
            )
            if whole:
                wish = Quantity("sum_request", behind, other)
                parts = (self._ask(wish, tr("what its sum asks")), weight)
            else:
                wish = Quantity("desired", behind, other)
                steep = Quantity("slope", behind, other)
                parts = (
                    self._ask(
                        wish,
                        tr("how wrong") if behind == self._last else tr("its wish"),
                    ),
                    self._ask(steep, tr("how steep")),
                    weight,
                )
            terms.append(Term(activation(behind, other), parts))
        factors = f"−∂C/∂zⱼ{index}" if whole else f"−∂C/∂aⱼ{index} · f′(zⱼ{index})"
        return self._made(f"Σⱼ {factors} · wⱼ{own}{index}", tuple(terms))

    def _sum_request(self) -> Explanation:
        layer, neuron = self.asked.layer, self._neuron
        loss, function = self.step.loss, self._function
        if layer == self._last and self.step.fused():
            if _is_plain_cross_entropy(loss):
                target = self._ask(Quantity("target", layer, neuron), tr("target"))
                answer = self._ask(Quantity("activation", layer, neuron), tr("answer"))
                name, number = activation(layer, neuron), subscript(neuron + 1)
                terms = (
                    Term(f"y{number}", (target,)),
                    Term(name, (Part(-1.0), answer)),
                )
                note = tr("Loss and activation together leave only this.")
                return self._made(f"y{number} − {name}", terms, note=note)
            return self._made(
                f"−∂/∂z ({loss.formula or tr(loss.title)})",
                self._answers_and_targets(),
                lambda values: -_fused_slope_of(loss, values, neuron),
                tr("The slope of loss and activation together."),
            )
        if function.elementwise:
            wish = self._ask(Quantity("desired", layer, neuron), tr("its wish"))
            steep = self._ask(Quantity("slope", layer, neuron), tr("how steep"))
            formula = (
                f"{symbol(Quantity('desired', layer, neuron))} · "
                f"{symbol(Quantity('slope', layer, neuron))}"
            )
            term = Term(activation(layer, neuron), (wish, steep))
            return self._made(formula, (term,))
        return self._through_softmax()

    def _through_softmax(self) -> Explanation:
        """Explain ∂C/∂z of one of several shares that add up to 1."""
        layer, neuron = self.asked.layer, self._neuron
        own = self._ask(Quantity("activation", layer, neuron), tr("activation"))
        terms = []
        for other in range(self.step.sizes[layer]):
            wish = self._ask(Quantity("desired", layer, other), tr("its wish"))
            share = self._ask(Quantity("activation", layer, other), tr("activation"))
            follows = (1.0 if other == neuron else 0.0) - own.value
            caption = tr("how it follows")
            parts = (wish, share, Part(follows, own.quantity, caption))
            terms.append(Term(activation(layer, other), parts))
        number, index = subscript(neuron + 1), layer_index(layer)
        formula = f"Σⱼ −∂C/∂aⱼ{index} · aⱼ{index} · ([j = {neuron + 1}] − a{number})"
        return self._made(formula, tuple(terms))

    def _share(self) -> Explanation:
        layer, neuron = self.asked.layer, self._neuron
        wish = Quantity("sum_request", layer, neuron)
        weight = Quantity("weight", layer, neuron, self.asked.source)
        term = Term(
            activation(layer, neuron),
            (
                self._ask(wish, tr("what its sum asks")),
                self._ask(weight, tr("how strong")),
            ),
        )
        return self._made(f"{symbol(wish)} · {symbol(weight)}", (term,))

    def _request(self) -> Explanation:
        layer, neuron, source = self.asked.layer, self._neuron, self.asked.source
        wish = Quantity("sum_request", layer, neuron)
        name = f"{parameter(source, neuron)}{layer_index(layer)}"
        asked = self._ask(wish, tr("what its sum asks"))
        if source is None:
            return self._made(symbol(wish), (Term(name, (asked,)),))
        given = self._into(source)
        term = Term(name, (asked, self._ask(given, tr("how active"))))
        formula = f"{symbol(wish)} · {activation(layer - 1, source)}"
        return self._made(formula, (term,))

    # The update.

    def _average(self) -> Explanation:
        step, batch = self.step, self.step.batch
        terms, shown = [], []
        for place in range(step.shown):
            asked = replace(self.asked, what="request", example=place)
            value = step.value(asked)
            shown.append(value)
            name = tr("example {number}", number=f"{step.numbers[place] + 1:,}")
            terms.append(Term(name, (Part(value, asked),)))
        value = step.value(self.asked)
        if step.shown < batch:
            others = value * batch - math.fsum(shown)
            name = tr("{count} others", count=f"{batch - step.shown:,}")
            terms.append(Term(name, (Part(others),)))
        own = symbol(replace(self.asked, what="request"))
        note = tr("The sum, divided by the {count} examples.", count=f"{batch:,}")
        if batch == 1:
            note = ""
        return Explanation(
            self.asked,
            value,
            f"{tr('mean')} = (1 / {batch:,}) Σ {own}",
            tuple(terms),
            lambda values: math.fsum(values) / batch,
            note,
        )

    def _update(self) -> Explanation:
        step = self.step
        mean = replace(self.asked, what="average", example=None)
        request = Part(step.value(mean), mean, tr("average request"))
        rate = Part(step.rate, None, tr("learning rate"))
        terms = [Term(tr("gradient descent"), (rate, request))]
        name = symbol(replace(self.asked, what="request"))
        rest = step.value(self.asked) - step.rate * request.value
        formula = f"η · {tr('mean')}({name})"
        rounding = 8.0 * float(np.finfo(step.layers[0].weights.dtype).eps)
        size = max(abs(step.value(self.asked)), abs(step.rate * request.value))
        size = max(size, abs(step.value(replace(self.asked, what=self._kept))))
        if abs(rest) > rounding * size:
            what = tr("what else {optimizer} does", optimizer=step.optimizer)
            terms.append(Term(what, (Part(rest),)))
            formula += " + …"
        return self._made(formula, tuple(terms))

    @property
    def _kept(self) -> Literal["weight", "bias"]:
        return "bias" if self.asked.source is None else "weight"

    def _next(self) -> Explanation:
        now = replace(self.asked, what=self._kept)
        change = replace(self.asked, what="update")
        step = self.step
        terms = (
            Term(symbol(now), (Part(step.value(now), now, tr("now")),)),
            Term(symbol(change), (Part(step.value(change), change, tr("change")),)),
        )
        value = step.value(self.asked)
        return Explanation(self.asked, value, symbol(self.asked), terms)


def _is_plain_cross_entropy(loss: Loss) -> bool:
    """Return whether a loss is a cross-entropy with the targets as they are."""
    return loss.key in CROSS_ENTROPIES and loss == type(loss)()


def _one(function: Activation, sums: tuple[float, ...], place: int) -> float:
    return float(function(np.array([sums]).T)[place, 0])


def _halves(values: tuple[float, ...]) -> tuple[Array, Array]:
    """Return answers and targets (n, 1) of values that stand behind one another."""
    both: Array = np.array(values).reshape(2, -1, 1)
    return both[0], both[1]


def _loss_of(loss: Loss, values: tuple[float, ...]) -> float:
    a, y = _halves(values)
    return float(loss.value(a, y)[0])


def _slope_of(loss: Loss, values: tuple[float, ...], output: int) -> float:
    a, y = _halves(values)
    da = np.empty_like(a)
    run_calls(loss.gradient(a, y, 1.0, da))
    return float(da[output, 0])


def _fused_slope_of(loss: Loss, values: tuple[float, ...], output: int) -> float:
    a, y = _halves(values)
    dz = np.empty_like(a)
    run_calls(loss.fused_gradient(a, y, 1.0, dz))
    return float(dz[output, 0])
