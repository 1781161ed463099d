"""Turns a frame of the page Graph into scenes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from visualizer.engine.tape import MINUS, written
from visualizer.exhibits.inside_graph.frame import (
    WHOLE,
    GraphFrame,
    GraphWatch,
    OperationView,
)
from visualizer.exhibits.inside_graph.layered import LayeredDrawing, layered
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.numbers import layer_index, significant, subscript
from visualizer.scenes.operations import (
    Cargo,
    OperationBox,
    OperationsScene,
    RuleLine,
    RuleScene,
    RuleSection,
    Stage,
    Wire,
)

Parents = tuple[tuple[int, tuple[int, ...]], ...]

_CONSTANT = ("1", f"{MINUS}1", "0")
"""Local derivatives that are numbers already."""

_LETTER = re.compile(r"(?<![A-Za-z])([uva])(?![A-Za-z])([²³]?)")


def make_scenes(
    frame: GraphFrame, watch: GraphWatch, visible: frozenset[str]
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels."""
    progress = Progress(frame)
    scenes: dict[str, Scene] = {}
    if "graph" in visible:
        scenes["graph"] = _graph(frame, watch, progress)
    if "rule" in visible:
        scenes["rule"] = _rule(frame, watch, progress)
    return scenes


class Progress:
    """How far a walk through the operations has come.

    Parameters
    ----------
    frame : GraphFrame
    """

    def __init__(self, frame: GraphFrame) -> None:
        self._phase, self._walking = frame.phase, frame.walking

    def knows_value(self, node: OperationView) -> bool:
        """Return whether the value is known by now."""
        phase = self._phase
        if not self._walking or not node.parents:
            return True
        if phase is None:
            return False
        return phase.direction == "backward" or self._passed(node, 1)

    def knows_gradient(self, node: OperationView) -> bool:
        """Return whether the gradient is known by now."""
        phase = self._phase
        if not self._walking:
            return node.varies
        back = phase is not None and phase.direction == "backward"
        return node.varies and back and self._passed(node, -1)

    def is_current(self, node: OperationView) -> bool:
        """Return whether the walk stands at the node."""
        phase = self._phase
        if not self._walking or phase is None or phase.layer != node.column:
            return False
        reached = node.parents if phase.direction == "forward" else node.varies
        return bool(reached) and phase.neuron in (None, node.index)

    def stage(self, node: OperationView) -> Stage:
        """Return how the node is to be marked."""
        if self.is_current(node):
            return "current"
        return "done" if self.knows_value(node) else "coming"

    def _passed(self, node: OperationView, sign: int) -> bool:
        phase = self._phase
        assert phase is not None
        column, here = sign * node.column, sign * phase.layer
        if column != here or phase.neuron is None:
            return column <= here
        return node.index <= phase.neuron


def _graph(frame: GraphFrame, watch: GraphWatch, progress: Progress) -> OperationsScene:
    drawn = shown(frame, watch.scope)
    drawing = _drawing(drawn)
    by_index = {node.index: node for node in frame.operations}
    present = {neuron.scope for neuron in frame.neurons}
    known = dict(drawn)
    boxes = tuple(
        _box(by_index[index], bool(sources), drawing, progress)
        for index, sources in drawn
    )
    wires = tuple(
        Wire(source, target, points, _carried(by_index, source, target, progress))
        for (source, target), points in drawing.lines.items()
    )
    return OperationsScene(
        title=tr("Graph of operations"),
        subtitle=_subtitle(frame),
        boxes=boxes,
        wires=wires,
        columns=drawing.width,
        rows=drawing.height,
        selected=watch.selected if watch.selected in known else -1,
        scopes=_scopes(frame),
        scope=watch.scope if watch.scope in present else WHOLE,
        hint=frame.problem,
    )


def shown(frame: GraphFrame, scope: str) -> Parents:
    """Return index and parents of the operations in a scope.

    What a neuron is fed with is put in there, wherever it came from.
    """
    by_index = {node.index: node for node in frame.operations}
    neuron = next((one for one in frame.neurons if one.scope == scope), None)
    if neuron is None:
        return tuple((node.index, node.parents) for node in frame.operations)
    wanted, waiting = set(neuron.inputs), [neuron.answer]
    while waiting:
        index = waiting.pop()
        if index not in wanted:
            wanted.add(index)
            waiting += by_index[index].parents
    return tuple(
        (node.index, () if node.index in neuron.inputs else node.parents)
        for node in frame.operations
        if node.index in wanted
    )


@lru_cache(maxsize=16)
def _drawing(nodes: Parents) -> LayeredDrawing:
    # Of one network every example has the same operations.
    return layered(dict(nodes))


def _scopes(frame: GraphFrame) -> tuple[tuple[str, str], ...]:
    neurons = tuple(
        (
            neuron.scope,
            tr(
                "neuron {name}",
                name=f"a{subscript(neuron.number + 1)}{layer_index(neuron.layer)}",
            ),
        )
        for neuron in frame.neurons
    )
    return ((WHOLE, tr("whole network")), *neurons)


def _subtitle(frame: GraphFrame) -> str:
    example = tr("example {number}", number=str(frame.example + 1))
    if not frame.walking:
        return example
    if frame.phase is None:
        return f"{example} · {tr('before the first operation')}"
    forward = frame.phase.direction == "forward"
    way = tr("forward: values") if forward else tr("backward: gradients")
    return f"{example} · {way}"


