"""What every test gets: a screen nobody sees, and a look at what it left over."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QFont, QFontDatabase, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import getAllValidWrappers

from tests.engine.gradient_errors import GRADIENT_ERROR
from tests.tables import TABLE
from visualizer.language import set_language

SCREEN = Path(__file__).parent / "data" / "screen.json"

OFFSCREEN_MANNERS = "This plugin does not support"
"""Begins what the offscreen platform says of least sizes, popups and the like."""

THREAD_SECONDS = 2.0

# Machines are shared: an example that is drawn may take as long as it needs.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")

# For the same reason what takes a moment may for once take half a minute.
QtBot.waitUntil.__kwdefaults__["timeout"] = 30_000


class GradientSummary:
    """Says at the end how far the worst gradient was from central differences.

    A test's worst error is one of its properties, which reach the process that
    prints the summary also from those that tests are spread over.
    """

    def __init__(self) -> None:
        self._found: list[tuple[float, str]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            self._found += [
                (float(value), report.nodeid)
                for name, value in report.user_properties
                if name == GRADIENT_ERROR and isinstance(value, float)
            ]

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        if self._found:
            worst, test = max(self._found)
            terminalreporter.write_line(
                f"gradients of {len(self._found)} tests against central differences: "
                f"worst relative error {worst:.1e} in {test}"
            )


class Tables:
    """Prints at the end what tests have measured, wherever they ran."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            self._found += [
                str(value) for name, value in report.user_properties if name == TABLE
            ]

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        for table in self._found:
            terminalreporter.write_line(table)


def pytest_configure(config: pytest.Config) -> None:
    """Draw on a screen that nobody sees, large enough for the window.

    That of the offscreen platform is 800 pixels wide; a configuration gives it
    another. Where a path has a colon of its own, Qt would misread it.
    """
    plain = ":" in str(SCREEN)
    platform = "offscreen" if plain else f"offscreen:configfile={SCREEN}"
    os.environ.setdefault("QT_QPA_PLATFORM", platform)
    config.pluginmanager.register(GradientSummary())
    config.pluginmanager.register(Tables())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the offscreen platform say what it cannot do; all else of Qt fails."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN_MANNERS))


@pytest.fixture(autouse=True)
def nothing_left_over() -> Iterator[None]:
    """Fail a test that leaves a thread, a window or a running timer behind.

    Language and looks of the application and the buttons of the mouse go back to
    what they were, so that no test depends on those before it.
    """
    before = set(threading.enumerate())
    application = QApplication.instance()
    looks = _looks(application) if isinstance(application, QApplication) else None
    yield
    set_language("en")
    threads = [t for t in threading.enumerate() if t not in before]
    for thread in threads:
        thread.join(THREAD_SECONDS)
    left = [f"thread {thread.name}" for thread in threads if thread.is_alive()]
    application = QApplication.instance()
    if isinstance(application, QApplication):
        left += _left_in(application)
        _wear(application, looks)
        _let_go(application)
    if left:
        pytest.fail("left over: " + ", ".join(left), pytrace=False)


Looks = tuple[str, QFont, QPalette]


def _looks(application: QApplication) -> Looks:
    return application.styleSheet(), application.font(), application.palette()


def _wear(application: QApplication, looks: Looks | None) -> None:
    # A test may have made the application, and dressed it.
    plain = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    sheet, font, palette = looks or ("", plain, QPalette())
    if application.styleSheet() != sheet:
        application.setStyleSheet(sheet)
    if application.font() != font:
        application.setFont(font)
    if application.palette() != palette:
        application.setPalette(palette)


def _left_in(application: QApplication) -> list[str]:
    # The plugin has closed the widgets of the test; outside of an event loop
    # they would live, and be styled anew with every theme, until the very end.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    windows = [w for w in application.topLevelWidgets() if w.isVisible()]
    left = [f"window {window!r}" for window in windows]
    for window in windows:
        window.close()
        window.deleteLater()
    left += [
        f"timer of {timer.parent()!r}"
        for timer in getAllValidWrappers()
        if type(timer) is QTimer and timer.isActive()
    ]
    return left


def _let_go(application: QApplication) -> None:
    """Release every mouse button: the next test begins with none held."""
    held = [button for button in Qt.MouseButton if button & application.mouseButtons()]
    if held:
        nobody = QWidget()
        for button in held:
            QTest.mouseRelease(nobody, button)
