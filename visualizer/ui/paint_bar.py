"""What the hand paints with: class or value, size and density, eraser, clear."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.numbers import signed
from visualizer.scenes.plane import Painting
from visualizer.ui.paint_layer import Brush
from visualizer.ui.widgets.chips import Chips
from visualizer.ui.widgets.push_button import PushButton

SIZES = (("small", 0.3), ("medium", 0.8), ("large", 1.6))
"""Radii of the brush in units of the plane, which is 12 wide."""

DENSITIES = (("one", 1), ("some", 4), ("many", 12))
"""Points of one dab."""

VALUES = (-1.0, -0.5, 0.0, 0.5, 1.0)

_GAP = 6
_ERASER = "eraser"


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
        if before != painting:
            self._fill()

    def brush(self) -> Brush:
        """Return the brush that is chosen."""
        radius = dict(SIZES)[self._sizes.chosen_key()]
        density = dict(DENSITIES)[self._densities.chosen_key()]
        key = self._marks.chosen_key()
        if key == _ERASER:
            return Brush("eraser", 0.0, radius, density)
        kind = "values" if self._kind.chosen_key() == "values" else "classes"
        return Brush(kind, float(key), radius, density)  # type: ignore[arg-type]

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

    def _fill(self) -> None:
        if self._painting is None:
            return
        if self._kind.chosen_key() == "values":
            items = [(f"{value:g}", signed(value, 1)) for value in VALUES]
        else:
            names = self._painting.classes
            items = [(str(number), name) for number, name in enumerate(names)]
        items.append((_ERASER, tr("eraser")))
        self._marks.set_items(items)
        keys = [key for key, _ in items]
        chosen = self._marks.chosen_key()
        self._marks.set_chosen(chosen if chosen in keys else keys[-2])
        self.place(self.width())
        self.brush_changed.emit()

    def _on_kind(self, key: str) -> None:
        self._kind.set_chosen(key)
        self._fill()

    def _on_chosen(self, chips: Chips, key: str) -> None:
        chips.set_chosen(key)
        self.brush_changed.emit()

    def place(self, width: int) -> int:
        """Place all controls in rows of a width; return the height of them all."""
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
