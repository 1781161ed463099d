"""A file of one's own, known by its checksum."""

from __future__ import annotations

import hashlib

import pytest

from visualizer.datasets.own_file import OwnFile, chosen
from visualizer.settings import SettingError


def test_no_file_is_no_file():
    assert not OwnFile()
    assert OwnFile().files() == ()


def test_a_chosen_file_is_read_as_long_as_it_is_the_same(tmp_path):
    place = tmp_path / "own.txt"
    place.write_bytes(b"one")
    file = chosen(str(place))
    assert file.sha256 == hashlib.sha256(b"one").hexdigest()
    assert (bool(file), file.name, file.files()) == (True, "own.txt", (str(place),))
    assert file.content() == b"one"
    place.write_bytes(b"two")
    with pytest.raises(SettingError, match=r"own\.txt: was changed since"):
        file.content()
    place.unlink()
    with pytest.raises(SettingError, match=r"own\.txt: cannot be read: No such file"):
        file.content()


def test_it_is_found_again_at_another_place(tmp_path):
    (tmp_path / "moved.txt").write_bytes(b"one")
    file = OwnFile("/gone/own.txt", hashlib.sha256(b"one").hexdigest())
    moved = file.relocated({"/gone/own.txt": str(tmp_path / "moved.txt")})
    assert moved.content() == b"one"
    assert file.relocated({"/other": "/place"}) == file
