"""The compare view: two exhibits side by side, and a table of their differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from visualizer.exhibits import DETAILS
from visualizer.language import tr
from visualizer.scenes.curve import TimelineScene
from visualizer.session import commands as do
from visualizer.session.duet import SHARED
from visualizer.session.pair_views import (
    SIDES,
    difference_rows,
    pair_timeline,
    result_rows,
    side_note,
)
from visualizer.session.snapshot import PairSnapshot, Snapshot
from visualizer.session.wording import SettingRow
from visualizer.ui.exhibit_view import ExhibitView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets import PushButton
from visualizer.ui.widgets.elided_label import ElidedLabel

TABLE_ROWS = 4
"""Of the tables below the two sides; longer ones scroll."""

UNADDRESSED = (*SHARED, do.Compare, do.EndCompare, do.On, do.Export, do.Restore)
"""Commands that are for no side in particular, or say themselves for which."""


class SideHeader(QFrame):
    """The narrow line over one side: its name, what is its own, and a way to keep it.

    Signals
    -------
    chosen
        The person wants to set this side.
    kept
        The person wants to go on with this side alone.
    """

    chosen = Signal()
    kept = Signal()

    def __init__(self, place: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = place
        self._theme: Theme | None = None
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._ink = QFrame(self)
        self._ink.setFixedSize(18, 4)
        self._ink.setAutoFillBackground(True)
        self._chip = PushButton("", "chip", self)
        self._chip.setProperty("dense", True)
        self._chip.setCheckable(True)
        self._chip.clicked.connect(self._on_clicked)
        self._note = ElidedLabel("", "small", self)
        self._keep = PushButton("", "quiet", self)
        self._keep.clicked.connect(self.kept)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self._ink)
        row.addWidget(self._chip)
        row.addWidget(self._note, 1)
        row.addWidget(self._keep)

    def chip(self) -> PushButton:
        """Return the button that chooses the side."""
        return self._chip

    def keep_button(self) -> PushButton:
        """Return the button that ends the comparison with this side."""
        return self._keep

    def note(self) -> str:
        """Return what is said of the side."""
        return self._note.full_text()

    def show_note(self, text: str) -> None:
        """Say what is this side's own."""
        self._note.set_text(text)
        self._chip.setAccessibleDescription(text)

    def set_chosen(self, chosen: bool) -> None:
        """Mark the side that the settings are those of."""
        self._chip.setChecked(chosen)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        palette = self._ink.palette()
        role = ("train", "beside")[self._place]
        palette.setColor(self._ink.backgroundRole(), theme.color(role))
        self._ink.setPalette(palette)

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        side = tr(SIDES[self._place])
        self._chip.setText(side)
        self._chip.setToolTip(tr("Set this side (F6: the other one)"))
        self._keep.setText(tr("Keep"))
        self._keep.setAccessibleName(tr("Keep: {side}", side=side))
        self._keep.setToolTip(
            tr("Go on with this side alone; the other one stays as a run")
        )

    def _on_clicked(self) -> None:
        # A click on the side that is chosen leaves it so.
        self._chip.setChecked(True)
        self.chosen.emit()


