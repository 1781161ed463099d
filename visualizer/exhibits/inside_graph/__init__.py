"""Graph: a small network as single operations, with a value and a gradient at each.

What to notice: going forward each operation needs the numbers left of it alone;
going back each needs its local derivatives and the gradient right of it alone. A
sum hands its gradient on to all, a product exchanges its factors, and a number that
is used twice adds up what comes back.

References: Rumelhart, Hinton & Williams (1986); Griewank & Walther (2008).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from msgspec import structs

from visualizer.engine.learner import Learner, SupervisedLearner
from visualizer.exhibits import Exhibit, Picture, Terms, exhibits
from visualizer.exhibits.inside_graph.frame import GraphFrame, GraphWatch
from visualizer.exhibits.inside_graph.learner import build, configure
from visualizer.exhibits.inside_graph.observer import GraphObserver
from visualizer.exhibits.inside_graph.responses import respond
from visualizer.exhibits.inside_graph.scenes import make_scenes
from visualizer.exhibits.inside_graph.settings import GraphSettings, changed
from visualizer.exhibits.planar_pictures import pictures
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Leaf, Node, Split
from visualizer.scenes.operations import OperationsScene, RuleScene

__all__ = ["GraphSettings", "GraphWatch", "InsideGraph"]


@exhibits.register
class InsideGraph(Exhibit[GraphSettings, GraphWatch, GraphFrame]):
    """The computation graph of a small network, stepped forward and back."""

    key = "inside-graph"
    title = "Graph"
    rank = 22
    icon = "inside_graph"
    page_of = "inside"
    page = "Graph"
    settings_class = GraphSettings
    watch_class = GraphWatch
    presented = frozenset({"graph"})
    first_preset = "inside-graph"
    first_unit = "product"
    first_pace = "product"

    def terms(self) -> Terms:
        return structs.replace(
            super().terms(),
            units=(
                ("product", tr("operation")),
                ("layer", tr("column")),
                ("example", tr("example")),
                ("batch", tr("batch")),
            ),
            paces=(
                ("product", tr("one operation")),
                ("layer", tr("one column")),
                ("example", tr("one example")),
                ("update", tr("one update")),
                ("slow", tr("2 updates/s")),
                ("moderate", tr("10 epochs/s")),
                ("full", tr("as fast as possible")),
            ),
        )

    def summary(self, settings: GraphSettings) -> str:
        hidden = "-".join([str(settings.width)] * settings.depth) or "none"
        return (
            f"data {settings.dataset.key}, hidden {hidden}, "
            f"{settings.activation.key}, {settings.loss.key}"
        )

    def slowed(self, settings: GraphSettings) -> GraphSettings:
        return replace(settings, learning_rate=settings.learning_rate / 2.0)

    def build(self, settings: GraphSettings) -> Learner:
        return build(settings)

    def configure(self, learner: Learner, settings: GraphSettings) -> None:
        assert isinstance(learner, SupervisedLearner)
        configure(learner, settings)

    def observe(self, learner: Learner, settings: GraphSettings) -> GraphObserver:
        assert isinstance(learner, SupervisedLearner)
        return GraphObserver(learner)

    def adapt(
        self, settings: GraphSettings, changes: Mapping[str, object]
    ) -> GraphSettings:
        return changed(settings, changes)

    def respond(
        self,
        intent: Intent,
        settings: GraphSettings,
        watch: GraphWatch,
        frame: GraphFrame,
    ) -> tuple[GraphSettings, GraphWatch] | None:
        return respond(intent, settings, watch, frame)

    def scenes(
        self,
        frame: GraphFrame,
        settings: GraphSettings,
        watch: GraphWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, watch, visible)

    def panels(self, settings: GraphSettings) -> Mapping[str, type[Scene]]:
        return {"graph": OperationsScene, "rule": RuleScene}

    def arrangement(self, settings: GraphSettings, compact: bool) -> Node:
        if compact:
            return Split("column", (Leaf("graph", 2.9), Leaf("rule")))
        return Split("row", (Leaf("graph", 3.4), Leaf("rule")))

    def previews(self, settings: GraphSettings) -> Mapping[str, Mapping[str, Picture]]:
        return {"dataset": pictures()}
