"""Linear regression by all, by some and by single examples."""

from __future__ import annotations

import numpy as np
import pytest

from tests.peers import Peer
from visualizer.engine.random_streams import RandomStreams
from visualizer.engine.regression import ErrorSurface, ThreeDescents

torch = Peer("torch")

VIEW, START = (-4.0, 4.0, -3.0, 3.0), (-3.0, 2.0)


def surface(count: int = 23, seed: int = 5) -> ErrorSurface:
    random = np.random.default_rng(seed)
    inputs = np.stack((random.standard_normal(count), np.ones(count)), axis=1)
    targets = 0.7 * inputs[:, 0] - 0.4 + 0.3 * random.standard_normal(count)
    return ErrorSurface(inputs, targets, VIEW, START)


def descents(over: ErrorSurface, batch: int = 5, rate: float = 0.1) -> ThreeDescents:
    return ThreeDescents(
        over, batch_size=batch, learning_rate=rate, streams=RandomStreams(3)
    )


def by_torch(over: ErrorSurface, order: list[int], batch: int, rate: float) -> object:
    """Descend with torch, in an order of examples, a batch at a time."""
    x, y = torch.tensor(over.inputs), torch.tensor(over.targets)
    theta = torch.tensor(over.begin, dtype=torch.float64, requires_grad=True)
    method = torch.optim.SGD([theta], lr=rate)
    for first in range(0, len(order), batch):
        part = order[first : first + batch]
        method.zero_grad()
        loss = 0.5 * torch.nn.functional.mse_loss(x[part] @ theta, y[part])
        loss.backward()
        method.step()
    return theta.detach().numpy()


