"""Zip files from outside are looked at before anything is unpacked."""

from __future__ import annotations

import contextlib
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from visualizer.files.safe_zip import (
    MOST_BYTES,
    MOST_DIRECTORY,
    MOST_MEMBERS,
    ContainerError,
    open_container,
)


def packed(path: Path, *members: tuple[str, bytes], how: int = 8) -> Path:
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def read_all(path: Path) -> dict[str, bytes]:
    with open_container(path) as container:
        return {name: container.read(name) for name in container.names()}


def refusal(path: Path) -> str:
    with pytest.raises(ContainerError) as caught:
        read_all(path)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_are_read(tmp_path: Path, how: int) -> None:
    members = (("a.json", b"{}"), ("data/0aF", b"x" * 1000 + b"y"))
    with open_container(packed(tmp_path / "a.nnv", *members, how=how)) as container:
        assert container.names() == {"a.json", "data/0aF"}
        assert {name: container.read(name) for name in container.names()} == dict(
            members
        )
        assert container.size("data/0aF") == 1001
        assert container.size("b") is None
        with pytest.raises(ContainerError, match=r"a\.nnv: b is missing"):
            container.read("b")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path / "bomb.nnv", ("a", bytes(64 << 20)))
    assert path.stat().st_size < 100_000
    tracemalloc.start()
    try:
        said = refusal(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert said == f"{path}: a unpacks to more than 200 times its size"
    assert peak < 1 << 20


def test_a_size_that_is_a_lie_is_found_out(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.nnv", ("a", b"x" * 900), how=zipfile.ZIP_DEFLATED)
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    for size in (899, 901):
        data[place + 24 : place + 28] = struct.pack("<L", size)
        path.write_bytes(data)
        assert refusal(path) == f"{path}: a is damaged"


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "/a",
        "a/../b",
        "a//b",
        "a\\b",
        "C:a",
        ".hidden",
        "a/",
        "-/..",
        "ä",
        "a b",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    said = refusal(packed(tmp_path / "a.nnv", (name, b"1")))
    assert "the member name" in said
    assert "allowed: letters, digits" in said


def test_a_name_may_be_there_once(tmp_path: Path) -> None:
    path = tmp_path / "a.nnv"
    with pytest.warns(UserWarning, match="Duplicate"):
        packed(path, ("a", b"1"), ("a", b"2"))
    assert "each name once" in refusal(path)


def test_the_number_of_members_is_limited(tmp_path: Path) -> None:
    many = [(f"m{number}", b"") for number in range(MOST_MEMBERS + 1)]
    path = packed(tmp_path / "many.nnv", *many)
    assert refusal(path) == f"{path}: has 257 members; allowed: at most 256"
    with open_container(packed(tmp_path / "most.nnv", *many[1:])) as container:
        assert len(container.names()) == MOST_MEMBERS


def rewritten_end(path: Path, place: int, form: str, value: int) -> None:
    data = bytearray(path.read_bytes())
    struct.pack_into(form, data, len(data) - 22 + place, value)
    path.write_bytes(data)


def test_an_absurd_list_of_members_is_not_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.nnv", ("a", b"1"))
    rewritten_end(path, 12, "<L", MOST_DIRECTORY + 1)
    said = refusal(path)
    assert said.endswith(
        "the list of members has 1048577 bytes; allowed: at most 1048576"
    )


def test_a_file_of_absurd_size_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.nnv"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert "the file has 536870913 bytes; allowed: at most 536870912" in refusal(path)


def test_all_members_together_are_limited(tmp_path: Path) -> None:
    path = tmp_path / "a.nnv"
    packed(path, *((f"m{n}", b"x" * 100) for n in range(6)), how=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    start = 0
    for _ in range(6):
        place = data.index(b"PK\x01\x02", start)
        # Each claims 100 MB packed and unpacked.
        struct.pack_into("<LL", data, place + 20, 100 << 20, 100 << 20)
        start = place + 1
    path.write_bytes(data)
    assert "all members together has 629145600 bytes" in refusal(path)


def test_members_that_share_bytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.nnv"
    packed(path, ("a", b"x" * 5000), ("b", b"y"), how=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    struct.pack_into("<LL", data, place + 20, 5000, 5000)
    path.write_bytes(data)
    assert refusal(path) == f"{path}: is not a whole project file"


def test_other_ways_of_packing_are_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.nnv", ("a", b"1" * 99), how=zipfile.ZIP_BZIP2)
    assert "allowed: stored, deflated" in refusal(path)
    path = packed(tmp_path / "b.nnv", ("a", b"1" * 99))
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "allowed: stored, deflated" in refusal(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 21, b"{}" * 400, b"\0" * 4096])
def test_what_is_no_zip_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.nnv"
    path.write_bytes(content)
    assert refusal(path) == f"{path}: is not a whole project file"


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = packed(tmp_path / "a.nnv", ("a", b"x" * 300), ("b", b"y" * 9)).read_bytes()
    path = tmp_path / "cut.nnv"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        refusal(path)


def test_a_byte_changed_anywhere_is_found_out_or_does_no_harm(tmp_path: Path) -> None:
    members = {"a": bytes(range(250)), "b": b"y" * 9}
    whole = packed(
        tmp_path / "a.nnv", *members.items(), how=zipfile.ZIP_STORED
    ).read_bytes()
    path, harmless = tmp_path / "changed.nnv", 0
    for place in range(len(whole)):
        data = bytearray(whole)
        data[place] ^= 0xFF
        path.write_bytes(data)
        with contextlib.suppress(ContainerError):
            # Dates and the like; or the list, of which the manifest knows.
            assert set(read_all(path).values()) <= set(members.values())
            harmless += 1
    assert harmless < len(whole) - 259


def test_a_file_that_is_not_there_or_a_folder_is_told(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in refusal(tmp_path / "no.nnv")
    assert "cannot be read: Is a directory" in refusal(tmp_path)


def test_messages_name_another_file_if_told(tmp_path: Path) -> None:
    path = tmp_path / "part"
    path.write_bytes(b"")
    with (
        pytest.raises(ContainerError, match=r"^work\.nnv: is not a whole"),
        open_container(path, "work.nnv"),
    ):
        raise AssertionError("it was opened")
