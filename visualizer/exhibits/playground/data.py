"""The Playground's data: generated, split, scaled, made into inputs and targets."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from visualizer.datasets import Array, Examples
from visualizer.datasets.features import apply_features, features
from visualizer.datasets.own_inputs import apply_formulas, formula_title
from visualizer.datasets.scaling import Normalize, Scaling, ScalingStep, Standardize
from visualizer.datasets.split import split, split_at
from visualizer.engine.arrays import Array as NumberArray
from visualizer.engine.learner import Indices, Samples
from visualizer.exhibits.playground.chart import (
    Chart,
    Marks,
    column_chart,
    planar_chart,
    principal_chart,
)
from visualizer.exhibits.playground.settings import PlaygroundSettings, is_planar
from visualizer.exhibits.playground.sources import Sources, sources_of
from visualizer.language import tr
from visualizer.scenes.numbers import significant
from visualizer.settings import SettingError

OUTPUT_MAP = 80
"""Points a side of the output map."""

SCALINGS: dict[str, Scaling] = {"standard": Standardize(), "0-1": Normalize()}


class PlaygroundData(Struct, frozen=True, eq=False):
    """Data of one experiment; equal only to itself.

    Attributes
    ----------
    settings : PlaygroundSettings
        What they were made with.
    train, test : Samples
        As the network takes them.
    train_points, test_points : array (N, d)
        As they were generated, before features and scaling.
    scaling : ScalingStep
        Makes the network's inputs of features or columns.
    target_scaling : ScalingStep or None
        Of the values of a table: makes -1 … +1 of the range in training.
    input_names : tuple of str
    class_names : tuple of str
        Empty for regression.
    output_names : tuple of str
        Of the values of an example where they are several.
    outputs : int
        Outputs that the targets ask for.
    output_activation : str
        Key of the output layer's activation.
    image_shape : pair of int or None
    original : array (rows, columns, 3) or None
        The picture that is learnt, its lowest row first.
    """

    settings: PlaygroundSettings
    train: Samples
    test: Samples
    train_points: Array
    test_points: Array
    scaling: ScalingStep
    target_scaling: ScalingStep | None
    input_names: tuple[str, ...]
    class_names: tuple[str, ...]
    output_names: tuple[str, ...]
    outputs: int
    output_activation: str
    image_shape: tuple[int, int] | None
    original: Array | None

    @property
    def tabular(self) -> bool:
        """Whether the inputs are columns of a table."""
        return self.settings.dataset.tabular

    @property
    def charted(self) -> bool:
        """Whether maps over a plane show what the network answers."""
        return self.image_shape is None

    @property
    def map_shape(self) -> tuple[int, int]:
        """Rows and columns of the output map; of a picture those of its pixels."""
        if self.original is not None:
            return self.original.shape[0], self.original.shape[1]
        return OUTPUT_MAP, OUTPUT_MAP

    def output_of(self, wish: int | None) -> int | None:
        """Return the output that is wished for; None for all or where it is none."""
        several = len(self.output_names)
        return wish if wish is not None and 0 <= wish < several else None

    def chart(self, axes: tuple[int, int] | None, output: int = 0) -> Chart:
        """Return a plane to draw maps on.

        Parameters
        ----------
        axes : pair of int or None
            Of a table, the inputs along both axes; None, and axes that it does
            not have, stand for the principal plane.
        output : int
            Of several values, the one that colors the examples.
        """
        raw = np.concatenate([self.train_points, self.test_points])
        marks = self.marks(output)
        if not self.tabular:
            return planar_chart(raw, marks, self.settings.dataset.extent, self._fed)
        count = len(self.input_names)
        if count == 1:
            return column_chart(raw, (0, 0), marks, self.scaling)
        if axes is not None and max(axes) < count and axes[0] != axes[1]:
            return column_chart(raw, axes, marks, self.scaling)
        return principal_chart(self.scaling.apply(raw), marks)

    def _fed(self, points: NumberArray) -> NumberArray:
        """Return the network's inputs (n, M) for points (M, 2) of the plane."""
        fed: NumberArray = self.scaling.apply(_columns(points, self.settings)).T
        return fed

    def marks(self, output: int = 0) -> Marks:
        """Return what colors the examples, those for training first.

        Parameters
        ----------
        output : int
            Of several values, the one that is asked for.
        """
        parts = (self.train, self.test)
        classes = None
        if len(self.class_names) > 2:
            classes = np.concatenate([_known(part.labels) for part in parts])
            values = np.zeros(len(classes))
        elif self.class_names:
            labels = np.concatenate([_known(part.labels) for part in parts])
            values = 2.0 * labels - 1.0
        else:
            values = np.concatenate([part.y[output] for part in parts])
        return Marks(values, classes, self.train.count)


