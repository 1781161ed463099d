"""Open what a person names: a link, a scene, a preset, an experiment, a project."""

from __future__ import annotations

from pathlib import Path

from visualizer.files import Opened
from visualizer.files.prepared import scene, scene_keys
from visualizer.files.project import SUFFIX, Project, read_project
from visualizer.files.tf_playground_link import is_link, read_link
from visualizer.information import data_folder
from visualizer.session.experiment import Experiment, open_experiment
from visualizer.session.session import Session


def is_project(name: str) -> bool:
    """Tell whether a name is that of a project file."""
    return name.lower().endswith(SUFFIX)


def open_named(name: str) -> Opened:
    """Open a link of TensorFlow Playground, a scene or preset by its key, or a file.

    Raises
    ------
    ExperimentError, ContainerError
        If it is none of them, or not allowed.
    """
    if is_link(name):
        return read_link(name)
    if is_project(name):
        return Opened(read_project(Path(name), data_folder()))
    if name in scene_keys():
        found = scene(name)
        return Opened(found.experiment, scene=found)
    return Opened(open_experiment(name))


def begin(work: Experiment | Project) -> Session:
    """Return a session that starts an experiment, or goes on with a project."""
    if isinstance(work, Experiment):
        return Session(work)
    session = Session(work.session.experiment())
    session.restore(work.session)
    return session
