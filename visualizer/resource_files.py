"""Find the files that come with the program: data, fonts, presets, translations.

In a checkout they lie beside the package, in ``resources``; in an installed
wheel the same folder lies inside the package.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


def resource(*parts: str) -> Path:
    """Give the path of a bundled file or folder.

    Parameters
    ----------
    *parts : str
        Names below the resource folder, e.g. ``"data", "digits.npz"``.

    Raises
    ------
    FileNotFoundError
        If nothing of that name is bundled.
    """
    path = _folder().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"resource {'/'.join(parts)!r} is missing: {path}")
    return path


@cache
def _folder() -> Path:
    package = Path(__file__).resolve().parent
    inside, beside = package / "resources", package.parent / "resources"
    return inside if inside.is_dir() else beside
