"""How pure groups are that were found without labels."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.engine.k_means import purity, table_of
from visualizer.session.measures import Course, Measure, measures


@measures.register
@dataclass(frozen=True, slots=True)
class ClusterPurity(Measure):
    """Share of examples with the most frequent label of their group, 0 … 1."""

    key = "cluster_purity"
    title = "purity of the groups"
    rank = 230

    def value(self, course: Course) -> float:
        learner = course.in_step
        labels = learner.members[0].train.labels
        if learner.clustering is None or labels is None:
            raise ValueError("the measure needs groups beside labels")
        found = learner.clustering.at(learner.position.epoch)
        counts = (int(labels.max()) + 1, learner.clustering.count)
        return purity(table_of(found.nearest, labels, counts))
