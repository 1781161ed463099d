"""What detectors look at: the losses so far, gradients, weights, labels."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.learner import Indices
from visualizer.exhibits import Moment, Updates
from visualizer.exhibits.playground.data import PlaygroundData
from visualizer.exhibits.playground.frame import Trouble
from visualizer.exhibits.playground.learner import PlaygroundLearner
from visualizer.scenes.intents import NeuronRef

MOST_LOOKED_AT = 200
"""Examples whose mean gradient is taken; of more, every n-th one."""

MOST_COMPARED = 500
"""Examples whose labels are compared with those of their neighbors."""

NEIGHBORS = 5
"""Neighbors that decide by majority what an example's label should be."""


class LayerEvidence(Struct, frozen=True, eq=False):
    """One layer with weights, at one moment.

    Attributes
    ----------
    number : int
        1 is the first hidden layer.
    weights : array (n_in, n)
    biases : array (n,)
    gradient : array (n_in + 1, n)
        ∂C/∂w and ∂C/∂b, the mean over the examples looked at, without penalties.
    dead, saturated : int
        Neurons that are.
    """

    number: int
    weights: Array
    biases: Array
    gradient: Array
    dead: int
    saturated: int


class Evidence(Struct, frozen=True, eq=False):
    """One moment of a run and its past.

    Attributes
    ----------
    update : int
    updates_per_epoch : int
    updates : int array (N,)
        When the losses were measured, ascending and not after `update`.
    train_loss, test_loss, accuracy : arrays (N,)
        The accuracy is that of training; NaN for regression, as is the test loss
        where there is no test set.
    layers : tuple of LayerEvidence
        The last one is the output.
    disagreement : float
        Share of examples whose label is not that of most of their `NEIGHBORS`
        nearest ones, 0 … 1; NaN for regression.
    """

    update: int
    updates_per_epoch: int
    updates: Updates
    train_loss: Array
    test_loss: Array
    accuracy: Array
    layers: tuple[LayerEvidence, ...]
    disagreement: float

    @property
    def epochs(self) -> float:
        """Passes through the training set done."""
        return self.update / self.updates_per_epoch

    def last(self, share: float, epochs: float) -> slice:
        """Return where the last part of the measurements stands.

        Parameters
        ----------
        share : float
            Of all updates so far.
        epochs : float
            The part is at least as long; all of a shorter past.
        """
        length = max(share * self.update, epochs * self.updates_per_epoch)
        first = int(np.searchsorted(self.updates, self.update - length))
        return slice(first, None)

    @property
    def level(self) -> float:
        """The present training loss as a share of that before the first update.

        The median of the last epoch's measurements, or of five where there are
        fewer, stands for the present. NaN before the first measurement.
        """
        if not self.train_loss.size or not self.train_loss[0] > 0.0:
            return np.nan
        return self.present(self.train_loss) / float(self.train_loss[0])

    def present(self, losses: Array) -> float:
        """Return the present value of a curve, freed from the noise of batches."""
        part = losses[self.last(0.0, 1.0)]
        few = part if part.size >= 5 else losses[-5:]
        return float(np.median(few))

    def fall(self, share: float, epochs: float) -> float:
        """Return by which share the training loss fell in the last part of a run.

        1 - median(last quarter) / median(first quarter) of that part; NaN where
        the run is not yet as long as `epochs`, and where there are fewer than
        eight measurements.
        """
        part = self.train_loss[self.last(share, epochs)]
        quarter = part.size // 4
        if self.epochs < epochs or quarter < 2:
            return np.nan
        before, now = np.median(part[:quarter]), np.median(part[-quarter:])
        return float(1.0 - now / before) if before > 0.0 else np.nan


class EvidenceGatherer:
    """Gathers evidence about a learner, on the session's thread.

    Parameters
    ----------
    learner : PlaygroundLearner
    data : PlaygroundData
    """

    def __init__(self, learner: PlaygroundLearner, data: PlaygroundData) -> None:
        self._learner = learner
        train = learner.train
        chosen = spread(train.count, MOST_LOOKED_AT)
        self._trace = learner.new_trace(chosen.size, backward=True)
        self._trace.set_inputs(train.x[:, chosen], train.y[:, chosen])
        compared = spread(train.count, MOST_COMPARED)
        labels = train.labels
        self._disagreement = (
            np.nan
            if labels is None
            else disagreement(data.train_points[compared], labels[compared])
        )

    def gather(
        self, moment: Moment, troubles: tuple[tuple[NeuronRef, Trouble], ...]
    ) -> Evidence:
        """Return the evidence at a moment.

        Parameters
        ----------
        moment : Moment
        troubles : tuple of (NeuronRef, Trouble)
            Neurons that no training example moves any more.
        """
        learner = self._learner
        self._trace.forward.run()
        self._trace.backward.run()
        updates, values = moment.curve()
        traces = self._trace.layers
        found = [(neuron.layer, trouble) for neuron, trouble in troubles]
        layers = []
        for number, column in enumerate(learner.shown.columns, start=1):
            sums = column.sums(traces)
            layers.append(
                LayerEvidence(
                    number=number,
                    weights=sums.block[:-1].astype(np.float64),
                    biases=sums.block[-1].astype(np.float64),
                    gradient=sums.grad.astype(np.float64),
                    dead=found.count((number, "dead")),
                    saturated=found.count((number, "saturated")),
                )
            )
        return Evidence(
            update=moment.update,
            updates_per_epoch=learner.updates_per_epoch,
            updates=updates,
            train_loss=values[0],
            test_loss=values[1],
            accuracy=values[2],
            layers=tuple(layers),
            disagreement=self._disagreement,
        )


def spread(count: int, most: int) -> Indices:
    """Return every n-th number below `count`, at most so many."""
    return np.arange(0, count, max(1, -(-count // most)))


def disagreement(points: Array, labels: Indices) -> float:
    """Return the share of points with another label than most of their neighbors.

    Parameters
    ----------
    points : array (N, d)
    labels : int array (N,)
        A tie goes to the label with the lowest number.
    """
    count = len(points)
    near = min(NEIGHBORS, count - 1)
    if near < 1:
        return 0.0
    flat = points.astype(np.float64)
    squares = (flat * flat).sum(axis=1)
    distances = squares[:, None] + squares - 2.0 * flat @ flat.T
    np.fill_diagonal(distances, np.inf)
    nearest = np.argpartition(distances, near - 1, axis=1)[:, :near]
    present = np.flatnonzero(np.bincount(labels))
    votes = np.stack([(labels[nearest] == k).sum(axis=1) for k in present])
    usual = present[votes.argmax(axis=0)]
    return float((usual != labels).mean())
