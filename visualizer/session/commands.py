"""What a session can be told to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from visualizer.exhibits import StepUnit
from visualizer.scenes.graph import Phase
from visualizer.session.goals import Goal
from visualizer.session.seed_study import SeedSettings

if TYPE_CHECKING:
    from visualizer.session.archive import SessionArchive


class Command:
    """Base of all commands."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Play(Command):
    """Run on at the chosen pace."""


@dataclass(frozen=True, slots=True)
class Pause(Command):
    """Stop running."""


@dataclass(frozen=True, slots=True)
class PlayUntil(Command):
    """Run on, and pause where a goal is reached."""

    goal: Goal


@dataclass(frozen=True, slots=True)
class DropGoal(Command):
    """Aim at no goal any more; what runs goes on running."""


@dataclass(frozen=True, slots=True)
class Step(Command):
    """Go `count` units forward, or back where it is negative; then pause."""

    unit: StepUnit
    count: int = 1


@dataclass(frozen=True, slots=True)
class Visit(Command):
    """Go to a station of the walk through the coming batch, layer by layer; pause.

    Attributes
    ----------
    example : int
        Place of the example in the batch, from 0; without meaning behind the last.
    phase : Phase or None
        The station; None is where the example comes in.
    """

    example: int
    phase: Phase | None


@dataclass(frozen=True, slots=True)
class Seek(Command):
    """Show the moment after `update` updates of the present line of runs."""

    update: int


@dataclass(frozen=True, slots=True)
class Return(Command):
    """Go to a moment of any run; that run becomes the present one."""

    run: int
    update: int


@dataclass(frozen=True, slots=True)
class SetPace(Command):
    """Choose a rung of the speed ladder by its key."""

    key: str


@dataclass(frozen=True, slots=True)
class Change(Command):
    """Take other settings: live if they all are, else in a new run.

    Attributes
    ----------
    settings : object
    gesture : int
        Changes of one gesture (a slider being dragged) count as one.
    """

    settings: Any
    gesture: int = 0


@dataclass(frozen=True, slots=True)
class Open(Command):
    """Start another experiment; the present run becomes a ghost."""

    experiment: Any


@dataclass(frozen=True, slots=True)
class ShowIn(Command):
    """Show the present network in another exhibit, at this very moment.

    Attributes
    ----------
    exhibit : str
        Key of an exhibit with the same settings and the same kind of learner.
    """

    exhibit: str


@dataclass(frozen=True, slots=True)
class Reset(Command):
    """Start again from exactly the same initial weights."""


@dataclass(frozen=True, slots=True)
class Edit(Command):
    """Give one weight or bias a value; the optimizer starts afresh.

    Attributes
    ----------
    layer : int
        Layer that the parameter belongs to; 1 is the first hidden layer.
    source : int or None
        None is the bias.
    destination : int
    value : float
    gesture : int
    """

    layer: int
    source: int | None
    destination: int
    value: float
    gesture: int = 0


@dataclass(frozen=True, slots=True)
class PutAt(Command):
    """Put the network where a wish points, e.g. at a point of the surface."""

    wish: object
    gesture: int = 0


@dataclass(frozen=True, slots=True)
class Look(Command):
    """Watch something else; changes what is captured, not what happens."""

    watch: Any


@dataclass(frozen=True, slots=True)
class Recall(Command):
    """Train up to a moment that was there before and its bookmarks; pause.

    It is a part of what opened the experiment, and is not undone by itself.

    Attributes
    ----------
    changes : tuple of (update, settings)
        Live changes on the way, in order.
    update : int
        The moment that is then shown.
    bookmarks : tuple of int
        Updates to put bookmarks at, in this order.
    names : tuple of (update, name)
        Of those bookmarks to which a person gave one.
    """

    changes: tuple[tuple[int, Any], ...]
    update: int
    bookmarks: tuple[int, ...] = ()
    names: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Branch(Command):
    """Go on from this very moment in a run of its own, with other live settings.

    Unlike `Change`, it leaves the present run as it is even at its end.
    """

    settings: Any


@dataclass(frozen=True, slots=True)
class Export(Command):
    """Hand everything over as a value, to be written to a file.

    Attributes
    ----------
    deliver : callable
        Takes the archive. Called on the session's thread; must only pass it on.
    history_bytes : int
        Checkpoints are thinned to so many bytes.
    """

    deliver: Callable[[SessionArchive], None]
    history_bytes: int


@dataclass(frozen=True, slots=True)
class Restore(Command):
    """Let everything be as an archive has it, and pause; undo goes with it."""

    archive: SessionArchive


@dataclass(frozen=True, slots=True)
class Bookmark(Command):
    """Put a bookmark at the moment shown, or take it away."""


@dataclass(frozen=True, slots=True)
class NameBookmark(Command):
    """Give the bookmark at an update of the present line a name."""

    update: int
    name: str


@dataclass(frozen=True, slots=True)
class RemoveBookmark(Command):
    """Take the bookmark at an update of the present line away."""

    update: int


@dataclass(frozen=True, slots=True)
class NameRun(Command):
    """Give a run a name; an empty one takes the name away."""

    run: int
    name: str


@dataclass(frozen=True, slots=True)
class RemoveRun(Command):
    """Take a run away that the present line does not go through."""

    run: int


@dataclass(frozen=True, slots=True)
class RunSeeds(Command):
    """Run the present experiment once for each of several seeds, beside all else."""

    asked: SeedSettings


@dataclass(frozen=True, slots=True)
class StopSeeds(Command):
    """Train no further for the seeds; what is complete is kept."""


@dataclass(frozen=True, slots=True)
class ClearSeeds(Command):
    """Forget the runs of the seeds."""


@dataclass(frozen=True, slots=True)
class OpenSeed(Command):
    """Start the run of one of the seeds and play it as long as it was."""

    seed: int


@dataclass(frozen=True, slots=True)
class Compare(Command):
    """Put a second experiment beside the present one, trained in lockstep with it.

    Attributes
    ----------
    work : Experiment, SessionArchive or None
        Starts anew at the right, or goes on there; None for a copy of the left side.
    run : int or None
        The copy goes on from the end of this run; None for this very moment.
    """

    work: Any = None
    run: int | None = None


@dataclass(frozen=True, slots=True)
class EndCompare(Command):
    """End a comparison; what the other side did stays as runs.

    Attributes
    ----------
    keep_right : bool
        Whether the right side becomes the present run, instead of the left one.
    """

    keep_right: bool = False


@dataclass(frozen=True, slots=True)
class On(Command):
    """Carry a command out on one side of a comparison.

    Attributes
    ----------
    side : int
        0 is the left one, 1 the right one.
    command : Command
    """

    side: int
    command: Command


@dataclass(frozen=True, slots=True)
class GoBack(Command):
    """After a divergence: return to the best moment before it."""

    halve_learning_rate: bool = False


@dataclass(frozen=True, slots=True)
class Undo(Command):
    """Take the last change back."""


@dataclass(frozen=True, slots=True)
class Redo(Command):
    """Do again what was taken back."""
