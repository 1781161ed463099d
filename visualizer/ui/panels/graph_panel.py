"""The network panel: layers, neurons, edges, and what flows through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QNativeGestureEvent, QResizeEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from visualizer.language import tr
from visualizer.scenes.graph import GraphScene
from visualizer.scenes.intents import OpenLayer
from visualizer.ui.canvas.column_headers import ColumnHeaders
from visualizer.ui.canvas.edge_legend import EdgeLegend
from visualizer.ui.canvas.ink import ink_of
from visualizer.ui.canvas.network_view import NetworkView
from visualizer.ui.canvas.spotlight import Spot
from visualizer.ui.canvas.zoom_view import ZOOM_STEP
from visualizer.ui.drawing import Pacer
from visualizer.ui.late_part import LatePart
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.tab_order import keep_with

if TYPE_CHECKING:
    from visualizer.ui.canvas.layer_card import LayerCardView


@panels.register
class GraphPanel(Panel):
    """The network as columns of neurons joined by edges.

    Above the drawing stand the titles of the layers with the buttons that
    change them, below it the legend of the edges. A title opens its layer's
    card. A click selects a neuron, a weight or a bias; a card changes the weight
    or bias; the wheel zooms, dragging pans.
    """

    key = "graph"
    title = "Network"
    rank = 10
    scene_class = GraphScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._graph: GraphScene | None = None
        self._stacked = self._fixed = False
        self._headers = ColumnHeaders(self)
        self._view = NetworkView(self)
        self._legend = EdgeLegend(self)
        self._zoom_out = IconButton("minus", parent=self)
        self._fit = IconButton("fit", parent=self)
        self._zoom_in = IconButton("plus", parent=self)
        self._layer_card = LatePart(self._make_card)
        self._states = Pacer(self._write_heading, self)
        self._headers.intent.connect(self.intent)
        self._view.intent.connect(self.intent)
        self._view.moved.connect(self._place_headers)
        self._zoom_out.clicked.connect(lambda: self._view.zoom(1 / ZOOM_STEP))
        self._zoom_in.clicked.connect(lambda: self._view.zoom(ZOOM_STEP))
        self._fit.clicked.connect(self._view.fit)
        # Here and not in the view, whose events Qt then handles without Python.
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.retranslate()

    @property
    def view(self) -> NetworkView:
        """The drawing."""
        return self._view

    @property
    def headers(self) -> ColumnHeaders:
        """The strip above the drawing."""
        return self._headers

    @property
    def layer_card(self) -> LayerCardView:
        """The floating card of a hidden layer."""
        return self._layer_card()

    @property
    def legend(self) -> EdgeLegend:
        """The line below the drawing."""
        return self._legend

    def set_scene(self, scene: GraphScene) -> None:
        before, self._graph = self._graph, scene
        reshaped = before is None or (
            (before.layers is not scene.layers and before.layers != scene.layers)
            or before.editable != scene.editable
        )
        if reshaped:
            self._headers.set_layers(scene.layers, scene.editable and not self._fixed)
        self._view.set_graph(scene)
        if reshaped:
            self._lay_out()
        self._show_legend(scene)
        self._show_card(scene)
        calm = before is None or before.subtitle != scene.subtitle
        self._states.request(now=calm or before.title != scene.title)  # type: ignore[union-attr]

    def hide_controls(self, names: frozenset[str]) -> None:
        self._fixed = "layers" in names
        if self._graph is not None:
            editable = self._graph.editable and not self._fixed
            self._headers.set_layers(self._graph.layers, editable)
            self._lay_out()

    def set_theme(self, theme: Theme) -> None:
        self._headers.set_theme(theme)
        self._view.set_theme(theme)
        self._legend.set_ink(ink_of(theme))
        self._layer_card.set_theme(theme)
        for button in self.header_widgets():
            cast(IconButton, button).set_theme(theme)
        self._lay_out()

    def retranslate(self) -> None:
        self._headers.retranslate()
        self._view.retranslate()
        self._legend.retranslate()
        self._layer_card.retranslate()
        self._zoom_out.set_title(tr("Zoom out"))
        self._fit.set_title(tr("Show the whole network"))
        self._zoom_in.set_title(tr("Zoom in"))
        if self._graph is not None:
            self._show_legend(self._graph)
        self._lay_out()

    def header_widgets(self) -> list[QWidget]:
        return [self._zoom_out, self._fit, self._zoom_in]

    def toggle_spotlight(self) -> bool:
        layer = self._headers.layer_pointed_at()
        return self._view.toggle_spotlight(None if layer is None else Spot(layer))

    def end_spotlight(self) -> bool:
        return self._view.end_spotlight()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("neuron"),
                tr(
                    "Inside it: what it answers over the plane of the inputs, blue"
                    " positive, orange negative. The brighter its frame, the more"
                    " active it is for the example being watched"
                ),
            ),
            (
                tr("bar and number"),
                tr(
                    "Activation for the example being watched: the bar rises blue"
                    " or falls orange from the middle"
                ),
            ),
            (
                tr("edge"),
                tr(
                    "A weight: its color is the sign, its width the size, on one"
                    " scale for all layers and the whole run"
                ),
            ),
            (
                tr("small square"),
                tr("The bias of the neuron, colored by its sign and size"),
            ),
            (
                tr("dots"),
                tr("The signal, moving layer by layer; only at slow speeds"),
            ),
            (
                tr("arrow"),
                tr(
                    "In a backward pass: how the activation should change for the"
                    " loss to fall; all arrows have one scale"
                ),
            ),
            (
                tr("click"),
                tr(
                    "A neuron opens its sum; an edge or a small square opens its"
                    " value, to be changed by typing, slider or wheel"
                ),
            ),
            (
                tr("lock, cross"),
                tr(
                    "A lock is at what training leaves as it is; a neuron that is"
                    " crossed out is switched off and answers 0"
                ),
            ),
            (
                tr("dashed arc"),
                tr(
                    "A skip connection: what the neuron beside it answers is added"
                    " to what this one answers"
                ),
            ),
            (
                tr("title of a layer"),
                tr("Opens the layer's own activation, normalization and dropout"),
            ),
            (
                tr("key S"),
                tr(
                    "Spotlight: the neuron or the layer under the pointer stays in"
                    " full, the rest is dimmed; S again or Esc ends it"
                ),
            ),
            (
                tr("wheel, drag"),
                tr("Zoom and move the drawing; a double-click shows all of it"),
            ),
        ]

    def _write_heading(self) -> None:
        scene = self._graph
        if scene is not None:
            parts = (scene.state, scene.subtitle)
            self.set_heading(scene.title, " · ".join(part for part in parts if part))

    def _make_card(self) -> LayerCardView:
        from visualizer.ui.canvas.layer_card import LayerCardView

        card = LayerCardView(self)
        card.chosen.connect(self.intent)
        card.closed.connect(self._on_card_closed)
        keep_with(self._zoom_in, card.findChildren(QWidget))
        return card

    def _show_card(self, scene: GraphScene) -> None:
        if scene.layer_card is None:
            self._layer_card.hide()
            return
        card, opened = self._layer_card(), not self._layer_card.open
        card.set_card(scene.layer_card)
        self._place_card()
        if opened:
            card.show()
            card.raise_()
            title = self._headers.headers[scene.layer_card.layer].title_button
            # A hand on the title keeps Space for play and pause.
            if title.hasFocus() or not title.underMouse():
                card.focus_first()

    def _place_card(self) -> None:
        """Put the layer's card below its title, inside the panel."""
        shown, centers = self._layer_card(), self._view.column_centers()
        if shown.card is None or shown.card.layer >= len(centers):
            return
        size = shown.size()
        left = centers[shown.card.layer] - size.width() // 2
        left = max(4, min(left, self.width() - size.width() - 4))
        top = min(self._headers.height() + 2, self.height() - size.height())
        shown.move(left, max(0, top))

    def _on_card_closed(self) -> None:
        self._view.setFocus()
        self.intent.emit(OpenLayer(None))

    def _show_legend(self, scene: GraphScene) -> None:
        self._legend.set_content(
            scene.legend, scene.edge_meaning, self._rule(scene), self._view.edges.thin
        )

    def _rule(self, scene: GraphScene) -> str:
        """Say what is left out; the edges are counted where they are drawn."""
        edges = self._view.edges
        if edges.drawn == edges.total:
            return scene.rule
        return tr(
            "the {drawn} strongest of {total} edges",
            drawn=f"{edges.drawn:,}",
            total=f"{edges.total:,}",
        )

    def _lay_out(self) -> None:
        """Share the height between strip, drawing and line."""
        width, height = self.width(), self.height()
        line, foot = self._headers.line_height(), self._legend.sizeHint().height()
        centers = self._view.centers_for(width, height - line - foot)
        self._stacked = not self._headers.fits_in_line(centers)
        head = self._headers.stacked_height() if self._stacked else line
        self._headers.setGeometry(0, 0, width, head)
        self._view.setGeometry(0, head, width, max(1, height - head - foot))
        self._legend.setGeometry(0, height - foot, width, foot)
        self._place_headers()

    def _place_headers(self) -> None:
        self._headers.place(self._view.column_centers(), self._stacked)
        if self._layer_card.open:
            self._place_card()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Gesture:
            gestures = cast(QGestureEvent, event)
            pinch = gestures.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                center = self._view.mapFromGlobal(pinch.centerPoint())
                self._view.zoom(pinch.scaleFactor(), QPointF(center))
                return True
        if event.type() == QEvent.Type.NativeGesture:
            native = cast(QNativeGestureEvent, event)
            if native.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                place = self._view.mapFrom(self, native.position())
                self._view.zoom(1.0 + native.value(), place)
                return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 220)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(810, 500)
