"""Experiment files: round trips, presets, and what is wrong with a file."""

import dataclasses
import json
import math
from pathlib import Path
from typing import Any, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualizer.datasets import datasets
from visualizer.datasets.features import features
from visualizer.datasets.painted import Painted
from visualizer.engine.activations import activations
from visualizer.engine.activations.leaky_relu import LeakyReLU
from visualizer.engine.initializers import initializers
from visualizer.engine.losses import losses
from visualizer.engine.optimizers import optimizers
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.sliding import SlidingLearner
from visualizer.exhibits.playground import PlaygroundSettings
from visualizer.exhibits.playground.layer_settings import (
    LayerSettings,
    NeuronSettings,
)
from visualizer.exhibits.playground.settings import (
    LINK_SEED,
    changed,
    fitting_losses,
)
from visualizer.registry import Registry
from visualizer.session.experiment import (
    MAX_BYTES,
    Experiment,
    ExperimentError,
    decode,
    differences,
    encode,
    is_live,
    preset,
    preset_keys,
    read,
)
from visualizer.session.session import Session
from visualizer.session.wording import describe_change
from visualizer.settings import SettingError, describe

# Round trips.


def values_of(item: Any, hint: Any) -> st.SearchStrategy[Any]:
    low = -1000 if item.minimum is None else item.minimum
    high = 1000 if item.maximum is None else item.maximum
    if hint is bool:
        return st.booleans()
    if get_origin(hint) is tuple:
        least, most = item.length
        words = st.sampled_from(item.choices) if item.choices else st.text()
        return st.lists(words, min_size=least, max_size=min(most, 5), unique=True).map(
            tuple
        )
    if item.choices:
        return st.sampled_from(item.choices)
    if hint is str:
        return st.text(max_size=20)
    if hint is int:
        return st.integers(math.ceil(low), math.floor(high))
    return st.floats(low, high)


def paintings() -> st.SearchStrategy[Painted]:
    place = st.floats(-6.0, 6.0)
    values = st.tuples(place, place, st.floats(-1.0, 1.0))
    classes = st.tuples(place, place, st.sampled_from((0.0, 1.0, 2.0)))
    return st.one_of(
        st.builds(
            Painted,
            kind=st.just(kind),
            classes=st.just(3),
            points=st.lists(point, min_size=1, max_size=20).map(tuple),
        )
        for kind, point in (("values", values), ("classes", classes))
    )


def member_of(registry: Registry[Any]) -> st.SearchStrategy[Any]:
    def build(cls: type[Any]) -> st.SearchStrategy[Any]:
        if cls is Painted:
            return paintings()
        fields = {name: values_of(item, hint) for name, hint, item in describe(cls)}
        return st.builds(cls, **fields)

    return st.one_of([build(cls) for cls in registry])


def choices_within(draw: st.DrawFn, hidden: tuple[int, ...]) -> dict[str, Any]:
    """Draw choices for layers, neurons and weights of hidden layers."""
    own = st.builds(
        LayerSettings,
        activation=st.none() | member_of(activations),
        normalization=st.sampled_from(("none", "batch", "layer")),
        dropout=st.floats(0.0, 0.95),
    )
    layers = draw(st.lists(own, max_size=len(hidden)))
    for number in range(1, len(layers)):
        if hidden[number] == hidden[number - 1]:
            layers[number] = dataclasses.replace(layers[number], residual=True)
    neurons = [(n, width - 1) for n, width in enumerate(hidden, start=1)]
    some = st.lists(st.sampled_from(neurons), max_size=3) if neurons else st.just([])
    biases = [(layer, None, neuron) for layer, neuron in draw(some)]
    weights = [(n + 1, source, 0) for n, source in draw(some)]
    return {
        "layers": tuple(layers),
        "frozen": tuple(draw(some)),
        "disabled": tuple(draw(some)),
        "locked": tuple(biases + weights),
    }


