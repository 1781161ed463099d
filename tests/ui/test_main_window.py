"""What a person does in the window, and what the window shows for it."""

from __future__ import annotations

import json
import time
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from pyqtgraph import PlotWidget
from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from tests.ui.stages import CLOSED, LARGE, Stage, move, pixels, texts_of
from visualizer.datasets import datasets
from visualizer.exhibits import pages
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.scenes.intents import MoveProbe, NeuronRef, Select, WeightRef
from visualizer.session import commands as do
from visualizer.session.experiment import preset, preset_keys, read
from visualizer.session.pace import PACES
from visualizer.settings import describe
from visualizer.ui import drawing
from visualizer.ui.palette import find
from visualizer.ui.theme import THEMES, load_theme

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PANELS = ("network", "output", "surface", "neuron", "loss")


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot)


def texts(stage: Stage, name: str) -> list[str]:
    """Return the texts on the canvas of a panel."""
    panel = stage.panel(name)
    view = panel.canvas if name == "neuron" else panel.view
    return texts_of(view)


def position(stage: Stage) -> str:
    return stage.window.timeline._position.text()


# What is there at first.


def test_the_window_opens_with_all_its_parts(stage):
    window = stage.window
    for part in (window.rail, window.transport, window.timeline, window.view.form):
        assert part.isVisible()
    assert window.view.arrangement.visible_names() == ("network", "output", "surface")
    assert window.windowTitle() == "circle — Neuronaut"
    assert not window.banner.isVisible()
    assert not window.windowIcon().isNull()


def test_a_large_window_shows_every_panel_at_once(qtbot):
    stage = Stage(qtbot, size=LARGE)
    assert set(stage.window.view.arrangement.visible_names()) == set(PANELS)


def test_no_button_has_the_focus_at_first(stage):
    focused = stage.window.focusWidget()
    assert focused is stage.window.centralWidget()
    stage.key(Qt.Key.Key_Tab)
    assert stage.window.focusWidget() is not focused


def test_at_the_least_common_size_nothing_scrolls(stage):
    """Nothing of an exhibit without pages: their bar takes some of the height."""
    keys = [
        key
        for key in preset_keys()
        if len(pages(preset(key).exhibit_class().page_of or preset(key).exhibit)) == 1
    ]
    assert {"circle", "digits"} <= set(keys)
    for key in keys:
        stage.window.open_preset(key)
        stage.glance()
        assert not stage.window.view.form.verticalScrollBar().isVisible(), key


# The transport.


def test_space_plays_and_pauses(stage):
    stage.key(Qt.Key.Key_Space)
    assert stage.session.playing
    stage.settle()
    assert stage.window.transport.button("play_pause").accessibleName()
    stage.key(Qt.Key.Key_Space)
    assert not stage.session.playing


def test_the_round_button_plays_and_pauses(stage):
    stage.press(stage.window.transport.button("play_pause"))
    assert stage.session.playing
    stage.settle()
    stage.press(stage.window.transport.button("play_pause"))
    assert not stage.session.playing


def test_arrows_step_by_batch_at_first(stage, qtbot):
    stage.key(Qt.Key.Key_Right)
    stage.key(Qt.Key.Key_Right)
    stage.settle()
    assert stage.session.update == 2
    stage.key(Qt.Key.Key_Left)
    stage.settle()
    assert stage.session.update == 1
    qtbot.waitUntil(lambda: "update 1 " in position(stage))


def test_arrows_step_by_the_chosen_unit(stage):
    window = stage.window
    stage.key(Qt.Key.Key_P, SHIFT)
    assert window.transport.steps().chosen_key() == "epoch"
    stage.key(Qt.Key.Key_Right)
    assert stage.session.update == stage.session.learner.updates_per_epoch
    stage.settle()
    stage.key(Qt.Key.Key_Left)
    assert stage.session.update == 0
    stage.key(Qt.Key.Key_B, SHIFT)
    assert window.transport.steps().chosen_key() == "batch"
    stage.key(Qt.Key.Key_E, SHIFT)
    assert window.transport.steps().chosen_key() == "example"


def test_a_batch_is_collected_example_by_example(stage, qtbot):
    """Nothing moves until the tenth gradient; then the weights do."""
    stage.press(stage.window.transport.steps().chip("example"))
    before = stage.theta
    for collected in range(1, 10):
        stage.key(Qt.Key.Key_Right)
        stage.settle(1)
        assert (stage.theta == before).all()
        expected = f"gradient {collected} of 10 collected"
        qtbot.waitUntil(lambda expected=expected: expected in position(stage))
    stage.key(Qt.Key.Key_Right)
    stage.settle()
    assert stage.session.update == 1
    assert (stage.theta != before).any()
    qtbot.waitUntil(lambda: "collected" not in position(stage))
    for _ in range(10):
        stage.key(Qt.Key.Key_Left)
    assert (stage.theta == before).all()


