"""A canvas that is panned by dragging and zoomed around the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from visualizer.ui.drawing import Canvas

ZOOM_STEP = 1.25
"""Factor of one press on a button or key that zooms."""

_WHEEL_BASE = 1.0015
_FURTHEST_OUT, _FURTHEST_IN = 0.4, 8.0


class ZoomView(Canvas):
    """Shows all of its content until a person zooms or pans.

    A subclass lays its content out for the size of the view and hands over the
    extent with `set_extent`; it arranges again at `resized` and `fit`.

    Signals
    -------
    moved
        The content stands elsewhere in the view.
    """

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fitted = True
        self._home = 1.0
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.horizontalScrollBar().valueChanged.connect(self.moved)
        self.verticalScrollBar().valueChanged.connect(self.moved)

    @property
    def fitted(self) -> bool:
        """Whether all is in view, untouched by pan or zoom."""
        return self._fitted

    def set_extent(self, width: float, height: float, home: float) -> None:
        """Say how large the content is, and at which scale all of it is seen."""
        box = QRectF(0.0, 0.0, width, height)
        self._home = home
        # Room on every side, so that any part can be brought to the middle.
        self.setSceneRect(box.adjusted(-width, -height, width, height))
        if self._fitted:
            self.resetTransform()
            self.scale(home, home)
            self.centerOn(box.center())
        self.moved.emit()

    def fit(self) -> None:
        """Show all of the content again."""
        self._fitted = True
        self.resized.emit()

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """Enlarge the content around a point of the view, or around its middle."""
        now = self.transform().m11() / self._home
        bounded = max(_FURTHEST_OUT, min(_FURTHEST_IN, now * factor))
        if bounded == now:
            return
        self._fitted = False
        middle = self.viewport().rect().center()
        fixed = middle if around is None else around.toPoint()
        point = self.mapToScene(fixed)
        self.scale(bounded / now, bounded / now)
        away = self.mapFromScene(point) - fixed
        self._scroll(away)
        self.moved.emit()

    def pan(self, by: QPoint) -> None:
        """Move the content by pixels of the view."""
        self._fitted = False
        self._scroll(-by)

    def _scroll(self, by: QPoint) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + by.x())
        down.setValue(down.value() + by.y())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        turned = event.angleDelta().y()
        if turned:
            self.zoom(_WHEEL_BASE**turned, event.position())
