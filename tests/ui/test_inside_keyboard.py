"""All pages of Inside without a mouse: Tab reaches everything and is never caught."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.stages import LARGE, SMALL, Stage
from visualizer.scenes.why import Quantity
from visualizer.ui.widgets import IconButton
from visualizer.ui.widgets.push_button import PushButton
from visualizer.ui.widgets.readout import Readout
from visualizer.ui.widgets.tab_order import keep_with

PAGES = (
    *("neuron-and", "inside-one-pass", "inside-graph", "inside-chain"),
    *("approximation-bumps", "approximation-towers", "signals-healthy"),
    *("signals-symmetry", "representations-spiral"),
)
MOST = 120
"""Stops of Tab that no page has."""


def stops(stage: Stage) -> list[QWidget]:
    """Press Tab until it comes back to where it began; return all stops."""
    found: list[QWidget] = []
    for _ in range(MOST):
        stage.key(Qt.Key.Key_Tab)
        focused = stage.window.focusWidget()
        assert focused is not None
        if found and focused is found[0]:
            return found
        found.append(focused)
    raise AssertionError(f"Tab is caught at {found[-1].accessibleName()!r}")


def reachable(window: QWidget) -> set[QWidget]:
    """Return all controls in sight that take the focus by Tab."""
    return {
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.window() is window
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    }


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("key", PAGES)
def test_tab_reaches_every_control_once(qtbot, key, size):
    stage = Stage(qtbot, key, epochs=1, size=size)
    stage.settle()
    stage.window.setFocus()
    found = stops(stage)
    assert len(set(found)) == len(found)
    missed = reachable(stage.window) - set(found)
    assert not [(type(one).__name__, one.accessibleName()) for one in missed]


def test_controls_that_came_later_stand_in_order(qtbot):
    stage = Stage(qtbot, "inside-one-pass", epochs=1, size=LARGE)
    stage.settle()
    stage.window.setFocus()
    found = stops(stage)
    bar, walk, why = stage.window.transport, stage.panel("walk"), stage.panel("why")
    order = [
        bar.button("play_pause"),
        *(bar.readout(key) for key in ("train_loss", "test_loss", "test_accuracy")),
        bar.present_button(),
        *walk.buttons,
        stage.panel("network").view,
        *why.cells,
        stage.panel("plan").table,
    ]
    places = [found.index(one) for one in order]
    assert places == sorted(places)


def test_the_walk_and_why_are_done_with_keys_alone(qtbot):
    stage = Stage(qtbot, "inside-one-pass", epochs=1, size=LARGE)
    stage.settle()
    walk, why = stage.panel("walk"), stage.panel("why")
    walk.buttons[4].setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Return)
    stage.settle()
    assert walk.buttons[4].isChecked()
    why.cells[0].setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Return)
    stage.settle()
    first = stage.window.view.watch.trail
    assert [one.what for one in first] == ["error"]
    # The numbers of what was opened have the keyboard at once.
    assert QApplication.focusWidget() in why.cells
    stage.key(Qt.Key.Key_Return)
    stage.settle()
    assert len(stage.window.view.watch.trail) == 2
    why.back_button.setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Return)
    stage.settle()
    assert stage.window.view.watch.trail == first
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    stage.settle()
    assert stage.window.view.watch.trail == (Quantity("train_loss"),)


def test_what_takes_no_focus_keeps_its_place_in_the_order(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    first, last = PushButton("1", "", host), PushButton("9", "", host)
    box = QWidget(host)
    second, third = PushButton("2", "", box), IconButton("plus", "", box)
    silent = Readout(box)
    QWidget.setTabOrder(last, second)
    keep_with(first, (second, silent, third))
    chain, at = [], first
    for _ in range(12):
        if at.focusPolicy() != Qt.FocusPolicy.NoFocus:
            chain.append(at)
        at = at.nextInFocusChain()
        if at is first:
            break
    assert chain == [first, second, third, last]