def test_each_rung_of_the_ladder_can_be_taken(stage):
    bar, session = stage.window.transport, stage.session
    for number, pace in enumerate(PACES):
        bar.pace().slider().setValue(number)
        stage.glance()
        assert session.pace is pace
        stage.key(Qt.Key.Key_Space)
        for _ in range(4):
            session.tick(1.0, 0.02)
        stage.glance()
        assert session.update or session._collected or session._stage, pace
        assert stage.window.snapshot.pace == pace.key
        assert bar.pace().value() == number
        stage.key(Qt.Key.Key_Space)
        stage.key(Qt.Key.Key_R, CONTROL)
        stage.glance()


def test_plus_and_minus_climb_the_ladder(stage):
    names = [pace.key for pace in PACES]
    at = names.index(stage.session.pace.key)
    stage.key(Qt.Key.Key_Minus)
    stage.settle()
    assert stage.session.pace.key == names[at - 1]
    stage.key(Qt.Key.Key_Plus)
    stage.settle()
    for _ in range(len(names)):
        stage.key(Qt.Key.Key_Right, CONTROL)
        stage.settle(1)
    assert stage.session.pace.key == names[-1]


def test_words_follow_a_run_at_reading_speed_and_an_act_at_once(stage, monkeypatch):
    now, told = [time.perf_counter() + 1.0], []
    watch = SimpleNamespace(perf_counter=lambda: now[0])
    monkeypatch.setattr(drawing, "time", watch)
    bar = stage.window.transport
    show = bar.set_scene
    monkeypatch.setattr(bar, "set_scene", lambda scene: (told.append(1), show(scene)))

    def draw() -> int:
        stage.session.advance(1)
        told.clear()
        stage.window.show_snapshot(stage.session.snapshot())
        return len(told)

    stage.window.send(do.Play())
    assert draw() == 1
    assert stage.session.playing
    assert [draw() for _ in range(3)] == [0, 0, 0]
    now[0] += 1e-3 * drawing.READOUT_INTERVAL + 0.001
    assert [draw() for _ in range(3)] == [1, 0, 0]
    stage.window.send(do.SetPace(PACES[0].key))
    assert draw() == 1
    stage.window.send(do.Pause())
    assert [draw() for _ in range(3)] == [1, 1, 1]


def test_read_outs_say_what_the_session_measured(qtbot):
    stage = Stage(qtbot, epochs=40, size=LARGE)
    bar, metrics = stage.window.transport, stage.window.snapshot.metrics
    assert bar.readout("epoch").value() == "40"
    shown = float(bar.readout("train_loss").value())
    assert shown == pytest.approx(metrics.train_loss, rel=0.01)
    assert bar.readout("test_accuracy").value().endswith("%")


# Time.


def test_dragging_the_timeline_takes_the_whole_window_back(qtbot):
    stage = Stage(qtbot, epochs=8, size=LARGE)
    stage.settle()
    strip = stage.window.timeline.strip
    there = stage.canvas_texts(), stage.map_colors()
    theta = stage.theta
    stage.drag(strip, [stage.moment(200), stage.moment(120), stage.moment(50)])
    qtbot.waitUntil(lambda: abs(stage.session.update - 50) <= 2)
    stage.settle()
    assert stage.window.snapshot.tip == 200
    assert (stage.theta != theta).any()
    qtbot.waitUntil(lambda: stage.canvas_texts() != there[0])
    assert stage.map_colors() != there[1]
    epoch = stage.window.transport.readout("epoch")
    qtbot.waitUntil(lambda: epoch.value() == "2")
    surface = stage.panel("surface").view
    early = surface.marker()
    stage.key(Qt.Key.Key_End)
    stage.settle()
    qtbot.waitUntil(lambda: surface.marker() != early)
    assert (stage.theta == theta).all()
    qtbot.waitUntil(lambda: (stage.canvas_texts(), stage.map_colors()) == there)


def test_home_and_end_go_to_the_ends_of_the_run(qtbot):
    stage = Stage(qtbot, epochs=2)
    stage.key(Qt.Key.Key_Home)
    stage.settle()
    assert stage.session.update == 0
    assert not stage.window.transport.button("step_back").isEnabled()
    stage.key(Qt.Key.Key_End)
    stage.settle()
    assert stage.session.update == 50


def test_a_reset_is_undone(qtbot):
    stage = Stage(qtbot, epochs=4)
    theta = stage.theta
    stage.key(Qt.Key.Key_R, CONTROL)
    stage.settle()
    assert stage.session.update == 0
    assert len(stage.window.snapshot.runs) == 2
    stage.key(Qt.Key.Key_Z, CONTROL)
    stage.settle()
    assert stage.session.update == 100
    assert (stage.theta == theta).all()
    stage.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    stage.settle()
    assert stage.session.update == 0


