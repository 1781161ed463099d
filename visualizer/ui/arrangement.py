"""The panels of an exhibit: split, stacked as tabs, maximized, hidden, torn off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from PySide6.QtCore import QMetaObject, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from visualizer.scenes.layout import Leaf, Node, Split, Tabs, closed_leaves, leaves
from visualizer.ui.panel_frame import PanelFrame
from visualizer.ui.theme import Theme

GAP = 10
"""Between panels, in pixels."""

_WINDOW_SIZE = QSize(520, 380)
"""Of a torn-off panel that had no size on screen before."""

_SHARES = 10_000
"""What the sizes of a splitter add up to before it has its true size."""


class Arrangement(QWidget):
    """Lays out frames as a tree says; never destroys a panel.

    Signals
    -------
    shown : tuple of str
        Names of the panels that are visible now, whenever they change. What
        is not among them needs no scene.
    changed
        A person changed the arrangement; its `state` may be worth storing.
    """

    shown = Signal(tuple)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: Mapping[str, PanelFrame] = {}
        self._frames: dict[str, PanelFrame] = {}
        self._title_of: Callable[[str], str] = str
        self._tree: Node = Split("row", ())
        self._root: _Splitter | None = None
        self._hidden: set[str] = set()
        self._awaiting: Mapping[str, Any] | None = None
        self._only: frozenset[str] | None = None
        self._torn: dict[str, QRect] = {}
        self._maximized: str | None = None
        self._shares: dict[str, tuple[float, ...]] = {}
        self._front: dict[str, str] = {}
        self._announced: tuple[str, ...] = ()
        self._links: dict[str, list[QMetaObject.Connection]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def set_frames(
        self,
        frames: Mapping[str, PanelFrame],
        tree: Node,
        title_of: Callable[[str], str] | None = None,
    ) -> None:
        """Take over frames by name, and lay them out.

        A frame is asked for when its panel is to be seen, not before: the mapping
        may make it then. Frames of before that are not among them are taken out,
        not destroyed.

        Parameters
        ----------
        frames : mapping of str to PanelFrame
        tree : Node
        title_of : callable, optional
            Returns what a tab says of a panel that nobody has seen yet; the frame is
            asked where left out.
        """
        self._title_of = title_of or (lambda name: frames[name].short_title())
        known = set(self._source)
        for name, frame in tuple(self._frames.items()):
            if name not in frames or frames[name] is not frame:
                self._let_go(name, self._frames.pop(name))
                known.discard(name)
        self._source = frames
        self._hidden &= set(frames)
        self._hidden |= (set(frames) - known) & set(closed_leaves(tree))
        self._torn = {name: at for name, at in self._torn.items() if name in frames}
        if self._maximized not in frames:
            self._maximized = None
        if self._awaiting is not None:
            self._tree = tree
            self._take_over(self._awaiting)
            self._awaiting = None
        self.rearrange(tree)

    def frame(self, name: str) -> PanelFrame:
        """Return a frame by its name.

        Raises
        ------
        KeyError
            If there is none.
        """
        if name not in self._frames:
            frame = self._source[name]
            self._connect(name, frame)
            self._frames[name] = frame
            frame.hide()
        return self._frames[name]

    def rearrange(self, tree: Node) -> None:
        """Lay the frames out as another tree says, with the same panels."""
        self._remember_shares()
        self._tree = tree
        self._rebuild()

    def visible_names(self) -> tuple[str, ...]:
        """Return the names of the panels that can be seen, in reading order."""
        whole = self._whole()
        if whole is not None:
            docked = {whole}
        else:
            docked = set(_in_front(self._pruned(), self._front_of))
        return tuple(
            name for name in leaves(self._tree) if name in docked or name in self._torn
        )

    def maximize(self, name: str | None) -> None:
        """Show one docked panel over all others; None shows all again."""
        if name == self._maximized or name in self._torn:
            return
        if name is not None and name not in self.visible_names():
            self.bring_to_front(name)
        self._remember_shares()
        self._maximized = name
        self._apply_maximized()
        self._announce()
        self.changed.emit()

    def toggle_maximized(self, widget: QWidget | None) -> None:
        """Maximize the panel that a widget is in, or else the first; or restore."""
        if self._maximized is not None:
            self.maximize(None)
            return
        docked = [name for name in self.visible_names() if name not in self._torn]
        held = [
            name
            for name in docked
            if widget is not None and self.frame(name).isAncestorOf(widget)
        ]
        for name in (held or docked)[:1]:
            self.maximize(name)

    def maximized(self) -> str | None:
        """Return the name of the maximized panel."""
        return self._maximized

    def set_hidden(self, name: str, hidden: bool) -> None:
        """Hide a panel or show it again."""
        if hidden == (name in self._hidden):
            return
        self._remember_shares()
        if self._only is not None:
            self._only = self._only - {name} if hidden else self._only | {name}
        if hidden:
            self._hidden.add(name)
            self._dock(name)
            if self._maximized == name:
                self._maximized = None
        else:
            self._hidden.discard(name)
        self._rebuild()
        self.changed.emit()

    def show_only(self, names: frozenset[str] | None) -> None:
        """Show some docked panels alone for a time; None ends it.

        What a person has hidden, maximized or moved stays as it is for the time
        afterwards, and in `state`.
        """
        if names != self._only:
            self._remember_shares()
            self._only = names
            self._rebuild()

    def only(self) -> frozenset[str] | None:
        """Return the panels shown alone for a time, or None."""
        return self._only

    def hidden_names(self) -> tuple[str, ...]:
        """Return the names of the panels that were hidden."""
        return tuple(name for name in self._source if name in self._hidden)

    def bring_to_front(self, name: str) -> None:
        """Make a panel visible, whatever hides it."""
        if name not in self.visible_names() and not self._turn_to(name):
            self._uncover(name)
        if name in self._torn:
            self._frames[name].raise_()
            self._frames[name].activateWindow()

    def _turn_to(self, name: str) -> bool:
        """Show the tab of a panel, if it has one; that needs no new layout."""
        if self._root is None or self._whole() is not None:
            return False
        groups = self._root.findChildren(_TabGroup)
        return any(group.turn_to(name) for group in groups)

    def _uncover(self, name: str) -> None:
        self._remember_shares()
        if self._only is not None:
            self._only |= {name}
        self._hidden.discard(name)
        if self._maximized not in (None, name):
            self._maximized = None
        for group in _tab_groups(self._tree):
            if name in leaves(group):
                self._front[_key(group)] = name
        self._rebuild()

    def tear_off(self, name: str) -> None:
        """Make a panel a window of its own."""
        if name in self._torn:
            return
        self._remember_shares()
        frame = self.frame(name)
        corner = frame.mapToGlobal(frame.rect().topLeft())
        size = frame.size() if frame.isVisible() else _WINDOW_SIZE
        self._torn[name] = QRect(corner, size).translated(24, 24)
        self._hidden.discard(name)
        if self._maximized == name:
            self._maximized = None
        self._rebuild()
        self.changed.emit()

    def put_back(self, name: str) -> None:
        """Put a torn-off panel back to its place."""
        if name in self._torn:
            self._remember_shares()
            self._dock(name)
            self._rebuild()
            self.changed.emit()

    def put_all_back(self) -> None:
        """Put every torn-off panel back, as before the program ends."""
        if self._torn:
            for name in tuple(self._torn):
                self._dock(name)
            self._rebuild()

    def torn_names(self) -> tuple[str, ...]:
        """Return the names of the panels that are windows of their own."""
        return tuple(self._torn)

    def reset(self) -> None:
        """Bring the shipped arrangement back."""
        for name in tuple(self._torn):
            self._dock(name)
        self._hidden = set(closed_leaves(self._tree))
        self._only = None
        self._maximized = None
        self._shares.clear()
        self._front.clear()
        self._rebuild()
        self.changed.emit()

    def state(self) -> dict[str, Any]:
        """Return what a person changed, as JSON values."""
        self._remember_shares()
        torn = {name: self.frame(name).geometry() for name in self._torn}
        return {
            "shares": {key: list(shares) for key, shares in self._shares.items()},
            "front": dict(self._front),
            "hidden": sorted(self._hidden),
            "torn": {
                name: [at.x(), at.y(), at.width(), at.height()]
                for name, at in torn.items()
            },
            "maximized": self._maximized,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take a stored state over.

        What does not fit (a panel that no longer exists, a value of another
        type) is left out: an old arrangement must not keep a program from
        starting. Before there are frames it waits for them, so that they are laid
        out once.
        """
        if not self._source:
            self._awaiting = state
            return
        self._take_over(state)
        self._rebuild()

    def _take_over(self, state: Mapping[str, Any]) -> None:
        for name in tuple(self._torn):
            self._dock(name)
        self._shares = {
            key: tuple(float(share) for share in shares)
            for key, shares in _mapping(state.get("shares")).items()
            if _numbers(shares) and sum(shares) > 0
        }
        self._front = {
            key: name
            for key, name in _mapping(state.get("front")).items()
            if name in self._source
        }
        hidden = state.get("hidden")
        closed = list(closed_leaves(self._tree))
        names = hidden if isinstance(hidden, list) else closed
        self._hidden = {name for name in names if name in self._source}
        self._torn = {
            name: QRect(*(round(number) for number in numbers))
            for name, numbers in _mapping(state.get("torn")).items()
            if name in self._source and _numbers(numbers) and len(numbers) == 4
        }
        maximized = state.get("maximized")
        fits = maximized in self._source and maximized not in self._torn
        self._maximized = maximized if fits else None

    def set_theme(self, theme: Theme) -> None:
        """Pass a theme on to all frames, the hidden ones included."""
        for frame in self._frames.values():
            frame.set_theme(theme)

    def retranslate(self) -> None:
        """Say all texts again in the language in use."""
        for frame in self._frames.values():
            frame.retranslate()
        for group in self.findChildren(_TabGroup):
            group.retranslate()

    def _connect(self, name: str, frame: PanelFrame) -> None:
        self._links[name] = [
            frame.maximize_requested.connect(lambda: self._on_maximize(name)),
            frame.hide_requested.connect(lambda: self.set_hidden(name, True)),
            frame.tear_off_requested.connect(lambda: self._on_tear_off(name)),
        ]

    def _let_go(self, name: str, frame: PanelFrame) -> None:
        for link in self._links.pop(name):
            QObject.disconnect(link)
        frame.set_tabs(None)
        frame.hide()
        # Without a parent it would be a window that outlives this one.
        frame.setParent(self.parentWidget())

    def _on_maximize(self, name: str) -> None:
        self.maximize(None if self._maximized == name else name)

    def _on_tear_off(self, name: str) -> None:
        if name in self._torn:
            self.put_back(name)
        else:
            self.tear_off(name)

    def _on_front_changed(self, key: str, name: str) -> None:
        self._front[key] = name
        self._announce()
        self.changed.emit()

    def _dock(self, name: str) -> None:
        """End a panel's time as a window; the next layout gives it a place."""
        if self._torn.pop(name, None) is not None:
            frame = self._frames[name]
            frame.hide()
            frame.setParent(self)
            frame.set_place("docked")

    def _pruned(self) -> Node | None:
        gone = self._hidden | set(self._torn)
        if self._only is not None:
            gone = set(self._torn) | (set(leaves(self._tree)) - self._only)
        return _without(self._tree, gone)

    def _whole(self) -> str | None:
        """Return the maximized panel, unless only others are shown for a time."""
        if self._only is not None and self._maximized not in self._only:
            return None
        return self._maximized

    def _rebuild(self) -> None:
        self.setUpdatesEnabled(False)
        self._place_frames()
        self.setUpdatesEnabled(True)
        # After the others: a window made meanwhile would never be painted.
        for name in self._torn:
            self._show_window(name, self.frame(name))
        self._announce()

    def _place_frames(self) -> None:
        old = self._root
        if old is not None:
            for group in old.findChildren(_TabGroup):
                group.let_go()
        # From the outside in, and each frame straight from its old place to its
        # new one: a move makes Qt style all that is inside anew.
        self._root = None
        tree = self._pruned()
        if tree is not None:
            whole = tree if isinstance(tree, Split) else Split("row", (tree,))
            self._root = _Splitter(whole, self)
            self._column.addWidget(self._root)
            self._fill(self._root)
            self._root.show()
        docked = () if tree is None else tuple(leaves(tree))
        for name, frame in self._frames.items():
            if name not in docked and name not in self._torn:
                frame.hide()
                frame.setParent(self)
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._apply_maximized()

    def _fill(self, splitter: _Splitter) -> None:
        splitter.splitterMoved.connect(self.changed)
        for child in splitter.node.children:
            if isinstance(child, Leaf):
                frame = self.frame(child.name)
                splitter.addWidget(frame)
                frame.show()
            elif isinstance(child, Tabs):
                splitter.addWidget(self._build_tabs(child))
            else:
                inner = _Splitter(child, self)
                splitter.addWidget(inner)
                self._fill(inner)
        splitter.set_shares(self._shares_of(splitter.node))

    def _apply_maximized(self) -> None:
        """Leave nothing but the maximized panel, and the way to it, visible."""
        name = self._whole()
        chosen = None if name is None else self.frame(name)
        if self._root is not None:
            self._root.show_way_to(chosen)
        if chosen is None:
            # Once all are shown: a splitter gives nothing to what is hidden.
            for splitter in self._splitters():
                splitter.set_shares(self._shares_of(splitter.node))
        for each, frame in self._frames.items():
            if each not in self._torn:
                frame.set_place("maximized" if frame is chosen else "docked")

    def _splitters(self) -> list[_Splitter]:
        return [] if self._root is None else list(self._root.splitters())

    def _front_of(self, names: tuple[str, ...]) -> str:
        """Return which panel of a group of tabs is in front."""
        front = self._front.get(_key(self._group_with(names[0])), names[0])
        return front if front in names else names[0]

    def _build_tabs(self, node: Tabs) -> QWidget:
        names = tuple(leaves(node))
        key = _key(self._group_with(names[0]))
        front = self._front_of(names)
        made = [self._frames[name] for name in names if name in self._frames]
        group = _TabGroup(names, front, made, self._title_of, self.frame, self)
        group.front_changed.connect(lambda name: self._on_front_changed(key, name))
        return group

    def _group_with(self, name: str) -> Tabs:
        """Return the group of the whole tree that a panel belongs to."""
        return next(group for group in _tab_groups(self._tree) if name in leaves(group))

    def _show_window(self, name: str, frame: PanelFrame) -> None:
        if frame.place() != "window":
            frame.setParent(self, Qt.WindowType.Window)
            frame.set_place("window")
            place = self._torn[name]
            if QGuiApplication.screenAt(place.center()) is None:
                # It was left on a screen that is no longer there.
                place.moveCenter(self.mapToGlobal(self.rect().center()))
            frame.setGeometry(place)
        frame.show()

    def _shares_of(self, node: Split) -> tuple[float, ...]:
        """Return the shares of a splitter's children, as they were last seen."""
        stored = self._shares.get(_key(node))
        if stored is not None and len(stored) == len(node.children):
            return stored
        return tuple(child.weight for child in node.children)

    def _remember_shares(self) -> None:
        """Keep the sizes that a person gave to panels; the untouched have none."""
        if self._whole() is not None or self._only is not None:
            return
        for splitter in self._splitters():
            sizes = tuple(float(size) for size in splitter.sizes())
            if splitter.was_moved() and sum(sizes) > 0:
                self._shares[_key(splitter.node)] = sizes

    def _announce(self) -> None:
        names = self.visible_names()
        if names != self._announced:
            self._announced = names
            self.shown.emit(names)


