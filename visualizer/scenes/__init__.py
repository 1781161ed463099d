"""View-models: what a panel draws, without Qt.

A scene is a frozen value. An exhibit makes scenes from a frame that the
engine's thread captured; a panel draws the scene that it is given and answers
with intents (`visualizer.scenes.intents`). Scenes hold texts in the language
in use and numbers in the units on screen, so that panels compute nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

FloatArray = npt.NDArray[np.floating[Any]]
IntArray = npt.NDArray[np.integer[Any]]
BoolArray = npt.NDArray[np.bool_]


class Scene(Struct, frozen=True):
    """Base of all scenes; a panel names the scene class that it draws."""
