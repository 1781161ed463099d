"""Fonts: the bundled families, the application's font, figures of one width."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from visualizer.resource_files import resource

BASE_PIXELS = 13
"""Height of the application's font at scale 1, in logical pixels."""

TOUCH_PIXELS, TOUCH_SIDE = 24, 44
"""Type of presenter mode, and the least side there of what a hand touches."""


@cache
def load_fonts() -> tuple[str, ...]:
    """Register the fonts of resources/fonts and choose the families to use.

    Returns
    -------
    tuple of str
        The Latin family first, then the one with Chinese. Naming both makes
        Chinese text look the same everywhere; without the second, Qt takes
        whatever the system offers, and boxes where it offers nothing. Where no
        font is bundled: the system's family.
    """
    latin: list[str] = []
    chinese: list[str] = []
    for path in sorted(resource("fonts").iterdir()):
        if path.suffix.lower() not in {".ttf", ".otf", ".ttc"}:
            continue
        number = QFontDatabase.addApplicationFont(str(path))
        # A weight may be listed once more as a family of its own, after the one
        # that it belongs to.
        for family in QFontDatabase.applicationFontFamilies(number)[:1]:
            systems = QFontDatabase.writingSystems(family)
            # A font cut down to some hundred Chinese signs does not count as
            # Chinese for Qt, but neither does it as Latin.
            plain = (
                QFontDatabase.WritingSystem.Latin in systems
                and QFontDatabase.WritingSystem.SimplifiedChinese not in systems
            )
            group = latin if plain else chinese
            if family not in group:
                group.append(family)
    if not latin:
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        latin.append(system.family())
    return (*latin, *chinese)


def application_font(scale: float = 1.0) -> QFont:
    """Return the font of the whole application.

    Parameters
    ----------
    scale : float
        Font scale that the person chose; 1 gives `BASE_PIXELS`.
    """
    font = QFont()
    font.setFamilies(list(load_fonts()))
    font.setPixelSize(max(1, round(BASE_PIXELS * scale)))
    # Hinting to whole pixels makes the spacing of a sans at 13 px uneven.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def tabular(font: QFont) -> QFont:
    """Return the font with figures of one width, so that numbers do not jitter."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def sized(font: QFont, factor: float) -> QFont:
    """Return the font with its pixel size multiplied by ``factor``."""
    result = QFont(font)
    pixels = font.pixelSize()
    if pixels > 0:
        result.setPixelSize(max(1, round(pixels * factor)))
    else:
        result.setPointSizeF(font.pointSizeF() * factor)
    return result


def touch_side(pixels: int) -> int:
    """Return the least side of a button beside type of a height; 0 for any."""
    return TOUCH_SIDE if pixels >= TOUCH_PIXELS else 0