class _Splitter(QSplitter):
    """A splitter whose children keep their shares when the window is resized."""

    def __init__(self, node: Split, parent: QWidget) -> None:
        row = node.direction == "row"
        orientation = Qt.Orientation.Horizontal if row else Qt.Orientation.Vertical
        super().__init__(orientation, parent)
        self.node = node
        self._moved = False
        self.setChildrenCollapsible(False)
        self.setHandleWidth(GAP)
        self.splitterMoved.connect(self._on_moved)

    def set_shares(self, shares: tuple[float, ...]) -> None:
        total = sum(shares)
        self.setSizes([round(share / total * _SHARES) for share in shares])
        for index, share in enumerate(shares):
            self.setStretchFactor(index, max(1, round(share / total * 100)))

    def panes(self) -> list[QWidget]:
        panes = (self.widget(index) for index in range(self.count()))
        return [pane for pane in panes if pane is not None]

    def splitters(self) -> Iterator[_Splitter]:
        yield self
        for pane in self.panes():
            if isinstance(pane, _Splitter):
                yield from pane.splitters()

    def show_way_to(self, chosen: QWidget | None) -> None:
        """Hide what is beside the way to a widget; None shows all."""
        for pane in self.panes():
            on_way = chosen is None or pane is chosen or pane.isAncestorOf(chosen)
            pane.setVisible(on_way)
            # What lies inside a hidden splitter is left as it is: without any
            # visible child, a splitter keeps no room for the time afterwards.
            if on_way and isinstance(pane, _Splitter):
                pane.show_way_to(chosen)

    def was_moved(self) -> bool:
        return self._moved

    def _on_moved(self) -> None:
        self._moved = True


