"""The page Approximation: what it shows, and what it does about wishes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.approximation.builders import (
    approximation_of,
    ask,
    frame_of,
    learner_of,
    scene_of,
    settings_of,
)
from visualizer.exhibits.approximation import (
    Approximation,
    ApproximationSettings,
    ApproximationWatch,
)
from visualizer.exhibits.approximation.frame import PANELS
from visualizer.exhibits.approximation.settings import Piece, Tower
from visualizer.exhibits.approximation.size_study import SEEDS
from visualizer.scenes.approximation import (
    AddPiece,
    DividePiece,
    DrawTarget,
    HoldPiece,
    LevelPieces,
    MoveHandle,
    NudgeHandle,
    NudgePen,
    RemovePiece,
    SetPiece,
)
from visualizer.scenes.intents import Intent, SetOption, StepExample
from visualizer.session import commands as do
from visualizer.session.experiment import is_live

PIECES = (Piece(0.1, 0.3, 0.5), Piece(0.6, None, -0.5))
TOWERS = (Tower(0.1, 0.3, 0.2, 0.4, 1.0), Tower(0.5, 0.9, 0.5, 0.9, -0.5))


def look(session: Any, **watch: Any) -> None:
    session.execute(do.Look(replace(session.watch, **watch)))


def test_what_is_built_changes_while_training_goes_on() -> None:
    session = approximation_of(pieces=PIECES)
    session.advance(25)
    theta = session.learner.state.copy()
    before = frame_of(session)
    ask(session, MoveHandle(0, "right", 0.45, 0.0, 7))
    assert session.update == 25
    np.testing.assert_array_equal(session.learner.state, theta)
    after = frame_of(session)
    assert settings_of(session).pieces[0].right == 0.45
    assert after.built.squared != before.built.squared
    assert after.trained.squared == before.trained.squared
    assert learner_of(session).settings == settings_of(session)


def test_every_edit_is_undone_a_drag_as_one() -> None:
    session = approximation_of(pieces=PIECES)
    first = settings_of(session)
    for x in (0.35, 0.4, 0.45):
        ask(session, MoveHandle(0, "right", x, 0.0, 7))
    dragged = settings_of(session)
    ask(session, AddPiece("bump"))
    ask(session, LevelPieces())
    ask(session, DividePiece(all=True))
    ask(session, RemovePiece())
    assert len(settings_of(session).pieces) == 4
    seen = []
    for _ in range(5):
        session.execute(do.Undo())
        seen.append(settings_of(session))
    assert [len(each.pieces) for each in seen] == [5, 3, 3, 2, 2]
    assert seen[3] == dragged
    assert seen[4] == first
    session.execute(do.Redo())
    assert settings_of(session) == dragged


def test_going_back_in_time_takes_the_pieces_along() -> None:
    session = approximation_of(pieces=PIECES)
    session.advance(20)
    ask(session, SetPiece("height", 0.9, 3))
    session.advance(20)
    assert settings_of(session).pieces[0].height == 0.9
    session.execute(do.Seek(10))
    assert settings_of(session).pieces[0].height == 0.5
    assert frame_of(session).built.answers.max() == pytest.approx(0.5, abs=0.01)
    session.execute(do.Seek(40))
    assert frame_of(session).built.answers.max() == pytest.approx(0.9, abs=0.01)


def test_another_target_starts_a_run_and_keeps_the_pieces() -> None:
    session = approximation_of(pieces=PIECES)
    session.advance(20)
    ask(session, DrawTarget(((0.0, 0.5), (1.0, 0.5)), 4))
    assert session.update == 0
    assert settings_of(session).pieces == PIECES
    np.testing.assert_allclose(frame_of(session).target, 0.5)
    ask(session, DrawTarget(((0.5, 1.0),), 4))
    session.execute(do.Undo())
    assert settings_of(session).target == "sines"
    assert session.update == 20


def test_only_what_a_network_learns_from_starts_a_new_run() -> None:
    first = ApproximationSettings()
    live: dict[str, Any] = {
        **{"weight": 9.0, "keep": "biases", "gain": 9.0, "threshold": 1.0},
        **{"pieces": PIECES, "towers": TOWERS, "base": 0.5},
        **{"learning_rate": 0.1, "batch_size": 5},
    }
    assert all(is_live(first, replace(first, **{k: v})) for k, v in live.items())
    new: dict[str, Any] = {
        **{"inputs": "two", "target": "bump", "ground": "hill"},
        **{"width": 3, "seed": 5, "start": "small"},
    }
    assert not any(is_live(first, replace(first, **{k: v})) for k, v in new.items())


@pytest.mark.parametrize("inputs", ["one", "two"])
def test_keys_reach_every_handle(inputs: str) -> None:
    session = approximation_of(inputs=inputs, pieces=PIECES, towers=TOWERS)
    panel = "fitting"
    handles = [(h.piece, h.name) for h in scene_of(session, panel).handles]
    assert len(handles) == {"one": 5, "two": 6}[inputs]
    reached = []
    for _ in handles:
        (held,) = (h for h in scene_of(session, panel).handles if h.held)
        reached.append((held.piece, held.name))
        before = settings_of(session)
        ask(session, NudgeHandle(0.02, 0.02, 1))
        assert settings_of(session) != before
        ask(session, StepExample(1))
    assert sorted(reached) == sorted(handles)
    ask(session, StepExample(-1))
    (held,) = (h for h in scene_of(session, panel).handles if h.held)
    assert (held.piece, held.name) == reached[-1]


def test_where_pieces_are_many_only_the_held_one_has_all_handles() -> None:
    pieces = tuple(Piece(n / 10, n / 10 + 0.05, 0.5) for n in range(9))
    session = approximation_of(pieces=pieces)
    ask(session, HoldPiece(4))
    handles = scene_of(session, "fitting").handles
    assert sorted(h.piece for h in handles) == [*range(4), 4, 4, 4, *range(5, 9)]
    assert {h.name for h in handles if h.piece != 4} == {"middle"}
    ask(session, StepExample(2))
    handles = scene_of(session, "fitting").handles
    assert [(h.piece, h.name) for h in handles if h.held] == [(5, "left")]


def test_a_nudge_is_a_part_of_what_is_shown() -> None:
    session = approximation_of(pieces=PIECES)
    low, high = scene_of(session, "fitting").plot.y
    ask(session, HoldPiece(0))
    ask(session, NudgeHandle(0.1, 0.1, 1))
    piece = settings_of(session).pieces[0]
    assert piece.left == pytest.approx(0.2)
    assert piece.height == pytest.approx(0.5 + 0.1 * (high - low))


def test_the_pen_draws_by_keys() -> None:
    session = approximation_of()
    ask(session, SetOption("draw_target", True))
    scene = scene_of(session, "fitting")
    assert scene.pen == pytest.approx((0.5, 0.0))
    assert scene.handles == ()
    ask(session, NudgePen(0.1, 0.0, 1))
    assert settings_of(session).target == "sines"
    ask(session, NudgePen(0.0, 0.2, 2))
    low, high = scene.plot.y
    x, y = scene_of(session, "fitting").pen
    assert x == pytest.approx(0.6)
    sine = 0.6 * np.sin(1.2 * np.pi) + 0.3 * np.sin(3.6 * np.pi)
    assert y == pytest.approx(sine + 0.2 * (high - low), abs=1e-3)
    ask(session, NudgePen(5.0, 0.0, 3))
    assert session.watch.pen == 1.0


@pytest.mark.parametrize(
    ("inputs", "intent"),
    [
        ("one", AddPiece("tower")),
        ("two", AddPiece("bump")),
        ("one", MoveHandle(0, "lower", 0.0, 0.0, 1)),
        ("one", MoveHandle(9, "left", 0.0, 0.0, 1)),
        ("two", DrawTarget(((0.1, 0.1),), 1)),
        ("two", NudgePen(0.1, 0.1, 1)),
        ("two", DividePiece()),
        ("one", HoldPiece(2)),
        ("one", DrawTarget((), 1)),
        ("one", SetOption("moon", True)),
        ("one", Intent()),
    ],
)
def test_wishes_of_others_are_left_alone(inputs: str, intent: Intent) -> None:
    session = approximation_of(inputs=inputs, pieces=PIECES, towers=TOWERS)
    shown = session.snapshot()
    settings = shown.experiment.settings
    assert Approximation().respond(intent, settings, shown.watch, shown.frame) is None


def test_there_is_always_a_piece_and_not_too_many() -> None:
    session = approximation_of(inputs="two", towers=TOWERS[:1])
    shown = session.snapshot()
    answer = Approximation().respond(
        RemovePiece(), shown.experiment.settings, shown.watch, shown.frame
    )
    assert answer is None
    assert not scene_of(session, "pieces").removable
    for _ in range(3):
        ask(session, AddPiece("tower"))
    assert not scene_of(session, "pieces").room
    shown = session.snapshot()
    answer = Approximation().respond(
        AddPiece("tower"), shown.experiment.settings, shown.watch, shown.frame
    )
    assert answer is None


def test_the_fit_shows_target_and_both_networks() -> None:
    session = approximation_of(pieces=PIECES)
    frame = frame_of(session)
    scene = scene_of(session, "fitting")
    target, trained, built = scene.plot.lines
    np.testing.assert_array_equal(target.y, frame.target)
    np.testing.assert_array_equal(trained.y, frame.trained.answers)
    np.testing.assert_array_equal(built.y, frame.built.answers)
    assert target.dashed
    ask(session, SetOption("show_trained", False))
    assert [line.number for line in scene_of(session, "fitting").plot.lines] == [-1, 1]
    facts = scene.scores[0].facts
    squared, distance = frame.built.squared, frame.built.distance
    assert facts == f"mean squared error {squared:.3g} · mean distance {distance:.3g}"


def test_the_range_grows_with_the_pieces_by_steps() -> None:
    session = approximation_of(pieces=PIECES)
    low, high = scene_of(session, "fitting").plot.y
    target = frame_of(session).target
    assert low < target.min() < target.max() < high
    ask(session, SetPiece("height", 3.0, 1))
    grown = scene_of(session, "fitting").plot.y
    assert grown[0] == low
    assert grown[1] >= 3.0
    steps = (grown[1] - high) / (target.max() - target.min())
    assert steps == pytest.approx(round(steps))


def test_the_plot_stands_still_while_a_target_is_drawn() -> None:
    session = approximation_of(pieces=PIECES)
    ask(session, SetOption("draw_target", True))
    paper = scene_of(session, "fitting").plot.y
    for y in (0.2, 0.9, paper[1]):
        ask(session, DrawTarget(((0.0, y), (1.0, y)), 4))
        assert scene_of(session, "fitting").plot.y == paper
    ask(session, SetOption("draw_target", False))
    assert scene_of(session, "fitting").plot.y == paper
    ask(session, DrawTarget(((0.0, 2.0),), 5))
    assert scene_of(session, "fitting").plot.y == (paper[0], paper[1] + 1.0)


def test_contributions_add_up_to_what_comes_out() -> None:
    session = approximation_of(pieces=PIECES, base=0.2, width=6)
    session.advance(5)
    for trained, count in ((False, 3), (True, 6)):
        ask(session, SetOption("trained_parts", trained))
        scene = scene_of(session, "parts")
        *parts, bias, total = scene.plot.lines
        assert len(parts) == count
        assert scene.trained is trained
        frame = frame_of(session)
        fit = frame.trained if trained else frame.built
        np.testing.assert_array_equal(bias.y, fit.bias)
        added = np.sum([line.y for line in (*parts, bias)], axis=0)
        np.testing.assert_allclose(total.y, added, atol=1e-12)
        assert scene.subtitle == f"hidden neurons: {count}"
        low, high = scene.plot.y
        assert all(low <= line.y.min() and line.y.max() <= high for line in parts)
    colors = [line.number for line in scene_of(session, "parts").plot.lines]
    assert len(set(colors[:-2])) == 6


def test_both_steps_of_a_bump_have_its_color() -> None:
    session = approximation_of(pieces=PIECES)
    lines = scene_of(session, "parts").plot.lines
    assert [line.number for line in lines] == [1, 1, 2, -1, -1]


def test_towers_are_maps_with_outlines() -> None:
    session = approximation_of(inputs="two", towers=TOWERS, ground="squares")
    ask(session, HoldPiece(1))
    scene = scene_of(session, "fitting")
    frame = frame_of(session)
    side = round(np.sqrt(len(frame.target)))
    for tile, values in zip(
        scene.tiles,
        (frame.target, frame.built.answers, frame.trained.answers),
        strict=True,
    ):
        np.testing.assert_array_equal(tile.values, values.reshape(side, side))
    assert [tile.movable for tile in scene.tiles] == [False, True, False]
    assert scene.boxes[0] == (0.5, 0.9, 0.5, 0.9)
    stages = scene_of(session, "parts")
    assert stages.subtitle == "tower 2"
    np.testing.assert_array_equal(
        stages.tiles[7].values, frame.stages[7].reshape(side, side)
    )


def test_sizes_are_trained_only_while_their_panel_is_in_sight() -> None:
    session = approximation_of(target="bump")
    look(session, visible=frozenset({"fitting"}))
    assert not session.work(0.01)
    look(session, visible=PANELS)
    assert session.work(0.01)
    while frame_of(session).sizes.epochs < 10:
        assert session.work(0.05)
    scene = scene_of(session, "sizes")
    view = frame_of(session).sizes
    (line,) = scene.plot.lines
    np.testing.assert_allclose(line.y, np.log10(np.median(view.losses, axis=1)))
    assert len(scene.plot.dots) == SEEDS * len(view.widths)
    assert scene.subtitle == f"{SEEDS} seeds · epoch {view.epochs}"
    # Moving pieces does not train anything anew; another rate does.
    ask(session, SetPiece("height", 0.8, 1))
    assert frame_of(session).sizes is view
    session.execute(do.Change(replace(settings_of(session), learning_rate=0.02)))
    assert frame_of(session).sizes.epochs == 0


def test_what_is_built_is_computed_only_where_it_changed() -> None:
    session = approximation_of(pieces=PIECES)
    first = frame_of(session).built
    session.advance(5)
    assert frame_of(session).built is first
    ask(session, SetPiece("height", 0.8, 1))
    assert frame_of(session).built is not first


def test_plots_of_what_stays_are_the_same_plots() -> None:
    session = approximation_of(pieces=PIECES)
    parts, sizes = scene_of(session, "parts").plot, scene_of(session, "sizes").plot
    session.advance(5)
    assert scene_of(session, "parts").plot is parts
    assert scene_of(session, "sizes").plot is sizes
    ask(session, SetPiece("height", 0.8, 1))
    assert scene_of(session, "parts").plot is not parts


def test_the_formulas_have_the_numbers_of_the_piece() -> None:
    session = approximation_of(pieces=PIECES, weight=50.0)
    scene = scene_of(session, "pieces")
    assert scene.subtitle == "bump 1 of 2"
    assert scene.rules == ("0.5 · (σ(50 (x − 0.1)) − σ(50 (x − 0.3)))",)
    ask(session, HoldPiece(1))
    scene = scene_of(session, "pieces")
    assert scene.rules == (
        "s = −b / w = −(−30) / 50 = 0.6",
        "−0.5 · σ(50 x − 30)",
    )
    values = {each.name: each.value for each in scene.sliders}
    assert values == {"left": 0.6, "bias": -30.0, "height": -0.5, "base": 0.0}
    ask(session, SetPiece("bias", 10.0, 1))
    assert scene_of(session, "pieces").rules[1] == "−0.5 · σ(50 x + 10)"
    towers = approximation_of(inputs="two", towers=TOWERS, weight=50.0)
    assert scene_of(towers, "pieces").rules == (
        "Δx = σ(50 (x − 0.1)) − σ(50 (x − 0.3))",
        "Δy = σ(50 (y − 0.2)) − σ(50 (y − 0.4))",
        "1 · σ(20 (Δx + Δy − 1.5))",
    )


def test_every_number_of_a_piece_can_be_set() -> None:
    for inputs in ("one", "two"):
        for held in (0, 1):
            session = approximation_of(inputs=inputs, pieces=PIECES, towers=TOWERS)
            ask(session, HoldPiece(held))
            for each in scene_of(session, "pieces").sliders:
                middle = 0.4 * each.low + 0.6 * each.high
                ask(session, SetPiece(each.name, middle, 1))
                now = {s.name: s.value for s in scene_of(session, "pieces").sliders}
                side = each.name in ("left", "right", "bottom", "top")
                assert side or now[each.name] == pytest.approx(middle)


def test_a_held_piece_that_is_gone_gives_way_to_the_last() -> None:
    session = approximation_of(pieces=PIECES)
    session.execute(do.Look(ApproximationWatch(piece=7, handle="right")))
    scene = scene_of(session, "pieces")
    assert (scene.number, scene.name) == (1, "step 2")
    (held,) = (h for h in scene_of(session, "fitting").handles if h.held)
    assert (held.piece, held.name) == (1, "middle")
