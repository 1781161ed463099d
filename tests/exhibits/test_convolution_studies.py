"""What is found out in the background, against plain loops and central differences."""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exhibits.convolution_builders import (
    ask,
    convolution_session,
    frame_of,
    look,
    scene_of,
)
from tests.session.builders import change
from visualizer.engine.activations import activations
from visualizer.exhibits.convolution.kernel_names import name_of, references
from visualizer.exhibits.convolution.liking import strongest
from visualizer.exhibits.convolution.mattering import half_share
from visualizer.exhibits.convolution.probe import Probe
from visualizer.exhibits.convolution.receptive import patch_of, receptive_shape
from visualizer.exhibits.convolution.sandbox import KERNELS
from visualizer.exhibits.convolution.slices import Sliced
from visualizer.scenes.intents import NeuronRef, Select, StepExample
from visualizer.session import commands as do
from visualizer.session.experiment import preset
from visualizer.session.session import Session


def plain_forward(session, image):
    """Return z of all layers for an image, by loops over the shown parameters."""
    frame = frame_of(session)
    values, found = image[None], []
    for layer in frame.layers:
        (high, down, above), (wide, along, aside) = layer.reading
        z = np.zeros(layer.z.shape)
        if layer.kind == "class":
            for number in range(len(z)):
                z[number] = (layer.kernels[number] * values).sum()
            z += layer.biases
            found.append(z)
            continue
        frame_of_zeros = ((0, 0), (above, above), (aside, aside))
        padded = np.pad(values, frame_of_zeros)
        for number, row, column in np.ndindex(*z.shape):
            top, left = row * down, column * along
            window = padded[:, top : top + high, left : left + wide]
            if layer.kind == "convolution":
                z[number, row, column] = (
                    layer.kernels[number] * window
                ).sum() + layer.biases[number]
            else:
                z[number, row, column] = window[number].max()
        found.append(z)
        values = np.maximum(z, 0.0) if layer.kind == "convolution" else z
    return found


def probe_of(session, layer, batch=1):
    learner = session.learner
    return Probe(learner.network, learner.parameters, layer, batch)


def settled(session, **watch):
    look(session, **watch)
    frame_of(session)
    while session.work(0.05):
        pass
    return frame_of(session)


SEEN = frozenset({"network", "units", "hierarchy", "relevance"})


@pytest.mark.parametrize("place", range(5))
def test_a_probe_computes_what_plain_loops_compute(place) -> None:
    session = convolution_session(1)
    frame = frame_of(session)
    image = np.random.default_rng(2).random((8, 8))
    probe = probe_of(session, frame.layers[place].number)
    probe.x[:, 0] = image.ravel()
    z = probe.forward()[..., 0]
    np.testing.assert_allclose(z, plain_forward(session, image)[place], atol=1e-10)


@pytest.mark.parametrize(("place", "value"), [(0, 13), (1, 20), (2, 77), (4, 6)])
def test_its_gradient_is_that_of_central_differences(place, value) -> None:
    session = convolution_session(1, activation=softplus())
    layer = frame_of(session).layers[place].number
    probe = probe_of(session, layer)
    image = np.random.default_rng(3).random(64)
    probe.x[:, 0] = image
    probe.forward()
    gradient = probe.gradient(value)[:, 0].copy()
    step = 1e-5
    for pixel in range(64):
        ends = []
        for sign in (1, -1):
            probe.x[:, 0] = image
            probe.x[pixel, 0] += sign * step
            ends.append(float(probe.forward().reshape(-1)[value]))
        numeric = (ends[0] - ends[1]) / (2 * step)
        assert gradient[pixel] == pytest.approx(numeric, abs=1e-6)


def softplus():
    return activations["softplus"]()


