import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from tests.ui.hosting import hosted
from visualizer.ui.widgets.note_field import NoteField

KEYS = ["Space", "S", "1", ".", "PgUp", "PgDown", "Left", "Home", "Esc", "["]


@pytest.fixture
def field(qtbot):
    field = hosted(qtbot, lambda parent: NoteField(10, parent))
    field.heard = []
    field.edited.connect(field.heard.append)
    return field


def test_what_is_typed_is_told(qtbot, field):
    field.setFocus()
    qtbot.keyClicks(field, "ab")
    assert field.heard == ["a", "ab"]


def test_what_is_shown_is_not_told(field):
    field.show_text("shown")
    assert field.toPlainText() == "shown"
    assert field.heard == []


def test_it_takes_no_more_than_its_length(qtbot, field):
    field.show_text("12345678")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, "abcd")
    assert field.toPlainText() == "12345678ab"
    assert set(field.heard) == {"12345678a", "12345678ab"}
    field.setPlainText("🙂" * 14)
    assert field.toPlainText() == "🙂" * 10
    assert field.heard[-1] == "🙂" * 10
    field.show_text("x" * 30)
    assert field.toPlainText() == "x" * 10
    assert field.heard[-1] == "🙂" * 10


def test_the_same_text_keeps_the_cursor(qtbot, field):
    field.show_text("abc")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Right)
    field.show_text("abc")
    assert field.textCursor().position() == 1


@pytest.mark.parametrize("key", KEYS)
def test_no_key_reaches_a_shortcut_while_it_has_the_focus(qtbot, field, key):
    done = []
    action = QAction(field.host)
    action.setShortcut(QKeySequence(key))
    action.triggered.connect(lambda: done.append(key))
    field.host.addAction(action)
    pressed = QKeySequence(key)[0].key()
    qtbot.keyClick(field.host, pressed)
    assert done == [key]
    field.setFocus()
    qtbot.keyClick(field, pressed)
    assert done == [key]


def test_escape_and_tab_leave_it(qtbot, field):
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab):
        other = NoteField(10, field.host)
        other.show()
        field.setFocus()
        with qtbot.waitSignal(field.left):
            qtbot.keyClick(field, key)
        assert not field.hasFocus()
        assert "\t" not in field.toPlainText()
