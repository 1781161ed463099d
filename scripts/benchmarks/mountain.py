"""The mountain of Descent while it turns, and when it comes to rest.

Eight runners have gone their way over Himmelblau's terrain. A turn is painted
and shown, with the runners and what is hidden of them; the goal is 50 turns a second.
Its peer, which tells more on a busy machine, is a painter that fills a mesh of 60 by 60
quadrilaterals and does nothing else. At rest the same is painted once, more finely.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPolygonF
from PySide6.QtWidgets import QWidget

from benchmarks.measuring import Row, microseconds
from visualizer.app import make_application
from visualizer.exhibits.descent.methods import methods, optimizer_of
from visualizer.exhibits.descent.settings import MOST_RUNNERS, RunnerSettings
from visualizer.scenes.terrain import MountainScene
from visualizer.session.experiment import Experiment, preset
from visualizer.session.session import Session
from visualizer.ui.plots.mountain_view import MountainView
from visualizer.ui.theme import load_theme

SIZE = (640, 420)
STEPS = 300
DEGREES = 3.0
QUADS, FINE_QUADS = 60, 96
"""Quadrilaterals along a side of the mesh to compare with."""

TURN, REST = 1.0, 1.0
"""Least shares of our time that the bare quadrilaterals take."""


def rows() -> list[Row]:
    """Measure, with medians over the rounds."""
    make_application(["bench"])
    host = QWidget()
    host.resize(*SIZE)
    view = MountainView(host)
    view.resize(*SIZE)
    view.set_theme(load_theme("dark"))
    scene = _scene()
    view.set_scene(scene)
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    quads, fine_quads = _quads(QUADS), _quads(FINE_QUADS)
    turn, rest, bare, bare_fine = microseconds(
        [
            partial(_turn, view, image),
            partial(_rest, view, image),
            partial(_fill, quads, image),
            partial(_fill, fine_quads, image),
        ],
        seconds=0.2,
    )
    named = f"{QUADS}×{QUADS}, {len(scene.runners)} runners"
    return [
        Row("turns a second", 1e6 / turn, "50", 50.0, "1/s", 1.0, False),
        Row(f"turn, {named}", turn / 1e3, "quads", bare / 1e3, "ms", TURN),
        Row("at rest", rest / 1e3, "quads", bare_fine / 1e3, "ms", REST),
    ]


def _quads(count: int) -> list[QPolygonF]:
    """Return as many quadrilaterals as a mountain has, next to one another."""
    wide, tall = SIZE[0] / count, SIZE[1] / count
    return [
        QPolygonF(
            [
                QPointF(wide * column, tall * row),
                QPointF(wide * (column + 1), tall * row),
                QPointF(wide * (column + 1), tall * (row + 1)),
                QPointF(wide * column, tall * (row + 1)),
            ]
        )
        for row in range(count)
        for column in range(count)
    ]


def _fill(quads: list[QPolygonF], image: QImage) -> None:
    brushes = [QBrush(QColor(level, level, level)) for level in range(0, 256, 2)]
    with QPainter(image) as painter:
        painter.setPen(Qt.PenStyle.NoPen)
        for number, quad in enumerate(quads):
            painter.setBrush(brushes[number % len(brushes)])
            painter.drawPolygon(quad)


def _scene() -> MountainScene:
    """Return the mountain with as many runners as there can be."""
    found = preset("descent-himmelblau")
    runners = tuple(
        RunnerSettings(optimizer_of(key), 0.01)
        for key, _ in methods()
        if key not in ("random_search", "implicit_sgd")
    )[:MOST_RUNNERS]
    settings = found.exhibit_class()().adapt(found.settings, {"runners": runners})
    session = Session(Experiment("descent", settings))
    with np.errstate(all="ignore"):
        session.advance(STEPS)
    shown = session.snapshot()
    scenes = found.exhibit_class()().scenes(
        shown.frame, settings, shown.watch, frozenset({"mountain"})
    )
    scene = scenes["mountain"]
    assert isinstance(scene, MountainScene)
    return scene


def _turn(view: MountainView, image: QImage) -> None:
    view.turn(DEGREES, 0.0)
    _show(view, image)


def _rest(view: MountainView, image: QImage) -> None:
    view.turn(DEGREES, 0.0)
    view.come_to_rest()
    _show(view, image)


def _show(view: MountainView, image: QImage) -> None:
    with QPainter(image) as painter:
        view.render(painter)
