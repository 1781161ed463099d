from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsSimpleTextItem, QLabel

from visualizer.scenes.intents import (
    NeuronRef,
    Select,
    ToggleDisabled,
    ToggleFrozen,
    WeightRef,
)
from visualizer.scenes.neuron import NeuronScene, Term
from visualizer.scenes.why import AskWhy, Quantity
from visualizer.ui.formula_shape import FormulaShape
from visualizer.ui.panels import panels
from visualizer.ui.panels.neuron_panel import NeuronPanel
from visualizer.ui.theme import load_theme

DARK = load_theme("dark")
CURVE_X = np.linspace(-4, 4, 121)
INPUTS = (0.82, -0.14, 0.95, -0.61)
WEIGHTS = (1.31, 0.77, -1.02, 0.35)


def number(value):
    return f"{value:.2f}".replace("-", "−")


def a_term(index):
    first, second = INPUTS[index % 4], WEIGHTS[index % 4]
    return Term(
        source=f"h{'₀₁₂₃₄₅₆₇₈₉'[index % 9 + 1]}⁽¹⁾",
        weight=WeightRef(2, index, 3),
        input_text=number(first),
        weight_text=number(second),
        product_text=number(first * second),
        input_value=first,
        weight_value=second,
        product=first * second,
    )


def a_scene(count=4, **changes):
    scene = NeuronScene(
        title="Inside neuron h₄⁽²⁾",
        subtitle="example 3",
        terms=tuple(a_term(index) for index in range(count)),
        rest_text="",
        product_limit=1.1,
        bias_text="+ bias 0.18",
        sum_text="Σ = −0.04",
        activation_text="tanh(Σ) = −0.04",
        pre_activation=-0.04,
        activation=-0.04,
        activation_name="tanh",
        curve_x=CURVE_X,
        curve_y=np.tanh(CURVE_X),
        gradient_lines=(
            ("∂C/∂a", "−0.024", -0.024),
            ("slope", "0.998", 0.998),
            ("∂C/∂z", "−0.024", -0.024),
        ),
        note="",
        hint="",
    )
    return msgspec.structs.replace(scene, **changes)


def nothing_selected():
    return a_scene(
        0,
        bias_text="",
        sum_text="",
        activation_text="",
        gradient_lines=(),
        hint="Click a neuron",
    )


@pytest.fixture
def panel(qtbot):
    panel = NeuronPanel()
    qtbot.addWidget(panel)
    panel.set_theme(DARK)
    panel.resize(420, 240)
    panel.set_scene(a_scene())
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def intents(panel):
    caught = []
    panel.intent.connect(caught.append)
    return caught


def text_items(panel):
    return [
        item
        for item in panel.canvas.scene().items()
        if isinstance(item, QGraphicsSimpleTextItem | FormulaShape) and item.isVisible()
    ]


def texts(panel):
    return [item.text() for item in text_items(panel)]


def picture_of(panel):
    image = panel.grab().toImage()
    return image.convertToFormat(image.Format.Format_RGB32)


def count_of(image, color):
    words = np.frombuffer(image.constBits(), dtype=np.uint32)
    return int((words == QColor(color).rgb()).sum())


def test_it_draws_neuron_scenes():
    assert panels["neuron"] is NeuronPanel
    assert NeuronPanel.scene_class is NeuronScene


@pytest.mark.parametrize("count", [1, 4, 12])
@pytest.mark.parametrize("size", [(300, 150), (350, 200), (420, 240), (1100, 700)])
@pytest.mark.parametrize("note", ["", "saturated: the curve is flat"])
def test_no_text_is_clipped_or_overlaps(panel, count, size, note):
    panel.resize(*size)
    panel.set_scene(a_scene(count, note=note, rest_text="+ 52 others: 0.31"))
    items = text_items(panel)
    room = panel.canvas.sceneRect().adjusted(-1, -2, 1, 2)
    boxes = [item.sceneBoundingRect() for item in items]
    for item, box in zip(items, boxes, strict=True):
        assert room.contains(box), item.text()
    for place, (item, box) in enumerate(zip(items, boxes, strict=True)):
        for other, rest in zip(items[place + 1 :], boxes[place + 1 :], strict=True):
            common = box.intersected(rest)
            met = common.height() > 4 and common.width() > 1
            assert not met, (item.text(), other.text())


