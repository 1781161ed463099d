"""Turns a frame of the exhibit Inside into scenes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace

from visualizer.exhibits.inside.batch_scene import batch_scene
from visualizer.exhibits.inside.following import followed
from visualizer.exhibits.inside.frame import InsideFrame, InsideWatch
from visualizer.exhibits.inside.walk_scene import walk_scene
from visualizer.exhibits.playground.scenes import make_scenes as network_scenes
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.exhibits.why.wording import why_scene
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.graph import GraphLayer, GraphScene, Phase
from visualizer.scenes.numbers import fixed


def make_scenes(
    frame: InsideFrame,
    settings: PlaygroundSettings,
    watch: InsideWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels."""
    # In a run that diverges any product may overflow.
    with np.errstate(all="ignore"):
        scenes = dict(
            network_scenes(
                frame.network, settings, watch, visible & {"network", "plan", "output"}
            )
        )
        graph = scenes.get("network")
        if isinstance(graph, GraphScene):
            scenes["network"] = _network(graph, frame)
        if "walk" in visible:
            scenes["walk"] = walk_scene(frame)
        if "batch" in visible:
            scenes["batch"] = batch_scene(frame, watch)
        if "why" in visible:
            scenes["why"] = why_scene(
                frame.step, watch.trail, followed(frame, watch.selection)
            )
    return scenes


def _network(graph: GraphScene, frame: InsideFrame) -> GraphScene:
    """Show activations rather than maps in the neurons, and targets at the outputs."""
    *layers, output = graph.layers
    entering = frame.walking and frame.phase is None
    activations = graph.activations
    if entering:
        unknown = [np.full(len(layer.shown), np.nan) for layer in graph.layers[1:]]
        activations = (activations[0], *unknown)
    return replace(
        graph,
        layers=(*layers, _with_targets(output, frame)),
        activations=activations,
        maps=tuple(None for _ in graph.layers),
        map_scale=tuple(1.0 for _ in graph.layers),
        phase=Phase("forward", 0) if entering else graph.phase,
        editable=False,
        title=_title(frame),
        subtitle=_subtitle(frame),
    )


def _with_targets(output: GraphLayer, frame: InsideFrame) -> GraphLayer:
    if len(output.shown) < 2:
        return output
    targets = frame.step.y[:, -1]
    labels = tuple(
        tr("{name} · target {value}", name=label, value=_short(float(targets[place])))
        for label, place in zip(output.labels, output.shown, strict=True)
    )
    return replace(output, labels=labels)


def _short(value: float) -> str:
    return fixed(value, 0 if value == round(value) else 2)


def _title(frame: InsideFrame) -> str:
    phase = frame.phase
    if phase is not None and phase.direction in ("backward", "average", "update"):
        return tr("One example, one step back")
    return tr("One example, one step forward")


def _subtitle(frame: InsideFrame) -> str:
    parts = [
        tr("example {number}", number=f"{frame.step.numbers[-1] + 1:,}"),
    ]
    targets = frame.step.y[:, -1]
    if len(targets) == 1:
        parts.append(tr("target {value}", value=_short(float(targets[0]))))
    if not frame.walking:
        parts.append(tr("[ ] choose · → begins the walk"))
    return " · ".join(parts)
