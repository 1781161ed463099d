"""Make and keep the Python environment that the other scripts run in.

The environment lies in ``.venv`` in the checkout and belongs to these scripts:
it is rebuilt when it is broken, left half-installed, or made by another Python.
What goes into it stands in ``requirements/``, one file for each purpose.

Exit codes of all scripts: 0 done, 2 a wrong argument, 3 something is missing on
this machine (the sentence names it), 4 the installation failed; otherwise that
of the program that was started.
"""

import sys

# Everything up to here must be readable by any Python 3, so that an old one
# gets this sentence instead of a syntax error.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Neuronaut needs Python 3.11 or newer, and this is Python {}.{}: "
        "start the script with a newer one.".format(*sys.version_info[:2])
    )

import contextlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

# The package itself is small and imports neither NumPy nor Qt.
from visualizer import platform_check  # noqa: E402
from visualizer.platform_check import EXIT_UNAVAILABLE, Need  # noqa: E402

EXIT_USAGE = 2
EXIT_INSTALLATION = 4

OLDEST_PIP = (22, 3)
"""The first pip that installs into another environment (``--python``)."""


class SetupError(Exception):
    """The environment cannot be made; the message is one sentence.

    Attributes
    ----------
    code : int
        Exit code for the script.
    """

    def __init__(self, sentence: str, code: int = EXIT_UNAVAILABLE) -> None:
        super().__init__(sentence)
        self.code = code


