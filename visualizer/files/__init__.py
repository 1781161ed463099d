"""Files that people open and save: links, projects, exports.

What is read from outside is checked before it is used: sizes first, then form,
then values. A file that is refused gets one sentence which names it, the place
and what is allowed, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from visualizer.session.experiment import Experiment

if TYPE_CHECKING:
    from visualizer.files.prepared import PreparedScene
    from visualizer.files.project import Project


SUFFIX = ".nnv"
"""Of project files."""


class ContainerError(ValueError):
    """A file is not what it should be; one sentence with file, place, and allowed."""


class Opened(Struct, frozen=True):
    """What was opened.

    Attributes
    ----------
    work : Experiment or Project
    options : mapping
        Options of the view that come with it, such as ``show_test``, by name.
    hidden : frozenset of str
        Controls that a lesson leaves out: fields of the form by their path, buttons of
        the transport bar and options of panels by their names, and ``layers``.
    remarks : tuple of str
        Sentences, in the language in use, about what has no effect here.
    scene : PreparedScene or None
        With moments to rehearse and what to watch for.
    """

    work: Experiment | Project
    options: Mapping[str, bool] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    remarks: tuple[str, ...] = ()
    scene: PreparedScene | None = None

    @property
    def experiment(self) -> Experiment:
        """The experiment itself, or what a project's present run started with."""
        return experiment_of(self.work)


def experiment_of(work: Experiment | Project) -> Experiment:
    """Return the experiment itself, or what a project's present run started with."""
    return work if isinstance(work, Experiment) else work.session.experiment()