def test_the_sum_is_written_out(panel):
    shown = texts(panel)
    assert {"0.82", "1.31", "−1.02", "+ bias 0.18"} <= set(shown)
    assert "Σ = −0.04  →  tanh(Σ) = −0.04" in shown
    assert {"∂C/∂a", "slope", "∂C/∂z", "0.998"} <= set(shown)
    assert shown.count("×") == 4


def test_weights_are_colored_by_their_sign(panel):
    colors = {item.text(): item.brush().color().name() for item in text_items(panel)}
    assert colors["1.31"] == DARK.positive_text
    assert colors["−1.02"] == DARK.negative_text
    assert colors["0.82"] == DARK.text


def test_bars_are_as_long_as_products(panel):
    image = picture_of(panel)
    panel.set_scene(a_scene(product_limit=2.2))
    half = picture_of(panel)
    for color in (DARK.positive, DARK.negative):
        assert count_of(half, color) < 0.75 * count_of(image, color)


def test_terms_that_do_not_fit_are_counted(panel):
    panel.resize(420, 200)
    panel.set_scene(a_scene(30, rest_text="+ 34 others: 0.31"))
    shown = len(panel.targets()) - 1
    assert 2 <= shown < 30
    assert f"+ {30 - shown} more · + 34 others: 0.31" in texts(panel)
    panel.resize(420, 1200)
    assert len(panel.targets()) == 31
    assert "+ 34 others: 0.31" in texts(panel)


def test_a_click_on_a_row_selects_its_weight(panel, intents, qtbot):
    ref, box = panel.targets()[2]
    assert ref == WeightRef(2, 2, 3)
    qtbot.mouseClick(
        panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=box.center().toPoint()
    )
    assert intents == [Select(ref)]


def test_the_bias_can_be_selected(panel, intents, qtbot):
    ref, box = panel.targets()[-1]
    assert ref == WeightRef(2, None, 3)
    qtbot.mouseClick(
        panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=box.center().toPoint()
    )
    assert intents == [Select(ref)]


def test_a_click_beside_the_rows_does_nothing(panel, intents, qtbot):
    corner = panel.canvas.viewport().rect().bottomRight()
    qtbot.mouseClick(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=corner)
    assert intents == []


def test_keys_walk_through_the_rows(panel, intents, qtbot):
    panel.activateWindow()
    panel.clearFocus()
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(panel.hasFocus)
    qtbot.waitUntil(lambda: count_of(picture_of(panel), DARK.accent) > 50)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        qtbot.keyClick(panel, key)
    assert intents == [Select(WeightRef(2, 1, 3))]


ASKED = (
    Quantity("activation", 2, 3),
    Quantity("desired", 2, 3),
    Quantity("slope", 2, 3),
    Quantity("sum_request", 2, 3),
)


def asking(**changes):
    return a_scene(activation_asks=ASKED[0], gradient_asks=ASKED[1:], **changes)


def test_the_curve_and_the_gradients_can_be_asked(panel, intents, qtbot):
    assert len(panel.places()) == len(panel.targets())
    panel.set_scene(asking())
    opened = panel.places()[len(panel.targets()) :]
    assert [intent for intent, _ in opened] == [AskWhy(one) for one in ASKED]
    for _, box in opened:
        qtbot.mouseClick(
            panel.canvas.viewport(),
            Qt.MouseButton.LeftButton,
            pos=box.center().toPoint(),
        )
    assert intents == [AskWhy(one) for one in ASKED]


