import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.engine.builders import learner_of
from tests.peers import require
from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array
from visualizer.engine.domains import (
    DIRECTIONS,
    DISTRIBUTIONS,
    NUMBERS,
    POSITIVES,
    SIGNS,
    DomainError,
)
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses import Loss, losses
from visualizer.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from visualizer.engine.losses.cosine import Cosine
from visualizer.engine.losses.exponential import Exponential
from visualizer.engine.losses.hellinger import Hellinger
from visualizer.engine.losses.hinge import Hinge
from visualizer.engine.losses.huber import Huber
from visualizer.engine.losses.itakura_saito import ItakuraSaito
from visualizer.engine.losses.kl_divergence import KLDivergence
from visualizer.engine.losses.mean_absolute import MeanAbsolute
from visualizer.engine.losses.mean_squared import MeanSquared
from visualizer.engine.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from visualizer.engine.plan import run_calls
from visualizer.engine.random_streams import RandomStreams

VARIANTS: list[tuple[str, Loss]] = [
    *((member.key, member()) for member in losses),
    ("huber-0.3", Huber(delta=0.3)),
    ("exponential-9", Exponential(tau=9.0)),
    ("softmax_cross_entropy-0.2", SoftmaxCrossEntropy(smoothing=0.2)),
]
"""Every member with its defaults, and with other settings."""

MEMBERS = [pytest.param(loss, id=name) for name, loss in VARIANTS]
FUSED = [pytest.param(loss, id=name) for name, loss in VARIANTS if loss.fused_with]


def outputs_and_targets(loss: Loss) -> tuple[Array, Array]:
    """Return outputs and targets (3, 6) that suit a loss."""
    random = np.random.default_rng(8)
    if loss.domain in (NUMBERS, DIRECTIONS):
        return random.normal(size=(3, 6)), random.normal(size=(3, 6))
    if loss.domain is POSITIVES:
        return random.uniform(0.2, 3.0, (3, 6)), random.uniform(0.2, 3.0, (3, 6))
    if loss.domain is DISTRIBUTIONS:
        a, y = random.dirichlet(np.ones(3), (2, 6))
        return np.ascontiguousarray(a.T), np.ascontiguousarray(y.T)
    shares = random.integers(0, 2, (3, 6)).astype(np.float64)
    if loss.domain is SIGNS:
        return random.normal(size=(3, 6)), 2.0 * shares - 1.0
    return random.uniform(0.05, 0.95, (3, 6)), shares


def gradient(loss: Loss, a: Array, y: Array, scale: float = 1.0) -> Array:
    da = np.empty_like(a)
    run_calls(loss.gradient(a, y, scale, da))
    return da


FORMULAS: dict[str, Callable[[Any, float, float], float]] = {
    "mean_squared": lambda _, a, y: (a - y) ** 2,
    "half_squared": lambda _, a, y: 0.5 * (a - y) ** 2,
    "mean_absolute": lambda _, a, y: abs(a - y),
    "huber": lambda f, a, y: (
        0.5 * (a - y) ** 2
        if abs(a - y) <= f.delta
        else f.delta * (abs(a - y) - 0.5 * f.delta)
    ),
    "binary_cross_entropy": lambda _, a, y: -math.log(a if y == 1.0 else 1.0 - a),
    "softmax_cross_entropy": lambda f, a, y: (
        -((1.0 - f.smoothing) * y + f.smoothing / 3.0) * math.log(a)
    ),
    "hinge": lambda _, a, y: max(0.0, 1.0 - y * a),
    "kl_divergence": lambda _, a, y: y * math.log(y / a),
    "hellinger": lambda _, a, y: 0.5 * (math.sqrt(a) - math.sqrt(y)) ** 2,
    "itakura_saito": lambda _, a, y: y / a - math.log(y / a) - 1.0,
    "least_squares_gan": lambda _, a, y: 0.5 * (a - y) ** 2,
}
"""What each output adds to the loss of an example."""


