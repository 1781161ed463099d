"""How an exhibit arranges its panels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct


class Leaf(Struct, frozen=True):
    """One panel.

    Attributes
    ----------
    name : str
        Name of the scene that it draws, e.g. ``"network"``.
    weight : float
        Share of the space beside its siblings.
    closed : bool
        Whether it is hidden until somebody asks for it.
    """

    name: str
    weight: float = 1.0
    closed: bool = False


class Tabs(Struct, frozen=True):
    """Panels behind one another; the first is in front."""

    children: tuple[Leaf, ...]
    weight: float = 1.0


class Split(Struct, frozen=True):
    """Panels or groups side by side or one above the other."""

    direction: Literal["row", "column"]
    children: tuple[Node, ...]
    weight: float = 1.0


Node = Leaf | Tabs | Split


def leaves(node: Node) -> Iterator[str]:
    """Yield the names of all panels of an arrangement, in reading order."""
    if isinstance(node, Leaf):
        yield node.name
    else:
        for child in node.children:
            yield from leaves(child)


def closed_leaves(node: Node) -> Iterator[str]:
    """Yield the names of the panels that are hidden until somebody asks for them."""
    if isinstance(node, Leaf):
        if node.closed:
            yield node.name
    else:
        for child in node.children:
            yield from closed_leaves(child)
