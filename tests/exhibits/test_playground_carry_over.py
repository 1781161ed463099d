"""Training as TensorFlow Playground does: against its own numbers, and by the book.

Source and schema of the file: tests/data/playground_training.README.md.
"""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from visualizer.engine.activations import activations
from visualizer.engine.learner import Samples
from visualizer.engine.losses import losses
from visualizer.engine.network import dense_network
from visualizer.engine.optimizers import optimizers
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import RandomStreams
from visualizer.exhibits.playground import FaithfulLearner, Playground
from visualizer.exhibits.playground.carry_over import CarryOverLearner, DeadLinkDescent
from visualizer.exhibits.playground.settings import PlaygroundSettings, changed
from visualizer.session import commands as do
from visualizer.session.experiment import preset
from visualizer.session.session import Session
from visualizer.settings import SettingError

DATA = Path(__file__).parents[1] / "data"
GOLDEN: dict[str, Any] = json.loads((DATA / "playground_training.json").read_text())
TOLERANCE = 1e-12


def learner_of(
    shape: list[int],
    theta: Parameters,
    train: Samples,
    test: Samples,
    *,
    hidden: str = "tanh",
    output: str = "tanh",
    l1: float = 0.0,
    l2: float = 0.0,
    **options: Any,
) -> CarryOverLearner:
    network = dense_network(
        shape[0], shape[1:-1], shape[-1], activations[hidden](), activations[output]()
    )
    return CarryOverLearner(
        network,
        losses["half_squared"](),
        DeadLinkDescent(network.shapes, l1, l2),
        train,
        test,
        reshuffle=False,
        streams=RandomStreams(0),
        parameters=theta,
        **options,
    )


def samples(part: dict[str, Any]) -> Samples:
    y = np.array([part["labels"]], np.float64)
    return Samples(np.array(part["inputs"], np.float64).T, y, None)


def parameters(shape: list[int], moment: dict[str, Any]) -> Parameters:
    shapes = list(pairwise(shape))
    made = Parameters(shapes, np.dtype(np.float64))
    for number, block in enumerate(made.blocks):
        block[:-1] = np.array(moment["weights"][number]).T
        block[-1] = moment["biases"][number]
    return made


def outputs(learner: CarryOverLearner, points: list[list[float]]) -> Any:
    trace = learner.new_trace(len(points), backward=False)
    trace.set_inputs(np.array(points, np.float64).T)
    trace.forward.run()
    return trace.output[0]


def check_golden(document: dict[str, Any]) -> float:
    """Repeat a training of the schema; return the largest deviation."""
    config = document["config"]
    rate = config["regularization_rate"]
    kind = (config["regularization"] or "").upper()
    learner = learner_of(
        config["shape"],
        parameters(config["shape"], document["initial"]),
        samples(document["train"]),
        samples(document["test"]),
        hidden=config["activation"],
        output=config["output_activation"],
        l1=rate if kind == "L1" else 0.0,
        l2=rate if kind == "L2" else 0.0,
        batch_size=config["batch_size"],
        learning_rate=config["learning_rate"],
    )
    worst = 0.0
    sizes: list[int] = []
    for moment in (document["initial"], *document["checkpoints"]):
        while learner.update < moment.get("step", 0):
            sizes.append(len(learner.upcoming()))
            learner.step()
            if learner.update == 1:
                mean = document["first_update_mean_grad"]
                expected = parameters(config["shape"], mean).flat
                worst = max(worst, float(np.abs(learner.grad.flat - expected).max()))
        expected = parameters(config["shape"], moment).flat
        metrics = learner.evaluate()
        alive = [[0.0] * units for units in config["shape"][1:]]
        flags = {"weights": moment["dead"], "biases": alive}
        dead = parameters(config["shape"], flags)
        np.testing.assert_array_equal(learner.state[1], dead.flat)
        deviations = (
            learner.parameters.flat - expected,
            metrics.train_loss - moment["train_loss"],
            metrics.test_loss - moment["test_loss"],
            outputs(learner, document["probe_inputs"]) - moment["probe_outputs"],
        )
        worst = max(worst, *(float(np.abs(one).max()) for one in deviations))
    assert sizes == document["samples_in_update"][: len(sizes)]
    return worst


def test_a_training_is_repeated() -> None:
    assert GOLDEN["schema"] == "tfp-golden-1"
    assert [c["step"] for c in GOLDEN["checkpoints"]] == [1, 10, 100, 500]
    assert check_golden(GOLDEN) <= TOLERANCE