def test_a_reset_starts_with_the_same_weights_and_a_new_seed_with_others(qtbot):
    stage = Stage(qtbot)
    start = stage.theta
    stage.session.advance(40)
    stage.key(Qt.Key.Key_R, CONTROL)
    assert (stage.theta == start).all()
    stage.key(Qt.Key.Key_R, CONTROL | SHIFT)
    stage.settle()
    assert (stage.theta != start).any()


def test_a_bookmark_is_gone_back_to_by_its_number(qtbot):
    stage = Stage(qtbot, epochs=2)
    stage.key(Qt.Key.Key_B, CONTROL)
    stage.session.advance(100)
    stage.settle()
    stage.key(Qt.Key.Key_1)
    stage.settle()
    assert stage.session.update == 50


def test_a_number_without_a_bookmark_is_said(qtbot):
    stage = Stage(qtbot, epochs=1)
    stage.key(Qt.Key.Key_4)
    assert stage.window.banner.text().startswith("There is no bookmark yet")
    stage.key(Qt.Key.Key_B, CONTROL)
    stage.settle()
    stage.key(Qt.Key.Key_4)
    said = "There is no bookmark 4; the last is number 1"
    assert stage.window.banner.text().startswith(said)
    assert stage.session.update == 25


# Settings.


def another(hint, described, value):
    """Return another value that a setting allows."""
    if described.registry is not None:
        members = (member for member in described.registry if member.key != value.key)
        return next(members)()
    if isinstance(value, bool):
        return not value
    if described.choices:
        if isinstance(value, tuple):
            return described.choices[:3]
        return next(choice for choice in described.choices if choice != value)
    if described.check is not None:
        return (*value, "x1^3")
    if described.values:
        return next(each for each in described.values if each not in (value, 0))
    return f"{value}1" if isinstance(value, str) else value + 1


@pytest.mark.parametrize("name", ["circle", "digits", "reg-gauss"])
def test_every_setting_of_the_form_takes_effect(qtbot, name):
    stage = Stage(qtbot, name, epochs=1)
    # Advice about what goes wrong is no refusal.
    stage.window.view.set_options({"advise": False})
    form = stage.window.view.form
    form.set_open(True)
    described = {
        field: (hint, item) for field, hint, item in describe(type(stage.settings))
    }
    for field in form.field_names():
        classes = stage.settings.dataset.problem != "regression"
        if field in ("dataset", "loss") or (
            field in ("balanced", "output_per_class") and not classes
        ):
            continue
        hint, item = described[field]
        wanted = another(hint, item, getattr(stage.settings, field))
        form.editor(field).edited.emit(wanted, True)
        stage.glance()
        assert getattr(stage.settings, field) == wanted, field
        assert stage.session.advance(2) == 2, field
    stage.settle()
    assert not stage.window.banner.isVisible()


def test_without_classes_there_is_nothing_to_balance(qtbot):
    stage = Stage(qtbot, "reg-plane")
    before = stage.settings
    form = stage.window.view.form
    form.set_open(True)
    form.editor("balanced").edited.emit(True, True)
    stage.glance()
    said = "balanced: the data 'reg-plane' have no classes; allowed: false"
    assert stage.window.banner.text() == said
    assert stage.settings == before
    assert not form.editor("balanced").control().isChecked()


def test_the_usual_data_sets_can_be_chosen_by_their_pictures(qtbot):
    stage = Stage(qtbot)
    tiles = stage.window.view.form.editor("dataset").control()
    for key in ("spiral", "xor", "gauss", "digits", "circle"):
        stage.press(tiles.tile(key))
        stage.settle()
        assert stage.settings.dataset.key == key
        stage.session.advance(5)
        stage.glance()
        assert np.isfinite(stage.window.snapshot.metrics.train_loss), key
    assert set(tiles.shown_keys()) <= set(datasets.keys())


def test_the_usual_pictures_stay_where_they_are(stage):
    tiles = stage.window.view.form.editor("dataset").control()
    usual = tiles.shown_keys()
    for key in ("digits", "spiral", "reg-gauss"):
        stage.window.choose_dataset(key)
        stage.settle()
        assert tiles.shown_keys()[: len(usual)] == usual
        assert key in tiles.shown_keys()


def test_a_slider_that_is_dragged_is_undone_as_a_whole(stage):
    slider = stage.window.view.form.editor("learning_rate").control()
    before = stage.settings.learning_rate
    for value in range(slider.value() + 1, slider.value() + 4):
        slider.setValue(value)
    stage.settle()
    assert stage.settings.learning_rate > before
    stage.key(Qt.Key.Key_Z, CONTROL)
    stage.settle()
    assert stage.settings.learning_rate == before


