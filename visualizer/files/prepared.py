"""Prepared scenes: an experiment that is known to show something, rehearsed.

A scene opens at a moment, with bookmarks on the way, and says what to watch for.
What comes of it is stated as numbers, and so is one changed setting with which it
does not come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from visualizer.language import tr
from visualizer.resource_files import resource
from visualizer.session.experiment import (
    MAX_BYTES,
    Experiment,
    ExperimentError,
    from_fields,
)
from visualizer.session.labels import is_name
from visualizer.session.outcome import Outcome
from visualizer.settings import SettingError, from_plain, setting

MOST_UPDATES = 20_000
"""A scene is trained to its moments while a person waits for it."""

PANELS = (
    *("network", "output", "neuron", "loss", "surface", "mountain", "line"),
    *("map", "heights", "runners", "step", "fit"),
    *("forward", "backward", "spread", "initializers", "twins"),
    *("features", "contest", "progress", "confusions", "clusters"),
    *("family", "tuning", "trials"),
    *("representations", "separation", "twin"),
    *("fitting", "pieces", "parts", "sizes"),
)

MOST_BOOKMARKS = 9
"""There is a key for each."""

Tag = Literal["failure", "data", "method", "architecture"]

TAGS: tuple[Tag, ...] = ("failure", "data", "method", "architecture")

TAG_TITLES = ("Failure", "Data", "Method", "Architecture")


@dataclass(frozen=True)
class Landmark:
    """A moment with a name, which a number key shows."""

    update: int = setting(minimum=0, maximum=MOST_UPDATES)
    name: str = setting()


@dataclass(frozen=True)
class Script:
    """What a scene holds beside its experiments."""

    title: str = setting()
    about: str = setting()
    watch: str = setting()
    tags: tuple[Tag, ...] = setting(
        choices=TAGS,
        length=(1, 4),
    )
    outcomes: tuple[Outcome, ...] = setting(length=(1, 4))
    update: int = setting(0, minimum=0, maximum=MOST_UPDATES)
    bookmarks: tuple[Landmark, ...] = setting((), length=(0, MOST_BOOKMARKS))
    panels: tuple[str, ...] = setting((), choices=PANELS, length=(0, len(PANELS)))
    curtain: str = setting("", choices=("", *PANELS))
    picture: str = setting("output", choices=PANELS)
    seeds: tuple[int, ...] = setting(
        (1, 2, 3),
        minimum=0,
        maximum=2**32 - 1,
        length=(1, 50),
    )


class PreparedScene(Struct, frozen=True):
    """An experiment with its script, and the control that shows what it hangs on.

    Attributes
    ----------
    key : str
        Name of its file without the ending.
    script : Script
    experiment : Experiment
        Called by the title.
    control : Experiment
        The same but for one setting.
    control_title : str
        What is different there, in English.
    """

    key: str
    script: Script
    experiment: Experiment
    control: Experiment
    control_title: str


def scene_keys() -> tuple[str, ...]:
    """Return the keys of the shipped scenes."""
    return tuple(sorted(path.stem for path in resource("scenes").glob("*.json")))


@cache
def scene_titles() -> Mapping[str, str]:
    """Return the titles of the shipped scenes by key, without reading the rest."""
    texts = {key: _path(key).read_bytes() for key in scene_keys()}
    return {key: str(msgspec.json.decode(text)["title"]) for key, text in texts.items()}


@cache
def scene(key: str) -> PreparedScene:
    """Return a shipped scene.

    Raises
    ------
    ExperimentError
        If there is none of this key.
    """
    if key not in scene_keys():
        raise ExperimentError(
            tr(
                "scene {key!r} is unknown; allowed: {allowed}",
                key=key,
                allowed=", ".join(scene_keys()),
            )
        )
    return decode_scene(_path(key).read_bytes(), key)


def _path(key: str) -> Path:
    return resource("scenes", f"{key}.json")


def picture_of(key: str, theme: str) -> Path:
    """Return where a scene's picture is: a light one, and a dark one for the rest."""
    shade = "light" if theme == "light" else "dark"
    return resource("scenes") / "pictures" / f"{key}-{shade}.png"


def decode_scene(text: bytes, key: str) -> PreparedScene:
    """Read a scene from JSON text.

    Raises
    ------
    ExperimentError
        If the text is no JSON, of another version, or a value is not allowed; the
        message is one sentence that names file, field and what is allowed.
    """
    if len(text) > MAX_BYTES:
        raise ExperimentError(
            tr(
                "{file}: has {size} bytes; allowed: at most {most}",
                file=key,
                size=len(text),
                most=MAX_BYTES,
            )
        )
    try:
        plain = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ExperimentError(
            tr("{file}: not a JSON file: {reason}", file=key, reason=error)
        ) from None
    if not isinstance(plain, dict):
        raise ExperimentError(tr("{file}: not an object of fields", file=key))
    fields: dict[str, Any] = dict(plain)
    start = {
        name: fields.pop(name)
        for name in ("version", "exhibit", "settings")
        if name in fields
    }
    experiment = from_fields(start, key)
    try:
        title, changed = _control(fields.pop("control", None))
        script = from_plain(Script, fields)
        _check_script(script)
    except SettingError as error:
        raise ExperimentError(f"{key}: {error}") from None
    settings = {**start.get("settings", {}), **changed}
    control = from_fields({**start, "settings": settings}, key)
    return PreparedScene(
        key=key,
        script=script,
        experiment=Experiment(experiment.exhibit, experiment.settings, script.title),
        control=Experiment(control.exhibit, control.settings, title),
        control_title=title,
    )


def _control(plain: Any) -> tuple[str, dict[str, Any]]:
    """Return the title of a control and its one changed setting."""
    if isinstance(plain, dict) and set(plain) == {"title", "settings"}:
        title, changed = plain["title"], plain["settings"]
        if isinstance(title, str) and isinstance(changed, dict) and len(changed) == 1:
            return title, changed
    raise SettingError(
        tr(
            "control: {value!r} is not allowed; allowed: an object of title and "
            "settings, with one setting",
            value=plain,
        )
    )


def _check_script(script: Script) -> None:
    for name, text in (("title", script.title), ("about", script.about)):
        if not text.strip():
            raise SettingError(tr("{field}: is empty; allowed: a text", field=name))
    updates = [each.update for each in script.bookmarks]
    if updates != sorted(set(updates)):
        raise SettingError(
            tr("bookmarks: {value!r} is not allowed; allowed: in order", value=updates)
        )
    for number, each in enumerate(script.bookmarks):
        if not is_name(each.name):
            raise SettingError(
                tr(
                    "bookmarks[{number}].name: {value!r} is not allowed; allowed: 1 "
                    "to 60 characters",
                    number=number,
                    value=each.name,
                )
            )
