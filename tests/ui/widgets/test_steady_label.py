"""A label that keeps its room while its text changes."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from visualizer.ui.widgets.steady_label import SteadyLabel


class Requests(QObject):
    """Counts how often a widget is asked to lay its children out."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.fixture
def room(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    QHBoxLayout(made)
    return made


def requests_of(room: QWidget, label: QLabel, texts: list[str]) -> int:
    """Return how many layouts a label asks its parent for with new texts."""
    room.layout().addWidget(label)
    room.show()
    QApplication.processEvents()
    counter = Requests()
    room.installEventFilter(counter)
    for text in texts:
        if isinstance(label, SteadyLabel):
            label.set_text(text)
        else:
            label.setText(text)
        QApplication.processEvents()
        assert label.text() == text
    room.removeEventFilter(counter)
    return counter.count


TEXTS = ["1.25", "0.07", "3.3", "9.99"]


def test_what_fits_lays_nothing_out(room):
    label = SteadyLabel("readout")
    label.reserve("00.00")
    assert requests_of(room, label, TEXTS) == 0


def test_a_plain_label_would(room):
    assert requests_of(room, QLabel(), TEXTS) == len(TEXTS)


def test_what_is_longer_gets_its_room_once(room):
    label = SteadyLabel("readout")
    label.reserve("0")
    assert requests_of(room, label, ["1,234", "1,235", "12,345"]) == 1
    need = label.fontMetrics().horizontalAdvance("12,345")
    assert label.width() >= need


@pytest.mark.parametrize("pixels", [11, 26])
def test_another_type_makes_another_room(qtbot, pixels):
    label = SteadyLabel("readout")
    qtbot.addWidget(label)
    label.reserve("00.00")
    font = label.font()
    font.setPixelSize(pixels)
    label.setFont(font)
    metrics = label.fontMetrics()
    assert label.minimumSize() == label.maximumSize()
    assert label.height() == metrics.height()
    assert 0 < label.width() - metrics.horizontalAdvance("00.00") <= 3