def neurons_of_their_own(
    draw: st.DrawFn, values: dict[str, Any]
) -> tuple[NeuronSettings, ...]:
    """Draw activations of neurons where those of their layers allow it."""
    own = {n: layer.activation for n, layer in enumerate(values["layers"], start=1)}
    places = [
        (layer, width - 1)
        for layer, width in enumerate(values["hidden"], start=1)
        if (own.get(layer) or values["activation"]).elementwise
    ]
    if not places:
        return ()
    chosen = draw(st.lists(st.sampled_from(places), unique=True, max_size=3))
    elementwise = activations.where(lambda member: member.elementwise)
    return tuple(
        NeuronSettings(layer, neuron, draw(member_of(elementwise)))
        for layer, neuron in chosen
    )


@st.composite
def all_settings(draw: st.DrawFn) -> PlaygroundSettings:
    values: dict[str, Any] = {}
    for name, hint, item in describe(PlaygroundSettings):
        if item.registry is not None:
            values[name] = draw(member_of(item.registry))
        elif name == "link_seed":
            values[name] = draw(st.from_regex(LINK_SEED, fullmatch=True))
        elif hint in (bool, int, float, str):
            values[name] = draw(values_of(item, hint))
        elif name == "features":
            keys = st.sampled_from(item.choices)
            values[name] = tuple(
                draw(st.lists(keys, min_size=1, unique=True, max_size=7))
            )
        elif name == "formulas":
            texts = st.sampled_from(("x1^3", "exp(-x1^2 - x2^2)", "2x y", "abs(x2)"))
            values[name] = tuple(draw(st.lists(texts, unique=True)))
        elif name == "hidden":
            values[name] = tuple(draw(st.lists(st.integers(1, 64), max_size=10)))
        else:
            assert name in ("layers", "neurons", "frozen", "disabled", "locked")
    values.update(choices_within(draw, values["hidden"]))
    if any(layer.residual for layer in values["layers"]):
        values["input_skips"] = False
    values["neurons"] = neurons_of_their_own(draw, values)
    if values["optimizer"].closed_loop:
        values.update(clip_norm=0.0, clip_value=0.0)
    if values["dataset"].problem == "regression":
        values["balanced"] = values["output_per_class"] = False
    if values["loss"].key not in fitting_losses(values["dataset"]):
        values["loss"] = losses["mean_squared"]()
    method = values.pop("method")
    chosen = PlaygroundSettings(**values)
    if method == "tf_playground" and "half_squared" in fitting_losses(chosen.dataset):
        return changed(chosen, method=method)
    return chosen


@settings(deadline=None, max_examples=30)
@given(chosen=all_settings())
def test_an_experiment_survives_a_round_trip(chosen: PlaygroundSettings) -> None:
    experiment = Experiment("playground", chosen)
    text = encode(experiment)
    assert decode(text) == experiment
    assert encode(decode(text)) == text
    assert json.loads(text)["version"] == 1


def test_every_member_of_every_family_survives() -> None:
    for family, name in (
        (activations, "activation"),
        (optimizers, "optimizer"),
        (initializers, "initializer"),
        (datasets, "dataset"),
    ):
        for member in family:
            chosen = dataclasses.replace(PlaygroundSettings(), **{name: member()})
            assert decode(encode(Experiment("playground", chosen))).settings == chosen


def test_a_file_holds_what_a_reader_expects() -> None:
    chosen = PlaygroundSettings(activation=LeakyReLU(alpha=0.2), hidden=(3,))
    plain = json.loads(encode(Experiment("playground", chosen)))
    assert plain["exhibit"] == "playground"
    assert plain["settings"]["activation"] == {"key": "leaky_relu", "alpha": 0.2}
    assert plain["settings"]["optimizer"] == "sgd"
    assert plain["settings"]["hidden"] == [3]


def test_missing_settings_take_their_defaults() -> None:
    text = b'{"version": 1, "exhibit": "playground"}'
    assert decode(text).settings == PlaygroundSettings()


# Presets.


def test_the_presets_are_there() -> None:
    wanted = {"circle", "xor", "gauss", "spiral", "reg-plane", "reg-gauss", "digits"}
    assert wanted <= set(preset_keys())


