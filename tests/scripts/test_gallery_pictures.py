import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

import gallery_pictures
from visualizer.files.prepared import scene


def picture(width=20, height=10):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#102030"))
    return image


def test_the_most_frequent_colors_come_first():
    image = picture()
    for x in range(5):
        image.setPixelColor(x, 0, QColor("#f08000"))
    assert gallery_pictures.frequent_colors(image) == [0xFF102030, 0xFFF08000]


def test_close_colors_count_as_their_mean():
    image = picture(2, 1)
    image.setPixelColor(0, 0, QColor("#122030"))
    assert gallery_pictures.frequent_colors(image) == [0xFF112030]


def test_a_picture_keeps_its_colors_in_the_file(tmp_path):
    image = picture()
    image.setPixelColor(3, 2, QColor("#f08000"))
    path = tmp_path / "one.png"
    gallery_pictures.write(image, path)
    read = QImage(str(path))
    assert read.format() == QImage.Format.Format_Indexed8
    assert read.pixelColor(3, 2) == QColor("#f08000")
    assert read.pixelColor(0, 0) == QColor("#102030")


def test_a_rich_picture_is_made_smaller(tmp_path):
    noise = np.random.default_rng(1).integers(0, 256, (200, 300, 4), np.uint8)
    image = QImage(noise.tobytes(), 300, 200, QImage.Format.Format_RGB32)
    path = tmp_path / "one.png"
    gallery_pictures.write(image, path)
    assert QImage(str(path)).width() == min(gallery_pictures.WIDTHS)


def test_a_folder_that_is_missing_is_told(tmp_path):
    with pytest.raises(OSError, match="cannot be written"):
        gallery_pictures.write(picture(), tmp_path / "none" / "one.png")


def test_an_unknown_scene_is_refused(qapp, capsys):
    assert gallery_pictures.main(["moon"]) == 2
    assert "build_pictures: scene 'moon' is unknown" in capsys.readouterr().err


def test_a_scene_is_drawn_dark_and_light(qapp):
    drawn = gallery_pictures.draw(scene("exploding-loss"))
    dark, light = drawn["dark"], drawn["light"]
    assert dark.size() == light.size() == gallery_pictures.SIZE
    assert dark.pixelColor(0, 0).lightness() < 60 < light.pixelColor(0, 0).lightness()
