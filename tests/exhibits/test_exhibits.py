"""What holds for every exhibit."""

from dataclasses import fields, is_dataclass
from typing import Any, get_args

import numpy as np
import pytest

from visualizer.engine.learner import Learner
from visualizer.engine.sliding import SlidingLearner
from visualizer.exhibits import (
    Exhibit,
    Face,
    Observer,
    StepUnit,
    entries,
    exhibits,
    faces,
    pages,
)
from visualizer.language import set_language
from visualizer.resource_files import resource
from visualizer.scenes import Scene
from visualizer.scenes.layout import Leaf, Split, Tabs, leaves
from visualizer.scenes.plane import PointSet, Relief
from visualizer.session.experiment import (
    Experiment,
    decode,
    differences,
    encode,
    is_live,
    preset,
)
from visualizer.session.pace import PACES
from visualizer.session.session import Session
from visualizer.settings import check, describe

MEMBERS = [pytest.param(member, id=member.key) for member in exhibits]


@pytest.mark.parametrize("member", MEMBERS)
def test_it_builds_steps_captures_and_draws(
    member: type[Exhibit[Any, Any, Any]],
) -> None:
    settings = member.settings_class()
    check(settings)
    session = Session(Experiment(member.key, settings))
    assert isinstance(session.learner, Learner)
    assert isinstance(session.observer, Observer)
    session.advance(30)
    session.work(0.05)
    shown = session.snapshot()
    for language in ("en", "zh"):
        set_language(language)
        scenes = member().scenes(
            shown.frame, settings, shown.watch, shown.watch.visible
        )
        for name, scene in scenes.items():
            assert isinstance(scene, Scene)
            assert type(scene) is member().panels(settings)[name]


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("beside", [False, True])
def test_its_arrangement_is_of_its_panels(
    member: type[Exhibit[Any, Any, Any]], compact: bool, beside: bool
) -> None:
    settings = member.settings_class()
    arrange = member().side_arrangement if beside else member().arrangement
    arrangement = arrange(settings, compact)
    names = list(leaves(arrangement))
    assert len(set(names)) == len(names)
    assert set(names) == set(member().panels(settings))

    def check_weights(node: Any) -> None:
        assert node.weight > 0.0
        if isinstance(node, Split | Tabs):
            assert node.children
            for child in node.children:
                check_weights(child)
        else:
            assert isinstance(node, Leaf)

    check_weights(arrangement)


@pytest.mark.parametrize("member", MEMBERS)
def test_what_no_form_shows_is_set_in_a_panel(
    member: type[Exhibit[Any, Any, Any]],
) -> None:
    panels = member().panels(member.settings_class())
    for name, _, _ in describe(member.settings_class):
        assert member().place_of(f"{name}[0].any")[0] in panels


@pytest.mark.parametrize("member", MEMBERS)
def test_its_file_is_short_and_comes_back(member: type[Exhibit[Any, Any, Any]]) -> None:
    experiment = Experiment(member.key, member.settings_class())
    assert decode(encode(experiment)) == experiment


@pytest.mark.parametrize("member", MEMBERS)
def test_it_is_named_and_has_an_icon(member: type[Exhibit[Any, Any, Any]]) -> None:
    assert member.title
    assert resource("icons", f"{member.icon}.svg").is_file()


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_says_what_time_loss_and_steps_are_called(
    member: type[Exhibit[Any, Any, Any]], language: str
) -> None:
    set_language(language)
    terms = member().terms()
    ladder = [pace.key for pace in PACES]
    offered = [key for key, _ in terms.paces]
    assert offered == [key for key in ladder if key in offered]
    assert {unit for unit, _ in terms.units} <= set(get_args(StepUnit))
    for text in (terms.column, terms.counter, terms.axis, terms.value, terms.curve):
        assert text
    assert "7" in terms.diverged.format(update=7)
    assert terms.position is None or "7" in terms.position.format(update=7)


@pytest.mark.parametrize("member", MEMBERS)
def test_its_first_experiment_is_one_of_its_own(
    member: type[Exhibit[Any, Any, Any]],
) -> None:
    found = preset(member.first_preset)
    assert found.exhibit == member.key
    assert member.presented <= set(member().panels(found.settings))
    assert member().summary(found.settings)


@pytest.mark.parametrize("member", MEMBERS)
def test_slowed_settings_have_half_the_rates(
    member: type[Exhibit[Any, Any, Any]],
) -> None:
    settings = member.settings_class()
    slowed = member().slowed(settings)
    assert is_live(settings, slowed)
    for name, title, before, after in differences(settings, slowed):
        assert name.rpartition(".")[2] == "learning_rate"
        assert title in ("Learning rate", "Lowest rate")
        assert after == before / 2.0
    # Where nothing is trained there is no rate.
    trains = not isinstance(member().build(settings), SlidingLearner)
    assert (slowed != settings) == trains


@pytest.mark.parametrize("member", MEMBERS)
def test_its_settings_are_described(member: type[Exhibit[Any, Any, Any]]) -> None:
    described = {name for name, _, _ in describe(member.settings_class)}
    assert described == {field.name for field in fields(member.settings_class)}
    for name, _, item in describe(member.settings_class):
        assert item.title, name
        assert item.help, name


@pytest.mark.parametrize("member", MEMBERS)
def test_what_is_watched_is_frozen(member: type[Exhibit[Any, Any, Any]]) -> None:
    watch = member.watch_class()
    assert is_dataclass(watch)
    hash(watch)
    with pytest.raises(AttributeError):
        watch.visible = frozenset()


@pytest.mark.parametrize("member", MEMBERS)
def test_the_same_seed_builds_the_same(member: type[Exhibit[Any, Any, Any]]) -> None:
    settings = member.settings_class()
    first, second = member().build(settings), member().build(settings)
    for _ in range(10):
        first.step()
        second.step()
    np.testing.assert_array_equal(first.state, second.state)


@pytest.mark.parametrize("member", MEMBERS)
def test_previews_are_small_pictures(member: type[Exhibit[Any, Any, Any]]) -> None:
    for pictures in member().previews(member.settings_class()).values():
        for picture in pictures.values():
            if isinstance(picture, PointSet):
                assert picture.positions.shape == (len(picture.values), 2)
            elif isinstance(picture, Relief):
                assert picture.shares.ndim == 2
                assert picture.shares.min() >= 0.0
                assert picture.shares.max() <= 1.0
            else:
                assert picture.ndim == 2 or picture.shape[2:] == (3,)


@pytest.mark.parametrize("member", MEMBERS)
def test_its_face_is_that_of_its_class(member: type[Exhibit[Any, Any, Any]]) -> None:
    (face,) = (face for face in faces() if face.key == member.key)
    for name in Face.__struct_fields__:
        assert getattr(face, name) == getattr(member, name)


@pytest.mark.parametrize("face", faces(), ids=lambda face: face.key)
def test_a_page_shares_the_entry_of_an_exhibit_that_has_one(face: Face) -> None:
    assert face.entry in [entry.key for entry in entries()]
    assert face in pages(face.entry)
    assert not face.page_of or face.page


def test_every_exhibit_is_a_page_of_one_entry() -> None:
    found = [face for entry in entries() for face in pages(entry.key)]
    assert sorted(face.key for face in found) == sorted(exhibits.keys())
