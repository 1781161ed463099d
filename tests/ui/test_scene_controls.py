"""Prepared scenes: searched and chosen in the gallery, opened, left by undo."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.ui.stages import Stage
from visualizer.exhibits import entries, faces
from visualizer.files.opening import open_named
from visualizer.files.prepared import scene, scene_keys
from visualizer.language import set_language
from visualizer.session import commands as do
from visualizer.ui.gallery import Gallery


def _shelf(key: str) -> tuple[int, str]:
    """Return the place of a scene: where its entry stands in the rail, and its key."""
    own = scene(key).experiment.exhibit
    (entry,) = (face.entry for face in faces() if face.key == own)
    return [face.key for face in entries()].index(entry), key


GROUPED = tuple(sorted(scene_keys(), key=_shelf))

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def stage(qtbot: Any) -> Stage:
    return Stage(qtbot, "xor")


def gallery_of(stage: Stage) -> Gallery:
    return stage.window.actions_.scenes.gallery


def opened(stage: Stage) -> Gallery:
    """Open the gallery by its key."""
    stage.key(Qt.Key.Key_G, CONTROL)
    gallery = gallery_of(stage)
    assert gallery.isVisible()
    return gallery


def banner(stage: Stage) -> str:
    return stage.window.banner.accessibleName()


def test_every_scene_has_an_action(stage):
    book = stage.window.actions_.book
    for key in scene_keys():
        assert book.action(f"scene:{key}").text() == f"Scene: {scene(key).script.title}"


def test_the_gallery_shows_all_scenes_and_tells_of_the_chosen_one(stage):
    gallery = opened(stage)
    assert gallery.keys() == GROUPED
    first = scene(GROUPED[0]).script
    title, about, watch, outcome = gallery.story()
    assert (title, about, watch) == (first.title, first.about, first.watch)
    assert "training accuracy above 0.88 after 150 epochs" in outcome
    assert "Not with: SGD with the same learning rate" in outcome


def test_typing_searches_in_every_language(stage):
    gallery = opened(stage)
    stage.qtbot.keyClicks(gallery.field, "dead relu")
    assert gallery.keys() == ("dead-relu",)
    gallery.field.setText("过拟合")
    assert set(gallery.keys()) >= {"overfitting"}
    gallery.field.setText("no such thing")
    assert gallery.keys() == ()
    assert gallery.story() == ["", "", "", ""]
    assert not gallery.open_button.isEnabled()
    stage.key(Qt.Key.Key_Return)
    assert gallery.isVisible()


@pytest.mark.parametrize("code", ["en", "zh"])
def test_search_field_and_tags_have_room_at_the_least_size(stage, code):
    stage.window.resize(960, 600)
    stage.window.set_language(code)
    gallery = opened(stage)
    stage.settle()
    field = gallery.field
    words = field.fontMetrics().horizontalAdvance(field.placeholderText())
    assert words < field.width() - 2 * field.fontMetrics().height()
    chips = gallery.tags
    assert chips.geometry().right() <= gallery.rect().right()
    assert chips.width() >= chips.sizeHint().width()


def test_a_tag_narrows_the_cards_down(stage):
    gallery = opened(stage)
    stage.press(gallery.tags.chip("failure"))
    tagged = [key for key in GROUPED if "failure" in scene(key).script.tags]
    assert list(gallery.keys()) == tagged
    gallery.field.setText("relu")
    assert set(gallery.keys()) < set(tagged)


def test_an_exhibit_narrows_the_cards_down_and_its_pages_belong_to_it(stage):
    gallery = opened(stage)
    stage.press(gallery.tags.chip("descent"))
    shown = gallery.keys()
    exhibits = {scene(key).experiment.exhibit for key in shown}
    assert exhibits == {"descent", "regression"}
    gallery.field.setText("gathers speed along the floor")
    shown = gallery.keys()
    assert "ravine" in shown
    assert gallery.chosen_key() in shown
    story = gallery.story()[3]
    assert "after 100 steps" in story


def test_a_scene_of_another_exhibit_opens_there_and_undo_returns(stage):
    stage.window.actions_.trigger("scene:local-valley")
    stage.settle(4)
    assert stage.window.view.exhibit.key == "descent"
    assert stage.settings == scene("local-valley").experiment.settings
    assert "roll over the ridge" in banner(stage)
    stage.window.actions_.trigger("scene:single-steps-are-first")
    stage.settle(4)
    assert stage.window.view.exhibit.key == "regression"
    assert stage.window.rail.chosen_key() == "descent"
    stage.window.send(do.Undo())
    stage.settle(4)
    assert stage.window.view.exhibit.key == "descent"


def test_arrow_keys_choose_and_enter_opens(stage):
    gallery = opened(stage)
    stage.key(Qt.Key.Key_Down)
    assert gallery.cards.hasFocus()
    stage.key(Qt.Key.Key_Right)
    assert gallery.chosen_key() == GROUPED[1]
    stage.key(Qt.Key.Key_Down)
    chosen = gallery.chosen_key()
    assert GROUPED.index(chosen) > 2
    assert gallery.story()[0] == scene(chosen).script.title
    assert stage.session.update == 0
    stage.key(Qt.Key.Key_Return)
    assert not gallery.isVisible()
    assert stage.settings == scene(chosen).experiment.settings


def test_escape_closes_the_gallery_and_nothing_has_happened(stage):
    gallery = opened(stage)
    before = len(stage.sent)
    stage.key(Qt.Key.Key_Down)
    stage.key(Qt.Key.Key_Escape)
    assert not gallery.isVisible()
    assert len(stage.sent) == before


def test_a_scene_opens_at_its_moment_with_bookmarks_on_the_number_keys(stage):
    stage.window.actions_.trigger("scene:early-stopping")
    stage.glance()
    script = scene("early-stopping").script
    assert stage.session.update == script.update == 1200
    marks = stage.session.runs.present.labels.bookmarks
    found = [(mark.update, mark.text) for mark in marks]
    assert found == [(each.update, each.name) for each in script.bookmarks]
    stage.key(Qt.Key.Key_2)
    stage.glance()
    assert stage.session.update == script.bookmarks[1].update
    assert script.watch in banner(stage)
    assert "Keys 1 to 3" in banner(stage)


def test_undo_returns_to_the_run_before(stage):
    stage.session.advance(40)
    before = stage.theta
    stage.window.actions_.trigger("scene:gauss-single-neuron")
    stage.glance()
    assert stage.session.snapshot().undo_label == "open Two clouds, one neuron"
    stage.key(Qt.Key.Key_Z, CONTROL)
    stage.glance()
    assert stage.session.update == 40
    np.testing.assert_array_equal(stage.theta, before)
    assert stage.window.banner.message() != "scene"
    stage.window.send(do.Redo())
    assert stage.session.snapshot().experiment.name == "Two clouds, one neuron"


def test_a_curtain_hides_what_is_to_be_predicted_until_the_scene_is_left(stage):
    stage.window.actions_.trigger("scene:xor-needs-a-hidden-layer")
    stage.glance()
    assert stage.window.panel("output").has_curtain()
    stage.window.actions_.trigger("scene:gauss-single-neuron")
    stage.glance()
    assert not stage.window.panel("output").has_curtain()
    stage.window.actions_.trigger("scene:xor-needs-a-hidden-layer")
    stage.glance()
    assert stage.window.panel("output").has_curtain()
    stage.window.open_preset("circle")
    stage.glance()
    assert not stage.window.panel("output").has_curtain()


def test_a_scene_brings_its_panels_to_the_front(stage):
    stage.window.actions_.trigger("scene:momentum-in-a-ravine")
    stage.glance()
    stage.glance()
    assert stage.window.panel("surface").isVisible()
    stage.window.actions_.trigger("scene:exploding-loss")
    stage.glance()
    stage.glance()
    assert stage.window.panel("loss").isVisible()


def test_what_is_opened_by_name_is_rehearsed_too(stage):
    stage.window.start(open_named("saturated-squared-error"))
    stage.glance()
    assert len(stage.session.runs.present.labels.bookmarks) == 2
    assert stage.window.panel("output").has_curtain()


def test_scenes_speak_the_language_in_use(stage):
    try:
        stage.window.set_language("zh")
        gallery = opened(stage)
        stage.window.actions_.trigger("scene:dead-relu")
        stage.glance()
        assert gallery.cards.accessibleName() == "场景"
        assert "死掉的 ReLU" in banner(stage)
        names = [m.text for m in stage.session.runs.present.labels.bookmarks]
        assert names[0] == "开始"
        stage.window.set_language("en")
        assert "Dead ReLU" in banner(stage)
    finally:
        set_language("en")
