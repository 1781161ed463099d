import faulthandler
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from visualizer import logs


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    root = logging.getLogger()
    hooks, level = (sys.excepthook, threading.excepthook), root.level
    yield
    logs.stop()
    sys.excepthook, threading.excepthook = hooks
    root.setLevel(level)
    faulthandler.enable(sys.__stderr__)


def test_the_log_tells_what_its_level_asks_for(tmp_path: Path) -> None:
    path = logs.start(tmp_path / "log", "warning", lambda _: None)
    assert path is not None
    logging.getLogger("x").info("whispered")
    logging.getLogger("x").warning("said aloud")
    text = path.read_text(encoding="utf-8")
    assert "said aloud" in text
    assert "whispered" not in text


def test_an_error_nobody_caught_is_written_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    path = logs.start(tmp_path, "error", told.append)
    assert path is not None
    try:
        raise ValueError("a broken pipe dream")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    (report,) = told
    assert report.rstrip().endswith("ValueError: a broken pipe dream")
    assert "a broken pipe dream" in path.read_text(encoding="utf-8")
    assert "a broken pipe dream" in capsys.readouterr().err


def test_an_error_in_a_thread_is_told_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    logs.start(tmp_path, "error", told.append)

    def fail() -> None:
        raise RuntimeError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "in a thread" in told[0]
    assert "in a thread" in capsys.readouterr().err


def test_an_interruption_is_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    logs.start(tmp_path, "error", told.append)
    interruption = KeyboardInterrupt()
    sys.excepthook(KeyboardInterrupt, interruption, None)
    assert told == []
    capsys.readouterr()


def test_a_folder_that_cannot_be_written_to_does_not_stop_the_start(
    tmp_path: Path,
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert logs.start(blocked / "log", "warning", lambda _: None) is None
