"""Pictures by key, each made when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

P = TypeVar("P")


class LatePictures(Mapping[str, P]):
    """A mapping that knows its keys, and makes its values when they are asked for.

    A form offers more pictures than it shows at first, and making one may mean to
    load a data set.

    Parameters
    ----------
    keys : iterable of str
    make : callable
        Returns the picture of a key; called once for each.
    """

    def __init__(self, keys: Iterable[str], make: Callable[[str], P]) -> None:
        self._keys = tuple(keys)
        self._make = make
        self._made: dict[str, P] = {}

    def __getitem__(self, key: str) -> P:
        if key not in self._keys:
            raise KeyError(key)
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
