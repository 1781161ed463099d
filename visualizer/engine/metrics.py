"""How good answers are: counts of right and wrong, and what follows from them.

Classes are numbered from 0. Where a measure would divide by nothing (no example
predicted to be of a class, a target that never varies) it is NaN: there is no
number, and 0 would look like a bad one.

References: Fawcett (2006), "An introduction to ROC analysis"; Powers (2011),
"Evaluation: from precision, recall and F-measure to ROC".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]
Answers = npt.NDArray[np.bool_] | Labels
Counts = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


def confusion_matrix(true: Labels, predicted: Labels, classes: int) -> Counts:
    """Count the examples of each true class by the class they were given.

    Parameters
    ----------
    true, predicted : int arrays (N,)
        0 … classes - 1.
    classes : int

    Returns
    -------
    int array (classes, classes)
        Row: true class; column: answer.

    Raises
    ------
    ValueError
        If the lengths differ or a label is out of range.

    Examples
    --------
    >>> confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]), 2).tolist()
    [[1, 1], [0, 1]]
    """
    if true.shape != predicted.shape:
        raise ValueError(
            f"{predicted.shape[0]} answers for {true.shape[0]} examples; "
            "allowed: one for each"
        )
    for name, labels in (("true class", true), ("answer", predicted)):
        wrong = np.flatnonzero((labels < 0) | (labels >= classes))
        if wrong.size:
            raise ValueError(
                f"{name} {labels[wrong[0]]} of example {wrong[0]}; "
                f"allowed: 0 to {classes - 1}"
            )
    places = true.astype(np.int64) * classes + predicted
    counts: Counts = np.bincount(places, minlength=classes * classes)
    return counts.reshape(classes, classes)


def accuracy(confusion: Counts) -> float:
    """Return the share of examples that were answered right."""
    return _ratio(int(np.trace(confusion)), int(confusion.sum()))


def precision(confusion: Counts) -> Values:
    """Return, for each class, the share of right ones among those given it."""
    return _ratios(np.diag(confusion), confusion.sum(axis=0))


def recall(confusion: Counts) -> Values:
    """Return, for each class, the share of its examples that were found.

    For the class 'yes' it is the sensitivity, for 'no' the specificity.
    """
    return _ratios(np.diag(confusion), confusion.sum(axis=1))


def f1(confusion: Counts) -> Values:
    """Return the harmonic mean of precision and recall for each class.

    F₁ = 2 right / (given + present), which exists where one of both does not.
    """
    given, present = confusion.sum(axis=0), confusion.sum(axis=1)
    return _ratios(2 * np.diag(confusion), given + present)


@dataclass(frozen=True, slots=True)
class RocCurve:
    """What each cut-off would find, and at what price.

    Attributes
    ----------
    false_positive_rate, true_positive_rate : arrays (K,)
        From (0, 0) to (1, 1).
    cut_offs : array (K,)
        'Yes' from this score on; the first is infinite: nothing is 'yes'.
    """

    false_positive_rate: Values
    true_positive_rate: Values
    cut_offs: Values

    @property
    def area(self) -> float:
        """Area under the curve.

        It is the chance that a random 'yes' scores higher than a random 'no'.
        """
        return float(np.trapezoid(self.true_positive_rate, self.false_positive_rate))


def roc_curve(yes: Answers, scores: Values) -> RocCurve:
    """Return the ROC curve of scores for a yes/no question.

    Parameters
    ----------
    yes : bool or 0/1 array (N,)
    scores : float array (N,)
        Higher means rather 'yes'.

    Raises
    ------
    ValueError
        If one of the two answers does not occur, or a score is not a number.
    """
    right = yes.astype(np.bool_)
    if not np.isfinite(scores).all():
        wrong = int(np.flatnonzero(~np.isfinite(scores))[0])
        raise ValueError(f"the score of example {wrong} is {scores[wrong]}")
    positives = int(np.count_nonzero(right))
    negatives = right.size - positives
    if positives == 0 or negatives == 0:
        missing = "yes" if positives == 0 else "no"
        raise ValueError(f"no example is {missing!r}; a ROC curve needs both answers")
    order = np.argsort(-scores, kind="stable")
    sorted_scores = scores[order]
    # Examples with equal scores pass a cut-off together.
    last = np.flatnonzero(np.append(np.diff(sorted_scores) != 0.0, True))
    found = np.cumsum(right[order])[last]
    passed = last + 1
    false_rate: Values = (passed - found) / np.float64(negatives)
    true_rate: Values = found / np.float64(positives)
    return RocCurve(
        np.append(0.0, false_rate),
        np.append(0.0, true_rate),
        np.append(np.inf, sorted_scores[last]).astype(np.float64),
    )


def r_squared(true: Values, predicted: Values) -> float:
    """Return the share of the targets' variance that the answers explain.

    R² = 1 - Σ (y - ŷ)² / Σ (y - mean y)²: 1 is perfect, 0 no better than the
    mean, below 0 worse. NaN where the targets do not vary, where there are none, and
    where an answer is not finite.
    """
    if not true.size or not np.isfinite(predicted).all():
        return float("nan")
    true = np.asarray(true, np.float64)
    spread = float(((true - true.mean()) ** 2).sum())
    if spread == 0.0:
        return float("nan")
    return 1.0 - float(((true - predicted) ** 2).sum()) / spread


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _ratios(parts: Counts, wholes: Counts) -> Values:
    shares: Values = np.full(parts.shape, np.nan)
    np.divide(parts, wholes, out=shares, where=wholes > 0)
    return shares
