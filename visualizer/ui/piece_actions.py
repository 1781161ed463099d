"""Actions that build a function by hand, for the palette."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from visualizer.scenes.approximation import (
    AddPiece,
    DividePiece,
    LevelPieces,
    RemovePiece,
    TrainFromBuilt,
)
from visualizer.scenes.intents import Intent
from visualizer.ui.actions import ActionBook

if TYPE_CHECKING:
    from visualizer.ui.main_window import MainWindow

ACTIONS: tuple[tuple[str, str, Intent, tuple[str, ...]], ...] = (
    ("add_step", "Add a step", AddPiece("step"), ("sigmoid",)),
    ("add_bump", "Add a bump", AddPiece("bump"), ("two steps",)),
    ("add_tower", "Add a tower", AddPiece("tower"), ("two dimensions",)),
    ("divide", "Divide the bump", DividePiece(), ("halve", "split")),
    ("divide_all", "Divide all bumps", DividePiece(all=True), ("halve", "split")),
    ("level", "Give pieces the target's mean heights", LevelPieces(), ("fit",)),
    ("train", "Train from what is built", TrainFromBuilt(), ("initial weights",)),
    ("remove", "Remove the piece", RemovePiece(), ("bump", "step", "tower")),
)
"""Name and title of each, what it asks for, and synonyms."""


def add_pieces(window: MainWindow, book: ActionBook, category: str) -> None:
    """Add the actions, such as ``piece:add_step``."""
    for name, title, intent, synonyms in ACTIONS:
        book.add(
            f"piece:{name}",
            title,
            partial(_ask, window, intent),
            category=category,
            synonyms=["approximation", *synonyms],
        )


def _ask(window: MainWindow, intent: Intent) -> None:
    window.view.ask(intent)
