"""Settings of the Playground: data, network, and how it learns."""

from __future__ import annotations

import dataclasses
import math
import re
import zlib
from dataclasses import dataclass
from typing import Any

from visualizer.datasets import Dataset, datasets
from visualizer.datasets.features import features
from visualizer.datasets.own_inputs import MOST_FORMULAS, formula_problems
from visualizer.engine.activations import Activation
from visualizer.engine.domains import NUMBERS
from visualizer.engine.initializers import Initializer
from visualizer.engine.losses import Loss, losses
from visualizer.engine.optimizers import Optimizer, optimizers
from visualizer.engine.per_neuron import PerNeuron
from visualizer.engine.random_streams import MAX_SEED
from visualizer.engine.schedules import Schedule, schedules
from visualizer.exhibits import training_settings as shared
from visualizer.exhibits.playground.layer_settings import (
    LayerSettings,
    NeuronSettings,
)
from visualizer.language import tr
from visualizer.settings import SettingError, setting

LINK_SEED = re.compile(r"(?![&=#])[!-~](?:(?![&=#])[!-~]){0,63}")
MAX_HIDDEN_LAYERS = 10
MAX_UNITS = 64

LIMITS = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


@dataclass(frozen=True)
class PlaygroundSettings:
    """All that can be set in the Playground."""

    dataset: Dataset = setting(
        factory=lambda: datasets["circle"](),
        title="Data",
        registry=datasets,
        usual=("circle", "xor", "gauss", "spiral", "digits"),
        control="tiles",
        common=True,
        help="What the network learns from.",
    )
    features: tuple[str, ...] = setting(
        ("x1", "x2"),
        title="Inputs",
        choices=tuple(features),
        titles=tuple(feature.title for feature in features.values()),
        length=(1, len(features)),
        only_with=("dataset.given", "points"),
        help="What of a point of the plane the network is given.",
    )
    scaling: str = setting(
        "none",
        title="Scale inputs",
        choices=("none", "standard", "0-1"),
        control="chips",
        help=(
            "Bring every input to mean 0 and standard deviation 1, or to 0 … 1, as "
            "the training examples have it."
        ),
    )
    formulas: tuple[str, ...] = setting(
        (),
        title="Own inputs",
        length=(0, MOST_FORMULAS),
        check=formula_problems,
        only_with=("dataset.given", "points"),
        help="Formulas of x1 and x2 as further inputs, for instance x1^3 + sin(x2).",
    )
    learning_rate: float = shared.learning_rate(0.03)
    activation: Activation = shared.activation(
        "tanh",
        ("tanh", "relu", "sigmoid", "linear", "leaky_relu"),
        "What every hidden neuron makes of its sum.",
    )
    hidden: tuple[int, ...] = setting(
        (4, 2),
        title="Hidden layers",
        minimum=1,
        maximum=MAX_UNITS,
        length=(0, MAX_HIDDEN_LAYERS),
        control="hidden",
        help="Neurons of each hidden layer.",
    )
    input_skips: bool = setting(
        False,
        title="Inputs to every layer",
        help="Give each hidden layer the inputs, beside what the one before answers.",
    )
    batch: str = setting(
        "mini",
        title="Batch",
        choices=("single", "mini", "full"),
        live=True,
        control="chips",
        help="Update after one example, after some, or after all.",
    )
    batch_size: int = shared.batch_size(
        10,
        (1, 2, 5, 10, 15, 20, 30, 50, 100, 200),
        "Examples of an update, where it takes some of them.",
    )
    train_share: float = shared.train_share(0.5)
    l1: float = shared.penalty(
        "L1 rate", "Pulls every weight toward 0 with the same force."
    )
    l2: float = shared.l2_penalty()
    loss: Loss = setting(
        factory=lambda: losses["mean_squared"](),
        title="Loss",
        registry=losses.where(lambda loss: loss.targets is not None),
        usual=(
            *("mean_squared", "half_squared", "mean_absolute"),
            *("binary_cross_entropy", "softmax_cross_entropy"),
        ),
        help="How far an answer is from the target.",
    )
    optimizer: Optimizer = shared.optimizer("sgd")
    schedule: Schedule = setting(
        factory=lambda: schedules["constant"](),
        title="Schedule",
        registry=schedules,
        help="How the learning rate changes while the network learns.",
    )
    clip_norm: float = setting(
        0.0,
        title="Clip length",
        minimum=0.0,
        maximum=1000.0,
        values=LIMITS,
        live=True,
        help="Greatest length of the whole gradient; 0 sets no limit.",
    )
    clip_value: float = setting(
        0.0,
        title="Clip values",
        minimum=0.0,
        maximum=1000.0,
        values=LIMITS,
        live=True,
        help="Greatest size of each part of the gradient; 0 sets no limit.",
    )
    max_norm: float = setting(
        0.0,
        title="Weight limit",
        minimum=0.0,
        maximum=1000.0,
        values=LIMITS,
        live=True,
        help="Greatest length of a neuron's incoming weights; 0 sets no limit.",
    )
    input_noise: float = setting(
        0.0,
        title="Input noise",
        minimum=0.0,
        maximum=10.0,
        values=(0.0, 0.03, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0),
        live=True,
        help="Standard deviation of the noise that each update adds to the inputs.",
    )
    balanced: bool = setting(
        False,
        title="Balance classes",
        help="Let the examples of rare classes count more, so that all count alike.",
    )
    output_per_class: bool = setting(
        False,
        title="Output per class",
        help="Give each of two classes an output of its own, as more classes have.",
    )
    layers: tuple[LayerSettings, ...] = setting(
        (),
        title="Layers",
        length=(0, MAX_HIDDEN_LAYERS),
        filled=True,
        control="hidden",
        help="What the first, second, … hidden layer has of its own.",
    )
    neurons: tuple[NeuronSettings, ...] = setting(
        (),
        title="Own activations",
        length=(0, MAX_HIDDEN_LAYERS * MAX_UNITS),
        live=True,
        control="hidden",
        help="Hidden neurons with an activation of their own.",
    )
    frozen: tuple[tuple[int, int], ...] = setting(
        (),
        title="Frozen neurons",
        minimum=0,
        live=True,
        control="hidden",
        help="Layer and number of each neuron that is not trained.",
    )
    disabled: tuple[tuple[int, int], ...] = setting(
        (),
        title="Neurons switched off",
        minimum=0,
        live=True,
        control="hidden",
        help="Layer and number of each hidden neuron that always answers 0.",
    )
    locked: tuple[tuple[int, int | None, int], ...] = setting(
        (),
        title="Locked weights",
        minimum=0,
        live=True,
        control="hidden",
        help=(
            "Layer, source and neuron of each weight that is not trained; a bias "
            "has no source."
        ),
    )
    method: str = setting(
        "usual",
        title="Training",
        choices=("usual", "tf_playground"),
        titles=("Usual", "TF Playground"),
        help=(
            "TensorFlow Playground keeps the order of the examples, lets those left "
            "over wait for the next epoch, and ends a weight that L1 takes to 0."
        ),
    )
    initializer: Initializer = shared.initializer("uniform")
    reshuffle: bool = shared.reshuffle()
    seed: int = shared.seed(("draws", "usual"))
    data_seed: int = shared.data_seed(
        "Decides which points are drawn and how they are split.", ("draws", "usual")
    )
    draws: str = setting(
        "usual",
        title="Random numbers",
        choices=("usual", "tf_playground"),
        titles=("Usual", "TF Playground"),
        help=(
            "Where points and initial weights come from. TensorFlow Playground's own "
            "source gives what its links show."
        ),
    )
    link_seed: str = setting(
        "0.00000",
        title="Link seed",
        only_with=("draws", "tf_playground"),
        help="Text from which that source draws points, their order and weights.",
    )
    precision: str = shared.precision()

    def __post_init__(self) -> None:
        if len(set(self.features)) != len(self.features):
            raise SettingError(tr("features: a feature is named twice; allowed: once"))
        for number, problem in enumerate(formula_problems(self.formulas)):
            if problem:
                raise SettingError(f"formulas[{number}]: {problem}")
        if not _fits(type(self.loss), self.dataset):
            raise SettingError(
                tr(
                    "loss: {loss!r} does not fit the data {data!r}; allowed: {allowed}",
                    loss=self.loss.key,
                    data=self.dataset.key,
                    allowed=", ".join(fitting_losses(self.dataset)),
                )
            )

        if self.method == "tf_playground" and not _is_faithful(self):
            raise SettingError(
                tr(
                    "method: training as TensorFlow Playground does needs optimizer "
                    "sgd without momentum, loss half_squared and reshuffle off"
                )
            )
        if not LINK_SEED.fullmatch(self.link_seed):
            raise SettingError(
                tr(
                    "{field}: {value!r} is not allowed; allowed: {allowed}",
                    field="link_seed",
                    value=self.link_seed,
                    allowed=seed_rule(),
                )
            )
        self._check_update()
        self._check_layers()

    def _check_update(self) -> None:
        for name in ("clip_norm", "clip_value"):
            if self.optimizer.closed_loop and getattr(self, name) > 0.0:
                raise SettingError(
                    tr(
                        "{field}: gradients of the optimizer {optimizer!r} cannot be "
                        "clipped; allowed: 0",
                        field=name,
                        optimizer=self.optimizer.key,
                    )
                )
        for name in ("balanced", "output_per_class"):
            if getattr(self, name) and self.dataset.problem == "regression":
                raise SettingError(
                    tr(
                        "{field}: the data {data!r} have no classes; allowed: false",
                        field=name,
                        data=self.dataset.key,
                    )
                )

    def _check_layers(self) -> None:
        """Check what is chosen for layers, neurons and weights, as far as known."""
        depth = len(self.hidden)
        if len(self.layers) > depth:
            raise SettingError(
                tr(
                    "{field}: has {count} items; allowed: from {low} to {high}",
                    field="layers",
                    count=len(self.layers),
                    low=0,
                    high=depth,
                )
            )
        for number, own in enumerate(self.layers):
            # A file of one's own is read when the data are made, not before.
            if not own.residual or (number == 0 and self.dataset.files()):
                continue
            width = self.hidden[number - 1] if number else input_count(self)
            if width != self.hidden[number]:
                raise SettingError(
                    tr(
                        "{field}: a skip connection needs as many neurons as the "
                        "layer before has; allowed: {width} neurons",
                        field=f"layers[{number}].residual",
                        width=width,
                    )
                )
        for number, own in enumerate(self.layers):
            if number and own.residual and self.input_skips:
                raise SettingError(
                    tr(
                        "{field}: cannot be beside inputs that go to every layer; "
                        "allowed: false",
                        field=f"layers[{number}].residual",
                    )
                )
        # Of the inputs nothing is asked here.
        widths = (0, *self.hidden)
        for name, most in (("frozen", depth + 1), ("disabled", depth)):
            for place, (layer, neuron) in enumerate(getattr(self, name)):
                where = f"{name}[{place}]"
                _check_place(f"{where}[0]", layer, 1, most)
                _check_place(f"{where}[1]", neuron, 0, _last(widths, layer))
        self._check_neurons(widths)
        for place, (layer, source, neuron) in enumerate(self.locked):
            where = f"locked[{place}]"
            _check_place(f"{where}[0]", layer, 1, depth + 1)
            _check_place(f"{where}[2]", neuron, 0, _last(widths, layer))
            if source is not None and layer > 1:
                skipped = self.input_skips and layer <= depth
                last = math.inf if skipped else _last(widths, layer - 1)
                _check_place(f"{where}[1]", source, 0, last)

    def _check_neurons(self, widths: tuple[int, ...]) -> None:
        """Check the neurons with an activation of their own."""
        places = [(one.layer, one.neuron) for one in self.neurons]
        for number, (layer, neuron) in enumerate(places):
            where = f"neurons[{number}]"
            _check_place(f"{where}.layer", layer, 1, len(self.hidden))
            _check_place(f"{where}.neuron", neuron, 0, _last(widths, layer))
            if (layer, neuron) in places[:number]:
                raise SettingError(
                    tr("{field}: the neuron is named twice; allowed: once", field=where)
                )
            shared = self.shared_activation(layer)
            if not shared.elementwise:
                raise SettingError(
                    tr(
                        "{field}: the layer's activation {activation!r} needs all of "
                        "its sums; allowed: no neuron of its own way",
                        field=where,
                        activation=shared.key,
                    )
                )

    def shared_activation(self, layer: int) -> Activation:
        """Return what the neurons of hidden layer 1, 2, … have unless told else."""
        return self.layer(layer).activation or self.activation

    def activation_of(self, layer: int) -> Activation:
        """Return what the network's layer 1, 2, … has, if need be neuron by neuron."""
        shared = self.shared_activation(layer)
        own = {one.neuron: one.activation for one in self.neurons if one.layer == layer}
        if not own:
            return shared
        units = range(self.hidden[layer - 1])
        return PerNeuron(tuple(own.get(neuron, shared) for neuron in units))

    def layer(self, number: int) -> LayerSettings:
        """Return what hidden layer 1, 2, … has of its own."""
        within = number <= len(self.layers)
        return self.layers[number - 1] if within else LayerSettings()

    def examples_a_batch(self, examples: int) -> int:
        """Return the batch size for a training set of so many examples."""
        sizes = {"single": 1, "mini": self.batch_size, "full": examples}
        return min(sizes[self.batch], examples)

    @property
    def stream_seed(self) -> int:
        """Seed of what is drawn beside the data: weights, orders, directions."""
        if self.draws == "tf_playground":
            return zlib.crc32(self.link_seed.encode("ascii"))
        return self.seed

    def linked_training_count(self, examples: int) -> int:
        """Return how many of the examples TensorFlow Playground trains on.

        It multiplies before it divides by 100, in doubles: of 500 examples, 64.6 %
        are 322 there. At least one is left for each part.
        """
        count = math.floor(examples * percent_of(self.train_share) / 100.0)
        return max(1, min(count, examples - 1))

    def with_seed(self, seed: int) -> PlaygroundSettings:
        """Return settings of which all random numbers follow from a seed."""
        return dataclasses.replace(self, seed=seed, data_seed=seed, link_seed=str(seed))

    def with_next_seed(self) -> PlaygroundSettings:
        """Return settings with other initial weights.

        TensorFlow Playground's source gives other points as well: it has one seed
        for both, with five decimals.
        """
        if self.draws == "tf_playground":
            decimals = re.fullmatch(r"0\.(\d{5})", self.link_seed)
            number = int(decimals[1]) if decimals else 0
            following = f"0.{(number + 1) % 100_000:05d}"
            return dataclasses.replace(self, link_seed=following)
        return dataclasses.replace(self, seed=(self.seed + 1) % (MAX_SEED + 1))


