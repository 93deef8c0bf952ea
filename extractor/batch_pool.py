"""Worker processes that may crash, hang, eat memory or be killed at any moment without harm to anything but the file they read.

Every worker has a pipe of its own and does one job at a time, so it is always known which file a death belongs to,
and a message cut off in the middle ends with its pipe. (Pools that share one pipe among their workers, as pebble and
concurrent.futures do, stop for good when a worker is killed while it writes into it.) One thread of the main process
stands behind each worker; it sleeps in the pipe.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from .batch_work import DEFAULT_WORKER, Failed, Job, Outcome, load_worker, perform
from .errors import UserError

_START_SECONDS = 300  # a loaded machine may take this long to import everything
_START_PAUSES = (0.2, 0.5, 1, 2, 4)  # seconds after each failed start
_ATTEMPTS = 3  # a file whose worker is killed from outside gets two more chances: the kill may not be its fault
_KILLED_FROM_OUTSIDE = {-9, -15, -2, -1, 255}  # 255: the server that starts the workers died
_start_lock = threading.Lock()


class WorkerError(UserError):
    """Workers cannot start at all. The message says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    seconds: float = 300.0  # 0: no limit
    megabytes: int | None = 2048  # address space beyond that of the loaded program; None: no limit
    jobs_a_worker: int = 1000  # a worker is replaced after so many files, against slow leaks


class Worker:
    """One worker process, started when it is first needed and again whenever it is gone. Not for several threads at once."""

    def __init__(self, limits: Limits, function: str = DEFAULT_WORKER) -> None:
        self._limits, self._function = limits, function
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._done = 0
        self.closed = False

    def perform(self, job: Job) -> Outcome:
        """Do a job, whatever happens to the process. Raises WorkerError when no process can be started."""
        failure = Failed("killed", "")
        for _ in range(_ATTEMPTS):
            if self.closed:
                break
            self._ensure_running()
            outcome = self._attempt(job)
            if not (isinstance(outcome, Failed) and outcome.reason == "killed"):
                return outcome
            failure = outcome
        return failure

    def close(self) -> None:
        """Kill the process, from any thread. The job that it does comes back as killed."""
        self.closed = True
        if (process := self._process) is not None:
            process.kill()

    def _attempt(self, job: Job) -> Outcome:
        assert self._pipe is not None
        try:
            self._pipe.send(job)
            if not self._pipe.poll(self._limits.seconds or None):
                self._kill()
                return Failed(
                    "timeout",
                    f"Not read within {self._limits.seconds:g} seconds. Raise --timeout and use --retry-failed.",
                )
            outcome: Outcome = self._pipe.recv()
        except (EOFError, OSError):
            return self._cause_of_death()
        self._done += 1
        if self._done >= self._limits.jobs_a_worker:
            self._kill()
        return outcome

    def _cause_of_death(self) -> Failed:
        assert self._process is not None
        self._process.join(10)
        code = self._process.exitcode
        self._kill()
        if code in _KILLED_FROM_OUTSIDE or code is None:
            return Failed(
                "killed",
                f"Its worker was killed {_ATTEMPTS} times from outside (by the system for want of memory?). "
                "Use fewer --jobs or a lower --memory and --retry-failed.",
            )
        return Failed("crashed", f"Its worker crashed ({_exit_name(code)}): the file drives a reader into a fault.")

    def _ensure_running(self) -> None:
        if self._process is not None and self._process.is_alive():
            return
        self._kill()
        problem = ""
        for pause in _START_PAUSES:
            problem = self._start()
            if not problem or self.closed:
                return
            time.sleep(pause)  # the server that starts workers may have been killed and need a moment to be found dead
        raise WorkerError(f"Workers cannot start: {problem}")

    def _start(self) -> str:
        """Start the process and wait until it is ready; what went wrong, or an empty string."""
        context = _context(self._function)
        ours, theirs = context.Pipe()
        try:
            with _start_lock, _without_main():
                process = context.Process(
                    target=_serve,
                    args=(theirs, self._function, self._limits.megabytes),
                    name="gouji worker",
                    daemon=True,
                )
                process.start()
        except (OSError, EOFError) as error:
            ours.close()
            return f"{type(error).__name__}: {error}"
        finally:
            theirs.close()
        self._process, self._pipe, self._done = process, ours, 0
        if self.closed:
            process.kill()
        try:
            if not ours.poll(_START_SECONDS):
                problem = f"not ready after {_START_SECONDS} seconds"
            elif refusal := str(ours.recv()):
                self._kill()
                raise WorkerError(f"Workers cannot start: {refusal}")  # it would refuse again
            else:
                problem = ""
        except (EOFError, OSError):
            process.join(10)
            problem = f"the process ended at its start ({_exit_name(process.exitcode)})"
        if problem:
            self._kill()
        return problem

    def _kill(self) -> None:
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if process is not None:
            process.kill()
            process.join(10)
        if pipe is not None:
            pipe.close()


