"""The program as people run it: a window, and a session on its own thread."""

from __future__ import annotations

import gc
import sys
import threading

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtWidgets import QApplication

from tests.files.builders import saved
from tests.session.builders import branched
from tests.ui.stages import LARGE, Show, Stage, texts_of
from visualizer import app, logs
from visualizer.app import resume
from visualizer.datasets import table
from visualizer.datasets.table_draft import draft
from visualizer.exhibits.playground.settings import changed
from visualizer.files.opening import open_named
from visualizer.files.tf_playground_link import read_link
from visualizer.scenes.intents import NeuronRef, Select, WeightRef
from visualizer.session import commands as do
from visualizer.session.experiment import preset, to_fields
from visualizer.ui import memory as remembered
from visualizer.ui import wakefulness
from visualizer.ui.drawing import PATIENCE, READOUT_INTERVAL
from visualizer.ui.memory import Memory

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def show(qtbot):
    return Show(qtbot)


def weights(show: Show) -> np.ndarray:
    layers = show.snapshot.frame.layers
    return np.concatenate([layer.weights.ravel() for layer in layers])


def look(show: Show):
    """Return what the canvas, the map and the numbers show."""
    bar = show.window.transport
    numbers = [bar.readout(key).value() for key in bar.shown_readouts()]
    return show.canvas_texts(), show.map_colors(), numbers


def seek(show: Show, update: int) -> None:
    """Drag the timeline to a moment, then step exactly there."""
    here = show.moment(show.update)
    show.drag(show.window.timeline.strip, [here, show.moment(update)])
    show.wait(lambda: abs(show.update - update) < 50)
    show.window.send(do.Seek(update))
    show.wait(lambda: show.update == update)
    show.quiet()


def test_training_goes_on_while_the_window_shows_it(show):
    shown = []
    show.program.clock.snapshot_arrived.connect(lambda s: shown.append(s.update))
    show.key(Qt.Key.Key_Space)
    show.wait(lambda: len(set(shown)) > 8)
    assert shown == sorted(shown)
    show.key(Qt.Key.Key_Space)
    show.quiet()
    update = show.update
    show.qtbot.wait(60)
    assert show.update == update


def test_the_window_goes_back_in_time_and_the_future_comes_again(qtbot):
    show = Show(qtbot, size=LARGE)
    show.train(1500)
    end = show.snapshot.tip
    show.window.send(do.Seek(end))
    show.quiet()
    show.wait(lambda: show.snapshot.frame.surface is not None)
    theta, surface = weights(show), show.panel("surface").view
    qtbot.wait(READOUT_INTERVAL + 2 * PATIENCE)
    late = look(show)
    seek(show, 100)
    assert (weights(show) != theta).any()
    assert show.snapshot.tip == end
    # Numbers change five times a second at most.
    show.wait(lambda: all(a != b for a, b in zip(look(show), late, strict=True)))
    qtbot.wait(READOUT_INTERVAL + 2 * PATIENCE)
    there, young = surface.marker(), weights(show)
    show.window.send(do.Play())
    show.wait(lambda: show.snapshot.tip > end)
    show.window.send(do.Pause())
    show.quiet()
    assert len(show.snapshot.runs) == 1
    seek(show, end)
    assert (weights(show) == theta).all()
    show.wait(lambda: look(show) == late)
    assert surface.marker() != there
    seek(show, 100)
    assert (weights(show) == young).all()


def test_theme_and_language_change_while_it_runs(show):
    show.window.send(do.Play())
    show.wait(lambda: show.update > 10)
    for theme, language in (("light", "zh"), ("contrast", "en"), ("dark", "zh")):
        show.window.set_theme(theme)
        show.window.set_language(language)
        update = show.update
        show.wait(lambda update=update: show.update > update)
    assert show.window.transport.readout("epoch").name() == "轮次"
    assert show.snapshot.playing
    assert len(show.snapshot.runs) == 1