def test_the_strongest_examples_are_those_of_all_that_were_looked_through() -> None:
    session = convolution_session(1)
    frame = settled(session, visible=SEEN)
    count = frame.strongest[0].looked_at
    assert count == session.learner.train.count
    assert [view.layer for view in frame.strongest] == [1, 3, 6]
    for view, place in zip(frame.strongest, (0, 2, 4), strict=True):
        probe = probe_of(session, view.layer, count)
        probe.x[:] = session.learner.train.x
        z = probe.forward().reshape(len(view.numbers), -1, count)
        for number, chosen in enumerate(view.numbers):
            largest = z[number].max(axis=0)
            np.testing.assert_allclose(
                view.values[number], np.sort(largest)[::-1][: len(chosen)]
            )
            # One of them once more, by loops.
            image = session.learner.train.x[:, chosen[0]].reshape(8, 8)
            plain = plain_forward(session, image)[place][number]
            assert view.values[number, 0] == pytest.approx(plain.max())
            assert view.places[number, 0] == plain.argmax()


def test_a_made_image_is_liked_more_and_is_an_image() -> None:
    session = convolution_session(2)
    ask(session, Select(NeuronRef(6, 3)))
    frame = settled(session, visible=SEEN)
    ascent = frame.ascent
    assert ascent is not None
    assert (ascent.image >= 0).all()
    assert (ascent.image <= 1).all()
    plain = [
        plain_forward(session, np.reshape(image, (8, 8)))[4][3]
        for image in (np.zeros(64), ascent.image)
    ]
    assert [ascent.before, ascent.after] == pytest.approx(plain)
    # More than any of the digits that were really written.
    best = frame.strongest[-1].values[3, 0]
    assert ascent.after > best > ascent.before


def test_occlusion_is_what_covering_each_pixel_does() -> None:
    session = convolution_session(2)
    frame = settled(session, visible=SEEN)
    found = frame.mattering
    assert found is not None
    assert (found.side, found.answer) == (1, int(np.argmax(frame.layers[-1].a)))
    whole = plain_forward(session, frame.image)
    for row, column in [(0, 0), (2, 4), (5, 3), (7, 7)]:
        covered = frame.image.copy()
        covered[row, column] = 0.0
        after = plain_forward(session, covered)
        shares = [np.exp(z[-1]) / np.exp(z[-1]).sum() for z in (whole, after)]
        drop = shares[0][found.answer] - shares[1][found.answer]
        assert found.drop[row, column] == pytest.approx(drop, abs=1e-12)
        for place, (z, other) in enumerate(zip(whole, after, strict=True)):
            kind = frame.layers[place].kind
            one, two = (
                (np.maximum(z, 0), np.maximum(other, 0))
                if kind == "convolution"
                else shares
                if kind == "class"
                else (z, other)
            )
            changed = np.linalg.norm(two - one) / np.linalg.norm(one)
            assert found.changes[place, row, column] == pytest.approx(changed)


@given(values=st.lists(st.integers(0, 20), min_size=1, max_size=40))
@settings(deadline=None, max_examples=60)
def test_half_of_the_changes_are_counted_from_the_largest(values) -> None:
    count, reached = 0, 0
    for value in sorted(values, reverse=True):
        if 2 * reached >= sum(values):
            break
        reached, count = reached + value, count + 1
    assert half_share(np.array(values, float)) == pytest.approx(count / len(values))


@pytest.mark.parametrize("width", [0, 1, 5])
@pytest.mark.parametrize("place", [0, 1, 2, 3, 4])
def test_a_unit_sees_what_changes_it(place, width) -> None:
    session = convolution_session(1, activation=softplus(), kernel_width=width)
    frame = frame_of(session)
    layer = frame.layers[place]
    image = np.random.default_rng(5).random((8, 8))
    value = layer.z[0].size // 2 if layer.z.ndim == 3 else 0
    probe = probe_of(session, layer.number)
    probe.x[:, 0] = image.ravel()
    probe.forward()
    gradient = probe.gradient(value)[:, 0].reshape(8, 8)
    patch = patch_of(frame, place, image, value)
    assert patch.shape == receptive_shape(frame, place)
    if layer.kind == "class":
        assert patch.shape == (8, 8)
    # All pixels with a gradient are in the patch.
    reached = image[gradient != 0.0]
    assert np.isin(reached, patch).all()


