"""Text files of one's own, and what is wrong with them."""

from __future__ import annotations

import pytest

from visualizer.datasets.text_files import MOST_BYTES, TextError, read_text


@pytest.mark.parametrize("text", ["He was.", "深度学习", "a"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig"])
def test_a_text_in_utf_8_is_read(text, coding):
    assert read_text(text.encode(coding), "own.txt") == text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "has no word in it"),
        (b"1 2 ... \n", "has no word in it"),
        ("é".encode("latin-1"), "byte 1 is no text in UTF-8"),
        (b"word \xff\xfe", "byte 6 is no text in UTF-8"),
        (b"a\0b", "holds bytes of 0"),
        (b"a" * (MOST_BYTES + 1), "has 4,000,001 bytes; allowed: at most 4,000,000"),
    ],
    ids=["empty", "signs", "latin", "broken", "zero", "large"],
)
def test_what_is_no_such_text_is_told(content, said):
    with pytest.raises(TextError, match=said) as told:
        read_text(content, "own.txt")
    assert str(told.value).startswith("own.txt: ")
