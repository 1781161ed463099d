"""The command line: open the window, train, sweep, list presets, draw, export.

Exit codes: 0 success; 1 the run diverged; 2 a wrong argument or file; 3 no
display or a missing system library; 130 interrupted.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from msgspec.structs import replace

from visualizer import __version__
from visualizer.logs import LEVELS
from visualizer.platform_check import EXIT_UNAVAILABLE, Need, find_problem
from visualizer.registry import UnknownKeyError

EXIT_DIVERGED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130

COMMANDS = ("presets", "train", "sweep", "figure", "export")
THEMES = ("dark", "light", "contrast")
LANGUAGES = ("en", "zh")
FRAMEWORKS = ("numpy", "pytorch")
LEAST_SIZE, GREATEST_SIZE = 200, 8000
MOST_UPDATES = 10**9

_OPENED = (
    "a preset or scene, an experiment (.json), a link of TensorFlow Playground, or a "
    "project (.nnv), which goes on from where it was saved"
)


class UsageError(ValueError):
    """A wrong argument; the message is one sentence for the user."""


class PlatformError(RuntimeError):
    """No display, or a library of the system is missing."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one sentence."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except PlatformError as error:
        print(f"neuronaut: {error}", file=sys.stderr)
        return EXIT_UNAVAILABLE
    except (UsageError, UnknownKeyError, ValueError) as error:
        print(f"neuronaut: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe has seen enough; nothing is wrong.
        sys.stderr.close()
        return 0


def _run(words: list[str]) -> int:
    if words and words[0] in COMMANDS:
        options = _command_parser().parse_args(words)
        handlers = {
            "presets": _presets,
            "train": _train,
            "sweep": _sweep,
            "figure": _figure,
            "export": _export,
        }
        return handlers[options.command](options)
    options = _window_parser().parse_args(words)
    if options.info:
        return _info()
    return _window(options)


def _window_parser() -> Parser:
    parser = Parser(
        prog="neuronaut",
        description="See a neural network learn.",
        epilog="commands: presets, train, sweep, figure, export (each with --help). "
        "Exit codes: 0 success, 1 diverged, 2 wrong argument or file, "
        "3 no display, 130 interrupted.",
    )
    parser.add_argument(
        "experiment",
        nargs="?",
        help="a preset or scene (see 'neuronaut presets'), an experiment (.json), a "
        "project (.nnv) or a link of TensorFlow Playground",
    )
    parser.add_argument("--theme", choices=THEMES, help="colors of the window")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the window")
    parser.add_argument(
        "--reset", action="store_true", help="forget the remembered window and state"
    )
    parser.add_argument(
        "--log-level", choices=LEVELS, default="warning", help="what the log tells"
    )
    parser.add_argument(
        "--version", action="version", version=f"Neuronaut {__version__}"
    )
    parser.add_argument(
        "--info", action="store_true", help="print versions, Qt platform and paths"
    )
    return parser


def _command_parser() -> Parser:
    parser = Parser(prog="neuronaut")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    commands.add_parser("presets", help="list the shipped experiments and scenes")
    train = commands.add_parser("train", help="train without a window")
    train.add_argument("experiment", help=_OPENED)
    _add_length(train)
    train.add_argument("--seed", type=_seed, help="seed of data, weights and order")
    train.add_argument("--json", action="store_true", help="print one JSON object")
    train.add_argument(
        "--parameters", action="store_true", help="with weights and biases (JSON)"
    )
    _add_sweep(commands.add_parser("sweep", help="train a grid of settings"))
    figure = commands.add_parser("figure", help="draw a figure without a display")
    figure.add_argument("experiment", help=_OPENED)
    figure.add_argument(
        "--what", default="window", metavar="PANEL", help="window, or one of its panels"
    )
    _add_length(figure)
    figure.add_argument("--seed", type=_seed, help="seed of data, weights and order")
    figure.add_argument("--size", type=_size, default=None, metavar="WIDTHxHEIGHT")
    figure.add_argument("--theme", choices=THEMES, default="dark")
    figure.add_argument("--lang", choices=LANGUAGES, default="en")
    figure.add_argument(
        "-o", "--output", required=True, metavar="FILE", help=".png, .svg or .pdf"
    )
    export = commands.add_parser("export", help="write a run as a program of its own")
    export.add_argument("experiment", help=_OPENED)
    export.add_argument(
        "--as",
        dest="framework",
        choices=FRAMEWORKS,
        required=True,
        help="NumPy repeats the run to the bit, PyTorch up to rounding",
    )
    export.add_argument("--seed", type=_seed, help="seed of data, weights and order")
    export.add_argument("-o", "--output", required=True, metavar="FILE", help=".py")
    return parser


def _add_sweep(sweep: argparse.ArgumentParser) -> None:
    sweep.add_argument("experiment", help=_OPENED)
    sweep.add_argument(
        "--grid",
        action="append",
        default=[],
        metavar="FIELD=VALUES",
        help="values of a setting: a,b,c or first:last:log:count (or lin); "
        "several grids are combined",
    )
    sweep.add_argument(
        "--seeds",
        type=_some_seeds,
        metavar="N",
        help="runs of each setting: with the experiment's seed and those after it",
    )
    sweep.add_argument("--epochs", type=_count, metavar="N", required=True)
    workers = sweep.add_mutually_exclusive_group()
    workers.add_argument(
        "--jobs",
        type=_jobs,
        metavar="N",
        help="processes (needs joblib unless 1); as many as there are cores",
    )
    workers.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="train on a Dask cluster, such as tcp://127.0.0.1:8786",
    )
    sweep.add_argument("--json", action="store_true", help="print one JSON object")
    sweep.add_argument(
        "-o", "--output", metavar="FILE", help="results as CSV, one row a run"
    )
    sweep.add_argument(
        "--resume", action="store_true", help="go on with the file of --output"
    )


