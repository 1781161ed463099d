"""The shallow way beside the deep one, and groups found without labels."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, IntArray, Scene
from visualizer.scenes.intents import Intent
from visualizer.scenes.line_plot import LinePlotScene
from visualizer.scenes.mistakes import MistakesScene


class ToggleFeature(Intent, frozen=True):
    """Measure a hand-made feature too, or no longer."""

    key: str


class FeatureTile(Struct, frozen=True, eq=False):
    """A hand-made feature on the watched digit.

    Attributes
    ----------
    key, name : str
    about, count : str
        What is measured, and how many numbers that makes.
    values : float array (rows, columns)
    limit : float
        The value drawn in the last color of the signed scale; 0: shares, in gray.
    on : bool
        Whether it is measured.
    """

    key: str
    name: str
    about: str
    count: str
    values: FloatArray
    limit: float
    on: bool


class FeaturesScene(Scene, frozen=True, eq=False):
    """All hand-made features, to be ticked, beside the digit itself.

    Attributes
    ----------
    title, subtitle : str
    image : float array (rows, columns)
        Shares of ink.
    image_name : str
    tiles : tuple of FeatureTile
    """

    title: str
    subtitle: str
    image: FloatArray
    image_name: str
    tiles: tuple[FeatureTile, ...]


class ContestRow(Struct, frozen=True):
    """One line of the comparison.

    Attributes
    ----------
    name : str
    values, notes : (str, str)
        Of the shallow and of the deep way; notes say more.
    strong : bool
        Whether it is what the comparison is about.
    """

    name: str
    values: tuple[str, str]
    notes: tuple[str, str] = ("", "")
    strong: bool = False


class ContestScene(Scene, frozen=True):
    """Both ways side by side.

    Attributes
    ----------
    title, subtitle : str
    columns : (str, str)
    rows : tuple of ContestRow
    remark : str
        A sentence below: what both have in common.
    """

    title: str
    subtitle: str
    columns: tuple[str, str]
    rows: tuple[ContestRow, ...]
    remark: str


class ConfusionsScene(Scene, frozen=True):
    """Which digits each way takes for which.

    Attributes
    ----------
    title, subtitle : str
    test : bool
        Whether the images are those for testing.
    sides : tuple of MistakesScene
        Shallow, deep: a matrix each, titled by the way.
    """

    title: str
    subtitle: str
    test: bool
    sides: tuple[MistakesScene, MistakesScene]


class ProgressScene(LinePlotScene, frozen=True):
    """Accuracy of both over the epochs."""


class ClustersScene(Scene, frozen=True, eq=False):
    """Groups found without labels, beside the labels.

    Attributes
    ----------
    title, subtitle : str
    names : tuple of str (L)
        Of the classes.
    pictures : float array (K, rows, columns)
        The mean image of each group.
    captions : tuple of str (K)
        The class that is most frequent in each.
    counts : int array (L, K)
        Examples by true class and group.
    facts : tuple of (name, value)
    words : (str, str)
        What rows and columns are.
    """

    title: str
    subtitle: str
    names: tuple[str, ...]
    pictures: FloatArray
    captions: tuple[str, ...]
    counts: IntArray
    facts: tuple[tuple[str, str], ...]
    words: tuple[str, str]
