"""Word vectors against counts by hand and properties of the factorization."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visualizer.engine.word_vectors import (
    WordVectors,
    cooccurrence,
    embed,
    positive_pmi,
)


def test_neighbors_are_counted_both_ways():
    # a b a c: at distance 1 ab, ba, ac; at distance 2 aa, bc.
    words = [0, 1, 0, 2]
    np.testing.assert_array_equal(
        cooccurrence(words, 3, 1), [[0, 2, 1], [2, 0, 0], [1, 0, 0]]
    )
    np.testing.assert_array_equal(
        cooccurrence(words, 3, 2), [[2, 2, 1], [2, 0, 1], [1, 1, 0]]
    )


def test_an_unknown_word_keeps_its_place():
    np.testing.assert_array_equal(cooccurrence([0, -1, 1], 2, 1), np.zeros((2, 2)))
    np.testing.assert_array_equal(cooccurrence([0, -1, 1], 2, 2), [[0, 1], [1, 0]])


@pytest.mark.parametrize("text", [[], [0], [0, 1]])
def test_a_text_shorter_than_the_reach_is_counted(text):
    found = cooccurrence(text, 2, 5)
    assert found.sum() == (2.0 if len(text) == 2 else 0.0)


def test_counts_are_those_of_a_plain_loop():
    random = np.random.default_rng(3)
    words = random.integers(-1, 6, 200)
    expected = np.zeros((6, 6))
    for at, word in enumerate(words):
        for other in range(max(0, at - 3), min(len(words), at + 4)):
            if other != at and word >= 0 and words[other] >= 0:
                expected[word, words[other]] += 1
    np.testing.assert_array_equal(cooccurrence(words, 6, 3), expected)


def test_information_is_that_of_the_definition():
    counts = np.array([[0.0, 4.0], [4.0, 2.0]])
    # p(0) = 4/10, p(1) = 6/10.
    expected = [
        [0.0, math.log(0.4 / (0.4 * 0.6))],
        [math.log(0.4 / (0.4 * 0.6)), max(0.0, math.log(0.2 / 0.36))],
    ]
    np.testing.assert_allclose(positive_pmi(counts), expected)


def test_a_text_in_which_nobody_meets_is_refused():
    with pytest.raises(ValueError, match="all counts are 0"):
        positive_pmi(np.zeros((2, 2)))


def symmetric(size=8):
    random = np.random.default_rng(size)
    half = random.random((size, size))
    return half + half.T


def test_all_directions_keep_the_whole_table():
    table = symmetric()
    found = embed(table, 8)
    assert found.kept == pytest.approx(1.0)
    # U √Σ: the lengths of its columns are the roots of the singular values, which
    # of a symmetric table are the sizes of its eigenvalues.
    sizes = np.sort(np.abs(np.linalg.eigvalsh(table)))[::-1]
    np.testing.assert_allclose((found.vectors**2).sum(axis=0), sizes)


def test_fewer_directions_keep_the_share_of_the_largest():
    table = symmetric()
    squares = np.sort(np.linalg.eigvalsh(table) ** 2)[::-1]
    found = embed(table, 3)
    assert found.vectors.shape == (8, 3)
    assert found.kept == pytest.approx(squares[:3].sum() / squares.sum())


def test_signs_are_settled_and_missing_directions_are_0():
    found = embed(symmetric(4), 6)
    largest = np.abs(found.vectors).argmax(axis=0)[:4]
    assert (found.vectors[largest, np.arange(4)] > 0.0).all()
    np.testing.assert_array_equal(found.vectors[:, 4:], 0.0)


def test_the_nearest_point_the_same_way():
    rows = np.array([[1.0, 0.0], [5.0, 0.1], [0.0, 1.0], [-1.0, 0.0], [0.0, 0.0]])
    table = WordVectors(rows, 1.0)
    (first, cosine), (second, _) = table.nearest(0, 2)
    assert (first, second) == (1, 2)
    assert cosine == pytest.approx(5.0 / math.hypot(5.0, 0.1))
    assert len(table.nearest(0, 10)) == 3
    assert table.nearest(4, 3) == ()


def test_words_of_like_company_are_near():
    # Two words that always stand between the same neighbors, and two others.
    random = np.random.default_rng(1)
    text = []
    for _ in range(400):
        text += [0, int(random.integers(1, 3)), 3, 6]
        text += [4, int(random.integers(7, 9)), 5, 9]
    vectors = embed(positive_pmi(cooccurrence(text, 10, 1)), 4)
    assert vectors.nearest(1, 1)[0][0] == 2
    assert vectors.nearest(7, 1)[0][0] == 8
