"""What is said and drawn of two experiments side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.session.builders import Clock, session_of, settings_of, small_session
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.sgd import SGD
from visualizer.exhibits.playground.settings import LayerSettings
from visualizer.language import set_language
from visualizer.session import commands as do
from visualizer.session.duet import Duet
from visualizer.session.experiment import preset
from visualizer.session.goals.update import AtUpdate
from visualizer.session.pair_views import (
    difference_rows,
    pair_timeline,
    result_rows,
    side_note,
)


@pytest.fixture
def duet():
    session = small_session()
    session.advance(40)
    duet = Duet(session, Clock())
    duet.execute(do.Compare())
    return duet


def change(duet, place, **changes):
    settings = replace(settings_of(duet.sides[place]), **changes)
    duet.execute(do.On(place, do.Change(settings)))


def note(pair, place):
    return side_note(pair, place, difference_rows(pair))


def test_nothing_differs_at_first(duet):
    pair = duet.snapshot()
    assert difference_rows(pair) == ()
    assert note(pair, 0) == note(pair, 1) == "circle · the same settings"


def test_a_side_is_called_as_its_run_or_else_as_what_it_came_from():
    duet = Duet(session_of("circle"), Clock())
    duet.execute(do.Compare(preset("spiral")))
    notes = [note(duet.snapshot(), place) for place in (0, 1)]
    assert notes[0].startswith("circle · Data Circle")
    assert notes[1].startswith("spiral · Data Spiral")
    duet.execute(do.On(1, do.NameRun(duet.right.runs.present.number, "mine")))
    assert note(duet.snapshot(), 1).startswith("mine · Data Spiral")


def test_the_same_setting_of_two_layers_is_told_apart(duet):
    layers = (LayerSettings(dropout=0.1), LayerSettings(dropout=0.2))
    change(duet, 1, hidden=(3, 3), layers=layers)
    rows = {row.field: row.texts for row in difference_rows(duet.snapshot())}
    assert rows == {
        "hidden": ("Hidden layers", "3", "3–3"),
        "layers[0].dropout": ("Dropout (no. 1)", "0", "0.1"),
        "layers[1].dropout": ("Dropout (no. 2)", "0", "0.2"),
    }


def test_an_exhibit_without_tests_has_rows_of_its_own_words():
    duet = Duet(session_of("descent-two-valleys"), Clock())
    duet.execute(do.Compare())
    duet.advance(3)
    titles = [title for title, *_ in result_rows(duet.snapshot())]
    terms = duet.left.exhibit_class().terms()
    assert titles == ["Step", terms.value]
    assert terms.curve in pair_timeline(duet.snapshot(), 0).hint


def test_what_differs_stands_with_the_field_in_which_it_is_edited(duet):
    change(duet, 1, learning_rate=0.3, optimizer=SGD(momentum=0.9))
    change(duet, 0, layers=(LayerSettings(dropout=0.25),))
    rows = {row.field: row.texts for row in difference_rows(duet.snapshot())}
    assert rows == {
        "learning_rate": ("Learning rate", "0.03", "0.3"),
        "optimizer.momentum": ("Momentum", "0", "0.9"),
        "layers[0].dropout": ("Dropout (no. 1)", "0.25", "0"),
    }
    assert note(duet.snapshot(), 1) == (
        "circle · Learning rate 0.3 · Momentum 0.9 · Dropout (no. 1) 0"
    )


def test_it_is_said_in_the_language_in_use(duet):
    change(duet, 1, optimizer=Adam())
    set_language("zh")
    (row,) = difference_rows(duet.snapshot())
    assert row.texts == ("优化器", "SGD", "Adam")


def test_the_numbers_are_those_of_each_side(duet):
    change(duet, 1, learning_rate=0.3)
    duet.advance(60)
    pair = duet.snapshot()
    rows = {title: values for title, *values in result_rows(pair)}
    assert rows["Updates"] == ["100", "100"]
    for place, side in enumerate(duet.sides):
        metrics = side.learner.evaluate()
        for title, value in (
            ("Loss · train", metrics.train_loss),
            ("Loss · test", metrics.test_loss),
        ):
            assert float(rows[title][place]) == pytest.approx(value, rel=6e-3)
        shown = rows["Test accuracy"][place].removesuffix(" %")
        assert float(shown) == pytest.approx(100.0 * metrics.test_accuracy, abs=0.06)
    assert rows["Loss · train"][0] != rows["Loss · train"][1]


def test_the_timeline_has_both_curves_by_their_names(duet):
    change(duet, 1, learning_rate=0.3)
    duet.advance(60)
    for place in (0, 1):
        scene = pair_timeline(duet.snapshot(), place)
        left, right = scene.series[-2:]
        assert (left.name, left.kind) == ("Left", "train")
        assert (right.name, right.kind) == ("Right", "beside")
        for curve, side in zip((left, right), duet.sides, strict=True):
            last = side.learner.evaluate().train_loss
            assert curve.y[-1] == pytest.approx(last)
            assert curve.x[-1] == 100
        common = left.x < 40
        np.testing.assert_array_equal(left.y[common], right.y[: common.sum()])
        assert (scene.cursor, scene.tip) == (100, 100)
        assert "both" in scene.hint


def test_the_marks_and_ghosts_are_those_of_the_chosen_side(duet):
    duet.execute(do.On(1, do.Bookmark()))
    duet.advance(5)
    change(duet, 1, hidden=(4,))
    shown = duet.snapshot()
    scenes = [pair_timeline(shown, place) for place in (0, 1)]
    kinds = [[series.kind for series in scene.series] for scene in scenes]
    assert kinds[0] == ["train", "beside"]
    assert kinds[1].count("ghost") >= 1
    duet.execute(do.On(1, do.Undo()))
    marks = [pair_timeline(duet.snapshot(), place).marks for place in (0, 1)]
    assert "bookmark" not in {mark.kind for mark in marks[0]}
    assert "bookmark" in {mark.kind for mark in marks[1]}


def test_a_goal_of_the_chosen_side_is_said(duet):
    duet.execute(do.On(1, do.PlayUntil(AtUpdate(90))))
    assert "90" in pair_timeline(duet.snapshot(), 1).hint
    assert "both" in pair_timeline(duet.snapshot(), 0).hint


def test_a_side_that_diverged_says_so_and_the_timeline_goes_on():
    session = session_of("reg-plane")
    session.advance(10)
    duet = Duet(session, Clock())
    duet.execute(do.Compare())
    change(duet, 1, learning_rate=10.0)
    duet.advance(300)
    pair = duet.snapshot()
    end = duet.right.update
    assert note(pair, 1) == f"reg-plane · diverged at update {end}"
    assert note(pair, 0) == "reg-plane · Learning rate 0.01"
    scene = pair_timeline(pair, 1)
    assert (scene.cursor, scene.tip) == (310, 310)
    assert scene.position_text.startswith("update 310")
    assert np.isnan(scene.series[-1].y[-1]) or scene.series[-1].x[-1] == end