@pytest.mark.parametrize(
    ("key", "kernel"),
    [
        ("vertical", KERNELS["vertical"]),
        ("horizontal", KERNELS["horizontal"]),
        ("spot", KERNELS["outline"]),
        ("mean", KERNELS["blur"]),
        ("rising", (-2, -1, 0, -1, 0, 1, 0, 1, 2)),
        ("falling", (0, 1, 2, -1, 0, 1, -2, -1, 0)),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_kernels_made_by_hand_have_their_names(key, kernel, sign) -> None:
    name = name_of(sign * 0.3 * np.reshape(kernel, (3, 3)).astype(float))
    assert name.key == key
    assert name.similarity * sign > 0.94
    assert name.fits


def test_similarity_is_the_cosine_of_the_angle() -> None:
    kernel = np.random.default_rng(6).normal(size=(5, 5))
    name = name_of(kernel)
    reference = references(5, 5)[name.key]
    cosine = kernel.ravel() @ reference.ravel()
    cosine /= np.linalg.norm(kernel) * np.linalg.norm(reference)
    assert name.similarity == pytest.approx(cosine)
    for other in references(5, 5).values():
        assert abs(kernel.ravel() @ other.ravel()) <= abs(cosine) * np.linalg.norm(
            kernel
        ) * (1 + 1e-9)


def test_a_kernel_like_nothing_has_no_name() -> None:
    assert not name_of(np.array([[1.0, -1, 1], [-1, 0, -1], [1, -1, 1]])).fits
    assert name_of(np.zeros((3, 3))).similarity == 0.0
    assert not name_of(np.full((3, 3), np.nan)).fits


@pytest.mark.parametrize("rows", range(1, 8))
@pytest.mark.parametrize("columns", range(1, 8))
def test_references_have_length_one(rows, columns) -> None:
    for kernel in references(rows, columns).values():
        assert kernel.shape == (rows, columns)
        assert np.linalg.norm(kernel) == pytest.approx(1.0)


def test_narrow_kernels_have_their_names() -> None:
    """Along one axis there is no edge across the other, nor along a diagonal."""
    assert name_of(np.array([[-1.0, 0, 1]])).key == "vertical"
    assert name_of(np.array([[-1.0], [0], [1]])).key == "horizontal"
    assert set(references(1, 3)) == {"vertical", "spot", "mean"}
    sobel = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    for row in (sobel, np.vstack([sobel, sobel[:1]])):
        assert name_of(row).key == "vertical"
    assert name_of(np.array([[-1.0, -1], [0, 0], [1, 1]])).key == "horizontal"


def test_work_is_done_in_slices_and_a_new_wish_drops_the_old_one() -> None:
    begun = []

    def begin(name):
        def slices():
            begun.append(name)
            yield None
            yield None
            yield name

        return slices

    study = Sliced()
    assert study.work("a", 1, begin("a1"), perf_counter())
    assert study.result is None
    # Another state of the network waits; another wish does not.
    assert study.work("a", 2, begin("a2"), perf_counter())
    assert study.work("a", 2, begin("a2"), perf_counter())
    assert (study.result, begun) == ("a1", ["a1"])
    assert study.work("a", 2, begin("a2"), perf_counter())
    assert study.work("b", 2, begin("b2"), perf_counter())
    assert study.result is None
    assert study.work("b", 2, begin("b2"), perf_counter() + 60)
    assert (study.result, begun) == ("b2", ["a1", "a2", "b2"])
    assert not study.work("b", 2, begin("b2"), perf_counter() + 60)


def test_nothing_is_worked_on_for_panels_out_of_sight() -> None:
    session = convolution_session()
    look(session, visible=frozenset({"network", "neuron"}))
    frame_of(session)
    assert not session.work(0.05)
    assert frame_of(session).strongest == ()


def test_what_was_found_follows_the_image_and_the_training() -> None:
    session = convolution_session()
    first = settled(session, visible=SEEN).mattering
    ask(session, StepExample(1))
    second = settled(session, visible=SEEN).mattering
    assert not np.array_equal(first.image, second.image)
    session.advance(10)
    third = settled(session, visible=SEEN)
    assert third.mattering.update == third.strongest[0].update == 10


def test_training_is_not_changed_by_what_is_found_out() -> None:
    alone, watched = convolution_session(), convolution_session()
    for _ in range(3):
        alone.advance(5)
        watched.advance(5)
        settled(watched, visible=SEEN | {"rival"})
    np.testing.assert_array_equal(
        alone.learner.parameters.flat, watched.learner.parameters.flat
    )


def test_the_dense_network_is_trained_as_far_as_the_run() -> None:
    session = convolution_session(2, precision="float32")
    frame = settled(session, visible=SEEN | {"rival"})
    rival = frame.rival
    assert rival.sizes == (64, 16, 16, 10)
    assert rival.parameters == 65 * 16 + 17 * 16 + 17 * 10
    assert rival.update == session.update
    assert rival.present == session.learner.evaluate().test_accuracy
    # The same network as an experiment of its own, built and trained elsewhere.
    dense = preset("digits")
    own = session.snapshot().experiment.settings
    other = replace(
        dense.settings,
        hidden=(16, 16),
        activation=activations["sigmoid"](),
        train_share=own.train_share,
        seed=own.seed,
        data_seed=own.data_seed,
    )
    beside = Session(dense.with_settings(other))
    beside.advance(session.update)
    assert rival.accuracy == pytest.approx(
        beside.learner.evaluate().test_accuracy, abs=0.03
    )


def test_back_in_time_it_is_shown_as_it_stood_then() -> None:
    session = convolution_session(3, precision="float32")
    late = settled(session, visible=SEEN | {"rival"}).rival
    session.execute(do.Seek(session.learner.updates_per_epoch))
    early = settled(session, visible=SEEN | {"rival"}).rival
    assert early.update == session.learner.updates_per_epoch < late.update
    assert early.accuracy < late.accuracy


@pytest.mark.parametrize("panel", ["units", "hierarchy", "relevance", "rival"])
def test_every_panel_says_what_it_waits_for_and_then_shows_it(panel) -> None:
    session = convolution_session(1)
    look(session, visible=frozenset({"network", panel}))
    before = scene_of(session, panel)
    assert before.hint
    assert not before.rows
    while session.work(0.05):
        pass
    after = scene_of(session, panel)
    assert not after.hint
    assert after.rows
    assert after.explained
    for row in after.rows:
        count = len(row.values)
        assert (len(row.limits), len(row.captions), len(row.wishes)) == (count,) * 3


def test_a_unit_of_the_hierarchy_is_selected_by_its_wish() -> None:
    session = convolution_session(1)
    settled(session, visible=SEEN)
    scene = scene_of(session, "hierarchy")
    assert [len(row.values) for row in scene.rows] == [8, 16, 10]
    ask(session, scene.rows[1].wishes[5])
    cell = frame_of(session).cell
    assert (cell.layer, cell.map) == (2, 5)
    assert scene_of(session, "hierarchy").rows[1].chosen == 5


def test_without_a_selection_the_panel_asks_for_one() -> None:
    session = convolution_session()
    look(session, visible=SEEN)
    ask(session, Select(None))
    assert "Click a pixel" in scene_of(session, "units").hint


def test_a_kernel_is_named_only_where_it_is_similar_enough() -> None:
    session = convolution_session()
    settled(session, visible=SEEN)
    weights = session.learner.parameters.blocks[0]
    weights[:-1, 0] = np.array(KERNELS["vertical"])
    ((_, said),) = scene_of(session, "units").lines
    assert said == "vertical edges (similarity 1.00)"
    weights[:-1, 0] = [1, -1, 1, -1, 0, -1, 1, -1, 1]
    ((_, said),) = scene_of(session, "units").lines
    assert said.startswith("no name; nearest ")


def test_large_sets_are_looked_through_in_part() -> None:
    session = convolution_session()
    learner = session.learner
    images = np.tile(learner.train.x, 2)[:, :2_100]
    *_, view = strongest(learner.network, learner.parameters, images, 1, 0)
    assert view.looked_at == 2_000
    assert view.numbers.max() < 2_000


def test_one_block_without_pooling_is_studied_too() -> None:
    session = convolution_session(second_filters=0, pooling="none")
    change(session, kernel_size=5, padding="valid")
    frame = settled(session, visible=SEEN)
    assert [view.layer for view in frame.strongest] == [1, 3]
    assert frame.mattering.changes.shape == (2, 8, 8)
