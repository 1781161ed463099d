"""The manifest of a project file: all of a session that is no array, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
import numpy as np

from visualizer import __version__
from visualizer.engine.learner import Checkpoint, Position
from visualizer.exhibits import exhibits
from visualizer.files import ContainerError
from visualizer.files.tensors import ArrayEntry, Arrays
from visualizer.language import phrase_of, plain_text, tr
from visualizer.scenes.curve import Mark
from visualizer.session.archive import MOST_UPDATES, RunArchive, SessionArchive
from visualizer.session.experiment import (
    Experiment,
    ExperimentError,
    from_fields,
    to_fields,
)
from visualizer.session.history import KeptFrames
from visualizer.session.labels import Labels
from visualizer.session.session import UNDO_DEPTH, Undoable
from visualizer.settings import SettingError, from_plain, to_plain

FORMAT = "neuronaut project"
VERSION = 1
"""Version of the file format."""

MANIFEST = "manifest.json"
ARRAYS = "session.safetensors"

MOST_MANIFEST = 32 << 20
"""Bytes of the manifest."""

Update = Annotated[int, msgspec.Meta(ge=0, le=MOST_UPDATES)]
Spacing = Annotated[int, msgspec.Meta(ge=1, le=MOST_UPDATES)]
Size = Annotated[int, msgspec.Meta(ge=0)]
Sum = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of what stands in a manifest: no field may be unknown."""


class MemberEntry(Entry, frozen=True):
    """A member of the container: its size in bytes and its SHA-256."""

    size: Size
    sha256: Sum


class DataEntry(Entry, frozen=True):
    """A data file: where it was, and its checksum and member where there is one."""

    path: str
    sha256: Sum | None
    member: str | None


class MarkEntry(Entry, frozen=True):
    """A flag on the timeline."""

    update: Update
    text: Any
    kind: Literal["change", "bookmark", "branch", "edit", "stop"]


class RunEntry(Entry, frozen=True):
    """A run without its arrays."""

    number: Update
    parent: Update | None
    name: str
    experiment: dict[str, Any]
    changes: list[tuple[Update, dict[str, Any]]]
    marks: list[MarkEntry]
    tip: Update
    spacing: Spacing
    origin: Update | None
    began: Any
    label: str
    hidden: bool


class LabelsEntry(Entry, frozen=True):
    """What a person had written on a run."""

    name: str
    hidden: bool
    bookmarks: list[MarkEntry]


class UndoEntry(Entry, frozen=True):
    """Something that can be undone or done again."""

    label: Any
    run: Update
    update: Update
    settings: dict[str, Any] | None
    before: dict[str, Any] | None
    labels: LabelsEntry | None


class SessionEntry(Entry, frozen=True):
    """A session without its arrays."""

    runs: Annotated[list[RunEntry], msgspec.Meta(min_length=1)]
    present: Update
    position: tuple[Update, Update, Update]
    undo: Annotated[list[UndoEntry], msgspec.Meta(max_length=UNDO_DEPTH)]
    redo: Annotated[list[UndoEntry], msgspec.Meta(max_length=UNDO_DEPTH)]
    pace: str


class Manifest(Entry, frozen=True):
    """All of it.

    Attributes
    ----------
    format, version
        `FORMAT` and `VERSION`.
    program : str
        Version of the program that wrote the file.
    name, document : str
        What the work is called; the file that unsaved work belongs to.
    session : SessionEntry
    arrays : dict
        Of the member `ARRAYS`.
    data : list of DataEntry
    view : dict
        What was looked at, and how the panels were arranged.
    members : dict of MemberEntry
        All members but the manifest itself.
    """

    format: str
    version: int
    name: str
    document: str
    session: SessionEntry
    arrays: dict[str, ArrayEntry]
    data: list[DataEntry]
    view: dict[str, Any]
    members: dict[str, MemberEntry]
    program: str = __version__


class _Heading(msgspec.Struct):
    """What must be known of a file before the rest of it can be read."""

    format: Any = None
    version: Any = None


