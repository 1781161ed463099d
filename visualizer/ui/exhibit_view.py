"""One exhibit in the window: its settings, its panels, and what is looked at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from visualizer.datasets import Dataset
from visualizer.exhibits import Exhibit
from visualizer.language import tr
from visualizer.registry import Registry
from visualizer.scenes import Scene
from visualizer.scenes.intents import Intent, NeuronRef, Select, SetOption
from visualizer.scenes.layout import Node
from visualizer.scenes.why import AskWhy
from visualizer.session.snapshot import Snapshot
from visualizer.session.views import curve_scene
from visualizer.settings import SettingError, describe
from visualizer.ui.arrangement import Arrangement
from visualizer.ui.forms import SettingsForm
from visualizer.ui.panel_frame import PanelFrame
from visualizer.ui.panels import panel_key, panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.previews import preview_pictures
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS

FAST_PANELS = frozenset({"network"})
"""Panels that follow every frame; the others take turns."""

GESTURE_SECONDS = 0.8
"""Edits of one field within this time are one gesture."""

COMPACT_WIDTH = 1360
COMPACT_HEIGHT = 820
COLUMN_WIDTH = 216


class _Frames(Mapping[str, PanelFrame]):
    """The panels of an exhibit by name, each made when it is first asked for.

    Parameters
    ----------
    make : callable
        Makes the frame for a name and a class of scenes.
    tab_titles : callable
        Returns what tabs say instead of a panel's own title, by name.
    """

    def __init__(
        self,
        make: Callable[[str, type[Scene]], PanelFrame],
        tab_titles: Callable[[], Mapping[str, str]],
    ) -> None:
        self._make = make
        self._tab_titles = tab_titles
        self._classes: dict[str, type[Scene]] = {}
        self._kept: dict[tuple[str, type[Scene]], PanelFrame] = {}

    def take(self, classes: Mapping[str, type[Scene]]) -> bool:
        """Take over what each panel draws; return whether any of it is new."""
        new = any(self._classes.get(name) is not each for name, each in classes.items())
        self._classes.update(classes)
        return new

    def made(self) -> tuple[PanelFrame, ...]:
        """Return all frames there are, those for data of another kind included."""
        return tuple(self._kept.values())

    def title(self, name: str) -> str:
        """Return what a tab says of a panel, made or not, in the language in use."""
        return self.title_of(name, self._classes[name])

    def title_of(self, name: str, scene_class: type[Scene]) -> str:
        """Return what a tab says of a panel that draws a class of scenes."""
        short = self._tab_titles().get(name)
        return short or tr(panels[panel_key(scene_class)].title)

    def __getitem__(self, name: str) -> PanelFrame:
        key = (name, self._classes[name])
        if key not in self._kept:
            self._kept[key] = self._make(*key)
        return self._kept[key]

    def __contains__(self, name: object) -> bool:
        return name in self._classes

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __len__(self) -> int:
        return len(self._classes)


class ExhibitView(QWidget):
    """Lays out an exhibit's settings and panels and hands scenes to them.

    Signals
    -------
    settings_wanted : settings, int
        The person asks for other settings; the number names the gesture.
    watch_changed : watch
    intent_left : Intent
        An intent that is not about settings or about what is looked at.
    sight_changed : frozenset, frozenset
        Names of the fast and of the slow panels in sight.
    data_wanted
        Data of one's own were chosen, of which there are none yet.
    said : str, str
        Kind ("info" or "error") and sentence for the banner.
    arrangement_changed
    """

    settings_wanted = Signal(object, int)
    watch_changed = Signal(object)
    intent_left = Signal(object)
    sight_changed = Signal(object, object)
    data_wanted = Signal()
    said = Signal(str, str)
    arrangement_changed = Signal()

    def __init__(
        self, exhibit: Exhibit[Any, Any, Any], settings: Any, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._exhibit = exhibit
        self._theme: Theme | None = None
        self._hidden_controls: frozenset[str] = frozenset()
        self._snapshot: Snapshot | None = None
        self._fitted: Any = None
        self._intended = settings
        self.watch: Any = exhibit.watch_class()
        self._compact: bool | None = None
        self._side: str | None = None
        self._frames = _Frames(self._new_frame, exhibit.tab_titles)
        self._gesture = self._hand = 0
        self._gesture_field = ""
        self._gesture_time = 0.0
        self._make_column()
        self._arrangement = Arrangement(self)
        self._arrangement.shown.connect(self._on_shown)
        self._arrangement.changed.connect(self.arrangement_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._column)
        row.addWidget(self._arrangement, 1)
        self.retranslate()

    def _make_column(self) -> None:
        self._column = QFrame(self)
        self._column.setProperty("role", "panel")
        self._column.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column_title = QLabel(self._column)
        self._column_title.setProperty("role", "title")
        self._form = SettingsForm(self._exhibit.settings_class, self._column)
        self._form.edited.connect(self._on_edited)
        self._form.set_values(self._intended)
        column = QVBoxLayout(self._column)
        column.setContentsMargins(12, 9, 6, 8)
        column.setSpacing(6)
        column.addWidget(self._column_title)
        column.addWidget(self._form, 1)

    @property
    def exhibit(self) -> Exhibit[Any, Any, Any]:
        """The exhibit shown."""
        return self._exhibit

    @property
    def arrangement(self) -> Arrangement:
        """The panels."""
        return self._arrangement

    @property
    def form(self) -> SettingsForm:
        """The settings."""
        return self._form

    @property
    def settings(self) -> Any:
        """Settings that were last asked for, or that are in force."""
        return self._intended

    @property
    def column(self) -> QWidget:
        """The column with the settings."""
        return self._column

    def stand_beside(self, side: str | None) -> None:
        """Be one side of a comparison, whose name is given in English, or alone.

        The column of settings is then in other hands; alone, the view takes it
        back.
        """
        self._side = side
        if side is None:
            row = self.layout()
            assert isinstance(row, QHBoxLayout)
            row.insertWidget(0, self._column)
        self._column_title.setText(self._title())
        if self._frames:
            self._arrangement.rearrange(self._tree(self._intended))

    def _title(self) -> str:
        if self._side is None:
            return self._exhibit.terms().column
        return tr("Settings: {side}", side=tr(self._side))

    def _tree(self, settings: Any) -> Node:
        exhibit, compact = self._exhibit, self._is_compact()
        if self._side is not None:
            return exhibit.side_arrangement(settings, compact)
        return exhibit.arrangement(settings, compact)

    @property
    def compact(self) -> bool:
        """Whether the arrangement for small windows is in use."""
        return bool(self._compact)

    def frame(self, name: str) -> PanelFrame | None:
        """Return the frame of a panel by its name."""
        return self._arrangement.frame(name) if name in self._frames else None

    def show_snapshot(self, snapshot: Snapshot, settled: bool) -> None:
        """Draw a snapshot.

        Parameters
        ----------
        snapshot : Snapshot
        settled : bool
            Whether it knows of everything that was asked for; then its
            settings are shown in the form.
        """
        self._snapshot = snapshot
        if settled:
            self._intended = snapshot.experiment.settings
            self._form.set_values(self._intended)
        self._draw(snapshot)

    def _draw(self, snapshot: Snapshot) -> None:
        frame, settings = snapshot.frame, snapshot.experiment.settings
        self._fit_frames(settings)
        # Right after another exhibit was chosen, the panels of that one may be due.
        due = frozenset(self._frames) & snapshot.panels
        scenes: dict[str, Scene] = dict(
            self._exhibit.scenes(frame, settings, snapshot.watch, due)
        )
        if "loss" in due:
            scenes["loss"] = curve_scene(snapshot, snapshot.watch.log_loss)
        for name, scene in scenes.items():
            self._arrangement.frame(name).panel().set_scene(scene)

    def _fit_frames(self, settings: Any) -> None:
        """Give each name a panel that draws its class of scenes."""
        if settings is self._fitted:
            return
        self._fitted = settings
        if self._frames.take(self._exhibit.panels(settings)):
            tree = self._tree(settings)
            self._arrangement.set_frames(self._frames, tree, self._frames.title)

    def _new_frame(self, name: str, scene_class: type[Scene]) -> PanelFrame:
        panel_class = panels[panel_key(scene_class)]
        panel = panel_class(self)
        panel.intent.connect(self._on_intent)
        panel.hide_controls(self._hidden_controls)
        frame = PanelFrame(
            panel, self, partial(self._frames.title_of, name, scene_class)
        )
        frame.notified.connect(lambda text: self.said.emit("info", text))
        frame.failed.connect(lambda text: self.said.emit("error", text))
        if self._theme is not None:
            frame.set_theme(self._theme)
        return frame

    def _announce_sight(self) -> None:
        visible = self.watch.visible
        self.sight_changed.emit(visible & FAST_PANELS, visible - FAST_PANELS)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._form.set_theme(theme)
        for frame in self._frames.made():
            frame.set_theme(theme)
        self._show_previews()
        self._redraw()

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self._column_title.setText(self._title())
        self._form.retranslate()
        for frame in self._frames.made():
            frame.retranslate()
        self._arrangement.retranslate()
        self._redraw()

    def _redraw(self) -> None:
        if self._snapshot is not None and self._frames:
            self._draw(self._snapshot)

    def _show_previews(self) -> None:
        if self._theme is None:
            return
        ratio = self.devicePixelRatioF()
        for field, pictures in self._exhibit.previews(self._intended).items():
            pixmaps = preview_pictures(pictures, self._theme, ratio)
            self._form.set_previews(field, pixmaps)

    def show_only(self, names: frozenset[str] | None) -> None:
        """Show some panels alone, as at the first start; None ends that."""
        self._arrangement.show_only(names)

    def reset_arrangement(self) -> None:
        """Bring the shipped arrangement back."""
        self._arrangement.reset()

    def set_column_shown(self, shown: bool) -> None:
        """Show or hide the settings."""
        self._column.setVisible(shown)

    def ask(self, intent: Intent) -> None:
        """Handle an intent that comes from the window itself."""
        self._on_intent(intent)

    def set_options(self, options: Mapping[str, bool]) -> None:
        """Look with other options of panels, by their names."""
        self.look_at(replace(self.watch, **options))

    @property
    def hidden_controls(self) -> frozenset[str]:
        """Controls that a lesson leaves out."""
        return self._hidden_controls

    def hide_controls(self, names: frozenset[str]) -> None:
        """Leave out the controls that a lesson hides, and show all others."""
        self._hidden_controls = names
        self._form.hide_fields(names)
        for frame in self._frames.made():
            frame.panel().hide_controls(names)

    def look_at(self, watch: Any) -> None:
        """Look at something else, in the panels that are in sight."""
        self.watch = replace(watch, visible=self.watch.visible)
        self.watch_changed.emit(self.watch)

    def choose(self, name: str, key: str) -> None:
        """Choose a member of a family for a setting, with its default settings."""
        registry = self._family(name)
        if registry is not None and key in registry:
            self._on_edited(name, registry[key](), False)

    def takes(self, name: str, key: str) -> bool:
        """Return whether a setting can be that member of a family."""
        registry = self._family(name)
        return registry is not None and key in registry

    def _family(self, name: str) -> Registry[Any] | None:
        """Return the family that a setting is a member of, if there is one."""
        described = {field: item for field, _, item in describe(type(self._intended))}
        return described[name].registry if name in described else None

    def bring_to_front(self, name: str) -> None:
        """Show a panel, wherever it is hidden."""
        self._arrangement.bring_to_front(name)

    def go_to_setting(self, field: str) -> None:
        """Put the keyboard where a setting is changed, by its path: form or panel."""
        path = field.partition("[")[0]
        if path.partition(".")[0] in self._form.field_names():
            self._form.focus_field(path)
            return
        panel, intent = self._exhibit.place_of(field)
        self.bring_to_front(panel)
        self._arrangement.frame(panel).panel().setFocus(Qt.FocusReason.OtherFocusReason)
        if intent is not None:
            self._on_intent(intent)

    def toggle_spotlight(self) -> bool:
        """Light what the person points at; there again, end it.

        Returns whether a panel in sight had anything to light.
        """
        return any(panel.toggle_spotlight() for panel in self._visible_panels())

    def end_spotlight(self) -> bool:
        """Light everything again; return whether there was a spotlight."""
        return any(panel.end_spotlight() for panel in self._visible_panels())

    def _visible_panels(self) -> list[Panel]:
        inside = (frame.panel() for frame in self._frames.made())
        return [panel for panel in inside if panel.isVisible()]

    def change(self, **changes: object) -> None:
        """Ask for other settings, in one step of their own."""
        try:
            wanted = self._exhibit.adapt(self._intended, changes)
        except SettingError as error:
            self.said.emit("error", str(error))
            return
        self._gesture += 1
        self._want(wanted)

    def _on_edited(self, name: str, value: object, live: bool) -> None:
        if isinstance(value, Dataset) and not value.ready:
            self._form.set_values(self._intended)
            self.data_wanted.emit()
            return
        now = time.monotonic()
        same = name == self._gesture_field
        if not same or now - self._gesture_time > GESTURE_SECONDS:
            self._gesture += 1
        self._gesture_field, self._gesture_time = name, now
        try:
            wanted = self._exhibit.adapt(self._intended, {name: value})
        except SettingError as error:
            self.said.emit("error", str(error))
            self._form.set_values(self._intended)
            return
        self._want(wanted)

    def _want(self, settings: Any) -> None:
        self._intended = settings
        self.settings_wanted.emit(settings, self._gesture)

    def _on_intent(self, intent: Intent) -> None:
        if self._snapshot is None:
            return
        try:
            answer = self._exhibit.respond(
                intent, self._intended, self.watch, self._snapshot.frame
            )
        except SettingError as error:
            self.said.emit("error", str(error))
            return
        if answer is None:
            self.intent_left.emit(intent)
            return
        settings, watch = answer
        if watch != self.watch:
            self.watch = watch
            self.watch_changed.emit(watch)
        if settings != self._intended:
            drag = intent.drag()
            if not drag or drag != self._hand:
                self._gesture += 1
            self._hand = drag
            self._want(settings)
        if isinstance(intent, Select) and isinstance(intent.target, NeuronRef):
            self.bring_to_front("neuron" if "neuron" in self._frames else "why")
        if isinstance(intent, AskWhy):
            self.bring_to_front("why")
        if isinstance(intent, SetOption):
            self._redraw()

    def _on_shown(self, names: tuple[str, ...]) -> None:
        if not self._frames:
            return
        visible = frozenset(names)
        if visible != self.watch.visible:
            self.watch = replace(self.watch, visible=visible)
            self.watch_changed.emit(self.watch)
        self._announce_sight()

    def _is_compact(self) -> bool:
        window = self.window()
        unit = max(1.0, self.font().pixelSize() / BASE_PIXELS)
        return (
            window.width() < COMPACT_WIDTH * unit
            or window.height() < COMPACT_HEIGHT * unit
        )

    def fit(self) -> None:
        """Choose the arrangement for the size of the window."""
        compact = self._is_compact()
        if not self._frames:
            self._compact = compact
            self._fit_frames(self._intended)
        self._column.setFixedWidth(
            round(COLUMN_WIDTH * max(1.0, self.font().pixelSize() / BASE_PIXELS))
        )
        if compact != self._compact:
            self._compact = compact
            if self._frames:
                self._arrangement.rearrange(self._tree(self._intended))
