"""The chain of neurons on number lines; one number is moved by hand."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.chain import ChainScene, NumberLine, Wiggle
from visualizer.ui.canvas.focus_border import FocusBorder
from visualizer.ui.drawing import font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.alt_arrows import alt_arrow
from visualizer.ui.plots.latest_intent import LatestIntent
from visualizer.ui.plots.number_lines import NumberLines
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets import IconButton

STEP, LARGE_STEP = 0.02, 0.2


@panels.register
class ChainPanel(Panel):
    """Weights and biases are dragged along their lines; z, a and C follow.

    Alt+left and right move the number that is held, Shift further; Alt+up and down
    hold another one.
    """

    key: ClassVar[str] = "chain"
    title: ClassVar[str] = "Chain of neurons"
    rank: ClassVar[int] = 72
    scene_class: ClassVar[type[Scene]] = ChainScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: ChainScene | None = None
        self._dragged: NumberLine | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._view = NumberLines(self)
        self._moves = LatestIntent(self.intent.emit, self)
        self._view.pressed.connect(self._on_pressed)
        self._view.dragged.connect(self._on_dragged)
        self._view.released.connect(self._on_released)
        self._view.hovered.connect(self._on_hovered)
        self._back = IconButton("restore", parent=self)
        self._back.clicked.connect(self._put_back)
        self._focus = FocusBorder(self)
        self.retranslate()

    @property
    def view(self) -> NumberLines:
        """The drawing."""
        return self._view

    @property
    def back(self) -> IconButton:
        """The button that puts the number back."""
        return self._back

    def header_widgets(self) -> list[QWidget]:
        return [self._back]

    def set_scene(self, scene: ChainScene) -> None:
        self._scene = scene
        self._view.set_scene(scene)
        self._back.setEnabled(scene.change != 0.0)
        self.set_heading(scene.title, scene.subtitle)

    def set_theme(self, theme: Theme) -> None:
        self._back.set_theme(theme)
        self._focus.set_theme(theme)
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Chain of neurons"))
        self.setAccessibleDescription(
            tr(
                "Alt+left and right move a weight or bias, Shift: further; Alt+up and"
                " down choose another"
            )
        )
        self._view.setAccessibleName(tr("Chain of neurons"))
        self._back.set_title(tr("Put the number back"))

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (tr("hollow ring"), tr("The number as it is")),
            (
                tr("filled dot"),
                tr("Where it is when the held weight or bias is moved: drag that one"),
            ),
            (
                tr("upright mark"),
                tr("Where the derivative says it goes; close for small moves"),
            ),
            (tr("Alt + arrows"), tr("Move the held number, or hold another one")),
        ]

    def _held(self) -> NumberLine | None:
        lines = () if self._scene is None else self._scene.lines
        return next((line for line in lines if line.held), None)

    def _put_back(self) -> None:
        held = self._held()
        if held is not None:
            self.intent.emit(Wiggle(held.parameter, 0.0))

    def _on_pressed(self, place: QPointF) -> None:
        self._dragged = self._view.parameter_at(place)
        self._on_dragged(place)

    def _on_dragged(self, place: QPointF) -> None:
        line = self._dragged
        if line is not None:
            change = self._view.value_at(line, place) - line.value
            self._moves.offer(Wiggle(line.parameter, change))

    def _on_released(self) -> None:
        self._dragged = None
        self._moves.flush()

    def _on_hovered(self, place: QPointF) -> None:
        over = self._view.parameter_at(place) is not None
        shape = Qt.CursorShape.SizeHorCursor if over else Qt.CursorShape.ArrowCursor
        self._view.viewport().setCursor(shape)

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow, held = alt_arrow(event), self._held()
        if arrow is None or held is None or self._scene is None:
            super().keyPressEvent(event)
            return
        across, up = arrow
        if up:
            count = sum(line.parameter >= 0 for line in self._scene.lines)
            self.intent.emit(Wiggle((held.parameter - up) % count, 0.0))
            return
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = LARGE_STEP if far else STEP
        self.intent.emit(Wiggle(held.parameter, self._scene.change + across * step))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._focus.show_for(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._focus.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._view.setGeometry(self.rect())
        self._focus.setGeometry(self.rect())

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(420 * unit), round(260 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(640 * unit), round(420 * unit))
