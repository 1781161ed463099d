"""The rows of a sweep on the disk, as another program reads them."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.session.builders import experiment_of
from visualizer.files import sweep_table
from visualizer.files.sweep_table import MAX_BYTES, SweepTable, TableError
from visualizer.session.grid import axis_of
from visualizer.session.sweep import OUTCOME, Outcome, Sweep


def sweep_of(*grid: str, seeds: int | None = None, epochs: int = 3) -> Sweep:
    return Sweep(experiment_of(), tuple(map(axis_of, grid)), seeds, epochs)


SWEEP = sweep_of('optimizer=sgd,{"key":"sgd","momentum":0.9}', "l1=0,0.1")


def outcome(loss: float | None = 0.5) -> Outcome:
    status = "diverged" if loss is None else "done"
    values: list[Any] = [status, 3, 75, *[loss] * 8, 0.125]
    return dict(zip(OUTCOME, values, strict=True))


def begun(path: Path, sweep: Sweep = SWEEP) -> SweepTable:
    table = SweepTable(sweep, path)
    table.open(resume=False)
    return table


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_row_is_on_the_disk_at_once(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    table = begun(path)
    assert rows_of(path) == []
    table.append([(2, outcome(0.25))])
    (row,) = rows_of(path)
    assert row["optimizer"] == '{"key": "sgd", "momentum": 0.9}'
    assert (row["l1"], row["seed"], row["status"]) == ("0.0", "1", "done")
    assert float(row["final_test_loss"]) == 0.25
    assert (row["updates"], row["experiment"]) == ("75", SWEEP.mark)
    table.append([(0, outcome(None))])
    assert rows_of(path)[1]["best_train_loss"] == ""
    table.sort()
    assert [row["status"] for row in rows_of(path)] == ["diverged", "done"]


def test_a_table_without_a_file_keeps_its_rows() -> None:
    table = SweepTable(SWEEP, None)
    table.open(resume=False)
    table.append([(1, outcome())])
    table.sort()
    assert table.outcomes == {1: outcome()}


def test_what_an_interruption_left_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "results.csv"
    table = begun(path)
    assert table.kept() == 0
    table.append([(0, outcome())])
    assert table.kept() == 1
    write = sweep_table._write

    def interrupted(*arguments: Any) -> None:
        write(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep_table, "_write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        table.append([(1, outcome()), (2, outcome())])
    assert table.kept() == len(rows_of(path)) == 3
    with path.open("ab") as file:
        file.write(b"0.5,half a row")
    assert table.kept() == 3
    path.unlink()
    assert table.kept() == 1
    nowhere = SweepTable(SWEEP, None)
    nowhere.open(resume=False)
    nowhere.append([(1, outcome())])
    assert nowhere.kept() == 1


def test_what_was_written_is_taken_up_again(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    begun(path).append([(3, outcome(1 / 3)), (1, outcome(None))])
    again = SweepTable(SWEEP, path)
    again.open(resume=True)
    assert again.outcomes == {3: outcome(1 / 3), 1: outcome(None)}
    again.append([(0, outcome())])
    assert len(rows_of(path)) == 3


def test_a_line_cut_anywhere_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    begun(path).append([(0, outcome(1 / 3)), (1, outcome())])
    content = path.read_bytes()
    ends = [at + 1 for at, sign in enumerate(content) if sign == ord("\n")]
    near = [end + shift for end in ends for shift in (-1, 0, 1)]
    for length in sorted({*range(0, len(content), 29), *near} - {len(content) + 1}):
        path.write_bytes(content[:length])
        again = SweepTable(SWEEP, path)
        again.open(resume=True)
        assert len(again.outcomes) == max(0, sum(end <= length for end in ends) - 1)
        left = [number for number in (0, 1) if number not in again.outcomes]
        again.append(
            [(number, outcome(1 / 3) if number == 0 else outcome()) for number in left]
        )
        assert path.read_bytes() == content


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("mine")
    with pytest.raises(TableError, match="is there already; --resume goes on"):
        begun(path)
    with pytest.raises(TableError, match="line 1: is no row of this sweep"):
        SweepTable(SWEEP, path).open(resume=True)
    assert path.read_text() == "mine"


def test_more_seeds_and_values_may_be_added(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    begun(path, sweep_of("l1=0,0.1", seeds=2)).append([(3, outcome())])
    more = SweepTable(sweep_of("l1=0,0.1,0.2", seeds=3), path)
    more.open(resume=True)
    assert more.outcomes == {4: outcome()}


@pytest.mark.parametrize(
    "other",
    [
        sweep_of("l1=0,0.1", epochs=4),
        sweep_of("l1=0", seeds=1),
        sweep_of("l2=0,0.1"),
        sweep_of("l1=0,0.1", "l2=0"),
    ],
    ids=["epochs", "fewer values", "another field", "a field more"],
)
def test_rows_of_another_sweep_are_refused(tmp_path: Path, other: Sweep) -> None:
    path = tmp_path / "results.csv"
    begun(path, sweep_of("l1=0,0.1")).append([(1, outcome())])
    content = path.read_bytes()
    with pytest.raises(TableError, match=r"line \d: is no row of this sweep"):
        SweepTable(other, path).open(resume=True)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text + text.splitlines()[1] + "\n",
        lambda text: text.replace(",done,", ",perhaps,"),
        lambda text: text.replace(",75,", ",many,"),
        lambda text: text.replace(",0.125,", ",0.125,7,"),
        lambda text: text.replace("done", "\udcff"),
    ],
    ids=["twice", "status", "number", "cells", "signs"],
)
def test_a_spoiled_row_is_refused(tmp_path: Path, spoil: Any) -> None:
    path = tmp_path / "results.csv"
    begun(path).append([(1, outcome())])
    spoiled = spoil(path.read_text("utf-8")).encode("utf-8", "surrogateescape")
    path.write_bytes(spoiled)
    with pytest.raises(TableError, match="is no row of this sweep"):
        SweepTable(SWEEP, path).open(resume=True)
    assert path.read_bytes() == spoiled


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(TableError, match=f"larger than {MAX_BYTES} bytes"):
        SweepTable(SWEEP, path).open(resume=True)


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"nowhere.*cannot be written: No such"):
        begun(tmp_path / "nowhere" / "results.csv")
    with pytest.raises(TableError, match="cannot be written"):
        SweepTable(SWEEP, tmp_path).open(resume=True)
