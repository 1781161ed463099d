"""The scene of the sandbox: a kernel made by hand on a picture."""

from __future__ import annotations

import numpy as np

from visualizer.exhibits.convolution.sandbox import LARGEST, RANGES, SIDES, SandboxView
from visualizer.language import tr
from visualizer.scenes.numbers import significant
from visualizer.scenes.sandbox import SandboxScene, SlidingChoice


def sandbox_scene(view: SandboxView, refused: int, own: bool) -> SandboxScene:
    """Return the picture, the kernel, and what one makes of the other.

    Parameters
    ----------
    view : SandboxView
    refused : int
        Cell for which something was typed that could not be taken; -1: none.
    own : bool
        Whether there is a picture of one's own.
    """
    state, output = view.state, view.output
    kernel = np.array(state.kernel).reshape(state.side, state.side)
    limit, scale = 0.0, tr("gray: 0 to 1")
    # A kernel without negative values makes a picture of a picture.
    if output is not None and (kernel < 0).any() and not _is_picture(kernel):
        limit = max(float(np.abs(output).max()), 1e-30)
        scale = f"±{significant(limit, 2)}"
    return SandboxScene(
        title=tr("Sandbox"),
        subtitle="",
        picture=view.picture,
        kernel=kernel,
        limit=max(float(np.abs(kernel).max()), 1e-30),
        output=output,
        output_limit=limit,
        scale_text=scale if output is not None else "",
        size_line=_size_line(view),
        warning=_warning(view) if refused < 0 else _refusal(view, refused),
        kernels=(
            ("vertical", tr("vertical edges")),
            ("horizontal", tr("horizontal edges")),
            ("outline", tr("outlines")),
            ("blur", tr("blur")),
            ("sharpen", tr("sharpen")),
            ("emboss", tr("emboss")),
            ("identity", tr("as it is")),
            *((("own", tr("own kernel")),) if state.name == "own" else ()),
        ),
        chosen=state.name,
        choices=(
            SlidingChoice("size", tr("Side"), state.side, SIDES),
            SlidingChoice("stride", tr("Stride"), state.stride, _range("stride")),
            SlidingChoice("padding", tr("Padding"), state.padding, _range("padding")),
            SlidingChoice(
                "dilation", tr("Dilation"), state.dilation, _range("dilation")
            ),
        ),
        source=state.source,
        sources=(
            ("photograph", tr("cat")),
            ("image", tr("watched image")),
            *((("own", tr("own picture")),) if own else ()),
        ),
    )


def _is_picture(kernel: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> bool:
    """Return whether an even picture keeps its brightness: the weights sum to 1."""
    return abs(float(kernel.sum()) - 1.0) < 1e-6


def _range(name: str) -> tuple[int, ...]:
    low, high = RANGES[name]
    return tuple(range(low, high + 1))


def _size_line(view: SandboxView) -> str:
    """Return the output size along the columns and rows with the actual numbers."""
    state = view.state
    reach = state.dilation * (state.side - 1) + 1
    parts = []
    for length in reversed(view.picture.shape):
        exact = (length + 2 * state.padding - reach) / state.stride + 1
        parts.append(
            f"({length} + 2·{state.padding} − {reach}) / {state.stride} + 1 = {exact:g}"
        )
    return " · ".join(parts)


def _refusal(view: SandboxView, place: int) -> str:
    """Say what can be typed into a kernel."""
    row, column = divmod(place, view.state.side)
    return tr(
        "kernel, row {row}, column {column}: not allowed; allowed: numbers from "
        "−{most} to {most}",
        row=row + 1,
        column=column + 1,
        most=f"{LARGEST:g}",
    )


def _warning(view: SandboxView) -> str:
    if view.output is None:
        return tr("The kernel is larger than the picture: no window fits.")
    rows, columns = view.left_over
    if not rows and not columns:
        return ""
    return tr(
        "Not whole, so rounded down. Not read: columns at the right: {columns}, rows "
        "at the bottom: {rows}.",
        columns=columns,
        rows=rows,
    )
