"""A picture, a kernel whose cells can be changed, and what it makes of the picture."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsPixmapItem, QLineEdit, QWidget

from visualizer.scenes import FloatArray
from visualizer.scenes.sandbox import SandboxScene
from visualizer.scenes.window import Grid
from visualizer.ui.maps.cells import cell_pictures, photo_picture
from visualizer.ui.maps.number_grid import NumberGrid
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular
from visualizer.ui.widgets.keys import claims

_LARGEST_CELL = 46.0


class CellField(QLineEdit):
    """Where a cell is typed; Enter and Escape are for it alone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hide()

    def event(self, event: QEvent) -> bool:
        return claims(event, (Qt.Key.Key_Escape,)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.blockSignals(True)
            self.hide()
            self.blockSignals(False)
        else:
            super().keyPressEvent(event)
        event.accept()


class SandboxView(PlotCanvas):
    """Picture × kernel = picture.

    Signals
    -------
    cell_wanted : int
        A person clicked a cell of the kernel.
    """

    cell_wanted = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: SandboxScene | None = None
        stage = self.scene()
        self._before = stage.addPixmap(QPixmap())
        self._behind = stage.addPixmap(QPixmap())
        self._frames = stage.addPath(QPainterPath())
        self._mark = stage.addPath(QPainterPath())
        self._mark.setZValue(4)
        self._grid = NumberGrid(self)
        self._signs = self.text(), self.text()
        self._scale = self.text()
        self._size = self.text()
        self._warning = self.text()
        self._marked: int | None = None
        self.resized.connect(self.lay_out)
        self.pressed.connect(self._on_pressed)
        self.hovered.connect(self._on_hovered)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_scene(self, scene: SandboxScene) -> None:
        """Draw a scene; the same one costs nothing."""
        before, self._drawn = self._drawn, scene
        if before is None or not _same(before, scene):
            self.lay_out()

    def cell_box(self, place: int) -> QRectF:
        """Return where a cell of the kernel stands."""
        return self._grid.box(place)

    def mark(self, place: int | None) -> None:
        """Frame the cell that the keyboard is at."""
        self._marked = place
        theme = self._theme
        path = QPainterPath()
        if place is not None and theme is not None:
            path.addRoundedRect(self.cell_box(place), 5, 5)
            self._mark.setPen(QPen(theme.color("accent"), 2 * theme.line_width))
        self._mark.setPath(path)

    def lay_out(self) -> None:
        """Place everything for the size of the panel."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        width = float(self.viewport().width())
        height = float(self.viewport().height())
        factor = min(max(min(width / 460, height / 200), 1.0), 1.5)
        font = tabular(sized(self.font(), factor))
        small = tabular(sized(self.font(), 0.86 * factor))
        quiet = theme.color("text_secondary")
        for item in (*self._signs, self._scale, self._size):
            item.dress(small, quiet)
        self._warning.dress(small, theme.color("warning"))
        line = self._size.line_height()
        # Where there is no room, a warning takes the place of the size.
        low = height < 7 * line
        room = height - (1.2 if low else 2.3) * line
        side = len(scene.kernel)
        cell = min(0.3 * width / side, (room - 0.2 * line) / side, _LARGEST_CELL)
        kernel = cell * side
        gap = 1.5 * line
        rest = (width - kernel - 2 * gap - 8) / 2
        # Below the pictures there is a line for the color range.
        room -= 0.0 if low else 1.2 * line
        # The kernel, which has no such line, may reach down to it.
        middle = max(room / 2, kernel / 2 + 2)
        left = self._place(self._before, scene.picture, 0.0, 4.0, rest, room)
        start = 4 + rest + gap
        grid = Grid("", scene.kernel, scene.limit, plain=True)
        self._grid.lay_out(grid, start, middle, cell, theme)
        least = self._size.advance_of("−0.1") + 3
        self._grid.write(small if cell < 3 * line else font, small, "", least)
        self._grid.draw(grid, None, None, numbers=True)
        frames = QPainterPath()
        frames.addRect(left)
        self._behind.setVisible(scene.output is not None)
        if scene.output is not None:
            end = start + kernel + gap
            box = self._place(
                self._behind, scene.output, scene.output_limit, end, rest, room
            )
            frames.addRect(box)
            bottom = box.bottom() + 0.6 * line
            scale = "" if low else scene.scale_text
            self._scale.place(scale, box.center().x(), bottom, "center")
        else:
            self._scale.place("", 0, 0)
        self._frames.setPath(frames)
        self._frames.setPen(QPen(theme.color("border"), theme.line_width))
        self._signs[0].place("×", start - gap / 2, middle, "center")
        self._signs[1].place("=", start + kernel + gap / 2, middle, "center")
        size = "" if low and scene.warning else scene.size_line
        above = 0.6 if low else 1.65
        self._size.place(size, 4, height - above * line, width=width - 8)
        self._warning.place(scene.warning, 4, height - 0.6 * line, width=width - 8)
        self.setAccessibleDescription(f"{scene.size_line}. {scene.warning}")
        self.mark(self._marked if self._marked in range(scene.kernel.size) else None)

    def _place(
        self,
        item: QGraphicsPixmapItem,
        values: FloatArray,
        limit: float,
        left: float,
        width: float,
        height: float,
    ) -> QRectF:
        """Show values as large as fits, and return where."""
        assert self._theme is not None
        assert self._drawn is not None
        if limit > 0.0 or self._drawn.source == "image":
            picture = cell_pictures(values[None], np.array([limit]), self._theme)[0]
        else:
            picture = photo_picture(values)
        rows, columns = values.shape
        cell = max(0.1, min(width / columns, (height - 4) / rows))
        wide, high = cell * columns, cell * rows
        box = QRectF(left + (width - wide) / 2, (height - high) / 2, wide, high)
        item.setPixmap(picture)
        item.setTransform(QTransform(cell, 0, 0, cell, box.x(), box.y()))
        return box

    def _cell_at(self, at: QPointF) -> int | None:
        count = 0 if self._drawn is None else self._drawn.kernel.size
        for place in range(count):
            if self.cell_box(place).contains(at):
                return place
        return None

    def _on_pressed(self, at: QPointF) -> None:
        place = self._cell_at(at)
        if place is not None:
            self.cell_wanted.emit(place)

    def _on_hovered(self, at: QPointF) -> None:
        over = self._cell_at(at) is not None
        text, arrow = Qt.CursorShape.IBeamCursor, Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(text if over else arrow)


def _same(before: SandboxScene, scene: SandboxScene) -> bool:
    """Return whether two scenes look the same; frames share their pictures."""
    return (
        before.picture is scene.picture
        and before.output is scene.output
        and before.size_line == scene.size_line
        and before.warning == scene.warning
        and before.scale_text == scene.scale_text
    )
