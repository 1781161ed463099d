"""Draw the pictures of prepared scenes without a display."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QGraphicsView

from visualizer.app import make_application
from visualizer.files.prepared import PreparedScene, scene, scene_keys
from visualizer.resource_files import resource
from visualizer.session.experiment import ExperimentError
from visualizer.session.session import Session
from visualizer.ui.main_window import MainWindow
from visualizer.ui.memory import Memory
from visualizer.ui.panels.clusters_panel import ClustersPanel
from visualizer.ui.panels.fitting_panel import FittingPanel
from visualizer.ui.panels.graph_panel import GraphPanel
from visualizer.ui.panels.line_panel import LinePanel
from visualizer.ui.panels.map_panel import MapPanel
from visualizer.ui.panels.plane_panel import PlanePanel
from visualizer.ui.panels.representations_panel import RepresentationsPanel
from visualizer.ui.panels.signal_sizes_panel import SignalSizesPanel
from visualizer.ui.panels.surface_panel import SurfacePanel
from visualizer.ui.panels.towers_panel import TowersPanel
from visualizer.ui.panels.twins_panel import TwinsPanel
from visualizer.ui.theme import Theme, load_theme

SIZE = QSize(336, 224)
"""Pixels of a picture, as broad to high as on a card."""

THEMES = ("dark", "light")

MARGIN = 12

COLORS = 64
"""Of one picture, at most."""

MOST_BYTES = 12_000
"""Of a picture's file."""

WIDTHS = (288, 240, 192)
"""In turn, for pictures whose file is larger than that."""

FLAT = (PlanePanel | SurfacePanel | MapPanel) | SignalSizesPanel | RepresentationsPanel
WHOLE = GraphPanel | LinePanel | ClustersPanel | FittingPanel | TowersPanel | TwinsPanel
DRAWN = FLAT | WHOLE
"""Panels that can be a picture."""

GROWN = ("progress", "clusters", "family", "tuning")
"""Pictures of what is found along the run, which takes work besides training."""

DECADES = 1.0
"""Least height of the axis of the loss."""


def main(arguments: Sequence[str]) -> int:
    """Draw the scenes that are named, or all; return the exit code."""
    make_application(["neuronaut"])
    folder = resource("scenes") / "pictures"
    folder.mkdir(exist_ok=True)
    for key in arguments or scene_keys():
        try:
            found = scene(key)
        except ExperimentError as error:
            print(f"build_pictures: {error}", file=sys.stderr)
            return 2
        for theme, image in draw(found).items():
            write(image, folder / f"{key}-{theme}.png")
    return 0


def draw(prepared: PreparedScene) -> dict[str, QImage]:
    """Return the picture of a scene by theme.

    The output and the loss stand side by side; everything else stands alone.
    """
    script = prepared.script
    session = Session(prepared.experiment)
    session.advance(max([script.update, *(each.update for each in script.bookmarks)]))
    while script.picture in GROWN and session.work(1.0):
        pass
    memory = Memory(theme=THEMES[0], hints_done=True)
    window = MainWindow(session.execute, memory, prepared.experiment)
    pictures = {}
    try:
        # Large enough for panels to stand by themselves, not as tabs of another.
        window.resize(1600, 1000)
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.show()
        window.show_snapshot(session.snapshot())
        if prepared.experiment.exhibit == "playground":
            window.view.set_options({"show_test": False})
        if not window.panel(script.picture).isVisible():
            window.show_panel(script.picture)
        session.execute(window.look_command())
        while script.picture == "surface" and session.work(1.0):
            pass
        for theme in THEMES:
            window.set_theme(theme)
            window.show_snapshot(session.snapshot())
            pictures[theme] = _compose(session, window, script.picture, theme)
    finally:
        window.close()
        window.deleteLater()
    return pictures


