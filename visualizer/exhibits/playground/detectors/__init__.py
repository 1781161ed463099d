"""Detectors: what goes wrong in a run, said in words; one file each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from visualizer.exhibits.playground.evidence import Evidence
from visualizer.exhibits.playground.frame import Finding
from visualizer.registry import Registry

RELEASE = 0.7
"""What was found stays found until its strength is below this."""


class Sighting(Struct, frozen=True):
    """How much there is of something.

    Attributes
    ----------
    strength : float
        1 where the condition is just met; NaN counts as 0.
    amount : float
        The quantity that the words name.
    layer : int or None
        Where it is; None concerns the whole network.
    """

    strength: float
    amount: float
    layer: int | None = None


class Detector(ABC):
    """Interface of detectors.

    Attributes
    ----------
    title : str
        A word for a layer where it is.
    rank : int
        Of several findings the one with the lowest rank is said: causes come
        before what follows from them.
    remedies : tuple of str
        Keys of what can be tried (`remedies`), best first.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100
    remedies: ClassVar[tuple[str, ...]]

    @abstractmethod
    def look(self, evidence: Evidence) -> Iterator[Sighting]:
        """Yield what there is, layer by layer or of the whole network."""

    @abstractmethod
    def what(self, finding: Finding) -> str:
        """Say what happens, and where."""

    @abstractmethod
    def why(self) -> str:
        """Say why it matters, and what would help."""


detectors: Registry[Detector] = Registry(
    "detector", "visualizer.exhibits.playground.detectors"
)


class Watcher:
    """Remembers what was found, so that nothing flickers.

    Something is found once its strength reaches 1 and stays so until it falls
    below `RELEASE`. Going back in time forgets everything.
    """

    def __init__(self) -> None:
        self._members = [member() for member in detectors]
        self._update = 0
        self._present: set[tuple[str, int | None]] = set()

    def look(self, evidence: Evidence) -> tuple[Finding, ...]:
        """Return what is found at a moment, the most important first."""
        if evidence.update < self._update:
            self.forget()
        self._update = evidence.update
        found = []
        for member in self._members:
            for seen in member.look(evidence):
                known = (member.key, seen.layer) in self._present
                if seen.strength >= (RELEASE if known else 1.0):
                    found.append(Finding(member.key, seen.amount, seen.layer))
        self._present = {(each.key, each.layer) for each in found}
        return tuple(found)

    def forget(self) -> None:
        """Look afresh from now on."""
        self._present = set()
