"""Many files into one dataset: on worker processes of this machine, or of a Dask cluster.

Run it again after anything at all (Ctrl-C, kill -9, a full disk): it goes on where it stopped, and the dataset ends
up the same.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from .batch_plan import Counts, Known, Plan, Rules
from .batch_pool import Limits, Pool
from .batch_progress import Progress, make_progress
from .batch_sources import Place, resolve, walk
from .batch_work import DEFAULT_WORKER, Fingerprint, Job, Outcome, fingerprint
from .dataset_writer import Generator, Writer
from .language import Language

_COMMIT_REPORTS = 200
_COMMIT_CHARACTERS = 16 << 20
_COMMIT_SECONDS = 5.0
_STORE_MEMORY = "1GB"  # of the store in the main process; DuckDB would take most of the machine's


# What the summary says of each count, in English and Chinese.
_SUMMARY = {
    "extracted": (
        "reports read ({counts.figures} figures, {counts.violated} checks violated)",
        "份报告已读取（{counts.figures} 个数字，{counts.violated} 处勾稽不符）",
    ),
    "linked": (
        "files with the content of another one: linked to its report",
        "个文件与其他文件内容相同，已指向同一报告",
    ),
    "unchanged": ("done before: not read again", "个文件以前已读取，未再读取"),
    "archives": ("archives with {counts.members} files inside", "个压缩包，内含 {counts.members} 个文件"),
    "failed": (
        'failed: gouji query {dataset} "SELECT path, reason, message FROM failures"',
        '个失败：gouji query {dataset} "SELECT path, reason, message FROM failures"',
    ),
    "failed_before": (
        "failed before and not tried again (--retry-failed tries them)",
        "个以前失败，未再尝试（用 --retry-failed 重试）",
    ),
}
_INTERRUPTED = (
    "Interrupted. What was read is in the dataset; the same command goes on.",
    "已中断。读完的报告已在数据集中，用同一命令可以接着运行。",
)


@dataclass(slots=True)
class Summary:
    """What a batch did."""

    dataset: str
    seconds: float = 0.0
    interrupted: bool = False
    counts: Counts = field(default_factory=Counts)

    @property
    def exit_code(self) -> int:
        """0 all done, 3 done but some files gave no report (in this run or an earlier one), 130 interrupted."""
        if self.interrupted:
            return 130
        return 3 if self.counts.failed or self.counts.failed_before else 0

    def text(self, language: Language = "en") -> str:
        """The summary in a few lines."""
        counts, zh = self.counts, language == "zh"
        head = (
            f"{counts.done} 个文件，用时 {self.seconds:.1f} 秒"
            if zh
            else f"{counts.done} files in {self.seconds:.1f} s"
        )
        lines = [f"{self.dataset}: {head}"]
        for name, (english, chinese) in _SUMMARY.items():
            if number := getattr(counts, name):
                words = (chinese if zh else english).format(counts=counts, dataset=self.dataset)
                lines.append(f"{number:>9} {words}")
        if self.interrupted:
            lines.append(_INTERRUPTED[1 if zh else 0])
        return "\n".join(lines)


class Backend(Protocol):
    """Who does the work."""

    room: int  # jobs that may be under way at once

    def fingerprints(self, places: list[tuple[Place, Known | None]]) -> Future[list[Fingerprint]]:
        """Fingerprints of places, in their order."""

    def submit(self, job: Job) -> None:
        """Start a job."""

    def next(self, seconds: float) -> tuple[Job, Outcome] | None:
        """The next outcome, or None when there is none within the time."""

    def close(self) -> None:
        """Stop at once; jobs under way are dropped."""


class LocalBackend:
    """Worker processes on this machine."""

    def __init__(self, jobs: int, limits: Limits, function: str = DEFAULT_WORKER) -> None:
        self._pool = Pool(jobs, limits, function)
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="gouji hash")
        self.room = 4 * jobs

    def fingerprints(self, places: list[tuple[Place, Known | None]]) -> Future[list[Fingerprint]]:
        """Fingerprints of places, in their order; read by threads of this process."""
        return self._threads.submit(lambda: [fingerprint(place, known) for place, known in places])

    def submit(self, job: Job) -> None:
        """Queue a job."""
        self._pool.submit(job)

    def next(self, seconds: float) -> tuple[Job, Outcome] | None:
        """The next outcome."""
        return self._pool.next(seconds)

    def close(self) -> None:
        """Kill the workers."""
        self._pool.close()
        self._threads.shutdown(wait=False, cancel_futures=True)


def current_generator() -> Generator:
    """The program and the rules of this installation."""
    from . import __version__
    from .patterns import digest

    return Generator(__version__, digest())


def run_batch(
    paths: Iterable[str | os.PathLike[str]],
    dataset: str | os.PathLike[str],
    *,
    jobs: int | None = None,
    limits: Limits | None = None,
    retry_failed: bool = False,
    force: bool = False,
    dask: str | None = None,
    quiet: bool = False,
    worker: str = DEFAULT_WORKER,
) -> Summary:
    """Extract and check every file that `paths` stand for (see batch_sources.walk) into a dataset.

    `jobs` worker processes (default: one a processor). `limits`: time and memory a file. `dask`: address of a
    scheduler, or "local". `worker`: "module:function" to call instead of extractor.extract, as function(data: bytes,
    name=str) -> Report. Ctrl-C stops cleanly and sets `Summary.interrupted`; a second Ctrl-C stops at once.

    Raises SourceError, DatasetError, or WorkerError, each with what to do; what was committed before stays.
    """
    found = resolve(paths)
    jobs, limits = jobs or os.cpu_count() or 1, limits or Limits()
    own = _own_files(dataset)
    begun = time.monotonic()
    with Writer(dataset) as writer:
        rules = Rules(current_generator(), force=force, retry_failed=retry_failed)
        writer.rows(f"SET memory_limit = '{_STORE_MEMORY}'")
        if force:
            writer.begin_forced()
        backend = _backend(jobs, limits, worker, dask)
        summary = Summary(os.fspath(dataset))
        started = datetime.now(UTC).isoformat(timespec="milliseconds")
        progress = make_progress(lambda: sum(1 for _ in walk(found, leave_out=own)), quiet=quiet)
        plan = Plan(walk(found, leave_out=own), writer, backend, rules)
        summary.counts = plan.counts
        try:
            with _stop_on_signal() as stop:
                _drive(plan, backend, progress, stop)
                summary.interrupted = stop.is_set()
        finally:
            backend.close()
            progress.close()
        if force and not summary.interrupted:
            writer.end_forced()
        summary.seconds = time.monotonic() - begun
        _finish(writer, summary, rules.generator, started)
    return summary


def _drive(plan: Plan, backend: Backend, progress: Progress, stop: threading.Event) -> None:
    """Keep the workers busy and the dataset fed until nothing is left."""
    under_way = 0
    last_commit = time.monotonic()
    try:
        while not stop.is_set():
            while under_way < backend.room and (job := plan.next_job()) is not None:
                backend.submit(job)
                under_way += 1
            if not under_way:
                break
            if (ended := backend.next(0.5)) is not None:
                under_way -= 1
                plan.take(*ended)
                progress.update(plan.counts)
            if _worth_a_commit(plan, time.monotonic() - last_commit):
                plan.commit()
                last_commit = time.monotonic()
    finally:
        if plan.changes:
            plan.commit()
        progress.update(plan.counts)


def _worth_a_commit(plan: Plan, seconds: float) -> bool:
    changes = plan.changes
    if not changes:
        return False
    if (
        seconds >= _COMMIT_SECONDS
        or len(changes.reports) >= _COMMIT_REPORTS
        or len(changes.sources) >= 20 * _COMMIT_REPORTS
    ):
        return True
    return plan.uncommitted_characters >= _COMMIT_CHARACTERS


def _finish(writer: Writer, summary: Summary, generator: Generator, started: str) -> None:
    writer.refresh_views()
    counts = summary.counts
    writer.rows(
        "INSERT INTO runs VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        [
            started,
            f"{summary.seconds:.3f}",
            generator.version,
            generator.patterns,
            "interrupted" if summary.interrupted else "done",
            counts.done,
            counts.extracted,
            counts.linked,
            counts.unchanged,
            counts.failed,
        ],
    )


def _backend(jobs: int, limits: Limits, worker: str, dask: str | None) -> Backend:
    if dask is None:
        return LocalBackend(jobs, limits, worker)
    from .batch_dask import DaskBackend

    return DaskBackend(dask, jobs, limits, worker)


def _own_files(dataset: str | os.PathLike[str]) -> set[str]:
    """The dataset's own files, which may lie in a folder that is read."""
    path = os.path.abspath(dataset)
    return {path, path + ".wal", path + ".tmp"}


@contextmanager
def _stop_on_signal() -> Iterator[threading.Event]:
    """Set an event on Ctrl-C or SIGTERM; the second Ctrl-C raises KeyboardInterrupt as usual."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def ask(number: int, frame: object) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
