"""Right and wrong answers of the Playground: matrix, page of mistakes, R²."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array
from visualizer.engine.learner import Indices, SupervisedLearner
from visualizer.engine.metrics import Values, accuracy, confusion_matrix, r_squared
from visualizer.exhibits.playground.data import PlaygroundData
from visualizer.exhibits.playground.map_texts import scale_texts, shown_name
from visualizer.exhibits.playground.settings import is_planar
from visualizer.language import tr
from visualizer.scenes.intents import Intent, MoveProbe, WatchExample
from visualizer.scenes.mistakes import MistakesScene, WrongExample
from visualizer.scenes.numbers import fixed, percent, significant, whole

PAGE = 20
"""Wrong examples of one page."""

MOST_PAIRS = 1_000
"""Points of a plot of predicted against true values; more lie over each other."""


COLOR_LOOKS = (5, 2, 0)
"""Numbers of the class colors that are nearest to red, green and blue."""

STEPS = (1.0, 1.2, 1.5, 2.0, 3.0, 5.0, 10.0, math.inf)
"""Ends of axes, times a power of ten."""


class MistakesView(Struct, frozen=True, eq=False):
    """What is wrong in one of the two sets; arrays are copies.

    Attributes
    ----------
    test : bool
    examples : int
    counts : int array (K, K)
        By true class and answer; empty for regression.
    wrong : int
        How many there are.
    page : int
        The page shown, from 0.
    places : int array (n,)
        Numbers of the examples of the page, in their set.
    true, answered : int arrays (n,)
    certainty : array (n,)
        0.5 … 1 where outputs are shares, otherwise how far the answer is from
        the other one.
    shares : bool
    pairs : array (N, 2)
        True and predicted values, thinned, one output after the other; empty for
        classes.
    outputs : int array (N,)
        The output that each pair is of.
    r2 : tuple of float
        Of each output shown, of all examples; none for classes.
    output : int or None
        Of several outputs the one shown; None for all.
    """

    test: bool
    examples: int
    counts: Indices
    wrong: int
    page: int
    places: Indices
    true: Indices
    answered: Indices
    certainty: Array
    shares: bool
    pairs: Array
    outputs: Indices
    r2: tuple[float, ...]
    output: int | None


def look_for_mistakes(
    learner: SupervisedLearner,
    data: PlaygroundData,
    test: bool,
    page: int,
    output: int | None,
) -> MistakesView:
    """Measure both sets and say what is wrong in one of them.

    Parameters
    ----------
    learner : SupervisedLearner
    data : PlaygroundData
    test : bool
        Which of the sets.
    page : int
        Of the wrong examples.
    output : int or None
        Of several values the one that is compared alone.
    """
    learner.evaluate()
    train_outputs, test_outputs = learner.outputs()
    outputs = test_outputs if test else train_outputs
    samples = learner.test if test else learner.train
    none: Indices = np.empty(0, np.int64)
    if samples.labels is None:
        chosen = slice(None) if output is None else slice(output, output + 1)
        values: Values = samples.y[chosen].astype(np.float64)
        answered: Values = outputs[chosen].astype(np.float64)
        stride = math.ceil(values.size / MOST_PAIRS) or 1
        pairs = np.stack((values[:, ::stride], answered[:, ::stride]), axis=-1)
        numbers = np.repeat(np.arange(len(values)), pairs.shape[1])
        return MistakesView(
            *(test, samples.count, none.reshape(0, 0), 0, 0, none, none, none),
            certainty=np.empty(0),
            shares=False,
            pairs=pairs.reshape(-1, 2),
            outputs=numbers,
            r2=tuple(map(r_squared, values, answered)),
            output=output,
        )
    answers = learner.loss.answers(outputs)
    labels = samples.labels
    activation = learner.network.layers[-1].activation
    certainty = _certainty(outputs, answers, learner.loss.targets == "share")
    wrong = np.flatnonzero(answers != labels)
    # The surest first; among equals the order of the set.
    surest = np.where(np.isfinite(certainty[wrong]), -certainty[wrong], np.inf)
    order = wrong[np.argsort(surest, kind="stable")]
    shown = min(page, max(0, len(order) - 1) // PAGE)
    places = order[shown * PAGE : (shown + 1) * PAGE]
    return MistakesView(
        test=test,
        examples=len(labels),
        counts=confusion_matrix(labels, answers, len(data.class_names)),
        wrong=len(wrong),
        page=shown,
        places=places,
        true=labels[places],
        answered=answers[places],
        certainty=certainty[places],
        shares=_are_shares(activation),
        pairs=np.empty((0, 2)),
        outputs=none,
        r2=(),
        output=None,
    )


def _are_shares(activation: Activation) -> bool:
    return activation.limits == (0.0, 1.0)


def _certainty(outputs: Array, answers: Indices, shared: bool) -> Array:
    """Return how sure each answer is, in the units of the outputs."""
    if len(outputs) > 1:
        chosen: Array = np.take_along_axis(outputs, answers[None, :], axis=0)[0].copy()
        return chosen
    single: Array = outputs[0].astype(np.float64)
    return np.maximum(single, 1.0 - single) if shared else np.abs(single)


def mistakes_scene(view: MistakesView, data: PlaygroundData) -> MistakesScene:
    """Return the scene of a view, in the language in use."""
    part = tr("test examples") if view.test else tr("training examples")
    note = _note(view, bool(data.class_names))
    columns: tuple[str, ...] = (tr("example"), tr("is"), tr("says"), tr("sure"))
    if is_planar(data.settings.dataset):
        columns = (*columns, "x₁, x₂")
    limit = _limit(view.pairs)
    first = view.page * PAGE + 1
    page_text = tr("none is wrong")
    if view.wrong:
        page_text = tr(
            "{first} – {last} of {count}",
            first=whole(first),
            last=whole(first + len(view.places) - 1),
            count=whole(view.wrong),
        )
    return MistakesScene(
        title=tr("Mistakes"),
        subtitle=f"{whole(view.examples)} {part} · {note}",
        test=view.test,
        names=_class_names(data),
        counts=view.counts,
        columns=columns,
        wrong=tuple(_wrong(view, data, row) for row in range(len(view.places))),
        page=view.page,
        pages=max(1, math.ceil(view.wrong / PAGE)),
        page_text=page_text,
        pairs=view.pairs,
        outputs=view.outputs,
        output_notes=_output_notes(view, data),
        output_looks=COLOR_LOOKS if data.original is not None else (),
        limit=limit,
        note=note,
        end_texts=_end_texts(view, data, limit),
        output_choice=tuple(shown_name(name) for name in data.output_names),
        output=view.output,
    )


def _class_names(data: PlaygroundData) -> tuple[str, ...]:
    return tuple(shown_name(name) for name in data.class_names)


def _note(view: MistakesView, classes: bool) -> str:
    if classes:
        return tr("{share} right", share=percent(accuracy(view.counts)))
    return "R² = " + ", ".join(significant(value, 3) for value in view.r2)


def _output_notes(view: MistakesView, data: PlaygroundData) -> tuple[str, ...]:
    """Return name and R² of each of several outputs."""
    if not data.output_names or view.output is not None:
        return ()
    pairs = zip(data.output_names, view.r2, strict=True)
    return tuple(
        f"{shown_name(name)}  R² = {significant(value, 3)}" for name, value in pairs
    )


def _end_texts(
    view: MistakesView, data: PlaygroundData, limit: float
) -> tuple[str, str] | None:
    """Return the ends of the axes in the unit of the one target shown."""
    single = view.output is not None or not data.output_names
    texts = scale_texts(data, limit, view.output or 0) if single else None
    return None if texts is None else (texts[2], texts[0])


def _limit(pairs: Array) -> float:
    """Return the end of both axes, in steps so that it seldom changes."""
    finite = np.abs(pairs[np.isfinite(pairs)])
    largest = float(finite.max(initial=1.0))
    power = 10.0 ** math.floor(math.log10(largest))
    return min(next(s * power for s in STEPS if s * power >= largest), 1e308)


def _wrong(view: MistakesView, data: PlaygroundData, row: int) -> WrongExample:
    place = int(view.places[row])
    names = _class_names(data)
    sure = float(view.certainty[row])
    texts = (
        whole(place + 1),
        names[int(view.true[row])],
        names[int(view.answered[row])],
        percent(sure, 0) if view.shares else fixed(sure, 2),
    )
    points = data.test_points if view.test else data.train_points
    look: Intent | None = None if view.test else WatchExample(place)
    if not is_planar(data.settings.dataset):
        shape = data.image_shape
        image = None if shape is None else points[place].reshape(shape)
        return WrongExample(texts, image, look)
    x1, x2 = (float(value) for value in points[place])
    if view.test:
        # A test example is never trained on: the probe goes to its place.
        look = MoveProbe((x1, x2))
    return WrongExample((*texts, f"{fixed(x1)}, {fixed(x2)}"), None, look)
