from __future__ import annotations

import itertools

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QGraphicsSimpleTextItem, QPushButton, QWidget

from visualizer.scenes.curve import CurveScene, Mark, Series
from visualizer.scenes.intents import Seek, SetOption
from visualizer.ui.panels import panels
from visualizer.ui.panels.curve_panel import CurvePanel
from visualizer.ui.theme import THEMES, load_theme

X = np.arange(1001.0)
TRAIN = Series("train", "train", X, 0.8 * np.exp(-X / 200.0) + 0.01, 2)
TEST = Series("test", "test", X[::25], TRAIN.y[::25] * 1.3, 2)
GHOST = Series("", "ghost", X[:400], TRAIN.y[:400] * 1.5, 1)


def a_scene(**changes):
    scene = CurveScene(
        title="Loss",
        subtitle="mean squared error",
        series=(GHOST, TRAIN, TEST),
        x_label="update",
        y_label="loss",
        log=True,
        cursor=1000,
        marks=(Mark(300, "rate 0.1→0.03", "change"),),
        readouts=(("test accuracy", "98.4 %"), ("train accuracy", "99.1 %")),
    )
    return msgspec.structs.replace(scene, **changes)


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1200, 700)
    return window


@pytest.fixture
def panel(window, qtbot):
    panel = CurvePanel(window)
    for widget in panel.header_widgets():
        # A frame would place them beside the title.
        widget.setParent(window)
        widget.move(700, 0)
    panel.set_theme(load_theme("dark"))
    panel.resize(520, 300)
    panel.set_scene(a_scene())
    window.show()
    qtbot.waitExposed(window)
    return panel


@pytest.fixture
def intents(panel):
    caught = []
    panel.intent.connect(caught.append)
    return caught


def is_text(item):
    return isinstance(item, QGraphicsSimpleTextItem)


def text_items(panel):
    items = panel.view.scene().items()
    return [item for item in items if is_text(item) and shown(item)]


def shown(item):
    return item.isVisible() and bool(item.text())


def texts(panel):
    return [item.text() for item in text_items(panel)]


def ink(panel, color, row=None):
    """Return the columns in which pixels of a color are seen, in a row or in all."""
    image = panel.view.grab().toImage()
    wanted = load_theme("dark").color(color)
    rows = range(image.height()) if row is None else [row]
    return [
        x
        for x in range(image.width())
        if any(near(image.pixelColor(x, y), wanted) for y in rows)
    ]


def near(one, other):
    return all(
        abs(a - b) < 24
        for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)
    )


def test_it_draws_curve_scenes(panel):
    assert panels["curve"] is CurvePanel
    assert CurvePanel.scene_class is CurveScene


def test_the_heading_is_the_scenes(qtbot):
    panel = CurvePanel()
    qtbot.addWidget(panel)
    panel.set_theme(load_theme("dark"))
    with qtbot.waitSignal(panel.heading_changed) as caught:
        panel.set_scene(a_scene())
    assert caught.args == ["Loss", "mean squared error"]


def test_axes_labels_and_read_outs_are_written(panel):
    shown_texts = texts(panel)
    for text in ("update", "loss", "10⁻¹", "10⁰", "0", "train", "test"):
        assert text in shown_texts
    assert {"test accuracy", "98.4 %", "train accuracy", "99.1 %"} <= set(shown_texts)
    assert "rate 0.1→0.03" in shown_texts


def test_the_names_stand_at_the_ends_and_apart(panel):
    train, test = (
        next(label for label in panel.view.end_labels() if label.text() == name)
        for name in ("train", "test")
    )
    end = panel.view.place_of(1000).x()
    for label in (train, test):
        assert label.sceneBoundingRect().left() >= end
    assert (
        test.sceneBoundingRect().center().y() < train.sceneBoundingRect().center().y()
    )
    same = msgspec.structs.replace(TEST, y=TRAIN.y[::25])
    panel.set_scene(a_scene(series=(TRAIN, same)))
    panel.view.lay_out()
    first, second = (label.sceneBoundingRect() for label in panel.view.end_labels())
    assert abs(first.center().y() - second.center().y()) > 0.7 * first.height()


def test_train_is_solid_and_test_is_dashed(panel):
    flat = np.full(1001, 0.5)
    train = msgspec.structs.replace(TRAIN, y=flat)
    test = msgspec.structs.replace(TEST, x=X, y=flat / 5)
    panel.set_scene(a_scene(series=(train, test), log=False, marks=(), cursor=0))
    view = panel.view
    rect = view.plot_rect()
    low, high = view.visible_values()

    def row(value):
        return round(rect.bottom() - (value - low) / (high - low) * rect.height())

    end = round(view.place_of(1000).x())
    solid = {
        x for dy in (-1, 0, 1) for x in ink(panel, "train", row(0.5) + dy) if x < end
    }
    dashes = {
        x for dy in (-1, 0, 1) for x in ink(panel, "test", row(0.1) + dy) if x < end
    }
    span = end - rect.left()
    assert len(solid) > 0.95 * span
    assert 0.4 * span < len(dashes) < 0.8 * span


