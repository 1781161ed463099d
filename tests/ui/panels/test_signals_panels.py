"""The page Signals in the window: sizes, strips, comparison, twins."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from tests.ui.rendering_checks import problems_of
from tests.ui.screen_texts import screen_texts
from tests.ui.stages import LARGE, SMALL, Stage, move
from tests.ui.test_translation import english_in
from visualizer.exhibits.signals import SignalsSettings
from visualizer.language import LANGUAGES
from visualizer.scenes.intents import ChooseOption, EditParameter, WeightRef
from visualizer.scenes.signals import (
    BackwardScene,
    ChooseInitializer,
    ForwardScene,
    InitializerCell,
    InitializersScene,
    LookAtLayer,
    SpreadScene,
    Twin,
    TwinsScene,
)
from visualizer.scenes.why import Quantity
from visualizer.session import commands as do
from visualizer.ui.panels.backward_panel import BackwardPanel
from visualizer.ui.panels.forward_panel import ForwardPanel
from visualizer.ui.panels.initializers_panel import InitializersPanel
from visualizer.ui.panels.spread_panel import SpreadPanel
from visualizer.ui.panels.twins_panel import TwinsPanel
from visualizer.ui.plots.size_view import size_range
from visualizer.ui.theme import THEMES, load_theme

ALT = Qt.KeyboardModifier.AltModifier
TAB = Qt.FocusReason.TabFocusReason
DARK = load_theme("dark")
SIGNAL_PANELS = ("initializers", "spread", "twins")
NOTHING = np.full(4, np.nan)


def sizes_scene(cls=ForwardScene, **changes):
    scene = cls(
        title="Forward",
        subtitle="healthy",
        first=0,
        sizes=np.array([1.0, 0.1, 0.01, 0.001]),
        theory=np.array([1.0, 0.2, 0.04, 0.008]),
        reference=1.0,
        x_label="layer",
        y_label="size",
        theory_label="theory",
        kinds=(),
        kind="",
        texts=("zero: 1", "one: 0.1", "two: 0.01", "three: 0.001"),
        told="zero: 1, three: 0.001",
        asks=tuple(Quantity("size", layer) for layer in range(4)),
    )
    return msgspec.structs.replace(scene, **changes)


def cells(chosen="b"):
    y = np.array([1.0, 0.1, 0.01])
    return tuple(
        InitializerCell(key, key.upper(), 0.5 * y, y, 2 * y, key == chosen, "vanishing")
        for key in "abcd"
    )


def initializers_scene(**changes):
    scene = InitializersScene(
        title="Comparison",
        subtitle="15 of 15",
        first=0,
        cells=cells(),
        reference=1.0,
        kinds=(("forward", "forward"), ("backward", "backward")),
        kind="forward",
        hint="",
    )
    return msgspec.structs.replace(scene, **changes)


def twins_scene(**changes):
    past = np.tile(np.array([[0.5], [-0.25]]), (1, 96))
    scene = TwinsScene(
        title="Twins",
        subtitle="equal",
        twins=(Twin("n1", past, past[:, -1]), Twin("n2", -past, -past[:, -1])),
        limit=0.5,
        layer=1,
        layers=3,
        layer_text="layer 1",
        target=WeightRef(1, 0, 0),
        nudged=0.55,
        notes=("a note",),
    )
    return msgspec.structs.replace(scene, **changes)


@pytest.fixture
def shown(qtbot):
    """Show a panel of a class with a scene."""

    def show(cls, scene, size=(500, 260)):
        panel = cls()
        qtbot.addWidget(panel)
        panel.resize(*size)
        panel.set_theme(DARK)
        panel.set_scene(scene)
        panel.show()
        qtbot.waitExposed(panel)
        return panel

    return show


def test_a_dot_stands_at_each_size_and_the_level_line_at_the_first(shown):
    view = shown(ForwardPanel, sizes_scene()).view
    assert (view.dots(), view.crosses()) == (4, 0)
    places = [view.place_of(layer, 10.0**-layer) for layer in range(4)]
    boxes = view._dots.path().toSubpathPolygons()
    for place, polygon in zip(places, boxes, strict=True):
        center = polygon.boundingRect().center()
        assert center.x() == pytest.approx(place.x(), abs=0.5)
        assert center.y() == pytest.approx(place.y(), abs=0.5)
    steps = np.diff([place.y() for place in places])
    np.testing.assert_allclose(steps, steps[0])
    level = view._level.path().boundingRect()
    assert level.top() == pytest.approx(places[0].y(), abs=0.5)


def test_dots_follow_where_the_axes_stay(shown):
    view = shown(ForwardPanel, sizes_scene()).view
    level = view._level.path().boundingRect()
    before = view.place_of(1, 0.1)
    view.set_scene(sizes_scene(sizes=np.array([1.0, 0.5, 0.01, 0.001])))
    # The axes are those of before.
    assert view.place_of(1, 0.1) == before
    assert view._level.path().boundingRect() == level
    dot = view._dots.path().toSubpathPolygons()[1].boundingRect().center()
    assert dot.y() == pytest.approx(view.place_of(1, 0.5).y(), abs=0.5)
    view.set_scene(sizes_scene(sizes=np.array([1.0, 0.5, 0.01, 1e-9])))
    assert view.place_of(1, 0.1) != before


def test_theory_is_drawn_where_it_is_known(shown):
    panel = shown(ForwardPanel, sizes_scene())
    assert panel.view.has_theory()
    assert panel.view.words() == ["theory"]
    panel.view.set_scene(sizes_scene(theory=NOTHING, theory_label=""))
    assert not panel.view.has_theory()
    assert panel.view.words() == []


def test_what_has_no_place_on_the_axis_is_crossed(shown):
    sizes = np.array([1.0, 0.0, np.inf, np.nan])
    view = shown(ForwardPanel, sizes_scene(sizes=sizes, theory=NOTHING)).view
    assert (view.dots(), view.crosses()) == (1, 3)
    view.set_scene(sizes_scene(sizes=np.zeros(4), theory=NOTHING, reference=0.0))
    assert (view.dots(), view.crosses()) == (0, 4)


@pytest.mark.parametrize(
    ("sizes", "low", "high"),
    [
        ([1.0, 1e-3], -3.0, 0.0),
        ([1.0, 1.2], -1.0, 1.0),
        ([0.0, np.nan], -2.0, 0.0),
        ([1e-300, 1e300], -300.0, 300.0),
    ],
)
def test_the_axis_holds_all_sizes_and_two_decades(sizes, low, high):
    values = np.array(sizes)
    bottom, top = size_range(values, NOTHING, float(values[0]))
    assert bottom <= low
    assert top >= high
    assert top - bottom <= 1.2 * (high - low) + 1.0


def test_the_pointer_and_keys_say_the_size_of_a_layer(shown, qtbot):
    panel = shown(ForwardPanel, sizes_scene())
    view = panel.view
    move(view.viewport(), view.place_of(2, 0.01).toPoint(), Qt.MouseButton.NoButton)
    assert view.readout() == "two: 0.01"
    move(view.viewport(), QPoint(0, 0), Qt.MouseButton.NoButton)
    assert view.readout() == ""
    for key, said in (
        (Qt.Key.Key_Left, "three: 0.001"),
        (Qt.Key.Key_Left, "two: 0.01"),
        (Qt.Key.Key_Right, "three: 0.001"),
        (Qt.Key.Key_Right, "three: 0.001"),
    ):
        qtbot.keyClick(panel, key, ALT)
        assert view.readout() == said
        assert panel.accessibleDescription() == said


def test_another_gradient_is_asked_for(shown, qtbot):
    kinds = (("activations", "∂C/∂a"), ("weights", "∂C/∂w"))
    scene = sizes_scene(BackwardScene, kinds=kinds, kind="activations")
    panel = shown(BackwardPanel, scene)
    with qtbot.waitSignal(panel.intent) as asked:
        panel.kinds.chosen.emit("weights")
    assert asked.args == [ChooseOption("gradient", "weights")]
    assert panel.kinds.chosen_key() == "activations"


def test_distributions_stand_in_columns(shown):
    shares = np.zeros((33, 50))
    shares[0, 0] = shares[32, 49] = 1.0
    ticks = ((0.0, "−10"), (0.49, "−0.1"), (0.5, "0"), (1.0, "10"))
    scene = SpreadScene("Spread", "strips", shares, ticks, "layer")
    view = shown(SpreadPanel, scene).view
    image = view.picture().toImage()
    assert (image.width(), image.height()) == (50, 33)
    assert image.pixelColor(0, 32) == DARK.color("text")
    assert image.pixelColor(49, 0) == DARK.color("text")
    assert image.pixelColor(25, 16) == DARK.color("panel")
    # What would lie on its neighbor is left out.
    assert view.texts()[:3] == ["−10", "−0.1", "10"]
    assert view.texts()[3:] == ["layer", *(str(n) for n in range(5, 50, 5))]


def test_a_click_or_a_key_chooses_an_initializer(shown, qtbot):
    panel = shown(InitializersPanel, initializers_scene())
    asked = []
    panel.intent.connect(asked.append)
    place = panel.view.box(2).center().toPoint()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(panel, key, ALT)
    assert asked == [ChooseInitializer(key) for key in "cca"]
    panel.ways.chosen.emit("backward")
    assert asked[-1] == ChooseOption("way", "backward")


def test_without_a_chosen_one_keys_begin_at_the_ends(shown, qtbot):
    panel = shown(InitializersPanel, initializers_scene(cells=cells(chosen="")))
    asked = []
    panel.intent.connect(asked.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(panel, key, ALT)
    assert asked == [ChooseInitializer("a"), ChooseInitializer("d")]


def test_medians_lie_in_their_bands(shown):
    view = shown(InitializersPanel, initializers_scene()).view
    for number, tile in enumerate(view._tiles):
        band, middle = tile.band.path(), tile.middle.path()
        for share in (0.1, 0.5, 0.9):
            assert band.contains(middle.pointAtPercent(share))
        assert view.box(number).contains(band.boundingRect())
    assert "vanishing" in view.texts()


def test_before_the_first_draw_it_says_so(shown):
    scene = initializers_scene(cells=(), hint="drawing", reference=np.nan)
    panel = shown(InitializersPanel, scene)
    assert panel.view.texts() == ["drawing"]


def test_plots_stand_in_two_rows_where_there_is_room(shown):
    view = shown(InitializersPanel, initializers_scene()).view
    assert view.box(2).top() > view.box(0).bottom()
    flat = shown(InitializersPanel, initializers_scene(), (900, 120)).view
    assert flat.box(3).top() == flat.box(0).top()


def test_strips_and_bars_have_the_colors_of_signs(shown):
    view = shown(TwinsPanel, twins_scene()).view
    image = view.strip(0).toImage()
    assert (image.width(), image.height()) == (96, 2)
    assert image.pixelColor(0, 0) == DARK.signed_color(1.0)
    assert image.pixelColor(95, 1) == DARK.signed_color(-0.5)
    positive, negative = view.bars(0)
    assert positive.width() == pytest.approx(2 * negative.width())
    assert positive.left() == pytest.approx(negative.right())
    # The first weight is on top, in the strip as among the bars.
    assert positive.top() < negative.top()
    assert view.bars(1)[0].top() > view.bars(1)[1].top()


def test_layers_are_stepped_through_and_a_weight_is_nudged(shown, qtbot):
    panel = shown(TwinsPanel, twins_scene())
    asked = []
    panel.intent.connect(asked.append)
    before, _, after, nudge = panel.header_widgets()
    assert not before.isEnabled()
    after.click()
    nudge.click()
    assert asked == [LookAtLayer(2), EditParameter(WeightRef(1, 0, 0), 0.55, 0)]
    panel.set_scene(twins_scene(layer=3))
    assert before.isEnabled()
    assert not after.isEnabled()
    before.click()
    assert asked[-1] == LookAtLayer(2)


@pytest.mark.window
class TestWindow:
    """The whole page."""

    def test_the_rail_leads_to_it(self, qtbot):
        stage = Stage(qtbot, "circle", epochs=1)
        stage.window.choose_exhibit("signals")
        stage.settle()
        assert isinstance(stage.settings, SignalsSettings)
        assert stage.panel("forward").view.dots() == 21

    def test_a_setting_is_seen_at_once(self, qtbot):
        stage = Stage(qtbot, "signals-vanishing")
        before = stage.panel("backward").view._drawn.sizes[0]
        stage.window.view.choose("activation", "tanh")
        stage.settle()
        after = stage.panel("backward").view._drawn.sizes[0]
        assert after > 1e6 * before
        assert (
            stage.window.panel("backward").panel()._heading[1].startswith("healthy: × ")
        )

    def test_the_comparison_chooses_initial_weights(self, qtbot):
        stage = Stage(qtbot, "signals-vanishing", size=LARGE)
        stage.session.work(10.0)
        stage.settle()
        panel = stage.panel("initializers")
        panel.setFocus(TAB)
        stage.key(Qt.Key.Key_Right, ALT)
        stage.settle()
        assert stage.settings.initializer.key == "he"
        stage.window.send(do.Undo())
        stage.settle()
        assert stage.settings.initializer.key == "xavier"

    def test_the_palette_nudges_a_weight_and_undo_takes_it_back(self, qtbot):
        stage = Stage(qtbot, "signals-symmetry", epochs=2)
        action = stage.window.actions_.book.action("nudge_weight")
        assert action.isEnabled()
        stage.window.show_panel("twins")
        stage.settle()
        theta = stage.theta
        action.trigger()
        stage.settle()
        changed = np.flatnonzero(stage.theta != theta)
        assert changed.tolist() == [0]
        assert stage.theta[0] == pytest.approx(theta[0] + 0.05)
        assert "apart" in stage.panel("twins")._heading[1]
        stage.window.send(do.Undo())
        stage.settle()
        np.testing.assert_array_equal(stage.theta, theta)

    def test_elsewhere_there_is_nothing_to_nudge(self, qtbot):
        stage = Stage(qtbot, "circle")
        assert not stage.window.actions_.book.action("nudge_weight").isEnabled()

    @pytest.mark.parametrize("theme", THEMES)
    @pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
    def test_it_is_readable_in_both_languages(self, qtbot, theme, size):
        stage = Stage(qtbot, "signals-healthy", size=size, theme=theme)
        window, problems = stage.window, []
        stage.session.work(10.0)
        for language in LANGUAGES:
            window.set_language(language)
            for name in SIGNAL_PANELS:
                window.show_panel(name)
                stage.settle()
                problems += problems_of(window)
            if language == "zh":
                assert not english_in(screen_texts(window, only_visible=True))
        window.set_language("en")
        assert not problems

    @pytest.mark.parametrize(
        "preset", ["signals-exploding", "signals-normalized", "signals-symmetry"]
    )
    def test_other_networks_are_readable(self, qtbot, preset):
        stage = Stage(qtbot, preset, epochs=1)
        for name in SIGNAL_PANELS:
            stage.window.show_panel(name)
            stage.settle()
            assert not problems_of(stage.window)

    def test_the_verdict_fits_without_a_scroll_bar(self, qtbot):
        stage = Stage(qtbot, "signals-vanishing")
        bar = stage.panel("rule")._scroll.verticalScrollBar()
        assert bar.maximum() == 0

    @pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
    def test_two_networks_are_compared(self, qtbot, size):
        stage = Stage(qtbot, "signals-vanishing", size=size)
        stage.window.actions_.trigger("compare")
        stage.settle(4)
        assert stage.panel("backward").view.dots() == 21
        assert not problems_of(stage.window)

    def test_parts_are_explained(self, qtbot):
        stage = Stage(qtbot, "signals-vanishing", size=LARGE)
        for name in ("forward", "backward", *SIGNAL_PANELS):
            parts = stage.panel(name).explanation()
            assert len(parts) >= 3
            assert all(part and text for part, text in parts)

    def test_the_pointer_finds_a_layer(self, qtbot):
        stage = Stage(qtbot, "signals-vanishing", size=LARGE)
        view = stage.panel("backward").view
        at = view.place_of(20, 1e-3)
        view.hovered.emit(QPointF(at))
        assert view.readout().startswith("layer 20: ")