def test_a_live_setting_leaves_a_mark_and_no_new_run(stage):
    stage.session.advance(30)
    stage.window.view._on_edited("learning_rate", 0.1, True)
    stage.settle()
    assert len(stage.window.snapshot.runs) == 1
    assert any("0.1" in text for text in texts_of(stage.window.timeline.strip))


def test_a_setting_that_needs_another_network_keeps_the_old_run(qtbot):
    stage = Stage(qtbot, epochs=4)
    stage.window.view.choose("activation", "relu")
    stage.settle()
    assert len(stage.window.snapshot.runs) == 2
    assert stage.session.update == 0
    stage.key(Qt.Key.Key_Z, CONTROL)
    stage.settle()
    assert stage.session.update == 100
    assert stage.settings.activation.key == "tanh"


# The network on its canvas.


def test_neurons_are_added_and_removed_on_the_canvas(stage):
    headers = stage.panel("network").headers
    minus, plus, _ = headers.headers[1].buttons
    stage.press(plus)
    stage.settle()
    assert stage.settings.hidden == (5, 2)
    stage.press(headers.headers[1].buttons[0])
    stage.settle()
    assert stage.settings.hidden == (4, 2)
    assert minus.accessibleName()


def test_layers_are_added_up_to_ten_and_removed_down_to_none(stage):
    headers = stage.panel("network").headers
    while len(stage.settings.hidden) < 10:
        count = len(stage.settings.hidden)
        stage.press(headers.add_button)
        stage.glance()
        assert len(stage.settings.hidden) == count + 1
    assert not headers.add_button.isEnabled()
    assert len(stage.panel("network").view.arrangement.columns) == 12
    stage.session.advance(3)
    while stage.settings.hidden:
        stage.press(headers.headers[1].buttons[2])
        stage.glance()
    assert len(stage.panel("network").view.arrangement.columns) == 2
    stage.session.advance(3)
    stage.settle()
    assert np.isfinite(stage.window.snapshot.metrics.train_loss)


def test_a_layer_has_at_least_one_neuron_and_at_most_64(stage):
    window = stage.window
    for units, place, other in ((1, 0, 1), (64, 1, 0)):
        wanted = window.view.exhibit.adapt(window.view.settings, {"hidden": (units,)})
        window.send(do.Change(wanted))
        stage.settle()
        buttons = stage.panel("network").headers.headers[1].buttons
        assert not buttons[place].isEnabled()
        assert buttons[other].isEnabled()


def test_a_click_on_a_neuron_opens_the_sum_inside_it(qtbot):
    stage = Stage(qtbot, epochs=2)
    stage.click(stage.panel("network").view, stage.neuron(1, 2))
    stage.settle()
    assert "neuron" in stage.window.view.arrangement.visible_names()
    assert "h₃" in stage.window.panel("neuron").title()
    assert any(text.startswith("Σ") for text in texts(stage, "neuron"))
    stage.key(Qt.Key.Key_Escape)
    stage.settle()
    assert not any(text.startswith("Σ") for text in texts(stage, "neuron"))


def test_a_weight_is_edited_on_its_card_and_the_edit_undone(qtbot):
    stage = Stage(qtbot, epochs=2)
    view = stage.panel("network").view
    weight = WeightRef(2, 1, 0)
    number = view.edges.number(weight)
    place = view.mapFromScene(QPointF(*view.edges.point(number, 0.1)))
    before = stage.theta
    stage.click(view, place)
    stage.settle()
    assert stage.window.view.watch.selection == weight
    assert view.card.isVisible()
    stage.key(Qt.Key.Key_Return)
    qtbot.keyClicks(view.card.editor, "7")
    qtbot.keyClick(view.card.editor, Qt.Key.Key_Escape)
    stage.settle()
    assert (view.card.isVisible(), view.card.editing) == (True, False)
    assert (stage.theta == before).all()
    view.card.setFocus()
    stage.key(Qt.Key.Key_Return)
    assert view.card.editing
    view.card.editor.selectAll()
    qtbot.keyClicks(view.card.editor, "-1.25")
    qtbot.keyClick(view.card.editor, Qt.Key.Key_Return)
    stage.settle()
    assert (stage.theta != before).sum() == 1
    assert -1.25 in stage.theta
    qtbot.waitUntil(lambda: view.card.value_text().startswith("−1.25"))
    stage.key(Qt.Key.Key_Z, CONTROL)
    stage.settle()
    assert (stage.theta == before).all()


def test_the_wheel_turns_a_weight(qtbot):
    stage = Stage(qtbot)
    view = stage.panel("network").view
    stage.window.view.ask(Select(WeightRef(1, 0, 0)))
    stage.settle()
    before = stage.theta
    slider = view.card.slider
    slider.setValue(slider.value() + 40)
    stage.settle()
    assert (stage.theta != before).sum() == 1