def _add_length(parser: argparse.ArgumentParser) -> None:
    length = parser.add_mutually_exclusive_group()
    asked = "in all; needed unless a project is shown as it was saved"
    length.add_argument("--epochs", type=_count, metavar="N", help=asked)
    length.add_argument("--updates", type=_count, metavar="N", help=asked)


def _count(text: str) -> int:
    return _whole(text, 0, MOST_UPDATES)


def _seed(text: str) -> int:
    return _whole(text, 0, 2**32 - 1)


def _some_seeds(text: str) -> int:
    return _whole(text, 1, 10_000)


def _jobs(text: str) -> int:
    return _whole(text, 1, 1024)


def _whole(text: str, low: int, high: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not allowed; allowed: whole numbers from {low} to {high}"
        )
    return value


def _size(text: str) -> tuple[int, int]:
    width, separator, height = text.lower().partition("x")
    digits = separator and width.isdecimal() and height.isdecimal()
    sides = (int(width), int(height)) if digits and len(text) < 12 else (0, 0)
    if not all(LEAST_SIZE <= side <= GREATEST_SIZE for side in sides):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not allowed; allowed: WIDTHxHEIGHT, "
            f"each from {LEAST_SIZE} to {GREATEST_SIZE}"
        )
    return sides


def _presets(options: argparse.Namespace) -> int:
    from visualizer.files.prepared import scene_titles
    from visualizer.session.experiment import preset, preset_keys

    titles = scene_titles()
    wide = max(map(len, (*preset_keys(), *titles)))
    for key in preset_keys():
        found = preset(key)
        print(f"{key:<{wide}} {found.exhibit_class()().summary(found.settings)}")
    for key, title in titles.items():
        print(f"{key:<{wide}} {title}")
    return 0


