"""Find the members of a family (activations, losses, data sets …) by key.

A family is a package with one file a member. Each member is a class with a
``key``, the name used in files and on the command line, and a ``title``, the
name shown on screen. A registry imports its package on first use, so adding a
member is adding one file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import ClassVar, Generic, Protocol, TypeVar


class Member(Protocol):
    """What every registered class tells about itself."""

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int]


T = TypeVar("T", bound=Member)
C = TypeVar("C")


class UnknownKeyError(KeyError):
    """Raised when no member of a family has the wanted key."""

    def __init__(self, kind: str, key: object, allowed: tuple[str, ...]) -> None:
        super().__init__(key)
        self.kind = kind
        self.key = key
        self.allowed = allowed

    def __str__(self) -> str:
        allowed = ", ".join(self.allowed)
        return f"{self.kind} {self.key!r} is unknown; allowed: {allowed}"


class Registry(Generic[T]):
    """All members of one family, in the order of their ``rank``, then key.

    Parameters
    ----------
    kind : str
        What a member is called in messages, e.g. ``"activation"``.
    package : str
        Dotted name of the package whose modules register the members.
    """

    def __init__(self, kind: str, package: str) -> None:
        self.kind = kind
        self._package = package
        self._members: dict[str, type[T]] = {}
        self._loaded = False

    def register(self, member: type[C]) -> type[C]:
        """Add a class; use it as a decorator.

        Raises
        ------
        ValueError
            If another class already has the same key.
        """
        key: str = member.key  # type: ignore[attr-defined]
        present = self._members.get(key)
        # A reloaded module registers its class again under the same name.
        if present is not None and (
            (present.__module__, present.__qualname__)
            != (member.__module__, member.__qualname__)
        ):
            raise ValueError(f"{self.kind} {key!r} is registered twice")
        self._members[key] = member  # type: ignore[assignment]
        return member

    def __getitem__(self, key: str) -> type[T]:
        self._load()
        try:
            return self._members[key]
        except KeyError:
            raise UnknownKeyError(self.kind, key, self.keys()) from None

    def __contains__(self, key: object) -> bool:
        self._load()
        return key in self._members

    def __iter__(self) -> Iterator[type[T]]:
        self._load()
        members = self._members.values()
        return iter(sorted(members, key=lambda member: (member.rank, member.key)))

    def __len__(self) -> int:
        self._load()
        return len(self._members)

    def keys(self) -> tuple[str, ...]:
        """Keys of all members, in the order in which forms list them."""
        return tuple(member.key for member in self)

    def where(self, condition: Callable[[type[T]], bool]) -> Registry[T]:
        """Return the members that meet a condition, as a registry to ask.

        The condition is not put before the first question, so that nothing is
        imported early.
        """
        return _Part(self, condition)

    def plus(self, *members: type[T]) -> Registry[T]:
        """Return all members and some more, as a registry to ask.

        For what only some questions allow: the family itself stays as it is.
        """
        return _More(self, members)

    def _load(self) -> None:
        if not self._loaded:
            # Set first, because a module may ask the registry while it loads.
            self._loaded = True
            complete = False
            try:
                load_package(self._package)
                complete = True
            finally:
                # After a failed import the next question tries again, rather
                # than being answered from a part of the family.
                self._loaded = complete


class _Part(Registry[T]):
    """Those members of another registry that meet a condition."""

    def __init__(
        self, whole: Registry[T], condition: Callable[[type[T]], bool]
    ) -> None:
        super().__init__(whole.kind, whole._package)
        self._whole = whole
        self._condition = condition

    def register(self, member: type[C]) -> type[C]:
        return self._whole.register(member)

    def _load(self) -> None:
        # Each time, because the whole may have grown.
        self._members = {
            member.key: member for member in self._whole if self._condition(member)
        }


class _More(Registry[T]):
    """The members of another registry, and some more."""

    def __init__(self, whole: Registry[T], members: tuple[type[T], ...]) -> None:
        super().__init__(whole.kind, whole._package)
        self._whole = whole
        self._more = members

    def register(self, member: type[C]) -> type[C]:
        return self._whole.register(member)

    def _load(self) -> None:
        # Each time, because the whole may have grown.
        self._members = {member.key: member for member in (*self._whole, *self._more)}


def load_package(name: str) -> None:
    """Import every module directly inside the package ``name``."""
    package = importlib.import_module(name)
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        importlib.import_module(f"{name}.{module.name}")
