"""The neuron: one sum, one activation, one answer, and how it learns.

What to notice: a weight says how much an input counts, and the bias how easily the
neuron says yes; together they are a straight line in the plane, and the weights
stand at a right angle on it. A threshold answers yes or no, a sigmoid with a
probability. Where the activation is flat, the squared error hardly learns, and
cross-entropy does. No line separates XOR.

References: Rosenblatt (1958); Minsky & Papert (1969); Nielsen (2015), chapters 1
and 3.
"""

from __future__ import annotations

from collections.abc import Mapping

from visualizer.engine.learner import Learner
from visualizer.engine.neuron_learner import NeuronLearner
from visualizer.exhibits import Exhibit, Terms, exhibits
from visualizer.exhibits.neuron.arrangement import arrangement
from visualizer.exhibits.neuron.frame import NeuronFrame, NeuronWatch
from visualizer.exhibits.neuron.observer import NeuronObserver
from visualizer.exhibits.neuron.responses import respond
from visualizer.exhibits.neuron.scenes import make_scenes
from visualizer.exhibits.neuron.settings import NeuronSettings, changed, slowed
from visualizer.exhibits.neuron.tasks import TASKS
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.border import BorderScene
from visualizer.scenes.cell import CellScene
from visualizer.scenes.gallery import ActivationGalleryScene, LossGalleryScene
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Node
from visualizer.scenes.line_plot import (
    ActivationScene,
    AnswersScene,
    CostScene,
    ResponseScene,
)
from visualizer.scenes.why import WhyScene

__all__ = ["Neuron", "NeuronSettings", "NeuronWatch"]


@exhibits.register
class Neuron(Exhibit[NeuronSettings, NeuronWatch, NeuronFrame]):
    """A single neuron, or two that learn side by side."""

    key = "neuron"
    title = "Neuron"
    rank = 19
    icon = "neuron"
    page_of = "inside"
    page = "Neuron"
    settings_class = NeuronSettings
    watch_class = NeuronWatch
    presented = frozenset({"cell"})
    first_preset = "neuron-and"

    def terms(self) -> Terms:
        return Terms(
            column=tr("Examples and learning"),
            counter=tr("Epoch"),
            axis=tr("epoch"),
            value=tr("Cost"),
            curve=tr("cost of the first neuron"),
            speed=tr("Updates / s"),
            position=None,
            rewinding=tr("drag to rewind: weights, line and curves go too"),
            diverged=tr(
                "At update {update} a weight was no number any more: the steps were "
                "too long."
            ),
            explains=True,
            units=(("batch", tr("update")), ("epoch", tr("epoch"))),
            paces=(
                ("update", tr("one update")),
                ("slow", tr("2 updates/s")),
                ("moderate", tr("10 epochs/s")),
                ("full", tr("as fast as possible")),
            ),
        )

    def summary(self, settings: NeuronSettings) -> str:
        ways = ", ".join(
            f"{'perceptron rule' if p.rule == 'perceptron' else p.loss.key} "
            f"{p.learning_rate:g}"
            for p in settings.pupils()
        )
        return f"{settings.activation.key} neuron, {settings.task}: {ways}"

    def slowed(self, settings: NeuronSettings) -> NeuronSettings:
        return slowed(settings)

    def build(self, settings: NeuronSettings) -> Learner:
        task = TASKS[settings.task]
        return NeuronLearner(
            task.x,
            task.yes,
            settings.activation,
            settings.pupils(),
            start=settings.beginning(),
            together=settings.updates == "all",
        )

    def configure(self, learner: Learner, settings: NeuronSettings) -> None:
        assert isinstance(learner, NeuronLearner)
        learner.configure(settings.activation, settings.pupils())

    def observe(self, learner: Learner, settings: NeuronSettings) -> NeuronObserver:
        assert isinstance(learner, NeuronLearner)
        return NeuronObserver(learner, TASKS[settings.task])

    def adapt(
        self, settings: NeuronSettings, changes: Mapping[str, object]
    ) -> NeuronSettings:
        return changed(settings, **changes)

    def respond(
        self,
        intent: Intent,
        settings: NeuronSettings,
        watch: NeuronWatch,
        frame: NeuronFrame,
    ) -> tuple[NeuronSettings, NeuronWatch] | None:
        return respond(intent, settings, watch, frame)

    def scenes(
        self,
        frame: NeuronFrame,
        settings: NeuronSettings,
        watch: NeuronWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, settings, watch, visible)

    def panels(self, settings: NeuronSettings) -> Mapping[str, type[Scene]]:
        flat = TASKS[settings.task].inputs == 1
        return {
            "cell": CellScene,
            "curve": ActivationScene,
            "output": ResponseScene if flat else BorderScene,
            "cost": CostScene,
            "answers": AnswersScene,
            "activations": ActivationGalleryScene,
            "losses": LossGalleryScene,
            "why": WhyScene,
        }

    def arrangement(self, settings: NeuronSettings, compact: bool) -> Node:
        return arrangement(compact)

    def tab_titles(self) -> Mapping[str, str]:
        return {"output": tr("Output")}
