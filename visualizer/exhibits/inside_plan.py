"""The engine's plan of the coming update: listed, and run call by call.

Used by every exhibit whose learner is a supervised one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
from msgspec import Struct

from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.plan import Operation, Plan
from visualizer.language import tr
from visualizer.scenes.numbers import significant
from visualizer.scenes.plan import Part, PlanRow, PlanScene, PlanStage

VALUES = 3
"""Numbers that are shown of each result."""

_SYMBOL = re.compile(r"(?<![A-Za-z])(d?(?:σ²|[ZAWSbNMγβμσ]))(\d+(?:\.\d+)*)(ᵀ?)")
_RAISED = str.maketrans("0123456789.", "⁰¹²³⁴⁵⁶⁷⁸⁹·")
_INPUT = "0"


class PlanEntry(Struct, frozen=True):
    """What computes one quantity.

    Attributes
    ----------
    part : Part
    formula, shapes : str
    calls : tuple of str
        Names of the functions that are called, in order.
    values : tuple of float
        First numbers of the result; empty before it is computed.
    """

    part: Part
    formula: str
    shapes: str
    calls: tuple[str, ...]
    values: tuple[float, ...]


class PlanView(Struct, frozen=True):
    """The plan of the coming update, some calls of which were carried out.

    Attributes
    ----------
    entries : tuple of PlanEntry
    done : int
        Calls carried out.
    batch : int
        Examples of the coming update.
    """

    entries: tuple[PlanEntry, ...]
    done: int
    batch: int

    @property
    def calls(self) -> int:
        """Number of all calls."""
        return sum(len(entry.calls) for entry in self.entries)


def look_at_plan(learner: SupervisedLearner, calls: int) -> PlanView:
    """Carry out the first calls of the coming update, and take them back to the bit.

    Parameters
    ----------
    learner : SupervisedLearner
    calls : int
        How many; more than there are means all.
    """
    kept, gradient = learner.checkpoint(), learner.grad.flat.copy()
    trace, plan = learner.next_update()
    parts = _parts(plan, len(trace.forward), len(trace.backward))
    entries, done = [], 0
    for part, name, group in parts:
        ready = done + len(group) <= calls
        for operation in group[: max(0, calls - done)]:
            operation.function(*operation.operands)
        done += len(group)
        rule = ""
        if name.startswith("θ ←"):
            # Its last part moves the parameters.
            rule = learner.optimizer.rule().split(", ")[-1]
        entries.append(
            PlanEntry(
                part=part,
                formula=rule or typeset(name),
                shapes=_shapes(group[-1]),
                calls=tuple(_name(operation) for operation in group),
                values=_first_values(group[-1]) if ready else (),
            )
        )
    learner.restore(kept)
    learner.grad.flat[:] = gradient
    return PlanView(tuple(entries), max(0, min(calls, done)), trace.batch)


def plan_scene(view: PlanView) -> PlanScene:
    """Return the scene of a plan."""
    rows, first, call = [], 0, ""
    for entry in view.entries:
        behind = first + len(entry.calls)
        if first < view.done <= behind:
            call = entry.calls[view.done - first - 1]
        rows.append(
            PlanRow(
                part=entry.part,
                formula=entry.formula,
                shapes=entry.shapes,
                values="  ".join(significant(value, 3) for value in entry.values),
                stage=_stage(view.done, first, behind),
                first=first,
            )
        )
        first = behind
    return PlanScene(
        title=tr("Plan"),
        subtitle=tr(
            "{done} of {calls} calls", done=str(view.done), calls=str(view.calls)
        ),
        rows=tuple(rows),
        done=view.done,
        calls=view.calls,
        call=call,
        hint=tr(
            "coming batch of {count}; examples are the last axis",
            count=str(view.batch),
        ),
    )


def typeset(name: str) -> str:
    """Return an operation's name with layers raised: Z1 becomes Z⁽¹⁾, A0 is X.

    Examples
    --------
    >>> typeset("Z2 = W2ᵀ A1 + b2"), typeset("dW1, db1 = A0 dZ1ᵀ")
    ('Z⁽²⁾ = W⁽²⁾ᵀ A⁽¹⁾ + b⁽²⁾', 'dW⁽¹⁾, db⁽¹⁾ = X dZ⁽¹⁾ᵀ')
    >>> typeset("N2 = (A1 − μ2) / √(σ²2 + ε)")
    'N⁽²⁾ = (A⁽¹⁾ − μ⁽²⁾) / √((σ⁽²⁾)² + ε)'
    """

    def raised(found: re.Match[str]) -> str:
        letter, layer, turned = found.groups()
        if layer == _INPUT:
            return letter.replace("A", "X") + turned
        index = f"⁽{layer.translate(_RAISED)}⁾"
        # A square stands behind the number of the layer, which is no power.
        return f"(σ{index})²" if letter == "σ²" else f"{letter}{index}{turned}"

    return _SYMBOL.sub(raised, name)


def _parts(
    plan: Plan, forward: int, backward: int
) -> Iterator[tuple[Part, str, list[Operation]]]:
    """Yield the calls of each quantity, with the part of the update and the name."""
    marked: list[tuple[Part, Operation]] = []
    for number, operation in enumerate(plan):
        part: Part = "update"
        if number < forward + backward:
            part = "forward" if number < forward else "backward"
        marked.append((part, operation))
    for (part, name), group in groupby(
        marked, key=lambda pair: (pair[0], pair[1].name)
    ):
        yield part, name, [operation for _, operation in group]


def _stage(done: int, first: int, behind: int) -> PlanStage:
    if done >= behind:
        return "current" if done == behind else "done"
    return "current" if done > first else "coming"


def _name(operation: Operation) -> str:
    function = operation.function
    owner = getattr(function, "__self__", None)
    name = function.__name__
    if isinstance(owner, np.ufunc):
        return f"{owner.__name__}.{name}"
    return name


def _arrays(operation: Operation) -> list[Any]:
    owner = getattr(operation.function, "__self__", None)
    found = [owner] if isinstance(owner, np.ndarray) else []
    found += [each for each in operation.operands if isinstance(each, np.ndarray)]
    return found


def _result(operation: Operation) -> Any:
    """Return the array that a call writes; None where it is not among its operands."""
    arrays = _arrays(operation)
    if not arrays:
        return None
    first = operation.function in (np.copyto, np.putmask) or len(arrays) == 1
    return arrays[0] if first else arrays[-1]


def _shapes(operation: Operation) -> str:
    result = _result(operation)
    if result is None:
        return ""
    if operation.function.__name__ == "dot":
        left, right = (_shape(each) for each in _arrays(operation)[:2])
        return f"{left} · {right} → {_shape(result)}"
    return _shape(result)


def _shape(array: Any) -> str:
    return f"({', '.join(map(str, array.shape))})"


def _first_values(operation: Operation) -> tuple[float, ...]:
    result = _result(operation)
    if result is None:
        return ()
    return tuple(float(value) for value in result.flat[:VALUES])
