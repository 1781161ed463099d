"""Open what a person names: a preset, an experiment file, or a project."""

from __future__ import annotations

from pathlib import Path

from visualizer.files.project import SUFFIX, Project, read_project
from visualizer.information import data_folder
from visualizer.session.experiment import Experiment, open_experiment
from visualizer.session.session import Session


def is_project(name: str) -> bool:
    """Tell whether a name is that of a project file."""
    return name.lower().endswith(SUFFIX)


def open_named(name: str) -> Experiment | Project:
    """Open a preset by its key, or else a file by its path.

    Raises
    ------
    ExperimentError, ContainerError
        If it is none of them, or not allowed.
    """
    if is_project(name):
        return read_project(Path(name), data_folder())
    return open_experiment(name)


def begin(opened: Experiment | Project) -> Session:
    """Return a session that starts an experiment, or goes on with a project."""
    if isinstance(opened, Experiment):
        return Session(opened)
    session = Session(opened.session.experiment())
    session.restore(opened.session)
    return session


def experiment_of(opened: Experiment | Project) -> Experiment:
    """Return the experiment itself, or what a project's present run started with."""
    return opened if isinstance(opened, Experiment) else opened.session.experiment()
