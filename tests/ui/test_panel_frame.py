import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage, QKeySequence
from PySide6.QtWidgets import QFileDialog, QLabel

from tests.ui.example_panels import ExamplePanel
from tests.ui.hosting import hosted, speak_chinese
from visualizer.language import set_language
from visualizer.ui.panel_frame import PanelFrame
from visualizer.ui.theme import load_theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def frame(qtbot):
    frame = hosted(qtbot, lambda host: PanelFrame(ExamplePanel(), host), (500, 400))
    frame.set_theme(load_theme("dark"))
    frame.resize(420, 300)
    return frame


def entry(frame, text):
    menu = frame.menu()
    found = [action for action in menu.actions() if action.text() == text]
    assert found, [action.text() for action in menu.actions()]
    return found[0]


def test_title_is_the_panels_own_until_it_announces_one(frame):
    assert frame.title() == "Example"
    heard = []
    frame.heading_changed.connect(heard.append)
    frame.panel().set_heading("Inside neuron h₄⁽²⁾", "example 37")
    assert frame.title() == "Inside neuron h₄⁽²⁾"
    assert frame.subtitle() == "example 37"
    assert frame.accessibleName() == frame.windowTitle() == frame.title()
    assert frame.short_title() == "Example"
    assert heard == ["Inside neuron h₄⁽²⁾"]


def test_theme_reaches_the_panel(frame):
    assert frame.panel().theme is load_theme("dark")


def test_double_click_on_the_title_asks_to_maximize(qtbot, frame):
    with qtbot.waitSignal(frame.maximize_requested):
        qtbot.mouseDClick(frame._header, Qt.MouseButton.LeftButton, pos=QPoint(60, 15))


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Maximize", "maximize_requested"),
        ("Tear off", "tear_off_requested"),
        ("Hide", "hide_requested"),
    ],
)
def test_menu_asks_for_what_the_arrangement_does(qtbot, frame, text, signal):
    with qtbot.waitSignal(getattr(frame, signal)):
        entry(frame, text).trigger()


def test_menu_offers_the_way_back(frame):
    frame.set_place("maximized")
    assert entry(frame, "Restore")
    frame.set_place("window")
    assert entry(frame, "Put back")
    texts = [action.text() for action in frame.menu().actions()]
    assert "Maximize" not in texts


def test_maximized_frame_has_a_button_that_restores(qtbot, frame):
    assert not frame._restore.isVisible()
    frame.set_place("maximized")
    with qtbot.waitSignal(frame.maximize_requested):
        qtbot.mouseClick(frame._restore, Qt.MouseButton.LeftButton)


def test_curtain_hides_until_revealed(qtbot, frame):
    entry(frame, "Draw the curtain: predict first").trigger()
    assert frame.has_curtain()
    assert not frame.panel().isVisible()
    assert not frame.panel().switch.isVisible()
    assert frame.reveal_button().hasFocus()
    qtbot.keyClick(frame.reveal_button(), Qt.Key.Key_Return)
    assert not frame.has_curtain()
    assert frame.panel().isVisible()
    assert frame.panel().switch.isVisible()


def test_curtain_keeps_the_secret_in_pictures(frame, tmp_path):
    frame.set_curtain(True)
    frame.save_picture(tmp_path / "a.svg")
    assert "a long text" not in (tmp_path / "a.svg").read_text(encoding="utf-8")


def shown_texts(frame):
    labels = frame.explanation().findChildren(QLabel)
    return [label.text() for label in labels if label.isVisible() and label.text()]


def test_explanation_names_each_part(frame):
    entry(frame, "What am I looking at?").trigger()
    assert frame.explanation().isVisible()
    assert shown_texts(frame) == [
        "What am I looking at?",
        "Color",
        "What it shows.",
        "Dots",
        "The examples.",
    ]
    assert frame.explanation().geometry().contains(frame.panel().geometry().center())


def test_escape_closes_the_explanation_and_not_more(qtbot, frame):
    left = []
    action = QAction(frame.window())
    action.setShortcut(QKeySequence("Esc"))
    action.triggered.connect(lambda: left.append(1))
    frame.window().addAction(action)
    frame.explain()
    qtbot.keyClick(frame.explanation(), Qt.Key.Key_Escape)
    assert not frame.explanation().isVisible()
    assert not left


