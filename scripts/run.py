"""Set everything up on first use, then open Neuronaut.

    python3 scripts/run.py [--apt] [--] [ARGUMENTS OF NEURONAUT]

The first start makes a Python environment in the checkout (.venv) and installs
the pinned requirements there; later starts only check that they are unchanged.
All other arguments go to Neuronaut; so does everything after `--`.

--apt   on Debian and Ubuntu, first install the system packages that are missing
        (through sudo unless you are root); without it their names are printed
--help  this text, and the arguments of Neuronaut

Exit codes: those of Neuronaut; 3 if a library, a display or pip is missing on
this machine; 4 if the installation failed.
"""

import sys

import environment
from visualizer.platform_check import need_of


def main(arguments: list[str]) -> None:
    """Set up and start; see the module's docstring."""
    here = environment.Environment()
    with environment.sentences():
        apt = environment.take(arguments, "--apt")
        rest = environment.pass_on(arguments)
        if arguments in (["--help"], ["-h"]):
            print(__doc__)
            if not here.is_ready("run"):
                print("After the first start, Neuronaut's arguments stand here.")
                return
        environment.set_up(here, need_of(rest), ["run"], apt=apt)
    here.start(["-P", "-m", "visualizer", *rest])


if __name__ == "__main__":
    main(sys.argv[1:])
