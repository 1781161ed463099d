"""Points painted on the output map by hand, in the whole window."""

from __future__ import annotations

import math
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from tests.ui.stages import LARGE, SMALL, Stage, move
from visualizer.datasets.painted import Painted
from visualizer.session import commands as do
from visualizer.ui.paint_layer import Brush, scattered

LEFT = Qt.MouseButton.LeftButton


def stroke(stage: Stage, *places: tuple[float, float]) -> None:
    layer = stage.panel("output").layer
    first, *others = (layer.to_pixels(place).toPoint() for place in places)
    stage.qtbot.mousePress(layer, LEFT, pos=first)
    for place in others:
        move(layer, place, LEFT)
    last: QPoint = others[-1] if others else first
    stage.qtbot.mouseRelease(layer, LEFT, pos=last)


@pytest.fixture
def stage(qtbot: Any) -> Stage:
    stage = Stage(qtbot, "circle", epochs=2, size=LARGE)
    stage.window.actions_.trigger("option:painting")
    stage.glance()
    return stage


def test_a_stroke_is_one_change_and_one_undo(stage: Stage) -> None:
    panel = stage.panel("output")
    assert panel.bar.isVisible()
    before = stage.settings
    stroke(stage, (-4.0, 5.0), (0.0, 5.0), (4.0, 5.0))
    assert panel.layer.pending > 8
    stage.glance()
    dataset = stage.settings.dataset
    assert isinstance(dataset, Painted)
    new = dataset.points[500:]
    assert len(new) > 8
    assert all(mark == 1.0 and 4.1 < x2 <= 6.0 for _, x2, mark in new)
    assert {round(x1) for x1, _, _ in new} >= set(range(-4, 5))
    # A new run; the old one stays as a ghost.
    assert stage.session.update == 0
    assert len(stage.session.snapshot().runs) == 2
    assert panel.layer.pending == 0
    stroke(stage, (-5.0, -5.0))
    stage.glance()
    assert len(stage.settings.dataset.points) == len(dataset.points) + 4
    for expected in (dataset, before.dataset):
        stage.window.actions_.trigger("undo")
        stage.glance()
        assert stage.settings.dataset == expected


def test_painting_works_while_the_network_learns(stage: Stage) -> None:
    stage.session.execute(do.Play())
    stroke(stage, (1.0, 1.0))
    stage.session.advance(5)
    stage.glance()
    assert isinstance(stage.settings.dataset, Painted)
    assert stage.session.snapshot().playing


def test_the_eraser_takes_points_out(stage: Stage) -> None:
    panel = stage.panel("output")
    panel.bar.marks.chosen.emit("eraser")
    stroke(stage, (-1.0, 0.0), (1.0, 0.0))
    stage.glance()
    points = stage.settings.dataset.points
    assert 0 < len(points) < 500
    assert not any(math.hypot(x1, x2) < 0.5 for x1, x2, _ in points)


def test_clear_lets_the_next_stroke_begin_anew(stage: Stage) -> None:
    panel = stage.panel("output")
    stage.press(panel.bar.clear_button)
    assert "cleared" in stage.window.panel("output").subtitle()
    assert stage.settings == stage.session.snapshot().experiment.settings
    stroke(stage, (2.0, 2.0))
    stage.glance()
    assert len(stage.settings.dataset.points) == 4
    assert "cleared" not in stage.window.panel("output").subtitle()


def test_several_classes_are_painted_with_swatches_and_digits(stage: Stage) -> None:
    panel = stage.panel("output")
    marks, layer = panel.bar.marks, panel.layer
    stage.press(marks.chip("2"))
    stroke(stage, (-5.0, 5.0))
    stage.glance()
    first = stage.settings.dataset
    assert (first.classes, first.problem) == (3, "multiclass")
    assert [mark for _, _, mark in first.points[500:]] == [2.0] * 4
    # The press gave the map the keyboard; 5 is its class, not a bookmark.
    assert layer.hasFocus()
    stage.key(Qt.Key.Key_5)
    assert marks.chosen_key() == "4"
    stroke(stage, (5.0, 5.0))
    stage.glance()
    second = stage.settings.dataset
    assert (second.classes, len(second.points)) == (5, 508)
    assert stage.session.learner.network.sizes[-1] == 5
    stage.key(Qt.Key.Key_0)
    assert layer.brush.kind == "eraser"
    stroke(stage, (-5.0, 5.0))
    stage.glance()
    assert len(stage.settings.dataset.points) == 504
    stage.key(Qt.Key.Key_1)
    assert (layer.brush.mark, layer.brush.several) == (0.0, True)
    for expected in (second, first):
        stage.window.actions_.trigger("undo")
        stage.glance()
        assert stage.settings.dataset == expected


