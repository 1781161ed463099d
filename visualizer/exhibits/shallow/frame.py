"""What is looked at on the page, and what was seen."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.k_means import Clusters
from visualizer.engine.learner import Metrics
from visualizer.exhibits.convolution.data import ConvolutionData
from visualizer.exhibits.shallow.features import FeaturePicture
from visualizer.scenes import IntArray

PANELS = frozenset({"features", "contest", "confusions", "progress", "clusters"})


@dataclass(frozen=True, slots=True)
class ShallowWatch:
    """What is being looked at.

    Attributes
    ----------
    example : int
        Training example watched.
    visible : frozenset of str
        Names of the panels in sight.
    on_test : bool
        Whether confusions are those of the test images.
    """

    example: int = 0
    visible: frozenset[str] = PANELS
    on_test: bool = True


# eq=False: arrays are not compared.
class FeatureView(Struct, frozen=True, eq=False):
    """A feature on the watched digit.

    Attributes
    ----------
    key : str
    numbers : int
        How many it gives.
    picture : FeaturePicture
    """

    key: str
    numbers: int
    picture: FeaturePicture


class WayView(Struct, frozen=True, eq=False):
    """One of the two ways.

    Attributes
    ----------
    inputs, parameters : int
    sizes : tuple of int
        Values of the input and behind each layer.
    metrics : Metrics
    seconds : float
        How long an update took on average; NaN before any.
    answers : array (classes,)
        To the watched digit.
    tables : (int array, int array)
        Images by true class (row) and answer (column), of training and of test.
    """

    inputs: int
    parameters: int
    sizes: tuple[int, ...]
    metrics: Metrics
    seconds: float
    answers: Array
    tables: tuple[IntArray, IntArray]


class ShallowFrame(Struct, frozen=True, eq=False):
    """One moment; arrays are copies.

    Attributes
    ----------
    update, epoch : int
    updates_per_epoch : int
    data : ConvolutionData
    example : int
    image : array (rows, columns)
    label : int
    features : tuple of FeatureView
        All there are, chosen or not.
    ways : (WayView, WayView)
        Shallow, deep.
    feature_seconds : float
        How long measuring the features of one image took.
    updates : int array (N,)
        Moments of the curves, the last one now.
    accuracies : array (N, 2)
        Share of right answers of each way on test images; NaN where not known yet.
    clusters : Clusters
    cluster_table : int array (classes, K)
        Training images by true class and cluster.
    """

    update: int
    epoch: int
    updates_per_epoch: int
    data: ConvolutionData
    example: int
    image: Array
    label: int
    features: tuple[FeatureView, ...]
    ways: tuple[WayView, WayView]
    feature_seconds: float
    updates: IntArray
    accuracies: Array
    clusters: Clusters
    cluster_table: IntArray
