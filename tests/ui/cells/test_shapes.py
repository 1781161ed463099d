import pytest
from PySide6.QtCore import QPointF

from visualizer.ui.cells.shapes import (
    body_path,
    fiber_path,
    sheaths_path,
    terminals_path,
    twigs_path,
)


def test_a_body_is_nearly_a_disk_around_its_center():
    box = body_path(QPointF(50.0, 40.0), 20.0).boundingRect()
    assert box.center().x() == pytest.approx(50.0, abs=1.5)
    assert box.center().y() == pytest.approx(40.0, abs=1.5)
    assert box.width() == pytest.approx(40.0, rel=0.1)


def test_a_fiber_leaves_and_arrives_level():
    path = fiber_path(QPointF(0.0, 0.0), QPointF(100.0, 60.0))
    assert path.currentPosition() == QPointF(100.0, 60.0)
    assert path.pointAtPercent(0.02).y() == pytest.approx(0.0, abs=0.5)
    assert path.pointAtPercent(0.98).y() == pytest.approx(60.0, abs=0.5)


def test_twigs_lie_to_the_left_and_terminals_to_the_right():
    root = QPointF(30.0, 30.0)
    left = twigs_path(root, 10.0).boundingRect()
    right = terminals_path(root, 10.0).boundingRect()
    assert left.right() == pytest.approx(30.0, abs=0.01)
    assert right.left() == pytest.approx(30.0, abs=0.01)


def test_sheaths_leave_gaps_on_the_axon():
    path = sheaths_path(QPointF(0.0, 0.0), QPointF(90.0, 0.0), 8.0)
    covered = [path.contains(QPointF(x, 0.0)) for x in (15.0, 30.0, 45.0, 60.0, 75.0)]
    assert covered == [True, False, True, False, True]
