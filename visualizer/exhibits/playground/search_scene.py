"""Turns the count of brute force, and its race with descent, into a scene."""

from __future__ import annotations

import math

import numpy as np

from visualizer.engine.brute_force import (
    UNIVERSE_ATOMS,
    UNIVERSE_YEARS,
    settings_logarithm,
    years_logarithm,
)
from visualizer.exhibits.playground.frame import PlaygroundWatch, SearchView
from visualizer.language import tr
from visualizer.scenes.numbers import significant, superscript, whole
from visualizer.scenes.search import SearchScene
from visualizer.scenes.terrain import HeightCurve, HeightsScene

PER_SECOND = 1e9
"""Settings that a fast computer is granted in a second."""


def power_of_ten(logarithm: float) -> str:
    """Write a number by its logarithm, in full where that is short."""
    if -3.0 <= logarithm < 6.0:
        return significant(10.0**logarithm, 3)
    exponent = math.floor(logarithm + 1e-9)
    mantissa = 10.0 ** (logarithm - exponent)
    power = f"10{superscript(exponent)}"
    return power if abs(mantissa - 1.0) < 0.005 else f"{mantissa:.1f} × {power}"


def search_scene(view: SearchView | None, watch: PlaygroundWatch) -> SearchScene:
    """Return the count for the weights asked for, and the race so far."""
    own = 0 if view is None else view.parameters
    weights = watch.search_weights or own
    count = settings_logarithm(weights, watch.search_values)
    years = years_logarithm(count, PER_SECOND)
    power = f"{whole(watch.search_values)}{superscript(weights)}"
    facts = (
        (
            tr("Settings to try"),
            f"{power} = {power_of_ten(count)}",
        ),
        (
            tr("For each atom of the universe (about 10⁸⁰)"),
            power_of_ten(count - UNIVERSE_ATOMS),
        ),
        (tr("Years, at 10⁹ settings a second"), power_of_ten(years)),
        (
            tr("In ages of the universe"),
            power_of_ten(years - math.log10(UNIVERSE_YEARS)),
        ),
    )
    curves: tuple[HeightCurve, ...] = ()
    tries = 0
    if view is not None:
        tries = max(0, len(view.best) - 1)
        curves = (
            HeightCurve(
                0,
                tr("descent"),
                view.updates.astype(np.float64),
                view.losses,
                selected=True,
            ),
            HeightCurve(
                1,
                tr("guessing"),
                np.arange(float(len(view.best))),
                view.best,
                selected=False,
            ),
        )
    race = HeightsScene(
        title=tr("Brute force"),
        subtitle="",
        curves=curves,
        log=True,
        x_label=tr("tries"),
        y_label=tr("training loss"),
        named=True,
    )
    return SearchScene(
        title=tr("Brute force"),
        subtitle=tr(
            "{count} random guesses beside as many updates", count=whole(tries)
        ),
        weights=watch.search_weights,
        values=watch.search_values,
        own_weights=own,
        facts=facts,
        race=race,
    )
