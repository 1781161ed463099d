"""Scripts are run, and end where the engine ends."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from tests.engine.builders import PAIRS, learner_of
from tests.peers import require
from tests.session.builders import experiment_of
from visualizer.engine.activations.gelu import GELU
from visualizer.engine.activations.leaky_relu import LeakyReLU
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.engine.losses.huber import Huber
from visualizer.engine.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from visualizer.engine.optimizers import Optimizer, optimizers
from visualizer.engine.optimizers.rmsprop import RMSProp
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.schedules.cosine import Cosine
from visualizer.files.scripts import FRAMEWORKS, ScriptError, script_of
from visualizer.files.scripts.recipe import recipe_of
from visualizer.session.experiment import Experiment, preset

UPDATES = 100

PRESETS = ("circle", "xor", "gauss", "spiral", "reg-plane", "digits")

CLOSED_LOOP = {"lbfgs", "implicit_sgd", "random_search"}
NOT_IN_PYTORCH = {"lion", "qhm", "qhadam"}

VARIANTS: dict[str, Optimizer] = {
    "momentum": SGD(momentum=0.9),
    "nesterov": SGD(momentum=0.9, nesterov=True),
    "centered": RMSProp(centered=True, momentum=0.5),
    **{
        key: optimizers[key]()
        for key in (
            *("adadelta", "adagrad", "adam", "adamw", "amsgrad", "averaged_sgd"),
            *("lion", "nadam", "qhadam", "qhm", "rmsprop", "rprop", "sgd"),
        )
    },
}

RATES = {"adadelta": 1.0, "adagrad": 0.05, "rprop": 0.01}

SMOOTH = [
    *("elu", "gaussian", "gelu", "hard_sigmoid", "leaky_relu", "linear", "mish"),
    *("relu", "selu", "sigmoid", "sine", "softplus", "swish", "tanh", "threshold"),
]


def _rate_of(loss: str) -> float:
    # The exponential one runs away from far targets at the usual rate.
    return 0.0003 if loss == "exponential" else 0.01


def run_script(text: str, folder: Path, updates: int = UPDATES) -> Any:
    """Run a script's training in a namespace of its own."""
    path = folder / "script.py"
    path.write_text(text, encoding="utf-8")
    if "import torch" not in text:
        return runpy.run_path(str(path), run_name="script")["train"](updates)
    torch = require("torch")
    before = torch.get_default_dtype()
    try:
        return runpy.run_path(str(path), run_name="script")["train"](updates)
    finally:
        torch.set_default_dtype(before)


def trained(learner: SupervisedLearner, updates: int = UPDATES) -> Any:
    while learner.update < updates:
        learner.run(updates - learner.update)
    return learner.state[0].copy()


def hold(learner: SupervisedLearner, framework: str, folder: Path) -> None:
    """Compare a script's parameters with the engine's."""
    text = FRAMEWORKS[framework](recipe_of(learner))
    ast.parse(text)
    assert max(map(len, text.splitlines())) <= 130
    found = run_script(text, folder)
    expected = trained(learner)
    assert not np.array_equal(expected, recipe_of_start(learner))
    if framework == "numpy":
        np.testing.assert_array_equal(found, expected)
        assert found.dtype == expected.dtype
    else:
        tolerance = 1e-5 if expected.dtype == np.float32 else 1e-10
        np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


def recipe_of_start(learner: SupervisedLearner) -> Any:
    return np.zeros_like(learner.state[0])


def playground(key: str, **changes: Any) -> SupervisedLearner:
    experiment = experiment_of(key, **changes)
    learner = experiment.exhibit_class()().build(experiment.settings)
    assert isinstance(learner, SupervisedLearner)
    return learner


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("key", PRESETS)
def test_numpy_repeats_presets_to_the_bit(
    key: str, precision: str, tmp_path: Path
) -> None:
    hold(playground(key, precision=precision), "numpy", tmp_path)


@pytest.mark.peers
@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("key", PRESETS)
def test_pytorch_repeats_presets(key: str, precision: str, tmp_path: Path) -> None:
    hold(playground(key, precision=precision), "pytorch", tmp_path)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("key", SMOOTH)
def test_numpy_has_every_activation(key: str, precision: str, tmp_path: Path) -> None:
    learner = learner_of(activation=key, precision=precision, output="linear")
    if key == "gelu":
        with pytest.raises(ScriptError, match="gelu cannot be written in NumPy"):
            FRAMEWORKS["numpy"](recipe_of(learner))
        return
    hold(learner, "numpy", tmp_path)


@pytest.mark.peers
@pytest.mark.parametrize("key", SMOOTH)
def test_pytorch_has_every_activation(key: str, tmp_path: Path) -> None:
    hold(learner_of(activation=key, output="linear"), "pytorch", tmp_path)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_numpy_has_every_loss(
    loss: str, output: str, precision: str, tmp_path: Path
) -> None:
    learner = learner_of(
        (3,), loss, output, outputs=2, precision=precision, learning_rate=_rate_of(loss)
    )
    hold(learner, "numpy", tmp_path)


@pytest.mark.peers
@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_pytorch_has_every_loss(loss: str, output: str, tmp_path: Path) -> None:
    learner = learner_of((3,), loss, output, outputs=2, learning_rate=_rate_of(loss))
    hold(learner, "pytorch", tmp_path)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("name", VARIANTS)
def test_numpy_has_every_open_rule(name: str, precision: str, tmp_path: Path) -> None:
    rate = RATES.get(name, 0.01)
    learner = learner_of(
        optimizer=VARIANTS[name], precision=precision, learning_rate=rate
    )
    hold(learner, "numpy", tmp_path)