class ByTheBook:
    """One example after the other, link by link, as the original's loops run."""

    def __init__(self, theta: Parameters, hidden: str, rate: float) -> None:
        self.w = [weights.T.copy() for weights in theta.weights]
        self.b = [biases.copy() for biases in theta.biases]
        self.dead = [np.zeros(w.shape, bool) for w in self.w]
        self.rate, self.hidden = rate, hidden
        self._reset()

    def _reset(self) -> None:
        self.dw = [np.zeros_like(w) for w in self.w]
        self.db = [np.zeros_like(b) for b in self.b]
        self.gathered = 0

    def show(self, x: Any, y: Any) -> None:
        signals, sums = [x], []
        for w, b in zip(self.w, self.b, strict=True):
            sums.append(w @ signals[-1] + b)
            signals.append(self._value(sums[-1], len(sums)))
        da = signals[-1] - y
        for number in reversed(range(len(self.w))):
            dz = da * self._slope(sums[number], number + 1)
            self.dw[number] += np.outer(dz, signals[number])
            self.db[number] += dz
            da = self.w[number].T @ dz
        self.gathered += 1

    def _value(self, z: Any, number: int) -> Any:
        relu = self.hidden == "relu" and number < len(self.w)
        return np.maximum(z, 0.0) if relu else np.tanh(z)

    def _slope(self, z: Any, number: int) -> Any:
        relu = self.hidden == "relu" and number < len(self.w)
        return (z > 0.0).astype(float) if relu else 1.0 - np.tanh(z) ** 2

    def update(self, l1: float, l2: float) -> None:
        for w, b, dw, db, dead in zip(
            self.w, self.b, self.dw, self.db, self.dead, strict=True
        ):
            b -= self.rate * db / self.gathered
            for place in np.ndindex(*w.shape):
                if dead[place]:
                    continue
                slope = l1 * np.sign(w[place]) + l2 * w[place]
                moved = w[place] - self.rate * dw[place] / self.gathered
                pulled = moved - self.rate * slope
                if l1 > 0.0 and moved * pulled < 0.0:
                    pulled, dead[place] = 0.0, True
                w[place] = pulled
        self._reset()


@pytest.mark.parametrize("hidden", ["tanh", "relu"])
@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.0), (0.05, 0.0), (0.0, 0.03)])
@pytest.mark.parametrize(("count", "batch"), [(25, 10), (24, 8), (7, 7), (23, 1)])
def test_against_loops_over_examples(
    hidden: str, l1: float, l2: float, count: int, batch: int
) -> None:
    random = np.random.default_rng(count + batch)
    shape = [2, 4, 3, 1]
    theta = Parameters([(2, 4), (4, 3), (3, 1)], np.dtype(np.float64))
    for block in theta.blocks:
        block[:-1] = random.uniform(-0.5, 0.5, block[:-1].shape)
        block[-1] = 0.1
    x, y = random.uniform(-3, 3, (2, count)), random.choice([-1.0, 1.0], (1, count))
    part = Samples(x, y, None)
    book = ByTheBook(theta, hidden, 0.1)
    learner = learner_of(
        shape,
        theta,
        part,
        part,
        hidden=hidden,
        l1=l1,
        l2=l2,
        batch_size=batch,
        learning_rate=0.1,
    )
    example, updates = 0, 0
    while updates < 200:
        book.show(x[:, example], y[:, example])
        full = (example + 1) % batch == 0
        example = (example + 1) % count
        if not full:
            continue
        assert len(learner.upcoming()) == book.gathered
        book.update(l1, l2)
        learner.step()
        updates += 1
        expected = np.concatenate(
            [
                np.concatenate([w.T, b[None]]).ravel()
                for w, b in zip(book.w, book.b, strict=True)
            ]
        )
        np.testing.assert_allclose(
            learner.parameters.flat, expected, rtol=0, atol=TOLERANCE
        )
    died = sum(int(dead.sum()) for dead in book.dead)
    assert int(learner.state[1].sum()) == died
    assert (died > 0) is (l1 > 0.0)


def faithful(**changes: Any) -> PlaygroundSettings:
    return changed(preset("circle").settings, method="tf_playground", **changes)


def test_the_mode_brings_what_belongs_to_it() -> None:
    settings = faithful(batch_size=30)
    assert settings.loss.key == "half_squared"
    assert not settings.reshuffle
    learner = Playground().build(settings)
    assert isinstance(learner, FaithfulLearner)
    assert learner.updates_per_epoch == 250 // 30
    for change in (
        {"optimizer": optimizers["adam"]()},
        {"loss": losses["mean_squared"]()},
        {"reshuffle": True},
        {"dataset": preset("digits").settings.dataset},
    ):
        assert changed(settings, **change).method == "usual"
    with pytest.raises(SettingError, match="needs optimizer sgd without momentum"):
        replace(settings, optimizer=optimizers["adam"]())


def test_every_moment_of_a_session_comes_back() -> None:
    experiment = preset("circle").with_settings(faithful(batch_size=30, l1=0.3))
    session = Session(experiment)
    session.advance(50)
    states = {}
    for update in (50, 17, 16, 15, 9, 8, 7, 0):
        session.execute(do.Seek(update))
        states[update] = session.learner.state.copy()
    assert session.learner.state[1].sum() == 0.0
    assert states[50][1].sum() > 0.0
    again = Session(experiment)
    for update in sorted(states):
        again.advance(update - again.update)
        np.testing.assert_array_equal(again.learner.state, states[update])
    # The first update of the second epoch takes those left over as well.
    again.execute(do.Seek(8))
    assert len(again.learner.upcoming()) == 40
    again.execute(do.Seek(0))
    assert len(again.learner.upcoming()) == 30
