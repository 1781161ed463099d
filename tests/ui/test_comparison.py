"""The compare view, by mouse and keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication

from tests.session.builders import digest
from tests.ui.stages import LARGE, SMALL, Show, Stage
from visualizer.engine.optimizers.sgd import SGD
from visualizer.exhibits import DETAILS
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.files.opening import begin, open_named
from visualizer.files.project import Project, save_project
from visualizer.scenes.advice import Advice
from visualizer.scenes.intents import EditParameter, NeuronRef, Select, WeightRef
from visualizer.session import commands as do
from visualizer.session.experiment import encode, preset
from visualizer.session.session import Session
from visualizer.session.snapshot import RIGHT
from visualizer.ui.plots.strip import LossStrip

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL_SHIFT = CONTROL | SHIFT


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, epochs=5)


@pytest.fixture
def compared(stage):
    stage.key(Qt.Key.Key_F7)
    show(stage)
    return stage


def show(stage):
    """Let session and window catch up, without work in the background."""
    stage.glance()
    stage.glance()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def page(stage):
    found = stage.window.comparison.page
    assert found is not None
    return found


def set_rate(stage, rate):
    view = stage.window.view
    view.form.editor("learning_rate").labeled_slider().value_changed.emit(rate)
    show(stage)


def rates(stage):
    return [
        side.snapshot().experiment.settings.learning_rate for side in stage.duet.sides
    ]


def test_keys_alone_put_a_copy_beside_the_present_experiment(compared):
    assert compared.window.comparison.active
    assert len(compared.window.views) == 2
    left, right = compared.duet.sides
    assert digest(left) == digest(right)
    assert page(compared).about().startswith("Both sides have the same settings")
    for view in compared.window.views:
        for name in ("network", "output"):
            assert view.frame(name).isVisible()


def test_the_form_edits_the_side_that_is_chosen(compared):
    assert [h.chip().isChecked() for h in page(compared).headers] == [False, True]
    set_rate(compared, 0.3)
    assert rates(compared) == [0.03, 0.3]
    compared.press(page(compared).headers[0].chip())
    assert [h.chip().isChecked() for h in page(compared).headers] == [True, False]
    set_rate(compared, 0.1)
    assert rates(compared) == [0.1, 0.3]
    compared.key(Qt.Key.Key_F6)
    assert compared.window.comparison.chosen == 1
    assert compared.window.view is compared.window.views[1]
    assert compared.window.view.column.isVisible()
    assert not compared.window.views[0].column.isVisible()


def test_a_click_on_the_chosen_side_leaves_it_chosen(compared):
    compared.press(page(compared).headers[1].chip())
    assert page(compared).headers[1].chip().isChecked()
    assert compared.window.comparison.chosen == 1


def test_the_tables_say_what_differs_and_how_far_both_are(compared):
    set_rate(compared, 0.3)
    compared.duet.advance(20)
    show(compared)
    table, results = page(compared).differences, page(compared).results
    assert table.rows() == (("Learning rate", "0.03", "0.3"),)
    updates = next(row for row in results.rows() if row[0] == "Updates")
    assert updates == ("Updates", "145", "145")
    assert page(compared).headers[1].note() == "circle · Learning rate 0.3"


def test_a_click_on_a_value_edits_it_on_its_side(compared):
    set_rate(compared, 0.3)
    table = page(compared).differences
    place = table.visualItemRect(table.item(0, 1)).center()
    compared.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert compared.window.comparison.chosen == 0
    form = compared.window.views[0].form
    assert form.isAncestorOf(compared.window.focusWidget())
    table.setFocus()
    table.setCurrentCell(0, 0)
    compared.qtbot.keyClick(table, Qt.Key.Key_Return)
    assert form.isAncestorOf(compared.window.focusWidget())


def test_a_setting_of_a_layer_is_edited_on_its_card(compared):
    layers = (LayerSettings(), LayerSettings(dropout=0.2))
    settings = replace(compared.window.view.settings, layers=layers)
    compared.window.send(do.Change(settings))
    show(compared)
    assert page(compared).differences.rows() == (("Dropout (no. 2)", "0", "0.2"),)
    compared.press(page(compared).headers[0].chip())
    table = page(compared).differences
    place = table.visualItemRect(table.item(0, 2)).center()
    compared.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    show(compared)
    assert compared.window.comparison.chosen == 1
    assert [view.watch.opened for view in compared.window.views] == [None, 2]


def test_a_setting_of_a_member_is_edited_in_its_own_field(compared):
    settings = replace(compared.window.view.settings, optimizer=SGD(momentum=0.5))
    compared.window.send(do.Change(settings))
    show(compared)
    assert page(compared).differences.rows() == (("Momentum", "0", "0.5"),)
    table = page(compared).differences
    table.setFocus()
    table.setCurrentCell(0, 0)
    compared.qtbot.keyClick(table, Qt.Key.Key_Return)
    editor = compared.window.view.form.editor("optimizer.momentum")
    assert editor.isVisible()
    assert editor.isAncestorOf(compared.window.focusWidget())


def test_one_transport_moves_both(compared):
    for key, expected in (
        (Qt.Key.Key_Right, 126),
        (Qt.Key.Key_Left, 125),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 126),
    ):
        compared.key(key)
        show(compared)
        assert [side.update for side in compared.duet.sides] == [expected] * 2
    compared.key(Qt.Key.Key_Space)
    assert all(side.playing for side in compared.duet.sides)
    compared.glance()
    compared.key(Qt.Key.Key_Space)
    assert not compared.duet.playing


def test_dragging_the_timeline_rewinds_both(compared):
    compared.duet.advance(75)
    show(compared)
    strip = compared.window.timeline.strip
    compared.drag(strip, [compared.moment(200), compared.moment(60)])
    show(compared)
    left, right = (side.update for side in compared.duet.sides)
    assert left == right
    assert left == pytest.approx(60, abs=3)


def test_the_strip_draws_both_curves_in_their_own_ink(compared):
    set_rate(compared, 0.3)
    compared.duet.advance(75)
    show(compared)
    strip: LossStrip = compared.window.timeline.strip
    theme = compared.window.theme
    names = strip.curve_names()
    assert set(names) == {"Left", "Right"}
    colors = set()
    image = strip.grab().toImage()
    for x in range(image.width()):
        for y in range(image.height()):
            colors.add(image.pixelColor(x, y).name())
    assert theme.color("beside").name() in colors
    assert theme.color("train").name() in colors


def test_the_names_of_the_curves_stay_clear_of_the_line_of_the_moment(compared):
    set_rate(compared, 0.3)
    compared.duet.advance(75)
    show(compared)
    strip: LossStrip = compared.window.timeline.strip
    for update in (compared.duet.tip, 60):
        compared.window.send(do.Seek(update))
        show(compared)
        ends = [name for name in strip._names.values() if name.isVisible()]
        assert len(ends) == 2
        boxes = [name.sceneBoundingRect() for name in ends]
        assert not boxes[0].intersects(boxes[1])
        line = strip.place_of(compared.duet.tip).x()
        for box in boxes:
            assert strip.rect().contains(box.toRect())
            assert not box.left() < line < box.right()


def test_undo_is_for_the_chosen_side(compared):
    set_rate(compared, 0.3)
    compared.press(page(compared).headers[0].chip())
    set_rate(compared, 0.1)
    compared.key(Qt.Key.Key_Z, CONTROL)
    show(compared)
    assert rates(compared) == [0.03, 0.3]
    compared.key(Qt.Key.Key_F6)
    compared.key(Qt.Key.Key_Z, CONTROL)
    show(compared)
    assert rates(compared) == [0.03, 0.03]


def test_who_edits_in_a_panel_has_chosen_its_side(compared):
    left = compared.window.views[0]
    left.ask(EditParameter(WeightRef(1, 0, 0), 0.5, 0))
    show(compared)
    assert compared.window.comparison.chosen == 0
    sides = compared.duet.sides
    assert digest(sides[0]) != digest(sides[1])
    assert sides[0].learner.state[0][sides[0].learner.locate(1, 0, 0)] == pytest.approx(
        0.5
    )


def test_looking_at_one_side_leaves_the_other_view_as_it_is(compared):
    compared.window.views[0].ask(Select(NeuronRef(1, 1)))
    show(compared)
    selections = [view.watch.selection for view in compared.window.views]
    assert selections == [NeuronRef(1, 1), None]
    assert compared.duet.left.watch.selection == NeuronRef(1, 1)
    assert compared.duet.right.watch.selection is None


def test_a_preset_opened_at_the_right_leaves_the_file_of_the_left(compared):
    name = compared.window.work_name
    compared.window.open_preset("spiral")
    show(compared)
    assert compared.duet.right.snapshot().experiment.name == "spiral"
    assert compared.duet.left.snapshot().experiment.name == "circle"
    assert compared.window.work_name == name
    assert [side.update for side in compared.duet.sides] == [0, 0]


@pytest.mark.parametrize("keep", ["Left", "Right"])
def test_keeping_a_side_brings_the_window_back(compared, keep):
    before = compared.window.views[0].arrangement
    set_rate(compared, 0.3)
    compared.duet.advance(20)
    show(compared)
    place = ("Left", "Right").index(keep)
    end = digest(compared.duet.sides[place])
    compared.press(page(compared).headers[place].keep_button())
    show(compared)
    window = compared.window
    assert not window.comparison.active
    assert window.view.arrangement is before
    assert window.view.isVisible()
    assert window.view.column.isVisible()
    assert window.panel("surface").isVisible()
    assert digest(compared.duet.left) == end
    assert window.view.settings.learning_rate == (0.03, 0.3)[place]
    assert len(window.snapshot.runs) == 2


def test_keys_end_the_comparison_and_undo_takes_it_back(compared):
    set_rate(compared, 0.3)
    left = digest(compared.duet.left)
    compared.duet.advance(3)
    compared.duet.execute(do.Seek(125))
    compared.key(Qt.Key.Key_F7, CONTROL_SHIFT)
    show(compared)
    assert not compared.window.comparison.active
    assert compared.window.view.settings.learning_rate == 0.3
    compared.key(Qt.Key.Key_Z, CONTROL)
    show(compared)
    assert digest(compared.duet.left) == left


def test_what_ends_a_comparison_can_be_done_only_then(stage):
    action = stage.window.actions_.book.action
    names = ("other_side", "keep_left", "keep_right")
    assert not any(action(name).isEnabled() for name in names)
    stage.window.send(do.Compare())
    show(stage)
    assert all(action(name).isEnabled() for name in names)
    stage.key(Qt.Key.Key_F7, CONTROL)
    show(stage)
    assert not any(action(name).isEnabled() for name in names)


def test_the_sheet_offers_runs_presets_and_files(stage, tmp_path):
    stage.window.send(do.Change(replace(stage.window.view.settings, hidden=(3,))))
    show(stage)
    stage.key(Qt.Key.Key_F7, SHIFT)
    sheet = stage.window.actions_.compare.sheet
    kinds = [kind for _, kind in sheet.choices.rows()]
    assert kinds[:2] == ["copy", "run"]
    assert set(kinds[2:]) == {"preset"}
    stage.key(Qt.Key.Key_Down)
    stage.press(sheet.begin_button)
    show(stage)
    assert stage.duet.right.snapshot().experiment.settings.hidden == (4, 2)
    assert stage.duet.left.snapshot().experiment.settings.hidden == (3,)
    path = tmp_path / "other.json"
    path.write_bytes(encode(preset("xor")))
    stage.window.actions_.compare.compare_with_file(str(path))
    show(stage)
    right = stage.duet.right.snapshot().experiment
    assert right.settings == preset("xor").settings
    assert page(stage).differences.rows()[0][0] == "Data"


def test_a_bad_file_is_told_and_nothing_is_compared(stage, tmp_path):
    path = tmp_path / "bad.json"
    path.write_text("{")
    stage.window.actions_.compare.compare_with_file(str(path))
    show(stage)
    assert "bad.json" in stage.window.banner.text()
    assert not stage.window.comparison.active


def test_a_side_that_diverges_says_so_and_can_go_back(qtbot):
    stage = Stage(qtbot, "reg-plane", epochs=1)
    stage.window.send(do.Compare())
    show(stage)
    set_rate(stage, 10.0)
    stage.duet.advance(200)
    show(stage)
    assert stage.duet.right.status.condition == "diverged"
    assert stage.window.banner.text().startswith("Right: ")
    assert page(stage).headers[1].note().startswith("reg-plane · diverged at")
    assert stage.window.transport.button("step_forward").isEnabled()
    stage.key(Qt.Key.Key_F6)
    show(stage)
    assert stage.window.banner.text().startswith("Right: ")
    buttons = stage.window.banner.findChildren(QAbstractButton)
    back = next(b for b in buttons if b.text() == "Go back")
    stage.press(back)
    show(stage)
    assert stage.duet.right.status.condition == "ok"
    assert stage.window.comparison.chosen == 1
    left, right = (side.update for side in stage.duet.sides)
    assert left == right


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("code", ["en", "zh"])
def test_outputs_and_tables_fit_the_window(qtbot, size, code):
    stage = Stage(qtbot, size=size, language=code)
    stage.window.set_language(code)
    stage.window.send(do.Compare())
    show(stage)
    networks = [view.frame("network") for view in stage.window.views]
    parts = [view.frame("output") for view in stage.window.views]
    parts += [page(stage).differences, page(stage).results, *page(stage).headers]
    for part in (*networks, *parts):
        assert part.isVisible()
        corner = part.mapTo(stage.window, part.rect().bottomRight())
        assert stage.window.rect().contains(corner)
        assert part.height() >= part.minimumSizeHint().height()
    for part in parts:
        assert part.width() >= part.minimumSizeHint().width()
    rows = page(stage).results
    assert rows.verticalScrollBar().maximum() == 0
    surface = stage.window.views[1].frame("surface")
    assert surface.isVisible() == (size == LARGE)


def test_everything_has_a_name_for_those_who_hear_it(compared):
    for header in page(compared).headers:
        assert header.chip().text()
        assert header.keep_button().accessibleName()
    for table in (page(compared).differences, page(compared).results):
        assert table.accessibleName()


def test_the_panels_of_both_sides_share_the_frames(compared, qtbot):
    told = []
    compared.window.sight_changed.connect(lambda fast, slow: told.append((fast, slow)))
    compared.window.announce_sight()
    fast, slow = told[-1]
    assert fast == {"network", RIGHT + "network"}
    assert slow == {"output", RIGHT + "output"}
    compared.window.send(do.EndCompare())
    show(compared)
    fast, slow = told[-1]
    assert fast == {"network"}
    assert DETAILS not in slow
    assert not any(name.startswith(RIGHT) for name in slow)


def go(stage, key):
    stage.press(stage.window.rail.entry(key))
    show(stage)


@pytest.mark.parametrize("chosen", [0, 1])
def test_going_to_another_exhibit_ends_it_and_the_way_back_is_open(compared, chosen):
    set_rate(compared, 0.3)
    compared.duet.advance(20)
    show(compared)
    ends = [digest(side) for side in compared.duet.sides]
    compared.press(page(compared).headers[chosen].chip())
    go(compared, "convolution")
    window = compared.window
    assert not window.comparison.active
    assert window.view.exhibit.key == window.rail.chosen_key() == "convolution"
    assert window.view.isVisible()
    assert "error" not in window.banner.message()
    go(compared, "playground")
    assert digest(compared.duet.left) == ends[0]
    assert window.view.column.isVisible()
    assert window.panel("surface").isVisible()
    titles = {run.number for run in window.snapshot.runs}
    session = compared.duet.left
    found = []
    for number in sorted(titles):
        session.execute(do.Return(number, session.runs[number].tip))
        found.append(digest(session))
    assert ends[1] in found


def test_a_preset_of_another_exhibit_ends_it(compared):
    compared.window.open_preset("descent-saddle")
    show(compared)
    assert not compared.window.comparison.active
    assert compared.window.view.exhibit.key == "descent"
    assert compared.window.work_name == "descent-saddle"


@pytest.mark.parametrize(
    ("key", "panels", "changes"),
    [
        ("descent-two-valleys", {"map", "mountain"}, {"noise": 0.3}),
        ("convolution-digits", {"network"}, {"learning_rate": 0.1}),
    ],
)
@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_every_exhibit_can_be_compared(qtbot, key, panels, changes, size):
    stage = Stage(qtbot, key, size=size)
    stage.key(Qt.Key.Key_F7)
    show(stage)
    stage.window.send(do.Change(replace(stage.window.view.settings, **changes)))
    show(stage)
    stage.duet.advance(5)
    show(stage)
    assert [side.update for side in stage.duet.sides] == [5, 5]
    assert len(page(stage).differences.rows()) == 1
    for view in stage.window.views:
        visible = set(view.arrangement.visible_names())
        assert panels <= visible
        for name in visible:
            frame = view.frame(name)
            corner = frame.mapTo(stage.window, frame.rect().bottomRight())
            assert stage.window.rect().contains(corner)
    stage.key(Qt.Key.Key_F7, CONTROL)
    show(stage)
    assert not stage.window.comparison.active
    assert stage.window.view.isVisible()


def test_runners_that_differ_are_set_in_their_panel(qtbot):
    stage = Stage(qtbot, "descent-two-valleys")
    stage.window.send(do.Compare())
    show(stage)
    settings = stage.window.view.settings
    runners = list(settings.runners)
    runners[1] = replace(runners[1], learning_rate=0.02)
    stage.window.send(do.Change(replace(settings, runners=tuple(runners))))
    show(stage)
    rows = page(stage).differences.rows()
    assert rows == (("Learning rate (no. 2)", "0.01", "0.02"),)
    assert not stage.window.panel("runners").isVisible()
    page(stage).setting_chosen.emit("runners[1].learning_rate", -1)
    show(stage)
    assert stage.window.panel("runners").isVisible()
    assert stage.window.panel("runners").isAncestorOf(stage.window.focusWidget())


def test_work_is_saved_with_both_sides_and_opening_a_file_ends_it(compared, tmp_path):
    path = tmp_path / "both.nnv"
    set_rate(compared, 0.3)
    compared.duet.advance(20)
    show(compared)
    ends = [digest(side) for side in compared.duet.sides]
    compared.window.save_file(str(path))
    show(compared)
    assert compared.window.comparison.active
    assert compared.window.windowTitle().startswith("both.nnv —")
    compared.duet.advance(5)
    show(compared)
    assert compared.window.windowTitle().startswith("both.nnv* —")
    work = open_named(str(path)).work
    session = begin(work)
    assert digest(session) == ends[0]
    other = session.runs.every()[-1]
    session.execute(do.Return(other.number, other.tip))
    assert digest(session) == ends[1]
    compared.window.open_file(str(path))
    show(compared)
    assert not compared.window.comparison.active
    assert digest(compared.duet.left) == ends[0]
    assert compared.window.panel("surface").isVisible()
    assert compared.window.banner.message() != "failed"


def test_a_project_stands_at_the_right_with_its_past(stage, tmp_path):
    path = tmp_path / "mine.nnv"
    other = Session(preset("xor"))
    other.advance(200)
    save_project(Project(other.export(), "mine", {}, ""), path)
    stage.window.actions_.compare.compare_with_file(str(path))
    show(stage)
    assert [side.update for side in stage.duet.sides] == [125, 125]
    assert stage.duet.right.tip == 200
    other.execute(do.Seek(125))
    assert digest(stage.duet.right) == digest(other)


def test_advice_says_which_side_it_is_about(compared):
    advice = Advice("slow", "It hardly learns.", ())
    exhibits = [type(view.exhibit) for view in compared.window.views]
    assert exhibits[0] is exhibits[1]
    original = exhibits[0].advice
    try:
        exhibits[0].advice = lambda *_: (advice,)
        show(compared)
        assert compared.window.banner.text() == "Right: It hardly learns."
        compared.key(Qt.Key.Key_F6)
        show(compared)
        assert compared.window.banner.text() == "Left: It hardly learns."
        compared.key(Qt.Key.Key_F7, CONTROL)
        show(compared)
        assert compared.window.banner.text() == "It hardly learns."
    finally:
        exhibits[0].advice = original


def test_hidden_panels_can_be_brought_up_on_the_chosen_side(compared):
    compared.window.show_panel("neuron")
    show(compared)
    left, right = (view.arrangement.visible_names() for view in compared.window.views)
    assert "neuron" not in left
    assert "neuron" in right


def test_presenting_shows_both_sides_without_what_an_audience_need_not_see(compared):
    compared.window.toggle_presenter()
    show(compared)
    assert not compared.window.view.column.isVisible()
    assert not page(compared).differences.isVisible()
    for view in compared.window.views:
        assert view.arrangement.visible_names() == ("network", "output")
    compared.window.toggle_presenter()
    show(compared)
    assert compared.window.view.column.isVisible()
    assert page(compared).differences.isVisible()


def test_what_is_remembered_is_the_present_session(compared):
    state = compared.window.views[0].arrangement.state()
    set_rate(compared, 0.3)
    memory = compared.window.remember()
    assert memory.experiment["settings"]["learning_rate"] == 0.03
    assert memory.arrangements["playground"] != state or state["hidden"] == []
    assert not compared.window.comes_back


def test_closing_while_both_run_leaves_nothing_running(qtbot):
    program = Show(qtbot)
    program.window.send(do.SetPace("full"))
    program.window.send(do.Compare())
    program.wait(lambda: program.window.comparison.active)
    program.window.send(do.Play())
    program.wait(lambda: program.update > 50)
    pair = program.window.comparison.pair
    assert pair.left.update == pair.right.update
    program.window.close()
    assert not program.program.worker.is_alive()
    # The other side is in what is kept.
    assert program.program.duet.right is None
    assert len(program.program.session.runs) == 2


def test_an_ended_comparison_leaves_a_window_that_works(qtbot):
    program = Show(qtbot)
    for keep in (True, False):
        program.window.send(do.Compare())
        program.wait(lambda: program.window.comparison.active)
        program.train(program.update + 20)
        program.window.send(do.EndCompare(keep_right=keep))
        program.wait(lambda: not program.window.comparison.active)
    here = program.update
    program.key(Qt.Key.Key_Right)
    program.wait(lambda: program.update == here + 1)