def _box(
    node: OperationView, made: bool, drawing: LayeredDrawing, progress: Progress
) -> OperationBox:
    x, y = drawing.places[node.index]
    value, gradient = "", ""
    if progress.knows_value(node):
        value = significant(node.value, 3)
    if progress.knows_gradient(node):
        gradient = f"∂ {significant(node.gradient, 3)}"
    title = f"{node.operation}  {node.label}" if made else node.label
    return OperationBox(
        index=node.index,
        x=x,
        y=y,
        title=title,
        operation=made,
        value=value,
        gradient=gradient,
        value_sign=_sign(node.value) if value else 0,
        gradient_sign=_sign(node.gradient) if gradient else 0,
        stage=progress.stage(node),
    )


def _carried(
    by_index: Mapping[int, OperationView], source: int, target: int, progress: Progress
) -> Cargo:
    above, below = by_index[target], by_index[source]
    if below.varies and progress.knows_gradient(above):
        return "gradient"
    return "value" if progress.knows_value(above) else "nothing"


def _rule(frame: GraphFrame, watch: GraphWatch, progress: Progress) -> RuleScene:
    node = looked_at(frame, watch, progress)
    if node is None:
        hint = frame.problem or tr(
            "Step on, and each operation tells its rule; a click opens that of any."
        )
        return RuleScene(tr("Rule"), "", (), hint)
    sections = [_forward(frame, node, progress)]
    if node.varies:
        if node.parents:
            sections.append(_slopes(frame, node, progress))
        sections.append(_backward(frame, node, progress))
    return RuleScene(tr("Rule"), node.label, tuple(sections), "")


def looked_at(
    frame: GraphFrame, watch: GraphWatch, progress: Progress
) -> OperationView | None:
    """Return the operation whose rule is shown."""
    for node in frame.operations:
        if node.index == watch.selected:
            return node
    for node in frame.operations:
        if progress.is_current(node):
            return node
    if frame.walking:
        return None
    last = next(
        (neuron.answer for neuron in frame.neurons if neuron.scope == watch.scope),
        frame.loss,
    )
    return next((node for node in frame.operations if node.index == last), None)


def _forward(frame: GraphFrame, node: OperationView, progress: Progress) -> RuleSection:
    heading = tr("Forward: the value")
    known = progress.knows_value(node)
    value = significant(node.value, 4)
    if not node.parents:
        what = tr("a parameter, which learning changes")
        if not node.varies:
            what = tr("given: an input, a target or a fixed number")
        return RuleSection(heading, (RuleLine(what, node.label, value, True),))
    parents = _parents(frame, node)
    letters = written(node.form, [parent.label for parent in parents])
    values = [significant(parent.value, 3) for parent in parents]
    if not any(sign in node.form for sign in ("({", "|{")):
        values = [_bracketed(parent.value, 3) for parent in parents]
    numbers = written(node.form, values)
    lines = (
        RuleLine("", f"{node.label} = {letters}", numbers if known else ""),
        RuleLine("", "", f"= {value}" if known else "", True),
    )
    return RuleSection(heading, lines)


def _slopes(frame: GraphFrame, node: OperationView, progress: Progress) -> RuleSection:
    known = progress.knows_value(node)
    labels = [parent.label for parent in _parents(frame, node)]
    lines = tuple(
        RuleLine(
            "",
            f"∂{node.label}/∂{parent.label} = {_with_names(rule, node, labels)}",
            significant(slope, 4) if known and rule not in _CONSTANT else "",
        )
        for parent, slope, rule in zip(
            _parents(frame, node), node.slopes, node.rules, strict=True
        )
        if parent.varies
    )
    return RuleSection(tr("Local derivatives"), lines)


def _backward(
    frame: GraphFrame, node: OperationView, progress: Progress
) -> RuleSection:
    heading = tr("Backward: local derivative × gradient above")
    known = progress.knows_gradient(node)
    total = RuleLine(
        "",
        f"∂C/∂{node.label}",
        significant(node.gradient, 4) if known else "",
        True,
    )
    if node.index == frame.loss:
        start = RuleLine(tr("where it starts: the loss itself"), "∂C/∂C", "1", True)
        return RuleSection(heading, (start,) if known else (total,))
    lines = []
    for above in frame.operations:
        for place, parent in enumerate(above.parents):
            if parent != node.index or not above.varies:
                continue
            slope = above.slopes[place]
            message = slope * above.gradient if above.gradient else 0.0
            numbers = (
                f"{_bracketed(slope, 3)} × {_bracketed(above.gradient, 3)} = "
                f"{significant(message, 3)}"
            )
            lines.append(
                RuleLine(
                    tr("from {name}", name=above.label),
                    f"∂{above.label}/∂{node.label} × ∂C/∂{above.label}",
                    numbers if known else "",
                )
            )
    return RuleSection(heading, (*lines, total))


def _parents(frame: GraphFrame, node: OperationView) -> list[OperationView]:
    by_index = {each.index: each for each in frame.operations}
    return [by_index[index] for index in node.parents]


def _with_names(rule: str, node: OperationView, parents: list[str]) -> str:
    """Put names in the places of a rule's letters a, u and v."""
    names = {"a": node.label, "u": parents[0], "v": parents[-1]}

    def named(found: re.Match[str]) -> str:
        letter, power = found.groups()
        return f"({names[letter]}){power}" if power else names[letter]

    return _LETTER.sub(named, rule)


def _bracketed(value: float, digits: int) -> str:
    text = significant(value, digits)
    return f"({text})" if value < 0.0 else text


def _sign(value: float) -> int:
    return (value > 0.0) - (value < 0.0)
