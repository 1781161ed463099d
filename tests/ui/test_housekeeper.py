"""The collection of garbage, taken over from the interpreter."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QObject

from visualizer.ui.housekeeper import Housekeeper


class Loop:
    """Refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def keeper(qapp):
    owner = QObject()
    keeper = Housekeeper(owner)
    yield keeper
    keeper.stop()
    owner.deleteLater()


def test_nobody_else_collects_meanwhile(keeper):
    keeper.start()
    assert not gc.isenabled()
    keeper.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_garbage_is_collected_once_enough_has_gathered(keeper):
    keeper.start()
    lost = weakref.ref(Loop())
    assert lost() is not None
    kept = [[] for _ in range(gc.get_threshold()[0] + 100)]
    keeper.tidy()
    assert lost() is None
    assert kept


def test_with_little_garbage_nothing_is_done(keeper, monkeypatch):
    keeper.start()
    gc.collect()
    done = []
    monkeypatch.setattr(gc, "collect", done.append)
    keeper.tidy()
    assert done == []


def test_stopping_twice_is_fine(keeper):
    keeper.start()
    keeper.stop()
    keeper.stop()
    assert gc.isenabled()
