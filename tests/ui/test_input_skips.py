"""Edges from the inputs past layers, on the canvas and by keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt

from tests.ui.stages import LARGE, Stage
from visualizer.scenes.intents import NeuronRef, Select, WeightRef
from visualizer.session import commands as do
from visualizer.session.experiment import preset


@pytest.fixture
def stage(qtbot: Any) -> Stage:
    experiment = preset("circle")
    settings = replace(experiment.settings, hidden=(4, 3), input_skips=True)
    return Stage(qtbot, experiment.with_settings(settings), size=LARGE)


def test_every_edge_has_its_weight_and_its_course(stage: Stage) -> None:
    view = stage.panel("network").view
    edges, columns = view.edges, view.arrangement.columns
    weights = [edges.weight(number) for number in range(edges.total)]
    assert len(set(weights)) == edges.total == 2 * 4 + 6 * 3 + 3
    assert [edges.number(weight) for weight in weights] == list(range(edges.total))
    number = edges.number(WeightRef(2, 5, 1))
    start, end = edges.point(number, 0.0), edges.point(number, 1.0)
    assert start == pytest.approx((columns[0].right, columns[0].ys[1]))
    assert end == pytest.approx((columns[2].left, columns[2].ys[1]))
    assert "+ inputs" in stage.header_texts()


def test_a_click_selects_a_way_past_a_layer(stage: Stage) -> None:
    view = stage.panel("network").view
    edges = view.edges
    number = edges.number(WeightRef(2, 4, 0))
    # A place of it that no other edge is as near to.
    places = [edges.point(number, share / 200) for share in range(10, 190)]
    x, y = next(place for place in places if edges.at(*place, 2.0) == number)
    stage.click(view, view.mapFromScene(QPointF(x, y)))
    stage.glance()
    assert stage.window.view.watch.selection == WeightRef(2, 4, 0)


def test_the_keyboard_goes_through_all_weights_of_a_neuron(stage: Stage) -> None:
    window, view = stage.window, stage.panel("network").view
    window.view.ask(Select(NeuronRef(2, 1)))
    stage.glance()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    keys = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    seen = []
    for _ in range(7):
        stage.key(Qt.Key.Key_Down, keys)
        stage.glance()
        seen.append(window.view.watch.selection.source)
    assert seen == [None, 0, 1, 2, 3, 4, 5]
    # To the left lies the input that it leads from.
    stage.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    stage.glance()
    assert window.view.watch.selection == NeuronRef(0, 1)


def test_pulses_run_the_whole_way(stage: Stage) -> None:
    stage.session.execute(do.SetPace("layer"))
    stage.session.execute(do.Step("layer", 2))
    stage.glance()
    view = stage.panel("network").view
    pulses, columns = view.pulses, view.arrangement.columns
    pulses._on_moved(0.0)
    shown = [dot.x() for dot in pulses._dots if dot.isVisible()]
    lefts = {round(columns[0].right), round(columns[1].right)}
    assert len(shown) == 18
    assert {round(x) for x in shown} == lefts


def test_the_setting_starts_a_run_with_more_weights(qtbot: Any) -> None:
    stage = Stage(qtbot, "circle")
    before = stage.theta.size
    stage.window.view.change(input_skips=True)
    stage.settle()
    assert stage.theta.size == before + 2 * 2
    stage.window.actions_.trigger("undo")
    stage.settle()
    assert stage.theta.size == before
