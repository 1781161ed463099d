"""'Show as NumPy' and 'Show as PyTorch': a sheet to read, copy and save."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from tests.ui import rendering_checks as checks
from tests.ui.stages import SMALL, Stage
from visualizer.files.scripts import script_of
from visualizer.language import LANGUAGES
from visualizer.scenes.intents import Act
from visualizer.session.experiment import preset


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, "circle", size=SMALL)


@pytest.mark.parametrize("framework", ["numpy", "pytorch"])
def test_an_action_shows_the_script(stage, framework):
    stage.window.actions_.trigger(f"show_{framework}")
    sheet = stage.window.scripts.sheet
    assert sheet.isVisible()
    assert sheet.text() == script_of(preset("circle"), framework)


def test_the_plans_links_show_it_too(stage):
    stage.window.view.ask(Act("show_numpy"))
    assert stage.window.scripts.sheet.isVisible()


def test_it_is_copied(stage):
    stage.window.actions_.trigger("show_numpy")
    sheet = stage.window.scripts.sheet
    stage.press(sheet.buttons()[0])
    assert QGuiApplication.clipboard().text() == sheet.text()


def test_it_is_saved(stage, tmp_path):
    stage.window.actions_.trigger("show_numpy")
    scripts = stage.window.scripts
    scripts.save(str(tmp_path / "run.py"))
    assert (tmp_path / "run.py").read_text(encoding="utf-8") == scripts.sheet.text()
    assert "run.py" in stage.window.banner.text()


def test_what_cannot_be_saved_is_told(stage, tmp_path):
    stage.window.actions_.trigger("show_numpy")
    stage.window.scripts.save(str(tmp_path / "nowhere" / "run.py"))
    assert "cannot be written" in stage.window.banner.text()
    assert stage.window.scripts.sheet.isVisible()


def test_what_no_script_says_is_told_in_one_sentence(qtbot):
    stage = Stage(qtbot, "descent-bowl")
    stage.window.actions_.trigger("show_numpy")
    assert not stage.window.scripts.sheet.isVisible()
    assert "networks that learn targets" in stage.window.banner.text()


@pytest.mark.window
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_sheet_is_readable(qtbot, theme):
    stage = Stage(qtbot, "circle", theme=theme)
    problems = []
    for language in LANGUAGES:
        stage.window.set_language(language)
        stage.window.actions_.trigger("show_pytorch")
        stage.settle()
        problems += checks.problems_of(stage.window.scripts.sheet)
    assert not problems
