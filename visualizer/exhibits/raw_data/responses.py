"""What the raw data page makes of intents."""

from __future__ import annotations

from dataclasses import replace

from visualizer.exhibits.raw_data.frame import RawDataFrame, RawDataWatch, where
from visualizer.exhibits.raw_data.material import (
    SIZE,
    Material,
    SoundMaterial,
    TextMaterial,
)
from visualizer.exhibits.raw_data.settings import RawDataSettings
from visualizer.scenes import intents
from visualizer.scenes.intents import Intent
from visualizer.scenes.stations import ChooseWord, PutKernel


def respond(
    intent: Intent,
    settings: RawDataSettings,
    watch: RawDataWatch,
    frame: RawDataFrame,
) -> tuple[RawDataSettings, RawDataWatch] | None:
    """Return settings and watch after an intent; None if it is not for us."""
    material = frame.material
    match intent:
        case PutKernel(sheet, row, column):
            line, place = _place(material, sheet, row, column, where(frame, watch)[0])
            return settings, _pinned(frame, watch, line, place)
        case intents.SlideKernel(count):
            line, place = where(frame, watch)
            lines, places = material.sums.shape
            at = (line * places + place + count) % (lines * places)
            return settings, _pinned(frame, watch, *divmod(at, places))
        case intents.OpenChannel(channel):
            return settings, replace(watch, channel=channel)
        case ChooseWord(number) if isinstance(material, TextMaterial):
            word = material.vocabulary[number]
            return settings, replace(watch, word=word)
    return None


def _pinned(
    frame: RawDataFrame, watch: RawDataWatch, line: int, place: int
) -> RawDataWatch:
    """Return a watch with the kernel at the nearest place that there is."""
    lines, places = frame.material.sums.shape
    line, place = max(0, min(line, lines - 1)), max(0, min(place, places - 1))
    return replace(watch, pinned=(frame.update, line, place))


def _place(
    material: Material, sheet: str, row: int, column: int, line: int
) -> tuple[int, int]:
    """Return line and place of the kernel whose middle is at a cell of a sheet."""
    middle = SIZE // 2
    if isinstance(material, SoundMaterial):
        # The sheets have the lowest frequency in their last row.
        if sheet == "wave":
            return line, round((column - material.length / 2) / material.hop)
        if sheet == "wave_made":
            return line, column
        if sheet == "made":
            return len(material.sums) - 1 - row, column
        return len(material.input) - 1 - row - middle, column - middle
    if isinstance(material, TextMaterial):
        return 0, row if sheet == "made" else row - middle
    if sheet == "made":
        return row, column
    return row - middle, column - middle
