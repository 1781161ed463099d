from __future__ import annotations

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import Qt

from visualizer.scenes.intents import ChooseOutput, SetOption, TurnPage, WatchExample
from visualizer.scenes.mistakes import MistakesScene, WrongExample
from visualizer.ui.panels import panels
from visualizer.ui.panels.mistakes_panel import MistakesPanel
from visualizer.ui.theme import load_theme

LEFT = Qt.MouseButton.LeftButton
WRONG = tuple(
    WrongExample((str(n), "1", "2", "80 %"), np.eye(8), WatchExample(n))
    for n in range(5)
)


def a_scene(**changes):
    scene = MistakesScene(
        title="Mistakes",
        subtitle="60 test examples · 83 % right",
        test=True,
        names=("1", "2", "3"),
        counts=np.array([[17, 3, 0], [2, 18, 0], [5, 0, 15]]),
        columns=("example", "is", "says", "sure"),
        wrong=WRONG,
        page=1,
        pages=3,
        page_text="21 – 25 of 53",
        pairs=np.empty((0, 2)),
        outputs=np.empty(0, np.int64),
        output_notes=(),
        output_looks=(),
        limit=1.0,
        note="83 % right",
    )
    return msgspec.structs.replace(scene, **changes)


@pytest.fixture
def panel(qtbot):
    panel = MistakesPanel()
    qtbot.addWidget(panel)
    for widget in panel.header_widgets():
        widget.setParent(panel)
    panel.set_theme(load_theme("dark"))
    panel.resize(700, 340)
    panel.set_scene(a_scene())
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def intents(panel):
    caught = []
    panel.intent.connect(caught.append)
    return caught


def test_it_draws_mistakes_scenes():
    assert panels["mistakes"] is MistakesPanel
    assert MistakesPanel.scene_class is MistakesScene


def test_counts_and_shares_stand_in_the_cells(panel):
    texts = panel.view.texts()
    for text in ("17", "85 %", "3", "15 %", "18", "90 %", "5", "25 %", "75 %"):
        assert text in texts
    # Cells of a mistake that never happens stay empty.
    assert "0" not in texts


def test_a_click_or_enter_watches_an_example(panel, intents, qtbot):
    table = panel.table
    row = table.visualRect(table.model().index(2, 1))
    qtbot.mouseClick(table.viewport(), LEFT, pos=row.center())
    assert intents == [WatchExample(2)]
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert intents[-1] == WatchExample(3)
    assert not table.item(0, 0).icon().isNull()


def test_pages_are_turned_as_far_as_there_are_any(panel, intents, qtbot):
    qtbot.mouseClick(panel.next_button, LEFT)
    qtbot.mouseClick(panel.previous_button, LEFT)
    assert intents == [TurnPage(2), TurnPage(0)]
    panel.set_scene(a_scene(page=2))
    assert not panel.next_button.isEnabled()
    panel.set_scene(a_scene(page=0))
    assert not panel.previous_button.isEnabled()


def test_the_chip_chooses_the_examples(panel, intents, qtbot):
    outputs, chip = panel.header_widgets()
    assert not outputs.isVisible()
    chip.click()
    assert intents == [SetOption("mistakes_test", False)]


def test_values_are_points_around_the_diagonal(panel):
    pairs = np.array([[-1.0, -0.5], [0.0, 0.25], [1.0, 1.0], [0.5, np.nan]])
    panel.set_scene(
        a_scene(names=(), pairs=pairs, outputs=np.zeros(4, int), note="", limit=2.0)
    )
    assert not panel.table.isVisible()
    assert {"+2", "−2", "true value", "predicted value"} <= set(panel.view.texts())
    expected = [(0.25, 0.375), (0.5, 0.5625), (0.75, 0.75)]
    assert np.allclose(dots_of(panel, 0), expected, atol=0.01)


def dots_of(panel, output):
    """Return where the dots of an output are, as parts of the plot."""
    path = panel.view._dots[output].path()
    middles = [polygon.boundingRect().center() for polygon in path.toSubpathPolygons()]
    box = panel.view._frame.path().boundingRect()
    return [
        (
            (point.x() - box.left()) / box.width(),
            (box.bottom() - point.y()) / box.height(),
        )
        for point in middles
    ]


def test_several_outputs_have_markers_of_their_own(panel):
    pairs = np.array([[-1.0, -1.0], [1.0, 0.0], [0.0, 1.0]])
    panel.set_scene(
        a_scene(
            names=(),
            pairs=pairs,
            outputs=np.array([0, 1, 1]),
            output_notes=("width  R² = 0.9", "depth  R² = 0.5"),
            output_looks=(3, 0),
            limit=2.0,
        )
    )
    assert {"width  R² = 0.9", "depth  R² = 0.5"} <= set(panel.view.texts())
    # The last of each is the marker beside its name.
    assert np.allclose(dots_of(panel, 0)[:-1], [(0.25, 0.25)], atol=0.01)
    middles = dots_of(panel, 1)[:-1]
    assert np.allclose(middles, [(0.75, 0.5), (0.5, 0.75)], atol=0.01)
    colors = [panel.view._dots[output].brush().color().name() for output in (0, 1)]
    classes = load_theme("dark").classes
    assert colors == [classes[3].lower(), classes[0].lower()]
    panel.set_scene(a_scene())
    assert all(item.path().isEmpty() for item in panel.view._dots)