def test_the_family_is_complete() -> None:
    assert set(FORMULAS) | {"cosine", "exponential"} == set(losses.keys())


@pytest.mark.parametrize("loss", MEMBERS)
def test_values_follow_the_formula(loss: Loss) -> None:
    a, y = outputs_and_targets(loss)
    if isinstance(loss, Cosine):
        angles = [
            np.dot(p, q) / math.hypot(*p) / math.hypot(*q)
            for p, q in zip(a.T, y.T, strict=True)
        ]
        expected = 1.0 - np.array(angles)
    elif isinstance(loss, Exponential):
        squares = [math.dist(p, q) ** 2 for p, q in zip(a.T, y.T, strict=True)]
        expected = np.array([loss.tau * math.exp(d / loss.tau) for d in squares])
    else:
        formula = FORMULAS[loss.key]
        parts = np.vectorize(lambda one, other: formula(loss, one, other))(a, y)
        expected = parts.sum(axis=0)
    np.testing.assert_allclose(loss.value(a, y), expected, rtol=1e-13, atol=1e-15)


def test_the_convention_sums_outputs_without_a_half() -> None:
    a, y = np.array([[1.0], [4.0]]), np.array([[0.0], [2.0]])
    assert MeanSquared().value(a, y).tolist() == [5.0]
    assert MeanAbsolute().value(a, y).tolist() == [3.0]


@pytest.mark.parametrize("loss", MEMBERS)
def test_each_example_has_its_own_loss(loss: Loss) -> None:
    a, y = outputs_and_targets(loss)
    each = loss.value(a, y)
    assert each.shape == (6,)
    for column in range(6):
        one = slice(column, column + 1)
        np.testing.assert_allclose(each[one], loss.value(a[:, one], y[:, one]))


@pytest.mark.parametrize("loss", MEMBERS)
def test_gradient_is_the_central_difference(loss: Loss) -> None:
    a, y = outputs_and_targets(loss)
    numeric, step = np.empty_like(a), 1e-6
    for place in np.ndindex(*a.shape):
        nudge = np.zeros_like(a)
        nudge[place] = step
        rise = loss.value(a + nudge, y) - loss.value(a - nudge, y)
        numeric[place] = rise.sum() / (2.0 * step)
    np.testing.assert_allclose(gradient(loss, a, y), numeric, rtol=3e-7, atol=1e-8)


@pytest.mark.parametrize("loss", MEMBERS)
def test_gradient_is_scaled(loss: Loss) -> None:
    a, y = outputs_and_targets(loss)
    np.testing.assert_allclose(
        gradient(loss, a, y, 0.25), 0.25 * gradient(loss, a, y), rtol=1e-15
    )


@pytest.mark.parametrize("loss", FUSED)
def test_fused_is_the_same_as_through_the_activation(loss: Loss) -> None:
    assert loss.fused_with is not None
    activation = activations[loss.fused_with]()
    _, y = outputs_and_targets(loss)
    z = np.random.default_rng(4).normal(size=y.shape)
    a = activation(z)
    np.testing.assert_allclose(loss.fused_value(z, y), loss.value(a, y), rtol=1e-13)
    through, fused = np.empty_like(z), np.empty_like(z)
    da = gradient(loss, a, y, 0.5)
    run_calls(activation.backward(z, a, activation.derivative(z), da, through))
    run_calls(loss.fused_gradient(a, y, 0.5, fused))
    np.testing.assert_allclose(fused, through, rtol=1e-12, atol=1e-15)


def test_fused_stays_exact_where_the_output_has_rounded() -> None:
    z, no = np.array([[800.0]]), np.array([[0.0]])
    assert BinaryCrossEntropy().fused_value(z, no).tolist() == [800.0]
    assert BinaryCrossEntropy().fused_value(-z, no).tolist() == [0.0]
    three = np.array([[1000.0], [0.0], [-1000.0]])
    last = np.array([[0.0], [0.0], [1.0]])
    assert SoftmaxCrossEntropy().fused_value(three, last).tolist() == [2000.0]


