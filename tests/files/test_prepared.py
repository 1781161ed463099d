import dataclasses
import json

import pytest

from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.files.opening import open_named
from visualizer.files.prepared import (
    MOST_BOOKMARKS,
    TAGS,
    decode_scene,
    picture_of,
    scene,
    scene_keys,
    scene_titles,
)
from visualizer.resource_files import resource
from visualizer.session.experiment import ExperimentError, differences, preset_keys
from visualizer.session.outcome import measure_outcomes
from visualizer.session.session import Session

FAILURES = {
    *("dead-relu", "exploding-loss", "vanishing-gradient", "overfitting"),
    *("too-small-a-network", "inputs-of-unlike-size", "all-zero-start"),
    "too-large-a-batch",
}
"""Those of dense networks that the design asks for."""

MOST_BYTES = 12_000
"""Of a picture."""


def text_of(key="dead-relu", **changes):
    plain = json.loads(resource("scenes", f"{key}.json").read_text(encoding="utf-8"))
    plain.update(changes)
    return json.dumps({k: v for k, v in plain.items() if v is not ...}).encode()


def test_there_are_enough_scenes_and_every_failure_among_them():
    assert len(scene_keys()) >= 24
    assert set(scene_keys()) >= FAILURES
    assert not set(scene_keys()) & set(preset_keys())
    assert all("failure" in scene(key).script.tags for key in FAILURES)
    assert {tag for key in scene_keys() for tag in scene(key).script.tags} == set(TAGS)


def test_titles_are_known_without_the_rest():
    titles = {key: scene(key).script.title for key in scene_keys()}
    assert scene_titles() == titles
    assert len(set(titles.values())) == len(titles)


@pytest.mark.parametrize("key", scene_keys())
def test_a_scene_comes_out_as_promised_and_its_control_does_not(key):
    found = scene(key)
    outcomes = found.script.outcomes

    def holds(experiment, seed):
        measured = measure_outcomes(experiment, outcomes, seed)
        pairs = zip(outcomes, measured, strict=True)
        return all(outcome.holds(value) for outcome, value in pairs), measured

    own = found.experiment.settings
    if isinstance(own, PlaygroundSettings):
        assert own.seed == own.data_seed
    assert own.seed in found.script.seeds
    for seed in found.script.seeds:
        came, measured = holds(found.experiment, seed)
        assert came, (seed, measured)
        came, measured = holds(found.control, seed)
        assert not came, (seed, measured)


@pytest.mark.parametrize("key", scene_keys())
def test_a_control_differs_in_one_setting(key):
    found = scene(key)
    before, after = found.experiment.settings, found.control.settings
    changed = [
        field.name
        for field in dataclasses.fields(before)
        if getattr(before, field.name) != getattr(after, field.name)
    ]
    assert len(changed) == 1
    assert type(before) is not type(after) or differences(before, after) is not None
    assert found.control_title


@pytest.mark.parametrize("key", scene_keys())
def test_the_moments_of_a_scene_are_reached(key):
    script = scene(key).script
    session = Session(scene(key).experiment)
    last = max(script.update, *(each.update for each in script.bookmarks))
    session.advance(last)
    assert session.update == last
    assert session.status.condition == "ok"
    assert 2 <= len(script.bookmarks) <= MOST_BOOKMARKS
    panels = session._exhibit.panels(scene(key).experiment.settings)
    shown = {*script.panels, script.curtain or "loss", script.picture} - {"loss"}
    assert shown <= set(panels)


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
@pytest.mark.parametrize("key", scene_keys())
def test_a_scene_has_a_picture(key, theme):
    path = picture_of(key, theme)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert 1_000 < path.stat().st_size <= MOST_BYTES, (
        f"{path.name}: draw it with scripts/build_pictures.py {key}"
    )


def test_there_is_no_picture_without_a_scene():
    names = {path.name for path in resource("scenes", "pictures").iterdir()}
    assert names == {
        f"{k}-{shade}.png" for k in scene_keys() for shade in ("dark", "light")
    }


