"""A pad to draw on, and the image that the network is given of it."""

from __future__ import annotations

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.photo import Crop


class DrawingScene(Scene, frozen=True, eq=False):
    """What is drawn, as the network sees it.

    Attributes
    ----------
    title, subtitle : str
    drawn : bool
        Whether a drawing feeds the network, and not an example.
    pixels : float array (rows, columns)
        What feeds it, 0 … 1.
    size_text : str
        E.g. ``"8 × 8"``.
    verdict : str
        What the network says.
    shares : tuple of (str, str)
        The likeliest classes with their shares, first the likeliest.
    hint : str
        Said on the empty pad.
    photo : float array (rows, columns) or None
        The picture of one's own that the pixels come from, 0 … 1.
    photo_name : str
    crop : (float, float, float) or None
        Left, top and width of the part of it that is taken.
    inverted : bool
        Whether what is dark in it counts as ink.
    """

    title: str
    subtitle: str
    drawn: bool
    pixels: FloatArray
    size_text: str
    verdict: str
    shares: tuple[tuple[str, str], ...]
    hint: str
    photo: FloatArray | None = None
    photo_name: str = ""
    crop: Crop | None = None
    inverted: bool = False
