"""Set everything up on first use, then run the tests; no display is needed.

    python3 scripts/test.py [--peers] [--apt] [--] [ARGUMENTS OF PYTEST]

The tests run in the checkout, with Qt drawing off screen. All other arguments
go to pytest, e.g. `tests/engine -k dense`; so does everything after `--`. All of the
tests run side by side, in up to four processes; `-n 0` runs them in one.

--peers  also install PyTorch and scikit-learn, which some tests compare with
--apt    on Debian and Ubuntu, first install the system packages that are missing
         (through sudo unless you are root); without it their names are printed
--help   this text (for that of pytest: -- --help)

Exit codes: those of pytest; 3 if a library or pip is missing on this machine;
4 if the installation failed.
"""

import os
import sys
from pathlib import Path

import environment
from visualizer.platform_check import Need

MOST_PROCESSES = 4
"""Each takes half a gigabyte and some seconds to start."""


def shared_out(arguments: list[str]) -> list[str]:
    """Return arguments of pytest with the number of processes for all tests.

    Where the number is given, or tests are named, the arguments stay as they are.
    """
    for argument in arguments:
        named = Path(argument.partition("::")[0]).exists()
        if named or argument.startswith(("-n", "--numprocesses")):
            return arguments
    count = min(MOST_PROCESSES, os.cpu_count() or 1)
    return ["-n", str(count), *arguments]


def main(arguments: list[str]) -> None:
    """Set up and start; see the module's docstring."""
    if environment.take(arguments, "--help") or environment.take(arguments, "-h"):
        print(__doc__)
        return
    here = environment.Environment()
    with environment.sentences():
        apt = environment.take(arguments, "--apt")
        names = ["test"]
        if environment.take(arguments, "--peers"):
            names.append("peers")
        environment.set_up(here, Need.PICTURE, names, apt=apt)
    os.chdir(environment.ROOT)
    here.start(
        ["-m", "pytest", *shared_out(environment.pass_on(arguments))],
        QT_QPA_PLATFORM="offscreen",
    )


if __name__ == "__main__":
    main(sys.argv[1:])
