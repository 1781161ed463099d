"""What the hand paints with: class or value, size and density, eraser, clear."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.numbers import signed
from visualizer.scenes.plane import Painting
from visualizer.ui.paint_layer import Brush
from visualizer.ui.plane_points import PointLook, class_sprite, signed_sprite
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.chips import Chips
from visualizer.ui.widgets.push_button import PushButton

SIZES = (("small", 0.3), ("medium", 0.8), ("large", 1.6))
"""Radii of the brush in units of the plane, which is 12 wide."""

DENSITIES = (("one", 1), ("some", 4), ("many", 12))
"""Points of one dab."""

VALUES = (-1.0, -0.5, 0.0, 0.5, 1.0)

_GAP = 6
_ERASER = "eraser"
_FIRST = "1"
"""The class +1 and the value +1: what is painted unless another is chosen."""

_SWATCH = 4.0
"""Radius of the marker on a swatch."""


class PaintBar(QWidget):
    """Controls for a brush, in as many rows as the width asks for.

    Signals
    -------
    brush_changed
    cleared
        The next stroke is to take the place of the points there are.
    """

    brush_changed = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._painting: Painting | None = None
        self._theme: Theme | None = None
        self._kind = Chips(self, dense=True)
        self._marks = Chips(self, dense=True)
        self._sizes = Chips(self, dense=True)
        self._densities = Chips(self, dense=True)
        self._clear = PushButton("", "chip", self)
        self._clear.setProperty("dense", True)
        self._kind.chosen.connect(self._on_kind)
        for chips in (self._marks, self._sizes, self._densities):
            chips.chosen.connect(lambda key, chips=chips: self._on_chosen(chips, key))
        self._clear.clicked.connect(self.cleared)
        self.retranslate()
        self._sizes.set_chosen("medium")
        self._densities.set_chosen("some")

    @property
    def kinds(self) -> Chips:
        """The choice between classes and values."""
        return self._kind

    @property
    def marks(self) -> Chips:
        """The classes or values to paint, and the eraser."""
        return self._marks

    @property
    def sizes(self) -> Chips:
        """The sizes of the brush."""
        return self._sizes

    @property
    def densities(self) -> Chips:
        """How many points a dab has."""
        return self._densities

    @property
    def clear_button(self) -> PushButton:
        """Lets the next stroke begin a new painting."""
        return self._clear

    def set_painting(self, painting: Painting) -> None:
        """Offer what can be painted; what the points have is chosen at first."""
        before, self._painting = self._painting, painting
        if before is None or before.kind != painting.kind:
            self._kind.set_chosen(painting.kind)
        if before is not None and before.several != painting.several:
            # Blue is +1 of two classes, and the first of several.
            turned = {"0": "1", "1": "0"}
            key = self._marks.chosen_key()
            if self._kind.chosen_key() == "classes":
                self._marks.set_chosen(turned.get(key, key))
        if before != painting:
            self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._draw_swatches()

    def choices(self) -> int:
        """Return how many classes or values there are to choose from."""
        return len(self._items()) - 1

    def choose(self, number: int) -> None:
        """Choose the first, second, … class or value; 0 is the eraser."""
        keys = [key for key, _ in self._items()]
        self._on_chosen(self._marks, keys[number - 1])

    def brush(self) -> Brush:
        """Return the brush that is chosen."""
        radius = dict(SIZES)[self._sizes.chosen_key()]
        density = dict(DENSITIES)[self._densities.chosen_key()]
        key = self._marks.chosen_key()
        if key == _ERASER:
            return Brush("eraser", 0.0, radius, density)
        if self._kind.chosen_key() == "values":
            return Brush("values", float(key), radius, density)
        return Brush("classes", float(key), radius, density, self._is_several(key))

    def retranslate(self) -> None:
        """Say all texts again."""
        self._kind.set_items([("classes", tr("classes")), ("values", tr("values"))])
        self._kind.setAccessibleName(tr("What is painted"))
        self._marks.setAccessibleName(tr("Class or value of the brush"))
        names = {"small": tr("S"), "medium": tr("M"), "large": tr("L")}
        self._sizes.set_items([(key, names[key]) for key, _ in SIZES])
        self._sizes.setAccessibleName(tr("Size of the brush"))
        self._sizes.setToolTip(tr("Size of the brush"))
        self._densities.set_items([(key, f"×{count}") for key, count in DENSITIES])
        self._densities.setToolTip(tr("Points of one dab of the brush"))
        self._densities.setAccessibleName(tr("Points of one dab of the brush"))
        self._clear.setText(tr("clear"))
        self._clear.setAccessibleName(tr("Begin a new painting"))
        self._clear.setToolTip(
            tr("Begin anew: the next stroke takes the place of all points")
        )
        self._fill()

    def _items(self) -> list[tuple[str, str]]:
        """Return key and name of each class or value in order, then the eraser."""
        assert self._painting is not None
        if self._kind.chosen_key() == "values":
            items = [(f"{value:g}", signed(value, 1)) for value in VALUES]
        else:
            names = self._painting.classes
            items = [(str(number), name) for number, name in enumerate(names)]
            if not self._painting.several:
                # Blue before orange, as where there are more.
                items[:2] = items[1::-1]
        return [*items, (_ERASER, tr("eraser"))]

    def _fill(self) -> None:
        if self._painting is None:
            return
        items = self._items()
        self._marks.set_items(items)
        keys = [key for key, _ in items]
        chosen = self._marks.chosen_key()
        self._marks.set_chosen(chosen if chosen in keys else _FIRST)
        classes = self._kind.chosen_key() == "classes"
        for digit, (key, name) in enumerate(items, start=1):
            chip = self._marks.chip(key)
            if key == _ERASER:
                chip.setToolTip(tr("Take points away; key {digit}", digit=0))
                continue
            said = tr("class {name}", name=name) if classes else name
            chip.setAccessibleName(said)
            chip.setToolTip(tr("Paint {name}; key {digit}", name=said, digit=digit))
        self._draw_swatches()
        self.place(self.width())
        self.brush_changed.emit()

    def _draw_swatches(self) -> None:
        """Show on each swatch the marker that its points have."""
        theme = self._theme
        if theme is None or self._painting is None:
            return
        look = PointLook(theme, _SWATCH, max(2.0, self.devicePixelRatioF()))
        values = self._kind.chosen_key() == "values"
        for key, _ in self._items()[:-1]:
            if values:
                sprite = signed_sprite(float(key), look)
            elif self._is_several(key):
                sprite = class_sprite(int(key), look)
            else:
                sprite = signed_sprite(2.0 * float(key) - 1.0, look)
            chip = self._marks.chip(key)
            ground = _on_disk(sprite, theme)
            chip.setIcon(QIcon(ground))
            chip.setIconSize(ground.deviceIndependentSize().toSize())

    def _name_swatches(self, width: int) -> None:
        """Write the names of classes beside their markers where there is room."""
        if self._painting is None or self._theme is None:
            return
        names = self._items()[:-1]
        values = self._kind.chosen_key() == "values"
        for named in (True, False):
            for key, name in names:
                self._marks.chip(key).setText(name if named or values else "")
            if self._marks.sizeHint().width() <= width:
                return

    def _is_several(self, key: str) -> bool:
        """Return whether a class is one of more than two, or makes them that."""
        assert self._painting is not None
        return self._painting.several or int(key) > 1

    def _on_kind(self, key: str) -> None:
        self._kind.set_chosen(key)
        self._fill()

    def _on_chosen(self, chips: Chips, key: str) -> None:
        chips.set_chosen(key)
        self.brush_changed.emit()

    def place(self, width: int) -> int:
        """Place all controls in rows of a width; return the height of them all."""
        self._name_swatches(width)
        groups: tuple[tuple[QWidget, ...], ...] = (
            (self._kind,),
            (self._marks,),
            (self._sizes, self._densities, self._clear),
        )
        x = y = 0
        row = max(one.sizeHint().height() for group in groups for one in group)
        for group in groups:
            sizes = [one.sizeHint() for one in group]
            wide = sum(size.width() for size in sizes) + _GAP * (len(group) - 1)
            if x and x + wide > width:
                x, y = 0, y + row + _GAP
            for one, size in zip(group, sizes, strict=True):
                top = y + (row - size.height()) // 2
                one.setGeometry(QRect(x, top, size.width(), size.height()))
                x += size.width() + _GAP
            x += _GAP
        return y + row

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.place(self.width()))


def _on_disk(sprite: QPixmap, theme: Theme) -> QPixmap:
    """Return a marker on a disk of the panel's color, seen on any button."""
    disk = QPixmap(sprite.size())
    disk.setDevicePixelRatio(sprite.devicePixelRatio())
    disk.fill(Qt.GlobalColor.transparent)
    with QPainter(disk) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("panel"))
        painter.drawEllipse(QRectF(QPointF(0, 0), sprite.deviceIndependentSize()))
        painter.drawPixmap(0, 0, sprite)
    return disk
