from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from tests.peers import require
from visualizer.engine.optimizers import Optimizer, optimizers
from visualizer.engine.race import RaceLearner, Runner
from visualizer.engine.random_streams import RandomStreams
from visualizer.engine.terrains import Terrain, terrains

METHODS: dict[str, Optimizer] = {
    "gd": optimizers["sgd"](),
    "momentum": optimizers["sgd"](momentum=0.9),
    "nesterov": optimizers["sgd"](momentum=0.9, nesterov=True),
    "adagrad": optimizers["adagrad"](),
    "rmsprop": optimizers["rmsprop"](alpha=0.9),
    "adam": optimizers["adam"](),
    "adadelta": optimizers["adadelta"](),
    "adamw": optimizers["adamw"](),
    "amsgrad": optimizers["amsgrad"](),
    "nadam": optimizers["nadam"](),
    "rprop": optimizers["rprop"](),
    "implicit": optimizers["implicit_sgd"](),
}

# The step from which a runner stays near a minimum, measured with PyTorch.
ARRIVALS: list[tuple[str, dict[str, float], str, float, int]] = [
    ("bowl", {}, "gd", 0.1, 59),
    ("bowl", {}, "momentum", 0.05, 116),
    ("bowl", {}, "adagrad", 1.0, 35),
    ("bowl", {}, "adam", 0.2, 119),
    ("valley", {}, "gd", 0.035, 169),
    ("valley", {}, "momentum", 0.01, 116),
    ("valley", {}, "nesterov", 0.01, 93),
    ("valley", {}, "adagrad", 1.0, 35),
    ("valley", {}, "adam", 0.2, 103),
    ("valley", {}, "implicit", 50.0, 2),
    ("valley", {"angle": 45.0}, "gd", 0.035, 169),
    ("valley", {"angle": 45.0}, "momentum", 0.01, 116),
    ("valley", {"angle": 45.0}, "adagrad", 1.0, 241),
    ("valley", {"angle": 45.0}, "adam", 0.2, 141),
    ("rosenbrock", {}, "momentum", 0.005, 82),
    ("rosenbrock", {}, "nesterov", 0.005, 87),
    ("rosenbrock", {}, "adam", 0.1, 154),
    ("rosenbrock", {}, "rmsprop", 0.02, 322),
    ("rosenbrock", {}, "adagrad", 0.5, 419),
    ("rosenbrock", {}, "gd", 0.01, 745),
    ("rosenbrock", {"steepness": 100.0}, "momentum", 0.001, 646),
    ("rosenbrock", {"steepness": 100.0}, "nesterov", 0.001, 682),
    ("rosenbrock", {"steepness": 100.0}, "adam", 0.1, 763),
    ("rosenbrock", {"steepness": 100.0}, "gd", 0.001, -1),
    ("himmelblau", {}, "gd", 0.01, 20),
    ("beale", {}, "nesterov", 0.005, 185),
    ("beale", {}, "rmsprop", 0.02, 229),
    ("beale", {}, "momentum", 0.005, 233),
    ("beale", {}, "adagrad", 1.0, 314),
    ("beale", {}, "adam", 0.1, 318),
    ("beale", {}, "gd", 0.01, 689),
    ("bounded_saddle", {}, "adagrad", 0.5, 31),
    ("bounded_saddle", {}, "gd", 0.1, 97),
    ("bounded_saddle", {}, "adam", 0.1, 100),
    ("bounded_saddle", {}, "momentum", 0.05, 118),
    ("double_well", {}, "momentum", 0.01, 72),
]