def test_a_weight_is_edited_while_it_runs_and_the_edit_undone(qtbot):
    show = Show(qtbot)
    view = show.panel("network").view
    show.window.send(do.Play())
    show.wait(lambda: show.update > 50)
    weight = WeightRef(2, 1, 0)
    show.window.view.ask(Select(weight))
    show.wait(view.card.isVisible)
    number = view.edges.number(weight)
    place = view.mapFromScene(QPointF(*view.edges.point(number, 0.1)))
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    show.wait(lambda: view.card.editing)
    view.card.editor.selectAll()
    qtbot.keyClicks(view.card.editor, "3.5")
    qtbot.keyClick(view.card.editor, Qt.Key.Key_Return)
    show.wait(lambda: len(show.snapshot.runs) == 2)
    show.window.send(do.Pause())
    show.quiet()
    edited = show.snapshot.runs[-1].first
    show.key(Qt.Key.Key_Z, CONTROL)
    show.wait(lambda: show.snapshot.run == 0)
    assert show.update == edited


def test_training_rests_while_the_window_has_much_to_do(show):
    free = show.program.worker._free
    seen = []
    show.window.busy.connect(lambda on: seen.append((on, free.is_set())))
    show.window.send(do.Play())
    show.wait(lambda: show.update > 5)
    for act in (
        lambda: show.window.set_theme("light"),
        lambda: show.window.set_language("zh"),
        lambda: show.window.toggle_presenter(),
        lambda: show.window.escape(),
        lambda: show.window.show_panel("statistics"),
    ):
        act()
        # Once for all that an undertaking consists of, and never for good.
        assert seen == [(True, False), (False, True)]
        seen.clear()
    update = show.update
    show.wait(lambda: show.update > update)


def test_the_probe_is_followed_while_it_runs(qtbot):
    show = Show(qtbot)
    view = show.panel("output").view
    show.window.send(do.Play())
    places = [show.point(x, x / 2) for x in np.linspace(-4, 4, 9)]
    show.drag(view, places)
    show.wait(
        lambda: (
            show.snapshot.frame.example < 0
            and show.snapshot.frame.x == pytest.approx((4.0, 2.0), abs=0.1)
        )
    )
    assert show.snapshot.playing


def test_every_panel_moves_while_it_runs(qtbot):
    show = Show(qtbot, size=LARGE)
    show.window.view.ask(Select(NeuronRef(1, 0)))
    show.window.send(do.Play())
    show.wait(lambda: show.update > 5)
    arrangement = show.window.view.arrangement
    for name in ("network", "output", "surface", "neuron", "loss"):
        arrangement.maximize(name)
        update = show.update
        show.wait(lambda update=update: show.update > update + 5)
        arrangement.tear_off(name)
        update = show.update
        show.wait(lambda update=update: show.update > update + 5)
        arrangement.put_back(name)
    arrangement.reset()
    show.wait(
        lambda: set(show.snapshot.watch.visible) == set(arrangement.visible_names())
    )


def test_a_hidden_panel_costs_nothing(show):
    show.window.view.arrangement.set_hidden("surface", True)
    show.window.send(do.Play())
    show.wait(lambda: "surface" not in show.snapshot.watch.visible)
    # What was asked for before may still come.
    show.wait(lambda: show.snapshot.frame.surface is None)
    surfaces = []
    show.program.clock.snapshot_arrived.connect(
        lambda snapshot: surfaces.append(snapshot.frame.surface)
    )
    show.wait(lambda: len(surfaces) > 20)
    assert set(surfaces) == {None}


def test_a_key_maximizes_the_panel_with_the_focus(qtbot):
    show = Show(qtbot, size=LARGE)
    arrangement = show.window.view.arrangement
    show.panel("surface").view.setFocus()
    everything = arrangement.visible_names()
    show.key(Qt.Key.Key_M, CONTROL)
    assert arrangement.maximized() == "surface"
    show.key(Qt.Key.Key_M, CONTROL)
    assert (arrangement.maximized(), arrangement.visible_names()) == (None, everything)


