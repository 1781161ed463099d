"""Files of one's own for the raw data page: a picture, a sound or a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from visualizer.datasets.own_file import OwnFile, chosen
from visualizer.datasets.picture_files import MOST_SHOWN_SIDE, keep_picture
from visualizer.datasets.text_files import TextError, read_text
from visualizer.datasets.wave_files import read_wave
from visualizer.information import data_folder
from visualizer.language import tr
from visualizer.settings import SettingError
from visualizer.ui.file_dialog import ask_for_file
from visualizer.ui.picture_reader import SUFFIXES, is_picture, read_picture_file
from visualizer.ui.sound_player import missing_for_sound

if TYPE_CHECKING:
    from visualizer.ui.main_window import MainWindow
    from visualizer.ui.panels.stations_panel import StationsPanel

WAVES = (".wav",)
TEXTS = (".txt", ".md")


class RawFiles(QObject):
    """Asks for a file, looks at it, and shows it; a bad one changes nothing.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def takes(self, path: str) -> bool:
        """Return whether a file can be shown by what is in sight."""
        known = path.lower().endswith((*WAVES, *TEXTS)) or is_picture(path)
        return known and self._window.actions_.book.action("open_raw").isEnabled()

    def ask(self) -> None:
        """Let the person choose a file; the run goes on meanwhile."""
        ask_for_file(
            self._window,
            tr("Open a picture, a sound or a text"),
            tr("Pictures, sounds, texts"),
            [f"*{suffix}" for suffix in (*SUFFIXES, *WAVES, *TEXTS)],
            self.open,
        )

    def open(self, path: str) -> None:
        """Show a picture, a sound or a text, whichever the name of the file says."""
        window = self._window
        remarks: tuple[str, ...] = ()
        try:
            if is_picture(path):
                file, remarks = _picture(path)
                window.view.change(kind="picture", picture_file=file)
            elif path.lower().endswith(WAVES):
                file, remarks = _sound(path)
                window.view.change(kind="sound", sound_file=file)
            else:
                file = _text(path)
                window.view.change(kind="text", text_file=file)
        except SettingError as error:
            window.say("error", str(error))
            return
        except OSError as error:
            window.say(
                "error",
                tr(
                    "{file}: cannot be written: {reason}",
                    file=error.filename,
                    reason=error.strerror,
                ),
            )
            return
        if remarks:
            window.say("info", " ".join(remarks))

    def hear(self) -> None:
        """Let the sound in sight be heard, or say what is missing for it."""
        panel = cast("StationsPanel", self._window.panel("stations").panel())
        problem = missing_for_sound() or panel.hear()
        if problem:
            self._window.say("info", problem)


def _picture(path: str) -> tuple[OwnFile, tuple[str, ...]]:
    made = read_picture_file(path, MOST_SHOWN_SIDE)
    place, known = keep_picture(made.pixels, data_folder())
    return OwnFile(str(place), known), made.remarks


def _sound(path: str) -> tuple[OwnFile, tuple[str, ...]]:
    file = chosen(path)
    return file, read_wave(file.content(), file.name).remarks


def _text(path: str) -> OwnFile:
    file = chosen(path)
    try:
        read_text(file.content(), file.name)
    except TextError:
        if path.lower().endswith(TEXTS):
            raise
        # Nobody took it for a text: its name says something else.
        raise SettingError(
            tr(
                "{file}: is no picture, sound or text of an allowed kind; allowed: "
                "PNG, JPEG, BMP, WebP, WAV, text in UTF-8",
                file=file.name,
            )
        ) from None
    return file
