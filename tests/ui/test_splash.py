from pytestqt.qtbot import QtBot

from visualizer.ui.splash import Splash
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
