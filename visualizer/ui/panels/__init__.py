"""Panels: one a scene class, each draws what its scene says.

A ``MapScene`` is drawn by the panel with the key ``map``, in ``map_panel.py``.
"""

import re

from visualizer.registry import Registry
from visualizer.scenes import Scene
from visualizer.ui.panels.panel import Panel

panels: Registry[Panel] = Registry("panel", "visualizer.ui.panels", "_panel")


def panel_key(scene_class: type[Scene]) -> str:
    """Return the key of the panel that draws scenes of a class."""
    name = scene_class.__name__.removesuffix("Scene")
    return re.sub("(?<!^)(?=[A-Z])", "_", name).lower()
