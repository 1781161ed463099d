import pytest

import check
import environment
from environment import SetupError


@pytest.fixture
def ran(monkeypatch):
    """Replace the steps by ones that only say that they ran; 'lint' fails."""
    order = []

    def step(name):
        def perform(here):
            order.append(name)
            if name == "wheel":
                raise SetupError("There is no pip.")
            return name != "lint"

        return perform

    monkeypatch.setattr(check, "STEPS", {name: step(name) for name in check.STEPS})
    monkeypatch.setattr(environment, "set_up", lambda *words, **options: None)
    return order


def test_all_steps_run_also_after_a_failure(ran, capsys):
    assert check.main([]) == 1
    assert ran == ["format", "lint", "types", "imports", "wheel"]
    summary = capsys.readouterr().out.partition("=== summary")[2].split("\n")[1:]
    assert [line.split()[:2] for line in summary if line] == [
        ["format", "well"],
        ["lint", "FAILED"],
        ["types", "well"],
        ["imports", "well"],
        ["wheel", "FAILED"],
    ]


def test_named_steps_run_alone(ran):
    assert check.main(["types", "format"]) == 0
    assert ran == ["types", "format"]


def test_an_unknown_step_is_named(ran, capsys):
    with pytest.raises(SystemExit) as caught:
        check.main(["everything"])
    assert caught.value.code == environment.EXIT_USAGE
    assert "'everything' is not a step; the steps are" in capsys.readouterr().err
    assert not ran


@pytest.mark.parametrize(
    ("words", "output", "shown"),
    [
        ("presets", "xor\n", True),
        ("presets", "\n", False),
        ("train xor", '{"epochs": 2.0}', True),
        ("train xor", "done", False),
        ("train xor", "{}", False),
        ("figure xor", "", False),
    ],
)
def test_what_the_installed_command_printed_is_looked_at(
    words, output, shown, tmp_path
):
    assert check._shows(words, output, tmp_path) is shown