class _TabGroup(QStackedWidget):
    """Frames behind one another; the one in front wears the tabs as its title."""

    front_changed = Signal(str)

    def __init__(
        self,
        names: tuple[str, ...],
        front: str,
        made: Sequence[PanelFrame],
        title_of: Callable[[str], str],
        frame_of: Callable[[str], PanelFrame],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._names = names
        self._title_of = title_of
        self._frame_of = frame_of
        self._taken: list[PanelFrame] = []
        self._tabs = QTabBar(self)
        self._tabs.setExpanding(False)
        self._tabs.setDrawBase(False)
        self._tabs.setUsesScrollButtons(False)
        self._tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tabs.setElideMode(Qt.TextElideMode.ElideRight)
        for name in names:
            self._tabs.addTab(title_of(name))
        # Those there are already would else end with the layout they lie in.
        for frame in made:
            self._take(frame)
        self._tabs.setCurrentIndex(names.index(front))
        self._show_front(self._tabs.currentIndex())
        self._tabs.currentChanged.connect(self._on_current_changed)
        self._tabs.tabBarDoubleClicked.connect(
            lambda index: frame_of(names[index]).maximize_requested.emit()
        )

    def retranslate(self) -> None:
        current = self._tabs.currentIndex()
        texts = [self._title_of(name) for name in self._names]
        self._write(texts)
        front = self._frame_of(self._names[current])
        front.fit_header()
        if front.folded() and not front.panel().labeled:
            return
        # The tab in front says the whole title where there is room for it.
        self._write([*texts[:current], front.title(), *texts[current + 1 :]])
        if self._tabs.sizeHint().width() > front.room_for_tabs():
            self._write(texts)
        front.fit_header()

    def _write(self, texts: list[str]) -> None:
        for index, text in enumerate(texts):
            # A single ampersand would underline the letter behind it.
            text = text.replace("&", "&&")
            if text != self._tabs.tabText(index):
                self._tabs.setTabText(index, text)

    def _on_current_changed(self, index: int) -> None:
        focused = self._tabs.hasFocus()
        self._show_front(index)
        if focused:
            self._tabs.setFocus(Qt.FocusReason.TabFocusReason)
        self.front_changed.emit(self._names[index])

    def _show_front(self, index: int) -> None:
        for frame in self._taken:
            frame.set_tabs(None)
        frame = self._frame_of(self._names[index])
        if frame not in self._taken:
            self._take(frame)
        self.setCurrentWidget(frame)
        # A page that was behind has an old size until the next turn of the loop.
        frame.setGeometry(self.contentsRect())
        frame.set_tabs(self._tabs)
        self.retranslate()

    def _take(self, frame: PanelFrame) -> None:
        self._taken.append(frame)
        self.addWidget(frame)
        frame.heading_changed.connect(self.retranslate)
        frame.room_changed.connect(self.retranslate)

    def turn_to(self, name: str) -> bool:
        """Bring a panel to the front; say whether it is one of these."""
        if name not in self._names:
            return False
        self._tabs.setCurrentIndex(self._names.index(name))
        return True

    def let_go(self) -> None:
        """Take the tabs from the frames, which go on to another place."""
        for frame in self._taken:
            frame.heading_changed.disconnect(self.retranslate)
            frame.room_changed.disconnect(self.retranslate)
            frame.set_tabs(None)
        # They end with the group, instead of living on as a window.
        self._tabs.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A group that was let go has given its frames away.
        if self.count():
            self.retranslate()


def _without(node: Node, gone: set[str]) -> Node | None:
    """Return the tree without some panels, and without groups left empty."""
    if isinstance(node, Leaf):
        return None if node.name in gone else node
    if isinstance(node, Tabs):
        left = tuple(leaf for leaf in node.children if leaf.name not in gone)
        if len(left) == 1:
            return Leaf(left[0].name, node.weight)
        return Tabs(left, node.weight) if left else None
    children = tuple(
        child for each in node.children if (child := _without(each, gone)) is not None
    )
    return Split(node.direction, children, node.weight) if children else None


def _in_front(
    node: Node | None, front_of: Callable[[tuple[str, ...]], str]
) -> list[str]:
    """Return the panels that can be seen, given what is in front of each group."""
    if node is None:
        return []
    if isinstance(node, Leaf):
        return [node.name]
    if isinstance(node, Tabs):
        return [front_of(tuple(leaves(node)))]
    return [name for child in node.children for name in _in_front(child, front_of)]


def _tab_groups(node: Node) -> list[Tabs]:
    if isinstance(node, Tabs):
        return [node]
    if isinstance(node, Leaf):
        return []
    return [group for child in node.children for group in _tab_groups(child)]


def _key(node: Split | Tabs) -> str:
    """Name a group by what it holds, so that each arrangement has its own sizes."""
    kind = node.direction if isinstance(node, Split) else "tabs"
    return kind + ":" + "|".join(",".join(leaves(child)) for child in node.children)


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _numbers(value: object) -> TypeGuard[list[float]]:
    return isinstance(value, list) and all(
        isinstance(item, int | float) and not isinstance(item, bool) for item in value
    )
