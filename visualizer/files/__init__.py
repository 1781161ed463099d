"""Files that people open and save: links, projects, exports.

What is read from outside is checked before it is used: sizes first, then form,
then values. A file that is refused gets one sentence which names it, the place
and what is allowed, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from visualizer.session.experiment import Experiment


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened.

    Attributes
    ----------
    experiment : Experiment
    options : mapping
        Options of the view that come with it, such as ``show_test``, by name.
    remarks : tuple of str
        Sentences, in the language in use, about what has no effect here.
    """

    experiment: Experiment
    options: Mapping[str, bool]
    remarks: tuple[str, ...] = ()
