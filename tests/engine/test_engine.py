"""What holds for the engine as a package."""

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import visualizer.engine

ROOT = Path(__file__).parents[2]
FOUND = pkgutil.walk_packages(visualizer.engine.__path__, "visualizer.engine.")
MODULES = [module.name for module in FOUND]


def test_it_is_numpy_alone() -> None:
    """Importing all of it brings neither Qt nor any other dependency."""
    code = (
        "import importlib, sys\n"
        "import visualizer.engine\n"
        f"for name in {MODULES!r}:\n"
        "    importlib.import_module(name)\n"
        "roots = {name.partition('.')[0] for name in sys.modules}\n"
        "unwanted = {'PySide6', 'shiboken6', 'pyqtgraph', 'msgspec', 'contourpy',\n"
        "            'platformdirs', 'scipy', 'torch', 'sklearn'}\n"
        "print(sorted(roots & unwanted), 'numpy' in roots)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "[] True"


def test_examples_in_docstrings_are_true() -> None:
    runner = doctest.DocTestRunner()
    finder = doctest.DocTestFinder(exclude_empty=True)
    for name in ("visualizer.engine", *MODULES):
        for found in finder.find(importlib.import_module(name)):
            if found.examples:
                runner.run(found)
    assert runner.tries > 0
    assert runner.failures == 0


def test_linear_algebra_runs_on_one_thread() -> None:
    """Two threads drift apart in the last bit, and a replay with them."""
    code = (
        "import os, visualizer, numpy\n"
        "print({os.environ[n] for n in ('OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS',\n"
        "       'OMP_NUM_THREADS', 'VECLIB_MAXIMUM_THREADS')})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "{'1'}"