def test_keys_go_on_from_the_rows_to_curve_and_gradients(panel, intents, qtbot):
    panel.set_scene(asking())
    panel.activateWindow()
    panel.clearFocus()
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(panel.hasFocus)
    rows = len(panel.targets())
    for _ in range(rows):
        qtbot.keyClick(panel, Qt.Key.Key_Down)
    qtbot.keyClick(panel, Qt.Key.Key_Return)
    ringed = count_of(picture_of(panel), DARK.accent)
    assert ringed > 50
    for _ in range(9):
        qtbot.keyClick(panel, Qt.Key.Key_Down)
    assert count_of(picture_of(panel), DARK.accent) > 50
    qtbot.keyClick(panel, Qt.Key.Key_Return)
    assert intents == [AskWhy(ASKED[0]), AskWhy(ASKED[-1])]


def test_the_point_is_on_the_curve(panel):
    left = panel.plot.point
    panel.set_scene(a_scene(pre_activation=2.0, activation=math.tanh(2.0)))
    right = panel.plot.point
    assert right.x() > left.x()
    assert right.y() < left.y()


def test_values_that_are_no_numbers_leave_no_point(panel):
    marks = count_of(picture_of(panel), DARK.success)
    assert marks > 0
    nan = math.nan
    panel.set_scene(a_scene(pre_activation=nan, activation=nan))
    assert count_of(picture_of(panel), DARK.success) == 0


def test_a_note_stands_with_a_sign(panel):
    panel.set_scene(a_scene(note="dead: no input reaches it"))
    assert "dead: no input reaches it" in texts(panel)
    assert count_of(picture_of(panel), DARK.warning) > 20


def test_nothing_selected_invites_to_select(panel, intents, qtbot):
    panel.set_scene(nothing_selected())
    hint = panel.findChild(QLabel)
    assert hint.isVisible()
    assert hint.text() == "Click a neuron"
    assert texts(panel) == []
    assert panel.targets() == []
    middle = panel.canvas.viewport().rect().center()
    qtbot.mouseClick(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert intents == []
    panel.set_scene(a_scene())
    assert not hint.isVisible()
    assert "1.31" in texts(panel)


def test_numbers_change_at_most_five_times_a_second(panel, qtbot):
    # Another neuron is written at once, which starts the interval.
    panel.set_scene(a_scene(title="h₁⁽¹⁾", sum_text="Σ = 1.11"))
    assert any("1.11" in text for text in texts(panel))
    panel.set_scene(a_scene(title="h₁⁽¹⁾", sum_text="Σ = 2.22"))
    assert not any("2.22" in text for text in texts(panel))
    qtbot.waitUntil(lambda: any("2.22" in text for text in texts(panel)))


def test_every_part_is_explained(panel):
    assert all(name and text for name, text in panel.explanation())


def test_a_neuron_is_frozen_and_switched_off_by_the_buttons_above_it(
    panel, qtbot
) -> None:
    neuron = NeuronRef(2, 3)
    said = []
    panel.intent.connect(said.append)
    panel.set_scene(nothing_selected())
    assert not panel.freeze_button.isEnabled()
    assert not panel.power_button.isEnabled()
    panel.set_scene(a_scene(neuron=neuron))
    assert panel.freeze_button.isEnabled()
    assert not panel.power_button.isEnabled()
    panel.set_scene(a_scene(neuron=neuron, can_disable=True))
    buttons = [panel.freeze_button, panel.power_button]
    why = panel.why_button
    assert panel.header_widgets() == [panel.function_box, why, *buttons]
    for button in buttons:
        button.click()
    assert said == [ToggleFrozen(neuron), ToggleDisabled(neuron)]
    names = [button.accessibleName() for button in buttons]
    panel.set_scene(
        a_scene(neuron=neuron, can_disable=True, frozen=True, disabled=True)
    )
    now = [button.accessibleName() for button in buttons]
    assert names == [
        "Freeze: its weights and bias are not trained",
        "Switch off: it answers 0",
    ]
    assert now == [
        "Frozen: its weights are not trained; press to thaw",
        "Switched off: it answers 0; press to switch on",
    ]
