"""The page Approximation in the window: pieces under the hand, a target drawn."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from tests.ui.stages import LARGE, SMALL, Stage
from visualizer.exhibits.approximation import ApproximationSettings
from visualizer.exhibits.approximation.settings import Piece, Tower
from visualizer.scenes.approximation import (
    ContributionsScene,
    FittingScene,
    PiecesScene,
    SizesScene,
    StagesScene,
    TowersScene,
)
from visualizer.session.experiment import Experiment
from visualizer.ui.canvas.focus_border import FocusBorder
from visualizer.ui.panels import panels
from visualizer.ui.panels.plot_panel import LARGE_STEP, STEP

ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier

PIECES = (Piece(0.1, 0.3, 0.5), Piece(0.6, None, -0.4))
TOWERS = (Tower(0.2, 0.6, 0.3, 0.7, 1.0), Tower(0.7, 0.9, 0.1, 0.3, 0.5))


def staged(qtbot, size=LARGE, **settings):
    opened = ApproximationSettings(pieces=PIECES, towers=TOWERS, **settings)
    return Stage(qtbot, Experiment("approximation", opened), size=size)


@pytest.fixture
def stage(qtbot):
    return staged(qtbot)


@pytest.fixture
def towers(qtbot):
    return staged(qtbot, inputs="two")


def handle(stage, piece, name):
    view = stage.panel("fitting").view
    scene = view._drawn if hasattr(view, "map_rect") else view._fitting
    return next(h for h in scene.handles if (h.piece, h.name) == (piece, name))


def place(stage, piece, name) -> QPoint:
    found = handle(stage, piece, name)
    return stage.panel("fitting").view._handles.place(found).toPoint()


def test_scenes_have_their_panels():
    for key, scene_class in (
        ("fitting", FittingScene),
        ("towers", TowersScene),
        ("contributions", ContributionsScene),
        ("stages", StagesScene),
        ("pieces", PiecesScene),
        ("sizes", SizesScene),
    ):
        assert panels[key].scene_class is scene_class


def test_a_side_is_dragged_and_the_score_follows(stage):
    panel = stage.panel("fitting")
    before = panel.scores()
    start, end = place(stage, 0, "right"), panel.view.place_of(0.45, 0.0).toPoint()
    stage.drag(panel.view, [start, (start + end) / 2, end])
    stage.settle()
    assert stage.settings.pieces[0].right == pytest.approx(0.45, abs=0.005)
    assert panel.scores()[0] != before[0]
    assert panel.scores()[1] == before[1]
    assert handle(stage, 0, "right").held
    stage.key(Qt.Key.Key_Z, CONTROL)
    stage.glance()
    assert stage.settings.pieces == PIECES


def test_height_and_place_are_dragged_together(stage):
    view = stage.panel("fitting").view
    end = view.place_of(0.5, 0.8).toPoint()
    stage.drag(view, [place(stage, 0, "middle"), end])
    stage.glance()
    piece = stage.settings.pieces[0]
    assert (piece.left, piece.right) == pytest.approx((0.4, 0.6), abs=0.005)
    assert piece.height == pytest.approx(0.8, abs=0.01)


def test_a_hand_beyond_the_plot_leaves_the_range_as_it_is(stage):
    view = stage.panel("fitting").view
    before = view._fitting.plot.y
    top = QPoint(view.place_of(0.2, 0.0).toPoint().x(), -400)
    stage.drag(view, [place(stage, 0, "middle"), top])
    stage.settle()
    assert stage.settings.pieces[0].height == pytest.approx(before[1])
    assert view._fitting.plot.y == before


def test_beside_all_handles_nothing_is_dragged(stage):
    view = stage.panel("fitting").view
    stage.drag(view, [view.place_of(0.45, 0.9).toPoint(), place(stage, 1, "left")])
    stage.glance()
    assert stage.settings.pieces == PIECES


def test_alt_and_arrows_move_the_held_handle(stage):
    panel = stage.panel("fitting")
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_BracketLeft)
    stage.glance()
    assert handle(stage, 0, "left").held
    stage.key(Qt.Key.Key_Right, ALT)
    stage.glance()
    stage.key(Qt.Key.Key_Left, ALT | SHIFT)
    stage.glance()
    left = stage.settings.pieces[0].left
    assert left == pytest.approx(0.1 + STEP - LARGE_STEP)
    low, high = panel.view._fitting.plot.y
    stage.key(Qt.Key.Key_BracketRight)
    stage.glance()
    stage.key(Qt.Key.Key_Up, ALT)
    stage.glance()
    height = stage.settings.pieces[0].height
    assert height == pytest.approx(0.5 + STEP * (high - low))
    # The training did not step meanwhile.
    assert stage.session.update == 0


def test_the_plot_shows_when_keys_reach_it(stage):
    panel = stage.panel("fitting")
    (border,) = panel.view.findChildren(FocusBorder)
    assert not border.isVisible()
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    assert border.isVisible()
    assert border.geometry() == panel.view.rect()
    panel.clearFocus()
    assert not border.isVisible()


def test_a_target_is_drawn_with_the_mouse_in_one_step_of_undo(stage):
    panel = stage.panel("fitting")
    stage.press(panel.draw_button)
    stage.glance()
    view = panel.view
    stroke = [view.place_of(x, 0.9 * x).toPoint() for x in np.linspace(0.0, 1.0, 9)]
    stage.drag(view, stroke)
    stage.settle()
    assert stage.settings.target == "drawn"
    knots = np.linspace(0.0, 1.0, len(stage.settings.drawn))
    np.testing.assert_allclose(stage.settings.drawn, 0.9 * knots, atol=0.02)
    assert stage.settings.pieces == PIECES
    stage.key(Qt.Key.Key_Z, CONTROL)
    stage.glance()
    assert stage.settings.target == "sines"


def test_a_quick_stroke_has_no_gaps(stage, qtbot):
    panel = stage.panel("fitting")
    stage.press(panel.draw_button)
    stage.glance()
    view = panel.view
    ends = [view.place_of(x, 0.5).toPoint() for x in (0.05, 0.5)]
    target = view.viewport()
    qtbot.mousePress(target, Qt.MouseButton.LeftButton, pos=ends[0])
    stage.glance()
    stage.drag(view, ends)
    stage.settle()
    under = np.array(stage.settings.drawn)[3:20]
    np.testing.assert_allclose(under, 0.5, atol=0.02)


def test_keys_draw_the_target_too(stage):
    panel = stage.panel("fitting")
    stage.press(panel.draw_button)
    stage.glance()
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Right, ALT | SHIFT)
    stage.glance()
    assert stage.session.watch.pen == pytest.approx(0.5 + LARGE_STEP)
    assert stage.settings.target == "sines"
    stage.key(Qt.Key.Key_Up, ALT)
    stage.glance()
    assert stage.settings.target == "drawn"


def test_a_marker_hides_a_fit_and_shows_it_again(stage):
    panel = stage.panel("fitting")
    assert len(panel.view._drawn.lines) == 3
    for count in (2, 3):
        stage.press(panel.mark(1))
        stage.glance()
        assert len(panel.view._drawn.lines) == count
        assert panel.mark(1).isChecked() is (count == 3)


def test_training_draws_its_curve_and_leaves_pieces_alone(stage):
    view = stage.panel("fitting").view
    before, scores = view._drawn.lines, stage.panel("fitting").scores()
    stage.session.advance(200)
    stage.settle()
    trained, built = view._drawn.lines[1:]
    assert not np.array_equal(trained.y, before[1].y)
    np.testing.assert_array_equal(built.y, before[2].y)
    stage.qtbot.waitUntil(lambda: stage.panel("fitting").scores()[1] != scores[1])
    assert stage.panel("fitting").scores()[0] == scores[0]


def test_sliders_set_the_held_piece(stage):
    panel = stage.panel("pieces")
    slider = panel.slider("height").slider()
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    stage.qtbot.keyClick(slider, Qt.Key.Key_Right)
    stage.glance()
    assert stage.settings.pieces[0].height > 0.5
    stage.key(Qt.Key.Key_BracketRight)
    stage.key(Qt.Key.Key_BracketRight)
    stage.glance()
    assert not panel.slider("right").isVisible()
    assert panel.slider("bias").value() == pytest.approx(-120.0)
    editor = panel.slider("bias").editor()
    panel.slider("bias").edit()
    editor.setText("-60")
    stage.qtbot.keyClick(editor, Qt.Key.Key_Return)
    stage.glance()
    assert stage.settings.pieces[1].left == pytest.approx(0.3)
    assert panel.rules().startswith("s = −b / w = −(−60) / 200 = 0.3")


def test_what_is_no_height_is_said_in_one_sentence(stage):
    panel = stage.panel("pieces")
    panel.slider("height").edit()
    editor = panel.slider("height").editor()
    editor.setText("9")
    stage.qtbot.keyClick(editor, Qt.Key.Key_Return)
    stage.glance()
    assert panel.error() == ("Height h: '9' is not allowed; allowed: from -3 to 3")
    assert stage.settings.pieces == PIECES
    panel.slider("height").edit()
    editor.setText("1")
    stage.qtbot.keyClick(editor, Qt.Key.Key_Return)
    stage.glance()
    assert panel.error() == ""
    assert stage.settings.pieces[0].height == 1.0


def test_buttons_build_divide_and_remove(stage):
    panel = stage.panel("pieces")
    counts = []
    for name in ("first", "second", "divide", "divide_all", "remove"):
        stage.press(panel.button(name))
        stage.glance()
        counts.append(len(stage.settings.pieces))
    assert counts[:3] == [3, 4, 5]
    # Of the five pieces two are steps, which stay whole.
    assert counts[3] == 8
    assert counts[4] == counts[3] - 1
    heights = [piece.height for piece in stage.settings.pieces]
    stage.press(panel.button("level"))
    stage.glance()
    assert [piece.height for piece in stage.settings.pieces] != heights


def test_the_palette_does_what_the_buttons_do(stage):
    actions = stage.window.actions_
    actions.trigger("piece:add_step")
    stage.glance()
    assert stage.settings.pieces[2].right is None
    actions.trigger("piece:remove")
    stage.glance()
    actions.trigger("piece:divide_all")
    stage.glance()
    assert len(stage.settings.pieces) == 3
    actions.trigger("option:draw_target")
    stage.glance()
    assert stage.panel("fitting").draw_button.isChecked()


def test_the_parts_are_of_one_network_or_of_the_other(stage):
    panel = stage.panel("parts")
    assert len(panel.view._drawn.lines) == 5
    stage.press(panel.switch)
    stage.glance()
    assert len(panel.view._drawn.lines) == 12
    assert panel.switch.isChecked()


def test_sizes_are_drawn_as_they_are_trained(stage):
    view = stage.panel("sizes").view
    stage.settle()
    stage.settle()
    plot = view._drawn
    assert len(plot.dots) == 50
    assert plot.lines[0].y[-1] < plot.lines[0].y[0] - 1.0
    assert plot.marks == (10.0,)


def test_a_tower_is_dragged_on_its_map(towers):
    view = towers.panel("fitting").view
    start = place(towers, 0, "upper")
    end = view.place_of(0.8, 0.9).toPoint()
    towers.drag(view, [start, end])
    towers.settle()
    tower = towers.settings.towers[0]
    assert (tower.right, tower.top) == pytest.approx((0.8, 0.9), abs=0.01)
    assert (tower.left, tower.bottom) == (0.2, 0.3)
    towers.key(Qt.Key.Key_Z, CONTROL)
    towers.glance()
    assert towers.settings.towers == TOWERS


def test_keys_move_towers(towers):
    towers.panel("fitting").setFocus(Qt.FocusReason.TabFocusReason)
    towers.key(Qt.Key.Key_Up, ALT)
    towers.glance()
    tower = towers.settings.towers[0]
    assert (tower.bottom, tower.top) == pytest.approx((0.3 + STEP, 0.7 + STEP))


def test_maps_stand_in_a_row_and_stages_in_two(towers):
    fit, stages = towers.panel("fitting").view, towers.panel("parts").view
    tops = {round(fit.map_rect(number).top()) for number in range(3)}
    assert len(tops) == 1
    assert [name for name, _ in fit.captions()] == ["Target", "By hand", "By training"]
    tops = {round(stages.map_rect(number).top()) for number in range(8)}
    assert len(tops) == 2
    for view, count in ((fit, 3), (stages, 8)):
        area = view.area()
        assert all(area.contains(view.map_rect(number)) for number in range(count))


def test_maps_that_stay_are_not_drawn_again(towers):
    view = towers.panel("fitting").view
    keys = [each.image.pixmap().cacheKey() for each in view._maps]
    towers.session.advance(20)
    towers.settle()
    after = [each.image.pixmap().cacheKey() for each in view._maps]
    assert after[:2] == keys[:2]
    assert after[2] != keys[2]


def test_one_input_or_two_bring_their_own_panels(stage):
    stage.window.view.change(inputs="two")
    stage.glance()
    stage.glance()
    assert stage.panel("fitting").key == "towers"
    assert stage.panel("parts").key == "stages"
    stage.window.view.change(inputs="one")
    stage.glance()
    stage.glance()
    assert stage.panel("fitting").key == "fitting"


@pytest.mark.parametrize("inputs", ["one", "two"])
def test_the_pieces_need_no_scroll_bar_in_a_small_window(qtbot, inputs):
    stage = staged(qtbot, SMALL, inputs=inputs)
    bar = stage.panel("pieces")._scroll.verticalScrollBar()
    assert bar.maximum() == 0


def test_training_begins_with_what_is_built(qtbot):
    stage = Stage(qtbot, "approximation-bumps", epochs=1)
    panel = stage.panel("pieces")
    (button,) = panel.header_widgets()
    assert button.text() == "Train on"
    stage.press(button)
    stage.settle()
    assert stage.session.update == 0
    assert stage.session.learner.network.sizes == (1, 8, 1)
    hand, trained = stage.panel("fitting")._scene.scores
    assert hand.facts == trained.facts
