import dataclasses

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.example_panels import ExampleSettings, Loud, Noisy, Plain
from tests.ui.hosting import dressed, hosted, speak_chinese
from visualizer.engine.optimizers import optimizers
from visualizer.exhibits import exhibits
from visualizer.exhibits.neuron import NeuronSettings
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.settings import describe
from visualizer.ui.forms import SettingsForm
from visualizer.ui.theme import load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def form(qtbot, qapp):
    with dressed(qapp):
        yield make(qtbot)


def make(qtbot):
    form = hosted(qtbot, lambda host: SettingsForm(ExampleSettings, host), (300, 1400))
    form.set_theme(load_theme("dark"))
    form.set_values(ExampleSettings())
    form.resize(220, 1300)
    form.told = []
    form.edited.connect(lambda *edit: form.told.append(edit))
    return form


def opened(form):
    form.set_open(True)
    QApplication.processEvents()
    return form


def click(qtbot, widget, pos=None):
    qtbot.mouseClick(
        widget, Qt.MouseButton.LeftButton, pos=pos or widget.rect().center()
    )


def test_common_fields_come_first_and_the_others_wait_under_more(qtbot, form):
    assert form.editor("data").isVisible()
    assert form.editor("rate").isVisible()
    assert not form.editor("batch").isVisible()
    click(qtbot, form.more_button(), QPoint(20, 8))
    QApplication.processEvents()
    assert form.is_open()
    assert form.more_button().text() == "Less"
    assert form.editor("batch").isVisible()
    tops = [
        form.editor(name).mapTo(form, QPoint(0, 0)).y()
        for name in ("data", "rate", "kind", "batch", "seed")
    ]
    assert tops == sorted(tops)


def test_a_wide_list_has_the_whole_width_below_its_title(qtbot, qapp):
    with dressed(qapp):
        made = hosted(
            qtbot, lambda host: SettingsForm(NeuronSettings, host), (300, 900)
        )
        made.set_values(NeuronSettings())
        made.resize(220, 800)
        QApplication.processEvents()
        wide, beside = made.editor("loss"), made.editor("activation")
        assert wide.control().width() == wide.width()
        assert wide.control().y() > 0.3 * wide.height()
        assert beside.control().width() < 0.7 * beside.width()


def test_hidden_fields_have_no_editor(form):
    assert "layers" not in form.field_names()
    with pytest.raises(KeyError):
        form.editor("layers")
    with pytest.raises(KeyError):
        form.editor("rate.deeper")


def test_every_field_of_every_exhibit_has_an_editor_or_is_edited_elsewhere(qtbot):
    for exhibit in exhibits:
        form = hosted(
            qtbot,
            lambda host, settings=exhibit.settings_class: SettingsForm(settings, host),
        )
        form.set_theme(load_theme("light"))
        form.set_values(exhibit.settings_class())
        elsewhere = {
            name
            for name, _, described in describe(exhibit.settings_class)
            if described.control == "hidden"
        }
        every = {name for name, _, _ in describe(exhibit.settings_class)}
        assert set(form.field_names()) == every - elsewhere


def test_a_field_is_shown_where_it_means_something(qtbot):
    form = hosted(
        qtbot, lambda host: SettingsForm(PlaygroundSettings, host), (300, 1400)
    )
    form.set_theme(load_theme("light"))
    linked = PlaygroundSettings(draws="tf_playground")
    for settings, shown, hidden in (
        (PlaygroundSettings(), "data_seed", "link_seed"),
        (linked, "link_seed", "data_seed"),
        (PlaygroundSettings(), "data_seed", "link_seed"),
    ):
        form.set_values(settings)
        opened(form)
        assert form.editor(shown).isVisible()
        assert not form.editor(hidden).isVisible()
        form.focus_field(hidden)
        assert form.editor("draws").isAncestorOf(form.window().focusWidget())
        form.focus_field(shown)
        assert form.editor(shown).isAncestorOf(form.window().focusWidget())


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
def test_every_coefficient_of_an_optimizer_has_an_editor(qtbot, member):
    form = hosted(qtbot, lambda host: SettingsForm(PlaygroundSettings, host))
    form.set_theme(load_theme("light"))
    form.set_values(PlaygroundSettings(optimizer=member()))
    opened(form)
    for name, _, _ in describe(member):
        assert form.editor(f"optimizer.{name}").isVisible()


def test_live_slider_tells_each_move_once(qtbot, form):
    slider = form.editor("rate").labeled_slider().slider()
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(slider, Qt.Key.Key_Up)
    qtbot.keyClick(slider, Qt.Key.Key_Up)
    assert form.told == [("rate", 1.0, True), ("rate", 10.0, True)]


def test_other_slider_tells_when_the_hand_lets_go(qtbot, form):
    slider = opened(form).editor("share").labeled_slider().slider()
    y = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(60, y))
    qtbot.mouseMove(slider, QPoint(90, y))
    qtbot.mouseMove(slider, QPoint(140, y))
    assert not form.told
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(140, y))
    ((name, value, live),) = form.told
    assert (name, live) == ("share", False)
    assert value > 0.5


