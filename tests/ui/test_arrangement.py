import json

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QTabBar

from tests.ui.example_panels import framed
from tests.ui.hosting import hosted, speak_chinese
from visualizer.scenes.layout import Leaf, Split, Tabs
from visualizer.ui.arrangement import Arrangement

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

NAMES = ("data", "network", "output", "neuron", "surface")
WIDE = Split(
    "row",
    (
        Leaf("data", 1),
        Split("column", (Leaf("network", 3), Leaf("neuron", 1)), 3),
        Split("column", (Leaf("output"), Leaf("surface")), 2),
    ),
)
COMPACT = Split(
    "row",
    (
        Leaf("data", 1),
        Leaf("network", 3),
        Split("column", (Leaf("output"), Tabs((Leaf("neuron"), Leaf("surface")))), 2),
    ),
)


@pytest.fixture
def arrangement(qtbot):
    arrangement = hosted(qtbot, Arrangement, (1200, 700))
    arrangement.resize(1200, 700)
    arrangement.frames = framed(*NAMES)
    arrangement.told = []
    arrangement.shown.connect(arrangement.told.append)
    arrangement.set_frames(arrangement.frames, WIDE)
    QApplication.processEvents()
    return arrangement


def places(arrangement):
    QApplication.processEvents()
    return {
        name: QRect(frame.mapTo(arrangement, QPoint(0, 0)), frame.size())
        for name, frame in arrangement.frames.items()
        if frame.isVisible() and not frame.isWindow()
    }


def tab_bar(arrangement):
    (bar,) = [bar for bar in arrangement.findChildren(QTabBar) if bar.isVisible()]
    return bar


def test_panels_stand_as_the_tree_says(arrangement):
    at = places(arrangement)
    assert set(at) == set(NAMES)
    assert at["data"].right() < at["network"].left()
    assert at["network"].right() < at["output"].left()
    assert at["network"].bottom() < at["neuron"].top()
    assert at["output"].bottom() < at["surface"].top()
    for first in at.values():
        for second in at.values():
            assert first == second or not first.intersects(second)


def test_shares_follow_the_weights(arrangement):
    at = places(arrangement)
    assert at["network"].width() == pytest.approx(3 * at["data"].width(), rel=0.03)
    assert at["network"].height() == pytest.approx(3 * at["neuron"].height(), rel=0.03)


def test_shares_stay_when_the_window_grows(arrangement):
    before = places(arrangement)["network"].width() / 1200
    arrangement.resize(1600, 700)
    assert places(arrangement)["network"].width() / 1600 == pytest.approx(before, 0.03)


def test_visible_names_are_told_once_and_in_reading_order(arrangement):
    assert arrangement.told == [("data", "network", "neuron", "output", "surface")]
    assert arrangement.visible_names() == arrangement.told[-1]


def test_switching_the_arrangement_keeps_the_panels(arrangement):
    panels = {name: frame.panel() for name, frame in arrangement.frames.items()}
    arrangement.rearrange(COMPACT)
    assert arrangement.visible_names() == ("data", "network", "output", "neuron")
    assert set(places(arrangement)) == {"data", "network", "output", "neuron"}
    arrangement.rearrange(WIDE)
    assert set(places(arrangement)) == set(NAMES)
    kept = {name: frame.panel() for name, frame in arrangement.frames.items()}
    assert kept == panels


def test_tabs_stand_in_place_of_the_title(qtbot, arrangement):
    arrangement.rearrange(COMPACT)
    QApplication.processEvents()
    bar = tab_bar(arrangement)
    assert [bar.tabText(index) for index in range(bar.count())] == ["Neuron", "Surface"]
    assert arrangement.frames["neuron"].isAncestorOf(bar)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    assert arrangement.frames["surface"].isAncestorOf(bar)
    assert arrangement.frames["surface"].isVisible()
    assert not arrangement.frames["neuron"].isVisible()
    assert arrangement.told[-1] == ("data", "network", "output", "surface")


def test_tabs_are_worked_by_keys(qtbot, arrangement):
    arrangement.rearrange(COMPACT)
    QApplication.processEvents()
    bar = tab_bar(arrangement)
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert arrangement.frames["surface"].isVisible()
    assert tab_bar(arrangement).hasFocus()


def test_front_tab_says_the_whole_title(arrangement):
    arrangement.rearrange(COMPACT)
    arrangement.frames["neuron"].panel().set_heading("Inside h₄⁽²⁾", "")
    QApplication.processEvents()
    bar = tab_bar(arrangement)
    assert bar.tabText(0) == "Inside h₄⁽²⁾"
    bar.setCurrentIndex(1)
    assert bar.tabText(0) == "Neuron"


