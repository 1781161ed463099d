"""Raw data in the window: zoom, the kernel's way, files of one's own, all readable."""

from __future__ import annotations

import re
import sys
import wave

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QFileDialog

from tests.ui import rendering_checks as checks
from tests.ui.stages import LARGE, SMALL, Stage, texts_of
from visualizer.exhibits.raw_data import RawDataSettings
from visualizer.language import LANGUAGES
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment
from visualizer.ui import raw_files, sound_player
from visualizer.ui.theme import THEMES

pytestmark = pytest.mark.window

KINDS = {
    "picture": {"kind": "picture"},
    "sound": {"kind": "sound"},
    "letters": {"kind": "text", "coding": "characters"},
    "words": {"kind": "text", "coding": "words"},
    "vectors": {"kind": "text", "coding": "vectors"},
}


@pytest.fixture
def make(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(raw_files, "data_folder", lambda: tmp_path / "files")

    def made(kind, size=LARGE, **memory):
        settings = RawDataSettings(**KINDS[kind])
        stage = Stage(qtbot, Experiment("raw-data", settings), size=size, **memory)
        stage.session.advance(4)
        stage.settle()
        return stage

    return made


def item(stage, panel, key):
    view = stage.panel(panel).view
    return next(one for one in view.items_ if one.sheet.key == key)


def numbers_in(items):
    """Return the numbers that are written into cells and beside samples."""
    texts = [text.text() for one in items for text in one.texts()]
    return [text for text in texts if re.fullmatch(r"−?\d+(\.\d+)?", text)]


def window_of(stage, panel, key):
    return item(stage, panel, key).sheet.window


# Everything is readable.


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_the_page_is_readable(make, kind, language, size):
    stage = make(kind, size)
    stage.window.set_language(language)
    problems = []
    for theme in THEMES:
        stage.window.set_theme(theme)
        for name in ("detail", "made"):
            stage.window.show_panel(name)
            stage.settle(3)
            problems += checks.problems_of(stage.window)
    assert not problems
    assert not checks.empty_panels(stage.window)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_panels_show_is_explained(make, language):
    stage = make("words")
    stage.window.set_language(language)
    problems = []
    for name in ("stations", "detail", "made"):
        frame = stage.window.panel(name)
        frame.explain()
        stage.settle()
        problems += checks.problems_of(frame.explanation())
        frame.explanation().close_explanation()
    assert not problems


# Zoom.


@pytest.mark.parametrize("kind", ["picture", "sound", "vectors"])
def test_from_near_the_numbers_can_be_read(make, kind):
    stage = make(kind)
    view = stage.panel("stations").view
    for _ in range(60):
        view.zoom(1.3, (0.4, 0.5))
    found = numbers_in(view.items_)
    assert found
    values = np.concatenate([one.sheet.values.ravel() for one in view.items_])
    for text in found:
        assert np.abs(values - float(text.replace("−", "-"))).min() < 0.006
    view.fit()
    assert view.at_home
    assert len(numbers_in(view.items_)) < len(found)


def test_the_numbers_of_a_pixel_stand_in_their_channels(make):
    stage = make("picture")
    view = stage.panel("stations").view
    for _ in range(60):
        view.zoom(1.3, (0.0, 0.0))
    pixel = stage.session.snapshot().frame.material.pixels[0, 0]
    raw, *channels = view.items_[:4]
    assert [text.text() for text in raw.texts()][:3] == [str(v) for v in pixel]
    for channel, value in zip(channels, pixel, strict=True):
        assert channel.texts()[0].text() == str(value)


def test_wheel_drag_and_keys_choose_what_is_in_sight(make, qtbot):
    stage = make("picture")
    panel = stage.panel("stations")
    view, button = panel.view, panel.header_widgets()[-1]
    assert not button.isEnabled()
    place = view.items_[0].box.center()
    view.wheel_turned.emit(place, 4.0)
    near = view.region
    assert near.right - near.left < 0.5
    assert button.isEnabled()
    start = place.toPoint()
    stage.drag(view, [start, start + QPoint(-30, 0), start + QPoint(-60, 0)])
    assert view.region.left > near.left
    # A drag puts no kernel anywhere.
    assert stage.session.watch.pinned is None
    panel.setFocus()
    before = view.region
    stage.key(Qt.Key.Key_Left)
    stage.key(Qt.Key.Key_Down)
    assert view.region.left < before.left
    assert view.region.top > before.top
    stage.key(Qt.Key.Key_Minus)
    wider = view.region
    assert wider.right - wider.left > before.right - before.left
    stage.key(Qt.Key.Key_Plus)
    stage.press(button)
    assert view.at_home


def test_the_value_under_the_pointer_is_said(make):
    stage = make("picture")
    view = stage.panel("stations").view
    red = view.items_[1]
    at = red.place(10.5, 20.5)
    view.hovered.emit(at)
    value = stage.session.snapshot().frame.material.pixels[10, 20, 0]
    assert view.findChildren(type(view._label))[0].text() == (
        f"row 11, column 21: {value}"
    )


# The kernel.


def test_playing_slides_the_kernel(make):
    stage = make("picture")
    assert window_of(stage, "stations", "input") == (0, 4, 3, 3)
    assert window_of(stage, "made", "made") == (0, 4, 1, 1)
    stage.window.step(1)
    stage.settle()
    assert window_of(stage, "stations", "input") == (0, 5, 3, 3)
    stage.window.seek_end(True)
    stage.settle()
    assert window_of(stage, "stations", "input") == (0, 0, 3, 3)


def test_a_click_puts_the_kernel_until_it_moves_on(make):
    stage = make("picture")
    place = item(stage, "stations", "input").place(11.5, 21.5).toPoint()
    stage.click(stage.panel("stations").view, place)
    stage.settle()
    assert window_of(stage, "stations", "input") == (10, 20, 3, 3)
    shown = stage.session.snapshot().frame.material.sums[10, 20]
    stage.panel("sum").view.lay_out()
    said = f"{shown:.3f}".replace("-", "−")
    assert said in texts_of(stage.panel("sum").view)
    stage.window.slide_kernel(1)
    stage.settle()
    assert window_of(stage, "stations", "input") == (10, 21, 3, 3)
    stage.window.step(1)
    stage.settle()
    assert window_of(stage, "stations", "input") == (0, 5, 3, 3)


def test_both_kernels_of_a_sound_keep_step(make):
    stage = make("sound")
    view = stage.panel("stations").view
    spectrogram = item(stage, "stations", "spectrogram")
    rows = spectrogram.sheet.values.shape[0]
    stage.click(view, spectrogram.place(rows - 40.5, 100.5).toPoint())
    stage.settle()
    top, column, *_ = window_of(stage, "stations", "spectrogram")
    _, first, _, length = window_of(stage, "stations", "wave")
    # The frame and the cell under the pointer, which is whole pixels wide.
    assert abs(column + 1 - 100) <= 1
    assert abs(top + 1 - (rows - 41)) <= 3
    assert (first, length) == (column * 160, 400)
    wave_ = item(stage, "stations", "wave")
    stage.click(view, wave_.place(0.5, 8_000.0).toPoint())
    stage.settle()
    _, first, *_ = window_of(stage, "stations", "wave")
    assert abs(first + 200 - 8_000) < 400
    assert window_of(stage, "stations", "spectrogram")[0] == top


def test_the_wave_is_multiplied_by_the_tone(make):
    stage = make("sound")
    read, kernel, products = stage.panel("detail").view.items_
    material = stage.session.snapshot().frame.material
    np.testing.assert_allclose(
        products.sheet.values, read.sheet.values * kernel.sheet.values
    )
    total = material.wave_sums[4]
    assert products.sheet.values.sum() == pytest.approx(total)
    said = f"Σ = {total:.3f}".replace("-", "−")
    assert said in texts_of(stage.panel("detail").view)


def test_the_panel_of_the_sum_has_no_button_without_effect(make):
    stage = make("picture")
    place, *others = stage.panel("sum").header_widgets()
    assert place.text() == "5 of 900"
    assert not any(other.isVisible() for other in others)


# Text.


def test_a_text_is_typed(make):
    stage = make("words")
    field = stage.window.view.form.editor("phrase").control()
    field.setFocus()
    field.selectAll()
    stage.qtbot.keyClicks(field, "The sea is  near.")
    stage.panel("stations").setFocus()
    stage.settle()
    assert stage.settings.phrase == "The sea is near."
    shown = stage.session.snapshot().frame.material.tokens
    assert shown == ("The", "sea", "is", "near")
    field.setFocus()
    field.selectAll()
    stage.qtbot.keyClicks(field, "123")
    stage.panel("stations").setFocus()
    stage.settle()
    assert stage.settings.phrase == "The sea is near."
    assert "phrase: has 3 characters" in stage.window.banner.text()


def test_a_word_of_the_map_is_chosen(make):
    stage = make("vectors")
    view = stage.panel("detail").view
    material = stage.session.snapshot().frame.material
    wanted = material.vocabulary.index("three")
    stage.click(view, view.spot(wanted).toPoint())
    stage.settle()
    chosen = stage.session.watch.word
    assert chosen in material.vocabulary
    # The dots lie close together: the one nearest to the click.
    near = view.spot(material.vocabulary.index(chosen)) - view.spot(wanted)
    assert near.manhattanLength() < 3
    at = material.vocabulary.index(chosen)
    (first, cosine), *_ = material.table.nearest(at, 1)
    texts = texts_of(view)
    assert material.vocabulary[first] in texts
    assert f"{cosine:.2f}" in texts
    stage.panel("detail").setFocus()
    stage.key(Qt.Key.Key_Down)
    stage.settle()
    assert material.vocabulary.index(stage.session.watch.word) == at + 1


def test_what_a_sound_or_text_needs_stands_in_its_form_alone(make):
    stage = make("picture")
    form = stage.window.view.form

    def shown():
        return {
            name
            for name in ("side", "window", "tone", "phrase", "coding", "dimensions")
            if form.editor(name).isVisible()
        }

    assert shown() == {"side"}
    for changes, expected in (
        ({"kind": "sound"}, {"window", "tone"}),
        ({"kind": "text"}, {"phrase", "coding"}),
        ({"coding": "vectors"}, {"phrase", "coding", "dimensions"}),
        ({"kind": "picture"}, {"side"}),
    ):
        stage.window.view.change(**changes)
        stage.settle()
        assert shown() == expected


# Files of one's own.


def picture_file(folder):
    place = folder / "own.png"
    image = QImage(40, 20, QImage.Format.Format_RGB888)
    image.fill(0x204060)
    assert image.save(str(place))
    return str(place)


def sound_file(folder):
    place = folder / "own.wav"
    with wave.open(str(place), "wb") as file:
        file.setparams((2, 1, 8_000, 0, "NONE", ""))
        file.writeframes(bytes([138, 118]) * 4_000)
    return str(place)


def text_file(folder):
    place = folder / "own.txt"
    place.write_text("one two one two he was not", encoding="utf-8")
    return str(place)


@pytest.mark.parametrize(
    ("write", "kind"),
    [(picture_file, "picture"), (sound_file, "sound"), (text_file, "text")],
    ids=["picture", "sound", "text"],
)
def test_a_file_is_opened_by_dropping_it(make, tmp_path, write, kind):
    stage = make("words" if kind != "text" else "picture")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(write(tmp_path))])
    action, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    stage.window.dropEvent(QDropEvent(QPointF(9, 9), action, data, buttons, keys))
    stage.settle()
    assert stage.settings.kind == kind
    material = stage.session.snapshot().frame.material
    assert material.name
    if kind == "picture":
        np.testing.assert_array_equal(material.pixels[3, 5], [0x20, 0x40, 0x60])
    elif kind == "sound":
        assert not material.recording.samples.any()
        assert "mean of both channels" in stage.window.banner.text()
    else:
        assert material.vocabulary[1] == "one"
    stage.window.send(do.Undo())
    stage.settle()
    assert stage.settings.kind != kind


