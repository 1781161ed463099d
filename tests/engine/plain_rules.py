"""Update rules written down plainly, reading their coefficients at each step.

Each rule takes the parameters and a memory, which starts as zeros, and changes
both; `t` counts from 1. The equations are those of the papers, in the form in
which PyTorch has them where it has the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from visualizer.engine.arrays import Array


class Memory:
    """Vectors and products by name; vectors start at 0, products at 1."""

    def __init__(self, size: int) -> None:
        self.vectors: dict[str, Array] = defaultdict(lambda: np.zeros(size))
        self.products: dict[str, float] = defaultdict(lambda: 1.0)

    def mean(self, name: str, value: Array, keep: float) -> Array:
        self.vectors[name] = keep * self.vectors[name] + (1.0 - keep) * value
        return self.vectors[name]

    def product(self, name: str, factor: float) -> float:
        self.products[name] *= factor
        return self.products[name]


Rule = Callable[[Array, Array, float, int, Memory, Any], Array]


def sgd(theta: Array, g: Array, rate: float, t: int, memory: Memory, c: Any) -> Array:
    if c.momentum == 0.0:
        return theta - rate * g
    b = memory.vectors["b"] = c.momentum * memory.vectors["b"] + g
    return theta - rate * (g + c.momentum * b if c.nesterov else b)


def averaged_sgd(
    theta: Array, g: Array, rate: float, t: int, memory: Memory, c: Any
) -> Array:
    theta = theta - rate * g
    memory.vectors["path"] = theta
    return theta


def _adam_moments(
    g: Array, memory: Memory, c: Any
) -> tuple[Array, Array, float, float]:
    m = memory.mean("m", g, c.beta1)
    v = memory.mean("v", g * g, c.beta2)
    product1 = memory.product("beta1", c.beta1)
    return m, v, product1, memory.product("beta2", c.beta2)


def adam(theta: Array, g: Array, rate: float, t: int, memory: Memory, c: Any) -> Array:
    m, v, product1, product2 = _adam_moments(g, memory, c)
    spread = np.sqrt(v / (1.0 - product2)) + c.epsilon
    return theta - rate * m / (1.0 - product1) / spread


def adamw(theta: Array, g: Array, rate: float, t: int, memory: Memory, c: Any) -> Array:
    theta = theta * (1.0 - rate * c.weight_decay)
    return adam(theta, g, rate, t, memory, c)


def amsgrad(
    theta: Array, g: Array, rate: float, t: int, memory: Memory, c: Any
) -> Array:
    m, v, product1, product2 = _adam_moments(g, memory, c)
    u = memory.vectors["u"] = np.fmax(memory.vectors["u"], v)
    spread = np.sqrt(u / (1.0 - product2)) + c.epsilon
    return theta - rate * m / (1.0 - product1) / spread


def nadam(theta: Array, g: Array, rate: float, t: int, memory: Memory, c: Any) -> Array:
    m, v, _, product2 = _adam_moments(g, memory, c)
    now, following = (
        c.beta1 * (1.0 - 0.5 * 0.96 ** (k * c.momentum_decay)) for k in (t, t + 1)
    )
    product = memory.product("mu", now)
    look = (1.0 - now) * g / (1.0 - product)
    look = look + following * m / (1.0 - product * following)
    return theta - rate * look / (np.sqrt(v / (1.0 - product2)) + c.epsilon)


def qhadam(
    theta: Array, g: Array, rate: float, t: int, memory: Memory, c: Any
) -> Array:
    m, v, product1, product2 = _adam_moments(g, memory, c)
    top = (1.0 - c.nu1) * g + c.nu1 * m / (1.0 - product1)
    square = (1.0 - c.nu2) * g**2 + c.nu2 * v / (1.0 - product2)
    return theta - rate * top / (np.sqrt(square) + c.epsilon)


def qhm(theta: Array, g: Array, rate: float, t: int, memory: Memory, c: Any) -> Array:
    m = memory.mean("m", g, c.beta)
    return theta - rate * ((1.0 - c.nu) * g + c.nu * m)


def lion(theta: Array, g: Array, rate: float, t: int, memory: Memory, c: Any) -> Array:
    mixed = c.beta1 * memory.vectors["m"] + (1.0 - c.beta1) * g
    memory.mean("m", g, c.beta2)
    return theta - rate * (np.sign(mixed) + c.weight_decay * theta)


def adagrad(
    theta: Array, g: Array, rate: float, t: int, memory: Memory, c: Any
) -> Array:
    v = memory.vectors["v"] = memory.vectors["v"] + g**2
    return theta - rate * g / (np.sqrt(v) + c.epsilon)


def rmsprop(
    theta: Array, g: Array, rate: float, t: int, memory: Memory, c: Any
) -> Array:
    v = memory.mean("v", g**2, c.alpha)
    if c.centered:
        v = v - memory.mean("m", g, c.alpha) ** 2
    d = g / (np.sqrt(v) + c.epsilon)
    if c.momentum > 0.0:
        d = memory.vectors["b"] = c.momentum * memory.vectors["b"] + d
    return theta - rate * d


def adadelta(
    theta: Array, g: Array, rate: float, t: int, memory: Memory, c: Any
) -> Array:
    v = memory.mean("v", g**2, c.rho)
    d = np.sqrt((memory.vectors["u"] + c.epsilon) / (v + c.epsilon)) * g
    memory.mean("u", d**2, c.rho)
    return theta - rate * d


def rprop(theta: Array, g: Array, rate: float, t: int, memory: Memory, c: Any) -> Array:
    length, before = memory.vectors["length"], memory.vectors["before"]
    if t == 1:
        length = np.full_like(theta, rate)
    theta, kept = theta.copy(), g.copy()
    for place in range(theta.size):
        agreement = before[place] * g[place]
        if agreement > 0.0:
            length[place] *= c.grow
        elif agreement < 0.0:
            length[place] *= c.shrink
            kept[place] = 0.0
        length[place] = min(max(length[place], c.least), c.most)
        theta[place] -= np.sign(kept[place]) * length[place]
    memory.vectors["length"], memory.vectors["before"] = length, kept
    return theta


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        *(sgd, averaged_sgd, adam, adamw, amsgrad, nadam, qhadam, qhm, lion),
        *(adagrad, rmsprop, adadelta, rprop),
    )
}
"""By the optimizer's key."""
