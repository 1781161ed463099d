import json
import mmap
from pathlib import Path
from typing import Any

import pytest

from benchmarks import __main__ as program
from benchmarks import loss
from benchmarks.measuring import (
    MissingPeerError,
    Row,
    microseconds,
    peer,
    row_dict,
    table,
)
from benchmarks.memory import resident, slope
from benchmarks.table import COLUMNS, opened, write_table


def test_ratio_is_how_many_times_better() -> None:
    less = Row("update", 10.0, "torch", 250.0, "µs", 25.0)
    more = Row("frames", 60.0, "57", 57.0, "1/s", 1.0, less_is_better=False)
    assert less.ratio == 25.0
    assert more.ratio == pytest.approx(60.0 / 57.0)


def test_a_missed_goal_is_marked() -> None:
    met = Row("met", 1.0, "peer", 2.0, "s", 2.0)
    missed = Row("missed", 1.0, "peer", 1.9, "s", 2.0)
    first, second = table([met, missed]).splitlines()[1:]
    assert "below the goal" not in first
    assert "below the goal" in second


def test_a_missing_peer_is_an_error() -> None:
    with pytest.raises(MissingPeerError, match="no_such_library"):
        peer("no_such_library")


def test_slower_code_takes_more_microseconds() -> None:
    quick, slow = microseconds(
        [lambda: None, lambda: sum(range(20_000))], seconds=0.005, rounds=3
    )
    assert slow > 5.0 * quick


def part(rows: Any) -> Any:
    class Part:
        pass

    made = Part()
    made.rows = rows  # type: ignore[attr-defined]
    return made


def test_json_has_the_fields_of_every_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = Row("update", 10.0, "torch", 250.0, "µs", 25.0)
    monkeypatch.setattr(
        program.importlib, "import_module", lambda _: part(lambda: [row])
    )
    assert program.main(["engine", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [row_dict(row)]
    assert set(row_dict(row)) == {
        "name",
        "ours",
        "peer",
        "peer_value",
        "unit",
        "ratio",
        "goal",
    }


def test_without_its_peer_a_benchmark_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def rows() -> list[Row]:
        raise MissingPeerError("the peer torch is not installed")

    monkeypatch.setattr(program.importlib, "import_module", lambda _: part(rows))
    assert program.main(["engine"]) == 1
    assert "torch" in capsys.readouterr().err


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["gpu"]) == 2
    allowed = "engine, surface, gui, mountain, timeline, start-up, table, loss, memory"
    assert f"allowed: {allowed}" in capsys.readouterr().out


def test_minutes_reach_the_part_that_watches_memory(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[dict[str, float]] = []

    def rows(**options: float) -> list[Row]:
        asked.append(options)
        return []

    monkeypatch.setattr(program.importlib, "import_module", lambda _: part(rows))
    assert program.main(["memory", "engine", "--minutes", "10"]) == 0
    assert program.main(["memory"]) == 0
    assert asked == [{"minutes": 10.0}, {}, {}]
    capsys.readouterr()
    wrong = (["0"], ["nan"], ["121"], ["soon"], [])
    for said in wrong:
        assert program.main(["memory", "--minutes", *said]) == 2
        given = repr(said[0]) if said else "nothing"
        sentence = f"bench: --minutes: {given} is given; allowed: 0.1 to 120\n"
        assert capsys.readouterr().out == sentence
    assert len(asked) == 3


def test_growth_is_told_for_a_minute() -> None:
    seconds = [0.0, 10.0, 20.0, 30.0]
    assert slope(seconds, [300.0, 301.0, 302.0, 303.0]) == pytest.approx(6.0)
    # A step up and down again is no growth.
    assert slope([0.0, 1.0, 2.0], [300.0, 340.0, 300.0]) == pytest.approx(0.0)


def test_resident_memory_counts_what_is_written() -> None:
    before = resident()
    with mmap.mmap(-1, 50_000_000) as held:
        held.write(b"x" * len(held))
        assert resident() - before > 45.0


def test_the_loss_panel_is_drawn_as_it_is_and_smoothed(qapp: Any) -> None:
    plain, smoothed = loss.rows(points=5_000, rounds=4)
    assert plain.name == "redraw, 5,000 points"
    assert plain.ours > 0.0
    assert smoothed.ours > 0.0


def test_the_table_of_the_benchmark_is_opened_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    write_table(path, 1, rows=300)
    assert path.read_text(encoding="utf-8").count("\n") == 301
    learner = opened(path).learner
    assert learner.train.count + learner.test.count == 300
    assert learner.network.sizes[0] == COLUMNS - 1
