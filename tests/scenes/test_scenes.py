"""What holds for view-models as a package: frozen, and free of Qt."""

import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import visualizer.scenes

ROOT = Path(__file__).parents[2]
MODULES = [
    f"visualizer.scenes.{module.name}"
    for module in pkgutil.iter_modules(visualizer.scenes.__path__)
]
CLASSES = [
    pytest.param(cls, id=cls.__name__)
    for name in MODULES
    for _, cls in inspect.getmembers(importlib.import_module(name), inspect.isclass)
    if cls.__module__ == name and not cls.__name__.startswith("_")
]


@pytest.mark.parametrize("cls", CLASSES)
def test_they_are_frozen_and_slotted(cls: type) -> None:
    assert issubclass(cls, msgspec.Struct)
    assert cls.__struct_config__.frozen
    assert "__dict__" not in dir(cls)


def test_sessions_exhibits_and_scenes_are_free_of_qt() -> None:
    code = (
        "import sys\n"
        "from visualizer.exhibits import exhibits\n"
        "import visualizer.session.worker, visualizer.session.views\n"
        "import visualizer.session.batch\n"
        "list(exhibits)\n"
        f"for name in {MODULES!r}:\n"
        "    __import__(name)\n"
        "roots = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(roots & {'PySide6', 'shiboken6', 'pyqtgraph'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "[]"