@pytest.mark.parametrize(
    "name", ["bad.wav", "bad.txt", "bad.png", "moving.gif", "gone.wav"]
)
def test_a_bad_file_is_one_sentence_and_changes_nothing(make, tmp_path, name):
    stage = make("sound")
    place = tmp_path / name
    if not name.startswith("gone"):
        place.write_bytes(b"\xff\xfe\x00 nothing of the kind")
    before = stage.settings
    stage.window.arrivals.raw_files.open(str(place))
    stage.settle()
    assert name in stage.window.banner.text()
    other = "allowed: PNG, JPEG, BMP, WebP, WAV" in stage.window.banner.text()
    assert other == (name == "moving.gif")
    assert stage.settings == before


def test_a_file_is_asked_for(make, tmp_path):
    stage = make("picture")
    open_ = stage.panel("stations").header_widgets()[1]
    stage.press(open_)
    (dialog,) = stage.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(text_file(tmp_path))
    dialog.close()
    stage.settle()
    assert stage.settings.kind == "text"


def test_elsewhere_the_actions_are_off(qtbot):
    stage = Stage(qtbot, "circle")
    for name in ("open_raw", "hear_sound"):
        assert not stage.window.actions_.book.action(name).isEnabled()
    assert not stage.window.arrivals.raw_files.takes("own.wav")


