from dataclasses import replace
from typing import Any

import numpy as np

from visualizer.datasets import datasets
from visualizer.datasets.painted import MOST_POINTS, Painted
from visualizer.engine.losses import losses
from visualizer.exhibits.playground.data import prepare
from visualizer.exhibits.playground.painting import painted, painting
from visualizer.exhibits.playground.settings import PlaygroundSettings, changed
from visualizer.scenes.intents import Erase, Paint


def of(key: str, **values: Any) -> PlaygroundSettings:
    return changed(PlaygroundSettings(), dataset=datasets[key](**values))


def after(intent: Paint | Erase, settings: PlaygroundSettings) -> Any:
    return painted(intent, settings, prepare(settings)).dataset


DOT = of("painted", points=((1.0, 1.0, 1.0), (-2.0, 0.5, 0.0)))


def test_a_stroke_adds_its_points() -> None:
    dataset = after(Paint(((0.12345, -1.0), (5.0, 9.0)), "classes", 0.0), DOT)
    assert dataset.points == (*DOT.dataset.points, (0.123, -1.0, 0.0), (5.0, 6.0, 0.0))


def test_one_can_paint_onto_other_data() -> None:
    circle = of("circle", samples=40)
    dataset = after(Paint(((0.0, 0.0),), "classes", 0.0), circle)
    assert isinstance(dataset, Painted)
    data = prepare(circle)
    places = np.concatenate([data.train_points, data.test_points])
    rows = np.array(dataset.points)
    np.testing.assert_allclose(rows[:-1, :2], places, atol=0.0005)
    signs = np.concatenate([data.train.y[0], data.test.y[0]])
    np.testing.assert_array_equal(2 * rows[:-1, 2] - 1, signs)
    assert dataset.points[-1] == (0.0, 0.0, 0.0)


def test_values_and_classes_become_one_another() -> None:
    dataset = after(Paint(((0.0, 0.0),), "values", 0.5), DOT)
    assert (dataset.kind, dataset.problem) == ("values", "regression")
    assert [mark for _, _, mark in dataset.points] == [1.0, -1.0, 0.5]
    plane = of("reg-plane", samples=30)
    dataset = after(Paint(((0.0, 0.0),), "classes", 1.0), plane)
    marks = [mark for _, _, mark in dataset.points]
    values = np.concatenate([prepare(plane).train.y[0], prepare(plane).test.y[0]])
    assert marks[:-1] == (values > 0).astype(float).tolist()


def test_another_class_is_another_output() -> None:
    settings = painted(Paint(((0.0, 0.0),), "classes", 2.0), DOT, prepare(DOT))
    assert settings.dataset.classes == 3
    assert settings.loss == losses["softmax_cross_entropy"]()
    assert prepare(settings).outputs == 3
    # What was chosen for a problem stays from stroke to stroke.
    chosen = replace(settings, loss=losses["mean_squared"](), frozen=((3, 1),))
    again = painted(Paint(((1.0, 0.0),), "classes", 1.0), chosen, prepare(chosen))
    assert (again.loss, again.frozen) == (chosen.loss, ((3, 1),))
    assert again.dataset.classes == 3


def test_the_eraser_takes_what_it_comes_near_but_not_the_last_point() -> None:
    dataset = after(Erase(((1.2, 1.0), (3.0, 3.0)), 0.25), DOT)
    assert dataset.points == ((-2.0, 0.5, 0.0),)
    assert after(Erase(((1.3, 1.0),), 0.25), DOT) == DOT.dataset
    everything = after(Erase(((0.0, 0.0),), 20.0), DOT)
    assert everything.points == DOT.dataset.points[:1]


def test_a_new_painting_takes_the_place_of_all_points() -> None:
    three = painted(Paint(((0.0, 0.0),), "classes", 2.0), DOT, prepare(DOT))
    # The first of three classes is blue, and so is +1.
    dataset = after(Paint(((2.0, 2.0),), "classes", 0.0, fresh=True), three)
    assert (dataset.points, dataset.classes) == (((2.0, 2.0, 1.0),), 2)


def test_blue_points_stay_blue_when_a_third_class_comes() -> None:
    dataset = after(Paint(((0.0, 0.0),), "classes", 4.0), DOT)
    assert dataset.classes == 5
    # +1 is blue of two classes, the first is blue of several.
    assert [mark for _, _, mark in dataset.points] == [0.0, 1.0, 4.0]
    settings = changed(DOT, dataset=dataset)
    again = after(Paint(((1.0, 0.0),), "classes", 0.0), settings)
    assert [mark for _, _, mark in again.points] == [0.0, 1.0, 4.0, 0.0]
    values = of("painted", kind="values", points=((1.0, 1.0, 0.5), (0.0, 1.0, -0.5)))
    dataset = after(Paint(((0.0, 0.0),), "classes", 2.0), values)
    assert [mark for _, _, mark in dataset.points] == [0.0, 1.0, 2.0]


def test_six_classes_are_offered_and_more_where_there_are_more() -> None:
    two = painting(prepare(DOT))
    assert (two.classes, two.several) == (("−1", "+1", "3", "4", "5", "6"), False)
    marks = tuple((0.5 * mark, 1.0, float(mark)) for mark in range(8)) * 2
    eight = painting(prepare(of("painted", classes=8, points=marks)))
    assert (eight.classes, eight.several) == (tuple("12345678"), True)


def test_no_more_points_than_are_allowed() -> None:
    full = of("painted", points=((1.0, 1.0, 1.0),) * (MOST_POINTS - 1))
    dataset = after(Paint(((0.0, 0.0), (0.1, 0.1)), "classes", 0.0), full)
    assert len(dataset.points) == MOST_POINTS
    assert (
        after(Paint(((0.0, 0.0),), "classes", 0.0), replace(full, dataset=dataset))
        == dataset
    )
