"""Say an experiment as a link of TensorFlow Playground, where it can be said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from visualizer.datasets import Dataset, datasets
from visualizer.engine.activations import activations
from visualizer.engine.initializers import initializers
from visualizer.engine.losses import losses
from visualizer.engine.optimizers import optimizers
from visualizer.exhibits.playground.settings import PlaygroundSettings, percent_of
from visualizer.files.tf_playground_link import (
    ACTIVATIONS,
    ADDRESS,
    CONTROLS,
    DATASETS,
    FLAGS,
    HIDING,
    INPUTS,
    SAMPLES,
    written,
)
from visualizer.language import tr
from visualizer.session.experiment import Experiment, differences
from visualizer.session.wording import value_in_words
from visualizer.settings import Setting, describe

Choices = Callable[[], tuple[Any, ...]]

ALLOWED: Mapping[str, Choices] = {
    "activation": lambda: tuple(activations[key]() for key in ACTIVATIONS),
    "loss": lambda: (losses["half_squared"](),),
    "optimizer": lambda: (optimizers["sgd"](),),
    "method": lambda: ("tf_playground",),
    "initializer": lambda: (initializers["uniform"](), initializers["zeros"]()),
    "reshuffle": lambda: (False,),
    "draws": lambda: ("tf_playground",),
    "precision": lambda: ("float64",),
}
"""What that program has of what it lets nobody choose, or choose from a list."""

SAID = frozenset(
    (
        *("dataset", "features", "learning_rate", "hidden", "batch", "batch_size"),
        *("train_share", "l1", "l2", "link_seed", "formulas"),
    )
)
"""Settings that a link says; some of their values it cannot."""

IDLE = frozenset(("seed", "data_seed"))
"""Settings that decide nothing where TensorFlow Playground's source draws."""


class UnsayableError(ValueError):
    """No link says what is asked for.

    Attributes
    ----------
    reasons : tuple of str
        A sentence for each setting, in the language in use.
    """

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def write_link(
    experiment: Experiment,
    show_test: bool = False,
    discretize: bool = False,
    hidden: AbstractSet[str] = frozenset(),
) -> str:
    """Return the link that opens an experiment in TensorFlow Playground.

    Parameters
    ----------
    experiment : Experiment
    show_test, discretize : bool
        Options of the view that a link says too.
    hidden : set of str
        Controls that are left out, as `Opened` names them; the link hides those that
        it can name.

    Raises
    ------
    UnsayableError
        If something is set that this program has not got.
    """
    settings = experiment.settings
    if not isinstance(settings, PlaygroundSettings):
        title = tr(experiment.exhibit_class().title)
        raise UnsayableError(
            (
                tr(
                    "{exhibit}: TensorFlow Playground has nothing like it.",
                    exhibit=title,
                ),
            )
        )
    reasons = tuple(_reasons(settings))
    if reasons:
        raise UnsayableError(reasons)
    pairs = _pairs(settings, show_test, discretize)
    for name, controls in CONTROLS.items():
        if hidden >= frozenset(controls):
            pairs[name + HIDING] = _flag(True)
    return ADDRESS + "#" + "&".join(f"{name}={value}" for name, value in pairs.items())


def _reasons(settings: PlaygroundSettings) -> Iterator[str]:
    """Say of each setting that no link says what it is and what there is instead."""
    defaults = PlaygroundSettings()
    for name, _, described in describe(PlaygroundSettings):
        if name in SAID or name in IDLE:
            continue
        value = getattr(settings, name)
        allowed = ALLOWED[name]() if name in ALLOWED else (getattr(defaults, name),)
        if value not in allowed:
            yield from _reasons_of(described, value, allowed)
    yield from _reasons_of_data(settings)
    if settings.l1 and settings.l2:
        yield tr(
            "L1 rate and L2 rate: both are above 0; TensorFlow Playground has one "
            "of them at a time."
        )
    if settings.formulas:
        yield tr(
            "Own inputs: {formulas}; TensorFlow Playground has no formulas.",
            formulas=", ".join(settings.formulas),
        )
    in_order = tuple(key for key in INPUTS.values() if key in settings.features)
    if settings.features != in_order:
        yield tr(
            "Inputs: they stand in another order than in TensorFlow Playground, so "
            "that other weights would lead from them."
        )


def _reasons_of_data(settings: PlaygroundSettings) -> Iterator[str]:
    dataset = settings.dataset
    known = [datasets[key] for keys in DATASETS.values() for key in keys]
    if type(dataset) not in known:
        titles = [tr(member.title) for member in known]
        yield _only("Data", tr(type(dataset).title), titles)
        return
    noise = {"noise": _values(dataset)["noise"]}
    yield from _reasons_within(dataset, type(dataset)(**noise))


def _reasons_of(
    described: Setting, value: Any, allowed: tuple[Any, ...]
) -> Iterator[str]:
    """Say why a value is none of those that there are."""
    for own in allowed:
        if described.registry is not None and type(own) is type(value):
            yield from _reasons_within(value, own)
            return
    titles = dict(zip(described.choices, described.titles, strict=False))
    said = [_in_words(each, titles) for each in (value, *allowed)]
    yield _only(described.title, said[0], said[1:])


def _reasons_within(value: Any, own: Any) -> Iterator[str]:
    """Say which settings of a member of a family differ from the only ones there."""
    for _, title, before, after in differences(own, value):
        yield _only(title, _in_words(after, {}), [_in_words(before, {})])


def _values(dataset: Dataset) -> dict[str, Any]:
    return {name: getattr(dataset, name) for name, _, _ in describe(type(dataset))}


def _only(setting: str, value: str, allowed: list[str]) -> str:
    return tr(
        "{setting}: {value} is set; TensorFlow Playground has only {allowed}.",
        setting=tr(setting),
        value=value,
        allowed=", ".join(allowed),
    )


def _in_words(value: Any, names: Mapping[str, str]) -> str:
    named = names.get(value, value) if isinstance(value, str) else value
    return tr(value_in_words(named))


def _pairs(
    settings: PlaygroundSettings, show_test: bool, discretize: bool
) -> dict[str, str]:
    """Return the properties in the order in which that program writes them."""
    key = settings.dataset.key
    problem = next(name for name, keys in DATASETS.items() if key in keys)
    chosen = {name: keys[0] for name, keys in DATASETS.items()} | {problem: key}
    penalty = {"L1": settings.l1, "L2": settings.l2}
    kind = next((name for name, rate in penalty.items() if rate), "")
    values = _values(settings.dataset)
    count = settings.linked_training_count(SAMPLES[problem])
    batch = settings.examples_a_batch(count)
    flags = {name: INPUTS.get(name) in settings.features for name in FLAGS}
    return {
        "activation": settings.activation.key,
        **({"regularization": kind} if kind else {}),
        "batchSize": str(batch),
        "dataset": chosen["classification"],
        "regDataset": chosen["regression"],
        "learningRate": written(settings.learning_rate),
        "regularizationRate": written(penalty.get(kind, 0.0)),
        "noise": written(percent_of(values["noise"])),
        "networkShape": ",".join(map(str, settings.hidden)),
        "seed": settings.link_seed,
        "showTestData": _flag(show_test),
        "discretize": _flag(discretize),
        "percTrainData": written(percent_of(settings.train_share)),
        **{name: _flag(on) for name, on in flags.items()},
        "collectStats": _flag(False),
        "problem": problem,
        "initZero": _flag(settings.initializer.key == "zeros"),
        "hideText": _flag(False),
    }


def _flag(on: bool) -> str:
    return "true" if on else "false"
