from __future__ import annotations

import math

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QLineF, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainterPath, QPen, QPixmap
from PySide6.QtTest import QTest

from visualizer.language import language, set_language
from visualizer.ui.drawing import (
    PATIENCE,
    Canvas,
    Pacer,
    Stage,
    color_table,
    finer,
    mapped_image,
    nice_ticks,
    number_text,
    signed_image,
    tick_texts,
    two_tone_image,
)
from visualizer.ui.theme import load_theme

TABLE = load_theme("dark").signed_table()


def pixels(image):
    return [
        [image.pixel(x, y) for x in range(image.width())] for y in range(image.height())
    ]


def test_the_lowest_row_is_at_the_bottom(qapp):
    image = signed_image(np.array([[-1.0, -1.0, -1.0], [1.0, 1.0, 1.0]]), 1.0, TABLE)
    assert (image.width(), image.height()) == (3, 2)
    assert image.pixel(0, 1) == int(TABLE[0])
    assert image.pixel(0, 0) == int(TABLE[255])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_colors_are_those_of_the_table(qapp, dtype):
    values = np.linspace(-2, 2, 255, dtype=dtype)[None]
    shown = pixels(signed_image(values, 2.0, TABLE))[0]
    exact = np.clip(np.rint(127.5 + 127.5 * values[0] / 2), 0, 255).astype(int)
    place = {int(word): index for index, word in enumerate(TABLE)}
    assert (
        max(abs(place[word] - at) for word, at in zip(shown, exact, strict=True)) <= 1
    )


def test_beyond_the_limit_is_full_color_and_no_number_is_neutral(qapp):
    values = np.array([[5.0, -5.0, np.inf, -np.inf, np.nan, 0.0]])
    shown = pixels(signed_image(values, 1.0, TABLE))[0]
    full, low, neutral = int(TABLE[255]), int(TABLE[0]), shown[5]
    assert shown == [full, low, full, low, neutral, neutral]
    assert neutral in (int(TABLE[127]), int(TABLE[128]))


def test_a_limit_of_zero_and_huge_values_do_not_fail(qapp):
    assert signed_image(np.zeros((2, 2)), 0.0, TABLE).width() == 2
    huge = np.full((2, 2), 3e38, dtype=np.float32)
    assert signed_image(huge, 1e-3, TABLE).pixel(0, 0) == int(TABLE[255])
    assert two_tone_image(huge, TABLE).pixel(0, 0) == int(TABLE[255])


def test_a_given_buffer_receives_the_colors(qapp):
    out = np.empty((2, 2), dtype=np.uint32)
    image = signed_image(np.ones((2, 2)), 1.0, TABLE, out)
    assert (out == TABLE[255]).all()
    out[0, 0] = TABLE[0]
    assert image.pixel(0, 0) == int(TABLE[0])


def test_a_picture_without_buffer_keeps_its_pixels(qapp):
    values = np.ones((4, 4), dtype=np.float32)
    image = signed_image(values, 1.0, TABLE)
    values[:] = -1
    del values
    assert image.pixel(3, 3) == int(TABLE[255])


def test_two_tones_away_from_the_boundary(qapp):
    x = np.linspace(-1, 1, 40)[None].repeat(30, axis=0)
    image = two_tone_image(x, TABLE)
    assert (image.width(), image.height()) == (80, 60)
    row = pixels(image)[10]
    assert set(row[:39]) == {int(TABLE[0])}
    assert set(row[41:]) == {int(TABLE[255])}


def test_finer_keeps_the_places_of_cells():
    x = np.arange(4.0)[None].repeat(3, axis=0)
    fine = finer(x)
    assert fine.shape == (6, 8)
    np.testing.assert_allclose(fine[0, 1:-1], np.arange(0.25, 3.0, 0.5))


def test_mapped_image_of_a_grid_that_is_not_square(qapp):
    table = color_table([QColor("#000000"), QColor("#ffffff")])
    values = np.zeros((3, 5))
    values[0, 4] = 1.0
    values[2, 0] = np.nan
    image = mapped_image(values, table, missing=0xFF123456)
    assert (image.width(), image.height()) == (5, 3)
    assert image.pixel(4, 2) == 0xFFFFFFFF
    assert image.pixel(0, 0) == 0xFF123456
    assert image.pixel(0, 2) == 0xFF000000


def test_color_table_runs_through_its_colors():
    colors = [QColor("#ff0000"), QColor("#00ff00"), QColor("#0000ff")]
    table = color_table(colors, size=5)
    assert [f"{word:08x}" for word in table.tolist()] == [
        "ffff0000",
        "ff808000",
        "ff00ff00",
        "ff008080",
        "ff0000ff",
    ]


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [
        (-6, 6, 3, [-5, 0, 5]),
        (-6, 6, 6, [-6, -4, -2, 0, 2, 4, 6]),
        (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0, 0.034, 4, [0, 0.01, 0.02, 0.03]),
        (2, 2, 4, [2]),
    ],
)
def test_nice_ticks(low, high, count, expected):
    assert nice_ticks(low, high, count) == pytest.approx(expected)