def encode_manifest(manifest: Manifest) -> bytes:
    """Return a manifest as JSON text."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def decode_manifest(text: bytes, file: str) -> Manifest:
    """Read a manifest.

    Raises
    ------
    ContainerError
        If it is of another format or version, or a field is not allowed.
    """
    try:
        heading = msgspec.json.decode(text, type=_Heading)
        if heading.format == FORMAT:
            _check_version(heading.version, file)
            return msgspec.json.decode(text, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ContainerError(f"{file}: {MANIFEST}: {error}") from None
    raise ContainerError(
        tr("{file}: {place} is of no project file", file=file, place=MANIFEST)
    )


def _check_version(version: object, file: str) -> None:
    if version != VERSION or isinstance(version, bool):
        raise ContainerError(
            tr(
                "{file}: version {version!r} is not allowed; allowed: {allowed}",
                file=file,
                version=version,
                allowed=VERSION,
            )
        )


# Writing.


def session_entry(archive: SessionArchive) -> tuple[SessionEntry, Arrays]:
    """Return a session as what stands in a manifest, and its arrays."""
    arrays: Arrays = {
        "moment.state": archive.moment.state,
        "moment.scalars": archive.moment.scalars,
    }
    for place, run in enumerate(archive.runs):
        frames = run.frames
        arrays |= {
            f"{place}.states": frames.states,
            f"{place}.scalars": frames.scalars,
            f"{place}.places": frames.places,
            f"{place}.curve_updates": run.updates,
            f"{place}.curve_values": run.values,
        }
        if frames.pinned:
            pins = frames.pinned
            arrays |= {
                f"{place}.pin_states": np.stack([pin.state for pin in pins]),
                f"{place}.pin_scalars": np.stack([pin.scalars for pin in pins]),
                f"{place}.pin_places": np.array([_place(p.position) for p in pins]),
            }
    entry = SessionEntry(
        runs=[_run_entry(run) for run in archive.runs],
        present=archive.present,
        position=_place(archive.moment.position),
        undo=[_undo_entry(each) for each in archive.undo],
        redo=[_undo_entry(each) for each in archive.redo],
        pace=archive.pace,
    )
    return entry, arrays


def _place(position: Position) -> tuple[int, int, int]:
    return position.update, position.epoch, position.seen


def _run_entry(run: RunArchive) -> RunEntry:
    return RunEntry(
        number=run.number,
        parent=run.parent,
        name=run.experiment.name,
        experiment=to_fields(run.experiment),
        changes=[(when, to_plain(settings)) for when, settings in run.changes],
        marks=_mark_entries(run.marks),
        tip=run.tip,
        spacing=run.frames.spacing,
        origin=run.origin,
        began=plain_text(run.began),
        label=run.name,
        hidden=run.hidden,
    )


def _mark_entries(marks: tuple[Mark, ...]) -> list[MarkEntry]:
    return [MarkEntry(m.update, plain_text(m.text), m.kind) for m in marks]


def _undo_entry(entry: Undoable) -> UndoEntry:
    return UndoEntry(
        label=plain_text(entry.label),
        run=entry.run,
        update=entry.update,
        settings=to_plain(entry.settings),
        before=to_plain(entry.before),
        labels=_labels_entry(entry.labels),
    )


def _labels_entry(labels: Labels | None) -> LabelsEntry | None:
    if labels is None:
        return None
    return LabelsEntry(labels.name, labels.hidden, _mark_entries(labels.bookmarks))


# Reading.


def session_of(
    entry: SessionEntry, arrays: Mapping[str, Any], file: str
) -> SessionArchive:
    """Return the session of a manifest and its arrays, not yet checked as a whole.

    Raises
    ------
    ContainerError
        If a value is not allowed, or an array is missing.
    """
    reader = _Reader(arrays, file)
    state = reader.array("moment.state", 2)
    scalars = reader.array("moment.scalars", 1, "float64")
    runs = tuple(reader.run(place, each) for place, each in enumerate(entry.runs))
    return SessionArchive(
        runs=runs,
        present=entry.present,
        moment=Checkpoint(Position(*entry.position), state, scalars),
        undo=reader.stack("undo", entry.undo, runs),
        redo=reader.stack("redo", entry.redo, runs),
        pace=entry.pace,
    )


class _Reader:
    """Reads the parts of a session, with their places for messages."""

    def __init__(self, arrays: Mapping[str, Any], file: str) -> None:
        self._arrays = arrays
        self._file = file

    def run(self, place: int, entry: RunEntry) -> RunArchive:
        where = f"runs[{place}]"
        experiment = self._experiment(entry, where)
        changes = [
            (when, self._settings(experiment.exhibit, plain, f"{where}.changes[{i}]"))
            for i, (when, plain) in enumerate(entry.changes)
        ]
        places = self.array(f"{place}.places", 2, "int64", columns=3)
        updates = self.array(f"{place}.curve_updates", 1, "int64")
        values = self.array(f"{place}.curve_values", 2, "float64", columns=updates.size)
        if not len(places) or len(values) != 4:
            raise self._other_arrays()
        return RunArchive(
            number=entry.number,
            parent=entry.parent,
            experiment=experiment,
            changes=tuple(changes),
            marks=self._marks(entry.marks, f"{where}.marks"),
            tip=entry.tip,
            frames=KeptFrames(
                entry.spacing,
                self.array(f"{place}.states", 3),
                self.array(f"{place}.scalars", 2, "float64"),
                places,
                self._pins(place),
            ),
            updates=updates,
            values=values,
            origin=entry.origin,
            began=self._text(entry.began, f"{where}.began"),
            name=entry.label,
            hidden=entry.hidden,
        )

    def array(
        self, name: str, axes: int, dtype: str = "", columns: int | None = None
    ) -> Any:
        """Return an array of so many axes; of floats unless another type is named."""
        array = self._arrays.get(name)
        if array is None:
            place = f"{ARRAYS}: {name}"
            raise ContainerError(
                tr("{file}: {place} is missing", file=self._file, place=place)
            )
        allowed = (dtype,) if dtype else ("float32", "float64")
        if (
            array.ndim != axes
            or array.dtype.name not in allowed
            or (columns is not None and array.shape[-1] != columns)
        ):
            raise self._other_arrays()
        return array

    def stack(
        self, name: str, entries: list[UndoEntry], runs: tuple[RunArchive, ...]
    ) -> tuple[Undoable, ...]:
        """Return what can be undone; its settings are of the exhibit of its run."""
        found = []
        for place, entry in enumerate(entries):
            where = f"{name}[{place}]"
            # A run that is not there is refused with the session as a whole.
            numbered = (run for run in runs if run.number == entry.run)
            exhibit = next(numbered, runs[0]).experiment.exhibit
            found.append(
                Undoable(
                    self._text(entry.label, where),
                    entry.run,
                    entry.update,
                    self._optional(exhibit, entry.settings, f"{where}.settings"),
                    self._optional(exhibit, entry.before, f"{where}.before"),
                    labels=self._labels(entry.labels, f"{where}.labels"),
                )
            )
        return tuple(found)

    def _marks(self, entries: list[MarkEntry], where: str) -> tuple[Mark, ...]:
        return tuple(
            Mark(mark.update, self._text(mark.text, f"{where}[{i}]"), mark.kind)
            for i, mark in enumerate(entries)
        )

    def _labels(self, entry: LabelsEntry | None, where: str) -> Labels | None:
        if entry is None:
            return None
        bookmarks = self._marks(entry.bookmarks, f"{where}.bookmarks")
        return Labels(entry.name, entry.hidden, bookmarks)

    def _pins(self, place: int) -> tuple[Checkpoint, ...]:
        if f"{place}.pin_places" not in self._arrays:
            return ()
        places = self.array(f"{place}.pin_places", 2, "int64", columns=3)
        states = self.array(f"{place}.pin_states", 3)
        scalars = self.array(f"{place}.pin_scalars", 2, "float64")
        if not len(places) == len(states) == len(scalars):
            raise self._other_arrays()
        return tuple(
            Checkpoint(Position(*(int(value) for value in row)), state, each)
            for row, state, each in zip(places, states, scalars, strict=True)
        )

    def _experiment(self, entry: RunEntry, where: str) -> Experiment:
        try:
            found = from_fields(entry.experiment, f"{self._file}: {where}")
        except ExperimentError as error:
            raise ContainerError(str(error)) from None
        return Experiment(found.exhibit, found.settings, entry.name)

    def _settings(self, exhibit: str, plain: dict[str, Any], where: str) -> Any:
        try:
            return from_plain(exhibits[exhibit].settings_class, plain, where)
        except SettingError as error:
            raise ContainerError(f"{self._file}: {error}") from None

    def _optional(self, exhibit: str, plain: dict[str, Any] | None, where: str) -> Any:
        return None if plain is None else self._settings(exhibit, plain, where)

    def _text(self, plain: object, where: str) -> str:
        try:
            return phrase_of(plain)
        except ValueError:
            raise ContainerError(
                tr(
                    "{file}: {place} has no text that is allowed",
                    file=self._file,
                    place=where,
                )
            ) from None

    def _other_arrays(self) -> ContainerError:
        return ContainerError(
            tr(
                "{file}: {place} has arrays of another shape or type than a session",
                file=self._file,
                place=ARRAYS,
            )
        )