@pytest.mark.parametrize("exhibit", ["descent", "neuron", "convolution"])
def test_another_exhibit_is_shown_at_rest(qtbot, exhibit):
    show = Show(qtbot, size=LARGE)
    show.window.show_all_panels()
    show.wait(lambda: "loss" in show.snapshot.panels)
    for key in (exhibit, "playground"):
        show.window.choose_exhibit(key)
        show.wait(lambda key=key: show.snapshot.experiment.exhibit == key)
        show.quiet()
    assert show.window.banner.isHidden()


@pytest.mark.parametrize("name", ["digits", "reg-plane", "spiral"])
def test_other_data_train_as_well(qtbot, name):
    show = Show(qtbot, name)
    first = show.snapshot.metrics.train_loss
    show.train(60)
    show.wait(lambda: show.snapshot.metrics_update == show.update)
    assert show.snapshot.metrics.train_loss < first


def test_closing_while_it_runs_leaves_nothing(show):
    show.window.send(do.Play())
    show.wait(lambda: show.update > 5)
    show.window.view.arrangement.tear_off("output")
    show.window.close()
    assert not show.program.worker.is_alive()
    assert not [t for t in threading.enumerate() if t.name == "session"]
    assert not any(w.isVisible() for w in QApplication.topLevelWidgets())
    show.program.stop()


def test_a_failure_in_the_session_is_told_and_survived(show, monkeypatch, capfd):
    show.window.send(do.Play())
    show.wait(lambda: show.update > 5)
    learner = show.program.session.learner

    def fail(updates):
        raise FloatingPointError("the sky fell down")

    with monkeypatch.context() as patch:
        patch.setattr(learner, "run", fail)
        show.wait(lambda: "the sky fell down" in show.window.banner.text())
    assert not show.snapshot.playing
    assert show.program.worker.is_alive()
    show.press(show.window.banner.buttons()[0])
    show.wait(lambda: show.snapshot.status.condition == "ok")
    show.train(show.update + 20)
    capfd.readouterr()


def test_a_refused_command_reaches_the_window(show):
    show.window.send(do.Edit(1, 0, 99, 1.0))
    show.wait(show.window.banner.isVisible)
    show.train(5)


def test_garbage_is_collected_by_the_window_alone(show):
    """On the session's thread the collector would destroy parts of the window."""
    where = set()

    def note(phase, info):
        where.add(threading.current_thread().name)

    gc.callbacks.append(note)
    try:
        show.window.send(do.Play())
        show.window.send(do.SetPace("full"))
        show.wait(lambda: show.update > 500)
        show.program.housekeeper.tidy()
    finally:
        gc.callbacks.remove(note)
    assert where <= {threading.main_thread().name}
    assert not gc.isenabled()
    show.program.stop()
    assert gc.isenabled()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal there")
def test_no_reference_to_none_gets_lost(qtbot):
    """PySide 6.12.0 drops one with each call that returns nothing, until the end."""
    stage = Stage(qtbot)
    panels = frozenset({"network", "output"})
    snapshots = [stage.session.snapshot(panels)]
    stage.session.advance(10)
    snapshots.append(stage.session.snapshot(panels))

    def frames(count: int) -> None:
        for number in range(count):
            stage.window.show_snapshot(snapshots[number % 2])
        QApplication.processEvents()

    frames(20)
    gc.collect()
    before = sys.getrefcount(None)
    frames(1000)
    gc.collect()
    assert sys.getrefcount(None) > before - 500


# The first start, and the later ones.


