from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import (
    PAIRS,
    examples_of,
    learner_of,
    network_of,
    parameters_of,
)
from tests.engine.test_gradients import TOLERANCE, differences, is_clear, worst_error
from tests.peers import require
from visualizer.engine.arrays import Array
from visualizer.engine.class_weights import balanced
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.losses import Loss, losses
from visualizer.engine.network import Sequential, Trace
from visualizer.engine.optimizers.lbfgs import LBFGS
from visualizer.engine.optimizers.sgd import SGD

WEIGHTS = (0.5, 2.0, 3.0)
RATES = np.array([0.3, 1.0, 4.0, 2.0, 0.7])


def weighted_mean(trace: Trace, network: Sequential, loss: Loss) -> float:
    trace.forward.run()
    top = trace.layers[-1]
    fused = loss.fuses(network.layers[-1].activation)
    each: Array = (
        loss.fused_value(top.z, trace.y) if fused else loss.value(top.a, trace.y)
    )
    return float((RATES * each).sum() / RATES.size)


@pytest.mark.parametrize(("loss_key", "output"), PAIRS)
def test_gradients_are_those_of_the_weighted_mean(loss_key: str, output: str) -> None:
    loss = losses[loss_key]()
    network = network_of((4,), output=output)
    samples = examples_of(loss, 3, 2, RATES.size)
    for seed in range(200):
        parameters = parameters_of(network, seed)
        trace = Trace(
            network, parameters, RATES.size, loss, observed=True, weighted=True
        )
        trace.set_inputs(samples.x, samples.y)
        assert trace.weights is not None
        trace.weights[:] = RATES
        trace.forward.run()
        if is_clear(trace, network, loss):
            break
    else:
        raise AssertionError("no parameters away from the kinks were found")
    trace.backward.run()
    function = partial(weighted_mean, trace, network, loss)
    numeric = differences(function, parameters.flat)
    assert worst_error(trace.grad.flat, numeric) <= TOLERANCE
    # What is shown at a fused output is weighted too.
    plain = Trace(network, parameters, RATES.size, loss, observed=True)
    plain.set_inputs(samples.x, samples.y)
    plain.forward.run()
    plain.backward.run()
    np.testing.assert_allclose(
        trace.layers[-1].da, plain.layers[-1].da * RATES, rtol=1e-14
    )


def weighted_learner(weights: Any = WEIGHTS, **options: Any) -> SupervisedLearner:
    return learner_of(
        (4,),
        "softmax_cross_entropy",
        "softmax",
        outputs=3,
        class_weights=weights,
        **options,
    )


def test_weights_of_one_change_nothing() -> None:
    plain, weighted = weighted_learner(None), weighted_learner((1.0, 1.0, 1.0))
    for learner in (plain, weighted):
        for _ in range(30):
            learner.step()
    assert plain.state.tobytes() == weighted.state.tobytes()


def test_a_weight_is_as_many_copies_of_the_example() -> None:
    """Up to the learning rate: the mean is over more examples."""
    weights = (1.0, 2.0, 3.0)
    learner = weighted_learner(weights, batch_size=25, test=0)
    labels = learner.train.labels
    assert labels is not None
    learner.step()
    repeats = np.array(weights, np.int64)[labels]
    size = int(repeats.sum())
    copied = Trace(learner.network, learner.parameters, size, learner.loss)
    fresh = weighted_learner(None, batch_size=25, test=0)
    learner.parameters.flat[:] = fresh.parameters.flat
    copied.set_inputs(
        np.repeat(learner.train.x, repeats, axis=1),
        np.repeat(learner.train.y, repeats, axis=1),
    )
    copied.forward.run()
    copied.backward.run()
    expected = copied.grad.flat * repeats.sum() / 25
    np.testing.assert_allclose(learner.grad.flat, expected, rtol=1e-11, atol=1e-15)


def test_metrics_are_without_weights() -> None:
    plain, weighted = weighted_learner(None), weighted_learner()
    for name in ("train_loss", "test_loss", "train_accuracy"):
        assert getattr(plain.evaluate(), name) == getattr(weighted.evaluate(), name)


def test_without_weights_an_update_has_no_call_for_them() -> None:
    counts = []
    for weights in (None, WEIGHTS):
        learner = weighted_learner(weights)
        learner.step()
        ((_, steps),) = learner._batches.values()
        counts.append(len(steps))
    assert counts[1] == counts[0] + 1