def test_click_closes_the_explanation(qtbot, frame):
    frame.explain()
    qtbot.mouseClick(frame.explanation(), Qt.MouseButton.LeftButton)
    assert not frame.explanation().isVisible()


def test_explanation_gives_the_focus_back(frame):
    frame.more_button().setFocus(Qt.FocusReason.TabFocusReason)
    frame.explain()
    assert frame.explanation().hasFocus()
    frame.explanation().close_explanation()
    assert frame.more_button().hasFocus()


def test_panel_without_explanation_does_not_offer_one(frame, monkeypatch):
    monkeypatch.setattr(frame.panel(), "explanation", list)
    texts = [action.text() for action in frame.menu().actions()]
    assert "What am I looking at?" not in texts
    frame.explain()
    assert not frame.explanation().isVisible()


def test_picture_leaves_out_what_only_hands_need(frame, tmp_path):
    frame.panel().set_heading("Loss surface", "principal plane")
    frame.save_picture(tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "Loss surface" in text
    assert "a long text in the panel" in text
    assert "switch" not in text
    assert frame.more_button().isVisible()
    assert frame.panel().switch.isVisible()


def test_saved_picture_is_as_wide_as_a_slide_and_said(qtbot, frame, tmp_path):
    with qtbot.waitSignal(frame.notified) as caught:
        frame.save_picture(tmp_path / "a.png")
    assert caught.args == ["Saved a.png"]
    assert QImage(str(tmp_path / "a.png")).width() >= 1900


def test_failure_is_said_in_one_sentence(qtbot, frame, tmp_path):
    with qtbot.waitSignal(frame.failed) as caught:
        frame.save_picture(tmp_path / "a.gif")
    assert ".png, .svg, .pdf" in caught.args[0]


def test_copy_puts_a_picture_on_the_clipboard(qtbot, frame):
    with qtbot.waitSignal(frame.notified):
        entry(frame, "Copy as picture").trigger()
    assert QGuiApplication.clipboard().image().width() >= 1900
    QGuiApplication.clipboard().clear()


def test_asking_where_to_save_is_not_modal(qtbot, frame, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    frame.ask_where_to_save()
    (dialog,) = frame.findChildren(QFileDialog)
    assert dialog.isVisible()
    assert dialog.windowModality() == Qt.WindowModality.NonModal
    with qtbot.waitSignal(frame.notified):
        dialog.fileSelected.emit(str(tmp_path / "b.png"))
    assert (tmp_path / "b.png").exists()
    dialog.close()


def test_tabs_take_the_place_of_the_title(qtbot, frame):
    tabs = QLabel("tabs")
    frame.set_tabs(tabs)
    assert tabs.isVisible()
    assert not frame._title.isVisible()
    frame.set_tabs(None)
    assert frame._title.isVisible()
    assert tabs.parent() is None


def test_closing_a_torn_off_window_asks_to_put_it_back(qtbot):
    frame = PanelFrame(ExamplePanel())
    qtbot.addWidget(frame)
    frame.set_theme(load_theme("dark"))
    frame.set_place("window")
    frame.show()
    with qtbot.waitSignal(frame.tear_off_requested):
        frame.close()
    assert frame.isVisible()
    frame.set_place("docked")


def test_texts_are_said_again_in_another_language(frame, monkeypatch):
    frame.set_curtain(True)
    speak_chinese(monkeypatch)
    frame.retranslate()
    assert frame.reveal_button().text() == "揭晓"
    assert frame.more_button().accessibleName() == "此面板的更多操作"
    frame.set_curtain(False)
    frame.explain()
    set_language("en")
    frame.retranslate()
    assert shown_texts(frame)[0] == "What am I looking at?"


def test_a_tab_may_say_less_than_the_panels_own_title(qtbot):
    panel = ExamplePanel("A long title")
    frame = hosted(qtbot, lambda host: PanelFrame(panel, host, lambda: "Short"))
    assert frame.short_title() == frame.title() == "Short"
    panel.set_heading("A heading", "")
    assert frame.title() == "A heading"
    assert frame.short_title() == "Short"
