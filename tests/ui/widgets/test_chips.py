from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont, QFontMetrics, QKeySequence

from tests.ui.hosting import hosted
from visualizer.ui.style import style_sheet
from visualizer.ui.theme import load_theme
from visualizer.ui.widgets import Chips

ITEMS = [("a", "example"), ("b", "batch"), ("c", "epoch")]


def make(qtbot):
    chips = hosted(qtbot, Chips)
    chips.set_items(ITEMS)
    chips.set_chosen("b")
    chips.resize(chips.sizeHint())
    return chips


def test_click_chooses_one_and_tells_it_once(qtbot):
    chips = make(qtbot)
    told = []
    chips.chosen.connect(told.append)
    qtbot.mouseClick(chips.chip("c"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(chips.chip("c"), Qt.MouseButton.LeftButton)
    assert told == ["c"]
    assert [chips.chip(key).isChecked() for key, _ in ITEMS] == [False, False, True]


def test_arrow_keys_choose_the_neighbor_and_wrap(qtbot):
    chips = make(qtbot)
    told = []
    chips.chosen.connect(told.append)
    chips.chip("b").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chips.chip("b"), Qt.Key.Key_Right)
    qtbot.keyClick(chips.chip("c"), Qt.Key.Key_Right)
    qtbot.keyClick(chips.chip("a"), Qt.Key.Key_Left)
    assert told == ["c", "a", "c"]
    assert chips.chip("c").hasFocus()


def test_focused_chip_takes_the_arrow_from_a_shortcut_of_the_window(qtbot):
    chips = make(qtbot)
    host = chips.host
    stepped = []
    action = QAction(host)
    action.setShortcut(QKeySequence("Right"))
    action.triggered.connect(lambda: stepped.append(1))
    host.addAction(action)
    host.activateWindow()
    chips.chip("b").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chips.chip("b"), Qt.Key.Key_Right)
    assert chips.chosen_key() == "c"
    assert not stepped


def test_only_the_chosen_one_is_reached_by_tab_and_a_click_takes_no_focus(qtbot):
    chips = make(qtbot)
    host = chips.host
    policies = [chips.chip(key).focusPolicy() for key, _ in ITEMS]
    none, tab = Qt.FocusPolicy.NoFocus, Qt.FocusPolicy.TabFocus
    assert policies == [none, tab, none]
    host.setFocus()
    qtbot.mouseClick(chips.chip("b"), Qt.MouseButton.LeftButton)
    assert not chips.chip("b").hasFocus()


def test_renaming_keeps_buttons_and_choice(qtbot):
    chips = make(qtbot)
    button = chips.chip("a")
    chips.set_items([("a", "样本"), ("b", "批次"), ("c", "轮次")])
    assert chips.chip("a") is button
    assert button.text() == "样本"
    assert button.accessibleName() == "样本"
    assert chips.chosen_key() == "b"


def test_other_keys_make_other_buttons(qtbot):
    chips = make(qtbot)
    chips.set_items([("x", "X"), ("y", "Y")])
    assert chips.chip("x").text() == "X"
    chips.set_chosen("y")
    assert chips.chip("y").isChecked()


def test_without_a_choice_the_first_is_reached_by_tab(qtbot):
    chips = make(qtbot)
    chips.set_chosen("")
    assert chips.chip("a").focusPolicy() == Qt.FocusPolicy.TabFocus


def test_a_chip_has_room_for_the_bolder_type_of_the_chosen_one(qtbot):
    chips = hosted(qtbot, Chips)
    chips.setStyleSheet(style_sheet(load_theme("dark"), 13))
    chips.set_items([("long", "Batch or stochastic, whichever is wider")])
    chip = chips.chip("long")
    chips.resize(chips.sizeHint())
    bold = QFont(chip.font())
    bold.setWeight(QFont.Weight.DemiBold)
    needed = QFontMetrics(bold).horizontalAdvance(chip.text())
    plain = chip.fontMetrics().horizontalAdvance(chip.text())
    assert needed > plain
    assert chip.width() >= needed + 2 * 13