def test_one_of_several_outputs_is_chosen(panel, intents):
    pairs = np.array([[0.5, 0.25], [-0.5, 0.0]])
    values = {"names": (), "pairs": pairs, "outputs": np.array([0, 1]), "note": "R²"}
    values["output_choice"] = ("mass", "depth")
    panel.set_scene(a_scene(**values, output_notes=("mass  R² = 1", "depth  R² = 0")))
    box = panel.output_chooser
    assert box.isVisible()
    assert box.listed_keys() == ("all", "0", "1")
    assert box.currentText() == "all outputs"
    assert {"mass  R² = 1", "−1"} <= set(panel.view.texts())
    box.activated.emit(box.findText("depth"))
    box.activated.emit(box.findText("all outputs"))
    assert intents == [ChooseOutput(1), ChooseOutput(None)]
    panel.set_scene(
        a_scene(**values, output=1, end_texts=("12.5", "21.5"), output_notes=())
    )
    assert box.currentText() == "depth"
    assert {"12.5", "21.5"} <= set(panel.view.texts())
    assert "−1" not in panel.view.texts()
    panel.set_scene(a_scene())
    assert not box.isVisible()


def test_notes_stand_beside_a_plot_that_leaves_room(panel, qtbot):
    pairs = np.array([[0.5, 0.25], [-0.5, 0.0]])
    notes = ("mass  R² = 1", "depth  R² = 0")
    scene = a_scene(names=(), pairs=pairs, outputs=np.array([0, 1]), output_notes=notes)
    panel.set_scene(scene)
    # The list of the classes before has left its room to the plot.
    qtbot.waitUntil(lambda: panel.view.width() == panel.width())
    assert left_of(panel, notes[0]) > frame_of(panel).right()
    panel.resize(round(frame_of(panel).right()) + 60, 340)
    qtbot.waitUntil(lambda: panel.view.width() == panel.width())
    assert left_of(panel, notes[0]) < frame_of(panel).right()
    # A small plot has no room for the name of its axis below it.
    panel.resize(500, 110)
    qtbot.waitUntil(lambda: panel.view.size() == panel.size())
    assert left_of(panel, "true value") > frame_of(panel).right()


def frame_of(panel):
    return panel.view._frame.path().boundingRect()


def left_of(panel, text):
    """Return where a text begins."""
    return next(
        item.sceneBoundingRect().left()
        for item in panel.view._texts[: panel.view._used]
        if item.text() == text
    )


def test_long_names_are_shortened_for_counts_that_can_be_read(panel, qtbot):
    names = ("setosa", "versicolor", "virginica")
    panel.set_scene(a_scene(names=names, counts=np.diag([25, 22, 25])))
    panel.resize(290, 175)
    qtbot.waitUntil(lambda: "versicolor" not in panel.view.texts())
    view = panel.view
    written = {item.text(): item for item in view._texts[: view._used]}
    assert sum(text.endswith("…") for text in written) >= 2
    line = view.fontMetrics().height()
    cells = [cell.rect() for cell in view._cells if cell.isVisible()]
    assert all(cell.height() > 0.9 * line for cell in cells)
    number = written["22"].sceneBoundingRect()
    (cell,) = (cell for cell in cells if cell.contains(number.center()))
    assert number.height() > 0.5 * line
    assert number.width() < cell.width()


@pytest.mark.parametrize(
    "names", [("benign", "malignant"), ("setosa", "sepal", "iris")]
)
def test_names_that_do_not_fit_give_way_to_markers(panel, qtbot, names):
    count = len(names)
    scene = a_scene(names=names, counts=np.eye(count, dtype=int))
    panel.set_scene(scene)
    assert panel.view.texts().count(names[0]) == 2
    panel.resize(330, 120)
    qtbot.waitUntil(lambda: panel.view.texts().count(names[0]) == 1)
    theme = load_theme("dark")
    roles = [theme.color("negative").name(), theme.color("positive").name()]
    colors = roles if count == 2 else list(theme.classes[:3])
    drawn = [item for item in panel.view._dots if not item.path().isEmpty()]
    assert [item.brush().color().name() for item in drawn] == colors
    # One over the column, one beside the row.
    assert all(len(item.path().toSubpathPolygons()) == 2 for item in drawn)


def test_a_narrow_list_gives_each_column_a_share(panel, qtbot):
    long = "a class of a rather long name"
    wrong = (WrongExample(("1", long, long, "80 %"), None, None),)
    panel.set_scene(a_scene(wrong=wrong))
    panel.resize(330, 120)
    table = panel.table
    qtbot.waitUntil(lambda: shares_of(table) == {True})
    assert table.item(0, 1).toolTip() == long
    panel.resize(1400, 340)
    qtbot.waitUntil(lambda: shares_of(table) == {False})


def shares_of(table):
    """Return whether all columns are of about the same width."""
    widths = [table.columnWidth(column) for column in range(4)]
    return {max(widths) - min(widths) <= 2}