def test_every_action_can_be_triggered_here_too(make):
    stage = make("sound", SMALL)
    book = stage.window.actions_.book
    apart = {"open", "save", "save_picture", "quit", "present", "larger", "smaller"}
    for entry in book.entries():
        family = entry.name.partition(":")[0]
        tried = family not in ("exhibit", "theme")
        tried &= entry.category not in ("Presets", "Scenes")
        if tried and entry.name not in apart:
            book.trigger(entry.name)
            stage.glance()
            stage.session.playing = False
    stage.settle()
    assert stage.session.status.condition == "ok"


def test_two_experiments_stand_side_by_side(make):
    stage = make("sound")
    stage.window.send(do.Compare())
    stage.settle()
    left, right = stage.window.views
    right.change(time_kernel="horizontal")
    stage.settle()
    made = [view.frame("made").panel().view.items_[1].sheet for view in (left, right)]
    assert not np.array_equal(made[0].values, made[1].values)


# Sound to hear.


def test_without_qt_multimedia_the_button_says_what_is_missing(make, monkeypatch):
    monkeypatch.setattr(sound_player.importlib.util, "find_spec", lambda name: None)
    stage = make("sound")
    button = stage.panel("stations").header_widgets()[0]
    assert button.isVisible()
    assert not button.isEnabled()
    assert button.toolTip() == "To hear it, install neuronaut[sound]"
    stage.window.actions_.trigger("hear_sound")
    assert "neuronaut[sound]" in stage.window.banner.text()


