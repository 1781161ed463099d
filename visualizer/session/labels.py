"""What a person writes on a run: its name, its bookmarks, that it is no longer wanted.

Labels are values: whoever changes them gets others, and undo puts the former back.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from visualizer.language import Phrase, tr
from visualizer.scenes.curve import Mark

MOST_IN_A_NAME = 60
"""Characters of the name of a bookmark or a run."""


class Labels(Struct, frozen=True):
    """What is written on one run.

    Attributes
    ----------
    name : str
        Given by a person; empty for none.
    hidden : bool
        Whether the run was taken away; undo brings it back.
    bookmarks : tuple of Mark
        In the order in which they were made.
    """

    name: str = ""
    hidden: bool = False
    bookmarks: tuple[Mark, ...] = ()

    def at(self, update: int) -> Mark | None:
        """Return the bookmark of an update."""
        found = (mark for mark in self.bookmarks if mark.update == update)
        return next(found, None)

    def with_bookmark(self, update: int, taken: Collection[str]) -> Labels:
        """Return these and a bookmark, named by the first letter that is free."""
        # A … Z, then AA … ZZ.
        names = (chr(ord("A") + n % 26) * (1 + n // 26) for n in itertools.count())
        phrases = (Phrase("bookmark {name}", name=name) for name in names)
        free = next(phrase for phrase in phrases if phrase not in taken)
        added = Mark(update, free, "bookmark")
        return replace(self, bookmarks=(*self.bookmarks, added))

    def without_bookmark(self, update: int) -> Labels:
        """Return these but for the bookmark of an update."""
        kept = tuple(mark for mark in self.bookmarks if mark.update != update)
        return replace(self, bookmarks=kept)

    def with_name_of(self, update: int, name: str) -> Labels:
        """Return these with another name for the bookmark of an update."""
        renamed = tuple(
            msgspec.structs.replace(mark, text=name) if mark.update == update else mark
            for mark in self.bookmarks
        )
        return replace(self, bookmarks=renamed)


def is_name(text: str) -> bool:
    """Return whether `clean_name` takes a text."""
    return 1 <= len(_clean(text)) <= MOST_IN_A_NAME


def clean_name(text: str) -> str:
    """Return a name without control signs and spaces around it.

    Raises
    ------
    ValueError
        If it is empty or longer than `MOST_IN_A_NAME`.
    """
    name = _clean(text)
    if not is_name(text):
        raise ValueError(
            tr(
                "A name of {count} characters is not allowed; allowed: 1 to {most}",
                count=len(name),
                most=MOST_IN_A_NAME,
            )
        )
    return name


def _clean(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable()).strip()
