"""Projects to save, and files of them to spoil."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tests.session.builders import branched
from visualizer.datasets import Examples, UniformSource, datasets
from visualizer.datasets.planar import PlanarClasses
from visualizer.files.manifest import ARRAYS, MANIFEST
from visualizer.files.project import Project, save_project
from visualizer.session.session import Session
from visualizer.settings import setting

Fields = dict[str, Any]


def project_of(session: Session, **options: Any) -> Project:
    options = {"name": "circle", "view": {}, **options}
    return Project(session.export(), **options)


def saved(folder: Path, session: Session | None = None, **options: Any) -> Path:
    """Return the file of a project, by default of one with a branch and an edit."""
    path = folder / "work.nnv"
    save_project(project_of(session or branched(), **options), path)
    return path


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_members(path: Path, members: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def spoil(path: Path, change: Callable[[Fields], None]) -> None:
    """Change the manifest of a project file, whose other members stay."""
    members = members_of(path)
    fields = json.loads(members[MANIFEST])
    change(fields)
    write_members(path, {**members, MANIFEST: json.dumps(fields).encode()})


def replace_arrays(path: Path, data: bytes, **entries: Any) -> None:
    """Give a project file other arrays, with the right size and checksum."""
    write_members(path, {**members_of(path), ARRAYS: data})

    def change(fields: Fields) -> None:
        digest = hashlib.sha256(data).hexdigest()
        fields["members"][ARRAYS] = {"size": len(data), "sha256": digest}
        fields["arrays"].update(entries)

    spoil(path, change)


@dataclass(frozen=True)
class Notebook(PlanarClasses):
    """Points of the plane and their classes, a line each, from a text file."""

    key = "notebook"
    title = "Notebook"
    rank = 900
    problem = "binary"
    class_names = ("-1", "+1")

    path: str = setting("", title="Path")

    def generate(self, uniform: UniformSource) -> Examples:
        table = np.loadtxt(self.path, ndmin=2)
        return Examples(table[:, :2], table[:, 2])

    def files(self) -> tuple[str, ...]:
        return (self.path,)

    def relocated(self, places: Mapping[str, str]) -> Notebook:
        return replace(self, path=places.get(self.path, self.path))


@contextmanager
def notebooks() -> Iterator[None]:
    """Let there be data sets that come from a file, for the time of a test."""
    len(datasets)
    datasets.register(Notebook)
    yield
    del datasets._members[Notebook.key]


def write_notebook(path: Path, seed: int = 3) -> Path:
    random = np.random.default_rng(seed)
    points = random.uniform(-5.0, 5.0, (40, 2))
    signs = np.where(points[:, :1] > 0.0, 1.0, -1.0)
    np.savetxt(path, np.concatenate([points, signs], axis=1))
    return path
