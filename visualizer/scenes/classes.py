"""The classes of a problem: the answer for one example, accuracy for each."""

from __future__ import annotations

from visualizer.scenes import FloatArray, Scene


class ClassesScene(Scene, frozen=True):
    """Bars of the watched example's outputs, and accuracy class by class.

    Attributes
    ----------
    title, subtitle : str
    names : tuple of str (K)
    outputs : float array (K,)
        Of the watched example; probabilities where the output is a softmax.
    output_texts : tuple of str (K)
    target : int
        True class of the watched example.
    predicted : int
    train_accuracy, test_accuracy : float array (K,)
        Share of right answers of each class, 0 … 1; NaN where there is none.
    image : float array (rows, columns) or None
    verdict : str
        E.g. ``"says 3, is 3"``.
    """

    title: str
    subtitle: str
    names: tuple[str, ...]
    outputs: FloatArray
    output_texts: tuple[str, ...]
    target: int
    predicted: int
    train_accuracy: FloatArray
    test_accuracy: FloatArray
    image: FloatArray | None
    verdict: str
