import math
from dataclasses import replace

import numpy as np
import pytest

from tests.peers import Peer, require
from tests.session.builders import experiment_of
from visualizer.datasets.circle import Circle
from visualizer.engine.activations.linear import Linear
from visualizer.engine.activations.relu import ReLU
from visualizer.engine.activations.sigmoid import Sigmoid
from visualizer.engine.initializers.constant import Constant
from visualizer.engine.learner import Metrics
from visualizer.engine.separation import SHRINKAGE
from visualizer.language import tr
from visualizer.session.experiment import preset
from visualizer.session.measures import Course, measures
from visualizer.session.measures.accuracy import AccuracyNow
from visualizer.session.measures.activation_ratio import ActivationRatio
from visualizer.session.measures.built_error import BuiltError
from visualizer.session.measures.cluster_purity import ClusterPurity
from visualizer.session.measures.dead_neurons import DeadNeurons
from visualizer.session.measures.divergence import Divergence
from visualizer.session.measures.equal_neurons import EqualNeurons
from visualizer.session.measures.gap import Gap
from visualizer.session.measures.gradient_ratio import GradientRatio
from visualizer.session.measures.loss import LossNow
from visualizer.session.measures.member_accuracy import MemberAccuracy
from visualizer.session.measures.member_loss import MemberLoss
from visualizer.session.measures.rebound import Rebound
from visualizer.session.measures.rises import Rises
from visualizer.session.measures.runner_height import RunnerHeight
from visualizer.session.measures.runner_place import RunnerPlace
from visualizer.session.measures.separability import Separability
from visualizer.session.measures.weight_size import WeightSize
from visualizer.session.measures.zero_answers import ZeroAnswers
from visualizer.session.measures.zero_weights import ZeroWeights

torch = Peer("torch")
cluster = Peer("sklearn.metrics.cluster")


def course(*, diverged=False, epochs=(), **changes):
    """Return a course of an untrained network of the Playground, in float64."""
    changes = {"dataset": Circle(samples=40), "precision": "float64", **changes}
    experiment = experiment_of("circle", **changes)
    learner = experiment.exhibit_class()().build(experiment.settings)
    return Course(learner, tuple(epochs) or (learner.evaluate(),), diverged)


def epoch(train, test, train_accuracy=0.5, test_accuracy=0.25):
    return Metrics(train, test, train_accuracy, test_accuracy)


def test_loss_and_accuracy_are_those_of_the_last_epoch():
    found = course(epochs=[epoch(2.0, 3.0), epoch(0.5, 0.7, 0.9, 0.8)])
    assert LossNow("train").value(found) == 0.5
    assert LossNow("test").value(found) == 0.7
    assert AccuracyNow("train").value(found) == 0.9
    assert AccuracyNow("test").value(found) == 0.8


def test_a_loss_that_is_no_number_counts_as_infinite():
    found = course(epochs=[epoch(np.nan, np.nan)])
    assert LossNow("train").value(found) == np.inf


def test_the_gap_is_what_the_test_loss_is_more():
    assert Gap().value(course(epochs=[epoch(0.25, 1.0)])) == 0.75


def test_the_rebound_compares_with_the_lowest_test_loss():
    losses = [epoch(1, test) for test in (4.0, 2.0, 5.0)]
    assert Rebound().value(course(epochs=losses)) == 2.5
    assert Rebound().value(course(epochs=losses[:2])) == 1.0
    assert Rebound().value(course(epochs=[epoch(1, 0.0)])) == np.inf


def test_rises_are_counted_among_the_epochs():
    losses = [epoch(train, 1) for train in (4.0, 5.0, 3.0, 3.0, 3.5)]
    assert Rises().value(course(epochs=losses)) == 0.5
    assert Rises().value(course()) == 0.0


def test_divergence_is_yes_or_no():
    assert Divergence().value(course(diverged=True)) == 1.0
    assert Divergence().value(course()) == 0.0


def test_dead_neurons_are_those_whose_sum_is_never_positive():
    found = course(hidden=(4, 3), activation=ReLU())
    first, second = found.learner.parameters.blocks[:2]
    first[-1] = [-1e3, 5.0, -1e3, 5.0]
    second[:-1] = np.abs(second[:-1])
    second[-1] = 1.0
    assert DeadNeurons().value(found) == 2 / 7
    second[-1, 0] = -1e6
    assert DeadNeurons().value(found) == 3 / 7


def test_without_hidden_neurons_none_is_dead_or_equal():
    found = course(hidden=())
    assert DeadNeurons().value(found) == 0.0
    assert EqualNeurons().value(found) == 0.0


