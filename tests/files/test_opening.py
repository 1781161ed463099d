"""What a person names is opened: presets, experiments, projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files.builders import saved
from tests.session.builders import branched, digest
from visualizer.files import ContainerError
from visualizer.files.opening import begin, open_named
from visualizer.files.project import Project
from visualizer.session.experiment import ExperimentError, encode, preset


def test_presets_and_files_are_told_apart(tmp_path: Path) -> None:
    assert open_named("xor").work == preset("xor")
    path = tmp_path / "mine.json"
    path.write_bytes(encode(preset("spiral")))
    opened = open_named(str(path))
    assert opened.experiment.settings == preset("spiral").settings
    assert begin(opened.work).update == 0
    session = branched()
    project = open_named(str(saved(tmp_path, session)))
    assert isinstance(project.work, Project)
    assert project.experiment.exhibit == "playground"
    assert digest(begin(project.work)) == digest(session)


def test_the_ending_may_be_written_large(tmp_path: Path) -> None:
    path = saved(tmp_path).rename(tmp_path / "WORK.NNV")
    assert isinstance(open_named(str(path)).work, Project)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContainerError, match="cannot be read"):
        open_named(str(tmp_path / "no.nnv"))
    with pytest.raises(ExperimentError, match="cannot be read"):
        open_named(str(tmp_path / "no.json"))


@pytest.mark.parametrize(
    ("name", "near"),
    [("Spirall", "spiral"), ("overfiting", "overfitting"), ("relu", "dead-relu")],
)
def test_an_unknown_name_is_told_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        open_named(name)
    said = str(caught.value)
    suggested = said.split("near it are: ")[1].split(";")[0].split(", ")
    assert suggested[0] == near
    assert len(suggested) <= 3
    assert said.endswith("'neuronaut presets' lists all")


@pytest.mark.parametrize("name", ["moon", "", "x" * 5000, "a\0b"])
def test_a_name_unlike_all_others_is_told_where_they_are_listed(name: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        open_named(name)
    told = "is no preset, no scene and no file; 'neuronaut presets' lists all presets "
    assert str(caught.value) == f"{name!r} {told}and scenes"
