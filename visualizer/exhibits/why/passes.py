"""One training step of a network of dense layers, with every number in it."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array
from visualizer.engine.losses import Loss
from visualizer.scenes.why import Quantity


@dataclass(frozen=True, slots=True, eq=False)
class LayerPass:
    """What one layer computes for several examples, one a column.

    Attributes
    ----------
    weights : array (n_in, n_out)
    biases : array (n_out,)
    z, a, slope : arrays (n_out, N)
        Sums, activations, and f′(z).
    da, dz : arrays (n_out, N)
        ∂C/∂a and ∂C/∂z of each example's own loss.
    requests : array (n_in + 1, n_out, N)
        −∂C/∂w of each example's own loss, the biases in the last row.
    average : array (n_in + 1, n_out)
        Mean of the requests over the coming batch.
    change : array (n_in + 1, n_out)
        What the coming update adds to weights and biases.
    activation : Activation
    """

    weights: Array
    biases: Array
    z: Array
    a: Array
    slope: Array
    da: Array
    dz: Array
    requests: Array
    average: Array
    change: Array
    activation: Activation


@dataclass(frozen=True, slots=True, eq=False)
class StepPass:
    """One training step; columns are the examples shown, the watched one last.

    Attributes
    ----------
    x : array (inputs, N)
    y : array (outputs, N)
        Targets.
    losses : array (N,)
        Each example's own loss.
    layers : tuple of LayerPass
    loss : Loss
    numbers : tuple of int
        Numbers of the examples in the training set.
    batch : int
        Examples of the coming batch, of which the first N - 1 are shown.
    rate : float
        Learning rate of the coming update.
    optimizer : str
        Title of what makes the update of the gradient.
    """

    x: Array
    y: Array
    losses: Array
    layers: tuple[LayerPass, ...]
    loss: Loss
    numbers: tuple[int, ...]
    batch: int
    rate: float
    optimizer: str

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons of the input and of each layer."""
        return (len(self.x), *(len(layer.biases) for layer in self.layers))

    @property
    def shown(self) -> int:
        """Examples of the batch that are shown."""
        return len(self.numbers) - 1

    def column(self, example: int | None) -> int:
        """Return the column of an example of the batch; None is the watched one."""
        return self.shown if example is None else example

    def has(self, quantity: Quantity) -> bool:
        """Return whether there is such a number in this network and batch."""
        sizes, layer = self.sizes, quantity.layer
        if quantity.example is not None and not 0 <= quantity.example < self.shown:
            return False
        if not 0 <= layer < len(sizes):
            return False
        if quantity.neuron is not None and not 0 <= quantity.neuron < sizes[layer]:
            return False
        if quantity.source is None:
            return True
        return layer > 0 and 0 <= quantity.source < sizes[layer - 1]

    def inputs_of(self, layer: int) -> Array:
        """Return what a layer is given (n_in, N)."""
        return self.x if layer == 1 else self.layers[layer - 2].a

    def fused(self) -> bool:
        """Return whether ∂C/∂z of the output is computed at once."""
        return self.loss.fuses(self.layers[-1].activation)

    def value(self, quantity: Quantity) -> float:
        """Return a number as the engine has it."""
        at = self.column(quantity.example)
        layer, neuron = quantity.layer, quantity.neuron
        if quantity.what == "loss":
            return float(self.losses[at])
        assert neuron is not None
        match quantity.what:
            case "input":
                return float(self.x[neuron, at])
            case "target":
                return float(self.y[neuron, at])
            case "error":
                return float(self.layers[-1].a[neuron, at] - self.y[neuron, at])
        here = self.layers[layer - 1]
        row = -1 if quantity.source is None else quantity.source
        kept = here.biases[neuron] if row < 0 else here.weights[row, neuron]
        values = {
            "weight": lambda: kept,
            "bias": lambda: kept,
            "sum": lambda: here.z[neuron, at],
            "activation": lambda: here.a[neuron, at],
            "slope": lambda: here.slope[neuron, at],
            "desired": lambda: -here.da[neuron, at],
            "sum_request": lambda: -here.dz[neuron, at],
            "share": lambda: -here.dz[neuron, at] * kept,
            "request": lambda: here.requests[row, neuron, at],
            "average": lambda: here.average[row, neuron],
            "update": lambda: here.change[row, neuron],
            "next": lambda: kept + here.change[row, neuron],
        }
        return float(values[quantity.what]())
