"""A terrain and those who descend on it: map, mountain, curve, heights."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.surface import GhostPath, SurfaceScene


class Ground(Struct, frozen=True, eq=False):
    """A terrain on a grid; equal only to itself.

    Attributes
    ----------
    x, y : float arrays (columns,), (rows,)
    heights : float array (rows, columns)
    low, high : float
        Heights of the first and the last color.
    logarithmic : bool
        Whether colors follow the logarithm of the height above `low`.
    """

    x: FloatArray
    y: FloatArray
    heights: FloatArray
    low: float
    high: float
    logarithmic: bool


class RunnerPath(Struct, frozen=True):
    """A runner on the terrain.

    Attributes
    ----------
    number : int
        The first is 0; decides color and marker.
    name : str
    path : float array (N, 2)
        Its places, oldest first, the last one now; may leave the view.
    heights : float array (N,)
    average : float array (N, 3) or None
        The mean of its places so far, with the height there, step by step.
    selected : bool
    """

    number: int
    name: str
    path: FloatArray
    heights: FloatArray
    average: FloatArray | None
    selected: bool


class Arrow(Struct, frozen=True):
    """An arrow on the map, in coordinates of the terrain.

    Attributes
    ----------
    tail, tip : (x, y)
    dashed : bool
        A direction that was measured; otherwise a step that is taken.
    """

    tail: tuple[float, float]
    tip: tuple[float, float]
    dashed: bool


class MapScene(Scene, frozen=True):
    """The terrain from above.

    Attributes
    ----------
    surface : SurfaceScene
        Heights, contours and axes; its marker is the start of the race.
    ground : Ground
    runners : tuple of RunnerPath
    height_name : str
        What the heights are.
    field : float array (n, 4)
        Places x, y and the way down there, dx, dy, of length 0 … 1; empty if it
        is not shown.
    sight : float or None
        How far a runner sees through the fog; None without fog.
    arrows : tuple of Arrow
    options : tuple of (name, on)
        What can be switched on this map.
    valleys : float array (m, 4)
        Straight lines x, y to x, y, each the floor of one example's valley.
    valley : int or None
        The row of it that is meant.
    """

    surface: SurfaceScene
    ground: Ground
    runners: tuple[RunnerPath, ...]
    height_name: str
    field: FloatArray
    sight: float | None
    arrows: tuple[Arrow, ...]
    options: tuple[tuple[str, bool], ...]
    valleys: FloatArray
    valley: int | None


class GhostTrail(Struct, frozen=True, eq=False):
    """The way of a run that was left, over the ground.

    Attributes
    ----------
    path : GhostPath
    heights : float array (N,)
        Of the ground under it; NaN beyond.
    """

    path: GhostPath
    heights: FloatArray


class MountainScene(Scene, frozen=True):
    """The terrain as a mountain.

    Attributes
    ----------
    title, subtitle : str
    ground : Ground
    runners : tuple of RunnerPath
    start : (x, y, height)
    sight : float or None
        As of `MapScene`.
    stems : float array (n, 4) or None
        Places x, y with the height of the ground and the true one.
    ghosts : tuple of GhostTrail
        The same tuple as long as nothing about it has changed.
    """

    title: str
    subtitle: str
    ground: Ground
    runners: tuple[RunnerPath, ...]
    start: tuple[float, float, float]
    sight: float | None
    stems: FloatArray | None = None
    ghosts: tuple[GhostTrail, ...] = ()


class PointOnCurve(Struct, frozen=True):
    """A runner on a curve.

    Attributes
    ----------
    number : int
    name : str
    x, y : float
    tangent : float
        Slope of the line through the point; NaN for none.
    selected : bool
    """

    number: int
    name: str
    x: float
    y: float
    tangent: float
    selected: bool


class ProfileScene(Scene, frozen=True):
    """A function of one coordinate.

    Attributes
    ----------
    title, subtitle : str
    x, y : float arrays (N,)
        The curve.
    x_label, y_label : str
    points : tuple of PointOnCurve
    start : (x, y)
    zero : bool
        Whether a line marks y = 0, as under a slope.
    sight : float or None
        As of `MapScene`.
    movable : bool
        Whether the flag can be put elsewhere.
    """

    title: str
    subtitle: str
    x: FloatArray
    y: FloatArray
    x_label: str
    y_label: str
    points: tuple[PointOnCurve, ...]
    start: tuple[float, float]
    zero: bool
    sight: float | None
    movable: bool = True


class HeightCurve(Struct, frozen=True):
    """The heights of one runner, step by step."""

    number: int
    name: str
    x: FloatArray
    y: FloatArray
    selected: bool


class HeightsScene(Scene, frozen=True):
    """Heights over steps.

    Attributes
    ----------
    title, subtitle : str
    curves : tuple of HeightCurve
    log : bool
    x_label, y_label : str
    named : bool
        Whether names stand at the ends of the curves.
    """

    title: str
    subtitle: str
    curves: tuple[HeightCurve, ...]
    log: bool
    x_label: str
    y_label: str
    named: bool = False
