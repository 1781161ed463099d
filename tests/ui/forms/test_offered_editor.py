"""The choice among what a file offers, and pills too narrow for their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.ui.hosting import dressed, hosted, speak_chinese
from visualizer.settings import describe, setting
from visualizer.ui.forms.choice_editors import OfferedEditor
from visualizer.ui.forms.making import make_editor

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@dataclass(frozen=True)
class Sheet:
    columns: tuple[str, ...] = setting((), title="Inputs", offered="known")
    known: tuple[str, ...] = ("width", "length", "mass")


@pytest.fixture
def editor(qtbot: Any, qapp: Any) -> Any:
    with dressed(qapp):
        ((_, hint, described),) = describe(Sheet)
        made = hosted(
            qtbot, lambda host: make_editor(hint, described, host), (220, 700)
        )
        assert isinstance(made, OfferedEditor)
        made.retranslate()
        show(made, Sheet())
        made.resize(186, 600)
        made.show()
        made.told = []
        made.edited.connect(lambda value, done: made.told.append((value, done)))
        yield made


def show(editor: OfferedEditor, sheet: Sheet) -> None:
    editor.set_member(sheet)
    editor.set_value(sheet.columns)


def checked(editor: OfferedEditor) -> list[str]:
    return [key for key in editor.offered_keys() if editor.pill(key).isChecked()]


def test_nothing_named_means_everything(editor: Any) -> None:
    assert checked(editor) == ["width", "length", "mass"]
    show(editor, Sheet(columns=("mass",)))
    assert checked(editor) == ["mass"]


def test_mouse_and_keyboard_take_texts_in_and_out(editor: Any, qtbot: Any) -> None:
    qtbot.mouseClick(editor.pill("length"), Qt.MouseButton.LeftButton)
    assert editor.told == [(("width", "mass"), True)]
    editor.pill("width").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(editor.pill("width"), Qt.Key.Key_Return)
    assert editor.told[-1] == (("mass",), True)
    # The last one stays.
    qtbot.keyClick(editor.pill("mass"), Qt.Key.Key_Return)
    assert editor.error() == "Choose 1 to 3."
    assert checked(editor) == ["mass"]
    assert len(editor.told) == 2


def test_another_file_offers_other_texts(editor: Any) -> None:
    show(editor, Sheet(columns=("b",), known=("a", "b")))
    assert editor.offered_keys() == ("a", "b")
    assert checked(editor) == ["b"]
    assert editor.control() is editor.pill("a")
    show(editor, Sheet(known=()))
    assert editor.offered_keys() == ()


def test_of_many_the_first_ones_are_shown(editor: Any, qtbot: Any) -> None:
    assert not editor.all_button().isVisible()
    names = tuple(f"c{number}" for number in range(30))
    show(editor, Sheet(known=names, columns=names[5:]))
    shown = [name for name in names if editor.pill(name).isVisible()]
    assert shown == list(names[:8])
    assert editor.all_button().text() == "All 30…"
    qtbot.keyClick(editor.all_button(), Qt.Key.Key_Return)
    assert all(editor.pill(name).isVisible() for name in names)
    assert editor.all_button().text() == "Less"
    # Choosing leaves the list open.
    qtbot.mouseClick(editor.pill("c29"), Qt.MouseButton.LeftButton)
    assert editor.told == [(names[5:29], True)]
    show(editor, Sheet(known=names, columns=names[5:29]))
    assert editor.pill("c29").isVisible()


def test_long_names_are_cut_and_said_in_full(editor: Any, qtbot: Any) -> None:
    long = "mean concentration of calcium in the blood, mmol/l"
    show(editor, Sheet(known=(long, "age")))
    pill = editor.pill(long)
    qtbot.waitUntil(lambda: pill.text().endswith("…"))
    assert pill.fontMetrics().horizontalAdvance(pill.text()) <= pill.width()
    assert (pill.toolTip(), pill.accessibleName()) == (long, long)
    assert editor.pill("age").toolTip() == ""


def test_the_title_says_how_many(editor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    show(editor, Sheet(columns=("mass", "width")))
    assert editor.title() == "Inputs – 2 of 3"
    show(editor, Sheet())
    assert editor.title() == "Inputs"
    speak_chinese(monkeypatch)
    show(editor, Sheet(columns=("mass",)))
    editor.retranslate()
    assert editor.title() == "输入特征 – 1 / 3"


def test_long_and_chinese_names_have_more_room(editor: Any, qtbot: Any) -> None:
    def side_by_side(*names: str) -> int:
        show(editor, Sheet(known=names))
        editor._group.layout().activate()
        return len({editor.pill(name).x() for name in names})

    assert side_by_side("a", "b", "c", "d") == 4
    assert side_by_side("\u957f\u5ea6\u4e00", "\u957f\u5ea6\u4e8c", "c", "d") == 3
    assert side_by_side("a column of a name", "b", "c") == 1
