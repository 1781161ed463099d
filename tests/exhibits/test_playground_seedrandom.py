"""The random source of TensorFlow Playground, against its own numbers.

Source and schema of the file: tests/data/playground_datasets.README.md.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.exhibits.playground.seedrandom import SeedRandom

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "playground_datasets.json").read_text("utf-8")
)["seedrandom"]


def bytes_by_hand(seed: str) -> Any:
    """Yield the cipher's bytes, step by step as playground.md's key and RC4 say."""
    key: dict[int, int] = {}
    smear = 0
    for j, character in enumerate(seed):
        smear = smear ^ (19 * key.get(j & 255, 0))
        key[j & 255] = (smear + ord(character)) & 255
    table, j = [*range(256)], 0
    for i in range(256):
        j = (j + table[i] + key[i % len(key)]) & 255
        table[i], table[j] = table[j], table[i]
    i = j = drawn = 0
    while True:
        i = (i + 1) & 255
        j = (j + table[i]) & 255
        table[i], table[j] = table[j], table[i]
        drawn += 1
        if drawn > 256:
            yield table[(table[i] + table[j]) & 255]


def test_the_file_holds_eight_numbers_of_three_seeds() -> None:
    assert {len(numbers) for numbers in GOLDEN.values()} == {8}
    assert set(GOLDEN) == {"0.12345", "0.59704", "hello."}


@pytest.mark.parametrize("seed", GOLDEN)
def test_it_draws_the_same_numbers_to_the_bit(seed: str) -> None:
    draw = SeedRandom(seed)
    assert [draw() for _ in GOLDEN[seed]] == GOLDEN[seed]


@given(
    seed=st.text(
        st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]),
        min_size=1,
        max_size=700,
    )
)
def test_a_long_seed_folds_back_into_its_key(seed: str) -> None:
    stream = bytes_by_hand(seed)
    draw = SeedRandom(seed)
    for _ in range(40):
        taken = [next(stream) for _ in range(7)]
        # The last byte fills up; what stands before it must reach 2**52.
        while int.from_bytes(bytes([*taken[:-1], 0]), "big") < 2**52:
            taken.append(next(stream))
        bits = int.from_bytes(bytes(taken), "big")
        spare = max(0, bits.bit_length() - 53)
        assert draw() == (bits >> spare) / 2.0 ** (8 * len(taken) - spare)


def test_a_character_beyond_the_first_plane_counts_as_its_two_halves() -> None:
    draw, halves = SeedRandom("\N{SNAKE}"), bytes_by_hand("\ud83d\udc0d")
    first = [next(halves) for _ in range(6)]
    assert int(draw() * 256) == first[0]
    assert first != [next(bytes_by_hand("x")) for _ in range(6)]


def test_no_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="seed: is empty"):
        SeedRandom("")
