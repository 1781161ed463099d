"""Losses as NumPy and PyTorch expressions, one place for each."""

from __future__ import annotations

from functools import singledispatch

from visualizer.engine.cross_entropy import LEAST_LOGARITHM, LEAST_SHARE
from visualizer.engine.losses import Loss
from visualizer.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from visualizer.engine.losses.cosine import LEAST_SQUARE, Cosine
from visualizer.engine.losses.exponential import Exponential
from visualizer.engine.losses.half_squared import HalfSquared
from visualizer.engine.losses.hellinger import Hellinger
from visualizer.engine.losses.hinge import Hinge
from visualizer.engine.losses.huber import Huber
from visualizer.engine.losses.itakura_saito import ItakuraSaito
from visualizer.engine.losses.kl_divergence import KLDivergence
from visualizer.engine.losses.least_squares_gan import LeastSquaresGAN
from visualizer.engine.losses.mean_absolute import MeanAbsolute
from visualizer.engine.losses.mean_squared import MeanSquared
from visualizer.engine.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from visualizer.files.scripts.pieces import Distance, ScriptError
from visualizer.language import tr

DIFFERENCE = ("d = (a - y) * scale",)


@singledispatch
def distance_of(loss: Loss, fused: bool, outputs: int) -> Distance:
    """Return the expressions of a loss.

    Parameters
    ----------
    loss : Loss
    fused : bool
        Whether its gradient is that for z.
    outputs : int

    Raises
    ------
    ScriptError
        If it has none.
    """
    raise ScriptError(tr("loss {key} cannot be written as a script", key=loss.key))


@distance_of.register
def _(loss: MeanSquared, fused: bool, outputs: int) -> Distance:
    return Distance(
        ("d = (a - y) * (2 * scale)",),
        "((a - y) ** 2).sum(axis=0)",
        "((a - y) ** 2).sum(1)",
    )


def _half(loss: Loss, fused: bool, outputs: int) -> Distance:
    return Distance(
        DIFFERENCE, "0.5 * ((a - y) ** 2).sum(axis=0)", "0.5 * ((a - y) ** 2).sum(1)"
    )


distance_of.register(HalfSquared, _half)
distance_of.register(LeastSquaresGAN, _half)


@distance_of.register
def _(loss: MeanAbsolute, fused: bool, outputs: int) -> Distance:
    return Distance(
        ("d = np.sign(a - y) * scale",),
        "np.abs(a - y).sum(axis=0)",
        "(a - y).abs().sum(1)",
    )


@distance_of.register
def _(loss: Huber, fused: bool, outputs: int) -> Distance:
    delta = loss.delta
    return Distance(
        (f"d = np.minimum(np.maximum(a - y, -{delta}), {delta}) * scale",),
        f"huber_of(np.abs(a - y), {delta}).sum(axis=0)",
        f'F.huber_loss(a, y, reduction="none", delta={delta}).sum(1)',
    )


@distance_of.register
def _(loss: Hinge, fused: bool, outputs: int) -> Distance:
    return Distance(
        ("d = np.heaviside(1 - y * a, FLOAT(0)) * y * -scale",),
        "np.maximum(1 - y * a, 0).sum(axis=0)",
        "(1 - y * a).clamp(min=0).sum(1)",
    )


@distance_of.register
def _(loss: BinaryCrossEntropy, fused: bool, outputs: int) -> Distance:
    value = "(np.logaddexp(FLOAT(0), z) - y * z).sum(axis=0)"
    if fused:
        torch = 'F.binary_cross_entropy_with_logits(z, y, reduction="none").sum(1)'
        return Distance(DIFFERENCE, value, torch)
    least = LEAST_LOGARITHM
    return Distance(
        (f"d = (a - y) / np.maximum((1 - a) * a, {LEAST_SHARE}) * scale",),
        f"-(y * np.maximum(np.log(a), {least})"
        f" + (1 - y) * np.maximum(np.log1p(-a), {least})).sum(axis=0)",
        'F.binary_cross_entropy(a, y, reduction="none").sum(1)',
    )