def test_logarithms_are_bounded_as_in_pytorch() -> None:
    wrong, right = np.array([[0.0]]), np.array([[1.0]])
    assert BinaryCrossEntropy().value(wrong, right).tolist() == [100.0]
    assert BinaryCrossEntropy().value(right, wrong).tolist() == [100.0]
    assert SoftmaxCrossEntropy().value(wrong, right).tolist() == [100.0]
    for a, y in ((wrong, right), (right, wrong)):
        assert np.isfinite(gradient(BinaryCrossEntropy(), a, y)).all()
        assert np.isfinite(gradient(SoftmaxCrossEntropy(), a, y)).all()


def test_only_some_losses_fuse() -> None:
    loss = MeanSquared()
    one = np.ones((1, 1))
    with pytest.raises(TypeError, match="mean_squared is not fused"):
        loss.fused_value(one, one)
    with pytest.raises(TypeError, match="mean_squared is not fused"):
        run_calls(loss.fused_gradient(one, one, 1.0, one))


@pytest.mark.parametrize("loss", MEMBERS)
def test_single_precision_stays_single(loss: Loss) -> None:
    a, y = (values.astype(np.float32) for values in outputs_and_targets(loss))
    assert loss.value(a, y).dtype == np.float32
    if loss.fused_with:
        assert loss.fused_value(a, y).dtype == np.float32


# At the edges.


def test_gradients_at_the_kinks() -> None:
    same, one = np.array([[0.5]]), np.array([[1.0]])
    assert gradient(MeanAbsolute(), same, same).tolist() == [[0.0]]
    assert gradient(Hinge(), one, one).tolist() == [[0.0]]
    assert gradient(Huber(delta=0.5), one, same).tolist() == [[0.5]]


def test_agreement_costs_nothing() -> None:
    y = np.array([[0.2, 0.0], [0.5, 1.0], [0.3, 0.0]])
    for loss in (KLDivergence(), Hellinger(), Huber(), MeanAbsolute()):
        np.testing.assert_allclose(loss.value(y, y), 0.0, atol=1e-15)
    np.testing.assert_allclose(Cosine().value(3.0 * y, y), 0.0, atol=1e-15)
    np.testing.assert_array_equal(ItakuraSaito().value(y + 1.0, y + 1.0), 0.0)
    assert Exponential(tau=2.0).value(y, y).tolist() == [2.0, 2.0]


def test_divergence_from_one_hot_targets_is_cross_entropy() -> None:
    a, _ = outputs_and_targets(KLDivergence())
    y = np.eye(3)[:, [0, 2, 1, 1, 0, 2]]
    expected = SoftmaxCrossEntropy().value(a, y)
    np.testing.assert_allclose(KLDivergence().value(a, y), expected, rtol=1e-14)


def test_itakura_saito_compares_ratios_alone() -> None:
    a, y = outputs_and_targets(ItakuraSaito())
    loss = ItakuraSaito()
    scaled = loss.value(1000.0 * a, 1000.0 * y)
    np.testing.assert_allclose(scaled, loss.value(a, y), rtol=1e-12)


def test_cosine_counts_no_length() -> None:
    a, y = outputs_and_targets(Cosine())
    np.testing.assert_allclose(
        Cosine().value(7.0 * a, 0.1 * y), Cosine().value(a, y), rtol=1e-13
    )
    # Nor is there any pull along the outputs themselves.
    pull = (gradient(Cosine(), a, y) * a).sum(axis=0)
    np.testing.assert_allclose(pull, 0.0, atol=1e-15)


def test_an_output_without_direction_gets_no_gradient() -> None:
    a, y = np.zeros((2, 1)), np.array([[1.0], [0.0]])
    assert Cosine().value(a, y).tolist() == [1.0]
    assert gradient(Cosine(), a, y).tolist() == [[0.0], [0.0]]