def test_whole_number_stays_whole_over_a_wide_range(qtbot, form):
    slider = opened(form).editor("count").labeled_slider().slider()
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(slider, Qt.Key.Key_End)
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    values = [value for _, value, _ in form.told]
    assert values == [100_000, 1]
    assert all(type(value) is int for value in values)


def test_typed_value_out_of_range_is_refused_under_its_field(qtbot, form):
    editor = form.editor("rate")
    editor.labeled_slider().edit()
    field = editor.labeled_slider().editor()
    field.setText("1000")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not form.told
    assert editor.error() == "Allowed: 0.001 to 100"
    editor.labeled_slider().edit()
    field.setText("0.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert form.told == [("rate", 0.5, True)]
    assert editor.error() == ""


def test_refused_whole_number_says_so(qtbot, form):
    editor = opened(form).editor("count")
    editor.labeled_slider().edit()
    editor.labeled_slider().editor().setText("2.5")
    qtbot.keyClick(editor.labeled_slider().editor(), Qt.Key.Key_Return)
    assert "whole numbers" in editor.error()


def test_field_without_a_range_is_typed(qtbot, form):
    editor = opened(form).editor("free")
    field = editor.control()
    for text, told in (("7.5", [("free", 7.5, False)]), ("-1", None), ("x", None)):
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        if told is None:
            assert editor.error() == "Allowed: at least 0"
        else:
            assert form.told == told
            assert editor.error() == ""


def test_chips_list_switch_dice_and_text(qtbot, form):
    opened(form)
    click(qtbot, form.editor("batch").chips().chip("full"))
    box = form.editor("color").control()
    box.activated.emit(box.findText("blue"))
    click(qtbot, form.editor("shuffle").control(), QPoint(8, 8))
    seed = form.editor("seed").control()
    seed.selectAll()
    qtbot.keyClicks(seed, "99")
    qtbot.keyClick(seed, Qt.Key.Key_Return)
    name = form.editor("name").control()
    name.selectAll()
    qtbot.keyClicks(name, "mine")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert form.told == [
        ("batch", "full", False),
        ("color", "blue", False),
        ("shuffle", False, False),
        ("seed", 99, False),
        ("name", "mine", False),
    ]


def test_subset_keeps_the_order_and_its_limits(qtbot, form):
    editor = opened(form).editor("inputs")
    assert editor.pill("y").text() == "x₂"
    click(qtbot, editor.pill("x"))
    assert editor.pill("x").isChecked()
    assert editor.error() == "Choose 1 to 2."
    click(qtbot, editor.pill("z"))
    click(qtbot, editor.pill("y"))
    assert not editor.pill("y").isChecked()
    click(qtbot, editor.pill("x"))
    click(qtbot, editor.pill("y"))
    assert form.told == [
        ("inputs", ("x", "z"), False),
        ("inputs", ("z",), False),
        ("inputs", ("y", "z"), False),
    ]


def test_member_is_told_as_an_instance(qtbot, form):
    click(qtbot, form.editor("data").control().tile("noisy"))
    assert form.told == [("data", Noisy(), False)]


def test_settings_of_a_member_follow_it(qtbot, form):
    form.set_values(ExampleSettings(data=Noisy(noise=0.3, samples=50)))
    QApplication.processEvents()
    noise = form.editor("data.noise")
    assert noise.isVisible()
    assert noise.labeled_slider().value() == 0.3
    assert noise.mapTo(form, QPoint(0, 0)).y() < form.editor("rate").y()
    samples = form.editor("data.samples")
    assert not samples.isVisible()
    opened(form)
    assert samples.isVisible()
    assert samples.labeled_slider().value() == 50
    noise.labeled_slider().slider().setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(noise.labeled_slider().slider(), Qt.Key.Key_End)
    assert form.told == [("data", Noisy(noise=1.0, samples=50), False)]


def test_member_without_settings_leaves_no_room(qtbot, form):
    QApplication.processEvents()
    low = form.editor("data").height()
    form.set_values(ExampleSettings(data=Noisy()))
    qtbot.waitUntil(lambda: form.editor("data").height() > low)
    form.set_values(ExampleSettings(data=Plain()))
    qtbot.waitUntil(lambda: form.editor("data").height() == low)


def test_nested_live_setting_is_told_as_live(qtbot, form):
    form.set_values(ExampleSettings(kind=Loud()))
    slider = opened(form).editor("kind.momentum").labeled_slider().slider()
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert form.told == [("kind", Loud(momentum=1.0), True)]
    noise = form.editor("kind.noise").labeled_slider().slider()
    noise.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(noise, Qt.Key.Key_End)
    assert form.told[-1] == ("kind", Loud(momentum=1.0, noise=1.0), False)


def test_what_was_changed_is_carried_to_the_next_member(form):
    form.set_values(ExampleSettings(kind=Noisy(noise=0.7, samples=33)))
    box = opened(form).editor("kind").control()
    box.activated.emit(box.findData("loud"))
    assert form.told == [("kind", Loud(noise=0.7), False)]


def test_long_lists_begin_with_some_and_the_chosen_one(form):
    assert form.editor("data").control().shown_keys() == (
        "plain",
        "noisy",
        "loud",
        "further0",
    )
    box = opened(form).editor("kind").control()
    assert len(box.listed_keys()) == 5
    assert box.itemText(box.count() - 1) == "All…"


def test_values_from_outside_are_shown_and_tell_nothing(form):
    opened(form)
    form.set_values(
        ExampleSettings(
            data=Loud(),
            rate=10.0,
            batch="single",
            color="ink",
            inputs=("y", "z"),
            shuffle=False,
            seed=12,
            name="other",
            free=9.0,
        )
    )
    assert form.editor("data").control().chosen_key() == "loud"
    assert form.editor("rate").labeled_slider().value() == 10.0
    assert form.editor("batch").chips().chosen_key() == "single"
    assert form.editor("color").control().currentText() == "ink"
    assert form.editor("inputs").pill("z").isChecked()
    assert not form.editor("shuffle").control().isChecked()
    assert form.editor("seed").dice_field().value() == 12
    assert form.editor("name").control().text() == "other"
    assert form.editor("free").control().text() == "9"
    assert not form.told


def test_same_values_leave_a_dragging_hand_alone(qtbot, form):
    slider = opened(form).editor("share").labeled_slider()
    y = slider.slider().height() // 2
    qtbot.mousePress(slider.slider(), Qt.MouseButton.LeftButton, pos=QPoint(150, y))
    held = slider.value()
    form.set_values(ExampleSettings())
    assert slider.value() == held
    qtbot.mouseRelease(slider.slider(), Qt.MouseButton.LeftButton)


def test_refused_value_can_be_taken_back_and_explained(qtbot, form):
    opened(form)
    click(qtbot, form.editor("batch").chips().chip("full"))
    form.set_values(ExampleSettings())
    form.show_error("batch", "full does not fit")
    assert form.editor("batch").chips().chosen_key() == "mini"
    assert form.editor("batch").error() == "full does not fit"
    form.set_values(dataclasses.replace(ExampleSettings(), batch="single"))
    assert form.editor("batch").error() == ""


def test_error_under_more_opens_it(form):
    assert not form.is_open()
    form.show_error("seed", "no")
    assert form.is_open()


def test_field_is_brought_into_view_and_focused(form):
    form.resize(220, 300)
    form.focus_field("seed")
    QApplication.processEvents()
    editor = form.editor("seed")
    assert form.is_open()
    assert editor.control().hasFocus()
    top = editor.mapTo(form.viewport(), QPoint(0, 0)).y()
    assert 0 <= top <= form.viewport().height() - editor.height()


def test_focus_reaches_into_chips_and_tiles(form):
    form.focus_field("batch")
    assert form.editor("batch").chips().chip("mini").hasFocus()
    form.focus_field("data")
    assert form.editor("data").control().tile("plain").hasFocus()


def test_previews_reach_their_tiles(form):
    picture = QPixmap(60, 40)
    picture.fill(QColor("#ff00ff"))
    form.set_previews("data", {"plain": picture})
    QApplication.processEvents()
    tile = form.editor("data").control().tile("plain")
    image = tile.grab().toImage()
    assert image.pixelColor(tile.width() // 2, 25) == QColor("#ff00ff")


@pytest.mark.parametrize("width", [190, 220, 240])
def test_column_fits_its_width_without_a_horizontal_overflow(form, width):
    opened(form)
    form.resize(width, 1300)
    QApplication.processEvents()
    page = form.widget()
    assert page.width() <= form.viewport().width()
    for child in page.findChildren(QWidget):
        if child.isVisible():
            right = child.mapTo(page, QPoint(child.width(), 0)).x()
            assert right <= page.width() + 1, child


def test_closed_form_fits_without_scrolling(form):
    form.resize(220, 420)
    QApplication.processEvents()
    assert form.verticalScrollBar().maximum() == 0


def test_texts_are_said_again_in_another_language(form, monkeypatch):
    opened(form)
    speak_chinese(monkeypatch, Rate="速率", mini="小批", Shuffle="打乱", Noisy="有噪声")
    form.retranslate()
    assert form.more_button().text() == "收起"
    assert form.editor("rate").control().accessibleName() == "速率"
    assert form.editor("batch").chips().chip("mini").text() == "小批"
    assert form.editor("shuffle").control().text() == "打乱"
    assert form.editor("kind").control().currentText() == "有噪声"
    assert form.editor("data").control().tile("noisy").text() == "有噪声"
    assert not form.told


def test_every_control_has_a_name(form):
    opened(form)
    for name in form.field_names():
        if name != "inputs":
            assert form.editor(name).control().accessibleName(), name


def test_more_is_not_offered_where_nothing_stands_under_it(qtbot):
    for key, offered in (("regression", False), ("playground", True)):
        settings = exhibits[key].settings_class

        def make_form(host, settings=settings):
            return SettingsForm(settings, host)

        form = hosted(qtbot, make_form, (300, 900))
        assert form.more_button().isVisibleTo(form) == offered
