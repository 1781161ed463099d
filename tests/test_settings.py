import json
import math
from abc import ABC
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.registry import Registry
from visualizer.settings import (
    Setting,
    SettingError,
    check,
    describe,
    field_from_plain,
    from_plain,
    setting,
    setting_like,
    to_plain,
)


class Animal(ABC):
    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int]


# Any package without members will do: these classes register themselves here.
animals: Registry[Animal] = Registry("animal", "json")


@animals.register
@dataclass(frozen=True, slots=True)
class Ant(Animal):
    key = "ant"
    title = "Ant"
    rank = 10
    legs: int = setting(6, minimum=0, maximum=6)
    weight: float = setting(0.5, minimum=0)


@animals.register
@dataclass(frozen=True, slots=True)
class Bee(Animal):
    key = "bee"
    title = "Bee"
    rank = 20
    friend: Animal = setting(factory=Ant, registry=animals)


@animals.register
@dataclass(frozen=True, slots=True)
class Wasp(Animal):
    key = "wasp"
    title = "Wasp"
    rank = 30
    stings: int = setting(minimum=1, maximum=9)


@dataclass(frozen=True, slots=True)
class Room:
    width: float = setting(4.0, minimum=1, maximum=10)
    door: bool = setting(True)


@dataclass(frozen=True, slots=True)
class House:
    name: str = setting("home")
    color: str = setting("red", choices=("red", "blue"))
    style: Literal["old", "new"] = setting("old")
    floors: int = setting(2, minimum=1, maximum=100_000_000)
    height: float = setting(7.5, minimum=0.1, maximum=10)
    depth: float = setting(0.0, maximum=5)
    slope: float = setting(0.0)
    limit: int | None = setting(None, minimum=1)
    sizes: tuple[int, ...] = setting((4, 2), minimum=1, maximum=8, length=(0, 6))
    corner: tuple[int, float] = setting((0, 0.5))
    windows: tuple[str, ...] = setting((), choices=("small", "large"))
    spare: tuple[int, ...] | None = setting(None, length=(1, 2))
    room: Room = setting(factory=Room)
    rooms: tuple[Room, ...] = setting(())
    pet: Animal = setting(factory=Ant, registry=animals)
    guest: Animal | None = setting(None, registry=animals)
    zoo: tuple[Animal, ...] = setting((), registry=animals)
    note: str = "not a setting"


@dataclass(frozen=True, slots=True)
class Need:
    size: int = setting(minimum=1, maximum=3)


ants = st.builds(Ant, legs=st.integers(0, 6), weight=st.floats(0, 1e9))
members = st.recursive(
    ants | st.builds(Wasp, stings=st.integers(1, 9)),
    lambda inner: st.builds(Bee, friend=inner),
    max_leaves=3,
)
rooms = st.builds(Room, width=st.floats(1, 10), door=st.booleans())
houses = st.builds(
    House,
    name=st.text(),
    color=st.sampled_from(("red", "blue")),
    style=st.sampled_from(("old", "new")),
    floors=st.integers(1, 100_000_000),
    height=st.floats(0.1, 10),
    depth=st.floats(max_value=5, allow_infinity=False),
    slope=st.floats(allow_nan=False, allow_infinity=False),
    limit=st.none() | st.integers(1),
    sizes=st.lists(st.integers(1, 8), max_size=6).map(tuple),
    corner=st.tuples(st.integers(), st.floats(-1, 1)),
    windows=st.lists(st.sampled_from(("small", "large")), max_size=3).map(tuple),
    spare=st.none() | st.lists(st.integers(), min_size=1, max_size=2).map(tuple),
    room=rooms,
    rooms=st.lists(rooms, max_size=2).map(tuple),
    pet=members,
    guest=st.none() | members,
    zoo=st.lists(members, max_size=2).map(tuple),
)


@given(house=houses)
def test_settings_survive_a_round_trip(house: House) -> None:
    check(house)
    text = json.dumps(to_plain(house), allow_nan=False)
    assert from_plain(House, json.loads(text)) == house


