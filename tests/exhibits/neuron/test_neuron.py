"""The neuron: its settings, what intents do, and what its scenes say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.exhibits.neuron.builders import (
    frame_of,
    learner_of,
    look,
    neuron,
    neuron_of,
    scene_of,
)
from visualizer.engine.activations import activations
from visualizer.engine.losses import losses
from visualizer.exhibits.neuron import Neuron
from visualizer.exhibits.neuron.captions import CLASSICS, caption
from visualizer.exhibits.neuron.cell_scene import share_of
from visualizer.exhibits.neuron.frame import PLANE, NeuronWatch
from visualizer.exhibits.neuron.settings import (
    NeuronSettings,
    changed,
    neuron_activations,
    neuron_losses,
)
from visualizer.exhibits.neuron.tasks import TASKS
from visualizer.scenes import intents
from visualizer.scenes.neuron_intents import (
    ChooseActivation,
    FeedNeuron,
    LookAtNeuron,
    OpenCard,
    StepCard,
)
from visualizer.session import commands as do
from visualizer.session.experiment import is_live
from visualizer.settings import SettingError


def answer(session, intent):
    shown = session.snapshot()
    return Neuron().respond(intent, shown.experiment.settings, shown.watch, shown.frame)


# Settings.


def test_the_logical_functions_are_what_their_names_say() -> None:
    for key, rule in (
        ("and", lambda a, b: a and b),
        ("or", lambda a, b: a or b),
        ("nand", lambda a, b: not (a and b)),
        ("xor", lambda a, b: a != b),
    ):
        task = TASKS[key]
        for (a, b), yes in zip(task.x.T.tolist(), task.yes.tolist(), strict=True):
            assert yes is bool(rule(bool(a), bool(b)))


def test_losses_are_those_of_one_output_for_yes_and_no() -> None:
    assert "softmax_cross_entropy" not in neuron_losses
    assert "itakura_saito" not in neuron_losses
    assert {"half_squared", "binary_cross_entropy", "hinge"} <= set(
        neuron_losses.keys()
    )
    assert "softmax" not in neuron_activations


def test_a_loss_that_is_not_defined_for_the_activation_is_refused() -> None:
    with pytest.raises(SettingError, match=r"loss: 'binary_cross_entropy' .*'tanh'"):
        NeuronSettings(
            activation=activations["tanh"](), loss=losses["binary_cross_entropy"]()
        )


def test_another_activation_brings_a_loss_that_fits() -> None:
    settings = NeuronSettings(loss=losses["binary_cross_entropy"]())
    after = changed(settings, activation=activations["tanh"]())
    assert after.loss.key == "half_squared"
    assert after.second_loss.key == "half_squared"
    kept = changed(settings, activation=activations["hard_sigmoid"]())
    assert kept.loss.key == "binary_cross_entropy"


def test_a_start_of_another_length_is_refused() -> None:
    with pytest.raises(SettingError, match="has 2 items; allowed: none, or 3"):
        NeuronSettings(start=(1.0, 2.0))


def test_another_number_of_inputs_and_another_seed_draw_the_start_anew() -> None:
    settings = NeuronSettings(start=(1.0, 2.0, 3.0))
    assert changed(settings, task="or").start == (1.0, 2.0, 3.0)
    assert changed(settings, task="one_input").start == ()
    assert changed(settings, seed=7).start == ()
    drawn = [changed(settings, seed=seed).beginning().tolist() for seed in (7, 8, 7)]
    assert drawn[0] == drawn[2] != drawn[1]


def test_what_takes_effect_at_once() -> None:
    settings = NeuronSettings()
    for change in (
        {"activation": activations["tanh"]()},
        {"rule": "perceptron"},
        {"loss": losses["mean_squared"]()},
        {"learning_rate": 1.0},
    ):
        assert is_live(settings, changed(settings, **change)), change
    for change in ({"task": "or"}, {"neurons": "two"}, {"updates": "all"}):
        assert not is_live(settings, changed(settings, **change)), change


def test_both_rates_are_halved_where_two_learn() -> None:
    slower = Neuron().slowed(NeuronSettings(neurons="two"))
    assert (slower.learning_rate, slower.second_rate) == (0.075, 0.075)


def test_the_summary_names_how_each_learns() -> None:
    settings = NeuronSettings(neurons="two", rule="perceptron")
    assert Neuron().summary(settings) == (
        "sigmoid neuron, and: perceptron rule 0.15, binary_cross_entropy 0.15"
    )


# Intents.


def test_inputs_of_ones_own_feed_the_neuron_until_an_example_does() -> None:
    session = neuron_of("and")
    look(session, inputs=(0.25, -0.5))
    frame = frame_of(session)
    assert (frame.inputs, frame.example) == ((0.25, -0.5), -1)
    assert math.isnan(frame.neurons[0].target)
    settings, watch = answer(session, intents.WatchExample(2))
    assert (watch.inputs, watch.example) == ((), 2)
    assert settings == session.snapshot().experiment.settings
    assert answer(session, FeedNeuron((1.0, 0.0)))[1].inputs == (1.0, 0.0)
    assert answer(session, FeedNeuron((1.0,))) is None


def test_the_next_example_comes_after_the_last_from_the_front() -> None:
    session = neuron_of("and")
    assert answer(session, intents.StepExample(1))[1].example == 0
    assert answer(session, intents.StepExample(-1))[1].example == 2


def test_an_activation_is_chosen_by_its_key() -> None:
    session = neuron_of("and")
    settings, _ = answer(session, ChooseActivation("tanh"))
    assert settings.activation.key == "tanh"
    same, _ = answer(session, ChooseActivation("sigmoid"))
    assert same == session.snapshot().experiment.settings
    assert answer(session, ChooseActivation("softmax")) is None


def test_cards_are_opened_turned_and_closed() -> None:
    session = neuron_of("and")
    _, watch = answer(session, OpenCard("losses", "huber"))
    assert watch.loss_card == "huber"
    look(session, loss_card="huber")
    keys = losses.keys()
    behind = keys[keys.index("huber") + 1]
    assert answer(session, StepCard("losses", 1))[1].loss_card == behind
    assert answer(session, OpenCard("losses", ""))[1].loss_card == ""
    assert answer(session, OpenCard("losses", "nonsense"))[1].loss_card == ""


def test_only_neurons_that_are_there_are_looked_at() -> None:
    session = neuron_of("slowdown-near")
    assert answer(session, LookAtNeuron(1))[1].neuron == 1
    assert answer(session, LookAtNeuron(2)) is None


def test_an_edited_weight_is_one_gesture_and_can_be_undone() -> None:
    session = neuron_of("and", 8)
    before = learner_of(session).theta.copy()
    for value in (1.0, 1.5, 2.0):
        session.execute(do.Edit(1, 0, 0, value, gesture=4))
    assert learner_of(session).theta[0, 0] == 2.0
    session.execute(do.Undo())
    np.testing.assert_array_equal(learner_of(session).theta, before)


# Scenes.


def test_numbers_of_the_picture_are_those_of_the_sum() -> None:
    session = neuron_of("and", 13)
    w1, w2, b = learner_of(session).theta[0]
    (cell,) = scene_of(session, "cell").cells
    z = w1 + w2 + b
    a = 1.0 / (1.0 + math.exp(-z))
    assert cell.sum_text == f"z = {z:.2f}".replace("-", "−")
    assert cell.answer_text == f"a = {a:.3f}"
    assert cell.target_text == "target 1"
    assert [knob.value for knob in cell.weights] == [w1, w2]
    assert cell.answer == pytest.approx(2.0 * a - 1.0)
    assert cell.backward.startswith("∂C/∂z = a − y = ")


def test_the_gradient_of_the_square_is_a_product_with_the_slope() -> None:
    session = neuron_of("slowdown-far", 10)
    first, second = scene_of(session, "cell").cells
    w, b = learner_of(session).theta[0]
    a = 1.0 / (1.0 + math.exp(-(w + b)))
    assert first.backward == (
        f"∂C/∂z = ∂C/∂a · f′(z) = {a:.3f} × {a * (1 - a):.4f} = "
        f"{a * a * (1 - a):.4f} · ∂C/∂w = {a * a * (1 - a):.4f}"
    )
    assert "whatever the slope" in second.backward


def test_without_a_target_there_is_no_gradient() -> None:
    session = neuron_of("and")
    look(session, inputs=(0.5, 0.5))
    (cell,) = scene_of(session, "cell").cells
    assert (cell.target_text, cell.backward) == ("", "")
    assert scene_of(session, "cell").own


@pytest.mark.parametrize(
    "start", [(1.0, 2.0, -1.5), (-3.0, 0.5, 0.4), (0.0, 2.0, -1.0), (1.5, 0.0, -0.75)]
)
def test_the_line_is_where_the_sum_is_0_and_the_arrow_stands_on_it(start) -> None:
    session = neuron(NeuronSettings(start=start))
    (line,) = scene_of(session, "output").lines
    w1, w2, b = start
    low, high = PLANE
    for x, y in (*line.ends, line.foot):
        assert w1 * x + w2 * y + b == pytest.approx(0.0, abs=1e-12)
        assert low - 1e-12 <= x <= high + 1e-12
        assert low - 1e-12 <= y <= high + 1e-12
    for x, y in line.ends:
        assert min(abs(x - low), abs(x - high), abs(y - low), abs(y - high)) < 1e-12
    arrow = np.subtract(line.tip, line.foot)
    along = np.subtract(*line.ends)
    assert arrow @ along == pytest.approx(0.0, abs=1e-12)
    assert arrow @ np.array([w1, w2]) > 0.0


@pytest.mark.parametrize("start", [(0.0, 0.0, 1.0), (1.0, 1.0, 9.0), (0.0, 1.0, 5.0)])
def test_a_line_outside_is_not_drawn(start) -> None:
    (line,) = scene_of(neuron(NeuronSettings(start=start)), "output").lines
    assert line.ends is None


def test_the_map_is_what_the_neuron_answers_at_each_place() -> None:
    session = neuron_of("and", 20)
    shown = scene_of(session, "output")
    w1, w2, b = learner_of(session).theta[0]
    rows, columns = shown.values.shape
    x = np.linspace(*PLANE, columns)
    for row, column in ((0, 0), (rows - 1, 3), (7, columns - 1)):
        z = w1 * x[column] + w2 * np.linspace(*PLANE, rows)[row] + b
        expected = 2.0 / (1.0 + math.exp(-z)) - 1.0
        assert shown.values[row, column] == pytest.approx(expected)
    assert shown.scale == ("1", "0.5", "0")


def test_right_and_wrong_examples_are_told_apart() -> None:
    session = neuron(NeuronSettings(start=(0.0, 0.0, -1.0)))
    shown = scene_of(session, "output")
    assert [point.right for point in shown.points] == [True, True, True, False]
    assert shown.verdict == "3 of 4 right"
    xor = neuron(NeuronSettings(task="xor", start=(0.0, 0.0, -1.0)))
    assert scene_of(xor, "output").verdict == "2 of 4 right · no line gets all four"


def test_a_single_input_has_a_curve_in_place_of_the_plane() -> None:
    session = neuron_of("slowdown-near")
    plot = scene_of(session, "output").plot
    assert plot.marks == pytest.approx((-1.5, -1.5))
    line, dot = plot.lines[0], plot.dots[0]
    a = 1.0 / (1.0 + math.exp(-1.5))
    assert (dot.x, dot.y) == (1.0, pytest.approx(a))
    assert dot.slope == pytest.approx(0.6 * a * (1.0 - a))
    assert np.interp(1.0, line.x, line.y) == pytest.approx(a, abs=1e-4)


def test_the_axis_of_sums_grows_by_steps() -> None:
    reaches = [
        scene_of(neuron(NeuronSettings(start=(w, 0.0, 0.0))), "curve").plot.x[1]
        for w in (5.0, 7.0, 13.0)
    ]
    assert reaches == [6.0, 12.0, 24.0]


def test_the_curve_of_the_activation_stays_while_the_point_moves() -> None:
    session = neuron_of("and")
    before = scene_of(session, "curve").plot
    session.advance(4)
    after = scene_of(session, "curve").plot
    assert after.lines[0] is before.lines[0]
    assert after.dots != before.dots


def test_the_four_classics_each_have_a_caption_of_their_own() -> None:
    said = {caption(activations[key]()) for key in (*CLASSICS, "linear", "gelu")}
    assert len(said) == 6
    assert "yes-or-no" in caption(activations["threshold"]())
    assert "probability" in caption(activations["sigmoid"]())


def test_costs_are_drawn_as_logarithms_where_asked_for() -> None:
    session = neuron_of("slowdown-near", 50)
    plain = scene_of(session, "cost").plot.lines[0].y
    look(session, log_cost=True)
    shown = scene_of(session, "cost")
    assert shown.plot.log
    np.testing.assert_allclose(10.0 ** shown.plot.lines[0].y, plain)


def test_the_target_is_drawn_where_an_example_feeds() -> None:
    session = neuron_of("slowdown-near", 5)
    assert [line.name for line in scene_of(session, "answers").plot.lines][-1] == (
        "target"
    )
    look(session, inputs=(0.5,))
    assert len(scene_of(session, "answers").plot.lines) == 2


def test_shares_lie_between_no_and_yes() -> None:
    assert share_of(0.5, (0.0, 1.0)) == 0.0
    assert share_of(7.0, (0.0, 1.0)) == 1.0
    assert share_of(-0.5, (-1.0, 1.0)) == -0.5
    assert math.isnan(share_of(math.nan, (0.0, 1.0)))


def test_a_run_that_diverges_is_shown_all_the_same() -> None:
    settings = NeuronSettings(
        activation=activations["linear"](), learning_rate=100.0, updates="all"
    )
    session = neuron(settings)
    session.advance(2000)
    assert session.status.condition == "diverged"
    for panel in Neuron().panels(settings):
        assert scene_of(session, panel).title


def test_what_is_looked_at_by_default_is_the_last_example() -> None:
    assert NeuronWatch().example == 3
    assert frame_of(neuron_of("and")).inputs == (1.0, 1.0)
    assert frame_of(neuron_of("slowdown-far")).inputs == (1.0,)
