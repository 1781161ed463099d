"""Tables are read back as they were written; what is wrong with one is said by row."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.datasets.table_files import (
    DELIMITERS,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Delimiter,
    TableError,
    TableFormat,
    decode,
    parse,
    read_bytes,
    read_cells,
    sniff,
)

texts = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"), exclude_characters="\x85\u2028\u2029"
    ),
    min_size=1,
    max_size=8,
).filter(lambda text: text == text.strip())


@given(
    rows=st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(texts, min_size=width, max_size=width), min_size=1, max_size=12
        )
    ),
    delimiter=st.sampled_from(tuple(DELIMITERS)),
)
def test_what_is_written_is_read(rows: list[list[str]], delimiter: Delimiter) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=DELIMITERS[delimiter], quoting=csv.QUOTE_ALL)
    writer.writerows(rows)
    layout = TableFormat(delimiter, "point", header=False)
    cells = read_cells(written.getvalue(), layout, "some.csv")
    assert [list(row) for row in zip(*cells.columns, strict=True)] == rows
    assert len(cells) == len(rows)


@given(
    values=st.lists(
        st.lists(st.floats(-1e9, 1e9), min_size=3, max_size=3), min_size=2, max_size=20
    ),
    delimiter=st.sampled_from(("semicolon", "tab", "pipe")),
    comma=st.booleans(),
    header=st.booleans(),
)
def test_the_format_of_numbers_is_sniffed(
    values: list[list[float]], delimiter: Delimiter, comma: bool, header: bool
) -> None:
    rows = [[f"{value:.3f}" for value in row] for row in values]
    if comma:
        rows = [[cell.replace(".", ",") for cell in row] for row in rows]
    if header:
        rows.insert(0, ["alpha", "beta", "gamma"])
    text = "\r\n".join(DELIMITERS[delimiter].join(row) for row in rows)
    layout = sniff(text)
    assert layout == TableFormat(delimiter, "comma" if comma else "point", header)
    cells = read_cells(text, layout, "some.csv")
    assert cells.names == (("alpha", "beta", "gamma") if header else ("x1", "x2", "x3"))
    assert cells.first_row == 1 + header
    read = [
        [parse(cell, layout.decimal) for cell in column] for column in cells.columns
    ]
    written = [[float(f"{row[k]:.3f}") for row in values] for k in range(3)]
    assert read == written


def test_a_decimal_comma_is_told_from_a_delimiter() -> None:
    assert sniff("1,5\t2,25\n3,5\t4,75\n").decimal == "comma"
    assert sniff("1,5,2\n3,5,4\n") == TableFormat("comma", "point", header=False)


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("name,age\nAda,36\nMax,41\n", True),
        ("Ada,36\nMax,41\n", False),
        ("color,shape\nred,round\nblue,flat\n", True),
        ("red,round\nblue,red\nred,flat\n", False),
        ("a,b\n,NA\n1,2\n", True),
        ("1,2\n", False),
    ],
)
def test_a_header_is_told_from_values(text: str, header: bool) -> None:
    assert sniff(text).header is header


def test_names_are_made_different() -> None:
    cells = read_cells("a,,a, a  b \n1,2,3,4\n", TableFormat(), "some.csv")
    assert cells.names == ("a", "x2", "a (2)", "a b")


def test_blank_lines_and_a_mark_at_the_beginning_are_passed_over() -> None:
    text = decode(b"\xef\xbb\xbfa,b\r\n\r\n1, 2\r\n\r\n", "some.csv")
    cells = read_cells(text, TableFormat(), "some.csv")
    assert cells.names == ("a", "b")
    assert cells.columns == (["1"], ["2"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "some.csv: has no row of values"),
        (b"a,b\n", "some.csv: has no row of values"),
        (b"\n\n\n", "some.csv: has no row of values"),
        (b"a,b\n1,2\n3\n", "some.csv: row 3 has 1 cells; allowed: 2, as many as the"),
        (b"a,b\n1,2,3\n", "some.csv: row 2 has 3 cells; allowed: 2, as many as the"),
        (b'a,b\n1,"2\n', "some.csv: row 2 cannot be read as a table: unexpected end"),
        (b'a,b\n1,"2"x\n', "some.csv: row 2 cannot be read as a table: ',' expected"),
        (b"a,b\n1,\xff\n", "some.csv: byte 7 is no text in UTF-8; save the table as"),
        ("a,b\n1,2".encode("utf-16"), "some.csv: byte 1 is no text in UTF-8"),
        (b"a,b\n1,\x00\n", "some.csv: is no text but holds bytes of 0"),
        (b"1," * MOST_COLUMNS + b"1\n", "some.csv: has 201 columns; allowed: at most"),
        (b"a\n" + b"1\n" * (MOST_ROWS + 1), "some.csv: has more than 100,000 rows"),
        (b"a,b\n1," + b"x" * 200_000, "some.csv: row 2 cannot be read as a table: fi"),
    ],
)
def test_a_malformed_table_is_refused_in_one_sentence(
    content: bytes, said: str
) -> None:
    with pytest.raises(TableError) as caught:
        read_cells(decode(content, "some.csv"), TableFormat(), "some.csv")
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n\n\n", b"  \n"])
def test_an_empty_table_without_a_header_is_refused(content: bytes) -> None:
    text = decode(content, "some.csv")
    with pytest.raises(TableError, match=r"some\.csv: has no row of values"):
        read_cells(text, TableFormat(header=False), "some.csv")


def test_as_many_rows_as_allowed_are_read() -> None:
    cells = read_cells("a\n" + "1\n" * MOST_ROWS, TableFormat(), "some.csv")
    assert len(cells) == MOST_ROWS
    few = read_cells("a\n" + "1\n" * MOST_ROWS, TableFormat(), "some.csv", 7)
    assert len(few) == 7


def test_a_file_is_measured_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(TableError, match=r"large.csv: has 64,000,001 bytes; allowed"):
        read_bytes(large)
    with pytest.raises(TableError, match=r"cannot be read: No such file"):
        read_bytes(tmp_path / "missing.csv")
    with pytest.raises(TableError, match="cannot be read"):
        read_bytes(tmp_path)
    with pytest.raises(TableError, match="cannot be read"):
        read_bytes(Path("a\0b"))


@pytest.mark.parametrize("cell", ["1_000", "one", "", "1.5.2", "0x10"])
def test_what_is_no_number(cell: str) -> None:
    assert parse(cell, "point") is None
