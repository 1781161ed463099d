import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from splash_pictures import FILES, SIZE, draw
from visualizer.resource_files import resource
from visualizer.ui.theme import THEMES, load_theme


def pixels(image: QImage) -> np.ndarray:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    shape = (plain.height(), plain.width(), 4)
    return np.frombuffer(plain.constBits(), np.uint8).reshape(shape)[..., :3]


@pytest.mark.parametrize("suffix", FILES)
@pytest.mark.parametrize("key", THEMES)
def test_the_splash_that_ships_is_the_one_that_is_drawn(
    qapp: QApplication, key: str, suffix: str
) -> None:
    shipped = QImage(str(resource("splash", f"{key}{suffix}.png")))
    drawn = draw(load_theme(key), FILES[suffix])
    assert shipped.size() == drawn.size() == SIZE * FILES[suffix]
    apart = np.abs(pixels(shipped).astype(int) - pixels(drawn))
    # Other versions of Qt smooth edges differently, here and there.
    assert apart.mean() < 0.5, "draw it with scripts/build_pictures.py splash"
    assert (apart > 64).mean() < 0.005