def test_the_gradient_ratio_is_that_of_pytorch():
    found = course(hidden=(4, 3, 2), activation=Sigmoid())
    samples = found.learner.train
    weights = [
        torch.tensor(w, requires_grad=True) for w in found.learner.parameters.weights
    ]
    biases = [torch.tensor(b) for b in found.learner.parameters.biases]
    a = torch.tensor(samples.x.T)
    for w, b in zip(weights[:-1], biases[:-1], strict=True):
        a = torch.sigmoid(a @ w + b)
    output = torch.tanh(a @ weights[-1] + biases[-1])
    ((output - torch.tensor(samples.y.T)) ** 2).sum(dim=1).mean().backward()
    first, last = (
        w.grad.square().mean().sqrt().item() for w in (weights[0], weights[-1])
    )
    assert GradientRatio().value(found) == pytest.approx(first / last, rel=1e-12)
    assert first / last < 0.2


def test_the_activation_ratio_is_that_of_loops():
    found = course(hidden=(4, 3, 2), activation=Sigmoid())
    learner = found.learner
    sizes = []
    rows = learner.train.x.T.astype(float).tolist()
    for block in learner.parameters.blocks[:-1]:
        weights, biases = block[:-1].tolist(), block[-1].tolist()
        rows = [
            [
                1.0
                / (
                    1.0
                    + math.exp(
                        -b - sum(a * w[j] for a, w in zip(row, weights, strict=True))
                    )
                )
                for j, b in enumerate(biases)
            ]
            for row in rows
        ]
        values = [value for row in rows for value in row]
        sizes.append(math.sqrt(sum(value**2 for value in values) / len(values)))
    assert ActivationRatio().value(found) == pytest.approx(sizes[-1] / sizes[0])
    assert ActivationRatio().value(course(hidden=())) == 1.0


def test_where_nothing_goes_forward_the_activation_ratio_is_infinite():
    found = course(hidden=(2, 2), initializer=Constant(value=0.0), activation=Linear())
    assert ActivationRatio().value(found) == math.inf


def test_without_any_gradient_the_ratio_is_infinite():
    found = course(hidden=(2,), initializer=Constant(value=0.0), activation=Linear())
    assert GradientRatio().value(found) == np.inf


def test_small_weights_are_counted_without_the_biases():
    found = course(hidden=(2,))
    first, second = found.learner.parameters.weights
    first[:] = [[0.5, 0.009], [-0.002, -0.5]]
    second[:] = [[0.011], [0.0]]
    found.learner.parameters.biases[0][:] = 0.0
    assert ZeroWeights().value(found) == 3 / 6
    assert ZeroWeights(bound=0.1).value(found) == 4 / 6
    assert "0.1" in tr(ZeroWeights(bound=0.1).text())


def test_neurons_are_equal_that_answer_alike():
    found = course(hidden=(4,))
    block = found.learner.parameters.blocks[0]
    assert EqualNeurons().value(found) == 0.0
    block[:, 2] = block[:, 0]
    assert EqualNeurons().value(found) == 0.5
    block[:, 1] = block[:, 0]
    assert EqualNeurons().value(found) == 0.75


def test_the_size_of_weights_is_their_root_mean_square():
    found = course(hidden=(2,))
    first, second = found.learner.parameters.weights
    first[:], second[:] = 3.0, 0.0
    found.learner.parameters.biases[0][:] = 9.0
    assert WeightSize().value(found) == pytest.approx(np.sqrt(4 * 9 / 6))


@pytest.mark.parametrize("key", measures.keys())
def test_every_measure_says_what_it_measures(key):
    measure = measures[key]()
    assert tr(measure.text())
    if key.startswith("runner_"):
        found = race(3)
    elif key.startswith(("member_", "cluster_")):
        found = side_by_side(1)
    elif key == "built_error":
        found = approximation()
    else:
        found = course(hidden=(3,))
    assert np.isfinite(measure.value(found))


def test_a_measure_can_be_taken_of_the_other_part():
    measure = measures["loss"]()
    assert tr(measure.text()) == "training loss"
    assert tr(replace(measure, part="test").text()) == "test loss"
    accuracy = measures["accuracy"]()
    assert tr(accuracy.text()) == "training accuracy"
    assert tr(replace(accuracy, part="test").text()) == "test accuracy"


def side_by_side(epochs, key="shallow-digits", **changes):
    """Return a course of both ways to read digits after some epochs."""
    experiment = preset(key)
    settings = replace(experiment.settings, **changes)
    learner = experiment.exhibit_class()().build(settings)
    while learner.position.epoch < epochs:
        learner.run(learner.updates_per_epoch)
    return Course(learner, (learner.evaluate(),), False)


def test_members_are_measured_one_by_one():
    found = side_by_side(1)
    shallow, deep = found.learner.standings()
    assert MemberAccuracy(1).value(found) == shallow.test_accuracy
    assert MemberAccuracy(2, "train").value(found) == deep.train_accuracy
    assert MemberLoss(2).value(found) == deep.test_loss
    assert MemberLoss(1, "train").value(found) == shallow.train_loss
    with pytest.raises(ValueError, match="member 3; allowed: 1 to 2"):
        MemberLoss(3).value(found)


