"""The race: one network trained by several optimizers, at many learning rates, at once.

What to notice: each optimizer has a band of rates that work, and above it an edge
where it diverges; the bands lie decades apart, so that a rate says nothing without its
optimizer; near the edge the seed decides.

References: Bengio (2012), Practical recommendations for gradient-based training of
deep architectures, section 3.1; Sivaprasad, Mai, Vogels, Jaggi & Fleuret (2020),
Optimizer benchmarking needs to account for hyperparameter tuning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from msgspec import structs

from visualizer.engine.activations import activations
from visualizer.engine.arrays import dtype_of
from visualizer.engine.learner import Learner
from visualizer.engine.network_race import Entry
from visualizer.engine.population import draw_parameters
from visualizer.engine.random_streams import RandomStreams
from visualizer.exhibits import Exhibit, Picture, Terms, exhibits
from visualizer.exhibits.descent.methods import optimizer_of
from visualizer.exhibits.playground.data import prepare
from visualizer.exhibits.playground.network import build_network
from visualizer.exhibits.race.arrangement import arrangement
from visualizer.exhibits.race.frame import NetworkRaceFrame, NetworkRaceWatch
from visualizer.exhibits.race.learner import RaceOnData
from visualizer.exhibits.race.observer import NetworkRaceObserver
from visualizer.exhibits.race.scenes import make_scenes
from visualizer.exhibits.race.settings import NetworkRaceSettings, adapted
from visualizer.exhibits.race.table import table_of
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Node
from visualizer.scenes.network_race import (
    EntriesScene,
    HeatScene,
    OpenRun,
    SortRuns,
    WallScene,
    WinnersScene,
)

__all__ = ["NetworkRace", "NetworkRaceSettings", "NetworkRaceWatch"]


@exhibits.register
class NetworkRace(Exhibit[NetworkRaceSettings, NetworkRaceWatch, NetworkRaceFrame]):
    """Up to 64 runs of the Playground's networks, trained side by side."""

    key = "race"
    title = "Race"
    rank = 31
    icon = "descent"
    page_of = "descent"
    page = "Race"
    settings_class = NetworkRaceSettings
    watch_class = NetworkRaceWatch
    presented = frozenset({"wall", "heat"})
    first_preset = "race-spiral"

    def terms(self) -> Terms:
        return structs.replace(
            super().terms(),
            value=tr("Best loss · train"),
            curve=tr("lowest training loss of all runs"),
            rewinding=tr("drag to rewind the race: all runs, curves and maps go too"),
            diverged=tr(
                "At update {update} no run was left: even the lowest learning rate "
                "is too high."
            ),
            units=(("batch", tr("batch")), ("epoch", tr("epoch"))),
            paces=(
                ("update", tr("one update")),
                ("slow", tr("2 updates/s")),
                ("moderate", tr("10 epochs/s")),
                ("full", tr("as fast as possible")),
            ),
        )

    def summary(self, settings: NetworkRaceSettings) -> str:
        low, high = settings.learning_rate, settings.highest_rate
        return (
            f"data {settings.dataset.key}, {', '.join(settings.optimizers)}: "
            f"{settings.rates} rates {low:g} to {high:g}, {settings.runs} runs"
        )

    def slowed(self, settings: NetworkRaceSettings) -> NetworkRaceSettings:
        return replace(settings, learning_rate=settings.learning_rate / 2.0)

    def build(self, settings: NetworkRaceSettings) -> Learner:
        base = settings.base()
        data = prepare(base)
        output = activations[data.output_activation]()
        shown = build_network(base, len(data.train.x), data.outputs, output)
        streams = [
            RandomStreams(settings.seed_of(number)) for number in range(settings.seeds)
        ]
        starts = draw_parameters(
            shown.layers, base.initializer, streams, dtype_of(base.precision)
        )
        entries = [
            Entry(optimizer_of(key), rate, stream, start)
            for key in settings.optimizers
            for rate in settings.ladder()
            for stream, start in zip(streams, starts, strict=True)
        ]
        learner = RaceOnData(
            shown.layers,
            base.loss,
            entries,
            data.train,
            data.test,
            batch_size=base.examples_a_batch(data.train.count),
            l1=base.l1,
            l2=base.l2,
        )
        learner.data = data
        return learner

    def configure(self, learner: Learner, settings: NetworkRaceSettings) -> None:
        assert isinstance(learner, RaceOnData)
        rates = settings.ladder()
        learner.set_learning_rates(
            [rates[settings.place(run)[1]] for run in range(settings.runs)]
        )

    def observe(
        self, learner: Learner, settings: NetworkRaceSettings
    ) -> NetworkRaceObserver:
        assert isinstance(learner, RaceOnData)
        return NetworkRaceObserver(learner)

    def adapt(
        self, settings: NetworkRaceSettings, changes: Mapping[str, object]
    ) -> NetworkRaceSettings:
        return adapted(settings, **changes)

    def respond(
        self,
        intent: Intent,
        settings: NetworkRaceSettings,
        watch: NetworkRaceWatch,
        frame: NetworkRaceFrame,
    ) -> tuple[NetworkRaceSettings, NetworkRaceWatch] | None:
        match intent:
            case SortRuns(column):
                falling = column == watch.sort and not watch.falling
                return settings, replace(watch, sort=column, falling=falling)
        return None

    def opened(
        self, intent: Intent, settings: NetworkRaceSettings
    ) -> tuple[str, object] | None:
        match intent:
            case OpenRun(number) if number < settings.runs:
                return "playground", settings.playground(number)
        return None

    def table(
        self, frame: NetworkRaceFrame, settings: NetworkRaceSettings
    ) -> tuple[tuple[object, ...], ...]:
        return table_of(frame, settings)

    def scenes(
        self,
        frame: NetworkRaceFrame,
        settings: NetworkRaceSettings,
        watch: NetworkRaceWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, settings, watch, visible)

    def panels(self, settings: NetworkRaceSettings) -> Mapping[str, type[Scene]]:
        return {
            "wall": WallScene,
            "heat": HeatScene,
            "winners": WinnersScene,
            "entries": EntriesScene,
        }

    def arrangement(self, settings: NetworkRaceSettings, compact: bool) -> Node:
        return arrangement(compact)

    def previews(
        self, settings: NetworkRaceSettings
    ) -> Mapping[str, Mapping[str, Picture]]:
        return exhibits["playground"]().previews(settings.base())
