from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtSvg import QSvgRenderer

from visualizer.resource_files import resource
from visualizer.ui import icons
from visualizer.ui.icons import icon, icon_pixmap, tinted_file
from visualizer.ui.theme import THEMES, load_theme

NAMES = sorted(path.stem for path in resource("icons").glob("*.svg"))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "neuronaut"])
def test_each_icon_draws_something_in_the_color_of_its_role(qapp, name):
    theme = load_theme("dark")
    accent = theme.color("accent")
    image = icon(name, theme, "accent").pixmap(QSize(48, 48), 1.0).toImage()
    pixels = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    solid = [color for color in pixels if color.alpha() == 255]
    assert solid
    wanted = accent.getRgb()[:3]
    # Rounding of colors at edges is off by one.
    same = [
        color
        for color in solid
        if max(abs(a - b) for a, b in zip(color.getRgb()[:3], wanted, strict=True)) <= 1
    ]
    assert len(same) > 0.5 * len(solid)


@pytest.mark.parametrize("name", NAMES)
def test_each_icon_is_valid_and_square(qapp, name):
    renderer = QSvgRenderer(str(resource("icons", f"{name}.svg")))
    assert renderer.isValid()
    box = renderer.viewBoxF()
    assert box.width() == box.height()


def test_icon_is_crisp_at_scale_2(qapp):
    picture = icon("plus", load_theme("dark")).pixmap(QSize(16, 16), 2.0)
    assert picture.size() == QSize(32, 32)
    assert picture.devicePixelRatio() == 2.0
    same = icon_pixmap("plus", "#e9eef6", 16, 2.0)
    assert same.size() == QSize(32, 32)


def test_icon_is_made_once_for_a_color(qapp):
    themes = [load_theme(key) for key in THEMES]
    assert icon("plus", themes[0]) is icon("plus", themes[0])
    assert icon("plus", themes[0]) is not icon("plus", themes[1])


def test_disabled_icon_is_paler(qapp):
    made = icon("play", load_theme("dark"))
    size = QSize(32, 32)
    normal = made.pixmap(size, 1.0, QIcon.Mode.Normal).toImage()
    disabled = made.pixmap(size, 1.0, QIcon.Mode.Disabled).toImage()
    center = size.width() // 2
    assert normal.pixelColor(center, center).alpha() == 255
    assert 0 < disabled.pixelColor(center, center).alpha() < 128


def test_tinted_file_holds_the_color(qapp):
    text = Path(tinted_file("check", "#123456")).read_text(encoding="utf-8")
    assert "#123456" in text
    assert "currentColor" not in text


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A place for tinted files, with nothing in it yet."""
    folder = tmp_path / "cache" / "icons"
    monkeypatch.setattr(icons, "icon_folder", lambda: folder)
    for known in (icons.tinted_file, icons._folder):
        known.cache_clear()
    yield folder
    for known in (icons.tinted_file, icons._folder):
        known.cache_clear()


def test_tinted_file_is_kept_for_the_next_start(kept):
    path = Path(tinted_file("check", "#123456"))
    assert path.parent == kept
    written = path.stat().st_mtime_ns
    icons.tinted_file.cache_clear()
    assert tinted_file("check", "#123456") == path.as_posix()
    assert path.stat().st_mtime_ns == written
    assert tinted_file("check", "#123457") != path.as_posix()
    assert not [each for each in kept.iterdir() if each.suffix != ".svg"]


def test_tinted_file_that_was_cut_short_is_written_again(kept):
    path = Path(tinted_file("check", "#123456"))
    whole = path.read_bytes()
    path.write_bytes(b"")
    icons.tinted_file.cache_clear()
    tinted_file("check", "#123456")
    assert path.read_bytes() == whole


def test_where_nothing_can_be_kept_tinted_files_pass(tmp_path, kept, qapp):
    kept.parent.write_text("in the way")
    path = Path(tinted_file("check", "#123456"))
    assert path.is_file()
    assert not path.is_relative_to(kept.parent)


def test_unknown_icon_is_said(qapp):
    with pytest.raises(FileNotFoundError, match="no_such_icon"):
        icon("no_such_icon", load_theme("dark"))