@given(member=members)
def test_plain_values_of_members_are_short(member: Animal) -> None:
    plain = to_plain(member)
    if isinstance(plain, str):
        assert member == animals[plain]()
    else:
        assert plain["key"] == member.key
        assert len(plain) > 1


def test_members_are_written_as_their_key_or_with_what_was_changed() -> None:
    assert to_plain(Ant()) == "ant"
    assert to_plain(Ant(legs=5)) == {"key": "ant", "legs": 5}
    assert to_plain(Bee()) == "bee"
    assert to_plain(Bee(Bee(Ant(weight=2.0)))) == {
        "key": "bee",
        "friend": {"key": "bee", "friend": {"key": "ant", "weight": 2.0}},
    }


def test_settings_without_a_default_are_always_written() -> None:
    assert to_plain(Wasp(stings=3)) == {"key": "wasp", "stings": 3}
    assert to_plain(Need(2)) == {"size": 2}


def test_only_settings_are_written() -> None:
    plain = to_plain(House())
    assert plain["room"] == {"width": 4.0, "door": True}
    assert plain["pet"] == "ant"
    assert plain["sizes"] == [4, 2]
    assert plain["guest"] is None
    assert "note" not in plain


def test_missing_fields_take_their_defaults() -> None:
    assert from_plain(House, {}) == House()
    assert from_plain(House, {"room": {"door": False}}).room == Room(4.0, False)
    assert from_plain(House, {"pet": {"key": "ant"}}).pet == Ant()


def test_members_can_be_given_as_objects() -> None:
    house = from_plain(House, {"pet": Ant(legs=4), "room": Room(2.0)})
    assert house.pet == Ant(legs=4)
    assert house.room == Room(2.0)


