"""Curvature guessed from past steps, without second derivatives."""

from __future__ import annotations

from visualizer.engine.arrays import Array


class CurvaturePairs:
    """The last steps s and changes y of the gradient: y ≈ H s.

    Parameters
    ----------
    steps, changes : arrays (m, P)
        Where the pairs lie, oldest first; written to.
    count : int
        How many of the rows hold pairs.
    least : float
        Pairs with s·y no greater are not taken, 0 or more.
    """

    def __init__(
        self, steps: Array, changes: Array, count: int = 0, least: float = 0.0
    ) -> None:
        self.count = count
        self._steps = steps
        self._changes = changes
        self._least = least

    def remember(self, step: Array, change: Array) -> None:
        """Add a pair, dropping the oldest, if it shows positive curvature."""
        curvature = float(change.dot(step))
        # A change so small that its square is 0 cannot be divided by.
        if not (curvature > self._least and float(change.dot(change)) > 0.0):
            return
        if self.count == len(self._steps):
            self._steps[:-1] = self._steps[1:]
            self._changes[:-1] = self._changes[1:]
            self.count -= 1
        self._steps[self.count] = step
        self._changes[self.count] = change
        self.count += 1

    def direction(self, gradient: Array) -> Array:
        """Return -H⁻¹ g as the pairs know H, by the two-loop recursion.

        Without pairs it is -g.

        References: Nocedal & Wright (2006), algorithm 7.4 and equation 7.20.
        """
        result: Array = -gradient
        pairs = [
            (step, change, 1.0 / float(change.dot(step)))
            for step, change in zip(
                self._steps[: self.count], self._changes[: self.count], strict=True
            )
        ]
        weights = []
        for step, change, inverse in reversed(pairs):
            weight = float(step.dot(result)) * inverse
            result -= weight * change
            weights.append(weight)
        if pairs:
            step, change, _ = pairs[-1]
            result *= float(change.dot(step)) / float(change.dot(change))
        for (step, change, inverse), weight in zip(
            pairs, reversed(weights), strict=True
        ):
            result += (weight - float(change.dot(result)) * inverse) * step
        return result
