"""What is said of the signals of a network: a word, and why."""

from __future__ import annotations

from typing import Literal

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.exhibits.playground.detectors.vanishing import SHARE as VANISHED
from visualizer.exhibits.signals.frame import SignalsFrame
from visualizer.language import tr
from visualizer.scenes.numbers import percent, significant

EXPLODED = 1.0 / VANISHED
"""Ratio of the sizes at both ends from which a signal has exploded."""

FADED = 0.1
"""Ratio below which it fades; above the inverse it grows."""

HALF = 0.5
"""Share of a layer's neurons that must be saturated, or have a twin."""

MOST = 0.9
"""Share of a layer's neurons that must be dead.

Deep down examples come to look alike, so that a rectifier answers all of them or
none: half of a layer is then off, and signals still pass.
"""

Course = Literal["vanishing", "fading", "steady", "growing", "exploding"]


class Way(Struct, frozen=True):
    """A signal from one end of the hidden layers to the other.

    Attributes
    ----------
    ratio : float
        Size at the end over that at the beginning; NaN where nothing begins.
    each : float
        The same a layer, as geometric mean.
    course : Course
    """

    ratio: float
    each: float
    course: Course


def way_of(sizes: Array) -> Way:
    """Return how a signal fared, from the first to the last of some sizes."""
    first, last = float(sizes[0]), float(sizes[-1])
    if not np.isfinite(sizes).all():
        return Way(np.inf, np.inf, "exploding")
    if first == 0.0:
        return Way(np.nan, np.nan, "vanishing")
    ratio = last / first
    each = ratio ** (1.0 / max(1, len(sizes) - 1))
    return Way(ratio, each, course_of(ratio))


def course_of(ratio: float) -> Course:
    """Return what a ratio of sizes means."""
    if ratio <= VANISHED:
        return "vanishing"
    if ratio < FADED:
        return "fading"
    if ratio >= EXPLODED:
        return "exploding"
    return "growing" if ratio > 1.0 / FADED else "steady"


def course_text(course: Course) -> str:
    """Return a word for a course."""
    return {
        "vanishing": tr("vanishes"),
        "fading": tr("fades"),
        "steady": tr("healthy"),
        "growing": tr("grows"),
        "exploding": tr("explodes"),
    }[course]


def forward_way(frame: SignalsFrame) -> Way:
    """Return how activations fare from the first to the last hidden layer."""
    return way_of(frame.sizes.forward[1:])


def backward_way(frame: SignalsFrame) -> Way:
    """Return how gradients fare from the last to the first hidden layer."""
    return way_of(frame.sizes.backward[:-1][::-1])


def verdict_of(frame: SignalsFrame) -> tuple[str, tuple[str, ...]]:
    """Return a word for the network, and sentences that say why.

    What is worst comes first; a network is healthy if nothing is found.
    """
    found: list[tuple[str, str]] = []
    health, ways = frame.health, (forward_way(frame), backward_way(frame))
    for shares, least, word, sentence in (
        (
            health.dead,
            MOST,
            tr("Dead"),
            tr("{share} of the neurons in layer {layer} answer 0 to every example."),
        ),
        (
            health.saturated,
            HALF,
            tr("Saturated"),
            tr("{share} of the neurons in layer {layer} have hardly a slope."),
        ),
        (
            health.equal,
            HALF,
            tr("Symmetric"),
            tr(
                "{share} of the neurons in layer {layer} have a twin of the same "
                "weights: they learn the same."
            ),
        ),
    ):
        worst = int(np.argmax(shares))
        if shares[worst] >= least:
            share = percent(float(shares[worst]), 0)
            text = sentence.format(layer=worst + 1, share=share)
            found.append((word, text))
    courses = {way.course for way in ways}
    if "exploding" in courses:
        found.append((tr("Exploding"), _worst(ways, "exploding")))
    if "vanishing" in courses:
        found.append((tr("Vanishing"), _worst(ways, "vanishing")))
    if not found and courses & {"growing", "fading"}:
        worst_course: Course = "growing" if "growing" in courses else "fading"
        word = tr("Growing") if worst_course == "growing" else tr("Fading")
        found.append((word, _worst(ways, worst_course)))
    if not found:
        return tr("Healthy"), (
            tr(
                "Activations and gradients have about the same size in all layers: "
                "each layer can learn."
            ),
        )
    return " · ".join(word for word, _ in found), tuple(text for _, text in found)


def _worst(ways: tuple[Way, Way], course: Course) -> str:
    """Say which way a signal takes that course."""
    forward, backward = ways
    if backward.course == course:
        return _gradient_text(backward)
    return _activation_text(forward)


def _gradient_text(way: Way) -> str:
    if np.isnan(way.ratio):
        return tr("No gradient comes back at all: no layer learns.")
    return tr(
        "Of the gradient in the last hidden layer {ratio} times as much arrives in "
        "the first.",
        ratio=significant(way.ratio, 2),
    )


def _activation_text(way: Way) -> str:
    if np.isnan(way.ratio):
        return tr("The first hidden layer answers 0: nothing goes forward.")
    return tr(
        "In the last hidden layer activations are {ratio} times as large as in the "
        "first.",
        ratio=significant(way.ratio, 2),
    )
