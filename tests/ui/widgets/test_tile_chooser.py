import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication

from tests.ui.hosting import hosted
from visualizer.late_pictures import LatePictures
from visualizer.ui.theme import load_theme
from visualizer.ui.widgets import TileChooser

KEYS = ("circle", "xor", "gauss", "spiral", "plane", "hills", "digits")

# The offscreen platform says so of popups.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def picture(color):
    pixmap = QPixmap(60, 40)
    pixmap.fill(QColor(color))
    return pixmap


@pytest.fixture
def chooser(qtbot):
    chooser = hosted(qtbot, TileChooser)
    chooser.set_theme(load_theme("dark"))
    chooser.set_items([(key, key.title()) for key in KEYS], KEYS[:4])
    chooser.set_pictures({key: picture("#ff00ff") for key in KEYS})
    chooser.set_chosen("circle")
    chooser.resize(200, chooser.sizeHint().height())
    chooser.told = []
    chooser.chosen.connect(chooser.told.append)
    return chooser


def test_click_chooses_and_tells_once(qtbot, chooser):
    qtbot.mouseClick(chooser.tile("xor"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(chooser.tile("xor"), Qt.MouseButton.LeftButton)
    assert chooser.told == ["xor"]
    assert chooser.tile("xor").isChecked()
    assert not chooser.tile("circle").isChecked()


def test_two_columns_of_equal_tiles_with_names(chooser):
    first, second = chooser.tile("circle"), chooser.tile("xor")
    third = chooser.tile("gauss")
    assert first.y() == second.y()
    assert third.x() == first.x()
    assert abs(first.width() - second.width()) <= 1
    assert first.text() == first.accessibleName() == "Circle"


def test_usual_items_are_shown_and_the_chosen_one_with_them(chooser):
    assert chooser.shown_keys() == KEYS[:4]
    chooser.set_chosen("digits")
    assert chooser.shown_keys() == (*KEYS[:4], "digits")
    assert chooser.tile("digits").isChecked()
    chooser.set_chosen("spiral")
    assert chooser.shown_keys() == KEYS[:4]


def test_all_opens_the_others(qtbot, chooser):
    chooser.open_all()
    popup = chooser.popup()
    assert popup.isVisible()
    qtbot.mouseClick(popup.tile("hills"), Qt.MouseButton.LeftButton)
    assert chooser.told == ["hills"]
    assert not popup.isVisible()
    assert "hills" in chooser.shown_keys()


def test_popup_begins_at_the_chosen_tile_and_escape_closes_it(qtbot, chooser):
    chooser.open_all()
    popup = chooser.popup()
    assert popup.tile("circle").hasFocus()
    qtbot.keyClick(popup.tile("circle"), Qt.Key.Key_Right)
    assert popup.tile("xor").hasFocus()
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert not chooser.told


def test_arrows_move_the_focus_and_enter_chooses(qtbot, chooser):
    chooser.tile("circle").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chooser.tile("circle"), Qt.Key.Key_Down)
    assert chooser.tile("gauss").hasFocus()
    qtbot.keyClick(chooser.tile("gauss"), Qt.Key.Key_Right)
    assert not chooser.told
    qtbot.keyClick(chooser.tile("spiral"), Qt.Key.Key_Return)
    assert chooser.told == ["spiral"]


def test_arrow_at_the_edge_stays(qtbot, chooser):
    chooser.tile("circle").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chooser.tile("circle"), Qt.Key.Key_Up)
    assert chooser.tile("circle").hasFocus()


def test_picture_is_drawn_and_can_be_replaced(chooser):
    tile = chooser.tile("xor")
    middle = QPoint(tile.width() // 2, 25)
    assert tile.grab().toImage().pixelColor(middle) == QColor("#ff00ff")
    chooser.set_pictures({"xor": picture("#00ff00")})
    QApplication.processEvents()
    assert tile.grab().toImage().pixelColor(middle) == QColor("#00ff00")


def test_chosen_tile_is_outlined_with_the_accent(chooser):
    accent = load_theme("dark").color("accent")
    outlined = {
        key: chooser.tile(key).grab().toImage().pixelColor(1, 25) == accent
        for key in ("circle", "xor")
    }
    assert outlined == {"circle": True, "xor": False}


def test_without_usual_items_all_are_shown(chooser):
    chooser.set_items([(key, key) for key in KEYS])
    assert chooser.shown_keys() == KEYS


def test_only_pictures_on_screen_are_looked_at(chooser):
    looked = []

    def make(key):
        looked.append(key)
        return picture("#00ff00")

    chooser.set_pictures(LatePictures(KEYS, make))
    assert sorted(looked) == sorted(KEYS[:4])
    chooser.open_all()
    assert sorted(looked) == sorted(KEYS)
    chooser.popup().close()
