"""What this installation is: versions, platform, paths."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

from visualizer import __version__
from visualizer.language import tr
from visualizer.resource_files import resource

LIBRARIES = (
    "numpy",
    "PySide6-Essentials",
    "pyqtgraph",
    "msgspec",
    "contourpy",
    "platformdirs",
    "safetensors",
)


def settings_folder() -> Path:
    """Return the folder of the remembered window and experiment."""
    return platformdirs.user_config_path("neuronaut", appauthor=False)


def recovery_folder() -> Path:
    """Return the folder of work that was not saved."""
    return platformdirs.user_state_path("neuronaut", appauthor=False) / "recovery"


def data_folder() -> Path:
    """Return the folder of data that came inside of projects, or without a file."""
    return platformdirs.user_data_path("neuronaut", appauthor=False) / "files"


def icon_folder() -> Path:
    """Return the folder of icons that were tinted, kept from start to start."""
    return platformdirs.user_cache_path("neuronaut", appauthor=False) / "icons"


def log_folder() -> Path:
    """Return the folder of the log files."""
    return platformdirs.user_log_path("neuronaut", appauthor=False)


def lines() -> list[str]:
    """Return the facts, one a line."""
    # Takes longer to load than the splash may wait, and few ever ask.
    import importlib.metadata
    import platform

    found = [
        f"Neuronaut {__version__}",
        f"Python {platform.python_version()} · {sys.executable}",
        tr("system: {system}", system=platform.platform()),
    ]
    for name in LIBRARIES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(tr("{library} is not installed", library=name))
    chosen = os.environ.get("QT_QPA_PLATFORM") or tr("chosen by Qt at start")
    found += [
        tr("Qt platform: {name}", name=chosen),
        tr("resources: {folder}", folder=resource("presets").parent),
        tr("settings: {folder}", folder=settings_folder()),
        tr("log: {folder}", folder=log_folder()),
        tr("unsaved work: {folder}", folder=recovery_folder()),
        tr("data of projects: {folder}", folder=data_folder()),
    ]
    return found
