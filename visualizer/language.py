"""Say every text of the program in the chosen language.

A text is written in English where it is used, ``tr("Learning rate")``. A
catalog in resources/translations maps each English text to another language.
The catalogs serve the window, figures made without a display, and the
view-models alike; that is why they do not depend on Qt.

What is said once and shown for long, such as the name of a change on the
timeline, is a `Phrase`: it can be said again when the language changes.
"""

from __future__ import annotations

import json
import string
from collections.abc import Mapping
from functools import cache
from typing import Any

from visualizer.resource_files import resource

LANGUAGES: Mapping[str, str] = {"en": "English", "zh": "简体中文"}

_language = "en"

MOST_NESTED = 8
"""Phrases within phrases that are read from a file."""

MOST_SIGNS = 2_000
"""Signs of a text that is read from a file."""


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


class Phrase(str):
    """A text in English that can be said in another language later.

    Parameters
    ----------
    pattern : str
        The English text; places to fill are written ``{name}``.
    **values
        What to put into the places; phrases among them are translated too.
    """

    __slots__ = ("_pattern", "_values")

    _pattern: str
    _values: dict[str, object]

    def __new__(cls, pattern: str, /, **values: object) -> Phrase:
        phrase = super().__new__(cls, pattern.format(**values) if values else pattern)
        phrase._pattern, phrase._values = pattern, values
        return phrase

    def said_in(self, code: str) -> str:
        """Return the text in a language."""
        values = {
            name: value.said_in(code) if isinstance(value, Phrase) else value
            for name, value in self._values.items()
        }
        pattern = _translated(self._pattern, code)
        return pattern.format(**values) if values else pattern

    def plain(self) -> dict[str, Any]:
        """Return the phrase as JSON values, which `phrase_of` reads."""
        return {
            "pattern": self._pattern,
            "values": {name: plain_text(each) for name, each in self._values.items()},
        }


def plain_text(text: object) -> Any:
    """Return a text, or what fills a place of a phrase, as a JSON value."""
    return text.plain() if isinstance(text, Phrase) else str(text)


def phrase_of(plain: object, depth: int = 0) -> str:
    """Return the text that `plain_text` has written.

    Raises
    ------
    ValueError
        If it is no such text: a pattern from outside may name places to fill,
        and nothing else.
    """
    if isinstance(plain, str) and len(plain) <= MOST_SIGNS:
        return plain
    match plain:
        case {"pattern": str(pattern), "values": dict(given), **other} if (
            not other and len(pattern) <= MOST_SIGNS and depth < MOST_NESTED
        ):
            values = {key: phrase_of(each, depth + 1) for key, each in given.items()}
            if not values or _fills(pattern, values):
                phrase = Phrase(pattern, **values)
                if len(phrase) <= MOST_SIGNS:
                    return phrase
    raise ValueError(f"{str(plain)[:80]!r} is no text")


def _fills(pattern: str, values: Mapping[str, object]) -> bool:
    """Tell whether a pattern has places of these names alone, all of them plain."""
    return all(
        name is None or (name in values and not form and kind in (None, "r"))
        for _, name, form, kind in string.Formatter().parse(pattern)
    )


def tr(text: str, /, **values: object) -> str:
    """Translate an English text and fill in its named places.

    Parameters
    ----------
    text : str
        The English text; places to fill are written ``{name}``.
    **values
        What to put into the places.
    """
    if isinstance(text, Phrase):
        return text.said_in(_language)
    text = _translated(text, _language)
    return text.format(**values) if values else text


def said(text: str) -> str:
    """Say a phrase in the language in use; a person's own words as they are."""
    return tr(text) if isinstance(text, Phrase) else text


def _translated(text: str, code: str) -> str:
    return text if code == "en" else catalog(code).get(text, text)


@cache
def catalog(code: str) -> Mapping[str, str]:
    """Return the translations of one language, keyed by the English text."""
    path = resource("translations", f"{code}.json")
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
