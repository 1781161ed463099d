import json
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

from tests.engine.builders import (
    examples_of,
    mean_loss,
    network_of,
    parameters_of,
)
from tests.engine.test_gradients import TOLERANCE, differences, worst_error
from tests.peers import require
from visualizer.engine.activations import Activation, activations
from visualizer.engine.activations.leaky_relu import LeakyReLU
from visualizer.engine.activations.linear import Linear
from visualizer.engine.activations.relu import ReLU
from visualizer.engine.activations.sigmoid import Sigmoid
from visualizer.engine.activations.sine import Sine
from visualizer.engine.activations.softmax import Softmax
from visualizer.engine.activations.softplus import Softplus
from visualizer.engine.activations.tanh import Tanh
from visualizer.engine.arrays import ShapeError
from visualizer.engine.domains import DomainError
from visualizer.engine.landscape import Plane, Surface
from visualizer.engine.layers import Layer, layers
from visualizer.engine.layers.convolution import Convolution
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.flatten import Flatten
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.engine.network import Sequential, Trace
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.per_neuron import PerNeuron
from visualizer.engine.population import Population
from visualizer.engine.random_streams import RandomStreams
from visualizer.settings import SettingError, from_plain, setting, to_plain

ALL = tuple(member() for member in activations if member.elementwise)
"""One neuron for each function."""

MIXED = PerNeuron((Tanh(), ReLU(), ReLU(), Sine(), Tanh(), Linear()))


def mixed_network(*hidden: Activation, output: Activation | None = None) -> Sequential:
    layers_of = [Dense(len(MIXED.functions), activation) for activation in hidden]
    return Sequential(3, (*layers_of, Dense(2, output or Tanh())))


def test_each_neuron_has_its_own_function() -> None:
    z = np.random.default_rng(1).uniform(-3.0, 3.0, (len(ALL), 7))
    mixed = PerNeuron(ALL)
    for row, function in enumerate(ALL):
        np.testing.assert_array_equal(mixed(z)[row], function(z[row : row + 1])[0])
        expected = function.derivative(z[row : row + 1])[0]
        np.testing.assert_array_equal(mixed.derivative(z)[row], expected)
        assert mixed.of(row) is function
    assert Tanh().of(3) == Tanh()


def test_equal_neighbors_share_their_calls() -> None:
    z = np.zeros((4, 2))
    tanh, sine = Tanh(), Sine()
    assert len(list(PerNeuron((tanh,) * 4).value(z, z))) == 1
    assert len(list(PerNeuron((tanh, tanh, sine, sine)).value(z, z))) == 2
    assert len(list(PerNeuron((tanh, sine, tanh, sine)).value(z, z))) == 4
    differing = PerNeuron((LeakyReLU(0.1), LeakyReLU(0.2)))
    assert differing(np.full((2, 1), -1.0)).ravel().tolist() == [-0.1, -0.2]


def test_a_layer_can_do_what_any_of_its_neurons_can() -> None:
    mixed = PerNeuron((Tanh(), ReLU()))
    assert mixed.limits == (-1.0, np.inf)
    assert (mixed.dies, mixed.saturates, mixed.bounded) == (True, True, False)
    assert (mixed.of(0).dies, mixed.of(1).saturates) == (False, False)
    plain = PerNeuron((Linear(), Sine()))
    assert (plain.dies, plain.saturates) == (False, False)
    assert PerNeuron((Sigmoid(), Sigmoid())).steepest == Sigmoid().steepest
    assert PerNeuron((Sigmoid(), Tanh())).steepest == 1.0
    # Of those that end at the lowest value one may reach it.
    assert not PerNeuron((Sigmoid(), Softplus())).reaches_low
    assert PerNeuron((Sigmoid(), ReLU())).reaches_low
    assert not PerNeuron((Tanh(), ReLU())).reaches_low


@pytest.mark.parametrize("loss_key", ["mean_squared", "softmax_cross_entropy"])
@pytest.mark.parametrize(
    "hidden",
    [
        (MIXED,),
        (MIXED, MIXED),
        (Tanh(), MIXED, Tanh()),
        (MIXED, Tanh(), Tanh(), MIXED),
    ],
    ids=["one", "two", "between", "around"],
)
def test_gradients(hidden: tuple[Activation, ...], loss_key: str) -> None:
    """Also where neighbors have their slopes computed in one call."""
    loss = losses[loss_key]()
    output = Softmax() if loss_key == "softmax_cross_entropy" else Sigmoid()
    network = mixed_network(*hidden, output=output)
    samples = examples_of(loss, 3, 2, 5)
    for seed in range(100):
        parameters = parameters_of(network, seed)
        trace = Trace(network, parameters, 5, loss)
        trace.set_inputs(samples.x, samples.y)
        trace.forward.run()
        bends = [trace.layers[place].z[1:3] for place in range(len(hidden))]
        if min(np.abs(z).min() for z in bends) > 5e-3:
            break
    else:
        raise AssertionError("no parameters away from the kinks were found")
    trace.backward.run()
    for layer, at in zip(network.layers[:-1], trace.layers, strict=False):
        np.testing.assert_array_equal(at.slope, layer.activation.derivative(at.z))
    numeric = differences(partial(mean_loss, trace, network, loss), parameters.flat)
    assert worst_error(trace.grad.flat, numeric) <= TOLERANCE