def seed_rule() -> str:
    """Say which texts TensorFlow Playground's source may start from."""
    return tr("1 to 64 letters, digits and signs without space, &, = and #")


def percent_of(share: float) -> float:
    """Return the number with the fewest decimals that is a share times 100.

    That is the one which, divided by 100, gives the same double.
    """
    shortest = (round(share * 100.0, decimals) for decimals in range(16))
    return next((p for p in shortest if p / 100.0 == share), share * 100.0)


def input_count(settings: PlaygroundSettings) -> int:
    """Return how many inputs the network has for the data and features chosen."""
    dataset = settings.dataset
    if not is_planar(dataset):
        return len(dataset.input_names)
    return len(settings.features) + len(settings.formulas)


def is_planar(dataset: Dataset) -> bool:
    """Return whether the examples are points of a plane."""
    return dataset.given == "points"


def is_paintable(dataset: Dataset) -> bool:
    """Return whether points with a class or one value can be painted onto the data."""
    return is_planar(dataset) and not dataset.output_names


def _last(widths: tuple[int, ...], layer: int) -> float:
    """Return the number of a layer's last neuron; of the output's nothing is known."""
    return widths[layer] - 1 if layer < len(widths) else math.inf


def _check_place(where: str, value: int, low: int, high: float) -> None:
    if not low <= value <= high:
        raise SettingError(
            tr(
                "{field}: {value} is out of range; allowed: {allowed}",
                field=where,
                value=value,
                allowed=tr("from {low} to {high}", low=low, high=high),
            )
        )


