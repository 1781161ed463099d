import numpy as np
import pytest

from tests.peers import require
from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array
from visualizer.engine.losses import Loss, losses
from visualizer.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from visualizer.engine.losses.mean_squared import MeanSquared
from visualizer.engine.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from visualizer.engine.plan import run_calls

MEMBERS = [pytest.param(member(), id=member.key) for member in losses]
FUSED = [
    pytest.param(member(), id=member.key) for member in losses if member.fused_with
]


def outputs_and_targets(loss: Loss) -> tuple[Array, Array]:
    """Return outputs and targets (3, 6) that suit a loss."""
    random = np.random.default_rng(8)
    if loss.targets == "signed":
        return random.normal(size=(3, 6)), random.normal(size=(3, 6))
    a = random.uniform(0.05, 0.95, (3, 6))
    if loss.targets == "share":
        return a, random.integers(0, 2, (3, 6)).astype(np.float64)
    return a / a.sum(axis=0), np.eye(3)[:, random.integers(0, 3, 6)]


def gradient(loss: Loss, a: Array, y: Array, scale: float = 1.0) -> Array:
    da = np.empty_like(a)
    run_calls(loss.gradient(a, y, scale, da))
    return da


def test_the_family_is_complete() -> None:
    wanted = {"mean_squared", "binary_cross_entropy", "softmax_cross_entropy"}
    assert wanted <= set(losses.keys())


def test_the_convention_sums_outputs_without_a_half() -> None:
    a, y = np.array([[1.0], [4.0]]), np.array([[0.0], [2.0]])
    assert MeanSquared().value(a, y).tolist() == [5.0]


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
    np.testing.assert_allclose(gradient(loss, a, y), numeric, rtol=1e-7, atol=1e-8)


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


@pytest.mark.peers
@pytest.mark.parametrize("loss", MEMBERS)
def test_values_and_gradients_are_those_of_pytorch(loss: Loss) -> None:
    torch = require("torch")
    a, y = outputs_and_targets(loss)
    # PyTorch counts examples first, and takes means over outputs too.
    peer = torch.tensor(a.T.copy(), requires_grad=True)
    target = torch.tensor(y.T.copy())
    functional = torch.nn.functional
    total = {
        "mean_squared": lambda: functional.mse_loss(peer, target, reduction="sum"),
        "binary_cross_entropy": lambda: functional.binary_cross_entropy(
            peer, target, reduction="sum"
        ),
        "softmax_cross_entropy": lambda: functional.nll_loss(
            torch.log(peer), target.argmax(dim=1), reduction="sum"
        ),
    }[loss.key]()
    (total / 6).backward()
    np.testing.assert_allclose(loss.value(a, y).sum(), total.item(), rtol=1e-14)
    np.testing.assert_allclose(
        gradient(loss, a, y, 1.0 / 6.0), peer.grad.numpy().T, rtol=1e-13, atol=1e-16
    )


@pytest.mark.peers
@pytest.mark.parametrize("loss", FUSED)
def test_fused_is_that_of_pytorch_with_logits(loss: Loss) -> None:
    torch = require("torch")
    _, y = outputs_and_targets(loss)
    z = np.random.default_rng(4).normal(0.0, 20.0, y.shape)
    peer, target = torch.tensor(z.T.copy(), requires_grad=True), torch.tensor(y.T)
    functional = torch.nn.functional
    if loss.key == "binary_cross_entropy":
        total = functional.binary_cross_entropy_with_logits(
            peer, target, reduction="sum"
        )
    else:
        total = functional.cross_entropy(peer, target.argmax(dim=1), reduction="sum")
    total.backward()
    assert loss.fused_with is not None
    a, dz = activations[loss.fused_with]()(z), np.empty_like(z)
    run_calls(loss.fused_gradient(a, y, 1.0, dz))
    np.testing.assert_allclose(loss.fused_value(z, y).sum(), total.item(), rtol=1e-14)
    np.testing.assert_allclose(dz, peer.grad.numpy().T, rtol=1e-12, atol=1e-15)
