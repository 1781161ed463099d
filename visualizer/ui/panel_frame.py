"""The frame around a panel: title, menu, curtain, and what is being looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QPoint, QSize, QStandardPaths, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.ui.file_dialog import ask_where_to_save
from visualizer.ui.icons import icon
from visualizer.ui.late_part import LatePart
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.push_button import PushButton

if TYPE_CHECKING:
    from visualizer.ui.panel_covers import PanelCurtain, PanelExplanation

EMPTY = 2
"""Width that an empty label wants."""

Place = Literal["docked", "maximized", "window"]


class PanelFrame(QFrame):
    """A rounded frame with the panel's title and everything a panel can do.

    Parameters
    ----------
    panel : Panel
    parent : QWidget, optional
    short_title : callable, optional
        Returns what a tab says of it; the panel's own title where left out.

    Signals
    -------
    maximize_requested
        Maximize or, if it is maximized, give the room back.
    hide_requested
    tear_off_requested
        Make it a window of its own or, if it is one, put it back.
    heading_changed : str
        The title as it is shown now.
    room_changed
        Tabs have another room than before.
    notified : str
        Something went well and may be said, e.g. a picture was saved.
    failed : str
        Something did not work; a sentence that says why.
    """

    maximize_requested = Signal()
    hide_requested = Signal()
    tear_off_requested = Signal()
    heading_changed = Signal(str)
    room_changed = Signal()
    notified = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        panel: Panel,
        parent: QWidget | None = None,
        short_title: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._short = short_title
        self._theme: Theme | None = None
        self._place: Place = "docked"
        self._heading = ""
        self._subtitle_text = ""
        self._tabs: QWidget | None = None
        self._curtain: PanelCurtain | None = None
        self._explanation = LatePart(self._make_explanation)
        self._header = _Header(self)
        self._header.double_clicked.connect(self.maximize_requested)
        self._title = ElidedLabel("", "title", self._header)
        self._subtitle = ElidedLabel("", "small", self._header)
        self._more = IconButton("more", "", self._header)
        self._more.clicked.connect(self._on_more)
        self._restore = IconButton("restore", "", self._header)
        self._restore.clicked.connect(self.maximize_requested)
        self._restore.hide()
        self._controls = QWidget(self._header)
        self._below = QWidget(self._header)
        self._folded = False
        self._room = 0
        self._fill_header()
        self._content = QWidget(self)
        self._stack = QStackedLayout(self._content)
        self._stack.addWidget(panel)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addWidget(self._header)
        self._column.addWidget(self._content, 1)
        self._content.setContentsMargins(11, 0, 11, 10)
        panel.heading_changed.connect(self._on_heading_changed)
        self.retranslate()

    def panel(self) -> Panel:
        """Return the panel inside."""
        return self._panel

    def title(self) -> str:
        """Return the title as it is shown."""
        return self._title.full_text()

    def subtitle(self) -> str:
        """Return the subtitle in full, even where it is shown shortened."""
        return self._subtitle_text

    def short_title(self) -> str:
        """Return what a tab says, which stays the same in every state."""
        return tr(self._panel.title) if self._short is None else self._short()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme, and pass it on to the panel."""
        self._theme = theme
        for button in (self._more, self._restore):
            button.set_theme(theme)
        self._explanation.set_theme(theme)
        self._panel.set_theme(theme)

    def retranslate(self) -> None:
        """Say all texts again in the language in use."""
        self._panel.retranslate()
        self._more.set_title(tr("More about this panel"))
        self._restore.set_title(tr("Restore"))
        if self._curtain is not None:
            self._curtain.retranslate()
        self._explanation.retranslate()
        if self._explanation.open:
            self.explain()
        if not self._heading:
            self._show_title(self.short_title())

    def place(self) -> Place:
        """Say where the frame is: docked, maximized, or a window of its own."""
        return self._place

    def set_place(self, place: Place) -> None:
        """Say where the frame was put."""
        self._place = place
        self._restore.setVisible(place == "maximized")
        self.setProperty("window", place == "window")
        self.style().unpolish(self)
        self.style().polish(self)

    def set_tabs(self, tabs: QWidget | None) -> None:
        """Show a strip of tabs in place of the title, or the title again."""
        if tabs is self._tabs:
            return
        if self._tabs is not None:
            self._row.removeWidget(self._tabs)
            self._tabs.setParent(None)
        self._tabs = tabs
        self._title.setVisible(tabs is None)
        if tabs is not None:
            self._row.insertWidget(0, tabs)
            tabs.show()
        self.fit_header()

    def room_for_tabs(self) -> int:
        """Return the width that the title row leaves for tabs."""
        return self._room_for_tabs(beside_controls=not self._folded)

    def _room_for_tabs(self, beside_controls: bool) -> int:
        margins = self._header_column.contentsMargins()
        frame = self.contentsMargins() + self._column.contentsMargins()
        room = self.width() - frame.left() - frame.right()
        room -= margins.left() + margins.right()
        taken: list[QWidget] = [self._more, self._restore]
        if beside_controls:
            taken.append(self._controls)
            # The subtitle keeps its distance even where nothing of it is shown.
            room -= self._row.spacing() + EMPTY
        return room - sum(
            part.sizeHint().width() + self._row.spacing()
            for part in taken
            if not part.isHidden()
        )

    def folded(self) -> bool:
        """Say whether the controls stand in a row of their own."""
        return self._folded

    def fit_header(self) -> None:
        """Move the controls below the tabs where both have no room in a row.

        So it is with the subtitle where it says what is held fixed.
        """
        self._set_folded(self._is_to_fold())
        self._show_subtitle()

    def _is_to_fold(self) -> bool:
        if self._tabs is None or self._controls.isHidden():
            return False
        wanted = self._tabs.sizeHint().width()
        if self._panel.labeled:
            wanted += self._subtitle_width()
        return wanted > self._room_for_tabs(beside_controls=True)

    def _subtitle_width(self) -> int:
        metrics = self._subtitle.fontMetrics()
        return metrics.horizontalAdvance(self._subtitle_text) + 2

    def _set_folded(self, folded: bool) -> None:
        if folded == self._folded:
            return
        self._folded = folded
        below = self._below.layout()
        assert isinstance(below, QHBoxLayout)
        if folded:
            below.addWidget(self._subtitle, 1)
            below.addWidget(self._controls)
        else:
            at = self._row.indexOf(self._restore)
            self._row.insertWidget(at, self._subtitle, 1)
            self._row.insertWidget(at + 1, self._controls)
        self._below.setVisible(folded)

    def _show_subtitle(self) -> None:
        """Show the subtitle; beside tabs only where it is not cut short."""
        shown = not self.has_curtain()
        if self._tabs is not None and not self._folded:
            wanted = self._subtitle_width() + self._tabs.sizeHint().width()
            shown = shown and wanted <= self.room_for_tabs()
        # Hidden, it would let the tabs spread over its room.
        self._subtitle.setVisible(shown or self._tabs is not None)
        self._subtitle.set_text(self._subtitle_text if shown else "")

    def set_curtain(self, closed: bool) -> None:
        """Hide what the panel shows until somebody reveals it."""
        self._stack.setCurrentWidget(self._made_curtain() if closed else self._panel)
        self._controls.setVisible(not closed)
        self.fit_header()
        if closed:
            if self._explanation.open:
                self._explanation().close_explanation()
            self._made_curtain().focus_reveal()

    def _made_curtain(self) -> PanelCurtain:
        if self._curtain is None:
            from visualizer.ui.panel_covers import PanelCurtain

            self._curtain = PanelCurtain(self)
            self._curtain.reveal_requested.connect(lambda: self.set_curtain(False))
            self._curtain.retranslate()
            self._stack.addWidget(self._curtain)
        return self._curtain

    def has_curtain(self) -> bool:
        """Say whether the curtain is closed."""
        return self._stack.currentWidget() is not self._panel

    def explain(self) -> None:
        """Answer 'what am I looking at?' over the panel."""
        rows = self._panel.explanation()
        if rows:
            self.explanation().show_rows(rows)

    def explanation(self) -> PanelExplanation:
        """Return the overlay that explains the panel."""
        return self._explanation()

    def _make_explanation(self) -> PanelExplanation:
        from visualizer.ui.panel_covers import PanelExplanation

        made = PanelExplanation(self)
        made.retranslate()
        made.setGeometry(self.rect().adjusted(1, 1, -1, -1))
        return made

    def copy_picture(self) -> None:
        """Put a picture of the panel on the clipboard."""
        from visualizer.ui.picture_export import copy_picture

        with self._without_controls():
            copy_picture(self)
        self.notified.emit(tr("The picture is on the clipboard."))

    def save_picture(self, path: Path | str) -> None:
        """Save a picture of the panel at the size of a slide."""
        from visualizer.ui.picture_export import PictureError, slide_scale

        try:
            self.draw_picture(path, scale=slide_scale(self))
        except PictureError as error:
            self.failed.emit(tr("The picture was not saved: {reason}", reason=error))
        else:
            self.notified.emit(tr("Saved {name}", name=Path(path).name))

    def draw_picture(
        self, path: Path | str, size: QSize | None = None, scale: float = 1.0
    ) -> None:
        """Write a picture of the panel, as `picture_export.render` does.

        Raises
        ------
        PictureError
            If the suffix is unknown or the file cannot be written.
        """
        from visualizer.ui.picture_export import render

        with self._without_controls():
            render(self, path, size, scale)

    def ask_where_to_save(self) -> None:
        """Ask for a file name; the run goes on meanwhile."""
        folder = QStandardPaths.StandardLocation.PicturesLocation
        kinds = {
            tr("PNG picture"): (".png",),
            tr("SVG drawing"): (".svg",),
            tr("PDF document"): (".pdf",),
        }
        ask_where_to_save(
            self,
            tr("Save picture"),
            kinds,
            self.save_picture,
            f"{self.short_title()}.png",
            QStandardPaths.writableLocation(folder),
        )

    def menu(self) -> QMenu:
        """Make the menu of what can be done with the panel."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        maximized, apart = self._place == "maximized", self._place == "window"
        self._add(menu, tr("Copy as picture"), "copy", self.copy_picture)
        self._add(menu, tr("Save picture…"), "save", self.ask_where_to_save)
        menu.addSeparator()
        if not apart:
            self._add(
                menu,
                tr("Restore") if maximized else tr("Maximize"),
                "restore" if maximized else "maximize",
                self.maximize_requested.emit,
            )
        self._add(
            menu,
            tr("Put back") if apart else tr("Tear off"),
            "restore" if apart else "tear_off",
            self.tear_off_requested.emit,
        )
        closed = self.has_curtain()
        self._add(
            menu,
            tr("Reveal") if closed else tr("Draw the curtain: predict first"),
            "curtain",
            lambda: self.set_curtain(not closed),
        )
        menu.addSeparator()
        if self._panel.explanation() and not closed:
            self._add(menu, tr("What am I looking at?"), "help", self.explain)
        self._add(menu, tr("Hide"), "hide", self.hide_requested.emit)
        return menu

    def more_button(self) -> IconButton:
        """Return the button that opens the menu."""
        return self._more

    def reveal_button(self) -> PushButton:
        """Return the button on the curtain."""
        return self._made_curtain().button()

    def _add(self, menu: QMenu, title: str, name: str, do: Callable[[], None]) -> None:
        action = menu.addAction(title)
        if self._theme is not None:
            action.setIcon(icon(name, self._theme, "text_secondary"))
        action.triggered.connect(lambda _=False: do())

    def _fill_header(self) -> None:
        column = QVBoxLayout(self._header)
        column.setContentsMargins(12, 6, 6, 3)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(8)
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._below)
        self._below.hide()
        self._header_column, self._row = column, row
        row.addWidget(self._title)
        row.addWidget(self._subtitle, 1)
        # The subtitle takes what the title leaves.
        self._subtitle.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        )
        controls = QHBoxLayout(self._controls)
        controls.setContentsMargins(0, 0, 0, 0)
        controls.setSpacing(4)
        for widget in self._panel.header_widgets():
            controls.addWidget(widget)
        row.addWidget(self._controls)
        row.addWidget(self._restore)
        row.addWidget(self._more)

    def _show_title(self, title: str) -> None:
        self._title.set_text(title)
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self.heading_changed.emit(title)

    def _on_heading_changed(self, title: str, subtitle: str) -> None:
        self._heading = title
        self._subtitle_text = subtitle
        if self._panel.labeled and self._is_to_fold() != self._folded:
            self.room_changed.emit()
        self._show_subtitle()
        if title != self._title.full_text():
            self._show_title(title)

    def _on_more(self) -> None:
        corner = QPoint(0, self._more.height() + 2)
        self.menu().popup(self._more.mapToGlobal(corner))

    @contextmanager
    def _without_controls(self) -> Iterator[None]:
        """Leave out of a picture what only a hand needs."""
        parts = [self._controls, self._more, self._restore]
        if self._tabs is not None:
            parts.append(self._tabs)
        shown = [part for part in parts if not part.isHidden()]
        titled = not self._title.isHidden()
        for part in shown:
            part.hide()
        self._title.show()
        try:
            yield
        finally:
            self._title.setVisible(titled)
            for part in shown:
                part.show()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self._tabs is not None:
            # The controls say how wide they are only once they wear their style.
            room = self.room_for_tabs()
            if room != self._room:
                self._room = room
                self.room_changed.emit()
        return done

    def closeEvent(self, event: QCloseEvent) -> None:
        # Closing the window of a torn-off panel puts the panel back.
        if self._place == "window":
            event.ignore()
            self.tear_off_requested.emit()
        else:
            super().closeEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._header.geometry().contains(event.pos()):
            self.menu().popup(event.globalPos())
        else:
            super().contextMenuEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._explanation.made is not None:
            self._explanation().setGeometry(self.rect().adjusted(1, 1, -1, -1))
        self.fit_header()


class _Header(QWidget):
    double_clicked = Signal()

    def minimumSizeHint(self) -> QSize:
        # What stands in a title never makes a panel wider.
        return QSize(0, super().minimumSizeHint().height())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit()
