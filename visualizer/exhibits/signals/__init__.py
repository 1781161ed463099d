"""Signals: how large activations and gradients are in each layer of a deep network.

What to notice: each layer multiplies the size of what passes it. Below 1 signals
vanish, above 1 they explode, and fifty factors of 0.9 are 0.005. Initial weights of
the right variance keep the factor at 1: which one is right depends on the
activation. Sigmoids let little come back whatever the weights; normalization and
skip connections help. Neurons that start equal get equal gradients and stay
equal for ever, until one of them is nudged.

References: Hochreiter (1991); LeCun, Bottou, Orr & Müller (1998); Glorot & Bengio
(2010), figures 6 and 7; He, Zhang, Ren & Sun (2015), section 2.2; Goodfellow, Bengio
& Courville (2016), section 8.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from msgspec import structs

from visualizer.engine.learner import Learner
from visualizer.exhibits import Exhibit, Picture, Terms, exhibits
from visualizer.exhibits.planar_pictures import pictures
from visualizer.exhibits.signals.frame import SignalsFrame, SignalsWatch
from visualizer.exhibits.signals.learner import SignalsLearner, build, configure
from visualizer.exhibits.signals.observer import SignalsObserver
from visualizer.exhibits.signals.responses import respond
from visualizer.exhibits.signals.scenes import make_scenes
from visualizer.exhibits.signals.settings import SignalsSettings, changed
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Leaf, Node, Split, Tabs
from visualizer.scenes.operations import RuleScene
from visualizer.scenes.signals import (
    BackwardScene,
    ForwardScene,
    InitializersScene,
    SpreadScene,
    TwinsScene,
)
from visualizer.scenes.why import WhyScene

__all__ = ["Signals", "SignalsSettings", "SignalsWatch"]


@exhibits.register
class Signals(Exhibit[SignalsSettings, SignalsWatch, SignalsFrame]):
    """Sizes of activations and gradients in a deep network."""

    key = "signals"
    title = "Signals"
    rank = 24
    icon = "inside_graph"
    page_of = "inside"
    page = "Signals"
    settings_class = SignalsSettings
    watch_class = SignalsWatch
    presented = frozenset({"forward", "backward"})
    first_preset = "signals-vanishing"

    def terms(self) -> Terms:
        return structs.replace(
            super().terms(),
            explains=True,
            column=tr("Network and learning"),
            rewinding=tr("drag to rewind: weights, signals and gradients go too"),
            units=(("batch", tr("update")), ("epoch", tr("epoch"))),
            paces=(
                ("update", tr("one update")),
                ("slow", tr("2 updates/s")),
                ("moderate", tr("10 epochs/s")),
                ("full", tr("as fast as possible")),
            ),
        )

    def summary(self, settings: SignalsSettings) -> str:
        parts = [
            f"{settings.depth} layers of {settings.width}",
            settings.activation.key,
            f"{settings.initializer.key} x {settings.scale:g}",
        ]
        if settings.normalization != "none":
            parts.append(f"{settings.normalization} normalization")
        if settings.residual:
            parts.append("residual")
        return ", ".join(parts)

    def slowed(self, settings: SignalsSettings) -> SignalsSettings:
        return replace(settings, learning_rate=settings.learning_rate / 2.0)

    def build(self, settings: SignalsSettings) -> Learner:
        return build(settings)

    def configure(self, learner: Learner, settings: SignalsSettings) -> None:
        assert isinstance(learner, SignalsLearner)
        configure(learner, settings)

    def observe(self, learner: Learner, settings: SignalsSettings) -> SignalsObserver:
        assert isinstance(learner, SignalsLearner)
        return SignalsObserver(learner, settings)

    def adapt(
        self, settings: SignalsSettings, changes: Mapping[str, object]
    ) -> SignalsSettings:
        return changed(settings, changes)

    def respond(
        self,
        intent: Intent,
        settings: SignalsSettings,
        watch: SignalsWatch,
        frame: SignalsFrame,
    ) -> tuple[SignalsSettings, SignalsWatch] | None:
        return respond(intent, settings, watch)

    def scenes(
        self,
        frame: SignalsFrame,
        settings: SignalsSettings,
        watch: SignalsWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, settings, watch, visible)

    def panels(self, settings: SignalsSettings) -> Mapping[str, type[Scene]]:
        return {
            "forward": ForwardScene,
            "backward": BackwardScene,
            "spread": SpreadScene,
            "initializers": InitializersScene,
            "twins": TwinsScene,
            "rule": RuleScene,
            "why": WhyScene,
        }

    def arrangement(self, settings: SignalsSettings, compact: bool) -> Node:
        if compact:
            return Split(
                "column",
                (
                    Split("row", (Leaf("forward"), Leaf("backward"))),
                    Split(
                        "row",
                        (
                            Tabs((Leaf("initializers"), Leaf("spread"), Leaf("twins"))),
                            Tabs((Leaf("rule"), Leaf("why")), 0.75),
                        ),
                        1.15,
                    ),
                ),
            )
        return Split(
            "column",
            (
                Split("row", (Leaf("forward"), Leaf("backward")), 1.1),
                Split(
                    "row",
                    (
                        Tabs((Leaf("initializers"), Leaf("twins")), 1.3),
                        Leaf("spread", 0.9),
                        Tabs((Leaf("rule"), Leaf("why")), 1.1),
                    ),
                    1.2,
                ),
            ),
        )

    def tab_titles(self) -> Mapping[str, str]:
        return {"rule": tr("Verdict")}

    def side_arrangement(self, settings: SignalsSettings, compact: bool) -> Node:
        sizes = (Leaf("backward"), Leaf("forward"))
        closed = tuple(Leaf(name, closed=True) for name in ("spread", "twins", "why"))
        if compact:
            compared = Leaf("initializers", closed=True)
            return Tabs((*sizes, Leaf("rule"), compared, *closed))
        further = Tabs((Leaf("rule"), Leaf("initializers"), *closed))
        return Split("column", (Tabs(sizes), further))

    def previews(
        self, settings: SignalsSettings
    ) -> Mapping[str, Mapping[str, Picture]]:
        return {"dataset": pictures()}
