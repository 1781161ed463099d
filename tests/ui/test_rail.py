import pytest
from PySide6.QtCore import Qt

from tests.ui.hosting import hosted
from visualizer.ui.rail import Rail
from visualizer.ui.theme import load_theme

EXHIBITS = [
    ("playground", "Playground", "playground"),
    ("inside", "Inside", "search"),
    ("descent", "Descent", "halve"),
]


@pytest.fixture
def rail(qtbot):
    rail = hosted(qtbot, Rail)
    rail.set_theme(load_theme("dark"))
    rail.set_exhibits(EXHIBITS)
    rail.set_chosen("playground")
    rail.resize(rail.sizeHint())
    rail.told = []
    rail.exhibit_chosen.connect(rail.told.append)
    return rail


def test_click_chooses_and_tells_once(qtbot, rail):
    qtbot.mouseClick(rail.entry("inside"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(rail.entry("inside"), Qt.MouseButton.LeftButton)
    assert rail.told == ["inside"]
    assert rail.chosen_key() == "inside"
    assert not rail.entry("playground").isChecked()


def test_arrows_move_and_enter_chooses(qtbot, rail):
    rail.entry("playground").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(rail.entry("playground"), Qt.Key.Key_Down)
    assert rail.entry("inside").hasFocus()
    assert not rail.told
    qtbot.keyClick(rail.entry("inside"), Qt.Key.Key_Return)
    assert rail.told == ["inside"]


def test_chosen_entry_has_a_bar_in_the_accent_at_its_left(rail):
    accent = load_theme("dark").color("accent")
    for key, marked in (("playground", True), ("inside", False)):
        entry = rail.entry(key)
        color = entry.grab().toImage().pixelColor(3, entry.height() // 2)
        assert (color == accent) is marked


def test_titles_are_translated_without_making_entries_anew(rail):
    entry = rail.entry("inside")
    rail.set_exhibits([(key, f"{title}!", name) for key, title, name in EXHIBITS])
    assert rail.entry("inside") is entry
    assert entry.accessibleName() == "Inside!"
    assert rail.entry("playground").isChecked()


def test_ring_shows_only_a_focus_that_came_by_key(rail):
    entry = rail.entry("inside")
    accent = load_theme("dark").color("accent")

    def ringed():
        image = entry.grab().toImage()
        return image.pixelColor(entry.width() // 2, 1) == accent

    entry.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
    assert not ringed()
    entry.clearFocus()
    entry.setFocus(Qt.FocusReason.TabFocusReason)
    assert ringed()
