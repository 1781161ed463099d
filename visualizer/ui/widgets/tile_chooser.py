"""Pictures to choose from, such as data sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized
from visualizer.ui.widgets.keys import ARROW_KEYS, ENTER_KEYS, came_by_key, claims
from visualizer.ui.widgets.push_button import PushButton

Item = tuple[str, str]
"""Key and translated name."""

Pictures = Mapping[str, QPixmap]

PICTURE_HEIGHT = 52
"""Usual height of a picture, at the base size of type."""

_GAP = 8
_RADIUS = 7.0
_POPUP_COLUMNS = 3
_POPUP_TILE = 96


class TileChooser(QWidget):
    """Tiles in columns, a picture with its name each; one is chosen.

    Where `usual` names some of the items, only those are shown, and 'All…'
    opens the others. The chosen item is always among the shown ones.

    Signals
    -------
    chosen : str
        Key of the item that a person chose.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, columns: int = 2) -> None:
        super().__init__(parent)
        self._items: tuple[Item, ...] = ()
        self._pictures: Pictures = {}
        self._usual: tuple[str, ...] = ()
        self._key = ""
        self._theme: Theme | None = None
        self._grid = _TileGrid(self, columns)
        self._grid.picked.connect(self._on_picked)
        self._all = PushButton("", "tile-link", self)
        self._all.clicked.connect(self.open_all)
        self._popup: _TilePopup | None = None
        row = QHBoxLayout()
        row.addWidget(self._all)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._grid)
        column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._grid.set_theme(theme)

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        self._all.setText(tr("All…"))

    def set_items(self, items: Sequence[Item], usual: Sequence[str] = ()) -> None:
        """Offer items.

        Parameters
        ----------
        items : sequence of (key, translated name)
        usual : sequence of str
            Keys of the items that are shown at once; all where it is empty.
        """
        self._items = tuple(items)
        self._usual = tuple(usual)
        self._show_items()

    def set_pictures(self, pictures: Pictures) -> None:
        """Give items their pictures, by key; only those on screen are looked at."""
        self._pictures = pictures
        self._show_items()

    def set_chosen(self, key: str) -> None:
        """Mark an item as the chosen one, without a signal."""
        if key != self._key:
            self._key = key
            self._show_items()

    def arrange(self, columns: int, height: int) -> None:
        """Take another number of columns, with pictures of a height in pixels."""
        self._grid.arrange(columns, height)

    def chosen_key(self) -> str:
        """Return the key of the chosen item."""
        return self._key

    def shown_keys(self) -> tuple[str, ...]:
        """Return the keys of the items on screen."""
        return self._grid.keys()

    def tile(self, key: str) -> QAbstractButton:
        """Return the button of an item that is shown."""
        return self._grid.tile(key)

    def open_all(self) -> None:
        """Open a popup with all items."""
        if self._theme is None:
            return
        popup = _TilePopup(self, self._theme)
        popup.set_items(self._items, self._pictures, self._key)
        popup.picked.connect(self._on_picked)
        corner = self.mapToGlobal(QPoint(0, 0))
        popup.open_at(corner)
        self._popup = popup

    def popup(self) -> QFrame | None:
        """Return the popup opened last."""
        return self._popup

    def _on_picked(self, key: str) -> None:
        changed = key != self._key
        self.set_chosen(key)
        if changed:
            self.chosen.emit(key)

    def _show_items(self) -> None:
        shown = self._items
        if self._usual:
            kept = [item for item in self._items if item[0] in self._usual]
            chosen = [item for item in self._items if item[0] == self._key]
            if chosen and chosen[0] not in kept:
                # Behind the others, which stay where the hand knows them.
                kept += chosen
            shown = tuple(kept)
        self._all.setVisible(len(shown) < len(self._items))
        self._grid.set_items(shown, self._pictures, self._key)


