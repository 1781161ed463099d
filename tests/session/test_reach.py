"""What the shipped presets must reach; each takes some seconds."""

import statistics
from dataclasses import replace

import pytest

from visualizer.session.batch import Result, train
from visualizer.session.experiment import preset

pytestmark = pytest.mark.reach

SEEDS = range(5)


def trained(key: str, seed: int | None, epochs: int) -> Result:
    experiment = preset(key)
    if seed is not None:
        settings = replace(experiment.settings, seed=seed, data_seed=seed)
        experiment = experiment.with_settings(settings)
    return train(experiment, epochs=epochs)


def test_digits_are_read() -> None:
    results = [trained("digits", seed, 60) for seed in SEEDS]
    accuracies = [result.metrics.test_accuracy for result in results]
    assert statistics.median(accuracies) >= 0.96
    assert max(result.seconds for result in results) <= 10.0


def test_the_spiral_is_learned_from_its_shipped_seed() -> None:
    assert trained("spiral", None, 1000).metrics.test_loss <= 0.02


def test_the_spiral_is_learned_from_most_seeds() -> None:
    losses = [trained("spiral", seed, 1000).metrics.test_loss for seed in SEEDS]
    assert statistics.median(losses) <= 0.05


@pytest.mark.parametrize(
    ("key", "epochs", "loss"),
    [
        ("circle", 80, 0.05),
        ("xor", 100, 0.1),
        ("gauss", 20, 0.01),
        ("reg-plane", 20, 1e-4),
        ("reg-gauss", 100, 0.05),
    ],
)
def test_the_other_presets_learn_while_one_watches(
    key: str, epochs: int, loss: float
) -> None:
    """At about ten epochs a second: in no more than ten seconds."""
    assert trained(key, None, epochs).metrics.test_loss <= loss


def test_the_convolution_reads_digits() -> None:
    results = [trained("convolution-digits", seed, 20) for seed in SEEDS]
    accuracies = [result.metrics.test_accuracy for result in results]
    assert statistics.median(accuracies) >= 0.97


@pytest.mark.timeout(300)
def test_the_convolution_reads_mnist_better_than_the_dense_network() -> None:
    """With fewer parameters: 9,098 against the 13,002 of 784-16-16-10."""
    convolution, dense = (
        trained(key, None, 5).metrics.test_accuracy
        for key in ("convolution-mnist", "mnist-dense")
    )
    assert convolution >= 0.95
    assert 0.85 <= dense <= convolution - 0.03
