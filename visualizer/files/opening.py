"""Open an experiment by whatever names it: a link, a preset, a file."""

from __future__ import annotations

from visualizer.files import Opened
from visualizer.files.tf_playground_link import is_link, read_link
from visualizer.session.experiment import open_experiment


def open_named(name: str) -> Opened:
    """Open a link of TensorFlow Playground, a preset by its key, or a file.

    Raises
    ------
    ExperimentError
        If it is none of them, or not valid.
    """
    if is_link(name):
        return read_link(name)
    return Opened(open_experiment(name), {})