ENDS: list[tuple[str, str, float, tuple[float, float]]] = [
    ("himmelblau", "gd", 0.01, (3.0, 2.0)),
    ("himmelblau", "momentum", 0.005, (3.584, -1.848)),
    ("himmelblau", "adam", 0.2, (3.0, 2.0)),
    ("rastrigin", "gd", 0.001, (-1.990, 2.985)),
    ("rastrigin", "momentum", 0.001, (-1.990, 2.985)),
    ("rastrigin", "adagrad", 0.5, (-1.990, 2.985)),
    ("rastrigin", "adam", 0.1, (-1.990, 2.985)),
    ("camel", "gd", 0.05, (-1.7476, 0.8738)),
    ("camel", "momentum", 0.05, (-1.7476, 0.8738)),
    ("camel", "nesterov", 0.05, (-1.7476, 0.8738)),
    ("camel", "momentum", 0.2, (0.0, 0.0)),
    ("camel", "gd", 0.3, (0.0, 0.0)),
    ("double_well", "gd", 0.01, (1.347, 0.0)),
    ("double_well", "nesterov", 0.01, (1.347, 0.0)),
    ("double_well", "adagrad", 0.5, (1.347, 0.0)),
    ("double_well", "adam", 0.1, (1.347, 0.0)),
    ("double_well", "momentum", 0.01, (-1.473, 0.0)),
    ("double_well", "momentum", 0.005, (1.347, 0.0)),
]

LEAVES = {"rmsprop": 6, "adam": 16, "momentum": 25, "adagrad": 34, "gd": 53}


@pytest.fixture(autouse=True)
def quiet_numbers() -> Iterator[None]:
    """As the session does: a runner that diverges overflows."""
    with np.errstate(all="ignore"):
        yield


def race(
    terrain: Terrain, *methods: tuple[str, float], noise: float = 0.0, seed: int = 1
) -> RaceLearner:
    return RaceLearner(
        terrain,
        [Runner(METHODS[name], rate) for name, rate in methods],
        start=terrain.start,
        noise=noise,
        streams=RandomStreams(seed),
    )


def advance(learner: RaceLearner, steps: int) -> RaceLearner:
    for _ in range(steps):
        assert learner.run(1)
    return learner


@pytest.mark.parametrize(("key", "settings", "method", "rate", "step"), ARRIVALS)
def test_runners_arrive_when_they_should(
    key: str, settings: dict[str, float], method: str, rate: float, step: int
) -> None:
    learner = advance(race(terrains[key](**settings), (method, rate)), 1000)
    assert learner.arrivals.tolist() == [step]


@pytest.mark.parametrize(("key", "method", "rate", "end"), ENDS)
def test_runners_end_where_they_should(
    key: str, method: str, rate: float, end: tuple[float, float]
) -> None:
    learner = advance(race(terrains[key](), (method, rate)), 600)
    np.testing.assert_allclose(learner.places[0], end, atol=1e-3)


@pytest.mark.parametrize(("method", "step"), LEAVES.items())
def test_runners_leave_the_saddle_when_they_should(method: str, step: int) -> None:
    learner = race(terrains["saddle"](), (method, 0.1))
    advance(learner, step - 1)
    assert abs(learner.places[0, 1]) <= 1.5
    advance(learner, 1)
    assert abs(learner.places[0, 1]) > 1.5


def test_exactly_on_the_ridge_of_the_saddle_all_stay() -> None:
    learner = race(terrains["saddle"](), *((name, 0.1) for name in LEAVES))
    theta = learner.state[0].copy()
    theta[1::2] = 0.0
    learner.put(theta)
    advance(learner, 300)
    assert not learner.places[:, 1].any()
    assert np.abs(learner.places[:, 0]).max() < 0.2


