"""Links of TensorFlow Playground, trained: against its numbers, and by hand.

Source and schema of the file: tests/data/playground_training.README.md.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.files.playground_by_hand import Playground as ByHand
from tests.files.playground_by_hand import Setup
from visualizer.engine.activations import activations
from visualizer.engine.losses import losses
from visualizer.exhibits.playground import Playground, PlaygroundLearner
from visualizer.exhibits.playground.data import prepare
from visualizer.files.tf_playground_link import read_link
from visualizer.session import commands as do
from visualizer.session.session import Session

DATA = Path(__file__).parents[1] / "data"
GOLDEN: dict[str, Any] = json.loads((DATA / "playground_training.json").read_text())
TOLERANCE = 1e-12

SETUPS = {
    "regression with L2, rectified, left-over examples": Setup(
        dataset="reg-gauss",
        activation="relu",
        regularization="L2",
        rate=0.01,
        percent=41,
        batch=30,
        noise=15,
        shape=(5, 3),
        seed="0.59704",
    ),
    "regression with L1, logistic, left-over examples": Setup(
        dataset="reg-plane",
        activation="sigmoid",
        regularization="L1",
        rate=0.003,
        percent=10,
        batch=7,
        shape=(3,),
        learning_rate=0.1,
        seed="hello.",
    ),
    "L1 that ends links, linear, left-over examples": Setup(
        dataset="xor",
        activation="linear",
        regularization="L1",
        rate=0.1,
        percent=33,
        batch=7,
        noise=25,
        inputs=("x", "y", "xTimesY", "sinX"),
    ),
    "L2, logistic, other inputs, off every list": Setup(
        dataset="gauss",
        activation="sigmoid",
        regularization="L2",
        rate=0.0125,
        learning_rate=0.07,
        noise=62,
        percent=64.6,
        batch=11,
        shape=(3, 9, 2),
        inputs=("y", "xSquared", "ySquared", "sinY"),
        seed="0.00001",
    ),
    "rectified, single examples": Setup(
        activation="relu", batch=1, noise=20, percent=90, seed="1"
    ),
    "no hidden layer": Setup(dataset="spiral", shape=(), noise=50, percent=80),
    "zero weights": Setup(dataset="circle", init_zero=True, inputs=("xSquared",)),
}


def learner_of(link: str) -> PlaygroundLearner:
    settings = read_link(link).experiment.settings
    learner = Playground().build(settings)
    assert isinstance(learner, PlaygroundLearner)
    return learner


def deviation(learner: PlaygroundLearner, weights: Any, biases: Any) -> float:
    """Return the largest difference to weights[layer][destination][source]."""
    mine = learner.parameters
    pairs = [*zip(mine.weights, weights, strict=True)]
    worst = max(float(np.abs(ours.T - theirs).max()) for ours, theirs in pairs)
    pairs = [*zip(mine.biases, biases, strict=True)]
    return max(worst, *(float(np.abs(a - b).max()) for a, b in pairs))


def golden_link() -> str:
    """Return the link that the fields of the golden file give."""
    config = GOLDEN["config"]
    inputs, *hidden, outputs = config["shape"]
    assert (inputs, outputs) == (len(config["features"]), 1)
    pairs = {
        "activation": config["activation"],
        "regularization": config["regularization"] or "none",
        "regularizationRate": config["regularization_rate"],
        "learningRate": config["learning_rate"],
        "batchSize": config["batch_size"],
        "dataset": config["dataset"],
        "noise": config["noise"],
        "networkShape": ",".join(map(str, hidden)),
        "seed": config["seed"],
        "percTrainData": config["perc_train"],
        "problem": config["problem"],
    }
    return "#" + "&".join(f"{name}={value}" for name, value in pairs.items())


def test_the_golden_link_is_that_of_its_file() -> None:
    theirs = read_link(GOLDEN["config"]["playground_hash"])
    assert read_link(golden_link()).experiment == theirs.experiment


def test_a_link_gives_the_golden_data() -> None:
    learner = learner_of(golden_link())
    for mine, part in ((learner.train, "train"), (learner.test, "test")):
        golden = GOLDEN[part]
        assert np.abs(mine.x.T - np.array(golden["inputs"])).max() <= 1e-14
        np.testing.assert_array_equal(mine.y[0], golden["labels"])


def test_a_link_gives_the_golden_initial_weights_to_the_bit() -> None:
    learner = learner_of(golden_link())
    golden = GOLDEN["initial"]
    assert deviation(learner, golden["weights"], golden["biases"]) == 0.0
    assert learner.parameters.flat.dtype == np.float64


def test_a_link_gives_the_golden_training() -> None:
    session = Session(read_link(golden_link()).experiment)
    learner = session.learner
    assert isinstance(learner, PlaygroundLearner)
    steps = [0, *(moment["step"] for moment in GOLDEN["checkpoints"])]
    assert steps == [0, 1, 10, 100, 500]
    for (before, step), moment in zip(
        pairwise(steps), GOLDEN["checkpoints"], strict=True
    ):
        session.advance(step - before)
        assert deviation(learner, moment["weights"], moment["biases"]) <= TOLERANCE
        metrics = learner.evaluate()
        assert abs(metrics.train_loss - moment["train_loss"]) <= TOLERANCE
        assert abs(metrics.test_loss - moment["test_loss"]) <= TOLERANCE


@pytest.mark.parametrize("name", SETUPS)
def test_a_link_trains_as_plain_loops_do(name: str) -> None:
    setup = SETUPS[name]
    hand, learner = ByHand(setup), learner_of(setup.link())
    data = learner.data
    for mine, theirs in (
        (data.train_points, hand.train),
        (data.test_points, hand.test),
    ):
        assert len(mine) == len(theirs)
        assert np.abs(mine - np.array(theirs)[:, :2]).max() <= 1e-14
    for samples, part in ((learner.train, hand.train), (learner.test, hand.test)):
        assert np.abs(samples.y[0] - np.array(part)[:, 2]).max() <= 1e-14
    assert deviation(learner, hand.weights(), hand.biases()) == 0.0
    for updates in (1, 10, 100, 500):
        hand.run(updates)
        while learner.update < updates:
            learner.step()
        assert deviation(learner, hand.weights(), hand.biases()) <= TOLERANCE
        metrics = learner.evaluate()
        assert abs(metrics.train_loss - hand.loss(hand.train)) <= TOLERANCE
        assert abs(metrics.test_loss - hand.loss(hand.test)) <= TOLERANCE
    dead = sum(sum(n.dead) for layer in hand.layers for n in layer)
    assert int(learner.state[1].sum()) == dead
    assert (dead > 0) is (setup.regularization == "L1")


def test_left_over_examples_are_among_the_cases() -> None:
    left = [
        training_count(setup) % setup.batch
        for name, setup in SETUPS.items()
        if "left-over" in name
    ]
    assert len(left) == 3
    assert all(left)


def training_count(setup: Setup) -> int:
    return len(ByHand(setup).train)


def test_reset_and_other_settings_keep_the_weights() -> None:
    experiment = read_link(golden_link()).experiment
    session = Session(experiment)
    first = session.learner.state[0].copy()
    session.advance(40)
    session.execute(do.Reset())
    np.testing.assert_array_equal(session.learner.state[0], first)
    for changes in (
        {"activation": "relu"},
        {"method": "usual"},
        {"train_share": 0.7},
        {"loss": "mean_squared"},
    ):
        settings = Playground().adapt(experiment.settings, members(changes))
        session.execute(do.Change(settings))
        assert session.snapshot().experiment.settings.draws == "tf_playground"
        np.testing.assert_array_equal(session.learner.state[0], first)
    settings = Playground().adapt(experiment.settings, {"link_seed": "0.12346"})
    session.execute(do.Change(settings))
    assert (session.learner.state[0] != first).any()


def members(changes: dict[str, Any]) -> dict[str, Any]:
    families: dict[str, Any] = {"activation": activations, "loss": losses}
    return {
        name: families[name][value]() if name in families else value
        for name, value in changes.items()
    }


def test_a_link_with_zero_weights_has_zero_biases() -> None:
    learner = learner_of("#initZero=true&seed=1")
    assert not learner.parameters.flat.any()


def test_data_and_weights_come_from_one_stream() -> None:
    """Other data, drawn with other numbers, leave other numbers to the weights."""
    first = learner_of("#seed=1&dataset=circle").parameters.flat
    second = learner_of("#seed=1&dataset=spiral").parameters.flat
    assert (first != second).any()
    settings = read_link("#seed=1").experiment.settings
    again = prepare(settings)
    np.testing.assert_array_equal(again.train.x, learner_of("#seed=1").train.x)
