"""Chain: three neurons one behind the other, and one number moved by hand.

What to notice: what follows a small move of a weight is foretold by a product of
derivatives, one for each step on the way to the loss; small factors in the middle
make it hardly felt at the end, which is how gradients vanish.

References: Nielsen (2015), "Neural Networks and Deep Learning", chapter 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from msgspec import structs

from visualizer.engine.learner import Learner, SupervisedLearner
from visualizer.exhibits import Exhibit, Terms, exhibits
from visualizer.exhibits.inside_chain.frame import ChainFrame, ChainWatch
from visualizer.exhibits.inside_chain.learner import build, configure
from visualizer.exhibits.inside_chain.observer import ChainObserver
from visualizer.exhibits.inside_chain.scenes import NAMES, make_scenes
from visualizer.exhibits.inside_chain.settings import ChainSettings, changed
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.chain import ChainScene, Wiggle
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Leaf, Node, Split
from visualizer.scenes.operations import RuleScene

__all__ = ["ChainSettings", "ChainWatch", "InsideChain"]


@exhibits.register
class InsideChain(Exhibit[ChainSettings, ChainWatch, ChainFrame]):
    """A chain of three neurons on number lines."""

    key = "inside-chain"
    title = "Chain"
    rank = 23
    icon = "inside_graph"
    page_of = "inside"
    page = "Chain"
    settings_class = ChainSettings
    watch_class = ChainWatch
    presented = frozenset({"chain"})
    first_preset = "inside-chain"
    first_pace = "slow"

    def terms(self) -> Terms:
        return structs.replace(
            super().terms(),
            units=(("batch", tr("step")),),
            paces=(
                ("update", tr("one update")),
                ("slow", tr("2 updates/s")),
                ("moderate", tr("10 updates/s")),
                ("full", tr("as fast as possible")),
            ),
            tested="",
        )

    def summary(self, settings: ChainSettings) -> str:
        return (
            f"three {settings.activation.key} neurons in a row, "
            f"x {settings.x:g}, y {settings.y:g}"
        )

    def slowed(self, settings: ChainSettings) -> ChainSettings:
        return replace(settings, learning_rate=settings.learning_rate / 2.0)

    def build(self, settings: ChainSettings) -> Learner:
        return build(settings)

    def configure(self, learner: Learner, settings: ChainSettings) -> None:
        assert isinstance(learner, SupervisedLearner)
        configure(learner, settings)

    def observe(self, learner: Learner, settings: ChainSettings) -> ChainObserver:
        assert isinstance(learner, SupervisedLearner)
        return ChainObserver(learner)

    def adapt(
        self, settings: ChainSettings, changes: Mapping[str, object]
    ) -> ChainSettings:
        return changed(settings, changes)

    def respond(
        self,
        intent: Intent,
        settings: ChainSettings,
        watch: ChainWatch,
        frame: ChainFrame,
    ) -> tuple[ChainSettings, ChainWatch] | None:
        match intent:
            case Wiggle(parameter, change) if 0 <= parameter < len(NAMES):
                return settings, replace(watch, parameter=parameter, change=change)
        return None

    def scenes(
        self,
        frame: ChainFrame,
        settings: ChainSettings,
        watch: ChainWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, settings.activation, watch, visible)

    def panels(self, settings: ChainSettings) -> Mapping[str, type[Scene]]:
        return {"chain": ChainScene, "rule": RuleScene}

    def arrangement(self, settings: ChainSettings, compact: bool) -> Node:
        return Split("row", (Leaf("chain", 1.05 if compact else 3.0), Leaf("rule")))
