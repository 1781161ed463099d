"""A run as a NumPy program that repeats it to the bit."""

from __future__ import annotations

from collections.abc import Iterator

from visualizer.engine.activations import Activation
from visualizer.engine.activations.softmax import Softmax
from visualizer.engine.learner import FLUSH_EVERY
from visualizer.engine.random_streams import EPOCHS_A_STREAM, Purpose
from visualizer.files.scripts import activations, losses
from visualizer.files.scripts.activations import function_of
from visualizer.files.scripts.losses import distance_of
from visualizer.files.scripts.optimizers import rule_of
from visualizer.files.scripts.pieces import array_lines, refuse
from visualizer.files.scripts.recipe import Recipe
from visualizer.language import tr

UPDATES = 1000
"""Updates that a script trains when it is run."""


def numpy_program(recipe: Recipe) -> str:
    """Return the text of the program.

    Raises
    ------
    ScriptError
        If an activation, the loss or the optimizer cannot be repeated to the bit.
    """
    parts = (
        _head(recipe),
        _functions(recipe),
        _loss(recipe),
        _passes(recipe),
        _training(recipe),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def order_lines(recipe: Recipe) -> list[str]:
    """Return the lines that give the examples of each batch, as the engine does."""
    lines = ["", "", "def batches():"]
    if not recipe.reshuffle:
        return [
            *lines,
            '    """Yield the numbers of the examples of each batch, in one order."""',
            "    while True:",
            "        for start in range(0, len(X), BATCH_SIZE):",
            "            yield np.arange(len(X))[start : start + BATCH_SIZE]",
        ]
    return [
        *lines,
        '    """Yield the numbers of the examples of each batch, in a new order',
        '    each epoch; the orders of a stream follow from the seed alone."""',
        "    stream = 0",
        "    while True:",
        f"        key, counter = ({int(Purpose.ORDER)} << 64) | SEED, stream << 128",
        "        philox = np.random.Philox(key=key, counter=counter)",
        "        random = np.random.Generator(philox)",
        f"        for order in [random.permutation(len(X)) "
        f"for _ in range({EPOCHS_A_STREAM})]:",
        "            for start in range(0, len(X), BATCH_SIZE):",
        "                yield order[start : start + BATCH_SIZE]",
        "        stream += 1",
    ]


def data_lines(recipe: Recipe, kind: str) -> list[str]:
    """Return the lines with the examples and the settings of learning."""
    return [
        f"SEED = {recipe.seed}",
        f"BATCH_SIZE = {recipe.batch_size}",
        f"RATE = {recipe.rate}",
        f"L1, L2 = {recipe.l1}, {recipe.l2}",
        f"UPDATES = {UPDATES}",
        "",
        "# One example a row: inputs, and the target that belongs to them.",
        *array_lines("X", recipe.x, kind),
        *array_lines("Y", recipe.y, kind),
        "",
        "# Where the parameters start: of each layer the weights, a row for each",
        "# input, and then a row of biases.",
        *array_lines("START", recipe.theta, kind),
    ]


def _head(recipe: Recipe) -> list[str]:
    sizes = "-".join(str(n) for n in _sizes(recipe))
    return [
        f'"""A {sizes} network and its training, in NumPy alone.',
        "",
        "It repeats a run of Neuronaut to the bit: the same examples in the same",
        "order, the same initial weights, the same operations. Samples are the last",
        "axis.",
        '"""',
        "",
        "import numpy as np",
        "",
        f"FLOAT = np.{recipe.precision}",
        *data_lines(recipe, "np.array({}, FLOAT)"),
        f"SHAPES = {[(n_in + 1, n_out) for n_in, n_out in recipe.shapes]}",
    ]


def _sizes(recipe: Recipe) -> tuple[int, ...]:
    return (recipe.shapes[0][0], *(n_out for _, n_out in recipe.shapes))


def names_of(recipe: Recipe) -> dict[Activation, str]:
    """Return a name for each function that layers have, in order of appearance."""
    names: dict[Activation, str] = {}
    for function in recipe.activations:
        if function not in names:
            same = sum(other.key == function.key for other in names)
            names[function] = f"{function.key}_{same + 1}" if same else function.key
    return names


def _functions(recipe: Recipe) -> Iterator[str]:
    names = names_of(recipe)
    written = [(name, function_of(function)) for function, name in names.items()]
    for function, name in names.items():
        if not function_of(function).value:
            raise refuse(tr("activation"), name, "NumPy")
    text = "".join(piece.value + piece.slope for _, piece in written)
    for name, lines in activations.HELPERS.items():
        if name in text:
            yield from ("", "", *lines)
    for name, piece in written:
        yield from ("", "", f"def {name}(z):", f"    return {piece.value}")
        yield from ("", "", f"def {name}_slope(z, a):", f"    return {piece.slope}")
    chosen = [names[function] for function in recipe.activations]
    yield from ("", "", f"FUNCTIONS = [{', '.join(chosen)}]")
    yield f"SLOPES = [{', '.join(f'{name}_slope' for name in chosen)}]"


def _loss(recipe: Recipe) -> Iterator[str]:
    piece = distance_of(recipe.loss, recipe.fused, recipe.shapes[-1][1])
    for name, lines in losses.HELPERS.items():
        if name in piece.value:
            yield from ("", "", *lines)
    yield from ("", "", "def losses(z, a, y):")
    yield '    """Return the loss of each example."""'
    yield f"    return {piece.value}"
    yield from ("", "", "def loss_gradient(a, y):")
    at = "z" if recipe.fused else "a"
    yield f'    """Return the derivative of the mean loss for the output\'s {at}."""'
    yield "    scale = 1 / y.shape[1]"
    for line in piece.gradient:
        yield f"    {line}"
    yield "    return d"


def _passes(recipe: Recipe) -> Iterator[str]:
    yield from (
        *("", "", "def with_ones(a):"),
        '    """Put a row of ones below, so that biases are weights of it."""',
        "    block = np.ones((len(a) + 1, a.shape[1]), FLOAT)",
        "    block[:-1] = a",
        "    return block",
        *("", "", "def forward(blocks, x):"),
        '    """Return inputs, sums and answers of each layer."""',
        "    inputs, sums, answers = [], [], []",
        "    for block, function in zip(blocks, FUNCTIONS):",
        "        inputs.append(with_ones(x))",
        "        sums.append(block.T.dot(inputs[-1]))",
        "        x = function(sums[-1])",
        "        answers.append(x)",
        "    return inputs, sums, answers",
        *("", "", "def backward(blocks, inputs, sums, answers, y):"),
        '    """Return the gradient of the mean loss, laid out as the parameters."""',
    )
    if recipe.fused:
        yield "    dz = loss_gradient(answers[-1], y)"
    elif isinstance(recipe.activations[-1], Softmax):
        yield from (
            "    a, da = answers[-1], loss_gradient(answers[-1], y)",
            "    dz = (da - (a * da).sum(axis=0, keepdims=True)) * a",
        )
    else:
        yield from (
            "    da = loss_gradient(answers[-1], y)",
            "    dz = da * SLOPES[-1](sums[-1], answers[-1])",
        )
    yield from (
        "    gradients = []",
        "    for layer in reversed(range(len(blocks))):",
        "        gradients.insert(0, inputs[layer].dot(dz.T).ravel())",
        "        if layer:",
        "            da = blocks[layer][:-1].dot(dz)",
    )
    if any(isinstance(function, Softmax) for function in recipe.activations[:-1]):
        yield from (
            "            if FUNCTIONS[layer - 1] is softmax:",
            "                a = answers[layer - 1]",
            "                dz = (da - (a * da).sum(axis=0, keepdims=True)) * a",
            "                continue",
        )
    yield from (
        "            dz = da * SLOPES[layer - 1](sums[layer - 1], answers[layer - 1])",
        "    return np.concatenate(gradients)",
    )


def _training(recipe: Recipe) -> Iterator[str]:
    rule = rule_of(recipe.optimizer)
    yield from order_lines(recipe)
    yield from (
        *("", "", "def views(theta):"),
        '    """Return the block of each layer as a view of the flat parameters."""',
        "    blocks, start = [], 0",
        "    for rows, columns in SHAPES:",
        "        stop = start + rows * columns",
        "        blocks.append(theta[start:stop].reshape(rows, columns))",
        "        start = stop",
        "    return blocks",
        *("", "", "def train(updates):"),
        '    """Return the parameters after some updates."""',
        "    theta, rate = START.copy(), FLOAT(RATE)",
        "    blocks = views(theta)",
    )
    if recipe.l1 or recipe.l2:
        yield from (
            "    # 1 for each weight, 0 for each bias.",
            "    mask = np.ones_like(theta)",
            "    for block in views(mask):",
            "        block[-1] = 0",
        )
    yield from (f"    {line}" for line in rule.start)
    yield from (
        "    for update, chosen in zip(range(1, updates + 1), batches()):",
        "        x, y = np.ascontiguousarray(X[chosen].T), Y[chosen].T.copy()",
        "        inputs, sums, answers = forward(blocks, x)",
        "        g = backward(blocks, inputs, sums, answers, y)",
    )
    if recipe.l2:
        yield "        g = g + theta * (mask * L2)"
    if recipe.l1:
        yield "        g = g + np.sign(theta) * (mask * L1)"
    yield from (f"        {line}" for line in rule.step)
    if recipe.precision == "float32":
        arrays = ", ".join(("theta", *rule.arrays))
        yield from (
            f"        if update % {FLUSH_EVERY} == 0:",
            "            # Numbers that are almost nothing cost time and no accuracy.",
            f"            for values in ({arrays},):",
            "                values[np.abs(values) < 1e-30] = 0",
        )
    yield from (
        "        if update % max(1, updates // 10) == 0:",
        "            _, sums, answers = forward(blocks, X.T)",
        "            loss = losses(sums[-1], answers[-1], Y.T).mean()",
        '            print(f"update {update:6}   loss {loss:.6g}")',
        "    return theta",
        *("", "", 'if __name__ == "__main__":'),
        "    train(UPDATES)",
    )
