"""Links of TensorFlow Playground that go in and out of the window."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtGui import QGuiApplication

from visualizer.files.tf_playground_link import LinkError, is_link, read_link
from visualizer.files.tf_playground_writer import UnsayableError, write_link
from visualizer.language import tr

if TYPE_CHECKING:
    from visualizer.ui.link_sheet import LinkSheet
    from visualizer.ui.main_window import MainWindow


class Links(QObject):
    """Opens links and says the present experiment as one.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @cached_property
    def sheet(self) -> LinkSheet:
        """The sheet that asks for a link."""
        from visualizer.ui.link_sheet import LinkSheet

        return self._window.late.add(LinkSheet(self._window, self.try_to_open))

    def ask(self) -> None:
        """Let the person put a link in; one on the clipboard is there already."""
        text = QGuiApplication.clipboard().text().strip()
        self.sheet.open_sheet(text if is_link(text) else "")

    def try_to_open(self, link: str) -> str:
        """Start the experiment of a link; return why not, or an empty text."""
        try:
            opened = read_link(link)
        except LinkError as error:
            return str(error)
        self._window.start(opened)
        return ""

    def open(self, link: str) -> None:
        """Start the experiment of a link; a bad link is told and changes nothing."""
        trouble = self.try_to_open(link)
        if trouble:
            self._window.say("error", trouble)

    def paste(self) -> None:
        """Take what is on the clipboard: a link, a table, a picture or a file."""
        if not self._window.arrivals.paste():
            self._window.say(
                "info",
                tr(
                    "There is no link of TensorFlow Playground, no table and no "
                    "picture to paste."
                ),
            )

    def copy(self) -> None:
        """Put the present experiment on the clipboard, or say what no link says."""
        snapshot = self._window.snapshot
        if snapshot is None:
            return
        watch = self._window.view.watch
        try:
            link = write_link(
                snapshot.experiment,
                watch.show_test,
                watch.discretize,
                self._window.view.hidden_controls,
            )
        except UnsayableError as error:
            reasons = error.reasons
            self._window.actions_.licenses.open_text(
                lambda: tr("No link of TensorFlow Playground says this experiment"),
                lambda: "\n".join(f"- {reason}" for reason in reasons),
            )
            return
        QGuiApplication.clipboard().setText(link)
        recipe = snapshot.recipe
        if recipe is None or recipe.changes:
            text = tr(
                "The link is on the clipboard. It has the settings of this moment "
                "from the first weights on, without what was changed on the way."
            )
        else:
            text = tr("The link is on the clipboard.")
        self._window.say("info", text)


def link_in(data: QMimeData) -> str:
    """Return the link that is dragged or pasted; an empty text if there is none."""
    encoded = QUrl.ComponentFormattingOption.FullyEncoded
    texts = [data.text(), *(url.toString(encoded) for url in data.urls())]
    return next((text for text in texts if is_link(text)), "")
