import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.ui.hosting import hosted
from visualizer.ui.widgets import LabeledSlider
from visualizer.ui.widgets.labeled_slider import number_text

RATES = (0.001, 0.01, 0.1, 1.0, 10.0)


@pytest.fixture
def slider(qtbot):
    slider = hosted(qtbot, lambda host: LabeledSlider("Rate", host))
    slider.resize(220, 44)
    slider.changes, slider.ends, slider.refused = [], [], []
    slider.value_changed.connect(slider.changes.append)
    slider.editing_finished.connect(slider.ends.append)
    slider.rejected.connect(slider.refused.append)
    return slider


def wheel(target, delta):
    middle = QPointF(target.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(target.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(target, event)
    return event.isAccepted()


def test_value_given_from_outside_is_shown_without_a_signal(slider):
    slider.set_values(RATES)
    slider.set_value(0.1)
    assert slider.value() == 0.1
    assert slider.value_text() == "0.1"
    assert slider.slider().value() == 2
    assert not slider.changes


def test_value_between_the_listed_ones_is_kept_exactly(slider):
    slider.set_values(RATES, 0.0001, 100.0)
    slider.set_value(0.03)
    assert slider.value() == 0.03
    assert slider.slider().value() == 1


def test_drag_tells_live_values_and_one_end(qtbot, slider):
    slider.set_range(0.0, 1.0)
    slider.set_value(0.0)
    track = slider.slider()
    y = track.height() // 2
    qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=QPoint(100, y))
    qtbot.mouseMove(track, QPoint(140, y))
    qtbot.mouseMove(track, QPoint(180, y))
    assert not slider.ends
    qtbot.mouseRelease(track, Qt.MouseButton.LeftButton, pos=QPoint(180, y))
    assert len(slider.changes) >= 3
    assert slider.changes == sorted(slider.changes)
    assert slider.ends == [slider.changes[-1]]


def test_click_jumps_to_the_place_clicked(qtbot, slider):
    slider.set_range(0.0, 1.0)
    slider.set_value(0.0)
    track = slider.slider()
    place = QPoint(round(track.width() * 0.75), track.height() // 2)
    qtbot.mouseClick(track, Qt.MouseButton.LeftButton, pos=place)
    assert slider.value() == pytest.approx(0.75, abs=0.05)
    assert len(slider.ends) == 1


def test_value_is_not_pulled_away_from_a_dragging_hand(qtbot, slider):
    slider.set_range(0.0, 1.0)
    track = slider.slider()
    qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=QPoint(100, 8))
    held = slider.value()
    slider.set_value(0.9)
    assert slider.value() == held


def test_wheel_turns_only_what_has_the_focus(slider):
    slider.set_values(RATES)
    slider.set_value(0.1)
    assert not wheel(slider.slider(), 120)
    assert not slider.changes
    slider.slider().setFocus(Qt.FocusReason.MouseFocusReason)
    assert wheel(slider.slider(), 120)
    assert slider.changes == [1.0]
    wheel(slider.slider(), -120)
    assert slider.ends == [1.0, 0.1]


@pytest.mark.parametrize(
    ("reason", "own"),
    [(Qt.FocusReason.TabFocusReason, True), (Qt.FocusReason.MouseFocusReason, False)],
)
def test_sideways_arrows_are_its_own_only_when_tab_led_there(
    qtbot, slider, reason, own
):
    stepped = []
    action = QAction(slider.window())
    action.setShortcut(QKeySequence("Right"))
    action.triggered.connect(lambda: stepped.append(1))
    slider.window().addAction(action)
    slider.set_values(RATES)
    slider.set_value(0.1)
    slider.slider().setFocus(reason)
    qtbot.keyClick(slider.slider(), Qt.Key.Key_Right)
    assert slider.changes == ([1.0] if own else [])
    assert stepped == ([] if own else [1])


def test_keys_move_to_the_neighbor_and_to_the_ends(qtbot, slider):
    slider.set_values(RATES)
    slider.set_value(0.1)
    track = slider.slider()
    track.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Down):
        qtbot.keyClick(track, key)
    assert slider.changes == [1.0, 0.001, 10.0, 1.0]


