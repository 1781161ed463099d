"""The sum or product that made a number, built from the numbers of a pass."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array
from visualizer.engine.losses import Loss
from visualizer.engine.plan import run_calls
from visualizer.exhibits.why.passes import (
    LayerPass,
    NormalizedPass,
    ParameterPass,
    StepPass,
)
from visualizer.exhibits.why.symbols import activation, parameter, symbol
from visualizer.language import tr
from visualizer.scenes.numbers import layer_index, percent, significant, subscript
from visualizer.scenes.why import (
    MEASURES,
    OF_EXAMPLES,
    SIZES,
    DataExample,
    Quantity,
    What,
)

SCALARS = OF_EXAMPLES | MEASURES | SIZES
"""Kinds of numbers of which there is one without a neuron."""

CROSS_ENTROPIES = ("softmax_cross_entropy", "binary_cross_entropy")


class Part(Struct, frozen=True):
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


class Term(Struct, frozen=True):
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


class Explanation(Struct, frozen=True):
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
        Of one neuron, a loss, or a measure of a set.

    Raises
    ------
    ValueError
        If the network or the batch has no such number.
    """
    known = quantity.what in SCALARS or quantity.neuron is not None
    if not known or not step.has(quantity):
        raise ValueError(f"there is no {quantity}")
    return _Explainer(step, quantity).explain()


