"""What the Playground does about the wishes of its panels."""

from dataclasses import replace
from typing import Any

import pytest

from tests.exhibits.builders import frame_of, session_of
from visualizer.exhibits.playground import Playground, PlaygroundWatch
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.scenes import intents
from visualizer.scenes.intents import NeuronRef, WeightRef

BUSY = PlaygroundWatch(
    selection=NeuronRef(1, 0),
    preview=NeuronRef(2, 0),
    surface="weights",
    axes=(WeightRef(1, 0, 0), WeightRef(1, 1, 0)),
    unfolded=frozenset({1}),
)


def respond(
    intent: intents.Intent,
    watch: PlaygroundWatch | None = None,
    **changes: Any,
) -> tuple[PlaygroundSettings, PlaygroundWatch] | None:
    settings = replace(PlaygroundSettings(), **changes)
    frame = frame_of(session_of())
    return Playground().respond(intent, settings, watch or PlaygroundWatch(), frame)


def watch_after(
    intent: intents.Intent, watch: PlaygroundWatch | None = None
) -> PlaygroundWatch:
    answer = respond(intent, watch)
    assert answer is not None
    assert answer[0] == PlaygroundSettings()
    return answer[1]


@pytest.mark.parametrize(
    ("intent", "hidden"),
    [
        (intents.ResizeLayer(1, 5), (5, 2)),
        (intents.ResizeLayer(2, 1), (4, 1)),
        (intents.ResizeLayer(2, 0), (4, 1)),
        (intents.ResizeLayer(1, 900), (64, 2)),
        (intents.RemoveLayer(1), (2,)),
        (intents.RemoveLayer(2), (4,)),
    ],
)
def test_the_network_changes_its_shape(
    intent: intents.Intent, hidden: tuple[int, ...]
) -> None:
    answer = respond(intent, BUSY)
    assert answer is not None
    settings, watch = answer
    assert settings.hidden == hidden
    # References into the old network are forgotten.
    assert (watch.selection, watch.preview, watch.axes) == (None, None, None)
    assert (watch.surface, watch.unfolded) == ("path", frozenset())


def test_layers_are_added_up_to_ten() -> None:
    answer = respond(intents.AddLayer())
    assert answer is not None
    assert answer[0].hidden[:2] == (4, 2)
    assert len(answer[0].hidden) == 3
    assert respond(intents.AddLayer(), hidden=(1,) * 10) is None


@pytest.mark.parametrize(
    "intent",
    [
        intents.ResizeLayer(0, 3),
        intents.ResizeLayer(3, 3),
        intents.RemoveLayer(3),
        intents.SetOption("unheard_of", True),
        intents.Act("go_back"),
        intents.Seek(3),
        intents.EditParameter(WeightRef(1, 0, 0), 1.0, 1),
        intents.MoveOnSurface((0.0, 0.0), 1),
    ],
)
def test_some_wishes_are_for_others(intent: intents.Intent) -> None:
    assert respond(intent) is None


def test_selecting_and_previewing() -> None:
    assert watch_after(intents.Select(NeuronRef(1, 2))).selection == NeuronRef(1, 2)
    assert watch_after(intents.Select(None), BUSY).selection is None
    assert watch_after(intents.Preview(NeuronRef(2, 1))).preview == NeuronRef(2, 1)


def test_the_last_two_weights_selected_are_the_axes() -> None:
    chosen = WeightRef(2, None, 0)
    watch = watch_after(intents.Select(chosen), BUSY)
    assert watch.axes == (WeightRef(1, 1, 0), chosen)
    again = watch_after(intents.Select(chosen), watch)
    assert again.axes == watch.axes
    on_path = replace(BUSY, surface="path")
    assert watch_after(intents.Select(chosen), on_path).axes == BUSY.axes


def test_the_probe_and_examples() -> None:
    probing = watch_after(intents.MoveProbe((1.0, 2.0)))
    assert probing.probe == (1.0, 2.0)
    assert watch_after(intents.MoveProbe(None), probing).probe is None
    watching = watch_after(intents.WatchExample(9), probing)
    assert (watching.example, watching.probe) == (9, None)
    assert watch_after(intents.StepExample(-1)).example == 249
    assert watch_after(intents.StepExample(3)).example == 3


def test_surfaces() -> None:
    watch = watch_after(intents.ChooseSurface("weights"))
    assert watch.surface == "weights"
    assert watch.axes is not None
    axes = (WeightRef(1, 0, 2), WeightRef(1, 1, 3))
    assert watch_after(intents.ChooseSurface("weights", axes), watch).axes == axes
    assert watch_after(intents.ChooseSurface("random"), watch).surface == "random"
    assert watch_after(intents.RefreshSurface(), watch).surface_serial == 1


@pytest.mark.parametrize("name", ["show_test", "discretize", "fixed_scale", "log_loss"])
def test_options(name: str) -> None:
    for value in (True, False):
        assert getattr(watch_after(intents.SetOption(name, value)), name) is value


def test_layers_are_unfolded_and_folded() -> None:
    watch = watch_after(intents.Act("unfold:2"))
    assert watch.unfolded == {2}
    assert watch_after(intents.Act("unfold:2"), watch).unfolded == frozenset()
