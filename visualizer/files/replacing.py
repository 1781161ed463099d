"""Write a file so that a crash at any moment leaves the old or the new one whole."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

PART = ".part"
"""Ending of a file that is not yet complete."""

BACKUP = ".bak"
"""Ending of the file that was there before."""


def replace_file(
    path: Path,
    write: Callable[[BinaryIO], object],
    *,
    check: Callable[[Path], None] | None = None,
    backup: bool = False,
) -> None:
    """Write a new file beside an old one, then let it take the old one's place.

    What is behind a symbolic link is replaced, not the link.

    Parameters
    ----------
    path : Path
        In a folder that is there.
    write : callable
        Writes the content to a binary file.
    check : callable, optional
        Reads the complete new file before it takes the old one's place, and
        raises if it is not as it should be.
    backup : bool
        Keep the old file, its name ended by ``.bak``.

    Raises
    ------
    OSError
        If the folder cannot be written to; the old file is as it was.
    """
    path = Path(os.path.realpath(path))
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        # Not a temporary file of the system's: those no one else may read.
        with part.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        if check is not None:
            check(part)
        if path.exists():
            shutil.copymode(path, part)
            if backup:
                _keep(path)
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    _sync_folder(path.parent)


def remove_parts(path: Path) -> None:
    """Remove what a crash while `path` was written has left beside it."""
    path = Path(os.path.realpath(path))
    for ending in (PART, BACKUP + PART):
        for left in path.parent.glob(f".{_plain(path.name)}.*{ending}"):
            with contextlib.suppress(OSError):
                left.unlink()


def _plain(name: str) -> str:
    """Return a name for a pattern: signs with a meaning there stand for themselves."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)


def _keep(path: Path) -> None:
    """Give the old file a second name; it keeps its first until it is replaced."""
    kept = path.with_name(path.name + BACKUP)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{BACKUP}{PART}")
    try:
        os.link(path, part)
    except OSError:
        # Not every file system has hard links.
        shutil.copyfile(path, part)
    os.replace(part, kept)
    # Renaming one name of a file to another of the same file leaves both.
    part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Let the new name reach the disk, where folders can be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
