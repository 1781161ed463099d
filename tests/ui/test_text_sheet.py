"""The card with a longer text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTextBrowser, QWidget

from visualizer.language import set_language
from visualizer.ui.text_sheet import TextSheet
from visualizer.ui.theme import load_theme
from visualizer.ui.widgets import PushButton


@pytest.fixture
def sheet(qtbot):
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    sheet = TextSheet(window)
    sheet.set_theme(load_theme("light"))
    sheet.window_ = window
    window.show()
    qtbot.waitExposed(window)
    return sheet


def close_button(sheet):
    return sheet.findChild(PushButton)


def test_it_shows_markdown_under_a_title(sheet):
    sheet.open_text(lambda: "About", lambda: "- one\n- **two**")
    assert sheet.isVisible()
    assert sheet.text().split() == ["one", "two"]
    assert "About" in [label.text() for label in sheet.findChildren(QLabel)]
    assert close_button(sheet).hasFocus() or not sheet.window_.isActiveWindow()


def test_its_button_and_escape_close_it(sheet, qtbot):
    sheet.open_text(lambda: "About", lambda: "text")
    qtbot.mouseClick(close_button(sheet), Qt.MouseButton.LeftButton)
    assert not sheet.isVisible()
    sheet.open_text(lambda: "About", lambda: "text")
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_it_stays_inside_a_small_window(sheet):
    sheet.window_.resize(420, 300)
    sheet.open_text(lambda: "About", lambda: "text\n\n" * 50)
    assert sheet.window_.rect().contains(sheet.geometry())


def test_it_is_no_higher_than_its_text(sheet):
    heights = []
    for lines in (1, 5, 200):
        sheet.open_text(lambda: "About", lambda lines=lines: "text\n\n" * lines)
        heights.append(sheet.height())
        bar = sheet.findChild(QTextBrowser).verticalScrollBar()
        assert (bar.maximum() > 0) is (lines == 200)
        sheet.close_overlay()
    assert heights[0] < heights[1] < heights[2] <= sheet.window_.height()


def test_it_speaks_the_language_in_use(sheet):
    sheet.open_text(lambda: "About", lambda: "text")
    set_language("zh")
    sheet.retranslate()
    assert close_button(sheet).text() == "关闭"
