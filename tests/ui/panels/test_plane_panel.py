from __future__ import annotations

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QGraphicsSimpleTextItem, QPushButton

from visualizer.scenes.intents import (
    ChooseOutput,
    ChoosePlane,
    MoveProbe,
    SetOption,
    WatchExample,
)
from visualizer.scenes.plane import PlaneScene, PointSet
from visualizer.ui.panels import panels
from visualizer.ui.panels.plane_panel import PlanePanel
from visualizer.ui.theme import THEMES, load_theme

POINTS = PointSet(
    positions=np.array([[-4.0, -4.0], [4.0, 4.0], [-4.0, 4.0]], dtype=np.float32),
    values=np.array([1.0, -1.0, 1.0], dtype=np.float32),
    # The second is the only test point: the third is training example 1.
    is_test=np.array([False, True, False]),
)


def a_map(size=100):
    """A map whose answer is x / 6: orange at the left, blue at the right."""
    x = (np.arange(size) + 0.5) / size * 2 - 1
    return np.broadcast_to(x, (size, size)).astype(np.float32)


def a_scene(**changes):
    scene = PlaneScene(
        title="Output",
        subtitle="",
        values=a_map(),
        limit=1.0,
        domain=(-6.0, 6.0, -6.0, 6.0),
        x_label="x₁",
        y_label="x₂",
        points=POINTS,
        show_test=False,
        discretize=False,
        fixed_scale=False,
        watched=None,
        probe=None,
        value_text="example 3: 0.83",
    )
    return msgspec.structs.replace(scene, **changes)


@pytest.fixture
def panel(qtbot):
    panel = PlanePanel()
    qtbot.addWidget(panel)
    panel.set_theme(load_theme("dark"))
    panel.resize(340, 380)
    panel.set_scene(a_scene())
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def intents(panel):
    caught = []
    panel.intent.connect(caught.append)
    return caught


def place(panel, x, y):
    """Return the pixel of the view at a point of the plane."""
    rect = panel.view.map_rect()
    return QPoint(
        round(rect.left() + (x + 6) / 12 * rect.width()),
        round(rect.bottom() - (y + 6) / 12 * rect.height()),
    )


def color_at(panel, x, y):
    image = panel.view.grab().toImage()
    at = place(panel, x, y) * image.devicePixelRatio()
    return image.pixelColor(at)


def texts(panel):
    items = panel.view.scene().items()
    return [item.text() for item in items if item.isVisible() and is_text(item)]


def is_text(item):
    return isinstance(item, QGraphicsSimpleTextItem)


def close(color, other, tolerance=12):
    return all(
        abs(a - b) <= tolerance
        for a, b in zip(color.getRgb()[:3], QColor(other).getRgb()[:3], strict=True)
    )


def test_it_draws_plane_scenes():
    assert panels["plane"] is PlanePanel
    assert PlanePanel.scene_class is PlaneScene


def test_the_map_is_blue_where_it_answers_positively(panel):
    theme = load_theme("dark")
    assert close(color_at(panel, 5.7, 0), theme.positive, 25)
    assert close(color_at(panel, -5.7, 0), theme.negative, 25)
    assert close(color_at(panel, 0, 0), theme.panel)


def test_low_y_is_below(panel):
    theme = load_theme("dark")
    panel.set_scene(a_scene(values=np.ascontiguousarray(a_map().T)))
    assert close(color_at(panel, 0, 5.7), theme.positive, 25)
    assert close(color_at(panel, 0, -5.7), theme.negative, 25)


def test_discretize_leaves_two_colors(panel):
    theme = load_theme("dark")
    panel.set_scene(a_scene(discretize=True))
    assert close(color_at(panel, 0.4, 1), theme.positive)
    assert close(color_at(panel, -0.4, 1), theme.negative)


def test_the_scale_says_the_limit(panel):
    assert {"+1", "0", "−1"} <= set(texts(panel))
    narrow = panel.view.map_rect().width()
    panel.set_scene(a_scene(limit=0.834, values=a_map() * 0.834, domain=(-6, 6, -6, 6)))
    panel.view.resized.emit()
    assert {"+0.834", "−0.834"} <= set(texts(panel))
    assert panel.view.map_rect().width() < narrow


@pytest.mark.parametrize("size", [(200, 200), (260, 500), (700, 260), (1200, 800)])
def test_the_map_is_square_and_whole_at_every_size(panel, size):
    panel.resize(*size)
    rect = panel.view.map_rect()
    assert rect.width() == rect.height() > 100
    inside = panel.view.viewport().rect()
    assert inside.contains(rect.toRect())
    assert inside.contains(panel.view.content_rect().toRect())
    for box in panel.findChildren(QCheckBox):
        assert panel.rect().contains(box.geometry())
        assert box.width() >= box.sizeHint().width()
    for item in panel.view.scene().items():
        if item.isVisible() and is_text(item) and item.text():
            bounds = item.sceneBoundingRect()
            assert bounds.left() >= -1
            assert bounds.right() <= inside.width() + 1
            assert bounds.bottom() <= inside.height() + 2


