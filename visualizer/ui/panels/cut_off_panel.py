"""The cut-off panel: what a yes/no answer finds and misses at each cut-off."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.scenes.cut_off import CutOffScene
from visualizer.scenes.intents import Intent, MoveCutOff, TryRemedy
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.latest_intent import LatestIntent
from visualizer.ui.roc_view import RocView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import tabular
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.labeled_slider import LabeledSlider
from visualizer.ui.widgets.push_button import PushButton


@panels.register
class CutOffPanel(Panel):
    """Counts of right and wrong at a movable cut-off, beside the ROC curve.

    Right counts are bold.
    """

    key = "cut_off"
    title = "ROC"
    rank = 27
    scene_class = CutOffScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: CutOffScene | None = None
        self._hint = QLabel(self)
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setProperty("role", "secondary")
        self._remedy = PushButton("", "primary", self)
        self._remedy.clicked.connect(self._on_remedy)
        self._page = QWidget(self)
        self._slider = LabeledSlider("", self._page)
        self._slider.set_range(0.0, 1.0)
        self._slider.set_format(lambda value: f"{value:.2f}")
        self._latest = LatestIntent(self._emit, self)
        self._slider.value_changed.connect(
            lambda value: self._latest.offer(MoveCutOff(value))
        )
        self._curve = RocView(self._page)
        self._note = ElidedLabel("", "secondary", self._page)
        self._heads = [ElidedLabel("", "secondary", self._page) for _ in range(4)]
        self._cells = [QLabel(self._page) for _ in range(4)]
        self._shares = [ElidedLabel("", "", self._page) for _ in range(2)]
        self._numbers = Pacer(self._print_numbers, self)
        self._arrange()
        self.retranslate()

    def _arrange(self) -> None:
        table = QGridLayout()
        table.setHorizontalSpacing(10)
        table.setVerticalSpacing(1)
        rows = zip(self._heads, self._cells, strict=True)
        for place, (head, cell) in enumerate(rows):
            cell.setAlignment(Qt.AlignmentFlag.AlignRight)
            table.addWidget(head, place, 0)
            table.addWidget(cell, place, 1)
        table.setColumnStretch(0, 1)
        side = QVBoxLayout()
        side.setSpacing(2)
        side.addStretch(1)
        side.addLayout(table)
        side.addSpacing(4)
        for share in self._shares:
            side.addWidget(share)
        side.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._curve, 10)
        row.addLayout(side, 11)
        page = QVBoxLayout(self._page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(4)
        page.addWidget(self._slider)
        page.addLayout(row, 1)
        page.addWidget(self._note)
        lack = QWidget(self)
        middle = QVBoxLayout(lack)
        middle.addStretch(1)
        middle.addWidget(self._hint)
        middle.addWidget(self._remedy, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(1)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(lack)
        self._stack.addWidget(self._page)

    @property
    def slider(self) -> LabeledSlider:
        """What moves the cut-off."""
        return self._slider

    @property
    def curve(self) -> RocView:
        """The curve of all cut-offs."""
        return self._curve

    def texts(self) -> list[str]:
        """Return counts, then sensitivity and specificity, as they are written."""
        return [
            *(cell.text() for cell in self._cells),
            *(share.full_text() for share in self._shares),
        ]

    def hint(self) -> str:
        """Return what is said where there is nothing to show."""
        return self._hint.text()

    def remedy_button(self) -> PushButton:
        """Return the button that brings what there is to show."""
        return self._remedy

    def set_theme(self, theme: Theme) -> None:
        self._curve.set_theme(theme)

    def set_scene(self, scene: CutOffScene) -> None:
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._hint.setText(scene.hint)
        self._remedy.setVisible(scene.remedy is not None)
        self._remedy.setText(scene.remedy[1] if scene.remedy else "")
        self._stack.setCurrentIndex(0 if scene.hint else 1)
        self._slider.set_value(scene.cut_off)
        self._curve.set_scene(scene)
        # What the hand moves is not kept waiting.
        now = before is None or (before.cut_off, before.hint) != (
            scene.cut_off,
            scene.hint,
        )
        self._numbers.request(now=now)

    def retranslate(self) -> None:
        self._slider.set_name(tr("'yes' from a probability of"))
        self._curve.retranslate()
        self._print_numbers()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("counts"),
                tr("Test examples by what they are and what is said of them"),
            ),
            (
                tr("sensitivity"),
                tr("Share of the examples that are 'yes' which are found"),
            ),
            (
                tr("specificity"),
                tr("Share of the examples that are 'no' which are left alone"),
            ),
            (
                tr("curve"),
                tr(
                    "All cut-offs at once: what is found against false alarms; the ring"
                    " is the one in use, the dashed line is guessing"
                ),
            ),
            (
                "AUC",
                tr(
                    "Area under the curve: the chance that a 'yes' is thought more"
                    " likely than a 'no'"
                ),
            ),
        ]

    def _on_remedy(self) -> None:
        if self._scene is not None and self._scene.remedy is not None:
            self.intent.emit(TryRemedy(self._scene.remedy[0]))

    def _emit(self, intent: Intent) -> None:
        self.intent.emit(intent)

    def _print_numbers(self) -> None:
        scene = self._scene
        if scene is None:
            return
        for cell, count in zip(self._cells, scene.counts, strict=True):
            cell.setText(f"{count:,}")
        heads = (
            tr("{name}: found", name=scene.yes),
            tr("{name}: missed", name=scene.yes),
            tr("{name}: false alarm", name=scene.no),
            tr("{name}: left alone", name=scene.no),
        )
        for head, text in zip(self._heads, heads, strict=True):
            head.set_text(text)
        sensitivity, specificity = self._shares
        sensitivity.set_text(tr("sensitivity {share}", share=scene.sensitivity))
        specificity.set_text(tr("specificity {share}", share=scene.specificity))
        self._note.set_text(scene.note)
        self._note.setVisible(bool(scene.note))
        font = tabular(self.font())
        for place, cell in enumerate(self._cells):
            font.setBold(place in (0, 3))
            cell.setFont(font)
            cell.setAccessibleName(f"{heads[place]} {cell.text()}")

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(220 * unit), round(150 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(340 * unit), round(250 * unit))
