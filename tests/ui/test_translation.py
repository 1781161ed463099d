"""The whole window in both languages: nothing is left in the other one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QMenu

from tests.texts import described, has_words, written
from tests.ui.screen_texts import screen_texts
from visualizer.app import make_application
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.language import Phrase, catalog, set_language
from visualizer.scenes.intents import (
    ChooseSurface,
    MoveProbe,
    NeuronRef,
    Select,
    WeightRef,
)
from visualizer.session import commands as do
from visualizer.session.experiment import preset
from visualizer.session.session import Session
from visualizer.settings import describe
from visualizer.ui.main_window import MainWindow
from visualizer.ui.memory import Memory
from visualizer.ui.panels import panels
from visualizer.ui.qt_texts import translate_qt
from visualizer.ui.theme import THEMES
from visualizer.ui.window_actions import PANEL_TITLES

pytestmark = pytest.mark.window

ALLOWED = frozenset(
    (
        # Functions, methods and number formats; Chinese uses their names.
        *("tanh", "sin", "max", "min", "relu", "leaky", "sigmoid", "softmax"),
        *("sgd", "adam", "nesterov", "xavier", "he", "lecun", "float", "prelu"),
        *("elu", "selu", "gelu", "softplus", "swish", "silu", "mish", "erf", "exp"),
        *("amsgrad", "adadelta", "adagrad", "adamw", "nadam", "rmsprop", "rprop"),
        *("qhm", "qhadam", "bfgs", "lion", "kl", "huber", "hellinger", "itakura"),
        *("saito", "wolfe", "pytorch", "ln", "cos", "gan", "roc", "auc", "csv", "tsv"),
        # Keys, as they are printed on keyboards, and kinds of files.
        *("ctrl", "alt", "shift", "esc", "enter", "delete", "home", "end"),
        *("pgup", "pgdown", "png", "svg", "pdf", "json", "numpy"),
        # The program, and the language that people look for under its own name.
        *("neuronaut", "english", "tf", "tensorflow", "playground"),
        # Where that other program's links lead.
        *("https", "org"),
        *("mnist", "beale", "himmelblau", "rastrigin", "rosenbrock"),
    )
)
WORD = re.compile(r"[A-Za-z]{2,}")

PANELS = ("network", "output", "neuron", "loss", "surface", "cut_off", "statistics")
SIZES = ((1280, 720), (1600, 1000))


class Stage:
    """A window in a session that runs without a thread, as figures are drawn."""

    def __init__(self, name: str) -> None:
        experiment = preset(name)
        self.session = Session(experiment)
        self.session.advance(5 * self.session.learner.updates_per_epoch)
        self.window = MainWindow(
            self.session.execute, Memory(hints_done=True), experiment
        )
        self.window.resize(1600, 1000)
        self.window.show_all_panels()
        self.window.show()
        self.draw()

    @property
    def settings(self) -> PlaygroundSettings:
        return self.window.view.settings

    def draw(self, *, finished: bool = True) -> None:
        """Let the session and the window catch up with what was asked.

        Parameters
        ----------
        finished : bool
            Whether what panels wait for is to be computed to its end.
        """
        for _ in range(3):
            self.session.execute(self.window.look_command())
            while finished and self.session.work(0.2):
                pass
            self.window.show_snapshot(self.session.snapshot())
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def speak(self, code: str) -> None:
        self.window.set_language(code)
        self.draw()

    def texts(self) -> set[str]:
        return screen_texts(self.window)

    def seen(self) -> set[str]:
        """Return the texts in sight, also of the panels that lie behind others."""
        found: set[str] = set()
        for name in PANELS:
            self.window.show_panel(name)
            self.draw()
            found |= screen_texts(self.window, only_visible=True)
        return found

    def english(self) -> dict[str, list[str]]:
        """Return texts with words that no Chinese text should have."""
        return english_in(self.texts())


def english_in(texts: set[str]) -> dict[str, list[str]]:
    """Return the texts that have words of English, with these words."""
    found = {}
    for text in texts:
        words = [w for w in WORD.findall(text) if w.lower() not in ALLOWED]
        if words:
            found[text] = words
    return found


@pytest.fixture
def stage(qapp: Any) -> Iterator[Callable[[str], Stage]]:
    """Make stages of presets; in the end Qt speaks English again."""
    make_application(["neuronaut"])
    made: list[Stage] = []

    def make(name: str, language: str = "zh") -> Stage:
        set_language(language)
        translate_qt(language)
        made.append(Stage(name))
        return made[-1]

    yield make
    for each in made:
        each.window.close()
        each.window.deleteLater()
    translate_qt("en")


def spoken(window: MainWindow) -> dict[str, str]:
    """Return what actions, menus and panels of an English window say."""
    book = window.actions_.book
    found = {menu.title(): "menu" for menu in window.findChildren(QMenu)}
    for entry in book.entries():
        found[entry.category] = "category"
        # A phrase is translated in parts, which stand in the source.
        if not isinstance(entry.title, Phrase):
            found[entry.title] = f"action {entry.name}"
    for gesture in book.gestures():
        for text in (gesture.category, gesture.keys, gesture.title):
            found[text] = "gesture"
    for panel in panels:
        found[panel.title] = f"panel {panel.key}"
    for title in (*PANEL_TITLES.values(), *THEMES.values()):
        found[title] = "part of a phrase"
    return found


def test_every_action_menu_and_panel_is_translated(stage):
    texts = spoken(stage("circle", "en").window)
    assert len(texts) > 60
    missing = {text: at for text, at in texts.items() if text not in catalog("zh")}
    assert not {text: at for text, at in missing.items() if has_words(text)}


def test_no_translation_is_left_over(stage):
    used = written() | described() | spoken(stage("circle", "en").window)
    assert not set(catalog("zh")) - set(used)


def test_the_window_is_chinese_at_every_size(stage):
    spiral = stage("spiral")
    for size in SIZES:
        spiral.window.resize(*size)
        spiral.draw()
        assert not spiral.english()


def test_what_is_selected_and_moved_is_chinese(stage):
    spiral = stage("spiral")
    view = spiral.window.view
    for intent in (
        Select(NeuronRef(0, 1)),
        Select(NeuronRef(1, 0)),
        Select(NeuronRef(3, 0)),
        ChooseSurface("weights"),
        Select(WeightRef(1, 0, 0)),
        Select(WeightRef(2, None, 0)),
        ChooseSurface("random"),
        MoveProbe((1.0, 2.0)),
        MoveProbe(None),
    ):
        view.ask(intent)
        spiral.draw()
        assert not spiral.english(), intent


def test_walks_through_an_example_are_chinese(stage):
    circle = stage("circle")
    for unit in ("product", "neuron", "layer", "example"):
        circle.session.execute(do.Step(unit, 3))
        circle.draw()
        assert not circle.english(), unit


def test_images_and_classes_are_chinese(stage):
    digits = stage("digits")
    for target in (NeuronRef(0, 3), NeuronRef(1, 2), WeightRef(1, 12, 2)):
        digits.window.view.ask(Select(target))
        digits.draw()
        assert not digits.english(), target


def test_every_member_of_a_family_is_chinese_in_the_form(stage):
    circle = stage("circle")
    circle.window.resize(1600, 1000)
    circle.window.focus_field("optimizer")
    for field, _, item in describe(PlaygroundSettings):
        for member in item.registry or ():
            circle.window.view.choose(field, member.key)
            circle.draw(finished=False)
            assert not circle.english(), (field, member.key)


def test_palette_and_key_sheet_are_chinese(stage):
    circle = stage("circle")
    actions = circle.window.actions_
    actions.open_palette()
    circle.draw()
    assert not circle.english()
    assert "命令" in circle.texts()
    actions.palette.close_overlay()
    actions.open_keys()
    circle.draw()
    assert not circle.english()
    assert {"按键与手势", "空格", "双击、回车"} <= circle.texts()


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("代价函数", "选择损失函数"),
        ("cost function", "选择损失函数"),
        ("步长", "设置学习率"),
        ("learning rate", "设置学习率"),
        ("幻灯片", "开始或结束放映"),
        ("英文", "语言：English"),
        ("mnist", "数据：MNIST"),
    ],
)
def test_the_palette_finds_what_people_call_things(stage, typed, title):
    circle = stage("circle")
    palette = circle.window.actions_.palette
    circle.window.actions_.open_palette()
    palette.field().setText(typed)
    book = circle.window.actions_.book
    best = [book.action(name).text() for name in palette.shown_names()[:3]]
    assert title in best


def test_what_panels_can_do_is_chinese(stage):
    spiral = stage("spiral")
    for name in PANELS:
        frame = spiral.window.panel(name)
        frame.explain()
        spiral.draw()
        assert not spiral.english(), name
        frame.explanation().close_explanation()
        menu = frame.menu()
        spiral.draw()
        assert not spiral.english(), name
        menu.close()
        frame.set_curtain(True)
        spiral.draw()
        assert not spiral.english(), name
        frame.set_curtain(False)


def test_the_hints_are_chinese(stage):
    circle = stage("circle")
    circle.window.show_hints()
    said = set()
    while True:
        circle.draw()
        assert not circle.english()
        if not circle.window.coach.hint.is_open():
            break
        said.add(circle.window.coach.hint.text())
        circle.window.coach.hint.next_button().click()
    assert len(said) == 5


def test_trouble_is_said_in_chinese(stage):
    plane = stage("reg-plane")
    plane.window.send(do.Change(replace(plane.settings, learning_rate=100.0)))
    plane.session.advance(400)
    plane.draw()
    assert plane.session.status.condition == "diverged"
    assert not plane.english()
    assert "发散" in plane.window.banner.text()
    plane.window.send(do.GoBack(halve_learning_rate=True))
    plane.draw()
    assert not plane.english()
    assert "撤销：学习率 100 → 50" in plane.texts()


def test_files_that_cannot_be_opened_are_said_in_chinese(stage, tmp_path):
    circle = stage("circle")
    path = tmp_path / "1.json"
    path.write_text('{"version": 7}', encoding="utf-8")
    circle.window.open_file(str(path))
    assert circle.window.banner.text() == f"{path}：不允许的版本 7；允许：1"


def test_presenting_is_chinese(stage):
    circle = stage("circle")
    circle.window.toggle_presenter()
    circle.draw()
    assert not circle.english()
    circle.window.toggle_blank()
    circle.draw()
    assert not circle.english()
    circle.window.leave_presenter()


def test_the_speakers_window_is_chinese(stage):
    circle = stage("circle")
    circle.window.open_speaker()
    speaker = circle.window.presenter.speaker
    circle.draw()
    assert not english_in(screen_texts(speaker))
    circle.session.execute(do.Bookmark())
    circle.session.advance(10)
    circle.session.execute(do.Bookmark())
    circle.session.execute(do.Seek(circle.session.update - 5))
    circle.window.toggle_presenter()
    circle.window.toggle_blank()
    circle.draw()
    assert not english_in(screen_texts(speaker))
    assert {"演讲者窗口 — Neuronaut", "书签 A 的备注"} <= circle.texts()
    circle.speak("en")
    assert {"Speaker's window — Neuronaut", "Note for bookmark A"} <= circle.texts()
    circle.window.leave_presenter()


@pytest.mark.parametrize("size", SIZES)
def test_the_language_switches_both_ways(stage, size):
    spiral = stage("spiral", "en")
    window = spiral.window
    # What is remembered for long: marks on the timeline and the name of an undo.
    window.send(do.Change(replace(spiral.settings, learning_rate=0.1)))
    spiral.session.advance(30)
    window.view.ask(Select(WeightRef(1, 0, 0)))
    window.send(do.Edit(1, 0, 0, 0.5))
    spiral.session.advance(30)
    window.view.ask(Select(NeuronRef(1, 0)))
    window.panel("network").explain()
    window.actions_.open_keys()
    window.show_hints()
    window.resize(*size)
    # To look behind a panel turns it away: what is looked at last stays in front.
    spiral.seen()
    spiral.draw()
    before = spiral.seen()
    spiral.speak("zh")
    assert not english_in(spiral.seen())
    assert {"学习率 0.01 → 0.1", "撤销：修改权重"} <= spiral.texts()
    spiral.speak("en")
    assert spiral.seen() == before


def test_long_texts_switch_while_they_are_read(stage):
    circle = stage("circle")
    circle.window.show_about()
    sheet = circle.window.actions_.licenses
    assert "系统：" in sheet.text()
    circle.speak("en")
    assert "system: " in sheet.text()
    assert "About Neuronaut" in circle.texts()


def test_qt_speaks_the_language_too(stage):
    circle = stage("circle")
    field = circle.window.actions_.palette.field()
    menu = field.createStandardContextMenu()
    assert any("粘贴" in action.text() for action in menu.actions())
    menu.deleteLater()
    circle.speak("en")
    menu = field.createStandardContextMenu()
    assert any("Paste" in action.text() for action in menu.actions())
    menu.deleteLater()


def test_keys_keep_their_signs_where_qt_names_them(stage):
    rows = dict(
        row for _, rows in stage("circle").window.actions_.sheet.rows() for row in rows
    )
    assert rows["前进一步"] == ("→",)
    assert rows["播放或暂停"] == ("空格",)
    assert "Ctrl+→" in rows["加快"]
