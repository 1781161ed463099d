import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from visualizer.datasets import datasets
from visualizer.datasets.circle import Circle
from visualizer.datasets.digits import Digits
from visualizer.datasets.spiral import Spiral
from visualizer.engine.domains import NUMBERS
from visualizer.engine.losses import losses
from visualizer.exhibits.playground import Playground
from visualizer.exhibits.playground.data import prepare
from visualizer.exhibits.playground.settings import (
    PlaygroundSettings,
    changed,
    fitting_losses,
)
from visualizer.settings import SettingError, describe, from_plain

READY = tuple(member.key for member in datasets if member().ready)


def test_every_data_set_has_a_picture_on_its_tile() -> None:
    pictures = Playground().previews(PlaygroundSettings())["dataset"]
    assert set(pictures) == set(datasets.keys())
    # Of what no file was chosen for yet, a drawing in shares of the ink.
    for key in ("table", "idx"):
        drawing = np.asarray(pictures[key])
        assert drawing.ndim == 2
        assert 0.0 == drawing.min() < drawing.max() <= 1.0


def settings_with(**changes: Any) -> PlaygroundSettings:
    return replace(PlaygroundSettings(), **changes)


@pytest.mark.parametrize(
    ("dataset", "loss", "outputs", "activation"),
    [
        ("circle", "mean_squared", 1, "tanh"),
        ("circle", "binary_cross_entropy", 1, "sigmoid"),
        ("circle", "softmax_cross_entropy", 2, "softmax"),
        ("reg-plane", "mean_squared", 1, "linear"),
        ("digits", "mean_squared", 10, "sigmoid"),
        ("digits", "binary_cross_entropy", 10, "sigmoid"),
        ("digits", "softmax_cross_entropy", 10, "softmax"),
        ("circle", "mean_absolute", 1, "tanh"),
        ("reg-plane", "huber", 1, "linear"),
        ("circle", "hinge", 1, "linear"),
        ("digits", "hinge", 10, "linear"),
        ("circle", "kl_divergence", 2, "softmax"),
        ("digits", "hellinger", 10, "softmax"),
        ("circle", "cosine", 2, "linear"),
        ("digits", "exponential", 10, "sigmoid"),
        ("circle", "least_squares_gan", 1, "linear"),
        ("digits", "least_squares_gan", 10, "linear"),
    ],
)
def test_outputs_and_targets_fit_data_and_loss(
    dataset: str, loss: str, outputs: int, activation: str
) -> None:
    chosen = settings_with(dataset=datasets[dataset](), loss=losses[loss]())
    data = prepare(chosen)
    assert (data.outputs, data.output_activation) == (outputs, activation)
    for part in (data.train, data.test):
        assert part.y.shape == (outputs, part.count)
        if part.labels is None:
            assert dataset == "reg-plane"
        elif outputs > 1:
            low = -1.0 if loss == "hinge" else 0.0
            np.testing.assert_array_equal(part.y.argmax(axis=0), part.labels)
            np.testing.assert_array_equal(np.unique(part.y), [low, 1.0])
            np.testing.assert_array_equal((part.y == 1.0).sum(axis=0), 1)
        else:
            low = -1.0 if activation == "tanh" or loss == "hinge" else 0.0
            np.testing.assert_array_equal(part.y[0], np.where(part.labels, 1.0, low))
    learner = Playground().build(chosen)
    learner.run(3)
    metrics = learner.evaluate()
    assert np.isfinite([metrics.train_loss, metrics.test_loss]).all()
    assert np.isnan(metrics.train_accuracy) == (dataset == "reg-plane")


def test_examples_are_split_by_the_share() -> None:
    for share in (0.1, 0.5, 0.9):
        data = prepare(settings_with(train_share=share))
        assert data.train.count == round(500 * share)
        assert data.train.count + data.test.count == 500


def test_classes_keep_their_proportion() -> None:
    data = prepare(settings_with(dataset=Digits(), train_share=0.8))
    assert data.train.labels is not None
    assert data.test.labels is not None
    train, test = np.bincount(data.train.labels), np.bincount(data.test.labels)
    np.testing.assert_allclose(train / (train + test), 0.8, atol=0.006)
    assert (data.train.count, data.test.count) == (1437, 360)


