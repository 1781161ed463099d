"""The neuron in the window: hand, keys, galleries, languages, sizes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt

from tests.ui import rendering_checks as checks
from tests.ui.screen_texts import screen_texts
from tests.ui.stages import LARGE, SMALL, Stage, move, problems_in_all_looks
from tests.ui.test_translation import english_in
from visualizer.exhibits.neuron.settings import NeuronSettings
from visualizer.language import LANGUAGES
from visualizer.scenes.intents import MoveProbe
from visualizer.scenes.neuron_intents import ChooseActivation, FeedNeuron
from visualizer.session import commands as do
from visualizer.ui.cells.cell_view import ALL_INPUTS, KnobRef
from visualizer.ui.panels.gallery_panel import PICTURE
from visualizer.ui.theme import THEMES

pytestmark = pytest.mark.window

TAB = Qt.FocusReason.TabFocusReason
SHIFT = Qt.KeyboardModifier.ShiftModifier
WEIGHT, BIAS = KnobRef(0, "weight", 0), KnobRef(0, "bias", 0)
INPUT = KnobRef(ALL_INPUTS, "input", 0)


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, "neuron-and", size=LARGE)


def grip(stage, ref):
    return stage.panel("cell").view.knob_box(ref).center().toPoint()


def drag(stage, ref, way):
    """Drag a number, with the answers of the session in between."""
    view = stage.panel("cell").view
    start = grip(stage, ref)
    stage.qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for share in (0.5, 1.0):
        move(
            view.viewport(),
            (QPointF(start) + QPointF(way) * share).toPoint(),
            Qt.MouseButton.LeftButton,
        )
        stage.settle()
    stage.qtbot.mouseRelease(
        view.viewport(), Qt.MouseButton.LeftButton, pos=start + way
    )
    stage.settle()


def test_the_rail_leads_to_it(qtbot):
    stage = Stage(qtbot, "circle", epochs=1)
    stage.window.choose_exhibit("neuron")
    stage.settle()
    assert isinstance(stage.settings, NeuronSettings)
    assert stage.window.view.frame("cell").isVisible()


def test_a_weight_is_dragged_and_the_drag_undone_at_once(stage):
    stage.session.advance(8)
    stage.settle()
    before = stage.theta
    drag(stage, WEIGHT, QPoint(0, -60))
    assert stage.theta[0] == pytest.approx(before[0] + 0.6, abs=0.006)
    assert (stage.theta[1:] == before[1:]).all()
    stage.window.send(do.Undo())
    stage.settle()
    assert (stage.theta == before).all()


def test_an_input_is_dragged_within_the_plane_and_no_run_begins(stage):
    runs = len(stage.session.runs)
    drag(stage, INPUT, QPoint(0, -300))
    assert stage.session.snapshot().frame.inputs == (1.5, 1.0)
    assert len(stage.session.runs) == runs
    assert stage.panel("output").view._drawn.probe == (1.5, 1.0)


@pytest.mark.parametrize("part", ["body_box", "answer_box"])
def test_sum_and_output_are_dragged_and_the_bias_follows(stage, part):
    view = stage.panel("cell").view
    before, look = stage.theta, stage.session.snapshot().frame.neurons[0]
    start = getattr(view, part)(0).center().toPoint()
    stage.drag(view, [start, start + QPoint(0, -30), start + QPoint(0, -60)])
    stage.settle()
    now = stage.session.snapshot().frame.neurons[0]
    assert now.bias == pytest.approx(look.bias + 0.6, abs=0.011)
    assert now.z - look.z == pytest.approx(now.bias - look.bias)
    assert (now.a - look.a) * (now.z - look.z) > 0.0
    stage.window.actions_.trigger("undo")
    stage.settle()
    assert (stage.theta == before).all()


def drag_marker(stage, number, by):
    """Drag the marker of a neuron along the curve, in coordinates of the plot."""
    view = stage.panel("curve").view
    dot = view._drawn.dots[number]
    start = view.place_of(dot.x, dot.y).toPoint()
    move(view.viewport(), start, Qt.MouseButton.NoButton)
    assert view.viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    stage.qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for share in (0.4, 1.0):
        at = view.place_of(dot.x + share * by, dot.y).toPoint()
        move(view.viewport(), at, Qt.MouseButton.LeftButton)
        stage.settle()
    stage.qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    stage.settle()
    return dot


def test_the_marker_on_the_curve_is_dragged_and_the_bias_follows(stage):
    before = stage.theta
    dot = drag_marker(stage, 0, 1.5)
    assert stage.theta[2] == pytest.approx(before[2] + 1.5, abs=0.05)
    assert (stage.theta[:2] == before[:2]).all()
    moved = stage.panel("curve").view._drawn.dots[0]
    assert moved.x == pytest.approx(dot.x + 1.5, abs=0.05)
    assert moved.y == pytest.approx(1.0 / (1.0 + np.exp(-moved.x)))
    # One drag is one thing to undo.
    stage.window.send(do.Undo())
    stage.settle()
    assert (stage.theta == before).all()


def test_of_two_neurons_the_marker_under_the_hand_is_taken(qtbot):
    stage = Stage(qtbot, "neuron-slowdown-far", epochs=300, size=LARGE)
    stage.settle()
    before = stage.theta
    drag_marker(stage, 1, -0.8)
    assert stage.theta[3] == pytest.approx(before[3] - 0.8, abs=0.05)
    assert (stage.theta[:3] == before[:3]).all()


def test_beside_the_markers_nothing_is_taken(stage):
    view = stage.panel("curve").view
    before = stage.theta
    dot = view._drawn.dots[0]
    ends = [view.place_of(dot.x + 3.0, dot.y + way).toPoint() for way in (0.0, 0.2)]
    stage.drag(view, ends)
    stage.settle()
    assert (stage.theta == before).all()


def test_the_wheel_turns_a_number(stage):
    view = stage.panel("cell").view
    before = stage.theta
    view.wheel_turned.emit(QPointF(grip(stage, BIAS)), 2.0)
    stage.qtbot.wait(1)
    stage.settle()
    assert stage.theta[2] == pytest.approx(before[2] + 0.2)
    # Beside the numbers the wheel does nothing.
    view.wheel_turned.emit(QPointF(2.0, 2.0), 2.0)
    stage.settle()
    assert stage.theta[2] == pytest.approx(before[2] + 0.2)


def test_keys_choose_turn_and_type(stage):
    panel = stage.panel("cell")
    panel.setFocus(TAB)
    assert panel.accessibleDescription().startswith("input 1: 1.00")
    stage.key(Qt.Key.Key_Right)
    stage.key(Qt.Key.Key_Right)
    assert panel.accessibleDescription().startswith("weight of input 1: −0.80")
    before = stage.theta
    stage.key(Qt.Key.Key_Up)
    stage.qtbot.wait(1)
    stage.settle()
    assert stage.theta[0] == pytest.approx(before[0] + 0.1)
    stage.key(Qt.Key.Key_Down, SHIFT)
    stage.qtbot.wait(1)
    stage.settle()
    assert stage.theta[0] == pytest.approx(before[0] - 0.9)
    stage.key(Qt.Key.Key_Return)
    panel.field.setText("−2,5")
    stage.qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    stage.settle()
    assert stage.theta[0] == -2.5


@pytest.mark.parametrize("text", ["five", "2000", ""])
def test_a_number_that_cannot_be_is_refused_in_a_sentence(stage, text):
    panel = stage.panel("cell")
    before = stage.theta
    panel.edit(WEIGHT)
    panel.field.setText(text)
    stage.qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    stage.settle()
    assert (stage.theta == before).all()
    assert panel.error() == (
        f"weight of input 1: {text!r} is not allowed; allowed: numbers from -1000 "
        "to 1000"
    )
    panel.edit(WEIGHT)
    panel.field.setText("1")
    stage.qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert panel.error() == ""


def test_the_body_of_a_neuron_is_clicked_to_look_at_it(qtbot):
    stage = Stage(qtbot, "neuron-slowdown-far", size=LARGE)
    view = stage.panel("cell").view
    stage.click(view, view.body_box(1).center().toPoint())
    stage.settle()
    assert stage.window.view.watch.neuron == 1
    assert [cell.selected for cell in view._drawn.cells] == [False, True]


def test_the_map_is_pressed_and_an_example_clicked(stage):
    view = stage.panel("output").view
    stage.click(view, view.place_of(0.5, 0.75).toPoint())
    stage.qtbot.wait(1)
    stage.settle()
    assert stage.session.snapshot().frame.inputs == pytest.approx((0.5, 0.75), abs=0.02)
    stage.click(view, view.place_of(1.0, 0.0).toPoint())
    stage.settle()
    assert stage.session.snapshot().frame.example == 1


def test_keys_move_the_inputs_over_the_map(stage):
    panel = stage.panel("output")
    panel.setFocus(TAB)
    stage.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    stage.qtbot.wait(1)
    stage.settle()
    assert stage.session.snapshot().frame.inputs == pytest.approx((0.95, 1.0))
    stage.key(Qt.Key.Key_Delete)
    stage.settle()
    assert stage.session.snapshot().frame.example == 3


def test_activation_functions_are_chosen_by_pill_and_list(stage):
    panel = stage.panel("curve")
    stage.press(panel.classics.chip("threshold"))
    stage.settle()
    assert stage.settings.activation.key == "threshold"
    assert "perceptron rule" in panel.caption.text()
    panel.others.chosen.emit("gelu")
    stage.settle()
    assert stage.settings.activation.key == "gelu"
    assert panel.classics.chosen_key() == "gelu"
    # It went on with the same run, and the loss that no longer fits has changed.
    assert stage.settings.loss.key == "half_squared"
    assert stage.window.banner.text() == ""


def test_cards_are_opened_by_the_palette_and_left_by_escape(stage):
    stage.window.actions_.trigger("activations:selu")
    stage.settle()
    panel = stage.panel("activations")
    assert panel.enlarged()
    assert panel.large.texts()[0] == "SELU"
    assert "Klambauer" in panel.large.texts()[-1]
    stage.press(panel.large.next)
    stage.settle()
    assert panel.large.texts()[0] == "Softplus"
    stage.press(panel.large.use)
    stage.settle()
    assert stage.settings.activation.key == "softplus"
    assert not panel.large.use.isEnabled()
    panel.large.back.setFocus(TAB)
    stage.key(Qt.Key.Key_Escape)
    stage.settle()
    assert not panel.enlarged()


def test_a_click_enlarges_a_card_again_after_it_was_closed(stage):
    stage.window.show_panel("losses")
    stage.settle()
    panel = stage.panel("losses")
    for _ in range(2):
        stage.press(panel.tiles.tile("huber"))
        stage.settle()
        assert panel.large.texts()[0] == "Huber"
        assert not panel.large.use.isVisible()
        stage.press(panel.large.back)
        stage.settle()
    stage.press(panel.label.chip("no"))
    stage.settle()
    assert stage.window.view.watch.label is False


def test_only_the_neuron_has_cards(stage):
    book = stage.window.actions_.book
    assert book.action("losses:hinge").isEnabled()
    assert book.action("option:log_cost").isEnabled()
    stage.window.choose_exhibit("descent")
    stage.settle()
    assert not book.action("losses:hinge").isEnabled()
    assert not book.action("panel:cell").isEnabled()


def test_intents_of_other_exhibits_do_nothing(stage):
    before = stage.settings, stage.window.view.watch
    stage.window.view.ask(MoveProbe((1.0, 1.0)))
    stage.window.view.ask(FeedNeuron((1.0, 2.0, 3.0)))
    stage.window.view.ask(ChooseActivation("nonsense"))
    stage.settle()
    assert (stage.settings, stage.window.view.watch) == before


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("key", ["and", "slowdown-far", "perceptron-xor"])
def test_it_is_readable(qtbot, key, theme):
    stage = Stage(qtbot, f"neuron-{key}", epochs=20, theme=theme)
    assert not problems_in_all_looks(stage, stage.window)


@pytest.mark.parametrize("language", LANGUAGES)
def test_galleries_are_readable(qtbot, language):
    stage = Stage(qtbot, "neuron-and", size=SMALL)
    stage.window.set_language(language)
    problems = []
    for action in (
        "panel:activations",
        "activations:mish",
        "losses:softmax_cross_entropy",
    ):
        stage.window.actions_.trigger(action)
        stage.settle()
        problems += [f"{action}: {p}" for p in checks.problems_of(stage.window)]
        if language == "zh":
            stage.settle()
    assert not problems


def test_it_speaks_chinese(qtbot):
    stage = Stage(qtbot, "neuron-slowdown-near", epochs=5, size=LARGE)
    stage.window.set_language("zh")
    for name in ("cell", "curve", "output", "cost", "answers", "activations", "losses"):
        stage.window.show_panel(name)
        stage.settle()
        found = english_in(screen_texts(stage.window.panel(name), only_visible=True))
        assert not found, name
        stage.window.panel(name).explain()
        stage.settle()
        assert not english_in(screen_texts(stage.window.panel(name).explanation()))
        stage.window.panel(name).explanation().close_explanation()


@pytest.mark.parametrize("key", ["and", "slowdown-far"])
def test_presenting_is_readable_from_the_back_row(qtbot, key):
    stage = Stage(qtbot, f"neuron-{key}", epochs=4)
    window = stage.window
    window.presenter.enter()
    stage.settle(1)
    window.showNormal()
    window.resize(SMALL)
    for language in LANGUAGES:
        window.set_language(language)
        stage.settle()
        assert set(window.view.arrangement.visible_names()) == {"cell"}
        assert not checks.problems_of(window), language
    window.leave_presenter()


@pytest.mark.parametrize(("size", "scale"), [((1100, 700), 1.0), ((1280, 720), 1.25)])
def test_it_is_readable_where_there_is_little_room(qtbot, size, scale):
    stage = Stage(qtbot, "neuron-slowdown-far", size=QSize(*size))
    stage.window.set_font_scale(scale)
    stage.settle()
    assert not checks.problems_of(stage.window)
    classics = stage.panel("curve").classics
    assert not classics.isVisible()
    stage.window.set_font_scale(1.0)
    stage.window.resize(LARGE)
    stage.settle()
    assert classics.isVisible()


@pytest.mark.parametrize("name", ["activations", "losses"])
def test_cards_fill_the_gallery_and_all_of_them_fit(qtbot, name):
    heights = []
    for size in (SMALL, LARGE):
        stage = Stage(qtbot, "neuron-and", size=size)
        stage.window.show_panel(name)
        stage.settle()
        panel = stage.panel(name)
        tiles = [panel.tiles.tile(key) for key in panel.tiles.shown_keys()]
        room = panel.rect()
        places = [
            tile.rect().translated(tile.mapTo(panel, QPoint(0, 0))) for tile in tiles
        ]
        if size == LARGE:
            assert all(room.contains(place) for place in places)
        heights.append(tiles[0].height())
        # Cards are as high as the rows have room for, or as wide as the columns.
        below = room.bottom() - max(place.bottom() for place in places)
        wide = places[0].width() * PICTURE.height() / PICTURE.width()
        assert below < 60 or places[0].height() >= wide
    assert heights[1] > 1.2 * heights[0]


def test_keys_walk_through_the_rows_of_a_gallery_in_any_arrangement(stage):
    stage.window.show_panel("activations")
    stage.settle()
    tiles = stage.panel("activations").tiles
    keys = tiles.shown_keys()
    top = tiles.tile(keys[0])
    side = [n for n, key in enumerate(keys) if tiles.tile(key).y() == top.y()]
    top.setFocus(TAB)
    stage.key(Qt.Key.Key_Down)
    assert stage.window.focusWidget() is tiles.tile(keys[len(side)])
    assert tiles.tile(keys[len(side)]).x() == top.x()