# The surfaces once more, as their texts have them, with the rate to go down at.
SURFACES: dict[str, tuple[Callable[[Any, Any, Any], Any], float]] = {
    "bowl": (lambda t, x, y: (x**2 + y**2) / 2, 0.05),
    "parabola": (lambda t, x, y: x**2 / 2, 0.05),
    "valley": (lambda t, x, y: (x**2 + 50 * y**2) / 2, 0.01),
    "double_well": (lambda t, x, y: x**4 - 4 * x**2 + x + y**2, 0.005),
    "double_well_line": (lambda t, x, y: x**4 - 4 * x**2 + x, 0.005),
    "rosenbrock": (lambda t, x, y: (1 - x) ** 2 + 10 * (y - x**2) ** 2, 0.005),
    "himmelblau": (lambda t, x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, 0.003),
    "beale": (
        lambda t, x, y: sum(
            (target - x + x * y**k) ** 2
            for k, target in ((1, 1.5), (2, 2.25), (3, 2.625))
        ),
        0.003,
    ),
    "saddle": (lambda t, x, y: x**2 - y**2, 0.02),
    "bounded_saddle": (lambda t, x, y: x**2 / 2 - y**2 / 2 + 0.1 * y**4, 0.05),
    "plateau": (lambda t, x, y: 1 - t.exp(-(x**2 + y**2) / 2), 0.05),
    "rastrigin": (
        lambda t, x, y: sum(20 / 2 + v**2 - 10 * t.cos(2 * t.pi * v) for v in (x, y)),
        0.0005,
    ),
    "camel": (
        lambda t, x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
        0.01,
    ),
    "written": (lambda t, x, y: t.sin(x) * y + 0.1 * (x**2 + y**2), 0.05),
}
WRITTEN = {"formula": "sin(x)*y + 0.1*(x^2 + y^2)"}
PEERS: dict[str, tuple[str, dict[str, Any]]] = {
    "gd": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}),
    "adagrad": ("Adagrad", {}),
    "rmsprop": ("RMSprop", {"alpha": 0.9}),
    "adadelta": ("Adadelta", {}),
    "adam": ("Adam", {}),
    "adamw": ("AdamW", {}),
    "amsgrad": ("Adam", {"amsgrad": True}),
    "nadam": ("NAdam", {}),
    "rprop": ("Rprop", {}),
}


def test_every_surface_has_a_second_formula() -> None:
    assert set(SURFACES) == set(terrains.keys())


@pytest.mark.peers
@pytest.mark.parametrize("method", PEERS)
@pytest.mark.parametrize("key", SURFACES)
def test_paths_are_those_of_pytorch(key: str, method: str) -> None:
    torch = require("torch")
    peer, coefficients = PEERS[method]
    height, rate = SURFACES[key]
    terrain = terrains[key](**(WRITTEN if key == "written" else {}))
    point = torch.tensor(terrain.start, dtype=torch.float64, requires_grad=True)
    theirs = getattr(torch.optim, peer)([point], lr=rate, **coefficients)
    learner = race(terrain, (method, rate))
    for _ in range(60):
        theirs.zero_grad()
        height(torch, *point).backward()
        theirs.step()
        advance(learner, 1)
        np.testing.assert_allclose(
            learner.places[0], point.detach().numpy(), rtol=1e-9, atol=1e-9
        )
    assert np.abs(learner.places[0] - terrain.start).max() > 1e-4


def test_runners_do_not_touch_each_other() -> None:
    methods = tuple((name, 0.02) for name in METHODS)
    together = advance(race(terrains["beale"](), *methods, noise=0.3), 50)
    for number, method in enumerate(methods):
        alone = advance(race(terrains["beale"](), method, noise=0.3), 50)
        np.testing.assert_array_equal(alone.places[0], together.places[number])


def test_noise_is_the_same_for_all_and_of_its_size() -> None:
    learner = race(terrains["bowl"](), ("gd", 0.1), ("gd", 0.1), noise=0.5)
    felt = []
    for _ in range(2000):
        places = learner.places.copy()
        advance(learner, 1)
        felt.append(learner.slopes - places)
    pushes = np.array(felt)
    np.testing.assert_allclose(pushes[:, 0], pushes[:, 1])
    np.testing.assert_allclose(pushes[:, 0].std(axis=0), 0.5, rtol=0.06)
    np.testing.assert_allclose(pushes[:, 0].mean(axis=0), 0.0, atol=0.05)