def test_everything_follows_from_the_data_seed() -> None:
    first = prepare(settings_with(dataset=Spiral(noise=0.2), data_seed=5))
    again = prepare(settings_with(dataset=Spiral(noise=0.2), data_seed=5, seed=9))
    other = prepare(settings_with(dataset=Spiral(noise=0.2), data_seed=6))
    np.testing.assert_array_equal(first.train.x, again.train.x)
    np.testing.assert_array_equal(first.test_points, again.test_points)
    assert not np.array_equal(first.train.x, other.train.x)


def test_features_are_inputs_in_the_order_chosen() -> None:
    keys = ("sin(x1)", "x2", "x1*x2")
    data = prepare(settings_with(features=keys))
    x1, x2 = data.train_points.T
    np.testing.assert_allclose(data.train.x, [np.sin(x1), x2, x1 * x2])
    assert data.input_names == ("sin x₁", "x₂", "x₁x₂")
    points = np.array([[1.0, 2.0], [3.0, -4.0]])
    np.testing.assert_allclose(
        data.chart(None).embed(points),
        [np.sin([1.0, 3.0]), [2.0, -4.0], [2.0, -12.0]],
    )


def test_points_of_the_plane_are_kept_for_maps() -> None:
    data = prepare(settings_with(train_share=0.6))
    chart = data.chart(None)
    points = chart.points
    np.testing.assert_array_equal(points.positions[:300], data.train_points)
    np.testing.assert_array_equal(points.positions[300:], data.test_points)
    assert points.is_test.sum() == 200
    assert set(points.values.tolist()) == {-1.0, 1.0}
    assert chart.domain == (-6.0, 6.0, -6.0, 6.0)
    np.testing.assert_array_equal(chart.train_positions, data.train_points)
    with pytest.raises(ValueError, match="read-only"):
        points.positions[0] = 0.0


def test_images_have_no_plane() -> None:
    data = prepare(settings_with(dataset=Digits()))
    assert not data.charted
    assert data.image_shape == (8, 8)
    assert data.train.x.shape[0] == 64
    assert 0.0 <= data.train.x.min() <= data.train.x.max() <= 1.0


# Settings that belong together.


@pytest.mark.parametrize("dataset", READY)
@pytest.mark.parametrize("loss", losses.keys())
def test_a_loss_fits_the_data_or_is_refused(dataset: str, loss: str) -> None:
    numbers = {"mean_squared", "half_squared", "mean_absolute", "huber", "exponential"}
    regression = datasets[dataset]().problem == "regression"
    fits = loss in numbers if regression else loss != "itakura_saito"
    if fits:
        chosen = settings_with(
            dataset=datasets[dataset](), loss=losses[loss](), hidden=(3,)
        )
        learner = Playground().build(chosen)
        learner.run(2)
        assert np.isfinite(learner.evaluate().train_loss)
    else:
        said = f"loss: '{loss}' does not fit the data '{dataset}'; allowed: mean_sq"
        with pytest.raises(SettingError, match=said):
            settings_with(dataset=datasets[dataset](), loss=losses[loss]())


def test_only_losses_that_fit_some_data_are_offered() -> None:
    offered = {name: item for name, _, item in describe(PlaygroundSettings)}["loss"]
    assert offered.registry is not None
    fitting = {key for member in datasets for key in fitting_losses(member())}
    assert set(offered.registry.keys()) == fitting
    with pytest.raises(SettingError, match="loss: 'itakura_saito' is not allowed"):
        from_plain(PlaygroundSettings, {"loss": "itakura_saito"})


@pytest.mark.parametrize("loss", losses.keys())
def test_classes_are_learned_by_every_loss_for_them(loss: str) -> None:
    if losses[loss].targets is None:
        assert loss == "itakura_saito"
        return
    chosen = settings_with(loss=losses[loss](), learning_rate=0.1, hidden=(6,))
    learner = Playground().build(chosen)
    for _ in range(100):
        learner.run(1000)
    assert learner.evaluate().test_accuracy >= 0.85