@distance_of.register
def _(loss: SoftmaxCrossEntropy, fused: bool, outputs: int) -> Distance:
    smoothing = loss.smoothing
    goal = "y"
    if smoothing:
        goal = f"(y * {1.0 - smoothing} + {smoothing / outputs})"
    return _cross_entropy(goal, fused)


@distance_of.register
def _(loss: KLDivergence, fused: bool, outputs: int) -> Distance:
    cross = _cross_entropy("y", fused)
    return Distance(
        cross.gradient,
        f"{cross.value} + (y * np.log(np.where(y > 0, y, 1))).sum(axis=0)",
        f"{cross.pytorch} + torch.xlogy(y, y).sum(1)",
    )


def _cross_entropy(goal: str, fused: bool) -> Distance:
    value = f"-({goal} * np.maximum(np.log(a), {LEAST_LOGARITHM})).sum(axis=0)"
    if fused:
        torch = f"-({goal} * F.log_softmax(z, 1)).sum(1)"
        return Distance((f"d = (a - {goal}) * scale",), value, torch)
    return Distance(
        (f"d = {goal} / np.maximum(a, {LEAST_SHARE}) * -scale",),
        value,
        f"-({goal} * torch.log(a)).sum(1)",
    )


@distance_of.register
def _(loss: Hellinger, fused: bool, outputs: int) -> Distance:
    return Distance(
        (f"d = (1 - np.sqrt(y / np.maximum(a, {LEAST_SHARE}))) * (0.5 * scale)",),
        "0.5 * ((np.sqrt(a) - np.sqrt(y)) ** 2).sum(axis=0)",
        "0.5 * ((a.sqrt() - y.sqrt()) ** 2).sum(1)",
    )


@distance_of.register
def _(loss: Exponential, fused: bool, outputs: int) -> Distance:
    tau = loss.tau
    return Distance(
        (
            "d = a - y",
            f"grown = np.exp((d * d).sum(axis=0, keepdims=True) / {tau})",
            "d = d * (grown * (2 * scale))",
        ),
        f"{tau} * np.exp(((a - y) ** 2).sum(axis=0) / {tau})",
        f"{tau} * torch.exp(((a - y) ** 2).sum(1) / {tau})",
    )


@distance_of.register
def _(loss: ItakuraSaito, fused: bool, outputs: int) -> Distance:
    bounded = f"np.maximum(a, {LEAST_SHARE})"
    return Distance(
        (f"b = {bounded}", "d = (b - y) / (b * b) * scale"),
        f"(y / {bounded} - np.log(y / {bounded}) - 1).sum(axis=0)",
        "(y / a - torch.log(y / a) - 1).sum(1)",
    )


@distance_of.register
def _(loss: Cosine, fused: bool, outputs: int) -> Distance:
    return Distance(
        (
            "shared = (a * y).sum(axis=0, keepdims=True)",
            "square = (a * a).sum(axis=0, keepdims=True)",
            f"factor = np.heaviside(square - {LEAST_SQUARE}, FLOAT(0)) * scale",
            f"square = np.maximum(square, {LEAST_SQUARE})",
            "lengths = (y * y).sum(axis=0, keepdims=True)",
            f"lengths = np.sqrt(np.maximum(lengths, {LEAST_SQUARE}) * square)",
            "d = (a * (shared / square) - y) * (factor / lengths)",
        ),
        "1 - (a * y).sum(axis=0) / np.sqrt((a * a).sum(axis=0) * (y * y).sum(axis=0))",
        "1 - F.cosine_similarity(a, y, dim=1)",
    )


HELPERS: dict[str, tuple[str, ...]] = {
    "huber_of": (
        "def huber_of(error, delta):",
        "    small = np.minimum(error, delta)",
        "    return small * (error - 0.5 * small)",
    ),
}
"""Functions that expressions above call, by name."""