@pytest.mark.parametrize("key", preset_keys())
def test_every_preset_opens_and_trains(key: str) -> None:
    experiment = preset(key)
    assert experiment.name == key
    assert decode(encode(experiment), key) == experiment
    session = Session(experiment)
    before = session.snapshot().metrics.train_loss
    # Five epochs, though not of all 1,437 digits.
    updates = min(5 * session.learner.updates_per_epoch, 100)
    after = []
    for end in range(updates // 5, updates + 1, updates // 5):
        session.advance(end - session.update)
        after.append(session.snapshot().metrics.train_loss)
    # What slides has no aim; what trains gets better, though not with every step.
    slides = isinstance(session.learner, SlidingLearner)
    assert session.update == updates if slides else min(after) < before
    assert session.status.condition == "ok"


def test_an_unknown_preset_is_told_with_the_known_ones() -> None:
    with pytest.raises(ExperimentError, match=r"preset 'moon' is unknown; allowed: ap"):
        preset("moon")


# What is wrong with a file.


def file_with(**changes: Any) -> bytes:
    plain: dict[str, Any] = {"version": 1, "exhibit": "playground", "settings": {}}
    return json.dumps({**plain, **changes}).encode()


def setting_of(name: str, value: Any) -> bytes:
    return file_with(settings={name: value})


WRONG: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "no JSON": (b"{version: 1}", ("not a JSON file",)),
    "empty": (b"", ("not a JSON file",)),
    "no text": (b"\xff\xfe\x00", ("not a JSON file",)),
    "a list": (b"[1]", ("not an object of fields",)),
    "not a number": (
        b'{"version": 1, "exhibit": "playground", "settings": {"l1": NaN}}',
        ("not a JSON file",),
    ),
    "too deep": (b"[" * 100_000, ("not a JSON file",)),
    "too large": (
        b" " * (MAX_BYTES + 1),
        (f"has {MAX_BYTES + 1} bytes", f"at most {MAX_BYTES}"),
    ),
    "no version": (b'{"exhibit": "playground"}', ("version None", "allowed: 1")),
    "another version": (file_with(version=2), ("version 2", "allowed: 1")),
    "version true": (file_with(version=True), ("version True", "allowed: 1")),
    "version as text": (file_with(version="1"), ("version '1'", "allowed: 1")),
    "no exhibit": (b'{"version": 1}', ("exhibit None", "allowed: playground")),
    "unknown exhibit": (file_with(exhibit="x"), ("'x'", "allowed: playground")),
    "exhibit as list": (file_with(exhibit=["x"]), ("['x']", "allowed: playground")),
    "unknown field": (
        file_with(zoo=1, ape=2),
        ("'ape'", "allowed fields: version, exhibit, settings"),
    ),
    "settings as list": (file_with(settings=[]), ("[] is not an object of fields",)),
    "settings as null": (file_with(settings=None), ("not an object of fields",)),
    "unknown setting": (
        setting_of("speed", 1),
        ("speed: unknown field", "learning_rate"),
    ),
    "too small": (
        setting_of("learning_rate", 0),
        ("learning_rate: 0 is out of range", "from 1e-06 to 100"),
    ),
    "too great": (
        setting_of("train_share", 0.995),
        ("train_share: 0.995 is out of range", "from 0.01 to 0.99"),
    ),
    "infinite": (
        b'{"version": 1, "exhibit": "playground", "settings": {"l1": 1e999}}',
        ("not a JSON file",),
    ),
    "text for number": (
        setting_of("l2", "much"),
        ("l2: 'much' is not a number",),
    ),
    "true for number": (setting_of("seed", True), ("seed: True is not a number",)),
    "fraction": (
        setting_of("batch_size", 2.5),
        ("batch_size: 2.5 is not a whole number",),
    ),
    "seed too great": (
        setting_of("seed", 2**32),
        ("seed: 4294967296 is out of range", "from 0 to 4294967295"),
    ),
    "number for text": (setting_of("batch", 3), ("batch: 3 is not a text",)),
    "unknown choice": (
        setting_of("batch", "huge"),
        ("batch: 'huge' is not allowed", "one of single, mini, full"),
    ),
    "unknown precision": (
        setting_of("precision", "float16"),
        ("precision: 'float16'", "one of float32, float64"),
    ),
    "number for switch": (
        setting_of("reshuffle", 1),
        ("reshuffle: 1 is not allowed", "true, false"),
    ),
    "unknown member": (
        setting_of("activation", "maxout"),
        ("activation: 'maxout' is not allowed", "tanh"),
    ),
    "member as number": (
        setting_of("loss", 5),
        ("loss: 5 is not allowed", "mean_squared"),
    ),
    "member without a key": (
        setting_of("optimizer", {"momentum": 0.5}),
        ("optimizer: {'momentum': 0.5} is not allowed", "sgd"),
    ),
    "member's setting": (
        setting_of("optimizer", {"key": "sgd", "momentum": 1}),
        ("optimizer.momentum: 1 is out of range", "from 0 to 0.999"),
    ),
    "member's unknown setting": (
        setting_of("dataset", {"key": "circle", "radius": 1}),
        ("dataset.radius: unknown field", "noise, samples"),
    ),
    "neurons": (
        setting_of("hidden", [4, 65]),
        ("hidden[1]: 65 is out of range", "from 1 to 64"),
    ),
    "too many layers": (
        setting_of("hidden", [2] * 11),
        ("hidden: has 11 items", "from 0 to 10"),
    ),
    "no layers": (setting_of("hidden", 4), ("hidden: 4 is not a list",)),
    "no inputs": (setting_of("features", []), ("features: has 0 items", "from 1 to 7")),
    "unknown input": (
        setting_of("features", ["x3"]),
        ("features[0]: 'x3' is not allowed", "x1*x2"),
    ),
    "inputs twice": (
        setting_of("features", ["x1", "x1"]),
        ("features: a feature is named twice",),
    ),
    "regression with cross-entropy": (
        file_with(settings={"dataset": "reg-plane", "loss": "softmax_cross_entropy"}),
        ("loss: 'softmax_cross_entropy'", "'reg-plane'", "allowed: mean_squared"),
    ),
    "a member too deep": (
        setting_of("dataset", {"key": {"key": {"key": "circle"}}}),
        ("dataset: {'key'", "circle, xor"),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_told_in_one_sentence(case: str) -> None:
    text, words = WRONG[case]
    with pytest.raises(ExperimentError) as caught:
        decode(text, "mine.json")
    message = str(caught.value)
    assert message.startswith("mine.json: ")
    assert "\n" not in message
    for word in words:
        assert word in message


def test_an_object_too_deep_is_refused() -> None:
    text = b'{"version": 1, "settings": ' + b'{"a":' * 50_000
    with pytest.raises(ExperimentError, match="not a JSON file"):
        decode(text, "deep.json")


@settings(deadline=None, max_examples=150)
@given(text=st.binary(max_size=200))
def test_any_bytes_are_an_experiment_or_an_error(text: bytes) -> None:
    try:
        decode(text)
    except ExperimentError:
        return
    raise AssertionError("random bytes are no experiment")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
    ),
    max_leaves=6,
)
names = st.sampled_from([name for name, _, _ in describe(PlaygroundSettings)])


