from __future__ import annotations

import itertools

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGraphicsSimpleTextItem, QWidget

from visualizer.scenes.intents import ChooseSurface, MoveOnSurface, RefreshSurface
from visualizer.scenes.surface import SurfaceScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.surface_panel import SurfacePanel
from visualizer.ui.plots.loss_scale import viridis
from visualizer.ui.theme import THEMES, load_theme
from visualizer.ui.widgets.icon_button import IconButton

X, Y = np.linspace(-4.0, 6.0, 47), np.linspace(-3.0, 3.0, 31)


def circle(radius, center=(1.0, 0.0)):
    angle = np.linspace(0.0, 2 * np.pi, 60)
    return np.stack(
        [center[0] + radius * np.cos(angle), center[1] + radius * np.sin(angle)], 1
    )


def a_scene(**changes):
    # A bowl around (1, 0); its contour of loss r² + 1 is the circle of radius r.
    values = 1.0 + (X[None, :] - 1.0) ** 2 + Y[:, None] ** 2
    way = np.linspace(0.0, 1.0, 50)[:, None]
    scene = SurfaceScene(
        title="Loss surface",
        subtitle="principal plane of the path · 96 % of it lies here",
        details=("Axes: principal components", "Loss on all 250 training examples"),
        kind="path",
        values=values,
        x=X,
        y=Y,
        x_label="first principal component",
        y_label="second principal component",
        levels=np.array([2.0, 5.0]),
        contours=((circle(1.0),), (circle(2.0),)),
        path=np.array([-3.0, 2.0]) * (1 - way) + np.array([1.0, 0.0]) * way,
        marker=(1.0, 0.0),
        stale=False,
        progress=1.0,
        axes_options=(),
    )
    return msgspec.structs.replace(scene, **changes)


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1300, 800)
    return window


@pytest.fixture
def panel(window, qtbot):
    panel = SurfacePanel(window)
    for widget in panel.header_widgets():
        # A frame would place them beside the title.
        widget.setParent(window)
        widget.move(900, 600)
    panel.set_theme(load_theme("dark"))
    panel.resize(480, 340)
    panel.set_scene(a_scene())
    window.show()
    qtbot.waitExposed(window)
    return panel


@pytest.fixture
def intents(panel):
    caught = []
    panel.intent.connect(caught.append)
    return caught


def at(panel, x, y):
    return panel.view.to_pixels(x, y).toPoint()


def color_at(panel, x, y):
    image = panel.view.grab().toImage()
    return image.pixelColor(at(panel, x, y) * image.devicePixelRatio())


def near(color, word, tolerance=14):
    wanted = ((word >> 16) & 255, (word >> 8) & 255, word & 255)
    return all(
        abs(one - other) <= tolerance
        for one, other in zip(color.getRgb()[:3], wanted, strict=True)
    )


def text_items(panel):
    items = panel.view.scene().items()
    return [
        item
        for item in items
        if isinstance(item, QGraphicsSimpleTextItem)
        and item.isVisible()
        and item.text()
    ]


def texts(panel):
    return [item.text() for item in text_items(panel)]


def drag(panel, qtbot, places):
    """Press on the first place, move over the others, release; turns between."""
    viewport = panel.view.viewport()
    button = Qt.MouseButton.LeftButton
    qtbot.mousePress(viewport, button, pos=at(panel, *places[0]))
    for place in places[1:]:
        qtbot.mouseMove(viewport, at(panel, *place))
    qtbot.mouseRelease(viewport, button, pos=at(panel, *places[-1]))


def test_it_draws_surface_scenes(panel):
    assert panels["surface"] is SurfacePanel
    assert SurfacePanel.scene_class is SurfaceScene


