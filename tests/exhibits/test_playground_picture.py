"""A picture learnt as a function: data, frames and scenes."""

from __future__ import annotations

import numpy as np

from tests.exhibits.builders import frame_of, learner_of, look, scene_of, session_of
from visualizer.datasets import datasets
from visualizer.datasets.picture import Picture
from visualizer.exhibits.playground import Playground
from visualizer.exhibits.playground.settings import PlaygroundSettings, changed
from visualizer.scenes.intents import NeuronRef, Paint


def test_three_outputs_are_shares_by_squared_error() -> None:
    settings = changed(PlaygroundSettings(), dataset=Picture())
    assert settings.loss.key == "mean_squared"
    learner = Playground().build(settings)
    assert learner.network.sizes[-1] == 3
    assert learner.network.layers[-1].activation.key == "sigmoid"
    loss = learner.evaluate().train_loss
    outputs, _ = learner.outputs()
    expected = ((outputs - learner.train.y) ** 2).sum(axis=0).mean()
    np.testing.assert_allclose(loss, expected, rtol=1e-5)


def test_the_map_is_the_picture_learnt_so_far_pixel_by_pixel() -> None:
    session = session_of("picture")
    session.advance(49)
    scene = scene_of(session, "output")
    learner, data = learner_of(session), frame_of(session).data
    assert scene.picture.original is data.original
    assert scene.picture.learnt.shape == (42, 64, 3)
    # Where examples for training and for testing lie, there are their answers.
    pairs = zip(
        learner.outputs(),
        (learner.train.y, learner.test.y),
        (data.train_points, data.test_points),
        strict=True,
    )
    found = 0
    for outputs, targets, places in pairs:
        columns = np.rint((places[:, 0] + 3.0) / 6.0 * 64 - 0.5).astype(int)
        rows = np.rint((places[:, 1] + 1.96875) / 3.9375 * 42 - 0.5).astype(int)
        np.testing.assert_allclose(
            scene.picture.learnt[rows, columns], outputs.T, atol=2e-6
        )
        np.testing.assert_allclose(
            scene.picture.original[rows, columns], targets.T, atol=1e-6
        )
        found += len(rows)
    assert found == 42 * 64
    assert scene.subtitle == "learns from 90 % of the pixels"
    labels = scene_of(session, "network").layers[-1].labels
    assert labels == ("red", "green", "blue")


def test_the_map_of_a_neuron_takes_its_place() -> None:
    session = session_of("picture")
    look(session, preview=NeuronRef(1, 0))
    scene = scene_of(session, "output")
    assert scene.picture.learnt is None
    assert scene.values.shape == (42, 64)


def test_after_a_thousand_updates_it_is_a_cat() -> None:
    session = session_of("picture")
    session.advance(980)
    scene = scene_of(session, "output")
    errors = (scene.picture.learnt - scene.picture.original) ** 2
    spread = scene.picture.original.var(axis=(0, 1)).sum()
    assert errors.sum(axis=2).mean() < 0.3 * spread


def test_nothing_is_painted_onto_a_picture() -> None:
    session = session_of("picture")
    look(session, painting=True)
    scene = scene_of(session, "output")
    assert scene.painting is None
    assert not scene.paintable
    shown = session.snapshot()
    stroke = Paint(((0.0, 0.0),), "classes", 1.0)
    exhibit = Playground()
    settings = shown.experiment.settings
    assert exhibit.respond(stroke, settings, shown.watch, shown.frame) is None
    circle = changed(settings, dataset=datasets["circle"]())
    frame = session_of("circle").snapshot().frame
    assert exhibit.respond(stroke, circle, shown.watch, frame) is not None
