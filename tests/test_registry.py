import importlib
import py_compile
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from visualizer.datasets import datasets
from visualizer.engine.activations import activations
from visualizer.engine.losses import losses
from visualizer.engine.optimizers import optimizers
from visualizer.engine.terrains import terrains
from visualizer.registry import Registry, UnknownKeyError, load_package

MEMBER = """
from {package} import family

@family.register
class {name}:
    key = "{key}"
    title = "{name}"
    rank = {rank}
"""


class Shape:
    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int]


class Family:
    """A package of members in a folder of its own."""

    name = "temporary_family"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / self.name
        self.folder.mkdir()
        (self.folder / "__init__.py").write_text(
            "from visualizer.registry import Registry\n"
            f"family = Registry('shape', '{self.name}')\n"
        )

    def add(self, module: str, key: str, rank: int = 0, name: str = "Member") -> None:
        (self.folder / f"{module}.py").write_text(
            MEMBER.format(package=self.name, name=name, key=key, rank=rank)
        )

    def registry(self) -> Registry[Shape]:
        __import__(self.name)
        registry: Registry[Shape] = sys.modules[self.name].family
        return registry


def forget(name: str) -> None:
    for module in [*sys.modules]:
        if module == name or module.startswith(f"{name}."):
            del sys.modules[module]


@pytest.fixture
def family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Family]:
    monkeypatch.syspath_prepend(tmp_path)
    # Without compiled files, since a module may be rewritten within a second.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield Family(tmp_path)
    forget(Family.name)


def test_members_are_found_in_the_order_of_rank_then_key(family: Family) -> None:
    family.add("a", "late", rank=20, name="Late")
    family.add("b", "zebra", rank=10, name="Zebra")
    family.add("c", "ant", rank=10, name="Ant")
    registry = family.registry()
    assert registry.keys() == ("ant", "zebra", "late")
    assert [member.title for member in registry] == ["Ant", "Zebra", "Late"]
    assert len(registry) == 3
    assert registry["ant"].rank == 10


def test_nothing_is_imported_before_the_first_question(family: Family) -> None:
    family.add("a", "ant")
    registry = family.registry()
    assert f"{family.name}.a" not in sys.modules
    assert "ant" in registry
    assert f"{family.name}.a" in sys.modules


def test_one_member_is_found_without_the_others(family: Family) -> None:
    family.add("ant", "ant")
    family.add("red_bee", "red-bee", name="Bee")
    registry = family.registry()
    assert registry["red-bee"].title == "Bee"
    assert f"{family.name}.ant" not in sys.modules
    assert registry.keys() == ("ant", "red-bee")


def test_one_member_of_a_part_is_found_without_the_others(family: Family) -> None:
    family.add("ant", "ant", rank=1)
    family.add("bee", "bee", name="Bee")
    family.add("cat", "cat", name="Cat")
    part = family.registry().where(lambda member: member.rank == 0)
    assert "bee" in part
    assert f"{family.name}.cat" not in sys.modules
    assert "ant" not in part
    assert part.keys() == ("bee", "cat")


def test_one_member_of_more_is_found_without_the_others(family: Family) -> None:
    class Wasp(Shape):
        key = "wasp"
        title = "Wasp"
        rank = 0

    family.add("bee", "bee", name="Bee")
    family.add("cat", "cat", name="Cat")
    more = family.registry().plus(Wasp)
    assert "bee" in more
    assert f"{family.name}.cat" not in sys.modules
    assert more["wasp"] is Wasp
    assert more.keys() == ("bee", "cat", "wasp")


