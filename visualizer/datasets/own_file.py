"""A file of one's own: where it is, and the checksum that tells it from another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from visualizer.datasets.table_files import checksum, read_bytes
from visualizer.language import tr
from visualizer.settings import SettingError, setting


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file chosen by a person, or none: then what is shipped stands in for it."""

    path: str = setting("", title="File", control="hidden", help="Where it is.")
    sha256: str = setting(
        "", title="Checksum", control="hidden", help="Tells it from another."
    )

    def __bool__(self) -> bool:
        return bool(self.path)

    @property
    def name(self) -> str:
        """Its name without its folder."""
        return Path(self.path).name

    def files(self) -> tuple[str, ...]:
        """Return the paths of the files that are read."""
        return (self.path,) if self.path else ()

    def relocated(self, places: Mapping[str, str]) -> Self:
        """Return the same file at another place."""
        return replace(self, path=places.get(self.path, self.path))

    def content(self) -> bytes:
        """Read the file.

        Raises
        ------
        SettingError
            If it cannot be read, is too large, or is another one by now.
        """
        content = read_bytes(Path(self.path))
        if checksum(content) != self.sha256:
            raise SettingError(
                tr(
                    "{file}: was changed since it was chosen; open it again",
                    file=self.path,
                )
            )
        return content


def chosen(path: str) -> OwnFile:
    """Return the file at a path, as it is now.

    Raises
    ------
    SettingError
        If it cannot be read, or is too large.
    """
    return OwnFile(path, checksum(read_bytes(Path(path))))
