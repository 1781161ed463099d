"""A row of stations on one canvas, all zoomed together."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.stations import Sheet, StationsScene
from visualizer.ui.canvas.hover_label import HoverLabel
from visualizer.ui.drawing import Text
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.stations.region import Region, least_region
from visualizer.ui.stations.sheet_item import SheetItem
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

NOTCH = 1.3
"""Factor of one notch of the wheel."""

_PULL = 4.0
"""Pixels from which on a press is a drag and no click."""


class StationsView(PlotCanvas):
    """Draws stations side by side; wheel and drag choose the part in sight.

    Signals
    -------
    cell_chosen : str, int, int
        Key of a sheet, and row and column of the cell that a person clicked.
    zoomed
        Another part is in sight.
    """

    cell_chosen = Signal(str, int, int)
    zoomed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: StationsScene | None = None
        self._region = Region()
        self._items: list[SheetItem] = []
        self._titles: list[tuple[Text, Text, Text]] = []
        self._foot = self.text()
        self._label = HoverLabel(self)
        self._held: QPointF | None = None
        self._from = Region()
        self._over: SheetItem | None = None
        self._moved = False
        self.resized.connect(self.lay_out)
        self.wheel_turned.connect(self._on_wheel)
        self.pressed.connect(self._on_pressed)
        self.dragged.connect(self._on_dragged)
        self.released.connect(self._on_released)
        self.hovered.connect(self._on_hovered)
        self.left.connect(lambda: self._label.say(""))
        self.double_clicked.connect(lambda at: self.fit())

    @property
    def region(self) -> Region:
        """The part in sight."""
        return self._region

    @property
    def items_(self) -> list[SheetItem]:
        """The sheets in the order of their stations."""
        return self._items

    @property
    def at_home(self) -> bool:
        """Whether what is seen at first is in sight."""
        return self._drawn is None or self._region == Region(*self._drawn.home)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self._label.set_theme(theme)
        self.lay_out()

    def set_scene(self, scene: StationsScene) -> None:
        """Draw a scene; where only windows moved, only they are drawn."""
        before, self._drawn = self._drawn, scene
        if before is None or _outline(before) != _outline(scene):
            self._region = Region(*scene.home)
            self.lay_out()
            self.zoomed.emit()
            return
        if not _same(before, scene):
            self.lay_out()
            return
        for item, sheet in zip(self._items, _sheets(scene), strict=True):
            if item.sheet.window != sheet.window:
                item.mark(sheet)

    def zoom(self, factor: float, around: tuple[float, float] = (0.5, 0.5)) -> None:
        """Go nearer, or farther where the factor is below 1."""
        if self._drawn is None:
            return
        least = least_region(_sheets(self._drawn))
        self._show(self._region.zoomed(factor, around, least))

    def pan(self, across: float, down: float) -> None:
        """Show what lies beside, by shares of what is in sight."""
        self._show(self._region.moved(across, down))

    def fit(self) -> None:
        """Show what was seen at first."""
        if self._drawn is not None:
            self._show(Region(*self._drawn.home))

    def _show(self, region: Region) -> None:
        if region != self._region:
            self._region = region
            self._label.say("")
            self.lay_out()
            self.zoomed.emit()

    def lay_out(self) -> None:
        """Place everything for the size of the panel."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        sheets = _sheets(scene)
        while len(self._items) > len(sheets):
            self._items.pop().remove()
        while len(self._items) < len(sheets):
            self._items.append(SheetItem(self))
        area = self.area()
        font, small = QFont(self.font()), tabular(sized(self.font(), 0.86))
        font.setWeight(QFont.Weight.DemiBold)
        self._foot.dress(small, theme.color("text_secondary"))
        line = self._foot.line_height()
        low = 1.5 * line if scene.foot else 0.2 * line
        self._foot.place(
            scene.foot, 2, area.bottom() - 0.75 * line, width=area.width() - 4
        )
        room = area.adjusted(2, 0, -2, -low)
        self._place_stations(scene, room, font, small, theme)
        self._say(scene)

    def _place_stations(
        self,
        scene: StationsScene,
        room: QRectF,
        font: QFont,
        small: QFont,
        theme: Theme,
    ) -> None:
        self._dress_titles(len(scene.stations), font, small, theme)
        line, count = self._foot.line_height(), len(scene.stations)
        gap = 2.0 * line if any(s.sign for s in scene.stations) else 1.0 * line
        wide = (room.width() - gap * (count - 1)) / count
        titled = any(station.title for station in scene.stations)
        noted = any(station.note for station in scene.stations)
        head = 1.35 * line * titled + 1.15 * line * noted + 0.25 * line
        items = iter(self._items)
        for number, station in enumerate(scene.stations):
            left = room.left() + number * (wide + gap)
            title, note, sign = self._titles[number]
            title.place(station.title, left, room.top() + 0.7 * line, width=wide)
            down = room.top() + (2.0 if titled else 0.7) * line
            note.place(station.note, left, down, width=wide)
            slots = _slots(
                QRectF(left, room.top() + head, wide, room.height() - head),
                station.sheets,
                0.35 * line,
            )
            indent = max(self._foot.advance_of(s.name) for s in station.sheets)
            indent += 0.6 * line if indent else 0.0
            for sheet, slot in zip(station.sheets, slots, strict=True):
                next(items).draw(sheet, self._region, slot, theme, small, indent)
            middle = slots[0].center().y()
            sign.place(station.sign, left + wide + gap / 2, middle, "center")

    def _dress_titles(
        self, count: int, font: QFont, small: QFont, theme: Theme
    ) -> None:
        while len(self._titles) < count:
            self._titles.append((self.text(), self.text(), self.text()))
        quiet = theme.color("text_secondary")
        for number, (title, note, sign) in enumerate(self._titles):
            title.dress(font, theme.color("text"))
            note.dress(small, quiet)
            sign.dress(font, quiet)
            if number >= count:
                for text in (title, note, sign):
                    text.hide()

    def _say(self, scene: StationsScene) -> None:
        """Tell whoever cannot see the drawing what stands in it."""
        said = [f"{station.title}: {station.note}" for station in scene.stations]
        self.setAccessibleDescription(". ".join((*said, scene.foot)))

    # Hands.

    def _item_at(self, at: QPointF) -> SheetItem | None:
        return next((item for item in self._items if item.box.contains(at)), None)

    def _on_wheel(self, at: QPointF, notches: float) -> None:
        item = self._item_at(at)
        if item is not None:
            self.zoom(NOTCH**notches, item.shares(at))

    def _on_pressed(self, at: QPointF) -> None:
        self._over, self._held = self._item_at(at), at
        self._from, self._moved = self._region, False

    def _on_dragged(self, at: QPointF) -> None:
        item, held = self._over, self._held
        if item is None or held is None:
            return
        way = at - held
        if not self._moved and way.manhattanLength() < _PULL:
            return
        self._moved = True
        box = item.box
        self._show(self._from.moved(-way.x() / box.width(), -way.y() / box.height()))

    def _on_released(self) -> None:
        item, held = self._over, self._held
        self._over = self._held = None
        if item is None or held is None or self._moved or not item.sheet.key:
            return
        cell = item.cell_at(held)
        if cell is not None:
            self.cell_chosen.emit(item.sheet.key, *cell)

    def _on_hovered(self, at: QPointF) -> None:
        item = self._item_at(at)
        cell = None if item is None else item.cell_at(at)
        hand = item is not None and bool(item.sheet.key)
        shape = (
            Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        )
        self.viewport().setCursor(shape)
        if item is None or cell is None or item.sheet.kind == "bars":
            self._label.say("")
            return
        row, column = cell
        rows, columns = item.sheet.values.shape[:2]
        value = item.value_text(row, column)
        if rows == 1 or columns == 1:
            self._label.say(
                tr("{number}: {value}", number=max(row, column) + 1, value=value)
            )
        else:
            self._label.say(
                tr(
                    "row {row}, column {column}: {value}",
                    row=row + 1,
                    column=column + 1,
                    value=value,
                )
            )
        near = QRect(at.toPoint(), at.toPoint()).adjusted(-6, -6, 6, 6)
        self._label.stand_beside(near, self.rect())


