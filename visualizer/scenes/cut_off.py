"""A yes/no classifier at a cut-off: what it finds, what it misses."""

from __future__ import annotations

from visualizer.scenes import FloatArray, Scene


class CutOffScene(Scene, frozen=True):
    """Counts at the cut-off, and the curve of all cut-offs.

    Attributes
    ----------
    title, subtitle : str
    cut_off : float
        Probability of 'yes' from which on the answer counts as 'yes'.
    yes, no : str
        Names of the two answers.
    counts : (int, int, int, int)
        'Yes' found, 'yes' missed, false alarms, 'no' left alone: the rows of a
        table of truths by answers.
    sensitivity, specificity : str
    at : (x, y) or None
        The cut-off on the curve.
    curve : float array (K, 2)
        False alarms across and 'yes' found up, 0 … 1; empty where there is none.
    area_text : str
    note : str
        How far the numbers are to be trusted.
    hint : str
        What is needed where there is nothing to show; else empty.
    remedy : (key, title) or None
        What brings it, the key for a `TryRemedy`.
    """

    title: str
    subtitle: str
    cut_off: float
    yes: str
    no: str
    counts: tuple[int, int, int, int]
    sensitivity: str
    specificity: str
    at: tuple[float, float] | None
    curve: FloatArray
    area_text: str
    note: str
    hint: str
    remedy: tuple[str, str] | None = None
