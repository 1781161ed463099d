"""What coverage need not look at again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from coverage import Coverage

_measured: set[str] = set()


@contextmanager
def measured_once(work: str) -> Iterator[None]:
    """Let coverage look at a piece of work the first time that a process does it.

    Where it looks, Python takes nearly twice as long, and the same work runs the
    same lines again. Work is the same if what describes it is.
    """
    known = work in _measured
    _measured.add(work)
    looking = sys.gettrace() if known and Coverage.current() is not None else None
    if looking is None:
        yield
        return
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(looking)