def test_double_click_lets_one_type(qtbot, slider):
    slider.set_values(RATES, 0.0001, 100.0)
    slider.set_value(0.1)
    number = slider.childAt(slider.width() - 4, 6)
    qtbot.mouseDClick(number, Qt.MouseButton.LeftButton)
    assert slider.editor().isVisible()
    assert slider.editor().hasFocus()
    qtbot.keyClicks(slider.editor(), "0,05")
    qtbot.keyClick(slider.editor(), Qt.Key.Key_Return)
    assert slider.changes == [0.05]
    assert slider.ends == [0.05]
    assert slider.value_text() == "0.05"
    assert not slider.editor().isVisible()
    assert slider.slider().hasFocus()


def test_enter_on_the_slider_lets_one_type_and_escape_changes_nothing(qtbot, slider):
    slider.set_values(RATES)
    slider.set_value(0.1)
    slider.slider().setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(slider.slider(), Qt.Key.Key_Return)
    qtbot.keyClicks(slider.editor(), "1")
    qtbot.keyClick(slider.editor(), Qt.Key.Key_Escape)
    assert not slider.changes
    assert slider.value() == 0.1
    assert not slider.editor().isVisible()


@pytest.mark.parametrize("text", ["1000", "-1", "a word", "nan", "inf", ""])
def test_what_is_no_value_of_the_range_is_refused(qtbot, slider, text):
    slider.set_values(RATES)
    slider.set_value(0.1)
    slider.edit()
    slider.editor().setText(text)
    qtbot.keyClick(slider.editor(), Qt.Key.Key_Return)
    assert slider.refused == [text]
    assert slider.value() == 0.1
    assert not slider.changes


def test_whole_numbers_refuse_a_fraction(qtbot, slider):
    slider.set_range(1, 100, whole=True)
    slider.edit()
    slider.editor().setText("2.5")
    qtbot.keyClick(slider.editor(), Qt.Key.Key_Return)
    assert slider.refused == ["2.5"]


def test_leaving_the_field_commits(qtbot, slider):
    slider.set_values(RATES)
    slider.set_value(0.1)
    slider.edit()
    slider.editor().setText("1")
    slider.slider().setFocus(Qt.FocusReason.MouseFocusReason)
    assert slider.changes == [1.0]


def test_a_ladder_of_words_has_nothing_to_type(slider):
    slider.set_values(range(3), whole=True)
    slider.set_format(lambda value: ("slow", "medium", "fast")[round(value)])
    slider.set_typing(False)
    slider.set_value(2)
    assert slider.value_text() == "fast"
    slider.edit()
    assert not slider.editor().isVisible()


@pytest.mark.parametrize(
    ("low", "high", "scale", "whole"),
    [
        (0.0, 0.5, "linear", False),
        (-3.0, 3.0, "linear", False),
        (20, 1000, "linear", True),
        (1e-5, 10.0, "log", False),
        (0.0, 1.0, "log", False),
        (20, 100_000, "log", True),
        (0.0, 0.999, "linear", False),
    ],
)
def test_positions_ascend_from_end_to_end(slider, low, high, scale, whole):
    slider.set_range(low, high, scale, whole=whole)
    slider.set_value(low)
    track = slider.slider()
    values = []
    for position in range(track.maximum() + 1):
        track.setValue(position)
        values.append(slider.value())
        if values[-1] != (values[-2] if position else None):
            slider.set_value(values[-1])
            assert slider.value() == values[-1]
    assert values[0] == pytest.approx(low)
    assert values[-1] == high
    assert values == sorted(values)
    assert len(set(values)) >= 40
    if whole:
        assert all(value == int(value) for value in values)


def test_names_are_told_to_assistive_tools(slider):
    slider.set_value(0.5)
    assert slider.slider().accessibleName() == "Rate"
    assert slider.slider().accessibleDescription() == "0.5"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.03, "0.03"),
        (10.0, "10"),
        (31400, "31,400"),
        (-0.5, "\N{MINUS SIGN}0.5"),
        (0.123456, "0.1235"),
        (1e-8, "1×10⁻⁸"),
        (0.00001, "1×10⁻⁵"),
        (0.0001, "0.0001"),
    ],
)
def test_numbers_are_written_short_and_with_a_true_minus(value, text):
    assert number_text(value) == text
