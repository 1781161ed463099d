"""What a session keeps of a long run on images fits into memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIMIT = 512 << 20
TRAINED = 1_500
"""Updates done; by then the history has been full, and thinned, more than once."""

UPDATES = 10_000
"""Updates of the whole history.

From `TRAINED` on it is filled with the state reached there, at the updates at which
it asks for one: training on would take most of a minute on a busy machine, and the
memory taken is the same.
"""

PROGRAM = """
import json, resource, sys
from pathlib import Path

import numpy as np
from visualizer.engine.activations.relu import ReLU
from visualizer.engine.activations.softmax import Softmax
from visualizer.engine.initializers.he import He
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from visualizer.engine.network import dense_network
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.population import draw_parameters
from visualizer.engine.random_streams import RandomStreams
from visualizer.session.history import Curve, Keyframes
from visualizer.session.session import HISTORY_BYTES

trained, updates = int(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(1)
labels = random.integers(0, 10, 5000)
x = random.standard_normal((784, labels.size), dtype=np.float32)
y = np.eye(10, dtype=np.float32)[:, labels]
train, test = (
    Samples(x[:, part], y[:, part], labels[part])
    for part in (slice(0, 4000), slice(4000, 5000))
)
network = dense_network(784, (128, 64), 10, ReLU(), Softmax())
streams = RandomStreams(1)
(start,) = draw_parameters(network, He(), [streams], np.dtype(np.float32))
learner = SupervisedLearner(
    network, SoftmaxCrossEntropy(), SGD(momentum=0.9), train, test,
    batch_size=16, learning_rate=0.001, streams=streams, parameters=start,
)
keyframes, curve = Keyframes(learner.checkpoint(), HISTORY_BYTES, 8), Curve()
wanted, seen = trained * 2 // 3 + 1, b""
while learner.update < trained:
    ended = learner.step()
    if learner.update == keyframes.next_update:
        keyframes.record(learner)
    if learner.update == wanted:
        seen = learner.state.tobytes()
    if ended:
        curve.append(learner.update, learner.evaluate())
repeated = 0
learner.restore(keyframes.before(wanted))
while learner.update < wanted:
    learner.step()
    repeated += 1
while keyframes.next_update <= updates:
    learner.update = keyframes.next_update
    keyframes.record(learner)
if sys.platform == "linux":
    # What getrusage tells begins there with the peak of the process before it.
    lines = dict(
        line.split(":") for line in Path("/proc/self/status").read_text().splitlines()
    )
    peak = 1024 * int(lines["VmHWM"].removesuffix("kB"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({
    "peak": peak,
    "history": keyframes.bytes_used,
    "allowed": HISTORY_BYTES,
    "raw": updates * learner.state.nbytes,
    "last": int(keyframes.updates[-1]),
    "spacing": keyframes.spacing,
    "repeated": repeated,
    "same": learner.state.tobytes() == seen,
}))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not measured there")
def test_ten_thousand_updates_of_784_128_64_10_take_less_than_512_mb() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(TRAINED), str(UPDATES)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    found = json.loads(done.stdout)
    assert found["peak"] < LIMIT
    assert found["history"] <= found["allowed"]
    # Kept whole, the updates would not fit by far; yet each can be gone to.
    assert found["raw"] > 10 * LIMIT
    assert UPDATES - found["spacing"] < found["last"] <= UPDATES
    assert 0 < found["repeated"] < found["spacing"] < TRAINED
    assert found["same"]
