"""What hand, keys and focus do, the same in every panel that is one plot."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from visualizer.ui.panels.map_panel import MapPanel
from visualizer.ui.panels.mountain_panel import MountainPanel
from visualizer.ui.panels.profile_panel import ProfilePanel
from visualizer.ui.panels.surface_panel import SurfacePanel

ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
PANELS = (MapPanel, MountainPanel, ProfilePanel, SurfacePanel)


def accepted(panel, key, modifiers):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
    event.ignore()
    panel.event(event)
    return event.isAccepted()


@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.key)
def test_alt_and_an_arrow_are_the_panels_and_an_arrow_alone_the_windows(qtbot, kind):
    panel = kind()
    qtbot.addWidget(panel)
    assert accepted(panel, Qt.Key.Key_Left, ALT)
    assert not accepted(panel, Qt.Key.Key_Left, NONE)
    zooms = kind is MountainPanel
    assert accepted(panel, Qt.Key.Key_PageUp, ALT) == zooms
    assert not accepted(panel, Qt.Key.Key_PageUp, NONE)


def test_no_two_gestures_share_a_number(qtbot):
    seen = []
    for kind in (MapPanel, ProfilePanel, SurfacePanel, MapPanel):
        panel = kind()
        qtbot.addWidget(panel)
        panel.begin_gesture()
        seen.append(panel._gesture)
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.key)
def test_sizes_follow_the_type(qtbot, kind):
    panel = kind()
    qtbot.addWidget(panel)
    least, usual = panel.minimumSizeHint(), panel.sizeHint()
    font = panel.font()
    font.setPixelSize(2 * panel.fontInfo().pixelSize())
    panel.setFont(font)
    assert panel.minimumSizeHint().width() == pytest.approx(2 * least.width(), abs=2)
    assert panel.sizeHint().height() == pytest.approx(2 * usual.height(), abs=2)


@pytest.mark.parametrize("kind", [MapPanel, ProfilePanel, SurfacePanel])
def test_without_a_scene_keys_move_nothing(qtbot, kind):
    panel = kind()
    qtbot.addWidget(panel)
    asked = []
    panel.intent.connect(asked.append)
    qtbot.keyClick(panel, Qt.Key.Key_Left, ALT)
    panel._moves.flush()
    assert asked == []
