"""The race in the window: its page, its cells, its table, and the way out and back."""

from __future__ import annotations

import csv
import itertools

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from tests.exhibits.race.builders import settings_of
from tests.exhibits.race.test_race import STEEP
from tests.ui import rendering_checks as checks
from tests.ui.stages import LARGE, SMALL, Stage, texts_of
from visualizer.datasets import datasets
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.exhibits.race.settings import NetworkRaceSettings, adapted
from visualizer.language import LANGUAGES
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment
from visualizer.ui.theme import THEMES

pytestmark = pytest.mark.window


@pytest.fixture
def stage(qtbot):
    made = Stage(qtbot, Experiment("race", settings_of()), epochs=10, size=LARGE)
    made.settle()
    return made


@pytest.fixture
def steep(qtbot):
    race = Experiment("race", settings_of(**STEEP))
    made = Stage(qtbot, race, epochs=60, size=LARGE)
    made.settle()
    return made


def middle(view, row, column):
    return view.mapFromScene(view.cell(row, column).center())


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_it_is_a_page_of_descent(qtbot):
    stage = Stage(qtbot, "circle", epochs=1)
    stage.window.rail.exhibit_chosen.emit("descent")
    stage.settle()
    stage.window.pages.chosen.emit("race")
    stage.settle()
    assert isinstance(stage.settings, NetworkRaceSettings)
    assert stage.window.rail.chosen_key() == "descent"
    assert stage.window.pages.chosen_key() == "race"
    for name in ("wall", "heat"):
        assert stage.panel(name).isVisible()


def test_names_and_cells_stand_in_rows_and_columns(stage):
    wall, heat = stage.panel("wall").view, stage.panel("heat").view
    for view in (wall, heat):
        assert set(view.names()) == {"Adam", "SGD", "0.010", "0.10", "1.0"}
        boxes = [view.cell(row, column) for row in range(3) for column in range(2)]
        for number, box in enumerate(boxes):
            assert view.sceneRect().contains(box)
            assert not any(box.intersects(other) for other in boxes[number + 1 :])
        assert view.cell(2, 0).top() < view.cell(0, 0).top(), "the lowest rate below"
    assert len(wall.outlined()) == 1
    scene = stage.panel("wall")._scene
    assert wall.outlined()[0] == 2 * scene.best[0] + scene.best[1]
    assert heat.hatched() == ()
    assert stage.panel("heat").scale.texts()[0] == scene.scale[0]


def test_what_diverged_is_marked_and_hatched_with_the_word(steep):
    assert "diverged" in steep.panel("wall").view.marks()
    heat = steep.panel("heat").view
    lost = [n for n, label in enumerate(heat.labels()) if label == "diverged"]
    assert tuple(lost) == heat.hatched() != ()
    texts = [row[-1] for row in steep.panel("entries").table.rows()]
    assert "diverged" in texts


@pytest.mark.parametrize("panel", ["wall", "heat"])
def test_a_click_opens_the_best_run_of_a_cell_and_undo_leads_back(stage, panel):
    race, update = stage.settings, stage.session.update
    view = stage.panel(panel).view
    run = stage.panel(panel)._scene.cells[1][0].run
    stage.click(view, middle(view, 1, 0))
    stage.settle()
    assert isinstance(stage.settings, PlaygroundSettings)
    assert stage.settings == race.playground(run)
    assert stage.session.update == 0
    assert stage.window.rail.chosen_key() == "playground"
    stage.window.send(do.Undo())
    stage.settle()
    assert stage.settings == race
    assert stage.session.update == update
    assert stage.window.pages.chosen_key() == "race"


def test_the_run_that_was_opened_learns_as_it_did_in_the_race(stage):
    view = stage.panel("wall").view
    run = stage.panel("wall")._scene.cells[2][1].run
    theta = stage.session.learner.theta(run)
    update = stage.session.update
    stage.click(view, middle(view, 2, 1))
    stage.settle()
    stage.session.advance(update)
    assert stage.theta == pytest.approx(theta, abs=1e-9)


def test_a_press_that_leaves_its_cell_opens_nothing(stage):
    view = stage.panel("wall").view
    stage.drag(view, [middle(view, 0, 0), middle(view, 2, 1)])
    stage.click(view, QPoint(2, 2))
    stage.settle()
    assert isinstance(stage.settings, NetworkRaceSettings)


def test_the_keyboard_reaches_every_cell(stage):
    race, view = stage.settings, stage.panel("heat").view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view._ring.isVisible()
    assert view.accessibleDescription().startswith("Adam · 0.010:")
    update = stage.session.update
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        stage.qtbot.keyClick(view, key)
    assert view.cursor_cell() == (2, 1)
    assert view.accessibleDescription().startswith("SGD · 1.0:")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left):
        stage.qtbot.keyClick(view, key)
    assert view.cursor_cell() == (0, 0)
    assert stage.session.update == update, "arrows are not steps here"
    stage.qtbot.keyClick(view, Qt.Key.Key_Return)
    stage.settle()
    assert stage.settings.learning_rate == 0.01
    assert stage.settings.optimizer == race.playground(0).optimizer


def test_pointing_says_what_a_cell_is(stage):
    view = stage.panel("wall").view
    stage.qtbot.mouseMove(view.viewport(), middle(view, 0, 1))
    QApplication.processEvents()
    assert view.viewport().toolTip().startswith("SGD · 0.010 · seed ")


