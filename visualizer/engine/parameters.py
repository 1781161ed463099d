"""All parameters of a network in one flat vector, with named views into it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from visualizer.engine.arrays import Array, DType


class Parameters:
    """Views of a flat vector as blocks of parameters, in dense networks one a layer.

    Parameters
    ----------
    shapes : sequence of (n_in, n_out)
        One for each block; n_in is 0 where a block has no weights, only a row of
        other values.
    dtype : numpy dtype
    flat : array (P,) or (R, P), optional
        The vector to look into, or those of several runs; made when absent.

    Attributes
    ----------
    flat : array (P,) or (R, P)
    blocks : list of arrays (n_in + 1, n_out)
        Weights with the biases as last row.
    weights : list of arrays (n_in, n_out)
    biases : list of arrays (n_out,)
        The last rows: biases, or gains, shifts, slopes.

    All views of (R, P) have the run as one more axis before the others.
    """

    def __init__(
        self,
        shapes: Sequence[tuple[int, int]],
        dtype: DType,
        flat: Array | None = None,
    ) -> None:
        self.shapes = tuple(shapes)
        size = count(shapes)
        self.flat: Array = np.zeros(size, dtype) if flat is None else flat
        if self.flat.ndim not in (1, 2) or self.flat.shape[-1] != size:
            raise ValueError(f"flat has shape {self.flat.shape}; expected ({size},)")
        self.blocks: list[Array] = []
        self.weights: list[Array] = []
        self.biases: list[Array] = []
        start = 0
        for n_in, n_out in shapes:
            stop = start + (n_in + 1) * n_out
            part = self.flat[..., start:stop]
            block = part.reshape(*part.shape[:-1], n_in + 1, n_out)
            self.blocks.append(block)
            self.weights.append(block[..., :-1, :])
            self.biases.append(block[..., -1, :])
            start = stop

    def weight_mask(self) -> Array:
        """Return a flat vector with 1 for each weight and 0 for all else."""
        mask = Parameters(self.shapes, self.flat.dtype)
        for weights in mask.weights:
            weights[:] = 1.0
        return mask.flat

    def offset(self, layer: int, source: int | None, destination: int) -> int:
        """Return the place of one parameter in the flat vector.

        Parameters
        ----------
        layer : int
            Number of the block, 0 for the first.
        source : int or None
            Row of the block; None is the bias.
        destination : int
            Column of the block.

        Raises
        ------
        IndexError
            If there is no such parameter.
        """
        if not 0 <= layer < len(self.shapes):
            raise IndexError(f"layer {layer}; allowed: 0 to {len(self.shapes) - 1}")
        n_in, n_out = self.shapes[layer]
        row = n_in if source is None else source
        if not 0 <= row <= n_in or (source is not None and source == n_in):
            raise IndexError(f"source {source}; allowed: 0 to {n_in - 1}, or the bias")
        if not 0 <= destination < n_out:
            raise IndexError(f"destination {destination}; allowed: 0 to {n_out - 1}")
        return count(self.shapes[:layer]) + row * n_out + destination


def count(shapes: Sequence[tuple[int, int]]) -> int:
    """Return the number of parameters in blocks of these shapes."""
    return sum((n_in + 1) * n_out for n_in, n_out in shapes)
