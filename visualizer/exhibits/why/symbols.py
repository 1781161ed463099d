"""How quantities are written in formulas: z₁⁽²⁾, w₁₂⁽²⁾, −∂C/∂a₁⁽²⁾."""

from __future__ import annotations

from visualizer.scenes.numbers import layer_index, subscript
from visualizer.scenes.why import Quantity


def activation(layer: int, neuron: int) -> str:
    """Return the symbol of an activation; of an input x₁."""
    if layer == 0:
        return f"x{subscript(neuron + 1)}"
    return f"a{subscript(neuron + 1)}{layer_index(layer)}"


def parameter(source: int | None, neuron: int) -> str:
    """Return the symbol of a weight or bias within its layer: w₁₂, b₁.

    The neuron comes first and what it weighs second, as in Wᵀ x.
    """
    if source is None:
        return f"b{subscript(neuron + 1)}"
    # Numbers of two digits would run into each other.
    gap = "" if neuron < 9 and source < 9 else " "
    return f"w{subscript(neuron + 1)}{gap}{subscript(source + 1)}"


def symbol(quantity: Quantity) -> str:
    """Return the symbol of one number, or of a layer's vector or matrix."""
    if quantity.neuron is None:
        return _whole(quantity)
    layer, neuron, index = quantity.layer, quantity.neuron, layer_index(quantity.layer)
    number = subscript(neuron + 1)
    named = f"{parameter(quantity.source, neuron)}{index}"
    texts = {
        "input": f"x{number}",
        "target": f"y{number}",
        "error": f"a{number}{index} − y{number}",
        "weight": named,
        "bias": named,
        "sum": f"z{number}{index}",
        "activation": activation(layer, neuron),
        "slope": f"f′(z{number}{index})",
        "desired": f"−∂C/∂{activation(layer, neuron)}",
        "sum_request": f"−∂C/∂z{number}{index}",
        "request": f"−∂C/∂{named}",
        "average": f"mean of −∂C/∂{named}",
        "update": f"Δ{named}",
        "next": f"{named} + Δ{named}",
    }
    if quantity.what == "share":
        assert quantity.source is not None
        before = activation(layer - 1, quantity.source)
        return f"−∂C/∂{before} ← {number}"
    return texts[quantity.what]


def _whole(quantity: Quantity) -> str:
    index = layer_index(quantity.layer)
    return {
        "input": "x",
        "target": "y",
        "weight": f"W{index}",
        "bias": f"b{index}",
        "sum": f"z{index}",
        "slope": f"f′(z{index})",
        "activation": f"a{index}" if quantity.layer else "x",
        "desired": f"−∂C/∂a{index}",
        "sum_request": f"−∂C/∂z{index}",
        "request": f"−∂C/∂W{index}",
        "average": f"−∂C/∂W{index}",
        "update": f"ΔW{index}",
        "loss": "C",
    }[quantity.what]
