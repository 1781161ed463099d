"""Right and wrong answers over a whole set of examples."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, IntArray, Scene
from visualizer.scenes.intents import Intent


class WrongExample(Struct, frozen=True):
    """One wrong answer.

    Attributes
    ----------
    texts : tuple of str
        One for each of the columns of the page.
    image : float array (rows, columns) or None
        The example itself where it is an image.
    look : Intent or None
        What shows the example in the other panels; None where nothing can.
    """

    texts: tuple[str, ...]
    image: FloatArray | None
    look: Intent | None


class MistakesScene(Scene, frozen=True):
    """A confusion matrix with a page of wrong examples, or predicted against true.

    Attributes
    ----------
    title, subtitle : str
    test : bool
        Whether the examples are those for testing.
    names : tuple of str (K)
        Of the classes; empty for regression.
    counts : int array (K, K)
        Examples by true class (row) and answer (column).
    columns : tuple of str
        Headings of the page of wrong examples.
    wrong : tuple of WrongExample
        One page, what the network is surest of first.
    page, pages : int
        Number of the page, from 0, and how many there are.
    page_text : str
        E.g. ``"1 – 20 of 53"``.
    pairs : float array (N, 2)
        For regression: true and predicted values.
    outputs : int array (N,)
        The output that each pair is of.
    output_notes : tuple of str
        Name and measure of each output where they are several.
    output_looks : tuple of int
        Number of the class whose color and marker each has; empty: its own number.
    limit : float
        Both axes run from -limit to limit.
    end_texts : (str, str) or None
        What stands at -limit and limit; None: these numbers.
    output_choice : tuple of str
        Names of the outputs that can be shown alone.
    output : int or None
        The one shown; None for all.
    note : str
        E.g. ``"R² = 0.93"``.
    """

    title: str
    subtitle: str
    test: bool
    names: tuple[str, ...]
    counts: IntArray
    columns: tuple[str, ...]
    wrong: tuple[WrongExample, ...]
    page: int
    pages: int
    page_text: str
    pairs: FloatArray
    outputs: IntArray
    output_notes: tuple[str, ...]
    output_looks: tuple[int, ...]
    limit: float
    note: str
    end_texts: tuple[str, str] | None = None
    output_choice: tuple[str, ...] = ()
    output: int | None = None