class Environment:
    """The environment of this checkout.

    Parameters
    ----------
    folder : Path
        Where it lies.
    requirements : Path
        The folder of the requirement files.
    """

    def __init__(
        self,
        folder: Path = ROOT / ".venv",
        requirements: Path = ROOT / "requirements",
    ) -> None:
        self.folder = folder
        self._requirements = requirements
        self._mark = folder / "neuronaut-installing"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        if sys.platform == "win32":
            return self.folder / "Scripts" / "python.exe"
        return self.folder / "bin" / "python"

    def is_ready(self, *names: str) -> bool:
        """Tell whether the named requirement files are installed as they stand.

        This is all that a second start does: it reads a few small files, and
        neither imports a package nor starts a process.
        """
        return self.python.exists() and all(self._is_stamped(name) for name in names)

    def prepare(self, *names: str) -> None:
        """Install the named requirement files unless they are installed already.

        Raises
        ------
        SetupError
            If neither pip nor ensurepip is there, or the installation fails.
        """
        if self.is_ready(*names):
            return
        with self._lock():
            # Another start may have done it while this one waited.
            if not self.is_ready(*names):
                self._install(names)

    def start(self, command: Sequence[str], **variables: str) -> NoReturn:
        """Become ``python command``, with the checkout on the import path.

        Parameters
        ----------
        command : sequence of str
            Arguments for the environment's interpreter.
        **variables : str
            Environment variables to set.
        """
        words = [str(self.python), *command]
        settings = self.variables(**variables)
        if sys.platform != "win32":
            sys.stdout.flush()
            os.execve(words[0], words, settings)
        # Windows has no exec: a parent that ended early would hand the
        # terminal back while the program still writes to it.
        with contextlib.suppress(KeyboardInterrupt):
            sys.exit(subprocess.run(words, env=settings, check=False).returncode)
        sys.exit(130)

    def start_unseen(self, command: Sequence[str]) -> NoReturn:
        """Become ``python command``, with these scripts to import and no screen."""
        folders = (str(ROOT / "scripts"), str(ROOT))
        self.start(
            command,
            PYTHONPATH=os.pathsep.join(folders),
            QT_QPA_PLATFORM="offscreen",
        )

    def call(self, command: Sequence[str], **variables: str) -> int:
        """Run ``python command`` in the checkout and give its exit code."""
        words = [str(self.python), *command]
        settings = self.variables(**variables)
        return subprocess.run(words, cwd=ROOT, env=settings, check=False).returncode

    def variables(self, **more: str) -> dict[str, str]:
        """Give this process's variables, rid of those that mix Pythons up."""
        kept = {
            name: value for name, value in os.environ.items() if name != "PYTHONHOME"
        }
        return {**kept, "PYTHONPATH": str(ROOT), **more}

    def pip(self) -> list[str]:
        """Give the command that runs pip on the environment.

        Raises
        ------
        SetupError
            If there is no pip.
        """
        places = ("lib/python*/site-packages/pip", "Lib/site-packages/pip")
        if any(list(self.folder.glob(place)) for place in places):
            return [str(self.python), "-m", "pip"]
        if _own_pip():
            return [_interpreter(), "-m", "pip", "--python", str(self.python)]
        raise SetupError(_pip_sentence())

    # A stamp holds the very text that was installed from, so that any change
    # of a requirement file is seen.

    def _fingerprint(self, name: str) -> str:
        python = f"{sys.implementation.cache_tag} {sys.platform}"
        return "\n".join([python, *self._texts(name).values()])

    def _texts(self, name: str) -> dict[str, str]:
        """Read a requirement file and those that it includes, by name."""
        text = (self._requirements / f"{name}.txt").read_text(encoding="utf-8")
        texts = {name: text}
        for line in text.splitlines():
            if line.startswith("-r "):
                texts |= self._texts(line.removeprefix("-r ").strip()[:-4])
        return texts

    def _stamp(self, name: str) -> Path:
        return self.folder / f"neuronaut-{name}.txt"

    def _is_stamped(self, name: str) -> bool:
        try:
            stamp = self._stamp(name).read_text(encoding="utf-8")
        except OSError:
            return False
        return stamp == self._fingerprint(name)

    def _install(self, names: Sequence[str]) -> None:
        sound = self._is_sound()
        if not (sound or _can_install()):
            raise SetupError(_pip_sentence())
        _say(f"Setting up {self.folder}: {', '.join(names)} …")
        if not sound:
            self._create()
        pip = self.pip()
        # The mark stays when this process is killed or interrupted, as half a
        # package may then lie there. A pip that gives up by itself cleans up.
        self._mark.touch()
        quiet = [] if sys.stderr.isatty() else ["--quiet"]
        files = [str(self._requirements / f"{name}.txt") for name in names]
        well = _succeeds(
            [
                *(*pip, "install", "--disable-pip-version-check", "--no-input"),
                *quiet,
                *(word for file in files for word in ("-r", file)),
            ]
        )
        self._mark.unlink()
        if not well:
            raise SetupError(
                "The installation failed, for the reason that pip gives above; "
                "start again to go on with it.",
                EXIT_INSTALLATION,
            )
        installed = [part for name in names for part in self._texts(name)]
        for name in dict.fromkeys(installed):
            self._write_stamp(name)

    def _write_stamp(self, name: str) -> None:
        stamp = self._stamp(name)
        draft = stamp.with_suffix(".new")
        draft.write_text(self._fingerprint(name), encoding="utf-8")
        draft.replace(stamp)

    def _is_sound(self) -> bool:
        """Tell whether there is an environment of this Python to install into."""
        if self._mark.exists() or not self.python.exists():
            return False
        try:
            lines = (self.folder / "pyvenv.cfg").read_text(encoding="utf-8")
        except OSError:
            return False
        version = "{}.{}.".format(*sys.version_info[:2])
        return any(
            line.partition("=")[2].strip().startswith(version)
            for line in lines.splitlines()
            if line.split("=")[0].strip() in {"version", "version_info"}
        )

    def _create(self) -> None:
        _remove(self.folder)
        self.folder.mkdir(parents=True)
        self._mark.touch()
        without_pip = [] if _has("ensurepip") else ["--without-pip"]
        if not _succeeds([_interpreter(), "-m", "venv", *without_pip, self.folder]):
            raise SetupError(
                f"Python could not make an environment in {self.folder}, for the "
                "reason that it gives above.",
                EXIT_INSTALLATION,
            )

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """Keep other starts out while this one installs; a killed one lets go."""
        try:
            file = open(f"{self.folder}.lock", "w", encoding="utf-8")  # noqa: SIM115
        except OSError as error:
            raise SetupError(
                f"The folder {self.folder.parent} cannot be written to "
                f"({error.strerror}), and the environment is made there."
            ) from None
        with file:
            if sys.platform == "win32":
                import msvcrt

                while True:
                    # It gives up after ten seconds; an installation takes longer.
                    with contextlib.suppress(OSError):
                        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                        break
            else:
                import fcntl

                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    _say("Another start is setting things up; waiting for it …")
                    fcntl.flock(file, fcntl.LOCK_EX)
                # A pip that outlives this process holds the lock until it ends.
                os.set_inheritable(file.fileno(), True)
            yield


