"""A viewport that is cheap to ask for."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractScrollArea, QWidget


def own_viewport(area: QAbstractScrollArea) -> QWidget:
    """Give a scroll area another viewport, and return it.

    To hand out the one that Qt has made, PySide first makes the classes of all kinds
    of widgets, which takes ten milliseconds of the start. The parent keeps this one.
    """
    viewport = QWidget(area)
    area.setViewport(viewport)
    return viewport
