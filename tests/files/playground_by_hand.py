"""TensorFlow Playground in plain loops, written from its description alone.

One example after the other, link by link, number by number; it shares nothing with
the program but the random source, which is tested against that program's numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from visualizer.exhibits.playground.seedrandom import SeedRandom

Uniform = Callable[[], float]
Point = tuple[float, float, float]

INPUTS: dict[str, Callable[[float, float], float]] = {
    "x": lambda x, y: x,
    "y": lambda x, y: y,
    "xSquared": lambda x, y: x * x,
    "ySquared": lambda x, y: y * y,
    "xTimesY": lambda x, y: x * y,
    "sinX": lambda x, y: math.sin(x),
    "sinY": lambda x, y: math.sin(y),
}


@dataclass
class Setup:
    """What a link says, as that program takes it."""

    dataset: str = "circle"
    activation: str = "tanh"
    regularization: str = "none"
    rate: float = 0.0
    learning_rate: float = 0.03
    noise: float = 0.0
    batch: int = 10
    percent: float = 50.0
    shape: tuple[int, ...] = (4, 2)
    inputs: tuple[str, ...] = ("x", "y")
    seed: str = "0.12345"
    init_zero: bool = False

    @property
    def regression(self) -> bool:
        return self.dataset.startswith("reg-")

    def link(self) -> str:
        kind = "regDataset" if self.regression else "dataset"
        pairs = {
            "activation": self.activation,
            "regularization": self.regularization,
            "batchSize": self.batch,
            kind: self.dataset,
            "learningRate": self.learning_rate,
            "regularizationRate": self.rate,
            "noise": self.noise,
            "networkShape": ",".join(map(str, self.shape)),
            "seed": self.seed,
            "percTrainData": self.percent,
            **{name: str(name in self.inputs).lower() for name in INPUTS},
            "problem": "regression" if self.regression else "classification",
            "initZero": str(self.init_zero).lower(),
        }
        return "#" + "&".join(f"{name}={value}" for name, value in pairs.items())


def between(u: Uniform, low: float, high: float) -> float:
    return u() * (high - low) + low


def normal(u: Uniform, mean: float, variance: float) -> float:
    while True:
        first, second = 2 * u() - 1, 2 * u() - 1
        s = first * first + second * second
        if s <= 1:
            return mean + math.sqrt(variance) * math.sqrt(-2 * math.log(s) / s) * first


def points(dataset: str, noise: float, u: Uniform) -> list[Point]:
    found: list[Point] = []
    if dataset == "circle":
        for low, high in ((0.0, 2.5), (3.5, 5.0)):
            for _ in range(250):
                r, angle = between(u, low, high), between(u, 0.0, 2 * math.pi)
                x, y = r * math.sin(angle), r * math.cos(angle)
                dx, dy = between(u, -5, 5) * noise, between(u, -5, 5) * noise
                near = math.sqrt((x + dx) ** 2 + (y + dy) ** 2) < 2.5
                found.append((x, y, 1.0 if near else -1.0))
    elif dataset == "xor":
        for _ in range(500):
            x = between(u, -5, 5)
            x += 0.3 if x > 0 else -0.3
            y = between(u, -5, 5)
            y += 0.3 if y > 0 else -0.3
            dx, dy = between(u, -5, 5) * noise, between(u, -5, 5) * noise
            found.append((x, y, 1.0 if (x + dx) * (y + dy) >= 0 else -1.0))
    elif dataset == "gauss":
        variance = 0.5 + noise / 0.5 * 3.5
        for sign in (1.0, -1.0):
            for _ in range(250):
                x = normal(u, 2 * sign, variance)
                found.append((x, normal(u, 2 * sign, variance), sign))
    elif dataset == "spiral":
        for turn, sign in ((0.0, 1.0), (math.pi, -1.0)):
            for i in range(250):
                r, t = i / 250 * 5, 1.75 * i / 250 * 2 * math.pi + turn
                x = r * math.sin(t) + between(u, -1, 1) * noise
                found.append((x, r * math.cos(t) + between(u, -1, 1) * noise, sign))
    else:
        height = plane if dataset == "reg-plane" else hills
        for _ in range(1200):
            x, y = between(u, -6, 6), between(u, -6, 6)
            dx, dy = between(u, -6, 6) * noise, between(u, -6, 6) * noise
            found.append((x, y, height(x + dx, y + dy)))
    return found


def plane(x: float, y: float) -> float:
    return (x + y) / 10


def hills(x: float, y: float) -> float:
    value = 0.0
    for a, b, sign in (
        (-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1),
        (4, -2.5, -1),
    ):  # fmt: skip
        near = sign * min(max(1 - math.hypot(x - a, y - b) / 2, 0), 1)
        value = near if abs(near) > abs(value) else value
    return value


@dataclass
class Neuron:
    weights: list[float]
    bias: float
    dead: list[bool] = field(default_factory=list)
    weight_sums: list[float] = field(default_factory=list)
    bias_sum: float = 0.0
    z: float = 0.0
    a: float = 0.0


class Playground:
    """That program after it has opened a link."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        u = SeedRandom(setup.seed)
        drawn = points(setup.dataset, setup.noise / 100, u)
        left = len(drawn)
        while left > 0:
            chosen = math.floor(u() * left)
            left -= 1
            drawn[left], drawn[chosen] = drawn[chosen], drawn[left]
        first = math.floor(len(drawn) * setup.percent / 100)
        self.train, self.test = drawn[:first], drawn[first:]
        self.layers: list[list[Neuron]] = []
        before = len(setup.inputs)
        for units in (*setup.shape, 1):
            layer = []
            for _ in range(units):
                weights = [u() - 0.5 for _ in range(before)]
                if setup.init_zero:
                    weights = [0.0] * before
                bias = 0.0 if setup.init_zero else 0.1
                zeros = [0.0] * before
                layer.append(Neuron(weights, bias, [False] * before, zeros))
            self.layers.append(layer)
            before = units
        self.gathered = self.updates = self.place = 0

    def inputs(self, x: float, y: float) -> list[float]:
        return [INPUTS[name](x, y) for name in INPUTS if name in self.setup.inputs]

    def answer(self, x: float, y: float) -> float:
        signals = self.inputs(x, y)
        for layer in self.layers:
            for neuron in layer:
                neuron.z = neuron.bias
                for weight, signal in zip(neuron.weights, signals, strict=True):
                    neuron.z += weight * signal
                neuron.a = self.value(neuron.z, layer is self.layers[-1])
            signals = [neuron.a for neuron in layer]
        return signals[0]

    def value(self, z: float, last: bool) -> float:
        kind = self.kind(last)
        if kind == "tanh":
            return math.tanh(z)
        if kind == "relu":
            return max(0.0, z)
        return 1 / (1 + math.exp(-z)) if kind == "sigmoid" else z

    def slope(self, z: float, last: bool) -> float:
        kind = self.kind(last)
        if kind == "tanh":
            return 1 - math.tanh(z) ** 2
        if kind == "relu":
            return 1.0 if z > 0 else 0.0
        if kind == "sigmoid":
            share = 1 / (1 + math.exp(-z))
            return share * (1 - share)
        return 1.0

    def kind(self, last: bool) -> str:
        if last:
            return "linear" if self.setup.regression else "tanh"
        return self.setup.activation

    def show(self, x: float, y: float, target: float) -> None:
        """Gather the gradient of one example."""
        blame = [self.answer(x, y) - target]
        for number in reversed(range(len(self.layers))):
            layer = self.layers[number]
            below = self.layers[number - 1] if number else []
            signals = [neuron.a for neuron in below] if number else self.inputs(x, y)
            passed = [0.0] * len(signals)
            for neuron, share in zip(layer, blame, strict=True):
                dz = share * self.slope(neuron.z, layer is self.layers[-1])
                neuron.bias_sum += dz
                for source, signal in enumerate(signals):
                    if not neuron.dead[source]:
                        neuron.weight_sums[source] += dz * signal
                    passed[source] += dz * neuron.weights[source]
            blame = passed
        self.gathered += 1

    def update(self) -> None:
        rate, penalty = self.setup.learning_rate, self.setup.rate
        kind = self.setup.regularization
        for layer in self.layers:
            for neuron in layer:
                neuron.bias -= rate * neuron.bias_sum / self.gathered
                neuron.bias_sum = 0.0
                for source, weight in enumerate(neuron.weights):
                    if neuron.dead[source]:
                        continue
                    pull = {"none": 0.0, "L2": weight}.get(kind, sign(weight))
                    moved = weight - rate * neuron.weight_sums[source] / self.gathered
                    pulled = moved - rate * penalty * pull
                    if kind == "L1" and moved * pulled < 0:
                        pulled, neuron.dead[source] = 0.0, True
                    neuron.weights[source] = pulled
                    neuron.weight_sums[source] = 0.0
        self.gathered = 0
        self.updates += 1

    def run(self, updates: int) -> None:
        """Go on through the examples, in one order for ever."""
        while self.updates < updates:
            self.show(*self.train[self.place])
            if (self.place + 1) % self.setup.batch == 0:
                self.update()
            self.place = (self.place + 1) % len(self.train)

    def loss(self, part: list[Point]) -> float:
        errors = [0.5 * (self.answer(x, y) - target) ** 2 for x, y, target in part]
        return sum(errors) / len(part)

    def weights(self) -> list[list[list[float]]]:
        return [[neuron.weights for neuron in layer] for layer in self.layers]

    def biases(self) -> list[list[float]]:
        return [[neuron.bias for neuron in layer] for layer in self.layers]


def sign(weight: float) -> float:
    return float((weight > 0) - (weight < 0))
