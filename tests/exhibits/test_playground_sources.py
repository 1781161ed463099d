"""Where points and initial weights of the Playground come from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from visualizer.datasets import datasets
from visualizer.engine.initializers import initializers
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits.playground import Playground, PlaygroundLearner
from visualizer.exhibits.playground.settings import PlaygroundSettings, changed
from visualizer.exhibits.playground.sources import SequenceGenerator, sources_of
from visualizer.settings import SettingError

# Those that need no file of one's own.
READY = [member for member in datasets if member().ready]

LINKED = PlaygroundSettings(
    draws="tf_playground", link_seed="0.12345", precision="float64"
)


def built(settings: PlaygroundSettings) -> PlaygroundLearner:
    learner = Playground().build(settings)
    assert isinstance(learner, PlaygroundLearner)
    return learner


def test_usually_each_purpose_has_a_stream_of_its_own() -> None:
    sources = sources_of(PlaygroundSettings(seed=3, data_seed=4))
    for source, seed, purpose in (
        (sources.data, 4, Purpose.DATA),
        (sources.split, 4, Purpose.SPLIT),
        (sources.weights.random, 3, Purpose.WEIGHTS),
    ):
        expected = RandomStreams(seed).generator(purpose).random()
        assert source() == expected


def test_in_that_program_all_come_from_one_source() -> None:
    sources = sources_of(LINKED)
    # The numbers of the reference file for this seed.
    assert sources.data() == 0.9152007406557323
    assert sources.split() == 0.4702753218035592
    np.testing.assert_array_equal(
        sources.weights.random((2, 2)),
        [
            [0.2736265229359467, 0.4061024686767439],
            [0.17774293688520318, 0.7875019483296475],
        ],
    )


def test_what_is_not_uniform_comes_from_the_bit_generator() -> None:
    own = SequenceGenerator(lambda: 0.25, np.random.Philox(key=5))
    expected = np.random.Generator(np.random.Philox(key=5)).standard_normal((3, 2))
    np.testing.assert_array_equal(own.standard_normal((3, 2)), expected)
    assert own.random((2,)).tolist() == [0.25, 0.25]


@pytest.mark.parametrize("member", initializers, ids=lambda member: member.key)
def test_every_initializer_repeats_itself(member: type) -> None:
    settings = replace(LINKED, initializer=member())
    first, second = (built(settings).parameters.flat for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert np.isfinite(first).all()


@pytest.mark.parametrize("member", READY, ids=lambda member: member.key)
def test_every_data_set_is_drawn_and_divided(member: type) -> None:
    settings = changed(LINKED, dataset=member())
    assert settings.draws == "tf_playground"
    learner, usual = built(settings), built(replace(settings, draws="usual"))
    assert learner.train.count == usual.train.count
    assert (learner.train.x != usual.train.x).any()
    np.testing.assert_array_equal(learner.train.x, built(settings).train.x)


def test_the_first_of_the_shuffled_are_trained_on_as_there() -> None:
    share = replace(LINKED, train_share=64.6 / 100)
    assert built(share).train.count == 322
    assert built(replace(share, draws="usual")).train.count == 323
    tiny = replace(LINKED, dataset=datasets["circle"](samples=20), train_share=0.01)
    assert built(tiny).train.count == 1


def test_another_seed_gives_other_weights() -> None:
    exhibit = Playground()
    usual = PlaygroundSettings(seed=2**32 - 1)
    assert exhibit.reseeded(usual) == replace(usual, seed=0)
    linked = exhibit.reseeded(LINKED)
    assert linked == replace(LINKED, link_seed="0.12346")
    assert (built(linked).parameters.flat != built(LINKED).parameters.flat).any()
    for seed, following in (("0.99999", "0.00000"), ("hello.", "0.00001")):
        assert replace(LINKED, link_seed=seed).with_next_seed().link_seed == following


def test_one_seed_decides_everything() -> None:
    first, second = (LINKED.with_seed(number) for number in (7, 8))
    assert (first.seed, first.data_seed, first.link_seed) == (7, 7, "7")
    assert (built(first).train.x != built(second).train.x).any()
    assert first.stream_seed != second.stream_seed
    assert replace(first, draws="usual").stream_seed == 7


def test_a_link_s_seed_decides_the_order_of_epochs_too() -> None:
    orders = []
    for seed in ("0.1", "0.1", "0.2"):
        learner = built(replace(LINKED, link_seed=seed))
        orders.append(learner.upcoming().tolist())
    assert orders[0] == orders[1] != orders[2]


@pytest.mark.parametrize("seed", ["", " ", "a b", "a&b", "a=b", "#", "é", "x" * 65])
def test_a_seed_that_no_link_can_carry_is_refused(seed: str) -> None:
    with pytest.raises(SettingError, match=r"link_seed: .* allowed: 1 to 64 letters"):
        replace(LINKED, link_seed=seed)
