import msgspec
import numpy as np
import pytest

from tests.ui.hosting import hosted
from visualizer.scenes.intents import CountSettings
from visualizer.scenes.search import SearchScene
from visualizer.scenes.terrain import HeightCurve, HeightsScene
from visualizer.ui.panels.search_panel import SearchPanel
from visualizer.ui.theme import load_theme


def scene(**changes):
    curves = (
        HeightCurve(0, "descent", np.arange(3.0), np.array([1, 0.5, 0.1]), True),
        HeightCurve(1, "guessing", np.arange(3.0), np.array([1, 1, 0.9]), False),
    )
    race = HeightsScene("Brute force", "", curves, True, "tries", "loss", named=True)
    made = SearchScene(
        "Brute force", "", 0, 1000, 25, (("Settings to try", "10⁷⁵"),), race
    )
    return msgspec.structs.replace(made, **changes)


@pytest.fixture
def panel(qtbot):
    made = hosted(qtbot, SearchPanel)
    made.resize(420, 320)
    made.set_theme(load_theme("dark"))
    made.set_scene(scene())
    return made


def test_it_counts_for_the_network_until_asked_otherwise(panel):
    weights, values = panel.sliders
    assert weights.value_text() == "25 as on screen"
    assert values.value() == 1000
    assert panel.facts() == [("Settings to try", "10⁷⁵")]
    panel.set_scene(scene(weights=100))
    assert weights.value_text() == "100"


def test_a_slider_asks_for_another_count(panel, qtbot):
    asked = []
    panel.intent.connect(asked.append)
    weights, _ = panel.sliders
    weights.slider().setFocus()
    weights.edit()
    weights.editor().setText("50")
    qtbot.keyClick(weights.editor(), "\r")
    assert asked[-1] == CountSettings(50, 1000)


def test_what_is_no_number_is_refused_in_a_sentence(panel, qtbot):
    _, values = panel.sliders
    values.edit()
    values.editor().setText("many")
    qtbot.keyClick(values.editor(), "\r")
    assert panel._error.isVisibleTo(panel)
    assert "many is not allowed; allowed: a whole number" in panel._error.text()
    assert values.value() == 1000


def test_both_curves_are_named_at_their_ends(panel):
    view = panel._view
    assert view.names() == ("guessing", "descent")
    upper, lower = (name.rect() for name in view._names)
    assert not upper.intersects(lower)
    for rect in (upper, lower):
        assert view.area().contains(rect)
    race = msgspec.structs.replace(scene().race, named=False)
    view.set_scene(race)
    assert view.names() == ()
