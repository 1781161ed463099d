"""Say in one sentence what keeps Qt from starting here, before Qt is loaded.

Qt ends the process when a library of the system or the display is missing, and
that cannot be caught. So the libraries that Qt links and the display are tried
first. Only the standard library is used: the scripts that set everything up
read this file too, at a time when nothing is installed.
"""

from __future__ import annotations

import ctypes
import enum
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

EXIT_UNAVAILABLE = 3
"""Exit code when this machine lacks what was asked for: a library, a display."""

# Each library that Qt links and does not carry itself, with the Debian package
# to ask for. Where a package brings the library along as a dependency, that
# package is named, which keeps the line to type short.
PICTURE_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libzstd.so.1": "libzstd1",
}
X11_LIBRARIES = {
    "libX11-xcb.so.1": "libgl1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-xkb.so.1": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-image.so.0": "libxcb-cursor0",
    "libxcb-render.so.0": "libxcb-cursor0",
    "libxcb-render-util.so.0": "libxcb-cursor0",
    "libxcb-util.so.1": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libgl1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libgl1",
    "libxcb-sync.so.1": "libgl1",
    "libxcb-xfixes.so.0": "libgl1",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}

_WITHOUT_QT = frozenset({"train", "presets"})
_ABOUT = frozenset({"-h", "--help", "--version", "--info"})


class Need(enum.IntEnum):
    """How much of Qt a command uses."""

    NOTHING = 0
    PICTURE = 1
    WINDOW = 2


@dataclass(frozen=True)
class Problem:
    """What keeps Qt from starting.

    Attributes
    ----------
    sentence : str
        One sentence for the terminal, with the cure.
    packages : tuple of str
        Debian packages that cure it; empty where none do.
    """

    sentence: str
    packages: tuple[str, ...] = ()


def need_of(arguments: Sequence[str]) -> Need:
    """Tell from its arguments how much of Qt ``neuronaut`` will use.

    Parameters
    ----------
    arguments : sequence of str
        The command line without the program's name.
    """
    command = arguments[0] if arguments else ""
    if command in _WITHOUT_QT or _ABOUT.intersection(arguments):
        return Need.NOTHING
    return Need.PICTURE if command == "figure" else Need.WINDOW


def find_problem(
    need: Need,
    environment: Mapping[str, str] | None = None,
    *,
    also: Sequence[str] = (),
) -> Problem | None:
    """Look for a missing display or library; None if Qt can start.

    Parameters
    ----------
    need : Need
        What will be asked of Qt.
    environment : mapping, optional
        The environment variables; by default those of this process.
    also : sequence of str
        Debian packages that are missing for another reason, so that the one
        line to type installs them too.
    """
    if need is Need.NOTHING or not sys.platform.startswith("linux"):
        return None
    environment = os.environ if environment is None else environment
    platforms = _platforms(need, environment)
    if not platforms:
        return Problem(
            "There is no display to open a window on (neither DISPLAY nor "
            "WAYLAND_DISPLAY is set): start Neuronaut in a desktop session, or use "
            "the commands that need none (train, presets, figure)."
        )
    missing = _missing_by_platform(platforms)
    if all(missing.values()):
        return _library_problem(missing[platforms[0]], also)
    able = [name for name in platforms if not missing[name]]
    if any(_answers(name, environment) for name in able):
        return None
    variable = "WAYLAND_DISPLAY" if able[0] == "wayland" else "DISPLAY"
    return Problem(
        f"The display {environment.get(variable, '')!r} named by {variable} does not "
        "answer: start Neuronaut in a desktop session, or use the commands that need "
        "no display (train, presets, figure)."
    )


def missing_packages(
    need: Need, environment: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """List the Debian packages whose libraries Qt lacks, display or not.

    Without a display the libraries of an X11 window are looked for, as they are
    what a display that is started later will need.
    """
    if need is Need.NOTHING or not sys.platform.startswith("linux"):
        return ()
    environment = os.environ if environment is None else environment
    missing = _missing_by_platform(_platforms(need, environment) or ("xcb",))
    if not all(missing.values()):
        return ()
    return _packages(next(iter(missing.values())))


def apt_commands(packages: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Make the commands that install Debian packages, as root or through sudo."""
    prefix = () if _is_root() else ("sudo",)
    return (
        (*prefix, "apt-get", "update"),
        (*prefix, "apt-get", "install", "-y", *packages),
    )


def apt_line(packages: Iterable[str]) -> str:
    """Write `apt_commands` as the one line to type."""
    return " && ".join(" ".join(command) for command in apt_commands(packages))


def has_apt() -> bool:
    """Tell whether this system installs packages by ``apt-get``."""
    return shutil.which("apt-get") is not None


def join_words(words: Sequence[str]) -> str:
    """Write words as a list within a sentence: ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _platforms(need: Need, environment: Mapping[str, str]) -> tuple[str, ...]:
    """List the Qt platform plug-ins that Qt would try, the preferred one first."""
    if need is Need.PICTURE:
        return ("offscreen",)
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen:
        # Forms such as "wayland;xcb" and "offscreen:enable_fonts" occur.
        names = (entry.partition(":")[0] for entry in chosen.split(";"))
        return tuple(name.removesuffix("-egl") for name in names if name)
    found = {
        "wayland": bool(environment.get("WAYLAND_DISPLAY")),
        "xcb": bool(environment.get("DISPLAY")),
    }
    return tuple(name for name, present in found.items() if present)


def _missing_by_platform(platforms: tuple[str, ...]) -> dict[str, dict[str, str]]:
    return {name: _missing(_libraries(name)) for name in platforms}


def _libraries(platform: str) -> dict[str, str]:
    if platform == "xcb":
        return PICTURE_LIBRARIES | X11_LIBRARIES
    if platform == "wayland":
        return PICTURE_LIBRARIES | WAYLAND_LIBRARIES
    return PICTURE_LIBRARIES


def _missing(libraries: Mapping[str, str]) -> dict[str, str]:
    return {name: package for name, package in libraries.items() if not _loads(name)}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _packages(missing: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(missing.values()))


def _library_problem(missing: Mapping[str, str], also: Sequence[str]) -> Problem:
    names = tuple(missing)
    if not has_apt():
        return Problem(
            f"Qt needs {join_words(names)}, which this system lacks: "
            "install them with the system's package manager."
        )
    if len(names) > 3:
        names = (names[0], f"{len(names) - 1} more libraries")
    packages = (*_packages(missing), *also)
    return Problem(
        f"Qt needs {join_words(names)}, which this system lacks; "
        f"this installs them: {apt_line(packages)}",
        packages,
    )


def _answers(platform: str, environment: Mapping[str, str]) -> bool:
    """Tell whether the display can be connected to, by its own client library."""
    if platform == "xcb":
        name = environment.get("DISPLAY")
        library = ctypes.CDLL("libxcb.so.1")
        library.xcb_connect.restype = ctypes.c_void_p
        library.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
        library.xcb_disconnect.argtypes = [ctypes.c_void_p]
        connection = library.xcb_connect(name.encode() if name else None, None)
        failed = library.xcb_connection_has_error(connection)
        library.xcb_disconnect(connection)
        return not failed
    if platform == "wayland":
        name = environment.get("WAYLAND_DISPLAY")
        library = ctypes.CDLL("libwayland-client.so.0")
        library.wl_display_connect.restype = ctypes.c_void_p
        library.wl_display_disconnect.argtypes = [ctypes.c_void_p]
        connection = library.wl_display_connect(name.encode() if name else None)
        if connection:
            library.wl_display_disconnect(connection)
        return bool(connection)
    return True
