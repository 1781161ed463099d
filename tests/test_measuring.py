"""Work that coverage looks at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest
from coverage import Coverage

from tests import measuring
from tests.measuring import measured_once


def look(frame: FrameType, event: str, argument: object) -> None:
    """Trace nothing, as a debugger or a coverage would something."""


@pytest.fixture
def trace(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Any], None]]:
    """Set the trace function for the time of a test, with or without coverage."""
    before = sys.gettrace()
    monkeypatch.setattr(measuring, "_measured", set())

    def begin(coverage: object) -> None:
        monkeypatch.setattr(Coverage, "current", lambda: coverage)
        sys.settrace(look)

    yield begin
    sys.settrace(before)


def traces_of(*works: str) -> list[object]:
    found = []
    for work in works:
        with measured_once(work):
            found.append(sys.gettrace())
        found.append(sys.gettrace())
    return found


def test_the_same_work_is_looked_at_once(
    trace: Callable[[object], None],
) -> None:
    trace(object())
    found = traces_of("one", "one", "other", "one")
    sys.settrace(None)
    assert found == [look, look, None, look, look, look, None, look]


def test_a_failure_does_not_end_the_measuring(trace: Callable[[object], None]) -> None:
    trace(object())
    traces_of("one")
    with pytest.raises(ZeroDivisionError), measured_once("one"):
        _ = 1 / 0
    found = sys.gettrace()
    sys.settrace(None)
    assert found is look


def test_without_coverage_everything_is_traced_on(
    trace: Callable[[object], None],
) -> None:
    trace(None)
    found = traces_of("one", "one")
    sys.settrace(None)
    assert found == [look] * 4