@pytest.mark.parametrize("batch", [1, 5, 23])
def test_an_epoch_is_pytorchs(batch: int) -> None:
    over = surface()
    learner = descents(over, batch)
    order = []
    for _ in range(23):
        order += learner.upcoming().tolist()
        learner.run(1)
    assert sorted(order) == list(range(23))
    for place, size in zip(learner.places, (23, batch, 1), strict=True):
        np.testing.assert_allclose(place, by_torch(over, order, size, 0.1), rtol=1e-12)
    # The last of the mini-batches is what is left.
    assert learner.steps.tolist() == [1, -(-23 // batch), 23]


def test_the_surface_is_the_mean_of_those_of_its_examples() -> None:
    over = surface()
    x, y = np.meshgrid(np.linspace(-4, 4, 7), np.linspace(-3, 3, 5))
    parts = [over.of_example(n).height(x, y) for n in range(23)]
    np.testing.assert_allclose(over.height(x, y), np.mean(parts, axis=0))
    plain = 0.5 * np.mean(
        (
            x[..., None] * over.inputs[:, 0]
            + y[..., None] * over.inputs[:, 1]
            - over.targets
        )
        ** 2,
        axis=-1,
    )
    np.testing.assert_allclose(over.height(x, y), plain)


def test_its_floor_is_the_least_squares_fit() -> None:
    over = surface()
    (found,) = over.minima()
    fit, *_ = np.linalg.lstsq(over.inputs, over.targets, rcond=None)
    np.testing.assert_allclose(found, fit)
    np.testing.assert_allclose(over.slope_at(found), 0.0, atol=1e-12)
    assert over.of_example(3).minima() == ()


def test_slope_and_curvature_are_those_of_the_height() -> None:
    over, step = surface(), 1e-4
    at = (0.3, -0.8)
    for axis in range(2):
        ahead = np.array(at)
        behind = np.array(at)
        ahead[axis] += step
        behind[axis] -= step
        rise = (over.height_at(tuple(ahead)) - over.height_at(tuple(behind))) / 2 / step
        assert rise == pytest.approx(over.slope_at(at)[axis], rel=1e-6)
        bend = (over.slope_at(tuple(ahead)) - over.slope_at(tuple(behind))) / 2 / step
        np.testing.assert_allclose(bend, over.curvature_at(at)[axis], rtol=1e-6)


def test_along_its_valley_an_example_is_answered_rightly() -> None:
    over = surface()
    found = [over.valley(n) for n in range(23)]
    assert any(found)
    for number, ends in enumerate(found):
        if ends is None:
            continue
        for end in ends:
            assert over.of_example(number).height_at(end) == pytest.approx(0, abs=1e-12)
            assert -4.0 - 1e-6 <= end[0] <= 4.0 + 1e-6
            assert -3.0 - 1e-6 <= end[1] <= 3.0 + 1e-6


def test_a_valley_beside_the_view_is_none() -> None:
    far = ErrorSurface(np.array([[0.0, 1.0]]), np.array([9.0]), VIEW, START)
    assert far.valley(0) is None
    level = ErrorSurface(np.array([[0.0, 1.0]]), np.array([1.0]), VIEW, START)
    assert level.valley(0) == ((-4.0, 1.0), (4.0, 1.0))


def test_above_the_largest_rate_the_step_of_an_example_grows() -> None:
    over = surface()
    largest = over.largest_rate()
    worst = int((over.inputs**2).sum(axis=1).argmax())
    x, y = over.inputs[worst], over.targets[worst]
    for factor, grows in ((0.9, False), (1.1, True)):
        theta = np.array(START)
        error = abs(theta @ x - y)
        theta = theta - factor * largest * (theta @ x - y) * x
        assert (abs(theta @ x - y) > error) == grows


def test_going_back_repeats_to_the_bit() -> None:
    learner = descents(surface())
    learner.run(17)
    kept = learner.checkpoint()
    learner.run(6)
    learner.run(9)
    there, steps = learner.state.copy(), learner.scalars.copy()
    learner.restore(kept)
    assert learner.position.seen == 17
    for _ in range(15):
        learner.run(1)
    np.testing.assert_array_equal(learner.state, there)
    np.testing.assert_array_equal(learner.scalars, steps)


def test_the_example_looked_at_last_was_the_upcoming_one() -> None:
    learner = descents(surface())
    assert learner.last is None
    for _ in range(50):
        (coming,) = learner.upcoming().tolist()
        learner.run(1)
        assert learner.last == coming


def test_a_run_ends_with_its_epoch() -> None:
    learner = descents(surface())
    assert learner.run(100)
    assert learner.update == 23
    assert not learner.run(10)
    assert not learner.run(0)
    assert learner.position.epoch == 1


def test_a_smaller_batch_takes_effect_at_the_next_example() -> None:
    learner = descents(surface(), batch=10)
    learner.run(4)
    learner.configure(3, 0.1)
    learner.run(1)
    assert learner.steps[1] == 1


def test_elsewhere_nothing_is_gathered_yet() -> None:
    learner = descents(surface())
    learner.run(3)
    learner.put(np.arange(6.0))
    assert not learner.scalars.any()
    assert not learner.state[1].any()
    np.testing.assert_array_equal(learner.places, [[0, 1], [2, 3], [4, 5]])
    assert learner.locate(3, None, 1) == 5
    with pytest.raises(IndexError, match="method 4, parameter 0 is unknown"):
        learner.locate(4, None, 0)


def test_the_loss_is_how_far_the_lowest_is_above_the_floor() -> None:
    learner = descents(surface())
    learner.put(np.array([*learner.surface.minima()[0], 1.0, 1.0, 2.0, 2.0]))
    assert learner.evaluate().train_loss == pytest.approx(0.0, abs=1e-12)
    learner.put(np.full(6, np.inf))
    assert np.isnan(learner.evaluate().train_loss)


@pytest.mark.parametrize(
    ("batch", "rate", "words"),
    [(0, 0.1, "batch size 0"), (5, 0.0, "learning rate 0.0"), (5, np.nan, "nan")],
)
def test_what_is_out_of_range_is_refused(batch: int, rate: float, words: str) -> None:
    with pytest.raises(ValueError, match=f"{words}.*allowed"):
        descents(surface(), batch, rate)


def test_two_surfaces_are_not_one() -> None:
    assert surface() != surface()
    assert len({surface(), surface()}) == 2
