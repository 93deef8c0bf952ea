"""The files inside an archive, each a piece of work of its own, so that one hostile member does not cost the others.

A worker keeps the archive that it read last open and goes on from there: jobs come in the archive's order, so that
every worker unpacks an archive about once, not once for each member.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .readers import Failure

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!")
_KINDS = ("zip", "7z", "rar")
Content = tuple[str, bytes]


class VanishedMember(LookupError):
    """The archive has no such member (any more)."""


def archive_kind(data: bytes, path: str) -> str | None:
    """zip, 7z or rar for an archive; None for any other file, office files that are zip archives inside included."""
    if not data.startswith(_MAGIC):
        return None
    from .readers.sniff import sniff

    kind = sniff(data, os.path.basename(path))
    return kind if kind in _KINDS else None


def list_members(data: bytes, path: str, kind: str) -> tuple[list[tuple[str, str, int]], list[tuple[str, str]]]:
    """Name, SHA-256 and size of every file in an archive (archives inside it opened too), and the members that cannot be read, with the
    reason. Raises ReadError for an archive that cannot be opened."""
    found: list[tuple[str, str, int]] = []
    problems: list[tuple[str, str]] = []
    for item in _members(data, path, kind):
        if isinstance(item, tuple):
            found.append((item[0], sha256(item[1]).hexdigest(), len(item[1])))
        else:
            problems.append((_inside(item.name, path), item.message))
    return found, problems


class OpenArchive:
    """The archive that a worker read last."""

    def __init__(self) -> None:
        self._path: str | None = None
        self._version: object = None
        self._rest: Iterator[Content | Failure] = iter(())

    def read(self, path: str, member: str, load: Callable[[], bytes]) -> bytes:
        """The bytes of a member; `load` gives those of the archive. Raises VanishedMember, or ReadError."""
        version = _version(path)
        fresh = False
        if self._path != path or self._version != version or version is None:
            self._open(path, version, load)
            fresh = True
        for _ in range(1 if fresh else 2):
            for item in self._rest:
                if isinstance(item, tuple) and item[0] == member:
                    return item[1]
            self._open(path, version, load)  # it stands before the place where we were
        raise VanishedMember(member)

    def _open(self, path: str, version: object, load: Callable[[], bytes]) -> None:
        data = load()
        self._path, self._version = path, version
        self._rest = _members(data, path, archive_kind(data, path) or "zip")


def _members(data: bytes, path: str, kind: str) -> Iterator[Content | Failure]:
    """Every file in an archive, with its name inside the archive."""
    from .readers import ReadOptions
    from .readers.archive import members

    seen: Counter[str] = Counter()
    for item in members(data, kind=kind, name=os.path.basename(path), options=ReadOptions()):
        if not isinstance(item, tuple):
            yield item
            continue
        name = _inside(item[0], path)
        seen[name] += 1
        yield (name if seen[name] == 1 else f"{name}#{seen[name]}"), item[1]  # a zip may hold one name twice


def _inside(name: str, path: str) -> str:
    """The name of a member without that of its archive."""
    return name.removeprefix(f"{os.path.basename(path)}!")


def _version(path: str) -> object:
    """What changes when a local file is written to; None for a URL."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