class ComparisonPage(QWidget):
    """Both sides with their headers, and below them what differs.

    Parameters
    ----------
    views : pair of ExhibitView
        Placed here; their columns of settings stand at the left, one at a time.
    parent : QWidget

    Signals
    -------
    side_chosen : int
    side_kept : int
    setting_chosen : str, int
        Field of a setting, and the side on which it is to be edited; -1 for the
        chosen one.
    """

    side_chosen = Signal(int)
    side_kept = Signal(int)
    setting_chosen = Signal(str, int)

    def __init__(self, views: tuple[ExhibitView, ExhibitView], parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: tuple[SettingRow, ...] = ()
        self._pair: PairSnapshot | None = None
        self._columns = QStackedWidget(self)
        self._views = views
        self.headers = (SideHeader(0, self), SideHeader(1, self))
        sides = QHBoxLayout()
        sides.setSpacing(10)
        for place, (view, header) in enumerate(zip(views, self.headers, strict=True)):
            header.chosen.connect(lambda place=place: self.side_chosen.emit(place))
            header.kept.connect(lambda place=place: self.side_kept.emit(place))
            self._columns.addWidget(view.column)
            side = QVBoxLayout()
            side.setSpacing(6)
            side.addWidget(header)
            side.addWidget(view, 1)
            sides.addLayout(side, 1)
        self._strip = self._make_strip()
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(sides, 1)
        right.addWidget(self._strip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._columns)
        row.addLayout(right, 1)

    def _make_strip(self) -> QFrame:
        from visualizer.ui.widgets.table import Table

        strip = QFrame(self)
        strip.setProperty("role", "panel")
        strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._about = ElidedLabel("", "small", strip)
        self.differences = Table(strip)
        self.differences.clicked.connect(self._on_clicked)
        self.differences.entered.connect(lambda row: self._edit(row, -1))
        self.results = Table(strip)
        self.results.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._now = ElidedLabel("", "small", strip)
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 6, 12, 8)
        row.setSpacing(16)
        for label, table, share in (
            (self._about, self.differences, 3),
            (self._now, self.results, 2),
        ):
            part = QVBoxLayout()
            part.setSpacing(2)
            part.addWidget(label)
            part.addWidget(table)
            row.addLayout(part, share)
        return strip

    def about(self) -> str:
        """Return what is said over the table of differences."""
        return self._about.full_text()

    def set_chosen(self, place: int) -> None:
        """Show the settings of a side and mark it."""
        self._columns.setCurrentIndex(place)
        for each, header in enumerate(self.headers):
            header.set_chosen(each == place)

    def show_pair(self, pair: PairSnapshot) -> None:
        """Write down what differs and how far both are."""
        self._pair = pair
        self._rows = difference_rows(pair)
        for place, header in enumerate(self.headers):
            header.show_note(side_note(pair, place, self._rows))
        self.differences.set_rows(tuple(row.texts for row in self._rows))
        self.results.set_rows(result_rows(pair))
        count = len(self._rows)
        self._about.set_text(
            tr("Settings that differ: {count}; click one to edit it", count=count)
            if count
            else tr("Both sides have the same settings: change one of them.")
        )

    def fit(self) -> None:
        """Follow the size of the type and the width of the columns."""
        unit = self.fontInfo().pixelSize() / BASE_PIXELS
        for table in (self.differences, self.results):
            table.verticalHeader().setDefaultSectionSize(round(20 * unit))
            table.fit_height(TABLE_ROWS)
        self._columns.setFixedWidth(max(v.column.minimumWidth() for v in self._views))

    def set_presenting(self, presenting: bool) -> None:
        """Leave out what an audience need not see."""
        self._columns.setVisible(not presenting)
        self._strip.setVisible(not presenting)
        for header in self.headers:
            header.keep_button().setVisible(not presenting)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        for header in self.headers:
            header.set_theme(theme)

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        for header in self.headers:
            header.retranslate()
        sides = [tr(side) for side in SIDES]
        self.differences.set_headings([tr("Setting"), *sides])
        self.differences.setAccessibleName(tr("Differences of the two sides"))
        self.results.set_headings([tr("Result"), *sides])
        self.results.setAccessibleName(tr("Results of the two sides"))
        self._now.set_text(tr("At the moment shown"))
        if self._pair is not None:
            self.show_pair(self._pair)

    def _on_clicked(self, index: QModelIndex) -> None:
        self._edit(index.row(), index.column() - 1)

    def _edit(self, row: int, place: int) -> None:
        self.setting_chosen.emit(self._rows[row].field, place)


