"""Single neurons against plain loops, PyTorch and central differences."""

import math

import numpy as np
import pytest

from tests.peers import Peer
from visualizer.engine.activations import activations
from visualizer.engine.arrays import ShapeError
from visualizer.engine.domains import DomainError
from visualizer.engine.losses import losses
from visualizer.engine.neuron_learner import (
    NeuronLearner,
    Pupil,
    fits,
    goals,
    measure,
    with_ones,
)

torch = Peer("torch")

CORNERS = np.array([[0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0]])
AND = np.array([False, False, False, True])
OR = np.array([False, True, True, True])
XOR = np.array([False, True, True, False])

SINGLE = [
    pytest.param(member(), id=member.key)
    for member in losses
    if member.targets in ("signed", "signs", "share")
]


def neurons(yes=AND, activation="sigmoid", *pupils, start=(0.3, -0.5, 0.2), **ways):
    return NeuronLearner(
        CORNERS,
        yes,
        activations[activation](),
        pupils or (Pupil(losses["half_squared"](), 0.5),),
        start=np.array(start),
        together=ways.get("together", False),
    )


def slowdown(start):
    """Nielsen's two neurons: input 1, target 0."""
    return NeuronLearner(
        np.ones((1, 1)),
        np.array([False]),
        activations["sigmoid"](),
        (
            Pupil(losses["half_squared"](), 0.15),
            Pupil(losses["binary_cross_entropy"](), 0.005),
        ),
        start=np.array(start),
        together=False,
    )


def by_hand(start, rate, quadratic, epochs=300):
    """Weight and bias after each epoch, by Nielsen's equations 55, 61 and 62."""
    w, b = start
    rows = [(w, b)]
    for _ in range(epochs):
        a = 1.0 / (1.0 + math.exp(-(w * 1.0 + b)))
        delta = (a - 0.0) * (a * (1.0 - a) if quadratic else 1.0)
        w, b = w - rate * delta * 1.0, b - rate * delta
        rows.append((w, b))
    return np.array(rows)


def by_torch(start, rate, quadratic, epochs=300):
    theta = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    method = torch.optim.SGD([theta], lr=rate)
    rows = [theta.detach().clone().numpy()]
    zero = torch.zeros((), dtype=torch.float64)
    for _ in range(epochs):
        method.zero_grad()
        z = theta[0] * 1.0 + theta[1]
        if quadratic:
            cost = 0.5 * (torch.sigmoid(z) - zero) ** 2
        else:
            cost = torch.nn.functional.binary_cross_entropy_with_logits(z, zero)
        cost.backward()
        method.step()
        rows.append(theta.detach().clone().numpy())
    return np.array(rows)


@pytest.mark.parametrize("start", [(0.6, 0.9), (2.0, 2.0)])
def test_both_costs_are_learned_from_as_by_hand_and_in_pytorch(start):
    learner = slowdown(start)
    rows = [learner.theta.copy()]
    for _ in range(300):
        learner.step()
        rows.append(learner.theta.copy())
    found = np.array(rows)
    for number, (rate, quadratic) in enumerate(((0.15, True), (0.005, False))):
        for expected in (
            by_hand(start, rate, quadratic),
            by_torch(start, rate, quadratic),
        ):
            np.testing.assert_allclose(found[:, number], expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("start", "first", "last"), [((0.6, 0.9), 0.82, 0.09), ((2.0, 2.0), 0.98, 0.20)]
)
def test_the_quadratic_cost_ends_where_nielsen_prints_it(start, first, last):
    # Nielsen (2015), chapter 3, prints the outputs to two decimals.
    learner = slowdown(start)
    outputs = [learner.measured(0, learner.theta[:1])[0].item()]
    for _ in range(300):
        learner.step()
        outputs.append(learner.measured(0, learner.theta[:1])[0].item())
    assert outputs[0] == pytest.approx(first, abs=0.005)
    assert outputs[-1] == pytest.approx(last, abs=0.006)


def test_from_far_the_quadratic_cost_begins_slowly_and_cross_entropy_does_not():
    def fallen(learner, number, epochs):
        """Share of the first 150 epochs' descent of w that the first ones do."""
        before = learner.theta[number, 0]
        for _ in range(epochs):
            learner.step()
        early = before - learner.theta[number, 0]
        for _ in range(150 - epochs):
            learner.step()
        return early / (before - learner.theta[number, 0])

    # An even pace would do a third.
    assert fallen(slowdown((2.0, 2.0)), 0, 50) < 0.25
    assert fallen(slowdown((2.0, 2.0)), 1, 50) > 0.32
    # The control: near the target both begin at once.
    assert fallen(slowdown((0.6, 0.9)), 0, 50) > 0.32


@pytest.mark.parametrize("loss", SINGLE)
@pytest.mark.parametrize("key", ["sigmoid", "tanh", "linear", "swish"])
def test_the_gradient_is_that_of_the_measured_loss(loss, key):
    activation = activations[key]()
    if not fits(loss, activation):
        with pytest.raises(DomainError):
            loss.check_output(activation)
        return
    learner = neurons(AND, key, Pupil(loss, 0.1), together=True)
    before = learner.theta.copy()
    learner.step()
    found = (before - learner.theta)[0] / 0.1
    x, y = with_ones(CORNERS), learner.targets[0]
    step = 1e-6
    for place in range(3):
        shift = np.zeros((1, 3))
        shift[0, place] = step
        ends = [
            measure(before + way * shift, x, y, activation, loss)[1].mean()
            for way in (1.0, -1.0)
        ]
        expected = (ends[0] - ends[1]) / (2.0 * step)
        assert found[place] == pytest.approx(expected, rel=1e-5, abs=1e-8)


