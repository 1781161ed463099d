from __future__ import annotations

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGraphicsSimpleTextItem

from tests.ui.canvas.example_graphs import LAYER_CARD, card_of, graph
from visualizer.scenes.graph import NeuronNote, Phase
from visualizer.scenes.intents import (
    Act,
    AddLayer,
    EditParameter,
    NeuronRef,
    OpenLayer,
    Preview,
    ResizeLayer,
    Select,
    SetLayer,
    WeightRef,
)
from visualizer.ui.canvas.spotlight import Spot
from visualizer.ui.panels import panels
from visualizer.ui.panels.graph_panel import GraphPanel
from visualizer.ui.theme import THEMES, load_theme

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def panel(qtbot):
    panel = GraphPanel()
    qtbot.addWidget(panel)
    panel.resize(820, 500)
    panel.set_theme(load_theme("dark"))
    panel.set_scene(graph())
    panel.show()
    panel.intents = []
    panel.intent.connect(panel.intents.append)
    return panel


def neuron_at(panel, layer: int, row: int) -> QPoint:
    column = panel.view.arrangement.columns[layer]
    return panel.view.mapFromScene(QPointF(column.x, column.ys[row]))


def edge_at(panel, weight: WeightRef, t: float = 0.5) -> QPoint:
    number = panel.view.edges.number(weight)
    return panel.view.mapFromScene(QPointF(*panel.view.edges.point(number, t)))


def bias_at(panel, layer: int, row: int) -> QPoint:
    column = panel.view.arrangement.columns[layer]
    half = column.size / 2 - 2
    return panel.view.mapFromScene(QPointF(column.x - half, column.ys[row] + half))


def hover(panel, place: QPoint) -> None:
    viewport = panel.view.viewport()
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        QPointF(place),
        QPointF(viewport.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, event)


