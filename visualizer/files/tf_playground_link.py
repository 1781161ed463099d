"""Links of TensorFlow Playground, opened exactly.

That program keeps its whole state in what follows the # of its address, as
``name=value`` pairs joined by ``&``. What is missing has its default. An experiment
made of a link draws its points and weights from the same random source, trains in
the same way, and in float64: the initial weights agree to the last bit.

How that program reads is kept: the last of equal names counts, a flag is true
unless it says ``false``, numbers may be hexadecimal, an empty ``networkShape`` means
no hidden layer, and an input whose control is hidden is no input. What it would
silently ignore or turn into NaN is refused here.

Source: TensorFlow Playground, state.ts and playground.ts.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, unquote

import numpy as np

from visualizer.datasets import datasets
from visualizer.engine.activations import activations
from visualizer.engine.initializers import initializers
from visualizer.engine.losses import losses
from visualizer.exhibits.playground.settings import (
    LINK_SEED,
    PlaygroundSettings,
    percent_of,
    seed_rule,
)
from visualizer.files import Opened
from visualizer.language import tr
from visualizer.session.experiment import Experiment, ExperimentError
from visualizer.settings import check, describe

ADDRESS = "https://playground.tensorflow.org/"
NAME = "TensorFlow Playground {seed}"
MAX_CHARACTERS = 10_000
MOST_SHOWN = 60
"""Characters of a wrong value that its sentence shows."""

ACTIVATIONS = ("relu", "tanh", "sigmoid", "linear")
REGULARIZATIONS = ("none", "L1", "L2")
DATASETS = {
    "classification": ("circle", "xor", "gauss", "spiral"),
    "regression": ("reg-plane", "reg-gauss"),
}
"""Data sets by problem; the first one is the default."""

SAMPLES = {"classification": 500, "regression": 1200}

INPUTS = {
    "x": "x1",
    "y": "x2",
    "xSquared": "x1^2",
    "ySquared": "x2^2",
    "xTimesY": "x1*x2",
    "sinX": "sin(x1)",
    "sinY": "sin(x2)",
}
"""Keys of features by property, in the order of the network's inputs."""

ON = ("x", "y")
"""Inputs that are on by default."""

FLAGS = ("x", "y", "xTimesY", "xSquared", "ySquared", "cosX", "sinX", "cosY", "sinY")
"""The properties of inputs, in the order of links."""

NO_INPUTS = ("cosX", "cosY")
IDLE_FLAGS = ("collectStats", "hideText")
HIDING = "_hide"

CONTROLS: Mapping[str, tuple[str, ...]] = {
    "showTestData": ("show_test",),
    "discretize": ("discretize",),
    "playButton": ("play_pause",),
    "stepButton": ("step_forward",),
    "resetButton": ("to_start",),
    "learningRate": ("learning_rate",),
    "activation": ("activation",),
    "regularization": ("l1", "l2"),
    "regularizationRate": ("l1", "l2"),
    "dataset": ("dataset",),
    "percTrainData": ("train_share",),
    "noise": ("dataset.noise",),
    "batchSize": ("batch", "batch_size"),
    "numHiddenLayers": ("layers",),
    "problem": ("dataset.problem",),
}
"""What a link can hide, and the controls that are hidden here."""

MOST_NOISE, NOISE_INSTEAD = 80.0, 50.0

PROPERTIES = frozenset(
    (
        *("activation", "regularization", "batchSize", "dataset", "regDataset"),
        *("learningRate", "regularizationRate", "noise", "networkShape", "seed"),
        *("showTestData", "discretize", "percTrainData", *FLAGS),
        *("tutorial", "problem", "initZero", *IDLE_FLAGS),
    )
)
"""All 27 of them."""

_PLACE = re.compile(
    r"(?:https?://)?playground\.tensorflow\.org(?::\d+)?(?:[/?][^#]*)?", re.IGNORECASE
)
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_OTHER_BASE = re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+")
_KEPT_SIGNS = "!#$%&'()*+,-./:;=?@[\\]^_{|}~"


class LinkError(ExperimentError):
    """A link is not valid; the message names property, value and allowed range."""


def is_link(text: str) -> bool:
    """Return whether a text means to be a link: by its host, or by a # and a =."""
    place, fragment = _parts(text)
    if place:
        return _PLACE.fullmatch(place) is not None
    return "=" in fragment


def pick_seed() -> str:
    """Return a random seed of five decimals, as that program picks one."""
    return f"{random.random():.5f}"


def read_link(text: str, pick: Callable[[], str] = pick_seed) -> Opened:
    """Make the experiment of a link.

    Parameters
    ----------
    text : str
        With or without the host; at least what follows the #, with it.
    pick : callable
        Returns the seed for a link without one.

    Raises
    ------
    LinkError
        If the text is no such link, or a value is not allowed.
    """
    if not is_link(text):
        raise LinkError(
            tr(
                "{link!r} is no link of TensorFlow Playground; allowed: {address}#…, "
                "or what follows from # on",
                link=_short(text.strip()),
                address=ADDRESS,
            )
        )
    if len(text) > MAX_CHARACTERS:
        raise LinkError(
            tr(
                "link: has {count} characters; allowed: at most {most}",
                count=len(text),
                most=MAX_CHARACTERS,
            )
        )
    return _Reader(_pairs(_parts(text)[1])).read(pick)


