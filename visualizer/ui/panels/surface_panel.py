"""The loss surface panel: a map of the loss with the path of descent."""

from __future__ import annotations

from typing import ClassVar, cast

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QActionGroup, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QMenu, QToolTip, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import (
    ChooseSurface,
    MoveOnSurface,
    RefreshSurface,
    Seek,
    SurfaceKind,
)
from visualizer.scenes.surface import SurfaceScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.plot_panel import MarkerPanel
from visualizer.ui.plots.surface_view import SurfaceView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.icon_button import IconButton

REDRAW_INTERVAL = 66
"""Least time between two drawings of a growing path, in milliseconds."""

NARROW = 390
"""Width below which the controls fold into one button, at the base font."""


@panels.register
class SurfacePanel(MarkerPanel):
    """A contour map of the loss over a plane through parameter space.

    The marker is the present moment; dragging it puts the network elsewhere on
    the plane (`MoveOnSurface`, one gesture number a drag).
    """

    key: ClassVar[str] = "surface"
    title: ClassVar[str] = "Surface"
    rank: ClassVar[int] = 40
    scene_class: ClassVar[type[Scene]] = SurfaceScene
    labeled: ClassVar[bool] = True
    least: ClassVar[tuple[int, int]] = (220, 130)
    usual: ClassVar[tuple[int, int]] = (380, 270)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: SurfaceScene | None = None
        self._view = SurfaceView(self)
        self.fill_with_map(self._view)
        self._kinds = _KindBox(self)
        self._refresh = IconButton("refresh", parent=self)
        self._about = IconButton("info", parent=self)
        self._all = IconButton("plane", parent=self)
        self._all.hide()
        self._drawing = Pacer(self._draw, self, REDRAW_INTERVAL)
        self._view.resized.connect(self._place_label)
        self._view.run_wanted.connect(
            lambda run, update: self.intent.emit(Seek(update, run))
        )
        self._kinds.activated.connect(self._on_kind_chosen)
        self._refresh.clicked.connect(self._on_refresh_clicked)
        self._about.clicked.connect(self._on_about_clicked)
        self._all.clicked.connect(self._on_all_clicked)
        self.retranslate()

    @property
    def view(self) -> SurfaceView:
        """The map."""
        return self._view

    def set_scene(self, scene: SurfaceScene) -> None:
        """Draw a scene; a growing path follows fifteen times a second."""
        before, self._scene = self._scene, scene
        self._place_label()
        self._kinds.setCurrentIndex(self._kinds.findData(scene.kind))
        if before is None or scene.details != before.details:
            self._about.set_title("\n".join(scene.details))
            self._about.setAccessibleName(tr("What this surface shows"))
        if before is not None and scene.marker != before.marker:
            self.follow()
        renewed = before is None or scene.values is not before.values
        self._drawing.request(now=renewed)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)
        for button in (self._refresh, self._about, self._all):
            button.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self._kinds.set_items(_names())
        self._kinds.setAccessibleName(tr("Plane through parameter space"))
        self._kinds.setToolTip(tr("Which plane through parameter space is shown"))
        self._refresh.set_title(tr("Lay the plane through the present moment"))
        self._all.set_title(tr("Plane through parameter space"))
        self._about.setAccessibleName(tr("What this surface shows"))
        self.setAccessibleName(tr("Loss surface"))
        self.setAccessibleDescription(
            tr("Alt+arrows move the marker, and the network with it; Shift: further")
        )
        self._view.setAccessibleName(tr("Map of the loss"))
        self._view.lay_out()
        self._view.set_hint(self._hint())

    def header_widgets(self) -> list[QWidget]:
        """Return the choice of the plane, refresh, and the full label.

        A narrow panel, whose heading is needed for tabs, has one button for them.
        """
        return [self._kinds, self._refresh, self._about, self._all]

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the map, then what holds for this surface."""
        rows = [
            (
                tr("Colors"),
                tr("Loss at each point of the plane: dark is low, yellow is high"),
            ),
            (
                tr("Lines"),
                tr("Contours of equal loss, with their values; also on the color bar"),
            ),
            (
                tr("White path"),
                tr("The run so far, projected onto the plane; the ring is its start"),
            ),
            (
                tr("Marker"),
                tr(
                    "The moment shown; drag it and the network goes there. "
                    "The optimizer starts afresh; undo brings everything back"
                ),
            ),
            (
                tr("Faint paths"),
                tr("Runs that were left, in the same plane; click one to return to it"),
            ),
            (tr("Hatched"), tr("The loss is not finite there")),
        ]
        if self._scene is not None and self._scene.details:
            rows.append((tr("This surface"), "\n".join(self._scene.details)))
        return rows

    def _draw(self) -> None:
        if self._scene is not None:
            self._view.set_scene(self._scene)
            self._view.set_hint(self._hint())

    def _place_label(self) -> None:
        """Write what the map is over it, or beside the title where it is low."""
        if self._scene is not None:
            label = self._scene.subtitle
            self._view.set_caption(label)
            self.set_heading(self._scene.title, label if self._view.low else "")

    def _hint(self) -> str:
        """Return the most pressing thing to say about this map."""
        scene = self._scene
        if scene is None:
            return ""
        if scene.kind == "weights":
            if len(scene.axes_options) < 2:
                return tr("select two edges in the network")
            if scene.values is None:
                first, second = scene.axes_options[:2]
                return tr("{first} × {second}", first=first, second=second)
        if scene.values is not None and scene.stale:
            return tr("surface of an earlier moment; it is renewed on pause")
        if scene.kind == "weights":
            return tr("other weights: select two edges in the network")
        return ""

    def moved(self, x: float, y: float) -> None:
        """Put the network where the marker is."""
        self._moves.offer(MoveOnSurface((x, y), self._gesture))

    def _on_kind_chosen(self, index: int) -> None:
        kind = cast(SurfaceKind, self._kinds.itemData(index))
        if self._scene is None or kind != self._scene.kind:
            self.intent.emit(ChooseSurface(kind))

    def menu(self) -> QMenu:
        """Make the menu that stands for the controls where there is no room."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        planes = QActionGroup(menu)
        for index, name in enumerate(_names().values()):
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(index == self._kinds.currentIndex())
            action.triggered.connect(lambda _=False, i=index: self._on_kind_chosen(i))
            planes.addAction(action)
        menu.addSeparator()
        refresh = menu.addAction(tr("Lay the plane through the present moment"))
        refresh.triggered.connect(self._on_refresh_clicked)
        about = menu.addAction(tr("What this surface shows"))
        about.triggered.connect(self._on_about_clicked)
        return menu

    def _on_all_clicked(self) -> None:
        corner = QPoint(0, self._all.height() + 2)
        self.menu().popup(self._all.mapToGlobal(corner))

    def _fold(self) -> None:
        """Show either the controls or the one button for them."""
        narrow = self.width() < round(NARROW * font_pixels(self) / BASE_PIXELS)
        for control in (self._kinds, self._refresh, self._about):
            control.setVisible(not narrow)
        self._all.setVisible(narrow)

    def _on_refresh_clicked(self) -> None:
        self.intent.emit(RefreshSurface())

    def _on_about_clicked(self) -> None:
        """Show the label to hands that cannot hover."""
        button = self._about if self._about.isVisible() else self._all
        place = button.mapToGlobal(QPoint(0, button.height()))
        QToolTip.showText(place, self._about.toolTip(), button)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()


class _KindBox(QComboBox):
    """The planes to choose from; the wheel, meant for the page, leaves it alone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.currentIndexChanged.connect(self.updateGeometry)
        for kind, name in _names().items():
            self.addItem(name, kind)

    def set_items(self, names: dict[SurfaceKind, str]) -> None:
        """Write the names of the planes."""
        for index in range(self.count()):
            self.setItemText(index, names[self.itemData(index)])

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def sizeHint(self) -> QSize:
        # As wide as the plane shown, not as the longest: the title needs the room.
        hint = super().sizeHint()
        metrics = self.fontMetrics()
        texts = [self.itemText(index) for index in range(self.count())]
        longest = max(metrics.horizontalAdvance(text) for text in texts)
        spare = longest - metrics.horizontalAdvance(self.currentText())
        return QSize(hint.width() - spare, hint.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _names() -> dict[SurfaceKind, str]:
    """Return the names of the planes, in the order of the list."""
    return {
        "path": tr("path plane"),
        "random": tr("random"),
        "weights": tr("two weights"),
    }
