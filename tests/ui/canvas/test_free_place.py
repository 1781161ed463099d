from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize

from visualizer.ui.canvas.free_place import best_corner

VIEW = QSize(600, 400)
CARD = QSize(160, 90)


def course(start: tuple[int, int], end: tuple[int, int]) -> list[QPoint]:
    return [
        QPoint(
            start[0] + (end[0] - start[0]) * step // 8,
            start[1] + (end[1] - start[1]) * step // 8,
        )
        for step in range(9)
    ]


def test_the_card_stays_inside_and_off_the_edge() -> None:
    for line in (course((100, 40), (300, 60)), course((400, 380), (590, 390))):
        place = QRect(best_corner(CARD, VIEW, line, []), CARD)
        assert QRect(QPoint(0, 0), VIEW).contains(place)
        assert not any(place.contains(point) for point in line)


def test_the_card_avoids_neurons_where_it_can() -> None:
    line = course((200, 200), (400, 200))
    bodies = [QRect(200, 220, 200, 180)]
    place = QRect(best_corner(CARD, VIEW, line, bodies), CARD)
    assert not place.intersects(bodies[0])


def test_a_view_smaller_than_the_card_gets_its_corner() -> None:
    corner = best_corner(CARD, QSize(100, 60), [QPoint(50, 30)], [])
    assert corner.x() >= 0
    assert corner.y() >= 0
