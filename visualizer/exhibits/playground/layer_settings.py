"""What a hidden layer, or a neuron, of the Playground can have of its own."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.engine.activations import Activation, activations
from visualizer.settings import setting


@dataclass(frozen=True)
class LayerSettings:
    """Settings of one hidden layer, beside its width.

    A layer computes f(Σ), or f(N(Σ)) where its sums are normalized; with a way
    around it x + f(…), which needs as many neurons as the layer before has.
    """

    activation: Activation | None = setting(
        None,
        title="Activation of the layer",
        registry=activations,
        live=True,
        help="What the neurons of this layer make of their sums.",
    )
    normalization: str = setting(
        "none",
        title="Normalization",
        choices=("none", "batch", "layer"),
        titles=("None", "Batch normalization", "Layer normalization"),
        help="Bring the sums to mean 0 and spread 1, then scale and shift them.",
    )
    dropout: float = setting(
        0.0,
        title="Dropout",
        minimum=0.0,
        maximum=0.95,
        live=True,
        help="Share of the neurons that are left out of each update, at random.",
    )
    residual: bool = setting(
        False,
        title="Skip connection",
        live=True,
        help="Add what the layer is given to what it answers.",
    )


@dataclass(frozen=True)
class NeuronSettings:
    """An activation of one hidden neuron, in place of its layer's."""

    layer: int = setting(1, title="Layer", minimum=1, live=True)
    neuron: int = setting(0, title="Neuron", minimum=0, live=True)
    activation: Activation = setting(
        factory=lambda: activations["tanh"](),
        title="Activation of the neuron",
        registry=activations.where(lambda member: member.elementwise),
        live=True,
        help="What this neuron alone makes of its sum.",
    )