def test_the_brush_keeps_its_color_when_a_third_class_comes(stage: Stage) -> None:
    bar, theme = stage.panel("output").bar, stage.window.theme
    blue = bar.brush()
    assert (bar.marks.chosen_key(), blue.several) == ("1", False)
    assert blue.color(theme) == theme.signed_color(1.0)
    bar.choose(3)
    stroke(stage, (0.0, 0.0))
    bar.choose(2)
    stage.glance()
    assert bar.brush().color(theme).name() == theme.classes[1].lower()
    bar.choose(1)
    stage.window.actions_.trigger("undo")
    stage.glance()
    assert bar.brush() == blue


def test_digits_that_no_class_has_go_to_bookmarks(stage: Stage) -> None:
    layer = stage.panel("output").layer
    layer.setFocus(Qt.FocusReason.MouseFocusReason)
    before = stage.panel("output").bar.marks.chosen_key()
    stage.key(Qt.Key.Key_9)
    assert stage.panel("output").bar.marks.chosen_key() == before
    # With Ctrl a digit chooses a pace, never a class.
    stage.key(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert stage.panel("output").bar.marks.chosen_key() == before


def test_values_make_it_a_regression(stage: Stage) -> None:
    bar = stage.panel("output").bar
    bar.kinds.chosen.emit("values")
    bar.marks.chosen.emit("-0.5")
    bar.sizes.chosen.emit("small")
    bar.densities.chosen.emit("one")
    stroke(stage, (3.0, -3.0))
    stage.glance()
    dataset = stage.settings.dataset
    assert dataset.problem == "regression"
    x1, x2, value = dataset.points[-1]
    assert (x1, x2) == pytest.approx((3.0, -3.0), abs=0.03)
    assert value == -0.5


def test_the_keyboard_paints_and_leaves(stage: Stage) -> None:
    layer = stage.panel("output").layer
    layer.setFocus(Qt.FocusReason.TabFocusReason)
    alt = Qt.KeyboardModifier.AltModifier
    shift = alt | Qt.KeyboardModifier.ShiftModifier
    stage.qtbot.keyClick(layer, Qt.Key.Key_Right, shift)
    stage.qtbot.keyClick(layer, Qt.Key.Key_Up, alt)
    stage.qtbot.keyClick(layer, Qt.Key.Key_Return)
    stage.glance()
    new = stage.settings.dataset.points[500:]
    assert len(new) == 4
    assert sum(x1 for x1, _, _ in new) / 4 == pytest.approx(1.0, abs=0.3)
    assert sum(x2 for _, x2, _ in new) / 4 == pytest.approx(0.2, abs=0.3)
    stage.qtbot.keyClick(layer, Qt.Key.Key_Escape)
    stage.glance()
    assert not stage.panel("output").bar.isVisible()
    assert not layer.isVisible()


def test_a_dab_is_spread_over_the_brush() -> None:
    brush = Brush("classes", 1.0, 0.8, 12)
    points = scattered((1.0, -2.0), brush, 0)
    reaches = sorted(math.hypot(x - 1.0, y + 2.0) for x, y in points)
    # Evenly over the disk: the square of the reach grows evenly.
    expected = [0.64 * (number + 0.5) / 12 for number in range(12)]
    assert [reach**2 for reach in reaches] == pytest.approx(expected)
    assert scattered((1.0, -2.0), Brush("values", 0.5, 0.8, 1), 7) == [(1.0, -2.0)]


def test_swatches_leave_room_for_the_eraser(qtbot: Any) -> None:
    stage = Stage(qtbot, "circle", size=SMALL)
    stage.window.actions_.trigger("option:painting")
    stage.glance()
    panel = stage.panel("output")
    narrow = panel.bar.marks
    assert narrow.geometry().right() < panel.bar.width()
    assert (narrow.chip("4").text(), narrow.chip("eraser").text()) == ("", "eraser")
    assert narrow.chip("4").accessibleName() == "class 5"
    assert narrow.chip("4").toolTip() == "Paint class 5; key 5"
    assert not narrow.chip("4").icon().isNull()
    stage.window.resize(LARGE)
    stage.glance()
    assert narrow.chip("4").text() == "5"
