from collections.abc import Callable

import numpy as np
import pytest

from visualizer.engine.arrays import Array, maximum, read_only
from visualizer.engine.plan import Operation, Plan, binder, run_calls

FLOAT32 = np.dtype(np.float32)


def test_operations_run_in_order_with_the_operands_bound() -> None:
    plan = Plan(FLOAT32)
    x, y = np.ones(3, np.float32), np.zeros(3, np.float32)
    plan.add("y = 2 x", np.multiply, x, 2.0, y)
    plan.extend("y += 1, twice", [(np.add, y, 1.0, y), (np.add, y, 1.0, y)])
    plan.run()
    np.testing.assert_array_equal(y, 4.0)
    assert [operation.name for operation in plan] == ["y = 2 x"] + ["y += 1, twice"] * 2
    assert len(plan) == len(plan.steps) == 3
    x[:] = 2.0
    for function, operands in plan.steps:
        function(*operands)
    np.testing.assert_array_equal(y, 6.0)


def test_numbers_are_bound_in_the_precision_of_the_plan() -> None:
    plan = Plan(FLOAT32)
    plan.add("", np.multiply, np.ones(1, np.float32), np.float64(0.1), None)
    (operation,) = plan
    assert isinstance(operation, Operation)
    assert operation.operands[1].dtype == np.float32
    assert operation.operands[1].shape == ()


def test_calls_run_at_once() -> None:
    values = np.zeros(2)
    run_calls([(values.fill, 3.0), (np.negative, values, values)])
    np.testing.assert_array_equal(values, -3.0)


def test_maximum_passes_on_what_is_not_a_number() -> None:
    first, out = np.array([1.0, -1.0, np.nan]), np.empty(3)
    maximum(first, np.zeros(3), out)
    np.testing.assert_array_equal(out, [1.0, 0.0, np.nan])


def test_read_only_is_a_copy() -> None:
    values = np.zeros(2)
    copy = read_only(values)
    values[:] = 1.0
    np.testing.assert_array_equal(copy, 0.0)
    assert not copy.flags.writeable
    assert values.flags.writeable


BASE = np.zeros((4, 3))
VIEWS: list[Callable[[Array], Array]] = [
    lambda values: values,
    lambda values: values[1:3],
    lambda values: values.T,
    lambda values: values[2:, ::2].T,
    lambda values: values[:3].reshape(3, 3, 1),
    lambda values: values[3:, 2:],
]


@pytest.mark.parametrize("view", VIEWS)
def test_a_call_moves_to_the_same_view_of_other_examples(
    view: Callable[[Array], Array],
) -> None:
    _, other = np.arange(24.0).reshape(2, 4, 3)
    out = np.empty(view(BASE).shape)
    bind = binder((np.negative, (view(BASE), out)), BASE)
    assert bind is not None
    function, operands = bind(other)
    assert binder((function, operands), BASE) is None
    assert operands[1] is out
    function(*operands)
    np.testing.assert_array_equal(out, -view(other))
    other[:] = 1.0
    function(*operands)
    np.testing.assert_array_equal(out, -1.0)


@pytest.mark.parametrize("view", VIEWS)
def test_a_method_moves_with_its_array(view: Callable[[Array], Array]) -> None:
    other = np.zeros((4, 3))
    bind = binder((view(BASE).fill, (2.0,)), BASE)
    assert bind is not None
    function, operands = bind(other)
    function(*operands)
    np.testing.assert_array_equal(view(other), 2.0)
    assert other.sum() == 2.0 * view(other).size
    np.testing.assert_array_equal(BASE, 0.0)


def test_a_call_on_other_values_is_not_bound() -> None:
    weights, z = np.ones((4, 2)), np.zeros((2, 3))
    for step in ((weights.T.dot, (z.T, z)), (np.add.reduce, (z, 0)), (len, (z,))):
        assert binder(step, BASE) is None