def fitting_losses(dataset: Dataset) -> tuple[str, ...]:
    """Return the keys of the losses that are defined for what the data ask.

    For regression these are the losses of any numbers; for classes, those that
    labels can be written for.
    """
    return tuple(member.key for member in losses if _fits(member, dataset))


def _fits(member: type[Loss], dataset: Dataset) -> bool:
    if dataset.problem == "regression":
        return member.domain is NUMBERS
    return member.targets is not None


def _is_faithful(settings: PlaygroundSettings) -> bool:
    return (
        settings.optimizer == optimizers["sgd"]()
        and settings.loss.key == "half_squared"
        and not settings.reshuffle
    )


def changed(settings: PlaygroundSettings, **changes: Any) -> PlaygroundSettings:
    """Return settings with changes, and with what these make necessary.

    Changed data may need another loss, and columns of a table, each in a unit of
    its own, are scaled unless one asks for something else. Training as TensorFlow
    Playground does brings its optimizer, loss and order, and ends when one of them
    is changed. An optimizer that asks for gradients itself ends clipping. With
    other inputs or outputs, what was chosen for their weights is forgotten.
    """
    if changes.get("method") == "tf_playground":
        faithful = {
            "optimizer": optimizers["sgd"](),
            "loss": losses["half_squared"](),
            "reshuffle": False,
        }
        changes = {**faithful, **changes}
    dataset = changes.get("dataset", settings.dataset)
    kept = changes.get("loss", settings.loss)
    if "dataset" in changes and "loss" not in changes:
        if dataset.problem == "regression" and not _fits(type(kept), dataset):
            changes["loss"] = losses[fitting_losses(dataset)[0]]()
        elif dataset.problem == "multiclass":
            changes["loss"] = losses["softmax_cross_entropy"]()
        elif settings.dataset.problem == "multiclass":
            changes["loss"] = losses["mean_squared"]()
    if dataset.tabular != settings.dataset.tabular:
        changes.setdefault("scaling", "standard" if dataset.tabular else "none")
    if changes.keys() & {"optimizer", "loss", "reshuffle"}:
        changes.setdefault("method", "usual")
    if changes.get("optimizer", settings.optimizer).closed_loop:
        changes = {"clip_norm": 0.0, "clip_value": 0.0, **changes}
    if dataset.problem == "regression":
        changes = {"balanced": False, "output_per_class": False, **changes}
    if "activation" in changes:
        changes.setdefault(
            "neurons", fitting_neurons(settings, changes["activation"], settings.layers)
        )
    changes = {**_kept_places(settings, changes), **changes}
    return dataclasses.replace(settings, **changes)


