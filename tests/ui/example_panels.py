"""Panels and settings that tests of the frame around them use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QWidget

from visualizer.registry import Registry
from visualizer.scenes import Scene
from visualizer.settings import setting
from visualizer.ui.panel_frame import PanelFrame
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme, load_theme


class ExamplePanel(Panel):
    """A panel with a label, a control in its header, and an explanation."""

    key = "example"
    scene_class = Scene

    def __init__(self, title: str = "Example") -> None:
        super().__init__()
        self.title = title
        self.theme: Theme | None = None
        self.label = QLabel("a long text in the panel", self)
        self.switch = QLabel("switch", self)

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme

    def header_widgets(self) -> list[QWidget]:
        return [self.switch]

    def explanation(self) -> list[tuple[str, str]]:
        return [("Color", "What it shows."), ("Dots", "The examples.")]

    def sizeHint(self) -> QSize:
        return QSize(200, 120)


def framed(*names: str) -> dict[str, PanelFrame]:
    """Make a frame with a panel for each name, in the dark theme."""
    frames = {name: PanelFrame(ExamplePanel(name.title())) for name in names}
    for frame in frames.values():
        frame.set_theme(load_theme("dark"))
    return frames


class Kind:
    """A family for forms."""

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 0


kinds: Registry[Kind] = Registry("kind", "tests.ui.forms")


@kinds.register
@dataclass(frozen=True)
class Plain(Kind):
    key = "plain"
    title = "Plain"
    rank = 10


@kinds.register
@dataclass(frozen=True)
class Noisy(Kind):
    key = "noisy"
    title = "Noisy"
    rank = 20

    noise: float = setting(0.1, title="Noise", minimum=0, maximum=1, common=True)
    samples: int = setting(100, title="Samples", minimum=10, maximum=1000)


@kinds.register
@dataclass(frozen=True)
class Loud(Kind):
    key = "loud"
    title = "Loud"
    rank = 30

    noise: float = setting(0.1, title="Noise", minimum=0, maximum=1, common=True)
    momentum: float = setting(0.0, title="Momentum", minimum=0, maximum=1, live=True)


for _number in range(5):

    @kinds.register
    @dataclass(frozen=True)
    class Further(Kind):
        key = f"further{_number}"
        title = f"Further {_number}"
        rank = 40 + _number


@dataclass(frozen=True)
class ExampleSettings:
    """One field of every kind that forms know."""

    data: Kind = setting(
        factory=Plain, title="Data", registry=kinds, control="tiles", common=True
    )
    rate: float = setting(
        0.1,
        title="Rate",
        minimum=0.001,
        maximum=100.0,
        values=(0.01, 0.1, 1.0, 10.0),
        live=True,
        common=True,
    )
    kind: Kind = setting(factory=Noisy, title="Kind", registry=kinds)
    batch: str = setting("mini", title="Batch", choices=("single", "mini", "full"))
    color: str = setting("red", title="Color", choices=("red", "green", "blue", "ink"))
    inputs: tuple[str, ...] = setting(
        ("x",),
        title="Inputs",
        choices=("x", "y", "z"),
        titles=("x₁", "x₂", "x₃"),
        length=(1, 2),
    )
    share: float = setting(0.5, title="Share", minimum=0.1, maximum=0.9)
    count: int = setting(10, title="Count", minimum=1, maximum=100_000)
    free: float = setting(2.5, title="Free", minimum=0.0)
    shuffle: bool = setting(True, title="Shuffle")
    seed: int = setting(7, title="Seed", minimum=0, maximum=2**32 - 1, control="dice")
    name: str = setting("run", title="Name")
    layers: tuple[int, ...] = setting((4, 2), title="Layers", control="hidden")
