"""Other implementations that tests compare with; not every machine has them."""

from __future__ import annotations

import importlib
import os
from types import ModuleType
from typing import Any

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


class Peer:
    """A peer that is imported when a test first asks something of it.

    So a module of tests can name its peers at the top, and only the tests that
    compare with one are skipped where it is missing.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("_"):
            # While it collects tests, pytest looks at everything in a module.
            raise AttributeError(attribute)
        return getattr(require(self._name), attribute)