def _parts(text: str) -> tuple[str, str]:
    """Return what stands before the # and what behind it."""
    text = text.strip()
    if "#" not in text:
        text = re.sub("%23", "#", text, count=1)
    place, _, fragment = text.partition("#")
    if "=" not in fragment:
        # Some programs encode a link that they pass on as a whole.
        fragment = re.sub("(?i)%3d", "=", fragment)
        fragment = re.sub("%26", "&", fragment)
    return place, fragment


def _pairs(fragment: str) -> dict[str, str]:
    """Return the values by name, decoded but for the seed's.

    Browsers hand over the seed as it stands in the address, encoded.
    """
    pairs: dict[str, str] = {}
    for pair in fragment.split("&"):
        name, *values = pair.split("=")
        name = unquote(name).strip()
        if name:
            raw = values[0] if values else ""
            encoded = quote(raw.strip(), safe=_KEPT_SIGNS)
            pairs[name] = encoded if name == "seed" else unquote(raw)
    return pairs


class _Reader:
    """Turns values by name into an experiment and remarks."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._remarks: list[str] = []
        self._described = {name: item for name, _, item in describe(PlaygroundSettings)}

    def read(self, pick: Callable[[], str]) -> Opened:
        problem = self._word("problem", tuple(DATASETS))
        keys = {
            "classification": self._word("dataset", DATASETS["classification"]),
            "regression": self._word("regDataset", DATASETS["regression"]),
        }
        kind = self._word("regularization", REGULARIZATIONS)
        rate = self._ranged("regularizationRate", 0.0, "l1")
        activation = self._word("activation", ACTIVATIONS, "tanh")
        zero = self._flag("initZero")
        settings = PlaygroundSettings(
            dataset=datasets[keys[problem]](**{"noise": self._noise() / 100.0}),
            features=self._features(),
            learning_rate=self._ranged("learningRate", 0.03, "learning_rate"),
            activation=activations[activation](),
            hidden=self._hidden(),
            batch_size=self._batch_size(),
            train_share=self._ranged("percTrainData", 50.0, "train_share", percent=True)
            / 100.0,
            l1=rate if kind == "L1" else 0.0,
            l2=rate if kind == "L2" else 0.0,
            loss=losses["half_squared"](),
            method="tf_playground",
            initializer=initializers["zeros" if zero else "uniform"](),
            reshuffle=False,
            draws="tf_playground",
            link_seed=self._seed(pick),
            precision="float64",
        )
        options = {
            "show_test": self._flag("showTestData"),
            "discretize": self._flag("discretize"),
        }
        self._remark_on_batch(settings, SAMPLES[problem])
        self._remark_on_idle()
        check(settings)
        name = NAME.format(seed=settings.link_seed)
        experiment = Experiment("playground", settings, name)
        hidden = self._hidden_controls()
        return Opened(experiment, options, hidden, tuple(self._remarks))

    def _said(self, name: str) -> str | None:
        """Return a value; None where it is missing or blank."""
        value = self._values.get(name, "")
        return value if value.strip() else None

    def _word(self, name: str, allowed: tuple[str, ...], default: str = "") -> str:
        value = self._said(name)
        if value is None:
            return default or allowed[0]
        if value not in allowed:
            self._refuse(name, value, tr("one of {keys}", keys=", ".join(allowed)))
        return value

    def _flag(self, name: str, default: bool = False) -> bool:
        value = self._said(name)
        if value is not None and value not in ("true", "false"):
            self._remarks.append(
                tr(
                    "{name}: {value!r} counts as true, as in TensorFlow Playground.",
                    name=name,
                    value=_short(value),
                )
            )
        return default if value is None else value != "false"

    def _number(self, name: str, default: float, allowed: str) -> float:
        value = self._said(name)
        if value is None:
            return default
        number = _as_number(value)
        if not math.isfinite(number):
            self._refuse(name, value, allowed)
        return number

    def _range(self, field: str) -> tuple[float, float]:
        """Return the range of a setting."""
        low, high = self._described[field].minimum, self._described[field].maximum
        assert low is not None
        assert high is not None
        return low, high

    def _ranged(
        self, name: str, default: float, field: str, percent: bool = False
    ) -> float:
        """Return a number in the range of a setting, or in percent of it."""
        low, high = self._range(field)
        if percent:
            low, high = percent_of(low), percent_of(high)
        allowed = tr("from {low} to {high}", low=written(low), high=written(high))
        number = self._number(name, default, allowed)
        if not low <= number <= high:
            self._refuse(name, self._values[name], allowed)
        return number

    def _batch_size(self) -> int:
        size = self._ranged("batchSize", 10.0, "batch_size")
        if size != int(size):
            low, high = self._range("batch_size")
            allowed = tr("whole numbers from {low} to {high}", low=low, high=high)
            self._refuse("batchSize", self._values["batchSize"], allowed)
        return int(size)

    def _noise(self) -> float:
        noise = self._number("noise", 0.0, tr("from {low} to {high}", low=0, high=80))
        counts = noise
        if noise > MOST_NOISE:
            counts = NOISE_INSTEAD
        elif noise < 0.0:
            counts = 0.0
        if counts != noise:
            self._remarks.append(
                tr(
                    "noise: {value} counts as {instead}, as in TensorFlow Playground.",
                    value=written(noise),
                    instead=written(counts),
                )
            )
        return counts

    def _hidden(self) -> tuple[int, ...]:
        text = self._values.get("networkShape", "4,2")
        low, high = self._range("hidden")
        most = self._described["hidden"].length[1]
        units = [_as_number(each) for each in text.split(",")] if text.strip() else []
        fitting = all(low <= each <= high and each == int(each) for each in units)
        if not fitting or len(units) > most:
            allowed = tr(
                "at most {count} whole numbers from {low} to {high}, with commas "
                "between them",
                count=most,
                low=low,
                high=high,
            )
            self._refuse("networkShape", text, allowed)
        return tuple(map(int, units))

    def _features(self) -> tuple[str, ...]:
        on = [name for name in INPUTS if self._flag(name, name in ON)]
        taken = [name for name in on if self._hides(name)]
        kept = tuple(INPUTS[name] for name in on if name not in taken)
        if taken:
            self._remarks.append(
                tr(
                    "{names}: the control is hidden, and with it the input is left "
                    "out, as in TensorFlow Playground.",
                    names=", ".join(name + HIDING for name in taken),
                )
            )
        if not kept:
            raise LinkError(
                tr(
                    "{names}: all are off; allowed: at least one of these inputs on",
                    names=", ".join(INPUTS),
                )
            )
        return kept

    def _hidden_controls(self) -> frozenset[str]:
        """Return the controls that the link hides, and say how they come back."""
        hidden = frozenset(
            control
            for name, controls in CONTROLS.items()
            for control in controls
            if self._hides(name)
        )
        if hidden:
            self._remarks.append(
                tr(
                    "Controls are hidden, as the link asks; 'Show all controls' in "
                    "the View menu brings them back."
                )
            )
        return hidden

    def _hides(self, name: str) -> bool:
        return self._values.get(name + HIDING) == "true"

    def _seed(self, pick: Callable[[], str]) -> str:
        seed = self._said("seed")
        if seed is None:
            seed = pick()
            self._remarks.append(
                tr(
                    "seed: the link names none; {seed} was picked and is kept.",
                    seed=seed,
                )
            )
        if not LINK_SEED.fullmatch(seed):
            self._refuse("seed", seed, seed_rule())
        return seed

    def _remark_on_batch(self, settings: PlaygroundSettings, samples: int) -> None:
        count = settings.linked_training_count(samples)
        if settings.batch_size > count:
            self._remarks.append(
                tr(
                    "batchSize: {size} is more than the {count} training examples; "
                    "TensorFlow Playground would never update, here each update "
                    "takes them all.",
                    size=settings.batch_size,
                    count=count,
                )
            )

    def _remark_on_idle(self) -> None:
        """Say what was read and has no effect."""
        idle = [name for name in (*NO_INPUTS, *IDLE_FLAGS) if self._flag(name)]
        if self._said("tutorial") is not None:
            idle.append("tutorial")
        if idle:
            self._remarks.append(
                tr("{names}: has no effect here.", names=", ".join(idle))
            )
        hidden = [
            name
            for name in self._values
            if name.endswith(HIDING)
            and self._values[name] == "true"
            and name.removesuffix(HIDING) not in (*INPUTS, *CONTROLS)
        ]
        if hidden:
            self._remarks.append(
                tr(
                    "{names}: no control is hidden here.",
                    names=_short(", ".join(hidden)),
                )
            )
        unknown = [
            name
            for name in self._values
            if name not in PROPERTIES and not name.endswith(HIDING)
        ]
        if unknown:
            self._remarks.append(
                tr(
                    "{names}: TensorFlow Playground has no such property.",
                    names=_short(", ".join(unknown)),
                )
            )

    def _refuse(self, name: str, value: str, allowed: str) -> None:
        raise LinkError(
            tr(
                "{field}: {value!r} is not allowed; allowed: {allowed}",
                field=name,
                value=_short(value),
                allowed=allowed,
            )
        )


def _as_number(text: str) -> float:
    """Return the number that a text means in a browser; NaN if none."""
    text = text.strip()
    try:
        if _OTHER_BASE.fullmatch(text):
            return float(int(text, 0))
    except OverflowError:
        return math.nan
    return float(text) if _DECIMAL.fullmatch(text) else math.nan


def written(number: float) -> str:
    """Write a number with the fewest digits that give it back, without exponent."""
    return np.format_float_positional(number, trim="-")


def _short(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
