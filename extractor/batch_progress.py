"""What a batch shows while it runs: a bar on a terminal, a plain line now and then elsewhere, nothing with --quiet."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TextIO

if TYPE_CHECKING:
    from .batch_plan import Counts

_LINE_EVERY = 15.0  # seconds between two plain lines


class Progress(Protocol):
    """What the batch tells the user."""

    def update(self, counts: Counts) -> None:
        """Called after every file."""

    def close(self) -> None:
        """Called at the end."""


class Silent:
    """Shows nothing."""

    def update(self, counts: Counts) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Lines:
    """A plain line every 15 seconds, for log files."""

    def __init__(self, stream: TextIO, total: Total) -> None:
        self._stream, self._total = stream, total
        self._begun = self._last = time.monotonic()

    def update(self, counts: Counts) -> None:
        """A line when the last one is 15 seconds old."""
        now = time.monotonic()
        if now - self._last >= _LINE_EVERY:
            self._last = now
            rate = (counts.extracted + counts.failed) / (now - self._begun)
            whole = f" of {self._total.known}" if self._total.known is not None else ""
            print(
                f"{counts.done}{whole} files, {rate:.1f} read a second, {counts.failed} failed",
                file=self._stream,
                flush=True,
            )

    def close(self) -> None:
        """Nothing."""


class Bar:
    """A bar with rate, remaining time and count of failures."""

    def __init__(self, stream: TextIO, total: Total) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        self._total = total
        self._bar = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failed]}"),
            console=Console(file=stream),
        )
        self._task = self._bar.add_task("gouji", total=None, rate="", failed="")
        self._begun = time.monotonic()
        self._bar.start()

    def update(self, counts: Counts) -> None:
        """Move the bar."""
        rate = (counts.extracted + counts.failed) / max(time.monotonic() - self._begun, 1e-9)
        fields: dict[str, Any] = {"rate": f"{rate:.1f}/s", "failed": f"{counts.failed} failed" if counts.failed else ""}
        total = None if self._total.known is None else max(self._total.known + counts.members, counts.done)
        self._bar.update(self._task, completed=counts.done, total=total, **fields)

    def close(self) -> None:
        """Take the bar away."""
        self._bar.stop()


class Total:
    """Counts the files in a thread of its own, while the first ones are being read already."""

    def __init__(self, count: Callable[[], int]) -> None:
        self.known: int | None = None
        self._count = count
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self.known = self._count()
        except Exception:  # the batch itself meets the same fault and says so
            pass


def make_progress(count: Callable[[], int], *, quiet: bool, stream: TextIO | None = None) -> Progress:
    """The progress that suits the stream (default: stderr)."""
    stream = stream or sys.stderr
    if quiet:
        return Silent()
    return Bar(stream, Total(count)) if stream.isatty() else Lines(stream, Total(count))
