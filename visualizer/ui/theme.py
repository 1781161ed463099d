"""Colors and type sizes of the program, from one table of roles per theme."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from PySide6.QtGui import QColor, QPalette

from visualizer.resource_files import resource

THEMES: Mapping[str, str] = {
    "dark": "Dark",
    "light": "Light",
    "contrast": "High contrast",
}

Rgb32 = npt.NDArray[np.uint32]


class Theme(Struct, frozen=True):
    """The role table of one theme; colors are ``#rrggbb``.

    Attributes
    ----------
    key : str
    dark : bool
        Whether the surroundings are dark, for icons and shadows.
    window, panel, border, control, control_hover : str
        Behind the panels; a panel; its edge; a slider, field or chip on it.
    text, text_secondary : str
        At least 7:1 and 4.5:1 against `panel` and `window`.
    accent, on_accent : str
        Buttons, selection, focus; text on them.
    positive, negative : str
        Sign of a value: blue and orange in every theme. Zero is `panel`.
    positive_text, negative_text : str
        The same as text (4.5:1 against `panel`).
    warning, on_warning, success : str
    grid, axis : str
        Lines of plots.
    ghost : str
        Curves of runs that were left.
    train, test : str
        Curves; also told apart as solid and dashed.
    beside : str
        What belongs to the right side of a comparison; no sign, no class.
    path, path_halo, marker : str
        The path over a loss surface.
    point_outline : str
        Around data points on colored maps.
    pulse : str
    classes : tuple of str
        Ten colors of classes; `class_outline` around them.
    class_outline : str
    line_width : float
        Factor for lines; above 1 for high contrast.
    """

    key: str
    dark: bool
    window: str
    panel: str
    border: str
    control: str
    control_hover: str
    text: str
    text_secondary: str
    accent: str
    on_accent: str
    positive: str
    negative: str
    positive_text: str
    negative_text: str
    warning: str
    on_warning: str
    success: str
    grid: str
    axis: str
    ghost: str
    train: str
    test: str
    beside: str
    path: str
    path_halo: str
    marker: str
    point_outline: str
    pulse: str
    classes: tuple[str, ...]
    class_outline: str
    line_width: float

    def color(self, role: str) -> QColor:
        """Return the color of a role, e.g. ``theme.color("accent")``."""
        return QColor(getattr(self, role))

    def signed_color(self, value: float) -> QColor:
        """Return the color of a signed value in [-1, 1]."""
        word = int(self.signed_table()[round(127.5 + 127.5 * max(-1, min(1, value)))])
        return QColor.fromRgb(word)

    def signed_table(self) -> Rgb32:
        """Return 256 colors 0xffRRGGBB from `negative` over `panel` to `positive`."""
        return _signed_table(self.negative, self.panel, self.positive)

    def palette(self) -> QPalette:
        """Return the Qt palette for stock widgets."""
        palette = QPalette()
        role = QPalette.ColorRole
        for target, name in (
            (role.Window, "window"),
            (role.Base, "panel"),
            (role.AlternateBase, "control"),
            (role.Button, "control"),
            (role.ToolTipBase, "control"),
            (role.WindowText, "text"),
            (role.Text, "text"),
            (role.ButtonText, "text"),
            (role.ToolTipText, "text"),
            (role.PlaceholderText, "text_secondary"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "on_accent"),
            (role.Link, "accent"),
        ):
            palette.setColor(target, self.color(name))
        for target in (role.WindowText, role.Text, role.ButtonText):
            disabled = self.color("text_secondary")
            palette.setColor(QPalette.ColorGroup.Disabled, target, disabled)
        return palette


def channels(color: QColor) -> npt.NDArray[np.float64]:
    """Return red, green and blue of a color, 0 … 255 (3,)."""
    return np.array([color.red(), color.green(), color.blue()], dtype=np.float64)


@cache
def load_theme(key: str) -> Theme:
    """Read a theme's table.

    Raises
    ------
    ValueError
        If there is no such theme.
    """
    if key not in THEMES:
        raise ValueError(f"theme {key!r} is unknown; allowed: {', '.join(THEMES)}")
    path = resource("themes", f"{key}.json")
    table = json.loads(path.read_text(encoding="utf-8"))
    table["classes"] = tuple(table["classes"])
    return Theme(**{name: table[name] for name in Theme.__struct_fields__})


@cache
def _signed_table(negative: str, neutral: str, positive: str) -> Rgb32:
    colors = [QColor(name) for name in (negative, neutral, positive)]
    stops = np.array([(color.red(), color.green(), color.blue()) for color in colors])
    at = np.linspace(-1.0, 1.0, 256)
    rgb = [np.interp(at, (-1.0, 0.0, 1.0), stops[:, channel]) for channel in range(3)]
    red, green, blue = (np.rint(channel).astype(np.uint32) for channel in rgb)
    table: Rgb32 = np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue
    return table