def test_the_valley_is_dark_and_the_rim_is_yellow(panel):
    table = viridis()
    panel.set_scene(a_scene(marker=None, path=np.empty((0, 2)), levels=np.empty(0)))
    assert near(color_at(panel, 1.0, 0.05), int(table[0]))
    corner = color_at(panel, 5.85, 2.85)
    assert near(corner, int(table[-1]), 30)
    # Rows of the grid go upward: what is low in y is low on the screen.
    tilted = np.broadcast_to(Y[:, None], (31, 47)) + 10.0
    panel.set_scene(a_scene(values=tilted, marker=None, path=np.empty((0, 2))))
    assert near(color_at(panel, 3.0, 2.9), int(table[-1]), 30)
    assert near(color_at(panel, 3.0, -2.9), int(table[0]), 30)


def test_axes_color_bar_and_label_are_written(panel):
    shown = texts(panel)
    for text in (
        "first principal component",
        "second principal component",
        "principal plane of the path · 96 % of it lies here",
        "−2",
        "loss",
        "start",
        "10⁰",
        "10¹",
    ):
        assert text in shown


def test_contours_carry_their_values(panel):
    assert sorted(panel.view.contour_labels()) == ["2", "5"]
    label = next(item for item in text_items(panel) if item.text() == "5")
    x, y = panel.view.to_plane(label.sceneBoundingRect().center())
    assert np.hypot(x - 1.0, y) == pytest.approx(2.0, abs=0.35)


def test_the_path_is_drawn_to_the_marker(panel):
    theme = load_theme("dark")
    panel.set_scene(a_scene(marker=(1.0, 0.0)))
    image = panel.view.grab().toImage()
    ratio = image.devicePixelRatio()
    place = at(panel, -1.0, 1.0)
    around = [
        image.pixelColor(
            round((place.x() + dx) * ratio), round((place.y() + dy) * ratio)
        )
        for dx in range(-3, 4)
        for dy in range(-3, 4)
    ]
    assert any(near(color, theme.color("path").rgb()) for color in around)
    assert near(color_at(panel, 1.0, 0.0), theme.color("marker").rgb())


def test_the_path_is_cut_at_the_edge_of_the_map(panel):
    outside = np.array([[-30.0, 0.0], [-8.0, 0.0], [0.0, 0.0], [0.0, 40.0]])
    panel.set_scene(a_scene(path=outside, marker=None))
    assert "start" not in texts(panel)
    image = panel.view.grab().toImage()
    rect = panel.view.map_rect()
    white = load_theme("dark").color("path").rgb()
    beyond = [
        (x, y)
        for x in range(round(rect.right() + 2), round(rect.right() + 8))
        for y in range(image.height())
        if near(image.pixelColor(x, y), white)
    ]
    above = [
        (x, y)
        for x in range(round(rect.left()), round(rect.right()))
        for y in range(round(rect.top()) - 4, round(rect.top()) - 2)
        if near(image.pixelColor(x, y), white)
    ]
    assert not beyond
    assert not above


def test_what_is_not_finite_is_neither_dark_nor_yellow(panel, qtbot):
    values = a_scene().values.copy()
    values[20:28, 30:44] = np.nan
    values[0:6, 0:8] = np.inf
    panel.set_scene(a_scene(values=values, levels=np.empty(0), contours=()))
    theme = load_theme("dark")
    stripes = [theme.color("control").rgb(), theme.color("control_hover").rgb()]
    for place in ((4.0, 1.8), (-3.5, -2.7)):
        assert any(near(color_at(panel, *place), word, 4) for word in stripes)
    qtbot.mouseMove(panel.view.viewport(), at(panel, 4.0, 1.8))
    assert panel.view.readout_texts() == [("loss", "not finite")]


def test_the_pointer_reads_the_loss(panel, qtbot):
    qtbot.mouseMove(panel.view.viewport(), at(panel, 3.0, 1.0))
    ((name, value),) = panel.view.readout_texts()
    assert name == "loss"
    assert float(value) == pytest.approx(1.0 + 4.0 + 1.0, rel=0.05)
    qtbot.mouseMove(panel.view.viewport(), QPoint(1, 1))
    assert panel.view.readout_texts() == []


