"""Links of lessons that hide controls, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton

from tests.session.builders import experiment_of
from tests.ui.stages import Stage
from visualizer.datasets import datasets
from visualizer.exhibits.descent.frame import DescentWatch
from visualizer.files.tf_playground_link import CONTROLS, HIDING
from visualizer.ui.widgets import TileChooser

LINK = "https://playground.tensorflow.org/#seed=0.5&showTestData=true"


@pytest.fixture
def stage(qtbot: Any) -> Stage:
    made = Stage(qtbot)
    made.window.view.form.set_open(True)
    return made


def open_hiding(stage: Stage, *names: str) -> None:
    stage.window.links.open(LINK + "".join(f"&{name}{HIDING}=true" for name in names))
    stage.settle()


def offered(chooser: TileChooser) -> set[str]:
    """Return what the pictures of 'All…' are of."""
    chooser.open_all()
    popup = chooser.popup()
    assert popup is not None
    tiles = {tile.text() for tile in popup.findChildren(QAbstractButton)}
    popup.close()
    return {kind.key for kind in datasets if kind.title in tiles}


def controls(stage: Stage) -> dict[str, bool]:
    """Return whether each control that a link can hide is in sight."""
    window = stage.window
    form = window.view.form
    dataset = form.editor("dataset")
    fields = ("learning_rate", "activation", "l1", "l2", "train_share", "batch")
    layers = stage.panel("network").headers.headers[1]
    return {
        **{name: form.editor(name).isVisible() for name in fields},
        "batch_size": form.editor("batch_size").isVisible(),
        "dataset": dataset.control().isVisible(),
        "dataset.noise": form.editor("dataset.noise").isVisible(),
        **{
            name: window.transport.button(name).isVisible()
            for name in ("play_pause", "step_forward", "to_start")
        },
        **{
            name: stage.panel("output")._boxes[name].isVisible()
            for name in ("show_test", "discretize")
        },
        "layers": layers.title_button.isVisible(),
        "dataset.problem": "reg-plane" in offered(dataset.control()),
    }


@pytest.mark.parametrize("name", CONTROLS)
def test_a_link_hides_a_control_and_the_menu_brings_it_back(
    stage: Stage, name: str
) -> None:
    assert all(controls(stage).values())
    open_hiding(stage, name)
    assert {c for c, seen in controls(stage).items() if not seen} == set(CONTROLS[name])
    stage.window.actions_.trigger("show_controls")
    assert all(controls(stage).values())
    assert not stage.window.actions_.book.action("show_controls").isEnabled()


def test_all_can_be_hidden_at_once_and_the_keys_still_work(stage: Stage) -> None:
    open_hiding(stage, *CONTROLS)
    assert not any(controls(stage).values())
    assert stage.window.actions_.book.action("show_controls").isEnabled()
    before = stage.session.update
    stage.window.actions_.trigger("step_forward")
    stage.settle()
    assert stage.session.update > before


def test_the_next_work_has_all_controls(stage: Stage) -> None:
    open_hiding(stage, "learningRate", "noise")
    stage.window.links.open(LINK)
    stage.settle()
    assert all(controls(stage).values())


def test_another_data_set_keeps_its_noise_hidden(stage: Stage) -> None:
    open_hiding(stage, "noise")
    stage.window.choose_dataset("xor")
    stage.settle()
    assert not stage.window.view.form.editor("dataset.noise").isVisible()


@pytest.mark.parametrize(
    ("problem", "usual"),
    [
        ("classification", ("circle", "xor", "gauss", "spiral")),
        ("regression", ("reg-plane", "reg-gauss", "picture", "table")),
    ],
)
def test_a_hidden_kind_of_problem_leaves_data_of_the_other_kind_out(
    stage: Stage, problem: str, usual: tuple[str, ...]
) -> None:
    open_hiding(stage, "problem")
    stage.window.links.open(f"{LINK}&problem={problem}&problem{HIDING}=true")
    stage.settle()
    chooser = stage.window.view.form.editor("dataset").control()
    same = {kind.key for kind in datasets if kind().problem == stage_problem(stage)}
    assert offered(chooser) == same
    assert chooser.shown_keys() == usual
    # Chosen by the palette, the other kind is the one that stays.
    other = "reg-gauss" if problem == "classification" else "xor"
    stage.window.choose_dataset(other)
    stage.settle()
    assert other in chooser.shown_keys()
    assert not offered(chooser) & same


def stage_problem(stage: Stage) -> str:
    problem: str = stage.settings.dataset.problem
    return problem


def test_a_hidden_control_is_in_the_link_that_is_copied(stage: Stage) -> None:
    open_hiding(stage, "learningRate", "batchSize")
    stage.window.actions_.trigger("copy_link")
    link = QGuiApplication.clipboard().text()
    assert "&learningRate_hide=true&batchSize_hide=true" in link


def test_a_link_opened_from_another_exhibit_is_looked_at_as_it_asks(qtbot: Any) -> None:
    stage = Stage(qtbot, experiment_of("descent-bowl"))
    assert isinstance(stage.window.view.watch, DescentWatch)
    open_hiding(stage, "learningRate", "playButton")
    stage.settle()
    view = stage.window.view
    assert (view.exhibit.key, view.watch.show_test) == ("playground", True)
    assert stage.session.watch.show_test
    assert not view.form.editor("learning_rate").isVisible()
    assert not stage.window.transport.button("play_pause").isVisible()
    # Back where nothing was hidden, the bar is whole.
    stage.window.actions_.trigger("undo")
    stage.settle()
    assert stage.window.view.exhibit.key == "descent"
    assert stage.window.transport.button("play_pause").isVisible()
