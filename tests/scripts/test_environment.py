import importlib.util
import itertools
import subprocess
import sys
from pathlib import Path

import pytest

import environment
from environment import Environment, SetupError
from visualizer import platform_check
from visualizer.platform_check import Need, Problem

ROOT = Path(environment.__file__).parent.parent


def load(name):
    """Import a script from its file: `test` is also a package of Python's own."""
    place = importlib.util.spec_from_file_location(name, ROOT / f"scripts/{name}.py")
    script = importlib.util.module_from_spec(place)
    place.loader.exec_module(script)
    return script


run = load("run")
test_script = load("test")


class Machine:
    """A machine that records the commands of a set-up and plays their effects."""

    def __init__(self, folder: Path) -> None:
        self.requirements = folder / "requirements"
        self.requirements.mkdir()
        self.write("run", "numpy==2\n")
        self.write("test", "# the tests\n-r run.txt\npytest==9\n")
        self.here = Environment(folder / ".venv", self.requirements)
        self.commands: list[list[str]] = []
        self.modules = {"venv", "ensurepip", "pip"}
        self.pip = "23.2.1"
        self.fail = ""
        self.interrupt = ""

    def write(self, name: str, text: str) -> None:
        (self.requirements / f"{name}.txt").write_text(text, encoding="utf-8")

    def run(self, command, **options):
        words = [str(word) for word in command]
        self.commands.append(words)
        if self.interrupt and self.interrupt in words:
            raise KeyboardInterrupt
        if "venv" in words:
            self._make(with_pip="--without-pip" not in words)
        failed = bool(self.fail) and self.fail in words
        return subprocess.CompletedProcess(words, int(failed))

    def _make(self, with_pip: bool) -> None:
        folder = self.here.folder
        self.here.python.parent.mkdir(parents=True, exist_ok=True)
        self.here.python.touch()
        version = ".".join(map(str, sys.version_info[:3]))
        (folder / "pyvenv.cfg").write_text(f"home = here\nversion = {version}\n")
        packages = folder / "lib" / "python3" / "site-packages"
        if sys.platform == "win32":
            packages = folder / "Lib" / "site-packages"
        if with_pip:
            (packages / "pip").mkdir(parents=True)

    def installed(self) -> list[list[str]]:
        """The requirement files of each call of pip, by name."""
        return [
            [Path(word).stem for word in words if word.endswith(".txt")]
            for words in self.commands
            if "install" in words
        ]


@pytest.fixture
def machine(tmp_path, monkeypatch):
    made = Machine(tmp_path)
    monkeypatch.setattr(environment.subprocess, "run", made.run)
    monkeypatch.setattr(environment, "_has", lambda name: name in made.modules)
    monkeypatch.setattr("importlib.metadata.version", lambda name: made.pip)
    monkeypatch.setattr(platform_check, "has_apt", lambda: True)
    monkeypatch.setattr(platform_check, "_is_root", lambda: False)
    return made


# The stamp


def test_the_first_start_makes_the_environment_and_installs(machine):
    assert not machine.here.is_ready("run")
    machine.here.prepare("run")
    assert machine.here.is_ready("run")
    assert machine.installed() == [["run"]]


def test_a_second_start_runs_no_command(machine):
    machine.here.prepare("run")
    machine.commands.clear()
    machine.here.prepare("run")
    assert machine.commands == []


def test_a_set_brings_along_what_it_includes(machine):
    machine.here.prepare("test")
    assert machine.here.is_ready("run", "test")
    assert machine.installed() == [["test"]]


@pytest.mark.parametrize(("changed", "sets"), [("run", ["test"]), ("test", ["test"])])
def test_a_changed_requirement_is_installed(machine, changed, sets):
    machine.here.prepare("test")
    machine.write(changed, machine_text(machine, changed) + "more==1\n")
    assert not machine.here.is_ready("test")
    machine.here.prepare("test")
    assert machine.installed() == [["test"], sets]
    assert len([words for words in machine.commands if "venv" in words]) == 1


def machine_text(machine, name):
    return (machine.requirements / f"{name}.txt").read_text(encoding="utf-8")


