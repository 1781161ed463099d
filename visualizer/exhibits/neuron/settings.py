"""Settings of the neuron: what it is asked, its activation, and how it learns."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.losses import Loss, losses
from visualizer.engine.neuron_learner import Pupil, Rule, fits
from visualizer.engine.random_streams import MAX_SEED, Purpose, RandomStreams
from visualizer.exhibits.neuron.tasks import TASKS, TaskKey
from visualizer.language import tr
from visualizer.settings import SettingError, setting

LEAST_RATE, GREATEST_RATE = 1e-5, 100.0
GREATEST_WEIGHT = 1_000.0

neuron_activations = activations.where(lambda member: member.elementwise)
"""Those of a neuron by itself."""

neuron_losses = losses.where(
    lambda member: member.targets in ("signed", "signs", "share")
)
"""Those that a single output can have for yes and no."""


def _rate(title: str, **description: Any) -> Any:
    return setting(
        0.15,
        title=title,
        minimum=LEAST_RATE,
        maximum=GREATEST_RATE,
        scale="log",
        live=True,
        common=True,
        **description,
    )


@dataclass(frozen=True)
class NeuronSettings:
    """All that can be set for the neuron."""

    task: TaskKey = setting(
        "and",
        title="Examples",
        titles=("AND", "OR", "NAND", "XOR", "one input"),
        common=True,
        help="The questions, each with its right answer, yes or no.",
    )
    activation: Activation = setting(
        factory=lambda: activations["sigmoid"](),
        title="Activation",
        registry=neuron_activations,
        usual=("threshold", "sigmoid", "tanh", "relu", "linear"),
        live=True,
        common=True,
        help="What the neuron makes of its weighted sum.",
    )
    rule: Rule = setting(
        "descent",
        title="Learning rule",
        titles=("descent", "perceptron"),
        control="chips",
        live=True,
        common=True,
        help="Descent follows the slope of the loss; the perceptron rule needs none.",
    )
    loss: Loss = setting(
        factory=lambda: losses["half_squared"](),
        title="Loss",
        registry=neuron_losses,
        usual=("half_squared", "binary_cross_entropy", "mean_squared", "hinge"),
        control="wide",
        live=True,
        common=True,
        only_with=("rule", "descent"),
        help="How far the answer is from the target.",
    )
    learning_rate: float = _rate(
        "Learning rate", help="How far each update goes along the gradient."
    )
    neurons: Literal["one", "two"] = setting(
        "one",
        title="Neurons",
        titles=("one", "two"),
        control="chips",
        common=True,
        help="Two learn side by side, from the same start, by descent on two losses.",
    )
    second_loss: Loss = setting(
        factory=lambda: losses["binary_cross_entropy"](),
        title="Second loss",
        registry=neuron_losses,
        usual=("half_squared", "binary_cross_entropy", "mean_squared", "hinge"),
        control="wide",
        live=True,
        common=True,
        only_with=("neurons", "two"),
        help="What the second neuron descends on.",
    )
    second_rate: float = _rate(
        "Second rate",
        only_with=("neurons", "two"),
        help="The learning rate of the second neuron.",
    )
    updates: Literal["each", "all"] = setting(
        "each",
        title="Update after",
        titles=("each example", "all examples"),
        control="chips",
        help="Whether the weights change after each example or once for all.",
    )
    seed: int = setting(
        1,
        title="Seed",
        minimum=0,
        maximum=MAX_SEED,
        control="dice",
        help="Decides the weights at the start, where they are not given.",
    )
    start: tuple[float, ...] = setting(
        (),
        title="Start",
        minimum=-GREATEST_WEIGHT,
        maximum=GREATEST_WEIGHT,
        length=(0, 3),
        control="hidden",
        help="Weights and bias at the start; drawn from the seed where empty.",
    )

    def __post_init__(self) -> None:
        wanted = TASKS[self.task].inputs + 1 if self.task in TASKS else 0
        if self.start and len(self.start) != wanted:
            raise SettingError(
                tr(
                    "start: has {count} items; allowed: none, or {wanted} for these "
                    "examples",
                    count=len(self.start),
                    wanted=wanted,
                )
            )
        for name, pupil in zip(("loss", "second_loss"), self.pupils(), strict=False):
            if not fits(pupil.loss, self.activation):
                raise SettingError(
                    tr(
                        "{field}: {value!r} is not allowed beside activation "
                        "{activation!r}; allowed: {allowed}",
                        field=name,
                        value=pupil.loss.key,
                        activation=self.activation.key,
                        allowed=", ".join(_fitting(self.activation)),
                    )
                )

    def pupils(self) -> tuple[Pupil, ...]:
        """Return how each neuron learns, as the engine takes it."""
        # The perceptron rule descends on nothing; its errors are squared to count.
        ruled = self.rule == "perceptron"
        loss = losses["half_squared"]() if ruled else self.loss
        first = Pupil(loss, self.learning_rate, self.rule)
        if self.neurons == "one":
            return (first,)
        return first, Pupil(self.second_loss, self.second_rate)

    def beginning(self) -> Array:
        """Return weights and bias at the start: given, or normal with spread 1."""
        if self.start:
            return np.array(self.start)
        random = RandomStreams(self.seed).generator(Purpose.WEIGHTS)
        return random.standard_normal(TASKS[self.task].inputs + 1)


def _fitting(activation: Activation) -> list[str]:
    return [member.key for member in neuron_losses if fits(member(), activation)]


def changed(settings: NeuronSettings, **changes: Any) -> NeuronSettings:
    """Return settings with changes, and with what they make necessary.

    Another number of inputs and another seed draw the start anew; a loss that is not
    defined for another activation gives way to half the squared error.

    Raises
    ------
    SettingError
        If the changes do not fit.
    """
    task = changes.get("task", settings.task)
    other_seed = changes.get("seed", settings.seed) != settings.seed
    if other_seed or TASKS[task].inputs != TASKS[settings.task].inputs:
        changes.setdefault("start", ())
    activation = changes.get("activation", settings.activation)
    if activation != settings.activation:
        for name in ("loss", "second_loss"):
            if not fits(changes.get(name, getattr(settings, name)), activation):
                changes[name] = losses["half_squared"]()
    return dataclasses.replace(settings, **changes)


def slowed(settings: NeuronSettings) -> NeuronSettings:
    """Return settings in which each neuron learns half as fast."""
    halved: dict[str, Any] = {
        "learning_rate": max(LEAST_RATE, settings.learning_rate / 2.0)
    }
    if settings.neurons == "two":
        halved["second_rate"] = max(LEAST_RATE, settings.second_rate / 2.0)
    return dataclasses.replace(settings, **halved)