class _Explainer(Struct, frozen=True):
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
    def _here(self) -> LayerPass:
        return self.step.layers[self.asked.layer - 1]

    @property
    def _function(self) -> Activation:
        return self._here.activation.of(self._neuron)

    def explain(self) -> Explanation:
        match self.asked.what:
            case "input":
                return self._input()
            case "target":
                return self._given(tr("The answer that the data ask for."))
            case "weight" | "update" if self._is_dead:
                return self._given(
                    tr("A dead link: L1 took it to 0, and it is not trained again.")
                )
            case "weight" | "bias" | "gain" | "shift":
                return self._given(
                    tr("A parameter: where it began, plus all updates so far.")
                )
            case "sum" if self._here.normalized is not None:
                return self._scaled()
            case "sum" | "weighted":
                return self._sum()
            case "mean" | "variance":
                return self._moment()
            case "normalized":
                return self._normalized()
            case "mask":
                return self._mask()
            case "output":
                return self._output()
            case "activation":
                return self._activation()
            case "slope":
                return self._slope()
            case "error":
                return self._error()
            case "loss":
                return self._loss()
            case "desired" if self.asked.layer == self._last:
                return self._desired_output()
            case "desired" if not self._here.direct:
                return self._through_the_mask()
            case "desired" | "wish":
                return self._desired_hidden()
            case "sum_request":
                return self._sum_request()
            case "normalized_request":
                return self._normalized_request()
            case "mean_request" | "spread_request":
                return self._mean_request()
            case "weighted_request":
                return self._through_normalization()
            case "share":
                return self._share()
            case "request" if self.asked.of != "dense":
                return self._request_of_scale()
            case "request":
                return self._request()
            case "average":
                return self._average()
            case "update":
                return self._update()
            case "next":
                return self._next()
            case "train_loss" | "test_loss":
                return self._mean_loss()
            case "train_accuracy" | "test_accuracy":
                return self._accuracy()
            case "class_weight":
                return self._class_weight()
            case "counted_loss":
                return self._counted_loss()
            case "size" | "wish_size" | "request_size" | "average_size":
                return self._size()

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
        written = f"{sign_of(self.step, self.asked)} = "
        value = self.step.value(self.asked)
        return Explanation(self.asked, value, written + formula, terms, combine, note)

    def _given(self, note: str) -> Explanation:
        value = self.step.value(self.asked)
        return Explanation(self.asked, value, symbol(self.asked), (), note=note)

    # Forward.

    def _input(self) -> Explanation:
        given = float(
            self.step.data[self._neuron, self.step.column(self.asked.example)]
        )
        noise = self.step.value(self.asked) - given
        if noise == 0.0:
            return self._given(tr("It comes from the data."))
        terms = (
            Term(tr("from the data"), (Part(given),)),
            Term(tr("noise"), (Part(noise),)),
        )
        note = tr("Training adds noise to the inputs, drawn anew in every update.")
        return self._made(f"{tr('data')} + {tr('noise')}", terms, note=note)

    def _sum(self) -> Explanation:
        layer, neuron = self.asked.layer, self._neuron
        terms = []
        for source in range(len(self._here.inputs)):
            given = self.step.fed_by(layer, source)
            weight = Quantity("weight", layer, neuron, source)
            parts = (
                self._ask(weight, tr("weight")),
                self._ask(given, tr("what comes in")),
            )
            terms.append(Term(symbol(given), parts))
        bias = self._ask(Quantity("bias", layer, neuron), tr("bias"))
        terms.append(Term(tr("bias"), (bias,)))
        row, index = subscript(neuron + 1), layer_index(layer)
        before = _any(self.step.handed_on(layer - 1, 0))
        formula = f"Σᵢ w{row}ᵢ{index} · {before} + b{row}{index}"
        return self._made(formula, tuple(terms))

    def _scaled(self) -> Explanation:
        layer, neuron = self.asked.layer, self._neuron
        gain = Quantity("gain", layer, neuron)
        normalized = Quantity("normalized", layer, neuron)
        shift = Quantity("shift", layer, neuron)
        parts = (
            self._ask(gain, tr("gain")),
            self._ask(normalized, tr("normalized sum")),
        )
        terms = (
            Term(symbol(normalized), parts),
            Term(tr("shift"), (self._ask(shift, tr("shift")),)),
        )
        formula = f"{symbol(gain)} · {symbol(normalized)} + {symbol(shift)}"
        return self._made(formula, terms)

    def _moment(self) -> Explanation:
        """Explain mean or variance of the sums."""
        made, neuron = self._norm, self._neuron
        at = self.step.column(self.asked.example)
        if made.running[at]:
            return self._given(
                tr("A running value of the batches so far, kept for looking.")
            )
        middle = float(made.mean[neuron, at])
        spread = self.asked.what == "variance"
        terms = []
        for one in self._alike("weighted"):
            value = self.step.value(one)
            parts: tuple[Part, ...] = (Part(value, one),)
            if spread:
                part = Part(value - middle, one, "s − μ")
                parts = (part, part)
            terms.append(Term(self._name_of(one), parts))
        own = symbol(replace(self.asked, what="weighted"))
        mean = symbol(replace(self.asked, what="mean"))
        count, sign = self._met()
        of_all = f"({own} − {mean})²" if spread else own
        return self._mean_of(f"(1 / {count:,}) {sign} {of_all}", tuple(terms))

    def _mean_of(self, formula: str, terms: tuple[Term, ...]) -> Explanation:
        """Explain a mean over the batch or the layer by the terms that are shown."""
        value = self.step.value(self.asked)
        count, _ = self._met()
        if len(terms) < count:
            shown = math.fsum(term.product for term in terms)
            name = tr("{count} others", count=f"{count - len(terms):,}")
            terms = (*terms, Term(name, (Part(value * count - shown),)))
        note = (
            tr("The sum, divided by the {count} examples.", count=f"{count:,}")
            if self._norm.across == "batch"
            else tr("The sum, divided by the {count} neurons.", count=f"{count:,}")
        )
        return self._made(formula, terms, lambda all: math.fsum(all) / count, note)

    @property
    def _norm(self) -> NormalizedPass:
        made = self._here.normalized
        assert made is not None
        return made

    def _met(self) -> tuple[int, str]:
        """Return how many numbers mean and variance are taken over, and their sum."""
        if self._norm.across == "batch":
            return self.step.batch, "Σ"
        return self.step.sizes[self.asked.layer], "Σⱼ"

    def _alike(self, what: What) -> tuple[Quantity, ...]:
        """Name all numbers shown that mean and variance are taken over."""
        here = replace(self.asked, what=what)
        if self._norm.across == "batch":
            return tuple(replace(here, example=n) for n in range(self.step.shown))
        return tuple(
            replace(here, neuron=n) for n in range(self.step.sizes[here.layer])
        )

    def _name_of(self, one: Quantity) -> str:
        """Name one of the numbers that mean and variance are taken over."""
        if self._norm.across == "neurons" or not isinstance(one.example, int):
            return symbol(one)
        number = self.step.numbers[one.example] + 1
        return tr("example {number}", number=f"{number:,}")

    def _normalized(self) -> Explanation:
        layer, neuron = self.asked.layer, self._neuron
        own = Quantity("weighted", layer, neuron)
        mean, variance = replace(own, what="mean"), replace(own, what="variance")
        by = self._one_over_spread()
        terms = (
            Term(symbol(own), (self._ask(own, tr("its sum")), by)),
            Term(symbol(mean), (Part(-1.0), self._ask(mean, tr("mean")), by)),
        )
        top = f"({symbol(own)} − {symbol(mean)})"
        return self._made(f"{top} / √({symbol(variance)} + ε)", terms)

    def _one_over_spread(self) -> Part:
        """Return 1 / √(v + ε) as a part that opens the variance."""
        variance = replace(self.asked, what="variance")
        value = self.step.value(variance) + self._norm.epsilon
        return Part(1.0 / math.sqrt(value), variance, "1 / √(v + ε)")

    def _mask(self) -> Explanation:
        if self.step.looked_at(self.asked.example):
            return self._given(
                tr("While a network is only looked at, nothing is left out.")
            )
        if self.step.value(self.asked) == 0.0:
            return self._given(
                tr("Drawn for this update: the neuron is left out of it.")
            )
        note = tr(
            "Drawn for this update: the neuron takes part, and counts "
            "1 / (1 − {rate}), as others are left out.",
            rate=significant(self._here.dropout, 3),
        )
        return self._given(note)

    def _output(self) -> Explanation:
        layer, neuron, here = self.asked.layer, self._neuron, self._here
        if here.off[neuron]:
            return self._given(tr("The neuron is switched off."))
        own = Quantity("activation", layer, neuron)
        parts: tuple[Part, ...] = (self._ask(own, tr("activation")),)
        formula = symbol(own)
        if here.masks is not None:
            mask = Quantity("mask", layer, neuron)
            parts = (self._ask(mask, tr("mask")), *parts)
            formula = f"{symbol(mask)} · {formula}"
        terms = [Term(symbol(own), parts)]
        if here.residual:
            given = self.step.handed_on(layer - 1, neuron)
            terms.append(Term(symbol(given), (self._ask(given, tr("past the layer")),)))
            formula += f" + {symbol(given)}"
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

    def _mean_loss(self) -> Explanation:
        """Explain the loss of a set, which is reported and drawn as a curve."""
        set_, test = self.step.measure(self.asked.what), self.asked.what == "test_loss"
        terms = [
            Term(
                example_name(DataExample(number, test)),
                (Part(loss, Quantity("loss", example=DataExample(number, test))),),
            )
            for number, loss in set_.largest
        ]
        if len(terms) < set_.count:
            shown = math.fsum(term.product for term in terms)
            others = tr("{count} others", count=f"{set_.count - len(terms):,}")
            terms.append(Term(others, (Part(set_.loss * set_.count - shown),)))
        left_out = tr("Penalties on the weights are left out of what is reported.")
        return Explanation(
            self.asked,
            set_.loss,
            f"C = (1 / {set_.count:,}) Σ Cᵢ = {significant(set_.loss, 3)}",
            tuple(terms),
            lambda values: math.fsum(values) / set_.count,
            left_out if self.step.penalized else "",
        )

    def _class_weight(self) -> Explanation:
        made = self.step.balance
        assert made is not None
        members = int(made.members[self.step.column(self.asked.example)])
        parts = (
            Part(float(made.examples), None, "N"),
            Part(1.0 / made.classes, None, "1 / K"),
            Part(1.0 / members, None, "1 / n"),
        )
        note = tr(
            "N examples in K classes, n of them in this one: "
            "so all classes count alike."
        )
        formula = f"N / (K · n) = {made.examples:,} / ({made.classes:,} · {members:,})"
        return self._made(formula, (Term(tr("its class"), parts),), note=note)

    def _counted_loss(self) -> Explanation:
        own = self._ask(Quantity("loss"), tr("loss"))
        note = tr("This is what the update goes down; what is reported is ℓ.")
        return self._made("w · ℓ", (Term("ℓ", (*self._weight, own)),), note=note)

    # Sizes.

    def _size(self) -> Explanation:
        """Explain a root mean square by what it is of."""
        step, asked = self.step, self.asked
        terms, of = [], ""
        if asked.neuron is None:
            of = "ⱼ " + sign_of(step, replace(asked, neuron=0)).replace("₁", "ⱼ", 1)
            for neuron in range(step.sizes[asked.layer]):
                own = replace(asked, neuron=neuron)
                part = Part(step.value(own), own)
                terms.append(Term(activation(asked.layer, neuron), (part, part)))
        elif asked.what == "average_size":
            of = f"ᵢ (∂C/∂w{subscript(asked.neuron + 1)}ᵢ)"
            for source in range(len(self._here.inputs)):
                own = Quantity("average", asked.layer, asked.neuron, source)
                part = Part(step.value(own), own)
                name = f"{parameter(source, asked.neuron)}{layer_index(asked.layer)}"
                terms.append(Term(name, (part, part)))
        else:
            named = sized(step, asked)
            of = f" ({symbol(named)})"
            for place in range(step.shown):
                own = replace(named, example=place)
                part = Part(step.value(own), own)
                terms.append(Term(self._example_name(place), (part, part)))
        count = len(terms)
        return self._made(
            f"√((1 / {count:,}) Σ{of}²)",
            tuple(terms),
            lambda squares: math.sqrt(math.fsum(squares) / count),
            tr("The root of the mean of the squares (rms)."),
        )

    def _example_name(self, place: int) -> str:
        """Name an example of the batch."""
        name = tr("example {number}", number=f"{self.step.numbers[place] + 1:,}")
        if place < self.step.waited:
            name = tr("{example}, left over", example=name)
        return name

    def _accuracy(self) -> Explanation:
        set_ = self.step.measure(self.asked.what)
        assert set_.right is not None
        parts = (Part(float(set_.right)), Part(1.0 / set_.count))
        return Explanation(
            self.asked,
            set_.value(self.asked.what),
            f"{set_.right:,} / {set_.count:,} = {percent(set_.right / set_.count)}",
            (Term(tr("answered right"), parts),),
        )

    # Backward.

    def _desired_output(self) -> Explanation:
        loss, neuron = self.step.loss, self._neuron
        factor = {"mean_squared": -2.0, "half_squared": -1.0}.get(loss.key)
        name = activation(self._last, neuron)
        if factor is not None:
            wrong = self._ask(Quantity("error", self._last, neuron), tr("how wrong"))
            sign = "−2 " if factor == -2.0 else "−"
            formula = f"{self._times}{sign}({name} − y{subscript(neuron + 1)})"
            terms = (Term(name, (*self._weight, Part(factor), wrong)),)
            return self._made(formula, terms)
        return self._made(
            f"{self._times}−∂/∂a ({loss.formula or tr(loss.title)})",
            self._answers_and_targets(),
            lambda values: -_slope_of(loss, values, neuron) * self._counted,
            tr("The slope of the loss function, of all answers and targets."),
        )

    @property
    def _weight(self) -> tuple[Part, ...]:
        """The weight of the example's class, where one counts."""
        if not self.step.weighs(self.asked.example):
            return ()
        return (self._ask(Quantity("class_weight"), tr("class weight")),)

    @property
    def _counted(self) -> float:
        """How often the loss of the example counts."""
        return math.prod(part.value for part in self._weight)

    @property
    def _times(self) -> str:
        """What stands before a formula that the weight of a class multiplies."""
        return "w · " if self._weight else ""

    def _desired_hidden(self) -> Explanation:
        layer, neuron = self.asked.layer, self._neuron
        behind = layer + 1
        later = self.step.layers[behind - 1]
        fused = behind == self._last and self.step.fused()
        whole = not later.each or fused or later.normalized is not None
        own, index = subscript(neuron + 1), layer_index(behind)
        terms = []
        parts: tuple[Part, ...]
        for other in range(self.step.sizes[behind]):
            weight = self._ask(
                Quantity("weight", behind, other, neuron), tr("how strong")
            )
            if whole:
                wish = self.step.sum_wish(behind, other)
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
        asked = _any(self.step.sum_wish(behind, 0), "ⱼ")
        factors = asked if whole else f"−∂C/∂aⱼ{index} · f′(zⱼ{index})"
        formula = f"Σⱼ {factors} · wⱼ{own}{index}"
        if later.residual and not later.off[neuron]:
            past = self.step.wish(behind, neuron)
            part = self._ask(past, tr("past the layer"))
            terms.append(Term(symbol(replace(past, what="output")), (part,)))
            formula += f" + ({symbol(past)})"
        return self._made(formula, tuple(terms))

    def _through_the_mask(self) -> Explanation:
        """Explain −∂C/∂a of a neuron that hands on something else than a."""
        layer, neuron, here = self.asked.layer, self._neuron, self._here
        if here.off[neuron]:
            return self._given(tr("The neuron is switched off: nothing depends on it."))
        wish = Quantity("wish", layer, neuron)
        parts: tuple[Part, ...] = (self._ask(wish, tr("its wish")),)
        formula = symbol(wish)
        if here.masks is not None:
            mask = Quantity("mask", layer, neuron)
            parts = (*parts, self._ask(mask, tr("mask")))
            formula = f"{formula} · {symbol(mask)}"
        own = symbol(Quantity("output", layer, neuron))
        return self._made(formula, (Term(own, parts),))

    def _normalized_request(self) -> Explanation:
        layer, neuron = self.asked.layer, self._neuron
        wish = Quantity("sum_request", layer, neuron)
        gain = Quantity("gain", layer, neuron)
        parts = (
            self._ask(wish, tr("what its argument asks")),
            self._ask(gain, tr("gain")),
        )
        term = Term(symbol(Quantity("sum", layer, neuron)), parts)
        return self._made(f"{symbol(wish)} · {symbol(gain)}", (term,))

    def _mean_request(self) -> Explanation:
        """Explain what comes back through mean or variance."""
        spread = self.asked.what == "spread_request"
        terms = []
        for one in self._alike("normalized_request"):
            parts: tuple[Part, ...] = (Part(self.step.value(one), one),)
            if spread:
                other = replace(one, what="normalized")
                parts = (*parts, Part(self.step.value(other), other, "ŝ"))
            terms.append(Term(self._name_of(replace(one, what="normalized")), parts))
        own = replace(self.asked, what="normalized_request")
        count, sign = self._met()
        of_all = f"({symbol(own)})"
        if spread:
            of_all += f" · {symbol(replace(own, what='normalized'))}"
        return self._mean_of(f"(1 / {count:,}) {sign} {of_all}", tuple(terms))

    def _through_normalization(self) -> Explanation:
        """Explain −∂C/∂s: directly, less what goes through mean and variance."""
        made = self._norm
        own = replace(self.asked, what="normalized_request")
        name = symbol(replace(self.asked, what="normalized"))
        by = self._one_over_spread()
        direct = self._ask(own, tr("what it asks itself"))
        terms = [Term(tr("directly"), (by, direct))]
        root = f"√({symbol(replace(self.asked, what='variance'))} + ε)"
        if made.running[self.step.column(self.asked.example)]:
            return self._made(f"({symbol(own)}) / {root}", tuple(terms))
        mean = replace(self.asked, what="mean_request")
        spread = replace(self.asked, what="spread_request")
        minus = Part(-1.0)
        through = self._ask(mean, tr("what all ask"))
        terms.append(Term(tr("through the mean"), (minus, by, through)))
        normalized = self._ask(replace(self.asked, what="normalized"), "ŝ")
        through = self._ask(spread, tr("what the spread asks"))
        parts = (minus, by, normalized, through)
        terms.append(Term(tr("through the variance"), parts))
        formula = f"(r − {tr('mean')}(r) − {name} · {tr('mean')}(r · ŝ)) / {root}"
        note = tr(
            "r is −∂C/∂ŝ. Each sum moves mean and variance for all that share it."
        )
        return self._made(f"{formula},  r = {symbol(own)}", tuple(terms), note=note)

    def _request_of_scale(self) -> Explanation:
        """Explain what an example asks of gain or shift."""
        layer, neuron = self.asked.layer, self._neuron
        wish = Quantity("sum_request", layer, neuron)
        parts: tuple[Part, ...] = (self._ask(wish, tr("what its argument asks")),)
        formula = symbol(wish)
        if self.asked.of == "gain":
            normalized = Quantity("normalized", layer, neuron)
            parts = (*parts, self._ask(normalized, tr("normalized sum")))
            formula = f"{formula} · {symbol(normalized)}"
        own = replace(self.asked, what="gain" if self.asked.of == "gain" else "shift")
        return self._made(formula, (Term(symbol(own), parts),))

    def _sum_request(self) -> Explanation:
        layer, neuron = self.asked.layer, self._neuron
        loss, function = self.step.loss, self._function
        if layer == self._last and self.step.fused():
            if _is_plain_cross_entropy(loss):
                target = self._ask(Quantity("target", layer, neuron), tr("target"))
                answer = self._ask(Quantity("activation", layer, neuron), tr("answer"))
                name, number = activation(layer, neuron), subscript(neuron + 1)
                weight, formula = self._weight, f"y{number} − {name}"
                terms = (
                    Term(f"y{number}", (*weight, target)),
                    Term(name, (Part(-1.0), *weight, answer)),
                )
                note = tr("Loss and activation together leave only this.")
                if weight:
                    formula = f"w · ({formula})"
                return self._made(formula, terms, note=note)
            return self._made(
                f"{self._times}−∂/∂z ({loss.formula or tr(loss.title)})",
                self._answers_and_targets(),
                lambda values: -_fused_slope_of(loss, values, neuron) * self._counted,
                tr("The slope of loss and activation together."),
            )
        if self.step.slopeless:
            return self._error_alone()
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

    def _error_alone(self) -> Explanation:
        """Explain what the perceptron rule has for ∂C/∂z."""
        layer, neuron = self.asked.layer, self._neuron
        wish = Quantity("desired", layer, neuron)
        steep = Part(1.0, None, tr("in place of a slope"))
        term = Term(activation(layer, neuron), (self._ask(wish, tr("its wish")), steep))
        note = tr("The perceptron rule leaves out how steep the activation is.")
        return self._made(f"{symbol(wish)} · 1", (term,), note=note)

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
        wish = self.step.sum_wish(layer, neuron)
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
        wish = self.step.sum_wish(layer, neuron)
        name = f"{parameter(source, neuron)}{layer_index(layer)}"
        asked = self._ask(wish, tr("what its sum asks"))
        if source is None:
            return self._made(symbol(wish), (Term(name, (asked,)),))
        given = self.step.fed_by(layer, source)
        term = Term(name, (asked, self._ask(given, tr("how active"))))
        formula = f"{symbol(wish)} · {symbol(given)}"
        return self._made(formula, (term,))

    # The update.

    def _average(self) -> Explanation:
        step, batch = self.step, self.step.batch
        terms, shown = [], []
        for place in range(step.shown):
            asked = replace(self.asked, what="request", example=place)
            value = step.value(asked)
            shown.append(value)
            terms.append(Term(self._example_name(place), (Part(value, asked),)))
        value = step.value(self.asked)
        if step.shown < batch:
            others = value * batch - math.fsum(shown)
            name = tr("{count} others", count=f"{batch - step.shown:,}")
            terms.append(Term(name, (Part(others),)))
        own = symbol(replace(self.asked, what="request"))
        note = tr("The sum, divided by the {count} examples.", count=f"{batch:,}")
        if batch == 1:
            note = ""
        if step.waited:
            left = tr(
                "{count} of them were left over at the end of the epoch before.",
                count=f"{step.waited:,}",
            )
            note = f"{note}  {left}"
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
        formula = f"η · {tr('mean')}({name})"
        pulls = self._pulls(rate)
        terms += [term for _, term in pulls]
        formula += "".join(text for text, _ in pulls)
        products = [term.product for term in terms]
        # A plain sum: in a run that diverges, infinite products have no exact one.
        rest = step.value(self.asked) - sum(products)
        rounding = 8.0 * float(np.finfo(step.layers[0].weights.dtype).eps)
        now = step.value(replace(self.asked, what=self._kept))
        size = max(map(abs, (step.value(self.asked), now, *products)))
        if abs(rest) > rounding * size:
            what = tr("what else {optimizer} does", optimizer=step.optimizer)
            if self._block.dead is not None and now + step.value(self.asked) == 0.0:
                what = tr("held at 0: the link is dead from now on")
            terms.append(Term(what, (Part(rest),)))
            formula += " + …"
        return self._made(formula, tuple(terms))

    def _pulls(self, rate: Part) -> list[tuple[str, Term]]:
        """Return what penalties take from a weight, and how it is written."""
        if self._kept != "weight":
            return []
        step, own = self.step, replace(self.asked, what="weight", example=None)
        weight, name, minus = step.value(own), symbol(own), Part(-1.0)
        l1, l2 = step.pull
        found = []
        if l1 > 0.0:
            parts = (minus, rate, Part(l1, None, "λ₁"))
            sign = Part(float(np.sign(weight)), own, "sign w")
            text = f" − η λ₁ sign({name})"
            found.append((text, Term(tr("L1 penalty"), (*parts, sign))))
        if l2 > 0.0:
            parts = (minus, rate, Part(l2, None, "λ₂"))
            text = f" − η λ₂ {name}"
            term = Term(tr("L2 penalty"), (*parts, Part(weight, own, tr("weight"))))
            found.append((text, term))
        return found

    @property
    def _block(self) -> ParameterPass:
        return self._here.parameters(self.asked.of)

    @property
    def _is_dead(self) -> bool:
        """Whether training has ended the link that is asked for."""
        dead = self._block.dead
        row = -1 if self.asked.source is None else self.asked.source
        return dead is not None and bool(dead[row, self._neuron])

    @property
    def _kept(self) -> What:
        return parameter_kind(self.asked)

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


