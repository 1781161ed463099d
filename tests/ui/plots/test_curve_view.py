"""What pyqtgraph makes besides the plot."""

from __future__ import annotations

from shiboken6 import isValid

from visualizer.ui.plots.curve_view import CurveView


def test_the_menu_of_the_plot_ends_with_it(qtbot):
    view = CurveView()
    menu = view.getPlotItem().ctrlMenu
    view.deleteLater()
    qtbot.waitUntil(lambda: not isValid(menu))
