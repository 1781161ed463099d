"""A network's computation as a flat list of named NumPy calls.

Each operation binds its function and all operands, outputs included, once.
Running a plan is ``for function, operands in steps: function(*operands)``.
The same list is what the program steps through on screen and what code export
prints, so that speed and teaching are one structure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from visualizer.engine.arrays import Array, DType

Call = tuple[Any, ...]
"""A function followed by its operands, as methods of the families yield them."""

Step = tuple[Callable[..., object], tuple[Any, ...]]


class Operation(NamedTuple):
    """One NumPy call of a plan.

    Attributes
    ----------
    name : str
        What it computes, in the field's symbols: ``"Z1 = W1ᵀ A0"``.
    function : callable
    operands : tuple
        Bound once; the output comes last where the function has one.
    """

    name: str
    function: Callable[..., object]
    operands: tuple[Any, ...]


class Plan:
    """A list of operations that grows while a network is compiled.

    Parameters
    ----------
    dtype : numpy dtype
        Python floats among the operands become zero-dimensional arrays of this
        type: a ufunc takes them twice as fast, and float32 stays float32.
    """

    def __init__(self, dtype: DType) -> None:
        self.dtype = dtype
        self.operations: list[Operation] = []

    def add(self, name: str, function: Callable[..., object], *operands: Any) -> None:
        """Append one call."""
        bound = tuple(
            np.array(operand, self.dtype) if isinstance(operand, float) else operand
            for operand in operands
        )
        self.operations.append(Operation(name, function, bound))

    def extend(self, name: str, calls: Iterable[Call]) -> None:
        """Append the calls of one quantity; all but the last are steps to it."""
        for function, *operands in calls:
            self.add(name, function, *operands)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The bare calls, for the inner loop."""
        return tuple((op.function, op.operands) for op in self.operations)

    def run(self) -> None:
        """Carry out every operation once."""
        for operation in self.operations:
            operation.function(*operation.operands)

    def __iter__(self) -> Iterator[Operation]:
        return iter(self.operations)

    def __len__(self) -> int:
        return len(self.operations)


def run_calls(calls: Iterable[Call]) -> None:
    """Carry out calls at once, without a plan."""
    for function, *operands in calls:
        function(*operands)


class _View(NamedTuple):
    """Where a view lies in the memory of an array."""

    shape: tuple[int, ...]
    dtype: DType
    offset: int
    strides: tuple[int, ...]

    def of(self, array: Array) -> Array:
        """Return the view of another array."""
        return np.ndarray(self.shape, self.dtype, array, self.offset, self.strides)


def binder(step: Step, base: Array) -> Callable[[Array], Step] | None:
    """Return what binds a call to another array where it reads `base`.

    A plan is compiled for one array of examples. Its calls are right for any
    other array of that form too, once they look at the same places of it.

    Parameters
    ----------
    step : Step
        Reads `base` through its operands, or as a method of an array: not in a
        function of its own.
    base : array
        Contiguous, as must be the arrays of its shape and type to bind to.

    Returns
    -------
    callable or None
        None if the call does not read `base`.

    Examples
    --------
    >>> base, other = np.zeros((2, 2)), np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> bind = binder((base[1].dot, (base.T,)), base)
    >>> function, operands = bind(other)
    >>> function(*operands).tolist()
    [11.0, 25.0]
    """
    function, operands = step
    owner = _view(getattr(function, "__self__", None), base)
    views = [_view(operand, base) for operand in operands]
    if owner is None and not any(views):
        return None

    def bind(other: Array) -> Step:
        bound = tuple(
            operand if view is None else view.of(other)
            for operand, view in zip(operands, views, strict=True)
        )
        if owner is None:
            return function, bound
        return getattr(owner.of(other), function.__name__), bound

    return bind


def _view(value: object, base: Array) -> _View | None:
    """Return where `value` lies in `base`; None if it is no view of it."""
    if not isinstance(value, np.ndarray) or not np.may_share_memory(value, base):
        return None
    offset = value.ctypes.data - base.ctypes.data
    return _View(value.shape, value.dtype, offset, value.strides)
