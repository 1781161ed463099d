"""Sweeps from the command line: processes, interruptions, a cluster."""

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from tests.peers import require
from visualizer.cli import EXIT_DIVERGED, EXIT_INTERRUPTED, EXIT_USAGE, main

ROOT = Path(__file__).parents[1]
Captured = pytest.CaptureFixture[str]

GRID = ("--grid", "learning_rate=0.01:1:log:4", "--grid", "optimizer=sgd,lbfgs")
RUNS = 8

LONG = ("--grid", "learning_rate=0.001:1:log:12", "--grid", "optimizer=lbfgs")
"""Long enough that an interruption finds it at work."""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def lasting(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{**row, "seconds": ""} for row in rows]


def sweep_process(path: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "visualizer",
            "sweep",
            "circle",
            "-o",
            str(path),
            *words,
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A test run in the background ignores it, and would hand that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def until(happened: Callable[[], bool]) -> None:
    deadline = monotonic() + 60.0
    while not happened():
        assert monotonic() < deadline
        sleep(0.02)


def has_rows(path: Path, count: int = 1) -> Callable[[], bool]:
    return lambda: path.exists() and path.read_bytes().count(b"\n") > count


def test_one_row_a_run(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "results.csv"
    words = ["sweep", "circle", *GRID, "--seeds", "2", "--epochs", "2", "--jobs", "1"]
    assert main([*words, "--json", "-o", str(path)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    printed = json.loads(out)["runs"]
    rows = rows_of(path)
    assert len(rows) == len(printed) == 2 * RUNS
    for row, run in zip(rows, printed, strict=True):
        assert float(row["learning_rate"]) == run["learning_rate"]
        assert row["optimizer"] == run["optimizer"]
        assert float(row["final_test_loss"]) == run["final_test_loss"]
    assert [row["seed"] for row in rows[:4]] == ["1", "2", "1", "2"]
    assert main(["train", "circle", "--epochs", "2", "--json"]) == 0


def test_it_agrees_with_training_one_by_one(capsys: Captured) -> None:
    words = ["sweep", "circle", "--grid", "learning_rate=0.03", "--epochs", "3"]
    assert main([*words, "--jobs", "1", "--json"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert main(["train", "circle", "--epochs", "3", "--json"]) == 0
    trained = json.loads(capsys.readouterr().out)
    assert run["updates"] == trained["updates"] == 75
    assert run["final_train_loss"] == pytest.approx(trained["train_loss"], rel=1e-4)
    assert run["final_test_accuracy"] == trained["test_accuracy"]


def test_a_person_reads_a_summary(capsys: Captured, monkeypatch: Any) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    words = ["sweep", "circle", *GRID, "--epochs", "1", "--jobs", "1"]
    assert main(words) == 0
    out, err = capsys.readouterr()
    assert "runs           8\ndiverged       0\n" in out
    assert "final test loss" in out
    assert "optimizer lbfgs, seed 1" in out
    assert err.endswith("8 / 8 runs\n")
    assert "0 / 8 runs" in err


def test_all_runs_diverged_has_an_exit_code(capsys: Captured) -> None:
    words = ["sweep", "reg-plane", "--grid", "hidden=[]", "--epochs", "9"]
    steep = ["--grid", "learning_rate=90,100", "--jobs", "1"]
    assert main([*words, *steep]) == EXIT_DIVERGED
    out = capsys.readouterr().out
    assert "diverged       2" in out
    assert "best" not in out


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["--epochs", "1", "--resume"], ["--resume", "only allowed with --output"]),
        (["--grid", "l1=0"], ["--epochs"]),
        (["--epochs", "1", "--grid", "l1=-1"], ["l1: -1 is out of range"]),
        (["--epochs", "1", "--grid", "l1"], ["'l1' is not allowed", "FIELD=VALUE"]),
        (["--epochs", "1", "--seeds", "0"], ["'0'", "from 1 to 10000"]),
        (["--epochs", "1", "--jobs", "0"], ["'0'", "from 1 to 1024"]),
        (
            ["--epochs", "1", "--jobs", "2", "--scheduler", "a:1"],
            ["--scheduler", "not allowed with"],
        ),
    ],
    ids=" ".join,
)
def test_a_wrong_argument_gets_one_sentence(
    words: list[str], parts: list[str], capsys: Captured
) -> None:
    assert main(["sweep", "circle", *words]) == EXIT_USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("neuronaut: ")
    assert err.count("\n") == 1
    for part in parts:
        assert part in err


@pytest.mark.parametrize(
    ("name", "words", "instead"),
    [
        ("joblib", ["--jobs", "2"], "neuronaut[sweep] brings it; --jobs 1 does"),
        ("distributed", ["--scheduler", "a:1"], "neuronaut[cluster] brings it"),
    ],
)
def test_a_missing_extra_is_one_sentence(
    name: str,
    words: list[str],
    instead: str,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    assert main(["sweep", "circle", *GRID, "--epochs", "1", *words]) == EXIT_USAGE
    err = capsys.readouterr().err
    assert err.startswith(f"neuronaut: {name} is not installed: pip install ")
    assert instead in err
    assert err.count("\n") == 1


@pytest.mark.timeout(200)
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_an_interruption_loses_nothing(
    name: str, tmp_path: Path, capsys: Captured
) -> None:
    require("joblib")
    path = tmp_path / "results.csv"
    long = (*LONG, "--epochs", "8")
    with sweep_process(path, *long, "--jobs", "2") as process:
        until(has_rows(path))
        if name == "SIGINT":
            # As a terminal does: to all of them.
            os.killpg(process.pid, signal.SIGINT)
        else:
            os.kill(process.pid, getattr(signal, name))
        process.wait(timeout=60)
        killed = name == "SIGKILL"
        # Processes that it leaves behind hold its output open for a while.
        said = "" if killed else "".join(process.communicate())
    assert process.returncode == (-signal.SIGKILL if killed else EXIT_INTERRUPTED)
    before = path.read_bytes()
    there = len(rows_of(path))
    told = f"interrupted; {there} of 12 runs are done and in {path}; --resume goes on"
    assert said == ("" if killed else f"neuronaut: {told} with it\n")
    assert 0 < there < 12
    path.write_bytes(before + b"0.5,lbfgs,1,do")
    few = ["sweep", "circle", *LONG, "--epochs", "8", "-o", str(path), "--resume"]
    with sweep_process(path, *long, "--resume", "--jobs", "2") as process:
        until(has_rows(path, there + 1))
        assert path.read_bytes().startswith(before)
        out, err = process.communicate(timeout=100)
    assert (process.returncode, err) == (0, "")
    assert "runs           12" in out
    after = rows_of(path)
    assert len(after) == 12
    rates = [float(row["learning_rate"]) for row in after]
    assert rates == sorted(rates)
    # Done already: only the summary is printed, and the file stays as it is.
    assert main(few) == 0
    assert rows_of(path) == after


def test_processes_do_what_one_does(tmp_path: Path) -> None:
    require("joblib")
    found = []
    for jobs in ("1", "2"):
        path = tmp_path / f"{jobs}.csv"
        with sweep_process(path, *GRID, "--epochs", "3", "--jobs", jobs) as process:
            _, err = process.communicate(timeout=100)
        assert (process.returncode, err) == (0, "")
        found.append(lasting(rows_of(path)))
    assert found[0] == found[1]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers on this machine's own address."""
    require("distributed")
    file = tmp_path / "scheduler.json"
    common = ["--scheduler-file", str(file), "--host", "127.0.0.1", "--no-dashboard"]

    def start(name: str, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{name}", *common, *words],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    with ExitStack() as stack:

        def started(*words: str) -> subprocess.Popen[bytes]:
            process = stack.enter_context(start(*words))
            stack.callback(process.kill)
            return process

        started("dask_scheduler", "--port", "0")
        until(lambda: file.exists() and file.read_bytes().endswith(b"}"))
        workers = [
            started("dask_worker", "--no-nanny", "--nthreads", "1") for _ in "ab"
        ]
        yield json.loads(file.read_text("utf-8"))["address"], workers


@pytest.mark.timeout(200)
def test_a_worker_killed_in_the_middle_loses_nothing(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    path = tmp_path / "results.csv"
    words = (*LONG, "--epochs", "8", "--scheduler", address)
    with sweep_process(path, *words) as process:
        until(has_rows(path))
        workers[0].kill()
        out, err = process.communicate(timeout=150)
    assert process.returncode == 0, err
    assert "runs           12" in out
    there = lasting(rows_of(path))
    here = tmp_path / "here.csv"
    assert (
        main(
            ["sweep", "circle", *LONG, "--epochs", "8", "--jobs", "1", "-o", str(here)]
        )
        == 0
    )
    assert there == lasting(rows_of(here))


def test_nobody_at_the_address_is_one_sentence(capsys: Captured) -> None:
    require("distributed")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "visualizer", "sweep", "circle"),
            *("--epochs", "1", "--scheduler", "moo"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == EXIT_USAGE
    assert done.stderr.startswith("neuronaut: --scheduler 'moo': no Dask scheduler")
    assert done.stderr.count("\n") == 1