@settings(deadline=None, max_examples=120)
@given(name=names, value=json_values)
def test_any_value_is_taken_or_told(name: str, value: Any) -> None:
    text = json.dumps(file_fields(name, value)).encode()
    try:
        found = decode(text, "f")
    except ExperimentError as error:
        message = str(error)
    else:
        assert decode(encode(found), "f") == found
        return
    assert name in message or "not a JSON file" in message


def file_fields(name: str, value: Any) -> dict[str, Any]:
    return {"version": 1, "exhibit": "playground", "settings": {name: value}}


# Files on disk.


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(encode(preset("spiral")))
    assert read(path).settings == preset("spiral").settings
    assert read(path).name == str(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match=r"gone\.json: cannot be read: No such"):
        read(tmp_path / "gone.json")
    with pytest.raises(ExperimentError, match=r"cannot be read"):
        read(tmp_path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    path.write_bytes(b" " * (MAX_BYTES + 1))
    with pytest.raises(ExperimentError, match=f"has {MAX_BYTES + 1} bytes; allowed: a"):
        read(path)


# What a change means.


def with_changes(**changes: Any) -> PlaygroundSettings:
    return dataclasses.replace(PlaygroundSettings(), **changes)


@pytest.mark.parametrize(
    ("changes", "live"),
    [
        ({}, True),
        ({"learning_rate": 1.0}, True),
        ({"batch": "full", "batch_size": 3}, True),
        ({"l1": 1.0, "l2": 1.0}, True),
        ({"optimizer": SGD(momentum=0.5)}, True),
        ({"optimizer": Adam()}, False),
        ({"hidden": ()}, False),
        ({"learning_rate": 1.0, "seed": 2}, False),
        ({"activation": LeakyReLU(alpha=0.3)}, False),
    ],
)
def test_what_a_running_network_can_take(changes: dict[str, Any], live: bool) -> None:
    assert is_live(PlaygroundSettings(), with_changes(**changes)) is live


def test_settings_within_members_are_live_where_they_say_so() -> None:
    assert is_live(with_changes(optimizer=Adam()), with_changes(optimizer=Adam(0.5)))
    first, second = LeakyReLU(alpha=0.1), LeakyReLU(alpha=0.2)
    assert not is_live(with_changes(activation=first), with_changes(activation=second))


def test_differences_are_told_by_their_titles() -> None:
    new = with_changes(learning_rate=1.0, optimizer=SGD(momentum=0.5), hidden=())
    assert differences(PlaygroundSettings(), new) == [
        ("learning_rate", "Learning rate", 0.03, 1.0),
        ("hidden", "Hidden layers", (4, 2), ()),
        ("optimizer.momentum", "Momentum", 0.0, 0.5),
    ]
    assert differences(new, new) == []


def test_settings_of_layers_are_live_one_by_one() -> None:
    plain = with_changes(layers=())
    dropout = with_changes(layers=(LayerSettings(), LayerSettings(dropout=0.3)))
    normalized = with_changes(layers=(LayerSettings(normalization="batch"),))
    assert is_live(plain, dropout)
    assert is_live(dropout, plain)
    assert not is_live(plain, normalized)
    assert not is_live(normalized, dropout)
    assert differences(plain, dropout) == [("layers[1].dropout", "Dropout", 0.0, 0.3)]
    assert describe_change(plain, dropout) == "Dropout 0 → 0.3"
    relu = with_changes(layers=(LayerSettings(activation=LeakyReLU()),))
    assert describe_change(plain, relu) == "Activation of the layer – → Leaky ReLU"
    frozen = with_changes(frozen=((1, 0), (2, 1)))
    assert describe_change(plain, frozen) == "Frozen neurons 0 → 2"
    assert describe_change(frozen, plain) == "Frozen neurons 2 → 0"


def test_a_neuron_with_an_activation_of_its_own_is_a_change_of_its_own() -> None:
    plain = with_changes(neurons=())
    # As the class has it by default: it is told all the same, so that it is undone.
    first = with_changes(neurons=(NeuronSettings(),))
    second = with_changes(neurons=(NeuronSettings(), NeuronSettings(neuron=2)))
    assert is_live(plain, first)
    assert describe_change(plain, first) == "Own activations 0 → 1"
    assert describe_change(first, second) == "Own activations 1 → 2"
    assert describe_change(first, plain) == "Own activations 1 → 0"
    other = with_changes(neurons=(NeuronSettings(activation=LeakyReLU()),))
    said = "Activation of the neuron tanh → Leaky ReLU"
    assert describe_change(first, other) == said


def test_choices_for_layers_and_neurons_are_readable_in_a_file() -> None:
    chosen = with_changes(
        layers=(LayerSettings(dropout=0.3),), frozen=((1, 0),), locked=((2, None, 1),)
    )
    plain = json.loads(encode(Experiment("playground", chosen)))["settings"]
    assert plain["layers"] == [
        {
            "activation": None,
            "normalization": "none",
            "dropout": 0.3,
            "residual": False,
        }
    ]
    assert plain["frozen"] == [[1, 0]]
    assert plain["locked"] == [[2, None, 1]]


def test_settings_made_in_code_are_checked() -> None:
    with pytest.raises(SettingError, match=r"hidden\[0\]: 99 is out of range"):
        preset("circle").with_settings(with_changes(hidden=(99,)))


def test_every_feature_is_offered() -> None:
    (item,) = (i for n, _, i in describe(PlaygroundSettings) if n == "features")
    assert item.choices == tuple(features)
