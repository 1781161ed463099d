"""The shallow and the deep way side by side, and groups without labels."""

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from tests.exhibits.shallow.builders import (
    frame_of,
    learner_of,
    look,
    pair_of,
    scene_of,
)
from tests.peers import require
from visualizer.engine.k_means import Clustering
from visualizer.exhibits.shallow import Shallow, ShallowSettings
from visualizer.exhibits.shallow.learner import build, standardized
from visualizer.exhibits.shallow.scenes import human_choices
from visualizer.language import set_language
from visualizer.scenes.intents import SetOption, StepExample, WatchExample
from visualizer.scenes.shallow import ToggleFeature
from visualizer.session import commands as do
from visualizer.session.archive import check_archive
from visualizer.session.duet import Duet
from visualizer.settings import SettingError, check


def respond(session: Any, intent: Any) -> Any:
    frame = frame_of(session)
    settings = session.snapshot().experiment.settings
    return Shallow().respond(intent, settings, session.watch, frame)


def change(session: Any, **changes: Any) -> None:
    settings = session.snapshot().experiment.settings
    session.execute(do.Change(Shallow().adapt(settings, changes)))


def test_both_see_the_same_images_in_the_same_batches() -> None:
    learner = build(ShallowSettings())
    for _ in range(50):
        shallow, deep = learner.members
        np.testing.assert_array_equal(shallow.upcoming(), deep.upcoming())
        learner.step()
    for one, other in zip(learner.features, (deep.train, deep.test), strict=True):
        np.testing.assert_array_equal(one.labels, other.labels)
    images = deep.train.x.T.reshape(-1, 8, 8)
    sums = images.mean(axis=(1, 2))
    given = shallow.train.x
    # The first number of the mass is the mean ink.
    place = 3
    correlation = np.corrcoef(given[place], sums)[0, 1]
    assert correlation == pytest.approx(1.0, abs=1e-5)


def test_features_are_standardized_as_scikit_learn_does() -> None:
    preprocessing = require("sklearn.preprocessing")
    random = np.random.default_rng(2)
    train, test = random.normal(3.0, 5.0, (4, 50)), random.normal(size=(4, 9))
    train[2] = 7.0
    test[2] = 7.0
    scaler = preprocessing.StandardScaler().fit(train.T)
    ours = standardized(train, test)
    np.testing.assert_allclose(ours[0].T, scaler.transform(train.T), atol=1e-12)
    np.testing.assert_allclose(ours[1].T, scaler.transform(test.T), atol=1e-12)


def test_the_shallow_way_ends_where_scikit_learns_softmax_regression_does() -> None:
    linear = require("sklearn.linear_model")
    learner = build(
        ShallowSettings(features=("zones",), precision="float64", learning_rate=0.01)
    )
    while learner.position.epoch < 60:
        learner.run(1000)
    train, test = learner.features
    peer = linear.LogisticRegression(C=np.inf, max_iter=5000)
    peer.fit(train.x.T, train.labels)
    accuracy = peer.score(test.x.T, test.labels)
    assert learner.standings()[0].test_accuracy == pytest.approx(accuracy, abs=0.03)


@pytest.mark.parametrize("network", ["dense", "convolution"])
def test_answers_and_tables_are_those_of_the_members(network: str) -> None:
    session = pair_of(1, network=network)
    look(session, example=40)
    frame, learner = frame_of(session), learner_of(session)
    metrics = require("sklearn.metrics")
    given = (learner.features, (learner.data.train, learner.data.test))
    for way, member, parts in zip(frame.ways, learner.members, given, strict=True):
        for table, samples in zip(way.tables, parts, strict=True):
            trace = member.new_trace(samples.count, False)
            trace.set_inputs(samples.x, samples.y)
            trace.forward.run()
            answers = trace.output.argmax(axis=0)
            peer = metrics.confusion_matrix(samples.labels, answers)
            np.testing.assert_array_equal(table, peer)
            if samples is parts[0]:
                watched = trace.output[:, 40]
        np.testing.assert_allclose(way.answers, watched, atol=1e-5)
        right = np.trace(way.tables[1]) / way.tables[1].sum()
        assert way.metrics.test_accuracy == pytest.approx(right)
        assert way.inputs == parts[0].x.shape[0]
        assert way.parameters == member.parameters.flat.size


