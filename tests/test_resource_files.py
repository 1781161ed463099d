import hashlib
import json
from pathlib import Path

import pytest

from visualizer import resource_files
from visualizer.resource_files import resource


@pytest.fixture
def fresh_folder():
    resource_files._folder.cache_clear()
    yield
    resource_files._folder.cache_clear()


def test_finds_a_bundled_file():
    assert resource("data", "digits.npz").is_file()


def test_finds_a_folder():
    assert resource("fonts").is_dir()


def test_a_missing_file_is_named():
    with pytest.raises(FileNotFoundError, match=r"'data/none\.npz' is missing"):
        resource("data", "none.npz")


@pytest.mark.parametrize("place", ["visualizer/resources", "resources"])
def test_finds_resources_in_a_wheel_and_in_a_checkout(
    place, tmp_path, monkeypatch, fresh_folder
):
    (tmp_path / "visualizer").mkdir()
    folder = tmp_path / place
    folder.mkdir()
    (folder / "a.txt").touch()
    module = tmp_path / "visualizer" / "resource_files.py"
    monkeypatch.setattr(resource_files, "__file__", str(module))
    assert resource("a.txt") == folder.resolve() / "a.txt"


def recorded_files():
    for folder in ("data", "fonts"):
        text = resource(folder, "SOURCES.json").read_text(encoding="utf-8")
        for record in json.loads(text):
            yield pytest.param(folder, record, id=record["file"])


@pytest.mark.parametrize(("folder", "record"), list(recorded_files()))
def test_bundled_files_are_what_their_record_says(folder, record):
    content = resource(folder, record["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == record["sha256"]
    assert all(record[field] for field in ("what", "source", "license", "attribution"))


@pytest.mark.parametrize("folder", ["data", "fonts"])
def test_every_bundled_file_has_a_record(folder):
    records = json.loads(resource(folder, "SOURCES.json").read_text(encoding="utf-8"))
    about = {"SOURCES.json", "OFL.txt"}
    present = {path.name for path in Path(resource(folder)).iterdir()} - about
    assert present == {record["file"] for record in records}


@pytest.mark.parametrize("folder", ["data", "fonts"])
def test_every_license_is_listed(folder):
    listed = resource("LICENSES.md").read_text(encoding="utf-8")
    for record in json.loads(
        resource(folder, "SOURCES.json").read_text(encoding="utf-8")
    ):
        pattern = record["file"].replace(record["file"].rpartition("-")[2], "*.otf")
        assert record["file"] in listed or pattern in listed
