"""Exhibits with a network say the same about what they have in common."""

import pytest

from visualizer.exhibits.convolution.settings import ConvolutionSettings
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.settings import Setting, SettingError, describe, from_plain

COMMON = (
    *("learning_rate", "activation", "batch_size", "train_share", "l2", "optimizer"),
    *("initializer", "reshuffle", "seed", "data_seed", "precision"),
)


def described(cls: type) -> dict[str, Setting]:
    return {name: item for name, _, item in describe(cls)}


@pytest.mark.parametrize("name", COMMON)
def test_a_common_field_has_one_title_and_one_range(name: str) -> None:
    here = described(PlaygroundSettings)[name]
    there = described(ConvolutionSettings)[name]
    for aspect in ("title", "minimum", "maximum", "live", "control", "allowed"):
        one, other = getattr(here, aspect), getattr(there, aspect)
        if aspect == "allowed":
            one, other = one(), other()
        assert one == other, aspect


@pytest.mark.parametrize("cls", [PlaygroundSettings, ConvolutionSettings])
def test_a_file_out_of_range_is_told_by_field_and_range(cls: type) -> None:
    with pytest.raises(SettingError, match=r"learning_rate: 1000 .* from 1e-06 to 100"):
        from_plain(cls, {"learning_rate": 1_000})
