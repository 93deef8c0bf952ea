"""The same work on the workers of a Dask cluster.

Each Dask worker keeps a worker process of ours for every thread of its own, so that a file that crashes or hangs
costs one row there too, and not the Dask worker with all its tasks. A Dask worker that dies loses its tasks to
others; the plan takes each content once.
"""

from __future__ import annotations

import importlib
import itertools
import queue
import threading
import uuid
from concurrent.futures import Future
from typing import Any

from .batch_plan import Known
from .batch_pool import Limits, Worker, WorkerError, allow_children
from .batch_sources import Place
from .batch_work import Failed, Fingerprint, Job, Outcome, fingerprint

_START_SECONDS = 60
_RETRIES = 3  # of a task whose Dask worker died


class DaskBackend:
    """Workers of a Dask cluster. `address`: that of the scheduler (tcp://host:8786), or "local" for a cluster on this machine."""

    def __init__(self, address: str, jobs: int, limits: Limits, function: str) -> None:
        self._cluster, self._client = _connect(address, jobs)
        self._limits, self._function = limits, function
        self._run = uuid.uuid4().hex[:8]
        self._numbers = itertools.count()
        self._ended: queue.SimpleQueue[tuple[Job, Any]] = queue.SimpleQueue()
        self._under_way: dict[str, Any] = {}  # a future that nobody holds is cancelled
        self._guard = threading.Lock()
        self._closed = False
        self.room = 3 * max(1, sum(self._client.nthreads().values()))

    def fingerprints(self, places: list[tuple[Place, Known | None]]) -> Future[list[Fingerprint]]:
        """Fingerprints of places, read where the workers see them."""
        result: Future[list[Fingerprint]] = Future()
        remote = self._client.submit(
            _fingerprints, places, key=self._key("look"), pure=False, retries=_RETRIES, priority=10
        )

        def pass_on(done: Any) -> None:
            try:
                result.set_result(done.result())
            except BaseException as error:
                result.set_exception(
                    WorkerError(f"The cluster cannot look at the files: {type(error).__name__}: {error}")
                )
            self._forget(done)

        self._hold(remote)
        remote.add_done_callback(pass_on)
        return result

    def submit(self, job: Job) -> None:
        """Start a job on the cluster."""
        remote = self._client.submit(
            _perform, job, self._limits, self._function, key=self._key("read"), pure=False, retries=_RETRIES
        )
        self._hold(remote)
        remote.add_done_callback(lambda done: self._ended.put((job, done)))

    def next(self, seconds: float) -> tuple[Job, Outcome] | None:
        """The next outcome. Raises WorkerError when the cluster is gone or its workers cannot work."""
        try:
            job, remote = self._ended.get(timeout=seconds)
        except queue.Empty:
            if self._client.status != "running":
                raise WorkerError(
                    "The scheduler is gone. What was read is in the dataset; start it and give the same command again."
                ) from None
            return None
        try:
            return job, self._outcome(remote)
        finally:
            self._forget(remote)

    def close(self) -> None:
        """Cancel what is under way and leave the cluster (a local one ends)."""
        self._closed = True
        with self._guard:
            remotes = list(self._under_way.values())
            self._under_way.clear()
        try:
            self._client.cancel(remotes, force=True)
            self._client.close(timeout=10)
        except Exception:  # the cluster may be gone already
            pass
        if self._cluster is not None:
            self._cluster.close(timeout=10)

    def _outcome(self, remote: Any) -> Outcome:
        from distributed.scheduler import KilledWorker

        try:
            outcome: Outcome = remote.result()
        except KilledWorker:
            return Failed(
                "killed",
                "The Dask workers that read it died, one after the other. See their logs; --retry-failed tries again.",
            )
        except WorkerError:
            raise
        except Exception as error:
            if self._client.status != "running" or remote.status in ("cancelled", "lost"):
                raise WorkerError(
                    "The scheduler is gone. What was read is in the dataset; start it and give the same command again."
                ) from error
            raise WorkerError(
                f"The Dask workers cannot work: {type(error).__name__}: {error}. Is the same version of gouji installed there?"
            ) from error
        return outcome

    def _key(self, what: str) -> str:
        return f"gouji-{what}-{self._run}-{next(self._numbers)}"

    def _hold(self, remote: Any) -> None:
        with self._guard:
            self._under_way[remote.key] = remote

    def _forget(self, remote: Any) -> None:
        with self._guard:
            self._under_way.pop(remote.key, None)


def _connect(address: str, jobs: int) -> tuple[Any, Any]:
    """The local cluster, if there is one, and the client. Raises WorkerError with what to do."""
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise WorkerError("--dask needs Dask: pip install 'gouji[cluster]'.") from error
    cluster = None
    try:
        if address == "local":
            cluster = distributed.LocalCluster(
                n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
            )
        client = distributed.Client(cluster or address, timeout=_START_SECONDS, set_as_default=False)
        client.wait_for_workers(1, timeout=_START_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        raise WorkerError(
            f"--dask {address}: no cluster with workers there ({type(error).__name__}: {error}). Start `dask scheduler` and "
            "`dask worker tcp://HOST:8786`, and name the scheduler's address."
        ) from error
    return cluster, client


# What follows runs on the Dask workers.
_idle: dict[tuple[Limits, str], list[Worker]] = {}
_idle_guard = threading.Lock()


def _fingerprints(places: list[tuple[Place, Known | None]]) -> list[Fingerprint]:
    return [fingerprint(place, known) for place, known in places]


def _perform(job: Job, limits: Limits, function: str) -> Outcome:
    """Do a job in a worker process of ours, one for each thread of the Dask worker, kept for the next job."""
    allow_children()
    with _idle_guard:
        free = _idle.setdefault((limits, function), [])
        worker = free.pop() if free else Worker(limits, function)
    try:
        return worker.perform(job)
    finally:
        with _idle_guard:
            free.append(worker)
