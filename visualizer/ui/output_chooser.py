"""A list of the values that a network foretells, where they are several."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.ui.widgets.choice_box import ChoiceBox

_EVERY = "all"


class OutputChooser(ChoiceBox):
    """Chooses one output, or all of them where they can be shown together.

    Parameters
    ----------
    together : bool
        Whether all outputs may be shown at once.
    parent : QWidget

    Signals
    -------
    output_chosen : int or None
        Number of the output, from 0; None for all.
    """

    output_chosen = Signal(object)

    def __init__(self, together: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._together = together
        self._names: tuple[str, ...] = ()
        self.setMinimumContentsLength(10)
        self.chosen.connect(
            lambda key: self.output_chosen.emit(None if key == _EVERY else int(key))
        )
        self.hide()
        self.retranslate()

    def set_outputs(self, names: tuple[str, ...], output: int | None) -> None:
        """Offer outputs by their names, and mark one; of one there is no choice."""
        if names != self._names:
            self._names = names
            self._offer()
            self.setVisible(len(names) > 1)
        self.set_chosen(_EVERY if output is None else str(output))

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        self.setAccessibleName(tr("Output shown"))
        self.setToolTip(tr("Which of the outputs is shown"))
        self._offer()

    def _offer(self) -> None:
        every = [(_EVERY, tr("all outputs"))] if self._together else []
        numbered = [(str(number), name) for number, name in enumerate(self._names)]
        self.set_items([*every, *numbered])
