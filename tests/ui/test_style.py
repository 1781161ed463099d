import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

from visualizer.ui.style import mix, style_sheet
from visualizer.ui.theme import THEMES, load_theme
from visualizer.ui.widgets import Chips, PushButton

# The offscreen platform says so of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def styled(qapp):
    """Wear style sheets, and take them off again."""
    yield qapp.setStyleSheet
    qapp.setStyleSheet("")


@pytest.mark.parametrize("key", THEMES)
def test_colors_come_from_the_theme_or_are_mixed_from_it(qapp, key):
    theme = load_theme(key)
    sheet = style_sheet(theme)
    used = set(re.findall(r"#[0-9a-f]{6}", sheet))
    roles = {getattr(theme, name) for name in theme.__slots__ if name != "classes"}
    mixed = used - roles
    assert theme.accent in used
    # Hover, pressed, disabled, and the lines of a bubble.
    assert len(mixed) <= 12


def test_sheet_is_understood_by_qt(qtbot, styled, qtlog):
    styled(style_sheet(load_theme("light")))
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.ensurePolished()
    assert not [r for r in qtlog.records if "parse" in r.message.lower()]


def test_paddings_grow_with_the_font(qapp):
    small = style_sheet(load_theme("dark"), 13)
    large = style_sheet(load_theme("dark"), 26)
    pattern = r"QSlider:horizontal {\s*min-height: (\d+)px"
    heights = [int(re.search(pattern, sheet)[1]) for sheet in (small, large)]
    assert heights == [18, 32]


@pytest.mark.parametrize("pixels", [11, 13, 16, 18, 21, 26])
def test_chips_stay_round_at_every_font_size(qtbot, styled, pixels):
    theme = load_theme("dark")
    styled(style_sheet(theme, pixels))
    chips = Chips()
    qtbot.addWidget(chips)
    chips.set_items([("a", "a long name"), ("b", "b")])
    chips.set_chosen("a")
    chips.show()
    chip = chips.chip("a")
    image = chip.grab().toImage()
    accent = theme.color("accent")
    assert image.pixelColor(chip.width() // 2, 3) == accent
    assert image.pixelColor(0, 0) != accent


def test_primary_button_is_filled_with_the_accent(qtbot, styled):
    theme = load_theme("dark")
    styled(style_sheet(theme))
    button = PushButton("Go", "primary")
    qtbot.addWidget(button)
    button.resize(QSize(120, 30))
    button.show()
    assert button.grab().toImage().pixelColor(10, 15) == theme.color("accent")


def test_checked_box_differs_by_more_than_color(qtbot, styled):
    styled(style_sheet(load_theme("contrast")))
    box = QCheckBox("box")
    qtbot.addWidget(box)
    box.setChecked(True)
    box.show()
    QApplication.processEvents()
    image = box.grab().toImage()
    inside = [
        image.pixelColor(x, box.height() // 2 + y).lightness()
        for x in range(4, 14)
        for y in range(-4, 5)
    ]
    # A dark tick on the bright accent.
    assert min(inside) < 70
    assert max(inside) > 140


def test_mix_goes_from_the_first_color_to_the_second():
    assert mix("#000000", "#ffffff", 0.0) == "#000000"
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert mix("#000000", "#ffffff", 1.0) == "#ffffff"
