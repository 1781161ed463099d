from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.ui.canvas.example_graphs import card_of
from visualizer.scenes.intents import EditParameter, ToggleLocked, WeightRef
from visualizer.ui.canvas.parameter_card import CardView, parse_number
from visualizer.ui.theme import load_theme

TARGET = WeightRef(1, 0, 2)


@pytest.fixture
def card(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    view = CardView(holder)
    view.set_theme(load_theme("dark"))
    view.set_card(card_of(TARGET))
    holder.resize(400, 300)
    holder.show()
    view.show()
    view.holder = holder
    view.edits = []
    view.edited.connect(view.edits.append)
    return view


def wheel(widget: QWidget, delta: int) -> None:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(widget.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_it_shows_the_value_as_the_scene_writes_it(card) -> None:
    assert card.value_text() == "0.5000"
    assert card.slider.value() == 250
    card.set_card(card_of(TARGET, -1.25))
    card._numbers.request(now=True)
    assert card.value_text() == "−1.2500"
    assert card.slider.value() == -625
    assert card.edits == []


def test_a_typed_value_is_one_gesture(card, qtbot) -> None:
    card.edit()
    card.editor.setText("−0,75")
    qtbot.keyClick(card.editor, Qt.Key.Key_Return)
    (edit,) = card.edits
    assert isinstance(edit, EditParameter)
    assert (edit.target, edit.value) == (TARGET, -0.75)
    assert not card.editing


def test_what_is_no_number_is_marked_and_not_sent(card, qtbot) -> None:
    card.edit()
    card.editor.setText("much")
    qtbot.keyClick(card.editor, Qt.Key.Key_Return)
    assert card.edits == []
    assert card.editing
    assert card.editor.property("wrong") == "true"
    qtbot.keyClick(card.editor, Qt.Key.Key_Escape)
    assert not card.editing
    assert card.edits == []


def test_a_new_value_does_not_disturb_typing(card) -> None:
    card.edit()
    card.editor.setText("1.5")
    card.set_card(card_of(TARGET, 0.9))
    assert card.editor.text() == "1.5"
    assert card.editing


def test_another_parameter_ends_typing(card) -> None:
    card.edit()
    card.set_card(card_of(WeightRef(1, 1, 2), 0.9))
    assert not card.editing
    assert card.edits == []


def test_a_drag_is_one_gesture_and_keeps_the_handle(card) -> None:
    card.slider.setSliderDown(True)
    card.slider.setSliderPosition(300)
    card.set_card(card_of(TARGET, -2.0))
    assert card.slider.value() == 300
    card.slider.setSliderPosition(400)
    card.slider.setSliderDown(False)
    card.slider.setSliderDown(True)
    card.slider.setSliderPosition(500)
    values = [edit.value for edit in card.edits]
    assert values == pytest.approx([0.6, 0.8, 1.0])
    gestures = [edit.gesture for edit in card.edits]
    assert gestures[0] == gestures[1] != gestures[2]


def test_the_wheel_turns_the_value_in_one_burst(card) -> None:
    wheel(card, 120)
    wheel(card, 120)
    assert [edit.value for edit in card.edits] == pytest.approx([0.52, 0.54])
    assert card.edits[0].gesture == card.edits[1].gesture
    card._rest.timeout.emit()
    wheel(card, -240)
    assert card.edits[-1].value == pytest.approx(0.50)
    assert card.edits[-1].gesture != card.edits[0].gesture


def test_small_turns_of_a_touchpad_add_up(card) -> None:
    for _ in range(8):
        wheel(card, 15)
    assert [edit.value for edit in card.edits] == pytest.approx([0.52])


def test_enter_and_double_click_open_the_field(card, qtbot) -> None:
    card.slider.setFocus()
    qtbot.keyClick(card.slider, Qt.Key.Key_Return)
    assert card.editing
    qtbot.keyClick(card.editor, Qt.Key.Key_Escape)
    label = card._value
    qtbot.mouseDClick(label, Qt.MouseButton.LeftButton)
    assert card.editing


def test_escape_and_the_button_close(card, qtbot) -> None:
    with qtbot.waitSignal(card.closed):
        qtbot.keyClick(card.slider, Qt.Key.Key_Escape)
    with qtbot.waitSignal(card.closed):
        qtbot.mouseClick(card.close_button, Qt.MouseButton.LeftButton)


def test_every_control_has_a_name(card) -> None:
    for control in (card.slider, card.close_button, card.findChild(QLineEdit)):
        assert control.accessibleName()


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5", 1.5), (" −2 ", -2.0), ("0,25", 0.25), ("1e-3", 0.001)],
)
def test_numbers_are_read_as_people_write_them(text, value) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "nan", "inf", "1.2.3", "x"])
def test_what_is_not_finite_is_not_a_number(text) -> None:
    assert parse_number(text) is None


def test_the_lock_says_and_shows_whether_it_is_closed(card, qtbot) -> None:
    toggles = []
    card.lock_toggled.connect(toggles.append)
    assert card.lock_button.accessibleName() == "Lock: training leaves it as it is"
    open_icon = card.lock_button.icon().cacheKey()
    qtbot.mouseClick(card.lock_button, Qt.MouseButton.LeftButton)
    assert toggles == [ToggleLocked(TARGET)]
    assert card.edits == []
    card.set_card(msgspec.structs.replace(card_of(TARGET), locked=True))
    assert card.lock_button.accessibleName().startswith("Locked")
    assert card.lock_button.icon().cacheKey() != open_icon