def test_noise_stays_on_the_line_of_a_terrain_of_one_dimension() -> None:
    methods = tuple((name, 0.02) for name in METHODS)
    learner = advance(race(terrains["double_well_line"](), *methods, noise=0.5), 100)
    assert not learner.places[:, 1].any()


def test_a_race_repeats_from_any_step() -> None:
    methods = tuple((name, 0.02) for name in METHODS)
    learner = advance(race(terrains["rosenbrock"](), *methods, noise=0.2), 30)
    middle = learner.checkpoint()
    end = advance(learner, 40).checkpoint()
    learner.restore(middle)
    again = advance(learner, 40).checkpoint()
    assert again.position == end.position
    assert again.state.tobytes() == end.state.tobytes()
    assert again.scalars.tobytes() == end.scalars.tobytes()


def test_coefficients_change_live() -> None:
    learner = advance(race(terrains["valley"](), ("momentum", 0.01)), 10)
    learner.configure([Runner(optimizers["sgd"](momentum=0.5), 0.02)], 0.0)
    place, speed = learner.places[0].copy(), learner.state[1].copy()
    advance(learner, 1)
    slope = terrains["valley"]().slope_at(tuple(place))
    expected = place - 0.02 * (0.5 * speed + slope)
    np.testing.assert_allclose(learner.places[0], expected)


def test_the_lowest_runner_stands_for_the_loss() -> None:
    learner = advance(race(terrains["valley"](), ("gd", 0.035), ("gd", 1.0)), 400)
    assert learner.evaluate().train_loss == np.nanmin(learner.heights())
    assert not np.isfinite(learner.places[1]).all()
    assert learner.evaluate().train_loss < 1e-5


def test_heights_that_stand_for_the_loss_are_measured_from_the_floor() -> None:
    learner = race(terrains["double_well"](), ("gd", 0.01))
    level = np.roots([4, 0, -8, 1]).real
    floor = np.polyval([1, 0, -4, 1, 0], level).min()
    start = 2.2**4 - 4 * 2.2**2 + 2.2 + 1.5**2
    assert learner.evaluate().train_loss == pytest.approx(start - floor)
    saddle = race(terrains["saddle"](), ("gd", 0.1))
    assert saddle.evaluate().train_loss == pytest.approx(1.5**2, abs=1e-6)


def test_a_twin_goes_the_same_way_and_leaves_the_race_alone() -> None:
    learner = advance(
        race(terrains["beale"](), ("momentum", 0.005), ("adam", 0.1), noise=0.2), 20
    )
    before = learner.checkpoint()
    twin = advance(learner.twin(), 5)
    assert learner.checkpoint().state.tobytes() == before.state.tobytes()
    assert learner.update == 20
    advance(learner, 5)
    assert twin.state.tobytes() == learner.state.tobytes()
    assert twin.scalars.tobytes() == learner.scalars.tobytes()


def test_what_runners_keep_is_what_their_rules_make() -> None:
    slope = np.array([-4.0, 3.0])  # of the bowl, at its start
    learner = race(
        terrains["bowl"](), ("momentum", 0.1), ("adam", 0.1), ("adagrad", 0.1)
    )
    advance(learner, 1)
    kept = [{m.symbol: m.value for m in learner.memories(n)} for n in range(3)]
    np.testing.assert_allclose(kept[0]["b"], slope)
    np.testing.assert_allclose(kept[1]["m"], 0.1 * slope)
    np.testing.assert_allclose(kept[1]["v̂"], slope**2)
    np.testing.assert_allclose(kept[2]["v"], slope**2)
    kept[0]["b"][:] = 0.0
    assert learner.memories(0)[0].value.any()


