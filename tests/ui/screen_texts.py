"""Collect every text that a window shows or tells a screen reader."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGraphicsItem,
    QGraphicsSimpleTextItem,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from visualizer.ui.canvas.edge_legend import EdgeLegend
from visualizer.ui.formula_shape import FormulaShape
from visualizer.ui.widgets import ElidedLabel

_USER = int(Qt.ItemDataRole.UserRole)

_SHOWN_ROLES = (
    int(Qt.ItemDataRole.DisplayRole),
    int(Qt.ItemDataRole.ToolTipRole),
    # The first role of a program's own holds a key, the next what is drawn.
    _USER + 1,
    _USER + 2,
)


def screen_texts(window: QWidget, only_visible: bool = False) -> set[str]:
    """Return the texts of a window, of its widgets, actions and drawings.

    Parameters
    ----------
    window : QWidget
    only_visible : bool
        Leave out what is not on screen: widgets in hidden parts, hidden items.
    """
    found: set[str] = set()
    for widget in (window, *window.findChildren(QWidget)):
        if only_visible and not widget.isVisible():
            continue
        found.update(_of_widget(widget, only_visible))
    return {" ".join(text.split()) for text in found if text.strip()}


def _of_widget(widget: QWidget, only_visible: bool) -> Iterator[str]:
    yield widget.toolTip()
    yield widget.statusTip()
    yield widget.whatsThis()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    yield widget.windowTitle()
    for action in widget.actions():
        yield from (action.text(), action.toolTip(), action.statusTip())
    match widget:
        case ElidedLabel():
            yield widget.full_text()
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield widget.text()
            yield widget.placeholderText()
        case QComboBox():
            yield from (widget.itemText(n) for n in range(widget.count()))
        case QTabBar():
            for index in range(widget.count()):
                yield widget.tabText(index)
                yield widget.tabToolTip(index)
        case QTextEdit() | QPlainTextEdit():
            yield widget.toPlainText()
        case QMenu():
            yield widget.title()
        case EdgeLegend():
            yield from widget.shown_texts
        case QGraphicsView():
            yield from _of_items(widget, only_visible)
        case QAbstractItemView():
            yield from _of_rows(widget)


def _of_items(view: QGraphicsView, only_visible: bool) -> Iterator[str]:
    scene = view.scene()
    for item in scene.items() if scene is not None else ():
        if not only_visible or item.isVisible():
            yield from _of_item(item)


def _of_item(item: QGraphicsItem) -> Iterator[str]:
    yield item.toolTip()
    if isinstance(item, QGraphicsSimpleTextItem | FormulaShape):
        yield item.text()
    elif isinstance(item, QGraphicsTextItem):
        yield item.toPlainText()


def _of_rows(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    for row in range(model.rowCount() if model is not None else 0):
        index = model.index(row, 0)
        for role in _SHOWN_ROLES:
            value = index.data(role)
            if isinstance(value, str):
                yield value