def test_ticks_of_what_is_no_range():
    assert nice_ticks(math.nan, 1, 4) == []


def test_tick_texts_share_their_decimals():
    assert tick_texts([-0.5, 0.0, 0.5]) == ["−0.5", "0.0", "0.5"]
    assert tick_texts([-6.0, 0.0, 6.0]) == ["−6", "0", "6"]
    assert tick_texts([0.25, 0.5]) == ["0.25", "0.50"]
    assert tick_texts([]) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-1.0, "−1"),
        (0.8349, "0.835"),
        (-12345.0, "−12345"),
        (1.5e7, "1.5·10⁷"),
        (-2e-6, "−2.0·10⁻⁶"),
        (math.nan, "—"),
        (-math.inf, "−∞"),
    ],
)
def test_numbers_have_a_true_minus(value, text):
    assert number_text(value) == text


def test_numbers_with_decimals_and_sign():
    assert number_text(0.834, 2, signed=True) == "+0.83"
    assert number_text(-0.001, 2) == "0.00"
    assert number_text(-0.834, 2, signed=True) == "−0.83"


def test_texts_stand_on_one_line_whatever_their_size(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    small, large = canvas.text(), canvas.text()
    for item, size in ((small, 10), (large, 30)):
        font = QFont()
        font.setPixelSize(size)
        item.dress(font, QColor("white"))
        item.place("H", 10, 50)
    middles = []
    for item in (small, large):
        box = item.sceneBoundingRect()
        middles.append(box.center().y())
        assert box.left() == pytest.approx(10, abs=1)
    assert middles[0] == pytest.approx(middles[1], abs=4)


def test_a_long_text_is_cut_and_kept_as_tooltip(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    item = canvas.text()
    item.place("a rather long sentence", 0, 10, width=60)
    assert item.text().endswith("…")
    assert item.boundingRect().width() <= 62
    assert item.toolTip() == "a rather long sentence"
    item.place("short", 100, 10, "right")
    assert item.text() == "short"
    assert item.toolTip() == ""
    assert item.sceneBoundingRect().right() == pytest.approx(100, abs=2)
    item.place("", 0, 0)
    assert not item.isVisible()


def test_a_canvas_is_as_large_as_its_viewport(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.show()
    with qtbot.waitSignal(canvas.resized):
        canvas.resize(321, 123)
    rect = canvas.sceneRect()
    assert (rect.width(), rect.height()) == (321, 123)


def test_a_pacer_drops_no_last_wish(qtbot):
    owner = QObject()
    calls = []
    wishes = []
    pacer = Pacer(lambda: calls.append(wishes[-1]), owner, interval=30)
    for wish in range(5):
        wishes.append(wish)
        pacer.request()
    assert calls == [0]
    qtbot.waitUntil(lambda: calls == [0, 4])
    pacer.request(now=True)
    assert calls == [0, 4, 4]


def test_what_is_paced_aside_never_happens_in_the_frame_that_asks(qtbot):
    calls = []
    owner = QObject()
    pacer = Pacer(lambda: calls.append(len(calls)), owner, interval=30, aside=1)
    pacer.request()
    pacer.request()
    assert not calls
    qtbot.waitUntil(lambda: len(calls) == 1)
    pacer.request()
    assert len(calls) == 1
    qtbot.waitUntil(lambda: len(calls) == 2)
    pacer.request(now=True)
    assert len(calls) == 3


def test_a_pacer_acts_with_the_next_wish_and_not_once_more(qtbot):
    owner = QObject()
    calls = []
    pacer = Pacer(lambda: calls.append(len(calls)), owner, interval=30)
    pacer.request()
    pacer.request()
    # In time, but before its timer would fire.
    QTest.qSleep(35)
    pacer.request()
    assert len(calls) == 2
    qtbot.wait(30 + 2 * PATIENCE)
    assert len(calls) == 2


def test_a_pacer_lets_no_wish_wait_in_another_language(qtbot):
    owner = QObject()
    calls = []
    pacer = Pacer(lambda: calls.append(language()), owner, interval=60_000, aside=1)
    pacer.request(now=True)
    pacer.request()
    assert calls == ["en"]
    set_language("zh")
    # What is only laid out again does not have the new words yet.
    pacer.request(now=True)
    pacer.request()
    pacer.request()
    assert calls == ["en", "zh", "zh"]


@pytest.mark.parametrize(
    "add",
    [
        lambda stage: stage.addPath(QPainterPath(), QPen(Qt.PenStyle.NoPen)),
        lambda stage: stage.addRect(QRectF(1, 2, 3, 4)),
        lambda stage: stage.addEllipse(QRectF(1, 2, 3, 4)),
        lambda stage: stage.addLine(1, 2, 3, 4),
        lambda stage: stage.addLine(QLineF(1, 2, 3, 4)),
        lambda stage: stage.addPixmap(QPixmap(3, 3)),
    ],
)
def test_items_of_a_stage_are_made_by_python(qtbot, add):
    stage = Stage()
    item = add(stage)
    assert shiboken6.createdByPython(item)
    assert item.scene() is stage
