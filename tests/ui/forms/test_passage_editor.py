"""A passage in a form: typed in lines, told as one when the person goes on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.hosting import dressed, hosted
from visualizer.exhibits.raw_data.settings import PHRASE, RawDataSettings
from visualizer.ui.forms import SettingsForm
from visualizer.ui.forms.passage_editor import PassageEditor

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def form(qtbot, qapp):
    with dressed(qapp):
        form = hosted(
            qtbot, lambda host: SettingsForm(RawDataSettings, host), (300, 800)
        )
        form.set_values(RawDataSettings(kind="text"))
        form.resize(210, 700)
        QApplication.processEvents()
        form.told = []
        form.edited.connect(lambda name, value, live: form.told.append((name, value)))
        yield form


def test_it_is_told_when_the_focus_goes_and_only_if_it_changed(qtbot, form):
    editor = form.editor("phrase")
    assert isinstance(editor, PassageEditor)
    field = editor.control()
    assert field.toPlainText() == PHRASE
    assert field.accessibleName() == "Text"
    field.setFocus()
    form.editor("coding").control().setFocus()
    assert form.told == []
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "The sea")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClicks(field, " is near ")
    assert form.told == []
    form.editor("coding").control().setFocus()
    assert form.told == [("phrase", "The sea is near")]


def test_what_is_being_typed_stays_until_the_value_is_another(qtbot, form):
    editor = form.editor("phrase")
    field = editor.control()
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "half")
    editor.set_value(PHRASE)
    assert field.toPlainText() == "half"
    editor.set_value("Another one.")
    assert field.toPlainText() == "Another one."


def test_no_more_is_typed_than_is_allowed(form):
    field = form.editor("phrase").control()
    field.setPlainText("ab " * 200)
    assert len(field.toPlainText()) == 400
