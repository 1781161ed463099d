"""The verdict in words, and the factor of each layer: theory and measurement."""

from __future__ import annotations

import math

import numpy as np

from visualizer.engine.mean_field import normal_moments
from visualizer.exhibits.signals.frame import SignalsFrame
from visualizer.exhibits.signals.meter import variances_of
from visualizer.exhibits.signals.settings import SignalsSettings
from visualizer.exhibits.signals.verdicts import (
    Way,
    backward_way,
    forward_way,
    verdict_of,
    way_of,
)
from visualizer.language import tr
from visualizer.scenes.numbers import significant
from visualizer.scenes.operations import RuleLine, RuleScene, RuleSection

EXACT = ("linear", "relu")
"""Activations whose factors hold at any width, as a mean over many draws."""


def factor_scene(frame: SignalsFrame, settings: SignalsSettings) -> RuleScene:
    """Return what is to be said of the signals."""
    word, sentences = verdict_of(frame)
    lines = [RuleLine("", text, "") for text in sentences]
    if settings.depth > 1:
        ways = (forward_way(frame), backward_way(frame))
        lines.append(RuleLine("", "", tr("Each layer: {factors}", factors=_both(ways))))
    sections = (RuleSection(word, tuple(lines)), _theory(frame, settings))
    return RuleScene(tr("Verdict"), "", sections, "")


def _both(ways: tuple[Way, Way]) -> str:
    forward, backward = (
        "–" if math.isnan(way.each) else significant(way.each, 3) for way in ways
    )
    return tr(
        "× {forward} forward, × {backward} back", forward=forward, backward=backward
    )


def _theory(frame: SignalsFrame, settings: SignalsSettings) -> RuleSection:
    heading, width = tr("Theory"), settings.width
    if settings.normalization != "none":
        text = tr(
            "Normalization sets mean and spread of each layer's sums anew, whatever "
            "the weights."
        )
        return RuleSection(heading, (RuleLine("", text, ""),))
    if frame.theory is None:
        text = tr("Equal weights are not drawn: there is no variance to follow.")
        return RuleSection(heading, (RuleLine("", text, ""),))
    lines = []
    if settings.depth > 1:
        ways = (
            way_of(frame.theory.forward[1:]),
            way_of(frame.theory.backward[:-1][::-1]),
        )
        lines.append(RuleLine("", "", _both(ways)))
    (variance,) = variances_of(settings.initializer, settings.scale, (width, width))
    gain = width * variance
    sums = math.sqrt(gain) * float(frame.theory.forward[-2])
    moments = normal_moments(
        settings.activation, settings.initializer.bias(), np.array([sums**2])
    )
    slope = float(moments.slope[0])
    spread = f"{settings.initializer.bias():g}, {significant(sums**2, 2)}"
    product, passed = "n E[w²] E[f′²]", gain * slope
    if settings.residual:
        product, passed = f"1 + {product}", 1.0 + passed
    lines += [
        RuleLine("", "n E[w²]", significant(gain, 3), True),
        RuleLine("", f"E[f′²], z ~ N({spread})", significant(slope, 3), True),
        RuleLine("", f"√({product})", significant(math.sqrt(passed), 3), True),
    ]
    exact = settings.activation.key in EXACT and settings.initializer.bias() == 0.0
    text = (
        tr("Holds at any width, as a mean over draws.")
        if exact and not settings.residual
        else tr("An approximation, good for wide layers.")
    )
    lines.append(RuleLine("", text, ""))
    return RuleSection(heading, tuple(lines))