def fitting_neurons(
    settings: PlaygroundSettings,
    activation: Activation,
    layers: tuple[LayerSettings, ...],
) -> tuple[NeuronSettings, ...]:
    """Return the neurons of their own way that activations of layers allow."""
    own = dict(enumerate((layer.activation for layer in layers), start=1))
    return tuple(
        one
        for one in settings.neurons
        if (own.get(one.layer) or activation).elementwise
    )


def unskipped(
    locked: tuple[tuple[int, int | None, int], ...], hidden: tuple[int, ...]
) -> tuple[tuple[int, int | None, int], ...]:
    """Return the locked weights that do not lead from an input past a layer."""
    widths = (math.inf, *hidden)
    return tuple(
        (layer, source, neuron)
        for layer, source, neuron in locked
        if source is None or source < widths[layer - 1]
    )


def _kept_places(
    settings: PlaygroundSettings, changes: dict[str, Any]
) -> dict[str, Any]:
    """Return what is left of the choices at the input and at the output."""
    output = len(settings.hidden) + 1
    kept: dict[str, Any] = {}
    frozen, locked, layers = settings.frozen, settings.locked, settings.layers
    if changes.keys() & {"dataset", "loss", "output_per_class"}:
        frozen = tuple(one for one in frozen if one[0] != output)
        locked = tuple(one for one in locked if one[0] != output)
        kept = {"frozen": frozen, "locked": locked}
    other_skips = changes.get("input_skips", settings.input_skips)
    if other_skips != settings.input_skips:
        locked = unskipped(locked, settings.hidden)
        if other_skips:
            # A skip connection from layer to layer needs as many of both.
            layers = tuple(
                dataclasses.replace(own, residual=own.residual and not number)
                for number, own in enumerate(layers)
            )
        kept = {**kept, "locked": locked, "layers": layers}
    if changes.keys() & {"dataset", "features", "formulas"}:
        locked = tuple(
            one
            for one in unskipped(locked, settings.hidden)
            if one[0] > 1 or one[1] is None
        )
        if layers and layers[0].residual:
            first = dataclasses.replace(layers[0], residual=False)
            layers = (first, *layers[1:])
        kept = {**kept, "locked": locked, "layers": layers}
    return kept
