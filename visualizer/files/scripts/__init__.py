"""Experiments as complete programs, in NumPy and in PyTorch.

A script has everything in it: examples, initial parameters, the order of the
batches, and the rules of learning, written as a person would.
"""

from __future__ import annotations

from collections.abc import Callable

from visualizer.files.scripts.numpy_program import numpy_program
from visualizer.files.scripts.pieces import ScriptError
from visualizer.files.scripts.pytorch_program import pytorch_program
from visualizer.files.scripts.recipe import Recipe, recipe_of
from visualizer.session.experiment import Experiment

__all__ = ["FRAMEWORKS", "ScriptError", "script_of"]

FRAMEWORKS: dict[str, Callable[[Recipe], str]] = {
    "numpy": numpy_program,
    "pytorch": pytorch_program,
}
"""What writes a script, by the key of the framework."""


def script_of(experiment: Experiment, framework: str) -> str:
    """Return the program that trains as an experiment does.

    Parameters
    ----------
    experiment : Experiment
        Its settings, from the first weights on.
    framework : str
        Key among `FRAMEWORKS`.

    Raises
    ------
    ScriptError
        If the experiment cannot be written; the message names why.
    SettingError
        If its data cannot be had.
    """
    exhibit = experiment.exhibit_class()()
    return FRAMEWORKS[framework](recipe_of(exhibit.build(experiment.settings)))
