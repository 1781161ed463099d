import os

import pytest
import test as script


@pytest.mark.parametrize(("processors", "expected"), [(1, "1"), (2, "2"), (64, "4")])
def test_all_tests_are_shared_out_among_processes(
    monkeypatch: pytest.MonkeyPatch, processors: int, expected: str
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    assert script.shared_out(["--cov", "-k", "dense"]) == [
        "-n",
        expected,
        "--cov",
        "-k",
        "dense",
    ]


@pytest.mark.parametrize(
    "arguments",
    [["-n", "0"], ["-n3"], ["--numprocesses=2"], [__file__], [f"{__file__}::test_x"]],
)
def test_who_says_how_or_which_is_left_alone(arguments: list[str]) -> None:
    assert script.shared_out(arguments) == arguments
