"""What detectors find in real runs, and what they are silent about."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tests.exhibits.builders import frame_of, learner_of, look, scene_of, session_of
from tests.peers import Peer
from visualizer.datasets.circle import Circle
from visualizer.datasets.spiral import Spiral
from visualizer.engine.activations import activations
from visualizer.engine.gradient_check import central_difference
from visualizer.engine.initializers.constant import Constant
from visualizer.engine.initializers.normal import Normal
from visualizer.engine.losses import losses
from visualizer.engine.optimizers import optimizers
from visualizer.exhibits import DETAILS
from visualizer.exhibits.playground import Playground
from visualizer.exhibits.playground.detectors import Watcher, detectors
from visualizer.exhibits.playground.detectors.symmetry import EQUAL, with_twins
from visualizer.exhibits.playground.evidence import (
    Evidence,
    LayerEvidence,
    disagreement,
    spread,
)
from visualizer.exhibits.playground.frame import Finding
from visualizer.exhibits.playground.remedies import REMEDIES, helpful, with_remedy
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.language import set_language, tr
from visualizer.scenes.intents import SetOption, TryRemedy
from visualizer.session import commands as do
from visualizer.session.session import Session
from visualizer.settings import check

neighbors = Peer("sklearn.neighbors")

KEYS = detectors.keys()

PROVOKING: dict[str, tuple[str, int, dict[str, Any]]] = {
    "diverging": (
        "reg-plane",
        10,
        {"learning_rate": 0.09, "batch": "full", "hidden": ()},
    ),
    "exploding": (
        "reg-plane",
        1,
        {
            "hidden": (8,) * 5,
            "activation": activations["relu"](),
            "initializer": Normal(deviation=2.0),
            "learning_rate": 1e-6,
        },
    ),
    "dead": (
        "circle",
        2,
        {"learning_rate": 3.0, "activation": activations["relu"]()},
    ),
    "symmetry": ("xor", 5, {"initializer": Constant()}),
    "saturation": (
        "circle",
        5,
        {"initializer": Normal(deviation=20.0)},
    ),
    "vanishing": (
        "circle",
        5,
        {"hidden": (6,) * 6, "activation": activations["sigmoid"]()},
    ),
    "oscillating": (
        "reg-plane",
        45,
        {
            "loss": losses["mean_absolute"](),
            "learning_rate": 0.1,
            "batch": "full",
            "hidden": (),
        },
    ),
    "label_noise": ("circle", 75, {"dataset": Circle(noise=0.5)}),
    "overfitting": (
        "spiral",
        150,
        {
            "dataset": Spiral(noise=0.3, samples=200),
            "train_share": 0.2,
            "hidden": (16, 16),
            "optimizer": optimizers["adam"](),
            "learning_rate": 0.01,
        },
    ),
    "underfitting": ("xor", 120, {"hidden": ()}),
    "plateau": ("circle", 40, {"learning_rate": 1e-5}),
}
"""A preset, epochs, and settings with which each condition comes about."""

HEALTHY = ("circle", "gauss", "reg-plane", "spiral", "xor")


@cache
def provoked(key: str) -> Session:
    preset, epochs, changes = PROVOKING[key]
    session = session_of(preset, **changes)
    session.advance(epochs * session.learner.updates_per_epoch)
    return session


@cache
def healthy_findings() -> tuple[tuple[str, int, Finding], ...]:
    """Return all that is found along runs that learn as they should."""
    found = []
    for preset in HEALTHY:
        session = session_of(preset)
        for epoch in range(0, 160, 8):
            findings = frame_of(session).details.findings
            found += [(preset, epoch, each) for each in findings]
            session.advance(8 * session.learner.updates_per_epoch)
    return tuple(found)


@pytest.mark.parametrize("key", KEYS)
def test_a_run_provokes_each_detector(key: str) -> None:
    found = {finding.key for finding in frame_of(provoked(key)).details.findings}
    assert key in found


@pytest.mark.parametrize("key", KEYS)
def test_each_detector_is_silent_while_a_network_learns_well(key: str) -> None:
    assert [each for each in healthy_findings() if each[2].key == key] == []


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_advice_says_what_and_why_and_what_to_try(key: str, language: str) -> None:
    session = provoked(key)
    frame = frame_of(session)
    settings = session.snapshot().experiment.settings
    set_language(language)
    offered = {one.name: one for one in Playground().advice(frame, settings)}
    set_language("en")
    assert list(offered) == list(dict.fromkeys(f.key for f in frame.details.findings))
    advice = offered[key]
    assert advice.text.count("." if language == "en" else "。") >= 2
    finding = next(f for f in frame.details.findings if f.key == key)
    if finding.layer is not None:
        assert str(finding.layer) in advice.text
    assert 1 <= len(advice.remedies) <= 2
    for remedy, title in advice.remedies:
        assert title
        assert with_remedy(settings, remedy) != settings


def test_what_concerns_a_layer_stands_below_its_title() -> None:
    scene = scene_of(provoked("vanishing"), "network")
    words = [tr("vanishing") in layer.details for layer in scene.layers]
    assert words[1]
    assert not words[0]
    assert not words[-1]


def test_it_can_be_switched_off() -> None:
    session = session_of("circle", **PROVOKING["saturation"][2])
    assert frame_of(session).details.findings
    assert frame_of(session).details.troubles
    exhibit, settings = Playground(), session.snapshot().experiment.settings
    answer = exhibit.respond(
        SetOption("advise", False), settings, session.watch, frame_of(session)
    )
    assert answer is not None
    assert answer[0] == settings
    look(session, advise=answer[1].advise)
    assert frame_of(session).details.findings == ()
    assert frame_of(session).details.troubles == ()


def test_while_it_runs_they_look_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    looks: list[int] = []
    see = Watcher.look

    def counted(watcher: Watcher, evidence: Evidence) -> tuple[Finding, ...]:
        looks.append(evidence.update)
        return see(watcher, evidence)

    monkeypatch.setattr(Watcher, "look", counted)
    session = session_of()
    session.execute(do.SetPace("full"))
    session.execute(do.Play())
    due = session.watch.visible | {DETAILS}
    for wait, expected in ((0.0, 1), (0.3, 1), (0.2, 2), (0.3, 2)):
        clock[0] += wait
        session.advance(10)
        session.snapshot(due)
        assert len(looks) == expected
    session.execute(do.Pause())
    session.snapshot(due)
    assert looks[-1] == session.update


def test_looking_does_not_disturb_training() -> None:
    watched, plain = session_of(), session_of()
    look(plain, advise=False)
    for _ in range(20):
        watched.advance(7)
        plain.advance(7)
        watched.snapshot()
        plain.snapshot()
    np.testing.assert_array_equal(watched.learner.state, plain.learner.state)


# Evidence.


def some_evidence(
    losses: list[float], test: list[float] | None = None, per_epoch: int = 1
) -> Evidence:
    """Return evidence of a network without hidden layers, measured each update."""
    count = len(losses)
    layer = LayerEvidence(1, np.ones((2, 1)), np.ones(1), np.ones((3, 1)), 0, 0)
    return Evidence(
        update=count - 1,
        updates_per_epoch=per_epoch,
        updates=np.arange(count),
        train_loss=np.array(losses),
        test_loss=np.array(test or losses),
        accuracy=np.ones(count),
        layers=(layer,),
        disagreement=0.0,
    )


def test_the_level_is_a_share_of_the_loss_at_the_start() -> None:
    assert some_evidence([2.0, 9.0, 1.0, 1.0, 3.0, 1.0, 1.0]).level == 0.5
    assert np.isnan(some_evidence([0.0, 1.0]).level)


def test_the_fall_compares_the_ends_of_the_last_part() -> None:
    # Of 61 measurements the last half are 31: quarters of seven each.
    losses = [5.0] * 30 + [4.0] * 7 + [9.0] * 17 + [3.0] * 7
    assert some_evidence(losses).fall(1 / 2, 10) == pytest.approx(1.0 - 3.0 / 4.0)
    assert np.isnan(some_evidence(losses).fall(1 / 2, 61))
    assert np.isnan(some_evidence([1.0] * 7).fall(1.0, 0))


def test_disagreement_is_that_of_a_nearest_neighbor_classifier() -> None:
    random = np.random.default_rng(3)
    points = random.normal(size=(120, 2))
    labels = (points[:, 0] > 0).astype(np.int64)
    labels[random.random(120) < 0.2] ^= 1
    wrong = []
    for left_out in range(120):
        others = np.arange(120) != left_out
        classifier = neighbors.KNeighborsClassifier(5).fit(
            points[others], labels[others]
        )
        wrong.append(classifier.predict(points[[left_out]])[0] != labels[left_out])
    share = disagreement(points, labels)
    assert share == pytest.approx(np.mean(wrong))
    assert 0.1 < share < 0.5


def test_the_gradient_is_the_mean_over_the_examples() -> None:
    session = session_of(precision="float64", hidden=(3,))
    session.advance(20)
    learner, observer = learner_of(session), session.observer
    evidence = observer._evidence.gather(session._moment(), ())  # type: ignore[attr-defined]
    chosen = spread(learner.train.count, 200)
    trace = learner.new_trace(chosen.size, backward=False)
    trace.set_inputs(learner.train.x[:, chosen], learner.train.y[:, chosen])

    def mean_loss() -> float:
        trace.forward.run()
        return float(learner.loss.value(trace.output, trace.y).mean())

    numeric = central_difference(mean_loss, learner.parameters.flat)
    found = np.concatenate([layer.gradient.ravel() for layer in evidence.layers])
    np.testing.assert_allclose(found, numeric, atol=1e-7)


def test_the_past_is_that_of_the_moment_shown() -> None:
    session = session_of()
    session.advance(100)
    updates, values = session.runs.curve(60)
    whole, losses = session.runs.present.curve.arrays()
    np.testing.assert_array_equal(updates, whole[whole <= 60])
    np.testing.assert_array_equal(values, losses[:, whole <= 60])


@given(st.integers(2, 200), st.integers(1, 300))
def test_few_examples_are_spread_over_all(count: int, most: int) -> None:
    chosen = spread(count, most)
    assert 0 < chosen.size <= max(most, 1)
    assert chosen[-1] < count
    assert count - chosen[-1] <= max(1, -(-count // most))


@given(
    arrays.arrays(
        np.float64,
        st.tuples(st.integers(1, 4), st.integers(1, 7)),
        elements=st.integers(-2, 2).map(float),
    )
)
def test_twins_are_columns_with_an_equal_one(block: Any) -> None:
    gaps = np.abs(block[:, :, None] - block[:, None, :]).max(axis=0)
    np.fill_diagonal(gaps, np.inf)
    greatest = np.abs(block).max(axis=0)
    bound = EQUAL * np.maximum(greatest[:, None], greatest[None, :])
    expected = (gaps <= bound).any(axis=1)
    np.testing.assert_array_equal(with_twins(block), expected)


def test_one_huge_weight_makes_no_twins() -> None:
    block = np.array([[0.5, -0.3, 1e5], [0.1, 0.7, 0.2]])
    assert not with_twins(block).any()


@pytest.mark.parametrize(("level", "expected"), [(0.9, True), (1.4, False)])
def test_a_loss_that_went_up_and_stays_is_no_plateau(
    level: float, expected: bool
) -> None:
    evidence = some_evidence([1.0] + [level] * 80)
    found = [one.key for one in Watcher().look(evidence)]
    assert ("plateau" in found) == expected


# No flicker.


def diverging(watcher: Watcher, level: float, length: int = 40) -> bool:
    evidence = some_evidence([1.0] + [level] * length)
    return any(found.key == "diverging" for found in watcher.look(evidence))


def test_what_is_found_stays_until_it_is_clearly_gone() -> None:
    watcher = Watcher()
    levels = [1.9, 2.1, 1.9, 2.1, 1.5, 1.3, 1.9]
    seen = [diverging(watcher, level) for level in levels]
    assert seen == [False, True, True, True, True, False, False]


def test_going_back_forgets() -> None:
    watcher = Watcher()
    assert diverging(watcher, 2.1)
    assert diverging(watcher, 1.9)
    assert not diverging(watcher, 1.9, length=30)


# Remedies.


def test_remedies_are_known() -> None:
    named = {key for member in detectors for key in member.remedies}
    # Probabilities are offered by the panel of the cut-off.
    assert named == set(REMEDIES) - {"probabilities"}


@pytest.mark.parametrize("key", REMEDIES)
@pytest.mark.parametrize("dataset", ["circle", "digits", "reg-plane"])
def test_a_remedy_gives_other_settings_that_fit(key: str, dataset: str) -> None:
    settings = session_of(dataset).snapshot().experiment.settings
    other = with_remedy(settings, key)
    if other is None:
        assert helpful(settings, (key,)) == ()
        return
    check(other)
    assert other != settings
    assert helpful(settings, (key, key)) == (key, key)


def test_remedies_do_what_they_are_called() -> None:
    settings = PlaygroundSettings(hidden=(4, 3), learning_rate=0.2, train_share=0.5)

    def taken(key: str, **changes: Any) -> PlaygroundSettings:
        other = with_remedy(replace(settings, **changes), key)
        assert other is not None
        return other

    assert taken("halve_rate").learning_rate == 0.1
    assert taken("raise_rate").learning_rate == pytest.approx(0.6)
    assert taken("wider").hidden == (8, 6)
    assert taken("wider", hidden=()).hidden == (4,)
    assert taken("narrower").hidden == (2, 2)
    assert taken("adam").optimizer.key == "adam"
    assert taken("clip").clip_norm == 1.0
    assert taken("xavier").initializer.key == "xavier"
    assert taken("he").initializer.key == "he"
    assert taken("relu").activation.key == "relu"
    assert taken("leaky_relu").activation.key == "leaky_relu"
    assert taken("l2").l2 == 0.003
    assert taken("more_data").train_share == 0.8
    more: Any = taken("more_data", train_share=0.9).dataset
    assert more.samples == 2 * Circle().samples
    calm: Any = taken("less_noise", dataset=Circle(noise=0.4)).dataset
    assert calm.noise == 0.0
    assert taken("bigger_batch", batch_size=5).batch_size == 20
    assert len(taken("more_inputs").features) > 2


def test_remedies_that_change_nothing_are_not_offered() -> None:
    settings = PlaygroundSettings(
        optimizer=optimizers["adam"](),
        clip_norm=0.5,
        l2=0.1,
        batch="full",
        hidden=(64,),
        draws="tf_playground",
        learning_rate=100.0,
    )
    for key in ("adam", "clip", "l2", "bigger_batch", "wider", "xavier", "raise_rate"):
        assert with_remedy(settings, key) is None


def test_trying_a_remedy_asks_for_its_settings() -> None:
    session = session_of()
    shown = session.snapshot()
    settings, frame = shown.experiment.settings, frame_of(session)
    answer = Playground().respond(
        TryRemedy("halve_rate"), settings, session.watch, frame
    )
    assert answer == (with_remedy(settings, "halve_rate"), session.watch)
