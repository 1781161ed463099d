"""Errands are done in order beside everything else, and all of them."""

from __future__ import annotations

import threading

import numpy as np

from visualizer.session.errands import Errands, at_once


def test_errands_are_done_in_order_before_the_end() -> None:
    done: list[tuple[int, str]] = []
    errands = Errands(lambda report: None)
    errands.start()
    gate = threading.Event()
    errands.give(lambda: gate.wait(20.0) and None)
    for number in range(50):
        errands.give(lambda n=number: done.append((n, threading.current_thread().name)))
    assert not done
    gate.set()
    errands.stop()
    assert done == [(number, "errands") for number in range(50)]
    assert not errands.is_alive()


def test_one_that_fails_is_reported_and_the_next_is_done() -> None:
    reports: list[str] = []
    done: list[float] = []
    errands = Errands(reports.append)
    errands.start()
    errands.give(lambda: [][1])
    errands.give(lambda: done.append(float(np.float64(1.0) / np.float64(0.0))))
    errands.stop()
    assert [report.splitlines()[-1] for report in reports] == [
        "IndexError: list index out of range"
    ]
    assert done == [np.inf]


def test_without_a_thread_it_is_done_at_once() -> None:
    done: list[str] = []
    at_once(lambda: done.append(threading.current_thread().name))
    assert done == [threading.current_thread().name]
