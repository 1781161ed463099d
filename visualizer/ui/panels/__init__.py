"""Panels: one a scene class, each draws what its scene says."""

from visualizer.registry import Registry
from visualizer.ui.panels.panel import Panel

panels: Registry[Panel] = Registry("panel", "visualizer.ui.panels")
