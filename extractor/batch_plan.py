"""What is to be done with each source: nothing, a link to a report that is there, or a job.

The plan asks the dataset in chunks, so that memory does not grow with the number of files, and remembers which
contents are being read right now, so that no content is read twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, get_args

from .batch_sources import Place
from .batch_work import Failed, Fingerprint, Job, Members, Outcome, Reason
from .dataset_rows import Packed, report_key
from .dataset_writer import Changes, Generator, Writer

CHUNK = 256
_LARGE_CHUNK = 2048  # for a dataset in which a look-up is a scan of many rows
_LARGE = 500_000
_AHEAD = 2  # chunks whose files are being hashed while others are planned
Known = tuple[int | None, int | None]
Row = tuple[int | None, int | None, str | None, str]  # size, time, content and status of a source


class Hasher(Protocol):
    """Whoever can see the files."""

    def fingerprints(self, places: list[tuple[Place, Known | None]]) -> Future[list[Fingerprint]]:
        """Fingerprints of places, in their order."""


@dataclass(slots=True)
class Counts:
    """What became of the sources."""

    found: int = 0
    extracted: int = 0  # reports read in this run
    linked: int = 0  # sources whose content another source has
    unchanged: int = 0  # done by an earlier run
    archives: int = 0
    members: int = 0  # files inside archives
    failed: int = 0  # failed in this run
    failed_before: int = 0  # failed in an earlier run and not tried again
    figures: int = 0
    violated: int = 0

    @property
    def done(self) -> int:
        """Sources that are through."""
        return self.extracted + self.linked + self.unchanged + self.archives + self.failed + self.failed_before


@dataclass(frozen=True, slots=True)
class Rules:
    """When a source that an earlier run has done is done again."""

    generator: Generator
    force: bool = False
    retry_failed: bool = False


@dataclass(slots=True)
class _Source:
    """A source on its way."""

    place: Place
    print: Fingerprint


class Plan:
    """Sources in, jobs out; outcomes in, changes for the dataset out."""

    def __init__(self, paths: Iterator[str], writer: Writer, hasher: Hasher, rules: Rules) -> None:
        self._chunk = _LARGE_CHUNK if writer.rows("SELECT count(*) FROM sources")[0][0] > _LARGE else CHUNK
        self.counts = Counts()
        self.changes = Changes()
        self._paths, self._writer, self._hasher, self._rules = paths, writer, hasher, rules
        self._hashing: deque[tuple[list[Place], dict[str, Row], Future[list[Fingerprint]]]] = deque()
        self._ready: deque[Job] = deque()
        self._inside: deque[tuple[Place, Fingerprint]] = deque()  # members of archives, to be planned
        self._waiting: dict[
            str, list[_Source]
        ] = {}  # content → the sources that wait for it; the first one is being read
        self._uncommitted: dict[str, Packed] = {}  # content → what is in `changes`
        self._characters = 0
        self._failed: dict[str, Failed] = {}  # contents that failed in this run: not tried again for a copy

    @property
    def uncommitted_characters(self) -> int:
        """How much JSON waits for the next commit."""
        return self._characters

    def next_job(self) -> Job | None:
        """The next job, or None when there is none now (there may be one after the next outcome)."""
        while not self._ready:
            if self._inside:
                chunk = [self._inside.popleft() for _ in range(min(CHUNK, len(self._inside)))]
                self._decide(chunk, self._writer.source_rows([place.key for place, _ in chunk]))
            elif not self._next_chunk():
                return None
        return self._ready.popleft()

    @property
    def busy(self) -> bool:
        """Whether anything is still to come."""
        return bool(self._ready or self._inside or self._waiting or self._hashing)

    def take(self, job: Job, outcome: Outcome) -> None:
        """Record the outcome of a job for every source with that content."""
        sources = self._waiting.pop(job.sha256, [])
        if not sources:  # a cluster may do a job twice
            return
        if isinstance(outcome, Members):
            self._open_archive(sources, outcome)
            return
        if isinstance(outcome, Failed) and not outcome.by_content:
            self._fail(sources[0].place, sources[0].print, outcome)
            self._again(sources[1:])
            return
        if isinstance(outcome, Packed) and outcome.sha256 != job.sha256:  # the file was written to in between
            first, others = sources[0], sources[1:]
            self._again(others)
            sources = [_Source(first.place, Fingerprint(None, None, outcome.sha256))]
            if outcome.sha256 in self._uncommitted or outcome.sha256 in self._waiting:
                self._decide([(first.place, sources[0].print)], {})
                return
        self._settle(sources, outcome)

    def commit(self) -> None:
        """Write the changes to the dataset."""
        self._writer.commit(self.changes, forced=self._rules.force)
        self.changes = Changes()
        self._uncommitted.clear()
        self._characters = 0

    def _next_chunk(self) -> bool:
        while len(self._hashing) < _AHEAD:
            places = [Place(path) for path in islice(self._paths, self._chunk)]
            if not places:
                break
            self.counts.found += len(places)
            rows = self._writer.source_rows([place.key for place in places])
            known = [
                (place, None if self._rules.force or place.key not in rows else rows[place.key][:2]) for place in places
            ]
            self._hashing.append((places, rows, self._hasher.fingerprints(known)))
        if not self._hashing:
            return False
        places, rows, future = self._hashing.popleft()
        prints = future.result()
        self._decide(
            [(place, _with_sha(found, rows.get(place.key))) for place, found in zip(places, prints, strict=True)], rows
        )
        return True

    def _decide(self, chunk: list[tuple[Place, Fingerprint]], rows: Mapping[str, Row]) -> None:
        """Sort a chunk of sources into done, linked and to be done."""
        shas = [found.sha256 for _, found in chunk if found.sha256]
        reports = self._writer.current_reports(shas, self._rules.generator, forced=self._rules.force)
        redo = self._rules.force or self._rules.retry_failed
        failures = {} if redo else self._writer.current_failures(shas, self._rules.generator)
        for place, found in chunk:
            row, sha256 = rows.get(place.key), found.sha256
            if found.failed is not None or sha256 is None:
                self._fail(
                    place, found, found.failed or Failed("unreadable", "The file cannot be read.", by_content=False)
                )
            elif sha256 in self._waiting:
                self._waiting[sha256].append(_Source(place, found))
            elif sha256 in self._failed:
                self._fail(place, found, self._failed[sha256])
            elif sha256 in self._uncommitted:
                self._link(place, found)
            elif sha256 in reports:
                self._link(place, found, row)
            elif sha256 in failures:
                self._fail(place, found, _known_failure(*failures[sha256]), row)
            else:
                self._waiting[sha256] = [_Source(place, found)]
                self._ready.append(Job(place, sha256))

    def _again(self, sources: list[_Source]) -> None:
        """The next source with a content takes over from one that could not be read."""
        if sources:
            first = sources[0]
            sha256 = first.print.sha256 or ""
            self._waiting[sha256] = sources
            self._ready.append(Job(first.place, sha256))

    def _settle(self, sources: list[_Source], outcome: Packed | Failed) -> None:
        """Link or fail all sources of a content that has just been read."""
        sha256 = sources[0].print.sha256 or ""
        if isinstance(outcome, Failed):
            self._failed[sha256] = outcome
            for source in sources:
                self._fail(source.place, source.print, outcome)
            return
        self._uncommitted[sha256] = outcome
        self.changes.reports.append(outcome)
        self._characters += sum(map(len, outcome.rows.values()))
        self.counts.extracted += 1
        self.counts.linked -= 1  # the first source is the one that was read
        self.counts.figures += outcome.figures
        self.counts.violated += outcome.violated
        for source in sources:
            self._link(source.place, source.print)

    def _open_archive(self, sources: list[_Source], outcome: Members) -> None:
        for source in sources:
            self.counts.archives += 1
            self._record(source.place, source.print, "archive")
            for member in outcome.members:
                place = Place(source.place.path, member.name)
                self._inside.append((place, Fingerprint(member.size, None, member.sha256)))
            for name, message in outcome.problems:
                failed = Failed("unreadable", message, by_content=False)
                self._inside.append((Place(source.place.path, name), Fingerprint(failed=failed)))
            self.counts.members += len(outcome.members) + len(outcome.problems)

    def _link(self, place: Place, found: Fingerprint, row: Row | None = None) -> None:
        """The source has this report; `row` is what the dataset says about the source already."""
        if row is not None and row[2:] == (found.sha256, "report"):
            self.counts.unchanged += 1
            if row[:2] == (found.size, found.modified):
                return
        else:
            self.counts.linked += 1
        self._record(place, found, "report", report_key(found.sha256 or ""))

    def _fail(self, place: Place, found: Fingerprint, failed: Failed, row: Row | None = None) -> None:
        """The source has no report; `row` is what the dataset says about the source already."""
        if row is not None and row[2:] == (found.sha256, "failed"):
            self.counts.failed_before += 1
            return
        self.counts.failed += 1
        self._record(place, found, "failed")
        self.changes.failures[place.key] = {
            "source": place.key,
            "path": place.shown,
            "sha256": found.sha256,
            "reason": failed.reason,
            "message": failed.message,
            "generator_version": self._rules.generator.version,
            "patterns": self._rules.generator.patterns,
        }

    def _record(self, place: Place, found: Fingerprint, status: str, report: str | None = None) -> None:
        shown, raw = place.shown, place.raw
        self.changes.failures.pop(place.key, None)
        self.changes.sources[place.key] = {
            "source": place.key,
            "path": shown,
            "path_bytes": None if shown.encode("utf-8") == raw else raw,
            "member": place.member,
            "bytes": found.size,
            "modified": found.modified,
            "sha256": found.sha256,
            "status": status,
            "report": report,
        }


def _known_failure(reason: str, message: str) -> Failed:
    """A failure as an earlier run wrote it."""
    return Failed(next(known for known in get_args(Reason) if known == reason), message)


def _with_sha(found: Fingerprint, row: Row | None) -> Fingerprint:
    """A file that has not changed has the content that the dataset says."""
    if found.failed is not None or found.sha256 is not None or row is None:
        return found
    return Fingerprint(found.size, found.modified, row[2])
