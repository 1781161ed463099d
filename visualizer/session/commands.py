"""What a session can be told to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from visualizer.exhibits import StepUnit
from visualizer.scenes.graph import Phase
from visualizer.session.goals import Goal

if TYPE_CHECKING:
    from visualizer.session.archive import SessionArchive
    from visualizer.session.seed_study import SeedSettings


class Command(Struct, frozen=True):
    """Base of all commands."""


class Play(Command, frozen=True):
    """Run on at the chosen pace."""


class Pause(Command, frozen=True):
    """Stop running."""


class PlayUntil(Command, frozen=True):
    """Run on, and pause where a goal is reached."""

    goal: Goal


class DropGoal(Command, frozen=True):
    """Aim at no goal any more; what runs goes on running."""


class Step(Command, frozen=True):
    """Go `count` units forward, or back where it is negative; then pause."""

    unit: StepUnit
    count: int = 1


class Visit(Command, frozen=True):
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


class Seek(Command, frozen=True):
    """Show the moment after `update` updates of the present line of runs."""

    update: int


class Return(Command, frozen=True):
    """Go to a moment of any run; that run becomes the present one."""

    run: int
    update: int


class SetPace(Command, frozen=True):
    """Choose a rung of the speed ladder by its key."""

    key: str


class Change(Command, frozen=True):
    """Take other settings: live if they all are, else in a new run.

    Attributes
    ----------
    settings : object
    gesture : int
        Changes of one gesture (a slider being dragged) count as one.
    """

    settings: Any
    gesture: int = 0


class Open(Command, frozen=True):
    """Start another experiment; the present run becomes a ghost."""

    experiment: Any


class ShowIn(Command, frozen=True):
    """Show the present network in another exhibit, at this very moment.

    Attributes
    ----------
    exhibit : str
        Key of an exhibit with the same settings and the same kind of learner.
    """

    exhibit: str


class Reset(Command, frozen=True):
    """Start again from exactly the same initial weights."""


class Edit(Command, frozen=True):
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


class PutAt(Command, frozen=True):
    """Put the network where a wish points, e.g. at a point of the surface."""

    wish: object
    gesture: int = 0


class Look(Command, frozen=True):
    """Watch something else; changes what is captured, not what happens."""

    watch: Any


class Recall(Command, frozen=True):
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


class Branch(Command, frozen=True):
    """Go on from this very moment in a run of its own, with other live settings.

    Unlike `Change`, it leaves the present run as it is even at its end.
    """

    settings: Any


class Export(Command, frozen=True):
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


class Restore(Command, frozen=True):
    """Let everything be as an archive has it, and pause; undo goes with it."""

    archive: SessionArchive


class Bookmark(Command, frozen=True):
    """Put a bookmark at the moment shown, or take it away."""


class NameBookmark(Command, frozen=True):
    """Give the bookmark at an update of the present line a name."""

    update: int
    name: str


class RemoveBookmark(Command, frozen=True):
    """Take the bookmark at an update of the present line away."""

    update: int


class NameRun(Command, frozen=True):
    """Give a run a name; an empty one takes the name away."""

    run: int
    name: str


class RemoveRun(Command, frozen=True):
    """Take a run away that the present line does not go through."""

    run: int


class RunSeeds(Command, frozen=True):
    """Run the present experiment once for each of several seeds, beside all else."""

    asked: SeedSettings


class StopSeeds(Command, frozen=True):
    """Train no further for the seeds; what is complete is kept."""


class ClearSeeds(Command, frozen=True):
    """Forget the runs of the seeds."""


class OpenSeed(Command, frozen=True):
    """Start the run of one of the seeds and play it as long as it was."""

    seed: int


class Compare(Command, frozen=True):
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


class EndCompare(Command, frozen=True):
    """End a comparison; what the other side did stays as runs.

    Attributes
    ----------
    keep_right : bool
        Whether the right side becomes the present run, instead of the left one.
    """

    keep_right: bool = False


class On(Command, frozen=True):
    """Carry a command out on one side of a comparison.

    Attributes
    ----------
    side : int
        0 is the left one, 1 the right one.
    command : Command
    """

    side: int
    command: Command


class GoBack(Command, frozen=True):
    """After a divergence: return to the best moment before it."""

    halve_learning_rate: bool = False


class Undo(Command, frozen=True):
    """Take the last change back."""


class Redo(Command, frozen=True):
    """Do again what was taken back."""
