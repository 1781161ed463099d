"""The picture learnt beside the original: places, colors, hands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt

from tests.ui.stages import LARGE, SMALL, Stage
from visualizer.ui.picture_pair import color_image, lay_pair, pair_height


@pytest.mark.parametrize(
    ("width", "height", "aspect", "beside"),
    [(400.0, 200.0, 1.5, True), (200.0, 400.0, 1.5, False), (300.0, 300.0, 0.5, True)],
)
def test_pictures_are_as_large_as_the_room_lets_them(
    width: float, height: float, aspect: float, beside: bool
) -> None:
    pair = lay_pair(width, height, aspect, 14.0)
    room = QRectF(0, 0, width, height)
    assert room.contains(pair.first)
    assert room.contains(pair.second)
    assert not pair.first.intersects(pair.second)
    assert pair.first.size() == pair.second.size()
    assert pair.first.width() / pair.first.height() == pytest.approx(aspect, rel=0.03)
    assert (pair.first.top() == pair.second.top()) is beside
    # More height than this would not make them larger.
    tall = pair_height(width, aspect, 14.0)
    assert lay_pair(width, tall + 50, aspect, 14.0).first.width() == pytest.approx(
        lay_pair(width, tall, aspect, 14.0).first.width(), abs=1
    )


def test_colors_are_those_of_the_array() -> None:
    colors = np.zeros((2, 3, 3))
    colors[0, 1] = (1.0, 0.5, 0.0)
    image = color_image(colors)
    # Row 0 is the lowest.
    assert image.pixelColor(1, 1).getRgb() == (255, 128, 0, 255)
    assert image.pixelColor(1, 0).getRgb() == (0, 0, 0, 255)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_the_probe_is_put_on_either_picture(qtbot: Any, size: Any) -> None:
    stage = Stage(qtbot, "picture", epochs=1, size=size)
    panel = stage.panel("output")
    view, pair = panel.view, panel.view._pair
    assert pair is not None
    for rect in (pair.first, pair.second):
        at = rect.topLeft() + QPointF(0.75 * rect.width(), 0.25 * rect.height())
        stage.click(view, at.toPoint())
        stage.glance()
        x, y = view.probe
        assert (x, y) == pytest.approx((1.5, 0.98), abs=0.06)
    # The ring stands on the other picture at the same place.
    middle = view._twin.pos() - pair.shift
    assert (middle - view._handle.pos()).manhattanLength() < 1.0
    stage.drag(view, [at.toPoint(), at.toPoint() + QPoint(-30, 10)])
    stage.glance()
    assert view.probe[0] < x
    assert view.probe[1] < y
    stage.qtbot.keyClick(view, Qt.Key.Key_Delete)
    stage.glance()
    assert view.probe is None


def test_switches_and_painting_are_put_away(qtbot: Any) -> None:
    stage = Stage(qtbot, "picture")
    panel = stage.panel("output")
    assert not any(box.isVisible() for box in panel._boxes.values())
    paint = panel.header_widgets()[-1]
    assert not paint.isVisible()
    captions = [caption.text() for caption in panel.view._captions]
    assert captions == ["learned so far", "original"]
    stage.window.choose_dataset("circle")
    stage.settle()
    assert paint.isVisible()
    assert panel.view._pair is None
    assert not any(caption.isVisible() for caption in panel.view._captions)
    assert not panel.view._original.isVisible()