def test_one_function_for_each_is_one_for_all_where_they_are_equal() -> None:
    single = network_of((4, 3))
    each = Sequential(
        3,
        tuple(
            Dense(layer.units, PerNeuron((layer.activation,) * layer.units))
            for layer in single.layers
            if isinstance(layer, Dense)
        ),
    )
    loss = losses["mean_squared"]()
    samples = examples_of(loss, 3, 2, 25)
    found = []
    for network in (single, each):
        learner = SupervisedLearner(
            network,
            loss,
            SGD(momentum=0.9),
            samples,
            samples,
            batch_size=10,
            learning_rate=0.1,
            streams=RandomStreams(1),
            parameters=parameters_of(single),
        )
        for _ in range(60):
            learner.step()
        found.append(learner.state.tobytes())
    assert found[0] == found[1]


def test_populations_and_landscapes_take_them() -> None:
    network = mixed_network(MIXED, MIXED)
    loss = losses["mean_squared"]()
    samples = examples_of(loss, 3, 2, 20)
    start = [parameters_of(network, seed) for seed in (1, 2)]
    streams = [RandomStreams(1), RandomStreams(2)]
    options = {"batch_size": 10}
    population = Population(
        network,
        loss,
        [SGD()] * 2,
        samples,
        samples,
        learning_rates=(0.05, 0.02),
        streams=streams,
        parameters=start,
        **options,
    )
    learner = SupervisedLearner(
        network,
        loss,
        SGD(),
        samples,
        samples,
        learning_rate=0.02,
        streams=streams[1],
        parameters=start[1],
        **options,
    )
    for _ in range(40):
        population.run(1)
        learner.run(1)
    np.testing.assert_allclose(population.theta(1), learner.state[0], atol=1e-12)
    u, v = np.eye(2, learner.state.shape[1])
    axis = np.array([-0.5, 0.0, 0.5])
    plane = Plane(learner.state[0].copy(), u, v)
    landscape = Surface(network, loss, samples, plane, axis, axis)
    while not landscape.complete:
        landscape.fill_row()
    middle = learner.evaluate().train_loss
    assert landscape.values[1, 1] == pytest.approx(middle, rel=1e-12)
    moved = learner.evaluate_at(plane.point(0.5, -0.5)).train_loss
    assert landscape.values[0, 2] == pytest.approx(moved, rel=1e-12)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ShapeError, match="6 activations for 5 neurons; expected one"):
        Dense(5, MIXED)
    with pytest.raises(ShapeError, match="6 activations for 2 neurons"):
        Sequential(
            16, (Convolution(2, 3, activation=MIXED), Flatten(), Dense(1)), (1, 4, 4)
        )
    with pytest.raises(ValueError, match="softmax of neuron 1 needs more than its own"):
        PerNeuron((Tanh(), Softmax()))
    with pytest.raises(ValueError, match="per_neuron of neuron 0 needs more than"):
        PerNeuron((PerNeuron((Tanh(),)),))
    with pytest.raises(ValueError, match="at least one neuron needs an activation"):
        PerNeuron(())
    loss = losses["binary_cross_entropy"]()
    with pytest.raises(DomainError, match="outputs of per_neuron go from -1 to 1"):
        loss.check_output(PerNeuron((Sigmoid(), Tanh())))


@dataclass(frozen=True)
class Holder:
    layer: Layer = setting(registry=layers)


def test_descriptions_are_written_and_read_again() -> None:
    holder = Holder(Dense(3, PerNeuron((Tanh(), LeakyReLU(0.3), ReLU()))))
    plain = json.loads(json.dumps(to_plain(holder)))
    assert plain["layer"]["activation"] == {
        "key": "per_neuron",
        "functions": ["tanh", {"key": "leaky_relu", "alpha": 0.3}, "relu"],
    }
    assert from_plain(Holder, plain) == holder
    plain["layer"]["activation"]["functions"][0] = "per_neuron"
    with pytest.raises(SettingError, match="'per_neuron' is not allowed; allowed: one"):
        from_plain(Holder, plain)
    assert "per_neuron" not in activations


@pytest.mark.peers
def test_training_follows_pytorch() -> None:
    torch = require("torch")
    network = mixed_network(MIXED, MIXED)
    loss = losses["mean_squared"]()
    samples = examples_of(loss, 3, 2, 25)
    none = Samples(samples.x[:, :0], samples.y[:, :0], None)
    learner = SupervisedLearner(
        network,
        loss,
        SGD(),
        samples,
        none,
        batch_size=10,
        learning_rate=0.05,
        streams=RandomStreams(1),
        parameters=parameters_of(network),
    )
    blocks = [
        torch.tensor(block.copy(), requires_grad=True)
        for block in learner.parameters.blocks
    ]
    optimizer = torch.optim.SGD(blocks, lr=0.05)
    functions = {"tanh": torch.tanh, "relu": torch.relu, "sine": torch.sin}
    for _ in range(100):
        chosen = learner.upcoming()
        signal = torch.tensor(samples.x[:, chosen].T.copy())
        for block in blocks[:-1]:
            z = signal @ block[:-1] + block[-1]
            signal = torch.stack(
                [
                    functions.get(function.key, lambda same: same)(z[:, place])
                    for place, function in enumerate(MIXED.functions)
                ],
                dim=1,
            )
        answer = torch.tanh(signal @ blocks[-1][:-1] + blocks[-1][-1])
        target = torch.tensor(samples.y[:, chosen].T.copy())
        optimizer.zero_grad()
        ((answer - target) ** 2).sum(dim=1).mean().backward()
        optimizer.step()
        learner.step()
    theirs = np.concatenate([block.detach().numpy().ravel() for block in blocks])
    np.testing.assert_allclose(learner.parameters.flat, theirs, rtol=0, atol=1e-12)
