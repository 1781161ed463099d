"""The wish that the screen stay on, as the system wants to be told."""

from __future__ import annotations

import subprocess
import sys

import pytest

from visualizer.ui import wakefulness
from visualizer.ui.wakefulness import Wakefulness

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows is asked by a call, not by a tool"
)
WAITING = [sys.executable, "-c", "input()"]


@pytest.fixture
def tool(monkeypatch):
    monkeypatch.setattr(wakefulness, "_command", lambda: WAITING)
    wish = Wakefulness()
    yield wish
    wish.let_sleep()


def test_the_tool_runs_as_long_as_the_wish(tool, monkeypatch):
    started = []
    popen = subprocess.Popen

    def start(command, **options):
        options["stdin"] = subprocess.PIPE
        started.append(popen(command, **options))
        return started[-1]

    monkeypatch.setattr(wakefulness.subprocess, "Popen", start)
    tool.keep_awake()
    tool.keep_awake()
    assert tool.asked
    assert len(started) == 1
    assert started[0].poll() is None
    tool.let_sleep()
    assert started[0].poll() is not None
    assert not tool.asked
    started[0].stdin.close()


def test_a_system_without_a_tool_is_no_trouble(monkeypatch):
    monkeypatch.setattr(wakefulness, "_command", lambda: None)
    wish = Wakefulness()
    wish.keep_awake()
    assert not wish.asked
    wish.let_sleep()


def test_a_tool_that_does_not_start_is_no_trouble(monkeypatch):
    monkeypatch.setattr(wakefulness, "_command", lambda: ["/no/such/tool"])
    wish = Wakefulness()
    wish.keep_awake()
    assert not wish.asked


@pytest.mark.parametrize(
    ("platform", "tool", "session", "first"),
    [
        ("darwin", "caffeinate", "", "caffeinate"),
        ("linux", "systemd-inhibit", "7", "/bin/systemd-inhibit"),
        ("linux", "systemd-inhibit", "", None),
        ("linux", "", "7", None),
    ],
)
def test_each_system_is_asked_in_its_own_way(
    monkeypatch, platform, tool, session, first
):
    monkeypatch.setattr(wakefulness.sys, "platform", platform)
    monkeypatch.setattr(
        wakefulness.shutil,
        "which",
        lambda name: f"/bin/{name}" if name == tool else None,
    )
    monkeypatch.setenv("XDG_SESSION_ID", session)
    command = wakefulness._command()
    assert (command and command[0]) == first
