"""Presenter mode: few panels in large type, and everything as before afterwards."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.stages import CLOSED, Stage, move, pixels
from visualizer.scenes.intents import NeuronRef, Select
from visualizer.ui import presenter as module
from visualizer.ui import wakefulness
from visualizer.ui.canvas.spotlight import Spot
from visualizer.ui.widgets.icon_button import IconButton

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def no_helpers(monkeypatch):
    """Start no tool of the system that would keep a screen awake."""
    monkeypatch.setattr(wakefulness, "_command", lambda: None)


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, epochs=2)


@pytest.fixture
def presenting(stage):
    stage.key(Qt.Key.Key_F5)
    stage.settle()
    assert stage.window.presenter.active
    return stage


def at(stage: Stage, size: QSize) -> None:
    """Give the window the size of a projector."""
    stage.window.showNormal()
    stage.window.resize(size)
    stage.settle()


def test_an_audience_sees_network_output_and_loss_strip(presenting):
    window = presenting.window
    assert window.isFullScreen()
    assert window.view.arrangement.visible_names() == ("network", "output")
    assert window.timeline.isVisible()
    assert window.transport.isVisible()
    for part in (window.rail, window.menuBar(), window.view.form):
        assert not part.isVisible()
    assert window.theme.key == "contrast"


def test_everything_is_as_before_afterwards(qtbot):
    stage = Stage(qtbot, theme="light", font_scale=1.1)
    window = stage.window
    window.view.arrangement.set_hidden("surface", True)
    stage.settle()
    before = window.view.arrangement.visible_names(), window.size()
    for leave in (
        lambda: stage.key(Qt.Key.Key_Escape),
        lambda: stage.key(Qt.Key.Key_F5),
        lambda: stage.press(window.transport.present_button()),
        lambda: window.actions_.trigger("leave_presenter"),
    ):
        window.actions_.trigger("present")
        stage.settle(1)
        assert window.presenter.active
        leave()
        stage.settle(1)
        assert not window.presenter.active
        assert not window.isFullScreen()
        assert (window.view.arrangement.visible_names(), window.size()) == before
        assert window.theme.key == "light"
        assert window.font_scale == pytest.approx(1.1)
        hidden = window.view.arrangement.hidden_names()
        assert set(hidden) == {"surface", *CLOSED}
        for part in (window.rail, window.menuBar(), window.view.form):
            assert part.isVisible()


def test_a_maximized_window_is_maximized_again(stage):
    stage.window.showMaximized()
    stage.settle()
    stage.window.presenter.enter()
    stage.window.presenter.leave()
    assert stage.window.isMaximized()


def test_type_grows_with_the_projector(presenting):
    at(presenting, QSize(1280, 720))
    assert presenting.window.font().pixelSize() == module.TYPE_PIXELS
    at(presenting, QSize(1920, 1080))
    assert presenting.window.font().pixelSize() == 1.5 * module.TYPE_PIXELS
    at(presenting, QSize(1280, 1000))
    assert presenting.window.font().pixelSize() == module.TYPE_PIXELS


def test_type_fits_a_window_that_does_not_get_the_screen(stage, qtbot):
    stage.window.presenter.enter()
    # Before it was ever drawn there.
    stage.window.showNormal()
    assert stage.window.size() == QSize(1280, 720)
    qtbot.waitUntil(
        lambda: stage.window.font().pixelSize() == module.TYPE_PIXELS, timeout=3000
    )


def test_what_one_touches_is_large_enough(presenting):
    at(presenting, QSize(1280, 720))
    bar = presenting.window.transport
    for name in ("to_start", "step_back", "play_pause", "step_forward", "to_end"):
        button = bar.button(name)
        assert min(button.width(), button.height()) >= 44, name
    assert bar.present_button().height() >= 44
    buttons = presenting.window.panel("output").findChildren(IconButton)
    assert all(b.height() >= 44 for b in buttons if b.isVisible())


def test_a_clicker_and_the_keys_work_while_presenting(presenting):
    presenting.key(Qt.Key.Key_Space)
    assert presenting.session.playing
    presenting.key(Qt.Key.Key_Space)
    presenting.settle()
    update = presenting.session.update
    presenting.key(Qt.Key.Key_Right)
    assert presenting.session.update == update + 1


def test_the_screen_is_blanked_and_shown_again(presenting):
    window = presenting.window
    for key in (Qt.Key.Key_B, Qt.Key.Key_Period):
        presenting.key(key)
        QApplication.processEvents()
        assert set(pixels(window, window.rect())) == {0, 255}  # black, opaque
        presenting.key(key)
        assert not window.presenter.blanked
    presenting.key(Qt.Key.Key_B)
    at(presenting, QSize(1400, 900))
    assert window.presenter._blank.geometry() == window.rect()


def test_the_screen_is_not_blanked_by_a_key_outside(stage):
    stage.key(Qt.Key.Key_B)
    assert not stage.window.presenter.blanked


def test_a_dot_of_light_follows_the_pointer_while_l_is_held(presenting, monkeypatch):
    window = presenting.window
    handle = window.windowHandle()
    pointer = [QPoint(300, 200)]
    monkeypatch.setattr(
        module.QCursor, "pos", lambda: window.mapToGlobal(pointer[0]), raising=True
    )
    QTest.keyPress(handle, Qt.Key.Key_L)
    assert window.presenter.laser_shown
    dot = window.presenter._laser
    assert (dot.geometry().center() - QPoint(300, 200)).manhattanLength() <= 2
    assert not dot.pixmap().isNull()
    pointer[0] = QPoint(500, 400)
    QTest.mouseMove(handle, pointer[0])
    QApplication.processEvents()
    assert (dot.geometry().center() - QPoint(500, 400)).manhattanLength() <= 2
    QTest.keyRelease(handle, Qt.Key.Key_L)
    assert not window.presenter.laser_shown


def test_the_dot_goes_when_the_key_is_let_go_elsewhere(presenting):
    handle = presenting.window.windowHandle()
    QTest.keyPress(handle, Qt.Key.Key_L)
    QApplication.sendEvent(handle, QEvent(QEvent.Type.FocusOut))
    assert not presenting.window.presenter.laser_shown


def test_l_can_be_typed_while_presenting(presenting):
    presenting.key(Qt.Key.Key_K, CONTROL)
    palette = presenting.window.actions_.palette
    handle = presenting.window.windowHandle()
    QTest.keyClick(handle, Qt.Key.Key_L)
    assert palette.field().text() == "l"
    assert not presenting.window.presenter.laser_shown


def test_the_dot_is_only_for_presenting(stage):
    QTest.keyClick(stage.window.windowHandle(), Qt.Key.Key_L)
    assert not stage.window.presenter.laser_shown
    stage.window.presenter.enter()
    stage.window.presenter.leave()
    QTest.keyPress(stage.window.windowHandle(), Qt.Key.Key_L)
    assert not stage.window.presenter.laser_shown


def test_the_inspector_opens_for_the_audience_as_well(presenting):
    presenting.click(presenting.panel("network").view, presenting.neuron(1, 0))
    presenting.settle()
    arrangement = presenting.window.view.arrangement
    assert "neuron" in arrangement.visible_names()
    presenting.window.presenter.leave()
    assert arrangement.only() is None


def test_closing_while_presenting_ends_it(presenting):
    presenting.window.close()
    assert not presenting.window.presenter.active


def test_the_screen_stays_awake_only_while_presenting(stage, monkeypatch):
    asked = []
    keep, sleep = wakefulness.Wakefulness.keep_awake, wakefulness.Wakefulness.let_sleep
    monkeypatch.setattr(
        wakefulness.Wakefulness, "keep_awake", lambda s: (asked.append("on"), keep(s))
    )
    monkeypatch.setattr(
        wakefulness.Wakefulness, "let_sleep", lambda s: (asked.append("off"), sleep(s))
    )
    stage.window.presenter.enter()
    assert asked == ["on"]
    stage.window.presenter.leave()
    assert asked == ["on", "off"]


def test_hints_that_end_while_presenting_show_all_panels_afterwards(qtbot):
    stage = Stage(qtbot)
    window = stage.window
    window.begin_first_start()
    stage.settle()
    window.presenter.enter()
    window.coach.finish()
    assert window.view.arrangement.visible_names() == ("network", "output")
    window.presenter.leave()
    assert "surface" in window.view.arrangement.visible_names()


# The spotlight.


def test_s_lights_what_is_under_the_pointer(presenting):
    at(presenting, QSize(1280, 720))
    view = presenting.panel("network").view
    for row in (0, 1):
        move(view.viewport(), presenting.neuron(1, row), Qt.MouseButton.NoButton)
        presenting.key(Qt.Key.Key_S)
        assert view.spot == Spot(1, row)
    presenting.key(Qt.Key.Key_S)
    assert view.spot is None


def test_escape_ends_the_spotlight_before_presenting(presenting):
    view = presenting.panel("network").view
    view.toggle_spotlight(Spot(1, 0))
    presenting.key(Qt.Key.Key_Escape)
    assert view.spot is None
    assert presenting.window.presenter.active
    presenting.key(Qt.Key.Key_Escape)
    assert not presenting.window.presenter.active


def test_the_spotlight_outlives_the_end_of_presenting(presenting):
    view = presenting.panel("network").view
    view.toggle_spotlight(Spot(1, 0))
    presenting.key(Qt.Key.Key_F5)
    presenting.settle()
    assert view.spot == Spot(1, 0)
    presenting.key(Qt.Key.Key_Space)
    presenting.session.advance(30)
    presenting.settle()
    assert view.spot == Spot(1, 0)


def test_the_selected_neuron_is_lit_where_nothing_is_pointed_at(stage):
    view = stage.panel("network").view
    stage.window.view.ask(Select(NeuronRef(2, 1)))
    stage.settle()
    stage.window.actions_.trigger("spotlight")
    assert view.spot == Spot(2, 1)


def test_where_there_is_nothing_to_light_it_says_what_to_do(stage):
    stage.key(Qt.Key.Key_S)
    assert stage.panel("network").view.spot is None
    assert "press S" in stage.window.banner.text()


def test_s_can_be_typed(stage):
    stage.window.view.ask(Select(NeuronRef(2, 1)))
    stage.settle()
    stage.key(Qt.Key.Key_K, CONTROL)
    field = stage.window.actions_.palette.field()
    QTest.keyClick(stage.window.windowHandle(), Qt.Key.Key_S)
    assert field.text() == "s"
    assert stage.panel("network").view.spot is None


def test_a_layer_more_ends_the_spotlight(stage):
    view = stage.panel("network").view
    view.toggle_spotlight(Spot(1, 0))
    stage.window.actions_.trigger("add_layer")
    stage.settle()
    assert view.spot is None