def test_dragging_the_marker_moves_the_network(panel, intents, qtbot):
    drag(panel, qtbot, [(1.0, 0.0), (2.0, 0.5), (3.0, 1.0)])
    assert intents
    assert all(isinstance(intent, MoveOnSurface) for intent in intents)
    assert intents[-1].point == pytest.approx((3.0, 1.0), abs=0.1)
    assert len({intent.gesture for intent in intents}) == 1


def test_moves_within_a_turn_are_one_intent(panel, intents, qtbot, qapp):
    view = panel.view
    view.pressed.emit(view.to_pixels(1.0, 0.0))
    for x in np.linspace(1.0, 3.0, 30):
        view.dragged.emit(view.to_pixels(x, 0.0))
    assert intents == []
    qapp.processEvents()
    assert len(intents) == 1
    assert intents[0].point[0] == pytest.approx(3.0, abs=0.01)


def test_each_drag_has_its_own_gesture(panel, intents, qtbot):
    drag(panel, qtbot, [(1.0, 0.0), (2.0, 0.0)])
    panel.set_scene(a_scene(marker=(2.0, 0.0)))
    drag(panel, qtbot, [(2.0, 0.0), (3.0, 0.0)])
    assert len({intent.gesture for intent in intents}) == 2


def test_the_marker_stays_under_the_hand_until_a_scene_answers(panel, qtbot):
    drag(panel, qtbot, [(1.0, 0.0), (3.0, 1.0)])
    panel.set_scene(a_scene(progress=0.5))
    assert panel.view.marker() == pytest.approx((3.0, 1.0), abs=0.1)
    panel.set_scene(a_scene(marker=(2.9, 0.9)))
    assert panel.view.marker() == (2.9, 0.9)


def test_the_marker_does_not_wait_forever(panel, qtbot):
    drag(panel, qtbot, [(1.0, 0.0), (3.0, 1.0)])
    qtbot.waitUntil(lambda: panel.view.marker() == (1.0, 0.0), timeout=3000)


def test_the_marker_cannot_be_dragged_off_the_map(panel, intents, qtbot):
    drag(panel, qtbot, [(1.0, 0.0), (60.0, -50.0)])
    assert intents[-1].point == (6.0, -3.0)


def test_a_press_beside_the_marker_moves_nothing(panel, intents, qtbot):
    drag(panel, qtbot, [(-2.0, -2.0), (3.0, 1.0)])
    assert intents == []


def test_alt_and_arrows_move_the_marker(panel, intents, qtbot):
    panel.setFocus()
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(panel, Qt.Key.Key_Right, alt)
    qtbot.waitUntil(lambda: len(intents) == 1)
    assert intents[0].point == pytest.approx((1.2, 0.0))
    qtbot.keyClick(panel, Qt.Key.Key_Up, alt | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(intents) == 2)
    assert intents[1].point == pytest.approx((1.2, 0.6))
    assert intents[0].gesture != intents[1].gesture
    qtbot.keyClick(panel, Qt.Key.Key_Right)
    assert len(intents) == 2


def test_a_key_held_down_is_one_gesture(panel, intents, qapp):
    alt = Qt.KeyboardModifier.AltModifier
    for repeated in (False, True, True):
        press = QKeyEvent.Type.KeyPress
        panel.keyPressEvent(QKeyEvent(press, Qt.Key.Key_Left, alt, "", repeated))
        qapp.processEvents()
    assert len(intents) == 3
    assert len({intent.gesture for intent in intents}) == 1


