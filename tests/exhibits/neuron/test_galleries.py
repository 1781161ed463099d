"""Cards of activations and losses: curves, facts, and what is written on them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.exhibits.neuron.builders import look, neuron_of, scene_of
from visualizer.engine.activations import activations
from visualizer.engine.losses import losses
from visualizer.exhibits.neuron.documentation import about, typeset
from visualizer.exhibits.neuron.galleries import (
    FLAT,
    SEARCHED,
    citations,
    flat_ends,
    flat_text,
    loss_curve,
    range_text,
    targets,
)
from visualizer.language import set_language


def test_every_member_has_a_card() -> None:
    session = neuron_of("and")
    while session.work(0.5):
        pass
    shown = scene_of(session, "activations")
    assert [card.key for card in shown.cards] == list(activations.keys())
    for card in shown.cards:
        assert card.formula
        assert card.about
        assert card.layers is not None
        assert card.layers.max() == 1.0
    assert [c.key for c in scene_of(session, "losses").cards] == list(losses.keys())


def test_layers_are_looked_into_only_while_somebody_looks() -> None:
    session = neuron_of("and")
    look(session, visible=frozenset({"cell"}))
    assert not session.work(0.5)
    look(session, visible=frozenset({"activations"}))
    assert session.work(0.5)


def test_cards_stay_the_same_objects() -> None:
    session = neuron_of("and")
    while session.work(0.5):
        pass
    first = scene_of(session, "activations").cards
    session.advance(4)
    again = scene_of(session, "activations").cards
    assert all(one is other for one, other in zip(first, again, strict=True))


def test_the_ends_of_the_sigmoid_are_where_its_slope_is_a_twentieth() -> None:
    # a (1 - a) = FLAT / 4 is a quadratic equation in a; z = ln(a / (1 - a)).
    a = 0.5 * (1.0 + math.sqrt(1.0 - FLAT))
    low, high = flat_ends(activations["sigmoid"]())
    assert high == pytest.approx(math.log(a / (1.0 - a)), abs=0.011)
    assert low == pytest.approx(-high, abs=0.011)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("linear", "nowhere"),
        ("sine", "nowhere"),
        ("threshold", "everywhere: no slope at all"),
        ("relu", "z < 0.0"),
        ("sigmoid", "z < −4.4, z > 4.4"),
    ],
)
def test_where_it_is_flat_is_said(key: str, text: str) -> None:
    assert flat_text(activations[key]()) == text


def test_what_is_flat_on_one_side_alone_has_no_other_end() -> None:
    low, high = flat_ends(activations["softplus"]())
    # The slope of softplus is the sigmoid: 1 / 20 at z = -ln 19.
    assert low == pytest.approx(-math.log(19.0), abs=0.011)
    assert high == SEARCHED


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("sigmoid", "0 to 1"),
        ("tanh", "−1 to 1"),
        ("relu", "0 to ∞"),
        ("elu", "−1 to ∞"),
    ],
)
def test_ranges_are_said(key: str, text: str) -> None:
    assert range_text(activations[key]()) == text


@pytest.mark.parametrize("label", [False, True], ids=["no", "yes"])
@pytest.mark.parametrize(
    "member", [pytest.param(member, id=member.key) for member in losses]
)
def test_slopes_of_losses_are_those_of_their_curves(member, label) -> None:
    p, value, slope = loss_curve(member(), label)
    step = p[1] - p[0]
    found = (value[2:] - value[:-2]) / (2.0 * step)
    # Central differences are off by h² C‴ / 6, and by C″ h where the curve has a
    # kink or a pole is near.
    bent = np.abs(np.diff(slope, 2)) + np.abs(np.diff(slope)[1:])
    near = np.abs(found - slope[1:-1]) <= 1e-6 + bent
    assert near.all()


def test_the_cross_entropy_of_a_label_is_the_logarithm() -> None:
    p, yes, slope = loss_curve(losses["binary_cross_entropy"](), True)
    np.testing.assert_allclose(yes, -np.log(p), rtol=1e-12)
    np.testing.assert_allclose(slope, -1.0 / p, rtol=1e-9)
    p, no, _ = loss_curve(losses["softmax_cross_entropy"](), False)
    # Of two classes with a and 1 - a the other one is right.
    np.testing.assert_allclose(no, -np.log1p(-p), rtol=1e-9)


def test_labels_are_within_the_domain_of_each_loss() -> None:
    for member in losses:
        if member.targets != "one_hot":
            member().check(np.array([targets(member())]))


def test_the_label_is_chosen() -> None:
    session = neuron_of("and")
    facts = {c.key: dict(c.facts) for c in scene_of(session, "losses").cards}
    assert facts["hinge"] == {"target": "y = 1", "output": "Linear"}
    assert facts["mean_squared"]["output"] == "any"
    assert facts["itakura_saito"]["output"] == "0 to ∞"
    look(session, label=False)
    facts = {c.key: dict(c.facts) for c in scene_of(session, "losses").cards}
    assert facts["hinge"]["target"] == "y = −1"
    assert facts["cosine"]["target"] == "y = (0, 1)"


def test_authors_and_years_are_cited() -> None:
    assert citations(activations["swish"]) == (
        "Elfwing, Uchibe & Doya (2017); Ramachandran, Zoph & Le (2017)"
    )
    assert citations(losses["mean_squared"]) == "Legendre (1805); Nielsen (2015)"
    assert citations(activations["linear"]) == "Widrow & Hoff (1960)"
    assert citations(object) == ""


def test_what_is_typed_is_set() -> None:
    assert typeset("-Σ_k y_k ln a_k, 1 - a, one-hot") == "−Σₖ yₖ ln aₖ, 1 − a, one-hot"
    assert about(losses["hinge"]).startswith("Σ_k max(0")


def test_cards_speak_chinese() -> None:
    session = neuron_of("and")
    set_language("zh")
    cards = {card.key: card for card in scene_of(session, "activations").cards}
    assert cards["threshold"].about.startswith("回答是或否")
