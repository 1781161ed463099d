"""Grids of settings: each value of one field with each value of the others.

A field is named by its path, as messages do: ``optimizer.momentum``,
``layers[0].dropout``. Its values are numbers, keys, JSON, or a range of numbers
``first:last:log:count``.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from visualizer.engine.random_streams import MAX_SEED
from visualizer.exhibits import Exhibit
from visualizer.language import tr
from visualizer.session.experiment import Experiment
from visualizer.settings import (
    SettingError,
    check,
    describe,
    field_from_plain,
    to_plain,
)

MOST_IN_RANGE = 10_000
MOST_RUNS = 100_000

SEED = "seed"

_PART = re.compile(r"(?:^|\.)([A-Za-z_]\w*)|\[(\d{1,4})\]")

Part = str | int


class GridError(ValueError):
    """A grid is not as it has to be; the message names field and what is allowed."""


class Axis(Struct, frozen=True):
    """The values that a field takes one after the other.

    Attributes
    ----------
    path : str
        Of the field, such as ``optimizer.momentum``.
    values : tuple of JSON values
    """

    path: str
    values: tuple[Any, ...]


class Trial(Struct, frozen=True):
    """One run of a grid.

    Attributes
    ----------
    settings : object
        Of the exhibit's settings class.
    values : tuple of JSON values
        What the fields of the grid are, in its order.
    seed : int
    """

    settings: Any
    values: tuple[Any, ...]
    seed: int


def axis_of(text: str) -> Axis:
    """Read ``path=value,value`` or ``path=first:last:log:count``.

    Raises
    ------
    GridError
        If it is neither.
    """
    path, equals, values = text.partition("=")
    path = path.strip()
    if not equals or not _parts(path):
        raise GridError(
            tr(
                "grid {text!r} is not allowed; allowed: FIELD=VALUE,VALUE or "
                "FIELD=FIRST:LAST:log:COUNT",
                text=text,
            )
        )
    found = [value for word in _split(values) for value in _values(path, word.strip())]
    return Axis(path, tuple(found))


def trials_of(
    experiment: Experiment, axes: Sequence[Axis], seeds: int | None = None
) -> tuple[Trial, ...]:
    """Return the runs of a grid, the last field changing fastest, then the seed.

    Parameters
    ----------
    experiment : Experiment
        What the grid leaves as it is.
    axes : sequence of Axis
    seeds : int, optional
        For each place of the grid this many runs: of the experiment's seed and of
        those that follow it. The data stay the same.

    Raises
    ------
    GridError, SettingError
        If a field is named twice, unknown, or a value is not allowed.
    """
    paths = [axis.path for axis in axes]
    for number, path in enumerate(paths):
        if path in paths[:number]:
            raise GridError(
                tr("{field}: is named twice in the grid; allowed: once", field=path)
            )
    if seeds is not None and SEED in paths:
        raise GridError(tr("seed: is in the grid; allowed: there or in --seeds"))
    count = math.prod(len(axis.values) for axis in axes) * (seeds or 1)
    if count > MOST_RUNS:
        raise GridError(
            tr(
                "the grid has {count} runs; allowed: at most {most}",
                count=count,
                most=MOST_RUNS,
            )
        )
    exhibit = experiment.exhibit_class()()
    places = itertools.product(*(axis.values for axis in axes))
    found: dict[str, Trial] = {}
    for values in places:
        changed = _changed(exhibit, experiment.settings, paths, values)
        for seed in _seeds(changed, seeds):
            settings = changed if seeds is None else _seeded(changed, seed)
            fields = tuple(to_plain(_at(settings, path)) for path in paths)
            trial = Trial(settings, fields, seed)
            same = json.dumps([fields, seed])
            if same in found:
                raise GridError(_twice(paths, fields))
            found[same] = trial
    return tuple(found.values())


def _twice(paths: Sequence[str], fields: Sequence[Any]) -> str:
    named = ", ".join(
        f"{path}={json.dumps(value)}" for path, value in zip(paths, fields, strict=True)
    )
    return tr("the grid has {values} twice; allowed: once", values=named)


def _seeds(settings: Any, count: int | None) -> Iterator[int]:
    first = getattr(settings, SEED, None)
    if first is None:
        raise GridError(tr("seed: the experiment has no such field to take seeds from"))
    return ((first + n) % (MAX_SEED + 1) for n in range(count or 1))


def _seeded(settings: Any, seed: int) -> Any:
    described = {name: item for name, _, item in describe(type(settings))}
    other, wanted = described[SEED].only_with
    if other and to_plain(getattr(settings, other)) != wanted:
        raise GridError(
            tr(
                "seed: has no effect here; allowed: seeds with {field} {value!r}",
                field=other,
                value=wanted,
            )
        )
    return dataclasses.replace(settings, seed=seed)


def _changed(
    exhibit: Exhibit[Any, Any, Any],
    settings: Any,
    paths: Sequence[str],
    values: Sequence[Any],
) -> Any:
    """Return settings with a value at each path, and what these make necessary."""
    kind = type(settings)
    named = {name for name, _, _ in describe(kind)}
    plain: dict[str, Any] = {}
    # What holds a field comes before the field.
    pairs = sorted(
        zip(paths, values, strict=True), key=lambda pair: len(_parts(pair[0]))
    )
    for path, value in pairs:
        first, *rest = _parts(path)
        assert isinstance(first, str)
        if first not in plain:
            present = to_plain(getattr(settings, first)) if first in named else None
            plain[first] = present
        plain[first] = _put(plain[first], rest, value, path)
    changes = {name: field_from_plain(kind, name, each) for name, each in plain.items()}
    found = exhibit.adapt(settings, changes)
    check(found)
    return found


def _put(plain: Any, rest: Sequence[Part], value: Any, path: str) -> Any:
    """Return a JSON value in which the place at the rest of a path is another."""
    if not rest:
        return value
    part, *deeper = rest
    if isinstance(part, int):
        if not isinstance(plain, list) or part >= len(plain):
            items = len(plain) if isinstance(plain, list) else 0
            raise SettingError(
                tr(
                    "{field}: there is no item {number}; allowed: {count} items, "
                    "the first is 0",
                    field=path,
                    number=part,
                    count=items,
                )
            )
        put = _put(plain[part], deeper, value, path)
        return [*plain[:part], put, *plain[part + 1 :]]
    # A member of a family is its key alone where it has its default values.
    fields = {"key": plain} if isinstance(plain, str) else plain
    if not isinstance(fields, dict):
        raise SettingError(tr("{field}: there is no such field", field=path))
    return {**fields, part: _put(fields.get(part), deeper, value, path)}


def _at(settings: Any, path: str) -> Any:
    for part in _parts(path):
        settings = settings[part] if isinstance(part, int) else getattr(settings, part)
    return settings


def _parts(path: str) -> tuple[Part, ...]:
    """Return the names and numbers of a path; nothing if it is none."""
    matches = list(_PART.finditer(path))
    whole = "".join(match[0] for match in matches) == path
    if not whole or not matches or matches[0][1] is None:
        return ()
    return tuple(
        match[1] if match[1] is not None else int(match[2]) for match in matches
    )


def _split(text: str) -> Iterator[str]:
    """Yield what stands between commas that are in no bracket and no text."""
    depth, quoted, word = 0, False, ""
    for sign, before in zip(text, " " + text, strict=False):
        if sign == '"' and before != "\\":
            quoted = not quoted
        if not quoted:
            depth += (sign in "[{") - (sign in "]}")
        if sign == "," and depth == 0 and not quoted:
            yield word
            word = ""
        else:
            word += sign
    yield word


def _values(path: str, word: str) -> list[Any]:
    if not word:
        raise GridError(tr("{field}: a value of the grid is empty", field=path))
    words = word.split(":")
    if word[0] not in '[{"' and len(words) > 1:
        return _range(path, word, words)
    try:
        return [json.loads(word)]
    except (ValueError, RecursionError):
        return [word]


def _range(path: str, word: str, words: list[str]) -> list[float]:
    problem = GridError(
        tr(
            "{field}: {value!r} is not allowed; allowed: FIRST:LAST:log:COUNT or "
            "FIRST:LAST:lin:COUNT, COUNT from 2 to {most}, for log both above 0",
            field=path,
            value=word,
            most=MOST_IN_RANGE,
        )
    )
    try:
        first, last = float(words[0]), float(words[1])
        scale, count = words[2], int(words[3])
    except (ValueError, IndexError):
        raise problem from None
    finite = math.isfinite(first) and math.isfinite(last)
    if len(words) > 4 or not finite or not 2 <= count <= MOST_IN_RANGE:
        raise problem
    if scale == "log" and min(first, last) > 0.0:
        spaced = np.geomspace(first, last, count)
    elif scale == "lin":
        spaced = np.linspace(first, last, count)
    else:
        raise problem
    # Twelve digits rid whole numbers and decimals of what rounding adds.
    return [float(f"{value:.12g}") for value in spaced]
