import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.hosting import hosted
from visualizer.scenes.runners import StationText, StepScene
from visualizer.ui.panels.step_panel import StepPanel
from visualizer.ui.theme import load_theme

NAMES = ("slope", "mean", "square", "corrected", "step", "move")


def scene(at, idle=()):
    """Return a step whose walk stands at a station."""
    stations = tuple(
        StationText(
            name=name,
            formula="" if name in idle else f"{name} = …",
            numbers="" if name in idle else f"{name} = 1",
            reached=number <= at,
            current=number == at,
        )
        for number, name in enumerate(NAMES)
    )
    return StepScene("One step", "SGD, step 1", 0, stations, "")


@pytest.fixture
def panel(qtbot):
    made = hosted(qtbot, StepPanel)
    made.set_theme(load_theme("dark"))
    made.resize(300, 300)
    return made


def told(panel):
    """Return the stations whose numbers are in sight."""
    return [name.text() for name, _, numbers in panel._rows if numbers.isVisible()]


def test_where_there_is_room_the_numbers_of_all_stations_passed_stay(panel):
    panel.set_scene(scene(4))
    assert told(panel) == list(NAMES[:5])
    panel.set_scene(scene(1))
    assert told(panel) == list(NAMES[:2])


def test_without_room_the_latest_stay_and_the_present_one_always(panel):
    line = panel.fontMetrics().lineSpacing() + 2
    panel.resize(300, 8 * line + 1)
    panel.set_scene(scene(5))
    assert told(panel) == ["step", "move"]
    panel.resize(300, 6 * line)
    assert told(panel) == ["move"]
    panel.resize(300, 14 * line)
    assert told(panel) == list(NAMES)


def test_a_station_with_nothing_to_do_takes_no_room_for_numbers(panel):
    line = panel.fontMetrics().lineSpacing() + 2
    panel.resize(300, 9 * line + 1)
    panel.set_scene(scene(5, idle=NAMES[1:4]))
    assert told(panel) == ["slope", "step", "move"]
    assert panel.texts()[2] == ("square", "nothing to do", "")


def test_a_hint_takes_a_line_too(panel):
    line = panel.fontMetrics().lineSpacing() + 2
    panel.resize(300, 8 * line + 1)
    panel.set_scene(msgspec.structs.replace(scene(5), hint="go on"))
    assert told(panel) == ["move"]


def test_a_name_that_becomes_bold_moves_no_formula(panel):
    places = set()
    for at in range(len(NAMES)):
        panel.set_scene(scene(at))
        QApplication.processEvents()
        places.add(panel._rows[0][1].x())
    assert len(places) == 1
