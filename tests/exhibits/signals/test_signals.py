"""The page Signals: its presets, wishes and scenes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.signals.builders import look, scene_of, settings_of, signals
from visualizer.engine.initializers.he import He
from visualizer.exhibits.signals import Signals, SignalsSettings, SignalsWatch
from visualizer.exhibits.signals.verdicts import verdict_of
from visualizer.scenes.intents import ChooseOption, Intent, StepExample
from visualizer.scenes.signals import ChooseInitializer, LookAtLayer
from visualizer.session.experiment import preset
from visualizer.session.session import Session
from visualizer.settings import SettingError, check, from_plain


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("signals-vanishing", "Vanishing"),
        ("signals-healthy", "Healthy"),
        ("signals-exploding", "Exploding"),
        ("signals-residual", "Healthy"),
        ("signals-symmetry", "Symmetric"),
        ("signals-normalized", "Growing"),
    ],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_presets_are_what_they_are_called(key: str, word: str, seed: int) -> None:
    found = preset(key)
    other = replace(found.settings, seed=seed)
    frame = Session(found.with_settings(other)).snapshot().frame
    assert verdict_of(frame)[0] == word


def asked(intent: Intent, **changes: Any) -> tuple[SignalsSettings, SignalsWatch]:
    shown = signals(depth=3, width=3, **changes).snapshot()
    answer = Signals().respond(
        intent, shown.experiment.settings, shown.watch, shown.frame
    )
    assert answer is not None
    return answer


def test_wishes_of_panels() -> None:
    assert asked(ChooseOption("gradient", "weights"))[1].gradient == "weights"
    assert asked(ChooseOption("way", "forward"))[1].way == "forward"
    assert asked(LookAtLayer(3))[1].layer == 3
    assert asked(LookAtLayer(99))[1].layer == 3
    assert asked(LookAtLayer(-1))[1].layer == 1
    assert asked(ChooseInitializer("he"))[0].initializer == He()


def test_the_initializer_that_is_there_keeps_its_settings() -> None:
    settings = settings_of(initializer="he", depth=2)
    own = replace(settings, initializer=He(distribution="uniform"))
    watch = SignalsWatch()
    answer = Signals().respond(ChooseInitializer("he"), own, watch, None)  # type: ignore[arg-type]
    assert answer == (own, watch)


@pytest.mark.parametrize(
    "intent",
    [
        StepExample(1),
        ChooseOption("gradient", "sideways"),
        ChooseOption("way", "up"),
        ChooseInitializer("moon"),
    ],
)
def test_other_wishes_are_left_to_the_window(intent: Intent) -> None:
    shown = signals(depth=2, width=2).snapshot()
    settings = shown.experiment.settings
    assert Signals().respond(intent, settings, shown.watch, shown.frame) is None


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("depth", 0, "from 1 to 50"),
        ("depth", 51, "from 1 to 50"),
        ("width", 101, "from 1 to 100"),
        ("scale", 0.0, "from 0.01 to 100"),
        ("normalization", "group", "one of none, batch, layer"),
        ("activation", "softmax", "one of"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    field: str, value: object, allowed: str
) -> None:
    with pytest.raises(SettingError, match=f"^{field}: .*allowed: {allowed}"):
        from_plain(SignalsSettings, {field: value})


def test_sizes_become_scenes() -> None:
    session = signals(depth=6, width=8)
    frame = session.snapshot().frame
    forward, backward = scene_of(session, "forward"), scene_of(session, "backward")
    assert (forward.first, len(forward.sizes), len(forward.texts)) == (0, 7, 7)
    assert (backward.first, len(backward.sizes), len(backward.texts)) == (1, 7, 7)
    np.testing.assert_array_equal(backward.sizes, frame.sizes.backward)
    assert forward.reference == frame.sizes.forward[0]
    assert backward.reference == frame.sizes.backward[-1]
    assert forward.texts[0] == "inputs: 1.05 · theory 1.05"
    assert backward.texts[-1].startswith("output: ")
    look(session, gradient="weights")
    weights = scene_of(session, "backward")
    np.testing.assert_array_equal(weights.sizes, frame.sizes.weights)
    assert np.isnan(weights.theory).all()
    assert weights.theory_label == ""


def test_a_distribution_stands_at_its_ticks() -> None:
    session = signals("tanh", "constant", depth=2, width=3, scale=100.0)
    scene = scene_of(session, "spread")
    # Saturated: everything lies at -1 and 1, as the ticks say.
    places = {text: share for share, text in scene.ticks}
    rows = len(scene.shares)
    lit = np.flatnonzero(scene.shares[:, 1] > 0.5)
    wanted = sorted(int(places[text] * rows) for text in ("−1", "1"))
    assert lit.tolist() == wanted
    assert places["0"] == 0.5
    assert places["10"] == pytest.approx(1.0)


def test_signals_that_overflow_are_shown() -> None:
    session = signals("linear", "he", depth=50, width=8, scale=100.0)
    for _ in range(2):
        session.advance(1)
        for panel in ("forward", "backward", "spread", "initializers", "twins", "rule"):
            scene_of(session, panel)
    assert scene_of(session, "rule").sections[0].heading == "Exploding"


def test_what_the_command_line_says() -> None:
    check(SignalsSettings())
    assert Signals().summary(SignalsSettings()) == (
        "20 layers of 32, sigmoid, xavier x 1"
    )
    other = settings_of(depth=3, normalization="batch", residual=True, scale=0.5)
    assert Signals().summary(other) == (
        "3 layers of 32, tanh, lecun x 0.5, batch normalization, residual"
    )


def test_half_the_rate_takes_effect_in_the_running_run() -> None:
    session = signals(depth=2, width=3)
    settings = session.snapshot().experiment.settings
    exhibit = Signals()
    exhibit.configure(session.learner, exhibit.slowed(settings))
    assert session.learner.learning_rate == settings.learning_rate / 2.0
