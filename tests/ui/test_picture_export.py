import re
import sys

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from tests.ui.hosting import hosted
from visualizer.ui.picture_export import (
    PictureError,
    copy_picture,
    render,
    slide_scale,
)


def two_labels(host=None):
    widget = QWidget(host)
    widget.setAccessibleName("Two labels")
    widget.setStyleSheet("background: #112233; color: #ffffff;")
    row = QHBoxLayout(widget)
    row.addWidget(QLabel("left words", widget))
    row.addWidget(QLabel("right words", widget))
    widget.resize(300, 100)
    return widget


@pytest.fixture
def widget(qtbot):
    return hosted(qtbot, two_labels)


def test_png_has_the_size_asked_for_and_what_is_drawn(widget, tmp_path):
    path = tmp_path / "a.png"
    render(widget, path, QSize(640, 360), 2.0)
    image = QImage(str(path))
    assert image.size() == QSize(1280, 720)
    assert image.pixelColor(5, 5) == QColor("#112233")
    bright = [
        (x, y)
        for x in range(0, 1280, 2)
        for y in range(300, 420, 2)
        if image.pixelColor(x, y).lightness() > 200
    ]
    assert min(x for x, _ in bright) < 200
    # The second label stands where the wider layout puts it.
    assert max(x for x, _ in bright) > 640


def test_widget_has_its_old_place_and_limits_afterwards(widget, tmp_path):
    widget.move(7, 9)
    widget.setMaximumWidth(320)
    before = widget.geometry()
    labels = [label.geometry() for label in widget.findChildren(QLabel)]
    render(widget, tmp_path / "a.png", QSize(900, 500))
    assert widget.geometry() == before
    assert widget.maximumWidth() == 320
    assert [label.geometry() for label in widget.findChildren(QLabel)] == labels


def test_svg_keeps_text_as_text_at_true_size(widget, tmp_path):
    path = tmp_path / "a.svg"
    render(widget, path, QSize(480, 200))
    text = path.read_text(encoding="utf-8")
    assert "left words" in text
    assert "right words" in text
    assert 'viewBox="0 0 480 200"' in text
    assert "<title>Two labels</title>" in text
    width = float(re.search(r'width="([\d.]+)mm"', text)[1])
    assert width == pytest.approx(480 / 96 * 25.4, rel=0.01)


def test_pdf_has_one_page_of_the_size(widget, tmp_path):
    path = tmp_path / "a.pdf"
    render(widget, path, QSize(960, 540))
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    box = re.search(rb"/MediaBox \[([\d. ]+)\]", content)[1].split()
    assert [float(n) for n in box] == pytest.approx([0, 0, 720, 405], abs=1)
    assert b"/Font" in content


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_hidden_widget_is_laid_out_too(qtbot, tmp_path, suffix):
    widget = two_labels()
    qtbot.addWidget(widget)
    path = tmp_path / f"a{suffix}"
    render(widget, path, QSize(500, 200))
    assert path.stat().st_size > 500
    if suffix == ".svg":
        assert "right words" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["a.bmp", "a", "a.png.txt"])
def test_unknown_kind_names_the_allowed_ones(widget, tmp_path, name):
    with pytest.raises(PictureError, match=r"\.png, \.svg, \.pdf"):
        render(widget, tmp_path / name)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_path_that_cannot_be_written_is_named(widget, tmp_path, suffix):
    path = tmp_path / "no folder" / f"a{suffix}"
    before = widget.geometry()
    with pytest.raises(PictureError, match="no folder"):
        render(widget, path, QSize(500, 200))
    assert widget.geometry() == before


def test_suffix_may_be_in_capitals(widget, tmp_path):
    render(widget, tmp_path / "A.PNG")
    assert QImage(str(tmp_path / "A.PNG")).size() == QSize(300, 100)


@pytest.mark.skipif(sys.platform == "darwin", reason="the clipboard is shared")
def test_copy_is_fine_enough_for_a_slide(widget):
    copy_picture(widget)
    image = QGuiApplication.clipboard().image()
    assert image.width() == round(300 * slide_scale(widget)) >= 1920
    QGuiApplication.clipboard().clear()


def test_slide_scale_of_a_large_widget_is_two(widget):
    widget.resize(1600, 900)
    assert slide_scale(widget) == 2.0
