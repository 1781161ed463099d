"""The page Raw data: what it says of a place, and what it makes of intents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.builders import look, scene_of
from visualizer.exhibits.raw_data import RawData, RawDataSettings, RawDataWatch
from visualizer.scenes.intents import Intent, OpenChannel, SlideKernel
from visualizer.scenes.stations import ChooseWord, PutKernel
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session

KINDS = [
    {"kind": "picture"},
    {"kind": "sound"},
    {"kind": "text", "coding": "characters"},
    {"kind": "text", "coding": "words"},
    {"kind": "text", "coding": "vectors"},
]
NAMES = ["picture", "sound", "characters", "words", "vectors"]


def session_of(update: int = 0, **settings: Any) -> Session:
    session = Session(Experiment("raw-data", RawDataSettings(**settings)))
    session.advance(update)
    return session


def answer(session: Session, intent: Intent) -> RawDataWatch:
    """Return the watch after an intent, and look with it."""
    taken = session.snapshot()
    settings = taken.experiment.settings
    answered = RawData().respond(intent, settings, taken.watch, taken.frame)
    assert answered is not None
    assert answered[0] is settings
    look(session, pinned=answered[1].pinned, word=answered[1].word)
    return answered[1]


def number(text: str) -> float:
    return float(text.replace("−", "-"))


@pytest.mark.parametrize("settings", KINDS, ids=NAMES)
@pytest.mark.parametrize("update", [0, 3])
def test_the_products_in_sight_make_the_sum(
    settings: dict[str, Any], update: int
) -> None:
    session = session_of(update, **settings)
    scene = scene_of(session, "sum")
    material = session.snapshot().frame.material
    window, kernel, products = scene.grids
    np.testing.assert_allclose(products.values, window.values * kernel.values)
    total = number(dict(scene.lines)["Σ"])
    assert total == pytest.approx(material.sums[0, update], abs=6e-4)
    if scene.subtotals is None:
        assert products.values.sum() == pytest.approx(total, abs=6e-4)
    else:
        assert scene.subtotals.sum() == pytest.approx(total, abs=6e-4)
        chosen = scene.subtotals[scene.channel]
        assert products.values.sum() == pytest.approx(chosen)


def test_the_highest_frequency_stands_on_top() -> None:
    session = session_of(kind="sound")
    material = session.snapshot().frame.material
    scene = scene_of(session, "sum")
    np.testing.assert_array_equal(scene.grids[0].values, material.input[2::-1, :3])
    # The middle of the window: bin 1 of frame 1, whose middle is at 160 + 200.
    assert scene.subtitle == "around 0.02 s and 40 Hz"
    sheet = scene_of(session, "stations").stations[-1].sheets[1]
    np.testing.assert_array_equal(sheet.values[-1], material.input[0])


@pytest.mark.parametrize("channel", range(3))
def test_the_products_of_each_color_are_shown(channel: int) -> None:
    session = session_of(kind="picture")
    taken = session.snapshot()
    answered = RawData().respond(
        OpenChannel(channel), taken.experiment.settings, taken.watch, taken.frame
    )
    assert answered is not None
    look(session, channel=answered[1].channel)
    grids = scene_of(session, "sum").grids
    material = taken.frame.material
    np.testing.assert_array_equal(grids[0].values, material.input[channel, :3, :3])


@pytest.mark.parametrize("settings", KINDS, ids=NAMES)
@pytest.mark.parametrize(("row", "column"), [(0, 0), (5, 7), (10**6, 10**6)])
def test_a_kernel_is_put_where_there_is_a_place(
    settings: dict[str, Any], row: int, column: int
) -> None:
    session = session_of(**settings)
    lines, places = session.snapshot().frame.material.sums.shape
    for key in ("input", "spectrogram", "wave", "made", "wave_made"):
        pinned = answer(session, PutKernel(key, row, column)).pinned
        assert pinned is not None
        update, line, place = pinned
        assert update == 0
        assert 0 <= line < lines
        assert 0 <= place < places


def test_a_kernel_that_was_put_goes_back_to_its_way() -> None:
    session = session_of(2, kind="picture")
    answer(session, PutKernel("made", 7, 9))
    assert scene_of(session, "sum").subtitle == "row 8, column 10"
    answer(session, SlideKernel(1))
    assert scene_of(session, "sum").subtitle == "row 8, column 11"
    session.advance(1)
    assert scene_of(session, "sum").subtitle == "row 1, column 4"


def test_sliding_goes_around() -> None:
    session = session_of(kind="text", coding="words")
    answer(session, SlideKernel(-1))
    assert scene_of(session, "sum").place_text == "6 of 6"
    answer(session, SlideKernel(1))
    assert scene_of(session, "sum").place_text == "1 of 6"


def test_a_word_is_chosen_with_its_neighbors() -> None:
    session = session_of(kind="text", coding="vectors")
    material = session.snapshot().frame.material
    at = material.vocabulary.index("three")
    answer(session, ChooseWord(at))
    scene = scene_of(session, "detail")
    assert scene.words[scene.chosen] == "three"
    vectors = material.table.vectors
    for other, said in scene.neighbors:
        lengths = np.linalg.norm(vectors[at]) * np.linalg.norm(vectors[other])
        cosine = vectors[at] @ vectors[other] / lengths
        assert number(said) == pytest.approx(cosine, abs=0.006)
    fed = [word for word, read in zip(scene.words, scene.read, strict=True) if read]
    assert set(fed) == set(material.plain) - {"…"}


@pytest.mark.parametrize("settings", KINDS, ids=NAMES)
def test_stations_stay_the_same_while_the_kernel_slides(
    settings: dict[str, Any],
) -> None:
    session = session_of(**settings)
    first = scene_of(session, "stations")
    session.advance(2)
    second = scene_of(session, "stations")
    moved = 0
    for one, other in zip(first.stations, second.stations, strict=True):
        for before, after in zip(one.sheets, other.sheets, strict=True):
            # The same arrays, so that nobody draws them again.
            assert before.values is after.values
            moved += before.window != after.window
    assert moved


def test_bars_count_every_pixel() -> None:
    session = session_of(kind="picture")
    for station in scene_of(session, "detail").stations[:1]:
        for sheet in station.sheets:
            assert sheet.values.sum() == 100 * 150


def test_what_ends_a_run_elsewhere_changes_nothing_here() -> None:
    settings = RawDataSettings()
    assert RawData().slowed(settings) == settings
    assert RawData().reseeded(settings) == replace(settings, seed=2)
