"""What a lecturer wants to say: a note for each moment and one for the lecture."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

MOST_EXPERIMENTS = 50
MOST_NOTES = 20
"""Notes of one experiment, that of the whole lecture included."""

MOST_CHARACTERS = 4_000
"""Of one note."""

MOST_IN_A_NAME = 4_096
"""Characters; no path is longer."""

_LECTURE = "lecture"

Plain = dict[str, dict[str, str]]


class LectureNotes:
    """Notes by experiment and update, bounded in number and length.

    Of too many experiments the one goes whose notes were changed longest ago;
    of too many notes of an experiment one that belongs to no bookmark or, if
    all do, the one changed longest ago, but never that of the whole lecture.

    Parameters
    ----------
    plain : object
        As `to_plain` returned it. Whatever is not as it should be is left out.
    """

    def __init__(self, plain: object = None) -> None:
        self._notes: Plain = {}
        for name, notes in _mapping(plain).items():
            if isinstance(name, str) and len(name) <= MOST_IN_A_NAME:
                read = _read(_mapping(notes))
                if read:
                    self._notes[name] = read
        self._forget_oldest()

    def text(self, experiment: str, update: int | None) -> str:
        """Return the note of an update; None stands for the whole lecture."""
        return self._notes.get(experiment, {}).get(_key(update), "")

    def write(
        self,
        experiment: str,
        update: int | None,
        text: str,
        kept: Collection[int] = (),
    ) -> None:
        """Keep a note; an empty text takes it away.

        Parameters
        ----------
        experiment : str
        update : int or None
            None stands for the whole lecture.
        text : str
            What is beyond `MOST_CHARACTERS` is cut off.
        kept : collection of int
            Updates whose notes stay while there are others to forget.
        """
        if len(experiment) > MOST_IN_A_NAME:
            return
        notes = self._notes.pop(experiment, {})
        notes.pop(_key(update), None)
        clean = _clean(text)
        if clean:
            notes[_key(update)] = clean
        _make_room(notes, {_key(each) for each in (*kept, update)})
        if notes:
            self._notes[experiment] = notes
        self._forget_oldest()

    def take_along(self, experiment: str, renamed: str) -> None:
        """Keep the notes of an experiment by another name too, if that has none."""
        notes = self._notes.get(experiment)
        if notes and renamed not in self._notes and len(renamed) <= MOST_IN_A_NAME:
            self._notes[renamed] = dict(notes)
            self._forget_oldest()

    def to_plain(self) -> Plain:
        """Return all notes as what a file can keep."""
        return {name: dict(notes) for name, notes in self._notes.items()}

    def _forget_oldest(self) -> None:
        for name in list(self._notes)[:-MOST_EXPERIMENTS]:
            del self._notes[name]


def _key(update: int | None) -> str:
    return _LECTURE if update is None else str(update)


def _mapping(plain: object) -> Mapping[Any, Any]:
    return plain if isinstance(plain, dict) else {}


def _read(plain: Mapping[Any, Any]) -> dict[str, str]:
    """Return the notes of one experiment that are as they should be."""
    notes: dict[str, str] = {}
    for key, text in plain.items():
        if _is_key(key) and isinstance(text, str) and _clean(text):
            notes[key] = _clean(text)
    _make_room(notes, set())
    return notes


def _is_key(key: object) -> bool:
    if not isinstance(key, str) or len(key) > 18:
        return False
    number = key.isascii() and key.isdigit() and str(int(key)) == key
    return number or key == _LECTURE


def _make_room(notes: dict[str, str], kept: set[str]) -> None:
    """Forget notes until there are not too many; the oldest stand first."""
    others = [key for key in notes if key != _LECTURE]
    others.sort(key=lambda key: key in kept)
    for key in others[: max(0, len(notes) - MOST_NOTES)]:
        del notes[key]


def _clean(text: str) -> str:
    """Return what a file can keep: no control signs, no halves of a sign."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    kept = (sign for sign in whole if sign >= " " or sign in "\n\t")
    return "".join(kept)[:MOST_CHARACTERS]
