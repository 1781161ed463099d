"""Measure Neuronaut against its peers, as ratios taken in one run.

    python3 scripts/bench.py [PART …] [--json] [--apt]

Parts: engine, surface, gui, mountain, timeline, start-up, table; all of them when
none is named. Each row says how many times better than the peer we are (where less is
better, peer / ours) and the least acceptable ratio. Machines are noisy: every row is
a median over interleaved repetitions, or says which share of them it is.

--json   print a list of {name, ours, peer, peer_value, unit, ratio, goal}
--apt    on Debian and Ubuntu, first install the system packages that are missing

Exit codes: 0 all measured, whether the goals are met or not; 1 a peer is
missing; 3 if a library or pip is missing on this machine; 4 if the installation
failed.
"""

import sys

import environment
from visualizer.platform_check import Need


def main(arguments: list[str]) -> None:
    """Set up and start; see the module's docstring."""
    if environment.take(arguments, "--help") or environment.take(arguments, "-h"):
        print(__doc__)
        return
    here = environment.Environment()
    with environment.sentences():
        apt = environment.take(arguments, "--apt")
        environment.set_up(here, Need.PICTURE, ["test", "peers"], apt=apt)
    here.start_unseen(["-m", "benchmarks", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
