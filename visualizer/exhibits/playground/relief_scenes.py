"""The loss surface as a mountain, and the line between two solutions as a curve."""

from __future__ import annotations

import numpy as np

from visualizer.exhibits.playground.frame import LineView, MountainView
from visualizer.language import said, tr
from visualizer.scenes.numbers import percent, significant, whole
from visualizer.scenes.terrain import (
    Ground,
    MountainScene,
    PointOnCurve,
    ProfileScene,
    RunnerPath,
)

_NOTHING = Ground(
    np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.full((2, 2), np.nan), 0.0, 1.0, False
)

# The same arrays each time, so that a plot without a line is laid out once.
_NO_LINE = np.array([0.0, 1.0]), np.zeros(2)


def mountain_scene(view: MountainView | None) -> MountainScene:
    """Return the surface with the path and the stems; empty until it is laid."""
    title = tr("Loss surface in 3-D")
    if view is None:
        nowhere = (np.nan, np.nan, np.nan)
        return MountainScene(title, tr("being laid"), _NOTHING, (), nowhere, None)
    planes = {
        "path": tr("principal plane of the path"),
        "random": tr("two random directions, filter-normalized"),
        "weights": tr(
            "two weights, all others held fixed at update {n}", n=whole(view.laid_at)
        ),
    }
    subtitle = tr(
        "{plane} · {share} of the path lies outside",
        plane=planes[view.kind],
        share=percent(view.outside),
    )
    path, heights = view.path[:, :2], view.path[:, 2]
    runner = RunnerPath(0, tr("This run"), path, heights, None, selected=True)
    x, y, height = view.path[0].tolist()
    return MountainScene(
        title=title,
        subtitle=subtitle,
        ground=view.ground,
        runners=(runner,),
        start=(x, y, height),
        sight=None,
        stems=view.stems,
        ghosts=view.ghosts,
    )


def line_scene(view: LineView | None) -> ProfileScene:
    """Return the loss along the line, with both ends marked."""
    title = tr("Line between two solutions")
    labels = tr("share of the way"), tr("loss")
    if view is None:
        return ProfileScene(
            title=title,
            subtitle=tr("pause when the run has moved, and it is measured"),
            x=_NO_LINE[0],
            y=_NO_LINE[1],
            x_label=labels[0],
            y_label=labels[1],
            points=(),
            start=(0.0, 0.0),
            zero=False,
            sight=None,
            movable=False,
        )
    ends = np.interp((0.0, 1.0), view.a, view.losses)
    between = view.losses[(view.a >= 0.0) & (view.a <= 1.0)]
    wall = float(between.max() - ends.max())
    names = {"other": said(view.other), "update": whole(view.update)}
    subtitle = tr("from {other} to update {update}: no wall between", **names)
    if wall > 0.0:
        subtitle = tr(
            "from {other} to update {update}: a wall of {wall} between",
            wall=significant(wall, 2),
            **names,
        )
    here = PointOnCurve(
        0, tr("This run"), 1.0, float(ends[1]), tangent=np.nan, selected=True
    )
    return ProfileScene(
        title=title,
        subtitle=subtitle,
        x=view.a,
        y=view.losses,
        x_label=labels[0],
        y_label=labels[1],
        points=(here,),
        start=(0.0, float(ends[0])),
        zero=False,
        sight=None,
        movable=False,
    )
