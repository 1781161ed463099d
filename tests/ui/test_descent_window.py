"""Descent in the window: to it and back, flag, fog, parts of a step, languages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt

from tests.ui import rendering_checks as checks
from tests.ui.stages import LARGE, SMALL, Stage, texts_of
from visualizer.exhibits.descent.settings import DescentSettings
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.language import LANGUAGES
from visualizer.scenes.intents import SetOption
from visualizer.scenes.runner_intents import RemoveRunner, SelectRunner, SetRate
from visualizer.session import commands as do
from visualizer.session.experiment import preset
from visualizer.ui.memory import Memory

pytestmark = pytest.mark.window

ALT = Qt.KeyboardModifier.AltModifier
PANELS = ("mountain", "map", "heights", "runners", "step")


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, "descent-two-valleys", size=LARGE)


def test_the_rail_leads_there_and_back_to_where_one_was(qtbot):
    stage = Stage(qtbot, "circle", epochs=3)
    here = stage.session.update
    stage.window.rail.exhibit_chosen.emit("descent")
    stage.settle()
    assert isinstance(stage.settings, DescentSettings)
    assert stage.window.rail.chosen_key() == "descent"
    assert stage.window.view.exhibit.key == "descent"
    stage.session.advance(12)
    stage.settle()
    stage.window.rail.exhibit_chosen.emit("playground")
    stage.settle()
    assert isinstance(stage.settings, PlaygroundSettings)
    assert stage.session.update == here
    assert stage.window.view.frame("network").isVisible()
    stage.window.rail.exhibit_chosen.emit("descent")
    stage.settle()
    assert stage.session.update == 12


def test_switching_while_it_plays_pauses_and_loses_nothing(qtbot):
    stage = Stage(qtbot, "circle", epochs=1)
    stage.window.send(do.Play())
    stage.session.tick(0.1, 0.05)
    update = stage.session.update
    stage.window.rail.exhibit_chosen.emit("descent")
    stage.settle()
    assert not stage.session.playing
    stage.window.send(do.Undo())
    stage.settle()
    assert stage.session.update == update
    assert stage.window.view.exhibit.key == "playground"


def test_runs_of_another_exhibit_are_no_ghosts(qtbot):
    stage = Stage(qtbot, "circle", epochs=2)
    stage.window.rail.exhibit_chosen.emit("descent")
    stage.settle()
    stage.session.advance(5)
    stage.settle()
    kinds = [series.kind for series in stage.window.timeline._scene.series]
    assert kinds == ["train"]


def test_hints_wait_while_another_exhibit_is_in_sight(qtbot):
    stage = Stage(qtbot, "circle", epochs=1, hints_done=False)
    stage.window.coach.start()
    stage.settle()
    assert stage.window.coach.hint.is_open()
    stage.window.rail.exhibit_chosen.emit("descent")
    stage.settle()
    assert not stage.window.coach.hint.is_open()
    stage.window.rail.exhibit_chosen.emit("playground")
    stage.settle()
    assert stage.window.coach.hint.is_open()
    stage.window.coach.finish()


def test_presenting_shows_mountain_and_map_and_ends_as_before(stage):
    before = set(stage.window.view.arrangement.visible_names())
    stage.window.toggle_presenter()
    stage.settle()
    shown = set(stage.window.view.arrangement.visible_names())
    assert shown == {"mountain", "map"}
    stage.window.leave_presenter()
    stage.settle()
    assert set(stage.window.view.arrangement.visible_names()) == before


def test_the_speaker_is_told_steps_and_heights(stage):
    stage.session.advance(10)
    stage.window.send(do.Bookmark())
    stage.settle()
    lecture = stage.window.lecture()
    assert "step 10" in lecture.headline
    assert "height of the lowest runner" in lecture.headline
    assert lecture.moments[0].text.startswith("step 10 · ")
    assert "loss" not in lecture.headline + lecture.moments[0].text


def test_when_nobody_is_left_it_is_said_and_can_be_gone_back_from(qtbot):
    stage = Stage(qtbot, "descent-bowl")
    stage.window.view.ask(SetRate(0, 100.0))
    for number in (3, 2, 1):
        stage.window.view.ask(RemoveRunner(number))
        stage.settle()
    stage.session.advance(400)
    stage.settle()
    assert "no runner was left on the ground" in stage.window.banner.text()
    stage.window.actions_.trigger("halve")
    stage.settle()
    assert stage.session.status.condition == "ok"
    assert stage.settings.runners[0].learning_rate == 50.0


def test_only_what_the_exhibit_has_can_be_asked_for(stage):
    book = stage.window.actions_.book
    enabled = {e.name for e in book.entries() if e.action.isEnabled()}
    assert {"panel:map", "field:terrain", "terrain:bowl", "option:fog"} <= enabled
    assert {"runner:add", "unit:layer", "exhibit:playground"} <= enabled
    assert not {"panel:network", "field:loss", "data:xor", "add_layer"} & enabled
    assert not {"option:discretize", "unit:epoch", "spotlight"} & enabled


def test_every_action_can_be_triggered_here_too(stage):
    book = stage.window.actions_.book
    apart = {"open", "save", "save_picture", "quit", "present", "larger", "smaller"}
    for entry in book.entries():
        family = entry.name.partition(":")[0]
        tried = family not in ("exhibit", "theme")
        tried &= entry.category not in ("Presets", "Scenes")
        if tried and entry.name not in apart:
            book.trigger(entry.name)
            stage.glance()
            stage.session.playing = False
    stage.settle()


def test_a_click_on_the_map_starts_the_race_there(stage):
    stage.session.advance(20)
    stage.settle()
    view = stage.panel("map").view
    place = view.to_pixels(-1.0, 2.0).toPoint()
    stage.click(view, place)
    stage.settle()
    x, y = stage.settings.start
    assert (x, y) == pytest.approx((-1.0, 2.0), abs=0.03)
    assert stage.session.update == 0
    stage.window.send(do.Undo())
    stage.settle()
    assert stage.settings.start is None
    assert stage.session.update == 20


def test_the_flag_is_dragged_as_one_gesture(stage, qtbot):
    view = stage.panel("map").view
    start = view.to_pixels(*stage.settings.place()).toPoint()
    ways = [start + QPoint(-10 * n, 4 * n) for n in range(6)]
    stage.drag(view, ways)
    qtbot.waitUntil(lambda: stage.settings.start is not None)
    stage.settle()
    wanted = view.to_plane(ways[-1].toPointF())
    assert stage.settings.start == pytest.approx(wanted, abs=0.05)
    stage.window.send(do.Undo())
    stage.settle()
    assert stage.settings.start is None


def test_a_click_on_a_runner_selects_it(stage):
    stage.session.advance(60)
    stage.settle()
    view = stage.panel("map").view
    stage.click(view, view.runner_ends()[1].toPoint())
    stage.settle()
    assert stage.window.snapshot.watch.runner == 1
    assert stage.settings.start is None


def test_alt_arrows_move_the_flag(stage):
    panel = stage.panel("map")
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    x, y = stage.settings.place()
    stage.key(Qt.Key.Key_Left, ALT)
    stage.qtbot.waitUntil(lambda: stage.settings.start is not None)
    assert stage.settings.start == pytest.approx((x - 0.1, y))


def test_the_mountain_turns_by_hand_and_key_and_comes_back(stage):
    panel = stage.panel("mountain")
    first = panel.view.view
    center = panel.view.viewport().rect().center()
    stage.drag(panel.view, [center, center + QPoint(60, 20)])
    assert panel.view.view.turn != first.turn
    assert panel.view.view.tilt > first.tilt
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_PageUp, ALT)
    assert panel.view.view.zoom > first.zoom
    stage.key(Qt.Key.Key_Right, ALT)
    stage.key(Qt.Key.Key_Home, ALT)
    assert panel.view.view == first
    stage.qtbot.wait(0)
    stage.qtbot.waitUntil(lambda: not panel.view._rest.isActive())


def test_fog_covers_map_and_mountain_until_revealed(stage):
    mountain, chart = stage.panel("mountain").view, stage.panel("map").view
    clear = mountain.grab().toImage()
    stage.window.view.ask(SetOption("fog", True))
    stage.settle()
    assert chart.fogged
    fog = chart._fog.path()
    assert chart.contour_labels() == [
        label.front.text()
        for label in chart._labels
        if not fog.intersects(label.rect())
    ]
    assert len(chart.contour_labels()) < len(chart._labels)
    assert mountain.grab().toImage() != clear
    stage.window.view.ask(SetOption("fog", False))
    stage.settle()
    assert not chart.fogged
    assert mountain.grab().toImage() == clear


def test_the_terrain_is_painted_only_when_it_or_the_view_changes(stage):
    view = stage.panel("mountain").view
    before = view._picture.pixmap().cacheKey()
    stage.session.advance(30)
    stage.settle()
    assert view._picture.pixmap().cacheKey() == before
    view.turn(20.0, 0.0)
    assert view._picture.pixmap().cacheKey() != before
    stage.qtbot.waitUntil(lambda: not view._rest.isActive())


def test_rates_are_typed_in_the_table(stage, qtbot):
    panel = stage.panel("runners")
    field = panel.row(0).rate
    field.selectAll()
    qtbot.keyClicks(field, "0,05")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    stage.settle()
    assert stage.settings.runners[0].learning_rate == 0.05
    for typed in ("fast", "500"):
        field.selectAll()
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        stage.settle()
        assert "Gradient descent" in panel.error()
        assert typed in panel.error()
        assert "from 1e-06 to 100" in panel.error()
        assert field.text() == "0.05"
        assert stage.settings.runners[0].learning_rate == 0.05


def test_methods_and_coefficients_are_chosen_in_the_table(stage, qtbot):
    panel = stage.panel("runners")
    panel.row(0).method.chosen.emit("adam")
    stage.settle()
    assert stage.settings.runners[0].optimizer.key == "adam"
    field = panel.coefficient("beta1")
    field.selectAll()
    qtbot.keyClicks(field, "0.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    stage.settle()
    assert stage.settings.runners[0].optimizer.beta1 == 0.5
    field = panel.coefficient("beta1")
    field.selectAll()
    qtbot.keyClicks(field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    stage.settle()
    assert stage.settings.runners[0].optimizer.beta1 == 0.5
    assert "beta1" in stage.window.banner.text()


def test_runners_are_added_and_removed_in_the_table(stage):
    panel = stage.panel("runners")
    panel.header_widgets()[0].click()
    stage.settle()
    assert len(stage.settings.runners) == 6
    panel.row(0).remove.click()
    stage.settle()
    assert len(stage.settings.runners) == 5
    panel.row(2).shown.click()
    stage.settle()
    assert not stage.settings.runners[2].shown


def test_a_terrain_of_one_coordinate_changes_the_panels_and_back(stage):
    stage.window.view.choose("terrain", "parabola")
    stage.settle()
    curve = stage.panel("mountain")
    assert curve.key == "profile"
    assert stage.panel("map").key == "profile"
    center = curve.view.place_of(2.0, 2.0).toPoint()
    stage.click(curve.view, center)
    stage.settle()
    assert stage.settings.start == pytest.approx((2.0, 0.0), abs=0.05)
    stage.window.view.choose("terrain", "bowl")
    stage.settle()
    assert stage.panel("mountain").key == "mountain"
    assert stage.panel("map").isVisible()


def test_a_wrong_formula_is_told_under_its_field_and_nothing_is_lost(stage, qtbot):
    stage.window.view.choose("terrain", "written")
    stage.settle()
    editor = stage.window.view.form.editor("terrain.formula")
    field, before = editor.control(), stage.settings.terrain
    for typed, wanted in (
        ("x ^ 2 +", "character"),
        ("import(x)", "character 1"),
        ("", "empty"),
    ):
        field.setText("")
        qtbot.keyClicks(field, typed or " ")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        stage.settle()
        assert wanted in editor.error()
        assert stage.settings.terrain == before
    field.selectAll()
    qtbot.keyClicks(field, "x^2 + 3 y^2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    stage.settle()
    assert editor.error() == ""
    assert stage.settings.terrain.formula == "x^2 + 3 y^2"
    assert stage.settings.terrain.height_at((1.0, 2.0)) == 13.0


def test_parts_of_a_step_are_walked_by_key(stage):
    stage.window.choose_unit("layer")
    stage.window.view.ask(SelectRunner(1))
    for _ in range(2):
        stage.key(Qt.Key.Key_Right)
        stage.settle()
    texts = stage.panel("step").texts()
    assert [bool(numbers) for _, _, numbers in texts[:3]] == [True, True, False]
    assert texts[1][1] == "b ← μ b + g"
    stage.key(Qt.Key.Key_Left)
    stage.settle()
    assert not stage.panel("step").texts()[1][2]


def test_the_pace_of_the_playground_is_one_of_this_ladder(stage):
    for key in ("product", "example", "moderate"):
        stage.window.send(do.SetPace(key))
        stage.settle()
    stage.window.change_pace(-1)
    stage.settle()
    assert stage.session.pace.key == "slow"


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_all_panels_fit_their_room(qtbot, size):
    stage = Stage(qtbot, "descent-rosenbrock", size=size)
    for name in PANELS:
        stage.window.show_panel(name)
        stage.settle()
        panel = stage.panel(name)
        assert panel.isVisible()
        assert panel.width() >= panel.minimumSizeHint().width() - 1
    row = stage.panel("runners").row(0)
    right = row.remove.mapTo(stage.panel("runners"), row.remove.rect().topRight())
    assert right.x() < stage.panel("runners").width()


def test_the_window_is_remembered_with_its_race(qtbot):
    stage = Stage(qtbot, "descent-valley")
    stage.session.advance(30)
    stage.settle()
    memory = stage.window.remember()
    assert isinstance(memory, Memory)
    assert memory.experiment["exhibit"] == "descent"
    assert memory.update == 30
    assert "descent" in memory.arrangements


def test_axes_and_labels_are_chinese(qtbot):
    stage = Stage(qtbot, "descent-valley", language="zh")
    stage.window.set_language("zh")
    stage.session.advance(5)
    stage.settle()
    assert "高度" in texts_of(stage.panel("map").view)
    assert "高度" in texts_of(stage.panel("heights").view)
    assert preset("descent-valley").exhibit == "descent"
    stage.window.set_language("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_runners_and_their_names_are_whole_in_a_small_window(qtbot, language):
    stage = Stage(qtbot, "descent-two-valleys", size=SMALL, language=language)
    stage.window.set_language(language)
    stage.session.advance(150)
    stage.window.view.ask(SelectRunner(4))
    stage.settle()
    runners = stage.panel("runners")
    bars = runners._scroll.verticalScrollBar(), runners._scroll.horizontalScrollBar()
    assert [bar.maximum() for bar in bars] == [0, 0]
    assert not checks.problems_of(stage.window)


def test_a_narrow_table_keeps_height_and_verdict(qtbot):
    stage = Stage(qtbot, "descent-two-valleys", size=QSize(1100, 700))
    stage.session.advance(150)
    stage.settle()
    runners = stage.panel("runners")
    assert runners._scroll.horizontalScrollBar().maximum() == 0
    row = runners.row(0)
    assert row.verdict.isVisible()
    assert row.numbers["height"].isVisible()
    assert not row.limit.isVisible()


def test_tabs_say_the_same_whichever_is_in_front(qtbot):
    stage = Stage(qtbot, "circle", epochs=2, size=LARGE)
    for name in ("mountain", "line", "surface"):
        stage.window.show_panel(name)
        stage.settle()
    tabs = stage.window.panel("surface")._tabs
    texts = [tabs.tabText(index) for index in range(tabs.count())]
    assert texts[-2:] == ["In 3-D", "Along a line"]
    stage.window.set_language("zh")
    stage.settle()
    texts = [tabs.tabText(index) for index in range(tabs.count())]
    assert texts[-2:] == ["三维图", "沿直线"]


def test_the_timeline_shows_heights_below_zero(qtbot):
    stage = Stage(qtbot, "descent-saddle", size=SMALL)
    strip = stage.window.timeline.strip
    stage.settle()
    assert strip.logarithmic()
    assert "height of the lowest runner, log axis" in texts_of(strip)
    stage.session.advance(12)
    stage.settle()
    assert not strip.logarithmic()
    texts = texts_of(strip)
    assert "height of the lowest runner" in texts
    assert any(text.startswith("−") for text in texts)
    first, last = strip._line.ends()
    assert last[0] == pytest.approx(strip.place_of(12).x(), abs=1.0)
    assert last[1] > first[1] + 10.0


def test_a_runner_that_left_the_ground_is_said_to_take_no_step(qtbot):
    stage = Stage(qtbot, "descent-bowl", size=LARGE)
    stage.window.view.ask(SetRate(0, 100.0))
    stage.settle()
    stage.session.advance(400)
    stage.settle()
    assert "left the ground" in stage.panel("step")._scene.hint
    stage.window.view.ask(SelectRunner(1))
    stage.settle()
    assert stage.panel("step")._scene.stations
