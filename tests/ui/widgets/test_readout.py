from tests.ui.hosting import hosted
from visualizer.ui.drawing import PATIENCE, READOUT_INTERVAL
from visualizer.ui.widgets import Readout

INTERVAL = READOUT_INTERVAL + PATIENCE


def make(qtbot):
    readout = hosted(qtbot, Readout)
    readout.set_name("Loss", "0.0000")
    return readout


def test_first_value_is_shown_at_once_and_a_burst_shows_its_last(qtbot):
    readout = make(qtbot)
    readout.set_value("0.1")
    assert readout.value() == "0.1"
    for value in ("0.2", "0.3", "0.4"):
        readout.set_value(value)
    assert readout.value() == "0.1"
    qtbot.waitUntil(lambda: readout.value() == "0.4", timeout=5 * INTERVAL)


def test_value_that_comes_back_meanwhile_is_not_overwritten(qtbot):
    readout = make(qtbot)
    readout.set_value("0.1")
    readout.set_value("0.2")
    readout.set_value("0.1")
    qtbot.wait(2 * INTERVAL)
    assert readout.value() == "0.1"


def test_width_stays_when_the_value_changes(qtbot):
    readout = make(qtbot)
    readout.set_value("1")
    before = readout.width()
    qtbot.wait(INTERVAL)
    readout.set_value("0.0341")
    assert readout.value() == "0.0341"
    assert readout.width() == before
    assert readout._value.sizeHint().width() <= before


def test_figures_have_one_width(qtbot):
    readout = make(qtbot)
    metrics = readout._value.fontMetrics()
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_name_and_value_are_told_to_assistive_tools(qtbot):
    readout = make(qtbot)
    readout.set_value("0.5")
    assert readout.accessibleName() == "Loss: 0.5"