class Comparison(QObject):
    """Puts a second view beside that of the window, and takes it away again.

    Parameters
    ----------
    home : ExhibitView
        The window's own view: the left side.
    make_view : callable
        Makes a view for an experiment.
    place : callable
        Gives the middle of the window to a widget.
    parent : QWidget

    Signals
    -------
    changed
        The comparison began, ended, or another side was chosen.
    command_wanted : Command
    """

    changed = Signal()
    command_wanted = Signal(object)

    def __init__(
        self,
        home: ExhibitView,
        make_view: Callable[[Any], ExhibitView],
        place: Callable[[QWidget], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._home = home
        self._make_view = make_view
        self._place = place
        self._right: ExhibitView | None = None
        self._page: ComparisonPage | None = None
        self._pair: PairSnapshot | None = None
        self._arrangement: dict[str, Any] = {}
        self._theme: Theme | None = None
        self._presenting = False
        self.chosen = 0

    @property
    def active(self) -> bool:
        """Whether two experiments stand side by side."""
        return self._page is not None

    @property
    def page(self) -> ComparisonPage | None:
        """What is on screen while two experiments stand side by side."""
        return self._page

    @property
    def pair(self) -> PairSnapshot | None:
        """Both sides at the moment shown."""
        return self._pair

    @property
    def views(self) -> tuple[ExhibitView, ...]:
        """The views in sight, the left one first."""
        return (self._home,) if self._right is None else (self._home, self._right)

    @property
    def view(self) -> ExhibitView:
        """The view of the chosen side."""
        return self.views[self.chosen]

    @property
    def home(self) -> ExhibitView:
        """The window's own view: the left side."""
        return self._home

    def arrangement_state(self) -> dict[str, Any]:
        """Return what a person changed of the arrangement outside of comparisons."""
        return self._arrangement if self.active else self._home.arrangement.state()

    def restore_arrangement(self, state: dict[str, Any]) -> None:
        """Arrange the panels as they were, once nothing is compared any more."""
        if self.active:
            self._arrangement = state
        else:
            self._home.arrangement.restore(state)

    def addressed(self, command: do.Command) -> do.Command:
        """Return a command as it is meant for the chosen side, where it is for one."""
        if not self.active or isinstance(command, UNADDRESSED):
            return command
        return do.On(self.chosen, command)

    def addressed_by(self, view: ExhibitView, command: do.Command) -> do.Command:
        """Return a command as it is meant for the side of a view."""
        if not self.active or view not in self.views:
            return command
        return do.On(self.views.index(view), command)

    def choose(self, place: int) -> None:
        """Let the settings and all commands for one side be for this one."""
        if self._page is not None and place < len(self.views):
            self._page.set_chosen(place)
            if place != self.chosen:
                self.chosen = place
                self.changed.emit()

    def choose_view(self, view: ExhibitView) -> None:
        """Choose the side of a view that a person has taken in hand."""
        if view in self.views:
            self.choose(self.views.index(view))

    def expect(self, shown: Snapshot | PairSnapshot) -> None:
        """Put an end to what is on screen if a moment is not one of it."""
        if isinstance(shown, Snapshot):
            self._pair = None
            ended = self.active
        else:
            key = shown.left.experiment.exhibit
            ended = self.active and key != self._home.exhibit.key
        if ended:
            self._end()

    def move_to(self, home: ExhibitView) -> None:
        """Let the window's own view be that of another exhibit."""
        self._home = home

    def show(self, shown: Snapshot | PairSnapshot, settled: bool) -> Snapshot:
        """Draw a moment; return that of the chosen side."""
        if isinstance(shown, Snapshot):
            self._home.show_snapshot(shown, settled)
            return shown
        self._pair = shown
        if self._page is None:
            self._begin(shown)
        for view, side in zip(self.views, shown.sides, strict=True):
            view.show_snapshot(side, settled)
        # The details of the chosen side bring the timeline: these come with the others.
        due = DETAILS in shown.sides[1 - self.chosen].panels
        if self._page is not None and (due or not shown.playing):
            self._page.show_pair(shown)
        side = shown.sides[self.chosen]
        return replace(side, playing=shown.playing)

    def told_of(self, text: str, place: int | None = None) -> str:
        """Say of a side, or of the chosen one, that a sentence is about it."""
        if not self.active:
            return text
        side = SIDES[self.chosen if place is None else place]
        return tr("{side}: {text}", side=tr(side), text=text)

    def timeline(self) -> TimelineScene | None:
        """Return the timeline with both curves; None outside of comparisons."""
        return None if self._pair is None else pair_timeline(self._pair, self.chosen)

    def troubled(self) -> int | None:
        """Return which side stopped by itself, the chosen one before the other."""
        if self._pair is None:
            return None
        conditions = [side.status.condition for side in self._pair.sides]
        places = (self.chosen, 1 - self.chosen)
        return next((place for place in places if conditions[place] != "ok"), None)

    @property
    def can_go_on(self) -> bool:
        """Whether any of two sides is well."""
        sides = () if self._pair is None else self._pair.sides
        return any(side.status.condition == "ok" for side in sides)

    def fit(self) -> None:
        """Follow the size of the window."""
        for view in self.views:
            view.fit()
        if self._page is not None:
            self._page.fit()

    def set_presenting(self, presenting: bool) -> None:
        """Hide what an audience need not see, or show it again."""
        self._presenting = presenting
        if self._page is None:
            self._home.set_column_shown(not presenting)
        else:
            self._page.set_presenting(presenting)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        for view in self.views:
            view.set_theme(theme)
        if self._page is not None:
            self._page.set_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        for view in self.views:
            view.retranslate()
        if self._page is not None:
            self._page.retranslate()

    def _begin(self, pair: PairSnapshot) -> None:
        home = self._home
        home.arrangement.put_all_back()
        self._arrangement = home.arrangement.state()
        right = self._make_view(pair.right.experiment)
        for view, side in zip((home, right), SIDES, strict=True):
            view.stand_beside(side)
        home.arrangement.restore({})
        self._page = ComparisonPage((home, right), home.window())
        self._right, self.chosen = right, 1
        self._page.side_chosen.connect(self.choose)
        self._page.side_kept.connect(self._on_kept)
        self._page.setting_chosen.connect(self._on_setting)
        self._place(self._page)
        right.look_at(home.watch)
        self._page.retranslate()
        self._page.set_chosen(self.chosen)
        self._page.set_presenting(self._presenting)
        right.show_only(home.arrangement.only())
        if self._theme is not None:
            right.set_theme(self._theme)
            self._page.set_theme(self._theme)
        self.changed.emit()

    def _end(self) -> None:
        page, right = self._page, self._right
        assert page is not None
        assert right is not None
        right.arrangement.put_all_back()
        self._page = self._right = None
        self.chosen = 0
        self._home.stand_beside(None)
        self._home.set_column_shown(not self._presenting)
        self._home.arrangement.restore(self._arrangement)
        self._place(self._home)
        right.hide()
        right.setParent(page)
        page.hide()
        page.deleteLater()
        self._home.show()
        self.changed.emit()

    def _on_kept(self, place: int) -> None:
        self.command_wanted.emit(do.EndCompare(keep_right=place == 1))

    def _on_setting(self, field: str, place: int) -> None:
        if place >= 0:
            self.choose(place)
        self.view.go_to_setting(field)
