"""Batches in blocks: laid out right, and learned from as if gathered."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualizer.engine.learner as learner_module
from tests.engine.builders import PAIRS, learner_of
from tests.engine.layer_examples import (
    CLASSES,
    IMAGE,
    SOFTMAX,
    TANH,
    image_learner,
    network_with,
)
from visualizer.engine.epoch_blocks import EpochBlocks
from visualizer.engine.layers import Layer, layers
from visualizer.engine.layers.batch_normalization import BatchNormalization
from visualizer.engine.layers.carry import Carry
from visualizer.engine.layers.convolution import Convolution
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.flatten import Flatten
from visualizer.engine.layers.input_noise import InputNoise
from visualizer.engine.layers.residual import Residual
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.engine.network import Sequential
from visualizer.engine.optimizers import Optimizer, optimizers


@pytest.fixture
def gathered(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what makes a learner that gathers each batch."""

    def make(build: Any, *arguments: Any, **options: Any) -> SupervisedLearner:
        with monkeypatch.context() as patch:
            patch.setattr(learner_module, "BLOCKS_BYTES", 0)
            learner: SupervisedLearner = build(*arguments, **options)
        assert learner._blocks is None
        return learner

    return make


def bits(learner: SupervisedLearner) -> tuple[Any, ...]:
    grad = learner.grad.flat.tobytes()
    return learner.state.tobytes(), learner.scalars.tobytes(), grad, learner.position


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 29), st.integers(1, 5))
def test_each_block_holds_its_batch(
    count: int, batch_size: int, start: int, width: int
) -> None:
    start = min(start, count - 1)
    random = np.random.default_rng(count)
    rows = random.normal(size=(count, width))
    blocks = EpochBlocks(rows)
    for _ in range(2):
        order = random.permutation(count)
        blocks.fill(order, start, batch_size)
        for first in range(start, count, batch_size):
            stop = min(first + batch_size, count)
            block = blocks.block(first, stop)
            assert block.flags.c_contiguous
            np.testing.assert_array_equal(block, rows[order[first:stop]].T)


def network_beginning_with(key: str) -> Sequential:
    first: tuple[Layer, ...]
    if key == "dense":
        first = (Flatten(), Dense(5, TANH))
    elif key == "carry":
        first = (Flatten(), Carry((Dense(5, TANH),), 7))
    elif key != "residual":
        first = (layers[key](),)
    else:
        inner = (BatchNormalization(), InputNoise(), Convolution(2, 3, padding="same"))
        first = (Residual(inner, TANH),)
    return Sequential(72, (*first, Flatten(), Dense(CLASSES, SOFTMAX)), IMAGE)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("make", [network_beginning_with, network_with])
@pytest.mark.parametrize("key", layers.keys())
def test_every_layer_learns_the_same_from_blocks(
    key: str, make: Any, precision: str, gathered: Any
) -> None:
    learner = image_learner(make(key), precision)
    plain = gathered(image_learner, make(key), precision)
    assert learner._blocks is not None
    before = learner.parameters.flat.copy()
    for _ in range(11):
        learner.step()
        plain.step()
        assert bits(learner) == bits(plain)
    assert (learner.parameters.flat != before).any()


@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_every_loss_learns_the_same_from_blocks(
    loss: str, output: str, gathered: Any
) -> None:
    outputs = 3 if losses[loss].targets == "one_hot" else 1
    learner = learner_of(loss=loss, output=output, outputs=outputs)
    plain = gathered(learner_of, loss=loss, output=output, outputs=outputs)
    for _ in range(7):
        learner.step()
        plain.step()
        assert bits(learner) == bits(plain)
    assert np.isfinite(learner.state).all()


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
def test_every_optimizer_learns_the_same_from_blocks(
    member: type[Optimizer], gathered: Any
) -> None:
    learner = learner_of(optimizer=member(), l1=0.01, l2=0.1)
    plain = gathered(learner_of, optimizer=member(), l1=0.01, l2=0.1)
    assert (learner._blocks is None) == member.closed_loop
    for _ in range(7):
        learner.step()
        plain.step()
        assert bits(learner) == bits(plain)


ACTIONS = st.one_of(
    st.tuples(st.just("run"), st.integers(1, 9)),
    st.tuples(st.just("batch size"), st.integers(1, 25)),
    st.tuples(st.just("checkpoint"), st.just(0)),
    st.tuples(st.just("return"), st.just(0)),
)


@pytest.mark.parametrize("reshuffle", [True, False])
def test_what_happens_on_the_way_does_not_matter(
    reshuffle: bool, gathered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches change their size within an epoch, and time goes back."""
    # Small batches are too many for blocks, large ones are not.
    monkeypatch.setattr(learner_module, "MOST_BLOCKS", 6)

    def build() -> SupervisedLearner:
        return learner_of((3,), batch_size=7, reshuffle=reshuffle)

    @settings(deadline=None, max_examples=60)
    @given(st.lists(ACTIONS, max_size=20))
    def check(actions: list[tuple[str, int]]) -> None:
        learner, plain = build(), gathered(build)
        kept = learner.checkpoint()
        for action, number in (*actions, ("run", 9)):
            if action == "checkpoint":
                kept = learner.checkpoint()
            for each in (learner, plain):
                if action == "run":
                    each.run(number)
                elif action == "batch size":
                    each.configure(each.optimizer, number, 0.1, 0.0, 0.0)
                elif action == "return":
                    each.restore(kept)
            np.testing.assert_array_equal(learner.upcoming(), plain.upcoming())
            assert bits(learner) == bits(plain)
        fresh = build()
        fresh.configure(fresh.optimizer, learner.batch_size, 0.1, 0.0, 0.0)
        fresh.restore(learner.checkpoint())
        for _ in range(9):
            fresh.step()
            learner.step()
            assert bits(fresh) == bits(learner)

    check()


def test_large_sets_are_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    size = 25 * (3 + 1 + 1) * 8
    monkeypatch.setattr(learner_module, "BLOCKS_BYTES", size)
    assert learner_of()._blocks is not None
    monkeypatch.setattr(learner_module, "BLOCKS_BYTES", size - 1)
    assert learner_of()._blocks is None
