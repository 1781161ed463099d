"""Puts what detectors have found into words, for the banner and for the canvas."""

from __future__ import annotations

from functools import lru_cache

from msgspec.structs import replace

from visualizer.exhibits.playground.detectors import detectors
from visualizer.exhibits.playground.frame import Finding, PlaygroundFrame
from visualizer.exhibits.playground.remedies import REMEDIES, helpful
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.language import tr
from visualizer.scenes.advice import Advice
from visualizer.scenes.graph import GraphLayer

MOST_REMEDIES = 2
"""More buttons would leave no room for the words."""


def advice_about(
    frame: PlaygroundFrame, settings: PlaygroundSettings
) -> tuple[Advice, ...]:
    """Return what goes wrong, the most important first, one of each kind."""
    kinds: dict[str, Finding] = {}
    for finding in frame.details.findings:
        kinds.setdefault(finding.key, finding)
    return tuple(_advice(finding, settings) for finding in kinds.values())


def _advice(finding: Finding, settings: PlaygroundSettings) -> Advice:
    detector = detectors[finding.key]()
    keys = helpful(settings, detector.remedies)[:MOST_REMEDIES]
    return Advice(
        name=finding.key,
        text=f"{detector.what(finding)} {detector.why()}",
        remedies=tuple((key, tr(REMEDIES[key].title)) for key in keys),
    )


def with_words(
    layers: tuple[GraphLayer, ...], findings: tuple[Finding, ...], code: str
) -> tuple[GraphLayer, ...]:
    """Return columns with a word below those hidden layers where something is wrong.

    The last argument is the language in use.
    """
    places = tuple((one.layer, one.key) for one in findings if one.layer is not None)
    return _with_words(layers, places, code) if places else layers


@lru_cache(maxsize=4)
def _with_words(
    layers: tuple[GraphLayer, ...], places: tuple[tuple[int, str], ...], _: str
) -> tuple[GraphLayer, ...]:
    told = []
    for number, layer in enumerate(layers):
        keys = dict.fromkeys(key for place, key in places if place == number)
        words = [tr(detectors[key].title) for key in keys]
        parts = [*words, *([layer.details] if layer.details else [])]
        hidden = bool(words) and layer.kind == "hidden"
        told.append(replace(layer, details=" · ".join(parts)) if hidden else layer)
    return tuple(told)
