from __future__ import annotations

import msgspec
import numpy as np
import pytest

from tests.ui.rendering_checks import problems_of
from tests.ui.stages import LARGE, SMALL, Stage
from visualizer.scenes.intents import ChooseStatistic
from visualizer.scenes.statistics import StatisticsRow, StatisticsScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.statistics_panel import StatisticsPanel
from visualizer.ui.theme import load_theme

DARK = load_theme("dark")


def a_row(name="y", **changes):
    strip = np.zeros((33, 96))
    strip[5, 48:] = 1.0
    row = StatisticsRow(
        name=name,
        strip=strip,
        histogram=strip[:, -1],
        gradient_share=0.5,
        gradient="0.12",
        ratio="1.00 %",
        rate="0.03",
        cost="8 + 16",
    )
    return msgspec.structs.replace(row, **changes)


def a_scene(*rows, **changes):
    scene = StatisticsScene(
        title="Statistics",
        subtitle="200 training examples",
        kinds=(("weights", "weights"), ("rates", "rates")),
        kind="weights",
        headings=("gradient", "update / weight", "rate", "products"),
        rows=rows or (a_row("h"), a_row("y")),
        zero=0.5,
        notes=("axis", "updates 0 to 10"),
        note="",
    )
    return msgspec.structs.replace(scene, **changes)


@pytest.fixture
def panel(qtbot):
    panel = StatisticsPanel()
    qtbot.addWidget(panel)
    panel.resize(700, 300)
    panel.set_theme(DARK)
    panel.set_scene(a_scene())
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_it_draws_statistics_scenes(panel):
    assert panels["statistics"] is StatisticsPanel
    assert {"h", "y", "gradient", "0.12", "1.00 %", "8 + 16"} <= set(panel.texts())
    assert "axis · updates 0 to 10" in panel.texts()


def test_narrow_panels_leave_numbers_out(panel):
    panel.resize(380, 240)
    assert "products" not in panel.texts()
    assert "rate" not in panel.texts()
    assert "gradient" in panel.texts()


def test_the_strip_runs_from_the_past_to_the_present(panel):
    row = panel._rows[0]
    image = row.strip.pixmap().toImage()
    assert (image.width(), image.height()) == (96, 33)
    # Row 0 is the least value and lies at the bottom.
    lit = image.pixelColor(90, 32 - 5)
    assert lit == DARK.color("text")
    assert image.pixelColor(10, 32 - 5) == DARK.color("panel")
    assert image.pixelColor(90, 5) == DARK.color("panel")


def test_the_gradient_bar_is_its_share_of_the_track(panel):
    row = panel._rows[0]
    assert row.bar.rect().width() == pytest.approx(0.5 * row.track.rect().width())
    panel.set_scene(a_scene(a_row(gradient_share=np.nan), kind="rates"))
    assert panel._rows[0].bar.rect().width() == 0.0


def test_rows_come_and_go(panel):
    panel.set_scene(a_scene(*(a_row(str(n)) for n in range(5)), kind="rates"))
    assert len(panel._rows) == 5
    panel.set_scene(a_scene(a_row("only", strip=None), kind="weights"))
    assert len(panel._rows) == 1
    assert not panel._rows[0].strip.isVisible()
    assert "only" in panel.texts()


def test_another_quantity_is_asked_for(panel, qtbot):
    with qtbot.waitSignal(panel.intent) as asked:
        panel.kinds.chosen.emit("rates")
    assert asked.args == [ChooseStatistic("rates")]


def test_who_does_not_see_it_is_told(panel):
    told = panel.canvas.accessibleDescription()
    assert told.startswith("h: gradient 0.12, update / weight 1.00 %")
    assert panel.canvas.accessibleName()
    assert panel.kinds.accessibleName()


@pytest.mark.window
@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_opens_by_its_key_and_is_readable(qtbot, size, language):
    stage = Stage(qtbot, "circle", epochs=20, size=size, language=language)
    window = stage.window
    window.set_language(language)
    assert "statistics" not in window.view.arrangement.visible_names()
    action = window.actions_.book.action("panel:statistics")
    assert action.shortcut().toString() == "Ctrl+I"
    action.trigger()
    stage.settle(4)
    assert "statistics" in window.view.arrangement.visible_names()
    assert stage.panel("statistics").texts()[0]
    assert not problems_of(window)
    window.view.arrangement.maximize("statistics")
    for kind in ("activations", "gradients", "rates"):
        window.view.ask(ChooseStatistic(kind))
        stage.settle(4)
        assert stage.panel("statistics").kinds.chosen_key() == kind
        assert not problems_of(window)