def test_the_probe_feeds_the_network_while_it_is_dragged(qtbot):
    stage = Stage(qtbot, epochs=10)
    view = stage.panel("output").view
    stage.qtbot.mousePress(
        view.viewport(), Qt.MouseButton.LeftButton, pos=stage.point(0.0, 0.0)
    )
    seen = []
    for x, y in ((1.0, 1.0), (3.0, 2.0), (-4.0, -3.5)):
        move(view.viewport(), stage.point(x, y), Qt.MouseButton.LeftButton)
        stage.settle(1)
        assert stage.window.view.watch.probe == pytest.approx((x, y), abs=0.1)
        frame = stage.window.snapshot.frame
        assert frame.x == pytest.approx((x, y), abs=0.1)
        seen.append(tuple(float(layer.a[0]) for layer in frame.layers))
    assert len(set(seen)) == 3
    stage.qtbot.mouseRelease(
        view.viewport(), Qt.MouseButton.LeftButton, pos=stage.point(-4.0, -3.5)
    )
    shown = [f"−{abs(float(value)):.2f}" for value in stage.window.snapshot.frame.x]
    qtbot.waitUntil(lambda: set(shown) <= set(stage.canvas_texts()))
    assert "probe" in stage.window.panel("network").subtitle()


def test_brackets_choose_the_example_that_flows_through(stage):
    first = stage.window.snapshot.frame.example
    stage.key(Qt.Key.Key_BracketRight)
    stage.settle()
    assert stage.window.snapshot.frame.example == first + 1
    stage.key(Qt.Key.Key_BracketLeft)
    stage.settle()
    assert stage.window.snapshot.frame.example == first


def test_dragging_the_marker_puts_the_network_there(qtbot):
    stage = Stage(qtbot, epochs=6, size=LARGE)
    stage.settle()
    surface = stage.panel("surface").view
    qtbot.waitUntil(lambda: surface.marker() is not None)
    before = stage.theta
    a, b = surface.marker()
    start = surface.to_pixels(a, b).toPoint()
    end = surface.map_rect().center().toPoint()
    stage.drag(surface, [start, end])
    qtbot.waitUntil(lambda: (stage.theta != before).any())
    stage.settle()
    stage.key(Qt.Key.Key_Z, CONTROL)
    stage.settle()
    assert (stage.theta == before).all()


# Panels.


def test_each_panel_can_be_hidden_enlarged_torn_off_and_put_back(stage):
    window, arrangement = stage.window, stage.window.view.arrangement

    def choose(title: str) -> None:
        menu = frame.menu()
        next(each for each in menu.actions() if each.text() == title).trigger()
        menu.close()
        stage.settle(1)

    for name in PANELS:
        window.show_panel(name)
        stage.settle(1)
        frame = window.panel(name)
        choose("Maximize")
        assert arrangement.visible_names() == (name,)
        choose("Restore")
        assert name in arrangement.visible_names()
        choose("Tear off")
        assert frame.isWindow()
        assert frame.isVisible()
        choose("Put back")
        assert not frame.isWindow()
        assert window.isAncestorOf(frame)
        choose("Hide")
        assert not frame.isVisible()
        assert name not in stage.session.watch.visible
        window.show_panel(name)
        stage.settle(1)
        assert frame.isVisible()
        assert name in stage.session.watch.visible


def test_the_shipped_arrangement_comes_back(stage):
    window, arrangement = stage.window, stage.window.view.arrangement
    shipped = arrangement.visible_names()
    arrangement.set_hidden("output", True)
    arrangement.tear_off("network")
    arrangement.maximize("surface")
    stage.settle()
    window.actions_.trigger("reset_arrangement")
    stage.settle()
    assert arrangement.visible_names() == shipped
    assert arrangement.torn_names() == ()


def test_the_curtain_hides_until_it_is_drawn(stage):
    frame = stage.window.panel("output")
    frame.set_curtain(True)
    stage.settle()
    assert not frame.panel().isVisible()
    stage.press(frame.reveal_button())
    assert frame.panel().isVisible()


def test_each_panel_says_what_one_looks_at(stage):
    for name in PANELS:
        stage.window.show_panel(name)
        stage.settle(1)
        frame = stage.window.panel(name)
        frame.explain()
        assert frame.explanation().isVisible()
        assert len(frame.panel().explanation()) >= 3, name
        stage.key(Qt.Key.Key_Escape)
        assert not frame.explanation().isVisible()


def test_a_panel_and_the_window_are_saved_as_pictures(stage, tmp_path):
    for suffix in ("png", "svg", "pdf"):
        for name, save in (
            ("panel", stage.window.panel("output").save_picture),
            ("window", stage.window.save_picture),
        ):
            path = tmp_path / f"{name}.{suffix}"
            save(str(path))
            assert path.stat().st_size > 3000
            assert path.name in stage.window.banner.text()