def set_up(
    here: Environment, need: Need, names: Sequence[str], *, apt: bool = False
) -> None:
    """Make sure of the system's part (libraries, display, pip) and of ours.

    Parameters
    ----------
    here : Environment
        The environment to prepare.
    need : Need
        What will be asked of Qt.
    names : sequence of str
        The requirement files to install.
    apt : bool
        Whether to install missing Debian packages first (``--apt``).

    Raises
    ------
    SetupError
        If something is missing, or could not be installed.
    """
    pip = () if here.is_ready(*names) or _can_install() else (_venv_package(),)
    if apt:
        _install_packages((*platform_check.missing_packages(need), *pip))
    problem = platform_check.find_problem(need, also=pip)
    if problem is not None:
        raise SetupError(problem.sentence)
    here.prepare(*names)


def take(arguments: list[str], flag: str) -> bool:
    """Remove one of the script's own flags; after ``--`` none is ours."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    if flag not in arguments[:end]:
        return False
    arguments.remove(flag)
    return True


def pass_on(arguments: list[str]) -> list[str]:
    """Give what is left for the started program, without the first ``--``."""
    rest = list(arguments)
    with contextlib.suppress(ValueError):
        rest.remove("--")
    return rest


@contextlib.contextmanager
def sentences() -> Iterator[None]:
    """End the script with one sentence and its code if the set-up fails."""
    try:
        yield
    except SetupError as error:
        _say(str(error))
        sys.exit(error.code)
    except KeyboardInterrupt:
        _say("Interrupted; the next start repairs what is unfinished.")
        sys.exit(130)


def _install_packages(packages: Sequence[str]) -> None:
    if not packages:
        return
    if not platform_check.has_apt():
        raise SetupError(
            "The option --apt needs apt-get, which this system does not have.",
            EXIT_USAGE,
        )
    _say(platform_check.apt_line(packages))
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in platform_check.apt_commands(packages):
        try:
            done = subprocess.run(
                command, env=variables, stdout=sys.stderr, check=False
            )
        except OSError:
            done = None
        if done is None or done.returncode:
            raise SetupError(
                f"The command '{' '.join(command)}' failed.", EXIT_INSTALLATION
            )
    importlib.invalidate_caches()


def _succeeds(command: Sequence[str | Path]) -> bool:
    """Run a step of the installation, with its output among our own messages."""
    done = subprocess.run(
        command, env=_pip_variables(), stdout=sys.stderr, close_fds=False, check=False
    )
    return done.returncode == 0


def _can_install() -> bool:
    return _has("venv") and (_has("ensurepip") or _own_pip())


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _own_pip() -> bool:
    """Tell whether this Python's pip can install into another environment."""
    if not _has("pip"):
        return False
    from importlib import metadata

    try:
        version = metadata.version("pip").split(".")
    except metadata.PackageNotFoundError:
        return False
    return tuple(int(part) for part in version[:2] if part.isdigit()) >= OLDEST_PIP


def _pip_sentence() -> str:
    lack = f"The set-up needs pip, and {_interpreter()} has neither pip nor ensurepip"
    if platform_check.has_apt():
        return f"{lack}; this installs it: {platform_check.apt_line([_venv_package()])}"
    return f"{lack}: install pip for it."


def _venv_package() -> str:
    return "python{}.{}-venv".format(*sys.version_info[:2])


def _pip_variables() -> dict[str, str]:
    """Give this process's variables without those that send packages elsewhere."""
    astray = {"PIP_PREFIX", "PIP_TARGET", "PIP_USER", "PYTHONHOME", "PYTHONPATH"}
    return {name: value for name, value in os.environ.items() if name not in astray}


def _interpreter() -> str:
    """Give the Python that makes environments, also from inside of one."""
    return str(getattr(sys, "_base_executable", "") or sys.executable)


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        raise SetupError(f"{folder} is a link to another place: remove it first.")
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise SetupError(
            f"The broken environment {folder} cannot be removed ({error.strerror}): "
            "remove it by hand."
        ) from None


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
