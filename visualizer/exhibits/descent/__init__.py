"""Descent: several methods run down one terrain from one start.

What to notice: the slope says which way is down, not how far; too large a rate
jumps over the floor; a ravine is slow along and fast across; momentum rolls over
ridges where plain descent stops; a small slope is a valley, a saddle or a plateau;
noise may lead out of a local valley, and keeps everybody from coming to rest.

References: Polyak (1964); Robbins & Monro (1951); Kingma & Ba (2014).
"""

from __future__ import annotations

from collections.abc import Mapping

from visualizer.engine.learner import Learner
from visualizer.engine.race import RaceLearner
from visualizer.engine.random_streams import RandomStreams
from visualizer.engine.terrains import terrains
from visualizer.exhibits import Exhibit, Picture, Terms, exhibits
from visualizer.exhibits.descent.arrangement import arrangement, side_arrangement
from visualizer.exhibits.descent.frame import DescentFrame, DescentWatch
from visualizer.exhibits.descent.observer import DescentObserver
from visualizer.exhibits.descent.responses import respond
from visualizer.exhibits.descent.scenes import make_scenes, picture_of
from visualizer.exhibits.descent.settings import (
    LEAST_RATE,
    DescentSettings,
    changed,
    with_runner,
)
from visualizer.language import tr
from visualizer.late_pictures import LatePictures
from visualizer.scenes import Scene
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Node
from visualizer.scenes.runners import RunnersScene, StepScene
from visualizer.scenes.terrain import (
    HeightsScene,
    MapScene,
    MountainScene,
    ProfileScene,
)

__all__ = ["Descent", "DescentSettings", "DescentWatch"]


@exhibits.register
class Descent(Exhibit[DescentSettings, DescentWatch, DescentFrame]):
    """A race of methods on a terrain."""

    key = "descent"
    title = "Descent"
    rank = 30
    icon = "descent"
    page = "Terrain"
    settings_class = DescentSettings
    watch_class = DescentWatch
    presented = frozenset({"mountain", "map"})
    first_preset = "descent-two-valleys"

    def terms(self) -> Terms:
        return Terms(
            column=tr("Terrain and noise"),
            counter=tr("Step"),
            axis=tr("step"),
            value=tr("Lowest runner"),
            curve=tr("height of the lowest runner"),
            speed=tr("Steps / s"),
            position=tr("step {update}"),
            rewinding=tr("drag to rewind the race: places, paths and heights go too"),
            diverged=tr(
                "At step {update} no runner was left on the ground: the steps were "
                "too long, the terrain falls without end, or it has no height there."
            ),
            units=(
                ("layer", tr("part of a step")),
                ("batch", tr("step")),
            ),
            paces=(
                ("layer", tr("one part of a step")),
                ("update", tr("one step")),
                ("slow", tr("2 steps/s")),
                ("moderate", tr("10 steps/s")),
                ("full", tr("as fast as possible")),
            ),
        )

    def summary(self, settings: DescentSettings) -> str:
        runners = ", ".join(
            f"{runner.optimizer.key} {runner.learning_rate:g}"
            for runner in settings.runners
        )
        return f"terrain {settings.terrain.key}: {runners}"

    def slowed(self, settings: DescentSettings) -> DescentSettings:
        for number, runner in enumerate(settings.runners):
            rate = max(LEAST_RATE, runner.learning_rate / 2.0)
            settings = with_runner(settings, number, learning_rate=rate)
        return settings

    def build(self, settings: DescentSettings) -> Learner:
        return RaceLearner(
            settings.terrain,
            settings.race(),
            start=settings.place(),
            noise=settings.noise,
            streams=RandomStreams(settings.seed),
        )

    def configure(self, learner: Learner, settings: DescentSettings) -> None:
        assert isinstance(learner, RaceLearner)
        learner.configure(settings.race(), settings.noise)

    def observe(self, learner: Learner, settings: DescentSettings) -> DescentObserver:
        assert isinstance(learner, RaceLearner)
        return DescentObserver(learner)

    def adapt(
        self, settings: DescentSettings, changes: Mapping[str, object]
    ) -> DescentSettings:
        return changed(settings, **changes)

    def respond(
        self,
        intent: Intent,
        settings: DescentSettings,
        watch: DescentWatch,
        frame: DescentFrame,
    ) -> tuple[DescentSettings, DescentWatch] | None:
        return respond(intent, settings, watch, frame)

    def scenes(
        self,
        frame: DescentFrame,
        settings: DescentSettings,
        watch: DescentWatch,
        visible: frozenset[str],
    ) -> Mapping[str, Scene]:
        return make_scenes(frame, settings, watch, visible)

    def panels(self, settings: DescentSettings) -> Mapping[str, type[Scene]]:
        flat = settings.terrain.dimensions == 1
        return {
            "mountain": ProfileScene if flat else MountainScene,
            "map": ProfileScene if flat else MapScene,
            "heights": HeightsScene,
            "runners": RunnersScene,
            "step": StepScene,
        }

    def arrangement(self, settings: DescentSettings, compact: bool) -> Node:
        return arrangement(compact)

    def side_arrangement(self, settings: DescentSettings, compact: bool) -> Node:
        return side_arrangement(compact)

    def tab_titles(self) -> Mapping[str, str]:
        return {"heights": tr("Height"), "step": tr("One step")}

    def place_of(self, field: str) -> tuple[str, Intent | None]:
        return "map" if field == "start" else "runners", None

    def previews(
        self, settings: DescentSettings
    ) -> Mapping[str, Mapping[str, Picture]]:
        # Of the default settings, as the data sets of the Playground.
        return {
            "terrain": LatePictures(
                terrains.titles(), lambda key: picture_of(terrains[key]())
            )
        }
