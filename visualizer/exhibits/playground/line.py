"""The loss along the straight line from another solution to the present one."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.landscape import Surface, line_plane
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits import Moment
from visualizer.exhibits.playground.frame import LineView
from visualizer.language import Phrase

POINTS = 61

BEYOND = 0.25
"""How far the line goes on behind each of the two, in units of their distance."""


class LineStudy:
    """Measures the line anew when a paused run stands elsewhere.

    The other solution is where the run that was left last ended; without one it is
    where this run began.

    Parameters
    ----------
    learner : SupervisedLearner
    seed : int
        Of the direction across, which a line does not show.
    """

    def __init__(self, learner: SupervisedLearner, seed: int) -> None:
        self._learner = learner
        self._streams = RandomStreams(seed)
        self._ends: tuple[Array, Array] | None = None
        self._network = learner.network
        self._view: LineView | None = None

    def view(self) -> LineView | None:
        """Return the line as last measured."""
        return self._view

    def work(self, moment: Moment) -> bool:
        """Measure the line if it is another one; return whether it was."""
        if moment.playing:
            return False
        learner = self._learner
        here = learner.state[0]
        other, name = self._other(moment)
        known = self._ends
        if (
            known is not None
            and learner.network is self._network
            and np.array_equal(known[0], other)
            and np.array_equal(known[1], here)
        ):
            return False
        self._ends, self._network = (other.copy(), here.copy()), learner.network
        self._view = None
        finite = np.isfinite(other).all() and np.isfinite(here).all()
        if not finite or np.array_equal(other, here):
            return True
        a = np.linspace(-BEYOND, 1.0 + BEYOND, POINTS)
        random = self._streams.generator(Purpose.DIRECTIONS)
        surface = Surface(
            learner.network,
            learner.loss,
            learner.train,
            line_plane(other, here, random),
            a,
            np.zeros(1),
            learner.statistics.copy(),
        )
        surface.fill_row()
        losses = surface.values[0].astype(np.float64)
        self._view = LineView(a, losses, name, moment.update)
        return True

    def _other(self, moment: Moment) -> tuple[Array, str]:
        ghosts = moment.ghosts()
        if ghosts:
            text = ghosts[-1].text or Phrase("the run before")
            return ghosts[-1].line[-1], text
        return moment.path()[0], Phrase("the start of this run")
