"""Shallow and deep in the window: ticks, numbers, matrices, groups."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui import rendering_checks as checks
from tests.ui.stages import LARGE, SMALL, Stage
from visualizer.exhibits.shallow.settings import ShallowSettings
from visualizer.language import LANGUAGES
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment
from visualizer.ui.theme import THEMES

pytestmark = pytest.mark.window

PANELS = ("features", "contest", "progress", "confusions", "clusters")


@pytest.fixture
def stage(qtbot):
    made = Stage(qtbot, "shallow-digits", epochs=2, size=LARGE)
    made.settle(6)
    return made


def test_it_is_a_page_of_convolution(qtbot):
    stage = Stage(qtbot, "circle", epochs=1)
    stage.window.rail.exhibit_chosen.emit("convolution")
    stage.settle()
    stage.window.pages.chosen.emit("shallow")
    stage.settle()
    assert isinstance(stage.settings, ShallowSettings)
    assert stage.window.rail.chosen_key() == "convolution"
    assert stage.window.pages.chosen_key() == "shallow"
    for name in ("features", "contest", "progress"):
        assert stage.panel(name).isVisible()


def test_a_tick_by_hand_or_by_key_measures_more(stage):
    panel = stage.panel("features")
    assert {key for key, box in panel.boxes.items() if box.isChecked()} == {
        "symmetry",
        "mass",
        "holes",
    }
    stage.press(panel.boxes["zones"])
    stage.settle()
    assert stage.settings.features == ("zones", "symmetry", "mass", "holes")
    assert panel.boxes["zones"].isChecked()
    box = panel.boxes["mass"]
    box.setFocus(Qt.FocusReason.TabFocusReason)
    stage.qtbot.keyClick(box, Qt.Key.Key_Return)
    stage.settle()
    assert stage.settings.features == ("zones", "symmetry", "holes")
    assert stage.session.update == 0
    stage.window.send(do.Undo())
    stage.settle()
    assert panel.boxes["mass"].isChecked()
    stage.press(panel.pictures["gradients"])
    stage.settle()
    assert "gradients" in stage.settings.features


def test_the_last_tick_stays_and_it_is_said_why(qtbot):
    one = Experiment("shallow", ShallowSettings(features=("mass",)))
    stage = Stage(qtbot, one, size=LARGE)
    panel = stage.panel("features")
    stage.press(panel.boxes["mass"])
    stage.settle()
    assert panel.boxes["mass"].isChecked()
    assert stage.settings.features == ("mass",)
    assert "one or more" in stage.window.banner.text()


def test_pictures_are_of_the_watched_digit(stage):
    panel = stage.panel("features")
    before = {key: each.pixmap().toImage() for key, each in panel.pictures.items()}
    stage.key(Qt.Key.Key_BracketRight)
    stage.settle(4)
    after = {key: each.pixmap().toImage() for key, each in panel.pictures.items()}
    assert all(before[key] != after[key] for key in before)
    for picture in panel.pictures.values():
        drawn = picture.pixmap().deviceIndependentSize()
        assert drawn.width() <= picture.width()
        assert drawn.height() <= picture.height()
        assert min(drawn.width(), drawn.height()) >= 30


def test_the_comparison_says_what_the_scene_says(stage):
    panel = stage.panel("contest")
    scene = panel._drawn
    panel._show()
    said = panel.texts()
    assert [name for name, _, _ in said] == [row.name for row in scene.rows]
    assert [tuple(values) for _, *values in said] == [row.values for row in scene.rows]
    assert "12 numbers" in said[0]


def test_matrices_are_of_training_images_when_asked(stage):
    stage.window.show_panel("confusions")
    stage.settle(4)
    panel = stage.panel("confusions")
    assert panel.test_button.isChecked()
    counts = [view._drawn.counts.sum() for view in panel.views]
    assert counts == [360, 360]
    stage.press(panel.test_button)
    stage.settle(4)
    assert [view._drawn.counts.sum() for view in panel.views] == [1437, 1437]
    assert [view._drawn.title for view in panel.views] == ["Shallow", "Deep"]


def test_groups_follow_the_epochs(stage):
    panel = stage.panel("clusters")
    panel._show()
    first = panel.view.texts()
    scene = panel._drawn
    assert scene.subtitle == "iteration 2, one an epoch"
    room = panel.view.viewport().rect().toRectF().adjusted(-1, -1, 1, 1)
    boxes = panel.view.boxes()
    assert len(boxes) == 10
    assert all(room.contains(box) for box in boxes)
    assert set(scene.names) <= set(first)
    stage.session.advance(45)
    stage.settle(4)
    panel._show()
    assert panel._drawn.subtitle == "iteration 3, one an epoch"
    assert panel.view.texts() != first


def test_many_groups_still_fit(qtbot):
    many = Experiment("shallow", ShallowSettings(clusters=20))
    stage = Stage(qtbot, many, epochs=1)
    stage.window.show_panel("clusters")
    stage.settle(4)
    view = stage.panel("clusters").view
    boxes = view.boxes()
    assert len(boxes) == 20
    for one, other in itertools.pairwise(boxes):
        assert one.right() <= other.left() + 0.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_is_readable(qtbot, theme):
    stage = Stage(qtbot, "shallow-digits", epochs=2, theme=theme)
    window = stage.window
    problems = []
    for size, language, name in itertools.product((SMALL, LARGE), LANGUAGES, PANELS):
        window.resize(size)
        window.set_language(language)
        window.show_panel(name)
        stage.settle()
        where = f"{name}, {language}, {size.toTuple()}"
        problems += [f"{where}: {found}" for found in checks.problems_of(window)]
    assert not problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_panel_explains_itself(stage, language):
    window = stage.window
    window.set_language(language)
    for name in PANELS:
        window.show_panel(name)
        stage.settle()
        frame = window.panel(name)
        assert frame.panel().explanation()
        frame.explain()
        QApplication.processEvents()
        assert not checks.problems_of(frame.explanation())
        frame.explanation().close_explanation()