def test_a_picture_that_cannot_be_written_is_told(stage, tmp_path):
    stage.window.save_picture(str(tmp_path / "missing" / "window.png"))
    assert "cannot be written" in stage.window.banner.text()
    stage.window.panel("output").save_picture(str(tmp_path / "output.bmp"))
    assert ".bmp" in stage.window.banner.text()


def test_the_window_is_copied_as_a_picture(stage):
    stage.key(Qt.Key.Key_C, CONTROL | SHIFT)
    image = QApplication.clipboard().image()
    assert image.width() >= 2 * stage.window.width()
    QApplication.clipboard().clear()


def test_a_window_that_grows_shows_what_stood_behind_tabs(stage):
    arrangement = stage.window.view.arrangement
    assert "loss" not in arrangement.visible_names()
    stage.window.resize(LARGE)
    stage.settle()
    assert "loss" in arrangement.visible_names()
    stage.window.resize(QSize(1280, 720))
    stage.settle()
    assert "loss" not in arrangement.visible_names()


def test_each_option_changes_its_panel(qtbot):
    stage = Stage(qtbot, epochs=6, size=LARGE)
    for option, name in (
        ("show_test", "output"),
        ("discretize", "output"),
        ("fixed_scale", "output"),
        ("log_loss", "loss"),
    ):
        frame, view = stage.window.panel(name), stage.window.view
        before, value = pixels(frame), getattr(view.watch, option)
        stage.window.actions_.trigger(f"option:{option}")
        stage.settle(1)
        assert getattr(view.watch, option) is not value
        qtbot.waitUntil(lambda frame=frame, old=before: pixels(frame) != old)
        switched = pixels(frame)
        stage.window.actions_.trigger(f"option:{option}")
        stage.settle(1)
        assert getattr(view.watch, option) is value
        qtbot.waitUntil(lambda frame=frame, old=switched: pixels(frame) != old)


# Looks and language.


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("light", "theme:light"),
        ("contrast", "theme:contrast"),
        ("浅色", "theme:light"),
        ("spiral", "data:spiral"),
        ("螺旋", "data:spiral"),
        ("学习率", "field:learning_rate"),
        ("speed", "slower"),
        ("速度", "slower"),
    ],
)
def test_the_palette_offers_what_is_called_so_first(stage, text, best):
    stage.window.set_language("en" if text.isascii() else "zh")
    assert find(stage.window.actions_.book, text)[0].name == best


def test_every_theme_is_worn_by_the_whole_window(stage):
    pictures = set()
    for key in THEMES:
        stage.window.actions_.trigger(f"theme:{key}")
        stage.settle()
        theme = load_theme(key)
        assert stage.window.theme is theme
        picture = stage.window.grab().toImage()
        corner = stage.window.panel("network").mapTo(stage.window, QPointF(30, 60))
        assert picture.pixelColor(corner.toPoint()) == theme.color("panel")
        pictures.add(bytes(picture.constBits()))
    assert len(pictures) == len(THEMES)


