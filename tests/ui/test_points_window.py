"""A point of a plot opens what made it: by the hand and by the keyboard alone."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt

from tests.ui.stages import LARGE, SMALL, Stage, move
from visualizer.scenes.numbers import significant
from visualizer.scenes.why import Quantity

pytestmark = pytest.mark.window

ALT = Qt.KeyboardModifier.AltModifier
NO_BUTTON = Qt.MouseButton.NoButton


def on_curve(view, line, place):
    curve = view._drawn.lines[line]
    return view.place_of(float(curve.x[place]), float(curve.y[place])).toPoint()


def press_key(stage, name, key, modifiers=Qt.KeyboardModifier.NoModifier):
    stage.panel(name).setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(key, modifiers)
    stage.settle()


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_a_click_on_a_cost_curve_opens_the_examples_behind_it(qtbot, size):
    stage = Stage(qtbot, "neuron-slowdown-far", epochs=300, size=size)
    stage.settle()
    view = stage.panel("cost").view
    at = on_curve(view, 1, 120)
    move(view.viewport(), at, NO_BUTTON)
    assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert view.reading().startswith("epoch 120, Binary cross-entropy ")
    value = float(view._drawn.lines[1].y[120])
    stage.click(view, at)
    stage.settle()
    why = stage.panel("why")
    assert why.isVisible()
    assert stage.window.view.watch.point == (1, 120)
    assert f"= {significant(value, 3)}" in why.texts()
    why.cells[0].click()
    stage.settle()
    assert why.trail_text() == "training loss → loss of example 1"
    why.back_button.click()
    why.follow_button.click()
    stage.settle()
    assert stage.window.view.watch.trail == ()
    assert stage.window.view.watch.point is None


def test_beside_the_curves_a_click_opens_nothing(qtbot):
    stage = Stage(qtbot, "neuron-slowdown-far", epochs=300, size=LARGE)
    stage.settle()
    view = stage.panel("cost").view
    at = on_curve(view, 1, 120) + QPoint(0, 25)
    move(view.viewport(), at, NO_BUTTON)
    assert view.reading() == ""
    stage.click(view, at)
    stage.settle()
    assert stage.window.view.watch.trail == ()


def test_keys_walk_along_the_curves_and_open_a_point(qtbot):
    stage = Stage(qtbot, "neuron-slowdown-far", epochs=60, size=LARGE)
    stage.settle()
    panel = stage.panel("cost")
    press_key(stage, "cost", Qt.Key.Key_Left, ALT)
    assert panel.view.reading().startswith("epoch 60, Half the squared error ")
    for _ in range(3):
        press_key(stage, "cost", Qt.Key.Key_Left, ALT)
    press_key(stage, "cost", Qt.Key.Key_Down, ALT)
    assert panel.accessibleDescription().startswith("epoch 57, Binary cross-entropy ")
    press_key(stage, "cost", Qt.Key.Key_Return)
    assert stage.window.view.watch.point == (1, 57)
    assert stage.panel("why").isVisible()


def test_a_point_of_the_answers_opens_the_sum_behind_it(qtbot):
    stage = Stage(qtbot, "neuron-slowdown-near", epochs=80, size=LARGE)
    stage.settle()
    view = stage.panel("answers").view
    answer = float(view._drawn.lines[0].y[30])
    stage.click(view, on_curve(view, 0, 30))
    stage.settle()
    assert stage.window.view.watch.trail == (Quantity("activation", 1, 0),)
    assert f"= {significant(answer, 3)}" in stage.panel("why").texts()


def test_the_timeline_asks_for_the_first_neuron(qtbot):
    stage = Stage(qtbot, "neuron-slowdown-far", epochs=40, size=LARGE)
    stage.settle()
    stage.window.actions_.trigger("why:train_loss")
    stage.settle()
    assert stage.window.view.watch.point == (0, -1)
    cost = stage.session.learner.evaluate().train_loss
    assert f"= {significant(cost, 3)}" in stage.panel("why").texts()


@pytest.mark.parametrize("way", ["forward", "backward"])
def test_a_layer_s_size_opens_the_squares_behind_it(qtbot, way):
    stage = Stage(qtbot, "signals-vanishing", epochs=1, size=SMALL)
    stage.settle()
    view = stage.panel(way).view
    scene = view._drawn
    size = float(scene.sizes[4])
    stage.click(view, view.place_of(scene.first + 4, size).toPoint())
    stage.settle()
    why = stage.panel("why")
    assert why.isVisible()
    assert stage.window.view.watch.trail == (scene.asks[4],)
    assert f"= {significant(size, 3)}" in why.texts()
    for _ in range(3):
        why.cells[0].click()
        stage.settle()
    assert len(stage.window.view.watch.trail) == 4


def test_keys_open_the_size_of_a_layer(qtbot):
    stage = Stage(qtbot, "signals-healthy", epochs=1, size=LARGE)
    stage.settle()
    for _ in range(3):
        press_key(stage, "forward", Qt.Key.Key_Right, ALT)
    press_key(stage, "forward", Qt.Key.Key_Return)
    assert stage.window.view.watch.trail == (Quantity("size", 2),)
    assert stage.panel("why").isVisible()


def test_a_network_of_another_width_opens_its_examples(qtbot):
    stage = Stage(qtbot, "approximation-bumps", epochs=2, size=LARGE)
    while not stage.session.snapshot().frame.sizes.parameters:
        stage.session.work(time.perf_counter() + 0.05)
    stage.settle()
    view = stage.panel("sizes").view
    dot = max(view._drawn.dots, key=lambda one: one.y)
    stage.click(view, view.place_of(dot.x, dot.y).toPoint())
    stage.settle()
    why, watch = stage.panel("why"), stage.window.view.watch
    assert why.isVisible()
    assert watch.point == (int(dot.asks.x), dot.asks.number)
    assert f"= {significant(10.0**dot.y, 3)}" in why.texts()
    why.cells[0].click()
    stage.settle()
    assert why.trail_text().startswith("training loss → loss of example ")
