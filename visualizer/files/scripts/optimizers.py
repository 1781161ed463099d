"""Update rules as NumPy lines and as PyTorch's optimizers, one place for each.

The NumPy lines do what the engine does in the same order, so that they give the
same bits: products before sums, numbers of Python rounded to the arrays' precision.
"""

from __future__ import annotations

from functools import singledispatch

from visualizer.engine.optimizers import Optimizer
from visualizer.engine.optimizers.adadelta import AdaDelta
from visualizer.engine.optimizers.adagrad import AdaGrad
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.adamw import AdamW
from visualizer.engine.optimizers.amsgrad import AMSGrad
from visualizer.engine.optimizers.averaged_sgd import AveragedSGD
from visualizer.engine.optimizers.lion import Lion
from visualizer.engine.optimizers.nadam import NAdam
from visualizer.engine.optimizers.qhadam import QHAdam
from visualizer.engine.optimizers.qhm import QHM
from visualizer.engine.optimizers.rmsprop import RMSProp
from visualizer.engine.optimizers.rprop import Rprop
from visualizer.engine.optimizers.sgd import SGD
from visualizer.files.scripts.pieces import Rule, ScriptError
from visualizer.language import tr


@singledispatch
def rule_of(optimizer: Optimizer) -> Rule:
    """Return the lines of an optimizer.

    Raises
    ------
    ScriptError
        If it has none, such as one that tries several steps in each update.
    """
    raise ScriptError(
        tr("optimizer {key} cannot be written as a script", key=optimizer.key)
    )


def _zeros(*names: str) -> tuple[str, ...]:
    return tuple(f"{name} = np.zeros_like(theta)" for name in names)


@rule_of.register
def _(optimizer: SGD) -> Rule:
    mu = optimizer.momentum
    torch = f"torch.optim.SGD(parameters, RATE, momentum={mu}"
    if not mu:
        return Rule((), ("theta -= g * rate",), (), f"{torch})")
    nesterov = optimizer.nesterov
    step = f"(b * {mu} + g)" if nesterov else "b"
    return Rule(
        _zeros("b"),
        (f"b = b * {mu} + g", f"theta -= {step} * rate"),
        ("b",),
        f"{torch}, nesterov={nesterov})",
    )


@rule_of.register
def _(optimizer: AveragedSGD) -> Rule:
    return Rule(
        ("average, n = theta.copy(), 0",),
        (
            "theta -= g * rate",
            f"n = n + 1 if update > {optimizer.start} else 0",
            "average += (theta - average) * (1 / max(1, n))",
        ),
        ("average",),
        "torch.optim.SGD(parameters, RATE)",
    )


@rule_of.register
def _(optimizer: AdaGrad) -> Rule:
    return Rule(
        _zeros("v"),
        ("v = v + g * g", f"theta -= g * rate / (np.sqrt(v) + {optimizer.epsilon})"),
        ("v",),
        f"torch.optim.Adagrad(parameters, RATE, eps={optimizer.epsilon})",
    )


@rule_of.register
def _(optimizer: RMSProp) -> Rule:
    alpha, mu = optimizer.alpha, optimizer.momentum
    names, step = ["v"], [_running("v", "g * g", alpha)]
    spread = "np.sqrt(v)"
    if optimizer.centered:
        names.append("m")
        step.append(_running("m", "g", alpha))
        spread = "np.sqrt(np.maximum(v - m * m, 0))"
    step.append(f"scaled = g / ({spread} + {optimizer.epsilon})")
    if mu:
        names.append("b")
        step += [f"b = b * {mu} + scaled", "theta -= b * rate"]
    else:
        step.append("theta -= scaled * rate")
    return Rule(
        _zeros(*names),
        tuple(step),
        tuple(names),
        f"torch.optim.RMSprop(parameters, RATE, alpha={alpha}, "
        f"eps={optimizer.epsilon}, momentum={mu}, centered={optimizer.centered})",
    )


@rule_of.register
def _(optimizer: AdaDelta) -> Rule:
    rho, epsilon = optimizer.rho, optimizer.epsilon
    return Rule(
        _zeros("v", "u"),
        (
            _running("v", "g * g", rho),
            f"step = np.sqrt(u + {epsilon}) / np.sqrt(v + {epsilon}) * g",
            _running("u", "step * step", rho),
            "theta -= step * rate",
        ),
        ("v", "u"),
        f"torch.optim.Adadelta(parameters, RATE, rho={rho}, eps={epsilon})",
    )


@rule_of.register
def _(optimizer: Adam) -> Rule:
    return _adam(optimizer, "Adam")


@rule_of.register
def _(optimizer: AdamW) -> Rule:
    decay = optimizer.weight_decay
    rule = _adam(optimizer, "AdamW", weight_decay=decay)
    shrink = (f"theta *= 1 - rate * {decay}",) if decay else ()
    return Rule(rule.start, (*shrink, *rule.step), rule.arrays, rule.pytorch)


