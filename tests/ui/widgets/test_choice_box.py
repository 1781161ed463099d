import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QApplication, QStyleOptionComboBox

from tests.ui.hosting import hosted
from visualizer.ui.widgets import ChoiceBox

ITEMS = [(key, key.upper()) for key in ("tanh", "relu", "sigmoid", "elu", "gelu")]

# The offscreen platform says so of popups.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def box(qtbot):
    box = hosted(qtbot, ChoiceBox)
    box.set_items(ITEMS, ("tanh", "relu"))
    box.set_chosen("tanh")
    box.told = []
    box.chosen.connect(box.told.append)
    return box


def choose(box, text):
    box.activated.emit(box.findText(text))


def test_usual_items_come_first_and_all_leads_to_the_others(box):
    assert box.listed_keys() == ("tanh", "relu")
    assert box.itemText(box.count() - 1) == "All…"
    choose(box, "All…")
    assert box.listed_keys() == tuple(key for key, _ in ITEMS)
    assert box.view().isVisible()
    assert box.currentText() == "TANH"
    assert not box.told
    box.hidePopup()
    choose(box, "GELU")
    assert box.told == ["gelu"]


def test_chosen_item_is_listed_even_if_it_is_not_usual(box):
    box.set_chosen("elu")
    assert box.listed_keys() == ("tanh", "relu", "elu")
    assert box.currentText() == "ELU"


def test_same_choice_is_not_told(box):
    choose(box, "TANH")
    assert not box.told


def test_wheel_does_nothing_without_focus(box):
    middle = QPointF(box.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(box.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert box.chosen_key() == "tanh"
    assert not box.told


def test_enter_opens_the_list(qtbot, box):
    box.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.view().isVisible()
    box.hidePopup()


def test_names_can_be_said_again(box):
    box.set_items([(key, f"{key}!") for key, _ in ITEMS], ("tanh", "relu"))
    assert box.currentText() == "tanh!"
    assert box.chosen_key() == "tanh"


def test_a_letter_chooses_by_name_whatever_it_does_in_the_window(qtbot, box):
    done = []
    for keys in ("R", "Ctrl+R", "Space"):
        action = QAction(box.host)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False, keys=keys: done.append(keys))
        box.host.addAction(action)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_R)
    assert (box.told, done) == (["relu"], [])
    qtbot.keyClick(box, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert done == ["Ctrl+R", "Space"]


def test_a_name_without_room_ends_in_dots(box):
    box.set_items([("long", "A name much longer than its box is wide")])
    box.set_chosen("long")
    option = QStyleOptionComboBox()
    box.resize(90, 26)
    box.initStyleOption(option)
    assert option.currentText.startswith("A n")
    assert option.currentText.endswith("…")
    box.resize(600, 26)
    box.initStyleOption(option)
    assert option.currentText == "A name much longer than its box is wide"
    assert box.toolTip() == option.currentText
