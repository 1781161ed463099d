import pytest
import shiboken6
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from visualizer.ui.theme import load_theme
from visualizer.ui.widgets import Hint

TEXT = "Blue is positive, orange negative. Weights and activations both use it."


@pytest.fixture
def window(qtbot):
    window = QWidget()
    window.resize(900, 600)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def hint_at(window, rect, next_title="Next"):
    target = QPushButton("target", window)
    target.setGeometry(rect)
    target.show()
    hint = Hint(window)
    hint.set_theme(load_theme("dark"))
    hint.point_at(target, TEXT, next_title)
    return hint, target


@pytest.mark.parametrize(
    "rect",
    [
        QRect(400, 20, 80, 30),
        QRect(400, 560, 80, 30),
        QRect(5, 280, 60, 30),
        QRect(830, 280, 60, 30),
        QRect(830, 565, 60, 30),
        QRect(100, 100, 500, 400),
        QRect(0, 0, 900, 300),
        QRect(0, 200, 900, 400),
    ],
)
def test_bubble_is_inside_the_window_and_beside_its_target(window, rect):
    hint, target = hint_at(window, rect)
    box = hint.bubble().geometry()
    assert hint.bubble().isVisible()
    assert window.rect().contains(box)
    assert not box.intersects(target.geometry())


def test_bubble_follows_its_target(window):
    hint, target = hint_at(window, QRect(400, 20, 80, 30))
    before = hint.bubble().geometry()
    target.move(200, 300)
    after = hint.bubble().geometry()
    assert after != before
    assert not after.intersects(target.geometry())


def test_bubble_follows_what_its_target_lies_in(window):
    panel = QWidget(window)
    panel.setGeometry(0, 0, 200, 200)
    target = QPushButton("target", panel)
    target.setGeometry(20, 20, 60, 30)
    panel.show()
    hint = Hint(window)
    hint.set_theme(load_theme("dark"))
    hint.point_at(target, TEXT)
    before = hint.bubble().geometry()
    panel.move(300, 200)
    assert hint.bubble().geometry() != before
    assert not hint.bubble().geometry().intersects(hint.target_rect())


def test_bubble_stays_inside_when_the_window_shrinks(window):
    hint, target = hint_at(window, QRect(820, 20, 60, 30))
    target.move(300, 20)
    window.resize(400, 300)
    assert window.rect().contains(hint.bubble().geometry())


def test_bubble_goes_and_comes_with_its_target(window):
    hint, target = hint_at(window, QRect(400, 20, 80, 30))
    target.hide()
    assert not hint.bubble().isVisible()
    assert hint.is_open()
    target.show()
    assert hint.bubble().isVisible()


def test_next_and_close(qtbot, window):
    hint, _ = hint_at(window, QRect(400, 20, 80, 30))
    told = []
    hint.next_clicked.connect(lambda: told.append("next"))
    hint.dismissed.connect(lambda: told.append("dismissed"))
    qtbot.mouseClick(hint.next_button(), Qt.MouseButton.LeftButton)
    assert hint.is_open()
    qtbot.mouseClick(hint.close_button(), Qt.MouseButton.LeftButton)
    assert told == ["next", "dismissed"]
    assert not hint.is_open()
    assert not hint.bubble().isVisible()


def test_last_hint_has_no_next(window):
    hint, _ = hint_at(window, QRect(400, 20, 80, 30), next_title="")
    assert not hint.next_button().isVisible()
    assert hint.text() == TEXT


def test_it_can_point_at_a_part(window):
    hint, target = hint_at(window, QRect(0, 0, 900, 600))
    hint.point_at(target, TEXT, part=QRect(10, 10, 50, 50))
    assert hint.target_rect() == QRect(10, 10, 50, 50)
    assert not hint.bubble().geometry().intersects(QRect(10, 10, 50, 50))


def test_whole_text_fits_into_the_bubble(window):
    hint, _ = hint_at(window, QRect(400, 20, 80, 30))
    label = hint._text
    assert label.height() >= label.heightForWidth(label.width())


def test_window_can_be_destroyed_while_a_hint_is_open(qtbot):
    window = QWidget()
    window.resize(400, 300)
    window.show()
    qtbot.waitExposed(window)
    hint, _ = hint_at(window, QRect(10, 10, 50, 20))
    shiboken6.delete(window)
    assert not shiboken6.isValid(hint)
