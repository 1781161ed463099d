import sys
import types

import pytest

from visualizer import platform_check
from visualizer.platform_check import (
    Need,
    apt_line,
    find_problem,
    join_words,
    missing_packages,
    need_of,
)

DESKTOP = {"DISPLAY": ":1"}


@pytest.fixture
def system(monkeypatch):
    """A Debian desktop with every library, used as root; tests take things away."""

    state = types.SimpleNamespace(missing=set(), apt=True, root=True, answers=True)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(
        platform_check, "_loads", lambda name: name not in state.missing
    )
    monkeypatch.setattr(platform_check, "has_apt", lambda: state.apt)
    monkeypatch.setattr(platform_check, "_is_root", lambda: state.root)
    monkeypatch.setattr(
        platform_check, "_answers", lambda platform, variables: state.answers
    )
    return state


@pytest.mark.parametrize(
    ("line", "need"),
    [
        ("", Need.WINDOW),
        ("spiral", Need.WINDOW),
        ("my.json", Need.WINDOW),
        ("train spiral --epochs 10", Need.NOTHING),
        ("--theme dark spiral", Need.WINDOW),
        ("presets", Need.NOTHING),
        ("--version", Need.NOTHING),
        ("--info", Need.NOTHING),
        ("figure --help", Need.NOTHING),
        ("figure xor -o x.png", Need.PICTURE),
    ],
)
def test_tells_from_the_arguments_what_is_needed(line, need):
    assert need_of(line.split()) is need


@pytest.mark.parametrize("need", Need)
def test_nothing_is_said_on_a_sound_desktop(system, need):
    assert find_problem(need, DESKTOP) is None
    assert missing_packages(need, DESKTOP) == ()


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_nothing_is_looked_for_on_other_systems(system, monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    system.missing = {"libEGL.so.1"}
    assert find_problem(Need.WINDOW, {}) is None
    assert missing_packages(Need.WINDOW, {}) == ()


def test_a_command_without_qt_needs_nothing(system):
    system.missing = {"libEGL.so.1"}
    assert find_problem(Need.NOTHING, {}) is None
    assert missing_packages(Need.NOTHING, {}) == ()


def test_a_missing_library_gives_the_line_that_installs_it(system):
    system.missing = {"libxcb-icccm.so.4", "libxcb-keysyms.so.1"}
    problem = find_problem(Need.WINDOW, DESKTOP)
    assert problem is not None
    assert problem.sentence == (
        "Qt needs libxcb-icccm.so.4 and libxcb-keysyms.so.1, which this system lacks; "
        "this installs them: "
        "apt-get update && apt-get install -y libxcb-icccm4 libxcb-keysyms1"
    )
    assert problem.packages == ("libxcb-icccm4", "libxcb-keysyms1")
    assert missing_packages(Need.WINDOW, DESKTOP) == problem.packages


def test_of_many_libraries_only_the_first_is_named(system):
    system.missing = set(platform_check.PICTURE_LIBRARIES)
    problem = find_problem(Need.PICTURE, {}, also=("python3.11-venv",))
    assert problem is not None
    assert problem.sentence == (
        "Qt needs libEGL.so.1 and 9 more libraries, which this system lacks; this "
        "installs them: apt-get update && apt-get install -y libegl1 libgl1 "
        "libdbus-1-3 libfontconfig1 libglib2.0-0 libxkbcommon0 libzstd1 "
        "python3.11-venv"
    )


def test_whoever_is_not_root_is_given_sudo(system):
    system.root = False
    assert apt_line(["libegl1"]) == (
        "sudo apt-get update && sudo apt-get install -y libegl1"
    )


def test_a_package_that_brings_several_libraries_is_named_once(system):
    system.missing = {"libxcb-cursor.so.0", "libxcb-image.so.0"}
    assert missing_packages(Need.WINDOW, DESKTOP) == ("libxcb-cursor0",)


def test_without_apt_the_libraries_are_named_alone(system):
    system.apt = False
    system.missing = {"libEGL.so.1"}
    problem = find_problem(Need.PICTURE, {})
    assert problem is not None
    assert problem.sentence == (
        "Qt needs libEGL.so.1, which this system lacks: "
        "install them with the system's package manager."
    )
    assert problem.packages == ()


def test_a_picture_needs_neither_display_nor_x11(system):
    system.missing = {"libxcb-cursor.so.0"}
    assert find_problem(Need.PICTURE, {}) is None


def test_a_window_needs_a_display(system):
    problem = find_problem(Need.WINDOW, {})
    assert problem is not None
    assert problem.sentence.startswith("There is no display")
    assert problem.sentence.count(". ") == 0


def test_the_libraries_of_a_display_are_installed_before_there_is_one(system):
    system.missing = {"libxcb-cursor.so.0"}
    assert missing_packages(Need.WINDOW, {}) == ("libxcb-cursor0",)


@pytest.mark.parametrize(
    "variables", [DESKTOP, {"WAYLAND_DISPLAY": "wayland-0"}], ids=["x11", "wayland"]
)
def test_a_display_that_does_not_answer_is_named(system, variables):
    system.answers = False
    problem = find_problem(Need.WINDOW, variables)
    assert problem is not None
    ((variable, value),) = variables.items()
    assert problem.sentence.startswith(
        f"The display '{value}' named by {variable} does not answer"
    )


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600"])
def test_a_chosen_platform_needs_no_display(system, platform):
    assert find_problem(Need.WINDOW, {"QT_QPA_PLATFORM": platform}) is None


def test_a_chosen_platform_decides_which_libraries_are_needed(system):
    system.missing = {"libwayland-cursor.so.0"}
    assert find_problem(Need.WINDOW, DESKTOP) is None
    problem = find_problem(Need.WINDOW, {"QT_QPA_PLATFORM": "wayland-egl"})
    assert problem is not None
    assert problem.packages == ("libwayland-cursor0",)


def test_one_of_two_displays_is_enough(system):
    system.missing = {"libwayland-cursor.so.0"}
    both = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}
    assert find_problem(Need.WINDOW, both) is None
    assert missing_packages(Need.WINDOW, both) == ()


@pytest.mark.parametrize(
    ("platform", "library"),
    [("xcb", "libxcb.so.1"), ("wayland", "libwayland-client.so.0")],
)
def test_a_display_that_is_not_there_does_not_answer(platform, library):
    if not platform_check._loads(library):
        pytest.skip(f"{library} is not installed, so there is no such display")
    variables = {"DISPLAY": ":987", "WAYLAND_DISPLAY": "no-such-display"}
    assert not platform_check._answers(platform, variables)


def test_libraries_are_found_by_loading_them():
    assert not platform_check._loads("libno-such-library.so.1")


@pytest.mark.parametrize(
    ("words", "text"), [("a", "a"), ("ab", "a and b"), ("abc", "a, b and c")]
)
def test_lists_read_as_language(words, text):
    assert join_words(list(words)) == text
