"""Which of the Playground's training steps can be taken apart."""

from __future__ import annotations

from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.language import tr
from visualizer.settings import SettingError


def check_plain(settings: PlaygroundSettings) -> PlaygroundSettings:
    """Return settings whose update is the mean of what its examples ask for.

    Raises
    ------
    SettingError
        If examples count unequally, or if an update is not made of the coming batch
        alone.
    """
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
