"""Data, pictures and files of one's own on their way into the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication, QImage

from visualizer.datasets import Dataset
from visualizer.datasets.idx import images_of
from visualizer.datasets.idx_files import is_idx
from visualizer.datasets.picture import Picture
from visualizer.datasets.picture_files import PictureError, keep_picture
from visualizer.datasets.table import Table
from visualizer.datasets.table_files import is_table_text
from visualizer.exhibits import exhibits
from visualizer.files import Opened
from visualizer.information import data_folder
from visualizer.language import tr
from visualizer.scenes import intents
from visualizer.scenes.photo import MOST_SIDE, photo_of
from visualizer.session.errands import Errand
from visualizer.session.experiment import Experiment, preset
from visualizer.settings import SettingError, describe
from visualizer.ui.file_dialog import ask_for_file
from visualizer.ui.import_page import ImportPage
from visualizer.ui.links import link_in
from visualizer.ui.picture_reader import (
    SUFFIXES,
    SmallPicture,
    is_picture,
    picture_of,
    read_picture_file,
)

if TYPE_CHECKING:
    from visualizer.ui.main_window import MainWindow
    from visualizer.ui.raw_files import RawFiles

TABLES = (".csv", ".tsv", ".txt")
"""Endings of files that are taken for data of one's own."""


class Arrivals(QObject):
    """Takes what is dropped, pasted or chosen; what is wrong with it is told.

    Parameters
    ----------
    window : MainWindow
    give : callable
        Hands work to the thread that reads files.
    """

    def __init__(self, window: MainWindow, give: Callable[[Errand], None]) -> None:
        super().__init__(window)
        self._window = window
        self._give = give

    @cached_property
    def raw_files(self) -> RawFiles:
        """What opens pictures, sounds and texts as raw data."""
        from visualizer.ui.raw_files import RawFiles

        return RawFiles(self._window)

    @cached_property
    def import_page(self) -> ImportPage:
        """The page for data of one's own."""
        page = ImportPage(self._window, data_folder, self._give)
        page.chosen.connect(self._on_table_chosen)
        page.failed.connect(lambda text: self._window.say("error", text))
        page.file_wanted.connect(self.ask_for_data)
        page.paste_wanted.connect(self.paste_data)
        return self._window.late.add(page)

    def knows(self, data: QMimeData) -> bool:
        """Return whether something that is dragged along may be dropped here."""
        known = data.hasUrls() or data.hasImage() or link_in(data)
        return bool(known) or is_table_text(data.text())

    def take(self, data: QMimeData) -> bool:
        """Open what was dropped or pasted: a file, a table, a link or a picture.

        Spreadsheets give a picture of their cells along with the cells.

        Returns
        -------
        bool
            Whether it is any of these; what is wrong with it is told.
        """
        paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if paths:
            self._take_file(paths[0])
        elif is_table_text(data.text()):
            self.import_page.show_text(data.text())
        elif link := link_in(data):
            self._window.links.open(link)
        elif data.hasImage():
            self._take_picture(lambda: picture_of(QImage(data.imageData())))
        else:
            return False
        return True

    def paste(self) -> bool:
        """Take what is on the clipboard, as `take` does."""
        # Some systems give nothing at all where the clipboard is empty.
        data = QGuiApplication.clipboard().mimeData()
        return data is not None and self.take(data)

    def paste_data(self) -> None:
        """Take a table or a picture from the clipboard."""
        if not self.paste():
            self.import_page.show_text(QGuiApplication.clipboard().text())

    def open_data(self) -> None:
        """Show the page for data of one's own, or ask for a file of images."""
        view = self._window.view
        if not view.takes("dataset", "table"):
            self.ask_for_data()
            return
        dataset = view.settings.dataset
        self.import_page.open_empty(dataset if isinstance(dataset, Table) else None)

    def ask_for_data(self) -> None:
        """Let the person choose a file of data."""
        patterns = ["*.csv", "*.tsv", "*.txt", "*ubyte", "*.gz", *_PICTURES]
        ask_for_file(
            self._window,
            tr("Open data"),
            tr("Tables, images, pictures"),
            patterns,
            self.open_data_file,
        )

    def open_data_file(self, path: str) -> None:
        """Look at a table, or learn from images or a picture, by the file's name."""
        if is_picture(path):
            self._take_picture(lambda: read_picture_file(path))
            return
        if not is_idx(Path(path)):
            self.import_page.show_file(path)
            return
        try:
            images = images_of(Path(path))
        except SettingError as error:
            self.import_page.refuse(str(error))
            return
        self._window.late.close()
        self._use_data(images)

    def ask_for_picture(self) -> None:
        """Let the person choose a picture as the input."""
        ask_for_file(
            self._window,
            tr("Open a picture as the input"),
            tr("Pictures"),
            _PICTURES,
            self.open_picture,
        )

    def open_picture(self, path: str) -> None:
        """Feed the network with a picture; a bad file is told and changes nothing."""
        window = self._window
        try:
            made = read_picture_file(path, MOST_SIDE)
        except PictureError as error:
            window.say("error", str(error))
            return
        taken = photo_of(Path(path).name, made.pixels)
        window.view.ask(intents.TakePhoto(taken))
        window.show_panel("drawing")
        if made.remarks:
            window.say("info", " ".join(made.remarks))

    def _take_file(self, path: str) -> None:
        """Open a file as what its name says that it is."""
        table = Path(path).suffix.lower() in TABLES
        if self._takes_picture(path):
            self.open_picture(path)
        elif self.raw_files.takes(path):
            self.raw_files.open(path)
        elif table or is_picture(path) or is_idx(Path(path)):
            self.open_data_file(path)
        else:
            self._window.open_file(path)

    def _takes_picture(self, path: str) -> bool:
        action = self._window.actions_.book.action("open_picture")
        return action.isEnabled() and is_picture(path)

    def _take_picture(self, read: Callable[[], SmallPicture]) -> None:
        """Learn a picture of one's own, which is kept in the folder of data."""
        try:
            made = read()
            path, known = keep_picture(made.pixels, data_folder())
        except PictureError as error:
            self.import_page.refuse(str(error))
            return
        except OSError as error:
            self.import_page.refuse(
                tr(
                    "{file}: cannot be written: {reason}",
                    file=error.filename,
                    reason=error.strerror,
                )
            )
            return
        self._window.late.close()
        self._use_data(Picture(str(path), known))
        if made.remarks:
            self._window.say("info", " ".join(made.remarks))

    def _on_table_chosen(self, table: Table, standardize: bool) -> None:
        scaling = "standard" if standardize else "none"
        self._use_data(table, scaling=scaling)

    def _use_data(self, dataset: Dataset, **further: object) -> None:
        """Learn from data of one's own: here or, if that cannot be, in the Playground.

        Parameters
        ----------
        dataset : Dataset
        **further
            Other settings that go with the data, where the exhibit has them.
        """
        view = self._window.view
        if view.takes("dataset", dataset.key):
            known = {name for name, _, _ in describe(type(view.settings))}
            kept = {name: value for name, value in further.items() if name in known}
            view.change(dataset=dataset, **kept)
            return
        exhibit = exhibits["playground"]()
        before = preset(exhibit.first_preset).settings
        try:
            settings = exhibit.adapt(before, {"dataset": dataset, **further})
        except SettingError as error:
            self._window.say("error", str(error))
            return
        self._window.start(Opened(Experiment(exhibit.key, settings)))


_PICTURES = tuple(f"*{suffix}" for suffix in SUFFIXES)