class Pool:
    """Several workers behind one queue of jobs and one of outcomes."""

    def __init__(self, workers: int, limits: Limits, function: str = DEFAULT_WORKER) -> None:
        allow_children()
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._outcomes: queue.SimpleQueue[tuple[Job, Outcome | WorkerError]] = queue.SimpleQueue()
        self._workers = [Worker(limits, function) for _ in range(workers)]
        self._threads = [threading.Thread(target=self._work, args=(worker,), daemon=True) for worker in self._workers]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job."""
        self._jobs.put(job)

    def next(self, seconds: float) -> tuple[Job, Outcome] | None:
        """The next outcome, or None when there is none within the time. Raises WorkerError when workers cannot start."""
        try:
            job, outcome = self._outcomes.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(outcome, WorkerError):
            raise outcome
        return job, outcome

    def close(self) -> None:
        """Kill the workers. Jobs that are not done are dropped."""
        for worker in self._workers:
            worker.closed = True
        for _ in self._threads:
            self._jobs.put(None)
        for worker in self._workers:
            worker.close()
        for thread in self._threads:
            thread.join(5)

    def _work(self, worker: Worker) -> None:
        while (job := self._jobs.get()) is not None and not worker.closed:
            try:
                self._outcomes.put((job, worker.perform(job)))
            except WorkerError as error:
                self._outcomes.put((job, error))
            except Exception as error:
                self._outcomes.put((job, WorkerError(f"a worker cannot be reached: {type(error).__name__}: {error}")))


def _exit_name(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def allow_children() -> None:
    """A Dask worker is a daemon, and daemons may not have children; ours die with their parent, so they may."""
    process = multiprocessing.current_process()
    if process.daemon:
        process.daemon = False


def _context(function: str) -> Any:
    """How to start a process: from a server that has everything loaded already, where the system can fork."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["extractor.batch_preload"] if function == DEFAULT_WORKER else [function.partition(":")[0]]
    )
    return context


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Keep multiprocessing from running the user's script again in every worker: nothing of it is needed there."""
    main = sys.modules["__main__"]
    kept = {name: getattr(main, name) for name in ("__spec__", "__file__") if hasattr(main, name)}
    try:
        for name in kept:
            setattr(main, name, None)
        yield
    finally:
        for name, value in kept.items():
            setattr(main, name, value)


def _serve(pipe: Connection, function: str, megabytes: int | None) -> None:
    """The life of a worker process."""
    _die_with_parent()
    for name in ("SIGINT", "SIGHUP"):  # Ctrl-C goes to every process of the terminal; the main process decides
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    try:
        extract = load_worker(function)
        _limit_memory(megabytes)
    except Exception as error:
        pipe.send(f"{type(error).__name__}: {error}")
        return
    pipe.send("")
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        outcome = perform(job, extract)
        try:
            pipe.send(outcome)
        except MemoryError:
            pipe.send(Failed("memory", "The result needs more memory than a worker may use. Raise --memory."))


def _die_with_parent() -> None:
    """No orphans, even after kill -9 of the main process: the system tells (Linux), and a thread watches the parent's pipe (everywhere)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _limit_memory(megabytes: int | None) -> None:
    """Cap the address space at what the loaded program has now plus `megabytes`. Windows has no such limit."""
    if megabytes is None or sys.platform == "win32":
        return
    import resource

    try:
        with open("/proc/self/statm", encoding="ascii") as stream:
            loaded = int(stream.read().split()[0]) * resource.getpagesize()
    except OSError:  # not Linux
        loaded = 1 << 30
    limit = loaded + (megabytes << 20)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ValueError, OSError):  # macOS refuses
        return
