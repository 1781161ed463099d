from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from tests.ui.hosting import hosted
from visualizer.scenes.cut_off import CutOffScene
from visualizer.scenes.intents import MoveCutOff, TryRemedy
from visualizer.ui.panels import panels
from visualizer.ui.panels.cut_off_panel import CutOffPanel
from visualizer.ui.theme import load_theme

SCENE = CutOffScene(
    title="Cut-off",
    subtitle="on 100 test examples",
    cut_off=0.25,
    yes="ill",
    no="well",
    counts=(30, 10, 6, 54),
    sensitivity="75.0 %",
    specificity="90.0 %",
    at=(0.1, 0.75),
    curve=np.array([[0.0, 0.0], [0.1, 0.75], [1.0, 1.0]]),
    area_text="AUC 0.925",
    note="",
    hint="",
)


@pytest.fixture
def panel(qtbot):
    panel = hosted(qtbot, CutOffPanel)
    panel.set_theme(load_theme("dark"))
    panel.setGeometry(0, 0, 380, 260)
    panel.set_scene(SCENE)
    panel.show()
    return panel


def test_registered():
    assert panels["cut_off"] is CutOffPanel


def test_counts_and_shares_are_written(panel):
    assert panel.texts() == [
        "30", "10", "6", "54", "sensitivity 75.0 %", "specificity 90.0 %",
    ]  # fmt: skip
    assert panel.slider.value() == 0.25
    assert panel.curve.accessibleDescription() == "AUC 0.925"


def test_the_ring_lies_on_the_curve(panel):
    view = panel.curve
    rect = view._rect
    at = view._ring.pos()
    assert at.x() == pytest.approx(rect.left() + 0.1 * rect.width())
    assert at.y() == pytest.approx(rect.bottom() - 0.75 * rect.height())
    panel.set_scene(replace(SCENE, at=None, curve=np.empty((0, 2))))
    assert not view._ring.isVisible()
    assert view._curve.path().isEmpty()


def test_the_slider_moves_the_cut_off(panel, qtbot):
    slider = panel.slider.slider()
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(panel.intent) as told:
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    intent = told.args[0]
    assert isinstance(intent, MoveCutOff)
    assert 0.25 < intent.probability <= 0.3


def test_a_hint_takes_the_place_of_numbers(panel):
    panel.set_scene(replace(SCENE, hint="choose another loss"))
    assert panel.hint() == "choose another loss"
    assert not panel.remedy_button().isVisible()
    assert not panel.slider.isVisible()
    panel.set_scene(SCENE)
    assert panel.slider.isVisible()


def test_what_helps_is_one_click_away(panel, qtbot):
    offer = ("probabilities", "Use binary cross-entropy")
    panel.set_scene(replace(SCENE, hint="choose another loss", remedy=offer))
    assert panel.remedy_button().text() == "Use binary cross-entropy"
    with qtbot.waitSignal(panel.intent) as sent:
        qtbot.mouseClick(panel.remedy_button(), Qt.MouseButton.LeftButton)
    assert sent.args == [TryRemedy("probabilities")]
    panel.set_scene(SCENE)
    assert not panel.remedy_button().isVisible()


@pytest.mark.parametrize("theme", ["light", "contrast"])
def test_every_part_is_explained_and_follows_the_theme(panel, theme):
    before = panel.grab().toImage()
    panel.set_theme(load_theme(theme))
    assert panel.grab().toImage() != before
    assert len(panel.explanation()) == 5
