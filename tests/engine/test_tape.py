"""The tape against central differences, and the engine against the tape."""

import math
from collections.abc import Callable, Sequence
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.builders import (
    PAIRS,
    mean_loss,
    network_of,
    parameters_of,
    targets_of,
)
from visualizer.engine import tape as operations
from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import ShapeError
from visualizer.engine.layers.dropout import Dropout
from visualizer.engine.losses import losses
from visualizer.engine.losses.huber import Huber
from visualizer.engine.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from visualizer.engine.network import Sequential, Trace
from visualizer.engine.per_neuron import PerNeuron
from visualizer.engine.tape import Node, Tape
from visualizer.engine.tape_functions import TapeError, activated, answer, distance
from visualizer.engine.tape_network import record, symbol

ELEMENTWISE = [
    pytest.param(member, id=member.key) for member in activations if member.elementwise
]

UNARY: dict[str, Callable[[Node], Node]] = {
    "exp": operations.exp,
    "log": operations.log,
    "sqrt": operations.sqrt,
    "tanh": operations.tanh,
    "softplus": operations.softplus,
    "sin": operations.sin,
    "erf": operations.erf,
    "absolute": operations.absolute,
    "maximum": lambda u: operations.maximum(u, 0.7),
    "minimum": lambda u: operations.minimum(u, 0.7),
    "negative": lambda u: -u,
    "plus": lambda u: 2.0 + u,
    "less": lambda u: u - 2.0,
    "from": lambda u: 2.0 - u,
    "times": lambda u: 3.0 * u,
    "over": lambda u: u / 3.0,
    "reciprocal": lambda u: 2.0 / u,
    "cube": lambda u: u**3,
}

BINARY: dict[str, Callable[[Node, Node], Node]] = {
    "add": lambda u, v: u + v,
    "subtract": lambda u, v: u - v,
    "multiply": lambda u, v: u * v,
    "divide": lambda u, v: u / v,
    "product": lambda u, v: operations.product((u, v), (v, v)),
    "positive or": lambda u, v: operations.positive_or(u, v * v),
    "total": lambda u, v: operations.total((u, v, u)),
}


def differences(
    function: Callable[..., Node], values: Sequence[float], width: float = 1e-6
) -> list[float]:
    """Return central differences of a function of several numbers."""

    def at(place: Sequence[float]) -> float:
        tape = Tape()
        return function(*(tape.number(value) for value in place)).value

    slopes = []
    for number, value in enumerate(values):
        above, below = list(values), list(values)
        above[number], below[number] = value + width, value - width
        slopes.append((at(above) - at(below)) / (2.0 * width))
    return slopes


def gradients(function: Callable[..., Node], values: Sequence[float]) -> list[float]:
    tape = Tape()
    numbers = [tape.number(value) for value in values]
    tape.backward(function(*numbers))
    return [number.gradient for number in numbers]


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("value", [0.4, 1.3])
def test_an_operation_on_one_number_knows_its_slope(name: str, value: float) -> None:
    expected = differences(UNARY[name], [value])
    assert gradients(UNARY[name], [value]) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("name", BINARY)
def test_an_operation_on_two_numbers_knows_its_slopes(name: str) -> None:
    values = [0.6, -1.7]
    expected = differences(BINARY[name], values)
    assert gradients(BINARY[name], values) == pytest.approx(expected, abs=1e-8)


@given(st.lists(st.floats(-2.0, 2.0), min_size=3, max_size=3))
def test_a_number_used_twice_gathers_both_messages(values: list[float]) -> None:
    def function(u: Node, v: Node, w: Node) -> Node:
        return operations.tanh(u * v + w) * u + operations.exp(u - w) * v

    expected = differences(function, values)
    assert gradients(function, values) == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_what_is_given_gets_no_gradient() -> None:
    tape = Tape()
    w, x, y = tape.number(0.5), tape.given(2.0), tape.given(3.0)
    constant = x * y
    tape.backward((w * x - constant) ** 2)
    assert w.gradient == pytest.approx(2.0 * (1.0 - 6.0) * 2.0)
    assert (x.gradient, y.gradient, constant.varies) == (0.0, 0.0, False)


def test_messages_are_local_derivative_times_gradient() -> None:
    tape = Tape()
    u, v = tape.number(3.0, "u"), tape.number(5.0, "v")
    product = u * v
    tape.backward(product * 2.0)
    assert [(node.name, passed) for node, passed in product.messages()] == [
        ("u", 10.0),
        ("v", 6.0),
    ]
    assert product.rules == ("v", "u")


