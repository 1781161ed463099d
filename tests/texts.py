"""Find every text of the program: in its source, and in what it is built from."""

from __future__ import annotations

import ast
import dataclasses
import re
import typing
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

import visualizer
from visualizer.engine.activations import activations
from visualizer.engine.layers import layers
from visualizer.engine.losses import losses
from visualizer.engine.schedules import schedules
from visualizer.exhibits import exhibits
from visualizer.exhibits.neuron.documentation import about
from visualizer.exhibits.playground.detectors import detectors
from visualizer.files.prepared import TAG_TITLES, scene, scene_keys
from visualizer.session.experiment import preset_keys
from visualizer.session.goals import RunUntil
from visualizer.session.measures import measures
from visualizer.session.pace import PACES
from visualizer.session.seed_study import SeedSettings
from visualizer.settings import describe

SOURCE = Path(visualizer.__file__).parent

SAYING = ("tr", "Phrase")
"""What a text is given to so that it is translated."""

_PLACE = re.compile(r"\{\w+(?:!r)?\}")
_WORD = re.compile(r"[A-Za-z]{2,}")


def places(text: str) -> list[str]:
    """Return the places to fill, ``{name}`` or ``{name!r}``, sorted."""
    return sorted(_PLACE.findall(text))


def has_words(text: str) -> bool:
    """Tell whether there is anything to translate: more than signs and places."""
    return _WORD.search(_PLACE.sub("", text)) is not None


@cache
def written() -> dict[str, str]:
    """Return each text that the source gives to be translated, with its place."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in SAYING and node.args:
                for text in _constants(node.args[0]):
                    where = f"{path.relative_to(SOURCE)}:{node.lineno}"
                    found.setdefault(text, where)
    return found


@cache
def described() -> dict[str, str]:
    """Return each text of the settings and families, which are said by variable."""
    found: dict[str, str] = {}
    for exhibit in exhibits:
        found.setdefault(exhibit.title, f"exhibit {exhibit.key}")
        if exhibit.page:
            found.setdefault(exhibit.page, f"page {exhibit.key}")
        found.update(_of_settings(exhibit.settings_class, exhibit.key))
    found.update(_of_settings(RunUntil, "until"))
    found.update(_of_settings(SeedSettings, "seeds"))
    # Not every member is offered by an exhibit.
    for family in (losses, schedules, layers, measures):
        found.update(_of_family(family, family.kind))
    for member in (*activations, *losses):
        found.setdefault(about(member), f"documentation of {member.key}")
    for detector in detectors:
        found.setdefault(detector.title, f"detector {detector.key}")
    for pace in PACES:
        found.setdefault(pace.title, f"pace {pace.key}")
    for key in preset_keys():
        found.setdefault(key, "preset")
    for title in TAG_TITLES:
        found.setdefault(title, "tag")
    for key in scene_keys():
        found.update(_of_scene(key))
    return found


def _of_scene(key: str) -> Iterator[tuple[str, str]]:
    found = scene(key)
    script = found.script
    named = [each.name for each in script.bookmarks]
    for text in (script.title, script.about, script.watch, found.control_title, *named):
        yield text, f"scene {key}"


def _of_settings(cls: type[Any], path: str) -> Iterator[tuple[str, str]]:
    for name, hint, item in describe(cls):
        where = f"{path}.{name}"
        for inner in get_args(hint):
            if is_dataclass(inner) and isinstance(inner, type):
                yield from _of_settings(inner, where)
        named = item.titles or item.choices
        for text in (item.title, item.help, item.unit, *named):
            if text:
                yield text, where
        # Layers stand inside layers, and are listed on their own.
        family = () if item.registry is layers else item.registry
        yield from _of_family(family or (), where)
        # Settings within a tuple, such as those of each layer.
        for inside in typing.get_args(hint):
            if dataclasses.is_dataclass(inside) and item.registry is None:
                yield from _of_settings(cast(type[Any], inside), where)


def _of_family(family: Iterable[Any], path: str) -> Iterator[tuple[str, str]]:
    for member in family:
        yield member.title, f"{path}.{member.key}"
        yield from _of_settings(member, f"{path}.{member.key}")


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
