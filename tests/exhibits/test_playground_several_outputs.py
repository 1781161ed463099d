"""Tables with several targets, against least squares and scikit-learn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.exhibits.builders import frame_of, learner_of, look, scene_of
from tests.peers import Peer
from visualizer.datasets.table import Table
from visualizer.datasets.table_draft import draft
from visualizer.exhibits.playground import Playground
from visualizer.exhibits.playground.settings import PlaygroundSettings, changed
from visualizer.scenes.intents import ChooseOutput
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session

linear_model = Peer("sklearn.linear_model")
metrics = Peer("sklearn.metrics")

NAMES = ("sum", "product", "height")


def table_of(folder: Path) -> Table:
    """Return a table of three inputs and three targets of very unlike size."""
    random = np.random.default_rng(11)
    x = random.normal(size=(120, 3))
    rows = [
        f"{a:.4f},{b:.4f},{c:.4f},{a + b + c:.4f},{a * b:.4f},{1700 + 90 * c:.4f}"
        for a, b, c in x
    ]
    path = folder / "three.csv"
    path.write_text(
        "\n".join(["a,b,c,sum,product,height", *rows]) + "\n", encoding="utf-8"
    )
    made = draft(path.name, path.read_bytes()).with_target("sum")
    for name in NAMES[1:]:
        made = made.with_further_target(name, True)
    return made.table(str(path))


@pytest.fixture
def session(tmp_path: Path) -> Session:
    settings = changed(
        PlaygroundSettings(),
        dataset=table_of(tmp_path),
        hidden=(),
        batch="full",
        learning_rate=0.3,
        precision="float64",
    )
    made = Session(Experiment("playground", settings))
    look(made, visible=frozenset({"network", "output", "mistakes"}))
    return made


def columns_of(session: Session) -> tuple[Any, Any, Any, Any]:
    """Return inputs and targets in their own units, training and test."""
    data = frame_of(session).data
    step = data.target_scaling
    assert step is not None
    return (
        data.train_points,
        step.undo(data.train.y.T),
        data.test_points,
        step.undo(data.test.y.T),
    )


def test_a_linear_network_finds_the_least_squares_of_each_target(
    session: Session,
) -> None:
    session.advance(2_000)
    train_x, train_y, test_x, test_y = columns_of(session)
    assert train_y[:, 2].mean() == pytest.approx(1700.0, abs=40.0)
    theirs = linear_model.LinearRegression().fit(train_x, train_y)
    frame = session.snapshot(frozenset({"output", "mistakes"})).frame
    expected = [
        metrics.r2_score(test_y[:, k], theirs.predict(test_x)[:, k]) for k in range(3)
    ]
    assert frame.mistakes.r2 == pytest.approx(expected, abs=1e-6)
    scene = scene_of(session, "mistakes")
    assert scene.output_choice == NAMES
    assert [note.split()[0] for note in scene.output_notes] == list(NAMES)
    # All three share the axes, which then have no unit.
    assert scene.end_texts is None


@pytest.mark.parametrize("output", [0, 1, 2])
def test_one_output_is_compared_in_its_own_unit(session: Session, output: int) -> None:
    session.advance(200)
    look(session, output=output)
    session.learner.evaluate()
    answers = learner_of(session).outputs()[1]
    samples, data = learner_of(session).test, frame_of(session).data
    scene = scene_of(session, "mistakes")
    np.testing.assert_allclose(
        scene.pairs, np.column_stack((samples.y[output], answers[output]))
    )
    assert (scene.output, scene.output_notes) == (output, ())
    r2 = metrics.r2_score(samples.y[output], answers[output])
    assert float(scene.note.removeprefix("R² = ").replace("−", "-")) == pytest.approx(
        r2, abs=0.002
    )
    # The ends of the axes: middle and half the range of the column in training.
    low, high = data.train.y[output].min(), data.train.y[output].max()
    assert (low, high) == pytest.approx((-1.0, 1.0))
    train_y = columns_of(session)[1][:, output]
    middle, half = (train_y.max() + train_y.min()) / 2, np.ptp(train_y) / 2
    assert scene.end_texts is not None
    ends = [float(text.replace("−", "-").replace(",", "")) for text in scene.end_texts]
    expected = [middle - scene.limit * half, middle + scene.limit * half]
    assert ends == pytest.approx(expected, rel=0.01, abs=0.01)


@pytest.mark.parametrize("output", [None, 0, 1, 2])
def test_the_map_shows_the_output_chosen(session: Session, output: int | None) -> None:
    session.advance(200)
    look(session, output=output, axes_shown=(0, 2))
    number = output or 0
    frame, scene = frame_of(session), scene_of(session, "output")
    assert (scene.outputs, scene.output) == (NAMES, number)
    assert scene.subtitle.startswith(f"regression: {NAMES[number]}")
    # A linear network's map is the plane of its weights.
    learner = learner_of(session)
    weights = learner.parameters.weights[0]
    bias = learner.parameters.biases[0]
    inputs = frame.chart.inputs_on_grid(scene.values.shape)
    answers = weights[:, number] @ inputs + bias[number]
    np.testing.assert_allclose(scene.values.ravel(), answers, atol=1e-9)
    points = frame.chart.points
    np.testing.assert_array_equal(
        points.values[~points.is_test], frame.data.train.y[number]
    )
    assert not scene.paintable


def test_the_answer_names_the_output_chosen(session: Session) -> None:
    session.advance(2_000)
    look(session, output=2, example=4)
    text = scene_of(session, "output").value_text
    name, value = text.removeprefix("answers ").split(" = ")
    assert name == "height"
    assert float(value.replace(",", "")) == pytest.approx(
        columns_of(session)[1][4, 2], rel=1e-3
    )
    look(session, output=None)
    assert scene_of(session, "output").value_text.count(",") == 2


def test_the_scale_is_in_the_unit_of_the_output(session: Session) -> None:
    train_y = columns_of(session)[1]
    for output in range(3):
        look(session, output=output)
        texts = scene_of(session, "output").scale_texts
        values = [float(text.replace("−", "-").replace(",", "")) for text in texts]
        high, low = train_y[:, output].max(), train_y[:, output].min()
        expected = [high, (high + low) / 2, low]
        assert values == pytest.approx(expected, rel=0.01, abs=0.01)


def test_an_output_that_other_data_do_not_have_is_forgotten(session: Session) -> None:
    look(session, output=9)
    assert frame_of(session).output is None
    assert scene_of(session, "output").output == 0


def test_the_chooser_is_answered(session: Session) -> None:
    shown = session.snapshot()
    settings = shown.experiment.settings
    for wish in (2, None):
        answer = Playground().respond(
            ChooseOutput(wish), settings, session.watch, shown.frame
        )
        assert answer is not None
        assert (answer[0], answer[1].output) == (settings, wish)


def test_one_target_is_compared_in_its_own_unit(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    rows = "".join(f"{n},{100 + 3 * n}\n" for n in range(40))
    path.write_text("x,y\n" + rows, encoding="utf-8")
    table = draft(path.name, path.read_bytes()).table(str(path))
    settings = changed(PlaygroundSettings(), dataset=table, train_share=0.8)
    session = Session(Experiment("playground", settings))
    look(session, visible=frozenset({"mistakes", "output"}))
    scene = scene_of(session, "mistakes")
    assert scene.output_choice == ()
    train_y = columns_of(session)[1]
    assert scene.limit >= 1.0
    middle, half = (train_y.max() + train_y.min()) / 2, np.ptp(train_y) / 2
    assert scene.end_texts is not None
    assert float(scene.end_texts[1]) == pytest.approx(
        middle + scene.limit * half, rel=0.01
    )