def open_seeded(name: str, seed: int | None) -> Any:
    """Open what is named and say what of it has no effect.

    With a seed, data, weights and order follow from it.
    """
    from visualizer.files.opening import is_project, open_named

    if seed is not None and is_project(name):
        raise UsageError("argument --seed: not allowed with a project")
    opened = open_named(name)
    for remark in opened.remarks:
        print(f"neuronaut: note: {remark}", file=sys.stderr)
    if seed is None:
        return opened
    experiment = opened.experiment
    exhibit = experiment.exhibit_class()()
    seeded = exhibit.seeded(experiment.settings, seed)
    return replace(opened, work=experiment.with_settings(seeded))


def _require_length(options: argparse.Namespace) -> None:
    """Refuse an experiment of which nobody says how long it is to be trained."""
    from visualizer.files.opening import is_project

    asked = (options.epochs, options.updates) != (None, None)
    if not asked and not is_project(options.experiment):
        raise UsageError("one of the arguments --epochs --updates is required")


def _train(options: argparse.Namespace) -> int:
    from visualizer.files.opening import begin
    from visualizer.session.batch import report, train

    if options.parameters and not options.json:
        raise UsageError("argument --parameters: only allowed with --json")
    _require_length(options)
    opened = open_seeded(options.experiment, options.seed)
    progress = _Progress("updates") if sys.stderr.isatty() else None
    result = train(
        begin(opened.work),
        epochs=options.epochs,
        updates=options.updates,
        progress=progress,
    )
    if progress is not None and result.diverged:
        # The bar stands where the run ended.
        print(file=sys.stderr)
    if options.json:
        print(report(result, parameters=options.parameters))
    else:
        print(_summary(result))
    return EXIT_DIVERGED if result.diverged else 0


class _Progress:
    """A progress bar on standard error."""

    WIDTH = 40

    def __init__(self, unit: str) -> None:
        self._unit = unit

    def __call__(self, done: int, total: int) -> None:
        filled = self.WIDTH * done // max(1, total)
        bar = "█" * filled + "░" * (self.WIDTH - filled)
        end = "\n" if done >= total else ""
        print(f"\r{bar} {done:,} / {total:,} {self._unit}", end=end, file=sys.stderr)


def _summary(result: Any) -> str:
    metrics = result.metrics
    lines = [f"updates        {result.updates:,}"]
    if result.runners:
        lines.append(f"above floor    {metrics.train_loss:.6g}")
        lines += [
            f"{runner['optimizer']:<14} rate {runner['learning_rate']:g}: "
            f"height {runner['height']:.6g} at ({runner['x']:.4g}, {runner['y']:.4g})"
            for runner in result.runners
        ]
    else:
        lines = [
            f"epochs         {result.epochs:,.2f}",
            *lines,
            f"train loss     {metrics.train_loss:.6g}",
            f"test loss      {metrics.test_loss:.6g}",
        ]
    if not math.isnan(metrics.train_accuracy):
        lines += [
            f"train accuracy {metrics.train_accuracy:.2%}",
            f"test accuracy  {metrics.test_accuracy:.2%}",
        ]
    lines.append(f"seconds        {result.seconds:.3f}")
    if result.diverged:
        lines.append("the run diverged: try a smaller learning rate")
    return "\n".join(lines)


def _sweep(options: argparse.Namespace) -> int:
    from visualizer.files.sweep_table import SweepTable
    from visualizer.session.crew import crew_of
    from visualizer.session.grid import axis_of
    from visualizer.session.sweep import DIVERGED, Sweep, report

    if options.resume and options.output is None:
        raise UsageError("argument --resume: only allowed with --output")
    sweep = Sweep(
        open_seeded(options.experiment, None).experiment,
        tuple(map(axis_of, options.grid)),
        options.seeds,
        options.epochs,
    )
    table = SweepTable(sweep, None if options.output is None else Path(options.output))
    table.open(resume=options.resume)
    jobs = options.jobs or os.cpu_count() or 1
    total = len(sweep.trials)
    left = [number for number in range(total) if number not in table.outcomes]
    portions = sweep.portions(left, jobs)
    progress = _Progress("runs") if sys.stderr.isatty() else None
    if progress is not None:
        progress(len(table.outcomes), total)
    crew = crew_of(portions, jobs, options.scheduler)
    # A plain kill ends a sweep as Ctrl+C does.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with contextlib.closing(crew) as trained:
            for rows in trained:
                table.append(rows)
                if progress is not None:
                    progress(len(table.outcomes), total)
    except KeyboardInterrupt:
        kept = f"{table.kept()} of {total} runs are done"
        if options.output is not None:
            kept += f" and in {options.output}; --resume goes on with it"
        # The bar stands in a line that has no end yet.
        start = "" if progress is None else "\n"
        print(f"{start}neuronaut: interrupted; {kept}", file=sys.stderr)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
    table.sort()
    outcomes = [table.outcomes[number] for number in range(total)]
    print(report(sweep, outcomes) if options.json else _sweep_summary(sweep, outcomes))
    every = all(outcome["status"] == DIVERGED for outcome in outcomes)
    return EXIT_DIVERGED if every else 0