def test_another_thread_never_sees_a_part_of_a_family(family: Family) -> None:
    family.add("a", "ant")
    family.add("c", "cat", name="Cat")
    # The second module lets another thread ask, and waits for it to try.
    (family.folder / "b.py").write_text(
        "import threading\n"
        f"from {family.name} import asked, family\n"
        "thread = threading.Thread(target=lambda: asked.append(family.keys()))\n"
        "thread.start()\n"
        "thread.join(0.05)\n"
        "asked.append(thread)\n"
    )
    with (family.folder / "__init__.py").open("a") as file:
        file.write("asked = []\n")
    registry = family.registry()
    assert registry.keys() == ("ant", "cat")
    thread, *_ = sys.modules[family.name].asked
    thread.join()
    assert sys.modules[family.name].asked == [thread, ("ant", "cat")]


def test_outlines_tell_constants_without_importing(family: Family) -> None:
    family.add("a", "ant", rank=7, name="Ant")
    (family.folder / "nest").mkdir()
    (family.folder / "nest" / "__init__.py").write_text(
        MEMBER.format(package=family.name, name="Nest", key="nest", rank=3)
        + "    typed: str = 'yes'\n    other = typed\n\nclass Plain:\n    key = 'no'\n"
    )
    registry = family.registry()
    ant, nest = registry.outlines
    assert ant.module == f"{family.name}.a"
    assert ant.constants == {"key": "ant", "title": "Ant", "rank": 7}
    assert nest.constants == {
        "key": "nest",
        "title": "Nest",
        "rank": 3,
        "typed": "yes",
    }
    assert f"{family.name}.a" not in sys.modules


def test_titles_are_told_without_importing(family: Family) -> None:
    family.add("a", "ant", rank=7, name="Ant")
    family.add("b", "bee", rank=3, name="Bee")
    registry = family.registry()
    assert list(registry.titles().items()) == [("bee", "Bee"), ("ant", "Ant")]
    assert f"{family.name}.a" not in sys.modules


def test_titles_are_those_of_the_members_where_a_source_does_not_tell(
    family: Family,
) -> None:
    family.add("a", "ant", rank=7, name="Ant")
    family.add("b", "bee", name="Bee")
    source = family.folder / "b.py"
    source.write_text(source.read_text().replace('"Bee"', '"B" + "ee"'))
    registry = family.registry()
    assert registry.titles() == {"bee": "Bee", "ant": "Ant"}


@pytest.mark.parametrize(
    "registry", [activations, datasets, losses, optimizers, terrains]
)
def test_sources_of_a_family_tell_its_titles(registry: Registry[Any]) -> None:
    fresh: Registry[Any] = Registry(registry.kind, registry._package)
    assert list(fresh.titles().items()) == [(m.key, m.title) for m in registry]
    assert not fresh._members


def test_outlines_are_there_without_sources(family: Family) -> None:
    family.add("a", "ant", rank=7, name="Ant")
    registry = family.registry()
    source = family.folder / "a.py"
    py_compile.compile(str(source), cfile=str(family.folder / "a.pyc"), doraise=True)
    source.unlink()
    importlib.invalidate_caches()
    (ant,) = registry.outlines
    assert {name: ant.constants[name] for name in ("key", "title", "rank")} == {
        "key": "ant",
        "title": "Ant",
        "rank": 7,
    }


@pytest.mark.parametrize(
    "ask", [len, list, lambda r: r["ant"], lambda r: "ant" in r, lambda r: r.keys()]
)
def test_every_question_loads(family: Family, ask) -> None:  # type: ignore[no-untyped-def]
    family.add("a", "ant")
    assert ask(family.registry())


def test_unknown_key_is_told_with_the_allowed_ones(family: Family) -> None:
    family.add("a", "ant", rank=2, name="Ant")
    family.add("b", "bee", rank=1, name="Bee")
    registry = family.registry()
    assert "wasp" not in registry
    with pytest.raises(UnknownKeyError) as caught:
        registry["wasp"]
    assert str(caught.value) == "shape 'wasp' is unknown; allowed: bee, ant"
    assert caught.value.kind == "shape"
    assert caught.value.key == "wasp"
    assert caught.value.allowed == ("bee", "ant")


