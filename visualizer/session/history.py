"""A run's past: checkpoints at a spacing, and curves.

Between two checkpoints the run is trained again, which repeats it to the bit.
When the memory allowed is used up, every second checkpoint is dropped and the
spacing doubles, so that memory stays flat however long the run.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from visualizer.engine.learner import Checkpoint, Learner, Metrics, Position

Floats = npt.NDArray[np.float64]
Updates = npt.NDArray[np.int64]

ARCHIVE_BYTES = 64 << 20
"""Bytes of checkpoints that an archive takes unless told otherwise."""

CURVE_CAPACITY = 1 << 16
"""Points a curve holds before it is thinned."""

BYTES_AT_ONCE = 1 << 20
"""Of the checkpoints that are moved at a time."""

FIRST_ROOM = 1 << 10
"""Points that a new curve has room for; many runs stay short."""


# eq=False: comparing arrays gives arrays, which have no single truth value.
class KeptFrames(Struct, frozen=True, eq=False):
    """The checkpoints of one run, as they are kept outside of a session.

    Attributes
    ----------
    spacing : int
        Updates between two rows.
    states : array (N, 1 + vectors, P)
        Row 0 is the run's start.
    scalars : float64 array (N, S)
    places : int64 array (N, 3)
        Update, epoch and examples seen of each row.
    pinned : tuple of Checkpoint
    """

    spacing: int
    states: npt.NDArray[Any]
    scalars: Floats
    places: npt.NDArray[np.int64]
    pinned: tuple[Checkpoint, ...]

    @property
    def first(self) -> int:
        """Update at which the run starts."""
        return int(self.places[0, 0])

    def checkpoint(self, row: int) -> Checkpoint:
        """Return one row."""
        update, epoch, seen = (int(value) for value in self.places[row])
        position = Position(update, epoch, seen)
        return Checkpoint(position, self.states[row], self.scalars[row])


class Keyframes:
    """Checkpoints of one run at a spacing that doubles when memory is full.

    Parameters
    ----------
    start : Checkpoint
        The run's first moment; always kept.
    capacity : int
        Bytes that the checkpoints may take.
    spacing : int
        Updates between two checkpoints at first.

    Attributes
    ----------
    spacing : int
        Updates between two checkpoints.
    next_update : int
        Update at which `record` is due.
    """

    def __init__(self, start: Checkpoint, capacity: int, spacing: int) -> None:
        self.start = start
        self.spacing = spacing
        self._pinned: dict[int, Checkpoint] = {}
        self._row_bytes = start.state.nbytes + start.scalars.nbytes + 16
        room = max(2, capacity // self._row_bytes)
        shape = (room, *start.state.shape)
        # Memory is taken only as rows are written.
        self._states = np.empty(shape, start.state.dtype)
        self._scalars = np.empty((room, start.scalars.size))
        self._places = np.empty((room, 2), np.int64)
        self._count = 0
        self._append(start.state, start.scalars, start.position)
        self._hold_start()

    @classmethod
    def of(cls, kept: KeptFrames) -> Keyframes:
        """Go on with checkpoints that were kept; `grow` gives room for more."""
        frames = cls(kept.checkpoint(0), 0, kept.spacing)
        frames._states = kept.states.copy()
        frames._scalars = kept.scalars.copy()
        frames._places = kept.places[:, 1:].copy()
        frames._count = len(kept.places)
        frames.next_update = kept.first + frames._count * kept.spacing
        for checkpoint in kept.pinned:
            frames.pin(checkpoint)
        frames._hold_start()
        return frames

    def kept(self, stride: int = 1) -> KeptFrames:
        """Return copies of every `stride`-th checkpoint and of all pinned ones.

        Parameters
        ----------
        stride : int
            A power of two, so that the spacing stays one that `thin` makes.
        """
        rows = slice(0, self._count, stride)
        return KeptFrames(
            self.spacing * stride,
            self._states[rows].copy(),
            self._scalars[rows].copy(),
            np.column_stack([self.updates[rows], self._places[rows]]),
            tuple(self._pinned[update] for update in sorted(self._pinned)),
        )

    @property
    def row_bytes(self) -> int:
        """Bytes of one checkpoint."""
        return self._row_bytes

    @property
    def count(self) -> int:
        """Number of checkpoints held at the spacing, without the pinned ones."""
        return self._count

    @property
    def bytes_used(self) -> int:
        """Bytes of the checkpoints held."""
        pinned = len(self._pinned) * self._row_bytes
        return self._count * self._row_bytes + pinned

    @property
    def updates(self) -> Updates:
        """Updates at which a checkpoint is held, ascending."""
        first = self.start.position.update
        return first + self.spacing * np.arange(self._count, dtype=np.int64)

    def record(self, learner: Learner) -> None:
        """Keep the present moment; call when `next_update` is reached."""
        if self._count == len(self._states):
            self.thin()
            if learner.update != self.next_update:
                return
        self._append(learner.state, learner.scalars, learner.position)

    def pin(self, checkpoint: Checkpoint) -> None:
        """Keep a moment that training alone would not reach again."""
        self._pinned[checkpoint.position.update] = checkpoint

    def pinned(self, update: int) -> Checkpoint | None:
        """Return what was pinned at an update, if anything was."""
        return self._pinned.get(update)

    def pins_between(self, after: int, last: int) -> list[int]:
        """Return the updates after `after`, up to `last`, that have a pin."""
        return [update for update in self._pinned if after < update <= last]

    def thin(self) -> None:
        """Drop every second checkpoint."""
        kept = (self._count + 1) // 2
        # Half of the history moved at once would be memory that the process keeps.
        step = max(1, BYTES_AT_ONCE // self._row_bytes)
        for array in (self._states, self._scalars, self._places):
            for first in range(0, kept, step):
                rows = slice(first, min(first + step, kept))
                # Copy: source and target overlap.
                array[rows] = array[2 * first : 2 * rows.stop : 2].copy()
        self._count = kept
        self.spacing *= 2
        self.next_update = self.start.position.update + kept * self.spacing

    def shrink(self, capacity: int) -> None:
        """Fit into fewer bytes, for a run that was left."""
        while self._count > 1 and self._count * self._row_bytes > capacity:
            self.thin()
        self._states = self._states[: self._count].copy()
        self._scalars = self._scalars[: self._count].copy()
        self._places = self._places[: self._count].copy()
        self._hold_start()

    def grow(self, capacity: int) -> None:
        """Give a run that is entered again the room of the present one."""
        room = max(2, capacity // self._row_bytes, self._count)
        for name in ("_states", "_scalars", "_places"):
            old: npt.NDArray[Any] = getattr(self, name)
            new = np.empty((room, *old.shape[1:]), old.dtype)
            new[: self._count] = old[: self._count]
            setattr(self, name, new)
        self._hold_start()

    def before(self, update: int) -> Checkpoint:
        """Return the last checkpoint at or before `update`."""
        first = self.start.position.update
        place = min((update - first) // self.spacing, self._count - 1)
        found = first + place * self.spacing
        pinned = max((u for u in self._pinned if u <= update), default=-1)
        if pinned >= found:
            return self._pinned[pinned]
        epoch, seen = (int(value) for value in self._places[place])
        return Checkpoint(
            Position(found, epoch, seen),
            self._states[place].copy(),
            self._scalars[place].copy(),
        )

    def path(
        self, stop: int, most: int, start: int = 0, row: int = 0
    ) -> tuple[npt.NDArray[Any], Updates]:
        """Return a row of the state from update `start` to before `stop`, thinned.

        Row 0 holds the parameters, those below what the optimizer keeps beside them.

        Returns
        -------
        array (N, P), int array (N,)
            At most `most` rows, evenly spaced, oldest first, and their updates.
        """
        first = self.start.position.update
        held = min(self._count, max(0, -(-(stop - first) // self.spacing)))
        skipped = max(0, -(-(start - first) // self.spacing))
        stride = max(1, -(-(held - skipped) // most))
        chosen = np.arange(skipped, held, stride)
        return self._states[chosen, row], first + chosen * self.spacing

    def _hold_start(self) -> None:
        """Let the start be the first row, rather than a copy of it."""
        self.start = Checkpoint(self.start.position, self._states[0], self._scalars[0])

    def _append(
        self, state: npt.NDArray[Any], scalars: Floats, position: Position
    ) -> None:
        count = self._count
        self._states[count] = state
        self._scalars[count] = scalars
        self._places[count] = position.epoch, position.seen
        self._count = count + 1
        self.next_update = position.update + self.spacing


class Curve:
    """Metrics along a run: updates, losses, accuracies.

    Where points stand say `next_measured` and `is_epoch_measured`; when the
    curve is full, of every four points the lowest and the highest training loss
    stay.
    """

    def __init__(self) -> None:
        self._updates = np.empty(FIRST_ROOM, np.int64)
        self._values = np.empty((4, FIRST_ROOM))
        self._count = 0

    @classmethod
    def of(cls, updates: Updates, values: Floats) -> Curve:
        """Go on with points (N,), (4, N) of a curve that was kept.

        There may be no more of them than a curve holds.
        """
        curve = cls()
        room = FIRST_ROOM
        while room < updates.size:
            room *= 4
        curve._updates, curve._values = np.empty(room, np.int64), np.empty((4, room))
        curve._updates[: updates.size] = updates
        curve._values[:, : updates.size] = values
        curve._count = updates.size
        return curve

    def append(self, update: int, metrics: Metrics) -> None:
        """Add a point; one at the same update is replaced."""
        if self._count and self._updates[self._count - 1] == update:
            self._count -= 1
            # What was handed out keeps the old point.
            self._take(np.arange(self._count), self._updates.size)
        elif self._count == CURVE_CAPACITY:
            self._thin()
        elif self._count == self._updates.size:
            self._take(np.arange(self._count), 4 * self._count)
        self._updates[self._count] = update
        self._values[:, self._count] = (
            metrics.train_loss,
            metrics.test_loss,
            metrics.train_accuracy,
            metrics.test_accuracy,
        )
        self._count += 1

    def arrays(self) -> tuple[Updates, Floats]:
        """Return updates (N,) and the four metrics (4, N), not to be written to.

        They stay as they are while the curve grows.
        """
        updates = self._updates[: self._count]
        values = self._values[:, : self._count]
        updates.flags.writeable = False
        values.flags.writeable = False
        return updates, values

    def _thin(self) -> None:
        count = self._count // 4 * 4
        loss = np.nan_to_num(self._values[0, :count], nan=np.inf).reshape(-1, 4)
        low, high = loss.argmin(axis=1), loss.argmax(axis=1)
        high = np.where(low == high, (low + 1) % 4, high)
        start = np.arange(0, count, 4)
        kept = np.sort(np.concatenate([start + low, start + high]))
        kept = np.concatenate([kept, np.arange(count, self._count)])
        self._take(kept, CURVE_CAPACITY)

    def _take(self, kept: Updates, room: int) -> None:
        """Go on in new arrays with the points at `kept`."""
        updates, values = np.empty(room, np.int64), np.empty((4, room))
        updates[: kept.size] = self._updates[kept]
        values[:, : kept.size] = self._values[:, kept]
        self._updates, self._values, self._count = updates, values, kept.size


def next_measured(
    update: int, first: int, updates_per_epoch: int, pause: int = 1
) -> int:
    """Return the next update within an epoch at which a curve has a point.

    Every update of the first 128 of a run, then half as many in each octave,
    until only the ends of epochs are left (`is_epoch_measured`).

    Parameters
    ----------
    update, first : int
        Now, and where the run began.
    updates_per_epoch : int
    pause : int
        Least number of updates between two points, for what takes long to measure.

    Returns
    -------
    int
        -1 when no further update within an epoch is measured.
    """
    done = update - first
    spacing = max(pause, 1 << (done >> 7).bit_length())
    if spacing >= updates_per_epoch and done >= 128:
        return -1
    return first + (done // spacing + 1) * spacing


def is_epoch_measured(epochs: int) -> bool:
    """Return whether a curve has a point at the end of an epoch.

    At each of the first 1,024 epochs of a run, then at half as many in each
    octave. Small networks train thousands of epochs a second, of which a screen
    can show a few hundred.

    Parameters
    ----------
    epochs : int
        Epochs that have ended since the run's start.
    """
    return epochs % (1 << (epochs >> 10).bit_length()) == 0
