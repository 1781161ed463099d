"""What was looked at comes back, and what does not fit is left out."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from visualizer.exhibits.playground import PlaygroundWatch
from visualizer.files.watch import plain_watch, read_watch
from visualizer.scenes.intents import NeuronRef, WeightRef

WATCHES = [
    PlaygroundWatch(),
    PlaygroundWatch(example=7, probe=(0.5, -1.25), unfolded=frozenset({1, 3})),
    PlaygroundWatch(selection=NeuronRef(2, 1), surface="random", log_loss=False),
    PlaygroundWatch(
        selection=WeightRef(1, None, 2),
        surface="weights",
        axes=(WeightRef(1, 0, 0), WeightRef(2, 1, 0)),
    ),
]


@pytest.mark.parametrize("watch", WATCHES)
def test_a_watch_comes_back_from_json(watch: PlaygroundWatch) -> None:
    plain = msgspec.json.decode(msgspec.json.encode(plain_watch(watch)))
    assert read_watch(PlaygroundWatch(example=99, fixed_scale=False), plain) == watch


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [1],
        "watch",
        {"example": "first", "probe": [1], "selection": {"layer": 1}, "more": 3},
        {"example": 1 << 70, "unfolded": [1 << 40], "probe": [1e300, 0.0]},
        {"selection": {"layer": 1, "index": "x"}, "surface": "moon", "axes": [1, 2]},
        {"visible": ["network"], "preview": {"layer": 1, "index": 0}},
    ],
)
def test_what_does_not_fit_is_left_out(plain: Any) -> None:
    watch = PlaygroundWatch(example=4, probe=(1.0, 2.0))
    assert read_watch(watch, plain) == watch


def test_what_fits_is_taken_beside_what_does_not() -> None:
    plain = {"example": 3, "discretize": 7, "show_test": False}
    assert read_watch(PlaygroundWatch(), plain) == PlaygroundWatch(
        example=3, show_test=False
    )