def test_the_chip_asks_for_the_axis(panel, intents, qtbot):
    _, chip = panel.header_widgets()
    assert isinstance(chip, QPushButton)
    assert chip.isChecked()
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert intents == [SetOption("log_loss", False)]
    panel.set_scene(a_scene(log=False))
    assert not chip.isChecked()
    assert "10⁻¹" not in texts(panel)
    assert panel.view.visible_values()[0] == 0.0
    qtbot.keyClick(chip, Qt.Key.Key_Return)
    assert intents[-1] == SetOption("log_loss", True)
    assert chip.accessibleName()


def test_smoothed_curves_are_labeled_and_the_raw_ones_stay_faint(panel, qtbot):
    chip, _ = panel.header_widgets()
    noise = np.where(X % 2 == 0, 1.4, 0.6)
    rough = msgspec.structs.replace(TRAIN, y=TRAIN.y * noise)
    panel.set_scene(a_scene(series=(rough,), readouts=()))
    strong, faint = len(ink(panel, "train")), len(ink(panel, "ghost"))
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert "loss (smoothed, half-life 10)" in texts(panel)
    assert len(ink(panel, "train")) > 0
    assert len(ink(panel, "ghost")) > faint
    kinds = [series.kind for series, _ in panel.view._curves]
    assert kinds == ["raw", "train"]
    # The mean of a curve that goes up and down is nearly the curve without that.
    _, (x, y) = panel.view._curves[1]
    late = x > 200
    assert np.abs(y[late] - np.log10(np.interp(x[late], X, TRAIN.y))).max() < 0.1
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert "loss" in texts(panel)
    assert len(ink(panel, "train")) == strong


def test_a_click_asks_for_the_moment(panel, intents, qtbot):
    place = panel.view.place_of(400).toPoint()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    (intent,) = intents
    assert isinstance(intent, Seek)
    assert abs(intent.update - 400) <= 2


def test_a_drag_is_heard_once_in_a_turn_and_moves_the_line_at_once(
    panel, intents, qtbot, qapp
):
    viewport = panel.view.viewport()
    view = panel.view
    qtbot.mousePress(
        viewport, Qt.MouseButton.LeftButton, pos=view.place_of(900).toPoint()
    )
    qapp.processEvents()
    intents.clear()
    for update in (700, 600, 500):
        view.seek_wanted.emit(update)
    assert intents == []
    columns = ink(panel, "accent", round(view.plot_rect().center().y()))
    assert abs(np.mean(columns) - view.place_of(500).x()) < 2
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton)
    assert intents == [Seek(500)]


def test_a_click_on_a_flag_goes_to_its_very_moment(panel, intents, qtbot):
    flag = next(i for i in text_items(panel) if i.text() == "rate 0.1→0.03")
    place = flag.sceneBoundingRect().center().toPoint()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert intents == [Seek(300)]


def test_the_pointer_reads_the_curves(panel, qtbot):
    place = panel.view.place_of(500)
    qtbot.mouseMove(panel.view.viewport(), place.toPoint())
    rows = dict(panel.view.readout_texts())
    update = int(rows["update"].replace(",", ""))
    assert abs(update - 500) <= 2
    assert float(rows["train"]) == pytest.approx(TRAIN.y[update], rel=1e-3)
    assert float(rows["test"]) == pytest.approx(TEST.y[20], rel=1e-3)
    qtbot.mouseMove(panel.view.viewport(), QPoint(1, 1))
    assert panel.view.readout_texts() == []


def test_the_wheel_zooms_around_the_pointer_and_a_double_click_shows_all(
    panel, intents, qtbot
):
    view = panel.view
    whole = view.visible_updates()
    place = view.place_of(500)
    view.zoom(place, 4.0)
    low, high = view.visible_updates()
    assert high - low < 0.5 * (whole[1] - whole[0])
    assert view.update_along(place) == pytest.approx(500, abs=2)
    view.zoom(place, 400.0)
    assert view.visible_updates()[1] - view.visible_updates()[0] >= 8.0
    view.zoom(place, -400.0)
    assert view.visible_updates() == whole
    view.zoom(place, 4.0)
    viewport = view.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place.toPoint())
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert view.visible_updates() == whole
    # The double-click takes back where its first click went.
    assert intents[-1] == Seek(1000)


def test_axes_grow_in_steps(panel, qtbot):
    view = panel.view
    before = view.visible_updates(), view.visible_values()
    x = np.arange(1011.0)
    longer = msgspec.structs.replace(TRAIN, x=x, y=0.8 * np.exp(-x / 200.0) + 0.01)
    panel.set_scene(a_scene(series=(GHOST, longer, TEST), cursor=1010))
    qtbot.waitUntil(lambda: panel.view.update_along(QPointF(1e6, 0.0)) == 1010)
    assert (view.visible_updates(), view.visible_values()) == before


