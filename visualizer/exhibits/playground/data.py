"""The Playground's data: generated, split, and made into inputs and targets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.datasets import Examples
from visualizer.datasets.features import apply_features, features
from visualizer.datasets.own_inputs import apply_formulas, formula_title
from visualizer.datasets.split import split, split_at
from visualizer.engine.arrays import Array
from visualizer.engine.learner import Indices, Samples
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.exhibits.playground.sources import Sources, sources_of
from visualizer.language import tr
from visualizer.scenes.numbers import significant
from visualizer.scenes.plane import PointSet
from visualizer.settings import SettingError


@dataclass(frozen=True, slots=True, eq=False)
class PlaygroundData:
    """Data of one experiment; equal only to itself.

    Attributes
    ----------
    train, test : Samples
        As the network takes them.
    train_points, test_points : array (N, d)
        As they were generated, before features.
    input_names : tuple of str
    class_names : tuple of str
        Empty for regression.
    outputs : int
        Outputs that the targets ask for.
    output_activation : str
        Key of the output layer's activation.
    image_shape : pair of int or None
    plane : tuple or None
        (x_min, x_max, y_min, y_max) where the inputs are points of the plane.
    point_set : PointSet or None
        All examples, training first, for maps.
    """

    train: Samples
    test: Samples
    train_points: Array
    test_points: Array
    input_names: tuple[str, ...]
    class_names: tuple[str, ...]
    outputs: int
    output_activation: str
    image_shape: tuple[int, int] | None
    plane: tuple[float, float, float, float] | None
    point_set: PointSet | None

    def inputs_at(self, points: Array, settings: PlaygroundSettings) -> Array:
        """Return the network's inputs (d, N) for points (N, 2) of the plane."""
        return _columns(points, settings).T


def prepare(
    settings: PlaygroundSettings, sources: Sources | None = None
) -> PlaygroundData:
    """Generate and split the data that the settings ask for.

    Parameters
    ----------
    settings : PlaygroundSettings
    sources : Sources, optional
        Where their random numbers are drawn from, for one who draws on. Otherwise
        everything follows from `data_seed` or, where TensorFlow Playground's source
        is chosen, from `link_seed`.
    """
    dataset = settings.dataset
    sources = sources or sources_of(settings)
    examples = dataset.generate(sources.data)
    parts = _split(examples, settings, sources)
    planar = examples.inputs.shape[1] == 2 and dataset.image_shape is None
    outputs, activation = _output(settings)
    train, test = (
        Samples(
            _inputs(part, settings, planar),
            _targets(part, settings, outputs),
            _labels(part, settings),
        )
        for part in parts
    )
    low, high = dataset.domain
    names = dataset.input_names
    if planar:
        chosen = tuple(features[key].title for key in settings.features)
        names = (*chosen, *map(formula_title, settings.formulas))
    return PlaygroundData(
        train=train,
        test=test,
        train_points=parts[0].inputs,
        test_points=parts[1].inputs,
        input_names=names,
        class_names=dataset.class_names,
        outputs=outputs,
        output_activation=activation,
        image_shape=dataset.image_shape,
        plane=(low, high, low, high) if planar else None,
        point_set=_point_set(parts) if planar else None,
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
        return 1, "linear"
    several = problem == "multiclass" or loss.targets == "one_hot"
    count = len(settings.dataset.class_names) if several else 1
    squashing = "sigmoid" if several or loss.targets == "share" else "tanh"
    return count, loss.output or squashing


def _inputs(part: Examples, settings: PlaygroundSettings, planar: bool) -> Array:
    if not planar:
        return np.ascontiguousarray(part.inputs.T)
    made = _columns(part.inputs, settings)
    _check_formulas(part.inputs, made, settings)
    return np.ascontiguousarray(made.T)


def _columns(points: Array, settings: PlaygroundSettings) -> Array:
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


def _targets(part: Examples, settings: PlaygroundSettings, outputs: int) -> Array:
    labels, targets = _labels(part, settings), settings.loss.targets
    if labels is None:
        return np.array(part.targets[None, :])
    shares: Array = labels[None, :].astype(np.float64)
    if outputs > 1:
        shares = np.eye(outputs)[:, labels]
    signs = targets == "signs" or (targets == "signed" and outputs == 1)
    return 2.0 * shares - 1.0 if signs else shares


def _point_set(parts: tuple[Examples, Examples]) -> PointSet:
    train, test = parts
    positions = np.concatenate([train.inputs, test.inputs])
    values = np.concatenate([train.targets, test.targets])
    is_test = np.arange(len(values)) >= len(train.targets)
    for array in (positions, values, is_test):
        array.flags.writeable = False
    return PointSet(positions, values, is_test)
