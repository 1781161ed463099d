"""The window as it is drawn: every text whole, readable, and in its own place."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from tests.ui import rendering_checks as checks
from tests.ui.stages import LARGE, SMALL, Stage
from visualizer.language import LANGUAGES
from visualizer.scenes.intents import MoveProbe, NeuronRef, Select, WeightRef
from visualizer.session import commands as do
from visualizer.ui.canvas.spotlight import Spot
from visualizer.ui.theme import THEMES

pytestmark = pytest.mark.window

SIZES = {
    "small": (SMALL, 1.0),
    "large": (LARGE, 1.0),
    "smaller": (QSize(1100, 700), 1.0),
    "large type": (SMALL, 1.25),
}
TABS = ("surface", "neuron", "loss", "statistics")


def problems_of(widget, where):
    return [f"{where}: {problem}" for problem in checks.problems_of(widget)]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("preset", ["circle", "digits"])
def test_the_window_is_readable(qtbot, preset, theme):
    stage = Stage(qtbot, preset, epochs=4, theme=theme)
    window = stage.window
    window.view.ask(Select(NeuronRef(1, 0)))
    problems = []
    tabs = itertools.cycle(TABS)
    for name, (size, scale) in SIZES.items():
        window.resize(size)
        if window.font_scale != scale:
            window.set_font_scale(scale)
        for language in LANGUAGES:
            window.set_language(language)
            window.show_panel(next(tabs))
            stage.settle()
            problems += problems_of(window, f"{name}, {language}")
    assert not problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_opens_over_the_window_is_readable(qtbot, language):
    stage = Stage(qtbot, "circle", epochs=4, language=language)
    window, actions = stage.window, stage.window.actions_
    window.set_language(language)
    problems = []
    for name, opened in (
        ("palette", actions.palette),
        ("keys", actions.sheet),
        ("about", actions.licenses),
    ):
        {
            "palette": actions.open_palette,
            "keys": actions.open_keys,
            "about": window.show_about,
        }[name]()
        QApplication.processEvents()
        problems += problems_of(opened, name)
        opened.close_overlay()
    for name in ("network", "output", "surface", "neuron", "loss", "statistics"):
        window.show_panel(name)
        stage.settle()
        frame = window.panel(name)
        frame.explain()
        QApplication.processEvents()
        problems += problems_of(frame.explanation(), f"explanation of {name}")
        frame.explanation().close_explanation()
        frame.set_curtain(True)
        QApplication.processEvents()
        problems += problems_of(frame, f"curtain of {name}")
        frame.set_curtain(False)
    assert not problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hint_is_readable_and_beside_its_target(qtbot, language):
    stage = Stage(qtbot, "circle", epochs=4)
    window = stage.window
    window.set_language(language)
    window.show_hints()
    stage.settle()
    problems, said = [], set()
    while window.coach.hint.is_open():
        hint = window.coach.hint
        said.add(hint.text())
        problems += problems_of(hint.bubble(), hint.text())
        assert window.rect().contains(hint.bubble().geometry())
        stage.press(hint.next_button())
        stage.settle()
    assert len(said) == 5
    assert not problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_readable_to_its_end(qtbot, language):
    stage = Stage(qtbot, "spiral")
    form = stage.window.view.form
    stage.window.set_language(language)
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
def test_a_diverged_run_is_readable(qtbot, language):
    stage = Stage(qtbot, "reg-plane")
    stage.window.set_language(language)
    stage.window.view._on_edited("learning_rate", 100.0, True)
    stage.session.advance(500)
    stage.settle()
    assert stage.window.banner.isVisible()
    assert not problems_of(stage.window, "diverged")


@pytest.mark.parametrize("preset", ["circle", "spiral", "digits"])
def test_presenting_is_readable_from_the_back_row(qtbot, preset):
    stage = Stage(qtbot, preset, epochs=4)
    window = stage.window
    window.presenter.enter()
    stage.settle(1)
    window.showNormal()
    for size in (QSize(1280, 720), QSize(1920, 1080)):
        window.resize(size)
        for language in LANGUAGES:
            window.set_language(language)
            stage.settle()
            assert not problems_of(window, f"{language} at {size.toTuple()}")
            assert window.font().pixelSize() >= 24


@pytest.mark.parametrize("theme", THEMES)
def test_the_speakers_window_is_readable(qtbot, theme):
    stage = Stage(qtbot, "spiral", epochs=1, theme=theme)
    window = stage.window
    window.open_speaker()
    speaker = window.presenter.speaker
    stage.settle()
    problems = []
    for marks in (0, 2):
        for _ in range(marks):
            stage.session.advance(500)
            stage.session.execute(do.Bookmark())
        for scale in (1.0, 1.5):
            window.set_font_scale(scale)
            for language in LANGUAGES:
                window.set_language(language)
                for size in (SMALL, LARGE):
                    speaker.resize(size)
                    stage.settle()
                    assert speaker.size() == size
                    where = f"{marks} moments, {language}, {scale}, {size.toTuple()}"
                    problems += problems_of(speaker, where)
    assert not problems


@pytest.mark.parametrize("theme", THEMES)
def test_a_spotlight_is_readable(qtbot, theme):
    stage = Stage(qtbot, "spiral", epochs=4, theme=theme)
    view = stage.panel("network").view
    for spot in (Spot(1, 2), Spot(2), Spot(3, 0)):
        view.toggle_spotlight(spot)
        for size in (SMALL, LARGE):
            stage.window.resize(size)
            stage.settle()
            assert not problems_of(stage.window, f"{spot} at {size.toTuple()}")


@pytest.mark.parametrize("theme", THEMES)
def test_a_selected_weight_and_the_probe_are_readable(qtbot, theme):
    stage = Stage(qtbot, "circle", epochs=4, theme=theme)
    window = stage.window
    window.view.ask(MoveProbe((1.5, -2.0)))
    stage.settle()
    assert not problems_of(window, "probe")
    window.view.ask(Select(WeightRef(2, 1, 0)))
    stage.settle()
    card = stage.panel("network").view.card
    assert card.isVisible()
    assert not problems_of(card, "card")


def test_every_shape_of_network_is_readable(qtbot):
    stage = Stage(qtbot, "circle")
    window = stage.window
    for hidden in ((), (1,), (64,), (8,) * 10, (2, 64, 3)):
        wanted = window.view.exhibit.adapt(window.view.settings, {"hidden": hidden})
        window.send(do.Change(wanted))
        stage.settle()
        assert not problems_of(window, str(hidden))


def test_a_run_with_many_marks_is_readable(qtbot):
    stage = Stage(qtbot, "circle", epochs=1)
    for number in range(12):
        stage.session.advance(20 + 3 * number)
        stage.settle(1)
        rate = 0.03 if number % 2 else 0.1
        stage.window.view._on_edited("learning_rate", rate, True)
        # Each is a gesture of its own.
        stage.window.view._gesture_field = ""
    stage.window.show_panel("loss")
    stage.settle()
    assert not problems_of(stage.window, "marks")
