"""The page Layers in the window: maps, bars, the twin, hands and keys."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.ui import rendering_checks as checks
from tests.ui.stages import LARGE, SMALL, Stage, texts_of
from visualizer.language import LANGUAGES
from visualizer.session import commands as do
from visualizer.ui.panels import panels
from visualizer.ui.panels.representations_panel import RepresentationsPanel
from visualizer.ui.plots.layer_map import widened
from visualizer.ui.theme import THEMES

pytestmark = pytest.mark.window

ALT = Qt.KeyboardModifier.AltModifier

SPIRAL, DIGITS = "representations-spiral", "representations-digits"


@pytest.fixture
def stage(qtbot):
    made = Stage(qtbot, SPIRAL, epochs=4, size=LARGE)
    made.settle()
    return made


def test_it_is_a_page_of_inside(qtbot):
    stage = Stage(qtbot, "circle", epochs=1)
    stage.window.rail.exhibit_chosen.emit("inside")
    stage.settle()
    stage.window.pages.chosen.emit("representations")
    stage.settle()
    assert stage.settings.hidden == (8, 8, 8)
    assert stage.window.rail.chosen_key() == "inside"
    assert stage.window.pages.chosen_key() == "representations"
    assert panels["representations"] is RepresentationsPanel


def test_a_press_on_a_small_map_shows_it_large(stage):
    view = stage.panel("representations").view
    assert [title for title, _ in view.captions()] == [
        *("Input", "Layer 1", "Layer 2", "Layer 3", "Output"),
    ]
    stage.click(view, view.small_rect(1).center().toPoint())
    stage.settle()
    assert stage.session.watch.layer_shown == 1
    assert view._drawn.shown == 1


def test_a_press_on_an_example_watches_it(stage):
    view = stage.panel("representations").view
    chosen = 17
    at = view.place_of(chosen).toPoint()
    x, y = view._large.places
    train = ~view._drawn.points.is_test
    nearest = int(np.argmin(np.where(train, np.hypot(x - at.x(), y - at.y()), np.inf)))
    stage.click(view, at)
    stage.settle()
    assert stage.session.watch.example == nearest


def test_a_press_beside_the_examples_does_nothing(stage):
    view = stage.panel("representations").view
    before = stage.session.watch
    corner = view.map_rect().adjusted(3, 3, 0, 0).topLeft()
    stage.click(view, corner.toPoint())
    stage.settle()
    assert stage.session.watch == before


def test_keys_choose_layer_and_neurons(stage):
    panel = stage.panel("representations")
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Left, ALT)
    stage.settle()
    assert stage.session.watch.layer_shown == 2
    for expected in ((0, 1), (1, 2)):
        stage.key(Qt.Key.Key_Down, ALT)
        stage.settle()
        assert stage.session.watch.neurons_shown == expected
    stage.key(Qt.Key.Key_Up, ALT)
    stage.key(Qt.Key.Key_Up, ALT)
    stage.settle()
    for _ in range(6):
        stage.key(Qt.Key.Key_Right, ALT)
        stage.settle()
    assert stage.session.watch.layer_shown == 4, "no further than the output"


def test_the_lists_choose_neurons(stage):
    panel = stage.panel("representations")
    across, up = panel.axes
    assert across.isVisible()
    assert not up.isVisible()
    across.chosen.emit("3")
    stage.settle()
    assert stage.session.watch.neurons_shown == (3, 0)
    assert up.isVisible()
    up.chosen.emit("3")
    stage.settle()
    assert stage.session.watch.neurons_shown == (0, 3), "they change places"
    across.chosen.emit("principal")
    stage.settle()
    assert stage.session.watch.neurons_shown is None
    stage.window.view.change(hidden=(8, 2))
    stage.settle()
    assert not across.isVisible(), "two neurons leave nothing to choose"


def test_options_have_a_switch_and_an_action(stage):
    panel = stage.panel("representations")
    for name in ("warped_grid", "show_test"):
        before = getattr(stage.session.watch, name)
        stage.press(panel.chip(name))
        stage.settle()
        assert getattr(stage.session.watch, name) is not before
        assert panel.chip(name).isChecked() is not before
        stage.window.actions_.trigger(f"option:{name}")
        stage.settle()
        assert getattr(stage.session.watch, name) is before


def test_without_a_plane_there_is_no_grid_to_switch(qtbot):
    stage = Stage(qtbot, DIGITS, size=LARGE)
    stage.settle()
    panel = stage.panel("representations")
    assert not panel.chip("warped_grid").isVisible()
    assert panel.chip("show_test").isVisible()
    assert "no grid to bend" in panel.note()


def test_maps_move_while_it_learns(stage):
    view = stage.panel("representations").view
    before = view._large.places[0].copy()
    stage.session.advance(50)
    stage.settle()
    stage.qtbot.waitUntil(lambda: not np.array_equal(view._large.places[0], before))


def test_all_small_maps_follow_in_turn(stage):
    view = stage.panel("representations").view
    before = [items.places[0].copy() for items, _, _ in view._small]
    stage.session.advance(50)
    stage.settle()

    def moved():
        pairs = zip(view._small[1:], before[1:], strict=True)
        return all(not np.array_equal(items.places[0], x) for (items, *_), x in pairs)

    stage.qtbot.waitUntil(moved)
    assert np.array_equal(view._small[0][0].places[0], before[0]), "inputs stay"


def test_both_axes_of_the_large_map_have_one_unit(stage):
    view = stage.panel("representations").view
    axes = view._axes
    origin, right, up = (
        axes.to_pixels(*place) for place in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))
    )
    across, high = right.x() - origin.x(), origin.y() - up.y()
    assert across == pytest.approx(high, rel=0.03)
    assert widened((-1.0, 1.0, -1.0, 1.0), 200.0, 100.0) == (-2.0, 2.0, -1.0, 1.0)


def test_bars_say_what_the_numbers_say(stage):
    view = stage.panel("separation").view
    found = stage.session.snapshot().frame.separation
    for row, (name, share, ratio) in enumerate(view.texts()):
        assert name
        assert share == f"{100 * found.shares[row]:.0f} %"
        assert float(ratio) == pytest.approx(found.ratios[row], rel=0.05)
        assert view.bar_share(row) == pytest.approx(found.shares[row], abs=1e-6)
    assert "250 test examples" in stage.panel("separation").note()


def test_the_twin_is_told_in_a_table_and_two_curves(stage):
    panel = stage.panel("twin")
    heads, own, twin = panel.texts()
    assert heads[1:] == ["parameters", "train", "test", "accuracy"]
    assert (own[0], twin[0]) == ("deep 2-8-8-8-1", "shallow 2-44-1")
    assert own[1] == twin[1] == "177"
    assert panel.view.names() == [own[0], twin[0]]
    stage.window.view.change(hidden=())
    stage.settle()
    assert "no twin" in panel.note()
    assert not panel.view.isVisible()
    assert panel.texts()[1] == [""] * 5


def test_regression_has_other_measures(qtbot):
    stage = Stage(qtbot, "representations-regression", epochs=2, size=LARGE)
    stage.settle()
    assert stage.panel("twin").texts()[0][1:] == ["parameters", "train", "test", ""]
    texts = stage.panel("separation").view.texts()
    assert all(not further for _, _, further in texts)
    assert "R²" in texts_of(stage.panel("separation").view)


def test_a_run_that_diverged_is_drawn(qtbot):
    stage = Stage(qtbot, "representations-regression", size=LARGE)
    stage.window.view._on_edited("learning_rate", 1.0, True)
    stage.session.learner.parameters.flat[:] = np.nan
    stage.session.advance(20)
    stage.settle()
    view = stage.panel("separation").view
    qtbot.waitUntil(lambda: view.texts()[1][1] == "–")
    assert not checks.problems_of(stage.window)


def test_two_can_be_compared(stage):
    stage.send(do.Compare())
    stage.settle()
    stage.settle()
    assert stage.duet.right is not None
    assert not checks.problems_of(stage.window)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("preset", [SPIRAL, DIGITS])
def test_every_panel_is_readable_in_every_size_and_language(qtbot, preset, theme):
    stage = Stage(qtbot, preset, epochs=3, theme=theme)
    window, problems = stage.window, []
    tabs = itertools.cycle(("twin", "network", "twin"))
    for size, scale in ((SMALL, 1.0), (LARGE, 1.0), (SMALL, 1.25)):
        window.resize(size)
        if window.font_scale != scale:
            window.set_font_scale(scale)
        for language in LANGUAGES:
            window.set_language(language)
            window.show_panel(next(tabs))
            stage.settle()
            where = f"{size.toTuple()} {scale} {language}"
            problems += [f"{where}: {each}" for each in checks.problems_of(window)]
            for name in ("representations", "separation", "twin"):
                panel = stage.panel(name)
                assert panel.accessibleName()
                assert all(part and said for part, said in panel.explanation())
    assert not problems
    assert stage.panel("representations").accessibleName() == "各层把数据变成什么"


@pytest.mark.parametrize("language", LANGUAGES)
def test_presenting_is_readable_from_the_back_row(qtbot, language):
    stage = Stage(qtbot, SPIRAL, epochs=4)
    stage.window.set_language(language)
    stage.window.presenter.enter()
    stage.settle(1)
    stage.window.showNormal()
    stage.window.resize(SMALL)
    stage.settle()
    for name in ("representations", "separation"):
        assert stage.panel(name).isVisible()
    assert not checks.problems_of(stage.window)
