"""Say every text of the program in the chosen language.

A text is written in English where it is used, ``tr("Learning rate")``. A
catalog in resources/translations maps each English text to another language.
The catalogs serve the window, figures made without a display, and the
view-models alike; that is why they do not depend on Qt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from visualizer.resource_files import resource

LANGUAGES: Mapping[str, str] = {"en": "English", "zh": "简体中文"}

_language = "en"


def language() -> str:
    """Return the code of the language in use, ``"en"`` or ``"zh"``."""
    return _language


def set_language(code: str) -> None:
    """Choose the language of all texts made from now on.

    Raises
    ------
    ValueError
        If the program does not speak the language.
    """
    global _language
    if code not in LANGUAGES:
        allowed = ", ".join(LANGUAGES)
        raise ValueError(f"language {code!r} is unknown; allowed: {allowed}")
    _language = code


def tr(text: str, /, **values: object) -> str:
    """Translate an English text and fill in its named places.

    Parameters
    ----------
    text : str
        The English text; places to fill are written ``{name}``.
    **values
        What to put into the places.
    """
    if _language != "en":
        text = catalog(_language).get(text, text)
    return text.format(**values) if values else text


@cache
def catalog(code: str) -> Mapping[str, str]:
    """Return the translations of one language, keyed by the English text."""
    path = resource("translations", f"{code}.json")
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
