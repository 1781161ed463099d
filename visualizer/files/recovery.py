"""Work that was not saved: a side file for each window, found again after a crash."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from visualizer.files import SUFFIX, ContainerError

if TYPE_CHECKING:
    from visualizer.files.project import Project


SIDE_BYTES = 16 << 20
"""Bytes of checkpoints in a side file, so that it is written in a moment."""

SIDE_DATA_BYTES = 8 << 20
"""Bytes of data files in a side file; larger ones are named with their checksum."""

BROKEN = ".bad"


class Kept(Struct, frozen=True):
    """Work that a side file holds.

    Attributes
    ----------
    path : Path
    title : str
        Of the document, or else of the work.
    seconds : float
        When it was written, since 1970.
    """

    path: Path
    title: str
    seconds: float


def new_side_file(folder: Path) -> Path:
    """Return the path of a side file that nobody has."""
    return folder / f"{secrets.token_hex(8)}{SUFFIX}"


def write_side_file(project: Project, path: Path) -> None:
    """Keep work that was not saved.

    Raises
    ------
    OSError, ContainerError
        As `save_project`.
    """
    from visualizer.files.project import save_project

    path.parent.mkdir(parents=True, exist_ok=True)
    save_project(project, path, embedded_bytes=SIDE_DATA_BYTES, backup=False)


def kept_work(folder: Path) -> list[Kept]:
    """Return the side files of a folder, newest first.

    One that cannot be read is put aside with the ending ``.bad``.
    """
    found = []
    for path in folder.glob(f"*{SUFFIX}"):
        from visualizer.files.project import read_heading

        try:
            name, document = read_heading(path)
            seconds = path.stat().st_mtime
        except ContainerError:
            with contextlib.suppress(OSError):
                path.replace(path.with_suffix(SUFFIX + BROKEN))
        except OSError:
            # Another window has just saved, and taken it away.
            continue
        else:
            title = Path(document).name if document else name
            found.append(Kept(path, title, seconds))
    return sorted(found, key=lambda kept: -kept.seconds)


def forget(path: Path) -> None:
    """Remove a side file, if it is there."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
