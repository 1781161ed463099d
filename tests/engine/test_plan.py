import numpy as np

from visualizer.engine.arrays import maximum, read_only
from visualizer.engine.plan import Operation, Plan, run_calls

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
