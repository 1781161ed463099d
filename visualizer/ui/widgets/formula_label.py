"""A label that sets the formula it is given."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from visualizer.ui.typesetting import Box, lay_out

LEAST_SHARE = 0.7
"""How far a formula on one line is made smaller to fit, as a share."""


class FormulaLabel(QLabel):
    """Shows a formula, typeset; its text is what is read aloud and copied.

    Parameters
    ----------
    text : str
    role : str
    wraps : bool
        Whether it may take several lines. On one line it becomes smaller where room
        is scarce, and is the whole as a tooltip where that is not enough.
    parent : QWidget, optional
    """

    def __init__(
        self,
        text: str = "",
        role: str = "formula",
        wraps: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._wraps = wraps
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        # A fixed height would be that of one line, however many there are.
        down = QSizePolicy.Policy.Minimum if wraps else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, down)
        policy.setHeightForWidth(wraps)
        self.setSizePolicy(policy)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show a formula."""
        if text != self.text() or not self.accessibleName():
            self.setText(text)
            self.setAccessibleName(text)
            self.updateGeometry()
            self._tell()
            self.update()

    def full_text(self) -> str:
        """Return the formula as a line of text."""
        return self.text()

    def box(self) -> Box:
        """Return what is drawn, at the present width."""
        room = float(self.contentsRect().width()) if self._wraps else math.inf
        return lay_out(self.text(), self.font(), room)

    def share(self) -> float:
        """Return how much smaller than its type the formula is drawn."""
        width = self.box().width
        room = self.contentsRect().width()
        if self._wraps or width <= room:
            return 1.0
        return max(LEAST_SHARE, room / width)

    def is_clipped(self) -> bool:
        """Return whether there is not room enough for all of it."""
        return self.box().width * self.share() > self.contentsRect().width() + 1.0

    def _tell(self) -> None:
        self.setToolTip(self.text() if self.is_clipped() else "")

    def _reach(self, box: Box) -> tuple[float, float]:
        """Return how far it reaches over and under its base line.

        On one line that is as far as its type at least, so that it stands on the base
        line of a text beside it.
        """
        if self._wraps:
            return box.ascent, box.descent
        metrics = QFontMetricsF(self.font())
        return max(box.ascent, metrics.ascent()), max(box.descent, metrics.descent())

    def _height(self, width: float) -> int:
        self.ensurePolished()
        return math.ceil(sum(self._reach(lay_out(self.text(), self.font(), width))))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return self._wraps

    def heightForWidth(self, width: int) -> int:
        return self._height(float(width) if self._wraps else math.inf)

    def minimumSizeHint(self) -> QSize:
        if not self._wraps:
            return QSize(0, self._height(math.inf))
        self.ensurePolished()
        # One piece a line.
        box = lay_out(self.text(), self.font(), 0.0)
        return QSize(math.ceil(box.width) + 2, self._height(math.inf))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box, share = self.box(), self.share()
        area = self.contentsRect()
        left = float(area.left())
        ascent, descent = self._reach(box)
        if self.alignment() & Qt.AlignmentFlag.AlignHCenter:
            left += max(0.0, (area.width() - box.width * share) / 2.0)
        room = area.height() - (ascent + descent) * share
        painter.translate(left, area.top() + room / 2.0)
        painter.scale(share, share)
        color = self.palette().color(self.foregroundRole())
        box.paint(painter, 0.0, ascent, color)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        box = lay_out(self.text(), self.font(), math.inf)
        return QSize(math.ceil(box.width) + 2, self._height(math.inf))
