"""What the Convolution exhibit does about the wishes of its panels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from msgspec import structs

from visualizer.exhibits.convolution.drawing import pixels_of, toggled
from visualizer.exhibits.convolution.frame import (
    COLOR_RANGES,
    MIDDLE,
    ConvolutionFrame,
    ConvolutionWatch,
)
from visualizer.exhibits.convolution.picture import (
    fitted,
    is_dark_on_light,
    pixels_of_photo,
    whole_crop,
)
from visualizer.exhibits.convolution.sandbox import (
    KERNELS,
    LARGEST,
    SOURCES,
    changed,
    edited,
)
from visualizer.exhibits.convolution.settings import ConvolutionSettings
from visualizer.exhibits.convolution.window_scene import slide_of
from visualizer.scenes import intents
from visualizer.scenes.intents import Intent, NeuronRef

OPTIONS = ("gradients", "backward", "collected", "log_loss")

Answer = tuple[ConvolutionSettings, ConvolutionWatch]


def respond(
    intent: Intent,
    settings: ConvolutionSettings,
    watch: ConvolutionWatch,
    frame: ConvolutionFrame,
) -> Answer | None:
    """Return settings and watch after an intent; None if it is not for us."""
    seen = _look(intent, watch, frame)
    return None if seen is None else (settings, seen)


def _look(
    intent: Intent, watch: ConvolutionWatch, frame: ConvolutionFrame
) -> ConvolutionWatch | None:
    match intent:
        case intents.Select(NeuronRef() | None as target):
            return replace(watch, selection=target)
        case intents.WatchExample(index):
            return replace(watch, example=index, drawing=None, crop=None)
        case intents.StepExample(count):
            index = (watch.example + count) % frame.data.train.count
            return replace(watch, example=index, drawing=None, crop=None)
        case intents.Draw(strokes):
            pixels = pixels_of(strokes, frame.data.image_shape) if strokes else None
            return replace(watch, drawing=pixels, crop=None)
        case intents.TakePhoto(photo):
            taken = replace(
                watch,
                photo=photo,
                crop=whole_crop(photo, frame.data.image_shape),
                inverted=is_dark_on_light(photo),
                sandbox=structs.replace(watch.sandbox, source="own"),
            )
            return _cut_out(taken, frame)
        case intents.CropPhoto(crop) if watch.photo is not None:
            near = fitted(crop, watch.photo, frame.data.image_shape)
            return _cut_out(replace(watch, crop=near), frame)
        case intents.SetOption("inverted", value):
            return _cut_out(replace(watch, inverted=value), frame)
        case intents.TogglePixel(place):
            # The frame may be behind the hand.
            pixels = watch.drawing or tuple(map(float, frame.image.ravel()))
            return replace(watch, drawing=toggled(pixels, place))
        case intents.SlideKernel(count):
            return replace(watch, selection=_slid(count, watch, frame))
        case intents.OpenChannel(channel):
            return replace(watch, channel=channel)
        case intents.ChooseOption("color_range", key) if key in COLOR_RANGES:
            return replace(watch, color_range=key)
        case intents.ChooseOption("kernel", key) if key in KERNELS:
            played = structs.replace(watch.sandbox, kernel=KERNELS[key])
            return replace(watch, sandbox=played, refused=-1)
        case intents.ChooseOption("source", key) if key in SOURCES:
            return replace(watch, sandbox=structs.replace(watch.sandbox, source=key))
        case intents.EditKernel(place, value):
            return _typed(place, value, watch)
        case intents.SetSliding(name, value):
            return replace(watch, sandbox=changed(watch.sandbox, name, value))
        case intents.SetOption(name, value) if name in OPTIONS:
            option: dict[str, Any] = {name: value}
            return replace(watch, **option)
    return None


def _cut_out(watch: ConvolutionWatch, frame: ConvolutionFrame) -> ConvolutionWatch:
    """Feed the network with the part of the photo that is chosen, if there is one."""
    if watch.photo is None or watch.crop is None:
        return watch
    shape = frame.data.image_shape
    pixels = pixels_of_photo(watch.photo, watch.crop, shape, watch.inverted)
    return replace(watch, drawing=pixels)


def _typed(place: int, value: float, watch: ConvolutionWatch) -> ConvolutionWatch:
    """Take a value typed into the kernel, unless it is not allowed."""
    if not abs(value) <= LARGEST:
        return replace(watch, refused=place)
    played = edited(watch.sandbox, place, value)
    return replace(watch, sandbox=played, refused=-1)


def _slid(count: int, watch: ConvolutionWatch, frame: ConvolutionFrame) -> NeuronRef:
    """Return the value further on in the map; after the last comes the first."""
    here = watch.selection or NeuronRef(0, 0)
    if here.index == MIDDLE and frame.cell is not None:
        here = NeuronRef(here.layer, frame.cell.index)
    for layer in frame.layers:
        if layer.number == here.layer and here.index < layer.z.size:
            first, size = slide_of(layer, here.index)
            return NeuronRef(here.layer, first + (here.index - first + count) % size)
    return NeuronRef(frame.layers[0].number, 0)
