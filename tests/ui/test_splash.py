import os
import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from visualizer.ui.splash import Splash, last_theme
from visualizer.ui.theme import THEMES, load_theme


def test_splash_wears_the_theme(qtbot: QtBot) -> None:
    for key in THEMES:
        splash = Splash(key)
        qtbot.addWidget(splash)
        assert (splash.width(), splash.height()) == (420, 220)
        assert not splash.painted
        image = splash.grab().toImage()
        assert splash.painted
        corner = image.pixelColor(5, 5).name()
        assert corner == load_theme(key).panel
        colors = {
            image.pixelColor(x, y).name()
            for x in range(0, image.width(), 2)
            for y in range(0, image.height(), 2)
        }
        assert load_theme(key).accent in colors


def test_a_finer_screen_gets_the_finer_picture() -> None:
    """Of a process of its own, as the scale is chosen at its start."""
    script = (
        "from visualizer.app import make_application\n"
        "from visualizer.ui.splash import Splash\n"
        "application = make_application(['test'])\n"
        "splash = Splash('light')\n"
        "print(splash.width(), splash.pixmap().width())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["420", "840"]


def test_the_last_theme_is_read_from_the_state(tmp_path: Path) -> None:
    assert last_theme(tmp_path) == "dark"
    state = tmp_path / "state.json"
    for text, theme in (
        ('{"theme": "light"}', "light"),
        ('{"theme": "viridis"}', "dark"),
        ('{"theme": 3}', "dark"),
        ("[1]", "dark"),
        ("not JSON", "dark"),
    ):
        state.write_text(text, encoding="utf-8")
        assert last_theme(tmp_path) == theme