@pytest.mark.peers
@pytest.mark.parametrize("name", sorted(set(VARIANTS) - NOT_IN_PYTORCH))
def test_pytorch_has_its_own_rules(name: str, tmp_path: Path) -> None:
    rate = RATES.get(name, 0.01)
    learner = learner_of(optimizer=VARIANTS[name], learning_rate=rate)
    hold(learner, "pytorch", tmp_path)


@pytest.mark.parametrize(
    "options",
    [
        {"l1": 0.01},
        {"l2": 0.05},
        {"l1": 0.01, "l2": 0.05},
        {"batch_size": 1},
        {"batch_size": 7},
        {"batch_size": 25},
        {"reshuffle": False},
        {"seed": 12345},
    ],
    ids=lambda options: "-".join(options),
)
@pytest.mark.parametrize(
    "framework", ["numpy", pytest.param("pytorch", marks=pytest.mark.peers)]
)
def test_settings_of_learning_are_followed(
    options: dict[str, Any], framework: str, tmp_path: Path
) -> None:
    precision = "float32" if framework == "numpy" else "float64"
    hold(learner_of(precision=precision, **options), framework, tmp_path)


def test_coefficients_are_written(tmp_path: Path) -> None:
    learner = learner_of(activation="gelu")
    dense = learner.network.layers[0]
    kinds = (GELU(approximate=True), LeakyReLU(0.3), LeakyReLU(0.1))
    recipe = recipe_of(learner)
    text = FRAMEWORKS["numpy"](replace(recipe, activations=kinds))
    assert "def leaky_relu(z):\n    return np.maximum(z, z * 0.3)" in text
    assert "def leaky_relu_2(z):\n    return np.maximum(z, z * 0.1)" in text
    assert "FUNCTIONS = [gelu, leaky_relu, leaky_relu_2]" in text
    assert dense.activation.key == "gelu"


@pytest.mark.parametrize(
    ("loss", "output"), [(Huber(0.3), "linear"), (SoftmaxCrossEntropy(0.2), "softmax")]
)
def test_coefficients_of_losses_are_followed(
    loss: Any, output: str, tmp_path: Path
) -> None:
    key = loss.key
    learner = learner_of((3,), key, output, outputs=2)
    other = SupervisedLearner(
        learner.network,
        loss,
        SGD(),
        learner.train,
        learner.test,
        batch_size=10,
        learning_rate=0.1,
        streams=learner.streams,
        parameters=learner.parameters,
    )
    hold(other, "numpy", tmp_path)


def test_long_runs_flush_as_the_engine_does(tmp_path: Path) -> None:
    learner = learner_of(
        (2,), optimizer=optimizers["adam"](), precision="float32", l2=1.0
    )
    text = FRAMEWORKS["numpy"](recipe_of(learner))
    assert "update % 1024 == 0" in text
    found = run_script(text, tmp_path, 2100)
    np.testing.assert_array_equal(found, trained(learner, 2100))


@pytest.mark.parametrize("key", sorted(CLOSED_LOOP))
def test_rules_that_try_several_steps_are_refused(key: str) -> None:
    learner = learner_of(optimizer=optimizers[key]())
    with pytest.raises(ScriptError, match=f"optimizer {key} cannot be written"):
        FRAMEWORKS["numpy"](recipe_of(learner))


@pytest.mark.parametrize("key", sorted(NOT_IN_PYTORCH))
def test_rules_that_pytorch_lacks_are_refused(key: str) -> None:
    learner = learner_of(optimizer=optimizers[key]())
    with pytest.raises(ScriptError, match=f"{key} cannot be written in PyTorch"):
        FRAMEWORKS["pytorch"](recipe_of(learner))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schedule": Cosine()}, "schedule cosine"),
        ({"clip_norm": 1.0}, "clipping"),
        ({"max_norm": 1.0}, "weight limit"),
        ({"balanced": True}, "balanced classes"),
        ({"frozen": ((1, 0),)}, "frozen neurons"),
        ({"input_noise": 0.1}, "layer 1 is input_noise"),
        (
            {
                "method": "tf_playground",
                "reshuffle": False,
                "loss": losses["half_squared"](),
            },
            "clipping, a weight limit|dead_link_descent",
        ),
    ],
    ids=["schedule", "clip", "max", "balanced", "frozen", "noise", "tf"],
)
def test_what_no_script_says_is_named(changes: dict[str, Any], message: str) -> None:
    for framework in FRAMEWORKS:
        with pytest.raises(ScriptError, match=message):
            script_of(experiment_of("circle", **changes), framework)


def test_other_exhibits_are_refused_or_written(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="Only networks that learn targets"):
        script_of(preset("descent-bowl"), "numpy")
    with pytest.raises(ScriptError, match="allowed: dense"):
        script_of(preset("convolution-digits"), "numpy")
    graph: Experiment = preset("inside-graph")
    found = run_script(script_of(graph, "numpy"), tmp_path)
    learner = graph.exhibit_class()().build(graph.settings)
    np.testing.assert_array_equal(found, trained(learner))


def test_it_prints_how_the_loss_falls(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    learner = playground("circle")
    run_script(FRAMEWORKS["numpy"](recipe_of(learner)), tmp_path)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    trained(learner)
    told = float(lines[-1].rpartition(" ")[2])
    assert told == pytest.approx(learner.evaluate().train_loss, rel=1e-4)
