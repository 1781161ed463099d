from __future__ import annotations

import pytest

from visualizer.late_pictures import LatePictures


def test_a_picture_is_made_once_and_only_when_looked_at() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    pictures = LatePictures(["a", "b"], make)
    assert (len(pictures), list(pictures), made) == (2, ["a", "b"], [])
    assert pictures["b"] == pictures.get("b") == "B"
    assert made == ["b"]
    assert dict(pictures) == {"a": "A", "b": "B"}
    assert made == ["b", "a"]


def test_a_key_that_it_does_not_have_is_refused() -> None:
    pictures = LatePictures(["a"], str.upper)
    assert pictures.get("c") is None
    with pytest.raises(KeyError, match="c"):
        pictures["c"]
