"""Planes through inputs of several dimensions, against plain eigenvectors."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.builders import frame_of, learner_of, look, scene_of, session_of
from visualizer.datasets import datasets
from visualizer.datasets.circle import Circle
from visualizer.engine.losses import losses
from visualizer.exhibits.playground.chart import MOST_POINTS
from visualizer.exhibits.playground.data import PlaygroundData, prepare
from visualizer.exhibits.playground.settings import PlaygroundSettings, changed
from visualizer.language import set_language
from visualizer.session.session import Session


def data_of(key: str, **changes: Any) -> PlaygroundData:
    chosen = changed(PlaygroundSettings(), dataset=datasets[key]())
    return prepare(replace(chosen, **changes))


def session_with(key: str, **changes: Any) -> Session:
    chosen = changed(PlaygroundSettings(), dataset=datasets[key](), **changes)
    fields = {name: getattr(chosen, name) for name in ("dataset", "loss", "scaling")}
    return session_of(**{**fields, **changes})


def test_columns_of_tables_are_standardized_by_the_training_examples() -> None:
    data = data_of("iris")
    assert data.settings.scaling == "standard"
    np.testing.assert_allclose(data.train.x.mean(axis=1), 0.0, atol=1e-12)
    np.testing.assert_allclose(data.train.x.std(axis=1), 1.0)
    mean, spread = data.train_points.mean(axis=0), data.train_points.std(axis=0)
    np.testing.assert_allclose(data.test.x.T, (data.test_points - mean) / spread)
    low = data_of("iris", scaling="0-1").train.x
    np.testing.assert_allclose([low.min(axis=1), low.max(axis=1)], [[0] * 4, [1] * 4])
    plain = data_of("iris", scaling="none")
    np.testing.assert_array_equal(plain.train.x.T, plain.train_points)


def test_scaling_follows_the_kind_of_data_unless_asked_for() -> None:
    iris = changed(PlaygroundSettings(), dataset=datasets["iris"]())
    assert iris.scaling == "standard"
    assert changed(iris, dataset=Circle()).scaling == "none"
    kept = changed(replace(iris, scaling="0-1"), dataset=datasets["penguins"]())
    assert kept.scaling == "0-1"
    chosen = changed(PlaygroundSettings(), dataset=datasets["iris"](), scaling="none")
    assert chosen.scaling == "none"


def test_points_of_the_plane_are_scaled_where_wanted() -> None:
    data = data_of("circle", scaling="standard", features=("x1", "x1*x2"))
    np.testing.assert_allclose(data.train.x.std(axis=1), 1.0)
    np.testing.assert_allclose(
        data.chart(None).embed(data.train_points), data.train.x, atol=1e-12
    )


@pytest.mark.parametrize("key", ["iris", "penguins", "breast-cancer"])
def test_the_principal_plane_is_that_of_singular_vectors(key: str) -> None:
    data = data_of(key)
    chart = data.chart(None)
    x = data.train.x.T
    _, s, rows = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    assert chart.kept == pytest.approx(float((s[:2] ** 2).sum() / (s**2).sum()))
    projected = (x - x.mean(axis=0)) @ rows[:2].T
    # The sign of a singular vector is anybody's choice.
    signs = np.sign((projected * chart.train_positions).sum(axis=0))
    np.testing.assert_allclose(chart.train_positions, projected * signs, atol=1e-9)


def test_the_principal_plane_is_embedded_at_right_angles() -> None:
    data = data_of("breast-cancer")
    chart = data.chart(None)
    fed = chart.embed(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]])).T
    np.testing.assert_allclose(fed[0], data.train.x.mean(axis=1), atol=1e-12)
    across, up = fed[1] - fed[0], fed[2] - fed[0]
    np.testing.assert_allclose(
        [across @ across, up @ up, across @ up], [1, 4, 0], atol=1e-12
    )
    assert across[np.abs(across).argmax()] > 0.0


def test_two_columns_hold_the_others_at_their_training_mean() -> None:
    data = data_of("iris")
    chart = data.chart((2, 0))
    assert chart.held == 2
    np.testing.assert_array_equal(chart.train_positions, data.train_points[:, [2, 0]])
    fed = chart.embed(np.array([[1.5, 7.0]]))[:, 0]
    mean, spread = data.train_points.mean(axis=0), data.train_points.std(axis=0)
    raw = np.array([7.0, mean[1], 1.5, mean[3]])
    np.testing.assert_allclose(fed, (raw - mean) / spread, atol=1e-12)
    x_min, x_max, y_min, y_max = chart.domain
    petals, sepals = data.train_points[:, 2], data.train_points[:, 0]
    assert x_min < petals.min() < petals.max() < x_max
    assert y_min < sepals.min() < sepals.max() < y_max


@pytest.mark.parametrize("axes", [(0, 9), (1, 1)])
def test_axes_that_the_data_do_not_have_give_the_principal_plane(
    axes: tuple[int, int],
) -> None:
    assert data_of("iris").chart(axes).axes is None


def test_a_single_input_is_drawn_along_one_axis() -> None:
    iris = datasets["iris"](columns=("petal width",))
    data = prepare(changed(PlaygroundSettings(), dataset=iris))
    chart = data.chart(None)
    assert (chart.axes, chart.held) == ((0, 0), 0)
    low = chart.embed(np.array([[1.0, -0.5], [1.0, 0.5]]))
    np.testing.assert_array_equal(low[:, 0], low[:, 1])


def test_many_points_are_thinned_and_the_map_says_so() -> None:
    session = session_of(dataset=Circle(samples=10_000), train_share=0.6)
    chart = frame_of(session).chart
    assert chart is not None
    assert len(chart.points.values) == MOST_POINTS
    assert np.count_nonzero(chart.points.is_test) == 0.4 * MOST_POINTS
    # A click counts training examples from the first one on.
    shown = chart.points.positions[~chart.points.is_test]
    np.testing.assert_array_equal(shown, chart.train_positions[: len(shown)])
    assert (
        scene_of(session, "output").subtitle == "decision map · 3,000 of 10,000 drawn"
    )


# Scenes.


def test_a_map_of_classes_shows_the_highest_output_and_its_lead() -> None:
    session = session_with("iris", hidden=(5,))
    session.advance(300)
    scene = scene_of(session, "output")
    chart, network = frame_of(session).chart, learner_of(session).network
    assert chart is not None
    side = len(scene.values)
    x_min, x_max, y_min, y_max = chart.domain
    x = x_min + (np.arange(side) + 0.5) / side * (x_max - x_min)
    y = y_min + (np.arange(side) + 0.5) / side * (y_max - y_min)
    points = np.array([(x[60], y[10]), (x[5], y[70])])
    trace = learner_of(session).new_trace(2, backward=False)
    trace.set_inputs(chart.embed(points).astype(np.float32))
    trace.forward.run()
    assert network.sizes[-1] == 3
    for column, (row, place) in enumerate([(10, 60), (70, 5)]):
        shares = np.sort(trace.output[:, column])
        assert scene.winners[row, place] == trace.output[:, column].argmax()
        np.testing.assert_allclose(
            scene.values[row, place], shares[-1] - shares[-2], atol=1e-5
        )
    assert scene.class_names == ("setosa", "versicolor", "virginica")
    labels = np.r_[
        frame_of(session).data.train.labels, frame_of(session).data.test.labels
    ]
    np.testing.assert_array_equal(scene.points.classes, labels)


def test_the_map_says_what_is_projected_or_held() -> None:
    session = session_with("iris")
    scene = scene_of(session, "output")
    share = frame_of(session).chart.kept
    assert scene.subtitle == f"decision map · {share:.0%}".replace("%", " %") + (
        " of the inputs' variance"
    )
    assert scene.x_label == "1st principal direction"
    assert scene.axes_options == (
        "sepal length", "sepal width", "petal length", "petal width",
    )  # fmt: skip
    assert (scene.axes, scene.own_units) == (None, False)
    look(session, axes_shown=(3, 1))
    scene = scene_of(session, "output")
    assert scene.subtitle == "decision map · 2 others at their mean"
    assert (scene.x_label, scene.y_label) == ("petal width", "sepal width")
    assert (scene.axes, scene.own_units) == ((3, 1), True)


def test_the_probe_feeds_the_network_from_the_plane() -> None:
    session = session_with("iris")
    look(session, axes_shown=(0, 1), probe=(6.0, 3.0))
    frame = frame_of(session)
    assert (frame.example, frame.point) == (-1, (6.0, 3.0))
    data = frame.data
    raw = data.train_points.mean(axis=0)
    raw[:2] = 6.0, 3.0
    np.testing.assert_allclose(frame.x, data.scaling.apply(raw[None])[0], atol=1e-5)
    # It stays on the plane when the data change their range.
    look(session, probe=(60.0, -9.0))
    _, x_max, y_min, _ = frame.chart.domain
    assert frame_of(session).point == (x_max, y_min)


def test_the_answer_is_said_by_name() -> None:
    session = session_with("iris", hidden=(5,))
    session.advance(2000)
    frame = frame_of(session)
    share = float(frame.layers[-1].a.max())
    name = frame.data.class_names[frame.label]
    said = scene_of(session, "output").value_text
    assert said.startswith(f"says {name}: {100 * share:.1f}")
    cancer = session_with("breast-cancer", loss=losses["binary_cross_entropy"]())
    cancer.advance(500)
    frame = frame_of(cancer)
    yes = float(frame.layers[-1].a[0])
    name, value = ("malignant", yes) if yes >= 0.5 else ("benign", 1.0 - yes)
    assert scene_of(cancer, "output").value_text == f"says {name}: {100 * value:.1f} %"


def test_names_of_the_data_follow_the_language() -> None:
    session = session_with("iris")
    set_language("zh")
    try:
        graph = scene_of(session, "network")
        assert graph.layers[0].labels[0] == "花萼长"
        assert graph.layers[-1].labels == ("山鸢尾", "变色鸢尾", "维吉尼亚鸢尾")
    finally:
        set_language("en")
    assert scene_of(session, "network").layers[0].labels[0] == "sepal length"
