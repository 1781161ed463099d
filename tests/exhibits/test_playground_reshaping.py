"""Choices for layers, neurons and weights while the network changes its shape."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exhibits.builders import frame_of, session_of
from visualizer.engine.activations import activations
from visualizer.exhibits.playground import Playground, PlaygroundWatch
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.scenes import intents
from visualizer.scenes.intents import NeuronRef, WeightRef

PLAIN, FIRST = LayerSettings(), LayerSettings(dropout=0.1)
SECOND = LayerSettings(dropout=0.2, residual=True)
CHOSEN: dict[str, Any] = {
    "hidden": (3, 3),
    "layers": (FIRST, SECOND),
    "frozen": ((1, 2), (2, 0), (3, 0)),
    "disabled": ((1, 2), (2, 2)),
    "locked": ((1, 0, 2), (2, 2, 1), (2, None, 1), (3, 1, 0)),
}


def after(
    intent: intents.Intent, **changes: Any
) -> tuple[PlaygroundSettings, PlaygroundWatch]:
    settings = PlaygroundSettings(**{**CHOSEN, **changes})
    watch = PlaygroundWatch(opened=1)
    answer = Playground().respond(intent, settings, watch, frame_of(session_of()))
    assert answer is not None
    return answer


def choices(settings: PlaygroundSettings) -> tuple[Any, ...]:
    return settings.frozen, settings.disabled, settings.locked


def test_a_narrower_layer_loses_what_is_no_more() -> None:
    settings, watch = after(intents.ResizeLayer(1, 2))
    assert settings.layers == (FIRST, LayerSettings(dropout=0.2))
    assert choices(settings) == (
        ((2, 0), (3, 0)),
        ((2, 2),),
        ((2, None, 1), (3, 1, 0)),
    )
    assert watch.opened is None


def test_a_wider_layer_loses_only_the_way_around_the_next_one() -> None:
    settings, _ = after(intents.ResizeLayer(1, 4))
    assert settings.layers == (FIRST, LayerSettings(dropout=0.2))
    assert choices(settings) == choices(PlaygroundSettings(**CHOSEN))


def test_a_new_layer_comes_between_the_last_one_and_the_output() -> None:
    settings, _ = after(intents.AddLayer())
    assert settings.hidden == (3, 3, 2)
    assert settings.layers == (FIRST, SECOND, PLAIN)
    assert settings.frozen == ((1, 2), (2, 0), (4, 0))
    # Of the weights into the output nothing is left: they start elsewhere.
    assert settings.locked == ((1, 0, 2), (2, 2, 1), (2, None, 1))


def test_a_layer_that_goes_takes_its_choices_along() -> None:
    settings, _ = after(intents.RemoveLayer(1))
    # Two inputs do not fit three neurons.
    assert settings.layers == (LayerSettings(dropout=0.2),)
    assert choices(settings) == (
        ((1, 0), (2, 0)),
        ((1, 2),),
        ((1, None, 1), (2, 1, 0)),
    )


def test_layers_without_anything_of_their_own_are_not_written() -> None:
    settings, _ = after(intents.SetLayer(1, "dropout", 0.0), layers=(FIRST,))
    assert settings.layers == ()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("activation", "relu", LayerSettings(activation=activations["relu"]())),
        ("activation", "", PLAIN),
        ("normalization", "layer", LayerSettings(normalization="layer")),
        ("dropout", 0.3, LayerSettings(dropout=0.3)),
        ("residual", True, LayerSettings(residual=True)),
    ],
)
def test_a_card_changes_its_layer(
    name: intents.LayerChoice, value: Any, expected: LayerSettings
) -> None:
    settings, watch = after(intents.SetLayer(2, name, value), layers=())
    kept = settings.layers or (PLAIN, PLAIN)
    assert kept == (PLAIN, expected)
    assert watch.opened == 1


def test_a_way_around_needs_equal_widths() -> None:
    settings, _ = after(intents.SetLayer(1, "residual", True), layers=())
    assert settings.layers == ()


@pytest.mark.parametrize(
    ("intent", "field", "place"),
    [
        (intents.ToggleFrozen(NeuronRef(3, 0)), "frozen", (3, 0)),
        (intents.ToggleDisabled(NeuronRef(2, 1)), "disabled", (2, 1)),
        (intents.ToggleLocked(WeightRef(2, None, 1)), "locked", (2, None, 1)),
    ],
)
def test_toggles_go_both_ways(intent: Any, field: str, place: Any) -> None:
    empty: dict[str, Any] = {"frozen": (), "disabled": (), "locked": ()}
    settings, watch = after(intent, **empty)
    assert {n: getattr(settings, n) for n in empty} == {**empty, field: (place,)}
    assert watch.opened == 1
    settings, _ = after(intent, **{**empty, field: (place,)})
    assert {n: getattr(settings, n) for n in empty} == empty


@pytest.mark.parametrize(
    "intent",
    [
        intents.ToggleFrozen(NeuronRef(0, 0)),
        intents.ToggleFrozen(NeuronRef(4, 0)),
        intents.ToggleDisabled(NeuronRef(3, 0)),
        intents.ToggleDisabled(NeuronRef(0, 0)),
        intents.SetLayer(3, "dropout", 0.1),
        intents.SetLayer(0, "activation", "relu"),
    ],
)
def test_what_cannot_be_chosen_is_no_choice(intent: intents.Intent) -> None:
    settings = PlaygroundSettings(**CHOSEN)
    frame = frame_of(session_of())
    assert Playground().respond(intent, settings, PlaygroundWatch(), frame) is None


def test_a_card_opens_without_a_selection_beside_it() -> None:
    settings = PlaygroundSettings(**CHOSEN)
    frame = frame_of(session_of())
    watch = PlaygroundWatch(selection=NeuronRef(1, 0))
    answer = Playground().respond(intents.OpenLayer(2), settings, watch, frame)
    assert answer is not None
    assert (answer[1].opened, answer[1].selection) == (2, None)
    selected = intents.Select(NeuronRef(2, 0))
    answer = Playground().respond(selected, settings, answer[1], frame)
    assert answer is not None
    assert answer[1].opened is None
