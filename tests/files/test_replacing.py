"""A file is the old or the new one, whole, whenever the process ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from visualizer.files.replacing import BACKUP, PART, remove_parts, replace_file

KILLED_EVERYWHERE = '''
import builtins, io, os, signal, sys
from pathlib import Path

from tests.files.builders import project_of
from tests.session.builders import small_session
from visualizer.files.project import read_project, save_project

folder = Path(sys.argv[1])
path = folder / "work.nnv"
sessions = [small_session(), small_session()]
sessions[0].advance(10)
sessions[1].advance(20)
old, new = (project_of(session) for session in sessions)


class Left:
    """Calls of the system that are left until the process is killed."""

    def __init__(self, calls):
        self.calls = calls

    def before(self, function):
        def called(*arguments, **options):
            if not self.calls:
                os.kill(os.getpid(), signal.SIGKILL)
            self.calls -= 1
            return function(*arguments, **options)
        return called


NAMES = ("open", "fsync", "link", "replace", "unlink", "close", "chmod")
stages, results = 0, set()
while True:
    for each in folder.iterdir():
        each.unlink()
    save_project(old, path)
    child = os.fork()
    if not child:
        left = Left(stages)
        for name in NAMES:
            setattr(os, name, left.before(getattr(os, name)))
        io.open = left.before(io.open)
        write = io.BufferedWriter.write
        save_project(new, path)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    found = read_project(path, folder / "data").session.moment.position.update
    assert found in (10, 20), found
    results.add((os.WIFSIGNALED(status), found))
    backup = folder / "work.nnv.bak"
    if found == 20:
        kept = read_project(backup, folder / "data").session.moment.position.update
        assert kept == 10, kept
    if not os.WIFSIGNALED(status):
        assert os.WEXITSTATUS(status) == 0
        break
    # What was left is no hindrance, and is gone after the next save.
    save_project(new, path)
    names = sorted(each.name for each in folder.iterdir())
    assert names == ["work.nnv", "work.nnv.bak"], names
    stages += 1
print(stages, sorted(results))
'''


@pytest.mark.skipif(os.name != "posix", reason="forks and kills")
def test_a_process_killed_at_any_stage_leaves_a_whole_file(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", KILLED_EVERYWHERE, str(tmp_path)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    stages, results = done.stdout.split(" ", 1)
    # The old one before the name changes hands, the new one after it.
    assert int(stages) >= 7
    assert results.strip() == "[(False, 20), (True, 10), (True, 20)]"


def test_a_file_is_replaced_and_the_old_one_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for content in (b"first", b"second", b"third"):
        replace_file(path, lambda file, c=content: file.write(c), backup=True)
    assert path.read_bytes() == b"third"
    assert (tmp_path / f"a.txt{BACKUP}").read_bytes() == b"second"
    assert len(list(tmp_path.iterdir())) == 2


def test_without_hard_links_the_old_one_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    test_a_file_is_replaced_and_the_old_one_kept(tmp_path)


def test_what_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def fail(file: object) -> None:
        raise OSError(28, "disk full")

    def refuse(part: Path) -> None:
        assert part.read_bytes() == b"new"
        raise ValueError("not as it should be")

    with pytest.raises(OSError, match="disk full"):
        replace_file(path, fail, backup=True)
    with pytest.raises(ValueError, match="not as it should be"):
        replace_file(path, lambda file: file.write(b"new"), check=refuse, backup=True)
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_bytes() == b"old"


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "a.txt", tmp_path / "link.txt"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    replace_file(link, lambda file: file.write(b"new"))
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_only_parts_of_this_very_file_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "a[1].txt"
    mine = tmp_path / f".a[1].txt.0123{PART}"
    others = [tmp_path / f".a1.txt.0123{PART}", path, tmp_path / "a[1].txt.bak"]
    for each in (mine, *others):
        each.write_text("x")
    remove_parts(path)
    assert sorted(tmp_path.iterdir()) == sorted(others)
