"""The page for data of one's own: by file, drop and paste, by mouse and keyboard."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from tests.ui.stages import Stage
from visualizer.datasets.picture import Picture
from visualizer.datasets.table import Table
from visualizer.datasets.table_draft import LOOKED_AT
from visualizer.language import set_language
from visualizer.resource_files import resource
from visualizer.ui import arrivals
from visualizer.ui.import_page import ImportPage
from visualizer.ui.theme import load_theme

pytestmark = pytest.mark.window


@pytest.fixture
def stage(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(arrivals, "data_folder", lambda: tmp_path / "kept")
    return Stage(qtbot, "circle")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "penguins.csv"
    path.write_bytes(resource("data", "penguins.csv").read_bytes())
    return path


def drop(window: Any, mime: QMimeData) -> None:
    event = QDropEvent(
        QPointF(200, 200),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def choose(box: Any, key: str) -> None:
    box.activated.emit(box.findData(key))


def test_a_dropped_file_is_looked_at_and_used(stage: Stage, file: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    drop(stage.window, mime)
    page = stage.window.arrivals.import_page
    assert page.isVisible()
    assert page.preview().rowCount() == 6
    assert page.preview().horizontalHeaderItem(1).text() == "island"
    assert page.preview().item(3, 2).text() == "NA"
    assert page.summary() == (
        "examples: 333, inputs: 10 · classes: Adelie, Chinstrap, Gentoo · rows with "
        "gaps left out: 11 (5, 10, 11, 12, 13, …)"
    )
    # Nothing has changed yet.
    assert stage.settings.dataset.key == "circle"
    stage.press(page.use_button())
    stage.settle()
    assert not page.isVisible()
    table = stage.settings.dataset
    assert isinstance(table, Table)
    assert (table.path, table.target, table.problem) == (
        str(file), "species", "multiclass",
    )  # fmt: skip
    assert stage.settings.scaling == "standard"
    assert stage.session.learner.network.sizes[0] == 10
    assert "bill_length_mm" in stage.canvas_texts()


def test_choices_change_what_is_made_of_the_table(stage: Stage, file: Path) -> None:
    page = stage.window.arrivals.import_page
    page.show_file(str(file))
    choose(page.box("missing"), "fill")
    assert "gaps filled in: 19" in page.summary()
    choose(page.box("target"), "body_mass_g")
    assert page.box("problem").chosen_key() == "regression"
    assert "classes" not in page.summary()
    boxes = page.input_boxes()
    assert boxes["species"].text() == "species – 3 words"
    assert "body_mass_g" not in boxes
    # The keyboard takes a column out, the mouse brings it back.
    boxes["year"].setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Return)
    assert "year" not in page.draft.inputs
    stage.qtbot.mouseClick(boxes["year"], Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    assert "year" in page.draft.inputs
    choose(page.box("problem"), "binary")
    assert "has 94 different values; allowed for this kind of problem: 2" in (
        page.summary()
    )
    assert not page.use_button().isEnabled()
    choose(page.box("delimiter"), "semicolon")
    assert "penguins.csv: no column can be the target" in page.summary()
    assert page.draft.layout.delimiter == "comma"


def test_the_page_is_left_by_keyboard(stage: Stage, file: Path) -> None:
    page = stage.window.arrivals.import_page
    page.show_file(str(file))
    stage.key(Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert stage.settings.dataset.key == "circle"
    page.show_file(str(file))
    assert stage.window.focusWidget() is page.use_button()
    stage.key(Qt.Key.Key_Return)
    stage.settle()
    assert stage.settings.dataset.key == "table"


def test_a_pasted_table_is_kept_in_a_file(stage: Stage, tmp_path: Path) -> None:
    rows = "".join(f"{row}\t{row * row % 7}\t{row % 2}\n" for row in range(40))
    QGuiApplication.clipboard().setText(f"a\tb\ty\n{rows}")
    stage.window.actions_.trigger("paste_data")
    page = stage.window.arrivals.import_page
    assert page.draft.layout.delimiter == "tab"
    assert not (tmp_path / "kept").exists()
    stage.press(page.use_button())
    stage.settle()
    table = stage.settings.dataset
    assert Path(table.path) == tmp_path / "kept" / f"{table.sha256}.csv"
    assert Path(table.path).read_text(encoding="utf-8") == f"a\tb\ty\n{rows}"
    assert table.problem == "binary"
    # Opened again, the page shows what is in use.
    stage.window.actions_.trigger("open_data")
    assert page.draft.target == "y"


def test_a_dropped_text_is_a_table(stage: Stage) -> None:
    mime = QMimeData()
    mime.setText("a,y\n" + "1,2.5\n2,3.5\n3,9.5\n" * 5)
    drop(stage.window, mime)
    assert stage.window.arrivals.import_page.box("problem").chosen_key() == "regression"


def test_a_bad_file_is_told_and_changes_nothing(stage: Stage, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"a,b\n1,2\n3\n")
    stage.window.arrivals.import_page.show_file(str(bad))
    assert not stage.window.arrivals.import_page.isVisible()
    assert "bad.csv: row 3 has 1 cells" in stage.window.banner.text()
    stage.window.arrivals.import_page.show_file(str(tmp_path / "missing.csv"))
    assert "cannot be read" in stage.window.banner.text()
    assert stage.settings.dataset.key == "circle"


def test_what_is_wrong_with_a_file_is_said_on_the_page_that_covers_the_banner(
    stage: Stage, file: Path, tmp_path: Path
) -> None:
    page = stage.window.arrivals.import_page
    page.show_file(str(file))
    bad = {"bad.csv": b"a,b\n1,2\n3\n", "bad.png": b"no picture", "x-ubyte": b"no"}
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
        stage.window.arrivals.open_data_file(str(tmp_path / name))
        assert page.summary().startswith(f"{name}: ")
        assert page.isVisible()
        assert not stage.window.banner.isVisible()
    # What was shown is still there to be used.
    assert page.draft.name == "penguins.csv"
    assert page.use_button().isEnabled()


def test_a_file_that_vanishes_leaves_the_window_as_it_was(
    stage: Stage, file: Path
) -> None:
    page = stage.window.arrivals.import_page
    page.show_file(str(file))
    file.unlink()
    before = stage.theta
    stage.press(page.use_button())
    stage.settle()
    assert "cannot be read: No such file" in stage.window.banner.text()
    assert stage.settings.dataset.key == "circle"
    assert stage.window.view.settings.dataset.key == "circle"
    assert (stage.theta == before).all()


def test_the_tile_of_own_tables_opens_the_page(stage: Stage) -> None:
    stage.window.choose_dataset("table")
    page = stage.window.arrivals.import_page
    assert page.isVisible()
    assert page.summary().startswith("Choose a CSV or TSV file or a picture")
    assert not page.use_button().isEnabled()
    assert stage.settings.dataset.key == "circle"


def test_the_page_speaks_chinese(stage: Stage, file: Path) -> None:
    page = stage.window.arrivals.import_page
    page.show_file(str(file))
    try:
        stage.window.set_language("zh")
        assert page.use_button().text() == "使用此表格"
        assert page.summary().startswith("样本：333，输入：10")
        assert page.box("target").accessibleName() == "目标"
    finally:
        set_language("en")


def test_images_are_opened_by_either_file(stage: Stage, tmp_path: Path) -> None:
    pixels = bytes(range(200)) * 2
    images = tmp_path / "own-images-idx3-ubyte"
    images.write_bytes(struct.pack(">HBB3I", 0, 8, 3, 100, 2, 2) + pixels)
    labels = tmp_path / "own-labels-idx1-ubyte"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(images))])
    drop(stage.window, mime)
    assert "own-labels-idx1-ubyte is not beside it" in stage.window.banner.text()
    assert stage.settings.dataset.key == "circle"
    labels.write_bytes(struct.pack(">HBBI", 0, 8, 1, 100) + bytes([0, 1] * 50))
    mime.setUrls([QUrl.fromLocalFile(str(labels))])
    drop(stage.window, mime)
    stage.settle()
    assert stage.settings.dataset.files() == (str(images), str(labels))
    assert stage.session.learner.network.sizes[0] == 4


def test_all_rows_are_counted_beside_the_window(qtbot: Any, tmp_path: Path) -> None:
    waiting: list[Any] = []
    page = hosted_page(qtbot, tmp_path, waiting.append)
    rows = [f"{row},{row % 7}" for row in range(LOOKED_AT + 500)]
    rows[-2] = ",3"
    path = tmp_path / "long.csv"
    path.write_text("a,y\n" + "\n".join(rows) + "\n", encoding="utf-8")
    page.show_file(str(path))
    first = page.summary()
    assert first.startswith(
        "of the first 10,000 rows, all are being counted · examples: 10,000, "
    )
    assert page.use_button().isEnabled()
    (count,) = waiting
    count()
    assert page.summary() == (
        "examples: 10,499, inputs: 1 · classes: 0, 1, 2, 3, 4, 5, 6 · rows with gaps "
        "left out: 1 (10,500)"
    )
    assert page.draft.complete
    # A change goes on with all rows, and an older count is of no use any more.
    choose(page.box("missing"), "fill")
    assert "examples: 10,500" in page.summary()
    count()
    assert "examples: 10,500" in page.summary()


def test_what_is_wrong_further_down_is_told_before_it_is_used(
    qtbot: Any, tmp_path: Path
) -> None:
    waiting: list[Any] = []
    page = hosted_page(qtbot, tmp_path, waiting.append)
    rows = "".join(f"{row},{row % 7}\n" for row in range(LOOKED_AT + 500))
    path = tmp_path / "long.csv"
    path.write_text(f"a,y\n{rows}1,2,3\n", encoding="utf-8")
    page.show_file(str(path))
    waiting.pop()()
    assert page.summary().startswith("long.csv: row 10,502 has 3 cells; allowed: 2")
    assert not page.use_button().isEnabled()


def hosted_page(qtbot: Any, folder: Path, give: Any) -> ImportPage:
    """Return a page over a window, which gives what takes its time to another."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 700)
    page = ImportPage(window, lambda: folder, give)
    page.set_theme(load_theme("dark"))
    window.show()
    return page