def test_a_change_of_the_tests_leaves_the_program_ready(machine):
    machine.here.prepare("test")
    machine.write("test", "-r run.txt\npytest==10\n")
    assert machine.here.is_ready("run")


def test_a_failed_installation_leaves_no_stamp(machine):
    machine.fail = "install"
    with pytest.raises(SetupError, match="installation failed") as caught:
        machine.here.prepare("run")
    assert caught.value.code == environment.EXIT_INSTALLATION
    assert not machine.here.is_ready("run")
    machine.fail = ""
    machine.here.prepare("run")
    assert machine.here.is_ready("run")
    assert len([words for words in machine.commands if "venv" in words]) == 1


@pytest.mark.parametrize("step", ["venv", "install"])
def test_an_interrupted_installation_is_begun_anew(machine, step):
    machine.interrupt = step
    with pytest.raises(KeyboardInterrupt):
        machine.here.prepare("run")
    half = machine.here.folder / "half-a-package"
    half.touch()
    machine.interrupt = ""
    machine.here.prepare("run")
    assert machine.here.is_ready("run")
    assert not half.exists()


def test_an_environment_of_another_python_is_replaced(machine):
    machine.here.prepare("run")
    (machine.here.folder / "pyvenv.cfg").write_text("home = here\nversion = 3.9.1\n")
    (machine.here.folder / "neuronaut-run.txt").unlink()
    machine.here.prepare("run")
    assert len([words for words in machine.commands if "venv" in words]) == 2


def test_an_environment_whose_python_is_gone_is_replaced(machine):
    machine.here.prepare("run")
    machine.here.python.unlink()
    assert not machine.here.is_ready("run")
    machine.here.prepare("run")
    assert machine.here.is_ready("run")


def test_an_environment_made_by_hand_is_kept(machine):
    machine._make(with_pip=True)
    machine.here.prepare("run")
    assert machine.installed() == [["run"]]
    assert not [words for words in machine.commands if "venv" in words]


# Pip, with and without Debian's python3-venv


def test_the_environments_own_pip_is_preferred(machine):
    machine.here.prepare("run")
    assert machine.commands[1][:3] == [str(machine.here.python), "-m", "pip"]


def test_pip_alone_is_enough(machine):
    machine.modules.discard("ensurepip")
    machine.here.prepare("run")
    make, install = machine.commands
    assert make[1:4] == ["-m", "venv", "--without-pip"]
    assert install[1:6] == [
        "-m",
        "pip",
        "--python",
        str(machine.here.python),
        "install",
    ]


@pytest.mark.parametrize(
    ("modules", "pip"),
    [({"venv"}, "23.2.1"), ({"venv", "pip"}, "22.0.2"), ({"pip"}, "23.2.1")],
    ids=["no pip", "old pip", "no venv"],
)
def test_without_pip_one_sentence_names_the_cure(machine, modules, pip):
    machine.modules, machine.pip = modules, pip
    with pytest.raises(SetupError) as caught:
        machine.here.prepare("run")
    version = "{}.{}".format(*sys.version_info[:2])
    assert str(caught.value) == (
        f"The set-up needs pip, and {environment._interpreter()} has neither pip nor "
        "ensurepip; this installs it: sudo apt-get update && "
        f"sudo apt-get install -y python{version}-venv"
    )
    assert caught.value.code == environment.EXIT_UNAVAILABLE
    assert machine.commands == []


def test_pip_is_not_sent_elsewhere(monkeypatch):
    for name in ("PIP_USER", "PIP_TARGET", "PYTHONPATH"):
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.setenv("PIP_FIND_LINKS", "kept")
    variables = environment._pip_variables()
    assert variables["PIP_FIND_LINKS"] == "kept"
    assert not {"PIP_USER", "PIP_TARGET", "PYTHONPATH"} & variables.keys()


# The system's part


@pytest.fixture
def lacking(monkeypatch):
    """A system that lacks two libraries until they are installed."""
    problem = Problem("Qt needs a and b.", ("liba", "libb"))
    state = {"problem": problem}
    monkeypatch.setattr(
        platform_check,
        "find_problem",
        lambda need, also=(): state["problem"] if need else None,
    )
    monkeypatch.setattr(
        platform_check,
        "missing_packages",
        lambda need: problem.packages if state["problem"] and need else (),
    )
    return state