def prepare(
    settings: PlaygroundSettings, sources: Sources | None = None
) -> PlaygroundData:
    """Generate and split the data that the settings ask for.

    Scales are taken from the training examples alone.

    Parameters
    ----------
    settings : PlaygroundSettings
    sources : Sources, optional
        Where their random numbers are drawn from, for one who draws on. Otherwise
        everything follows from `data_seed` or, where TensorFlow Playground's source
        is chosen, from `link_seed`.

    Raises
    ------
    SettingError
        If the data cannot be had, such as a file that vanished.
    """
    dataset = settings.dataset
    sources = sources or sources_of(settings)
    examples = dataset.generate(sources.data)
    parts = _split(examples, settings, sources)
    planar = is_planar(dataset)
    outputs, activation = _output(settings)
    made = [_made(part, settings, planar) for part in parts]
    scaling = _scaling(settings.scaling, made[0])
    target_scaling = None
    if dataset.tabular and dataset.problem == "regression":
        target_scaling = _to_signed_range(parts[0].targets)
    train, test = (
        Samples(
            np.ascontiguousarray(scaling.apply(columns).T),
            _targets(part, settings, outputs, target_scaling),
            _labels(part, settings),
        )
        for part, columns in zip(parts, made, strict=True)
    )
    names = dataset.input_names
    if planar:
        chosen = tuple(features[key].title for key in settings.features)
        names = (*chosen, *map(formula_title, settings.formulas))
    return PlaygroundData(
        settings=settings,
        train=train,
        test=test,
        train_points=parts[0].inputs,
        test_points=parts[1].inputs,
        scaling=scaling,
        target_scaling=target_scaling,
        input_names=names,
        class_names=dataset.class_names,
        output_names=dataset.output_names,
        outputs=outputs,
        output_activation=activation,
        image_shape=dataset.image_shape,
        original=dataset.colors(),
    )


def _split(
    examples: Examples, settings: PlaygroundSettings, sources: Sources
) -> tuple[Examples, Examples]:
    stratify = settings.dataset.problem == "multiclass"
    if settings.draws == "tf_playground" and not stratify:
        count = settings.linked_training_count(len(examples))
        return split_at(examples, count, sources.split)
    return split(examples, settings.train_share, sources.split, stratify)


def _output(settings: PlaygroundSettings) -> tuple[int, str]:
    """Return number and activation of the outputs that data and loss ask for."""
    problem, loss = settings.dataset.problem, settings.loss
    if problem == "regression":
        values = max(1, len(settings.dataset.output_names))
        return values, "sigmoid" if settings.dataset.shares else "linear"
    several = problem == "multiclass" or loss.targets == "one_hot"
    several = several or settings.output_per_class
    count = len(settings.dataset.class_names) if several else 1
    squashing = "sigmoid" if several or loss.targets == "share" else "tanh"
    return count, loss.output or squashing


def _made(part: Examples, settings: PlaygroundSettings, planar: bool) -> Array:
    """Return what the inputs are made of, a row an example, before scaling."""
    if not planar:
        return part.inputs
    made = _columns(part.inputs, settings)
    _check_formulas(part.inputs, made, settings)
    return made


def _scaling(key: str, columns: Array) -> ScalingStep:
    width = columns.shape[1]
    if key not in SCALINGS:
        return ScalingStep(np.zeros(width), np.ones(width))
    return SCALINGS[key].fit(columns)


def _to_signed_range(targets: Array) -> ScalingStep:
    values = _valued(targets)
    low, high = values.min(axis=0), values.max(axis=0)
    half = 0.5 * (high - low)
    return ScalingStep(0.5 * (low + high), np.where(half > 0.0, half, 1.0))


def _valued(targets: Array) -> Array:
    """Return the values of examples (N,) or (N, k) as (N, k)."""
    return targets.reshape(len(targets), -1)


def _known(labels: Indices | None) -> Indices:
    assert labels is not None
    return labels


def _columns(points: NumberArray, settings: PlaygroundSettings) -> Array:
    """Return features and formulas (N, d) of points of the plane."""
    doubles = points.astype(np.float64)
    chosen = apply_features(doubles, settings.features)
    return np.column_stack((chosen, apply_formulas(doubles, settings.formulas)))


def _check_formulas(points: Array, made: Array, settings: PlaygroundSettings) -> None:
    wrong = np.argwhere(~np.isfinite(made))
    if len(wrong):
        row, column = (int(place) for place in wrong[0])
        number = column - len(settings.features)
        x1, x2 = points[row]
        raise SettingError(
            tr(
                "{field}: {formula} has no value at the example ({x1}, {x2}); "
                "allowed: formulas with a finite value at every example",
                field=f"formulas[{number}]",
                formula=settings.formulas[number],
                x1=significant(float(x1), 3),
                x2=significant(float(x2), 3),
            )
        )


def _labels(part: Examples, settings: PlaygroundSettings) -> Indices | None:
    problem = settings.dataset.problem
    if problem == "regression":
        return None
    if problem == "binary":
        return (part.targets > 0).astype(np.int64)
    return part.targets.astype(np.int64)


def _targets(
    part: Examples,
    settings: PlaygroundSettings,
    outputs: int,
    scaling: ScalingStep | None,
) -> Array:
    labels, targets = _labels(part, settings), settings.loss.targets
    if labels is None:
        values = _valued(part.targets)
        return np.array((values if scaling is None else scaling.apply(values)).T)
    shares: Array = labels[None, :].astype(np.float64)
    if outputs > 1:
        shares = np.eye(outputs)[:, labels]
    signs = targets == "signs" or (targets == "signed" and outputs == 1)
    return 2.0 * shares - 1.0 if signs else shares
