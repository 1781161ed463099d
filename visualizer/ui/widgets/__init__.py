"""Controls of the program: small, keyboard-friendly, at home in every panel.

A control that draws icons or paints itself has ``set_theme``; the others take
their look from the style sheet alone. Buttons take the focus from the Tab key
but not from a click, so that Space keeps its one meaning, play and pause, for
hands that point; on the keyboard Enter presses a button.
"""

from visualizer.ui.widgets.banner import Banner
from visualizer.ui.widgets.check_box import CheckBox
from visualizer.ui.widgets.chips import Chips
from visualizer.ui.widgets.choice_box import ChoiceBox
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.hint import Hint
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.labeled_slider import LabeledSlider
from visualizer.ui.widgets.push_button import PushButton
from visualizer.ui.widgets.readout import Readout
from visualizer.ui.widgets.tile_chooser import TileChooser

__all__ = [
    "Banner",
    "CheckBox",
    "Chips",
    "ChoiceBox",
    "ElidedLabel",
    "Hint",
    "IconButton",
    "LabeledSlider",
    "PushButton",
    "Readout",
    "TileChooser",
]
