"""Benchmarks: one module a part, each with ``rows()``."""

# First of all imports: it pins BLAS to one thread, which must happen before
# NumPy is loaded.
import visualizer  # noqa: F401
