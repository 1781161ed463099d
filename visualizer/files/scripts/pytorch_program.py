"""A run as a PyTorch program that repeats it up to rounding."""

from __future__ import annotations

from collections.abc import Iterator

from visualizer.files.scripts.activations import function_of
from visualizer.files.scripts.losses import distance_of
from visualizer.files.scripts.numpy_program import data_lines, names_of, order_lines
from visualizer.files.scripts.optimizers import rule_of
from visualizer.files.scripts.pieces import refuse
from visualizer.files.scripts.recipe import Recipe
from visualizer.language import tr


def pytorch_program(recipe: Recipe) -> str:
    """Return the text of the program.

    Raises
    ------
    ScriptError
        If PyTorch has no such optimizer.
    """
    rule = rule_of(recipe.optimizer)
    if not rule.pytorch:
        raise refuse(tr("optimizer"), recipe.optimizer.key, "PyTorch")
    parts = (_head(recipe), _network(recipe), _training(recipe, rule.pytorch))
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(recipe: Recipe) -> Iterator[str]:
    sizes = "-".join(
        str(n) for n in (recipe.shapes[0][0], *(n for _, n in recipe.shapes))
    )
    yield from (
        f'"""A {sizes} network and its training, in PyTorch.',
        "",
        "It repeats a run of Neuronaut up to rounding: the same examples in the same",
        "order, the same initial weights, the same rule of learning.",
        '"""',
        "",
        "import numpy as np",
        "import torch",
        "import torch.nn.functional as F",
        "",
        f"FLOAT = torch.{recipe.precision}",
        "# What optimizers remember has this precision too.",
        "torch.set_default_dtype(FLOAT)",
    )
    yield from data_lines(recipe, "torch.tensor({}, dtype=FLOAT)")
    yield f"SHAPES = {[(n_in, n_out) for n_in, n_out in recipe.shapes]}"


def _network(recipe: Recipe) -> Iterator[str]:
    names = names_of(recipe)
    for function, name in names.items():
        yield from ("", "", f"def {name}(z):")
        yield f"    return {function_of(function).pytorch}"
    chosen = ", ".join(names[function] for function in recipe.activations)
    piece = distance_of(recipe.loss, recipe.fused, recipe.shapes[-1][1])
    yield from (
        *("", "", f"FUNCTIONS = [{chosen}]"),
        *("", "", "def losses(z, a, y):"),
        '    """Return the loss of each example."""',
        f"    return {piece.pytorch}",
        *("", "", "def forward(weights, biases, x):"),
        '    """Return sums and answers of the output; x has one example a row."""',
        "    for weight, bias, function in zip(weights, biases, FUNCTIONS):",
        "        z = x @ weight + bias",
        "        x = function(z)",
        "    return z, x",
    )


def _training(recipe: Recipe, optimizer: str) -> Iterator[str]:
    yield from order_lines(recipe)
    yield from (
        *("", "", "def train(updates):"),
        '    """Return the parameters after some updates, laid out as START."""',
        "    weights, biases, start = [], [], 0",
        "    for rows, columns in SHAPES:",
        "        stop = start + (rows + 1) * columns",
        "        block = START[start:stop].reshape(rows + 1, columns)",
        "        weights.append(block[:-1].clone().requires_grad_())",
        "        biases.append(block[-1].clone().requires_grad_())",
        "        start = stop",
        "    parameters = [*weights, *biases]",
        f"    optimizer = {optimizer}",
        "    for update, chosen in zip(range(1, updates + 1), batches()):",
        "        z, a = forward(weights, biases, X[chosen])",
        "        loss = losses(z, a, Y[chosen]).mean()",
    )
    if recipe.l1:
        yield "        penalized = loss + L1 * sum(w.abs().sum() for w in weights)"
    if recipe.l2:
        before = "penalized" if recipe.l1 else "loss"
        squares = "sum((w * w).sum() for w in weights)"
        yield f"        penalized = {before} + L2 / 2 * {squares}"
    descended = "penalized" if recipe.l1 or recipe.l2 else "loss"
    yield from (
        "        optimizer.zero_grad()",
        f"        {descended}.backward()",
        "        optimizer.step()",
        "        if update % max(1, updates // 10) == 0:",
        "            with torch.no_grad():",
        "                loss = losses(*forward(weights, biases, X), Y).mean()",
        '            print(f"update {update:6}   loss {float(loss):.6g}")',
        "    with torch.no_grad():",
        "        blocks = zip(weights, biases)",
        "        flat = [torch.cat([w, b[None]]).flatten() for w, b in blocks]",
        "        return torch.cat(flat).numpy()",
        *("", "", 'if __name__ == "__main__":'),
        "    train(UPDATES)",
    )