def perceptron(yes, epochs, start, rate=0.1):
    """Rosenblatt's rule in plain loops; the mistakes of each epoch's end."""
    w = list(start)

    def says(point):
        return 1.0 if w[0] * point[0] + w[1] * point[1] + w[2] >= 0.0 else 0.0

    mistakes = []
    for _ in range(epochs):
        for point, answer in zip(CORNERS.T.tolist(), yes.tolist(), strict=True):
            error = says(point) - float(answer)
            w = [
                w[0] - rate * error * point[0],
                w[1] - rate * error * point[1],
                w[2] - rate * error,
            ]
        wrong = [
            says(p) != float(t)
            for p, t in zip(CORNERS.T.tolist(), yes.tolist(), strict=True)
        ]
        mistakes.append(sum(wrong))
    return np.array(w), mistakes


RULED = Pupil(losses["half_squared"](), 0.1, "perceptron")


@pytest.mark.parametrize("yes", [AND, OR, XOR], ids=["and", "or", "xor"])
def test_the_perceptron_rule_is_that_of_plain_loops(yes):
    start = (-0.85, 0.15, 0.95)
    learner = neurons(yes, "threshold", RULED, start=start)
    for _ in range(30 * 4):
        learner.step()
    expected, mistakes = perceptron(yes, 30, start)
    np.testing.assert_allclose(learner.theta[0], expected, atol=1e-12)
    right = learner.evaluate().train_accuracy
    assert right == 1.0 - mistakes[-1] / 4.0


@pytest.mark.parametrize(("yes", "most"), [(AND, 1.0), (OR, 1.0), (XOR, 0.75)])
def test_only_what_a_line_separates_is_learned(yes, most):
    learner = neurons(yes, "threshold", RULED, start=(-0.85, 0.15, 0.95))
    seen = []
    for _ in range(500):
        learner.run(4)
        seen.append(learner.evaluate().train_accuracy)
    assert max(seen) == most
    assert (seen[-1] == 1.0) is (most == 1.0)


def test_descent_teaches_a_threshold_nothing():
    learner = neurons(AND, "threshold")
    before = learner.theta.copy()
    learner.run(4)
    np.testing.assert_array_equal(learner.theta, before)


@pytest.mark.parametrize(
    ("loss", "activation", "expected"),
    [
        ("half_squared", "sigmoid", (0.0, 1.0)),
        ("half_squared", "tanh", (-1.0, 1.0)),
        ("hinge", "linear", (-1.0, 1.0)),
        ("binary_cross_entropy", "sigmoid", (0.0, 1.0)),
        ("least_squares_gan", "tanh", (0.0, 1.0)),
    ],
)
def test_yes_and_no_are_what_loss_and_activation_take(loss, activation, expected):
    assert goals(losses[loss](), activations[activation]()) == expected


def test_it_goes_on_from_a_checkpoint_to_the_bit():
    learner = neurons()
    learner.run(3)
    kept = learner.checkpoint()
    for _ in range(10):
        learner.step()
    after = learner.theta.copy()
    learner.restore(kept)
    assert learner.position.seen == 3
    for _ in range(10):
        learner.step()
    np.testing.assert_array_equal(learner.theta, after)


def test_a_run_of_updates_ends_with_the_epoch():
    learner = neurons()
    assert not learner.run(0)
    assert not learner.run(3)
    assert learner.upcoming().tolist() == [3]
    assert learner.run(9)
    assert learner.update == 4
    whole = neurons(together=True)
    assert whole.upcoming().tolist() == [0, 1, 2, 3]
    assert whole.run(1)


def test_another_activation_takes_over_the_weights():
    learner = neurons()
    learner.run(4)
    before = learner.theta.copy()
    learner.configure(activations["tanh"](), (Pupil(losses["half_squared"](), 0.1),))
    np.testing.assert_array_equal(learner.theta, before)
    assert learner.targets.min() == -1.0
    learner.run(4)
    assert (learner.theta != before).any()


def test_parameters_are_found_by_input_and_neuron():
    learner = slowdown((0.6, 0.9))
    assert learner.locate(1, 0, 1) == 2
    assert learner.locate(1, None, 0) == 1
    for place in ((2, 0, 0), (1, 1, 0), (1, 0, 2)):
        with pytest.raises(IndexError, match="allowed: layer 1"):
            learner.locate(*place)


def test_a_loss_without_number_is_said_as_such():
    learner = slowdown((0.6, 0.9))
    learner.put(np.array([0.6, 0.9, np.inf, 0.0]))
    assert math.isnan(learner.evaluate().train_loss)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"pupils": ()}, "no neuron"),
        ({"pupils": (Pupil(losses["half_squared"](), 0.0),)}, "learning rate 0.0"),
        ({"pupils": (Pupil(losses["binary_cross_entropy"](), 1.0),)}, "tanh"),
        ({"yes": AND[:3]}, "yes has shape"),
        ({"start": np.zeros(2)}, "start has shape"),
    ],
)
def test_what_does_not_fit_is_refused(changes, match):
    given = {
        "yes": AND,
        "pupils": (Pupil(losses["half_squared"](), 0.5),),
        "start": np.zeros(3),
        **changes,
    }
    with pytest.raises((ValueError, ShapeError), match=match):
        NeuronLearner(
            CORNERS,
            given["yes"],
            activations["tanh"](),
            given["pupils"],
            start=given["start"],
            together=False,
        )


def test_two_neurons_need_two_to_go_on():
    with pytest.raises(ValueError, match="1 neurons are asked to go on; allowed: 2"):
        slowdown((0.6, 0.9)).configure(
            activations["sigmoid"](), (Pupil(losses["half_squared"](), 0.1),)
        )
