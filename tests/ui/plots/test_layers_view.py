import numpy as np
import pytest

from tests.ui.hosting import hosted
from visualizer.ui.plots.layers_view import LayersView
from visualizer.ui.theme import load_theme


@pytest.fixture
def view(qtbot):
    made = hosted(qtbot, LayersView)
    made.resize(200, 120)
    made.set_theme(load_theme("dark"))
    return made


def test_each_layer_is_a_numbered_column_from_ground_to_ink(view):
    shares = np.zeros((5, 3))
    shares[0, 1] = 1.0
    view.set_shares(shares)
    assert [item.text() for item in view._texts.shown()] == ["1", "2", "3"]
    image = view._picture.pixmap().toImage()
    theme = load_theme("dark")
    # The lowest value is the lowest row of the picture.
    assert image.pixelColor(1, 4) == theme.color("text")
    assert image.pixelColor(0, 0) == theme.color("panel")


def test_nothing_is_drawn_without_a_distribution(view):
    view.set_shares(np.ones((5, 3)))
    view.set_shares(None)
    assert not view._picture.isVisible()
    assert view._texts.shown() == []
