"""What a worker process does for one file: read the bytes, extract, pack. Every ending but a dead process is a value."""

from __future__ import annotations

import hashlib
import importlib
import os
import stat
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from .batch_archives import OpenArchive, VanishedMember, archive_kind, list_members
from .batch_sources import Place, is_url
from .dataset_rows import Packed, pack
from .document import ReadError
from .models import Report

Reason = Literal["unreadable", "missing", "timeout", "memory", "crashed", "killed", "error"]
Extract = Callable[..., Report]
DEFAULT_WORKER = "extractor:extract"
_open_archive = OpenArchive()  # one in each worker process, which does one job at a time


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work: a place to be extracted, or listed where it turns out to be an archive."""

    place: Place
    sha256: str  # of the bytes as they were when the job was planned


@dataclass(frozen=True, slots=True)
class Failed:
    """A source that gave no report, and why. `by_content`: another file with the same bytes would fail too."""

    reason: Reason
    message: str
    by_content: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside an archive."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Members:
    """What an archive holds; `problems` are members that could not be read, with the reason."""

    members: tuple[Member, ...]
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A file as it is now. `sha256` is None where it has not changed since `known` or could not be read."""

    size: int | None = None
    modified: int | None = None  # ns since 1970
    sha256: str | None = None
    failed: Failed | None = None


Outcome = Packed | Failed | Members


def load_worker(name: str) -> Extract:
    """The function `module:function`, called as `function(data: bytes, name=str) -> Report`.

    Raises ValueError when there is none.
    """
    module, _, function = name.partition(":")
    try:
        found = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"{name}: cannot be imported: {error}") from error
    if not callable(found):
        raise ValueError(f"{name} is no function")
    return found  # type: ignore[no-any-return]


def perform(job: Job, function: Extract) -> Outcome:
    """Do one job. Never raises, so that a worker lives on after a bad file."""
    try:
        data = read(job.place)
    except (FileNotFoundError, VanishedMember):
        return Failed("missing", "The file was there when the batch began and is gone now.", by_content=False)
    except OSError as error:
        return Failed("unreadable", f"The file cannot be read: {error.strerror or error}.", by_content=False)
    except Exception as error:
        return _failed(error)
    try:
        if job.place.member is None and (kind := archive_kind(data, job.place.path)):
            members, problems = list_members(data, job.place.path, kind)
            return Members(tuple(Member(*member) for member in members), tuple(problems))
        sha256 = hashlib.sha256(data).hexdigest()
        return pack(function(data, name=job.place.short), sha256)
    except Exception as error:
        return _failed(error)


def _failed(error: Exception) -> Failed:
    """What an exception means for the user."""
    if isinstance(error, ReadError):
        return Failed("unreadable", str(error))
    if isinstance(error, MemoryError):
        message = "The file needs more memory than a worker may use. Raise --memory and use --retry-failed."
        return Failed("memory", message)
    return Failed("error", describe(error))


def describe(error: BaseException) -> str:
    """An exception that nobody foresaw, with the place where it arose: what a bug report needs.

    >>> describe(ValueError("x"))
    'ValueError: x'
    """
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""
    text = str(error)
    return f"{type(error).__name__}: {text[:500]}{where}"


def read(place: Place) -> bytes:
    """The bytes of a file, a URL or an archive's member. Raises OSError or ReadError."""
    if place.member is not None:
        return _open_archive.read(place.path, place.member, lambda: read(Place(place.path)))
    if is_url(place.path):
        import fsspec

        with fsspec.open(place.path, "rb") as stream:
            return bytes(stream.read())
    _refuse_special(os.stat(place.path))
    with open(place.path, "rb") as stream:
        return stream.read()


def fingerprint(place: Place, known: tuple[int | None, int | None] | None) -> Fingerprint:
    """Size, time and SHA-256 of a file. A file with the size and time of `known` is taken as unchanged and not read.

    Runs in threads of the main process, or on a Dask worker where only those see the files.
    """
    try:
        if is_url(place.path):
            return _fingerprint_url(place.path)
        status = os.stat(place.path)
        _refuse_special(status)
        if known == (status.st_size, status.st_mtime_ns):
            return Fingerprint(status.st_size, status.st_mtime_ns)
        with open(place.path, "rb") as stream:
            return _hashed(stream, status.st_size, status.st_mtime_ns)
    except FileNotFoundError:
        message = "No such file (any more), or a link to nothing."
        return Fingerprint(failed=Failed("missing", message, by_content=False))
    except OSError as error:
        message = f"The file cannot be read: {error.strerror or error}. Check its permissions."
        return Fingerprint(failed=Failed("unreadable", message, by_content=False))
    except Exception as error:  # fsspec's file systems raise what their protocols raise
        return Fingerprint(failed=Failed("unreadable", describe(error), by_content=False))


def _fingerprint_url(path: str) -> Fingerprint:
    import fsspec

    with fsspec.open(path, "rb") as stream:
        return _hashed(stream, None, None)


def _hashed(stream: Any, size: int | None, modified: int | None) -> Fingerprint:
    total, length = hashlib.sha256(), 0
    while block := stream.read(1 << 20):
        length += len(block)
        total.update(block)
    return Fingerprint(length if size is None else size, modified, total.hexdigest())


def _refuse_special(status: os.stat_result) -> None:
    """A pipe or a device would never end."""
    if stat.S_ISDIR(status.st_mode):
        raise OSError(0, "it is a folder that cannot be listed")
    if not stat.S_ISREG(status.st_mode):
        raise OSError(0, "it is no regular file but a pipe, socket or device")
