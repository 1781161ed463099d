"""The network as a scene of stock items: drawing, pointing, selecting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QApplication, QWidget

from visualizer.language import tr
from visualizer.scenes.graph import (
    GraphScene,
    Phase,
    same_columns,
    source_of,
    sources_of,
)
from visualizer.scenes.intents import Act, NeuronRef, Preview, Select, WeightRef
from visualizer.ui.canvas.arrangement import Arrangement, TextSizes, arrange, is_listed
from visualizer.ui.canvas.edges import Edges
from visualizer.ui.canvas.focus_border import FocusBorder
from visualizer.ui.canvas.free_place import best_corner
from visualizer.ui.canvas.highlights import EdgeHighlight, Ring
from visualizer.ui.canvas.hover_label import HoverLabel
from visualizer.ui.canvas.ink import Ink, ink_of
from visualizer.ui.canvas.locks import Locks
from visualizer.ui.canvas.marks import DesiredChanges, FoldMarks, Notes
from visualizer.ui.canvas.neighbors import Target, neuron_beside, parameter_beside
from visualizer.ui.canvas.neurons import Neurons
from visualizer.ui.canvas.pulses import Pulses
from visualizer.ui.canvas.readings import NAME_SIZE, NUMBER_SIZE, Readings
from visualizer.ui.canvas.skips import Skips
from visualizer.ui.canvas.spotlight import (
    UNLIT,
    UNLIT_EDGE,
    Spot,
    layer_around,
    remains,
    spot_of,
)
from visualizer.ui.canvas.zoom_view import ZOOM_STEP, ZoomView
from visualizer.ui.drawing import Pacer
from visualizer.ui.late_part import LatePart
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular
from visualizer.ui.widgets.keys import ENTER_KEYS
from visualizer.ui.widgets.tab_order import keep_with

if TYPE_CHECKING:
    from visualizer.ui.canvas.parameter_card import CardView


_REST = 250
_REACH = 6.0
_AHEAD = 0.4

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class NetworkView(ZoomView):
    """Draws graph scenes and answers the hand.

    A frame touches only the items whose picture changed; painting is left to
    Qt. The layout is made for the size of the view; zooming enlarges it.

    With the focus, Alt and the arrows move the selection from neuron to neuron,
    Alt, Shift and up or down through the bias and the weights of one; Enter
    opens the value for typing, Escape clears the selection, + and − zoom.

    Signals
    -------
    intent : Intent
    """

    intent = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._graph: GraphScene | None = None
        self._ink: Ink | None = None
        self._arrangement: Arrangement | None = None
        self._hovered: Target | None = None
        self._pointer: QPoint | None = None
        self._spot: Spot | None = None
        self._lit: frozenset[int] | None = None
        self._pressed_at: QPoint | None = None
        self._panning = False
        self._asked_to_edit = False

        stage = self.scene()
        self._edges = Edges(stage)
        self._neurons = Neurons(stage)
        self._readings = Readings(self._neurons)
        self._desired = DesiredChanges(stage)
        self._notes = Notes(stage, self._neurons, self._readings)
        self._locks = Locks(stage, self._edges, self._neurons)
        self._skips = Skips(stage)
        self._folds = FoldMarks(stage)
        self._pulses = Pulses(stage, self._edges, self)
        self._hover_edge = EdgeHighlight(stage, self._edges)
        self._selection_edge = EdgeHighlight(stage, self._edges)
        self._selection_ring = Ring(stage, 3.2)
        self._hover_ring = Ring(stage, 3.0)
        self._phase_ring = Ring(stage, 3.0)

        self._focus = FocusBorder(self)
        self._label = HoverLabel(self)
        self._card = LatePart(self._make_card)

        self._numbers = Pacer(self._write, self)
        self._rough = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._on_rested)
        # The items need no events: what is hit is computed here, on a click.
        self.setInteractive(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.resized.connect(self._on_resized)
        self.moved.connect(self._on_moved)
        self.retranslate()

    @property
    def card(self) -> CardView:
        """The floating card of the selected parameter."""
        return self._card()

    @property
    def label(self) -> HoverLabel:
        """The label beside what the pointer is on."""
        return self._label

    @property
    def arrangement(self) -> Arrangement | None:
        """Where things stand; None before the first scene."""
        return self._arrangement

    @property
    def edges(self) -> Edges:
        """The edges."""
        return self._edges

    @property
    def neurons(self) -> Neurons:
        """The bodies of the neurons."""
        return self._neurons

    @property
    def readings(self) -> Readings:
        """Bars, numbers and names beside the neurons."""
        return self._readings

    @property
    def locks(self) -> Locks:
        """Locks and crosses at what is not trained."""
        return self._locks

    @property
    def skips(self) -> Skips:
        """The arcs of skip connections."""
        return self._skips

    @property
    def pulses(self) -> Pulses:
        """The travelling dots."""
        return self._pulses

    @property
    def spot(self) -> Spot | None:
        """What the spotlight is on; None without."""
        return self._spot

    def toggle_spotlight(self, pointed: Spot | None = None) -> bool:
        """Put the spotlight on what the hand points at; there again, end it.

        Parameters
        ----------
        pointed : Spot, optional
            What the hand points at outside of the drawing. Otherwise it is what
            the pointer is on or, where there is nothing, what is selected.

        Returns
        -------
        bool
            Whether anything changed: False where there is nothing to light.
        """
        before = self._spot
        wanted = pointed or self._spot_at_pointer() or self._spot_of_selection()
        self._light(None if wanted == before else wanted)
        return self._spot != before

    def end_spotlight(self) -> bool:
        """Light everything again; return whether there was a spotlight."""
        was = self._spot is not None
        self._light(None)
        return was

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        ink = self._ink = ink_of(theme)
        self.set_ground(theme.color("panel"))
        self._card.set_theme(theme)
        self._label.set_theme(theme)
        self._focus.set_theme(theme)
        self._pulses.set_ink(ink)
        self._selection_edge.set_color(theme.color("accent"))
        self._hover_edge.set_color(theme.color("text_secondary"))
        ground = ink.brush("panel")
        self._selection_ring.set_pen(ink.line("accent", 2.2), ground)
        self._hover_ring.set_pen(ink.line("text_secondary", 1.6), ground)
        self._phase_ring.set_pen(ink.line("pulse", 2.2), ground)
        self._restyle()

    def set_graph(self, graph: GraphScene) -> None:
        """Draw a scene: all of it, or what differs from the one before."""
        before, self._graph = self._graph, graph
        if before is None or _differ_in_shape(before, graph):
            spot = self._spot
            if spot and before and not remains(spot, before.layers, graph.layers):
                self._spot = None
            self._rebuild(graph)
        else:
            self._draw(graph, before)

    def retranslate(self) -> None:
        """Say the view's own texts in the language in use."""
        self.setAccessibleName(tr("Network"))
        self._card.retranslate()
        self._show_hover()
        self._tell()

    def column_centers(self) -> list[int]:
        """Return where the columns stand, in pixels of the view."""
        if self._arrangement is None:
            return []
        return [
            self.mapFromScene(column.x, 0.0).x() for column in self._arrangement.columns
        ]

    def centers_for(self, width: int, height: int) -> list[int]:
        """Return where the columns would stand in a view of another size."""
        if self._graph is None:
            return []
        place = arrange(self._graph.layers, width, height, self._text_sizes())
        return [round(column.x * place.scale) for column in place.columns]

    def describe(self, target: Target) -> str:
        """Return what is known about a neuron, a weight or a bias, in one text."""
        if self._graph is None:
            return ""
        if isinstance(target, WeightRef):
            return "\n".join([self._describe_weight(target), *self._held(target)])
        index = self._neurons.index(target)
        if index is None:
            return ""
        layer, row = self._neurons.place_of(index)
        name, value = self._name(target), self._graph.activation_texts()[layer][row]
        lines = [f"{name} = {value}" if value else name]
        if self._graph.desired and self._graph.desired_texts[layer]:
            wish = self._graph.desired_texts[layer][row]
            if wish:
                lines.append(tr("desired change {value}", value=wish))
        note = self._notes.text(index)
        if note:
            lines.append(note)
        return "\n".join([*lines, *self._held(target)])

    def _describe_weight(self, target: WeightRef) -> str:
        assert self._graph is not None
        card = self._graph.card
        if card is not None and card.target == target:
            return f"{card.title} = {card.value_text}"
        to = self._name(NeuronRef(target.layer, target.destination))
        source = source_of(self._graph.layers, target)
        if source is None:
            return tr("bias of {neuron}", neuron=to)
        start = self._name(source)
        return tr("weight {source} → {destination}", source=start, destination=to)

    def _held(self, target: Target) -> list[str]:
        """Say whether something is not trained, or switched off."""
        graph = self._graph
        assert graph is not None
        return [
            said
            for said, among in (
                (tr("locked: not trained"), graph.locked),
                (tr("frozen: not trained"), graph.frozen),
                (tr("switched off: it answers 0"), graph.disabled),
            )
            if target in among
        ]

    # What a scene changes ----------------------------------------------------

    def _rebuild(self, graph: GraphScene) -> None:
        """Make the items of a network of another shape."""
        self._pulses.stop()
        self._hover(None)
        self._selection_edge.show(None)
        self._notes.forget()
        self._locks.forget()
        self._edges.build(graph.layers, graph.edges)
        self._neurons.build(graph.layers, graph.maps)
        self._readings.build(graph.layers)
        self._restyle()

    def _restyle(self) -> None:
        """Draw everything anew, as for another theme or font."""
        if self._graph is None or self._ink is None:
            return
        self._edges.set_ink(self._ink)
        self._neurons.set_ink(self._ink)
        self._readings.set_ink(self._ink, self.font())
        self._arrange()

    def _draw(self, graph: GraphScene, before: GraphScene | None) -> None:
        if self._ink is None or self._arrangement is None:
            return
        if before is not None and graph.update != before.update:
            self._hurry()
        self._edges.set_bins(graph.edges)
        self._neurons.set_biases(graph.biases)
        self._neurons.set_maps(graph.maps)
        self._neurons.set_image(graph.image)
        shares = graph.activation_shares()
        self._neurons.set_activations(shares)
        self._readings.set_activations(shares)
        # What changes with a step of the hand is read at once.
        self._numbers.request(now=before is None or graph.phase != before.phase)
        if before is None or graph.desired is not before.desired:
            self._draw_desired(graph)
        if before is None or graph.phase != before.phase:
            self._emphasize()
        if before is None or graph.notes != before.notes:
            self._draw_notes(graph, anew=before is None)
        if before is None or _held_by(graph) != _held_by(before):
            self._locks.draw(*_held_by(graph), self._ink)
            self._tell()
        if before is None or graph.selection != before.selection:
            self._draw_selection(graph)
        self._selection_edge.follow()
        self._hover_edge.follow()
        if before is None or graph.card is not before.card:
            self._draw_card(graph, before)
        if graph.pulses and before is not None:
            if graph.update != before.update or graph.phase != before.phase:
                self._pulses.start(len(graph.layers) - 1, self._phase_in_places())
        elif self._pulses.running:
            self._pulses.stop()

    def _hurry(self) -> None:
        """Draw many edges roughly while they change, smoothly at rest."""
        dense = self._edges.dense
        self._set_rough(dense)
        if dense:
            self._rest.start()

    def _on_rested(self) -> None:
        self._set_rough(False)

    def _set_rough(self, rough: bool) -> None:
        if rough != self._rough:
            self._rough = rough
            self.setRenderHint(QPainter.RenderHint.Antialiasing, not rough)

    def _write(self) -> None:
        """Write the numbers at the neurons; in a backward pass the changes."""
        graph = self._graph
        if graph is None or self._ink is None:
            return
        texts = [list(column) for column in graph.activation_texts()]
        signs: list[int] = []
        for number, layer in enumerate(graph.layers):
            if layer.image_shape is not None:
                signs.append(0)
                continue
            wishes = graph.desired_texts[number] if graph.desired else ()
            for row in range(len(layer.shown)):
                sign = 0
                if wishes and wishes[row]:
                    texts[number][row] = wishes[row]
                    value = float(graph.desired[number][row])
                    sign = (value > 0) - (value < 0)
                signs.append(sign)
        self._readings.set_texts(texts)
        self._readings.set_signs(signs)
        if isinstance(self._hovered, NeuronRef):
            self._show_hover()

    def _draw_desired(self, graph: GraphScene) -> None:
        assert self._ink is not None
        assert self._arrangement is not None
        self._desired.clear()
        if graph.desired:
            self._desired.draw(
                graph.desired, graph.activation_limit, self._arrangement, self._ink
            )
            self._desired.shade(self._lit)

    def _draw_notes(self, graph: GraphScene, anew: bool) -> None:
        assert self._ink is not None
        assert self._arrangement is not None
        draw = self._notes.draw if anew else self._notes.show
        draw(graph.notes, self._arrangement, self._ink, self.font())

    def _draw_selection(self, graph: GraphScene) -> None:
        target = graph.selection
        self._surround(self._selection_ring, target)
        self._selection_edge.show(self._edge_of(target))
        self._shade_marks()
        self._tell()
        self._show_hover()

    def _tell(self) -> None:
        """Say to those who do not see it what is in the light and selected."""
        if self._graph is None:
            return
        told = []
        if self._spot is not None:
            told.append(tr("Spotlight on {what}", what=self._title_of(self._spot)))
        if self._graph.selection is not None:
            told.append(self.describe(self._graph.selection))
        self.setAccessibleDescription("\n".join(told))

    def _title_of(self, spot: Spot) -> str:
        assert self._graph is not None
        if spot.neuron is not None:
            return self._name(NeuronRef(spot.layer, spot.neuron))
        title = self._graph.layers[spot.layer].title
        return tr("layer {layer}: {title}", layer=spot.layer, title=title)

    def _make_card(self) -> CardView:
        from visualizer.ui.canvas.parameter_card import CardView

        card = CardView(self)
        card.edited.connect(self.intent)
        card.lock_toggled.connect(self.intent)
        card.why_asked.connect(lambda: self.intent.emit(Act("ask_why")))
        card.closed.connect(self._on_card_closed)
        card.typing_ended.connect(self.setFocus)
        keep_with(self, card.findChildren(QWidget))
        return card

    def _draw_card(self, graph: GraphScene, before: GraphScene | None) -> None:
        if graph.card is None:
            self._card.hide()
            return
        card = self._card()
        elsewhere = card.card is None or card.card.target != graph.card.target
        card.set_card(graph.card)
        if before is None or elsewhere or card.isHidden():
            self._place_card()
            card.show()
            card.raise_()
        if self._asked_to_edit:
            self._asked_to_edit = False
            card.edit()

    # Layout ------------------------------------------------------------------

    def _text_sizes(self) -> TextSizes:
        assert self._graph is not None
        small = QFontMetricsF(tabular(sized(self.font(), NUMBER_SIZE)))
        names = QFontMetricsF(sized(self.font(), NAME_SIZE))
        titles = QFontMetricsF(self.font())
        first, last = self._graph.layers[0], self._graph.layers[-1]
        classes = last.labels if is_listed(last) else ()
        return TextSizes(
            line=small.height(),
            number=small.horizontalAdvance("\N{MINUS SIGN}0.00"),
            input_names=max(map(names.horizontalAdvance, first.labels), default=0.0),
            output_names=max(map(small.horizontalAdvance, classes), default=0.0),
            title=max(titles.horizontalAdvance(one.title) for one in (first, last)),
        )

    def _arrange(self) -> None:
        """Make the layout and draw everything in it."""
        if self._graph is None or self._ink is None:
            return
        size = self.viewport().size()
        wide, tall = float(size.width()), float(size.height())
        if min(wide, tall) < 8.0:
            return
        if self._arrangement is not None and not self.fitted:
            # A view that somebody zoomed keeps the layout it had.
            old = self._arrangement
            wide, tall = old.width * old.scale, old.height * old.scale
        layers = self._graph.layers
        place = arrange(layers, wide, tall, self._text_sizes())
        self._arrangement = place
        self._edges.place(place)
        self._neurons.place(place, place.scale * self.devicePixelRatioF())
        self._readings.place(place)
        self._folds.draw(layers, place, self._ink, self.font())
        self._skips.draw(layers, place, self._ink)
        self.set_extent(place.width, place.height, place.scale)
        self._draw(self._graph, None)

    def _on_resized(self) -> None:
        self._focus.setGeometry(self.rect())
        if self.fitted:
            self._arrange()
        else:
            self.moved.emit()

    def _on_moved(self) -> None:
        if self._card.open:
            self._place_card()
        self._place_label()

    def _place_label(self) -> None:
        if self._label.isHidden():
            return
        room = self.rect().adjusted(2, 2, -2, -2)
        number, box = self._edge_of(self._hovered), self._box(self._hovered)
        if number is not None:
            middle = self.mapFromScene(QPointF(*self._edges.point(number, 0.5)))
            self._label.stand_above(QRect(middle, middle), room)
        elif box is not None:
            near = self.mapFromScene(box).boundingRect()
            self._label.stand_beside(near, room)

    def _place_card(self) -> None:
        view = self._card()
        if view.card is None:
            return
        target = view.card.target
        number, box = self._edge_of(target), self._box(target)
        if number is not None:
            course = [
                self.mapFromScene(QPointF(*self._edges.point(number, step / 12)))
                for step in range(13)
            ]
        else:
            middle = self.rect().center()
            course = [middle if box is None else self.mapFromScene(box.center())]
        bodies = [
            self.mapFromScene(self._neurons.rectangle(index)).boundingRect()
            for index in range(len(self._neurons.seats))
        ]
        view.move(best_corner(view.size(), self.size(), course, bodies))

    # Emphasis ----------------------------------------------------------------

    def _edge_of(self, target: Target | None) -> int | None:
        return self._edges.number(target) if isinstance(target, WeightRef) else None

    def _box(self, target: Target | None) -> QRectF | None:
        """Return the outline of a neuron with its bar, or of a bias's mark."""
        if target is None or self._arrangement is None:
            return None
        if isinstance(target, NeuronRef):
            index = self._neurons.index(target)
            if index is None:
                return None
            box = self._neurons.rectangle(index)
            column = self._arrangement.columns[target.layer]
            if not column.listed:
                box.setRight(column.right - 1.5)
            return box
        index = self._neurons.index(NeuronRef(target.layer, target.destination))
        if index is None or target.source is not None:
            return None
        return self._neurons.bias_rectangle(index)

    def _surround(self, ring: Ring, target: Target | None) -> None:
        ring.surround(self._box(target), isinstance(target, WeightRef))

    def _phase_in_places(self) -> Phase | None:
        """Return the phase with places in the columns instead of neurons."""
        assert self._graph is not None
        phase, layers = self._graph.phase, self._graph.layers
        if phase is None:
            return None

        def place(layer: int, neuron: int | None) -> int | None:
            shown = layers[layer].shown
            return shown.index(neuron) if neuron in shown else None

        product = None
        if phase.product is not None:
            weight = WeightRef(phase.layer, phase.product, phase.neuron or 0)
            source, known = source_of(layers, weight), sources_of(layers, phase.layer)
            product = known.index(source) if source in known else None
        return replace(phase, neuron=place(phase.layer, phase.neuron), product=product)

    def _emphasize(self) -> None:
        """Dim what is not being computed, or not connected to the pointer."""
        if self._graph is None or self._arrangement is None:
            return
        phase = self._phase_in_places()
        hovered = None
        if isinstance(self._hovered, NeuronRef):
            index = self._neurons.index(self._hovered)
            hovered = None if index is None else self._neurons.place_of(index)
        self._shine()
        self._edges.emphasize(phase, hovered, self._spot_in_places())
        self._neurons.set_opacity(
            [
                _neuron_opacity(phase, *self._neurons.place_of(index))
                if self._lit is None or index in self._lit
                else UNLIT
                for index in range(len(self._neurons.seats))
            ]
        )
        now, computed = self._graph.phase, None
        if now is not None and now.neuron is not None:
            computed = NeuronRef(now.layer, now.neuron)
        self._surround(self._phase_ring, computed)
        self._shade_marks()

    # Spotlight ---------------------------------------------------------------

    def _light(self, spot: Spot | None) -> None:
        if spot != self._spot:
            self._spot = spot
            self._emphasize()
            self._tell()

    def _spot_at_pointer(self) -> Spot | None:
        """Return the neuron under the pointer, or the layer around it."""
        if self._pointer is None or self._arrangement is None:
            return None
        if self._card.open and self._card().geometry().contains(self._pointer):
            return None
        target = self._target_at(self._pointer)
        if isinstance(target, NeuronRef) or (target and target.source is None):
            return spot_of(target)
        if target is not None:
            return None
        point = self.mapToScene(self._pointer)
        return layer_around(self._arrangement, point.x(), point.y())

    def _spot_of_selection(self) -> Spot | None:
        spot = None if self._graph is None else spot_of(self._graph.selection)
        return spot if spot and self._bodies_of(spot) else None

    def _bodies_of(self, spot: Spot) -> frozenset[int]:
        """Return the numbers of the neurons in a light; none that are folded."""
        if spot.neuron is None:
            return frozenset(self._neurons.of_layer(spot.layer))
        index = self._neurons.index(NeuronRef(spot.layer, spot.neuron))
        return frozenset() if index is None else frozenset((index,))

    def _spot_in_places(self) -> tuple[int, int | None] | None:
        """Return what is lit by its place in the columns."""
        if self._spot is None or self._lit is None:
            return None
        if self._spot.neuron is None:
            return self._spot.layer, None
        return self._neurons.place_of(min(self._lit))

    def _shine(self) -> None:
        """Find what is in the light, and the neighbors that keep their names."""
        assert self._graph is not None
        spot = self._spot
        self._lit = None if spot is None else self._bodies_of(spot)
        near: set[int] = set()
        if spot is not None:
            for layer in (spot.layer - 1, spot.layer + 1):
                if 0 <= layer < len(self._graph.layers):
                    near.update(self._neurons.of_layer(layer))
        self._readings.call_names(frozenset(near))
        whole = spot.layer if spot and spot.neuron is None else None
        self._folds.shade(spot is not None, whole)
        self._desired.shade(self._lit)

    def _shade_marks(self) -> None:
        """Dim what marks a thing that is not in the light."""
        assert self._graph is not None
        selected, phase = self._graph.selection, self._graph.phase
        edge = self._edge_of(selected)
        dark = edge is not None and self._edges.in_dark(edge)
        self._selection_edge.set_opacity(UNLIT_EDGE if dark else 1.0)
        computed = None
        if phase is not None and phase.neuron is not None:
            computed = Spot(phase.layer, phase.neuron)
        for ring, spot in (
            (self._selection_ring, spot_of(selected)),
            (self._phase_ring, computed),
        ):
            lit = self._lit is None or (spot and self._bodies_of(spot) <= self._lit)
            ring.set_opacity(1.0 if lit else UNLIT)
        self._pulses.shade()

    def _hover(self, target: Target | None) -> None:
        """Note what the pointer is on, and show it."""
        before = self._hovered
        if target == before:
            return
        self._hovered = target
        neuron = target if isinstance(target, NeuronRef) else None
        if neuron is not None or isinstance(before, NeuronRef):
            self.intent.emit(Preview(neuron))
            self._emphasize()
        self._show_hover()

    def _show_hover(self) -> None:
        if self._graph is None or self._arrangement is None:
            return
        target = self._hovered
        fresh = target if target != self._graph.selection else None
        self._surround(self._hover_ring, fresh)
        self._hover_edge.show(self._edge_of(fresh))
        card = self._graph.card
        told = target is None or (card is not None and card.target == target)
        self._label.say("" if target is None or told else self.describe(target))
        self._place_label()

    def _name(self, neuron: NeuronRef) -> str:
        assert self._graph is not None
        layer = self._graph.layers[neuron.layer]
        if neuron.index in layer.shown:
            return layer.labels[layer.shown.index(neuron.index)]
        return str(neuron.index + 1)

    # The hand ----------------------------------------------------------------

    def _target_at(self, place: QPoint) -> Target | None:
        """Return what is at a place of the view: bias, neuron or edge."""
        point = self.mapToScene(place)
        x, y = point.x(), point.y()
        scale = self.transform().m11() or 1.0
        bias = self._neurons.bias_at(x, y, 2.5 / scale)
        if bias is not None:
            return bias
        index = self._neurons.at(x, y, 2.0 / scale)
        if index is not None:
            return self._neurons.neuron(index)
        number = self._edges.at(x, y, _REACH / scale)
        return None if number is None else self._edges.weight(number)

    def _fold_at(self, place: QPoint) -> int | None:
        point = self.mapToScene(place)
        return self._folds.at(point.x(), point.y())

    def _click(self, place: QPoint) -> None:
        target, layer = self._target_at(place), self._fold_at(place)
        if target is not None:
            self.intent.emit(Select(target))
        elif layer is not None:
            self.intent.emit(Act(f"unfold:{layer}"))
        elif self._graph is not None and self._graph.selection is not None:
            self.intent.emit(Select(None))

    def _edit(self, target: Target) -> None:
        """Open the field for a weight or bias; for a neuron, for its bias."""
        if isinstance(target, NeuronRef):
            if target.layer == 0:
                return
            target = WeightRef(target.layer, None, target.index)
        card = None if self._graph is None else self._graph.card
        if card is not None and card.target == target:
            self._card().edit()
        else:
            # The card comes with the scene that answers the selection.
            self._asked_to_edit = True
            self.intent.emit(Select(target))

    def _on_card_closed(self) -> None:
        self.setFocus()
        self.intent.emit(Select(None))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._restyle()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._focus.show_for(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._focus.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pointer = None
        self._pulses.stop()
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        graph = self._graph
        if graph is None:
            event.ignore()
            return
        key, modifiers = event.key(), event.modifiers()
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        across, down = _ARROWS.get(Qt.Key(key), (0, 0))
        if alt and shift and down:
            parameter = parameter_beside(graph.layers, graph.selection, down)
            if parameter is not None:
                self.intent.emit(Select(parameter))
        elif alt and (across or down):
            beside = neuron_beside(graph.layers, graph.selection, across, down)
            self.intent.emit(Select(beside))
        elif key in ENTER_KEYS and graph.selection is not None:
            self._edit(graph.selection)
        elif key == Qt.Key.Key_Escape and graph.selection is not None:
            self.intent.emit(Select(None))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / ZOOM_STEP)
        else:
            # Not to the view, which would scroll with the arrows.
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pointer = None
        self._hover(None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        target = self._target_at(place)
        if target is not None:
            self._edit(target)
        elif self._fold_at(place) is None:
            self.fit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._pointer = event.position().toPoint()
        if self._pressed_at is None:
            target = self._target_at(place)
            self._hover(target)
            hand = target is not None or self._fold_at(place) is not None
            shape = Qt.CursorShape
            self.viewport().setCursor(
                shape.PointingHandCursor if hand else shape.ArrowCursor
            )
            return
        far = (place - self._pressed_at).manhattanLength()
        if not self._panning and far >= QApplication.startDragDistance():
            self._panning = True
            self._hover(None)
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._panning:
            self.pan(place - self._pressed_at)
            self._pressed_at = place

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed_at = event.position().toPoint()
            self._panning = False
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed_at = self._pressed_at, None
        if self._panning:
            self._panning = False
            self.viewport().unsetCursor()
        elif pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self._click(event.position().toPoint())


def _differ_in_shape(before: GraphScene, graph: GraphScene) -> bool:
    return not same_columns(before.layers, graph.layers) or any(
        (one is None) != (other is None)
        for one, other in zip(before.maps, graph.maps, strict=True)
    )


def _held_by(
    graph: GraphScene,
) -> tuple[tuple[NeuronRef, ...], tuple[NeuronRef, ...], tuple[WeightRef, ...]]:
    return graph.frozen, graph.disabled, graph.locked


def _neuron_opacity(phase: Phase | None, layer: int, row: int) -> float:
    """Return how strongly a neuron is drawn: in full once it is computed."""
    if phase is None:
        return 1.0
    ahead = layer - phase.layer if phase.direction == "forward" else phase.layer - layer
    if ahead == 0 and phase.neuron is not None:
        ahead = row - phase.neuron
    return _AHEAD if ahead > 0 else 1.0
