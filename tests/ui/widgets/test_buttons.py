import pytest
from PySide6.QtCore import QSize, Qt

from tests.ui.hosting import hosted
from visualizer.ui.theme import load_theme
from visualizer.ui.typography import application_font, sized
from visualizer.ui.widgets import CheckBox, IconButton, PushButton

MAKERS = {
    "push": lambda host: PushButton("Go", "", host),
    "icon": lambda host: IconButton("plus", "Add", host),
    "check": lambda host: CheckBox("Test data", host),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses(qtbot, make, key):
    button = hosted(qtbot, make)
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, key)
    assert pressed == [1]


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_click_presses_and_takes_no_focus(qtbot, make):
    button = hosted(qtbot, make)
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))
    button.window().setFocus()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [1]
    assert not button.hasFocus()


def test_icon_button_says_what_it_does_and_by_which_key(qtbot):
    button = hosted(qtbot, MAKERS["icon"])
    assert button.accessibleName() == "Add"
    button.set_title("Step back", "←")
    assert button.accessibleName() == "Step back"
    assert button.toolTip() == "Step back  (←)"


def test_icon_changes_with_name_and_theme(qtbot):
    button = hosted(qtbot, MAKERS["icon"])
    button.set_theme(load_theme("dark"))
    dark = button.icon().cacheKey()
    button.set_theme(load_theme("light"))
    light = button.icon().cacheKey()
    button.set_icon("minus")
    assert len({dark, light, button.icon().cacheKey()}) == 3
    same = button.icon().cacheKey()
    button.set_icon("minus")
    assert button.icon().cacheKey() == same


def test_icon_grows_with_the_font(qtbot):
    button = hosted(qtbot, lambda host: IconButton("plus", "Add", host, size=20))
    button.setFont(application_font())
    assert button.iconSize() == QSize(20, 20)
    button.setFont(sized(application_font(), 2.0))
    assert button.iconSize() == QSize(40, 40)
