"""Turns a frame of the page into scenes."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from visualizer.engine.k_means import adjusted_rand, purity
from visualizer.exhibits.shallow.features import hand_features
from visualizer.exhibits.shallow.frame import ShallowFrame, ShallowWatch, WayView
from visualizer.exhibits.shallow.settings import DENSE, ShallowSettings
from visualizer.language import tr
from visualizer.scenes import IntArray, Scene
from visualizer.scenes.line_plot import Line, LinePlot
from visualizer.scenes.mistakes import MistakesScene
from visualizer.scenes.numbers import fixed, percent, significant, whole
from visualizer.scenes.shallow import (
    ClustersScene,
    ConfusionsScene,
    ContestRow,
    ContestScene,
    FeaturesScene,
    FeatureTile,
    ProgressScene,
)


def make_scenes(
    frame: ShallowFrame,
    settings: ShallowSettings,
    watch: ShallowWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels."""
    scenes: dict[str, Scene] = {}
    if "features" in visible:
        scenes["features"] = _features(frame, settings)
    if "contest" in visible:
        scenes["contest"] = _contest(frame, settings)
    if "confusions" in visible:
        scenes["confusions"] = _confusions(frame, watch)
    if "progress" in visible:
        scenes["progress"] = _progress(frame)
    if "clusters" in visible:
        scenes["clusters"] = _clusters(frame)
    return scenes


def _names() -> tuple[str, str]:
    return tr("Shallow"), tr("Deep")


def _features(frame: ShallowFrame, settings: ShallowSettings) -> FeaturesScene:
    tiles = []
    for view in frame.features:
        member = hand_features[view.key]()
        count = tr("{count} numbers", count=view.numbers)
        tiles.append(
            FeatureTile(
                key=view.key,
                name=tr(member.title),
                about=tr(
                    "{about}. Decided by a person: {choices}",
                    about=member.about(),
                    choices=" · ".join(member.choices()),
                ),
                count=count,
                values=view.picture.values,
                limit=view.picture.limit,
                on=view.key in settings.features,
            )
        )
    chosen = [view for view in frame.features if view.key in settings.features]
    return FeaturesScene(
        title=tr("Hand-made features"),
        subtitle=tr(
            "{count} of {all} chosen · {numbers} numbers an image",
            count=len(chosen),
            all=len(frame.features),
            numbers=sum(view.numbers for view in chosen),
        ),
        image=frame.image,
        image_name=tr(
            "digit {label} · {pixels} pixels",
            label=frame.data.class_names[frame.label],
            pixels=frame.image.size,
        ),
        tiles=tuple(tiles),
    )


