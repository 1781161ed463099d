"""Turns a frame of the raw data page into scenes."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from visualizer.exhibits.raw_data.frame import RawDataFrame, RawDataWatch, where
from visualizer.exhibits.raw_data.material import (
    SIZE,
    Material,
    PictureMaterial,
    SoundMaterial,
)
from visualizer.exhibits.raw_data.picture_scenes import (
    distribution,
    picture_answers,
    picture_stations,
    picture_sum,
)
from visualizer.exhibits.raw_data.settings import RawDataSettings
from visualizer.exhibits.raw_data.sound_scenes import (
    sound_answers,
    sound_stations,
    spectrogram_sum,
    wave_sum,
)
from visualizer.exhibits.raw_data.text_scenes import (
    text_answers,
    text_stations,
    text_sum,
    word_map,
)
from visualizer.language import language
from visualizer.scenes import Scene
from visualizer.scenes.stations import Station, StationsScene

Window = tuple[int, int, int, int]


def make_scenes(
    frame: RawDataFrame,
    settings: RawDataSettings,
    watch: RawDataWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels."""
    material, (line, place) = frame.material, where(frame, watch)
    scenes: dict[str, Scene] = {}
    if "stations" in visible:
        scenes["stations"] = marked(
            _stations(material), _windows(material, line, place)
        )
    if "made" in visible:
        scenes["made"] = marked(_answers(material), _cells(material, line, place))
    if "sum" in visible:
        if isinstance(material, PictureMaterial):
            scenes["sum"] = picture_sum(material, line, place, watch.channel)
        elif isinstance(material, SoundMaterial):
            scenes["sum"] = spectrogram_sum(material, line, place)
        else:
            scenes["sum"] = text_sum(material, place, watch.channel)
    if "detail" in visible:
        if isinstance(material, PictureMaterial):
            scenes["detail"] = distribution(material, language())
        elif isinstance(material, SoundMaterial):
            scenes["detail"] = wave_sum(material, place, settings.tone)
        else:
            scenes["detail"] = word_map(
                material, watch.word, settings.reach, language()
            )
    return scenes


def _stations(material: Material) -> StationsScene:
    if isinstance(material, PictureMaterial):
        return picture_stations(material, language())
    if isinstance(material, SoundMaterial):
        return sound_stations(material, language())
    return text_stations(material, language())


def _answers(material: Material) -> StationsScene:
    if isinstance(material, PictureMaterial):
        return picture_answers(material, language())
    if isinstance(material, SoundMaterial):
        return sound_answers(material, language())
    return text_answers(material, language())


def _windows(material: Material, line: int, place: int) -> dict[str, Window]:
    """Return what the kernel reads, by the keys of sheets."""
    if isinstance(material, PictureMaterial):
        return {"input": (line, place, SIZE, SIZE)}
    if isinstance(material, SoundMaterial):
        top = len(material.input) - line - SIZE
        return {
            "wave": (0, place * material.hop, 1, material.length),
            "spectrogram": (top, place, SIZE, SIZE),
        }
    return {"input": (place, 0, SIZE, len(material.input))}


def _cells(material: Material, line: int, place: int) -> dict[str, Window]:
    """Return the sum at the place of the kernel, by the keys of sheets."""
    if isinstance(material, PictureMaterial):
        return {"made": (line, place, 1, 1)}
    if isinstance(material, SoundMaterial):
        top = len(material.sums) - 1 - line
        return {"wave_made": (0, place, 1, 1), "made": (top, place, 1, 1)}
    return {"made": (place, 0, 1, 1)}


def marked(scene: StationsScene, windows: Mapping[str, Window]) -> StationsScene:
    """Return stations with windows on those of their sheets that have one."""
    return replace(
        scene, stations=tuple(_marked(each, windows) for each in scene.stations)
    )


def _marked(station: Station, windows: Mapping[str, Window]) -> Station:
    if not any(sheet.key in windows for sheet in station.sheets):
        return station
    sheets = tuple(
        replace(sheet, window=windows[sheet.key]) if sheet.key in windows else sheet
        for sheet in station.sheets
    )
    return replace(station, sheets=sheets)
