"""Rows of pictures: units, hierarchy, relevance, and the network beside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from tests.ui.stages import LARGE, SMALL, Stage, texts_of
from visualizer.language import LANGUAGES
from visualizer.ui.maps.picture_rows import broken
from visualizer.ui.panels import panels

NAMES = ("units", "hierarchy", "relevance", "rival")


def shown(qtbot, size, name, language="en"):
    stage = Stage(qtbot, "convolution-digits", epochs=1, size=size, language=language)
    bring_up(stage, name)
    return stage


def bring_up(stage, name):
    stage.window.show_panel(name)
    stage.settle(3)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_all_pictures_are_in_the_panel_and_apart(qtbot, size):
    stage = Stage(qtbot, "convolution-digits", epochs=1, size=size)
    for name in NAMES:
        bring_up(stage, name)
        panel = stage.panel(name)
        scene, view = panel._drawn, panel.view
        assert scene.rows
        room = view.viewport().rect().toRectF().adjusted(0, 0, 1, 1)
        boxes = [box for row in view.boxes for box in row]
        assert len(boxes) == sum(len(row.values) for row in scene.rows)
        for number, box in enumerate(boxes):
            assert room.contains(box), name
            assert min(box.width(), box.height()) >= 6.0, name
            for other in boxes[number + 1 :]:
                assert not box.intersects(other), name
        titles = {row.title for row in scene.rows}
        assert all(any(t[:6] == text[:6] for text in texts_of(view)) for t in titles)


def test_each_panel_has_a_class_of_its_own():
    assert len({panels[name].scene_class for name in NAMES}) == len(NAMES)
    assert len({panels[name].title for name in NAMES}) == len(NAMES)


def test_a_click_on_a_strongest_example_watches_it(qtbot):
    stage = shown(qtbot, SMALL, "units")
    panel = stage.panel("units")
    wish = panel._drawn.rows[0].wishes[3]
    stage.click(panel.view, panel.view.boxes[0][3].center().toPoint())
    assert stage.session.watch.example == wish.index


def test_the_keyboard_goes_from_picture_to_picture(qtbot):
    stage = shown(qtbot, SMALL, "hierarchy")
    panel = stage.panel("hierarchy")
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        stage.key(key)
    stage.key(Qt.Key.Key_Return)
    assert stage.session.watch.selection == panel._drawn.rows[1].wishes[1].target


def test_beyond_the_last_picture_the_keyboard_stays_where_it_is(qtbot):
    stage = shown(qtbot, SMALL, "hierarchy")
    panel = stage.panel("hierarchy")
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(18):
        stage.key(Qt.Key.Key_Down)
        stage.key(Qt.Key.Key_Right)
    stage.key(Qt.Key.Key_Return)
    assert stage.session.watch.selection == panel._drawn.rows[2].wishes[9].target


def test_the_same_scene_is_not_laid_out_again(qtbot, monkeypatch):
    stage = shown(qtbot, SMALL, "relevance")
    view = stage.panel("relevance").view
    calls = []
    monkeypatch.setattr(view, "lay_out", lambda: calls.append(1))
    stage.glance()
    stage.glance()
    assert not calls


def test_it_is_said_what_is_waited_for(qtbot):
    stage = Stage(qtbot, "convolution-digits", size=SMALL)
    stage.window.show_panel("relevance")
    stage.glance()
    stage.glance()
    assert texts_of(stage.panel("relevance").view) == [
        "covering one place after the other"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_beside_the_pictures_are_whole_where_there_is_room(qtbot, language):
    stage = shown(qtbot, LARGE, "units", language)
    view = stage.panel("units").view
    words = "".join(texts_of(view)).replace(" ", "")
    for row in stage.panel("units")._drawn.rows:
        assert row.note.replace(" ", "") in words
    assert not [text for text in texts_of(view) if text.endswith("…")]


def test_a_text_breaks_between_words_or_chinese_characters(qapp):
    metrics = QFontMetricsF(qapp.font())

    def parts(text, share):
        return broken(text, metrics, share * metrics.horizontalAdvance(text))

    assert parts("one and two", 1.01) == ("one and two", "")
    assert parts("one and two", 0.8) == ("one and", "two")
    assert parts("one and two", 0.4) == ("one", "and two")
    assert parts("unbreakable", 0.5) == ("unbreakable", "")
    first, second = parts("其类别及其最大值", 0.6)
    assert first + second == "其类别及其最大值"
    assert len(first) == 4
