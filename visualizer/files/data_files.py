"""Data files of one's own: inside of a project, or named with their checksum."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from msgspec import Struct, structs

from visualizer.datasets import Dataset
from visualizer.datasets.own_file import OwnFile
from visualizer.files import ContainerError
from visualizer.files.manifest import DataEntry
from visualizer.files.replacing import replace_file
from visualizer.files.safe_zip import Container
from visualizer.language import tr
from visualizer.session.archive import SessionArchive
from visualizer.settings import describe

MOST_EMBEDDED = 128 << 20
"""Bytes of all data files inside of a project."""

_SAFE_NAME = re.compile(r"[\w-][\w .-]{0,99}")
_BLOCK = 1 << 20


class Embedded(Struct, frozen=True):
    """What a project says of its data files, and the content of those inside.

    Attributes
    ----------
    entries : tuple of DataEntry
    contents : dict
        By name of the member.
    """

    entries: tuple[DataEntry, ...]
    contents: dict[str, bytes]


def embed(archive: SessionArchive, most_bytes: int) -> Embedded:
    """Read the data files of a session.

    Those for which there is no room are named with their checksum. One that
    cannot be read any more is named alone: nothing else is lost with it.
    """
    entries: list[DataEntry] = []
    contents: dict[str, bytes] = {}
    room = min(most_bytes, MOST_EMBEDDED)
    for path in _paths(archive):
        try:
            size = Path(path).stat().st_size
            known = _checksum(Path(path))
            member = f"data/{known}"
            if member not in contents and size <= room:
                data = Path(path).read_bytes()
                if hashlib.sha256(data).hexdigest() == known:
                    contents[member] = data
                    room -= size
        except OSError:
            entries.append(DataEntry(path, None, None))
            continue
        entries.append(DataEntry(path, known, member if member in contents else None))
    return Embedded(tuple(entries), contents)


def locate(
    entries: Iterable[DataEntry], container: Container, folder: Path, file: Path
) -> dict[str, str]:
    """Return where the data files of a project are, unpacking those inside.

    Parameters
    ----------
    entries : iterable of DataEntry
    container : Container
        Of which each member has been compared with its checksum.
    folder : Path
        Where files are unpacked, each in a folder named by its checksum.
    file : Path
        The project file: a file that is named may also lie beside it.

    Raises
    ------
    ContainerError
        If one that is named is missing or another, or cannot be unpacked.
    """
    places: dict[str, str] = {}
    for entry in entries:
        name = _name(entry.path)
        if entry.sha256 is None:
            continue
        if entry.member is not None:
            target = folder / entry.sha256 / name
            _unpack(container, entry.member, target, entry.sha256, file)
            places[entry.path] = str(target)
            continue
        near = (Path(entry.path), file.with_name(name))
        found = next((each for each in near if _is(each, entry.sha256)), None)
        if found is None:
            raise ContainerError(
                tr(
                    "{file}: the data file {path} is missing or was changed; allowed: "
                    "the one with the checksum {sum}, there or beside the project",
                    file=file,
                    path=entry.path,
                    sum=entry.sha256[:12] + "…",
                )
            )
        places[entry.path] = str(found)
    return places


def relocated(archive: SessionArchive, places: Mapping[str, str]) -> SessionArchive:
    """Return a session whose data sets read their files from other places."""
    if not places:
        return archive

    def moved(settings: Any) -> Any:
        changes = {name: owner.relocated(places) for name, owner in _owners(settings)}
        return dataclasses.replace(settings, **changes) if changes else settings

    def optional(settings: Any) -> Any:
        return None if settings is None else moved(settings)

    runs = tuple(
        structs.replace(
            run,
            experiment=structs.replace(
                run.experiment, settings=moved(run.experiment.settings)
            ),
            changes=tuple((when, moved(settings)) for when, settings in run.changes),
        )
        for run in archive.runs
    )
    undo, redo = (
        tuple(
            structs.replace(
                each, settings=optional(each.settings), before=optional(each.before)
            )
            for each in stack
        )
        for stack in (archive.undo, archive.redo)
    )
    return structs.replace(archive, runs=runs, undo=undo, redo=redo)


def _paths(archive: SessionArchive) -> list[str]:
    """Return the paths of all data files once, in the order of their use."""
    found: dict[str, None] = {}
    every = [settings for run in archive.runs for settings in run.settings()]
    for entry in (*archive.undo, *archive.redo):
        every += [each for each in (entry.settings, entry.before) if each is not None]
    for settings in every:
        for _, owner in _owners(settings):
            found.update(dict.fromkeys(owner.files()))
    return list(found)


def _owners(settings: Any) -> Iterator[tuple[str, Dataset | OwnFile]]:
    for name, _, _ in describe(type(settings)):
        value = getattr(settings, name)
        if isinstance(value, Dataset | OwnFile):
            yield name, value


def _checksum(path: Path) -> str:
    sum_ = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            sum_.update(block)
    return sum_.hexdigest()


def _is(path: Path, known: str) -> bool:
    try:
        return _checksum(path) == known
    except OSError:
        return False


def _name(path: str) -> str:
    """Return the last part of a path of any system, if it is a harmless name."""
    last = PureWindowsPath(PurePosixPath(path).name).name
    return last if _SAFE_NAME.fullmatch(last) else "data"


def _unpack(
    container: Container, member: str, target: Path, known: str, file: Path
) -> None:
    if member != f"data/{known}":
        raise ContainerError(
            tr("{file}: {place} is missing", file=file, place=f"data/{known}")
        )
    if _is(target, known):
        return
    data = container.read(member)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(target, lambda stream: stream.write(data))
    except OSError as error:
        reason = error.strerror or str(error)
        raise ContainerError(
            tr("{file}: cannot be written: {reason}", file=target, reason=reason)
        ) from None