def test_describe_tells_name_type_and_setting() -> None:
    described = {name: (hint, item) for name, hint, item in describe(House)}
    assert "note" not in described
    assert list(described)[:2] == ["name", "color"]
    assert described["floors"][0] is int
    assert described["floors"][1].minimum == 1
    assert described["style"][1].choices == ("old", "new")
    assert described["pet"][1].registry is animals


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("floors", 3.0, 3),
        ("floors", 1e2, 100),
        ("limit", 2.0, 2),
        pytest.param("limit", 10**400, 10**400, id="huge"),
        ("height", 3, 3.0),
        ("sizes", [1.0, 2], (1, 2)),
        ("sizes", (8,), (8,)),
        ("corner", [1.0, 2], (1, 2.0)),
        ("slope", 1e300, 1e300),
        ("spare", None, None),
    ],
)
def test_numbers_take_the_type_of_their_field(name: str, raw: Any, value: Any) -> None:
    found = getattr(from_plain(House, {name: raw}), name)
    assert found == value
    assert type(found) is type(value)
    if isinstance(value, tuple):
        assert [type(item) for item in found] == [type(item) for item in value]


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        ({"floors": 0}, "floors: 0 is out of range; allowed: from 1 to 100000000"),
        ({"floors": 2.5}, "floors: 2.5 is not a whole number"),
        ({"floors": math.nan}, "floors: nan is not a whole number"),
        ({"floors": math.inf}, "floors: inf is not a whole number"),
        ({"floors": True}, "floors: True is not a number"),
        ({"floors": "2"}, "floors: '2' is not a number"),
        ({"floors": None}, "floors: None is not a number"),
        ({"height": 11}, "height: 11 is out of range; allowed: from 0.1 to 10"),
        ({"height": 10.0000001}, "height: 10.0000001 is out of range"),
        ({"height": math.nan}, "height: nan is not a finite number"),
        ({"height": -math.inf}, "height: -inf is not a finite number"),
        ({"height": False}, "height: False is not a number"),
        ({"slope": 10**400}, "is not a finite number"),
        ({"depth": 6}, "depth: 6 is out of range; allowed: at most 5"),
        ({"limit": 0}, "limit: 0 is out of range; allowed: at least 1"),
        ({"name": 3}, "name: 3 is not a text"),
        (
            {"color": "green"},
            "color: 'green' is not allowed; allowed: one of red, blue",
        ),
        ({"style": "odd"}, "style: 'odd' is not allowed; allowed: one of old, new"),
        ({"sizes": 3}, "sizes: 3 is not a list"),
        ({"sizes": "12"}, "sizes: '12' is not a list"),
        ({"sizes": [1] * 7}, "sizes: has 7 items; allowed: from 0 to 6"),
        ({"sizes": [1, 9]}, "sizes[1]: 9 is out of range; allowed: from 1 to 8"),
        ({"sizes": [math.nan]}, "sizes[0]: nan is not a whole number"),
        ({"sizes": None}, "sizes: None is not a list"),
        ({"corner": [1]}, "corner: has 1 items; allowed: from 2 to 2"),
        ({"corner": [0.5, 1]}, "corner[0]: 0.5 is not a whole number"),
        ({"windows": ["round"]}, "windows[0]: 'round' is not allowed; allowed: one of"),
        ({"spare": []}, "spare: has 0 items; allowed: from 1 to 2"),
        ({"room": 3}, "room: 3 is not an object of fields"),
        (
            {"room": {"width": 0}},
            "room.width: 0 is out of range; allowed: from 1 to 10",
        ),
        ({"room": {"door": 1}}, "room.door: 1 is not allowed; allowed: true, false"),
        ({"rooms": [{}, {"width": 0}]}, "rooms[1].width: 0 is out of range"),
        (
            {"roof": 3},
            "roof: unknown field; allowed fields: name, color, style, floors",
        ),
        ({"note": "x"}, "note: unknown field"),
        (
            {"room": {"key": "x"}},
            "room.key: unknown field; allowed fields: width, door",
        ),
        ({"pet": "cat"}, "pet: 'cat' is not allowed; allowed: one of ant, bee, wasp"),
        ({"pet": None}, "pet: None is not allowed; allowed: one of ant, bee, wasp"),
        ({"pet": 3}, "pet: 3 is not allowed; allowed: one of ant, bee, wasp"),
        ({"pet": {"legs": 3}}, "pet: {'legs': 3} is not allowed; allowed: one of ant"),
        ({"pet": {"key": "ant", "legs": 7}}, "pet.legs: 7 is out of range"),
        (
            {"pet": {"key": "ant", "arms": 2}},
            "pet.arms: unknown field; allowed fields:",
        ),
        ({"pet": {"key": "bee", "friend": "cat"}}, "pet.friend: 'cat' is not allowed"),
        ({"pet": "wasp"}, "pet.stings: is missing; allowed: from 1 to 9"),
        ({"pet": Room()}, "is not allowed; allowed: one of ant, bee, wasp"),
        ({"zoo": "ant"}, "zoo: 'ant' is not a list"),
        ({"zoo": ["ant", "cat"]}, "zoo[1]: 'cat' is not allowed"),
    ],
)
def test_message_names_field_value_and_range(plain: Any, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        from_plain(House, plain)
    assert message in str(caught.value)
    with pytest.raises(SettingError) as caught:
        from_plain(House, plain, "file.house")
    assert str(caught.value).startswith(f"file.house.{next(iter(plain))}")


@pytest.mark.parametrize("plain", [None, 3, "ant", [1], [("floors", 2)]])
def test_settings_must_be_an_object(plain: Any) -> None:
    with pytest.raises(SettingError, match=r"settings: .* is not an object of fields"):
        from_plain(House, plain)
    with pytest.raises(SettingError, match=r"house: .* is not an object of fields"):
        from_plain(House, plain, "house")


def test_missing_field_without_default_is_told() -> None:
    with pytest.raises(SettingError, match=r"^size: is missing; allowed: from 1 to 3$"):
        from_plain(Need, {})


def test_check_looks_into_nested_members() -> None:
    check(House())
    with pytest.raises(SettingError, match=r"run\.pet\.friend\.legs: 99 is out of"):
        check(House(pet=Bee(Ant(legs=99))), "run")
    with pytest.raises(SettingError, match=r"rooms\[0\]\.width: 0\.5 is out of range"):
        check(House(rooms=(Room(0.5),)))
    with pytest.raises(SettingError, match="height: nan is not a finite number"):
        check(House(height=math.nan))


@given(value=st.floats() | st.integers())
def test_numbers_are_accepted_exactly_within_their_range(value: float) -> None:
    if 0.1 <= value <= 10:
        assert from_plain(House, {"height": value}).height == value
    else:
        with pytest.raises(SettingError, match=r"^height: "):
            from_plain(House, {"height": value})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("key", "legs", "width", "friend")) | st.text(max_size=3),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
