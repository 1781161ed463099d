import math

import pytest

from tests.peers import Peer, require


def test_what_is_there_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    assert require("math") is math


def test_a_missing_peer_skips_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no_such_peer is not installed"):
        require("no_such_peer")


def test_a_missing_peer_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no_such_peer is not installed"):
        require("no_such_peer")


def test_a_peer_that_is_missing_skips_only_what_asks_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CI", raising=False)
    missing = Peer("no_such_peer")
    assert not hasattr(missing, "__test__")
    with pytest.raises(pytest.skip.Exception, match="no_such_peer is not installed"):
        missing.tensor([1.0])
    assert Peer("math").hypot(3.0, 4.0) == 5.0
