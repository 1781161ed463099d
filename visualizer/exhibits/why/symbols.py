"""How quantities are written in formulas: z₁⁽²⁾, w₁₂⁽²⁾, −∂C/∂a₁⁽²⁾."""

from __future__ import annotations

from visualizer.language import tr
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
    named = f"{bare_parameter(quantity)}{index}"
    texts = {
        "input": f"x{number}",
        "target": f"y{number}",
        "error": f"a{number}{index} − y{number}",
        "weight": named,
        "bias": named,
        "weighted": f"s{number}{index}",
        "mean": f"μ{number}{index}",
        "variance": f"v{number}{index}",
        "normalized": f"ŝ{number}{index}",
        "gain": f"γ{number}{index}",
        "shift": f"β{number}{index}",
        "sum": f"z{number}{index}",
        "activation": activation(layer, neuron),
        "slope": f"f′(z{number}{index})",
        "mask": f"m{number}{index}",
        "output": f"o{number}{index}",
        "wish": f"−∂C/∂o{number}{index}",
        "desired": f"−∂C/∂{activation(layer, neuron)}",
        "sum_request": f"−∂C/∂z{number}{index}",
        "normalized_request": f"−∂C/∂ŝ{number}{index}",
        "mean_request": f"{tr('mean')}(−∂C/∂ŝ{number}{index})",
        "spread_request": f"{tr('mean')}(−∂C/∂ŝ{number}{index} · ŝ{number}{index})",
        "weighted_request": f"−∂C/∂s{number}{index}",
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


def bare_parameter(quantity: Quantity) -> str:
    """Return the symbol of the parameter that a number is of, within its layer."""
    assert quantity.neuron is not None
    if quantity.of == "dense":
        return parameter(quantity.source, quantity.neuron)
    letter = {"gain": "γ", "shift": "β"}[quantity.of]
    return f"{letter}{subscript(quantity.neuron + 1)}"


def _whole(quantity: Quantity) -> str:
    index = layer_index(quantity.layer)
    block = {"dense": "W", "gain": "γ", "shift": "β"}[quantity.of]
    return {
        "input": "x",
        "target": "y",
        "weight": f"W{index}",
        "bias": f"b{index}",
        "weighted": f"s{index}",
        "mean": f"μ{index}",
        "variance": f"v{index}",
        "normalized": f"ŝ{index}",
        "gain": f"γ{index}",
        "shift": f"β{index}",
        "sum": f"z{index}",
        "slope": f"f′(z{index})",
        "activation": f"a{index}" if quantity.layer else "x",
        "mask": f"m{index}",
        "output": f"o{index}",
        "wish": f"−∂C/∂o{index}",
        "desired": f"−∂C/∂a{index}",
        "sum_request": f"−∂C/∂z{index}",
        "normalized_request": f"−∂C/∂ŝ{index}",
        "mean_request": f"{tr('mean')}(−∂C/∂ŝ{index})",
        "spread_request": f"{tr('mean')}(−∂C/∂ŝ{index} ⊙ ŝ{index})",
        "weighted_request": f"−∂C/∂s{index}",
        "request": f"−∂C/∂{block}{index}",
        "average": f"−∂C/∂{block}{index}",
        "update": f"Δ{block}{index}",
        "loss": "C",
        "class_weight": "w",
        "counted_loss": "C",
    }[quantity.what]
