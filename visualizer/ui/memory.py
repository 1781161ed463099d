"""What is remembered from one start to the next."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import msgspec

from visualizer.files.replacing import replace_file
from visualizer.language import Phrase

FILE = "state.json"
MAX_BYTES = 22_000_000
"""Room for all notes that are kept, in signs of four bytes, and the rest."""

THEMES = ("dark", "light", "contrast")
LANGUAGES = ("en", "zh")


class Memory(msgspec.Struct, omit_defaults=True):
    """State of the window, kept in a JSON file.

    Attributes
    ----------
    theme, language : str
    font_scale : float
    geometry : str
        Qt's own description of the window's place, in base 64.
    arrangements : dict
        State of each exhibit's panels, by exhibit.
    experiment : dict
        The last experiment, as in an experiment file.
    name : str
        File or preset that it came from.
    changes : list of (update, settings)
        Live changes on the way to the last moment.
    update : int
        The last moment shown; 0 where it cannot be reached by training again.
    bookmarks : list of int
        Updates of the bookmarks, in the order in which they were made.
    bookmark_names : list of (update, name)
        Of those bookmarks to which a person gave one.
    hints_done : bool
        Whether the hints of the first start were seen or dismissed.
    recent : list of str
        Experiment files opened last, newest first.
    notes : object
        Notes for lectures, as `LectureNotes` reads them: what is wrong with
        them harms nothing else.
    """

    theme: str = "dark"
    language: str = "en"
    font_scale: float = 1.0
    geometry: str = ""
    arrangements: dict[str, Any] = {}
    experiment: dict[str, Any] = {}
    name: str = ""
    changes: list[tuple[int, Any]] = []
    update: int = 0
    bookmarks: list[int] = []
    bookmark_names: list[tuple[int, str]] = []
    hints_done: bool = False
    recent: list[str] = []
    notes: Any = None


def load(folder: Path) -> tuple[Memory, bool, str]:
    """Read the memory.

    A file that cannot be read never blocks the start: it is put aside with the
    ending ``.bad``, and the defaults serve.

    Returns
    -------
    memory : Memory
    first : bool
        Whether nothing was remembered: the first start.
    trouble : str
        A sentence about a broken file, a `Phrase`; empty when all is well.
    """
    path = folder / FILE
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"has more than {MAX_BYTES} bytes")
        memory = msgspec.json.decode(path.read_bytes(), type=Memory)
        if memory.theme not in THEMES or memory.language not in LANGUAGES:
            raise ValueError(f"theme {memory.theme!r} or language {memory.language!r}")
        return memory, False, ""
    except FileNotFoundError:
        return Memory(), True, ""
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        aside = path.with_suffix(".json.bad")
        with contextlib.suppress(OSError):
            os.replace(path, aside)
        trouble = Phrase(
            "{file} could not be read ({reason}); it was put aside as {aside}",
            file=path,
            reason=error,
            aside=aside.name,
        )
        return Memory(hints_done=True), False, trouble


def save(memory: Memory, folder: Path) -> None:
    """Write the memory, so that a crash leaves the old or the new file whole.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = msgspec.json.format(msgspec.json.encode(memory), indent=1)
    replace_file(folder / FILE, lambda file: file.write(text))
