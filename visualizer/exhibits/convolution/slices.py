"""Work that goes on slice by slice beside training, and can be dropped."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

Slices = Iterator[T | None]
"""Yields None after each slice of the work, and the result last."""


class Sliced(Generic[T]):
    """Carries one piece of work on until it is done, then keeps its result.

    Attributes
    ----------
    result : T or None
        Of the last work that was finished; it stays while the next one goes on.
    """

    def __init__(self) -> None:
        self.result: T | None = None
        self._about: Hashable = None
        self._version: Hashable = None
        self._slices: Slices[T] | None = None

    def work(
        self,
        about: Hashable,
        version: Hashable,
        begin: Callable[[], Slices[T]],
        deadline: float,
    ) -> bool:
        """Do slices until the deadline; return whether there was anything to do.

        Parameters
        ----------
        about : hashable
            What the work is about. With another one the result is forgotten and the
            work begins anew at once.
        version : hashable
            State of the network. With another one work that goes on is finished
            first, so that there is something to see while the network trains.
        begin : callable
            Returns the slices of the work, which hold copies of what may change.
        deadline : float
            Time (`time.perf_counter`); at least one slice is done.
        """
        if about != self._about:
            self.result, self._slices, self._version = None, None, None
            self._about = about
        if self._slices is None:
            if version == self._version:
                return False
            self._version = version
            self._slices = begin()
        while True:
            found = next(self._slices)
            if found is not None:
                self.result, self._slices = found, None
                return True
            if time.perf_counter() >= deadline:
                return True
