"""Training exactly as TensorFlow Playground does it.

What differs from the usual way: the examples keep one order for ever; those left
over at the end of an epoch, too few for a batch, wait for the first batch of the
next one; a weight that L1 would push through zero stays zero for ever. To be told
apart from the engine's own way, it is a learner and an optimizer of their own.

Source: TensorFlow Playground, nn.ts and playground.ts, observed step by step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.learner import Checkpoint, Indices, SupervisedLearner
from visualizer.engine.optimizers import Optimizer, Workspace
from visualizer.engine.parameters import Parameters
from visualizer.engine.plan import Call


@dataclass(frozen=True)
class DeadLinkDescent(Optimizer):
    """w ← w - η g, then w ← w - η λ r(w) with the slope r of the penalty before.

    The penalties are L1, r = sign(w), and L2, r = w; biases have none. Where L1
    takes a weight through zero, the weight becomes 0 and its link dead: it is not
    trained again. The only state is which links are dead (1).

    Attributes
    ----------
    shapes : tuple of (n_in, n_out)
        Of the network's blocks, to tell weights from biases.
    l1, l2 : float
        Rates of the penalties.
    """

    key = "dead_link_descent"
    title = "TensorFlow Playground"
    vectors = 1

    shapes: tuple[tuple[int, int], ...]
    l1: float = 0.0
    l2: float = 0.0

    def update(self, work: Workspace) -> Iterator[Call]:
        (dead,) = work.state
        weights = Parameters(self.shapes, work.theta.dtype).weight_mask()

        def descend() -> None:
            theta, rate = work.theta, work.rate
            pull = weights * (self.l1 * np.sign(theta) + self.l2 * theta)
            moved = theta - rate * work.grad
            pulled = moved - rate * pull
            if self.l1 > 0.0:
                died = (weights > 0.0) & (moved * pulled < 0.0)
                pulled[died] = 0.0
                dead[died] = 1.0
            np.copyto(theta, pulled, where=dead == 0.0)
            theta[dead > 0.0] = 0.0

        yield (descend,)


class CarryOverLearner(SupervisedLearner):
    """Lets examples left over at an epoch's end wait for the next one's first batch.

    With 250 examples and batches of 30, the first update of an epoch averages 30
    gradients, and that of each later epoch 40.
    """

    in_blocks = False

    @property
    def plain(self) -> bool:
        return False

    @property
    def updates_per_epoch(self) -> int:
        return self.train.count // self.batch_size

    def upcoming(self) -> Indices:
        return self._examples_from(self.seen)[0]

    @property
    def waited(self) -> int:
        """First examples of the next update that the epoch before left over."""
        return self._left_over if self.seen == 0 else 0

    @property
    def _left_over(self) -> int:
        """Examples that the epoch before was left with, too few for a batch."""
        return self.train.count % self.batch_size if self.epoch > 0 else 0

    def restore(self, checkpoint: Checkpoint) -> None:
        super().restore(checkpoint)
        self._forget_first_batch()

    def _begin_epoch(self) -> None:
        super()._begin_epoch()
        self._forget_first_batch()

    def _examples_from(self, start: int) -> tuple[Indices, int]:
        count, size = self.train.count, self.batch_size
        stop = start + size
        chosen = self._order[start:stop]
        waiting = self._left_over if start == 0 else 0
        if waiting:
            chosen = np.concatenate([self._order[count - waiting :], chosen])
        # Too few for another batch: the epoch ends here.
        return chosen, stop if stop + size <= count else count

    def _forget_first_batch(self) -> None:
        """Let the first batch be compiled anew: in the first epoch none waits."""
        self._batches.pop(0, None)
