"""Project files (.nnv): a session with its whole past, its data, and its view.

A zip file of a manifest, all arrays in the safetensors format, and the data files
that the runs learn from. Its members are stored, not packed: weights hardly get
smaller, and saving takes no longer than writing.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct

from visualizer.files import ContainerError
from visualizer.files.data_files import MOST_EMBEDDED, embed, locate, relocated
from visualizer.files.manifest import (
    ARRAYS,
    FORMAT,
    MANIFEST,
    MOST_MANIFEST,
    VERSION,
    Manifest,
    MemberEntry,
    decode_manifest,
    encode_manifest,
    session_entry,
    session_of,
)
from visualizer.files.replacing import remove_parts, replace_file
from visualizer.files.safe_zip import (
    MOST_BYTES,
    Container,
    open_container,
)
from visualizer.files.tensors import (
    check_size,
    decode_arrays,
    encode_arrays,
    entries_of,
)
from visualizer.language import tr
from visualizer.session.archive import ArchiveError, SessionArchive, check_archive
from visualizer.settings import SettingError


class Project(Struct, frozen=True, eq=False):
    """What a project file holds.

    Attributes
    ----------
    session : SessionArchive
    name : str
        What the work is called where it has no file.
    view : dict
        What was looked at and how panels were arranged, as JSON values. What is
        wrong with it harms nothing else, so only who reads it checks it.
    document : str
        For work that was not saved: the file that it belongs to, if any.
    """

    session: SessionArchive
    name: str
    view: Mapping[str, Any]
    document: str = ""


def save_project(
    project: Project,
    path: Path,
    *,
    embedded_bytes: int = MOST_EMBEDDED,
    backup: bool = True,
) -> None:
    """Write a project file, read it again, and let it take the old one's place.

    Parameters
    ----------
    project : Project
    path : Path
    embedded_bytes : int
        Data files are put inside up to so many bytes, others named.
    backup : bool
        Keep the old file, its name ended by ``.bak``.

    Raises
    ------
    OSError
        If the file cannot be written.
    ContainerError
        If it would be larger than is opened again, or was not written well.
    """
    members, manifest = _members(project, embedded_bytes)
    total = sum(len(data) for data in members.values())
    if total > MOST_BYTES or len(members[MANIFEST]) > MOST_MANIFEST:
        raise ContainerError(
            tr(
                "{file}: {place} has {size} bytes; allowed: at most {most}",
                file=path,
                place=tr("the project"),
                size=total,
                most=MOST_BYTES,
            )
        )

    def check(part: Path) -> None:
        with open_container(part, str(path)) as container:
            _check_sums(container, manifest, str(path))

    remove_parts(path)
    replace_file(path, lambda file: _write(file, members), check=check, backup=backup)


def _members(
    project: Project, embedded_bytes: int
) -> tuple[dict[str, bytes], Manifest]:
    session, arrays = session_entry(project.session)
    data = embed(project.session, embedded_bytes)
    members = {ARRAYS: encode_arrays(arrays), **data.contents}
    manifest = Manifest(
        format=FORMAT,
        version=VERSION,
        name=project.name,
        document=project.document,
        session=session,
        arrays=entries_of(arrays),
        data=list(data.entries),
        view=dict(project.view),
        members={
            name: MemberEntry(len(content), hashlib.sha256(content).hexdigest())
            for name, content in members.items()
        },
    )
    return {MANIFEST: encode_manifest(manifest), **members}, manifest


def _write(file: BinaryIO, members: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            # With the date of the format's first day: the same work, the same bytes.
            archive.writestr(zipfile.ZipInfo(name), content)


def read_project(path: Path, data_folder: Path) -> Project:
    """Read a project file.

    Parameters
    ----------
    path : Path
    data_folder : Path
        Where data files that are inside are unpacked to.

    Raises
    ------
    ContainerError
        If anything about it is not allowed; one sentence with file and place.
    """
    file = str(path)
    with open_container(path) as container:
        manifest = _manifest(container, file)
        check_size(manifest.arrays, container.size(ARRAYS) or 0, ARRAYS, file)
        _check_sums(container, manifest, file)
        arrays = decode_arrays(container.read(ARRAYS), manifest.arrays, ARRAYS, file)
        session = session_of(manifest.session, arrays, file)
        places = locate(manifest.data, container, data_folder, path)
    try:
        session = relocated(session, places)
        check_archive(session)
    except (ArchiveError, SettingError) as error:
        raise ContainerError(f"{file}: {error}") from None
    return Project(session, manifest.name, manifest.view, manifest.document)


def read_heading(path: Path) -> tuple[str, str]:
    """Return name and document of a project file, without reading its arrays.

    Raises
    ------
    ContainerError
        If the manifest cannot be read.
    """
    with open_container(path) as container:
        manifest = _manifest(container, str(path))
    return manifest.name, manifest.document


def _manifest(container: Container, file: str) -> Manifest:
    """Return the manifest, whose members are those of the container."""
    size = container.size(MANIFEST)
    if size is not None and size > MOST_MANIFEST:
        raise ContainerError(
            tr(
                "{file}: {place} has {size} bytes; allowed: at most {most}",
                file=file,
                place=MANIFEST,
                size=size,
                most=MOST_MANIFEST,
            )
        )
    manifest = decode_manifest(container.read(MANIFEST), file)
    announced = {MANIFEST, ARRAYS, *manifest.members}
    for name in sorted(container.names() ^ announced):
        wrong = tr("{file}: {place} does not belong there", file=file, place=name)
        if name in announced:
            wrong = tr("{file}: {place} is missing", file=file, place=name)
        raise ContainerError(wrong)
    for name in sorted(container.names() - {MANIFEST}):
        entry = manifest.members.get(name)
        if entry is None or entry.size != container.size(name):
            raise ContainerError(
                tr("{file}: {place} is damaged", file=file, place=name)
            )
    return manifest


def _check_sums(container: Container, manifest: Manifest, file: str) -> None:
    for name, entry in manifest.members.items():
        if hashlib.sha256(container.read(name)).hexdigest() != entry.sha256:
            raise ContainerError(
                tr("{file}: {place} is damaged", file=file, place=name)
            )