def cross(side: int = 20) -> QImage:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor(250, 250, 250))
    for place in range(side):
        image.setPixelColor(place, side // 2, QColor(10, 120, 200))
    return image


def test_a_dropped_picture_is_learned(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "own.png"
    assert cross().save(str(file))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    drop(stage.window, mime)
    stage.settle()
    picture = stage.settings.dataset
    assert isinstance(picture, Picture)
    assert Path(picture.path) == tmp_path / "kept" / f"{picture.sha256}.npy"
    assert picture.pixels()[10, 3].tolist() == [10, 120, 200]
    assert stage.session.learner.network.sizes[-1] == 3
    # Undo goes back, and the picture is kept for a return.
    stage.window.actions_.trigger("undo")
    stage.settle()
    assert stage.settings.dataset.key == "circle"
    stage.window.actions_.trigger("redo")
    stage.settle()
    assert stage.settings.dataset == picture


def test_a_pasted_picture_is_learned(stage: Stage) -> None:
    QGuiApplication.clipboard().setImage(cross(40))
    stage.window.actions_.trigger("paste_data")
    stage.settle()
    assert stage.settings.dataset.pixels().shape == (40, 40, 3)


def test_the_key_of_pasting_takes_a_picture(stage: Stage) -> None:
    QGuiApplication.clipboard().setImage(cross(40))
    stage.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    stage.settle()
    assert stage.settings.dataset.pixels().shape == (40, 40, 3)


def test_the_key_of_pasting_takes_a_file(stage: Stage, file: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    QGuiApplication.clipboard().setMimeData(mime)
    stage.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert stage.window.arrivals.import_page.draft.name == "penguins.csv"


@pytest.mark.parametrize("name", ["paste", "paste_data"])
def test_cells_of_a_spreadsheet_are_a_table_though_a_picture_comes_along(
    stage: Stage, name: str
) -> None:
    mime = QMimeData()
    mime.setText("a\ty\n" + "1\t2.5\n2\t3.5\n3\t9.5\n" * 5)
    mime.setImageData(cross(12))
    QGuiApplication.clipboard().setMimeData(mime)
    stage.window.actions_.trigger(name)
    assert stage.window.arrivals.import_page.draft.target == "y"
    assert stage.settings.dataset.key == "circle"


def test_pixels_that_are_dropped_are_learned(stage: Stage) -> None:
    mime = QMimeData()
    mime.setImageData(cross(12))
    drop(stage.window, mime)
    stage.settle()
    assert stage.settings.dataset.pixels().shape == (12, 12, 3)


def test_a_bad_picture_is_told_and_changes_nothing(
    stage: Stage, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    stage.window.arrivals.open_data_file(str(bad))
    stage.settle()
    said = "bad.png: is no picture of an allowed kind; allowed: PNG, JPEG, BMP, WebP"
    assert stage.window.banner.text() == said
    assert stage.settings.dataset.key == "circle"
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("key", ["descent-bowl", "convolution-digits"])
def test_what_cannot_be_learned_here_is_learned_in_the_playground(
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    file: Path,
    key: str,
) -> None:
    monkeypatch.setattr(arrivals, "data_folder", lambda: tmp_path / "kept")
    stage = Stage(qtbot, key)
    before = stage.window.view.exhibit.key
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    drop(stage.window, mime)
    stage.press(stage.window.arrivals.import_page.use_button())
    stage.settle()
    assert stage.window.view.exhibit.key == "playground"
    assert isinstance(stage.settings.dataset, Table)
    assert stage.settings.scaling == "standard"
    stage.window.actions_.trigger("undo")
    stage.settle()
    assert stage.window.view.exhibit.key == before
    mime = QMimeData()
    mime.setImageData(cross())
    drop(stage.window, mime)
    stage.settle()
    assert stage.window.view.exhibit.key == "playground"
    assert isinstance(stage.settings.dataset, Picture)


def test_a_race_takes_a_table_that_is_dropped(qtbot: Any, file: Path) -> None:
    stage = Stage(qtbot, "race-spiral")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    drop(stage.window, mime)
    stage.press(stage.window.arrivals.import_page.use_button())
    stage.settle()
    assert stage.window.view.exhibit.key == "race"
    assert isinstance(stage.settings.dataset, Table)


def test_several_targets_are_chosen_and_used(stage: Stage, file: Path) -> None:
    page = stage.window.arrivals.import_page
    page.show_file(str(file))
    # Of classes only one is foretold.
    assert not any(box.isVisible() for box in page.target_boxes().values())
    choose(page.box("target"), "body_mass_g")
    offered = {n for n, box in page.target_boxes().items() if not box.isHidden()}
    assert offered == {"bill_length_mm", "bill_depth_mm", "flipper_length_mm", "year"}
    too = page.target_boxes()["bill_depth_mm"]
    assert too.accessibleName() == "bill_depth_mm is a target too"
    stage.qtbot.mouseClick(too, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    assert not page.input_boxes()["bill_depth_mm"].isChecked()
    too = page.target_boxes()["flipper_length_mm"]
    too.setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Return)
    assert "targets: body_mass_g, bill_depth_mm, flipper_length_mm" in page.summary()
    # As an input it is foretold no longer.
    box = page.input_boxes()["flipper_length_mm"]
    stage.qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    assert "targets: body_mass_g, bill_depth_mm" in page.summary()
    stage.press(page.use_button())
    stage.settle()
    assert stage.settings.dataset.targets == ("body_mass_g", "bill_depth_mm")
    assert stage.session.learner.network.sizes[-1] == 2
    assert {"body_mass_g", "bill_depth_mm"} <= set(stage.canvas_texts())
    # Opened again, the page shows what is in use.
    stage.window.actions_.trigger("open_data")
    assert page.target_boxes()["bill_depth_mm"].isChecked()
    stage.key(Qt.Key.Key_Escape)
    chooser = stage.panel("output").output_chooser
    assert chooser.isVisible()
    choose(chooser, "1")
    stage.settle()
    assert (
        stage.window.panel("output").subtitle().startswith("regression: bill_depth_mm")
    )
    assert stage.session.watch.output == 1


def test_inputs_are_chosen_while_it_runs(stage: Stage, file: Path) -> None:
    page = stage.window.arrivals.import_page
    page.show_file(str(file))
    stage.press(page.use_button())
    stage.settle()
    form = stage.window.view.form
    form.set_open(True)
    editor = form.editor("dataset.columns")
    assert editor.offered_keys() == (
        *("island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm"),
        *("body_mass_g", "sex", "year"),
    )
    stage.session.advance(40)
    stage.settle()
    before = stage.session.snapshot().run
    stage.press(editor.pill("island"))
    stage.settle()
    assert "island" not in stage.settings.dataset.columns
    assert stage.session.learner.network.sizes[0] == 7
    assert editor.title() == "Inputs – 6 of 7"
    # A branch: the run of before stays, and undo goes back to it.
    assert stage.session.snapshot().run != before
    stage.window.actions_.trigger("undo")
    stage.settle()
    assert stage.session.snapshot().run == before
    assert editor.title() == "Inputs"
    assert editor.pill("island").isChecked()
