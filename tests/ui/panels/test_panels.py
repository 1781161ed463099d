"""What holds for every panel."""

import pytest

from visualizer.scenes import Scene
from visualizer.ui.panels import panel_key, panels
from visualizer.ui.panels.panel import Panel


@pytest.mark.parametrize("member", [*panels], ids=lambda member: member.key)
def test_it_is_named_after_the_scenes_that_it_draws(member: type[Panel]) -> None:
    assert panel_key(member.scene_class) == member.key
    assert member.__module__ == f"visualizer.ui.panels.{member.key}_panel"


def test_capitals_within_a_name_begin_a_word() -> None:
    class CutOffScene(Scene):
        pass

    assert panel_key(CutOffScene) == "cut_off"
