"""The layered drawing: columns in order, nothing on top of anything else."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.exhibits.inside_graph.layered import LANE, apart, columns, layered

Graph = dict[int, tuple[int, ...]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Return graphs of up to 30 nodes, each made of up to 3 earlier ones."""
    count = draw(st.integers(1, 30))
    return {
        node: tuple(
            draw(st.lists(st.integers(0, node - 1), max_size=3)) if node else ()
        )
        for node in range(count)
    }


@given(graphs())
def test_nodes_never_overlap(graph: Graph) -> None:
    drawing = layered(graph)
    for first, second in combinations(drawing.places.values(), 2):
        beside = abs(first[0] - second[0])
        above = abs(first[1] - second[1])
        assert beside >= 1.0 - 1e-9 or above >= 1.0 - 1e-9


@given(graphs())
def test_what_a_node_is_made_of_stands_left_of_it(graph: Graph) -> None:
    drawing = layered(graph)
    for node, sources in graph.items():
        for source in sources:
            assert drawing.places[source][0] < drawing.places[node][0]


@given(graphs())
def test_lines_join_their_ends_and_pass_no_node(graph: Graph) -> None:
    drawing = layered(graph)
    pairs = {(s, node) for node, sources in graph.items() for s in sources}
    assert set(drawing.lines) == pairs
    for (source, node), line in drawing.lines.items():
        assert line[0] == drawing.places[source]
        assert line[-1] == drawing.places[node]
        assert all(right[0] - left[0] == 1.0 for left, right in pairwise(line))
        for bend in line[1:-1]:
            for place in drawing.places.values():
                distance = abs(place[1] - bend[1])
                assert place[0] != bend[0] or distance >= 0.5 + LANE / 2.0 - 1e-9


@given(graphs())
def test_everything_lies_within_the_drawing(graph: Graph) -> None:
    drawing = layered(graph)
    for x, y in drawing.places.values():
        assert 0.5 <= x <= drawing.width - 0.5
        assert 0.5 - 1e-9 <= y <= drawing.height - 0.5 + 1e-9


def test_weights_stand_right_before_what_needs_them() -> None:
    # x and w make a product; v is needed one column later.
    graph = {0: (), 1: (), 2: (), 3: (0, 1), 4: (3, 2)}
    assert columns(graph) == {0: 0, 1: 0, 2: 1, 3: 1, 4: 2}


def test_a_chain_is_a_straight_line() -> None:
    drawing = layered({0: (), 1: (0,), 2: (1,), 3: (2,)})
    assert {y for _, y in drawing.places.values()} == {0.5}


def test_equal_graphs_are_drawn_alike() -> None:
    graph = {0: (), 1: (), 2: (0, 1), 3: (0, 1), 4: (2, 3, 0)}
    assert layered(graph) == layered(dict(graph))
    assert layered({}).places == {}


@given(
    st.lists(
        st.tuples(st.floats(-5.0, 5.0), st.sampled_from([0.5, 0.25])),
        min_size=1,
        max_size=8,
    )
)
def test_places_are_the_nearest_that_keep_the_distance(
    stack: list[tuple[float, float]],
) -> None:
    wanted, halves = [y for y, _ in stack], [half for _, half in stack]
    found = np.array(apart(wanted, halves))
    least = np.array([a + b for a, b in pairwise(halves)])
    assert (np.diff(found) >= least - 1e-9).all()
    # No small step that keeps the distances comes nearer to what is wanted.
    cost = ((found - wanted) ** 2).sum()
    for first in range(len(found)):
        for last in range(first, len(found)):
            for by in (-1e-4, 1e-4):
                moved = found.copy()
                moved[first : last + 1] += by
                if (np.diff(moved) >= least - 1e-9).all():
                    assert ((moved - wanted) ** 2).sum() >= cost - 1e-9


def test_free_places_are_the_wanted_ones() -> None:
    assert apart([0.0, 3.0, 7.0], [0.5, 0.5, 0.5]) == pytest.approx([0.0, 3.0, 7.0])
    assert apart([0.0, 0.0], [0.5, 0.5]) == pytest.approx([-0.5, 0.5])
