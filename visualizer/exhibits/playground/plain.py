"""Which of the Playground's networks can be taken apart: plain dense layers."""

from __future__ import annotations

from dataclasses import replace

from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.language import tr
from visualizer.settings import SettingError


def check_plain(settings: PlaygroundSettings) -> PlaygroundSettings:
    """Return settings of a network whose every number is a sum or a product.

    Raises
    ------
    SettingError
        If a layer does more than weigh, sum and activate, or if an update is not
        made of the coming batch alone.
    """
    for number, own in enumerate(settings.layers):
        if replace(own, activation=None) != LayerSettings():
            raise SettingError(
                tr(
                    "{field}: normalization, dropout and skip connections are not "
                    "taken apart here; allowed: dense layers without them",
                    field=f"layers[{number}]",
                )
            )
    if settings.input_noise > 0.0:
        raise _not_here("input_noise", f"{settings.input_noise:g}", "0")
    if settings.disabled:
        raise _not_here("disabled", str(len(settings.disabled)), "0")
    if settings.balanced:
        raise _not_here("balanced", "true", "false")
    if settings.method != "usual":
        raise _not_here("method", settings.method, "usual")
    return settings


def _not_here(field: str, value: str, allowed: str) -> SettingError:
    return SettingError(
        tr(
            "{field}: {value} is not taken apart here; allowed: {allowed}",
            field=field,
            value=value,
            allowed=allowed,
        )
    )
