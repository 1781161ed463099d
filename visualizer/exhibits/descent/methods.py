"""What the runners' methods are called, and how they are chosen."""

from __future__ import annotations

from visualizer.engine.optimizers import Optimizer, optimizers
from visualizer.engine.optimizers.sgd import SGD
from visualizer.language import tr
from visualizer.settings import describe

MOMENTUM = 0.9
"""Of the methods with momentum when they are chosen."""


def method_of(optimizer: Optimizer) -> str:
    """Return the key of a method; gradient descent has three."""
    if not isinstance(optimizer, SGD):
        return optimizer.key
    if optimizer.momentum == 0.0:
        return "sgd"
    return "nesterov" if optimizer.nesterov else "momentum"


def name_of(optimizer: Optimizer) -> str:
    """Return the name of a method in the language in use."""
    return dict(methods())[method_of(optimizer)]


def methods() -> tuple[tuple[str, str], ...]:
    """Return key and name of each method, the simplest first."""
    further = [(member.key, tr(member.title)) for member in optimizers]
    return (
        ("sgd", tr("Gradient descent")),
        ("momentum", tr("Momentum")),
        ("nesterov", tr("Nesterov")),
        *(each for each in further if each[0] != "sgd"),
    )


def optimizer_of(method: str) -> Optimizer:
    """Return a method with its usual coefficients."""
    if method in ("momentum", "nesterov"):
        return SGD(momentum=MOMENTUM, nesterov=method == "nesterov")
    made: Optimizer = optimizers[method]()
    return made


def coefficients(optimizer: Optimizer) -> tuple[tuple[str, str, float], ...]:
    """Return name, title and value of the numbers that change live."""
    found = []
    for name, hint, item in describe(type(optimizer)):
        plain = isinstance(optimizer, SGD) and optimizer.momentum == 0.0
        if item.live and hint in (int, float) and not plain:
            found.append((name, tr(item.title), getattr(optimizer, name)))
    return tuple(found)