def test_front_tab_is_remembered_over_arrangements(arrangement):
    arrangement.rearrange(COMPACT)
    tab_bar(arrangement).setCurrentIndex(1)
    arrangement.rearrange(WIDE)
    arrangement.rearrange(COMPACT)
    assert "surface" in arrangement.visible_names()


def test_maximized_panel_fills_the_place_and_comes_back(arrangement):
    before = places(arrangement)
    arrangement.frames["output"].maximize_requested.emit()
    assert arrangement.maximized() == "output"
    assert places(arrangement) == {"output": arrangement.rect()}
    assert arrangement.visible_names() == ("output",)
    assert arrangement.frames["output"].place() == "maximized"
    arrangement.frames["output"].maximize_requested.emit()
    assert places(arrangement) == before
    assert arrangement.frames["output"].place() == "docked"


def test_panel_behind_a_tab_can_be_maximized(arrangement):
    arrangement.rearrange(COMPACT)
    arrangement.maximize("surface")
    assert set(places(arrangement)) == {"surface"}
    arrangement.maximize(None)
    assert set(places(arrangement)) == {"data", "network", "output", "surface"}


def test_hidden_panel_leaves_its_room_to_its_neighbors(arrangement):
    before = places(arrangement)
    arrangement.frames["neuron"].hide_requested.emit()
    after = places(arrangement)
    assert "neuron" not in after
    assert after["network"].height() == 700
    assert arrangement.hidden_names() == ("neuron",)
    assert "neuron" not in arrangement.told[-1]
    arrangement.set_hidden("neuron", False)
    assert places(arrangement) == before


def test_whole_group_hidden_leaves_its_room(arrangement):
    arrangement.set_hidden("output", True)
    arrangement.set_hidden("surface", True)
    assert places(arrangement)["network"].right() == 1199


def test_last_panel_can_be_hidden_and_shown(arrangement):
    for name in NAMES:
        arrangement.set_hidden(name, True)
    assert arrangement.visible_names() == ()
    arrangement.set_hidden("data", False)
    assert places(arrangement) == {"data": arrangement.rect()}


def test_hiding_the_maximized_panel_shows_the_others(arrangement):
    arrangement.maximize("output")
    arrangement.set_hidden("output", True)
    assert arrangement.maximized() is None
    assert set(places(arrangement)) == set(NAMES) - {"output"}


def test_torn_off_panel_is_a_window_and_goes_back(arrangement):
    before = places(arrangement)
    frame = arrangement.frames["output"]
    frame.tear_off_requested.emit()
    QApplication.processEvents()
    assert frame.isWindow()
    assert frame.isVisible()
    assert frame.updatesEnabled()
    assert frame.panel().isVisible()
    assert arrangement.torn_names() == ("output",)
    assert "output" in arrangement.visible_names()
    assert set(places(arrangement)) == set(NAMES) - {"output"}
    frame.close()
    assert not frame.isWindow()
    assert arrangement.torn_names() == ()
    assert places(arrangement) == before


def test_all_windows_go_back_before_the_end(arrangement):
    arrangement.tear_off("output")
    arrangement.tear_off("surface")
    arrangement.put_all_back()
    assert arrangement.torn_names() == ()
    assert set(places(arrangement)) == set(NAMES)


def test_bringing_to_front_undoes_whatever_hides_a_panel(arrangement):
    arrangement.rearrange(COMPACT)
    arrangement.set_hidden("output", True)
    arrangement.maximize("data")
    arrangement.bring_to_front("surface")
    assert arrangement.maximized() is None
    assert "surface" in arrangement.visible_names()
    arrangement.bring_to_front("output")
    assert "output" in arrangement.visible_names()


def test_dragged_size_outlives_hiding_maximizing_and_other_arrangements(
    arrangement,
):
    changed = []
    arrangement.changed.connect(lambda: changed.append(1))
    arrangement._root.moveSplitter(400, 1)
    assert changed
    dragged = places(arrangement)
    assert dragged["data"].width() == 400
    arrangement.maximize("output")
    arrangement.maximize(None)
    assert places(arrangement) == dragged
    arrangement.rearrange(COMPACT)
    arrangement.rearrange(WIDE)
    assert places(arrangement)["data"].width() == pytest.approx(400, abs=2)