def test_a_patient_exponential_is_the_squared_error() -> None:
    a, y = outputs_and_targets(MeanSquared())
    patient = Exponential(tau=1e6)
    squared = MeanSquared().value(a, y)
    np.testing.assert_allclose(patient.value(a, y) - 1e6, squared, rtol=1e-4)
    np.testing.assert_allclose(
        gradient(patient, a, y), gradient(MeanSquared(), a, y), rtol=1e-4
    )


def test_rounded_outputs_give_finite_losses_and_gradients() -> None:
    a, y = np.array([[0.0], [1.0]]), np.array([[1.0], [0.0]])
    for loss in (KLDivergence(), Hellinger(), ItakuraSaito()):
        target = y + 1.0 if loss.domain is POSITIVES else y
        for dtype in (np.float32, np.float64):
            given, wanted = a.astype(dtype), target.astype(dtype)
            assert np.isfinite(loss.value(given, wanted)).all()
            assert np.isfinite(gradient(loss, given, wanted)).all()


def test_smoothing_costs_nothing_where_there_is_none() -> None:
    a, y = outputs_and_targets(SoftmaxCrossEntropy())
    plain = list(SoftmaxCrossEntropy().fused_gradient(a, y, 0.5, a.copy()))
    smoothed = SoftmaxCrossEntropy(smoothing=0.1).fused_gradient(a, y, 0.5, a.copy())
    assert [call[0] for call in plain] == [np.subtract, np.multiply]
    assert len(list(smoothed)) == len(plain) + 2


def test_smoothing_moves_the_best_answer_off_the_corner() -> None:
    """The gradient is 0 where the outputs are the smoothed targets."""
    loss, y = SoftmaxCrossEntropy(smoothing=0.3), np.array([[1.0], [0.0], [0.0]])
    a, dz = np.array([[0.8], [0.1], [0.1]]), np.empty((3, 1))
    run_calls(loss.fused_gradient(a, y, 1.0, dz))
    np.testing.assert_allclose(dz, 0.0, atol=1e-15)


# Domains.


@pytest.mark.parametrize(
    ("loss", "column", "message"),
    [
        ("mean_squared", (0.0, math.nan), "nan of example 2, output 1 in train.y"),
        ("mean_absolute", (math.inf, 0.0), "inf of example 2, output 0 in train.y"),
        ("huber", (0.0, -math.inf), "allowed: any finite number"),
        ("exponential", (0.0, math.nan), "exponential: target nan"),
        ("binary_cross_entropy", (0.0, 1.25), "target 1.25 of example 2, output 1"),
        ("least_squares_gan", (-0.5, 1.0), "allowed: from 0 to 1$"),
        ("hinge", (1.0, 0.0), "target 0 of example 2, output 1 .* allowed: -1 or 1"),
        ("softmax_cross_entropy", (1.5, -0.5), "target 1.5 of example 2, output 0"),
        ("softmax_cross_entropy", (0.5, 0.6), r"targets \(0.5, 0.6\) of example 2"),
        ("kl_divergence", (0.0, 0.0), "with sum 1 over the outputs"),
        ("hellinger", (math.nan, 1.0), "hellinger: target nan"),
        ("cosine", (0.0, 0.0), r"targets \(0, 0\) .* not 0 in every output"),
        ("cosine", (math.inf, 1.0), "cosine: target inf"),
        ("itakura_saito", (0.0, 1.0), "target 0 .* allowed: finite and above 0"),
    ],
)
def test_a_target_outside_is_refused(
    loss: str, column: tuple[float, float], message: str
) -> None:
    inside = {SIGNS: (1.0, -1.0), DISTRIBUTIONS: (1.0, 0.0)}
    fine = inside.get(losses[loss].domain, (0.25, 1.0))
    good = np.array([fine, fine, fine, fine], np.float32).T
    losses[loss]().check(good)
    bad = good.copy()
    bad[:, 2] = column
    with pytest.raises(DomainError, match=message):
        losses[loss]().check(bad, "train.y")


