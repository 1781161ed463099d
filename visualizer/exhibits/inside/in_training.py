"""The watched example in the network as training computes it, not as one looks."""

from __future__ import annotations

from msgspec.structs import replace

from visualizer.exhibits.playground.frame import LayerView, PlaygroundFrame
from visualizer.exhibits.why.passes import LayerPass, StepPass


def as_in_training(frame: PlaygroundFrame, step: StepPass) -> PlaygroundFrame:
    """Return the frame with the values of the watched example in the coming step.

    They differ where training drops, adds noise, or normalizes by the batch.
    """
    return replace(
        frame,
        x=step.x[:, -1],
        loss=float(step.losses[-1]),
        layers=tuple(map(_layer_view, step.layers)),
        trained=True,
    )


def _layer_view(layer: LayerPass) -> LayerView:
    return LayerView(
        weights=layer.weights,
        biases=layer.biases,
        z=layer.sums[:, -1],
        argument=layer.z[:, -1],
        answer=layer.a[:, -1],
        a=layer.outputs[:, -1],
        slope=layer.slope[:, -1],
        da=layer.da[:, -1],
        dargument=layer.dz[:, -1],
        dz=layer.dsums[:, -1],
        weight_gradient=-layer.requests[:-1, :, -1],
        activation=layer.activation,
        normalized=layer.normalized is not None,
        residual=layer.residual,
    )
