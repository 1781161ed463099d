"""The page Graph in the window: boxes, rules, keys, zoom."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF

from tests.ui.stages import LARGE, Stage, problems_in_all_looks
from visualizer.scenes.operations import OperationsScene, RuleScene
from visualizer.session import commands as do
from visualizer.ui.formula_shape import FormulaShape
from visualizer.ui.panels import panels
from visualizer.ui.panels.operations_panel import OperationsPanel
from visualizer.ui.panels.rule_panel import RulePanel


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, "inside-graph", epochs=1, size=LARGE)


def label_of(stage, index):
    operations = stage.session.snapshot().frame.operations
    return next(node.label for node in operations if node.index == index)


def index_of(stage, label):
    operations = stage.session.snapshot().frame.operations
    return next(node.index for node in operations if node.label == label)


def test_panels_draw_their_scenes():
    assert panels["operations"] is OperationsPanel
    assert OperationsPanel.scene_class is OperationsScene
    assert panels["rule"] is RulePanel
    assert RulePanel.scene_class is RuleScene


def test_a_click_on_a_box_opens_its_rule(stage):
    view, index = stage.panel("graph").view, index_of(stage, "z₁⁽¹⁾")
    stage.click(view, view.place_of(index))
    stage.glance()
    assert stage.session.watch.selected == index
    assert stage.panel("rule").texts()[1].startswith("z₁⁽¹⁾ = v₁ + v₂ + b₁⁽¹⁾")


def test_titles_are_typeset(stage):
    view = stage.panel("graph").view
    shapes = {
        item.text(): item
        for item in view.scene().items()
        if isinstance(item, FormulaShape) and item.isVisible()
    }
    titles = [box.title for box in view._drawn.boxes]
    assert shapes.keys() == set(titles)
    weight = shapes["w₁₁⁽¹⁾"]
    # Its indices stand above and below each other, not side by side.
    plain = QFontMetricsF(view.font()).horizontalAdvance("w₁₁⁽¹⁾")
    assert 0.0 < weight.drawn_rect().width() < 0.85 * plain
    values = [box for box in view._boxes if box.shown is not None]
    for box in values:
        below = box.value.mapRectToScene(box.value.boundingRect()).center().y()
        assert box.title.drawn_rect().bottom() < below
        assert box.rect.contains(box.title.drawn_rect())


def test_keys_go_from_rule_to_rule(stage):
    panel = stage.panel("graph")
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _ in range(3):
        stage.key(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        stage.glance()
        seen.append(stage.session.watch.selected)
    stage.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    stage.glance()
    assert len(set(seen)) == 3
    assert stage.session.watch.selected == seen[1]
    assert stage.panel("rule").texts()[1] == label_of(stage, seen[1]) or (
        label_of(stage, seen[1]) in " ".join(stage.panel("rule").texts())
    )


def test_the_arrow_keys_step_by_operations(stage):
    stage.window.setFocus()
    stage.key(Qt.Key.Key_Right)
    stage.glance()
    assert stage.session.snapshot().frame.phase is not None
    boxes = stage.panel("graph").view._drawn.boxes
    assert sum(box.stage == "current" for box in boxes) == 1


def test_a_step_brings_values_and_then_gradients(stage):
    view, loss = stage.panel("graph").view, index_of(stage, "C")
    assert all(view.texts(loss))
    stage.session.execute(do.Step("product", 1))
    stage.glance()
    assert view.texts(loss)[1:] == ("", "")
    frame = stage.session.snapshot().frame
    made = sum(bool(node.parents) for node in frame.operations)
    stage.session.execute(do.Step("product", made))
    stage.glance()
    assert view.texts(loss)[1] != ""
    assert view.texts(loss)[2] == "∂ 1.00"
    assert view.texts(index_of(stage, "w₁₁⁽¹⁾"))[2] == ""


def test_the_list_shows_one_neuron(stage):
    panel = stage.panel("graph")
    before = len([b for b in panel.view._boxes if b.frame.isVisible()])
    panel.scope.chosen.emit("1.0")
    stage.glance()
    after = [b for b in panel.view._boxes if b.frame.isVisible()]
    assert 0 < len(after) < before
    assert panel.view.fitted
    # What is left over of the larger drawing stays out of the way.
    stage.session.advance(3)
    stage.glance()
    stage.session.execute(do.Step("product", 1))
    stage.glance()
    assert len([b for b in panel.view._boxes if b.frame.isVisible()]) == len(after)


def test_it_is_zoomed_moved_and_fitted(stage):
    view = stage.panel("graph").view
    before = view.place_of(index_of(stage, "C"))
    stage.drag(view, [QPoint(5, 5), QPoint(60, 40), QPoint(90, 60)])
    assert not view.fitted
    assert view.place_of(index_of(stage, "C")) != before
    stage.qtbot.mouseDClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5)
    )
    assert view.fitted
    assert (view.place_of(index_of(stage, "C")) - before).manhattanLength() <= 2


def test_boxes_do_not_overlap_on_screen(stage):
    stage.window.view.change(depth=2, width=3)
    stage.glance()
    rects = [b.rect for b in stage.panel("graph").view._boxes if b.frame.isVisible()]
    assert len(rects) > 60
    for number, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[number + 1 :])


@pytest.mark.window
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("preset", ["inside-graph", "inside-chain"])
def test_both_pages_are_readable(qtbot, preset, theme):
    stage = Stage(qtbot, preset, epochs=1, theme=theme)
    assert not problems_in_all_looks(stage, stage.window)