def test_only_what_an_output_was_made_of_is_below_it() -> None:
    tape = Tape()
    u, v = tape.number(1.0, "u"), tape.number(2.0, "v")
    aside = u * v
    wanted = u + 1.0
    assert tape.below(wanted) == [u, wanted]
    assert tape.below(aside) == [u, v, aside]


def test_what_does_not_count_asks_for_nothing() -> None:
    tape = Tape()
    u = tape.number(-800.0)
    tape.backward(1.0 / (operations.exp(-u) + 1.0))
    assert u.gradient == 0.0
    tape = Tape()
    root = tape.number(0.0)
    tape.backward(operations.sqrt(root) * 0.0)
    assert root.gradient == 0.0


@pytest.mark.parametrize("member", ELEMENTWISE)
@pytest.mark.parametrize("z", [-30.0, -2.9, -0.6, 0.0, 0.3, 2.9, 30.0])
def test_activations_have_the_value_and_slope_of_the_engine(
    member: type[Activation], z: float
) -> None:
    function, place = member(), np.array([[z]])
    tape = Tape()
    node = tape.number(z)
    output = answer(function, node)
    tape.backward(output)
    assert output.value == pytest.approx(float(function(place)[0, 0]), abs=1e-12)
    slope = float(function.derivative(place)[0, 0])
    assert node.gradient == pytest.approx(slope, abs=1e-12)


def test_what_is_shipped_is_written_down_in_full() -> None:
    # Otherwise the comparison above would be with the engine itself.
    written = {
        *("elu", "gaussian", "gelu", "hard_sigmoid", "leaky_relu", "linear", "mish"),
        *("relu", "selu", "sigmoid", "sine", "softplus", "swish", "tanh", "threshold"),
    }
    unknown = answer.dispatch(object)
    found = {m.key for m in activations if answer.dispatch(m) is not unknown}
    assert found >= written


def test_an_unknown_function_of_one_sum_is_one_operation() -> None:
    class Cubed(Activation):
        key = "cubed"
        title = "Cubed"

        def value(self, z, a):  # type: ignore[no-untyped-def]
            yield np.power, z, 3, a

        def slope(self, z, a, slope):  # type: ignore[no-untyped-def]
            yield np.multiply, z, 3.0 * z, slope

    tape = Tape()
    z = tape.number(2.0)
    output = answer(Cubed(), z)
    tape.backward(output)
    assert (output.value, output.operation, z.gradient) == (8.0, "Cubed", 12.0)


def test_an_unknown_function_of_several_sums_is_refused() -> None:
    class Together(Activation):
        key = "together"
        title = "Together"
        elementwise = False

        def value(self, z, a):  # type: ignore[no-untyped-def]
            yield np.copyto, a, z

        def slope(self, z, a, slope):  # type: ignore[no-untyped-def]
            yield slope.fill, 1.0

    tape = Tape()
    with pytest.raises(TapeError, match=r"together .* allowed: functions of one sum"):
        activated(Together(), [tape.number(1.0)])


def agreement(hidden: tuple[int, ...], activation: str, loss: str, output: str) -> None:
    network = network_of(hidden, activation, output)
    hold_against_the_engine(network, losses[loss]())


