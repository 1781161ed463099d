"""Grids of settings: what a line of the command line means."""

from typing import Any

import numpy as np
import pytest

from tests.session.builders import experiment_of
from visualizer.datasets import datasets
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.sgd import SGD
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.session.experiment import preset
from visualizer.session.grid import GridError, axis_of, trials_of
from visualizer.settings import SettingError


def trials(*lines: str, seeds: int | None = None, **changes: Any) -> Any:
    return trials_of(experiment_of(**changes), [axis_of(one) for one in lines], seeds)


def test_a_logarithmic_range_has_equal_ratios() -> None:
    axis = axis_of("learning_rate=1e-4:10:log:16")
    assert (axis.path, len(axis.values)) == ("learning_rate", 16)
    assert (axis.values[0], axis.values[-1]) == (0.0001, 10.0)
    np.testing.assert_allclose(np.diff(np.log10(axis.values)), 5 / 15, rtol=1e-9)


def test_a_linear_range_has_equal_steps() -> None:
    assert axis_of("l2=0:0.3:lin:4").values == (0.0, 0.1, 0.2, 0.3)
    assert axis_of("batch_size=64:8:log:4").values == (64.0, 32.0, 16.0, 8.0)


def test_lists_hold_keys_numbers_ranges_and_json() -> None:
    line = 'optimizer=sgd, adam,{"key":"sgd","momentum":0.9}'
    assert axis_of(line).values == ("sgd", "adam", {"key": "sgd", "momentum": 0.9})
    assert axis_of("hidden=[4,2],[8],[]").values == ([4, 2], [8], [])
    assert axis_of("l1=0,1:3:lin:3").values == (0, 1.0, 2.0, 3.0)
    assert axis_of("reshuffle=true,false").values == (True, False)
    assert axis_of('formulas=["x1, x2"]').values == (["x1, x2"],)


def test_every_value_meets_every_other_and_every_seed() -> None:
    found = trials("optimizer=sgd,adam", "learning_rate=0.1,1", seeds=2, seed=7)
    assert [(trial.values, trial.seed) for trial in found] == [
        ((optimizer, rate), seed)
        for optimizer in ("sgd", "adam")
        for rate in (0.1, 1.0)
        for seed in (7, 8)
    ]
    last = found[-1].settings
    assert (last.optimizer, last.learning_rate, last.seed) == (Adam(), 1.0, 8)
    assert last.data_seed == found[0].settings.data_seed, "the data stay the same"


def test_a_field_of_a_member_and_of_an_item_is_named_by_its_path() -> None:
    one, other = trials("optimizer.momentum=0,0.9", optimizer=SGD(nesterov=True))
    assert one.settings.optimizer == SGD(momentum=0.0, nesterov=True)
    assert other.settings.optimizer == SGD(momentum=0.9, nesterov=True)
    deep = trials("layers[1].dropout=0.25", layers=(LayerSettings(), LayerSettings()))
    assert [layer.dropout for layer in deep[0].settings.layers] == [0.0, 0.25]


def test_a_member_is_chosen_before_its_fields_are_set() -> None:
    found = trials("optimizer.beta1=0.5,0.8", "optimizer=adam,adamw")
    kinds = [(trial.settings.optimizer.key, trial.values[0]) for trial in found]
    assert kinds == [("adam", 0.5), ("adamw", 0.5), ("adam", 0.8), ("adamw", 0.8)]


def test_other_data_bring_what_they_need() -> None:
    digits = trials("dataset=digits,circle")[0].settings
    assert digits.dataset == datasets["digits"]()
    assert digits.loss.key == "softmax_cross_entropy"


def test_whole_numbers_of_a_range_stay_whole() -> None:
    assert [trial.values for trial in trials("batch_size=8:64:log:4")] == [
        (8,),
        (16,),
        (32,),
        (64,),
    ]


def test_seeds_may_stand_in_the_grid() -> None:
    assert [trial.seed for trial in trials("seed=3,9")] == [3, 9]


def test_seeds_go_round_after_the_last() -> None:
    assert [t.seed for t in trials(seeds=3, seed=2**32 - 2)] == [
        2**32 - 2,
        2**32 - 1,
        0,
    ]


def test_other_exhibits_have_grids_too() -> None:
    axes = [axis_of("runners[0].learning_rate=0.1,0.2"), axis_of("terrain=bowl,valley")]
    found = trials_of(preset("descent-bowl"), axes)
    assert [trial.settings.runners[0].learning_rate for trial in found] == [
        *(0.1, 0.1, 0.2, 0.2)
    ]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("learning_rate", ["'learning_rate'", "FIELD=VALUE"]),
        ("=1", ["'=1'", "FIELD=VALUE"]),
        ("a b=1", ["'a b=1'"]),
        ("l1=", ["l1", "empty"]),
        ("l1=1,,2", ["l1", "empty"]),
        ("l1=1:2", ["l1: '1:2'", "FIRST:LAST:log:COUNT"]),
        ("l1=0:1:log:3", ["l1: '0:1:log:3'", "above 0"]),
        ("l1=1:2:exp:3", ["'1:2:exp:3'"]),
        ("l1=1:2:lin:1", ["COUNT from 2 to 10000"]),
        ("l1=1:inf:lin:3", ["'1:inf:lin:3'"]),
        ("l1=1:2:lin:3:4", ["'1:2:lin:3:4'"]),
    ],
)
def test_a_line_that_means_nothing_is_one_sentence(line: str, parts: list[str]) -> None:
    with pytest.raises(GridError) as caught:
        axis_of(line)
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (["learning_rate=1,1000"], ["learning_rate: 1000", "from 1e-06 to 100"]),
        (["optimizer=sgd,moo"], ["optimizer: 'moo'", "sgd, adam"]),
        (["optimizer.speed=1"], ["optimizer.speed: unknown", "momentum, nesterov"]),
        (["speed=1"], ["speed: unknown field", "learning_rate"]),
        (["hidden[2]=4"], ["hidden[2]", "2 items"]),
        (["seed[0]=4"], ["seed[0]", "0 items"]),
        (["learning_rate.x=4"], ["learning_rate.x", "no such field"]),
        (["batch_size=1:2:lin:3"], ["batch_size: 1.5 is not a whole number"]),
        (["l1=NaN"], ["l1: nan is not a finite number"]),
        (["l1=0", "l1=1"], ["l1: is named twice"]),
        (["l1=0,0.0"], ["l1=0", "twice"]),
        (["dataset.samples=40", "loss=hinge,softmax"], ["loss: 'softmax'"]),
        (["l1=0:1:lin:1000", "l2=0:1:lin:1000"], ["1000000 runs", "100000"]),
    ],
    ids=repr,
)
def test_a_grid_that_does_not_fit_is_one_sentence(
    lines: list[str], parts: list[str]
) -> None:
    with pytest.raises((GridError, SettingError)) as caught:
        trials(*lines)
    assert "\n" not in str(caught.value)
    for part in parts:
        assert part in str(caught.value)


def test_seeds_are_named_once_and_have_an_effect() -> None:
    with pytest.raises(GridError, match="there or in --seeds"):
        trials("seed=1,2", seeds=2)
    with pytest.raises(GridError, match="no effect here; allowed: seeds with draws"):
        trials("draws=tf_playground", seeds=2)
