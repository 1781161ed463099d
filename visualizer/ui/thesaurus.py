"""Find things by what people call them, in both languages."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from visualizer.resource_files import resource

_LEAST_SHARE = 0.4


class Thesaurus:
    """Groups of words that mean the same.

    Parameters
    ----------
    groups : iterable of sequences of str
        English and Chinese words mixed, e.g. loss, cost, 损失函数, 代价函数.
    """

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._groups = [tuple(plain(word) for word in group) for group in groups]

    def related(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return the words of every group of which one occurs in the texts."""
        wanted = [plain(text) for text in texts]
        found: dict[str, None] = {}
        for group in self._groups:
            if any(_occurs(word, text) for word in group for text in wanted):
                found.update(dict.fromkeys(group))
        return tuple(found)


@cache
def load_thesaurus() -> Thesaurus:
    """Read the shipped synonyms."""
    path = resource("synonyms.json")
    return Thesaurus(json.loads(path.read_text(encoding="utf-8")))


def plain(text: str) -> str:
    """Return a text as it is compared: small letters, one form of each sign."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def closeness(query: str, text: str, *, loose: bool = False) -> float:
    """Say how well a query fits a text, from 0 (not at all) to 1 (equal).

    Parameters
    ----------
    query, text : str
        As `plain` returns them; the query is a single word.
    loose : bool
        Whether letters of the query may lie apart in the text, in their order.
    """
    at = text.find(query)
    if query == text:
        return 1.0
    if at == 0:
        return 0.9
    if at > 0:
        return 0.8 if not text[at - 1].isalnum() or not query.isascii() else 0.6
    if not loose:
        return 0.0
    initials = "".join(word[0] for word in text.split())
    if len(query) > 1 and initials.startswith(query):
        return 0.7
    return 0.5 * _compactness(query, text)


def _compactness(query: str, text: str) -> float:
    """Return how closely the query's letters lie together in the text."""
    first = at = -1
    for letter in query:
        at = text.find(letter, at + 1)
        if at < 0:
            return 0.0
        first = at if first < 0 else first
    share = len(query) / (at - first + 1)
    # Letters strewn over half a sentence are chance.
    return share if share >= _LEAST_SHARE else 0.0


def _occurs(word: str, text: str) -> bool:
    if not word.isascii():
        return word in text
    at = text.find(word)
    while at >= 0:
        before = text[at - 1 : at]
        after = text[at + len(word) : at + len(word) + 1]
        if not before.isalnum() and not (after.isalnum() and after != "s"):
            return True
        at = text.find(word, at + 1)
    return False