def test_state_is_json_and_comes_back(qtbot, arrangement):
    other = hosted(qtbot, Arrangement, (1200, 700))
    other.resize(1200, 700)
    other.frames = framed(*NAMES)
    other.set_frames(other.frames, COMPACT)
    arrangement.rearrange(COMPACT)
    arrangement._root.moveSplitter(300, 1)
    tab_bar(arrangement).setCurrentIndex(1)
    arrangement.set_hidden("output", True)
    arrangement.tear_off("network")
    state = json.loads(json.dumps(arrangement.state()))
    other.restore(state)
    QApplication.processEvents()
    assert other.hidden_names() == ("output",)
    assert other.torn_names() == ("network",)
    assert set(other.visible_names()) == {"data", "network", "surface"}
    assert other.state()["front"] == state["front"]
    other.put_all_back()
    arrangement.put_all_back()
    other.set_hidden("output", False)
    assert places(other)["data"].width() == pytest.approx(300, abs=2)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"shares": 3, "front": [], "hidden": "x", "torn": 1, "maximized": 2},
        {"shares": {"row:a|b": ["x"], "row:c": [0, 0]}, "front": {"tabs:a": "gone"}},
        {"hidden": ["gone"], "torn": {"gone": [0, 0, 1, 1], "data": [1, 2]}},
        {"maximized": "gone"},
    ],
)
def test_a_state_that_does_not_fit_is_left_out(arrangement, state):
    before = places(arrangement)
    arrangement.restore(state)
    assert places(arrangement) == before


def test_reset_brings_the_shipped_arrangement_back(arrangement):
    before = places(arrangement)
    arrangement._root.moveSplitter(400, 1)
    arrangement.set_hidden("neuron", True)
    arrangement.tear_off("surface")
    arrangement.maximize("data")
    arrangement.reset()
    assert places(arrangement) == before
    assert arrangement.torn_names() == ()


def test_a_window_left_on_a_screen_that_is_gone_is_brought_into_view(arrangement):
    arrangement.restore({"torn": {"output": [90_000, 90_000, 400, 300]}})
    frame = arrangement.frames["output"]
    assert frame.isWindow()
    assert frame.screen().geometry().intersects(frame.geometry())
    arrangement.put_all_back()


def test_other_frames_take_over_and_the_old_ones_live_on(arrangement):
    old = arrangement.frames
    new = framed("a", "b")
    arrangement.set_frames(new, Split("row", (Leaf("a"), Leaf("b"))))
    QApplication.processEvents()
    assert arrangement.visible_names() == ("a", "b")
    old["data"].hide_requested.emit()
    assert arrangement.hidden_names() == ()
    assert old["data"].panel().label.text()
    arrangement.set_frames(old, WIDE)
    assert set(places(arrangement)) == set(NAMES)


def test_language_reaches_frames_and_tabs(arrangement, monkeypatch):
    arrangement.rearrange(COMPACT)
    speak_chinese(monkeypatch)
    arrangement.retranslate()
    names = {f.more_button().accessibleName() for f in arrangement.frames.values()}
    assert names == {"此面板的更多操作"}


def test_each_arrangement_has_a_front_of_its_own(qtbot):
    arrangement = Arrangement()
    qtbot.addWidget(arrangement)
    three = Tabs((Leaf("network"), Leaf("output"), Leaf("surface")))
    two = Split("row", (Leaf("network"), Tabs((Leaf("output"), Leaf("surface")))))
    arrangement.set_frames(
        framed("network", "output", "surface"), Split("row", (three,))
    )
    arrangement.bring_to_front("surface")
    assert arrangement.visible_names() == ("surface",)
    arrangement.rearrange(two)
    assert arrangement.visible_names() == ("network", "output")


@pytest.mark.parametrize("labeled", [True, False])
def test_beside_tabs_an_honest_label_gets_a_row_of_its_own(arrangement, labeled):
    arrangement.set_frames(arrangement.frames, COMPACT)
    tab_bar(arrangement).setCurrentIndex(1)
    frame = arrangement.frames["surface"]
    panel = frame.panel()
    panel.labeled = labeled
    label = "two random directions, filter-normalized · 12 % of the path lies outside"
    panel.set_heading("The whole surface", label)
    QApplication.processEvents()
    written = [part for part in frame.findChildren(QLabel) if part.isVisible()]
    shown = [part for part in written if getattr(part, "full_text", str)() == label]
    assert len(shown) == labeled
    assert frame.folded() == labeled
    if labeled:
        assert shown[0].mapTo(frame, QPoint(0, 0)).y() > tab_bar(arrangement).height()
        panel.set_heading("The whole surface", "short")
        QApplication.processEvents()
        assert not frame.folded()
