"""Text files of one's own, which say by themselves what is wrong."""

from __future__ import annotations

from visualizer.language import tr
from visualizer.settings import SettingError

MOST_BYTES = 4_000_000


class TextError(SettingError):
    """A text cannot be used; the message names it and what is allowed."""


def read_text(content: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, with or without a mark at its beginning.

    Raises
    ------
    TextError
        If it is too large, empty, or no such text.
    """
    if len(content) > MOST_BYTES:
        raise TextError(
            tr(
                "{file}: has {size} bytes; allowed: at most {most}",
                file=name,
                size=f"{len(content):,}",
                most=f"{MOST_BYTES:,}",
            )
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextError(
            tr(
                "{file}: byte {place} is no text in UTF-8; save the text as UTF-8",
                file=name,
                place=f"{error.start + 1:,}",
            )
        ) from None
    if "\0" in text:
        raise TextError(tr("{file}: is no text but holds bytes of 0", file=name))
    if not any(sign.isalpha() for sign in text):
        raise TextError(tr("{file}: has no word in it", file=name))
    return text
