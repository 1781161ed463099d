"""Going from exhibit to exhibit, while nothing of a run is lost."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from tests.ui.stages import LARGE, Show, Stage
from visualizer.exhibits import faces
from visualizer.exhibits.convolution import ConvolutionExhibit
from visualizer.exhibits.convolution.frame import ConvolutionWatch
from visualizer.exhibits.playground.frame import PlaygroundWatch
from visualizer.session import commands as do


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, "circle", epochs=2)


def go(stage, key):
    stage.press(stage.window.rail.entry(key))
    stage.glance()
    stage.glance()


def shown(stage):
    return stage.window.view.exhibit.key


def test_the_rail_opens_an_exhibit_and_undo_returns(stage):
    updates = stage.session.update
    go(stage, "convolution")
    assert shown(stage) == stage.window.rail.chosen_key() == "convolution"
    assert stage.session.update == 0
    assert isinstance(stage.session.watch, ConvolutionWatch)
    assert stage.window.panel("network").panel().stage.places
    stage.window.actions_.trigger("undo")
    stage.glance()
    assert shown(stage) == stage.window.rail.chosen_key() == "playground"
    assert stage.session.update == updates
    assert isinstance(stage.session.watch, PlaygroundWatch)
    stage.window.actions_.trigger("redo")
    stage.glance()
    assert shown(stage) == "convolution"


def test_what_was_set_and_watched_is_there_again(stage):
    go(stage, "convolution")
    stage.window.step_example(3)
    stage.window.view.form.focus_field("seed")
    go(stage, "playground")
    go(stage, "convolution")
    assert stage.session.watch.example == 3


def test_choosing_the_exhibit_on_screen_changes_nothing(stage):
    sent = len(stage.sent)
    go(stage, "playground")
    assert len(stage.sent) == sent


def test_commands_meant_for_the_exhibit_before_are_forgotten(stage):
    old_watch, old_settings = stage.session.watch, stage.settings
    go(stage, "convolution")
    before = stage.session.watch
    stage.send(do.Look(old_watch))
    stage.send(do.Change(old_settings))
    assert stage.session.watch == before
    assert stage.session.snapshot().experiment.exhibit == "convolution"


def test_theme_and_language_reach_an_exhibit_that_was_away(stage):
    go(stage, "convolution")
    go(stage, "playground")
    stage.window.set_theme("light")
    stage.window.set_language("zh")
    go(stage, "convolution")
    panel = stage.window.panel("network").panel()
    assert panel.accessibleName() == "特征图"
    assert panel.stage.backgroundBrush().color().name() == stage.window.theme.panel


def test_arrangements_are_remembered_for_each_exhibit(stage):
    go(stage, "convolution")
    assert set(stage.window.remember().arrangements) == {"playground", "convolution"}


@pytest.mark.parametrize(
    "action", ["option:show_test", "data:circle", "field:loss", "panel:surface"]
)
def test_what_an_exhibit_lacks_cannot_be_asked_for(stage, action):
    entry = stage.window.actions_.book.action(action)
    assert entry.isEnabled()
    go(stage, "convolution")
    assert not entry.isEnabled()
    go(stage, "playground")
    assert entry.isEnabled()


def test_actions_on_layers_do_nothing_where_there_are_none_to_change(stage):
    go(stage, "convolution")
    before = stage.settings
    for action in ("add_layer", "remove_layer"):
        stage.window.actions_.trigger(action)
    assert stage.settings == before


def test_presenting_shows_the_maps(stage):
    go(stage, "convolution")
    stage.window.toggle_presenter()
    stage.glance()
    assert "network" in stage.window.view.arrangement.visible_names()
    stage.window.leave_presenter()
    stage.glance()


@pytest.fixture
def paged(stage, monkeypatch):
    """A stage on which Convolution is a page of the Playground's entry."""
    monkeypatch.setattr(ConvolutionExhibit, "page_of", "playground")
    changed = [
        replace(face, page_of="playground") if face.key == "convolution" else face
        for face in faces()
    ]
    monkeypatch.setattr("visualizer.exhibits.faces", lambda: tuple(changed))
    stage.window.retranslate()
    return stage


def test_pages_of_an_entry_are_chosen_over_the_panels(paged):
    bar = paged.window.pages
    assert bar.isVisible()
    assert bar.chosen_key() == "playground"
    paged.press(bar.chip("convolution"))
    assert bar.chosen_key() == "playground"
    paged.glance()
    paged.glance()
    assert shown(paged) == bar.chosen_key() == "convolution"
    assert paged.window.rail.chosen_key() == "playground"


def test_the_rail_leads_back_to_the_page_shown_last(paged):
    paged.press(paged.window.pages.chip("convolution"))
    paged.glance()
    paged.glance()
    go(paged, "descent")
    go(paged, "playground")
    assert shown(paged) == "convolution"


def test_an_audience_sees_no_pages_to_choose(paged):
    paged.window.toggle_presenter()
    assert not paged.window.pages.isVisible()
    paged.window.leave_presenter()
    assert paged.window.pages.isVisible()


def test_an_exhibit_that_is_alone_has_no_pages_to_choose(stage):
    assert stage.window.rail.chosen_key() == "playground"
    assert not stage.window.pages.isVisible()


@pytest.mark.window
def test_it_switches_while_the_thread_runs(qtbot):
    show = Show(qtbot, "circle", size=LARGE)
    show.window.send(do.SetPace("full"))
    show.window.send(do.Play())
    show.wait(lambda: show.update > 50)
    show.press(show.window.rail.entry("convolution"))
    show.wait(lambda: show.window.view.exhibit.key == "convolution")
    show.key(Qt.Key.Key_Space)
    show.wait(lambda: show.update > 20)
    assert show.snapshot.status.condition == "ok"
    show.press(show.window.rail.entry("playground"))
    show.wait(lambda: show.window.view.exhibit.key == "playground")
    assert show.snapshot.status.condition == "ok"
    show.program.stop()
