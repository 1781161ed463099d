import pytest
from PySide6.QtCore import Qt

from tests.ui.hosting import hosted
from visualizer.ui.widgets.dice_field import DiceField


@pytest.fixture
def field(qtbot):
    field = hosted(qtbot, DiceField)
    field.set_range(0, 100)
    field.set_value(42)
    field.told = []
    field.value_changed.connect(field.told.append)
    return field


def test_dice_throws_another_number_of_the_range(qtbot, field):
    for _ in range(40):
        before = field.value()
        qtbot.mouseClick(field.dice(), Qt.MouseButton.LeftButton)
        assert field.value() != before
        assert 0 <= field.value() <= 100
    assert len(field.told) == 40
    assert field.field().text() == str(field.value())


def test_typed_number_is_told_on_enter(qtbot, field):
    field.field().setFocus()
    field.field().selectAll()
    qtbot.keyClicks(field.field(), "17")
    assert not field.told
    qtbot.keyClick(field.field(), Qt.Key.Key_Return)
    assert field.told == [17]


def test_number_beyond_the_range_becomes_its_end(qtbot, field):
    field.field().selectAll()
    qtbot.keyClicks(field.field(), "1000")
    qtbot.keyClick(field.field(), Qt.Key.Key_Return)
    assert field.told == [100]
    assert field.field().text() == "100"


def test_letters_are_not_taken_and_an_empty_field_changes_nothing(qtbot, field):
    field.field().selectAll()
    qtbot.keyClicks(field.field(), "a-b")
    assert field.field().text() in ("", "42")
    field.field().clear()
    qtbot.keyClick(field.field(), Qt.Key.Key_Return)
    field.field().clearFocus()
    assert not field.told
    assert field.value() == 42


def test_up_and_down_step(qtbot, field):
    qtbot.keyClick(field.field(), Qt.Key.Key_Up)
    qtbot.keyClick(field.field(), Qt.Key.Key_Down)
    qtbot.keyClick(field.field(), Qt.Key.Key_Down)
    assert field.told == [43, 42, 41]


def test_value_from_outside_tells_nothing(field):
    field.set_value(7)
    assert field.value() == 7
    assert field.field().text() == "7"
    assert not field.told


def test_a_half_typed_number_is_not_overwritten(qtbot, field):
    field.field().setFocus()
    field.field().selectAll()
    qtbot.keyClicks(field.field(), "9")
    field.set_value(55)
    assert field.field().text() == "9"


def test_dice_has_a_name(field):
    assert "dice" in field.dice().accessibleName()
