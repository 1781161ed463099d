"""The random numbers of TensorFlow Playground, from the text that seeds them."""

from __future__ import annotations

WIDTH = 256
CHUNKS = 6
SIGNIFICANCE = 2**52
DROPPED = 256


class SeedRandom:
    """Returns numbers of [0, 1) as seedrandom 2.4.4 does for the same seed.

    The seed is mixed into a key of at most 256 bytes, by which RC4 puts its table
    in order. The first 256 bytes of the cipher are dropped. A number is made of six
    bytes over 256⁶, with one byte after the other behind it until all 52 bits of a
    double's fraction are filled.

    Parameters
    ----------
    seed : str
        At least one character.

    Raises
    ------
    ValueError
        If the seed is empty: a link says its seed.

    Examples
    --------
    >>> draw = SeedRandom("0.12345")
    >>> draw(), draw()
    (0.9152007406557323, 0.4702753218035592)

    References
    ----------
    Bau, seedrandom 2.4.4. The cipher is RC4 (Rivest, 1987), known as ARC4.
    """

    def __init__(self, seed: str) -> None:
        if not seed:
            raise ValueError("seed: is empty; allowed: at least one character")
        self._table = _scheduled(_key(seed))
        self._i = self._j = 0
        for _ in range(DROPPED):
            self._byte()

    def __call__(self) -> float:
        """Return the next number of [0, 1)."""
        numerator, denominator, last = 0, 1, 0
        for _ in range(CHUNKS):
            numerator = numerator * WIDTH + self._byte()
            denominator *= WIDTH
        while numerator < SIGNIFICANCE:
            numerator = (numerator + last) * WIDTH
            denominator *= WIDTH
            last = self._byte()
        # One bit too many would be rounded, at times up to 1.
        while numerator >= 2 * SIGNIFICANCE:
            numerator //= 2
            denominator //= 2
            last //= 2
        return (numerator + last) / denominator

    def _byte(self) -> int:
        table = self._table
        self._i = i = (self._i + 1) % WIDTH
        self._j = j = (self._j + table[i]) % WIDTH
        table[i], table[j] = table[j], table[i]
        return table[(table[i] + table[j]) % WIDTH]


def _key(seed: str) -> list[int]:
    """Mix the UTF-16 units of a seed into a key; units beyond 256 fold back."""
    raw = seed.encode("utf-16-le")
    units = [low | high << 8 for low, high in zip(raw[::2], raw[1::2], strict=True)]
    key = [0] * min(len(units), WIDTH)
    smear = 0
    for place, unit in enumerate(units):
        smear ^= key[place % WIDTH] * 19
        key[place % WIDTH] = (smear + unit) % WIDTH
    return key


def _scheduled(key: list[int]) -> list[int]:
    table = list(range(WIDTH))
    j = 0
    for i in range(WIDTH):
        j = (j + table[i] + key[i % len(key)]) % WIDTH
        table[i], table[j] = table[j], table[i]
    return table
