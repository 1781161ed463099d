"""Open what a person names: a link, a scene, a preset, an experiment, a project."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from visualizer.files import SUFFIX, Opened
from visualizer.files.prepared import scene, scene_keys
from visualizer.information import data_folder
from visualizer.language import tr
from visualizer.session.experiment import (
    Experiment,
    ExperimentError,
    preset,
    preset_keys,
    read,
)
from visualizer.session.session import Session

if TYPE_CHECKING:
    from visualizer.files.project import Project


MOST_NAMED = 3
"""Names that are suggested in place of an unknown one."""


def is_project(name: str) -> bool:
    """Tell whether a name is that of a project file."""
    return name.lower().endswith(SUFFIX)


def open_named(name: str) -> Opened:
    """Open a link of TensorFlow Playground, a scene or preset by its key, or a file.

    Raises
    ------
    ExperimentError, ContainerError
        If it is none of them, or not allowed; the message suggests the nearest names.
    """
    from visualizer.files.tf_playground_link import is_link, read_link

    if is_link(name):
        return read_link(name)
    if is_project(name):
        from visualizer.files.project import read_project

        return Opened(read_project(Path(name), data_folder()))
    if name in scene_keys():
        found = scene(name)
        return Opened(found.experiment, scene=found)
    if name in preset_keys():
        return Opened(preset(name))
    # Unlike Path.exists this asks any text, however long or unreadable.
    if name.endswith(".json") or os.path.exists(name):
        return Opened(read(Path(name)))
    raise ExperimentError(_unknown(name))


def _unknown(name: str) -> str:
    """Return what is said of a name that nothing has."""
    import difflib

    keys = (*preset_keys(), *scene_keys())
    near = difflib.get_close_matches(name.lower(), keys, MOST_NAMED)
    if near:
        return tr(
            "{name!r} is no preset, no scene and no file; near it are: {near}; "
            "'neuronaut presets' lists all",
            name=name,
            near=", ".join(near),
        )
    return tr(
        "{name!r} is no preset, no scene and no file; 'neuronaut presets' lists all "
        "presets and scenes",
        name=name,
    )


def begin(work: Experiment | Project) -> Session:
    """Return a session that starts an experiment, or goes on with a project."""
    if isinstance(work, Experiment):
        return Session(work)
    session = Session(work.session.experiment())
    session.restore(work.session)
    return session
