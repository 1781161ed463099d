from tests.ui.hosting import hosted
from visualizer.ui.widgets.table import Table


def a_table(qtbot):
    table = hosted(qtbot, Table)
    table.resize(400, 200)
    table.set_headings(["Result", "Left", "Right"])
    table.set_rows((("Updates", "9", "9"), ("Loss", "0.5", "0.7")))
    return table


def shown(table):
    return tuple(
        tuple(table.item(row, column).text() for column in range(table.columnCount()))
        for row in range(table.rowCount())
    )


def test_other_rows_change_only_the_cells_that_differ(qtbot):
    table = a_table(qtbot)
    same, other = table.item(1, 1), table.item(1, 2)
    table.choose(1)
    rows = (("Updates", "9", "9"), ("Loss", "0.5", "0.25"))
    changes = []
    table.model().dataChanged.connect(lambda *_: changes.append(shown(table)))
    table.set_rows(rows)
    assert shown(table) == table.rows() == rows
    assert table.item(1, 1) is same
    assert table.item(1, 2) is other
    assert other.toolTip() == "0.25"
    assert table.chosen() == [1]
    # What lays the table out comes once, when all cells are written.
    assert changes == [rows]
    table.set_rows(rows)
    assert changes == [rows]


def test_rows_come_and_go(qtbot):
    table = a_table(qtbot)
    for rows in ((), (("Epochs", "1", "2"),), (("a", "b", "c"), ("d", "e", "f"))):
        table.set_rows(rows)
        assert shown(table) == rows


def test_columns_follow_longer_texts(qtbot):
    table = a_table(qtbot)
    narrow = table.columnWidth(2)
    table.set_rows((("Updates", "9", "9"), ("Loss", "0.5", "123,456,789,012")))
    table.grab()
    advance = table.fontMetrics().horizontalAdvance("123,456,789,012")
    assert table.columnWidth(2) > max(narrow, advance)
