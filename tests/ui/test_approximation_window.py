"""The page Approximation as it is drawn: every text whole and readable."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QSize

from tests.ui.rendering_checks import problems_of
from tests.ui.screen_texts import screen_texts
from tests.ui.stages import LARGE, SMALL, Stage
from tests.ui.test_translation import english_in
from visualizer.language import LANGUAGES
from visualizer.scenes.approximation import HoldPiece
from visualizer.scenes.intents import SetOption
from visualizer.ui.theme import THEMES

pytestmark = pytest.mark.window

SIZES = {
    "small": (SMALL, 1.0),
    "large": (LARGE, 1.0),
    "large type": (SMALL, 1.25),
}


@pytest.mark.parametrize(
    "preset", ["approximation-bumps", "approximation-bump", "approximation-towers"]
)
def test_the_page_is_readable(qtbot, preset):
    stage = Stage(qtbot, preset, epochs=2)
    window, problems = stage.window, []
    # What other sizes come to is trained once for all of them.
    for theme in THEMES:
        window.dress(theme, 1.0)
        for name, (size, scale) in SIZES.items():
            window.resize(size)
            if window.font_scale != scale:
                window.set_font_scale(scale)
            for language in LANGUAGES:
                window.set_language(language)
                stage.settle()
                where = f"{theme}, {name}, {language}"
                problems += [f"{where}: {found}" for found in problems_of(window)]
    assert not problems


@pytest.mark.parametrize("preset", ["approximation-step", "approximation-tower"])
def test_what_panels_say_of_themselves_is_readable(qtbot, preset):
    stage = Stage(qtbot, preset)
    stage.window.view.ask(HoldPiece(0))
    for language, name in itertools.product(
        LANGUAGES, ("fitting", "pieces", "parts", "sizes")
    ):
        stage.window.set_language(language)
        stage.settle()
        frame = stage.window.panel(name)
        frame.explain()
        stage.glance()
        assert not problems_of(frame.explanation())
        frame.explanation().close_explanation()


@pytest.mark.parametrize("preset", ["approximation-step", "approximation-tower"])
def test_all_of_it_is_chinese(qtbot, preset):
    stage = Stage(qtbot, preset, size=LARGE)
    stage.window.set_language("zh")
    for name in ("fitting", "pieces", "parts", "sizes"):
        stage.settle()
        frame = stage.window.panel(name)
        assert not english_in(screen_texts(frame, only_visible=True)), name
        frame.explain()
        stage.glance()
        assert not english_in(screen_texts(frame.explanation()))
        frame.explanation().close_explanation()


@pytest.mark.parametrize("preset", ["approximation-bumps", "approximation-tower"])
def test_presenting_shows_the_fit(qtbot, preset):
    stage = Stage(qtbot, preset)
    window = stage.window
    window.presenter.enter()
    stage.settle(1)
    window.showNormal()
    for size in (SMALL, QSize(1920, 1080)):
        window.resize(size)
        for language in LANGUAGES:
            window.set_language(language)
            stage.settle()
            assert not problems_of(window)
    assert stage.panel("fitting").isVisible()


def test_drawing_the_target_is_readable(qtbot):
    stage = Stage(qtbot, "approximation-drawn")
    stage.window.view.ask(SetOption("draw_target", True))
    stage.window.view.ask(SetOption("trained_parts", True))
    stage.settle()
    assert not problems_of(stage.window)
