"""The present experiment as a program: shown, copied, saved."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from visualizer.files.replacing import replace_file
from visualizer.language import tr
from visualizer.settings import SettingError
from visualizer.ui.file_dialog import ask_where_to_save

if TYPE_CHECKING:
    from visualizer.ui.main_window import MainWindow
    from visualizer.ui.script_sheet import ScriptSheet

TITLES = {"numpy": "NumPy", "pytorch": "PyTorch"}


class Scripts(QObject):
    """Writes the present experiment as a script, and gives it away.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @cached_property
    def sheet(self) -> ScriptSheet:
        """The sheet that shows a script."""
        from visualizer.ui.script_sheet import ScriptSheet

        sheet = ScriptSheet(self._window)
        sheet.copy_wanted.connect(self.copy)
        sheet.save_wanted.connect(self.ask_where_to_save)
        return self._window.late.add(sheet)

    def show(self, framework: str) -> None:
        """Show the script for a framework, or say why there is none."""
        # When first asked for: it knows all members of several families.
        from visualizer.files.scripts import ScriptError, script_of

        snapshot = self._window.snapshot
        if snapshot is None:
            return
        try:
            text = script_of(snapshot.experiment, framework)
        except (ScriptError, SettingError) as error:
            self._window.say("error", str(error))
            return
        note = tr("A complete program; it begins where this run began.")
        recipe = snapshot.recipe
        if recipe is None or recipe.changes:
            note = tr(
                "It has the settings of this moment from the first weights on, without "
                "what was changed on the way."
            )
        title = tr("This experiment in {framework}", framework=TITLES[framework])
        self.sheet.open_script(title, note, text)

    def copy(self) -> None:
        """Put the script shown on the clipboard."""
        QGuiApplication.clipboard().setText(self.sheet.text())
        self._window.say("info", tr("The script is on the clipboard."))

    def ask_where_to_save(self) -> None:
        """Let the person choose where to save the script shown."""
        kinds = {tr("Python scripts"): (".py",)}
        ask_where_to_save(self._window, tr("Save the script"), kinds, self.save)

    def save(self, path: str) -> None:
        """Save the script shown; what goes wrong is told in one sentence."""
        content = self.sheet.text().encode("utf-8")
        try:
            replace_file(Path(path), lambda file: file.write(content))
        except OSError as error:
            reason = error.strerror or str(error)
            told = tr("{path} cannot be written: {reason}", path=path, reason=reason)
            self._window.say("error", told)
            return
        self._window.say("info", tr("Saved as {path}", path=path))
