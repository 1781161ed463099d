"""Figures from the command line: the real widgets, drawn without a display."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.files.builders import saved
from tests.session.builders import branched
from visualizer.app import draw_figure
from visualizer.cli import main
from visualizer.session.experiment import encode, preset
from visualizer.session.session import Session
from visualizer.ui.theme import THEMES, load_theme

PANELS = ("network", "output", "loss", "surface", "neuron")

pytestmark = pytest.mark.window


@pytest.fixture(autouse=True)
def _same_platform(monkeypatch):
    # The command sets it for its own process.
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")


def figure(path: Path, *words: str) -> int:
    return main(["figure", "circle", "--epochs", "3", *words, "-o", str(path)])


def ink(image: QImage) -> float:
    """Return the share of pixels that are not of the most frequent color."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    words = np.frombuffer(image.constBits(), np.uint32)
    _, counts = np.unique(words, return_counts=True)
    return 1.0 - counts.max() / len(words)


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


@pytest.mark.parametrize("what", ["window", *PANELS])
def test_every_figure_is_drawn_in_every_format(tmp_path, what):
    for suffix in ("png", "svg", "pdf"):
        path = tmp_path / f"figure.{suffix}"
        assert figure(path, "--what", what, "--size", "900x640") == 0
        content = path.read_bytes()
        if suffix == "png":
            image = QImage(str(path))
            assert image.size().toTuple() == (900, 640)
            assert ink(image) > 0.005
        elif suffix == "svg":
            text = content.decode()
            assert 'viewBox="0 0 900 640"' in text
            # Text stays text, to be found and edited in a slide.
            assert len(texts(text)) > 4
        else:
            assert content.startswith(b"%PDF-")
            box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
            assert float(box[1]) / float(box[2]) == pytest.approx(900 / 640, 0.01)
    assert not [w for w in QApplication.topLevelWidgets() if w.isVisible()]


@pytest.mark.parametrize("what", ["statistics", "mistakes"])
def test_a_panel_that_is_closed_or_behind_others_is_drawn_too(tmp_path, what):
    path = tmp_path / "panel.svg"
    assert figure(path, "--what", what) == 0
    # More than its heading.
    assert path.read_text(encoding="utf-8").count("<text") > 5


def test_a_figure_of_a_panel_is_that_panel_alone(tmp_path):
    path = tmp_path / "surface.svg"
    assert figure(path, "--what", "surface", "--size", "900x600") == 0
    said = set(texts(path.read_text(encoding="utf-8")))
    assert "Loss surface" in said
    # Neither the tabs nor the controls that a hand would need.
    assert not said & {"Neuron", "Loss", "path plane"}


def test_a_window_has_the_usual_size_unless_told(tmp_path):
    assert figure(tmp_path / "window.png") == 0
    assert QImage(str(tmp_path / "window.png")).size().toTuple() == (1280, 720)
    assert figure(tmp_path / "panel.png", "--what", "output") == 0
    assert QImage(str(tmp_path / "panel.png")).size().toTuple() == (960, 600)


def test_a_figure_of_a_project_is_of_the_moment_saved_or_asked_for(tmp_path):
    session = branched()
    project, path = str(saved(tmp_path, session)), tmp_path / "figure.svg"
    words = ["figure", project, "--what", "window", "-o", str(path)]
    for length, update in (([], session.update), (["--updates", "17"], 17)):
        assert main([*words, *length]) == 0
        said = texts(path.read_text(encoding="utf-8"))
        assert any(text.startswith(f"update {update} ") for text in said)


@pytest.mark.parametrize("theme", THEMES)
def test_a_figure_wears_its_theme(tmp_path, theme):
    path = tmp_path / "figure.png"
    assert figure(path, "--what", "output", "--theme", theme) == 0
    colors = QImage(str(path))
    assert colors.pixelColor(4, 300) == load_theme(theme).color("panel")


@pytest.mark.parametrize("what", ["window", "network", "loss"])
def test_a_figure_speaks_its_language(tmp_path, what):
    path = tmp_path / "figure.svg"
    assert figure(path, "--what", what, "--lang", "zh") == 0
    shown = "".join(texts(path.read_text(encoding="utf-8")))
    assert re.search(r"[\u4e00-\u9fff]", shown)
    wanted = {"window": "时间轴", "network": "网络", "loss": "损失"}[what]
    assert wanted in shown