class _TileGrid(QWidget):
    picked = Signal(str)

    def __init__(self, parent: QWidget, columns: int) -> None:
        super().__init__(parent)
        self._columns = columns
        self._height = 0
        self._tiles: dict[str, _Tile] = {}
        self._theme: Theme | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(4)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def arrange(self, columns: int, height: int) -> None:
        if columns != self._columns:
            for column in range(max(columns, self._columns)):
                self._grid.setColumnStretch(column, 1 if column < columns else 0)
            self._columns = columns
            for index, tile in enumerate(self._tiles.values()):
                self._grid.addWidget(tile, index // columns, index % columns)
        if height != self._height:
            self._height = height
            for tile in self._tiles.values():
                tile.set_height(height)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for tile in self._tiles.values():
            tile.set_theme(theme)

    def set_items(
        self, items: tuple[Item, ...], pictures: Pictures, chosen: str
    ) -> None:
        keys = tuple(key for key, _ in items)
        if keys != self.keys():
            self._rebuild(keys)
        first = chosen if chosen in keys else next(iter(keys), "")
        for key, name in items:
            tile = self._tiles[key]
            tile.show_item(name, pictures.get(key), key == chosen)
            tile.setFocusPolicy(
                Qt.FocusPolicy.TabFocus if key == first else Qt.FocusPolicy.NoFocus
            )

    def keys(self) -> tuple[str, ...]:
        return tuple(self._tiles)

    def tile(self, key: str) -> _Tile:
        return self._tiles[key]

    def focus_chosen(self) -> None:
        for tile in self._tiles.values():
            if tile.focusPolicy() == Qt.FocusPolicy.TabFocus:
                tile.setFocus(Qt.FocusReason.TabFocusReason)

    def _rebuild(self, keys: tuple[str, ...]) -> None:
        for tile in self._tiles.values():
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self._tiles = {}
        for index, key in enumerate(keys):
            tile = _Tile(self)
            tile.set_height(self._height)
            if self._theme is not None:
                tile.set_theme(self._theme)
            tile.clicked.connect(lambda _=False, key=key: self.picked.emit(key))
            tile.moved.connect(lambda step, index=index: self._on_moved(index, step))
            self._tiles[key] = tile
            self._grid.addWidget(tile, index // self._columns, index % self._columns)
            # Left to the layout, it would be shown too late to count in its size.
            tile.show()

    def _on_moved(self, index: int, key: int) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        target = index + steps[Qt.Key(key)]
        tiles = list(self._tiles.values())
        if 0 <= target < len(tiles):
            tiles[target].setFocus(Qt.FocusReason.TabFocusReason)


class _TilePopup(QFrame):
    picked = Signal(str)

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("tile-popup")
        self.setStyleSheet(
            f"#tile-popup {{ background: {theme.panel};"
            f" border: 1px solid {theme.border}; }}"
        )
        self._grid = _TileGrid(self, _POPUP_COLUMNS)
        self._grid.set_theme(theme)
        self._grid.picked.connect(self._on_picked)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 8)
        column.addWidget(self._grid)

    def set_items(
        self, items: tuple[Item, ...], pictures: Pictures, chosen: str
    ) -> None:
        self._grid.set_items(items, pictures, chosen)

    def open_at(self, corner: QPoint) -> None:
        unit = self.fontInfo().pixelSize() / BASE_PIXELS
        width = round(_POPUP_COLUMNS * (_POPUP_TILE * unit + _GAP) + 24)
        self.resize(width, self.sizeHint().height())
        room = self.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - width)))
        corner.setY(max(room.top(), min(corner.y(), room.bottom() - self.height())))
        self.move(corner)
        self.show()
        self._grid.focus_chosen()

    def tile(self, key: str) -> QAbstractButton:
        return self._grid.tile(key)

    def _on_picked(self, key: str) -> None:
        self.picked.emit(key)
        self.close()


class _Tile(QAbstractButton):
    moved = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._ringed = False
        self._picture: QPixmap | None = None
        self._height = 0
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_height(self, height: int) -> None:
        """Give the picture a height; 0 for the usual one."""
        self._height = height
        self.updateGeometry()

    def show_item(self, name: str, picture: QPixmap | None, chosen: bool) -> None:
        self.setText(name)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setChecked(chosen)
        if picture is not self._picture:
            self._picture = picture
            self.update()

    def _unit(self) -> float:
        return self.fontInfo().pixelSize() / BASE_PIXELS

    def event(self, event: QEvent) -> bool:
        # Arrow keys are shortcuts of the window; a focused tile needs them more.
        return claims(event, ARROW_KEYS) or super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = came_by_key(event)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ARROW_KEYS:
            self.moved.emit(event.key())
        elif event.key() in ENTER_KEYS:
            self.click()
        else:
            super().keyPressEvent(event)

    def nextCheckState(self) -> None:
        # The chooser decides which tile is checked.
        pass

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if theme is None:
            return
        name_font = sized(self.font(), 0.88)
        height = self.fontMetrics().height()
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -height - 1)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            role = "control_hover" if self.underMouse() else "control"
            shape = QPainterPath()
            shape.addRoundedRect(frame, _RADIUS, _RADIUS)
            painter.fillPath(shape, theme.color(role))
            if self._picture is not None:
                painter.save()
                painter.setClipPath(shape)
                source = QRectF(self._picture.rect())
                painter.drawPixmap(self._target(frame), self._picture, source)
                painter.restore()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if self.isChecked():
                painter.setPen(QPen(theme.color("accent"), 2.0))
                painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
            if self.hasFocus() and self._ringed:
                inside = frame.adjusted(3, 3, -3, -3)
                painter.setPen(QPen(theme.color("text"), 2.0))
                painter.drawRoundedRect(inside, _RADIUS - 3, _RADIUS - 3)
            chosen = self.isChecked() or self.underMouse()
            painter.setPen(theme.color("text" if chosen else "text_secondary"))
            painter.setFont(name_font)
            below = QRectF(self.rect()).adjusted(0, self.height() - height, 0, 0)
            text = painter.fontMetrics().elidedText(
                self.text(), Qt.TextElideMode.ElideRight, self.width()
            )
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)

    def _target(self, frame: QRectF) -> QRectF:
        assert self._picture is not None
        ratio = self._picture.devicePixelRatio()
        width, height = self._picture.width() / ratio, self._picture.height() / ratio
        scale = min((frame.width() - 6) / width, (frame.height() - 6) / height)
        target = QRectF(0, 0, width * scale, height * scale)
        target.moveCenter(frame.center())
        return target

    def sizeHint(self) -> QSize:
        side = max(self._height, round(PICTURE_HEIGHT * self._unit()))
        return QSize(round(84 * self._unit()), side + self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(round(56 * self._unit()), self.sizeHint().height())
