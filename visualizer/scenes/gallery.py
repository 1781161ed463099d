"""A family of functions as a grid of cards."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.line_plot import LinePlot


class Card(Struct, frozen=True):
    """One member of the family.

    Attributes
    ----------
    key, name : str
    formula : str
    plot : LinePlot
    facts : tuple of (name, text)
        E.g. its range; the first of them stand on the small card.
    layers : float array (rows, columns) or None
        Shares 0 … 1 of a distribution, a column for each layer, row 0 the lowest
        value; None where there is none, or not yet.
    layers_text : str
        What its axes are.
    about, references : str
        From the member's documentation.
    """

    key: str
    name: str
    formula: str
    plot: LinePlot
    facts: tuple[tuple[str, str], ...]
    layers: FloatArray | None
    layers_text: str
    about: str
    references: str


class GalleryScene(Scene, frozen=True):
    """All members; of which family, a subclass says.

    Attributes
    ----------
    gallery : str
        Which one it is, for intents.
    title, subtitle : str
    cards : tuple of Card
        The same objects as long as nothing about them has changed.
    opened : str
        Key of the card that is enlarged; empty for none.
    switch : (no, yes, whether yes) or None
        The label that the functions are drawn for, where they depend on one.
    usable : tuple of str
        Keys of the members that the neuron can have.
    used : str
        The one that it has.
    """

    gallery: str
    title: str
    subtitle: str
    cards: tuple[Card, ...]
    opened: str
    switch: tuple[str, str, bool] | None
    usable: tuple[str, ...]
    used: str


class ActivationGalleryScene(GalleryScene, frozen=True):
    """All activation functions."""


class LossGalleryScene(GalleryScene, frozen=True):
    """All losses."""