def test_what_stands_in_the_way_of_hearing_is_said(make, monkeypatch):
    monkeypatch.setattr(sound_player.importlib.util, "find_spec", lambda name: "spec")
    monkeypatch.setitem(sys.modules, sound_player.MODULE, None)
    stage = make("sound")
    stage.press(stage.panel("stations").header_widgets()[0])
    assert "Qt Multimedia cannot be loaded" in stage.window.banner.text()
    stage.window.view.change(kind="picture")
    stage.settle()
    stage.window.actions_.trigger("hear_sound")
    assert "There is no sound in sight." in stage.window.banner.text()


def test_a_picture_has_no_button_to_hear(make):
    assert not make("picture").panel("stations").header_widgets()[0].isVisible()


@pytest.mark.parametrize("kind", ["picture", "sound"])
def test_from_nearest_every_cell_that_is_seen_has_its_number(make, kind):
    stage = make(kind)
    view = stage.panel("stations").view
    for _ in range(40):
        view.zoom(1.3, (0.4, 0.5))
    cells = [each for each in view.items_ if each.sheet.kind in ("colors", "signed")]
    assert cells
    for each in cells:
        assert each.texts(), each.sheet.key
        room = each.box.adjusted(-1.0, -1.0, 1.0, 1.0)
        assert all(room.contains(text.sceneBoundingRect()) for text in each.texts())
