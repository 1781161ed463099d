"""Random search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from visualizer.engine.optimizers import Optimizer, Workspace, optimizers
from visualizer.engine.plan import Call
from visualizer.engine.random_streams import Purpose
from visualizer.settings import setting


@optimizers.register
@dataclass(frozen=True)
class RandomSearch(Optimizer):
    """Try other parameters, and keep them if the batch's loss is lower.

    Around the present parameters the proposal is θ + η ξ with ξ normal; anywhere
    it is uniform in the box -w … w of each parameter, whatever η is. No slope is
    used: what this takes to find an answer, and how much longer with more
    parameters, shows what gradients are worth. The scalars are the proposals
    made, which number the random streams, and those kept.

    References: Rastrigin (1963); Solis & Wets (1981), the conceptual algorithm.
    """

    key = "random_search"
    title = "Random search"
    rank = 160
    start_scalars = (0.0, 0.0)
    closed_loop = True

    anywhere: bool = setting(
        False,
        title="Anywhere",
        live=True,
        help="Propose any weights in a box, rather than changes of the present ones.",
    )
    width: float = setting(
        2.0,
        title="Half width of the box",
        minimum=0.01,
        maximum=100.0,
        scale="log",
        live=True,
        help="Weights are searched from minus this value to plus this value.",
    )

    def update(self, work: Workspace) -> Iterator[Call]:
        yield self._try, work

    def _try(self, work: Workspace) -> None:
        theta, scalars = work.theta, work.scalars
        random = work.streams.generator(Purpose.SEARCH, int(scalars[0]))
        if self.anywhere:
            drawn = random.uniform(-self.width, self.width, theta.size)
        else:
            drawn = theta + float(work.rate) * random.standard_normal(theta.size)
        proposal = drawn.astype(theta.dtype)
        scalars[0] += 1.0
        if work.evaluator.loss(proposal) < work.evaluator.loss(theta):
            theta[:] = proposal
            scalars[1] += 1.0
