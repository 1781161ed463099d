"""In the Playground the ways to ask why: key, card, inspector, and on from there."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from tests.ui.stages import Stage
from visualizer.scenes.intents import NeuronRef, Select, WeightRef
from visualizer.scenes.numbers import significant
from visualizer.scenes.why import Quantity

pytestmark = pytest.mark.window


@pytest.fixture
def stage(qtbot):
    stage = Stage(qtbot, "circle", epochs=4)
    assert not stage.window.panel("why").isVisible()
    return stage


def select(stage, target):
    stage.window.view.ask(Select(target))
    stage.settle()


def test_a_key_opens_what_is_selected(stage, qtbot):
    select(stage, NeuronRef(1, 0))
    qtbot.keyClick(stage.window, Qt.Key.Key_W)
    stage.settle()
    panel = stage.panel("why")
    assert panel.isVisible()
    assert stage.window.panel("why").title().startswith("Why is this ")
    # The sum and the slope of what it goes on to are numbers to open as well.
    panel.cells[0].click()
    stage.settle()
    assert panel.trail_text()
    panel.follow_button.click()
    stage.settle()
    assert stage.window.view.watch.trail == ()


def test_the_card_of_a_weight_opens_it(stage):
    select(stage, WeightRef(2, 0, 1))
    stage.press(stage.panel("network").view.card.why_button)
    stage.settle()
    assert stage.panel("why").isVisible()
    texts = stage.panel("why").texts()
    assert any(text.startswith("next value") for text in texts)


def test_the_inspector_opens_its_neuron(stage):
    stage.window.show_panel("neuron")
    stage.settle()
    assert not stage.panel("neuron").why_button.isEnabled()
    select(stage, NeuronRef(2, 1))
    stage.press(stage.panel("neuron").why_button)
    stage.settle()
    assert stage.panel("why").isVisible()
    assert not stage.window.view.watch.trail


def test_an_exhibit_without_the_panel_does_not_offer_it(qtbot):
    other = Stage(qtbot, "descent-bowl")
    assert not other.window.actions_.book.action("ask_why").isEnabled()


def test_a_click_on_a_point_of_the_curve_opens_the_losses_behind_it(stage, qtbot):
    stage.window.show_panel("loss")
    stage.settle()
    view = stage.panel("loss").view
    tip = stage.session.tip
    curve = view._drawn.series[-2]
    assert curve.kind == "train"
    # Where the two curves are farthest from each other, it is clear which is meant.
    apart = np.abs(np.log10(curve.y) - np.log10(view._drawn.series[-1].y))
    half = int(curve.x[1 + int(np.argmax(apart[1:]))])
    place = on_curve(view, curve, half)
    stage.click(view, place)
    stage.settle()
    assert stage.session.update == pytest.approx(half, abs=tip / 50)
    assert stage.panel("why").isVisible()
    assert stage.window.view.watch.trail == (Quantity("train_loss"),)
    panel = stage.panel("why")
    reported = stage.session.learner.evaluate().train_loss
    assert any(significant(reported, 3) in text for text in panel.texts())
    # Each example leads to its own loss, and the way back is there.
    panel.cells[0].click()
    stage.settle()
    assert panel.trail_text().startswith("training loss → loss of example ")
    panel.back_button.click()
    stage.settle()
    assert panel.trail_text() == "training loss"


def test_a_drag_along_the_curve_only_goes_through_the_run(stage, qtbot):
    stage.window.show_panel("loss")
    stage.settle()
    view = stage.panel("loss").view
    curve = view._drawn.series[-2]
    ends = [on_curve(view, curve, int(x)) for x in (curve.x[-1], curve.x[2])]
    stage.drag(view, ends)
    stage.settle()
    assert stage.session.update < stage.session.tip / 2
    assert not stage.window.panel("why").isVisible()
    # So does a click away from all curves.
    blank = view.plot_rect().bottomRight().toPoint() - QPoint(4, 4)
    assert view.asked_at(QPointF(blank)) is None
    stage.click(view, blank)
    stage.settle()
    assert not stage.window.panel("why").isVisible()


def on_curve(view, series, update):
    """Return where a curve is drawn at an update."""
    place = int(np.searchsorted(series.x, update))
    value = np.log10(series.y[place]) if view._drawn.log else series.y[place]
    return QPointF(view._x(series.x[place]), view._y_of(np.array([value]))[0]).toPoint()


def test_the_number_of_the_loss_opens_by_hand_and_by_keys(stage, qtbot):
    bar = stage.window.transport
    stage.press(bar.readout("test_loss"))
    stage.settle()
    assert stage.window.view.watch.trail == (Quantity("test_loss"),)
    stage.window.resize(1600, 1000)
    stage.settle()
    readout = bar.readout("test_accuracy")
    assert readout.focusPolicy() == Qt.FocusPolicy.TabFocus
    readout.setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Return)
    stage.settle()
    assert stage.window.view.watch.trail == (Quantity("test_accuracy"),)
    title = stage.window.panel("why").title()
    assert title == f"Why is this {readout.value()}?"
    # The others are only read.
    assert bar.readout("epoch").focusPolicy() == Qt.FocusPolicy.NoFocus
    stage.press(bar.readout("epoch"))
    stage.settle()
    assert stage.window.view.watch.trail == (Quantity("test_accuracy"),)
    qtbot.keyClick(stage.window, Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    stage.settle()
    assert stage.window.view.watch.trail == (Quantity("train_loss"),)


def test_the_menu_of_the_timeline_asks_for_the_loss_at_a_moment(stage):
    timeline = stage.window.timeline
    menu = timeline.menu(QPointF(stage.moment(40)))
    titles = {action.text(): action for action in menu.actions()}
    titles["Why is the training loss this number?"].trigger()
    menu.close()
    stage.settle()
    assert stage.session.update == 40
    assert stage.window.view.watch.trail == (Quantity("train_loss"),)
    assert stage.panel("why").isVisible()


def test_where_nothing_explains_losses_nothing_pretends_to(qtbot):
    other = Stage(qtbot, "descent-bowl")
    assert not other.window.actions_.book.action("why:train_loss").isEnabled()
    bar = other.window.transport
    assert bar.readout("train_loss").focusPolicy() == Qt.FocusPolicy.NoFocus
    menu = other.window.timeline.menu(QPointF(20.0, 10.0))
    assert all("Why" not in action.text() for action in menu.actions())
    menu.close()
