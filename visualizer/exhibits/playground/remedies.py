"""What can be tried against what detectors find: other settings, each by its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from msgspec import Struct

from visualizer.datasets.features import features
from visualizer.engine.activations import activations
from visualizer.engine.initializers import initializers
from visualizer.engine.losses import losses
from visualizer.engine.optimizers import optimizers
from visualizer.exhibits.playground.reshaping import reshaped
from visualizer.exhibits.playground.settings import (
    MAX_UNITS,
    PlaygroundSettings,
    changed,
)
from visualizer.language import Phrase
from visualizer.settings import SettingError, check, describe

CLIP_NORM = 1.0
L2_RATE = 0.003
TRAIN_SHARE = 0.8
FIRST_UNITS = 4
ADAM_RATE = 0.01


class Remedy(Struct, frozen=True):
    """One thing to try.

    Attributes
    ----------
    title : str
        A `Phrase`, for a button.
    take : callable
        Returns the settings with it.
    """

    title: str
    take: Callable[[PlaygroundSettings], PlaygroundSettings]


def _rate(factor: float) -> Callable[[PlaygroundSettings], PlaygroundSettings]:
    return lambda settings: changed(
        settings, learning_rate=settings.learning_rate * factor
    )


def _use_adam(settings: PlaygroundSettings) -> PlaygroundSettings:
    if settings.optimizer.key == "adam":
        return settings
    rate = min(settings.learning_rate, ADAM_RATE)
    return changed(settings, optimizer=optimizers["adam"](), learning_rate=rate)


def _clip(settings: PlaygroundSettings) -> PlaygroundSettings:
    return settings if settings.clip_norm else changed(settings, clip_norm=CLIP_NORM)


def _decay(settings: PlaygroundSettings) -> PlaygroundSettings:
    return settings if settings.l2 else changed(settings, l2=L2_RATE)


def _sized(factor: float) -> Callable[[PlaygroundSettings], PlaygroundSettings]:
    def take(settings: PlaygroundSettings) -> PlaygroundSettings:
        hidden = settings.hidden
        if not hidden:
            grown = (FIRST_UNITS,) if factor > 1.0 else ()
            return reshaped(settings, grown, (0, None, 1)) if grown else settings
        sizes = (max(1, min(MAX_UNITS, round(factor * n))) for n in hidden)
        return reshaped(settings, tuple(sizes), range(len(hidden) + 2))

    return take


def _data(settings: PlaygroundSettings, **values: Any) -> PlaygroundSettings:
    """Return settings with other values of the data set, as far as it has them."""
    known = {name for name, _, _ in describe(type(settings.dataset))}
    if not values.keys() <= known:
        return settings
    dataset: Any = settings.dataset
    return changed(settings, dataset=replace(dataset, **values))


def _more_data(settings: PlaygroundSettings) -> PlaygroundSettings:
    if settings.train_share < TRAIN_SHARE:
        return changed(settings, train_share=TRAIN_SHARE)
    samples = getattr(settings.dataset, "samples", 0)
    return _data(settings, samples=2 * samples)


def _less_noise(settings: PlaygroundSettings) -> PlaygroundSettings:
    return _data(settings, noise=0.0)


def _bigger_batch(settings: PlaygroundSettings) -> PlaygroundSettings:
    if settings.batch == "full":
        return settings
    size = 4 * (settings.batch_size if settings.batch == "mini" else 1)
    return changed(settings, batch="mini", batch_size=size)


def _more_inputs(settings: PlaygroundSettings) -> PlaygroundSettings:
    planar = settings.dataset.image_shape is None
    if not planar or len(settings.dataset.input_names) != 2:
        return settings
    return changed(settings, features=tuple(features))


def _start(key: str) -> Callable[[PlaygroundSettings], PlaygroundSettings]:
    def take(settings: PlaygroundSettings) -> PlaygroundSettings:
        if settings.draws == "tf_playground":
            # Its links bring their initial weights along.
            return settings
        return changed(settings, initializer=initializers[key]())

    return take


def _use(key: str) -> Callable[[PlaygroundSettings], PlaygroundSettings]:
    return lambda settings: changed(settings, activation=activations[key]())


def _probabilities(settings: PlaygroundSettings) -> PlaygroundSettings:
    if settings.dataset.problem != "binary":
        return settings
    return changed(settings, loss=losses["binary_cross_entropy"]())


REMEDIES: Mapping[str, Remedy] = {
    "halve_rate": Remedy(Phrase("Halve the learning rate"), _rate(0.5)),
    "raise_rate": Remedy(Phrase("Three times the learning rate"), _rate(3.0)),
    "clip": Remedy(Phrase("Clip the gradient"), _clip),
    "adam": Remedy(Phrase("Use Adam"), _use_adam),
    "xavier": Remedy(Phrase("Start again with Xavier"), _start("xavier")),
    "he": Remedy(Phrase("Start again with He"), _start("he")),
    "relu": Remedy(Phrase("Use ReLU"), _use("relu")),
    "leaky_relu": Remedy(Phrase("Use Leaky ReLU"), _use("leaky_relu")),
    "wider": Remedy(Phrase("Twice the neurons"), _sized(2.0)),
    "narrower": Remedy(Phrase("Half the neurons"), _sized(0.5)),
    "l2": Remedy(Phrase("Add an L2 penalty"), _decay),
    "more_data": Remedy(Phrase("More training data"), _more_data),
    "less_noise": Remedy(Phrase("Take the noise out"), _less_noise),
    "bigger_batch": Remedy(Phrase("Larger batches"), _bigger_batch),
    "probabilities": Remedy(Phrase("Use binary cross-entropy"), _probabilities),
    "more_inputs": Remedy(Phrase("Give it all inputs"), _more_inputs),
}


def with_remedy(settings: PlaygroundSettings, key: str) -> PlaygroundSettings | None:
    """Return settings with a remedy; None where it changes nothing or does not fit."""
    try:
        other = REMEDIES[key].take(settings)
        check(other)
    except SettingError:
        return None
    return None if other == settings else other


@lru_cache(maxsize=16)
def helpful(settings: PlaygroundSettings, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the remedies that would change something, in the same order."""
    return tuple(key for key in keys if with_remedy(settings, key) is not None)
