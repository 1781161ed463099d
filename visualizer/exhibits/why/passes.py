"""One training step of a network, with every number in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array
from visualizer.engine.losses import Loss
from visualizer.exhibits.why.measures import SetMeasure
from visualizer.scenes.why import (
    MEASURES,
    OF_EXAMPLES,
    SIZES,
    DataExample,
    OfParameters,
    Quantity,
    What,
)

Across = Literal["batch", "neurons"]

NORMALIZED: frozenset[What] = frozenset(
    {
        *("weighted", "mean", "variance", "normalized", "gain", "shift"),
        *("normalized_request", "mean_request", "spread_request", "weighted_request"),
    }
)
"""Kinds of numbers that only a layer with normalized sums has."""

MEANS: frozenset[What] = frozenset({"mean_request", "spread_request"})
"""What comes back through mean and variance, where these depend on the examples."""

AROUND: frozenset[What] = frozenset({"output", "wish"})
"""Kinds of numbers of layers that hand on something else than activations."""


class ParameterPass(Struct, frozen=True, eq=False):
    """A block of parameters, and what becomes of it.

    Attributes
    ----------
    values : array (rows, n_out)
    given : array (rows, 1 or n_out, N)
        What each parameter is multiplied by, example by example: inputs and a one, ŝ
        of a gain, a one of a shift.
    gradients : array (n_out, N)
        ∂C/∂ of what these products are added up to.
    average : array (rows, n_out)
        Mean of the requests over the batch.
    change : array (rows, n_out)
        What the coming update adds; empty where that update is of another batch.
    dead : array of bool (rows, n_out) or None
        Links that training has ended, where it does so.
    """

    values: Array
    given: Array
    gradients: Array
    average: Array
    change: Array
    dead: npt.NDArray[np.bool_] | None = None

    @property
    def requests(self) -> Array:
        """−∂C/∂ of each parameter, example by example (rows, n_out, N)."""
        found: Array = -(self.given * self.gradients)
        return found

    def request(self, row: int, neuron: int, at: int) -> float:
        """Return −∂C/∂ of one parameter, of the example in a column."""
        own = min(neuron, self.given.shape[1] - 1)
        return -float(self.given[row, own, at] * self.gradients[neuron, at])


class NormalizedPass(Struct, frozen=True, eq=False):
    """How the sums s of a layer become z = γ ŝ + β, ŝ = (s − μ) / √(v + ε).

    Attributes
    ----------
    across : "batch" or "neurons"
        What mean and variance are taken over: the examples of the batch, neuron by
        neuron, or the neurons of the layer, example by example.
    running : array of bool (N,)
        Of which examples mean and variance are the running ones, as when the network
        is only looked at; they do not depend on the examples then.
    sums, mean, variance, normalized : arrays (n_out, N)
        s, μ, v and ŝ.
    dsums : array (n_out, N)
        ∂C/∂s.
    mean_requests, spread_requests : arrays (n_out, N)
        Means of −∂C/∂ŝ and of −∂C/∂ŝ · ŝ over what μ and v are taken over.
    epsilon : float
    gain, shift : ParameterPass
        γ and β, in one row each.
    """

    across: Across
    running: npt.NDArray[np.bool_]
    sums: Array
    mean: Array
    variance: Array
    normalized: Array
    dsums: Array
    mean_requests: Array
    spread_requests: Array
    epsilon: float
    gain: ParameterPass
    shift: ParameterPass


class LayerPass(Struct, frozen=True, eq=False):
    """What one layer computes for several examples, one a column.

    Attributes
    ----------
    dense : ParameterPass
        Weights above the biases in the last row: (n_in + 1, n_out).
    inputs : array (n_in, N)
        What the weights weigh.
    z, a, slope : arrays (n_out, N)
        What the activation gets, activations, and f′(z). z are the sums, unless
        these are normalized.
    outputs : array (n_out, N)
        What is handed on: a, or m a where a mask leaves some out, and what the layer
        was given besides where a way leads around it; 0 of a neuron that is off.
    da, dz, doutputs : arrays (n_out, N)
        ∂C/∂a, ∂C/∂z and ∂C/∂ of the outputs, C being the sum of the losses of the
        batch. Where examples do not meet, this is each example's own loss.
    activation : Activation
    normalized : NormalizedPass or None
    masks : array (n_out, N) or None
        Factors m of dropout: 0, or 1 / (1 − p).
    dropout : float
        p.
    residual : bool
        Whether a way leads around it.
    off : array of bool (n_out,)
        Neurons that are switched off.
    """

    dense: ParameterPass
    inputs: Array
    z: Array
    a: Array
    slope: Array
    outputs: Array
    da: Array
    dz: Array
    doutputs: Array
    activation: Activation
    normalized: NormalizedPass | None
    masks: Array | None
    dropout: float
    residual: bool
    off: npt.NDArray[np.bool_]

    @property
    def weights(self) -> Array:
        """Weights (n_in, n_out)."""
        weights: Array = self.dense.values[:-1]
        return weights

    @property
    def biases(self) -> Array:
        """Biases (n_out,)."""
        biases: Array = self.dense.values[-1]
        return biases

    @property
    def requests(self) -> Array:
        """−∂C/∂w of each example, the biases in the last row (n_in + 1, n_out, N)."""
        return self.dense.requests

    @property
    def average(self) -> Array:
        """Mean of the requests over the coming batch (n_in + 1, n_out)."""
        return self.dense.average

    @property
    def change(self) -> Array:
        """What the coming update adds to weights and biases (n_in + 1, n_out)."""
        return self.dense.change

    @property
    def sums(self) -> Array:
        """Weighted sums Wᵀ x + b (n_out, N)."""
        return self.z if self.normalized is None else self.normalized.sums

    @property
    def dsums(self) -> Array:
        """∂C/∂ of the weighted sums (n_out, N)."""
        return self.dz if self.normalized is None else self.normalized.dsums

    @property
    def direct(self) -> bool:
        """Whether the activations are what is handed on."""
        return self.masks is None and not self.residual and not self.off.any()

    @property
    def each(self) -> bool:
        """Whether every activation depends on its own z alone."""
        return self.activation.of(0).elementwise

    def parameters(self, of: OfParameters) -> ParameterPass:
        """Return a block of parameters.

        Raises
        ------
        ValueError
            If gain or shift are asked for and the sums are not normalized.
        """
        if of == "dense":
            return self.dense
        if self.normalized is None:
            raise ValueError(f"there is no {of}: the sums are not normalized")
        return self.normalized.gain if of == "gain" else self.normalized.shift

    def blocks(self) -> tuple[OfParameters, ...]:
        """Return which blocks of parameters there are."""
        return ("dense",) if self.normalized is None else ("dense", "gain", "shift")


class ClassBalance(Struct, frozen=True, eq=False):
    """Why the loss of an example counts w = N / (K n) times in what is descended on.

    Attributes
    ----------
    examples, classes : int
        N and K, of the training set.
    members : array of int (columns,)
        n, examples of the same class, of each column.
    weights : array (columns,)
        w of each column.
    """

    examples: int
    classes: int
    members: npt.NDArray[np.int64]
    weights: Array


class StepPass(Struct, frozen=True, eq=False):
    """One training step; columns are the examples shown, the watched one last.

    Between them stand those of the data that were opened by themselves.

    Attributes
    ----------
    data, x : arrays (inputs, N)
        What the data give, and what comes in: noise is added while training.
    y : array (outputs, N)
        Targets.
    losses : array (N,)
        Each example's own loss.
    layers : tuple of LayerPass
    loss : Loss
    numbers : tuple of int
        Numbers of the examples in their set, which is the training set unless an
        example of the data was opened; -1 is none of them.
    opened : tuple of DataExample
        Which those are.
    batch : int
        Examples of the coming batch, of which the first ones are shown.
    rate : float
        Learning rate of the coming update.
    optimizer : str
        Title of what makes the update of the gradient.
    aside : bool
        Whether the watched example is computed as when the network is only looked
        at, though training does something else: drops, adds noise, normalizes by
        the batch, lets examples count by their class.
    differs : bool
        Whether training does something else than the network that is looked at.
    penalized : bool
        Whether the descent adds penalties to the losses.
    train, test : SetMeasure or None
        Measures of the whole sets, where these were asked for.
    balance : ClassBalance or None
        Of the training set, where its classes are balanced.
    pull : (float, float)
        Rates λ₁ and λ₂ of the penalties whose slopes the update takes times the
        learning rate, as plain descent does; 0 where it does otherwise.
    waited : int
        First examples of the batch that were left over at the end of an epoch.
    slopeless : bool
        Whether weights follow the error alone, as the perceptron rule has it.
    """

    data: Array
    x: Array
    y: Array
    losses: Array
    layers: tuple[LayerPass, ...]
    loss: Loss
    numbers: tuple[int, ...]
    opened: tuple[DataExample, ...]
    batch: int
    rate: float
    optimizer: str
    aside: bool
    differs: bool
    penalized: bool
    train: SetMeasure | None = None
    test: SetMeasure | None = None
    balance: ClassBalance | None = None
    pull: tuple[float, float] = (0.0, 0.0)
    waited: int = 0
    slopeless: bool = False

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons of the input and of each layer."""
        return (len(self.x), *(len(layer.biases) for layer in self.layers))

    @property
    def shown(self) -> int:
        """Examples of the batch that are shown."""
        return len(self.numbers) - 1 - len(self.opened)

    def column(self, example: int | DataExample | None) -> int:
        """Return the column of an example; None is the watched one."""
        if isinstance(example, DataExample):
            return self.shown + self.opened.index(example)
        return len(self.numbers) - 1 if example is None else example

    def looked_at(self, example: int | DataExample | None) -> bool:
        """Return whether an example is computed in another way than in training."""
        if isinstance(example, DataExample):
            return self.differs
        return self.aside and example is None

    def weighs(self, example: int | DataExample | None) -> bool:
        """Return whether the loss of an example counts by the weight of its class."""
        return self.balance is not None and not self.looked_at(example)

    def measure(self, what: What) -> SetMeasure:
        """Return the measures of the set that a mean is over.

        Raises
        ------
        ValueError
            If they were not asked for.
        """
        found = self.train if what.startswith("train") else self.test
        if found is None:
            raise ValueError(f"there is no {what}")
        return found

    def has(self, quantity: Quantity) -> bool:
        """Return whether there is such a number in this network and batch."""
        sizes, layer, example = self.sizes, quantity.layer, quantity.example
        if quantity.what in MEASURES:
            found = self.train if quantity.what.startswith("train") else self.test
            counted = found is not None and found.right is not None
            return counted if quantity.what.endswith("accuracy") else found is not None
        if quantity.what in SIZES and self.shown < self.batch:
            return False
        if isinstance(example, DataExample):
            if example not in self.opened:
                return False
        elif example is not None and not 0 <= example < self.shown:
            return False
        if not 0 <= layer < len(sizes):
            return False
        if quantity.neuron is not None and not 0 <= quantity.neuron < sizes[layer]:
            return False
        if quantity.what in ("class_weight", "counted_loss"):
            return self.weighs(example)
        if layer == 0:
            known = quantity.what in ("input", "loss", "size")
            return quantity.source is None and known
        here = self.layers[layer - 1]
        if quantity.of not in here.blocks():
            return False
        if quantity.what in NORMALIZED:
            made, at = here.normalized, self.column(quantity.example)
            if made is None or (quantity.what in MEANS and made.running[at]):
                return False
        if quantity.what == "mask" and here.masks is None:
            return False
        if quantity.what in AROUND and here.direct:
            return False
        if quantity.what in ("update", "next"):
            known = here.parameters(quantity.of).change.size > 0
            if not known:
                return False
        source = quantity.source
        return source is None or 0 <= source < len(here.inputs)

    def fed_by(
        self, layer: int, source: int, example: int | DataExample | None = None
    ) -> Quantity:
        """Name what a weight of a layer weighs: an input, or what was handed on."""
        before = self.sizes[layer - 1]
        if layer == 1 or source >= before:
            place = source if layer == 1 else source - before
            return Quantity("input", 0, place, example=example)
        return self.handed_on(layer - 1, source, example)

    def handed_on(
        self,
        layer: int,
        neuron: int | None,
        example: int | DataExample | None = None,
    ) -> Quantity:
        """Name what a neuron, or a layer, hands on."""
        if layer == 0:
            return Quantity("input", 0, neuron, example=example)
        direct = self.layers[layer - 1].direct
        what: What = "activation" if direct else "output"
        return Quantity(what, layer, neuron, example=example)

    def wish(
        self,
        layer: int,
        neuron: int | None,
        example: int | DataExample | None = None,
    ) -> Quantity:
        """Name −∂C/∂ of what a neuron, or a layer, hands on."""
        what: What = "desired" if self.layers[layer - 1].direct else "wish"
        return Quantity(what, layer, neuron, example=example)

    def sum_wish(
        self,
        layer: int,
        neuron: int | None,
        example: int | DataExample | None = None,
    ) -> Quantity:
        """Name −∂C/∂ of the weighted sum of a neuron, or of a layer's."""
        plain = self.layers[layer - 1].normalized is None
        what: What = "sum_request" if plain else "weighted_request"
        return Quantity(what, layer, neuron, example=example)

    def fused(self) -> bool:
        """Return whether ∂C/∂z of the output is computed at once."""
        return self.loss.fuses(self.layers[-1].activation)

    def value(self, quantity: Quantity) -> float:
        """Return a number as the engine has it."""
        if quantity.what in MEASURES:
            return self.measure(quantity.what).value(quantity.what)
        at = self.column(quantity.example)
        neuron = quantity.neuron
        if quantity.what in OF_EXAMPLES:
            return self._of_example(quantity.what, at)
        if quantity.what in SIZES:
            return float(np.sqrt(np.mean(np.square(self._sized(quantity)))))
        assert neuron is not None
        match quantity.what:
            case "input":
                return float(self.x[neuron, at])
            case "target":
                return float(self.y[neuron, at])
            case "error":
                return float(self.layers[-1].a[neuron, at] - self.y[neuron, at])
        here = self.layers[quantity.layer - 1]
        if quantity.what in NORMALIZED:
            assert here.normalized is not None
            return _of_normalized(here.normalized, here.dz, quantity.what, neuron, at)
        row = -1 if quantity.source is None else quantity.source
        block = here.parameters(quantity.of)
        values: dict[str, Callable[[], float]] = {
            "weight": lambda: block.values[row, neuron],
            "bias": lambda: block.values[row, neuron],
            "sum": lambda: here.z[neuron, at],
            "activation": lambda: here.a[neuron, at],
            "slope": lambda: here.slope[neuron, at],
            "mask": lambda: 1.0 if here.masks is None else here.masks[neuron, at],
            "output": lambda: here.outputs[neuron, at],
            "wish": lambda: -here.doutputs[neuron, at],
            "desired": lambda: -here.da[neuron, at],
            "sum_request": lambda: -here.dz[neuron, at],
            "share": lambda: -here.dsums[neuron, at] * block.values[row, neuron],
            "request": lambda: block.request(row, neuron, at),
            "average": lambda: block.average[row, neuron],
            "update": lambda: block.change[row, neuron],
            "next": lambda: block.values[row, neuron] + block.change[row, neuron],
        }
        return float(values[quantity.what]())

    def _of_example(self, what: What, at: int) -> float:
        if what == "loss":
            return float(self.losses[at])
        assert self.balance is not None
        weight = float(self.balance.weights[at])
        return weight if what == "class_weight" else weight * float(self.losses[at])

    def _sized(self, quantity: Quantity) -> Array:
        """Return the numbers of a layer, or of a neuron, that a size is of."""
        layer, neuron = quantity.layer, quantity.neuron
        if quantity.what == "average_size":
            found = self.layers[layer - 1].average[:-1]
            return found if neuron is None else found[:, neuron]
        if layer == 0:
            found = self.x
        else:
            here = self.layers[layer - 1]
            back = here.dz if quantity.what == "request_size" else here.doutputs
            found = here.outputs if quantity.what == "size" else back
        found = found[:, : self.shown]
        return found if neuron is None else found[neuron]


def _of_normalized(
    made: NormalizedPass, dz: Array, what: What, neuron: int, at: int
) -> float:
    gain = made.gain.values[0, neuron]
    values: dict[str, Callable[[], float]] = {
        "weighted": lambda: made.sums[neuron, at],
        "mean": lambda: made.mean[neuron, at],
        "variance": lambda: made.variance[neuron, at],
        "normalized": lambda: made.normalized[neuron, at],
        "gain": lambda: gain,
        "shift": lambda: made.shift.values[0, neuron],
        "normalized_request": lambda: -gain * dz[neuron, at],
        "mean_request": lambda: made.mean_requests[neuron, at],
        "spread_request": lambda: made.spread_requests[neuron, at],
        "weighted_request": lambda: -made.dsums[neuron, at],
    }
    return float(values[what]())