@rule_of.register
def _(optimizer: AMSGrad) -> Rule:
    rule = _adam(optimizer, "Adam", "u", amsgrad=True)
    before, behind = rule.step[:3], rule.step[3:]
    return Rule(
        (*rule.start, *_zeros("u")),
        (*before, "u = np.maximum(u, v)", *behind),
        ("m", "v", "u"),
        rule.pytorch,
    )


def _adam(
    optimizer: Adam | AdamW | AMSGrad, name: str, square: str = "v", **further: object
) -> Rule:
    beta1, beta2, epsilon = optimizer.beta1, optimizer.beta2, optimizer.epsilon
    more = "".join(f", {key}={value}" for key, value in further.items())
    return Rule(
        (*_zeros("m", "v"), "power1 = power2 = 1.0"),
        (
            _running("m", "g", beta1),
            _running("v", "g * g", beta2),
            f"power1, power2 = power1 * {beta1}, power2 * {beta2}",
            "spread = (1 - power2) ** 0.5",
            f"step = m / (np.sqrt({square}) + {epsilon} * spread)",
            "theta -= step * (rate * (spread / (1 - power1)))",
        ),
        ("m", "v"),
        f"torch.optim.{name}(parameters, RATE, betas=({beta1}, {beta2}), "
        f"eps={epsilon}{more})",
    )


@rule_of.register
def _(optimizer: NAdam) -> Rule:
    beta1, beta2, epsilon = optimizer.beta1, optimizer.beta2, optimizer.epsilon
    decay = optimizer.momentum_decay
    return Rule(
        (*_zeros("m", "v"), "power1 = power2 = 1.0"),
        (
            f"now = {beta1} * (1 - 0.5 * 0.96 ** (update * {decay}))",
            f"ahead = {beta1} * (1 - 0.5 * 0.96 ** ((update + 1.0) * {decay}))",
            f"power1, power2 = power1 * now, power2 * {beta2}",
            _running("m", "g", beta1),
            _running("v", "g * g", beta2),
            f"spread = np.sqrt(v / FLOAT(1 - power2)) + {epsilon}",
            "share = FLOAT(float(rate) * ((1 - now) / (1 - power1)))",
            "theta -= g * share / spread",
            "share = FLOAT(float(rate) * (ahead / (1 - power1 * ahead)))",
            "theta -= m * share / spread",
        ),
        ("m", "v"),
        f"torch.optim.NAdam(parameters, RATE, betas=({beta1}, {beta2}), "
        f"eps={epsilon}, momentum_decay={decay})",
    )


@rule_of.register
def _(optimizer: Lion) -> Rule:
    decay, beta1, beta2 = optimizer.weight_decay, optimizer.beta1, optimizer.beta2
    shrink = (f"theta *= 1 - rate * {decay}",) if decay else ()
    return Rule(
        _zeros("m"),
        (
            *shrink,
            f"theta -= np.sign(m * {beta1} + g * {1.0 - beta1}) * rate",
            _running("m", "g", beta2),
        ),
        ("m",),
        "",
    )


@rule_of.register
def _(optimizer: QHM) -> Rule:
    nu = optimizer.nu
    return Rule(
        _zeros("m"),
        (
            _running("m", "g", optimizer.beta),
            f"theta -= (m * {nu} + g * {1.0 - nu}) * rate",
        ),
        ("m",),
        "",
    )


@rule_of.register
def _(optimizer: QHAdam) -> Rule:
    nu1, nu2 = optimizer.nu1, optimizer.nu2
    return Rule(
        (*_zeros("m", "v"), "power1 = power2 = 1.0"),
        (
            f"power1, power2 = power1 * {optimizer.beta1}, power2 * {optimizer.beta2}",
            _running("m", "g", optimizer.beta1),
            _running("v", "g * g", optimizer.beta2),
            f"square = v * ({nu2} / (1 - power2)) + g * g * {1.0 - nu2}",
            f"step = m * ({nu1} / (1 - power1)) + g * {1.0 - nu1}",
            f"theta -= step / (np.sqrt(square) + {optimizer.epsilon}) * rate",
        ),
        ("m", "v"),
        "",
    )


@rule_of.register
def _(optimizer: Rprop) -> Rule:
    shrink, grow = optimizer.shrink, optimizer.grow
    least, most = optimizer.least, optimizer.most
    return Rule(
        ("before = np.zeros_like(theta)", "length = np.full_like(theta, rate)"),
        (
            "agreement = np.sign(g) * np.sign(before)",
            f"factor = np.where(agreement > 0, FLOAT({grow}), FLOAT(1))",
            f"factor = np.where(agreement < 0, FLOAT({shrink}), factor)",
            f"length = np.minimum(np.maximum(length * factor, {least}), {most})",
            "before = np.where(agreement < 0, FLOAT(0), g)",
            "theta -= np.sign(before) * length",
        ),
        ("before", "length"),
        f"torch.optim.Rprop(parameters, RATE, etas=({shrink}, {grow}), "
        f"step_sizes=({least}, {most}))",
    )


def _running(name: str, value: str, keep: float) -> str:
    """Return the line of a running mean: k of what it was, 1 - k of what comes."""
    return f"{name} = {name} * {keep} + {value} * {1.0 - keep}"
