"""Find the members of a family (activations, losses, data sets …) by key.

A family is a package with one file a member. Each member is a class with a
``key``, the name used in files and on the command line, and a ``title``, the
name shown on screen. A registry imports its package on first use, so adding a
member is adding one file. Who asks for one member by its key gets it without the
others being imported where the file has the name of the key.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.abc import InspectLoader
from itertools import chain
from typing import ClassVar, Generic, Protocol, TypeVar

_REGISTERED = re.compile(
    r"^@\w+\.register\n(?:@.*\n)*(?P<head>class \w+[^:]*:\n)", re.MULTILINE
)
_DOCSTRING = re.compile(r'""".*?"""', re.DOTALL)
_CONSTANT = re.compile(
    r"""^    (?P<name>\w+)(?:: [^=\n]+)? = """
    r"""(?:(?P<quote>["'])(?P<text>(?:(?!(?P=quote))[^\\\n])*)(?P=quote)|"""
    r"""(?P<number>-?\d+))$""",
    re.MULTILINE,
)
_END_OF_HEAD = re.compile(r"^(?: {4}(?:def |async def |@)|\S)", re.MULTILINE)


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


@dataclass(frozen=True)
class Outline:
    """What the source of a member says about it, without importing it.

    Attributes
    ----------
    module : str
        Dotted name of the module that registers it.
    constants : mapping
        Texts of one line and whole numbers in the body of its class before the first
        method, by name.
    """

    module: str
    constants: Mapping[str, object]


class Registry(Generic[T]):
    """All members of one family, in the order of their ``rank``, then key.

    Parameters
    ----------
    kind : str
        What a member is called in messages, e.g. ``"activation"``.
    package : str
        Dotted name of the package whose modules register the members.
    suffix : str
        What follows a member's key in the name of its module.
    """

    def __init__(self, kind: str, package: str, suffix: str = "") -> None:
        self.kind = kind
        self._package = package
        self._suffix = suffix
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
        if key not in self:
            raise UnknownKeyError(self.kind, key, self.keys())
        return self._members[key]

    def __contains__(self, key: object) -> bool:
        if key not in self._members and not self._load_one(key):
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

    def titles(self) -> dict[str, str]:
        """Give the title of each key, in the order in which forms list them.

        For lists and menus: where the sources tell, nothing is imported.
        """
        if not self._loaded:
            known = self._outlined_titles()
            if known is not None:
                return known
        return {member.key: member.title for member in self}

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

    @cached_property
    def outlines(self) -> tuple[Outline, ...]:
        """What the sources say about the members, in the order of modules.

        For lists that must not wait until the whole family is imported. Members
        are the classes decorated with ``register`` in the modules, or in the
        packages, that lie directly inside the family's package.
        """
        found: list[Outline] = []
        for name in module_names(self._package):
            module = f"{self._package}.{name}"
            source = _source(module)
            if source is None:
                found += self._imported_outlines(module)
            else:
                found += [Outline(module, _constants(part)) for part in _heads(source)]
        return tuple(found)

    def _outlined_titles(self) -> dict[str, str] | None:
        """Return what `titles` gives; None where a source does not tell it."""
        listed = {
            key: (member.rank, member.title) for key, member in self._members.items()
        }
        for outline in self.outlines:
            match outline.constants:
                case {"key": str(key), "title": str(title), "rank": int(rank)}:
                    listed[key] = (rank, title)
                case _:
                    return None
        order = sorted(listed, key=lambda key: (listed[key][0], key))
        return {key: listed[key][1] for key in order}

    def _imported_outlines(self, module: str) -> list[Outline]:
        importlib.import_module(module)
        return [
            Outline(module, dict(vars(member)))
            for member in self._members.values()
            if member.__module__ == module
        ]

    def _load_one(self, key: object) -> bool:
        """Import the module with the name of a key; return whether it is known."""
        if self._loaded or not isinstance(key, str):
            return False
        name = key.replace("-", "_") + self._suffix
        if name not in module_names(self._package):
            return False
        importlib.import_module(f"{self._package}.{name}")
        return key in self._members

    def _load(self) -> None:
        if self._loaded:
            return
        # Set last: another thread that asks meanwhile waits for the same imports,
        # and after a failed import the next question tries again.
        load_package(self._package)
        self._loaded = True


class _View(Registry[T]):
    """What is made of the members of another registry."""

    def __init__(self, whole: Registry[T]) -> None:
        super().__init__(whole.kind, whole._package)
        self._whole = whole

    def register(self, member: type[C]) -> type[C]:
        return self._whole.register(member)

    def _outlined_titles(self) -> None:
        """Tell nothing: which members there are shows when they are imported."""

    def _load(self) -> None:
        # Each time, because the whole may have grown.
        self._members = {member.key: member for member in self._present()}

    @abstractmethod
    def _present(self) -> Iterator[type[T]]:
        """Go through the members there are now."""


class _Part(_View[T]):
    """Those members of another registry that meet a condition."""

    def __init__(
        self, whole: Registry[T], condition: Callable[[type[T]], bool]
    ) -> None:
        super().__init__(whole)
        self._condition = condition

    def _load_one(self, key: object) -> bool:
        if not isinstance(key, str) or key not in self._whole:
            return False
        member = self._whole[key]
        if self._condition(member):
            self._members[key] = member
        return key in self._members

    def _present(self) -> Iterator[type[T]]:
        return filter(self._condition, self._whole)


class _More(_View[T]):
    """The members of another registry, and some more."""

    def __init__(self, whole: Registry[T], members: tuple[type[T], ...]) -> None:
        super().__init__(whole)
        self._more = members

    def _load_one(self, key: object) -> bool:
        if not isinstance(key, str) or key not in self._whole:
            return False
        self._members[key] = self._whole[key]
        return True

    def _present(self) -> Iterator[type[T]]:
        return chain(self._whole, self._more)


def module_names(package: str) -> tuple[str, ...]:
    """Return the names of the modules directly inside a package, in order."""
    return _names_within(tuple(importlib.import_module(package).__path__))


@cache
def _names_within(folders: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(module.name for module in pkgutil.iter_modules(folders)))


def load_package(name: str) -> None:
    """Import every module directly inside the package ``name``."""
    for module in module_names(name):
        importlib.import_module(f"{name}.{module}")


def _source(module: str) -> str | None:
    """Return the text of a module; None where only its bytecode is there."""
    spec = importlib.util.find_spec(module)
    loader = None if spec is None else spec.loader
    return loader.get_source(module) if isinstance(loader, InspectLoader) else None


def _heads(source: str) -> Iterator[str]:
    """Find the registered classes of a module, each up to its first method.

    To parse all of a long module takes milliseconds, and there are many.
    """
    for found in _REGISTERED.finditer(source):
        body = source[found.end() :]
        end = _END_OF_HEAD.search(body)
        yield found["head"] + (body if end is None else body[: end.start()])


def _constants(head: str) -> dict[str, object]:
    # To parse the heads as Python takes ten times as long.
    found = _CONSTANT.finditer(_DOCSTRING.sub("", head, count=1))
    return {
        each["name"]: int(each["number"]) if each["number"] else each["text"]
        for each in found
    }