def test_a_figure_shows_the_moment_that_was_asked_for(tmp_path):
    path = tmp_path / "window.svg"
    words = ["figure", "circle", "--updates", "37", "-o", str(path)]
    assert main(words) == 0
    assert "update 37 · epoch 1.5" in "".join(texts(path.read_text(encoding="utf-8")))


def test_the_same_figure_is_the_same_to_the_pixel(tmp_path):
    command = [sys.executable, "-m", "visualizer", "figure", "circle"]
    command += ["--epochs", "3", "--what", "surface", "-o"]
    for name in ("one.png", "two.png"):
        # As people draw it: a process a figure. Within one, glyphs that are in
        # Qt's memory from another size differ by a level or two of color.
        subprocess.run([*command, str(tmp_path / name)], check=True)
    one, two = (pixels(tmp_path / name) for name in ("one.png", "two.png"))
    rows, columns = np.nonzero(one != two)
    # Where they differ, and nothing else, says what went wrong.
    assert [*rows[:1], *rows[-1:], *columns[:1], *columns[-1:]] == []


def pixels(path: Path) -> np.ndarray:
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    words = np.frombuffer(image.constBits(), np.uint32)
    return words.reshape(image.height(), image.width()).copy()


def test_a_figure_of_a_file_and_of_digits(tmp_path):
    path = tmp_path / "mine.json"
    path.write_bytes(encode(preset("digits")))
    out = tmp_path / "digits.png"
    words = ["figure", str(path), "--epochs", "1", "--what", "output", "-o", str(out)]
    assert main(words) == 0
    assert ink(QImage(str(out))) > 0.01


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--what", "curves"], "window"),
        (["--size", "90x90"], "200"),
        (["--size", "big"], "WIDTHxHEIGHT"),
        (["--theme", "pink"], "dark"),
        (["--lang", "fr"], "zh"),
        (["--updates", "5"], "--epochs"),
    ],
)
def test_a_wrong_argument_gets_one_sentence(tmp_path, capsys, words, said):
    assert figure(tmp_path / "figure.png", *words) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert "Traceback" not in error


@pytest.mark.parametrize("name", ["figure.bmp", "figure", "missing/figure.png"])
def test_a_file_that_cannot_be_written_gets_one_sentence(tmp_path, capsys, name):
    assert figure(tmp_path / name, "--what", "output") == 2
    error = capsys.readouterr().err
    assert error.startswith("neuronaut: ")
    assert error.count("\n") == 1


def test_a_wrong_suffix_is_refused_before_the_training(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(Session, "advance", lambda *_: started.append(True))
    assert figure(tmp_path / "figure.bmp") == 2
    assert not started


def test_an_unknown_preset_gets_the_names_of_those_there_are(tmp_path, capsys):
    words = ["figure", "cirkle", "--epochs", "1", "-o", str(tmp_path / "figure.png")]
    assert main(words) == 2
    assert "circle" in capsys.readouterr().err


def test_a_figure_of_a_link_is_looked_at_as_the_link_says(tmp_path, qapp):
    pictures = []
    for number, flags in enumerate(("", "&discretize=true", "&showTestData=true")):
        path = tmp_path / f"{number}.png"
        link = f"#seed=0.5&noise=20{flags}"
        words = ["figure", link, "--updates", "200", "--what", "output"]
        assert main([*words, "-o", str(path)]) == 0
        image = QImage(str(path))
        assert image.size().toTuple() == (960, 600)
        pictures.append(bytes(image.constBits()))
    assert len(set(pictures)) == 3


def test_a_figure_of_an_experiment_needs_no_file(tmp_path, qapp):
    path = tmp_path / "figure.png"
    draw_figure(
        preset("xor"),
        what="loss",
        epochs=2,
        updates=None,
        size=(640, 400),
        theme="light",
        language="en",
        path=str(path),
    )
    assert QImage(str(path)).size().toTuple() == (640, 400)