def test_the_arrows_are_taken_from_the_shortcuts_of_the_window(panel, qapp):
    override = QKeyEvent.Type.ShortcutOverride
    alt = QKeyEvent(override, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    alt.ignore()
    assert panel.event(alt)
    assert alt.isAccepted()
    plain = QKeyEvent(override, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier)
    plain.ignore()
    panel.event(plain)
    assert not plain.isAccepted()


def test_a_plane_can_be_chosen_and_laid_anew(panel, intents, qtbot):
    kinds, refresh, *_ = panel.header_widgets()
    assert isinstance(kinds, QComboBox)
    assert [kinds.itemText(index) for index in range(3)] == [
        "path plane",
        "random",
        "two weights",
    ]
    qtbot.keyClick(kinds, Qt.Key.Key_Down)
    assert intents == [ChooseSurface("random")]
    qtbot.mouseClick(refresh, Qt.MouseButton.LeftButton)
    assert intents[-1] == RefreshSurface()
    panel.set_scene(a_scene(kind="weights"))
    assert kinds.currentData() == "weights"


def test_a_narrow_panel_has_one_button_for_all(panel, intents, qapp, monkeypatch):
    *controls, button = panel.header_widgets()
    assert all(control.isVisible() for control in controls)
    assert not button.isVisible()
    panel.resize(340, 300)
    qapp.processEvents()
    assert not any(control.isVisible() for control in controls)
    assert button.isVisible()
    menu = panel.menu()
    path, random, weights, _, refresh, about = menu.actions()
    assert path.isChecked()
    assert not random.isChecked()
    weights.trigger()
    refresh.trigger()
    assert intents == [ChooseSurface("weights"), RefreshSurface()]
    told = []
    monkeypatch.setattr(
        "visualizer.ui.panels.surface_panel.QToolTip.showText",
        lambda place, text, widget: told.append((text, widget)),
    )
    about.trigger()
    assert told == [("\n".join(a_scene().details), button)]
    menu.close()


def test_the_full_label_is_told(panel):
    about = panel.header_widgets()[2]
    assert isinstance(about, IconButton)
    assert "Loss on all 250 training examples" in about.toolTip()
    assert any("250" in text for _, text in panel.explanation())
    for widget in panel.header_widgets():
        assert widget.accessibleName()


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"stale": True}, "surface of an earlier moment; it is renewed on pause"),
        ({"kind": "weights"}, "select two edges in the network"),
        (
            {"kind": "weights", "axes_options": ("w₁₁⁽¹⁾", "w₂₁⁽¹⁾")},
            "other weights: select two edges in the network",
        ),
        (
            {"kind": "weights", "axes_options": ("w₁", "w₂"), "values": None},
            "w₁ × w₂",
        ),
    ],
)
def test_what_presses_most_is_said_on_the_map(panel, changes, hint):
    panel.set_scene(a_scene(**changes))
    panel.view.lay_out()
    assert any(
        text.rstrip("…") == hint[: len(text.rstrip("…"))] for text in texts(panel)
    )
    panel.set_scene(a_scene())
    panel._drawing.request(now=True)
    assert hint not in texts(panel)


def test_before_the_first_surface_that_is_said(panel):
    panel.set_scene(a_scene(values=None, progress=0.3))
    shown = texts(panel)
    assert "The surface is being computed…" in shown
    assert "start" not in shown
    assert "loss" not in shown


def test_progress_is_shown_while_the_surface_gets_finer(panel):
    def columns():
        image = panel.view.grab().toImage()
        accent = load_theme("dark").color("accent").rgb()
        y = round(panel.view.map_rect().top() - 4.5)
        return sum(near(image.pixelColor(x, y), accent) for x in range(image.width()))

    assert columns() == 0
    panel.set_scene(a_scene(values=a_scene().values.copy(), progress=0.5))
    assert columns() == pytest.approx(0.5 * panel.view.map_rect().width(), abs=6)


