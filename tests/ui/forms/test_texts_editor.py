import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.hosting import dressed, hosted
from tests.ui.stages import Stage
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.ui.forms import SettingsForm
from visualizer.ui.theme import load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def form(qtbot, qapp):
    with dressed(qapp):
        form = hosted(
            qtbot, lambda host: SettingsForm(PlaygroundSettings, host), (300, 1400)
        )
        form.set_theme(load_theme("dark"))
        form.set_values(PlaygroundSettings())
        form.resize(220, 1300)
        form.set_open(True)
        QApplication.processEvents()
        form.told = []
        form.edited.connect(lambda name, value, live: form.told.append((name, value)))
        yield form


def write(qtbot, line, text):
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_a_field_more_waits_for_the_next_formula(qtbot, form):
    editor = form.editor("formulas")
    assert len(editor.lines()) == 1
    write(qtbot, editor.lines()[0], "x1^3")
    assert len(editor.lines()) == 2
    write(qtbot, editor.lines()[1], "x1 x2")
    assert form.told == [("formulas", ("x1^3",)), ("formulas", ("x1^3", "x1 x2"))]
    write(qtbot, editor.lines()[0], "")
    assert form.told[-1] == ("formulas", ("x1 x2",))
    assert editor.control().accessibleName() == "Own inputs 1"


def test_a_wrong_formula_stays_with_its_error_below(qtbot, form):
    editor = form.editor("formulas")
    write(qtbot, editor.lines()[0], "x1^3")
    write(qtbot, editor.lines()[1], "x1 + z")
    assert form.told == [("formulas", ("x1^3",))]
    assert editor.lines()[1].text() == "x1 + z"
    assert editor.problems()[0] == ""
    assert "'z' at character 6 is unknown" in editor.problems()[1]
    write(qtbot, editor.lines()[1], "x1 + 1")
    assert form.told[-1] == ("formulas", ("x1^3", "x1 + 1"))
    assert not any(editor.problems())


def test_no_more_fields_than_formulas_are_allowed(form):
    form.set_values(PlaygroundSettings(formulas=tuple(f"x1^{n}" for n in range(2, 10))))
    lines = form.editor("formulas").lines()
    assert [line.text() for line in lines] == [f"x1^{n}" for n in range(2, 10)]


def test_a_formula_becomes_a_neuron_of_the_input_and_can_be_undone(qtbot):
    stage = Stage(qtbot, "circle")
    form = stage.window.view.form
    form.set_open(True)
    editor = form.editor("formulas")
    write(qtbot, editor.lines()[0], "x1^2 + x2^2")
    stage.glance()
    assert stage.settings.formulas == ("x1^2 + x2^2",)
    assert "x₁^2 + x₂^2" in stage.canvas_texts()
    stage.window.actions_.trigger("undo")
    stage.glance()
    assert stage.settings.formulas == ()
    assert editor.lines()[0].text() == ""


def test_a_formula_that_the_data_refuse_changes_nothing(qtbot):
    stage = Stage(qtbot, "circle", epochs=2)
    before, update = stage.theta, stage.session.update
    form = stage.window.view.form
    form.set_open(True)
    write(qtbot, form.editor("formulas").lines()[0], "log(x1)")
    stage.settle()
    assert stage.settings.formulas == ()
    assert stage.session.update == update
    assert (stage.theta == before).all()
    assert "log(x1) has no value" in stage.window.banner.text()