@pytest.mark.parametrize("loss", MEMBERS)
def test_what_suits_a_loss_is_let_through(loss: Loss) -> None:
    _, y = outputs_and_targets(loss)
    loss.check(y)
    loss.check(y.astype(np.float32))
    loss.check(y[:, :0])


@pytest.mark.parametrize(
    ("loss", "output", "fits"),
    [
        ("mean_squared", "linear", True),
        ("binary_cross_entropy", "sigmoid", True),
        ("binary_cross_entropy", "hard_sigmoid", True),
        ("binary_cross_entropy", "tanh", False),
        ("binary_cross_entropy", "softplus", False),
        ("softmax_cross_entropy", "linear", False),
        ("kl_divergence", "softmax", True),
        ("kl_divergence", "relu", False),
        ("hellinger", "relu", True),
        ("hellinger", "elu", False),
        ("itakura_saito", "softplus", True),
        ("itakura_saito", "gaussian", True),
        ("itakura_saito", "relu", False),
        ("itakura_saito", "gelu", False),
        ("itakura_saito", "threshold", False),
    ],
)
def test_outputs_must_suit_the_loss(loss: str, output: str, fits: bool) -> None:
    measure, activation = losses[loss](), activations[output]()
    if fits:
        measure.check_output(activation)
    else:
        with pytest.raises(DomainError, match=f"{loss}: outputs of {output} go from"):
            measure.check_output(activation)


def test_the_bounds_of_outputs_are_said() -> None:
    with pytest.raises(
        DomainError, match="from -1 to 1; allowed: at least 0, at most 1"
    ):
        BinaryCrossEntropy().check_output(activations["tanh"]())
    with pytest.raises(DomainError, match=r"from 0 to inf; allowed: above 0$"):
        ItakuraSaito().check_output(activations["relu"]())


def test_a_learner_is_not_built_from_what_its_loss_cannot_take() -> None:
    with pytest.raises(DomainError, match="itakura_saito: outputs of tanh"):
        learner_of(loss="itakura_saito", output="tanh")
    learner = learner_of(loss="hinge", output="linear")
    for part in ("train", "test"):
        wrong = {name: getattr(learner, name) for name in ("train", "test")}
        samples = wrong[part]
        samples.y[0, 4] = 0.5
        with pytest.raises(
            DomainError, match=f"0.5 of example 4, output 0 in {part}.y"
        ):
            learner_like(learner, **wrong)
        samples.y[0, 4] = 1.0
    learner_like(learner, train=learner.train, test=learner.test)


def learner_like(learner: SupervisedLearner, train: Samples, test: Samples) -> None:
    """Build a learner that differs in its examples alone."""
    SupervisedLearner(
        learner.network,
        learner.loss,
        learner.optimizer,
        train,
        test,
        batch_size=5,
        learning_rate=0.1,
        streams=RandomStreams(1),
        parameters=learner.parameters,
    )


@pytest.mark.parametrize("loss", [member() for member in losses], ids=losses.keys())
def test_the_output_that_classes_are_learned_with_suits(loss: Loss) -> None:
    if loss.output is not None:
        loss.check_output(activations[loss.output]())
    if loss.fused_with is not None:
        assert loss.output == loss.fused_with


# PyTorch.


