"""Says where the kernel is, on the session's thread."""

from __future__ import annotations

from visualizer.engine.arrays import Array
from visualizer.engine.sliding import SlidingLearner
from visualizer.exhibits import Moment, Observer, StepUnit
from visualizer.exhibits.raw_data.frame import RawDataFrame, RawDataWatch
from visualizer.exhibits.raw_data.material import Material
from visualizer.scenes.graph import Phase


class RawDataObserver(Observer[RawDataWatch, RawDataFrame]):
    """Captures the place of the kernel; the material never changes.

    Parameters
    ----------
    learner : SlidingLearner
    material : Material
        What it slides over.
    """

    def __init__(self, learner: SlidingLearner, material: Material) -> None:
        self._learner = learner
        self._material = material

    def capture(self, watch: RawDataWatch, moment: Moment) -> RawDataFrame:
        line, place = self._learner.place
        return RawDataFrame(moment.update, self._material, line, place)

    def work(self, watch: RawDataWatch, moment: Moment, deadline: float) -> bool:
        return False

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        return ()

    def resolve(self, wish: object) -> Array | None:
        return None
