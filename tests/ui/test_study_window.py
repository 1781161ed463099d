"""The study in the window: curves, table, test, and the way into the Playground."""

from __future__ import annotations

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.exhibits.study.builders import settings_of
from tests.ui import rendering_checks as checks
from tests.ui.stages import LARGE, SMALL, Stage
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.exhibits.study.settings import StudySettings
from visualizer.language import LANGUAGES
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment
from visualizer.session.views import transport_scene
from visualizer.ui.theme import THEMES

pytestmark = pytest.mark.window

PANELS = ("family", "tuning", "trials")


@pytest.fixture
def stage(qtbot):
    study = Experiment("study", settings_of(vary="activation"))
    made = Stage(qtbot, study, epochs=6, size=LARGE)
    made.settle(6)
    return made


def test_it_is_a_page_of_convolution(qtbot):
    stage = Stage(qtbot, "circle", epochs=1)
    stage.window.rail.exhibit_chosen.emit("convolution")
    stage.settle()
    stage.window.pages.chosen.emit("study")
    stage.settle()
    assert isinstance(stage.settings, StudySettings)
    assert stage.window.rail.chosen_key() == "convolution"
    for name in PANELS:
        assert stage.panel(name).isVisible()


def test_what_one_chooses_by_is_not_called_a_test(stage):
    scene = transport_scene(stage.window.snapshot, "epoch")
    shown = {readout.name for readout in scene.readouts}
    assert "Validation accuracy" in shown
    assert not any("est accuracy" in name for name in shown)


def test_each_value_has_a_curve_and_a_name(stage):
    panel = stage.panel("family")
    panel._draw()
    assert {"tanh", "ReLU", "Leaky ReLU", "training"} <= set(panel.view.names())
    texts = stage.panel("tuning").view._axes._ticks.shown()
    assert [text.text() for text in texts][:3] == ["tanh", "ReLU", "Leaky ReLU"]


def test_the_best_row_is_bold(stage):
    panel = stage.panel("trials")
    panel._fill()
    rows = panel._drawn.rows
    bold = [panel.table.item(n, 0).font().bold() for n in range(len(rows))]
    assert bold == [row.best for row in rows]
    assert sum(bold) == 1


def test_the_test_waits_until_it_is_opened(stage):
    panel = stage.panel("trials")
    assert "the test waits" in panel._drawn.subtitle
    stage.press(panel.test_button)
    stage.settle(4)
    assert "test accuracy of" in panel._drawn.subtitle
    assert panel.test_button.isChecked()


@pytest.mark.parametrize("way", ["key", "button"])
def test_a_run_opens_in_the_playground_and_undo_leads_back(stage, way):
    panel, study = stage.panel("trials"), stage.settings
    panel.table.setCurrentCell(2, 0)
    if way == "key":
        panel.table.setFocus()
        stage.qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    else:
        stage.press(panel.open_button)
    stage.settle()
    assert isinstance(stage.settings, PlaygroundSettings)
    assert stage.settings == study.playground(2)
    stage.window.send(do.Undo())
    stage.settle()
    assert stage.settings == study


def test_the_axis_is_logarithmic_or_linear(stage):
    stage.press(stage.panel("family")._log)
    stage.settle(4)
    assert not stage.panel("family")._scene.plot.log
    assert not stage.panel("tuning")._scene.plot.log


def test_what_is_varied_is_chosen_in_the_form(stage):
    stage.window.view.change(vary="hidden_layers", count=4)
    stage.settle(4)
    assert len(stage.panel("trials")._drawn.rows) == 4
    assert stage.panel("trials")._drawn.columns[0] == "Hidden layers"
    stage.window.view.change(count=9)
    stage.settle()
    assert "from 2 to 7" in stage.window.banner.text()
    assert stage.settings.count == 4


def test_the_table_is_exported(stage, tmp_path):
    path = tmp_path / "study.csv"
    stage.window.export_table(str(path))
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["activation"] for row in rows] == ["tanh", "relu", "leaky_relu"]


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_is_readable(qtbot, theme):
    stage = Stage(qtbot, "study-rate", epochs=8, theme=theme)
    window, problems = stage.window, []
    for size, scale in ((SMALL, 1.0), (LARGE, 1.0), (SMALL, 1.25)):
        window.resize(size)
        if window.font_scale != scale:
            window.set_font_scale(scale)
        for language in LANGUAGES:
            window.set_language(language)
            stage.settle()
            where = f"{size.toTuple()} {scale} {language}"
            problems += [f"{where}: {each}" for each in checks.problems_of(window)]
    assert not problems


@pytest.mark.parametrize("preset", ["study-rate", "shallow-digits"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_and_explanations_are_readable(qtbot, preset, language):
    stage = Stage(qtbot, preset)
    window, form = stage.window, stage.window.view.form
    window.set_language(language)
    form.set_open(True)
    problems = []
    bar = form.verticalScrollBar()
    for place in range(0, bar.maximum() + form.height(), form.height() // 2):
        bar.setValue(place)
        QApplication.processEvents()
        problems += checks.clipped_texts(form)
        problems += checks.overlapping_texts(form)
    assert not problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_panel_explains_itself(stage, language):
    window = stage.window
    window.set_language(language)
    stage.settle()
    for name in PANELS:
        frame = window.panel(name)
        assert frame.panel().explanation()
        frame.explain()
        QApplication.processEvents()
        assert not checks.problems_of(frame.explanation())
        frame.explanation().close_explanation()


@pytest.mark.parametrize("preset", ["study-rate", "shallow-digits"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_presenting_is_readable_from_the_back_row(qtbot, preset, language):
    stage = Stage(qtbot, preset, epochs=3)
    stage.window.presenter.enter()
    stage.settle(1)
    stage.window.showNormal()
    stage.window.resize(SMALL)
    stage.window.set_language(language)
    stage.settle()
    assert not checks.problems_of(stage.window)