def torch_losses(torch: Any) -> dict[str, Callable[[Any, Any, Any], Any]]:
    """Return each loss, summed, of outputs and targets with the examples first."""
    functional = torch.nn.functional
    return {
        "mean_squared": lambda _, a, y: functional.mse_loss(a, y, reduction="sum"),
        "half_squared": lambda _, a, y: functional.mse_loss(a, y, reduction="sum") / 2,
        "mean_absolute": lambda _, a, y: functional.l1_loss(a, y, reduction="sum"),
        "huber": lambda f, a, y: functional.huber_loss(
            a, y, reduction="sum", delta=f.delta
        ),
        "binary_cross_entropy": lambda _, a, y: functional.binary_cross_entropy(
            a, y, reduction="sum"
        ),
        "softmax_cross_entropy": lambda f, a, y: (
            -(((1.0 - f.smoothing) * y + f.smoothing / y.shape[1]) * torch.log(a)).sum()
        ),
        "hinge": lambda _, a, y: torch.relu(1.0 - y * a).sum(),
        "kl_divergence": lambda _, a, y: functional.kl_div(
            torch.log(a), y, reduction="sum"
        ),
        "hellinger": lambda _, a, y: (
            0.5 * (torch.sqrt(a) - torch.sqrt(y)).square().sum()
        ),
        "cosine": lambda _, a, y: (1.0 - functional.cosine_similarity(a, y)).sum(),
        "exponential": lambda f, a, y: (
            f.tau * torch.exp((a - y).square().sum(dim=1) / f.tau)
        ).sum(),
        "itakura_saito": lambda _, a, y: (y / a - torch.log(y / a) - 1.0).sum(),
        "least_squares_gan": lambda _, a, y: (
            0.5 * functional.mse_loss(a, y, reduction="sum")
        ),
    }


@pytest.mark.peers
@pytest.mark.parametrize("loss", MEMBERS)
def test_values_and_gradients_are_those_of_pytorch(loss: Loss) -> None:
    torch = require("torch")
    a, y = outputs_and_targets(loss)
    peer = torch.tensor(a.T.copy(), requires_grad=True)
    total = torch_losses(torch)[loss.key](loss, peer, torch.tensor(y.T.copy()))
    (total / 6).backward()
    np.testing.assert_allclose(loss.value(a, y).sum(), total.item(), rtol=1e-14)
    np.testing.assert_allclose(
        gradient(loss, a, y, 1.0 / 6.0), peer.grad.numpy().T, rtol=1e-12, atol=1e-15
    )


@pytest.mark.peers
@pytest.mark.parametrize("loss", FUSED)
def test_fused_is_that_of_pytorch_with_logits(loss: Loss) -> None:
    torch = require("torch")
    _, y = outputs_and_targets(loss)
    z = np.random.default_rng(4).normal(0.0, 20.0, y.shape)
    peer, target = torch.tensor(z.T.copy(), requires_grad=True), torch.tensor(y.T)
    functional = torch.nn.functional
    if isinstance(loss, BinaryCrossEntropy):
        total = functional.binary_cross_entropy_with_logits(
            peer, target, reduction="sum"
        )
    elif isinstance(loss, SoftmaxCrossEntropy):
        total = functional.cross_entropy(
            peer, target, reduction="sum", label_smoothing=loss.smoothing
        )
    else:
        total = functional.kl_div(
            torch.log_softmax(peer, dim=1), target, reduction="sum"
        )
    total.backward()
    assert loss.fused_with is not None
    a, dz = activations[loss.fused_with]()(z), np.empty_like(z)
    run_calls(loss.fused_gradient(a, y, 1.0, dz))
    np.testing.assert_allclose(loss.fused_value(z, y).sum(), total.item(), rtol=1e-14)
    np.testing.assert_allclose(dz, peer.grad.numpy().T, rtol=1e-12, atol=1e-15)


@pytest.mark.peers
def test_cross_entropy_of_class_numbers_is_that_of_pytorch() -> None:
    torch = require("torch")
    labels = np.array([0, 2, 1, 1, 0])
    z = np.random.default_rng(4).normal(0.0, 5.0, (3, 5))
    ours = SoftmaxCrossEntropy(smoothing=0.1).fused_value(z, np.eye(3)[:, labels])
    theirs = torch.nn.functional.cross_entropy(
        torch.tensor(z.T), torch.tensor(labels), reduction="none", label_smoothing=0.1
    )
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-14)