def test_a_member_that_is_lost_has_an_infinite_loss():
    found = side_by_side(0)
    found.learner.put(np.full_like(found.learner.state[0], np.nan))
    assert MemberLoss(1).value(found) == math.inf


def test_groups_are_as_pure_as_scikit_learn_counts():
    found = side_by_side(3, clusters=7)
    learner = found.learner
    table = cluster.contingency_matrix(
        learner.data.train.labels, learner.clustering.at(3).nearest
    )
    assert ClusterPurity().value(found) == table.max(axis=0).sum() / table.sum()
    with pytest.raises(ValueError, match="needs groups beside labels"):
        ClusterPurity().value(side_by_side(0, "study-rate"))


def race(steps, **changes):
    """Return a course of the two valleys of Descent after some steps."""
    experiment = preset("descent-averaged")
    settings = replace(experiment.settings, **changes)
    learner = experiment.exhibit_class()().build(settings)
    for _ in range(steps):
        learner.run(1)
    return Course(learner, (learner.evaluate(),), False)


def test_heights_and_places_are_those_of_one_runner():
    found = race(25)
    x, y = found.learner.places[1]
    assert RunnerPlace(2, "x").value(found) == x
    assert RunnerPlace(2, "y").value(found) == y
    # Of the bowl the height is half the square of the distance.
    assert RunnerHeight(2).value(found) == pytest.approx(0.5 * (x * x + y * y))


def test_the_mean_of_a_runner_has_a_height_if_it_has_a_mean():
    found = race(1)
    assert RunnerHeight(1, mean=True).value(found) == RunnerHeight(1).value(found)
    later = race(30)
    assert RunnerHeight(1, mean=True).value(later) != RunnerHeight(1).value(later)
    assert RunnerHeight(2, mean=True).value(later) == math.inf


def test_a_runner_that_is_lost_is_infinitely_high():
    found = race(0)
    found.learner.put(np.full(4, np.nan))
    assert RunnerHeight(1).value(found) == math.inf


def test_a_regression_is_measured_from_its_least_error():
    experiment = preset("regression-flowers")
    learner = experiment.exhibit_class()().build(experiment.settings)
    found = Course(learner, (learner.evaluate(),), False)
    assert RunnerHeight(1).value(found) == pytest.approx(found.now.train_loss)
    assert learner.average(0) is None


def test_a_measure_of_networks_says_nothing_of_runners_nor_the_other_way():
    with pytest.raises(ValueError, match="needs a network that learns from examples"):
        WeightSize().value(race(1))
    with pytest.raises(ValueError, match="needs those who descend"):
        RunnerHeight().value(course())
    with pytest.raises(ValueError, match="needs those who learn side by side"):
        MemberLoss().value(course())


def test_zero_answers_are_counted_among_all_hidden_ones():
    found = course(hidden=(4, 3), activation=ReLU(), precision="float32")
    first, second = found.learner.parameters.blocks[:2]
    # Two of four answer 0 always, the other two never; none of the second layer.
    first[-1] = [-1e3, 1e3, -1e3, 1e3]
    second[:-1] = np.abs(second[:-1])
    second[-1] = 1.0
    assert ZeroAnswers().value(found) == 2 / 7
    assert ZeroAnswers().value(course(activation=Sigmoid())) == 0.0
    assert ZeroAnswers().value(course(hidden=())) == 0.0


def test_separability_is_that_of_scikit_learn():
    analysis = require("sklearn.discriminant_analysis")
    found = course(hidden=(4, 3), activation=Sigmoid())
    train, blocks = found.learner.train, found.learner.parameters.blocks
    a = train.x
    for block in blocks[:-1]:
        a = 1.0 / (1.0 + np.exp(-(block[:-1].T @ a + block[-1][:, None])))
    peer = analysis.LinearDiscriminantAnalysis(solver="lsqr", shrinkage=SHRINKAGE)
    expected = peer.fit(a.T, train.labels).score(a.T, train.labels)
    assert Separability().value(found) == expected
    flat = peer.fit(train.x.T, train.labels).score(train.x.T, train.labels)
    assert Separability().value(course(hidden=())) == flat
    plain = preset("reg-plane")
    learner = plain.exhibit_class()().build(plain.settings)
    assert math.isnan(Separability().value(Course(learner, (), False)))


def approximation():
    """Return a course of a step at the wrong place."""
    experiment = preset("approximation-step")
    learner = experiment.exhibit_class()().build(experiment.settings)
    return Course(learner, (learner.evaluate(),), False)


def test_the_error_of_what_is_built_is_without_training():
    found = approximation()
    before = BuiltError().value(found)
    found.learner.run(50)
    x = np.linspace(0.0, 1.0, 201)
    built = torch.sigmoid(torch.tensor(20.0 * (x - 0.55))).numpy()
    assert before == pytest.approx(float(np.mean((built - (x >= 0.4)) ** 2)))
    assert BuiltError().value(found) == before
    with pytest.raises(ValueError, match="a target that is followed by hand"):
        BuiltError().value(course())