def sized(step: StepPass, size: Quantity) -> Quantity:
    """Name the numbers that a size is of, for the watched example."""
    match size.what:
        case "size":
            return step.handed_on(size.layer, size.neuron)
        case "wish_size":
            return step.wish(size.layer, size.neuron)
    return Quantity("sum_request", size.layer, size.neuron)


def sign_of(step: StepPass, quantity: Quantity) -> str:
    """Return the symbol of a number, as this step has it.

    Where the losses of examples count with weights, C is the weighted loss, and ℓ
    the loss by itself.
    """
    if quantity.what == "loss":
        return "ℓ" if step.weighs(quantity.example) else "C"
    if quantity.what == "average_size":
        index, neuron = layer_index(quantity.layer), quantity.neuron
        rows = f"∂C/∂W{index}"
        own = "" if neuron is None else f"∂C/∂w{subscript(neuron + 1)}{index}"
        return f"rms({own or rows})"
    if quantity.what in SIZES:
        return f"rms({symbol(sized(step, quantity))})"
    return symbol(quantity)


def example_name(example: DataExample) -> str:
    """Return the name of an example of the data."""
    number = f"{example.number + 1:,}"
    if example.test:
        return tr("test example {number}", number=number)
    return tr("example {number}", number=number)


def parameter_kind(quantity: Quantity) -> What:
    """Return what a request, average, update or next value is of."""
    if quantity.of != "dense":
        return quantity.of
    return "bias" if quantity.source is None else "weight"


def _any(quantity: Quantity, index: str = "ᵢ") -> str:
    """Return the symbol of a number of any neuron: zᵢ⁽²⁾ for z₁⁽²⁾."""
    return symbol(replace(quantity, neuron=0)).replace(subscript(1), index, 1)


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