def test_the_comparison_says_what_each_is_given_and_how_good_it_is() -> None:
    session = pair_of(2)
    frame = frame_of(session)
    scene = scene_of(session, "contest")
    rows = {row.name: row.values for row in scene.rows}
    assert rows["is given"] == ("12 numbers", "64 pixels")
    assert rows["parameters"] == ("130", "3,466")
    assert rows["model"] == ("softmax regression", "64 – 32 – 32 – 10")
    shares = [way.metrics.test_accuracy for way in frame.ways]
    assert rows["test accuracy"] == tuple(f"{100 * share:.1f} %" for share in shares)
    assert all("ms" in value for value in rows["training time"])
    assert [row.name for row in scene.rows if row.strong] == ["test accuracy"]


def test_human_choices_are_counted_one_by_one() -> None:
    few = ShallowSettings(features=("symmetry",))
    more = ShallowSettings(features=("zones", "symmetry"), network="convolution")
    assert [len(each) for each in human_choices(few)] == [2, 3]
    assert [len(each) for each in human_choices(more)] == [5, 6]
    scene = scene_of(pair_of(features=("zones", "symmetry")), "contest")
    (row,) = (row for row in scene.rows if row.name == "human choices")
    assert row.values == ("5 on digits", "3 on layers")
    assert row.notes[0].count(" · ") == 4


def test_every_feature_is_shown_on_the_watched_digit() -> None:
    session = pair_of(features=("zones", "holes"))
    look(session, example=3)
    scene = scene_of(session, "features")
    data = learner_of(session).data
    np.testing.assert_array_equal(scene.image.ravel(), data.train.x[:, 3])
    assert [tile.on for tile in scene.tiles] == [True, *[False] * 4, True]
    assert [tile.count for tile in scene.tiles] == [
        f"{count} numbers" for count in (16, 16, 32, 3, 6, 3)
    ]
    assert scene.subtitle == "2 of 6 chosen · 19 numbers an image"
    for tile in scene.tiles:
        assert "Decided by a person: " in tile.about


def test_a_tick_measures_more_and_begins_a_new_run() -> None:
    session = pair_of(1)
    settings, _ = respond(session, ToggleFeature("zones"))
    assert settings.features == ("zones", "symmetry", "mass", "holes")
    session.execute(do.Change(settings))
    assert learner_of(session).members[0].network.inputs == 28
    assert learner_of(session).update == 0
    session.execute(do.Undo())
    assert learner_of(session).members[0].network.inputs == 12
    settings, _ = respond(session, ToggleFeature("mass"))
    assert settings.features == ("symmetry", "holes")


def test_the_last_feature_cannot_go() -> None:
    session = pair_of(features=("mass",))
    with pytest.raises(SettingError, match="allowed: one or more"):
        respond(session, ToggleFeature("mass"))
    with pytest.raises(SettingError, match="'loops' is not allowed; allowed: zones"):
        respond(session, ToggleFeature("loops"))
    with pytest.raises(SettingError, match="named twice"):
        ShallowSettings(features=("mass", "mass"))
    with pytest.raises(SettingError, match=r"features: has 0 items; allowed"):
        check(ShallowSettings(features=()))


def test_other_digits_are_watched_and_other_images_counted() -> None:
    session = pair_of()
    count = learner_of(session).data.train.count
    assert respond(session, WatchExample(7))[1].example == 7
    assert respond(session, StepExample(-1))[1].example == count - 1
    assert not respond(session, SetOption("on_test", False))[1].on_test
    assert respond(session, SetOption("other", True)) is None
    assert scene_of(session, "confusions").sides[0].counts.sum() == 360
    look(session, on_test=False)
    scene = scene_of(session, "confusions")
    assert scene.sides[1].counts.sum() == count
    wrong = count - np.trace(scene.sides[1].counts)
    assert scene.sides[1].note == f"Deep: {wrong:,} wrong"


def test_the_curves_are_accuracies_along_the_run() -> None:
    session = pair_of(3)
    frame, learner = frame_of(session), learner_of(session)
    assert np.isfinite(frame.accuracies).all()
    now = [each.test_accuracy for each in learner.standings()]
    assert frame.accuracies[-1].tolist() == now
    begun = build(ShallowSettings())
    first = [each.test_accuracy for each in begun.standings()]
    assert frame.accuracies[0].tolist() == first
    scene = scene_of(session, "progress")
    shallow, deep = scene.plot.lines
    assert shallow.x[-1] == 3.0
    np.testing.assert_array_equal(deep.y, 100.0 * frame.accuracies[:, 1])