def test_points_are_drawn_and_test_points_when_wanted(panel):
    before = color_at(panel, 4, 4)
    assert close(color_at(panel, -4, -4), load_theme("dark").positive)
    panel.set_scene(a_scene(show_test=True))
    assert not close(color_at(panel, 4, 4), before.name(), 20)
    assert close(color_at(panel, 4, 4), load_theme("dark").negative)


def test_points_are_drawn_anew_only_for_other_data(panel, monkeypatch):
    drawn = []
    monkeypatch.setattr(type(panel.view), "_draw_points", lambda view: drawn.append(1))
    panel.set_scene(a_scene(values=a_map() * 0.5))
    assert drawn == []
    panel.set_scene(a_scene(points=msgspec.structs.replace(POINTS)))
    assert drawn == [1]


def test_pressing_and_dragging_moves_the_probe(panel, intents, qtbot):
    view = panel.view.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=place(panel, 1, 2))
    qtbot.mouseMove(view, place(panel, -2, 0))
    qtbot.mouseMove(view, place(panel, -3, 1))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place(panel, -3, 1))
    points = [intent.point for intent in intents if isinstance(intent, MoveProbe)]
    assert len(points) == len(intents) == 3
    assert points[0] == pytest.approx((1, 2), abs=0.05)
    assert points[-1] == pytest.approx((-3, 1), abs=0.05)
    # It stays where it was left, though the scene does not know of it yet.
    panel.set_scene(a_scene(values=a_map() * 0.9))
    assert panel.view.probe == points[-1]


def test_the_probe_follows_the_scene_afterwards(panel, intents, qtbot):
    at = place(panel, 1, 2)
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    panel.set_scene(a_scene(probe=intents[-1].point))
    panel.set_scene(a_scene(probe=(3.0, 3.0)))
    assert panel.view.probe == (3.0, 3.0)
    panel.set_scene(a_scene(probe=None))
    assert panel.view.probe is None


def test_the_probe_stays_on_the_map(panel, intents, qtbot):
    view = panel.view.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=place(panel, 1, 2))
    qtbot.mouseMove(view, QPoint(-200, 5000))
    assert intents[-1].point == (-6.0, -6.0)


def test_the_handle_is_easy_to_take_hold_of(panel, intents, qtbot):
    panel.set_scene(a_scene(probe=(0.0, 0.0)))
    view = panel.view.viewport()
    beside = place(panel, 0, 0) + QPoint(11, -11)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=beside)
    assert intents == []
    qtbot.mouseMove(view, place(panel, 2, 0))
    assert intents[-1].point == pytest.approx((2, 0), abs=0.05)


def test_a_click_on_a_training_example_watches_it(panel, intents, qtbot):
    view = panel.view.viewport()
    at = place(panel, -4, 4) + QPoint(3, 2)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert intents == [WatchExample(1)]


def test_a_drag_from_an_example_moves_the_probe(panel, intents, qtbot):
    view = panel.view.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=place(panel, -4, 4))
    qtbot.mouseMove(view, place(panel, -1, 4))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place(panel, -1, 4))
    assert [type(intent) for intent in intents] == [MoveProbe]


def test_a_test_point_is_no_example_to_watch(panel, intents, qtbot):
    panel.set_scene(a_scene(show_test=True))
    at = place(panel, 4, 4)
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert [type(intent) for intent in intents] == [MoveProbe]


def test_the_chip_takes_the_probe_away(panel, intents, qtbot):
    chip = panel.findChild(QPushButton)
    assert not chip.isVisible()
    panel.set_scene(a_scene(probe=(1.0, 1.0)))
    assert chip.isVisible()
    assert chip.accessibleName()
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert intents == [MoveProbe(None)]
    assert not chip.isVisible()


def test_keys_move_the_probe_from_the_watched_example(panel, intents, qtbot):
    panel.set_scene(a_scene(watched=(1.0, 1.0)))
    alt = Qt.KeyboardModifier.AltModifier
    shift = alt | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(panel.view, Qt.Key.Key_Right, alt)
    assert intents[-1].point == pytest.approx((1.2, 1.0))
    qtbot.keyClick(panel.view, Qt.Key.Key_Up, shift)
    assert intents[-1].point == pytest.approx((1.2, 2.0))
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert intents[-1] == MoveProbe(None)
    count = len(intents)
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert len(intents) == count


@pytest.mark.parametrize("name", ["show_test", "discretize", "fixed_scale"])
def test_switches_set_options(panel, intents, qtbot, name):
    index = ["show_test", "discretize", "fixed_scale"].index(name)
    box = panel.findChildren(QCheckBox)[index]
    assert box.accessibleName()
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert intents == [SetOption(name, True)]
    panel.set_scene(a_scene(**{name: True}))
    assert box.isChecked()
    assert len(intents) == 1


def test_the_value_under_the_pointer(panel, qtbot):
    view = panel.view.viewport()
    # The middle of a cell of the map: 0.51.
    qtbot.mouseMove(view, place(panel, 3.06, 0))
    assert "+0.51" in texts(panel)
    panel.set_scene(a_scene(values=-a_map()))
    qtbot.waitUntil(lambda: "−0.51" in texts(panel))
    qtbot.mouseMove(view, QPoint(1, 1))
    assert "−0.51" not in texts(panel)


