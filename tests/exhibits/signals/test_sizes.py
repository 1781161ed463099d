"""Sizes of signals and gradients, held against PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.exhibits.signals.builders import frame_of, learner_of, look, signals
from tests.peers import Peer
from visualizer.engine.arrays import Array
from visualizer.exhibits.signals.learner import SignalsLearner
from visualizer.exhibits.signals.meter import SignalMeter
from visualizer.exhibits.signals.settings import SignalsSettings

torch = Peer("torch")

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "tanh": lambda z: torch.tanh(z),
    "relu": lambda z: torch.relu(z),
    "sigmoid": lambda z: torch.sigmoid(z),
}


def sizes_by_pytorch(
    learner: SignalsLearner, settings: SignalsSettings
) -> tuple[list[float], list[float], list[float]]:
    """Send the whole training set forward and back once more."""
    blocks = iter(learner.parameters.blocks)
    function = FUNCTIONS[settings.activation.key]
    x = torch.tensor(learner.train.x.T)
    hidden, weights = [x], []
    for number in range(settings.depth):
        block = torch.tensor(next(blocks))
        weights.append(block[:-1].clone().requires_grad_())
        z = hidden[-1] @ weights[-1] + block[-1]
        if settings.normalization != "none":
            gain, shift = torch.tensor(next(blocks)[0]), torch.tensor(next(blocks)[0])
            if settings.normalization == "batch":
                z = torch.nn.functional.batch_norm(
                    z, None, None, gain, shift, training=True, eps=1e-5
                )
            else:
                z = torch.nn.functional.layer_norm(z, gain.shape, gain, shift, 1e-5)
        a = function(z)
        hidden.append(a + hidden[-1] if settings.residual and number else a)
        hidden[-1].retain_grad()
    block = torch.tensor(next(blocks))
    weights.append(block[:-1].clone().requires_grad_())
    output = hidden[-1] @ weights[-1] + block[-1]
    output.retain_grad()
    torch.nn.functional.binary_cross_entropy_with_logits(
        output, torch.tensor(learner.train.y.T)
    ).backward()
    count = len(x)

    def size(values: Any) -> float:
        assert values is not None
        return float(values.detach().square().mean().sqrt())

    return (
        [size(a) for a in hidden],
        [count * size(each.grad) for each in (*hidden[1:], output)],
        [size(w.grad) for w in weights],
    )


@pytest.mark.parametrize("normalization", ["none", "batch", "layer"])
@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("activation", sorted(FUNCTIONS))
@pytest.mark.parametrize("updates", [0, 7])
def test_sizes_are_those_of_pytorch(
    activation: str, normalization: str, residual: bool, updates: int
) -> None:
    session = signals(
        activation,
        "he",
        scale=0.8,
        depth=5,
        width=7,
        normalization=normalization,
        residual=residual,
    )
    session.advance(updates)
    learner = learner_of(session)
    found = SignalMeter(learner, learner.parameters, learner.examples).measure()
    settings = session.snapshot().experiment.settings
    wanted = sizes_by_pytorch(learner, settings)
    ours = (found.forward, found.backward, found.weights)
    for mine, theirs in zip(ours, wanted, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-9, atol=1e-14)


def test_what_is_shown_is_measured_on_a_part_of_the_training_set() -> None:
    session = signals(depth=4, width=6)
    learner = learner_of(session)
    x = learner.train.x[:, :: -(-learner.examples // 100)]
    a = x
    for block in learner.parameters.blocks[:-1]:
        a = np.tanh(block[:-1].T @ a + block[-1:].T)
    shown = frame_of(session).sizes.forward
    assert shown[0] == pytest.approx(np.sqrt((x**2).mean()), rel=1e-12)
    assert shown[-1] == pytest.approx(np.sqrt((a**2).mean()), rel=1e-12)


@pytest.mark.parametrize("normalization", ["none", "batch"])
def test_looking_changes_nothing_of_the_run(normalization: str) -> None:
    seen = signals(depth=4, width=5, normalization=normalization)
    unseen = signals(depth=4, width=5, normalization=normalization)
    for session in (seen, unseen):
        for _ in range(5):
            session.advance(3)
            if session is seen:
                session.snapshot()
    np.testing.assert_array_equal(seen.learner.state, unseen.learner.state)
    np.testing.assert_array_equal(seen.learner.scalars, unseen.learner.scalars)


def test_activations_are_counted_while_somebody_looks() -> None:
    session = signals("tanh", "constant", depth=2, width=3, scale=100.0)
    look(session, visible=frozenset({"forward"}))
    assert frame_of(session).histograms is None
    look(session, visible=frozenset({"spread"}))
    before = frame_of(session).histograms
    assert before is not None
    # Saturated: half of the answers are -1, half 1, on an axis of arsinh(10 a).
    place = int(33 * (0.5 + 0.5 * np.arcsinh(10.0) / np.arcsinh(100.0)))
    assert before[place, 1] + before[32 - place, 1] > 0.95
    session.advance(5)
    assert frame_of(session).histograms is not before


def test_inputs_are_standardized_by_the_training_set() -> None:
    learner = learner_of(signals(depth=1, width=1))
    np.testing.assert_allclose(learner.train.x.mean(axis=1), 0.0, atol=1e-12)
    np.testing.assert_allclose(learner.train.x.std(axis=1), 1.0)


def test_a_scale_multiplies_weights_alone() -> None:
    one = learner_of(signals("tanh", "uniform", depth=3, width=4))
    three = learner_of(signals("tanh", "uniform", depth=3, width=4, scale=3.0))
    for before, after in zip(
        one.parameters.weights, three.parameters.weights, strict=True
    ):
        np.testing.assert_allclose(after, 3.0 * before)
    for before, after in zip(
        one.parameters.biases, three.parameters.biases, strict=True
    ):
        np.testing.assert_array_equal(after, before)


def theory_of(session_settings: dict[str, object]) -> Array | None:
    theory = frame_of(signals(**session_settings)).theory  # type: ignore[arg-type]
    return None if theory is None else theory.forward


def test_theory_is_close_to_a_wide_network() -> None:
    session = signals("tanh", "lecun", depth=8, width=100)
    frame = frame_of(session)
    assert frame.theory is not None
    ratio = frame.sizes.forward / frame.theory.forward
    np.testing.assert_allclose(ratio, 1.0, atol=0.2)


def test_theory_stays_that_of_the_beginning() -> None:
    session = signals("tanh", "lecun", depth=3, width=8)
    before = frame_of(session).theory
    session.advance(40)
    after = frame_of(session).theory
    assert before is after


@pytest.mark.parametrize(
    "unknown", [{"initializer": "constant"}, {"normalization": "layer"}]
)
def test_where_there_is_no_theory_none_is_shown(unknown: dict[str, object]) -> None:
    assert theory_of({"depth": 3, "width": 4, **unknown}) is None


def test_the_largest_network_is_measured() -> None:
    frame = frame_of(signals("relu", "he", depth=50, width=100))
    assert frame.sizes.forward.shape == (51,)
    assert frame.histograms is not None
    assert frame.histograms.shape == (33, 50)
    assert np.isfinite(frame.sizes.backward).all()
    np.testing.assert_allclose(frame.histograms.sum(axis=0), 1.0)
