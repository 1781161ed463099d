"""What the documentation of a member of a family says, in parts."""

from __future__ import annotations

import inspect
import re

_REFERENCES = "References: "
_MINUS = re.compile(r"(?<!\w)-(?!\w+-)")
_SIGNS = {"_k": "ₖ", "_j": "ⱼ"}


def about(member: type[object]) -> str:
    """Return the first paragraph of a class's documentation, as one line."""
    return _paragraphs(member)[0]


def typeset(text: str) -> str:
    """Return a text of the documentation with signs in place of what is typed."""
    for typed, sign in _SIGNS.items():
        text = text.replace(typed, sign)
    return _MINUS.sub("−", text)


def references(member: type[object]) -> str:
    """Return its references, as one line; empty where it has none."""
    for text in _paragraphs(member):
        if text.startswith(_REFERENCES):
            return text.removeprefix(_REFERENCES)
    return ""


def _paragraphs(member: type[object]) -> list[str]:
    text = inspect.cleandoc(member.__doc__ or "")
    return [" ".join(part.split()) for part in text.split("\n\n")]
