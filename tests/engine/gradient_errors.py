"""How far gradients were from central differences, for the summary of a test run."""

from __future__ import annotations

GRADIENT_ERROR = "gradient_error"
"""Name of the property under which a test's worst error reaches the summary."""

errors: list[float] = []
"""Of the present test."""


def noted(error: float) -> float:
    """Keep an error for the summary, and return it."""
    errors.append(error)
    return error