def turn(panel, place: QPoint, delta: int) -> None:
    viewport = panel.view.viewport()
    event = QWheelEvent(
        QPointF(place),
        QPointF(viewport.mapToGlobal(place)),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def texts_shown(panel) -> list[str]:
    return [
        item.text()
        for item in panel.view.scene().items()
        if isinstance(item, QGraphicsSimpleTextItem) and item.isVisible()
    ]


def test_it_is_registered() -> None:
    assert panels["graph"] is GraphPanel


def test_the_heading_comes_from_the_scene(qtbot) -> None:
    panel = GraphPanel()
    qtbot.addWidget(panel)
    panel.set_theme(load_theme("dark"))
    with qtbot.waitSignal(panel.heading_changed) as heard:
        panel.set_scene(graph(title="Network 2 – 4", subtitle="example 7"))
    assert heard.args == ["Network 2 – 4", "example 7"]


# Pointing


def test_a_click_selects_neuron_edge_and_bias(panel, qtbot) -> None:
    viewport = panel.view.viewport()
    qtbot.mouseClick(viewport, LEFT, pos=neuron_at(panel, 1, 2))
    weight = WeightRef(2, 1, 0)
    qtbot.mouseClick(viewport, LEFT, pos=edge_at(panel, weight, 0.1))
    qtbot.mouseClick(viewport, LEFT, pos=bias_at(panel, 2, 1))
    assert panel.intents == [
        Select(NeuronRef(1, 2)),
        Select(weight),
        Select(WeightRef(2, None, 1)),
    ]


def test_a_click_on_empty_space_clears_the_selection(panel, qtbot) -> None:
    viewport = panel.view.viewport()
    qtbot.mouseClick(viewport, LEFT, pos=QPoint(6, 6))
    assert panel.intents == []
    panel.set_scene(graph(selection=NeuronRef(1, 0)))
    qtbot.mouseClick(viewport, LEFT, pos=QPoint(6, 6))
    assert panel.intents == [Select(None)]


def test_neurons_of_a_folded_layer_keep_their_numbers(panel, qtbot) -> None:
    panel.set_scene(graph((2, 30, 1), fold=6))
    viewport = panel.view.viewport()
    qtbot.mouseClick(viewport, LEFT, pos=neuron_at(panel, 1, 5))
    assert panel.intents == [Select(NeuronRef(1, 29))]


def test_a_fold_mark_opens_and_closes_its_layer(panel, qtbot) -> None:
    viewport = panel.view.viewport()

    def click_mark() -> None:
        column = panel.view.arrangement.columns[1]
        mark = panel.view.mapFromScene(QPointF(column.x, column.folds[0]))
        qtbot.mouseClick(viewport, LEFT, pos=mark)

    panel.set_scene(graph((2, 30, 1), fold=6))
    click_mark()
    panel.set_scene(graph((2, 30, 1)))
    click_mark()
    assert panel.intents == [Act("unfold:1"), Act("unfold:1")]


def test_hover_names_a_neuron_and_dims_other_edges(panel) -> None:
    scene = graph(notes=(NeuronNote(NeuronRef(1, 2), "dead", "dead: 0"),))
    panel.set_scene(scene)
    hover(panel, neuron_at(panel, 1, 2))
    label = panel.view.label
    assert label.isVisible()
    value = scene.activation_texts()[1][2]
    assert label.text() == f"n1.2 = {value}\ndead: 0"
    opacities = [item.opacity() for item in panel.view.edges._items]
    assert opacities.count(1.0) == 2 + 2
    hover(panel, QPoint(3, 3))
    assert not label.isVisible()
    assert {item.opacity() for item in panel.view.edges._items} == {1.0}
    assert panel.intents == [Preview(NeuronRef(1, 2)), Preview(None)]


def test_a_hovered_number_stays_live(panel) -> None:
    scene = graph()
    hover(panel, neuron_at(panel, 1, 0))
    values = (scene.activations[0], np.full(4, 9.99), *scene.activations[2:])
    panel.set_scene(msgspec.structs.replace(scene, activations=values))
    panel.view._numbers.request(now=True)
    assert panel.view.label.text() == "n1.0 = 9.99"


def test_hover_names_a_weight(panel) -> None:
    hover(panel, edge_at(panel, WeightRef(1, 0, 3), 0.8))
    assert panel.view.label.text() == "weight n0.0 → n1.3"


# Card


def test_a_card_stands_inside_the_canvas_off_its_edge(panel, qtbot) -> None:
    for weight in (WeightRef(1, 1, 3), WeightRef(3, 0, 0), WeightRef(1, None, 0)):
        panel.set_scene(graph(selection=weight, card=card_of(weight)))
        card = panel.view.card
        assert card.isVisible()
        assert panel.view.rect().contains(card.geometry())
        if weight.source is not None:
            for t in (0.0, 0.5, 1.0):
                assert not card.geometry().contains(edge_at(panel, weight, t))
    panel.set_scene(graph())
    assert not panel.view.card.isVisible()


def test_a_double_click_on_an_edge_opens_the_field(panel, qtbot) -> None:
    weight = WeightRef(1, 0, 0)
    viewport = panel.view.viewport()
    qtbot.mouseDClick(viewport, LEFT, pos=edge_at(panel, weight))
    assert panel.intents == [Select(weight)]
    panel.set_scene(graph(selection=weight, card=card_of(weight)))
    assert panel.view.card.editing
    panel.view.card.editor.setText("1.25")
    qtbot.keyClick(panel.view.card.editor, Qt.Key.Key_Return)
    edit = panel.intents[-1]
    assert isinstance(edit, EditParameter)
    assert (edit.target, edit.value) == (weight, 1.25)


def test_closing_the_card_clears_the_selection(panel, qtbot) -> None:
    weight = WeightRef(1, 0, 0)
    panel.set_scene(graph(selection=weight, card=card_of(weight)))
    qtbot.mouseClick(panel.view.card.close_button, LEFT)
    assert panel.intents == [Select(None)]


# Keyboard


def press(panel, qtbot, key, modifier=ALT) -> None:
    qtbot.keyClick(panel.view, key, modifier)


def test_alt_and_arrows_move_the_selection(panel, qtbot) -> None:
    press(panel, qtbot, Qt.Key.Key_Right)
    panel.set_scene(graph(selection=NeuronRef(0, 1)))
    press(panel, qtbot, Qt.Key.Key_Right)
    press(panel, qtbot, Qt.Key.Key_Up)
    press(panel, qtbot, Qt.Key.Key_Down)
    press(panel, qtbot, Qt.Key.Key_Left)
    assert panel.intents == [
        Select(NeuronRef(0, 0)),
        Select(NeuronRef(1, 3)),
        Select(NeuronRef(0, 0)),
        Select(NeuronRef(0, 1)),
        Select(NeuronRef(0, 1)),
    ]


def test_alt_shift_and_arrows_walk_through_the_weights(panel, qtbot) -> None:
    panel.set_scene(graph(selection=NeuronRef(1, 2)))
    press(panel, qtbot, Qt.Key.Key_Down, ALT | SHIFT)
    panel.set_scene(graph(selection=WeightRef(1, None, 2)))
    press(panel, qtbot, Qt.Key.Key_Down, ALT | SHIFT)
    panel.set_scene(graph(selection=WeightRef(1, 1, 2)))
    press(panel, qtbot, Qt.Key.Key_Down, ALT | SHIFT)
    press(panel, qtbot, Qt.Key.Key_Left)
    press(panel, qtbot, Qt.Key.Key_Right)
    assert panel.intents == [
        Select(WeightRef(1, None, 2)),
        Select(WeightRef(1, 0, 2)),
        Select(WeightRef(1, None, 2)),
        Select(NeuronRef(0, 1)),
        Select(NeuronRef(1, 2)),
    ]


def test_enter_edits_what_is_selected(panel, qtbot) -> None:
    weight = WeightRef(1, 0, 0)
    panel.set_scene(graph(selection=weight, card=card_of(weight)))
    press(panel, qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    assert panel.view.card.editing


def test_the_tab_key_goes_from_left_to_right_and_to_the_drawing(panel) -> None:
    panel.set_scene(graph((2, 3, 3, 3, 1)))
    reached, widget = [], panel.nextInFocusChain()
    while widget is not panel:
        by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if by_tab and widget.isVisible() and widget.isEnabled():
            reached.append(widget)
        widget = widget.nextInFocusChain()
    wanted = [
        button
        for header in panel.headers.headers[1:-1]
        for button in (header.title_button, *header.buttons)
    ]
    wanted += [panel.headers.add_button, panel.view]
    assert reached[: len(wanted)] == wanted


def test_the_focus_shows_where_a_key_led_to_it(panel, qtbot) -> None:
    border = panel.view._focus
    panel.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert border.isVisible()
    assert border.geometry() == panel.view.rect()
    panel.headers.add_button.setFocus(Qt.FocusReason.TabFocusReason)
    assert not border.isVisible()
    panel.view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not border.isVisible()


def test_plain_arrows_are_left_to_the_window(panel, qtbot) -> None:
    heard = []
    panel.keyPressEvent = lambda event: heard.append(event.key())
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space):
        press(panel, qtbot, key, Qt.KeyboardModifier.NoModifier)
    assert heard == [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space]
    assert panel.intents == []


# Zoom and pan


def test_the_wheel_zooms_around_the_pointer(panel) -> None:
    place = neuron_at(panel, 1, 1)
    before = panel.view.mapToScene(place)
    turn(panel, place, 240)
    after = panel.view.mapToScene(place)
    assert panel.view.transform().m11() > 1.3
    assert abs(after.x() - before.x()) < 1.5
    assert abs(after.y() - before.y()) < 1.5
    assert not panel.view.fitted


def test_headers_follow_the_columns(panel) -> None:
    turn(panel, neuron_at(panel, 1, 1), 240)
    centers = panel.view.column_centers()
    header = panel.headers.headers[0]
    assert abs(header.geometry().center().x() - centers[0]) <= 2


def test_a_drag_pans_and_selects_nothing(panel, qtbot) -> None:
    viewport = panel.view.viewport()
    before = neuron_at(panel, 1, 1)
    qtbot.mousePress(viewport, LEFT, pos=QPoint(300, 8))
    for step in range(1, 6):
        place = QPoint(300 + 12 * step, 8 + 6 * step)
        event = QMouseEvent(
            QMouseEvent.Type.MouseMove,
            QPointF(place),
            QPointF(viewport.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            LEFT,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(viewport, event)
    qtbot.mouseRelease(viewport, LEFT, pos=QPoint(360, 38))
    assert neuron_at(panel, 1, 1) - before == QPoint(60, 30)
    assert panel.intents == []


def test_a_double_click_on_empty_space_fits(panel, qtbot) -> None:
    start = neuron_at(panel, 1, 1)
    turn(panel, QPoint(100, 100), 360)
    qtbot.mouseDClick(panel.view.viewport(), LEFT, pos=QPoint(4, 4))
    assert panel.view.fitted
    assert neuron_at(panel, 1, 1) == start


def test_buttons_of_the_frame_zoom_and_fit(panel, qtbot) -> None:
    zoom_out, fit, zoom_in = panel.header_widgets()
    zoom_in.click()
    assert panel.view.transform().m11() == pytest.approx(1.25)
    zoom_out.click()
    zoom_out.click()
    assert panel.view.transform().m11() == pytest.approx(0.8)
    fit.click()
    assert panel.view.transform().m11() == pytest.approx(1.0)
    assert all(button.accessibleName() for button in (zoom_out, fit, zoom_in))


def test_a_new_size_fits_again_unless_somebody_zoomed(panel) -> None:
    panel.resize(620, 380)
    assert panel.view.arrangement.width == panel.view.viewport().width()
    turn(panel, QPoint(100, 100), 120)
    scale = panel.view.transform().m11()
    panel.resize(700, 420)
    assert panel.view.transform().m11() == scale


# What scenes change


def test_an_equal_network_keeps_its_items(panel) -> None:
    items = list(panel.view.edges._items)
    panel.set_scene(graph(seed=5))
    assert panel.view.edges._items == items
    panel.set_scene(graph((2, 5, 2, 1)))
    assert panel.view.edges._items != items


def test_words_below_a_title_come_and_go_while_the_drawing_stays(panel) -> None:
    scene = graph()
    items = {id(item) for item in panel.view.scene().items()}
    hidden = msgspec.structs.replace(scene.layers[1], details="saturated")
    told = (scene.layers[0], hidden, *scene.layers[2:])
    panel.set_scene(msgspec.structs.replace(scene, layers=told))
    label = panel.headers.details[1]
    assert label.isVisible()
    assert label.full_text() == "saturated"
    place = panel.view.geometry()
    panel.set_scene(scene)
    assert not label.isVisible()
    assert panel.view.geometry() == place
    assert {id(item) for item in panel.view.scene().items()} == items
    # Other columns begin anew.
    panel.set_scene(graph((2, 3, 1)))
    assert panel.view.geometry().top() < place.top()


def test_an_unchanged_frame_touches_nothing(panel, monkeypatch) -> None:
    scene = graph()
    neurons, readings = panel.view.neurons, panel.view.readings
    items = [
        *panel.view.edges._items,
        *neurons._frames,
        *neurons._maps.values(),
        *readings._bars,
        *readings._numbers,
    ]
    touched = []
    for item in items:
        for name in ("setPen", "setPixmap", "setRect", "setText", "setBrush"):
            if name in dir(item):
                monkeypatch.setattr(item, name, lambda *a, n=name: touched.append(n))
    panel.set_scene(msgspec.structs.replace(scene, update=7))
    assert touched == []


def test_bars_follow_the_sign_of_the_activation(panel) -> None:
    scene = graph()
    values = (np.array([0.5, -1.0]), *scene.activations[1:])
    panel.set_scene(msgspec.structs.replace(scene, activations=values))
    readings = panel.view.readings
    up, down = readings._bars[0], readings._bars[1]
    full = readings._tracks[0].rect().height()
    assert up.rect().bottom() == 0
    assert up.rect().height() == pytest.approx(full / 4, abs=0.3)
    assert down.rect().top() == 0
    assert down.rect().height() == pytest.approx(full / 2, abs=0.3)
    theme = load_theme("dark")
    assert up.brush().color() == theme.color("positive")
    assert down.brush().color() == theme.color("negative")


def test_values_that_are_no_numbers_do_no_harm(panel) -> None:
    scene = graph()
    bad = tuple(np.full_like(one, np.nan) for one in scene.activations)
    maps = tuple(np.full_like(one, np.nan) for one in scene.maps)
    panel.set_scene(msgspec.structs.replace(scene, activations=bad, maps=maps))
    assert panel.view.readings._bars[0].rect().height() == 0
    body = panel.view.neurons._maps[0].pixmap().toImage()
    assert (
        body.pixelColor(3, 3).name()
        == QColor.fromRgb(int(load_theme("dark").signed_table()[128])).name()
    )


def test_numbers_and_names_are_written(panel) -> None:
    scene = graph()
    shown = texts_shown(panel)
    for text in (*scene.activation_texts()[1], "n0.0", "n1.3"):
        assert text in shown


def test_without_a_map_the_fill_shows_the_activation(panel) -> None:
    scene = graph((3, 2, 3), maps=False)
    values = (scene.activations[0], np.array([1.0, -1.0]), scene.activations[2])
    panel.set_scene(msgspec.structs.replace(scene, activations=values))
    theme = load_theme("dark")
    fills = panel.view.neurons._fills
    assert fills[3].brush().color() == theme.color("positive")
    assert fills[4].brush().color() == theme.color("negative")


def test_probabilities_start_at_the_left_of_their_bars(panel) -> None:
    scene = graph((2, 4, 3))
    values = (*scene.activations[:2], np.array([0.25, 1.0, 0.0]))
    panel.set_scene(msgspec.structs.replace(scene, activations=values))
    readings = panel.view.readings
    track, bar = readings._tracks[-3].rect(), readings._bars[-3].rect()
    assert bar.left() == track.left()
    assert bar.width() == pytest.approx(track.width() / 4, abs=0.3)


def test_an_image_is_drawn_once_and_as_one_neuron(panel, qtbot) -> None:
    scene = graph((16, 5, 3), maps=False, picture=(4, 4))
    panel.set_scene(scene)
    pixmap = panel.view.neurons._maps[0].pixmap()
    assert (pixmap.width(), pixmap.height()) == (4, 4)
    qtbot.mouseClick(panel.view.viewport(), LEFT, pos=neuron_at(panel, 0, 0))
    assert panel.intents == []


def test_desired_changes_are_arrows_of_true_length(panel) -> None:
    scene = graph((2, 2, 1))
    wishes = (np.full(2, np.nan), np.array([0.5, -0.25]), np.array([0.0]))
    texts = (("", ""), ("+0.50", "−0.25"), ("0.00",))
    panel.set_scene(
        msgspec.structs.replace(
            scene, desired=wishes, desired_texts=texts, phase=Phase("backward", 1)
        )
    )
    up, down = panel.view._desired._arrows
    assert up.path().boundingRect().bottom() == pytest.approx(0, abs=1e-6)
    assert down.path().boundingRect().top() == pytest.approx(0, abs=1e-6)
    ratio = up.path().boundingRect().height() / down.path().boundingRect().height()
    assert ratio == pytest.approx(2.0)
    assert {"+0.50", "−0.25"} <= set(texts_shown(panel))
    panel.set_scene(scene)
    assert panel.view._desired._arrows == []
    panel.view._numbers.request(now=True)
    assert "+0.50" not in texts_shown(panel)


def test_a_phase_dims_neurons_ahead(panel) -> None:
    panel.set_scene(graph(phase=Phase("forward", 1, neuron=1)))
    opacity = [seat.opacity() for seat in panel.view.neurons.seats]
    assert opacity[:4] == [1.0] * 4
    assert all(value < 1 for value in opacity[4:])
    assert panel.view._phase_ring.visible
    panel.set_scene(graph())
    assert {seat.opacity() for seat in panel.view.neurons.seats} == {1.0}
    assert not panel.view._phase_ring.visible


def test_pulses_travel_only_where_the_scene_says_so(panel, qtbot) -> None:
    pulses = panel.view.pulses
    panel.set_scene(graph(update=1))
    assert not pulses.running
    panel.set_scene(graph(update=2, pulses=True))
    assert pulses.running
    pulses._on_moved(0.1)
    places = [dot.x() for dot in pulses._dots if dot.isVisible()]
    assert len(places) == 8
    left, right = panel.view.edges.span(0)
    assert all(left < x < right for x in places)
    panel.set_scene(graph(update=3))
    assert not pulses.running
    assert not any(dot.isVisible() for dot in pulses._dots)


def test_backward_pulses_run_to_the_left(panel) -> None:
    pulses = panel.view.pulses
    panel.set_scene(graph(update=1, pulses=True, phase=Phase("backward", 1)))
    assert pulses.running
    pulses._on_moved(0.1)
    early = pulses._dots[0].x()
    pulses._on_moved(0.8)
    left, right = panel.view.edges.span(0)
    assert left < pulses._dots[0].x() < early < right
    panel.hide()
    assert not pulses.running


def test_a_note_is_a_badge_with_its_words(panel) -> None:
    panel.set_scene(graph(notes=(NeuronNote(NeuronRef(1, 0), "dead", "dead: 0"),)))
    shown = texts_shown(panel)
    assert "dead" in shown
    assert "!" in shown
    assert "n1.0" not in shown
    panel.set_scene(graph())
    shown = texts_shown(panel)
    assert "dead" not in shown
    assert "n1.0" in shown


def test_warnings_that_come_and_go_keep_their_items(panel) -> None:
    first, second = (
        NeuronNote(NeuronRef(1, n), "saturated", "saturated: flat") for n in (0, 1)
    )
    bare = panel.view.scene().items()

    def warned(*notes: NeuronNote) -> int:
        panel.set_scene(graph(notes=notes))
        return texts_shown(panel).count("!")

    assert warned(first) == 1
    made = len(panel.view.scene().items())
    assert made > len(bare)
    assert warned() == 0
    assert not panel.view.describe(first.neuron).endswith("saturated: flat")
    assert warned(first) == 1
    assert len(panel.view.scene().items()) == made
    assert warned(first, second) == 2
    assert warned(second) == 1
    assert panel.view.describe(second.neuron).endswith("saturated: flat")
    # Laid out anew, only what is wanted now is made.
    panel.resize(900, 560)
    QApplication.processEvents()
    assert texts_shown(panel).count("!") == 1
    assert len(panel.view.scene().items()) == made


def test_the_rule_is_the_scenes_or_counts_the_edges(panel) -> None:
    panel.set_scene(graph(rule="folded"))
    assert panel.legend.shown_texts[0] == "folded"
    panel.set_scene(graph((2, 40, 40, 1), maps=False))
    assert panel.legend.shown_texts[0] == "the 1,500 strongest of 1,720 edges"


def test_many_edges_are_rough_only_while_they_change(panel, qtbot) -> None:
    hint = panel.view.renderHints().Antialiasing
    scene = graph((2, 20, 20, 1), maps=False)
    panel.set_scene(scene)
    assert panel.view.renderHints() & hint
    panel.set_scene(msgspec.structs.replace(scene, update=1))
    assert not panel.view.renderHints() & hint
    panel.view._rest.timeout.emit()
    assert panel.view.renderHints() & hint


def test_headers_edit_the_network_where_it_can_be_edited(panel, qtbot) -> None:
    qtbot.mouseClick(panel.headers.headers[1].buttons[1], LEFT)
    qtbot.mouseClick(panel.headers.add_button, LEFT)
    assert panel.intents == [ResizeLayer(1, 5), AddLayer()]
    panel.set_scene(graph(editable=False))
    assert not panel.headers.add_button.isVisible()


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_draws_its_own_colors(panel, theme) -> None:
    table = load_theme(theme)
    panel.set_theme(table)
    image = panel.view.grab().toImage()
    assert image.pixelColor(2, 2) == table.color("panel")
    body = panel.view.neurons._maps[0].pixmap().toImage()
    known = {QColor.fromRgb(int(word)).name() for word in table.signed_table()}
    assert body.pixelColor(0, 0).name() in known


def test_explanations_name_every_part(panel) -> None:
    rows = panel.explanation()
    assert len(rows) >= 6
    assert all(part and meaning for part, meaning in rows)
    assert panel.view.accessibleName()
    panel.set_scene(graph(selection=NeuronRef(1, 0)))
    assert panel.view.accessibleDescription().startswith("n1.0")


# Spotlight


def lit_edges(panel) -> set[WeightRef | None]:
    edges = panel.view.edges
    return {
        edges.weight(number)
        for number, item in enumerate(edges._items)
        if item.opacity() == 1.0
    }


def lit_neurons(panel) -> list[NeuronRef | None]:
    neurons = panel.view.neurons
    return [
        neurons.neuron(index)
        for index, seat in enumerate(neurons.seats)
        if seat.opacity() == 1.0
    ]


def test_the_spotlight_keeps_a_neuron_and_its_edges(panel) -> None:
    hover(panel, neuron_at(panel, 1, 2))
    assert panel.toggle_spotlight()
    hover(panel, QPoint(3, 3))
    assert panel.view.spot == Spot(1, 2)
    assert lit_neurons(panel) == [NeuronRef(1, 2)]
    inward = {WeightRef(1, source, 2) for source in range(2)}
    outward = {WeightRef(2, 2, destination) for destination in range(2)}
    assert lit_edges(panel) == inward | outward
    dim = {seat.opacity() for seat in panel.view.neurons.seats} - {1.0}
    dim |= {item.opacity() for item in panel.view.edges._items} - {1.0}
    assert max(dim) <= 0.15


def test_the_spotlight_on_a_layer_keeps_all_of_it(panel) -> None:
    column = panel.view.arrangement.columns[2]
    between = panel.view.mapFromScene(QPointF(column.x, sum(column.ys) / 2))
    hover(panel, between)
    assert panel.toggle_spotlight()
    assert panel.view.spot == Spot(2)
    assert lit_neurons(panel) == [NeuronRef(2, 0), NeuronRef(2, 1)]
    assert {weight.layer for weight in lit_edges(panel)} == {2, 3}
    assert len(lit_edges(panel)) == 4 * 2 + 2


def test_a_header_stands_for_its_layer(panel) -> None:
    header = panel.headers.headers[1]
    QApplication.sendEvent(header, QEvent(QEvent.Type.Enter))
    assert panel.toggle_spotlight()
    assert panel.view.spot == Spot(1)
    QApplication.sendEvent(header, QEvent(QEvent.Type.Leave))
    assert not panel.headers.layer_pointed_at()


def test_without_a_pointer_the_selection_is_lit(panel) -> None:
    assert not panel.toggle_spotlight()
    panel.set_scene(graph(selection=NeuronRef(2, 1)))
    assert panel.toggle_spotlight()
    assert panel.view.spot == Spot(2, 1)
    assert panel.toggle_spotlight()
    assert panel.view.spot is None


def test_the_bias_stands_for_its_neuron_and_an_edge_for_nothing(panel) -> None:
    hover(panel, edge_at(panel, WeightRef(1, 0, 3), 0.5))
    assert not panel.toggle_spotlight()
    hover(panel, bias_at(panel, 2, 1))
    assert panel.toggle_spotlight()
    assert panel.view.spot == Spot(2, 1)


def test_there_again_it_ends_and_elsewhere_it_moves(panel) -> None:
    for row in (0, 3, 3):
        hover(panel, neuron_at(panel, 1, row))
        assert panel.toggle_spotlight()
    assert panel.view.spot is None
    hover(panel, QPoint(3, 3))
    assert {seat.opacity() for seat in panel.view.neurons.seats} == {1.0}
    assert {item.opacity() for item in panel.view.edges._items} == {1.0}
    panel.view.toggle_spotlight(Spot(1, 0))
    assert panel.end_spotlight()
    assert panel.view.spot is None
    assert not panel.end_spotlight()


def test_the_pointer_does_not_outshine_the_spotlight(panel) -> None:
    panel.view.toggle_spotlight(Spot(1, 2))
    before = lit_edges(panel)
    hover(panel, neuron_at(panel, 1, 0))
    assert lit_edges(panel) == before
    assert panel.view.label.isVisible()
    panel.end_spotlight()
    assert WeightRef(1, 0, 0) in lit_edges(panel)
    assert WeightRef(1, 0, 2) not in lit_edges(panel)


def test_neighbors_keep_names_that_can_be_read(panel) -> None:
    panel.view.toggle_spotlight(Spot(2, 0))
    secondary = load_theme("dark").color("text_secondary")
    readings, neurons = panel.view.readings, panel.view.neurons
    for neuron, called in (
        (NeuronRef(1, 0), True),
        (NeuronRef(3, 0), True),
        (NeuronRef(0, 0), False),
        (NeuronRef(2, 1), False),
    ):
        index = neurons.index(neuron)
        name = readings._names[index]
        if called:
            assert name.isVisible()
            assert name.effectiveOpacity() == 1.0
            assert name.brush().color() == secondary
        else:
            assert name.effectiveOpacity() <= 0.15
    panel.end_spotlight()
    name = readings._names[neurons.index(NeuronRef(0, 0))]
    assert name.effectiveOpacity() == 1.0
    assert name.brush().color() == load_theme("dark").color("text")


def test_where_there_is_no_room_a_name_takes_that_of_the_number(panel) -> None:
    panel.set_scene(graph((2, 9, 2, 1)))
    assert not panel.view.arrangement.columns[1].names
    assert "n1.0" not in texts_shown(panel)
    value = panel.view.readings._texts[2]
    assert value in texts_shown(panel)
    panel.view.toggle_spotlight(Spot(2, 0))
    shown = texts_shown(panel)
    assert {f"n1.{row}" for row in range(9)} <= set(shown)
    assert not panel.view.readings._numbers[2].isVisible()
    panel.end_spotlight()
    assert "n1.0" not in texts_shown(panel)
    assert value in texts_shown(panel)


def test_the_spotlight_costs_a_frame_nothing(panel, monkeypatch) -> None:
    panel.view.toggle_spotlight(Spot(1, 2))
    touched = []
    neurons, edges = panel.view.neurons, panel.view.edges
    for item in [*edges._items, *neurons.seats, *panel.view.readings._names]:
        for call in ("setOpacity", "setFlag", "setVisible", "setBrush", "setPos"):
            monkeypatch.setattr(item, call, lambda *a, n=call: touched.append(n))
    panel.set_scene(graph(seed=5, update=1))
    assert touched == []
    assert lit_neurons(panel) == [NeuronRef(1, 2)]


def test_the_spotlight_outlives_theme_size_and_language(panel) -> None:
    panel.view.toggle_spotlight(Spot(1, 2))
    before = lit_edges(panel)
    panel.set_theme(load_theme("light"))
    panel.resize(700, 420)
    assert lit_edges(panel) == before
    scene = graph()
    named = tuple(msgspec.structs.replace(one, title="层") for one in scene.layers)
    panel.set_scene(msgspec.structs.replace(scene, layers=named))
    assert panel.view.spot == Spot(1, 2)
    assert lit_edges(panel) == before
    assert lit_neurons(panel) == [NeuronRef(1, 2)]


def test_a_network_of_another_shape_is_fully_lit(panel) -> None:
    panel.view.toggle_spotlight(Spot(1, 2))
    panel.set_scene(graph((2, 5, 2, 1)))
    assert panel.view.spot is None
    assert {seat.opacity() for seat in panel.view.neurons.seats} == {1.0}
    assert panel.view.accessibleDescription() == ""


def test_the_spotlight_lies_over_a_walk_through_an_example(panel) -> None:
    panel.view.toggle_spotlight(Spot(2, 1))
    panel.set_scene(graph(phase=Phase("forward", 1, neuron=1)))
    opacity = [seat.opacity() for seat in panel.view.neurons.seats]
    lit = panel.view.neurons.index(NeuronRef(2, 1))
    # It is still ahead; but so is nothing that is brighter.
    assert opacity[lit] == 0.4
    assert max(value for index, value in enumerate(opacity) if index != lit) < 0.2
    assert panel.view._phase_ring.opacity < 0.2
    panel.set_scene(graph())
    assert lit_neurons(panel) == [NeuronRef(2, 1)]


def test_marks_outside_of_the_light_are_dim(panel) -> None:
    scene = graph((2, 2, 1), selection=NeuronRef(1, 1), pulses=True, update=1)
    panel.set_scene(graph((2, 2, 1)))
    panel.set_scene(scene)
    panel.view.pulses._on_moved(0.1)
    panel.view.toggle_spotlight(Spot(1, 0))
    assert panel.view._selection_ring.opacity < 0.2
    numbers = panel.view.pulses._numbers.tolist()
    bright = [dot.opacity() == 1.0 for dot in panel.view.pulses._dots[: len(numbers)]]
    ends = [panel.view.edges.weight(number).destination for number in numbers]
    assert bright == [end == 0 for end in ends]
    assert set(bright) == {True, False}
    wishes = (np.full(2, np.nan), np.array([0.5, -0.25]), np.array([0.1]))
    texts = (("", ""), ("+0.50", "−0.25"), ("+0.10",))
    panel.set_scene(
        msgspec.structs.replace(
            scene, desired=wishes, desired_texts=texts, phase=Phase("backward", 1)
        )
    )
    arrows = [arrow.opacity() for arrow in panel.view._desired._arrows]
    assert arrows[0] == 1.0
    assert max(arrows[1:]) < 0.2
    panel.end_spotlight()
    assert {arrow.opacity() for arrow in panel.view._desired._arrows} == {1.0}
    assert panel.view._selection_ring.opacity == 1.0


def test_a_selected_edge_outside_of_the_light_is_dim(panel) -> None:
    weight = WeightRef(1, 0, 3)
    panel.set_scene(graph(selection=weight))
    panel.view.toggle_spotlight(Spot(1, 0))
    casing = panel.view._selection_edge._casing
    assert casing.opacity() < 0.2
    panel.view.toggle_spotlight(Spot(1, 3))
    assert casing.opacity() == 1.0


def test_a_fold_mark_shines_with_its_layer_alone(panel) -> None:
    panel.set_scene(graph((2, 30, 1), fold=6))
    marks = panel.view._folds._items
    panel.view.toggle_spotlight(Spot(1, 0))
    assert {item.opacity() < 0.2 for item, _ in marks} == {True}
    panel.view.toggle_spotlight(Spot(1))
    assert {item.opacity() for item, _ in marks} == {1.0}


def test_the_picture_of_an_image_is_a_layer(panel) -> None:
    panel.set_scene(graph((16, 5, 3), maps=False, picture=(4, 4)))
    hover(panel, neuron_at(panel, 0, 0))
    assert panel.toggle_spotlight()
    assert panel.view.spot == Spot(0)
    assert lit_neurons(panel) == [None]


def test_a_screen_reader_hears_of_the_spotlight(panel) -> None:
    panel.set_scene(graph(selection=NeuronRef(1, 0)))
    panel.view.toggle_spotlight(Spot(1, 2))
    told = panel.view.accessibleDescription().splitlines()
    assert told[0] == "Spotlight on n1.2"
    assert told[1].startswith("n1.0")
    panel.view.toggle_spotlight(Spot(1))
    assert "Spotlight on layer 1: 4 neurons" in panel.view.accessibleDescription()
    panel.end_spotlight()
    assert panel.view.accessibleDescription().startswith("n1.0")


def test_three_dots_stand_clear_of_the_number_of_neurons(panel) -> None:
    scene = graph((2, 30, 1), fold=8)
    layers = tuple(
        msgspec.structs.replace(layer, folded=layer.folded and "30 个神经元")
        for layer in scene.layers
    )
    panel.set_scene(msgspec.structs.replace(scene, layers=layers))
    seen = 0
    for height in range(400, 900, 20):
        panel.resize(800, height)
        QApplication.processEvents()
        marks = [item for item, _ in panel.view._folds._items]
        words = [m for m in marks if isinstance(m, QGraphicsSimpleTextItem)]
        if not words:
            continue
        seen += 1
        (words,) = words
        lowest = max(m.sceneBoundingRect().bottom() for m in marks if m is not words)
        # Where the ink begins, not the line that it stands in.
        metrics = QFontMetricsF(words.font())
        ink = metrics.ascent() + metrics.tightBoundingRect(words.text()).top()
        assert lowest <= words.sceneBoundingRect().top() + ink, height
    assert seen


def test_the_state_stands_in_the_heading_and_changes_at_reading_speed(
    panel, qtbot
) -> None:
    headings = []
    panel.heading_changed.connect(lambda _, subtitle: headings.append(subtitle))
    panel.set_scene(graph(subtitle="example 2", state="gradient clipped to 34 %"))
    for share in range(20):
        state = f"gradient clipped to {share} %"
        panel.set_scene(graph(subtitle="example 2", state=state))
    assert headings == ["gradient clipped to 34 % · example 2"]
    last = "gradient clipped to 19 % · example 2"
    qtbot.waitUntil(lambda: headings[-1] == last)
    assert len(headings) == 2


def test_the_card_of_a_layer_stands_below_its_title(panel, qtbot) -> None:
    assert panel.layer_card.isHidden()
    panel.set_scene(graph(layer_card=LAYER_CARD))
    card = panel.layer_card
    assert card.isVisible()
    assert panel.rect().contains(card.geometry())
    assert card.geometry().top() >= panel.headers.geometry().bottom()
    center = panel.view.column_centers()[2]
    assert abs(card.geometry().center().x() - center) <= 1
    panel.resize(400, 400)
    assert panel.rect().contains(card.geometry())
    card.residual.click()
    card.close_button.click()
    assert panel.intents == [SetLayer(2, "residual", True), OpenLayer(None)]
    panel.set_scene(graph())
    assert card.isHidden()
