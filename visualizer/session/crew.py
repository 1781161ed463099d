"""Who trains the portions of a sweep: this process, several, or a Dask cluster.

A process that is killed, or a machine of the cluster that goes away, loses at most
what it was at; a cluster gives that to another machine.
"""

from __future__ import annotations

import importlib
import signal
import warnings
from collections.abc import Generator, Sequence
from types import ModuleType

from visualizer.language import tr
from visualizer.session.sweep import Outcome, Portion, train_portion

Trained = Generator[list[tuple[int, Outcome]], None, None]

CONNECT_SECONDS = 10

IDLE_SECONDS = 5
"""After so long without work a process ends, also when its parent was killed."""


class CrewError(ValueError):
    """Nobody is there to train; the message names what is missing."""


def by_itself(portions: Sequence[Portion]) -> Trained:
    """Train portion after portion in this process."""
    for portion in portions:
        yield train_portion(portion)


def in_processes(portions: Sequence[Portion], jobs: int) -> Trained:
    """Train in several processes; yield what came of each portion when it is done.

    Raises
    ------
    CrewError
        If joblib is not installed, or a process was killed.
    """
    joblib = _optional("joblib", "sweep", "--jobs 1")
    loky = importlib.import_module("joblib.externals.loky")
    with joblib.parallel_config(
        "loky", idle_worker_timeout=IDLE_SECONDS, initializer=_leave_interrupts
    ):
        parallel = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")
    calls = (joblib.delayed(train_portion)(portion) for portion in portions)
    trained = parallel(calls)
    try:
        # A `yield from` would close it before its warnings are silenced.
        for rows in trained:  # noqa: UP028
            yield rows
    except loky.process_executor.TerminatedWorkerError:
        raise CrewError(
            tr("a process of the sweep was ended from outside; --resume goes on")
        ) from None
    finally:
        # joblib warns of what it trained for nothing when it is interrupted.
        with warnings.catch_warnings(action="ignore"):
            trained.close()
        loky.get_reusable_executor().shutdown(wait=False, kill_workers=True)


def _leave_interrupts() -> None:
    """Let Ctrl+C be heard by the process that was started, which ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def on_cluster(portions: Sequence[Portion], address: str) -> Trained:
    """Train on a running Dask cluster; yield what came of each portion.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://127.0.0.1:8786``. Neuronaut must be
        installed where its workers run.

    Raises
    ------
    CrewError
        If dask.distributed is not installed, nobody answers, or work was lost with
        several workers one after the other.
    """
    distributed = _optional("distributed", "cluster", "--jobs")
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise CrewError(
            tr(
                "--scheduler {address!r}: no Dask scheduler answers there: {reason}",
                address=address,
                reason=error,
            )
        ) from None
    with client:
        futures = client.map(train_portion, list(portions), pure=False)
        try:
            for future in distributed.as_completed(futures):
                yield future.result()
        except (distributed.KilledWorker, distributed.client.FutureCancelledError):
            raise CrewError(
                tr("--scheduler {address!r}: the workers went away", address=address)
            ) from None
        except ModuleNotFoundError as error:
            raise CrewError(
                tr(
                    "--scheduler {address!r}: its workers lack {name}",
                    address=address,
                    name=error.name,
                )
            ) from None
        finally:
            client.cancel(futures)


def _optional(name: str, extra: str, instead: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise CrewError(
            tr(
                "{name} is not installed: pip install neuronaut[{extra}] brings it; "
                "{instead} does without",
                name=name,
                extra=extra,
                instead=instead,
            )
        ) from None


def crew_of(portions: Sequence[Portion], jobs: int, scheduler: str | None) -> Trained:
    """Return what trains the portions, in the order in which they are done."""
    if scheduler is not None:
        return on_cluster(portions, scheduler)
    if jobs > 1 and len(portions) > 1:
        return in_processes(portions, jobs)
    return by_itself(portions)