def write(image: QImage, path: Path) -> None:
    """Write a picture in the colors that it has most of, smaller if it is too rich.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    smooth = Qt.TransformationMode.SmoothTransformation
    avoid = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    for width in (image.width(), *WIDTHS):
        small = image.scaledToWidth(min(width, image.width()), smooth)
        colors = frequent_colors(small)
        few = small.convertToFormat(QImage.Format.Format_Indexed8, colors, avoid)
        if not few.save(str(path), quality=0):
            raise OSError(f"{path} cannot be written")
        if path.stat().st_size <= MOST_BYTES:
            return


def frequent_colors(image: QImage) -> list[int]:
    """Return the colors, as 0xffrrggbb, of which a picture has most.

    Colors that differ by less than 16 in each part count as one, the mean of them.
    """
    rgb = np.frombuffer(image.constBits(), np.uint32) & 0xFFFFFF
    parts = np.stack([rgb >> 16, rgb >> 8 & 0xFF, rgb & 0xFF]).astype(np.int64)
    groups = (parts[0] >> 4) << 8 | (parts[1] >> 4) << 4 | parts[2] >> 4
    counts = np.bincount(groups, minlength=4096)
    most = np.argsort(-counts, kind="stable")[:COLORS]
    sums = [np.bincount(groups, part, minlength=4096)[most] for part in parts]
    red, green, blue = (np.rint(s / np.maximum(counts[most], 1)) for s in sums)
    colors = 0xFF000000 + red * 65536 + green * 256 + blue
    return [int(color) for color in colors[counts[most] > 0]]


def _compose(session: Session, window: MainWindow, picture: str, key: str) -> QImage:
    theme = load_theme(key)
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(theme.color("panel"))
    whole = QRectF(image.rect())
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if picture == "loss":
            _draw_losses(painter, session, theme, whole)
        else:
            shown = _shown(window, picture)
            side = whole.height()
            room = QRectF(0, 0, side, side) if picture == "output" else whole
            _fit(painter, shown, room)
            if picture == "output":
                rest = QRectF(side, 0, whole.width() - side, side)
                _draw_losses(painter, session, theme, rest)
    return image


def _shown(window: MainWindow, picture: str) -> QPixmap:
    """Return what a panel shows, without its frame and axes."""
    panel = window.panel(picture).panel()
    assert isinstance(panel, DRAWN)
    view: QGraphicsView = panel.view
    ratio = 2.0
    pixmap = QPixmap(view.viewport().size() * ratio)
    pixmap.setDevicePixelRatio(ratio)
    view.viewport().render(pixmap)
    inside = QRect()
    if isinstance(panel, FLAT):
        rect = panel.view.map_rect()
        inside = QRectF(rect.topLeft() * ratio, rect.size() * ratio).toRect()
    return pixmap.copy(inside) if not inside.isEmpty() else pixmap


def _fit(painter: QPainter, pixmap: QPixmap, room: QRectF) -> None:
    """Draw a picture as large as it fits into the middle of a room."""
    pixmap.setDevicePixelRatio(1.0)
    size = pixmap.size().scaled(
        room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
    )
    # Scaled first: a painter that shrinks much leaves pixels out.
    small = pixmap.scaled(size, mode=Qt.TransformationMode.SmoothTransformation)
    left = room.left() + (room.width() - size.width()) / 2
    top = room.top() + (room.height() - size.height()) / 2
    painter.drawPixmap(QPointF(left, top), small)


def _draw_losses(
    painter: QPainter, session: Session, theme: Theme, room: QRectF
) -> None:
    """Draw the training loss solid and the test loss dashed, on a log axis."""
    updates, values = session.runs.present.curve.arrays()
    with np.errstate(divide="ignore"):
        heights = np.log10(values[:2])
    heights = np.where(np.isfinite(heights), heights, np.nan)
    low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
    middle = (low + high) / 2
    span = max(high - low, DECADES)
    inside = room.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    painter.setPen(QPen(theme.color("axis"), 1.5))
    painter.drawLine(inside.topLeft(), inside.bottomLeft())
    painter.drawLine(inside.bottomLeft(), inside.bottomRight())
    drawn = (
        (1, theme.color("test"), Qt.PenStyle.DashLine),
        (0, theme.color("train"), Qt.PenStyle.SolidLine),
    )
    for row, color, style in drawn:
        known = np.isfinite(heights[row])
        xs = inside.left() + updates[known] / max(1, updates[-1]) * inside.width()
        shares = (heights[row][known] - middle) / span
        ys = inside.center().y() - shares * inside.height() * 0.9
        painter.setPen(QPen(color, 3.0, style))
        points = map(QPointF, xs.tolist(), ys.tolist())
        painter.drawPolyline(QPolygonF(list(points)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
