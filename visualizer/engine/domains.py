"""Which targets a loss is defined for, checked once, before anything is learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from visualizer.engine.arrays import Array

Mask = npt.NDArray[np.bool_]

ROUNDING = 1e-5
"""How far from 1 the sum of a distribution may be, in single precision too."""


class DomainError(ValueError):
    """A target or an output lies where a loss is not defined.

    The message names the loss, the value, its place and what is allowed.
    """


@dataclass(frozen=True)
class Domain:
    """A set of allowed targets.

    Attributes
    ----------
    allowed : str
        The set in words.
    each : function of targets (n, B) → mask (n, B)
        True where a target by itself is allowed.
    together : function of targets (n, B) → mask (B,), optional
        True where the targets of an example, taken together, are allowed.
    """

    allowed: str
    each: Callable[[Array], Mask]
    together: Callable[[Array], Mask] | None = None

    def check(self, loss: str, y: Array, what: str) -> None:
        """Check targets (n, B); numbers in the message count from 0.

        Raises
        ------
        DomainError
            At the first example with a target outside.
        """
        wrong = np.argwhere(~self.each(y).T)
        if len(wrong):
            example, output = wrong[0]
            raise DomainError(
                f"{loss}: target {y[output, example]:g} of example {example}, output "
                f"{output} in {what} is not allowed; allowed: {self.allowed}"
            )
        if self.together is None:
            return
        apart = np.flatnonzero(~self.together(y))
        if len(apart):
            example = apart[0]
            values = ", ".join(f"{value:g}" for value in y[:, example])
            raise DomainError(
                f"{loss}: targets ({values}) of example {example} in {what} are not "
                f"allowed; allowed: {self.allowed}"
            )


NUMBERS = Domain("any finite number", np.isfinite)
SIGNS = Domain("-1 or 1", lambda y: np.abs(y) == 1.0)
SHARES = Domain("from 0 to 1", lambda y: (y >= 0.0) & (y <= 1.0))
POSITIVES = Domain("finite and above 0", lambda y: (y > 0.0) & np.isfinite(y))
DISTRIBUTIONS = Domain(
    "from 0 to 1, with sum 1 over the outputs",
    SHARES.each,
    lambda y: np.abs(y.sum(axis=0) - 1.0) <= ROUNDING,
)
DIRECTIONS = Domain(
    "finite, and not 0 in every output", np.isfinite, lambda y: (y != 0.0).any(axis=0)
)