def _sheets(scene: StationsScene) -> tuple[Sheet, ...]:
    return tuple(sheet for station in scene.stations for sheet in station.sheets)


def _slots(room: QRectF, sheets: tuple[Sheet, ...], gap: float) -> list[QRectF]:
    """Divide a room, one below the other; a line needs less height than a map."""
    parts = [1.3 if sheet.kind == "wave" else 2.0 for sheet in sheets]
    unit = (room.height() - gap * (len(sheets) - 1)) / sum(parts)
    slots, top = [], room.top()
    for part in parts:
        high = max(1.0, part * unit)
        slots.append(QRectF(room.left(), top, room.width(), high))
        top += high + gap
    return slots


def _outline(scene: StationsScene) -> tuple[object, ...]:
    """Return what a zoom belongs to: as long as it is the same, the zoom stays."""
    return tuple((s.kind, s.values.shape, s.extent) for s in _sheets(scene)), scene.home


def _same(before: StationsScene, after: StationsScene) -> bool:
    """Return whether two scenes differ in nothing but windows."""
    old, new = _sheets(before), _sheets(after)
    texts = [
        [(s.title, s.note, s.sign, [sheet.name for sheet in s.sheets]) for s in each]
        for each in (before.stations, after.stations)
    ]
    return (
        before.foot == after.foot
        and texts[0] == texts[1]
        and all(
            a.values is b.values
            and (a.across, a.up, a.texts) == (b.across, b.up, b.texts)
            for a, b in zip(old, new, strict=True)
        )
    )
