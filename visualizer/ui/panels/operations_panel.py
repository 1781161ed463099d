"""The graph of single operations, with values and gradients."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import ChooseOption
from visualizer.scenes.operations import OperationsScene, SelectOperation
from visualizer.ui.canvas.focus_border import FocusBorder
from visualizer.ui.canvas.operations_view import OperationsView
from visualizer.ui.canvas.zoom_view import ZOOM_STEP
from visualizer.ui.drawing import font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.alt_arrows import alt_arrow
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets import IconButton
from visualizer.ui.widgets.choice_box import ChoiceBox


@panels.register
class OperationsPanel(Panel):
    """Every number of a computation in a box, what it is made of left of it.

    A click on a box opens its rule, and so do Alt+left and right, one after the
    other; the wheel zooms, dragging pans, a double-click beside the boxes shows all.
    """

    key: ClassVar[str] = "operations"
    title: ClassVar[str] = "Graph of operations"
    rank: ClassVar[int] = 70
    scene_class: ClassVar[type[Scene]] = OperationsScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: OperationsScene | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._view = OperationsView(self)
        self._view.chosen.connect(
            lambda index: self.intent.emit(SelectOperation(index))
        )
        self._focus = FocusBorder(self)
        self._scope = ChoiceBox(self)
        self._scope.setMinimumContentsLength(11)
        self._scope.chosen.connect(
            lambda key: self.intent.emit(ChooseOption("scope", key))
        )
        self._zoom_out = IconButton("minus", parent=self)
        self._fit = IconButton("fit", parent=self)
        self._zoom_in = IconButton("plus", parent=self)
        self._zoom_out.clicked.connect(lambda: self._view.zoom(1 / ZOOM_STEP))
        self._zoom_in.clicked.connect(lambda: self._view.zoom(ZOOM_STEP))
        self._fit.clicked.connect(self._view.fit)
        self._hint = QLabel(self)
        self._hint.setProperty("role", "secondary")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.retranslate()

    @property
    def view(self) -> OperationsView:
        """The drawing."""
        return self._view

    @property
    def scope(self) -> ChoiceBox:
        """What is shown."""
        return self._scope

    def header_widgets(self) -> list[QWidget]:
        return [self._scope, self._zoom_out, self._fit, self._zoom_in]

    def set_scene(self, scene: OperationsScene) -> None:
        self._drawn = scene
        self._scope.set_items(scene.scopes)
        self._scope.set_chosen(scene.scope)
        self._scope.setVisible(len(scene.scopes) > 1)
        self._hint.setText(scene.hint)
        self._hint.setVisible(bool(scene.hint))
        self._view.setVisible(not scene.hint)
        self._view.set_scene(scene)
        self.set_heading(scene.title, scene.subtitle)

    def set_theme(self, theme: Theme) -> None:
        for button in (self._zoom_out, self._fit, self._zoom_in):
            button.set_theme(theme)
        self._focus.set_theme(theme)
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Graph of operations"))
        self.setAccessibleDescription(
            tr("Alt+left and right open the rule of the operation before and behind")
        )
        self._view.setAccessibleName(tr("Graph of operations"))
        self._scope.setAccessibleName(tr("Part of the network"))
        self._scope.setToolTip(tr("Part of the network"))
        self._zoom_out.set_title(tr("Zoom out"))
        self._fit.set_title(tr("Show the whole graph"))
        self._zoom_in.set_title(tr("Zoom in"))

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("box"),
                tr(
                    "One number: what made it, below it its value; blue is positive,"
                    " orange negative"
                ),
            ),
            (
                tr("round box"),
                tr("A number that was put in: an input, a weight, a bias, a target"),
            ),
            (
                "∂",
                tr(
                    "The gradient: by how much the loss grows for each unit that this"
                    " number grows"
                ),
            ),
            (
                tr("line"),
                tr("From left to right values, then from right to left gradients"),
            ),
            (tr("→ ←"), tr("Go on and back, operation by operation or by columns")),
            (tr("click"), tr("Opens the rule of the operation, with its numbers")),
            (
                tr("wheel, drag"),
                tr("Zoom and move the drawing; a double-click shows all of it"),
            ),
        ]

    def _choose(self, steps: int) -> None:
        """Open the rule of a box some places further, in reading order."""
        scene = self._drawn
        if scene is None or not scene.boxes:
            return
        order = [b.index for b in sorted(scene.boxes, key=lambda b: (b.x, b.y))]
        if scene.selected in order:
            place = (order.index(scene.selected) + steps) % len(order)
        else:
            place = 0 if steps > 0 else len(order) - 1
        self.intent.emit(SelectOperation(order[place]))

    def event(self, event: QEvent) -> bool:
        # Otherwise a shortcut of the window takes the arrows first.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and alt_arrow(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = alt_arrow(event)
        if arrow is None:
            super().keyPressEvent(event)
            return
        self._choose(arrow[0] or -arrow[1])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._focus.show_for(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._focus.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for part in (self._view, self._hint, self._focus):
            part.setGeometry(self.rect())

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(300 * unit), round(200 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(700 * unit), round(460 * unit))