def test_the_first_start_shows_one_thing_after_another(qtbot):
    show = Show(qtbot, first=True)
    window, coach = show.window, show.window.coach
    arrangement = window.view.arrangement
    assert arrangement.visible_names() == ("network", "output")
    assert window.timeline.isVisible()
    assert window.view.form.isVisible()
    show.wait(lambda: show.snapshot.playing and show.update > 0)
    show.wait(coach.hint.bubble().isVisible)
    assert "orange is negative" in coach.hint.text()
    # It would learn at ten epochs a second; a test need not watch that.
    window.send(do.SetPace("full"))
    show.wait(lambda: coach.station == "learnt", 60.0)
    show.wait(lambda: not show.snapshot.playing)
    assert "Drag back" in coach.hint.text()
    half = show.moment(show.snapshot.tip // 2)
    show.drag(window.timeline.strip, [show.moment(show.snapshot.tip), half])
    show.wait(lambda: coach.station == "probe")
    show.drag(show.panel("output").view, [show.point(0, 0), show.point(2, 1)])
    show.wait(lambda: coach.station == "neuron")
    show.click(show.panel("network").view, show.neuron(1, 1))
    show.wait(lambda: coach.station == "spiral")
    assert "neuron" in arrangement.visible_names()
    show.press(window.view.form.editor("dataset").control().tile("spiral"))
    show.wait(lambda: coach.station == "done")
    assert not coach.hint.bubble().isVisible()
    assert arrangement.only() is None
    arrangement.maximize("surface")
    assert arrangement.visible_names() == ("surface",)
    assert window.remember().hints_done


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(app, "settings_folder", lambda: tmp_path)
    monkeypatch.setattr(app, "log_folder", lambda: tmp_path)
    monkeypatch.setattr(app, "recovery_folder", lambda: tmp_path / "recovery")
    monkeypatch.setattr(app, "qInstallMessageHandler", lambda handler: None)
    interval = sys.getswitchinterval()
    yield tmp_path
    sys.setswitchinterval(interval)
    logs.stop()
    # The process would end here, and the window with it.
    for widget in QApplication.topLevelWidgets():
        if widget.objectName() == "main":
            widget.deleteLater()


def run(act, *arguments, **options) -> int:
    """Run the program until `act`, which gets its window, has been called."""

    def begin() -> None:
        windows = [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget.objectName() == "main" and widget.isVisible()
        ]
        if not windows or windows[0].snapshot is None:
            QTimer.singleShot(20, begin)
            return
        act(windows[0])

    app.make_application([])
    QTimer.singleShot(20, begin)
    return app.run(*arguments, **options)


def test_the_first_start_plays_and_later_ones_rest_where_one_left(qapp, folder):
    seen = {}

    def first(window) -> None:
        seen["first"] = window.coach.station, window.view.arrangement.only()
        window.coach.finish()
        window.send(do.Pause())
        window.set_theme("light")
        window.view._on_edited("learning_rate", 0.1, True)
        window.send(do.Step("batch", 30))

        def leave() -> None:
            if window.snapshot.handled < window._sent or window.snapshot.playing:
                QTimer.singleShot(20, leave)
                return
            seen["left"] = window.snapshot.update
            window.close()

        leave()

    assert run(first, None) == 0
    assert seen["first"] == ("signs", frozenset({"network", "output"}))
    assert (folder / remembered.FILE).exists()

    def second(window) -> None:
        if window.snapshot.update != seen["left"]:
            QTimer.singleShot(20, lambda: second(window))
            return
        seen["second"] = (
            window.theme.key,
            window.view.settings.learning_rate,
            window.snapshot.playing,
            window.coach.station,
        )
        window.close()

    assert run(second, None) == 0
    assert seen["second"] == ("light", 0.1, False, "done")


def test_a_rehearsed_lecture_is_there_at_the_next_start(qapp, folder):
    seen = {}

    def settled(window, act) -> None:
        if window.snapshot.handled < window._sent or window.snapshot.playing:
            QTimer.singleShot(20, lambda: settled(window, act))
        else:
            act()

    def rehearse(window) -> None:
        for _ in range(2):
            window.send(do.Step("batch", 25))
            window.send(do.Bookmark())
        window.send(do.Seek(0))
        window.notes.write("xor", 50, "ask them")
        settled(window, window.close)

    def lecture(window) -> None:
        def look() -> None:
            scene = window.lecture()
            seen["moments"] = [(m.update, m.name) for m in scene.moments]
            seen["here"] = window.snapshot.update
            window.open_speaker()
            window.go_to_bookmark(2)
            settled(window, read)

        def read() -> None:
            window.presenter.follow()
            seen["note"] = window.presenter.speaker.fields[0].toPlainText()
            window.close()

        seen["title"] = window.windowTitle()
        settled(window, look)

    assert run(rehearse, preset("xor")) == 0
    assert run(lecture, None) == 0
    assert seen == {
        "title": "xor — Neuronaut",
        "moments": [(25, "bookmark A"), (50, "bookmark B")],
        "here": 0,
        "note": "ask them",
    }


def test_notes_are_written_when_presenting_ends(qapp, folder, monkeypatch):
    seen = {}

    def full(*each) -> None:
        raise OSError(28, "disk full")

    def lecture(window) -> None:
        for key, text in (("first", "ask"), ("second", "ask them")):
            window.presenter.enter()
            window.notes.write("xor", None, text)
            window.presenter.leave()
            seen[key] = remembered.load(folder)[0].notes
        window.open_speaker()
        window.notes.write("xor", None, "ask them all")
        window.presenter.speaker.close()
        seen["third"] = remembered.load(folder)[0].notes
        with monkeypatch.context() as patched:
            patched.setattr(remembered, "save", full)
            window.presenter.enter()
            window.presenter.leave()
            seen["unchanged"] = window.banner.text()
            window.notes.write("xor", 7, "new")
            window.keep_notes()
            seen["said"] = window.banner.text()
        window.close()

    monkeypatch.setattr(wakefulness, "_command", lambda: None)
    assert run(lecture, preset("xor")) == 0
    notes = [seen[key]["xor"]["lecture"] for key in ("first", "second", "third")]
    assert notes == ["ask", "ask them", "ask them all"]
    assert "disk full" not in seen["unchanged"]
    assert "disk full" in seen["said"]


def test_an_experiment_on_the_command_line_opens_without_hints(qapp, folder):
    seen = {}

    def act(window) -> None:
        seen["experiment"] = to_fields(window.snapshot.experiment)
        seen["station"] = window.coach.station
        seen["theme"] = window.theme.key
        seen["title"] = window.panel("network").title()
        window.close()

    assert run(act, preset("xor"), theme="contrast", language="zh") == 0
    assert seen["experiment"]["settings"]["dataset"] == "xor"
    assert (seen["station"], seen["theme"]) == ("done", "contrast")
    assert seen["title"].startswith("网络")


def test_a_link_on_the_command_line_is_looked_at_as_it_says(qapp, folder):
    opened = read_link("#seed=0.5&discretize=true&hideText=true")
    seen = {}

    def act(window) -> None:
        watch = window.view.watch
        seen["watch"] = (watch.show_test, watch.discretize)
        seen["seed"] = window.snapshot.experiment.settings.link_seed
        seen["said"] = window.banner.text()
        window.close()

    code = run(act, opened.experiment, options=opened.options, remarks=opened.remarks)
    assert code == 0
    assert seen["watch"] == (False, True)
    assert seen["seed"] == "0.5"
    assert seen["said"] == "hideText: has no effect here."


def test_a_broken_memory_is_put_aside_and_told(qapp, folder):
    (folder / remembered.FILE).write_text("{nonsense")
    seen = {}

    def act(window) -> None:
        seen["said"] = window.banner.text()
        window.close()

    assert run(act, None) == 0
    assert "put aside" in seen["said"]
    assert list(folder.glob("*.bad"))


def settled_in(window, act) -> None:
    """Call `act` as soon as the window shows what it asked for."""

    def look() -> None:
        if window.snapshot.handled < window._sent or window.snapshot.playing:
            QTimer.singleShot(20, look)
        else:
            act()

    look()


def test_a_project_goes_on_in_the_next_start_and_the_one_after(qapp, folder):
    session = branched()
    path = saved(folder, session)
    seen = []

    def act(window) -> None:
        def look() -> None:
            shown = window.snapshot
            seen.append((shown.update, len(shown.runs), window.windowTitle()))
            seen.append((shown.undo_label != "", window.banner.isVisible()))
            window.close()

        settled_in(window, look)

    assert run(act, open_named(str(path)).work, path=path) == 0
    assert run(act, None) == 0
    once = [
        (session.update, len(session.runs), "work.nnv — Neuronaut"),
        (True, False),
    ]
    assert seen == once + once
    assert not list((folder / "recovery").glob("*"))


def test_a_window_closed_with_unsaved_work_loses_none_of_it(qapp, folder):
    path = saved(folder, branched())
    seen = {}

    def work(window) -> None:
        window.send(do.Edit(1, 0, 0, 0.25))
        window.send(do.Step("batch", 30))

        def leave() -> None:
            seen["left"] = window.snapshot.update, len(window.snapshot.runs)
            window.close()

        settled_in(window, leave)

    def bring_back(window) -> None:
        seen["said"] = window.banner.text()
        window.banner.buttons()[0].click()

        def look() -> None:
            if window.snapshot.edition[0] < 2:
                QTimer.singleShot(20, look)
                return
            seen["back"] = window.snapshot.update, len(window.snapshot.runs)
            seen["title"] = window.windowTitle()
            window.documents.save()
            window.close()

        look()

    def look(window) -> None:
        seen["saved"] = window.snapshot.update, len(window.snapshot.runs)
        seen["banner"] = window.banner.isVisible()
        window.close()

    assert run(work, open_named(str(path)).work, path=path) == 0
    assert run(bring_back, None) == 0
    assert run(look, None) == 0
    assert seen["said"].startswith("Unsaved work on work.nnv of ")
    assert seen["left"] == seen["back"] == seen["saved"]
    assert seen["title"] == "work.nnv* — Neuronaut"
    assert not seen["banner"]


def test_a_project_that_is_gone_is_told_at_the_next_start(qapp, folder):
    gone = folder / "gone.nnv"
    remembered.save(remembered.Memory(name=str(gone), hints_done=True), folder)
    seen = {}

    def act(window) -> None:
        seen["said"] = window.banner.text()
        seen["title"] = window.windowTitle()
        window.close()

    assert run(act, None) == 0
    assert seen["said"].startswith(f"{gone}: cannot be read")
    assert seen["title"] == "circle — Neuronaut"


def test_reset_forgets_the_memory(qapp, folder):
    remembered.save(remembered.Memory(theme="light", hints_done=True), folder)
    seen = {}

    def act(window) -> None:
        seen["state"] = window.theme.key, window.coach.station
        window.close()

    assert run(act, None, forget=True) == 0
    assert seen["state"] == ("dark", "signs")


def test_texts_on_the_timeline_are_of_the_moment_shown(show):
    show.train(100)
    label = show.window.timeline._position
    show.wait(lambda: f"update {show.update:,} " in label.text())
    assert texts_of(show.window.timeline.strip)


def test_a_start_without_the_file_of_the_last_data(qtbot, tmp_path):
    rows = b"a,b,y\n" + b"".join(b"%d,%d,%d\n" % (n, -n, n % 2) for n in range(30))
    file = tmp_path / "own.csv"
    file.write_bytes(rows)
    own = draft(file.name, rows).table(str(file))
    circle = preset("circle")
    last = circle.with_settings(changed(circle.settings, dataset=own))
    memory = Memory(hints_done=True, update=5, bookmarks=[3])
    there, said = resume(last, memory, False)
    qtbot.addWidget(there.window)
    assert (there.session.snapshot().experiment, said) == (last, "")
    file.unlink()
    # What was read before is remembered for a while.
    table._read.cache_clear()
    table._columns.cache_clear()
    program, said = resume(last, memory, False)
    qtbot.addWidget(program.window)
    assert program.session.snapshot().experiment.settings == circle.settings
    assert "own.csv: cannot be read" in said
    assert (memory.update, memory.bookmarks) == (0, [])