def test_the_same_scene_is_not_drawn_again(panel, monkeypatch, qapp):
    drawn = []
    monkeypatch.setattr(panel.view, "set_scene", drawn.append)
    panel.set_scene(a_scene())
    copied = tuple(
        msgspec.structs.replace(one, x=one.x.copy(), y=one.y.copy())
        for one in a_scene().series
    )
    panel.set_scene(a_scene(series=copied))
    qapp.processEvents()
    assert drawn == []


def test_a_burst_of_scenes_is_drawn_once_more_and_ends_at_the_last(
    panel, monkeypatch, qtbot
):
    drawn = []
    monkeypatch.setattr(panel.view, "set_scene", drawn.append)
    scenes = [a_scene(cursor=cursor) for cursor in range(900, 950)]
    for scene in scenes:
        panel.set_scene(scene)
    qtbot.waitUntil(lambda: bool(drawn) and drawn[-1] is scenes[-1])
    assert len(drawn) <= 2


def test_diverged_and_empty_curves_are_gaps(panel):
    gone = TRAIN.y.copy()
    gone[500:] = np.nan
    gone[450:500] = np.inf
    for series in (
        (msgspec.structs.replace(TRAIN, y=gone),),
        (msgspec.structs.replace(TRAIN, y=np.full(1001, np.nan)), TEST),
        (msgspec.structs.replace(TRAIN, x=np.empty(0), y=np.empty(0)),),
        (msgspec.structs.replace(TEST, y=np.full(41, np.inf)),),
        (),
    ):
        for log in (True, False):
            panel.set_scene(a_scene(series=series, log=log, cursor=0))
            assert not panel.view.grab().isNull()
    panel.set_scene(a_scene(series=(msgspec.structs.replace(TRAIN, y=gone),), marks=()))
    label = panel.view.end_labels()[0]
    end = panel.view.place_of(449).x()
    assert end <= label.sceneBoundingRect().left() < end + 20


def test_the_pointer_on_a_diverged_curve_says_so(panel, qtbot):
    gone = msgspec.structs.replace(TRAIN, y=np.full(1001, np.inf))
    panel.set_scene(a_scene(series=(gone, TEST)))
    qtbot.mouseMove(panel.view.viewport(), panel.view.place_of(600).toPoint())
    assert dict(panel.view.readout_texts())["train"] == "∞"


@pytest.mark.parametrize("size", [(240, 120), (390, 130), (390, 260), (1100, 600)])
@pytest.mark.parametrize("log", [True, False])
def test_no_text_leaves_the_plot_or_covers_another(panel, size, log, qapp):
    panel.resize(*size)
    panel.set_scene(a_scene(log=log))
    qapp.processEvents()
    items = [item for item in text_items(panel) if not doubled(item)]
    boxes = [item.sceneBoundingRect() for item in items]
    for box in boxes:
        assert box.left() >= -1
        assert box.right() <= size[0] + 1
        assert box.top() >= -3
        assert box.bottom() <= size[1] + 3
    for one, other in itertools.combinations(boxes, 2):
        shared = one.intersected(other)
        assert shared.width() < 2 or shared.height() < 5


def doubled(item):
    """Tell whether a text is the rim of another one."""
    return item.pen().style() != Qt.PenStyle.NoPen


@pytest.mark.parametrize("key", THEMES)
def test_every_theme_can_be_worn(panel, key):
    theme = load_theme(key)
    panel.set_theme(theme)
    image = panel.view.grab().toImage()
    assert image.pixelColor(image.width() - 2, 40) == theme.color("panel")
    colors = {label.brush().color().name() for label in panel.view.end_labels()}
    assert colors == {theme.train, theme.test}


def test_a_million_points_are_drawn(panel):
    x = np.arange(1_000_000.0)
    y = np.abs(np.sin(x / 1e5)) + 0.1
    y[777_777] = 50.0
    many = Series("train", "train", x, y.astype(np.float32), 2)
    panel.set_scene(a_scene(series=(many,), log=False, cursor=999_999))
    assert panel.view.visible_values()[1] > 50.0


def test_it_explains_its_parts(panel):
    rows = panel.explanation()
    assert len(rows) >= 5
    assert all(name and text for name, text in rows)


def test_its_own_texts_follow_the_language(panel, monkeypatch):
    monkeypatch.setattr("visualizer.language.catalog", lambda code: {"log": "对数"})
    monkeypatch.setattr("visualizer.language._language", "zh")
    panel.retranslate()
    _, chip = panel.header_widgets()
    assert isinstance(chip, QPushButton)
    assert chip.text() == "对数"
