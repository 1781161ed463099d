import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from tests.ui.hosting import hosted, speak_chinese
from visualizer.ui.actions import ActionBook
from visualizer.ui.palette import CommandPalette, find
from visualizer.ui.theme import load_theme

CHINESE = {
    "Choose the loss function": "选择损失函数",
    "Set the learning rate": "设置学习率",
    "Undo": "撤销",
    "Settings": "设置",
}


@pytest.fixture
def palette(qtbot):
    field = hosted(qtbot, QLineEdit, (800, 500))
    window = field.host
    book = ActionBook(window)
    book.done = []
    for name, title, category, keys, synonyms in (
        ("play_pause", "Play or pause", "Run", ["Space"], ["train"]),
        ("step_forward", "Step forward", "Run", ["Right"], []),
        ("step_back", "Step back", "Run", ["Left"], []),
        ("loss", "Choose the loss function", "Settings", [], []),
        ("rate", "Set the learning rate", "Settings", [], []),
        ("undo", "Undo", "Edit", ["Ctrl+Z"], []),
    ):
        book.add(
            name,
            title,
            lambda name=name: book.done.append(name),
            category=category,
            keys=keys,
            synonyms=synonyms,
        )
    palette = CommandPalette(window, book)
    palette.set_theme(load_theme("dark"))
    palette.book, palette.outside, palette.host = book, field, window
    return palette


def names(palette, text):
    return [entry.name for entry in find(palette.book, text)]


def test_all_is_offered_before_anything_is_typed(palette):
    palette.open_palette()
    assert palette.isVisible()
    assert palette.field().hasFocus()
    assert len(palette.shown_names()) == 6


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("undo", "undo"),
        ("step b", "step_back"),
        ("cost", "loss"),
        ("cost function", "loss"),
        ("代价函数", "loss"),
        ("损失", "loss"),
        ("eta", "rate"),
        ("步长", "rate"),
        ("train", "play_pause"),
        ("PAUSE", "play_pause"),
        ("sf", "step_forward"),
        ("lrning", "rate"),
    ],
)
def test_synonyms_of_both_languages_find(palette, monkeypatch, text, best):
    speak_chinese(monkeypatch, **CHINESE)
    assert names(palette, text)[0] == best


def test_in_chinese_english_still_finds(palette, monkeypatch):
    speak_chinese(monkeypatch, **CHINESE)
    assert names(palette, "learning")[0] == "rate"
    assert names(palette, "撤销") == ["undo"]


def test_category_finds_all_of_it(palette):
    assert set(names(palette, "settings")) == {"loss", "rate"}


def test_what_cannot_be_done_is_not_offered(palette):
    palette.book.action("undo").setEnabled(False)
    assert names(palette, "undo") == []


def test_it_says_what_cannot_be_done_now(qtbot, palette):
    palette.book.action("undo").setEnabled(False)
    palette.open_palette()
    said = {}
    for text in ("undo", "qqq"):
        palette.field().setText(text)
        (label,) = (one for one in palette.findChildren(QLabel) if one.isVisible())
        said[text] = label.text()
    assert said == {
        "undo": "Not possible now: Undo",
        "qqq": "Nothing is called that.",
    }


def test_enter_does_the_best_and_closes(qtbot, palette):
    palette.open_palette()
    qtbot.keyClicks(palette.field(), "undo")
    assert palette.chosen_name() == "undo"
    qtbot.keyClick(palette.field(), Qt.Key.Key_Return)
    assert palette.book.done == ["undo"]
    assert not palette.isVisible()


def test_arrows_choose_and_wrap(qtbot, palette):
    palette.open_palette()
    first, second, *_, last = palette.shown_names()
    qtbot.keyClick(palette.field(), Qt.Key.Key_Down)
    assert palette.chosen_name() == second
    qtbot.keyClick(palette.field(), Qt.Key.Key_Up)
    qtbot.keyClick(palette.field(), Qt.Key.Key_Up)
    assert palette.chosen_name() == last
    qtbot.keyClick(palette.field(), Qt.Key.Key_Down)
    assert palette.chosen_name() == first


def test_space_and_arrows_are_typed_and_not_done(qtbot, palette):
    palette.open_palette()
    qtbot.keyClicks(palette.field(), "step b")
    qtbot.keyClick(palette.field(), Qt.Key.Key_Left)
    assert palette.field().text() == "step b"
    assert palette.book.done == []


def test_nothing_found_is_said_and_enter_does_nothing(qtbot, palette):
    palette.open_palette()
    qtbot.keyClicks(palette.field(), "qqqq")
    assert palette.shown_names() == ()
    assert palette._nothing.isVisible()
    qtbot.keyClick(palette.field(), Qt.Key.Key_Return)
    assert palette.isVisible()
    assert palette.book.done == []


def test_click_does(qtbot, palette):
    palette.open_palette()
    qtbot.keyClicks(palette.field(), "undo")
    view = palette._list
    place = view.visualRect(palette._model.index(0, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert palette.book.done == ["undo"]


def test_escape_closes_and_gives_the_focus_back(qtbot, palette):
    palette.outside.setFocus()
    palette.open_palette()
    qtbot.keyClick(palette.field(), Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert palette.outside.hasFocus()


def test_click_beside_closes(qtbot, palette):
    palette.open_palette()
    beside = palette.host.childAt(QPoint(5, 495))
    qtbot.mouseClick(beside, Qt.MouseButton.LeftButton)
    assert not palette.isVisible()
    assert not beside.isVisible()


def test_it_opens_empty_each_time(qtbot, palette):
    palette.open_palette()
    qtbot.keyClicks(palette.field(), "undo")
    palette.close_overlay()
    palette.open_palette()
    assert palette.field().text() == ""
    assert len(palette.shown_names()) == 6


def test_it_stays_inside_the_window(palette):
    palette.open_palette()
    for size in ((800, 500), (420, 300), (1600, 1000)):
        palette.host.resize(*size)
        assert palette.host.rect().contains(palette.geometry())


def test_rows_show_title_category_and_key(palette, monkeypatch):
    speak_chinese(monkeypatch, **CHINESE)
    palette.retranslate()
    palette.open_palette()
    palette.field().setText("撤销")
    assert palette._model.item(0).text() == "撤销"
    assert palette.field().placeholderText() == "想做什么？"
    assert not palette.grab().isNull()


def test_window_may_be_destroyed_while_it_is_open(qtbot):
    window = QWidget()
    palette = CommandPalette(window, ActionBook(window))
    window.show()
    palette.open_palette()
    window.close()
    window.deleteLater()
    with qtbot.waitSignal(window.destroyed):
        pass