@pytest.mark.parametrize("after", READY)
def test_new_data_bring_a_loss_that_fits(after: str) -> None:
    problem = datasets[after]().problem
    found = set()
    for before, loss in itertools.product(READY, losses.keys()):
        first = changed(PlaygroundSettings(), dataset=datasets[before]())
        if loss in fitting_losses(first.dataset):
            first = changed(first, loss=losses[loss]())
        second = changed(first, dataset=datasets[after]())
        if problem == "regression":
            assert second.loss.domain is NUMBERS, (before, loss)
        if problem == "multiclass":
            assert second.loss.key == "softmax_cross_entropy", (before, loss)
        if problem == "binary" and datasets[before]().problem == "binary":
            assert second.loss == first.loss, (before, loss)
        found.add(second)
    for second in found:
        Playground().build(replace(second, hidden=(2,)))


def test_a_change_of_something_else_leaves_the_loss() -> None:
    chosen = settings_with(loss=losses["binary_cross_entropy"]())
    assert changed(chosen, learning_rate=1.0).loss == chosen.loss
    both = changed(chosen, dataset=Circle(noise=0.1))
    assert both.loss == chosen.loss


@pytest.mark.parametrize(
    ("batch", "size", "expected"),
    [("single", 10, 1), ("mini", 10, 10), ("mini", 999, 250), ("full", 3, 250)],
)
def test_batch_sizes(batch: str, size: int, expected: int) -> None:
    chosen = settings_with(batch=batch, batch_size=size)
    assert chosen.examples_a_batch(250) == expected
    learner = Playground().build(chosen)
    assert len(learner.upcoming()) == expected


# Inputs of one's own.


def test_formulas_are_inputs_behind_the_features() -> None:
    chosen = settings_with(features=("x2",), formulas=("x1^3", "exp(-x1^2 - x2^2)"))
    data = prepare(chosen)
    x1, x2 = data.train_points.T
    expected = [x2, x1 * x1 * x1, np.exp(-(x1 * x1) - x2 * x2)]
    np.testing.assert_allclose(data.train.x, expected)
    assert data.input_names == ("x₂", "x₁^3", "exp(-x₁^2 -…")
    np.testing.assert_allclose(
        data.chart(None).embed(np.array([[2.0, -1.0]])), [[-1.0], [8.0], [np.exp(-5)]]
    )


def test_a_formula_without_a_value_at_an_example_is_refused() -> None:
    with pytest.raises(SettingError) as caught:
        prepare(settings_with(formulas=("x1^2", "log(x1)")))
    assert str(caught.value).startswith("formulas[1]: log(x1) has no value at the ")


@pytest.mark.parametrize(
    ("formulas", "said"),
    [
        (["x1^2", "foo(x1)"], "formulas[1]: formula: 'foo' at character 1 is unknown"),
        (["x1^2", "x1^2"], "formulas[1]: formula: x1^2 is there already"),
        (["x1"] * 9, "formulas: has 9 items; allowed: from 0 to 8"),
        ([3], "formulas[0]: 3 is not a text"),
    ],
)
def test_wrong_formulas_of_a_file_are_named(formulas: list[Any], said: str) -> None:
    with pytest.raises(SettingError) as caught:
        from_plain(PlaygroundSettings, {"formulas": formulas})
    assert str(caught.value).startswith(said)


def test_other_formulas_forget_what_was_chosen_for_weights_from_the_inputs() -> None:
    chosen = settings_with(locked=((1, 1, 0), (1, None, 2), (2, 0, 0)))
    assert changed(chosen, formulas=("x1^3",)).locked == ((1, None, 2), (2, 0, 0))


def test_each_of_two_classes_can_have_an_output() -> None:
    settings = PlaygroundSettings(output_per_class=True)
    data, single = prepare(settings), prepare(PlaygroundSettings())
    assert (data.outputs, data.output_activation) == (2, "sigmoid")
    np.testing.assert_array_equal(data.train.x, single.train.x)
    np.testing.assert_array_equal(data.train.y[1], single.train.y[0] > 0)
    np.testing.assert_array_equal(data.train.y.sum(axis=0), 1.0)
    assert changed(settings, dataset=datasets["reg-plane"]()).output_per_class is False
    with pytest.raises(SettingError, match=r"^output_per_class: the data 'reg-plane'"):
        PlaygroundSettings(dataset=datasets["reg-plane"](), output_per_class=True)
