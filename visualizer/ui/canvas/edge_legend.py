"""The line below the network that says what the edges mean."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from visualizer.language import tr
from visualizer.scenes.graph import EDGE_BINS
from visualizer.ui.canvas.ink import Ink
from visualizer.ui.drawing import font_pixels
from visualizer.ui.typography import sized, tabular

_SIZE = 0.88


class _Piece(Struct, frozen=True):
    """A text of the line, or a sample of an edge (`bin` set)."""

    x: float
    text: str = ""
    role: str = "text_secondary"
    bin: int | None = None
    length: float = 0.0


class EdgeLegend(QWidget):
    """Samples of edges with their weights, and the meaning of the colors.

    It is painted in Python, which is fine because it changes only with the
    meaning of the edges, not while the network trains. Where the room is short
    it leaves out the weaker samples, then the words that a tooltip has too.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink: Ink | None = None
        self._dense = False
        self._samples: tuple[tuple[int, str], ...] = ()
        self._meaning = ""
        self._rule = ""
        self._pieces: list[_Piece] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shown_texts(self) -> list[str]:
        """The texts of the line, in order."""
        return [piece.text for piece in self._pieces if piece.text]

    def set_ink(self, ink: Ink) -> None:
        """Draw in another theme."""
        self._ink = ink
        self._compose()

    def set_content(
        self,
        samples: tuple[tuple[int, str], ...],
        meaning: str,
        rule: str,
        dense: bool = False,
    ) -> None:
        """Show samples (bin, weight), what edges show, and what is left out.

        Parameters
        ----------
        samples : tuple of (int, str)
        meaning, rule : str
        dense : bool
            Whether the edges are drawn thinner because there are many.
        """
        if dense != self._dense:
            self._dense = dense
            self.update()
        if (samples, meaning, rule) != (self._samples, self._meaning, self._rule):
            self._samples, self._meaning, self._rule = samples, meaning, rule
            self._compose()

    def retranslate(self) -> None:
        """Say the meaning of the colors in the language in use."""
        self._compose()

    def _font(self) -> QFont:
        return tabular(sized(self.font(), _SIZE))

    def _compose(self) -> None:
        """Lay the line out for the room there is."""
        metrics = QFontMetricsF(self._font())
        gap = 0.6 * metrics.height()
        room = self.width() - 2 * gap
        signs = [
            (tr("blue positive"), "positive_text"),
            (" · ", "text_secondary"),
            (tr("orange negative"), "negative_text"),
        ]
        wide = sum(metrics.horizontalAdvance(text) for text, _ in signs)
        rest = room - wide - gap
        if self._rule:
            rest -= metrics.horizontalAdvance(self._rule) + 2 * gap
        samples, meaning = self._fitting(rest, metrics, gap)
        pieces: list[_Piece] = []
        x = gap
        if self._rule:
            shown = metrics.elidedText(
                self._rule, Qt.TextElideMode.ElideRight, max(0.0, room - wide - 2 * gap)
            )
            pieces.append(_Piece(x, shown, "text"))
            x += metrics.horizontalAdvance(shown) + 2 * gap
        if samples:
            if meaning:
                pieces.append(_Piece(x, meaning))
                x += metrics.horizontalAdvance(meaning) + gap
            length = 1.7 * metrics.height()
            for number, text in samples:
                pieces.append(_Piece(x, bin=number, length=length))
                x += length + 0.35 * gap
                pieces.append(_Piece(x, text))
                x += metrics.horizontalAdvance(text) + gap
        x = max(x, self.width() - gap - wide)
        for text, role in signs:
            pieces.append(_Piece(x, text, role))
            x += metrics.horizontalAdvance(text)
        self._pieces = pieces
        self.setAccessibleName(" ".join(self.shown_texts))
        self.setToolTip("\n".join(filter(None, (self._meaning, self._rule))))
        self.update()

    def _fitting(
        self, room: float, metrics: QFontMetricsF, gap: float
    ) -> tuple[list[tuple[int, str]], str]:
        """Choose the samples, and whether their meaning is written."""

        def width(samples: list[tuple[int, str]], meaning: str) -> float:
            texts = sum(metrics.horizontalAdvance(text) for _, text in samples)
            lines = len(samples) * (1.7 * metrics.height() + 1.35 * gap)
            words = metrics.horizontalAdvance(meaning) + gap if meaning else 0.0
            return words + texts + lines

        samples, meaning = list(self._samples), self._meaning
        while samples and width(samples, meaning) > room:
            # Samples stand in pairs around the middle; the weakest go first.
            weakest = min(abs(number) for number, _ in samples)
            fewer = [one for one in samples if abs(one[0]) != weakest]
            if fewer or not meaning:
                samples = fewer
            else:
                meaning = ""
        return samples, meaning

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._compose()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ink is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._font())
            height = self.height()
            pens = self._ink.edges(self._dense)
            for piece in self._pieces:
                if piece.bin is not None:
                    painter.setPen(pens[piece.bin + EDGE_BINS])
                    start = piece.x
                    painter.drawLine(
                        round(start),
                        height // 2,
                        round(start + piece.length),
                        height // 2,
                    )
                else:
                    painter.setPen(self._ink.theme.color(piece.role))
                    box = QRectF(piece.x, 0, self.width(), height)
                    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
                    painter.drawText(box, flags, piece.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._compose()

    def sizeHint(self) -> QSize:
        return QSize(200, round(1.8 * font_pixels(self)))
