"""Graph scenes of made-up networks, for the tests of the canvas."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from visualizer.scenes.graph import (
    GraphLayer,
    GraphScene,
    LayerCard,
    LayerKind,
    ParameterCard,
    edge_bins,
)
from visualizer.scenes.intents import WeightRef


def layers_of(
    sizes: Sequence[int],
    *,
    picture: tuple[int, int] | None = None,
    fold: int | None = None,
) -> tuple[GraphLayer, ...]:
    """Columns of a network; with `fold`, at most so many neurons are shown."""
    layers = []
    for number, size in enumerate(sizes):
        kind: LayerKind = "hidden"
        if number == 0:
            kind = "input"
        elif number == len(sizes) - 1:
            kind = "output"
        shown = tuple(range(size))
        is_picture = picture is not None and number == 0
        if is_picture:
            shown = ()
        elif fold is not None and size > fold:
            half = fold // 2
            shown = shown[:half] + shown[-half:]
        layers.append(
            GraphLayer(
                title=f"{size} neurons" if kind == "hidden" else kind,
                kind=kind,
                size=size,
                shown=shown,
                labels=tuple(f"n{number}.{index}" for index in shown),
                folded=f"{size} neurons" if 0 < len(shown) < size else "",
                image_shape=picture if is_picture else None,
            )
        )
    return tuple(layers)


def graph(
    sizes: Sequence[int] = (2, 4, 2, 1),
    *,
    seed: int = 0,
    maps: bool = True,
    picture: tuple[int, int] | None = None,
    fold: int | None = None,
    **changes: Any,
) -> GraphScene:
    """A scene of a network with random weights."""
    random = np.random.default_rng(seed)
    layers = layers_of(sizes, picture=picture, fold=fold)
    counts = [1 if layer.image_shape else len(layer.shown) for layer in layers]
    weights = [
        random.normal(size=(here, there)) for here, there in itertools.pairwise(counts)
    ]
    activations = tuple(np.tanh(random.normal(size=len(one.shown))) for one in layers)
    scene = GraphScene(
        layers=layers,
        edges=tuple(edge_bins(one, 2.0) for one in weights),
        biases=tuple(edge_bins(random.normal(size=count), 2.0) for count in counts[1:]),
        activations=activations,
        activation_limit=tuple(1.0 for _ in layers),
        maps=tuple(
            np.tanh(random.normal(size=(count, 10, 10)))
            if maps and layer.image_shape is None
            else None
            for count, layer in zip(counts, layers, strict=True)
        ),
        map_scale=tuple(1.0 for _ in layers),
        image=random.uniform(size=picture) if picture else None,
        desired=(),
        desired_texts=(),
        phase=None,
        pulses=False,
        notes=(),
        selection=None,
        card=None,
        title="Network",
        subtitle="example 1",
        legend=((-16, "−2"), (-8, "−1"), (8, "+1"), (16, "+2")),
        edge_meaning="weights",
        rule="",
        update=0,
        editable=True,
    )
    return msgspec.structs.replace(scene, **changes)


def card_of(target: WeightRef, value: float = 0.5, limit: float = 2.0) -> ParameterCard:
    """A card of a parameter."""
    return ParameterCard(
        target=target,
        title="weight a → b",
        value=value,
        gradient=0.01,
        value_text=f"{value:.4f}".replace("-", "−"),
        gradient_text="0.0100",
        limit=limit,
    )


LAYER_CARD = LayerCard(
    layer=2,
    title="Layer 2: 4 neurons",
    activations=(("", "as all: tanh"), ("tanh", "tanh"), ("relu", "ReLU")),
    activation="",
    normalizations=(("none", "None"), ("batch", "Batch"), ("layer", "Layer")),
    normalization="none",
    dropout=0.2,
    residual=False,
    residual_note="",
)
"""A card of the second hidden layer."""