def test_methods_that_ask_descend_on_the_weighted_loss() -> None:
    learner = weighted_learner(optimizer=LBFGS(), batch_size=25, learning_rate=1.0)

    def weighted_loss() -> float:
        assert learner.train.labels is not None
        trace = learner.new_trace(25, backward=False)
        trace.set_inputs(learner.train.x, learner.train.y)
        trace.forward.run()
        each = learner.loss.fused_value(trace.layers[-1].z, trace.y)
        return float((np.array(WEIGHTS)[learner.train.labels] * each).mean())

    before = weighted_loss()
    for _ in range(30):
        learner.step()
    assert weighted_loss() < 0.5 * before
    theta = learner.state[0].copy()
    assert learner._evaluator.loss(theta) == pytest.approx(weighted_loss(), rel=1e-12)


def test_going_back_repeats_a_weighted_run_to_the_bit() -> None:
    learner = weighted_learner(optimizer=SGD(momentum=0.9), precision="float32")
    learner.step()
    checkpoint = learner.checkpoint()
    found = []
    for _ in range(2):
        learner.restore(checkpoint)
        for _ in range(25):
            learner.step()
        found.append(learner.state.tobytes())
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ((1.0, 0.0, 1.0), r"weight 0\.0 of class 1 is out of range; allowed: finite"),
        ((1.0, 1.0, -2.0), r"weight -2\.0 of class 2"),
        ((float("nan"), 1.0, 1.0), "weight nan of class 0"),
        ((1.0, 1.0, float("inf")), "weight inf of class 2"),
        ((1.0, 1.0), r"label 2 of example \d+ is out of range; allowed: 0 to 1"),
    ],
)
def test_weights_that_do_not_fit_are_refused(
    weights: tuple[float, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        weighted_learner(weights)


def test_regression_has_no_classes_to_weigh() -> None:
    with pytest.raises(ValueError, match="class weights need labels"):
        learner_of(output="linear", outputs=2, class_weights=(1.0, 2.0))


def test_balanced_weights_need_an_example_of_each_class() -> None:
    with pytest.raises(ValueError, match="class 1 has no example"):
        balanced(np.array([0, 2]), 3)
    with pytest.raises(ValueError, match="label 3 of example 1 is out of range"):
        balanced(np.array([0, 3]), 3)


@pytest.mark.peers
def test_balanced_weights_are_those_of_scikit_learn() -> None:
    require("sklearn")
    from sklearn.utils.class_weight import compute_class_weight

    @settings(deadline=None)
    @given(
        classes=st.integers(1, 6),
        more=st.lists(st.integers(0, 5), max_size=40),
    )
    def check(classes: int, more: list[int]) -> None:
        labels = np.array([*range(classes), *(one % classes for one in more)])
        theirs = compute_class_weight("balanced", classes=np.arange(classes), y=labels)
        np.testing.assert_allclose(balanced(labels, classes), theirs, rtol=1e-15)

    check()


@pytest.mark.peers
@pytest.mark.parametrize(
    ("loss", "output", "outputs"),
    [
        ("softmax_cross_entropy", "softmax", 3),
        ("binary_cross_entropy", "sigmoid", 1),
        ("mean_squared", "tanh", 1),
    ],
)
def test_training_follows_pytorch(loss: str, output: str, outputs: int) -> None:
    """The mean over examples of what ``reduction="none"`` gives."""
    torch = require("torch")
    weights = WEIGHTS[: max(2, outputs)]
    learner = learner_of((4,), loss, output, outputs=outputs, class_weights=weights)
    blocks = [
        torch.tensor(block.copy(), requires_grad=True)
        for block in learner.parameters.blocks
    ]
    optimizer = torch.optim.SGD(blocks, lr=learner.learning_rate)
    functional = torch.nn.functional
    factors = torch.tensor(weights, dtype=torch.float64)
    assert learner.train.labels is not None
    for _ in range(100):
        chosen = learner.upcoming()
        x = torch.tensor(learner.train.x[:, chosen].T.copy())
        y = torch.tensor(learner.train.y[:, chosen].T.copy())
        classes = torch.tensor(learner.train.labels[chosen])
        z = torch.tanh(x @ blocks[0][:-1] + blocks[0][-1]) @ blocks[1][:-1]
        z = z + blocks[1][-1]
        if loss == "softmax_cross_entropy":
            measure = torch.nn.CrossEntropyLoss(weight=factors, reduction="none")
            each = measure(z, classes)
        elif loss == "binary_cross_entropy":
            each = functional.binary_cross_entropy_with_logits(
                z, y, reduction="none", weight=factors[classes][:, None]
            )
        else:
            each = factors[classes][:, None] * (torch.tanh(z) - y) ** 2
        optimizer.zero_grad()
        each.mean().backward()
        optimizer.step()
        learner.step()
    theirs = np.concatenate([block.detach().numpy().ravel() for block in blocks])
    np.testing.assert_allclose(learner.parameters.flat, theirs, rtol=0, atol=1e-12)