def test_a_theme_styles_each_widget_once_however_deep_it_lies(qtbot):
    stage = Stage(qtbot, size=LARGE)
    styled: Counter[QWidget] = Counter()

    class Watcher(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.StyleChange:
                styled[watched] += 1
            return False

    watcher = Watcher()
    controls = stage.window.view.form.findChildren(QWidget)
    for widget in controls:
        widget.installEventFilter(watcher)
    stage.window.set_theme("light")
    assert styled
    assert max(styled.values()) <= 2
    stage.window.set_theme("dark")


def test_the_language_is_switched_without_touching_the_run(qtbot):
    stage = Stage(qtbot, epochs=2)
    window = stage.window
    serial, theta = len(stage.sent), stage.theta
    window.actions_.trigger("language:zh")
    stage.settle()
    assert window.panel("network").title().startswith("网络")
    assert window.menuBar().actions()[0].text() == "文件"
    assert window.transport.readout("epoch").name() == "轮次"
    assert (stage.theta == theta).all()
    assert len(stage.sent) == serial
    window.actions_.trigger("language:en")
    stage.settle()
    assert window.panel("network").title().startswith("Network")


def test_type_grows_shrinks_and_comes_back(stage):
    window = stage.window
    height = window.fontMetrics().height()
    stage.key(Qt.Key.Key_Plus, CONTROL)
    assert window.fontMetrics().height() > height
    stage.key(Qt.Key.Key_0, CONTROL)
    assert window.fontMetrics().height() == height
    for _ in range(3):
        stage.key(Qt.Key.Key_Minus, CONTROL)
    assert window.font_scale == pytest.approx(0.8)


# Trouble.


def diverged(qtbot) -> Stage:
    stage = Stage(qtbot, "reg-plane", epochs=1)
    stage.window.view._on_edited("learning_rate", 100.0, True)
    stage.session.advance(400)
    stage.settle()
    return stage


def test_a_diverged_run_is_told_and_one_can_go_back(qtbot):
    stage = diverged(qtbot)
    banner = stage.window.banner
    assert "diverged" in banner.text()
    shown = [*stage.canvas_texts(), *(r.value() for r in readouts(stage))]
    assert not any("nan" in text.lower() or "inf" in text.lower() for text in shown)
    stage.press(banner.buttons()[0])
    stage.settle()
    assert stage.window.snapshot.status.condition == "ok"
    assert not banner.isVisible()
    assert stage.session.advance(3) >= 1


def readouts(stage: Stage):
    bar = stage.window.transport
    return [bar.readout(key) for key in bar.shown_readouts()]


def test_going_back_can_halve_the_learning_rate(qtbot):
    stage = diverged(qtbot)
    stage.press(stage.window.banner.buttons()[1])
    stage.settle()
    assert stage.window.snapshot.status.condition == "ok"
    assert stage.settings.learning_rate == pytest.approx(50.0)


def test_the_warning_goes_when_one_scrubs_back_by_hand(qtbot):
    stage = diverged(qtbot)
    stage.key(Qt.Key.Key_Home)
    stage.settle()
    assert not stage.window.banner.isVisible()


def test_a_refused_command_is_told_and_changes_nothing(stage):
    theta = stage.theta
    stage.window.send(do.Edit(1, 0, 99, 1.0))
    stage.settle()
    assert stage.window.banner.isVisible()
    assert (stage.theta == theta).all()


def test_an_uncaught_error_is_told_with_a_report_to_copy(stage):
    stage.window.failed.emit("Traceback\nValueError: far too much\n")
    assert "far too much" in stage.window.banner.text()
    stage.press(stage.window.banner.buttons()[0])
    assert "Traceback" in QApplication.clipboard().text()
    QApplication.clipboard().clear()


# Files.


def test_an_experiment_is_saved_and_opened_again(stage, tmp_path):
    window, path = stage.window, tmp_path / "mine.json"
    window.view._on_edited("learning_rate", 0.1, True)
    window.view.choose("activation", "relu")
    stage.settle()
    window.save_file(str(path))
    assert read(path).settings == stage.settings
    assert window.windowTitle().startswith("mine")
    window.open_preset("xor")
    stage.settle()
    assert stage.settings.dataset.key == "xor"
    window.open_file(str(path))
    stage.settle()
    assert stage.settings.activation.key == "relu"
    assert stage.settings.learning_rate == 0.1


def test_opening_another_experiment_is_undone(qtbot):
    stage = Stage(qtbot, epochs=3)
    stage.window.open_preset("spiral")
    stage.settle()
    assert stage.session.update == 0
    stage.key(Qt.Key.Key_Z, CONTROL)
    stage.settle()
    assert (stage.session.update, stage.settings.dataset.key) == (75, "circle")


def test_a_broken_file_is_told_and_nothing_is_lost(stage, tmp_path):
    settings, theta = stage.settings, stage.theta
    for number, content in enumerate(
        (
            "{",
            "[]",
            '{"version": 1}',
            '{"version": 99, "exhibit": "playground", "settings": {}}',
            "\x00\x01\x02",
        )
    ):
        path = tmp_path / f"broken{number}.json"
        path.write_text(content)
        stage.window.open_file(str(path))
        stage.glance()
        assert stage.window.banner.isVisible()
        assert path.name in stage.window.banner.text()
        stage.window.banner.dismiss()
    assert stage.settings == settings
    assert (stage.theta == theta).all()
    assert stage.window.windowTitle().startswith("circle")


def test_a_value_out_of_range_is_told_with_what_is_allowed(stage, tmp_path):
    path = tmp_path / "mine.json"
    stage.window.save_file(str(path))
    fields = json.loads(path.read_text())
    fields["settings"]["learning_rate"] = -3
    path.write_text(json.dumps(fields))
    stage.window.open_file(str(path))
    stage.settle()
    said = stage.window.banner.text()
    assert "learning_rate" in said
    assert "-3" in said or "−3" in said
    assert stage.settings.learning_rate == 0.03


def test_a_missing_file_is_told(stage, tmp_path):
    stage.window.open_file(str(tmp_path / "missing.json"))
    assert "missing.json" in stage.window.banner.text()
    stage.window.save_file(str(tmp_path / "no folder" / "mine.json"))
    assert "mine.json" in stage.window.banner.text()


def test_a_file_is_dropped_on_the_window(stage, tmp_path):
    path = tmp_path / "dropped.json"
    stage.window.save_file(str(path))
    stage.window.open_preset("xor")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    left = Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), copy, data, left, none)
    stage.window.dragEnterEvent(enter)
    assert enter.isAccepted()
    stage.window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, none))
    stage.settle()
    assert stage.settings.dataset.key == "circle"
    assert stage.window.windowTitle().startswith("dropped")