def human_choices(settings: ShallowSettings) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a person decides for the shallow and for the deep way alone."""
    measured = tuple(
        choice for key in settings.features for choice in hand_features[key]().choices()
    )
    if settings.network == DENSE:
        return measured, (
            tr("hidden layers"),
            tr("neurons a layer"),
            tr("activation"),
        )
    return measured, (
        tr("blocks"),
        tr("maps of each"),
        tr("kernel size"),
        tr("padding"),
        tr("pooling"),
        tr("activation"),
    )


def _contest(frame: ShallowFrame, settings: ShallowSettings) -> ContestScene:
    shallow, deep = frame.ways
    measured, built = human_choices(settings)
    if settings.network == DENSE:
        sizes = " – ".join(map(str, deep.sizes))
        network, note = sizes, tr("dense layers")
    else:
        network, note = tr("convolution"), tr("8 maps, then 16, then ten answers")
    rows = (
        ContestRow(
            tr("is given"),
            (
                tr("{count} numbers", count=shallow.inputs),
                tr("{count} pixels", count=deep.inputs),
            ),
        ),
        ContestRow(tr("model"), (tr("softmax regression"), network), ("", note)),
        ContestRow(
            tr("parameters"), (whole(shallow.parameters), whole(deep.parameters))
        ),
        ContestRow(
            tr("human choices"),
            (
                tr("{count} on digits", count=len(measured)),
                tr("{count} on layers", count=len(built)),
            ),
            (" · ".join(measured), " · ".join(built)),
        ),
        ContestRow(
            tr("training time"),
            _times(frame),
            (tr("training, and measuring the features of all images"), ""),
        ),
        ContestRow(
            tr("training accuracy"),
            (
                percent(shallow.metrics.train_accuracy),
                percent(deep.metrics.train_accuracy),
            ),
        ),
        ContestRow(
            tr("test accuracy"),
            (
                percent(shallow.metrics.test_accuracy),
                percent(deep.metrics.test_accuracy),
            ),
            strong=True,
        ),
        ContestRow(tr("this digit"), (_verdict(frame, shallow), _verdict(frame, deep))),
    )
    return ContestScene(
        title=tr("Comparison"),
        subtitle=tr("{count} training images", count=whole(frame.data.train.count)),
        columns=_names(),
        rows=rows,
        remark=tr(
            "Same images, same batches, same optimizer: only what is given and what "
            "lies between differ."
        ),
    )


def _times(frame: ShallowFrame) -> tuple[str, str]:
    """Return what all updates so far take, and measuring features besides."""
    shallow, deep = (way.seconds * frame.update for way in frame.ways)
    images = frame.data.train.count + frame.data.test.count
    features = _seconds(frame.feature_seconds * images)
    return f"{_seconds(shallow)} + {features}", _seconds(deep)


def _seconds(value: float) -> str:
    if not math.isfinite(value):
        return "–"
    if value < 1.0:
        return tr("{number} ms", number=fixed(1000.0 * value, 0))
    return tr("{number} s", number=fixed(value, 1))


def _verdict(frame: ShallowFrame, way: WayView) -> str:
    if not np.isfinite(way.answers).all():
        return tr("diverged")
    said = int(way.answers.argmax())
    return tr(
        "says {said} · {share}",
        said=frame.data.class_names[said],
        share=percent(float(way.answers[said]), 0),
    )


def _confusions(frame: ShallowFrame, watch: ShallowWatch) -> ConfusionsScene:
    part = frame.data.test if watch.on_test else frame.data.train
    shallow, deep = (
        _matrix(frame, name, way.tables[watch.on_test], watch.on_test)
        for name, way in zip(_names(), frame.ways, strict=True)
    )
    subtitle = (
        tr("{count} test images", count=whole(part.count))
        if watch.on_test
        else tr("{count} training images", count=whole(part.count))
    )
    return ConfusionsScene(
        title=tr("Mixed up"),
        subtitle=subtitle,
        test=watch.on_test,
        sides=(shallow, deep),
    )


def _matrix(
    frame: ShallowFrame, name: str, counts: IntArray, test: bool
) -> MistakesScene:
    wrong = int(counts.sum() - np.trace(counts))
    return MistakesScene(
        title=name,
        subtitle="",
        test=test,
        names=frame.data.class_names,
        counts=counts,
        columns=(),
        wrong=(),
        page=0,
        pages=1,
        page_text="",
        pairs=np.empty((0, 2)),
        outputs=np.empty(0, np.int64),
        output_notes=(),
        output_looks=(),
        limit=1.0,
        note=tr("{name}: {count} wrong", name=name, count=whole(wrong)),
    )


def _progress(frame: ShallowFrame) -> ProgressScene:
    epochs = frame.updates / frame.updates_per_epoch
    lines = [
        Line(name, number, epochs, 100.0 * frame.accuracies[:, number])
        for number, name in enumerate(_names())
    ]
    return ProgressScene(
        title=tr("Test accuracy"),
        subtitle=tr("of both ways over the epochs"),
        plot=LinePlot(
            lines=tuple(lines),
            dots=(),
            x=(0.0, float(epochs[-1])),
            y=(0.0, 100.0),
            x_label=tr("epoch"),
            y_label="%",
            grows=True,
        ),
        log_option="",
        parts=(
            (
                tr("lines"),
                tr("Share of right answers of each way on images not learned from"),
            ),
        ),
    )


def _clusters(frame: ShallowFrame) -> ClustersScene:
    clusters, table = frame.clusters, frame.cluster_table
    names, totals = frame.data.class_names, table.sum(axis=0)
    captions = tuple(
        tr("none")
        if not total
        else f"{names[int(column.argmax())]} · {percent(column.max() / total, 0)}"
        for column, total in zip(table.T, totals.tolist(), strict=True)
    )
    state = (
        tr("settled after {count} iterations", count=clusters.iteration)
        if clusters.settled
        else tr("iteration {count}, one an epoch", count=clusters.iteration)
    )
    return ClustersScene(
        title=tr("k-means"),
        subtitle=state,
        names=names,
        pictures=clusters.centroids.T.reshape(-1, *frame.data.image_shape),
        captions=captions,
        counts=table,
        facts=(
            (tr("purity"), percent(purity(table))),
            (tr("adjusted Rand index"), fixed(adjusted_rand(table), 3)),
            (
                tr("mean squared distance"),
                significant(clusters.inertia / frame.data.train.count, 3),
            ),
        ),
        words=(tr("label"), tr("group")),
    )