def test_what_newer_methods_keep_is_what_their_rules_make() -> None:
    slope = np.array([-4.0, 3.0])
    learner = RaceLearner(
        terrains["bowl"](),
        [
            Runner(optimizers["lion"](), 0.1),
            Runner(optimizers["qhm"](), 0.1),
            Runner(optimizers["rprop"](), 0.1),
            Runner(optimizers["adadelta"](), 0.5),
            Runner(optimizers["amsgrad"](), 0.1),
        ],
        start=(-4.0, 3.0),
        noise=0.0,
        streams=RandomStreams(1),
    )
    advance(learner, 1)
    lion, qhm, rprop, adadelta, amsgrad = (
        {m.symbol: m.value for m in learner.memories(number)} for number in range(5)
    )
    np.testing.assert_allclose(lion["m"], 0.01 * slope)
    np.testing.assert_allclose(qhm["m"], 0.001 * slope)
    np.testing.assert_allclose(rprop["δ"], 0.1)
    np.testing.assert_allclose(adadelta["v"], 0.1 * slope**2)
    step = (learner.places[3] - slope) / 0.5
    np.testing.assert_allclose(adadelta["u"], 0.1 * step**2)
    np.testing.assert_allclose(amsgrad["u"], amsgrad["v"])
    np.testing.assert_allclose(amsgrad["û"], slope**2)


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
def test_every_method_but_a_search_has_a_rule_and_keeps_what_it_names(
    member: type[Optimizer],
) -> None:
    optimizer = member()
    assert bool(optimizer.rule()) == (member.key != "random_search")
    learner = RaceLearner(
        terrains["bowl"](),
        [Runner(optimizer, 0.01)],
        start=(1.0, 2.0),
        noise=0.0,
        streams=RandomStreams(1),
    )
    before = advance(learner, 2).state.copy()
    for memory in learner.memories(0):
        assert memory.value.shape == (2,)
        assert np.isfinite(memory.value).all()
        assert memory.symbol.rstrip("\N{COMBINING CIRCUMFLEX ACCENT}")
    np.testing.assert_array_equal(learner.state, before)


def test_an_average_is_that_of_the_places_after_each_step() -> None:
    runners = [Runner(optimizers["averaged_sgd"](), 0.3), Runner(METHODS["gd"], 0.3)]
    learner = RaceLearner(
        terrains["bowl"](),
        runners,
        start=(1.0, 2.0),
        noise=0.5,
        streams=RandomStreams(3),
    )
    places = [advance(learner, 1).places[0].copy() for _ in range(25)]
    np.testing.assert_allclose(learner.average(0), np.mean(places, axis=0))
    assert learner.average(1) is None


@pytest.mark.parametrize(
    ("runners", "noise", "said"),
    [
        ([], 0.0, "needs a runner"),
        ([Runner(METHODS["gd"], 0.0)], 0.0, "learning rate 0.0 of runner 1"),
        ([Runner(METHODS["gd"], 0.1)], -1.0, "noise -1.0 is out of range"),
    ],
)
def test_what_cannot_run_is_refused(
    runners: list[Runner], noise: float, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        RaceLearner(
            terrains["bowl"](),
            runners,
            start=(1.0, 1.0),
            noise=noise,
            streams=RandomStreams(0),
        )


@pytest.mark.parametrize("place", [(0, None, 0), (3, None, 0), (1, None, 2), (1, 0, 0)])
def test_unknown_coordinates_are_refused(place: tuple[Any, Any, Any]) -> None:
    learner = race(terrains["bowl"](), ("gd", 0.1), ("adam", 0.1))
    assert [learner.locate(n, None, c) for n in (1, 2) for c in (0, 1)] == [0, 1, 2, 3]
    with pytest.raises(IndexError, match="allowed"):
        learner.locate(*place)


def test_another_kind_of_optimizer_needs_another_race() -> None:
    learner = race(terrains["bowl"](), ("gd", 0.1))
    with pytest.raises(ValueError, match="needs a race of its own"):
        learner.configure([Runner(METHODS["adam"], 0.1)], 0.0)
