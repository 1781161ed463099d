from tests.ui.hosting import hosted
from visualizer.ui.widgets import ElidedLabel

TEXT = "principal plane of the path · 96 % of it lies here"


def make(qtbot, width):
    label = hosted(qtbot, lambda host: ElidedLabel(TEXT, "", host))
    label.resize(width, 20)
    return label


def test_whole_text_where_there_is_room(qtbot):
    label = make(qtbot, 20)
    label.resize(label.sizeHint())
    assert label.text() == TEXT
    assert label.toolTip() == ""


def test_short_text_keeps_the_whole_as_tooltip_and_name(qtbot):
    label = make(qtbot, 90)
    assert label.text().endswith("…")
    assert TEXT.startswith(label.text()[:-1])
    assert label.fontMetrics().horizontalAdvance(label.text()) <= 90
    assert label.toolTip() == TEXT
    assert label.accessibleName() == TEXT
    assert label.full_text() == TEXT


def test_text_grows_with_the_room(qtbot):
    label = make(qtbot, 60)
    short = label.text()
    label.resize(200, 20)
    assert len(label.text()) > len(short)


def test_it_never_asks_for_room_it_can_do_without(qtbot):
    assert make(qtbot, 60).minimumSizeHint().width() == 0


def test_a_letter_and_dots_are_not_shown(qtbot):
    label = make(qtbot, 14)
    assert label.text() == ""
    assert label.toolTip() == TEXT
    label.set_text("x")
    assert label.text() == "x"
