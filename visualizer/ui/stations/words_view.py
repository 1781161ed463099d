"""Words as places on a plane, and a list of those most like the chosen one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from visualizer.scenes import FloatArray
from visualizer.scenes.stations import WordsScene
from visualizer.ui.drawing import Text
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

NEAR = 14.0
"""Pixels from a word within which a click is meant for it."""

MOST_LABELS = 90

_LIST_SHARE = 0.3


class WordsView(PlotCanvas):
    """Draws a dot for each word, and the words for which there is room.

    Signals
    -------
    word_chosen : int
    """

    word_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: WordsScene | None = None
        self._dots = self.scene().addPath(QPainterPath())
        self._fed = self.scene().addPath(QPainterPath())
        self._fed.setZValue(1)
        self._ring = self.scene().addPath(QPainterPath())
        self._ring.setZValue(2)
        self._labels: list[Text] = []
        self._rows: list[tuple[Text, Text]] = []
        self._foot = self.text()
        self._spots: FloatArray = np.empty((0, 2))
        self.resized.connect(self.lay_out)
        self.pressed.connect(self._on_pressed)
        self.hovered.connect(self._on_hovered)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_scene(self, scene: WordsScene) -> None:
        """Draw a scene; the same one costs nothing."""
        before, self._drawn = self._drawn, scene
        if before is None or not _same(before, scene):
            self.lay_out()

    def labels(self) -> list[str]:
        """Return the words that are written on the map."""
        return [label.text() for label in self._labels if label.isVisible()]

    def spot(self, word: int) -> QPointF:
        """Return where a word stands."""
        return QPointF(*self._spots[word].tolist())

    def lay_out(self) -> None:
        """Place everything for the size of the panel."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        small = tabular(sized(self.font(), 0.86))
        quiet = theme.color("text_secondary")
        self._foot.dress(small, quiet)
        line, area = self._foot.line_height(), self.area()
        listed = max(9.0 * line, _LIST_SHARE * area.width())
        field = area.adjusted(2, 2, -listed - line, -1.6 * line)
        self._foot.place(scene.foot, 2, area.bottom() - 0.75 * line, width=area.width())
        self._spots = _spots(scene.places, field.adjusted(8, 8, -8, -8))
        self._draw_dots(scene, theme)
        self._write_labels(scene, theme, small, field)
        self._write_list(
            scene,
            theme,
            small,
            QRectF(field.right() + line, area.top(), listed, field.height()),
        )
        nearest = ", ".join(scene.words[at] for at, _ in scene.neighbors)
        self.setAccessibleDescription(f"{scene.words[scene.chosen]}: {nearest}")

    def _draw_dots(self, scene: WordsScene, theme: Theme) -> None:
        plain, fed, ring = QPainterPath(), QPainterPath(), QPainterPath()
        for (x, y), read in zip(self._spots.tolist(), scene.read, strict=True):
            path, radius = (fed, 3.4) if read else (plain, 1.7)
            path.addEllipse(QPointF(x, y), radius, radius)
        ring.addEllipse(self.spot(scene.chosen), 6.5, 6.5)
        self._dots.setPath(plain)
        self._dots.setBrush(theme.color("ghost"))
        self._fed.setPath(fed)
        self._fed.setBrush(theme.color("accent"))
        for item in (self._dots, self._fed):
            item.setPen(QPen(Qt.PenStyle.NoPen))
        self._ring.setPath(ring)
        self._ring.setPen(QPen(theme.color("text"), 1.6 * theme.line_width))

    def _write_labels(
        self, scene: WordsScene, theme: Theme, font: QFont, field: QRectF
    ) -> None:
        """Write the words that matter most, each where it hides no other."""
        for label in self._labels:
            label.hide()
        taken: list[QRectF] = []
        used = 0
        for word in _order(scene):
            if used >= MOST_LABELS:
                break
            if used == len(self._labels):
                self._labels.append(self.text())
            label = self._labels[used]
            matters = scene.read[word] or word == scene.chosen
            label.dress(font, theme.color("text" if matters else "text_secondary"))
            spot = self.spot(word)
            wide, high = label.advance_of(scene.words[word]), label.line_height()
            left = spot.x() + 6
            if left + wide > field.right():
                left = spot.x() - 6 - wide
            box = QRectF(left - 1, spot.y() - high / 2, wide + 2, high)
            if not field.contains(box) or any(box.intersects(one) for one in taken):
                continue
            taken.append(box)
            label.place(scene.words[word], left, spot.y())
            used += 1

    def _write_list(
        self, scene: WordsScene, theme: Theme, font: QFont, area: QRectF
    ) -> None:
        rows = [(scene.words[scene.chosen], "")]
        rows += [(scene.words[at], cosine) for at, cosine in scene.neighbors]
        while len(self._rows) < len(rows):
            self._rows.append((self.text(), self.text()))
        line = 1.35 * self._foot.line_height()
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        for number, (name, value) in enumerate(self._rows):
            fits = number < len(rows) and (number + 1) * line <= area.height()
            if not fits:
                name.hide()
                value.hide()
                continue
            name.dress(font if number else strong, theme.color("text"))
            value.dress(font, theme.color("text_secondary"))
            at = area.top() + (number + 0.6) * line
            name.place(rows[number][0], area.left(), at, width=0.68 * area.width())
            value.place(rows[number][1], area.right() - 4, at, "right")

    def _nearest(self, at: QPointF) -> int | None:
        if not len(self._spots):
            return None
        away = np.hypot(*(self._spots - (at.x(), at.y())).T)
        word = int(away.argmin())
        return word if away[word] <= NEAR else None

    def _on_pressed(self, at: QPointF) -> None:
        word = self._nearest(at)
        if word is not None:
            self.word_chosen.emit(word)

    def _on_hovered(self, at: QPointF) -> None:
        word, scene = self._nearest(at), self._drawn
        hand = Qt.CursorShape.PointingHandCursor
        shape = Qt.CursorShape.ArrowCursor if word is None else hand
        self.viewport().setCursor(shape)
        named = "" if word is None or scene is None else scene.words[word]
        self.viewport().setToolTip(named)


def _order(scene: WordsScene) -> list[int]:
    """Return words in the order in which they are given room."""
    first = [scene.chosen]
    first += [word for word, read in enumerate(scene.read) if read]
    first += [word for word, _ in scene.neighbors]
    return list(dict.fromkeys((*first, *range(len(scene.words)))))


def _spots(places: FloatArray, field: QRectF) -> FloatArray:
    """Return where places stand in a field that they fill."""
    low, high = places.min(axis=0), places.max(axis=0)
    span = np.maximum(high - low, 1e-9)
    shares = (places - low) / span
    x = field.left() + shares[:, 0] * field.width()
    y = field.bottom() - shares[:, 1] * field.height()
    return np.stack((x, y), axis=1)


def _same(before: WordsScene, after: WordsScene) -> bool:
    return (
        before.places is after.places
        and before.words is after.words
        and (before.read, before.chosen, before.foot)
        == (after.read, after.chosen, after.foot)
    )
