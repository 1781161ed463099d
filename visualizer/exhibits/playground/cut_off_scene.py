"""Turns what was measured at a cut-off into a scene."""

from __future__ import annotations

import math

import numpy as np

from visualizer.exhibits.playground.frame import PlaygroundFrame, PlaygroundWatch
from visualizer.exhibits.playground.map_texts import shown_name
from visualizer.exhibits.playground.remedies import REMEDIES
from visualizer.language import tr
from visualizer.scenes.cut_off import CutOffScene
from visualizer.scenes.numbers import fixed, percent, whole

FEW = 50
"""With fewer examples of an answer, one more or less moves its share by over 2 %."""


def cut_off_scene(frame: PlaygroundFrame, watch: PlaygroundWatch) -> CutOffScene:
    """Return what the cut-off panel shows."""
    view, names = frame.cut_off, frame.data.class_names
    title = tr("Cut-off")
    if view is None:
        return CutOffScene(
            title=title,
            subtitle="",
            cut_off=watch.cut_off,
            yes="",
            no="",
            counts=(0, 0, 0, 0),
            sensitivity="",
            specificity="",
            at=None,
            curve=np.empty((0, 2)),
            area_text="",
            note="",
            hint=_hint(frame),
            remedy=_remedy(frame),
        )
    (left_alone, alarms), (missed, found) = view.counts.tolist()
    no, yes = (shown_name(name) for name in names)
    at = None
    if not math.isnan(view.area):
        at = (1.0 - view.specificity, view.sensitivity)
    return CutOffScene(
        title=title,
        subtitle=tr("on {count} test examples", count=whole(int(view.counts.sum()))),
        cut_off=view.cut_off,
        yes=yes,
        no=no,
        counts=(found, missed, alarms, left_alone),
        sensitivity=_share(view.sensitivity),
        specificity=_share(view.specificity),
        at=at,
        curve=view.curve,
        area_text="" if math.isnan(view.area) else f"AUC {fixed(view.area, 3)}",
        note=_note(found + missed, left_alone + alarms),
        hint="",
    )


def _hint(frame: PlaygroundFrame) -> str:
    if len(frame.data.class_names) != 2:
        return tr("A cut-off belongs to a question of yes or no: choose such data.")
    if not np.isfinite(frame.layers[-1].a).all():
        return tr("not a number any more")
    return tr(
        "The answer is no probability yet: choose the loss 'Binary cross-entropy'."
    )


def _remedy(frame: PlaygroundFrame) -> tuple[str, str] | None:
    """Return what makes probabilities of the answers to a question of yes or no."""
    finite = np.isfinite(frame.layers[-1].a).all()
    if len(frame.data.class_names) != 2 or not finite:
        return None
    return "probabilities", tr(REMEDIES["probabilities"].title)


def _share(value: float) -> str:
    return "—" if math.isnan(value) else percent(value)


def _note(yes: int, no: int) -> str:
    """Say by how much a single example moves the shares, where it is much."""
    least = min(yes, no)
    if least == 0:
        return tr("the test examples lack one of the two answers")
    if least < FEW:
        return tr(
            "few test examples: one more or less is {share}", share=percent(1.0 / least)
        )
    return ""