def test_values_that_are_no_numbers_are_drawn_as_zero(panel, qtbot):
    panel.set_scene(a_scene(values=np.full((100, 100), np.nan, dtype=np.float32)))
    assert close(color_at(panel, 3, 0), load_theme("dark").panel)
    qtbot.mouseMove(panel.view.viewport(), place(panel, 3, 0))
    assert "nan" not in " ".join(texts(panel)).lower()


def test_the_heading_is_the_scenes(panel, qtbot):
    with qtbot.waitSignal(panel.heading_changed) as caught:
        panel.set_scene(a_scene(title="Answer", subtitle="h₁⁽¹⁾"))
    assert caught.args == ["Answer", "h₁⁽¹⁾"]


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_recolors_the_map(panel, theme):
    panel.set_theme(load_theme(theme))
    assert close(color_at(panel, 0, 0), load_theme(theme).panel)


def test_every_part_is_explained(panel):
    rows = panel.explanation()
    assert len(rows) >= 4
    assert all(name and text for name, text in rows)


# Several classes, and inputs of several dimensions.

CLASSES = {
    "values": np.full((20, 20), 1.0),
    "winners": np.repeat([[0] * 10 + [2] * 10], 20, axis=0),
    "class_names": ("Adelie", "Chinstrap", "Gentoo"),
    "points": msgspec.structs.replace(POINTS, classes=np.array([0, 1, 2])),
}


def map_color(panel, x, y):
    """Return the color of the map at a place given in parts of its sides."""
    rect = panel.view.map_rect()
    at = QPoint(
        round(rect.left() + x * rect.width()), round(rect.top() + y * rect.height())
    )
    return panel.view.grab().toImage().pixelColor(at)


def test_a_map_of_classes_is_in_their_colors_and_names_them(panel):
    panel.set_scene(a_scene(**CLASSES))
    theme = load_theme("dark")
    left, right = map_color(panel, 0.3, 0.5), map_color(panel, 0.7, 0.6)
    for seen, number in ((left, 0), (right, 2)):
        full, ground = QColor(theme.classes[number]), QColor(theme.panel)
        mixed = ground.green() + 0.8 * (full.green() - ground.green())
        assert abs(seen.green() - mixed) <= 2
    texts = [
        item.text()
        for item in panel.view.scene().items()
        if isinstance(item, QGraphicsSimpleTextItem) and item.isVisible()
    ]
    assert {"Adelie", "Chinstrap", "Gentoo"} <= set(texts)
    assert "+1" not in texts
    panel.set_scene(a_scene())
    texts = [
        item.text()
        for item in panel.view.scene().items()
        if isinstance(item, QGraphicsSimpleTextItem) and item.isVisible()
    ]
    assert "+1" in texts
    assert "Adelie" not in texts


def test_axes_are_chosen_by_name(panel, qtbot):
    names = ("length", "width", "mass")
    panel.set_scene(a_scene(axes_options=names, x_label="1st principal direction"))
    across, up = panel.axes
    assert across.isVisible()
    assert not up.isVisible()
    with qtbot.waitSignal(panel.intent) as told:
        across.activated.emit(across.findText("mass"))
    assert told.args[0] == ChoosePlane((2, 0))
    panel.set_scene(a_scene(axes_options=names, axes=(2, 0), own_units=True))
    assert (across.currentText(), up.currentText()) == ("mass", "length")
    with qtbot.waitSignal(panel.intent) as told:
        up.activated.emit(up.findText("mass"))
    # What is on the other axis changes places.
    assert told.args[0] == ChoosePlane((0, 2))
    with qtbot.waitSignal(panel.intent) as told:
        across.activated.emit(0)
    assert told.args[0] == ChoosePlane(None)
    panel.set_scene(a_scene())
    assert not across.isVisible()


def test_one_of_several_outputs_is_chosen_by_name(panel, intents):
    box = panel.output_chooser
    assert not box.isVisible()
    box.setParent(panel)
    panel.set_scene(a_scene(outputs=("mass", "depth"), output=1, paintable=False))
    assert box.isVisible()
    assert (box.currentText(), box.count()) == ("depth", 2)
    box.activated.emit(box.findText("mass"))
    assert intents == [ChooseOutput(0)]
    panel.set_scene(a_scene())
    assert not box.isVisible()


def test_axes_with_units_of_their_own_make_a_square(panel, qtbot):
    domain = (170.0, 240.0, 2000.0, 7000.0)
    points = msgspec.structs.replace(
        POINTS, positions=np.array([[180.0, 3000.0], [230.0, 6000.0], [200.0, 5000.0]])
    )
    panel.set_scene(
        a_scene(domain=domain, own_units=True, points=points, y_label="body mass")
    )
    rect = panel.view.map_rect()
    assert rect.width() == rect.height()
    at = QPoint(
        round(rect.left() + rect.width() * 3 / 7),
        round(rect.bottom() - rect.height() * 3 / 5),
    )
    with qtbot.waitSignal(panel.intent) as told:
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args[0] == WatchExample(1)
