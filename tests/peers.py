"""Other implementations that tests compare with; not every machine has them."""

from __future__ import annotations

import importlib
import os
from types import ModuleType

import pytest


def require(name: str) -> ModuleType:
    """Import a peer; where it is missing, fail in CI and skip elsewhere."""
    try:
        return importlib.import_module(name)
    except ImportError:
        sentence = (
            f"{name} is not installed, so nothing was compared with it; "
            "scripts/test.py --peers installs it"
        )
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)