def test_a_missing_library_stops_before_anything_is_installed(machine, lacking):
    with pytest.raises(SetupError, match=r"^Qt needs a and b\.$") as caught:
        environment.set_up(machine.here, Need.PICTURE, ["run"])
    assert caught.value.code == environment.EXIT_UNAVAILABLE
    assert machine.commands == []


def test_a_batch_command_does_not_ask_for_libraries(machine, lacking):
    environment.set_up(machine.here, Need.NOTHING, ["run"])
    assert machine.here.is_ready("run")


def test_apt_runs_the_line_before_anything_else(machine, lacking, monkeypatch, capsys):
    def run_and_cure(command, **options):
        if "liba" in command:
            lacking["problem"] = None
        return machine.run(command, **options)

    monkeypatch.setattr(environment.subprocess, "run", run_and_cure)
    environment.set_up(machine.here, Need.PICTURE, ["run"], apt=True)
    assert machine.commands[:2] == [
        ["sudo", "apt-get", "update"],
        ["sudo", "apt-get", "install", "-y", "liba", "libb"],
    ]
    assert machine.here.is_ready("run")
    line = "sudo apt-get update && sudo apt-get install -y liba libb"
    assert line in capsys.readouterr().err


def test_apt_is_not_called_where_nothing_is_missing(machine):
    environment.set_up(machine.here, Need.NOTHING, ["run"], apt=True)
    assert not [words for words in machine.commands if "apt-get" in words]


def test_apt_installs_pip_where_there_is_none(machine):
    machine.modules = {"venv"}
    with pytest.raises(SetupError, match="needs pip"):
        environment.set_up(machine.here, Need.NOTHING, ["run"], apt=True)
    version = "{}.{}".format(*sys.version_info[:2])
    assert machine.commands[1][-1] == f"python{version}-venv"


def test_one_line_installs_libraries_and_pip(machine, monkeypatch):
    machine.modules = {"venv"}
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform_check, "_loads", lambda name: name != "libEGL.so.1")
    version = "{}.{}".format(*sys.version_info[:2])
    with pytest.raises(SetupError, match=rf"-y libegl1 python{version}-venv$"):
        environment.set_up(machine.here, Need.PICTURE, ["run"])


def test_a_failing_apt_is_named(machine, lacking):
    machine.fail = "update"
    with pytest.raises(SetupError, match="'sudo apt-get update' failed") as caught:
        environment.set_up(machine.here, Need.PICTURE, ["run"], apt=True)
    assert caught.value.code == environment.EXIT_INSTALLATION


def test_apt_needs_apt(machine, lacking, monkeypatch):
    monkeypatch.setattr(platform_check, "has_apt", lambda: False)
    with pytest.raises(SetupError, match="does not have") as caught:
        environment.set_up(machine.here, Need.PICTURE, ["run"], apt=True)
    assert caught.value.code == environment.EXIT_USAGE


def test_a_set_up_that_fails_ends_with_one_sentence_and_its_code(capsys):
    with pytest.raises(SystemExit) as caught, environment.sentences():
        raise SetupError("This is missing.", 3)
    assert caught.value.code == 3
    assert capsys.readouterr().err == "This is missing.\n"


# Arguments


def test_own_flags_are_taken_up_to_the_separator():
    arguments = ["train", "--apt", "--", "--apt"]
    assert environment.take(arguments, "--apt")
    assert not environment.take(arguments, "--apt")
    assert environment.pass_on(arguments) == ["train", "--apt"]


@pytest.fixture
def started(monkeypatch):
    """What the scripts would have set up and started."""
    record = {}

    def set_up(here, need, names, *, apt=False):
        record.update(need=need, names=names, apt=apt)

    def start(self, command, **variables):
        record.update(command=command, variables=variables)
        raise SystemExit(0)

    monkeypatch.setattr(environment, "set_up", set_up)
    monkeypatch.setattr(Environment, "start", start)
    monkeypatch.setattr(test_script.os, "chdir", lambda folder: None)
    return record