def test_the_wheel_zooms_and_a_double_click_shows_all(panel, qtbot):
    view = panel.view
    whole = view.visible()
    place = view.to_pixels(3.0, 1.0)
    view.zoom(place, 3.0)
    left, right, _, _ = view.visible()
    assert right - left < 0.6 * (whole[1] - whole[0])
    assert view.to_plane(place) == pytest.approx((3.0, 1.0), abs=1e-6)
    assert "5" in view.contour_labels() or "2" in view.contour_labels()
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert view.visible() == whole
    view.zoom(place, 500.0)
    view.zoom(place, -500.0)
    assert view.visible() == whole


def test_another_plane_ends_the_zoom(panel):
    panel.view.zoom(panel.view.to_pixels(0.0, 0.0), 3.0)
    panel.set_scene(a_scene(x=X * 2.0, values=a_scene().values * 1.0))
    assert panel.view.visible() == (-8.0, 12.0, -3.0, 3.0)


def test_a_growing_path_is_drawn_at_most_every_few_frames(panel, monkeypatch, qtbot):
    drawn = []
    monkeypatch.setattr(panel.view, "set_scene", drawn.append)
    whole = a_scene()
    scenes = [
        msgspec.structs.replace(whole, path=whole.path[:n]) for n in range(10, 50)
    ]
    for scene in scenes:
        panel.set_scene(scene)
    qtbot.waitUntil(lambda: bool(drawn) and drawn[-1] is scenes[-1])
    assert len(drawn) <= 2


def test_a_marker_beyond_the_map_is_hollow_at_its_edge(panel):
    panel.set_scene(a_scene(marker=(40.0, 0.0)))
    panel._drawing.request(now=True)
    theme = load_theme("dark")
    assert near(color_at(panel, 5.98, 0.0), theme.color("panel").rgb(), 20)


@pytest.mark.parametrize("size", [(240, 150), (330, 230), (480, 340), (1200, 760)])
def test_no_text_leaves_the_panel_or_covers_another(panel, size, qapp):
    panel.resize(*size)
    panel.set_scene(a_scene(stale=True))
    qapp.processEvents()
    boxes = [
        item.sceneBoundingRect()
        for item in text_items(panel)
        if item.pen().style() == Qt.PenStyle.NoPen
    ]
    for box in boxes:
        assert box.left() >= -1
        assert box.right() <= size[0] + 1
        assert box.top() >= -3
        assert box.bottom() <= size[1] + 3
    for one, other in itertools.combinations(boxes, 2):
        shared = one.intersected(other)
        assert shared.width() < 3 or shared.height() < 5


def test_the_label_is_in_the_heading_where_the_map_is_low(panel, qapp):
    caught = []
    panel.heading_changed.connect(lambda *heading: caught.append(heading))
    panel.resize(300, 110)
    qapp.processEvents()
    assert caught[-1] == ("Loss surface", a_scene().subtitle)
    assert a_scene().subtitle not in texts(panel)
    panel.resize(480, 340)
    qapp.processEvents()
    assert caught[-1] == ("Loss surface", "")
    assert a_scene().subtitle in texts(panel)


@pytest.mark.parametrize("key", THEMES)
def test_every_theme_can_be_worn(panel, key):
    theme = load_theme(key)
    panel.set_theme(theme)
    image = panel.view.grab().toImage()
    assert image.pixelColor(image.width() - 2, image.height() - 2) == theme.color(
        "panel"
    )
    assert near(color_at(panel, 1.0, 0.0), theme.color("marker").rgb())


def test_its_own_texts_follow_the_language(panel, monkeypatch):
    chinese = {"start": "起点", "two weights": "两个权重", "loss": "损失"}
    monkeypatch.setattr("visualizer.language.catalog", lambda code: chinese)
    monkeypatch.setattr("visualizer.language._language", "zh")
    panel.retranslate()
    assert {"起点", "损失"} <= set(texts(panel))
    kinds = panel.header_widgets()[0]
    assert isinstance(kinds, QComboBox)
    assert kinds.itemText(2) == "两个权重"
