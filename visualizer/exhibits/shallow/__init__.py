"""Shallow and deep: features that a person makes against a network on raw pixels.

What to notice: few good features and a linear classifier learn within an epoch what
takes the network several; the more is measured, the nearer both come; but somebody
had to know what to measure, and the network was told nothing about digits. Without
labels, groups of like images are found that are mostly, not wholly, the digits.

References: Dalal & Triggs (2005), Histograms of oriented gradients for human
detection; LeCun, Bottou, Bengio & Haffner (1998), section I.A; Arthur &
Vassilvitskii (2007), k-means++. Data: Alpaydin & Kaynak (1998).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from msgspec import structs

from visualizer.engine.learner import Learner
from visualizer.exhibits import Exhibit, Terms, exhibits
from visualizer.exhibits.shallow.arrangement import arrangement
from visualizer.exhibits.shallow.frame import ShallowFrame, ShallowWatch
from visualizer.exhibits.shallow.learner import TwoWays, build, configure
from visualizer.exhibits.shallow.observer import ShallowObserver
from visualizer.exhibits.shallow.responses import respond
from visualizer.exhibits.shallow.scenes import make_scenes
from visualizer.exhibits.shallow.settings import ShallowSettings, changed
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Node
from visualizer.scenes.shallow import (
    ClustersScene,
    ConfusionsScene,
    ContestScene,
    FeaturesScene,
    ProgressScene,
)

__all__ = ["Shallow", "ShallowSettings", "ShallowWatch"]


@exhibits.register
class Shallow(Exhibit[ShallowSettings, ShallowWatch, ShallowFrame]):
    """Two ways to read digits, trained side by side, and groups without labels."""

    key = "shallow"
    title = "Shallow and deep"
    rank = 42
    icon = "convolution"
    page_of = "convolution"
    page = "Shallow and deep"
    settings_class = ShallowSettings
    watch_class = ShallowWatch
    presented = frozenset({"features", "contest"})
    first_preset = "shallow-digits"

    def terms(self) -> Terms:
        return structs.replace(
            super().terms(),
            value=tr("Loss · deep"),
            curve=tr("training loss of the network"),
            rewinding=tr("drag to rewind: both ways and the groups go too"),
            units=(("batch", tr("batch")), ("epoch", tr("epoch"))),
            paces=(
                ("update", tr("one update")),
                ("slow", tr("2 updates/s")),
                ("moderate", tr("10 epochs/s")),
                ("full", tr("as fast as possible")),
            ),
        )

    def summary(self, settings: ShallowSettings) -> str:
        return (
            f"features {', '.join(settings.features)} against a "
            f"{settings.network} network, {settings.optimizer.key} "
            f"{settings.learning_rate:g}"
        )

    def slowed(self, settings: ShallowSettings) -> ShallowSettings:
        return replace(settings, learning_rate=settings.learning_rate / 2.0)

    def build(self, settings: ShallowSettings) -> Learner:
        return build(settings)

    def configure(self, learner: Learner, settings: ShallowSettings) -> None:
        assert isinstance(learner, TwoWays)
        configure(learner, settings)

    def observe(self, learner: Learner, settings: ShallowSettings) -> ShallowObserver:
        assert isinstance(learner, TwoWays)
        return ShallowObserver(learner)

    def adapt(
        self, settings: ShallowSettings, changes: Mapping[str, object]
    ) -> ShallowSettings:
        return changed(settings, changes)

    def respond(
        self,
        intent: Intent,
        settings: ShallowSettings,
        watch: ShallowWatch,
        frame: ShallowFrame,
    ) -> tuple[ShallowSettings, ShallowWatch] | None:
        return respond(intent, settings, watch, frame)

    def scenes(
        self,
        frame: ShallowFrame,
        settings: ShallowSettings,
        watch: ShallowWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, settings, watch, visible)

    def panels(self, settings: ShallowSettings) -> Mapping[str, type[Scene]]:
        return {
            "features": FeaturesScene,
            "contest": ContestScene,
            "confusions": ConfusionsScene,
            "progress": ProgressScene,
            "clusters": ClustersScene,
        }

    def arrangement(self, settings: ShallowSettings, compact: bool) -> Node:
        return arrangement(compact)
