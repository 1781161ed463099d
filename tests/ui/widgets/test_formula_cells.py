"""A column of a table with typeset formulas."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from tests.ui.hosting import hosted
from visualizer.ui.widgets.formula_cells import FormulaCells


def make(host):
    table = QTableWidget(2, 1, host)
    table.setItemDelegateForColumn(0, FormulaCells(table))
    table.verticalHeader().hide()
    table.horizontalHeader().hide()
    table.setShowGrid(False)
    table.setStyleSheet("QTableWidget { background: white; border: none; }")
    table.resize(260, 120)
    table.setColumnWidth(0, 240)
    for row in range(2):
        table.setRowHeight(row, 50)
    return table


@pytest.fixture
def table(qtbot):
    return hosted(qtbot, make)


def write(table, row, text, color="#d00000"):
    item = QTableWidgetItem(text)
    item.setForeground(QColor(color))
    table.setItem(row, 0, item)


def ink(table, row):
    """Return the rows and columns of a cell in which something is drawn."""
    image = (
        table.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    )
    ratio = image.devicePixelRatio()
    pixels = np.frombuffer(image.constBits(), np.uint32)
    pixels = pixels.reshape(image.height(), image.bytesPerLine() // 4)
    top, bottom = round(50 * row * ratio), round(50 * (row + 1) * ratio)
    drawn = (pixels[top:bottom] & 0xFFFFFF) != 0xFFFFFF
    return np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))


def test_a_fraction_is_higher_than_the_line_it_is_written_as(table):
    write(table, 0, "x/y")
    write(table, 1, "x / y")
    plain, set_ = ink(table, 0)[0], ink(table, 1)[0]
    assert np.ptp(set_) > 1.4 * np.ptp(plain)
    assert abs(set_.mean() - 25) < 4
    assert table.item(1, 0).text() == "x / y"


def test_what_is_too_wide_becomes_smaller(table):
    long = " + ".join(["θ₁"] * 40)
    write(table, 0, long)
    columns = ink(table, 0)[1]
    assert columns.size
    assert columns.max() <= 240


def test_a_cell_without_text_stays_empty(table):
    write(table, 0, "")
    assert not ink(table, 0)[0].size


def test_its_fonts_outlive_the_painting(table):
    # What a style lends while it paints is gone afterwards.
    for number in range(30):
        write(table, 0, f"x / {number}")
        table.viewport().grab()
        gc.collect()
    assert ink(table, 0)[0].size
