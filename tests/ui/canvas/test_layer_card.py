from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.ui.canvas.example_graphs import LAYER_CARD as CARD
from tests.ui.hosting import hosted, speak_chinese
from visualizer.scenes.intents import SetLayer
from visualizer.ui.canvas.layer_card import LayerCardView
from visualizer.ui.theme import load_theme


@pytest.fixture
def card(qtbot):
    def make(host: QWidget) -> LayerCardView:
        view = LayerCardView(host)
        view.set_theme(load_theme("dark"))
        view.set_card(CARD)
        view.show()
        return view

    view = hosted(qtbot, make)
    view.said = []
    view.chosen.connect(view.said.append)
    return view


def test_it_shows_what_the_layer_has(card) -> None:
    other = msgspec.structs.replace(
        CARD, activation="relu", normalization="batch", dropout=0.5, residual=True
    )
    card.set_card(other)
    assert card.activation.chosen_key() == "relu"
    assert card.normalization.chosen_key() == "batch"
    assert card.dropout.value() == 0.5
    assert card.residual.isChecked()
    assert card.accessibleName() == "Layer 2: 4 neurons"
    assert card.said == []


def test_every_choice_is_told(card, qtbot) -> None:
    card.activation.activated.emit(2)
    card.normalization.activated.emit(2)
    card.dropout.editing_finished.emit(0.256)
    card.residual.click()
    assert card.said == [
        SetLayer(2, "activation", "relu"),
        SetLayer(2, "normalization", "layer"),
        SetLayer(2, "dropout", 0.26),
        SetLayer(2, "residual", True),
    ]


def test_it_is_told_why_there_can_be_no_skip_connection(card) -> None:
    card.set_card(msgspec.structs.replace(CARD, residual_note="needs 3 neurons"))
    assert not card.residual.isEnabled()
    assert card.note_text() == "needs 3 neurons"
    card.set_card(CARD)
    assert card.residual.isEnabled()


def test_the_keyboard_goes_through_it_and_closes_it(card, qtbot) -> None:
    card.focus_first()
    assert card.activation.hasFocus()
    seen = {card.window().focusWidget()}
    for _ in range(8):
        qtbot.keyClick(card.window().focusWidget(), Qt.Key.Key_Tab)
        seen.add(card.window().focusWidget())
    wanted = {card.activation, card.normalization, card.residual, card.close_button}
    assert wanted <= seen
    with qtbot.waitSignal(card.closed):
        qtbot.keyClick(card.residual, Qt.Key.Key_Escape)
    with qtbot.waitSignal(card.closed):
        card.close_button.click()


def test_everything_has_a_name_in_both_languages(card, monkeypatch) -> None:
    controls = (card.activation, card.normalization, card.residual, card.close_button)
    english = [control.accessibleName() for control in controls]
    speak_chinese(monkeypatch)
    card.retranslate()
    assert all(english)
    for control, name in zip(controls, english, strict=True):
        assert control.accessibleName() != name
