"""Galleries: every activation function and every loss there is, as cards."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import run_calls
from visualizer.engine.signal_spread import LAYERS, REACH, SignalSpread
from visualizer.exhibits.neuron.documentation import about, references, typeset
from visualizer.exhibits.neuron.frame import NeuronFrame, NeuronWatch
from visualizer.exhibits.neuron.settings import (
    NeuronSettings,
    neuron_activations,
    neuron_losses,
)
from visualizer.language import language, tr
from visualizer.scenes import FloatArray
from visualizer.scenes.gallery import (
    ActivationGalleryScene,
    Card,
    LossGalleryScene,
)
from visualizer.scenes.line_plot import Line, LinePlot
from visualizer.scenes.numbers import fixed, significant

CURVE = 5.0
POINTS = 201
FLAT = 0.05
"""Where the slope is below this share of its greatest, a function is called flat."""

SEARCHED = 30.0
"""How far from 0 it is looked for."""

STEEPEST = 20.0
"""Losses and slopes are drawn up to here."""


def activation_gallery(
    frame: NeuronFrame, watch: NeuronWatch
) -> ActivationGalleryScene:
    """Return a card for each activation function."""
    known = dict(frame.spreads)
    return ActivationGalleryScene(
        gallery="activations",
        title=tr("Activation functions"),
        subtitle=tr("value, and slope dashed · a click enlarges"),
        cards=tuple(
            _activation_card(member(), known.get(member.key), language())
            for member in activations
        ),
        opened=watch.activation_card,
        switch=None,
        usable=neuron_activations.keys(),
        used=frame.activation.key,
    )


def loss_gallery(settings: NeuronSettings, watch: NeuronWatch) -> LossGalleryScene:
    """Return a card for each loss, for the label chosen."""
    return LossGalleryScene(
        gallery="losses",
        title=tr("Losses"),
        subtitle=tr("over the prediction, its slope dashed · a click enlarges"),
        cards=tuple(_loss_card(member(), watch.label, language()) for member in losses),
        opened=watch.loss_card,
        switch=(tr("label: no"), tr("label: yes"), watch.label),
        usable=neuron_losses.keys(),
        used=settings.loss.key,
    )


# Activations.


@lru_cache(maxsize=128)
def _activation_card(
    activation: Activation, spread: SignalSpread | None, _: str
) -> Card:
    """Return the card of an activation; the last argument is the language."""
    z = np.linspace(-CURVE, CURVE, POINTS)
    value, slope = _along(activation, z)
    both = np.concatenate([value, slope])
    low, high = float(both.min()), float(both.max())
    room = 0.08 * (high - low)
    facts = [
        (tr("range"), range_text(activation)),
        (tr("flat"), flat_text(activation)),
    ]
    if spread is not None:
        first, last = spread.deviations[0], spread.deviations[-1]
        facts.append(
            (
                tr("spread"),
                tr(
                    "{first} after layer 1, {last} after layer {count}",
                    first=significant(float(first), 2),
                    last=significant(float(last), 2),
                    count=LAYERS,
                ),
            )
        )
    if not activation.elementwise:
        facts.append((tr("drawn"), tr("for two neurons, the other with z = 0")))
    return Card(
        key=activation.key,
        name=tr(activation.title),
        formula=activation.formula,
        plot=LinePlot(
            lines=(
                Line("f(z)", -1, z, value),
                Line("f′(z)", -1, z, slope, dashed=True),
            ),
            dots=(),
            x=(-CURVE, CURVE),
            y=(low - room, high + room),
            x_label="z",
            y_label="",
            marks=(0.0,),
        ),
        facts=tuple(facts),
        layers=None if spread is None else _shares(spread),
        layers_text=tr(
            "Normal inputs through {count} layers of random weights: activations from "
            "{low} to {high}",
            count=LAYERS,
            low=fixed(-REACH, 1),
            high=fixed(REACH, 1),
        ),
        about=typeset(tr(about(type(activation)))),
        references=citations(type(activation)),
    )


def _along(activation: Activation, z: Array) -> tuple[Array, Array]:
    """Return value and slope; of a function of a layer: of its first neuron."""
    if activation.elementwise:
        return activation(z), activation.derivative(z)
    layer = np.stack([z, np.zeros_like(z)])
    return activation(layer)[0], activation.derivative(layer)[0]


def range_text(activation: Activation) -> str:
    """Say between which values an activation lies."""
    low, high = activation.limits
    return tr("{low} to {high}", low=_limit(low), high=_limit(high))


def _limit(value: float) -> str:
    return fixed(value) if np.isinf(value) or value % 1.0 else fixed(value, 0)


def flat_text(activation: Activation) -> str:
    """Say where the slope fades to less than a twentieth of its greatest."""
    low, high = flat_ends(activation)
    if low > high:
        return tr("everywhere: no slope at all")
    parts = []
    if low > -SEARCHED:
        parts.append(f"z < {fixed(low, 1)}")
    if high < SEARCHED:
        parts.append(f"z > {fixed(high, 1)}")
    return ", ".join(parts) or tr("nowhere")


def flat_ends(activation: Activation) -> tuple[float, float]:
    """Return between which z a slope is at least `FLAT` of its greatest.

    The ends of the search where it does not fade on a side; (1, -1) where there is
    no slope.
    """
    z = np.linspace(-SEARCHED, SEARCHED, 30_001)
    with np.errstate(all="ignore"):
        slope = np.abs(_along(activation, z)[1])
    greatest = float(slope.max())
    if greatest == 0.0:
        return 1.0, -1.0
    steep = np.flatnonzero(slope >= FLAT * greatest)
    return float(z[steep[0]]), float(z[steep[-1]])


def _shares(spread: SignalSpread) -> FloatArray:
    """Return the distribution of each layer as a column, its most frequent value 1."""
    counts = spread.counts.T.astype(np.float64)
    shares: FloatArray = counts / np.maximum(counts.max(axis=0), 1.0)
    return shares


# Losses.


@lru_cache(maxsize=128)
def _loss_card(loss: Loss, label: bool, _: str) -> Card:
    """Return the card of a loss; the last argument is the language."""
    p, value, slope = loss_curve(loss, label)
    both = np.concatenate([value, slope])
    both = both[np.isfinite(both) & (np.abs(both) <= STEEPEST)]
    low, high = max(-4.0, float(both.min())), min(4.0, float(both.max()))
    room = 0.08 * (high - low)
    facts = [
        (tr("target"), _target_text(loss, label)),
        (tr("output"), _pair_text(loss)),
    ]
    if loss.targets == "one_hot":
        facts.append((tr("drawn"), tr("for two classes, the other with 1 − a")))
    return Card(
        key=loss.key,
        name=tr(loss.title),
        formula=loss.formula,
        plot=LinePlot(
            lines=(
                Line("C", -1, p, value),
                Line("∂C/∂a", -1, p, slope, dashed=True),
            ),
            dots=(),
            x=(float(p[0]), float(p[-1])),
            y=(low - room, high + room),
            x_label="a",
            y_label="",
            marks=(0.0,) if p[0] < 0.0 else (),
        ),
        facts=tuple(facts),
        layers=None,
        layers_text="",
        about=typeset(tr(about(type(loss)))),
        references=citations(type(loss)),
    )


def loss_curve(loss: Loss, label: bool) -> tuple[Array, Array, Array]:
    """Return predictions, losses and slopes (POINTS,) for a label.

    A loss over classes is drawn for two of them, whose outputs are a and 1 - a: its
    slope is that along this line, ∂C/∂a₁ - ∂C/∂a₂.
    """
    low, high = _predictions(loss)
    p = np.linspace(low, high, POINTS)
    target = targets(loss)[label]
    if loss.targets == "one_hot":
        a = np.stack([p, 1.0 - p])
        y = np.stack([np.full_like(p, target), np.full_like(p, 1.0 - target)])
    else:
        a, y = p[None], np.full((1, POINTS), target)
    da = np.empty_like(a)
    with np.errstate(all="ignore"):
        value = loss.value(a, y)
        run_calls(loss.gradient(a, y, 1.0, da))
    return p, value, da[0] - da[1] if len(da) > 1 else da[0]


def targets(loss: Loss) -> tuple[float, float]:
    """Return the targets that stand for no and for yes on a card."""
    match loss.targets:
        case "signs":
            return -1.0, 1.0
        case None:
            # Those that are defined for positive numbers alone.
            return 0.5, 1.0
        case _:
            return 0.0, 1.0


def _predictions(loss: Loss) -> tuple[float, float]:
    """Return the predictions that a loss is drawn for."""
    low, high = loss.outputs
    if loss.targets == "one_hot" or (low, high) == (0.0, 1.0):
        return 0.005, 0.995
    return (0.05, 2.5) if low == 0.0 else (-2.0, 2.0)


def _target_text(loss: Loss, label: bool) -> str:
    value = targets(loss)[label]
    if loss.targets == "one_hot":
        return f"y = ({value:g}, {1.0 - value:g})"
    return f"y = {value:g}".replace("-", "−")


def _pair_text(loss: Loss) -> str:
    """Say which output activation belongs to a loss."""
    if loss.output is not None:
        return tr(activations[loss.output].title)
    low, high = loss.outputs
    if np.isinf(low) and np.isinf(high):
        return tr("any")
    return tr("{low} to {high}", low=_limit(low), high=_limit(high))


# Both.

_CITATION = re.compile(r"^.*?\(\d{4}\)")


def citations(member: type[object]) -> str:
    """Return authors and years of a member's references."""
    found = (_CITATION.match(part.strip()) for part in references(member).split(";"))
    return "; ".join(match.group() for match in found if match is not None)
