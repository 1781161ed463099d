"""The shipped races end as the reference says, and other ones end otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.descent.builders import frame_of, learner_of, race_of
from visualizer.engine.terrains import terrains
from visualizer.session.experiment import preset, preset_keys

# Of each runner the step from which it stays near a minimum, as measured with
# PyTorch; None where it does not within the steps.
ARRIVALS: dict[str, tuple[int | None, ...]] = {
    "bowl": (59, 116, 35, 119),
    "valley": (169, 116, 93, 35, 103),
    "valley-turned": (169, 116, 241, 141),
    "implicit": (169, 2),
    "rosenbrock": (745, 82, 87, 322, 419, 154),
    "beale": (689, 233, 185, 229, 314, 318),
    "pass": (97, 118, 31, 100),
}

VERDICTS: dict[str, tuple[int, tuple[str, ...]]] = {
    "bowl": (200, ("arrived",) * 4),
    "valley": (250, ("arrived",) * 5),
    "two-valleys": (400, ("local", "arrived", "local", "local", "local")),
    "himmelblau": (400, ("arrived",) * 3),
    "rastrigin": (600, ("local",) * 4),
    "camel": (600, ("local", "local", "local", "arrived", "arrived")),
    "parabola": (600, ("arrived", "arrived", "arrived", "diverged")),
    "line": (400, ("local", "arrived", "local")),
}


def arrivals(key: str, steps: int, **changes: Any) -> tuple[int | None, ...]:
    frame = frame_of(race_of(key, steps, **changes))
    return tuple(int(step) if step >= 0 else None for step in frame.arrivals)


def test_every_preset_of_descent_is_tested() -> None:
    named = {key.removeprefix("descent-") for key in preset_keys() if "descent" in key}
    others = {"saddle", "plateau", "averaged"}
    assert named == set(ARRIVALS) | set(VERDICTS) | others


@pytest.mark.parametrize(("key", "steps"), ARRIVALS.items())
def test_runners_arrive_when_the_reference_says(
    key: str, steps: tuple[int | None, ...]
) -> None:
    assert arrivals(key, 1000) == steps


@pytest.mark.parametrize(("key", "expected"), VERDICTS.items())
def test_runners_are_judged_as_the_reference_says(
    key: str, expected: tuple[int, tuple[str, ...]]
) -> None:
    steps, verdicts = expected
    assert frame_of(race_of(key, steps)).verdicts == verdicts


def test_turning_the_valley_costs_those_that_scale_each_axis() -> None:
    straight, turned = arrivals("valley", 400), arrivals("valley-turned", 400)
    _, _, _, adagrad, adam = straight
    assert turned[2] is not None
    assert turned[3] is not None
    assert adagrad is not None
    assert adam is not None
    assert turned[2] > 5 * adagrad
    assert turned[3] > adam
    # The control: plain descent and momentum do not see the turn.
    assert turned[:2] == straight[:2]


def test_an_implicit_step_settles_where_an_explicit_one_of_its_rate_diverges() -> None:
    frame = frame_of(race_of("implicit", 20))
    assert frame.arrivals[1] == 2
    settings = preset("descent-implicit").settings
    explicit = replace(settings.runners[0], learning_rate=50.0)
    control = frame_of(race_of("implicit", 20, runners=(explicit,)))
    assert control.verdicts == ("diverged",)


def test_all_leave_the_saddle_but_those_exactly_on_its_ridge() -> None:
    session = race_of("saddle", 53)
    assert (np.abs(learner_of(session).places[:, 1]) > 1.5).all()
    control = frame_of(race_of("saddle", 300, start=(-1.5, 0.0)))
    assert control.verdicts[:2] == ("saddle", "saddle")
    assert not control.paths[-1, :, 1].any()


def test_who_leaves_the_saddle_without_a_floor_falls_without_end() -> None:
    assert frame_of(race_of("saddle", 200)).verdicts[0] == "falling"


def test_on_the_plateau_a_small_slope_is_no_success() -> None:
    verdicts = frame_of(race_of("plateau", 30)).verdicts
    assert verdicts[0] == "plateau"
    # The control: the same runner from nearer to the hole arrives.
    near = frame_of(race_of("plateau", 300, start=(-1.0, 0.5))).verdicts
    assert near[0] == "arrived"


def test_the_average_settles_where_the_iterate_is_shaken() -> None:
    session = race_of("averaged", 1500)
    learner = learner_of(session)
    mean = learner.average(0)
    assert mean is not None
    paths = frame_of(session).paths[-1000:, 0]
    shaken = float(np.sqrt((paths**2).sum(axis=1).mean()))
    assert np.hypot(*mean) < 0.15 * shaken
    # The control: without noise the iterate needs no average.
    calm = learner_of(race_of("averaged", 1500, noise=0.0))
    still = calm.average(0)
    assert still is not None
    assert np.hypot(*calm.places[0]) < np.hypot(*still)


def test_noise_leads_some_out_of_the_local_valley() -> None:
    def ends(noise: float, seed: int) -> str:
        settings = preset("descent-two-valleys").settings
        session = race_of(
            "two-valleys",
            600,
            noise=noise,
            seed=seed,
            runners=settings.runners[:1],
        )
        x = learner_of(session).places[0, 0]
        barrier = terrains["double_well"]().saddles()[0][0]
        return "deep" if x < barrier else "shallow"

    shaken = [ends(30.0, seed) for seed in range(8)]
    assert "deep" in shaken
    assert [ends(0.0, seed) for seed in range(2)] == ["shallow", "shallow"]
