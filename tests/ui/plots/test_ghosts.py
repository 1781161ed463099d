"""Runs that were left: found under the pointer, lit, clicked, drawn once."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from visualizer.language import Phrase
from visualizer.scenes.curve import Band, CurveScene, Series, TimelineScene
from visualizer.scenes.intents import Seek
from visualizer.scenes.surface import GhostPath, SurfaceScene
from visualizer.ui.panels.curve_panel import CurvePanel
from visualizer.ui.panels.surface_panel import SurfacePanel
from visualizer.ui.plots import curve_view, strip
from visualizer.ui.plots.ghosts import Drawn, ghost_at, moment_of
from visualizer.ui.theme import load_theme
from visualizer.ui.timeline import Timeline

X = np.arange(1001.0)
PRESENT = Series("train", "train", X, np.exp(-X / 150.0) + 0.001, 2)
GHOST = Series("", "ghost", X[:800], 0.5 + 0.0 * X[:800], 1, "run 2 · Learning rate")
BAND = Band("10 seeds", X[::100], PRESENT.y[::100] * 0.5, PRESENT.y[::100], X[::100])


def timeline_scene(**changes):
    scene = TimelineScene(
        "Timeline", "", (GHOST, PRESENT), 1000, 1000, 2, (), 25, "epoch", ""
    )
    return msgspec.structs.replace(scene, **changes)


def curve_scene(**changes):
    scene = CurveScene(
        "Loss", "", (GHOST, PRESENT), "update", "loss", True, 1000, (), ()
    )
    return msgspec.structs.replace(scene, **changes)


def shown(qtbot, make, size=(900, 132)):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1300, 700)
    widget = make(window)
    widget.window_ = window
    for part in widget.header_widgets():
        part.setParent(window)
        part.move(1000, 600)
    widget.set_theme(load_theme("dark"))
    widget.resize(*size)
    window.show()
    qtbot.waitExposed(window)
    return widget


@pytest.fixture
def timeline(qtbot):
    timeline = shown(qtbot, Timeline)
    timeline.set_scene(timeline_scene())
    return timeline


@pytest.fixture
def panel(qtbot):
    panel = shown(qtbot, CurvePanel, (640, 340))
    panel.set_scene(curve_scene())
    return panel


def intents(panel):
    heard = []
    panel.intent.connect(heard.append)
    return heard


def hover(view, point):
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(view.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view.viewport(), event)


def on_the_ghost(drawn, update):
    """Return where the ghost runs over an update, from its pixels."""
    x, y = next(c.pixels for c in drawn if c.series.kind == "ghost")
    share = update / 799.0
    column = x[0] + share * (x[-1] - x[0])
    return QPoint(round(float(column)), round(float(np.interp(column, x, y))))


def curves_of(view):
    return [
        Drawn(series, (view._x_of(x), view._y_of(y))) for series, (x, y) in view._curves
    ]


# Finding.


def a_line(kind, height, first=0.0, last=100.0, run=1):
    x = np.array([first, last])
    return Drawn(Series("", kind, x, x, run), (x, np.array([height, height])))


def test_the_nearest_ghost_within_reach_is_found():
    curves = [a_line("ghost", 10.0, run=1), a_line("ghost", 17.0, run=2)]
    assert ghost_at(curves, QPointF(50.0, 13.0)).run == 1
    assert ghost_at(curves, QPointF(50.0, 14.0)).run == 2
    assert ghost_at(curves, QPointF(50.0, 30.0)) is None
    assert ghost_at(curves, QPointF(120.0, 10.0)) is None


def test_near_a_present_curve_there_is_no_ghost():
    curves = [a_line("ghost", 10.0), a_line("train", 16.0)]
    assert ghost_at(curves, QPointF(50.0, 10.0)) is None
    assert ghost_at(curves, QPointF(50.0, 6.0)) is not None


def test_the_moment_of_a_ghost_lies_within_it():
    assert [moment_of(GHOST, update) for update in (-5, 300, 9000)] == [0, 300, 799]


# On the timeline.


def test_pointing_at_a_ghost_lights_it_and_says_what_differs(timeline):
    strip = timeline.strip
    hover(strip, on_the_ghost(strip._curves, 600))
    assert strip.lit_run() == 1
    assert strip.toolTip() == "run 2 · Learning rate"
    hover(strip, strip.place_of(600).toPoint() + QPoint(0, 300))
    assert strip.lit_run() is None
    assert strip.toolTip() == ""


def test_a_click_on_a_ghost_of_the_timeline_returns_to_it(timeline, qtbot):
    heard = intents(timeline)
    place = on_the_ghost(timeline.strip._curves, 600)
    qtbot.mouseClick(timeline.strip.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(heard) == 1
    assert heard[0].run == 1
    assert abs(heard[0].update - 600) <= 2


def test_near_the_handle_a_press_takes_the_handle(timeline, qtbot):
    timeline.set_scene(timeline_scene(cursor=600))
    heard = intents(timeline)
    place = on_the_ghost(timeline.strip._curves, 600)
    qtbot.mouseClick(
        timeline.strip.viewport(), Qt.MouseButton.LeftButton, pos=place + QPoint(2, 0)
    )
    assert [intent.run for intent in heard] == [None]


# On the loss panel.


def test_pointing_at_a_ghost_of_the_loss_panel_says_its_loss(panel):
    view = panel.view
    hover(view, on_the_ghost(curves_of(view), 500))
    assert view.lit_run() == 1
    assert ("run 2 · Learning rate", "0.5000") in view.readout_texts()


def test_a_click_on_a_ghost_of_the_loss_panel_returns_to_it(panel, qtbot):
    heard = intents(panel)
    place = on_the_ghost(curves_of(panel.view), 500)
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(heard) == 1
    assert isinstance(heard[0], Seek)
    assert heard[0].run == 1
    assert abs(heard[0].update - 500) <= 3


# Cost.


@pytest.fixture
def kept():
    """Hold widgets until all is over: one collected while it is painted crashes."""
    return []


@pytest.mark.parametrize("module", [strip, curve_view])
def test_a_growing_run_reduces_its_own_curve_alone(module, qtbot, kept, monkeypatch):
    """However many ghosts there are, the next frame does the same work."""
    make, scene = Timeline, timeline_scene
    if module is curve_view:
        make, scene = CurvePanel, curve_scene
    ghosts = tuple(msgspec.structs.replace(GHOST, run=n) for n in range(3, 13))
    widget = shown(qtbot, make, (640, 340))
    kept.append(widget)
    widget.set_scene(scene(series=(*ghosts, PRESENT)))
    asked = []
    reduce_curve = module.reduce_curve

    def count(x, *others):
        asked.append(len(x))
        return reduce_curve(x, *others)

    monkeypatch.setattr(module, "reduce_curve", count)
    longer = msgspec.structs.replace(PRESENT, x=X[:-1], y=PRESENT.y[:-1])
    drawn = widget.strip if module is strip else widget.view
    drawn.set_scene(scene(series=(*ghosts, longer)))
    assert asked == [1000]


# Bands.


def test_the_band_is_drawn_between_its_edges(timeline):
    timeline.set_scene(timeline_scene(band=BAND))
    strip = timeline.strip
    assert strip.band_text().startswith("10 seeds · ")
    area = strip._band.area()
    middle = strip.place_of(500).x()
    low, high = BAND.low[5], BAND.high[5]
    for value, inside in ((low * 1.2, True), (high * 0.8, True), (low * 0.5, False)):
        assert area.contains(QPointF(middle, strip._y(np.log10(value)))) == inside
    timeline.set_scene(timeline_scene())
    assert strip.band_text() == ""
    assert strip._band.area().isEmpty()


@pytest.mark.parametrize("log", [True, False])
def test_the_band_makes_room_for_itself_on_the_loss_panel(panel, log):
    band = Band("4 seeds", X * 3, 0.001 + 0 * X, 1.0 + 0 * X, 50.0 + 0 * X)
    panel.set_scene(curve_scene(band=band, log=log))
    view = panel.view
    assert view.band_text() == "4 seeds"
    assert view.visible_updates()[1] >= 3000
    top = view.visible_values()[1]
    assert (10**top if log else top) >= 50.0
    high = float(view._y_of(np.log10([50.0]) if log else np.array([50.0]))[0])
    assert view._band.area().boundingRect().top() == pytest.approx(high, abs=0.5)


def test_a_band_has_gaps_where_runs_diverged(timeline):
    high = np.where(X[::100] == 500.0, np.inf, BAND.middle * 2)
    timeline.set_scene(timeline_scene(band=msgspec.structs.replace(BAND, high=high)))
    area = timeline.strip._band.area()
    y = timeline.strip._y
    places = {u: timeline.strip.place_of(u).x() for u in (250, 500, 750)}
    inside = {
        u: area.contains(QPointF(x, y(np.log10(PRESENT.y[u]))))
        for u, x in places.items()
    }
    assert inside == {250: True, 500: False, 750: True}


# On the loss surface.


def surface_scene(**changes):
    axis = np.linspace(-2.0, 2.0, 21)
    ghost = GhostPath(
        1, 800, Phrase("branch"), np.array([[-1.5, -1.0], [0.0, -1.0], [1.0, -1.5]])
    )
    scene = SurfaceScene(
        title="Loss surface",
        subtitle="",
        details=(),
        kind="path",
        values=1.0 + axis[None, :] ** 2 + axis[:, None] ** 2,
        x=axis,
        y=axis,
        x_label="a",
        y_label="b",
        levels=np.array([2.0]),
        contours=((),),
        path=np.array([[-1.5, 1.0], [0.0, 0.5]]),
        marker=(0.0, 0.5),
        stale=False,
        progress=1.0,
        axes_options=(),
        ghosts=(ghost,),
    )
    return msgspec.structs.replace(scene, **changes)


@pytest.fixture
def surface(qtbot):
    surface = shown(qtbot, SurfacePanel, (520, 400))
    surface.set_scene(surface_scene())
    return surface


def test_the_path_of_a_run_that_was_left_lies_in_the_map(surface):
    view = surface.view
    ((x, y),) = view.ghosts.lines()
    expected = [view.to_pixels(*point) for point in surface_scene().ghosts[0].path]
    np.testing.assert_allclose(x, [point.x() for point in expected])
    np.testing.assert_allclose(y, [point.y() for point in expected])
    assert view.ghosts.texts() == ["branch"]


def test_pointing_at_a_path_says_what_differs(surface):
    view = surface.view
    hover(view, view.to_pixels(-0.7, -1.0).toPoint())
    assert view.ghosts.lit_run() == 1
    assert ("run 2", "branch") in view.readout_texts()
    hover(view, view.to_pixels(-0.7, -0.2).toPoint())
    assert view.ghosts.lit_run() is None


def test_a_click_on_a_path_returns_to_its_run(surface, qtbot):
    heard = intents(surface)
    place = surface.view.to_pixels(-0.7, -1.0).toPoint()
    qtbot.mouseClick(surface.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard == [Seek(800, 1)]


def test_paths_are_drawn_again_only_when_they_change(surface, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        surface.view.ghosts, "show", lambda *args: drawn.append(args[0])
    )
    scene = surface_scene()
    surface.view.set_scene(scene)
    drawn.clear()
    path = np.array([[-1.5, 1.0], [0.2, 0.5]])
    surface.view.set_scene(msgspec.structs.replace(scene, path=path, marker=(0.2, 0.5)))
    assert drawn == []
    surface.view.set_scene(msgspec.structs.replace(scene, ghosts=()))
    assert drawn == [()]
