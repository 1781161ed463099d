"""Coefficients that members of several families have, described once."""

from __future__ import annotations

from typing import Any

from visualizer.settings import setting


def epsilon_setting(default: float, live: bool = False) -> Any:
    """Make the field of the small number that is added to a divisor.

    Parameters
    ----------
    default : float
        1e-12 to 1.
    live : bool
        Whether it can be changed while training.
    """
    return setting(
        default,
        title="ε",
        minimum=1e-12,
        maximum=1.0,
        scale="log",
        live=live,
        help="Keeps the division from growing without bound.",
    )
