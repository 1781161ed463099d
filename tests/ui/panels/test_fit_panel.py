import msgspec
import numpy as np
import pytest

from tests.ui.hosting import hosted
from visualizer.scenes.fit import FitLine, FitScene
from visualizer.scenes.runner_intents import SelectRunner
from visualizer.ui.panels.fit_panel import FitPanel
from visualizer.ui.theme import load_theme


def scene(**changes):
    lines = tuple(
        FitLine(number, f"method {number}", f"{number} steps", ends, number == 1)
        for number, ends in enumerate(
            (((0.0, 0.0), (10.0, 5.0)), ((0.0, 4.0), (10.0, 4.0)), None)
        )
    )
    made = FitScene(
        title="Examples and answers",
        subtitle="",
        points=np.array([[1.0, 1.0], [5.0, 2.0], [9.0, np.nan]]),
        owner=None,
        lines=lines,
        ideal=False,
        current=1,
        x=(0.0, 10.0),
        y=(0.0, 5.0),
        x_label="x",
        y_label="y",
    )
    return msgspec.structs.replace(made, **changes)


@pytest.fixture
def panel(qtbot):
    made = hosted(qtbot, FitPanel)
    made.resize(400, 300)
    made.set_theme(load_theme("dark"))
    made.set_scene(scene())
    return made


def test_lines_lie_where_their_ends_say(panel):
    view = panel.view
    first, last = view.line_ends(0)
    for end, at in ((first, (0.0, 0.0)), (last, (10.0, 5.0))):
        place = view.place_of(*at)
        assert (end.x(), end.y()) == pytest.approx((place.x(), place.y()), abs=0.01)
    assert view.line_ends(2) is None


def test_a_line_that_is_gone_is_not_drawn(panel):
    gone = tuple(msgspec.structs.replace(line, ends=None) for line in scene().lines)
    panel.set_scene(scene(lines=gone))
    assert panel.view.line_ends(0) is None


def test_a_line_is_cut_at_the_edge_of_the_plot(panel):
    steep = msgspec.structs.replace(scene().lines[0], ends=((0.0, 0.0), (10.0, 500.0)))
    panel.set_scene(scene(lines=(steep, *scene().lines[1:])))
    _, last = panel.view.line_ends(0)
    top = panel.view.place_of(0.1, 5.0)
    assert last.y() == pytest.approx(top.y(), abs=0.01)
    assert last.x() == pytest.approx(top.x(), abs=0.5)


def test_the_legend_tells_names_and_facts(panel):
    assert panel.legend()[1] == ("method 1", "1 steps")
    assert panel.mark(1).isChecked()
    assert not panel.mark(0).isChecked()


def test_a_click_on_a_mark_looks_closely(panel, qtbot):
    asked = []
    panel.intent.connect(asked.append)
    panel.mark(2).click()
    assert asked == [SelectRunner(2)]


def test_the_ring_is_around_the_example_that_is_meant(panel):
    view = panel.view
    ring = view._current.path().boundingRect().center()
    place = view.place_of(5.0, 2.0)
    assert (ring.x(), ring.y()) == pytest.approx((place.x(), place.y()))
    for current in (2, None):
        panel.set_scene(scene(current=current))
        assert view._current.path().isEmpty()


def test_what_is_explained_is_what_is_drawn(panel):
    assert "Lines" in dict(panel.explanation())
    panel.set_scene(scene(ideal=True))
    assert "Diagonal" in dict(panel.explanation())