def _sweep_summary(sweep: Any, outcomes: Sequence[Any]) -> str:
    from visualizer.session.sweep import DIVERGED, best_of

    diverged = sum(outcome["status"] == DIVERGED for outcome in outcomes)
    lines = [
        f"runs           {len(outcomes):,}",
        f"diverged       {diverged:,}",
        f"seconds        {sum(outcome['seconds'] for outcome in outcomes):.3f}",
    ]
    found = best_of(sweep, outcomes)
    if found is not None:
        trial, loss = found
        named = sweep.names_of(sweep.trials[trial]).items()
        lines.append(
            f"best           {loss.replace('_', ' ')} {outcomes[trial][loss]:.6g}: "
            + ", ".join(f"{name} {value}" for name, value in named)
        )
    return "\n".join(lines)


def _figure(options: argparse.Namespace) -> int:
    _require_length(options)
    opened = open_seeded(options.experiment, options.seed)
    experiment = opened.experiment
    panels = experiment.exhibit_class()().panels(experiment.settings)
    if options.what not in ("window", *panels):
        raise UsageError(
            f"argument --what: {options.what!r} is not allowed for "
            f"{experiment.exhibit}; allowed: {', '.join(('window', *panels))}"
        )
    _require_platform(Need.PICTURE)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from visualizer.app import draw_figure

    draw_figure(
        opened.work,
        options=opened.options,
        hidden=opened.hidden,
        what=options.what,
        epochs=options.epochs,
        updates=options.updates,
        size=options.size,
        theme=options.theme,
        language=options.lang,
        path=options.output,
    )
    return 0


def _export(options: argparse.Namespace) -> int:
    from visualizer.files.replacing import replace_file
    from visualizer.files.scripts import script_of

    opened = open_seeded(options.experiment, options.seed)
    text = script_of(opened.experiment, options.framework)
    path = Path(options.output)
    try:
        replace_file(path, lambda file: file.write(text.encode("utf-8")))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"argument -o: {path} cannot be written: {reason}") from None
    return 0


def _require_platform(need: Need) -> None:
    """Refuse in one sentence what Qt would end the process over."""
    problem = find_problem(need)
    if problem is not None:
        raise PlatformError(problem.sentence)


def _info() -> int:
    from visualizer.information import lines

    print("\n".join(lines()))
    return 0


def _window(options: argparse.Namespace) -> int:
    shown: dict[str, Any] = {"work": None}
    if options.experiment is not None:
        from visualizer.files.opening import is_project

        opened = open_seeded(options.experiment, None)
        shown = {
            "work": opened.work,
            "options": opened.options,
            "hidden": opened.hidden,
            "remarks": opened.remarks,
            "scene": opened.scene,
        }
        if is_project(options.experiment):
            shown["path"] = Path(options.experiment).absolute()
    _require_platform(Need.WINDOW)
    from visualizer.app import run

    return run(
        **shown,
        theme=options.theme,
        language=options.lang,
        forget=options.reset,
        log_level=options.log_level,
    )


if __name__ == "__main__":
    sys.exit(main())