def test_groups_go_on_by_an_iteration_an_epoch() -> None:
    session = pair_of(2)
    learner = learner_of(session)
    frame = frame_of(session)
    assert frame.clusters.iteration == 2
    begun = build(ShallowSettings()).clustering
    assert isinstance(begun, Clustering)
    assert begun is not learner.clustering
    expected = begun.at(2)
    np.testing.assert_array_equal(frame.clusters.centroids, expected.centroids)
    session.execute(do.Seek(0))
    assert frame_of(session).clusters.iteration == 0
    labels = learner.data.train.labels
    assert labels is not None
    counted = require("sklearn.metrics").cluster.contingency_matrix(
        labels, expected.nearest
    )
    np.testing.assert_array_equal(frame.cluster_table, counted)


def test_groups_are_drawn_with_their_most_frequent_label() -> None:
    session = pair_of(4, clusters=6)
    frame = frame_of(session)
    scene = scene_of(session, "clusters")
    assert scene.pictures.shape == (6, 8, 8)
    assert scene.counts.shape == (10, 6)
    for column, caption in zip(scene.counts.T, scene.captions, strict=True):
        share = column.max() / column.sum()
        assert caption == f"{column.argmax()} · {100 * share:.0f} %"
    facts = dict(scene.facts)
    best = frame.cluster_table.max(axis=0).sum() / frame.cluster_table.sum()
    assert facts["purity"] == f"{100 * best:.1f} %"
    score = require("sklearn.metrics").adjusted_rand_score(
        learner_of(session).data.train.labels, frame.clusters.nearest
    )
    assert facts["adjusted Rand index"] == f"{score:.3f}"
    assert scene.subtitle == "iteration 4, one an epoch"


def test_another_number_of_groups_takes_effect_at_once() -> None:
    session = pair_of(3)
    theta = learner_of(session).state[0].copy()
    change(session, clusters=4)
    assert learner_of(session).update == 3 * 45
    np.testing.assert_array_equal(learner_of(session).state[0], theta)
    frame = frame_of(session)
    assert frame.cluster_table.shape == (10, 4)
    assert frame.clusters.iteration == 3


def test_live_settings_reach_both() -> None:
    session = pair_of(1)
    change(session, batch_size=10, learning_rate=0.01, l2=0.1)
    for member in learner_of(session).members:
        assert (member.batch_size, member.learning_rate, member.l2) == (10, 0.01, 0.1)
    session.advance(20)
    shallow, deep = learner_of(session).members
    assert shallow.update == deep.update


def test_both_ways_that_were_kept_go_on_the_same() -> None:
    session = pair_of(1)
    archive = session.export()
    check_archive(archive)
    other = pair_of(features=("zones",))
    other.restore(archive)
    for each in (session, other):
        each.advance(30)
    np.testing.assert_array_equal(learner_of(other).state, learner_of(session).state)
    assert learner_of(other).update == 75


def test_both_stand_beside_another_pair_in_step() -> None:
    duet = Duet(pair_of(1))
    duet.execute(do.Compare())
    right = duet.right
    assert right is not None
    assert duet.advance(10) == 10
    np.testing.assert_array_equal(learner_of(right).state, learner_of(duet.left).state)


def test_what_diverged_is_said() -> None:
    session = pair_of(learning_rate=0.003)
    frame = frame_of(session)
    gone = replace(frame.ways[0], answers=np.full(10, np.nan))
    scenes = Shallow().scenes(
        replace(frame, ways=(gone, frame.ways[1])),
        ShallowSettings(),
        session.watch,
        frozenset({"contest"}),
    )
    (row,) = (row for row in scenes["contest"].rows if row.name == "this digit")
    assert row.values[0] == "diverged"
    assert row.values[1].startswith("says ")


def test_it_is_said_in_chinese() -> None:
    session = pair_of(1)
    set_language("zh")
    assert scene_of(session, "contest").columns == ("浅层", "深度")
    assert scene_of(session, "clusters").title == "k 均值"
    set_language("en")
