"""Notes: kept by experiment and moment, within bounds, whatever a file holds."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from visualizer.ui.lecture_notes import (
    MOST_CHARACTERS,
    MOST_EXPERIMENTS,
    MOST_IN_A_NAME,
    MOST_NOTES,
    LectureNotes,
)


def test_a_note_is_found_where_it_was_written():
    notes = LectureNotes()
    notes.write("spiral", None, "slowly")
    notes.write("spiral", 120, "ask them")
    notes.write("circle", 120, "drag the probe")
    assert notes.text("spiral", None) == "slowly"
    assert notes.text("spiral", 120) == "ask them"
    assert notes.text("circle", 120) == "drag the probe"
    assert notes.text("circle", None) == notes.text("xor", 1) == ""
    notes.write("circle", 120, "")
    assert set(notes.to_plain()) == {"spiral"}


def test_what_was_kept_is_read_again():
    notes = LectureNotes()
    notes.write("spiral", None, "第一\nsecond\t🙂")
    notes.write("spiral", 0, "start")
    again = LectureNotes(msgspec.json.decode(msgspec.json.encode(notes.to_plain())))
    assert again.to_plain() == notes.to_plain()


def test_a_long_note_is_cut():
    notes = LectureNotes()
    notes.write("spiral", 1, "🙂" * (MOST_CHARACTERS + 5))
    assert notes.text("spiral", 1) == "🙂" * MOST_CHARACTERS


def test_what_no_file_can_keep_is_left_out():
    notes = LectureNotes()
    notes.write("spiral", 1, "a\x00b\x1bc\ud83d")
    assert notes.text("spiral", 1) == "abc?"
    assert msgspec.json.encode(notes.to_plain())


def test_of_too_many_notes_one_without_a_bookmark_goes():
    notes = LectureNotes()
    notes.write("spiral", None, "whole")
    for update in range(MOST_NOTES - 1):
        notes.write("spiral", update, str(update))
    notes.write("spiral", 100, "new", kept=[0, 1, 3])
    assert notes.text("spiral", 2) == ""
    assert notes.text("spiral", None) == "whole"
    for update in (0, 1, 3, 18, 100):
        assert notes.text("spiral", update)
    everything = [*range(MOST_NOTES - 1), 100, 101]
    notes.write("spiral", 0, "changed", kept=everything)
    notes.write("spiral", 101, "new", kept=everything)
    # Of those with a bookmark the one changed longest ago.
    assert notes.text("spiral", 1) == ""
    assert notes.text("spiral", 0) == "changed"
    assert len(notes.to_plain()["spiral"]) == MOST_NOTES


def test_of_too_many_experiments_that_of_long_ago_goes():
    notes = LectureNotes()
    for number in range(MOST_EXPERIMENTS):
        notes.write(str(number), None, "x")
    notes.write("0", 5, "again")
    notes.write("new", None, "x")
    kept = notes.to_plain()
    assert len(kept) == MOST_EXPERIMENTS
    assert "1" not in kept
    assert {"0", "2", "new"} <= set(kept)


def test_notes_go_along_to_a_file_of_the_experiment():
    notes = LectureNotes()
    notes.write("spiral", None, "whole")
    notes.take_along("spiral", "/my.json")
    notes.write("/my.json", None, "mine")
    assert notes.text("spiral", None) == "whole"
    notes.take_along("spiral", "/my.json")
    assert notes.text("/my.json", None) == "mine"
    notes.take_along("xor", "/other.json")
    assert "/other.json" not in notes.to_plain()


def test_what_is_wrong_in_a_file_is_left_out_and_the_rest_stays():
    good = {"lecture": "whole", "12": "ask"}
    plain = {
        "spiral": {**good, "-1": "x", "1.5": "x", "07": "x", "²": "x", "3": 7, "4": ""},
        "circle": [1, 2],
        "xor": {"5": None},
        "n" * (MOST_IN_A_NAME + 1): good,
        7: good,
    }
    assert LectureNotes(plain).to_plain() == {"spiral": good}
    for wrong in (None, 3, "text", [good], True):
        assert LectureNotes(wrong).to_plain() == {}


def test_too_much_in_a_file_is_bounded():
    many = {str(n): {str(k): "x" * 5000 for k in range(30)} for n in range(60)}
    kept = LectureNotes(many).to_plain()
    assert len(kept) == MOST_EXPERIMENTS
    assert {len(notes) for notes in kept.values()} == {MOST_NOTES}
    assert {len(text) for n in kept.values() for text in n.values()} == {
        MOST_CHARACTERS
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_whatever_is_read_can_be_kept(plain):
    notes = LectureNotes(plain)
    assert LectureNotes(notes.to_plain()).to_plain() == notes.to_plain()
    assert msgspec.json.decode(msgspec.json.encode(notes.to_plain())) == (
        notes.to_plain()
    )
