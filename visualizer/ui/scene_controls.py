"""Prepared scenes in the window: their gallery, opening one, and its curtain."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from visualizer.files import Opened
from visualizer.files.prepared import PreparedScene, scene, scene_titles
from visualizer.language import Phrase, tr
from visualizer.session import commands as do
from visualizer.session.experiment import ExperimentError
from visualizer.session.snapshot import Snapshot
from visualizer.ui.actions import ActionBook

if TYPE_CHECKING:
    from visualizer.ui.gallery import Gallery
    from visualizer.ui.main_window import MainWindow

MESSAGE = "scene"
"""Names what the banner says of a scene."""


class SceneControls(QObject):
    """Adds the actions of the scenes and brings a scene on stage.

    Parameters
    ----------
    window : MainWindow
    book : ActionBook
    """

    def __init__(self, window: MainWindow, book: ActionBook) -> None:
        super().__init__(window)
        self._window = window
        self._shown: PreparedScene | None = None
        self._arrived = False
        book.add(
            "scenes",
            "Scenes…",
            lambda: self.gallery.open_gallery(),
            category="File",
            keys=["Ctrl+G"],
            synonyms=["gallery", "presets", "examples", "failures", "demonstration"],
        )
        for key, title in scene_titles().items():
            book.add(
                f"scene:{key}",
                Phrase("Scene: {name}", name=Phrase(title)),
                partial(self.open, key),
                category="Scenes",
                synonyms=["example", "gallery", key],
            )

    @cached_property
    def gallery(self) -> Gallery:
        """The scenes with their pictures."""
        from visualizer.ui.gallery import Gallery

        gallery = Gallery(self._window)
        gallery.chosen.connect(self.open)
        return self._window.late.add(gallery)

    def open(self, key: str) -> None:
        """Start a shipped scene in a run of its own; undo returns to the one before."""
        try:
            found = scene(key)
        except ExperimentError as error:
            self._window.say("error", str(error))
            return
        self._window.start(Opened(found.experiment, scene=found))

    def rehearse(self, prepared: PreparedScene) -> None:
        """Train a scene that has just been started to its moments, and show it."""
        script = prepared.script
        moments = script.bookmarks
        self._window.send(
            do.Recall(
                (),
                script.update,
                tuple(each.update for each in moments),
                tuple((each.update, tr(each.name)) for each in moments),
            )
        )
        self._lift_curtain()
        self._shown, self._arrived = prepared, False
        self._say_what_to_watch()

    def follow(self, snapshot: Snapshot) -> None:
        """Set the stage when the scene is there, and clear it when it is left."""
        shown = self._shown
        if shown is None:
            return
        there = snapshot.experiment.name == shown.experiment.name
        if there and not self._arrived:
            self._arrived = True
            for name in shown.script.panels:
                self._window.show_panel(name)
            if shown.script.curtain:
                self._window.panel(shown.script.curtain).set_curtain(True)
        elif self._arrived and not there:
            self._lift_curtain()
            self._window.banner.take_back(MESSAGE)
            self._shown = None

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        if self._window.banner.message() == MESSAGE:
            self._say_what_to_watch()

    def _lift_curtain(self) -> None:
        if self._shown is None or not self._arrived:
            return
        # Another exhibit may be in sight by now.
        frame = self._window.view.frame(self._shown.script.curtain)
        if frame is not None:
            frame.set_curtain(False)

    def _say_what_to_watch(self) -> None:
        if self._shown is None:
            return
        script = self._shown.script
        text = tr("{title}: {watch}", title=tr(script.title), watch=tr(script.watch))
        if script.bookmarks:
            count = len(script.bookmarks)
            text = tr(
                "{text} Keys 1 to {count} show its moments.", text=text, count=count
            )
        self._window.banner.show_message(MESSAGE, text)