def test_files_opened_before_are_offered(qtbot, tmp_path):
    path = tmp_path / "before.json"
    stage = Stage(qtbot)
    stage.window.save_file(str(path))
    stage.window.close()
    again = Stage(qtbot, recent=[str(path)])
    actions = again.window.actions_._recent.actions()
    assert [action.text() for action in actions] == ["before.json"]
    again.window.open_preset("xor")
    actions[0].trigger()
    again.settle()
    assert again.settings.dataset.key == "circle"


def test_asking_for_a_file_does_not_stop_the_run(stage):
    for number, action in enumerate(("open", "save", "save_as"), start=1):
        stage.window.actions_.trigger(action)
        dialog = stage.window.findChild(QFileDialog)
        assert dialog.isVisible()
        assert not dialog.isModal()
        stage.session.advance(3)
        stage.glance()
        assert stage.window.snapshot.update == 3 * number
        dialog.close()
        stage.settle(1)


# What is remembered.


def test_the_state_is_remembered_and_restored(qtbot):
    stage = Stage(qtbot, epochs=2)
    window = stage.window
    window.set_theme("light")
    window.set_font_scale(1.2)
    window.view._on_edited("learning_rate", 0.1, True)
    window.view.arrangement.set_hidden("output", True)
    stage.settle()
    memory = window.remember()
    window.close()
    fields = {
        name: getattr(memory, name)
        for name in ("theme", "language", "font_scale", "geometry", "arrangements")
    }
    again = Stage(qtbot, **fields)
    assert again.window.theme.key == "light"
    assert again.window.font_scale == pytest.approx(1.2)
    hidden = again.window.view.arrangement.hidden_names()
    assert set(hidden) == {"output", *CLOSED}
    assert memory.experiment["settings"]["learning_rate"] in (0.03, 0.1)


def test_presenting_is_not_remembered(stage):
    stage.window.presenter.enter()
    stage.settle()
    stage.window.close()
    memory = stage.window.remember()
    assert (memory.theme, memory.font_scale) == ("dark", 1.0)
    assert memory.arrangements["playground"]["hidden"] == sorted(CLOSED)


def test_a_selection_is_shown_on_canvas_and_by_the_inspector(qtbot):
    stage = Stage(qtbot, size=LARGE)
    stage.window.view.ask(Select(NeuronRef(2, 1)))
    stage.settle()
    assert "h₂" in stage.window.panel("neuron").title()
    stage.window.view.ask(MoveProbe((1.0, 1.0)))
    stage.settle()
    assert stage.window.view.watch.selection == NeuronRef(2, 1)


def test_every_widget_belongs_to_the_window(qtbot):
    """What has no parent would be destroyed by the collector, at any time."""
    before = set(QApplication.allWidgets())
    stage = Stage(qtbot, size=LARGE)
    window = stage.window
    window.choose_dataset("digits")
    stage.settle()
    window.view.arrangement.tear_off("loss")
    window.actions_.open_keys()
    window.presenter.enter()
    stage.settle()
    # Deleted with their plots, without being theirs.
    menus = [plot.getPlotItem().ctrlMenu for plot in window.findChildren(PlotWidget)]
    assert menus
    for widget in set(QApplication.allWidgets()) - before:
        owner = widget
        while owner.parent() is not None:
            owner = owner.parent()
        # pyqtgraph leaves an empty one behind when it makes a plot.
        assert owner in (window, *menus) or type(widget) is QWidget, widget


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_setting_is_wider_than_its_column(qtbot, language):
    stage = Stage(qtbot)
    window = stage.window
    window.set_language(language)
    window.focus_field("optimizer")
    column = window.view.form
    for name, _, item in describe(PlaygroundSettings):
        for member in item.registry or ():
            window.view.choose(name, member.key)
            stage.glance()
            wanted = column.widget().minimumSizeHint().width()
            assert wanted <= column.viewport().width(), (name, member.key)
    assert column.horizontalScrollBar().value() == 0


@pytest.mark.parametrize("scale", [1.0, 1.3])
def test_the_moment_is_as_large_as_the_hint_beside_it(qtbot, scale):
    stage = Stage(qtbot, "circle", epochs=1)
    stage.window.set_font_scale(scale)
    stage.settle()
    timeline = stage.window.timeline
    sizes = {
        label.fontInfo().pixelSize() for label in (timeline._position, timeline._hint)
    }
    assert len(sizes) == 1
