import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tests.ui.hosting import dressed, hosted
from visualizer.ui.theme import load_theme
from visualizer.ui.widgets import Banner

ACTIONS = [("go_back", "Go back"), ("halve", "Halve the learning rate")]


@pytest.fixture
def banner(qtbot):
    banner = hosted(qtbot, Banner, (600, 200))
    banner.set_theme(load_theme("dark"))
    banner.triggered, banner.closed = [], []
    banner.action_triggered.connect(banner.triggered.append)
    banner.dismissed.connect(banner.closed.append)
    return banner


def test_hidden_until_there_is_something_to_say(banner):
    assert banner.isHidden()
    banner.show_message("diverged", "The loss grew beyond all bounds.", "warning")
    assert banner.isVisible()
    assert banner.message() == "diverged"
    assert banner.text() == banner.accessibleName()


def test_buttons_tell_their_action_and_leave_the_message(qtbot, banner):
    banner.show_message("diverged", "Diverged.", "warning", ACTIONS)
    first, second = banner.buttons()
    assert (first.text(), second.text()) == ("Go back", "Halve the learning rate")
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert banner.triggered == ["halve", "go_back"]
    assert banner.isVisible()


def test_close_button_dismisses_and_says_which(qtbot, banner):
    banner.show_message("diverged", "Diverged.")
    qtbot.mouseClick(banner._close, Qt.MouseButton.LeftButton)
    assert banner.closed == ["diverged"]
    assert banner.isHidden()
    assert banner.message() == ""


def test_owner_takes_back_only_its_own_message(banner):
    banner.show_message("past", "You are in the past.")
    banner.take_back("diverged")
    assert banner.isVisible()
    banner.take_back("past")
    assert banner.isHidden()
    assert not banner.closed


def test_next_message_replaces_text_kind_and_buttons(banner):
    banner.show_message("diverged", "Diverged.", "warning", ACTIONS)
    banner.show_message("past", "You are in the past.", "info")
    assert banner.buttons() == ()
    assert banner.property("kind") == "info"
    assert banner.text() == "You are in the past."


def colors(banner: Banner) -> list[str]:
    first = banner.buttons()[0]
    label = banner._text.palette().windowText().color()
    return [label.name(), first.palette().buttonText().color().name()]


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
def test_text_and_buttons_wear_the_colors_of_each_kind(qapp, banner, theme):
    role = load_theme(theme)
    with dressed(qapp, theme):
        banner.show_message("said", "The picture is saved.", "info", ACTIONS)
        calm = colors(banner)
        banner.show_message("said", "It cannot be read.", "error", ACTIONS)
        loud = [role.color(name).name() for name in ("on_warning", "warning")]
        assert colors(banner) == loud != calm
        banner.show_message("said", "The picture is saved.", "info", ACTIONS)
        assert colors(banner) == calm


def test_long_text_wraps_instead_of_widening_the_window(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    banner = Banner(host)
    column.addWidget(banner)
    column.addStretch(1)
    banner.show_message("m", "word " * 80, "info", ACTIONS)
    assert host.minimumSizeHint().width() < 500
    assert host.minimumSizeHint().height() < 100
    host.resize(500, 400)
    host.grab()
    assert banner._text.height() >= banner._text.heightForWidth(banner._text.width())
