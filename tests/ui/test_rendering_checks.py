"""The checks of a rendered window find what is wrong, and nothing else."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGraphicsScene,
    QGraphicsView,
    QLabel,
    QPushButton,
    QTabBar,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from tests.ui import rendering_checks as checks
from visualizer.ui.panel_frame import PanelFrame
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import THEMES, load_theme
from visualizer.ui.widgets import ElidedLabel


@pytest.fixture
def page(qtbot):
    page = QWidget()
    page.setStyleSheet("QWidget { background: #202020; color: #f0f0f0; }")
    page.resize(400, 300)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    return page


def put(widget: QWidget, x: int, y: int, wide: int, tall: int) -> None:
    widget.setGeometry(x, y, wide, tall)
    widget.show()


def test_a_page_in_order_has_no_problems(page):
    put(QLabel("train", page), 10, 10, 60, 20)
    put(QLabel("test", page), 10, 40, 60, 20)
    put(QPushButton("Go back", page), 10, 70, 120, 30)
    assert checks.clipped_texts(page) == []
    assert checks.overlapping_texts(page) == []
    assert checks.faint_texts(page) == []


def test_the_rest_of_a_row_that_is_cut_is_not_on_screen(page):
    table = QTableWidget(3, 1, page)
    table.horizontalHeader().hide()
    table.verticalHeader().hide()
    for row in range(3):
        table.setRowHeight(row, 40)
        table.setItem(row, 0, QTableWidgetItem("a row"))
    # Two rows and the upper half of the third.
    put(table, 10, 10, 200, 100 + 2 * table.frameWidth())
    label = QLabel("below", page)
    put(label, 14, 100, 60, 20)
    assert checks.overlapping_texts(page) == []
    label.move(14, 60)
    assert len(checks.overlapping_texts(page)) == 1


@pytest.mark.parametrize(
    ("make", "wide", "tall"),
    [
        (lambda page: QLabel("Test accuracy", page), 30, 20),
        (lambda page: QLabel("Test accuracy", page), 200, 6),
        (lambda page: QPushButton("Test accuracy", page), 50, 30),
        (lambda page: QCheckBox("Test accuracy", page), 50, 30),
    ],
    ids=["label", "low label", "button", "check box"],
)
def test_a_text_with_too_little_room_is_found(page, make, wide, tall):
    put(make(page), 10, 10, wide, tall)
    assert any("Test accuracy" in each for each in checks.clipped_texts(page))


def test_a_wrapped_text_with_too_little_height_is_found(page):
    label = QLabel("one two three four five six seven eight nine ten", page)
    label.setWordWrap(True)
    put(label, 10, 10, 60, 200)
    assert checks.clipped_texts(page) == []
    put(label, 10, 10, 60, 30)
    assert checks.clipped_texts(page)


def test_a_list_and_tabs_with_too_little_room_are_found(page):
    box = QComboBox(page)
    box.addItem("Stochastic gradient descent")
    put(box, 10, 10, 60, 26)
    tabs = QTabBar(page)
    for name in ("Surface", "Neuron", "Loss"):
        tabs.addTab(name)
    put(tabs, 10, 50, 70, 30)
    problems = " ".join(checks.clipped_texts(page))
    assert "Stochastic" in problems
    assert "tabs Surface" in problems


def test_a_text_cut_by_an_edge_is_found(page):
    box = QWidget(page)
    put(box, 10, 10, 50, 30)
    put(QLabel("epoch", box), 30, 0, 60, 20)
    assert any("outside" in each for each in checks.clipped_texts(page))


def test_a_text_shortened_on_purpose_is_fine_while_enough_is_left(page):
    label = ElidedLabel("drag to rewind the whole network", parent=page)
    put(label, 10, 10, 120, 20)
    assert checks.clipped_texts(page) == []
    put(label, 10, 10, 12, 20)
    assert checks.clipped_texts(page)


def test_a_text_beyond_the_canvas_is_found(page):
    view = QGraphicsView(QGraphicsScene(page), page)
    view.setSceneRect(0, 0, 100, 100)
    put(view, 0, 0, 110, 110)
    text = view.scene().addSimpleText("−0.25")
    assert checks.clipped_texts(page) == []
    text.setPos(90, 20)
    assert any("leaves the canvas" in each for each in checks.clipped_texts(page))
    text.hide()
    assert checks.clipped_texts(page) == []


def test_texts_over_each_other_are_found(page):
    put(QLabel("Loss · train", page), 10, 10, 100, 20)
    other = QLabel("Loss · test", page)
    other.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    put(other, 40, 12, 100, 20)
    problems = checks.overlapping_texts(page)
    assert len(problems) == 1
    assert "Loss · train" in problems[0]
    assert "Loss · test" in problems[0]


def test_texts_drawn_by_hand_over_each_other_are_found(page):
    view = QGraphicsView(QGraphicsScene(page), page)
    view.setSceneRect(0, 0, 200, 100)
    put(view, 0, 0, 210, 110)
    view.scene().addSimpleText("0.05").setPos(10, 10)
    second = view.scene().addSimpleText("0.1")
    second.setPos(14, 15)
    assert len(checks.overlapping_texts(page)) == 1
    second.setPos(14, 40)
    assert checks.overlapping_texts(page) == []


def test_a_text_over_its_own_halo_is_fine(page):
    view = QGraphicsView(QGraphicsScene(page), page)
    put(view, 0, 0, 210, 110)
    for _ in range(2):
        view.scene().addSimpleText("start")
    assert checks.overlapping_texts(page) == []


def test_a_faint_text_is_found(page):
    label = QLabel("update 1,500", page)
    label.setStyleSheet("color: #505050;")
    put(label, 10, 10, 120, 20)
    problems = checks.faint_texts(page)
    assert len(problems) == 1
    assert "update 1,500" in problems[0]


def test_texts_are_found_where_they_are_drawn(page):
    label = QLabel("epoch", page)
    put(label, 100, 50, 80, 20)
    drawn = checks.drawn_texts(page)
    assert [each.text for each in drawn] == ["epoch"]
    assert label.geometry().toRectF().contains(drawn[0].ink)
    assert drawn[0].color == QColor("#f0f0f0")


class Blank(Panel):
    """Shows nothing."""

    key = "blank"
    title = "Blank"

    def set_theme(self, theme):
        """Wear nothing."""


def test_an_empty_panel_is_found(page):
    frame = PanelFrame(Blank(), page)
    put(frame, 0, 0, 300, 200)
    assert checks.empty_panels(page) == ["'Blank' shows nothing"]
    label = QLabel("something to see", frame.panel())
    label.setFont(QFont(label.font().family(), 30))
    put(label, 10, 10, 250, 60)
    assert checks.empty_panels(page) == []


@pytest.mark.parametrize("key", THEMES)
def test_a_theme_whose_colors_come_too_close_is_found(key):
    theme = load_theme(key)
    assert checks.faint_roles(theme) == []
    for role in ("text", "text_secondary", "positive", "negative", "train", "ghost"):
        bad = replace(theme, **{role: theme.panel})
        assert any(role in each for each in checks.faint_roles(bad)), role
    bad = replace(theme, on_accent=theme.accent)
    assert any("on_accent" in each for each in checks.faint_roles(bad))
    bad = replace(theme, classes=(theme.panel,) * 10, class_outline=theme.panel)
    assert any("class 3" in each for each in checks.faint_roles(bad))


def test_contrast_is_that_of_the_web_guidelines():
    black, white = QColor("#000000"), QColor("#ffffff")
    assert checks.contrast(black, white) == pytest.approx(21.0)
    assert checks.contrast(white, white) == pytest.approx(1.0)
    # A well-known border case of WCAG: this gray just reaches 4.5.
    assert checks.contrast(QColor("#767676"), white) == pytest.approx(4.54, abs=0.01)
