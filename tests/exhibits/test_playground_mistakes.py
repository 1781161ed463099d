"""Mistakes against scikit-learn and against counting by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.exhibits.builders import learner_of, look, session_of
from tests.peers import Peer
from visualizer import language
from visualizer.datasets import datasets
from visualizer.exhibits.playground.mistakes import PAGE, mistakes_scene
from visualizer.exhibits.playground.settings import PlaygroundSettings, changed
from visualizer.scenes.intents import MoveProbe, TurnPage, WatchExample
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session

metrics = Peer("sklearn.metrics")


def session_with(key: str, updates: int = 30, **changes: Any) -> Session:
    settings = changed(PlaygroundSettings(), dataset=datasets[key](), **changes)
    session = Session(Experiment("playground", settings))
    session.advance(updates)
    look(session, visible=frozenset({"mistakes"}))
    return session


def frame_of(session: Session) -> Any:
    return session.snapshot(session.watch.visible).frame


def scene_of(session: Session) -> Any:
    frame = frame_of(session)
    assert frame.mistakes is not None
    return mistakes_scene(frame.mistakes, frame.data)


def outputs_of(session: Session, test: bool) -> Any:
    learner = learner_of(session)
    samples = learner.test if test else learner.train
    trace = learner.new_trace(samples.count, backward=False)
    trace.set_inputs(samples.x)
    trace.forward.run()
    return samples, trace.output


@pytest.mark.parametrize("test", [False, True])
def test_the_matrix_is_scikit_learns(test: bool) -> None:
    session = session_with("digits")
    look(session, mistakes_test=test)
    samples, outputs = outputs_of(session, test)
    scene = scene_of(session)
    expected = metrics.confusion_matrix(samples.labels, outputs.argmax(axis=0))
    np.testing.assert_array_equal(scene.counts, expected)
    right = np.trace(expected) / expected.sum()
    assert scene.note == f"{100 * right:.1f} % right"
    assert scene.test is test


def test_two_classes_by_one_signed_output() -> None:
    session = session_with("xor", updates=5)
    samples, outputs = outputs_of(session, True)
    predicted = (outputs[0] >= 0.0).astype(int)
    expected = metrics.confusion_matrix(samples.labels, predicted)
    scene = scene_of(session)
    np.testing.assert_array_equal(scene.counts, expected)
    wrong = np.flatnonzero(predicted != samples.labels)
    surest = wrong[np.argmax(np.abs(outputs[0, wrong]))]
    x1, x2 = frame_of(session).data.test_points[surest]
    first = scene.wrong[0]
    assert first.texts[0] == str(surest + 1)
    names = ("−1", "+1")
    assert first.texts[1:3] == (
        names[int(samples.labels[surest])],
        names[int(predicted[surest])],
    )
    assert first.look == MoveProbe((x1, x2))


def test_pages_hold_every_wrong_example_once() -> None:
    session = session_with("digits", updates=3)
    look(session, mistakes_test=False)
    samples, outputs = outputs_of(session, False)
    wrong = np.flatnonzero(outputs.argmax(axis=0) != samples.labels)
    pages = scene_of(session).pages
    assert pages == -(-len(wrong) // PAGE) > 2
    seen = []
    for page in range(pages):
        look(session, mistakes_page=page)
        scene = scene_of(session)
        assert scene.page == page
        for example in scene.wrong:
            assert isinstance(example.look, WatchExample)
            seen.append(example.look.index)
            place = frame_of(session).data.train_points[example.look.index]
            np.testing.assert_array_equal(example.image.ravel(), place)
    assert sorted(seen) == wrong.tolist()
    certainty = outputs.max(axis=0)[seen]
    assert (np.diff(certainty) <= 0.0).all()
    # A page behind the last one is the last one.
    look(session, mistakes_page=10_000)
    assert scene_of(session).page == pages - 1


def test_values_have_r2() -> None:
    session = session_with("reg-plane", updates=40)
    samples, outputs = outputs_of(session, True)
    frame = frame_of(session)
    assert frame.mistakes is not None
    assert frame.mistakes.r2 == pytest.approx(
        (metrics.r2_score(samples.y[0], outputs[0]),)
    )
    np.testing.assert_allclose(
        frame.mistakes.pairs, np.column_stack((samples.y[0], outputs[0]))
    )
    scene = scene_of(session)
    assert scene.names == ()
    assert scene.note.startswith("R² = ")
    assert scene.limit >= np.abs(frame.mistakes.pairs).max()


def test_several_values_have_r2_each() -> None:
    session = session_of("picture")
    look(session, visible=frozenset({"mistakes"}))
    session.advance(120)
    samples, outputs = outputs_of(session, True)
    view = frame_of(session).mistakes
    assert view is not None
    assert view.r2 == pytest.approx(
        [metrics.r2_score(samples.y[color], outputs[color]) for color in range(3)],
        rel=1e-4,
    )
    for color in range(3):
        np.testing.assert_allclose(
            view.pairs[view.outputs == color],
            np.column_stack((samples.y[color], outputs[color])),
            rtol=1e-5,
        )
    scene = scene_of(session)
    assert [note.split()[0] for note in scene.output_notes] == ["red", "green", "blue"]


def test_a_run_that_diverged_has_no_r2() -> None:
    session = session_with("reg-plane")
    learner = learner_of(session)
    learner.put(np.full(learner.parameters.flat.shape, np.nan))
    assert scene_of(session).note == "R² = –"


def test_one_painted_point_leaves_nothing_to_test_with() -> None:
    settings = PlaygroundSettings(dataset=datasets["painted"](points=((1, 1, 1),)))
    session = Session(Experiment("playground", settings))
    look(session, visible=frozenset({"mistakes"}))
    scene = scene_of(session)
    assert scene.page_text == "none is wrong"
    assert scene.counts.sum() == 0


def test_hidden_it_costs_nothing_and_turning_a_page_is_a_look() -> None:
    session = session_of("circle")
    look(session, visible=frozenset({"network"}))
    frame = frame_of(session)
    assert frame.mistakes is None
    exhibit = session.snapshot().experiment.exhibit_class()()
    answer = exhibit.respond(
        TurnPage(3), session.snapshot().experiment.settings, session.watch, frame
    )
    assert answer is not None
    assert answer[1].mistakes_page == 3


def test_classes_are_named_in_the_language_in_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = session_with("iris", updates=3)
    english = scene_of(session)
    assert english.names == ("setosa", "versicolor", "virginica")
    monkeypatch.setattr(language, "_language", "zh")
    chinese = scene_of(session)
    assert chinese.names == tuple(
        language.catalog("zh")[name] for name in english.names
    )
    answers = {text for wrong in chinese.wrong for text in wrong.texts[1:3]}
    assert answers <= set(chinese.names)