def hold_against_the_engine(network: Sequential, loss) -> None:  # type: ignore[no-untyped-def]
    parameters = parameters_of(network)
    trace = Trace(network, parameters, 4, loss)
    x = np.random.default_rng(5).normal(size=(network.inputs, 4))
    y = targets_of(loss, network.sizes[-1], 4)
    trace.set_inputs(x, y)
    expected = mean_loss(trace, network, loss)
    trace.backward.run()
    recorded = record(network, parameters, x, y, loss)
    assert recorded.loss.value == pytest.approx(expected, rel=1e-12, abs=1e-12)
    np.testing.assert_allclose(
        recorded.gradient(), trace.grad.flat, rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_the_engines_gradients_are_those_of_the_tape(loss: str, output: str) -> None:
    agreement((4, 3), "tanh", loss, output)


@pytest.mark.parametrize("activation", [member.key for member in activations])
def test_hidden_layers_of_every_activation_agree(activation: str) -> None:
    agreement((4, 3), activation, "half_squared", "linear")


@pytest.mark.parametrize(
    "loss", [SoftmaxCrossEntropy(smoothing=0.2), Huber(delta=0.2)], ids=lambda x: x.key
)
def test_losses_with_other_coefficients_agree(loss) -> None:  # type: ignore[no-untyped-def]
    hold_against_the_engine(network_of((3,), "tanh", "softmax"), loss)


def test_coefficients_of_activations_are_used() -> None:
    for member in activations:
        for field in fields(member):
            if field.type not in ("float", "bool"):
                continue
            other = member(**{field.name: True if field.type == "bool" else 0.37})
            place = np.array([[-0.8]])
            output = answer(other, Tape().number(-0.8))
            expected = float(other(place)[0, 0])
            assert output.value == pytest.approx(expected, abs=1e-12), member.key


def test_neurons_with_functions_of_their_own_agree() -> None:
    kinds = ("relu", "tanh", "sine")
    mixed = PerNeuron(tuple(activations[key]() for key in kinds))
    network = network_of((3,))
    first = type(network.layers[0])(3, mixed)
    mixed_network = Sequential(network.inputs, (first, *network.layers[1:]))
    hold_against_the_engine(mixed_network, losses["half_squared"]())


def test_layers_that_are_no_dense_ones_are_refused() -> None:
    network = network_of((3,))
    layers = (*network.layers[:1], Dropout(0.5), *network.layers[1:])
    dropping = Sequential(network.inputs, layers)
    parameters = parameters_of(dropping)
    with pytest.raises(TapeError, match="layer 2 is dropout"):
        record(
            dropping,
            parameters,
            np.ones((3, 1)),
            np.ones((2, 1)),
            losses["half_squared"](),
        )


def test_examples_must_fit_the_network() -> None:
    network = network_of((3,))
    parameters = parameters_of(network)
    with pytest.raises(ShapeError, match="x has shape"):
        record(
            network,
            parameters,
            np.ones((2, 1)),
            np.ones((2, 1)),
            losses["half_squared"](),
        )


@pytest.mark.parametrize(
    ("activation", "loss", "output"),
    [
        *(("tanh", loss, output) for loss, output in PAIRS),
        *((member.key, "half_squared", "linear") for member in activations),
    ],
)
def test_the_operations_do_not_depend_on_the_numbers(
    activation: str, loss: str, output: str
) -> None:
    network, kinds = network_of((2,), activation, output), set()
    for seed in range(4):
        x = np.random.default_rng(seed).normal(size=(3, 1))
        y = targets_of(losses[loss](), 2, 1, seed)
        recorded = record(network, parameters_of(network, seed), x, y, losses[loss]())
        kinds.add(tuple(node.form for node in recorded.tape.nodes))
    assert len(kinds) == 1


def test_a_probability_rounded_to_0_has_a_finite_loss() -> None:
    tape = Tape()
    a, y = tape.number(0.0), tape.given(1.0)
    worst = distance(losses["binary_cross_entropy"](), [a], [y])
    assert worst.value == 100.0
    assert not math.isnan(worst.value)


def test_nodes_have_the_fields_symbols() -> None:
    network = network_of((2,))
    recorded = record(
        network,
        parameters_of(network),
        np.ones((3, 1)),
        np.ones((2, 1)),
        losses["half_squared"](),
    )
    assert recorded.weights[1][0][1].name == symbol("w", 2, 0, 1) == "w₁₂⁽²⁾"
    example = recorded.examples[0]
    assert example.inputs[2].name == "x₃"
    assert example.answers[0][1].name == "a₂⁽¹⁾"
    assert recorded.loss.name == "C"


def test_operations_are_written_with_names_or_numbers() -> None:
    tape = Tape()
    u, v = tape.number(2.0, "u"), tape.number(3.0, "v")
    made = {
        "u + v": (u + v, "+"),
        "u − v": (u - v, "−"),
        "u × v": (u * v, "×"),
        "u ÷ v": (u / v, "÷"),
        "u + 1": (u + 1.0, "+ 1"),
        "u − 1": (u - 1.0, "− 1"),
        "1 ÷ u": (1.0 / u, "1 ÷"),
        "−(u)": (-u, "−"),
        "(u)²": (u**2, "( )²"),
        "tanh(u)": (operations.tanh(u), "tanh"),
        "max(u, 0)": (operations.maximum(u, 0.0), "max( , 0)"),
        "|u|": (operations.absolute(u), "| |"),
        "√(u)": (operations.sqrt(u), "√"),
        "u + v + u": (operations.total([u, v, u]), "Σ"),
    }
    for text, (node, sign) in made.items():
        names = [parent.name for parent in node.parents]
        assert operations.written(node.form, names) == text
        assert node.operation == sign
