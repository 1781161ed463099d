"""Typeset formulas in a table."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from visualizer.ui.typesetting import lay_out

SIDE = 4.0
"""Room left and right of a formula."""


class FormulaCells(QStyledItemDelegate):
    """Sets the texts of a column; the text itself is what is read aloud and copied.

    A formula that is wider or higher than its cell becomes smaller.
    """

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, option.palette.highlight())
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        brush = index.data(Qt.ItemDataRole.ForegroundRole)
        color = brush.color() if isinstance(brush, QBrush) else QColor()
        # The option's own font is gone after painting; what is laid out is kept.
        box = lay_out(text, QFont(option.font), math.inf)
        area = option.rect.toRectF().adjusted(SIDE, 0.0, -SIDE, 0.0)
        if not text or area.width() <= 0.0:
            return
        share = min(1.0, area.width() / box.width, area.height() / box.height)
        middle = area.center().y() + share * (box.ascent - box.descent) / 2.0
        painter.save()
        painter.translate(area.left(), middle)
        painter.scale(share, share)
        box.paint(painter, 0.0, 0.0, color)
        painter.restore()
