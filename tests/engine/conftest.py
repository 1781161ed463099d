"""What every test of the engine gets: its worst gradient goes into the summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.engine.gradient_errors import GRADIENT_ERROR, errors


@pytest.fixture(autouse=True)
def worst_gradient(record_property: Callable[[str, object], None]) -> Iterator[None]:
    errors.clear()
    yield
    if errors:
        record_property(GRADIENT_ERROR, max(errors))
