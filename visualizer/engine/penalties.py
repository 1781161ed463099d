"""Penalties on large weights, as part of the gradient."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.plan import Plan


def penalty_plan(
    theta: Array, grad: Array, mask: Array, l1: float | Array, l2: float | Array
) -> Plan:
    """Return a plan that adds the gradient of l1 Σ|w| + ½ l2 Σw² to `grad`.

    Both penalties together are the elastic net.

    Parameters
    ----------
    theta, grad : arrays (P,) or (R, P)
    mask : array (P,)
        1 for each weight, 0 for all else.
    l1, l2 : float or array (R, 1)
        0 or more; the calls of a rate that is 0 everywhere are left out.

    References
    ----------
    Hoerl & Kennard (1970); Tibshirani (1996); Zou & Hastie (2005), equation 3.
    """
    plan = Plan(theta.dtype)
    pull = np.empty_like(theta)
    if np.any(l2):
        plan.add("λ₂ W", np.multiply, theta, mask * l2, pull)
        plan.add("g += λ₂ W", np.add, grad, pull, grad)
    if np.any(l1):
        plan.add("sign θ", np.sign, theta, pull)
        plan.add("λ₁ sign W", np.multiply, pull, mask * l1, pull)
        plan.add("g += λ₁ sign W", np.add, grad, pull, grad)
    return plan
