"""Neuronaut: deep learning, made visible while it happens.

Importing the package pins the linear algebra libraries to one thread before
NumPy is loaded. Small networks gain nothing from a second thread, and with
one thread a run replayed from a checkpoint repeats itself to the last bit.
"""

import os

__version__ = "0.1.0"

for _variable in (
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
):
    os.environ[_variable] = "1"