def test_a_scene_opens_by_its_key():
    opened = open_named("dead-relu")
    assert opened.scene == scene("dead-relu")
    assert opened.experiment == scene("dead-relu").experiment
    assert opened.experiment.name == "Dead ReLU"
    assert open_named("circle").scene is None


def test_an_unknown_scene_is_refused():
    with pytest.raises(ExperimentError, match="scene 'moon' is unknown; allowed: adam"):
        scene("moon")


def test_what_is_written_is_read():
    found = decode_scene(text_of(), "mine")
    assert (found.key, found.script) == ("mine", scene("dead-relu").script)
    assert found.control.settings == scene("dead-relu").control.settings


OUTCOME = {"measure": "loss", "comparison": "below", "value": 1, "epoch": 1}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "import os"}, "mine: code: unknown field; allowed fields: title"),
        ({"version": 2}, "mine: version 2 is not allowed; allowed: 1"),
        ({"exhibit": "moon"}, "mine: exhibit 'moon' is not allowed"),
        ({"title": ...}, "mine: title: is missing"),
        ({"title": " "}, "mine: title: is empty; allowed: a text"),
        ({"about": 3}, "mine: about: 3 is not a text"),
        ({"about": ""}, "mine: about: is empty"),
        ({"tags": []}, "mine: tags: has 0 items; allowed: from 1 to 4"),
        ({"tags": ["fun"]}, r"mine: tags\[0\]: 'fun' is not allowed; allowed: one of"),
        ({"update": -1}, "mine: update: -1 is out of range; allowed: from 0 to 20000"),
        ({"update": 20001}, "mine: update: 20001 is out of range"),
        ({"panels": ["wall"]}, r"mine: panels\[0\]: 'wall' is not allowed"),
        ({"curtain": "wall"}, "mine: curtain: 'wall' is not allowed"),
        ({"settings": {"l1": -1}}, "mine: settings.l1: -1 is out of range"),
        ({"settings": {"speed": 1}}, "mine: settings.speed: unknown field"),
        ({"settings": [1]}, "mine: settings: .* is not an object of fields"),
        ({"outcomes": []}, "mine: outcomes: has 0 items; allowed: from 1 to 4"),
        (
            {"outcomes": [{**OUTCOME, "epoch": 9999}]},
            r"mine: outcomes\[0\].epoch: 9999 is out of range; allowed: from 0 to 5000",
        ),
        ({"seeds": []}, "mine: seeds: has 0 items; allowed: from 1 to 50"),
        ({"control": ...}, "mine: control: None is not allowed; allowed: an object"),
        ({"control": {"title": "x", "settings": {}}}, "mine: control: .* one setting"),
        (
            {"control": {"title": "x", "settings": {"l1": 1, "l2": 1}}},
            "mine: control: .* with one setting",
        ),
        (
            {"control": {"title": "x", "settings": {"l1": -1}}},
            "mine: settings.l1: -1 is out of range",
        ),
        (
            {"bookmarks": [{"update": 5, "name": "a"}, {"update": 1, "name": "b"}]},
            r"mine: bookmarks: \[5, 1\] is not allowed; allowed: in order",
        ),
        (
            {"bookmarks": [{"update": 5, "name": "a" * 61}]},
            r"mine: bookmarks\[0\].name: 'a+' is not allowed; allowed: 1 to 60",
        ),
        (
            {"bookmarks": [{"update": n, "name": "a"} for n in range(10)]},
            "mine: bookmarks: has 10 items; allowed: from 0 to 9",
        ),
    ],
)
def test_a_wrong_scene_is_refused_in_one_sentence(changes, words):
    with pytest.raises(ExperimentError, match=words) as caught:
        decode_scene(text_of(**changes), "mine")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "mine: not a JSON file"),
        (b"[1]", "mine: not an object of fields"),
        (b"\xff\xfe", "mine: not a JSON file"),
        (b"[" * 100_000, "mine: not a JSON file"),
        (b" " * 1_000_001, "mine: has 1000001 bytes; allowed: at most 1000000"),
    ],
)
def test_what_is_no_scene_at_all_is_refused(text, words):
    with pytest.raises(ExperimentError, match=words):
        decode_scene(text, "mine")
