import math

import pytest

from tests.peers import require


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