def test_the_maps_open_their_runs(stage):
    view, race = stage.panel("winners").view, stage.settings
    assert len(view.places()) == 4
    for number, place in enumerate(view.places()):
        assert view.cell(0, number).intersects(place)
        assert place.width() == pytest.approx(place.height(), abs=1.5)
    run = stage.panel("winners")._scene.maps[2].run
    stage.click(view, middle(view, 0, 2))
    stage.settle()
    assert stage.settings == race.playground(run)


def test_the_table_is_sorted_and_opens_runs(stage):
    panel, race = stage.panel("entries"), stage.settings
    stage.settle()
    losses = [float(row[3]) for row in panel.table.rows()]
    assert losses == sorted(losses)
    panel.table.horizontalHeader().sectionClicked.emit(1)
    stage.settle()
    assert [row[1] for row in panel.table.rows()][::4] == ["0.010", "0.10", "1.0"]
    assert panel.sorting.chosen_key() == "learning_rate"
    panel.sorting.chosen.emit("learning_rate")
    stage.settle()
    assert [row[1] for row in panel.table.rows()][::4] == ["1.0", "0.10", "0.010"]
    headings = panel.table.horizontalHeaderItem(1)
    assert headings.text() == "rate ▼"
    panel.table.choose(3)
    panel.table.setCurrentCell(3, 0)
    run = panel._scene.rows[3].run
    stage.press(panel.open_button)
    stage.settle()
    assert stage.settings == race.playground(run)


def test_the_runs_are_exported(stage, tmp_path):
    path = tmp_path / "race.csv"
    stage.window.export_table(str(path))
    rows = rows_of(path)
    assert len(rows) == 12
    losses = stage.session.learner.standings().train_loss
    assert [float(row["train_loss"]) for row in rows] == losses.tolist()
    assert "Saved as" in stage.window.banner.text()
    stage.window.export_table(str(tmp_path / "nowhere" / "race.csv"))
    assert "cannot be written" in stage.window.banner.text()
    assert rows_of(path) == rows


def test_only_a_race_has_runs_to_export(qtbot, stage):
    action = stage.window.actions_.book.action("export_table")
    assert action.isEnabled()
    stage.window.rail.exhibit_chosen.emit("playground")
    stage.settle()
    assert not action.isEnabled()


def test_other_settings_make_another_race(stage):
    stage.window.view.change(rates=5)
    stage.settle()
    assert len(stage.panel("wall")._scene.rows) == 5
    assert len(stage.panel("heat").view.labels()) == 10
    stage.window.view.change(optimizers=("sgd",), seeds=16)
    stage.settle()
    assert "at most 64" in stage.window.banner.text()
    assert stage.settings.rates == 5, "nothing is lost"
    stage.window.view.change(optimizers=("sgd",))
    stage.settle()
    assert len(stage.panel("heat").view.labels()) == 5


@pytest.mark.parametrize("theme", THEMES)
def test_every_panel_is_readable_in_every_size_and_language(qtbot, theme):
    race = Experiment("race", settings_of(**STEEP))
    stage = Stage(qtbot, race, epochs=30, theme=theme)
    window, problems = stage.window, []
    tabs = itertools.cycle(("winners", "entries"))
    for size, scale in ((SMALL, 1.0), (LARGE, 1.0), (SMALL, 1.25)):
        window.resize(size)
        if window.font_scale != scale:
            window.set_font_scale(scale)
        for language in LANGUAGES:
            window.set_language(language)
            window.show_panel(next(tabs))
            stage.settle()
            where = f"{size.toTuple()} {scale} {language}"
            problems += [f"{where}: {each}" for each in checks.problems_of(window)]
            for name in ("wall", "heat", "winners", "entries"):
                panel = stage.panel(name)
                assert panel.accessibleName()
                assert all(part and said for part, said in panel.explanation())
    assert not problems
    assert stage.panel("wall").accessibleName() == "每次运行的损失"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_readable_to_its_end(qtbot, language):
    stage = Stage(qtbot, Experiment("race", settings_of()))
    form = stage.window.view.form
    stage.window.set_language(language)
    form.set_open(True)
    problems = []
    bar = form.verticalScrollBar()
    for place in range(0, bar.maximum() + form.height(), form.height() // 2):
        bar.setValue(place)
        QApplication.processEvents()
        problems += checks.clipped_texts(form)
        problems += checks.overlapping_texts(form)
    assert not problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_presenting_is_readable_from_the_back_row(qtbot, language):
    stage = Stage(qtbot, Experiment("race", settings_of(**STEEP)), epochs=30)
    stage.window.presenter.enter()
    stage.settle(1)
    stage.window.showNormal()
    stage.window.resize(SMALL)
    stage.window.set_language(language)
    stage.settle()
    assert stage.panel("wall").isVisible()
    assert stage.panel("heat").isVisible()
    assert not stage.window.pages.isVisible()
    assert not checks.problems_of(stage.window)


def test_images_have_no_maps_and_it_is_said(qtbot):
    digits = adapted(settings_of(rates=1), dataset=datasets["digits"]())
    stage = Stage(qtbot, Experiment("race", digits), size=LARGE)
    stage.settle()
    assert "no points of a plane" in stage.panel("winners").hint()


def test_the_best_are_named_in_full_and_all_numbers_are_readable(qtbot):
    stage = Stage(qtbot, "race-spiral", size=SMALL)
    stage.session.advance(60)
    stage.settle(4)
    panel = stage.panel("winners")
    wanted = {
        text
        for each in panel._scene.maps
        for text in (each.optimizer, f"rate {each.rate}", each.loss)
    }
    # Numbers change five times a second.
    stage.qtbot.waitUntil(lambda: wanted <= set(texts_of(panel.view)))
    assert not checks.problems_of(stage.window)
