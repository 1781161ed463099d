from pathlib import Path

from pytestqt.qtbot import QtBot

from visualizer.ui.splash import Splash, last_theme
from visualizer.ui.theme import THEMES, load_theme


def test_splash_wears_the_theme(qtbot: QtBot) -> None:
    for key in THEMES:
        splash = Splash(key)
        qtbot.addWidget(splash)
        image = splash.grab().toImage()
        corner = image.pixelColor(5, 5).name()
        assert corner == load_theme(key).panel
        colors = {
            image.pixelColor(x, y).name()
            for x in range(0, image.width(), 2)
            for y in range(0, image.height(), 2)
        }
        assert load_theme(key).accent in colors


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