def test_run_passes_everything_else_on(started):
    with pytest.raises(SystemExit):
        run.main(["--apt", "train", "xor", "--epochs", "2"])
    assert started == {
        "need": Need.NOTHING,
        "names": ["run"],
        "apt": True,
        "command": ["-P", "-m", "visualizer", "train", "xor", "--epochs", "2"],
        "variables": {},
    }


@pytest.mark.parametrize(
    ("line", "need"),
    [("", Need.WINDOW), ("figure xor", Need.PICTURE), ("--version", Need.NOTHING)],
)
def test_run_asks_for_what_the_command_needs(started, line, need):
    with pytest.raises(SystemExit):
        run.main(line.split())
    assert started["need"] is need


def test_run_explains_itself(started, capsys, monkeypatch):
    monkeypatch.setattr(Environment, "is_ready", lambda self, *names: False)
    run.main(["--help"])
    assert "python3 scripts/run.py" in capsys.readouterr().out
    assert not started


def test_help_goes_on_to_the_application_once_it_is_there(started, capsys, monkeypatch):
    monkeypatch.setattr(Environment, "is_ready", lambda self, *names: True)
    with pytest.raises(SystemExit):
        run.main(["--help"])
    assert "python3 scripts/run.py" in capsys.readouterr().out
    assert started["command"][-1] == "--help"


def test_test_passes_everything_else_on(started):
    with pytest.raises(SystemExit):
        test_script.main(["--peers", "tests/engine", "-k", "dense"])
    assert started == {
        "need": Need.PICTURE,
        "names": ["test", "peers"],
        "apt": False,
        "command": ["-m", "pytest", "tests/engine", "-k", "dense"],
        "variables": {"QT_QPA_PLATFORM": "offscreen"},
    }


def test_test_explains_itself(started, capsys):
    test_script.main(["--help"])
    assert "python3 scripts/test.py" in capsys.readouterr().out
    assert not started


def test_the_program_is_started_with_the_checkout_on_its_path(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("PYTHONHOME", "elsewhere")
    variables = Environment(tmp_path).variables(QT_QPA_PLATFORM="offscreen")
    assert variables["PYTHONPATH"] == str(ROOT)
    assert variables["QT_QPA_PLATFORM"] == "offscreen"
    assert "PYTHONHOME" not in variables


def test_programs_of_the_scripts_find_both_folders_on_every_system(monkeypatch):
    told = {}
    monkeypatch.setattr(
        Environment, "start", lambda here, *a, **more: told.update(more)
    )
    monkeypatch.setattr("os.pathsep", ";")
    Environment(ROOT / "nowhere").start_unseen(["-m", "benchmarks"])
    assert told["PYTHONPATH"] == f"{ROOT / 'scripts'};{ROOT}"
    assert told["QT_QPA_PLATFORM"] == "offscreen"


# What the scripts may use


def test_the_scripts_import_nothing_that_is_installed():
    """Run each as a bare Python would, without any package in reach."""
    for name, flag in itertools.product(("run", "test", "check"), ("--help",)):
        script = ROOT / "scripts" / f"{name}.py"
        done = subprocess.run(
            [sys.executable, "-E", "-s", "-S", str(script), flag],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert f"python3 scripts/{name}.py" in done.stdout


def test_an_old_python_gets_one_sentence(tmp_path):
    """Its syntax must not stand in the way of the sentence: 3.6 can read it."""
    import ast

    source = (ROOT / "scripts" / "environment.py").read_text(encoding="utf-8")
    for name in ("environment", "run", "test", "check"):
        text = (ROOT / "scripts" / f"{name}.py").read_text(encoding="utf-8")
        ast.parse(text, feature_version=(3, 7))
    pretend = "import sys\nsys.version_info = (3, 10, 2)\n"
    script = tmp_path / "old.py"
    script.write_text(pretend + source, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == (
        "Neuronaut needs Python 3.11 or newer, and this is Python 3.10: "
        "start the script with a newer one.\n"
    )


@pytest.mark.parametrize("name", ["run", "test", "sweep", "peers", "check", "fonts"])
def test_every_requirement_is_pinned(name):
    path = ROOT / "requirements" / f"{name}.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    for line in lines:
        assert line.startswith(("# ", "-r ")) or line.count("==") == 1