names = st.sampled_from([name for name, _, _ in describe(House)])


@given(plain=st.dictionaries(names, json_values, max_size=4))
def test_whatever_a_file_holds_is_read_or_refused(plain: dict[str, Any]) -> None:
    try:
        house = from_plain(House, plain)
    except SettingError:
        return
    check(house)
    assert from_plain(House, to_plain(house)) == house


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (Setting(), "any value of its type"),
        (Setting(minimum=0), "at least 0"),
        (Setting(maximum=1e-5), "at most 1e-05"),
        (Setting(minimum=0.0, maximum=123_456_789), "from 0 to 123456789"),
        (Setting(choices=("a", "b"), minimum=1), "one of a, b"),
        (Setting(registry=animals), "one of ant, bee, wasp"),
    ],
)
def test_allowed_values_in_words(item: Setting, text: str) -> None:
    assert item.allowed() == text


def test_unknown_description_is_refused() -> None:
    with pytest.raises(TypeError, match="minimun"):
        setting(1.0, minimun=0)


# Single fields.


def test_one_field_is_made_of_json_values():
    assert field_from_plain(Ant, "legs", 4) == 4
    with pytest.raises(SettingError, match="legs: 7 is out of range"):
        field_from_plain(Ant, "legs", 7)
    with pytest.raises(SettingError, match=r"wings: unknown field; allowed .* legs"):
        field_from_plain(Ant, "wings", 2)


def test_a_field_can_be_like_that_of_another_class():
    @dataclass(frozen=True)
    class Nest:
        legs: int = setting_like(Ant, "legs", live=True)

    ((name, kind, described),) = describe(Nest)
    assert (name, kind, Nest().legs) == ("legs", int, 6)
    assert (described.maximum, described.live) == (6, True)
    assert not next(item for n, _, item in describe(Ant) if n == "legs").live


@dataclass(frozen=True)
class Margin:
    around: int | tuple[int, int] | Literal["none"] = setting(
        1, minimum=0, maximum=9, choices=("none",)
    )


@pytest.mark.parametrize("around", [3, (2, 0), "none"], ids=str)
def test_a_number_may_be_a_pair_or_a_word(around: Any) -> None:
    margin = Margin(around)
    plain = json.loads(json.dumps(to_plain(margin)))
    assert from_plain(Margin, plain) == margin


@pytest.mark.parametrize(
    ("around", "message"),
    [
        ([1], "around: has 1 items; allowed: from 2 to 2"),
        ([1, 10], "around[1]: 10 is out of range; allowed: from 0 to 9"),
        (["none", 1], "around[0]: 'none' is not a number"),
        (10, "around: 10 is out of range; allowed: one of none, or a number from 0"),
        ("some", "around: 'some' is not allowed; allowed: one of none, or a number"),
        (None, "around: None is not a number"),
    ],
    ids=str,
)
def test_what_is_neither_names_field_and_range(around: Any, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        from_plain(Margin, {"around": around})
    assert message in str(caught.value)
