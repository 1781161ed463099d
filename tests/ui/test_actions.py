import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from tests.ui.hosting import hosted, speak_chinese
from visualizer.ui.actions import ActionBook, in_every_language, keys_text
from visualizer.ui.theme import load_theme


@pytest.fixture
def book(qtbot):
    window = hosted(qtbot, QWidget)
    book = ActionBook(window)
    book.window = window
    book.done = []

    def add(name, title, category, keys=(), **more):
        book.add(
            name,
            title,
            lambda: book.done.append(name),
            category=category,
            keys=keys,
            **more,
        )

    add("play_pause", "Play or pause", "Run", ["Space"], icon_name="play")
    add("step_forward", "Step forward", "Run", ["Right"], repeats=True)
    add("undo", "Undo", "Edit", ["Ctrl+Z"])
    add("redo", "Redo", "Edit", ["Ctrl+Shift+Z", "Ctrl+Y"])
    book.add_gesture("Hands", "drag", "Move the probe")
    return book


def test_keys_do_what_they_say(qtbot, book):
    qtbot.keyClick(book.window, Qt.Key.Key_Space)
    qtbot.keyClick(book.window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert book.done == ["play_pause", "redo"]


def test_trigger_does_what_can_be_done(book):
    book.trigger("undo")
    book.action("redo").setEnabled(False)
    book.trigger("redo")
    assert book.done == ["undo"]


def test_holding_a_key_repeats_only_what_may_repeat(book):
    assert book.action("step_forward").autoRepeat()
    assert not book.action("play_pause").autoRepeat()


def test_names_and_keys_are_given_once(book):
    with pytest.raises(ValueError, match="undo"):
        book.add("undo", "Undo", print, category="Edit")
    with pytest.raises(ValueError, match="new and undo"):
        book.add("new", "New", print, category="File", keys=["Ctrl+Z"])


def test_categories_keep_their_order(book):
    assert book.categories() == ("Run", "Edit", "Hands")
    assert [entry.name for entry in book.entries()][:2] == [
        "play_pause",
        "step_forward",
    ]


def test_menu_is_filled_with_lines_between(book):
    menu = QMenu(book.window)
    book.fill_menu(menu, ["undo", None, "play_pause"])
    actions = menu.actions()
    assert [action.isSeparator() for action in actions] == [False, True, False]
    assert actions[0] is book.action("undo")


def test_titles_are_said_again(book, monkeypatch):
    speak_chinese(monkeypatch, Undo="撤销")
    book.retranslate()
    assert book.action("undo").text() == "撤销"
    assert book.entry("undo").titles() == ("Undo", "撤销")
    assert in_every_language("no such text") == ["no such text", "no such text"]


def test_icons_wear_the_theme_when_a_menu_shows_them(book):
    menu = QMenu(book.window)
    book.fill_menu(menu, ["play_pause", "undo"])
    action = book.action("play_pause")
    book.set_theme(load_theme("dark"))
    assert action.icon().isNull()
    menu.aboutToShow.emit()
    dark = action.icon().pixmap(16, 16).toImage()
    assert not action.icon().isNull()
    assert book.action("undo").icon().isNull()
    book.set_theme(load_theme("light"))
    menu.aboutToShow.emit()
    assert action.icon().pixmap(16, 16).toImage() != dark


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("Right", "→"),
        ("Ctrl+Left", "Ctrl+←"),
        ("Space", "Space"),
        ("[", "["),
        ("+", "+"),
        ("Ctrl++", "Ctrl++"),
        ("Ctrl+Shift+Z", "Ctrl+Shift+Z"),
        ("F5", "F5"),
        ("", ""),
    ],
)
def test_keys_are_written_with_signs(qapp, keys, shown):
    assert keys_text(QKeySequence(keys)) == shown


def test_space_is_written_in_the_language_in_use(qapp, monkeypatch):
    speak_chinese(monkeypatch)
    assert keys_text(QKeySequence("Space")) == "空格"
