"""What a script is made of, and what it says where it cannot be made."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.language import tr


class ScriptError(ValueError):
    """An experiment cannot be written as a script; the message names what cannot."""


def refuse(what: str, key: str, framework: str) -> ScriptError:
    """Return the error that says what has no counterpart in a framework."""
    return ScriptError(
        tr(
            "{what} {key} cannot be written in {framework} so that the run is repeated",
            what=what,
            key=key,
            framework=framework,
        )
    )


class Function(Struct, frozen=True):
    """A function of the sums z of a layer.

    Attributes
    ----------
    value : str
        NumPy expression of z; empty where it cannot be repeated to the bit.
    slope : str
        NumPy expression of z and a; the derivative.
    pytorch : str
        PyTorch expression of z.
    """

    value: str
    slope: str
    pytorch: str


class Distance(Struct, frozen=True):
    """A loss of outputs a and targets y.

    Attributes
    ----------
    gradient : tuple of str
        NumPy lines that write `scale` times the derivative into `d`.
    value : str
        NumPy expression: the loss of each example, outputs along axis 0.
    pytorch : str
        PyTorch expression: the same, outputs along axis 1.
    """

    gradient: tuple[str, ...]
    value: str
    pytorch: str


class Rule(Struct, frozen=True):
    """How an optimizer moves θ by the gradient g.

    Attributes
    ----------
    start : tuple of str
        NumPy lines before the first update.
    step : tuple of str
        NumPy lines of an update, with `theta`, `g` and `rate`.
    arrays : tuple of str
        Names of the arrays that are remembered.
    pytorch : str
        How the optimizer is made of `parameters`; empty where PyTorch has none.
    """

    start: tuple[str, ...]
    step: tuple[str, ...]
    arrays: tuple[str, ...]
    pytorch: str


def array_lines(name: str, values: Array, kind: str, indent: str = "    ") -> list[str]:
    """Return lines that assign an array of one or two axes, row by row.

    Parameters
    ----------
    name : str
    values : array
    kind : str
        How the script makes it of nested lists, e.g. ``"np.array({}, FLOAT)"``.
    """
    rows = values if values.ndim == 2 else values[None, :]
    before, behind = kind.split("{}")
    lines = [f"{name} = {before}["]
    for row in rows:
        wrapped = _wrapped([_literal(value) for value in row])
        if values.ndim == 1:
            lines += [f"{indent}{line}" for line in wrapped]
        elif len(wrapped) == 1:
            lines.append(f"{indent}[{wrapped[0].removesuffix(',')}],")
        else:
            lines.append(f"{indent}[")
            lines += [f"{indent}{indent}{line}" for line in wrapped]
            lines.append(f"{indent}],")
    lines.append(f"]{behind}")
    return lines


def _literal(value: np.generic) -> str:
    """Return the shortest text that is this number again in its precision."""
    return str(value)


def _wrapped(texts: list[str], width: int = 72) -> list[str]:
    lines, line = [], ""
    for text in texts:
        if line and len(line) + len(text) + 2 > width:
            lines.append(f"{line},")
            line = ""
        line = f"{line}, {text}" if line else text
    return [*lines, f"{line},"]
