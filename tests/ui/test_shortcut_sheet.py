import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from tests.ui.hosting import hosted, speak_chinese
from visualizer.ui.actions import ActionBook
from visualizer.ui.shortcut_sheet import ShortcutSheet
from visualizer.ui.theme import load_theme


@pytest.fixture
def sheet(qtbot):
    inside = hosted(qtbot, QWidget, (900, 600))
    book = ActionBook(inside.host)
    for name, title, category, keys in (
        ("play_pause", "Play or pause", "Run", ["Space"]),
        ("step_forward", "Step forward", "Run", ["Right"]),
        ("redo", "Redo", "Edit", ["Ctrl+Shift+Z", "Ctrl+Y"]),
        ("palette_only", "Without a key", "Edit", []),
        ("keys", "Keys", "Help", ["F1"]),
    ):
        book.add(name, title, lambda: None, category=category, keys=keys)
    book.add_gesture("Hands", "drag", "Move the probe")
    sheet = ShortcutSheet(inside.host, book)
    sheet.set_theme(load_theme("dark"))
    sheet.inside = inside
    return sheet


def texts(sheet):
    return [
        label.text()
        for label in sheet.findChildren(QLabel)
        if label.isVisible() and label.text()
    ]


def test_every_key_and_gesture_stands_under_its_category(sheet):
    assert sheet.rows() == [
        ("Run", [("Play or pause", ("Space",)), ("Step forward", ("→",))]),
        ("Edit", [("Redo", ("Ctrl+Shift+Z", "Ctrl+Y"))]),
        ("Help", [("Keys", ("F1",))]),
        ("Hands", [("Move the probe", ("drag",))]),
    ]


def test_toggle_opens_and_closes(sheet):
    sheet.toggle()
    assert sheet.isVisible()
    shown = texts(sheet)
    for text in ("Keys and gestures", "Run", "→", "Ctrl+Y", "drag"):
        assert text in shown
    assert "Without a key" not in shown
    sheet.toggle()
    assert not sheet.isVisible()


def test_escape_and_click_close(qtbot, sheet):
    sheet.toggle()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    sheet.toggle()
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton)
    assert not sheet.isVisible()


def test_no_text_is_cut_and_all_fits(sheet):
    sheet.toggle()
    sheet.grab()
    assert sheet._area.verticalScrollBar().maximum() == 0
    for label in sheet.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap():
            assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())


def test_categories_share_the_columns(sheet):
    sheet.toggle()
    sheet.grab()
    left = {
        label.text(): label.mapTo(sheet, label.rect().topLeft()).x()
        for label in sheet.findChildren(QLabel)
        if label.isVisible()
    }
    assert left["Run"] < left["Help"]
    assert left["Run"] == left["Edit"]


def test_it_speaks_the_language_in_use(sheet, monkeypatch):
    speak_chinese(monkeypatch, Run="运行")
    sheet.retranslate()
    assert sheet.rows()[0] == (
        "运行",
        [("播放或暂停", ("空格",)), ("前进一步", ("→",))],
    )
