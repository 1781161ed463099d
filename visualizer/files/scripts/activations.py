"""Activation functions as NumPy and PyTorch expressions, one place for each.

The NumPy expressions do what the engine does in the same order, so that they give
the same bits.
"""

from __future__ import annotations

from functools import singledispatch

from visualizer.engine.activations import Activation
from visualizer.engine.activations.elu import ELU
from visualizer.engine.activations.gaussian import Gaussian
from visualizer.engine.activations.gelu import CUBIC, GELU, ROOT
from visualizer.engine.activations.hard_sigmoid import HardSigmoid
from visualizer.engine.activations.leaky_relu import LeakyReLU
from visualizer.engine.activations.linear import Linear
from visualizer.engine.activations.mish import Mish
from visualizer.engine.activations.relu import ReLU
from visualizer.engine.activations.selu import ALPHA, SCALE, SELU
from visualizer.engine.activations.sigmoid import Sigmoid
from visualizer.engine.activations.sine import Sine
from visualizer.engine.activations.softmax import Softmax
from visualizer.engine.activations.softplus import Softplus
from visualizer.engine.activations.swish import Swish
from visualizer.engine.activations.tanh import Tanh
from visualizer.engine.activations.threshold import Threshold
from visualizer.files.scripts.pieces import Function, ScriptError
from visualizer.language import tr


@singledispatch
def function_of(activation: Activation) -> Function:
    """Return the expressions of an activation.

    Raises
    ------
    ScriptError
        If it has none.
    """
    raise ScriptError(
        tr("activation {key} cannot be written as a script", key=activation.key)
    )


@function_of.register
def _(activation: Linear) -> Function:
    return Function("z", "np.ones_like(z)", "z")


@function_of.register
def _(activation: Tanh) -> Function:
    return Function("np.tanh(z)", "1 - a * a", "torch.tanh(z)")


@function_of.register
def _(activation: ReLU) -> Function:
    return Function("np.maximum(z, 0)", "np.sign(a)", "torch.relu(z)")


@function_of.register
def _(activation: LeakyReLU) -> Function:
    alpha = activation.alpha
    return Function(
        f"np.maximum(z, z * {alpha})",
        f"np.maximum(np.sign(z), {alpha})",
        f"F.leaky_relu(z, {alpha})",
    )


@function_of.register
def _(activation: Sigmoid) -> Function:
    return Function("1 / (np.exp(-z) + 1)", "(1 - a) * a", "torch.sigmoid(z)")


@function_of.register
def _(activation: ELU) -> Function:
    alpha = activation.alpha
    return Function(
        f"np.expm1(np.minimum(z, 0)) * {alpha} + np.maximum(z, 0)",
        f"np.where(z > 0, 1, np.exp(np.minimum(z, 0)) * {alpha})",
        f"F.elu(z, {alpha})",
    )


@function_of.register
def _(activation: SELU) -> Function:
    return Function(
        f"(np.expm1(np.minimum(z, 0)) * {ALPHA} + np.maximum(z, 0)) * {SCALE}",
        f"np.where(z > 0, {SCALE}, np.exp(np.minimum(z, 0)) * {ALPHA * SCALE})",
        "F.selu(z)",
    )


@function_of.register
def _(activation: Softplus) -> Function:
    beta = activation.beta
    return Function(
        f"np.logaddexp(z * {beta}, FLOAT(0)) / {beta}",
        f"-np.expm1(a * -{beta})",
        f"torch.logaddexp({beta} * z, torch.zeros_like(z)) / {beta}",
    )


@function_of.register
def _(activation: Mish) -> Function:
    return Function(
        "np.tanh(np.logaddexp(z, FLOAT(0))) * z",
        "mish_slope_of(np.logaddexp(z, FLOAT(0)), z)",
        "z * torch.tanh(torch.logaddexp(z, torch.zeros_like(z)))",
    )


@function_of.register
def _(activation: Swish) -> Function:
    beta = activation.beta
    share = f"(1 / (np.exp(-(z * {beta})) + 1))"
    return Function(
        f"{share} * z",
        f"{share} + (1 - {share}) * a * {beta}",
        f"z * torch.sigmoid({beta} * z)",
    )


@function_of.register
def _(activation: GELU) -> Function:
    if not activation.approximate:
        return Function("", "", "F.gelu(z)")
    inner = f"(z * z * {CUBIC} + 1) * z * {ROOT}"
    return Function(
        f"(np.tanh({inner}) + 1) * z * 0.5",
        "gelu_slope_of(z)",
        'F.gelu(z, approximate="tanh")',
    )


@function_of.register
def _(activation: HardSigmoid) -> Function:
    return Function(
        "np.minimum(np.maximum(z + 3, 0), 6) / 6",
        "np.heaviside(3 - np.abs(z), FLOAT(0)) / 6",
        "(z + 3).clamp(0, 6) / 6",
    )


@function_of.register
def _(activation: Sine) -> Function:
    return Function("np.sin(z)", "np.cos(z)", "torch.sin(z)")


@function_of.register
def _(activation: Gaussian) -> Function:
    return Function("np.exp(-(z * z))", "z * -2 * a", "torch.exp(-z * z)")


@function_of.register
def _(activation: Threshold) -> Function:
    return Function(
        "np.heaviside(z, FLOAT(1))",
        "np.zeros_like(z)",
        "(z >= 0).to(z.dtype) + 0 * z",
    )


@function_of.register
def _(activation: Softmax) -> Function:
    return Function("softmax_of(z)", "(1 - a) * a", "torch.softmax(z, 1)")


HELPERS: dict[str, tuple[str, ...]] = {
    "mish_slope_of": (
        "def mish_slope_of(s, z):",
        "    t = np.tanh(s)",
        "    return t + (t * t - 1) * np.expm1(-s) * z",
    ),
    "gelu_slope_of": (
        "def gelu_slope_of(z):",
        "    near = np.minimum(np.maximum(z, -100), 100)",
        f"    t = np.tanh((near * near * {CUBIC} + 1) * near * {ROOT})",
        f"    bend = near * near * {3.0 * CUBIC} + 1",
        f"    bend = (1 - t * t) * bend * near * {0.5 * ROOT}",
        f"    t = np.tanh((z * z * {CUBIC} + 1) * z * {ROOT})",
        "    return (t + 1) * 0.5 + bend",
    ),
    "softmax_of": (
        "def softmax_of(z):",
        "    a = np.exp(z - z.max(axis=0, keepdims=True))",
        "    # A sum over the neurons, as a product.",
        "    return a / np.ones((1, len(z)), FLOAT).dot(a)",
    ),
}
"""Functions that expressions above call, by name."""
