"""Where the files of a batch are: folders, patterns, lists of names, URLs → one path after the other, in a fixed order.

Nothing is opened here but lists and folders. Paths keep bytes that are no UTF-8 as Python does (surrogateescape).
"""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .dataset_rows import source_key
from .errors import UserError

_OFFICE_LOCKS = ("~$", ".~lock.", "._")  # what Word, LibreOffice and macOS leave beside the real file
_SYSTEM = {"Thumbs.db", "desktop.ini", "__MACOSX"}


class SourceError(UserError):
    """Paths that cannot be used. The message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a report may be: a file or URL, or a member of an archive."""

    path: str
    member: str | None = None

    @property
    def name(self) -> str:
        """`archive.zip!member` or the path."""
        return self.path if self.member is None else f"{self.path}!{self.member}"

    @property
    def short(self) -> str:
        """The name without folders, as the report carries it."""
        base = os.path.basename(self.path) or self.path
        return base if self.member is None else f"{base}!{self.member}"

    @property
    def raw(self) -> bytes:
        """The bytes of the name as the file system has them."""
        return os.fsencode(self.path) + (b"" if self.member is None else b"!" + self.member.encode("utf-8", "replace"))

    @property
    def key(self) -> str:
        """Key of the row in table sources."""
        return source_key(self.raw)

    @property
    def shown(self) -> str:
        r"""The name as UTF-8 text; a byte that is no UTF-8 is written `\xe4`."""
        return self.raw.decode("utf-8", "backslashreplace")


def is_url(path: str) -> bool:
    """Whether the path is for fsspec: s3://…, https://…, memory://… (a Windows drive letter is not)."""
    scheme, mark, _ = path.partition("://")
    return bool(mark) and scheme.replace("+", "").replace("-", "").replace(":", "").isalnum() and len(scheme) > 1


def resolve(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    """The paths with every list (@FILE, @- for standard input) replaced by what stands in it, one a line or parted by NUL bytes.

    Raises SourceError for a list that cannot be read, a path that does not exist and a pattern that fits nothing. A
    name in a list may be gone: that is a failure of the file, not of the batch.
    """
    found: list[str] = []
    for given in paths:
        path = os.fspath(given)
        if path.startswith("@") and not os.path.lexists(path):
            found.extend(_read_list(path[1:]))
        elif is_url(path) or os.path.lexists(path):
            found.append(path)
        elif not glob.has_magic(path):
            raise SourceError(
                f"{path}: no such file or folder. Check the spelling; put patterns such as '*.pdf' in quotes."
            )
        elif next(glob.iglob(path, recursive=True), None) is None:
            raise SourceError(f"{path}: no file fits this pattern.")
        else:
            found.append(path)
    if not found:
        raise SourceError("Nothing to read: name a folder, files, a pattern or a list.")
    return found


def walk(paths: Iterable[str], *, leave_out: Collection[str] = ()) -> Iterator[str]:
    """Every file that resolved paths stand for, absolute, sorted inside a folder. A file that is named twice comes twice.

    A path is a file, a folder (with all below it), a pattern with * ? [] or **, or a URL. Hidden files and the lock
    files of office programs are passed over inside folders. A link to a folder is followed, but no folder is read
    twice, so that a loop of links ends.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        yield from (found for found in _expand(path, seen) if found not in leave_out)


def _expand(path: str, seen: set[tuple[int, int]]) -> Iterator[str]:
    if is_url(path):
        yield from _expand_url(path)
    elif os.path.isdir(path):
        yield from _folder(os.path.abspath(path), seen)
    elif glob.has_magic(path) and not os.path.lexists(path):
        yield from _pattern(path, seen)
    else:
        yield os.path.abspath(path)


def _pattern(path: str, seen: set[tuple[int, int]]) -> Iterator[str]:
    for hit in sorted(glob.iglob(path, recursive=True)):
        if not os.path.isdir(hit):
            yield os.path.abspath(hit)
        elif "**" not in path:
            yield from _folder(os.path.abspath(hit), seen)


def _folder(top: str, seen: set[tuple[int, int]]) -> Iterator[str]:
    """Every file below a folder, sorted, without recursion so that depth has no limit."""
    waiting = [top]
    while waiting:
        path = waiting.pop()
        try:
            status = os.stat(path)
            with os.scandir(path) as listing:
                entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
        except OSError:
            yield path  # cannot be listed: becomes a failure row of its own
            continue
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        folders = []
        for entry in entries:
            if entry.name.startswith((".", *_OFFICE_LOCKS)) or entry.name in _SYSTEM:
                continue
            if _is_folder(entry):
                folders.append(entry.path)
            else:
                yield entry.path
        waiting.extend(reversed(folders))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _read_list(name: str) -> list[str]:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise SourceError(f"@{name}: the list cannot be read: {error.strerror}.") from error
    data = data.removeprefix(b"\xef\xbb\xbf")
    lines = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [os.fsdecode(line) for line in lines if line.strip()]


def _expand_url(path: str) -> Iterator[str]:
    """The files of a URL: itself, all that fit a pattern, or all below it where the file system has folders."""
    try:
        import fsspec
    except ImportError as error:
        raise SourceError(f"{path}: URLs need fsspec: pip install 'gouji[cluster]'.") from error
    try:
        system, inner = fsspec.url_to_fs(path)
        if glob.has_magic(inner):
            hits = sorted(system.glob(inner))
        elif not path.startswith(("http://", "https://")) and system.isdir(inner):
            hits = sorted(system.find(inner))
        else:
            yield path
            return
    except (OSError, ValueError, ImportError) as error:
        raise SourceError(f"{path}: cannot be reached: {error}") from error
    if not hits:
        raise SourceError(f"{path}: nothing there.")
    yield from (system.unstrip_protocol(hit) for hit in hits)
