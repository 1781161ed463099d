"""The choice of inputs, which means something for points of the plane alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.stages import Stage


@pytest.mark.parametrize("key", ["digits", "iris"])
def test_what_has_no_effect_is_hidden(qtbot: Any, key: str) -> None:
    stage = Stage(qtbot, "circle")
    form = stage.window.view.form
    form.set_open(True)
    assert form.editor("features").isVisible()
    assert form.editor("formulas").isVisible()
    stage.window.choose_dataset(key)
    stage.settle()
    assert not form.editor("features").isVisible()
    assert not form.editor("formulas").isVisible()
    # What decides about that gets the focus in its place.
    stage.window.focus_field("features")
    focused = stage.window.focusWidget()
    assert form.editor("dataset").isAncestorOf(focused)
    stage.window.choose_dataset("picture")
    stage.settle()
    assert form.editor("features").isVisible()
