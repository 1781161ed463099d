"""Reading and writing links of TensorFlow Playground."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from visualizer.datasets import datasets
from visualizer.datasets.features import features
from visualizer.engine.activations import activations
from visualizer.engine.initializers import initializers
from visualizer.engine.initializers.uniform import Uniform
from visualizer.engine.losses import losses
from visualizer.engine.optimizers import optimizers
from visualizer.exhibits.playground.settings import (
    LINK_SEED,
    PlaygroundSettings,
    changed,
    percent_of,
)
from visualizer.files.opening import open_named
from visualizer.files.tf_playground_link import (
    ADDRESS,
    CONTROLS,
    DATASETS,
    INPUTS,
    MAX_CHARACTERS,
    PROPERTIES,
    SAMPLES,
    LinkError,
    is_link,
    pick_seed,
    read_link,
)
from visualizer.files.tf_playground_writer import UnsayableError, write_link
from visualizer.language import set_language
from visualizer.session.experiment import Experiment, decode, encode, preset

SERIALIZED = (
    "https://playground.tensorflow.org/#activation=sigmoid&regularization=L2&batchSize=7"
    "&dataset=xor&regDataset=reg-plane&learningRate=0.003&regularizationRate=0.001"
    "&noise=35&networkShape=8,7,6,5,4,3&seed=0.48211&showTestData=true&discretize=true"
    "&percTrainData=70&x=true&y=false&xTimesY=true&xSquared=false&ySquared=true"
    "&cosX=false&sinX=true&cosY=false&sinY=true&collectStats=false"
    "&problem=classification&initZero=false&hideText=false"
)
"""As that program writes its state, with every property that it writes."""


def settings_of(link: str) -> PlaygroundSettings:
    settings = read_link(link, lambda: "0.5").experiment.settings
    assert isinstance(settings, PlaygroundSettings)
    return settings


# Defaults and values.


@pytest.mark.parametrize(
    "link",
    [
        "https://playground.tensorflow.org/#",
        "https://playground.tensorflow.org/",
        "http://playground.tensorflow.org",
        "playground.tensorflow.org/",
        "HTTPS://Playground.TensorFlow.org/?hl=en#",
        "#=",
        " #activation=tanh \n",
        "#learningRate=&noise= &activation=%20",
    ],
)
def test_what_is_missing_has_the_defaults_of_that_program(link: str) -> None:
    opened = read_link(link, lambda: "0.31415")
    settings = opened.experiment.settings
    assert settings == PlaygroundSettings(
        dataset=datasets["circle"](),
        features=("x1", "x2"),
        learning_rate=0.03,
        activation=activations["tanh"](),
        hidden=(4, 2),
        batch="mini",
        batch_size=10,
        train_share=0.5,
        l1=0.0,
        l2=0.0,
        loss=losses["half_squared"](),
        optimizer=optimizers["sgd"](),
        method="tf_playground",
        initializer=initializers["uniform"](),
        reshuffle=False,
        draws="tf_playground",
        link_seed="0.31415",
        precision="float64",
    )
    assert opened.options == {"show_test": False, "discretize": False}
    assert opened.remarks == (
        "seed: the link names none; 0.31415 was picked and is kept.",
    )
    assert opened.experiment.name == "TensorFlow Playground 0.31415"


def test_every_property_is_read() -> None:
    opened = read_link(SERIALIZED)
    settings = opened.experiment.settings
    assert settings.activation == activations["sigmoid"]()
    assert (settings.l1, settings.l2) == (0.0, 0.001)
    assert settings.batch_size == 7
    assert settings.dataset == type(settings.dataset)(noise=0.35)
    assert settings.dataset.key == "xor"
    assert settings.learning_rate == 0.003
    assert settings.hidden == (8, 7, 6, 5, 4, 3)
    assert settings.link_seed == "0.48211"
    assert settings.train_share == 0.7
    assert settings.features == ("x1", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")
    assert opened.options == {"show_test": True, "discretize": True}
    assert opened.remarks == ()
    named = set(re.findall(r"[#&](\w+)=", SERIALIZED))
    assert named | {"tutorial"} == PROPERTIES
    assert len(PROPERTIES) == 27


def test_other_choices_are_read() -> None:
    link = "#problem=regression&regDataset=reg-gauss&dataset=spiral&seed=1"
    assert settings_of(link).dataset.key == "reg-gauss"
    assert settings_of("#dataset=spiral&regDataset=reg-gauss").dataset.key == "spiral"
    found = settings_of("#regularization=L1&regularizationRate=0.3")
    assert (found.l1, found.l2) == (0.3, 0.0)
    found = settings_of("#regularization=none&regularizationRate=0.3")
    assert (found.l1, found.l2) == (0.0, 0.0)
    assert settings_of("#initZero=true").initializer == initializers["zeros"]()
    assert settings_of("#networkShape=").hidden == ()
    for key in ("relu", "tanh", "sigmoid", "linear"):
        assert settings_of(f"#activation={key}").activation == activations[key]()


def test_values_off_every_list_are_read() -> None:
    found = settings_of(
        "#learningRate=0.0471&noise=12.5&percTrainData=33.3&batchSize=217"
        "&networkShape=1,64,9,12,3,2,5,1,1,7&regularization=L2&regularizationRate=7.25"
    )
    assert found.learning_rate == 0.0471
    assert found.dataset == type(found.dataset)(noise=0.125)
    assert found.train_share == 33.3 / 100
    assert found.batch_size == 217
    assert found.hidden == (1, 64, 9, 12, 3, 2, 5, 1, 1, 7)
    assert found.l2 == 7.25


def test_the_numbers_of_samples_are_those_of_the_data() -> None:
    for problem, keys in DATASETS.items():
        for key in keys:
            member: Any = datasets[key]()
            assert member.samples == SAMPLES[problem]
            assert (member.problem == "regression") is (problem == "regression")
    assert tuple(INPUTS.values()) == tuple(features)


# How that program reads.


def test_the_last_of_equal_names_counts() -> None:
    assert settings_of("#batchSize=3&batchSize=4").batch_size == 4


def test_a_second_sign_of_equality_ends_a_value() -> None:
    assert settings_of("#batchSize=3=4").batch_size == 3


@pytest.mark.parametrize(
    ("said", "meant"),
    [("0x1F", 31), ("0b11", 3), ("0o17", 15), ("1e1", 10), ("+5.", 5), (" 6 ", 6)],
)
def test_numbers_are_read_as_a_browser_reads_them(said: str, meant: int) -> None:
    assert settings_of(f"#batchSize={said}").batch_size == meant


def test_a_flag_is_true_unless_it_says_false() -> None:
    for value in ("0", "no", "False", "TRUE"):
        opened = read_link(f"#xSquared={value}&seed=1")
        assert "x1^2" in opened.experiment.settings.features
        assert opened.remarks == (
            f"xSquared: {value!r} counts as true, as in TensorFlow Playground.",
        )
    assert settings_of("#x=false").features == ("x2",)
    assert settings_of("#x=").features == ("x1", "x2")


@pytest.mark.parametrize(("said", "counts"), [("81", 50), ("-3", 0), ("1e9", 50)])
def test_noise_beyond_its_limits_counts_as_there(said: str, counts: int) -> None:
    opened = read_link(f"#noise={said}&seed=1")
    dataset = opened.experiment.settings.dataset
    assert dataset == type(dataset)(noise=counts / 100)
    assert f"counts as {counts}, as in TensorFlow Playground" in opened.remarks[0]
    assert settings_of("#noise=80").dataset == type(dataset)(noise=0.8)


def test_a_hidden_input_is_left_out() -> None:
    opened = read_link("#seed=1&x_hide=true&sinX_hide=true&hideText_hide=true")
    assert opened.experiment.settings.features == ("x2",)
    assert opened.remarks == (
        "x_hide: the control is hidden, and with it the input is left out, as in "
        "TensorFlow Playground.",
        "hideText_hide: no control is hidden here.",
    )
    assert opened.hidden == frozenset()
    unhidden = read_link("#seed=1&x_hide=false&noise_hide=1")
    assert (unhidden.remarks, unhidden.hidden) == ((), frozenset())


# The ids of the controls that TensorFlow Playground lets a lesson hide, besides the
# inputs.
HIDABLE = (
    *("showTestData", "discretize", "playButton", "stepButton", "resetButton"),
    *("learningRate", "activation", "regularization", "regularizationRate"),
    *("dataset", "percTrainData", "noise", "batchSize", "numHiddenLayers"),
    "problem",
)


def test_every_control_that_a_link_can_hide_is_named() -> None:
    assert set(CONTROLS) == set(HIDABLE)
    for name in HIDABLE:
        opened = read_link(f"#seed=1&{name}_hide=true")
        assert opened.hidden == set(CONTROLS[name])
        assert opened.remarks == (
            "Controls are hidden, as the link asks; 'Show all controls' in the View "
            "menu brings them back.",
        )


def test_hidden_controls_are_written_again() -> None:
    opened = read_link("#seed=0.5&noise_hide=true&playButton_hide=true")
    link = write_link(opened.experiment, hidden=opened.hidden)
    assert link.endswith("&playButton_hide=true&noise_hide=true")
    assert read_link(link).hidden == {"play_pause", "dataset.noise"}
    # Half of what a name stands for is not what it says.
    assert "_hide" not in write_link(opened.experiment, hidden={"l1", "elsewhere"})


def test_what_has_no_effect_is_told() -> None:
    opened = read_link("#seed=1&cosX=true&hideText=true&tutorial=tour&zoom=3&a=b&c")
    assert opened.remarks == (
        "cosX, hideText, tutorial: has no effect here.",
        "zoom, a, c: TensorFlow Playground has no such property.",
    )


def test_a_batch_of_more_than_all_examples_is_told() -> None:
    opened = read_link("#seed=1&batchSize=251")
    assert opened.remarks == (
        "batchSize: 251 is more than the 250 training examples; TensorFlow "
        "Playground would never update, here each update takes them all.",
    )
    assert read_link("#seed=1&batchSize=250").remarks == ()


def test_values_are_decoded_but_for_the_seed() -> None:
    found = settings_of("#networkShape=4%2C3%2c2&dataset=x%6Fr&seed=a%20b&%78=false")
    assert found.hidden == (4, 3, 2)
    assert found.dataset.key == "xor"
    assert found.link_seed == "a%20b"
    assert found.features == ("x2",)
    assert settings_of("#seed=a b").link_seed == "a%20b"
    assert settings_of("#seed=\N{SNOWMAN}").link_seed == "%E2%98%83"


def test_a_link_that_was_encoded_as_a_whole_is_read() -> None:
    plain = settings_of(SERIALIZED)
    place, fragment = SERIALIZED.split("#")
    assert settings_of(f"{place}#{quote(fragment, safe='')}") == plain
    assert settings_of(f"{place}%23{quote(fragment, safe='')}") == plain


def test_a_seed_is_picked_once_and_with_five_decimals() -> None:
    seeds = {pick_seed() for _ in range(20)}
    assert len(seeds) > 1
    assert all(re.fullmatch(r"[01]\.\d{5}", seed) for seed in seeds)
    opened = read_link("#activation=tanh")
    again = decode(encode(opened.experiment))
    assert again.settings == opened.experiment.settings


# What is no link, or not valid.


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "#", "# title", "hello", "circle", "a.json", "x=1"),
        *("https://example.org/#activation=tanh", "ftp://playground.tensorflow.org/"),
        *("https://playground.tensorflow.org.example/#x=1", "#" * 9),
        "https://example.org/?https://playground.tensorflow.org/#x=1",
    ],
)
def test_other_texts_are_no_links(text: str) -> None:
    assert not is_link(text)
    with pytest.raises(LinkError, match="is no link of TensorFlow Playground; allowed"):
        read_link(text)


RANGES = {
    "activation=selu": ("activation: 'selu'", "one of relu, tanh, sigmoid, linear"),
    "activation=Tanh": ("activation: 'Tanh'", "one of relu, tanh, sigmoid, linear"),
    "regularization=L3": ("regularization: 'L3'", "one of none, L1, L2"),
    "dataset=moons": ("dataset: 'moons'", "one of circle, xor, gauss, spiral"),
    "dataset=reg-plane": ("dataset: 'reg-plane'", "circle, xor, gauss, spiral"),
    "regDataset=circle": ("regDataset: 'circle'", "one of reg-plane, reg-gauss"),
    "problem=sorting": ("problem: 'sorting'", "one of classification, regression"),
    "learningRate=fast": ("learningRate: 'fast'", "from 0.000001 to 100"),
    "learningRate=0": ("learningRate: '0'", "from 0.000001 to 100"),
    "learningRate=1_0": ("learningRate: '1_0'", "from 0.000001 to 100"),
    "learningRate=nan": ("learningRate: 'nan'", "from 0.000001 to 100"),
    "learningRate=Infinity": ("learningRate: 'Infinity'", "from 0.000001 to 100"),
    "learningRate=1e999": ("learningRate: '1e999'", "from 0.000001 to 100"),
    "learningRate=٣": ("learningRate: '٣'", "from 0.000001 to 100"),
    "regularizationRate=-1": ("regularizationRate: '-1'", "from 0 to 100"),
    "noise=loud": ("noise: 'loud'", "from 0 to 80"),
    "percTrainData=100": ("percTrainData: '100'", "from 1 to 99"),
    "percTrainData=0": ("percTrainData: '0'", "from 1 to 99"),
    "batchSize=0": ("batchSize: '0'", "from 1 to 100000"),
    "batchSize=2.5": ("batchSize: '2.5'", "whole numbers from 1 to 100000"),
    f"batchSize=0x{'f' * 400}": ("batchSize: '0xfff", "from 1 to 100000"),
    "networkShape=4,x": ("networkShape: '4,x'", "at most 10 whole numbers from 1 to"),
    "networkShape=4,,2": ("networkShape: '4,,2'", "at most 10 whole numbers"),
    "networkShape=0": ("networkShape: '0'", "at most 10 whole numbers from 1 to 64"),
    "networkShape=65": ("networkShape: '65'", "whole numbers from 1 to 64"),
    "networkShape=2.5": ("networkShape: '2.5'", "whole numbers"),
    "networkShape=" + "1," * 10 + "1": ("networkShape: '1,1", "at most 10"),
    f"seed={'1' * 65}": ("seed: '1111", "1 to 64 letters, digits and signs"),
    "x=false&y=false": ("x, y, xSquared", "allowed: at least one of these inputs on"),
    "x=false&y_hide=true": ("x, y, xSquared", "at least one of these inputs"),
    "tutorial=" + "a" * MAX_CHARACTERS: ("characters", f"at most {MAX_CHARACTERS}"),
}


@pytest.mark.parametrize("pairs", RANGES, ids=lambda pairs: pairs[:30])
def test_a_wrong_value_is_told_in_one_sentence(pairs: str) -> None:
    with pytest.raises(LinkError) as caught:
        read_link(ADDRESS + "#seed=1&" + pairs)
    text = str(caught.value)
    for words in RANGES[pairs]:
        assert words in text
    assert "allowed: " in text
    assert "\n" not in text
    assert len(text) < 250


def test_a_wrong_value_is_told_in_chinese() -> None:
    set_language("zh")
    with pytest.raises(LinkError, match="networkShape：不允许 '4,x'；允许：最多 10 个"):
        read_link("#networkShape=4,x")


@given(text=st.text(max_size=60), head=st.sampled_from(["", "#", "#x=", ADDRESS + "#"]))
def test_any_text_is_read_or_refused(text: str, head: str) -> None:
    with suppress(LinkError):
        opened = read_link(head + text)
        assert opened.experiment.with_settings(opened.experiment.settings)


# Round trips.

NUMBERS = st.one_of(
    st.integers(1, 20).map(float), st.floats(1e-6, 100.0), st.sampled_from([0.03, 1e-5])
)


@st.composite
def links(draw: st.DrawFn) -> str:
    """Return a link with any of the properties, in any order."""
    flags = st.sampled_from(["true", "false"])
    values: dict[str, st.SearchStrategy[Any]] = {
        "activation": st.sampled_from(["relu", "tanh", "sigmoid", "linear"]),
        "regularization": st.sampled_from(["none", "L1", "L2"]),
        "batchSize": st.integers(1, 400),
        "dataset": st.sampled_from(DATASETS["classification"]),
        "regDataset": st.sampled_from(DATASETS["regression"]),
        "learningRate": NUMBERS,
        "regularizationRate": NUMBERS,
        "noise": st.one_of(st.integers(0, 80), st.floats(0.0, 80.0)),
        "networkShape": st.lists(st.integers(1, 64), max_size=10).map(
            lambda units: ",".join(map(str, units))
        ),
        "percTrainData": st.one_of(st.integers(1, 99), st.floats(1.0, 99.0)),
        "problem": st.sampled_from(["classification", "regression"]),
        **dict.fromkeys((*INPUTS, "initZero", "showTestData", "discretize"), flags),
    }
    chosen = draw(st.lists(st.sampled_from([*values]), unique=True))
    pairs = [f"{name}={draw(values[name])}" for name in chosen]
    seed = draw(st.from_regex(LINK_SEED, fullmatch=True))
    return ADDRESS + "#" + "&".join(draw(st.permutations([f"seed={seed}", *pairs])))


@given(link=links(), batch=st.sampled_from(["single", "mini", "full"]))
def test_a_link_becomes_an_experiment_and_a_link_again(link: str, batch: str) -> None:
    assume("x=true" in link or not re.search("[#&]x=", link))
    opened = read_link(link)
    written = write_link(opened.experiment, **opened.options)
    again = read_link(written)
    assert again.options == opened.options
    first, second = opened.experiment.settings, again.experiment.settings
    count = first.linked_training_count(first.dataset.samples)
    assert second == replace(first, batch_size=min(first.batch_size, count))
    assert write_link(again.experiment, **again.options) == written
    # Batches are named in other ways, too; what is trained on stays.
    named = replace(first, batch=batch)
    other = read_link(write_link(Experiment("playground", named))).experiment.settings
    assert other.examples_a_batch(count) == named.examples_a_batch(count)


def test_a_link_is_written_as_that_program_writes_it() -> None:
    opened = read_link(SERIALIZED)
    assert write_link(opened.experiment, **opened.options) == SERIALIZED


SHARES = st.one_of(st.floats(0.01, 0.99), st.sampled_from([0.29, 0.57, 0.646]))


@given(share=SHARES)
def test_a_share_in_percent_is_short_and_comes_back(share: float) -> None:
    percent = percent_of(share)
    assert abs(percent / 100.0 - share) <= 1.2e-16
    assert percent_of(percent / 100.0) / 100.0 == percent / 100.0
    for whole in (29.0, 57.0, 64.6):
        assert percent_of(whole / 100.0) == whole


# What no link says.


def sayable(**changes: Any) -> Experiment:
    return Experiment("playground", replace(settings_of("#seed=1"), **changes))


def reasons(experiment: Experiment) -> tuple[str, ...]:
    with pytest.raises(UnsayableError) as caught:
        write_link(experiment)
    assert str(caught.value) == " ".join(caught.value.reasons)
    return caught.value.reasons


def test_formulas_of_ones_own_are_not_in_a_link() -> None:
    assert reasons(sayable(formulas=("x1^3", "x1 x2^2"))) == (
        "Own inputs: x1^3, x1 x2^2; TensorFlow Playground has no formulas.",
    )


def test_each_setting_that_no_link_says_has_a_sentence() -> None:
    assert reasons(preset("circle")) == (
        "Loss: Mean squared error is set; TensorFlow Playground has only Half the "
        "squared error.",
        "Training: Usual is set; TensorFlow Playground has only TF Playground.",
        "Reshuffle each epoch: on is set; TensorFlow Playground has only off.",
        "Random numbers: Usual is set; TensorFlow Playground has only TF Playground.",
        "Precision: float32 is set; TensorFlow Playground has only float64.",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"activation": activations["elu"]()},
            "Activation: ELU is set; TensorFlow Playground has only ReLU, tanh, "
            "Sigmoid, Linear.",
        ),
        (
            {"initializer": Uniform(limit=0.7)},
            "Limit: 0.7 is set; TensorFlow Playground has only 0.5.",
        ),
        (
            {"dataset": datasets["spiral"](samples=300)},
            "Samples: 300 is set; TensorFlow Playground has only 500.",
        ),
        (
            {"l1": 0.1, "l2": 0.1},
            "L1 rate and L2 rate: both are above 0; TensorFlow Playground has one of "
            "them at a time.",
        ),
        (
            {"features": ("x2", "x1")},
            "Inputs: they stand in another order than in TensorFlow Playground, so "
            "that other weights would lead from them.",
        ),
    ],
)
def test_what_no_link_says(changes: dict[str, Any], sentence: str) -> None:
    write_link(sayable())
    assert reasons(sayable(**changes)) == (sentence,)


def test_other_data_are_told_with_those_that_there_are() -> None:
    settings = changed(settings_of("#seed=1"), dataset=datasets["digits"]())
    told = reasons(Experiment("playground", settings))
    assert told[-1] == (
        "Data: Digits is set; TensorFlow Playground has only Circle, Exclusive or, "
        "Two clouds, Spiral, Plane, Hills and hollows."
    )


def test_what_decides_nothing_is_no_reason() -> None:
    assert write_link(sayable(seed=77, data_seed=78)) == write_link(sayable())


# By name.


def test_an_experiment_is_opened_by_link_preset_or_file() -> None:
    assert open_named("#seed=1").experiment == read_link("#seed=1").experiment
    assert open_named("spiral").experiment == preset("spiral")
    assert open_named("spiral").options == {}
