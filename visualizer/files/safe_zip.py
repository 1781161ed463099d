"""Read zip files from outside: looked at as a whole before anything is unpacked."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from visualizer.files import ContainerError
from visualizer.language import tr

MOST_MEMBERS = 256
MOST_BYTES = 512 << 20
"""Of all members together, unpacked; of the file too."""

MOST_RATIO = 200
"""Bytes unpacked for a byte packed: a gigabyte of zeros packs into a megabyte."""

MOST_DIRECTORY = 1 << 20
"""Bytes of the list of members."""

_END = struct.Struct("<4s4H2LH")
_END_SIGN = b"PK\x05\x06"
_LARGE_SIGN = b"PK\x06\x07"
_LARGE_BYTES = 20
_NAME = re.compile(r"[A-Za-z0-9_-]+([./][A-Za-z0-9_-]+)*")
_ENCRYPTED = 0x1


class Container:
    """The members of a zip file that was found harmless.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    archive : ZipFile
    """

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self._name = name
        self._archive = archive
        self._members = {info.filename: info for info in archive.infolist()}

    def size(self, member: str) -> int | None:
        """Return the unpacked size of a member; None where there is no such one."""
        info = self._members.get(member)
        return None if info is None else info.file_size

    def names(self) -> set[str]:
        """Return the names of all members."""
        return set(self._members)

    def read(self, member: str) -> bytes:
        """Return a member unpacked.

        Raises
        ------
        ContainerError
            If it is not there, or damaged.
        """
        info = self._members.get(member)
        if info is None:
            raise ContainerError(
                tr("{file}: {place} is missing", file=self._name, place=member)
            )
        try:
            with self._archive.open(info) as stream:
                # One more: what is longer than it says is found out.
                data = stream.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
            data = b""
            damaged = True
        else:
            damaged = len(data) != info.file_size
        if damaged:
            raise ContainerError(
                tr("{file}: {place} is damaged", file=self._name, place=member)
            )
        return data


@contextmanager
def open_container(path: Path, name: str = "") -> Iterator[Container]:
    """Open a zip file after a look at the number, names and sizes of its members.

    Parameters
    ----------
    path : Path
    name : str
        For messages; the path if absent.

    Raises
    ------
    ContainerError
        If the file cannot be read, is no zip file, or goes beyond a limit.
    """
    name = name or str(path)
    try:
        file = path.open("rb")
    except OSError as error:
        raise ContainerError(unreadable(name, error)) from None
    with file:
        try:
            size = path.stat().st_size
            _check_end(file, size, name)
            archive = zipfile.ZipFile(file)
        except OSError as error:
            raise ContainerError(unreadable(name, error)) from None
        except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError) as e:
            if isinstance(e, ContainerError):
                raise
            raise ContainerError(_no_container(name)) from None
        with archive:
            _check_members(archive.infolist(), size, name)
            yield Container(name, archive)


def unreadable(name: str, error: OSError) -> str:
    """Say that a file cannot be read."""
    reason = error.strerror or str(error)
    return tr("{file}: cannot be read: {reason}", file=name, reason=reason)


def _no_container(name: str) -> str:
    return tr("{file}: is not a whole project file", file=name)


def _check_end(file: BinaryIO, size: int, name: str) -> None:
    """Check the record at the end, before the list of members is read."""
    if size > MOST_BYTES:
        raise ContainerError(_too_large(name, tr("the file"), size, MOST_BYTES))
    if size < _END.size:
        raise ContainerError(_no_container(name))
    file.seek(max(0, size - _END.size - _LARGE_BYTES))
    tail = file.read()
    file.seek(0)
    sign, *_, count, directory, _, comment = _END.unpack(tail[-_END.size :])
    large = tail[: -_END.size].startswith(_LARGE_SIGN)
    if sign != _END_SIGN or comment or large:
        raise ContainerError(_no_container(name))
    _check_count(count, name)
    if directory > MOST_DIRECTORY:
        place = tr("the list of members")
        raise ContainerError(_too_large(name, place, directory, MOST_DIRECTORY))


def _check_count(count: int, name: str) -> None:
    if count > MOST_MEMBERS:
        raise ContainerError(
            tr(
                "{file}: has {count} members; allowed: at most {most}",
                file=name,
                count=count,
                most=MOST_MEMBERS,
            )
        )


def _check_members(members: list[zipfile.ZipInfo], size: int, name: str) -> None:
    _check_count(len(members), name)
    seen: set[str] = set()
    packed = unpacked = 0
    for info in members:
        member = info.filename
        if not _NAME.fullmatch(member) or member in seen:
            raise ContainerError(
                tr(
                    "{file}: the member name {member!r} is not allowed; allowed: "
                    "letters, digits, - and _, in folders, each name once",
                    file=name,
                    member=member,
                )
            )
        seen.add(member)
        if info.flag_bits & _ENCRYPTED or info.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):
            raise ContainerError(
                tr(
                    "{file}: {place} is packed in a way that is not allowed; "
                    "allowed: stored, deflated",
                    file=name,
                    place=member,
                )
            )
        packed += info.compress_size
        unpacked += info.file_size
        if info.file_size > MOST_RATIO * info.compress_size:
            raise ContainerError(
                tr(
                    "{file}: {place} unpacks to more than {most} times its size",
                    file=name,
                    place=member,
                    most=MOST_RATIO,
                )
            )
    if unpacked > MOST_BYTES:
        place = tr("all members together")
        raise ContainerError(_too_large(name, place, unpacked, MOST_BYTES))
    if packed > size:
        # Members that share their bytes.
        raise ContainerError(_no_container(name))


def _too_large(name: str, place: str, size: int, most: int) -> str:
    return tr(
        "{file}: {place} has {size} bytes; allowed: at most {most}",
        file=name,
        place=place,
        size=size,
        most=most,
    )
