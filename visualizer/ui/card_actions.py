"""Actions that enlarge a card of a gallery, for the palette."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from visualizer.engine.activations import activations
from visualizer.engine.losses import losses
from visualizer.language import Phrase
from visualizer.registry import Registry
from visualizer.scenes.neuron_intents import OpenCard
from visualizer.ui.actions import ActionBook

if TYPE_CHECKING:
    from visualizer.ui.main_window import MainWindow

GALLERIES: dict[str, Registry[Any]] = {"activations": activations, "losses": losses}
"""Panels that are galleries, and whose cards they show."""


def add_cards(window: MainWindow, book: ActionBook, category: str) -> None:
    """Add an action for each card, such as ``activations:relu``."""
    for gallery, family in GALLERIES.items():
        for key, title in family.titles().items():
            book.add(
                f"{gallery}:{key}",
                _title(gallery, Phrase(title)),
                partial(_enlarge, window, gallery, key),
                category=category,
                synonyms=["gallery", "card", key, gallery],
            )


def _title(gallery: str, name: Phrase) -> Phrase:
    if gallery == "losses":
        return Phrase("Enlarge the loss: {name}", name=name)
    return Phrase("Enlarge the activation function: {name}", name=name)


def _enlarge(window: MainWindow, gallery: str, key: str) -> None:
    window.show_panel(gallery)
    window.view.ask(OpenCard(gallery, key))
