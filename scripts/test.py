"""Set everything up on first use, then run the tests; no display is needed.

    python3 scripts/test.py [--peers] [--apt] [--] [ARGUMENTS OF PYTEST]

The tests run in the checkout, with Qt drawing off screen. All other arguments
go to pytest, e.g. `tests/engine -k dense`; so does everything after `--`.

--peers  also install PyTorch and scikit-learn, which some tests compare with
--apt    on Debian and Ubuntu, first install the system packages that are missing
         (through sudo unless you are root); without it their names are printed
--help   this text (for that of pytest: -- --help)

Exit codes: those of pytest; 3 if a library or pip is missing on this machine;
4 if the installation failed.
"""

import os
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
        names = ["test"]
        if environment.take(arguments, "--peers"):
            names.append("peers")
        environment.set_up(here, Need.PICTURE, names, apt=apt)
    os.chdir(environment.ROOT)
    here.start(
        ["-m", "pytest", *environment.pass_on(arguments)],
        QT_QPA_PLATFORM="offscreen",
    )


if __name__ == "__main__":
    main(sys.argv[1:])
