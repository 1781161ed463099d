"""What a cut-off on the probability of 'yes' finds, and what it misses.

References: Fawcett (2006), "An introduction to ROC analysis".
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.metrics import Values, confusion_matrix, recall, roc_curve
from visualizer.scenes import FloatArray, IntArray

MOST_CORNERS = 400
"""Points of a curve that are kept for drawing."""


# eq=False: comparing arrays gives arrays, which have no single truth value.
class CutOffView(Struct, frozen=True, eq=False):
    """A yes/no classifier at one cut-off, on the examples kept for testing.

    Attributes
    ----------
    cut_off : float
    counts : int array (2, 2)
        Row: the truth, no then yes; column: the answer.
    sensitivity, specificity : float
        Share of the 'yes' found, and of the 'no' left alone; NaN where there is
        none.
    curve : float array (K, 2)
        False positive rate and true positive rate over all cut-offs; empty where
        the test examples lack one of the two answers.
    area : float
        Under the curve; NaN where there is none.
    """

    cut_off: float
    counts: IntArray
    sensitivity: float
    specificity: float
    curve: FloatArray
    area: float


def has_probability(learner: SupervisedLearner, classes: int) -> bool:
    """Return whether the answer is a probability of 'yes', of two classes."""
    activation = learner.network.layers[-1].activation
    return classes == 2 and activation.limits == (0.0, 1.0)


def measure(learner: SupervisedLearner, cut_off: float) -> CutOffView | None:
    """Measure the present answers to the test examples.

    Returns
    -------
    CutOffView or None
        None where there is no test example, or an answer is no number.
    """
    labels = learner.test.labels
    learner.evaluate()
    scores = _scores(learner.outputs()[1])
    if labels is None or not labels.size or not np.isfinite(scores).all():
        return None
    counts = confusion_matrix(labels, (scores >= cut_off).astype(np.int64), 2)
    specificity, sensitivity = recall(counts).tolist()
    curve, area = np.empty((0, 2)), float("nan")
    if 0 < np.count_nonzero(labels) < labels.size:
        roc = roc_curve(labels, scores)
        area = roc.area
        corners = np.column_stack([roc.false_positive_rate, roc.true_positive_rate])
        chosen = np.linspace(0, len(corners) - 1, min(MOST_CORNERS, len(corners)))
        curve = corners[np.rint(chosen).astype(np.intp)]
    return CutOffView(cut_off, counts, sensitivity, specificity, curve, area)


def _scores(outputs: Array) -> Values:
    # Of two outputs the second is the probability of 'yes'.
    scores: Values = outputs[-1].astype(np.float64)
    return scores