def test_key_taken_by_another_class_is_refused(family: Family) -> None:
    family.add("a", "ant", name="Ant")
    family.add("b", "ant", name="OtherAnt")
    with pytest.raises(ValueError, match="shape 'ant' is registered twice"):
        family.registry().keys()


def test_key_taken_by_a_class_of_the_same_name_is_refused(family: Family) -> None:
    family.add("a", "ant", name="Ant")
    family.add("b", "ant", name="Ant")
    with pytest.raises(ValueError, match="shape 'ant' is registered twice"):
        family.registry().keys()


def test_reloaded_class_takes_its_own_place() -> None:
    registry: Registry[Shape] = Registry("shape", "json")

    def define() -> type:
        @registry.register
        class Ant:
            key = "ant"
            title = "Ant"
            rank = 1

        return Ant

    define()
    again = define()
    assert [*registry] == [again]


def test_register_returns_the_class() -> None:
    registry: Registry[Shape] = Registry("shape", "json")

    class Ant(Shape):
        key = "ant"
        title = "Ant"
        rank = 1

    assert registry.register(Ant) is Ant


def test_failed_import_is_told_at_every_question(family: Family) -> None:
    family.add("a", "ant")
    (family.folder / "b.py").write_text("raise RuntimeError('broken member')\n")
    registry = family.registry()
    for _ in range(2):
        with pytest.raises(RuntimeError, match="broken member"):
            registry.keys()
    (family.folder / "b.py").unlink()
    family.add("b", "bee", name="Bee")
    assert registry.keys() == ("ant", "bee")


def test_module_may_ask_while_it_loads(family: Family) -> None:
    family.add("a", "ant")
    (family.folder / "b.py").write_text(
        f"from {family.name} import family\nSEEN = family.keys()\n"
    )
    registry = family.registry()
    assert registry.keys() == ("ant",)
    assert sys.modules[f"{family.name}.b"].SEEN == ("ant",)


def test_load_package_imports_modules_but_not_those_of_packages_inside(
    family: Family,
) -> None:
    family.add("a", "ant")
    inner = family.folder / "inner"
    inner.mkdir()
    (inner / "__init__.py").write_text("")
    (inner / "deep.py").write_text("raise RuntimeError\n")
    load_package(family.name)
    assert f"{family.name}.a" in sys.modules
    assert f"{family.name}.inner" in sys.modules
    assert f"{family.name}.inner.deep" not in sys.modules


def test_a_part_holds_the_members_that_meet_a_condition(family: Family) -> None:
    family.add("one", "square", rank=3)
    family.add("two", "circle", rank=2)
    family.add("three", "point", rank=9)
    part = family.registry().where(lambda member: member.rank < 5)
    assert f"{family.name}.one" not in sys.modules
    assert part.keys() == ("circle", "square")
    assert (len(part), "square" in part, "point" in part) == (2, True, False)
    assert part["circle"] is family.registry()["circle"]
    with pytest.raises(
        UnknownKeyError, match="'point' is unknown; allowed: circle, sq"
    ):
        part["point"]


def test_a_family_can_be_asked_with_some_more_members(family: Family) -> None:
    family.add("one", "square", rank=3)

    class Blob:
        key = "blob"
        title = "Blob"
        rank = 5

    whole = family.registry()
    more = whole.plus(Blob)
    assert f"{family.name}.one" not in sys.modules
    assert more.keys() == ("square", "blob")
    assert (len(more), more["blob"], "blob" in more) == (2, Blob, True)
    assert whole.keys() == ("square",)

    @more.register
    class Late:
        key = "late"
        title = "Late"
        rank = 7

    assert whole.keys() == ("square", "late")
    assert more["late"] is whole["late"]


def test_a_part_grows_with_the_whole(family: Family) -> None:
    family.add("one", "square")
    part = family.registry().where(lambda member: member.key != "point")
    assert part.keys() == ("square",)

    @part.register
    class Late:
        key = "late"
        title = "Late"
        rank = 7

    assert part["late"].title == "Late"
    assert family.registry()["late"] is part["late"]
