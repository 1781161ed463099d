"""Set everything up on first use, then check the code; the tests run apart.

    python3 scripts/check.py [--apt] [STEP ...]

All steps run, also after one has failed, unless some are named:

format   the code is laid out as ruff does it (repair: scripts/check.py --fix)
lint     ruff finds no fault
types    mypy --strict finds no fault in visualizer and scripts
imports  no module imports what docs/architecture.md keeps from it
wheel    a wheel is built, installed in a new environment elsewhere, and started
         from an empty folder without a display

--fix    lay the code out, and mend what ruff can, instead of checking it
--apt    on Debian and Ubuntu, first install the system packages that are missing
         (through sudo unless you are root); without it their names are printed
--help   this text

Exit codes: 0 all is well; 1 a step failed; 2 a wrong argument; 3 if a library or
pip is missing on this machine; 4 if the installation failed.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import environment
from environment import ROOT, Environment
from visualizer.platform_check import Need

CODE = ("visualizer", "scripts", "tests")
COMMANDS = (
    "--version",
    "presets",
    "train xor --epochs 2 --json",
    "figure xor --what network --epochs 2 --size 640x400 -o x.png",
)


def check_format(here: Environment) -> bool:
    """Compare the layout with ruff's."""
    return here.call(["-m", "ruff", "format", "--check", *CODE]) == 0


def check_lint(here: Environment) -> bool:
    """Look for the faults that ruff knows."""
    return here.call(["-m", "ruff", "check", *CODE]) == 0


def check_types(here: Environment) -> bool:
    """Check the types; what to check stands in pyproject.toml."""
    return here.call(["-m", "mypy"]) == 0


def check_imports(here: Environment) -> bool:
    """Check who imports whom."""
    command = "from importlinter.cli import lint_imports_command as run; run()"
    return here.call(["-c", command]) == 0


def check_wheel(here: Environment) -> bool:
    """Build a wheel and start what it installs, away from the checkout."""
    with tempfile.TemporaryDirectory(prefix="neuronaut-wheel-") as name:
        folder = Path(name)
        build = ["-m", "build", "--wheel", "--no-isolation", "--outdir", name]
        if here.call([*build, str(ROOT)]):
            return False
        (wheel,) = folder.glob("*.whl")
        pins = ROOT / "requirements" / "run.txt"
        requirements = folder / "requirements"
        requirements.mkdir()
        (requirements / "wheel.txt").write_text(
            f"-c {pins.as_posix()}\n{wheel.as_posix()}\n", encoding="utf-8"
        )
        clean = Environment(folder / "environment", requirements)
        clean.prepare("wheel")
        empty = folder / "empty"
        empty.mkdir()
        return _starts(clean, empty)


def _starts(clean: Environment, folder: Path) -> bool:
    """Run the installed command in each of its ways; say which failed."""
    command = clean.python.with_name("neuronaut")
    well = True
    for words in COMMANDS:
        print(f"$ neuronaut {words}", flush=True)
        done = subprocess.run(
            [command, *words.split()],
            cwd=folder,
            env=_bare_variables(),
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
        print(done.stdout, end="", flush=True)
        if done.returncode or not _shows(words, done.stdout, folder):
            print(f"  failed, with exit code {done.returncode}", flush=True)
            well = False
    return well


def _shows(words: str, output: str, folder: Path) -> bool:
    """Tell whether the command did what it was asked for."""
    if words.startswith("figure"):
        picture = folder / "x.png"
        return picture.exists() and picture.read_bytes().startswith(b"\x89PNG")
    if words.startswith("train"):
        try:
            return bool(json.loads(output)["epochs"] == 2)
        except (ValueError, KeyError):
            return False
    return bool(output.strip())


def _bare_variables() -> dict[str, str]:
    """Give the variables of a machine that has neither checkout nor display."""
    gone = {"PYTHONPATH", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    return {name: value for name, value in os.environ.items() if name not in gone}


STEPS: dict[str, Callable[[Environment], bool]] = {
    "format": check_format,
    "lint": check_lint,
    "types": check_types,
    "imports": check_imports,
    "wheel": check_wheel,
}


def fix(here: Environment) -> None:
    """Lay the code out and mend what ruff can."""
    here.call(["-m", "ruff", "check", "--fix", "--quiet", *CODE])
    here.call(["-m", "ruff", "format", *CODE])


def main(arguments: list[str]) -> int:
    """Run the named steps, or all; see the module's docstring."""
    if environment.take(arguments, "--help") or environment.take(arguments, "-h"):
        print(__doc__)
        return 0
    here = Environment()
    with environment.sentences():
        apt = environment.take(arguments, "--apt")
        mend = environment.take(arguments, "--fix")
        unknown = [name for name in arguments if name not in STEPS]
        if unknown:
            raise environment.SetupError(
                f"{unknown[0]!r} is not a step; the steps are {', '.join(STEPS)}.",
                environment.EXIT_USAGE,
            )
        environment.set_up(here, Need.PICTURE, ["check"], apt=apt)
        if mend:
            fix(here)
            return 0
        results = {}
        for name in arguments or STEPS:
            print(f"\n=== {name}", flush=True)
            began = time.monotonic()
            try:
                well = STEPS[name](here)
            except environment.SetupError as error:
                print(error)
                well = False
            results[name] = (well, time.monotonic() - began)
    print("\n=== summary")
    for name, (well, seconds) in results.items():
        print(f"{name:8} {'well' if well else 'FAILED':6} {seconds:6.1f} s")
    return 0 if all(well for well, _ in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
