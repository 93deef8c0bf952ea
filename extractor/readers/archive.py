"""Archives: each member is a report of its own. Bombs are refused before they unpack, encrypted members named, junk left out."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..document import ReadError
from .sniff import sniff

if TYPE_CHECKING:
    from . import Failure, ReadOptions

_RATIO = 200  # unpacked to packed: text compresses ten to twenty times, a table of zeros a hundred
_SMALL = 32 << 20  # bytes that a member may have whatever its ratio
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_ENCRYPTED = "It is encrypted. Pack it again without a password."
_KINDS = ("zip", "7z", "rar")
_UNICODE_PATH = 0x7075  # Info-ZIP's field for a name in UTF-8 beside one in the packer's own encoding
Member = tuple[str, bytes]


@dataclass(slots=True)
class _Room:
    """What is still allowed, of an archive and those within it together."""

    members: int
    size: int


def members(data: bytes, *, kind: str, name: str | None, options: ReadOptions) -> Iterator[Member | Failure]:
    """Name and bytes of each member, archives within unpacked too; a Failure for each that cannot be had.

    Raises ReadError where the archive itself cannot be opened.
    """
    room = _Room(options.max_members, options.max_unpacked_bytes)
    return _members(data, kind, name or "archive", options, room, depth=1)


def _members(
    data: bytes, kind: str, called: str, options: ReadOptions, room: _Room, depth: int
) -> Iterator[Member | Failure]:
    from . import Failure

    if kind == "rar":
        raise ReadError(f"{called} is a RAR archive, which gouji does not unpack. Unpack it, or pack it again as .zip.")
    for member in (_unzipped if kind == "zip" else _unpacked_7z)(data, called, options, room):
        if isinstance(member, Failure):
            yield member
            continue
        name, content = member
        inner = sniff(content, name) if content else "empty"
        if inner not in _KINDS:
            yield member
        elif depth >= options.max_depth:
            yield Failure(name, "It lies in too many archives one inside another. Unpack it first.")
        else:
            try:
                yield from _members(content, inner, name, options, room, depth + 1)
            except ReadError as error:
                yield Failure(name, str(error))


def _unzipped(data: bytes, called: str, options: ReadOptions, room: _Room) -> Iterator[Member | Failure]:
    from . import Failure

    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ReadError(f"{called} is damaged or cut off ({error}). Fetch it again.") from error
    with archive:
        infos = [(info, _name(info)) for info in archive.infolist() if not info.is_dir()]
        infos = [(info, name) for info, name in infos if not _is_junk(name)]
        room.members -= len(infos)
        if room.members < 0:
            raise ReadError(
                f"{called} has more members than the {options.max_members:,} that are allowed. Unpack it first."
            )
        for info, name in infos:
            full = f"{called}!{name}"
            refused = _refusal(info, options, room)
            if refused:
                yield Failure(full, refused)
                continue
            room.size -= info.file_size
            try:
                yield full, archive.read(info)
            except (
                zipfile.BadZipFile,
                zlib.error,
                OSError,
                EOFError,
                RuntimeError,
                NotImplementedError,
                ValueError,
            ) as error:
                yield Failure(full, f"It is damaged or packed in an unknown way ({error}). Pack it again.")


def _refusal(info: zipfile.ZipInfo, options: ReadOptions, room: _Room) -> str | None:
    """Why a member is not unpacked."""
    if info.flag_bits & 1:
        return _ENCRYPTED
    if info.file_size > max(_SMALL, _RATIO * info.compress_size) or info.file_size > options.max_bytes:
        return f"It would unpack to {info.file_size:,} bytes, which no report has. It was not unpacked."
    if info.file_size > room.size:
        return f"The archive unpacks to more than the {options.max_unpacked_bytes:,} bytes that are allowed. Unpack it first."
    return None


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name; Chinese Windows writes it in GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    stated = _unicode_path(info.extra)
    if stated:
        return stated
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _unicode_path(extra: bytes) -> str | None:
    at = 0
    while at + 4 <= len(extra):
        number, size = struct.unpack_from("<HH", extra, at)
        if number == _UNICODE_PATH and size > 5:
            return extra[at + 9 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
    return None


def _is_junk(name: str) -> bool:
    return any(part in name for part in _JUNK) or name.replace("\\", "/").rpartition("/")[2].startswith(("~$", "._"))


def _unpacked_7z(data: bytes, called: str, options: ReadOptions, room: _Room) -> Iterator[Member | Failure]:
    try:
        import py7zr
    except ImportError:
        raise ReadError(
            f"{called} is a 7z archive. Install the extra: pip install 'gouji[sevenzip]', or unpack it."
        ) from None
    import tempfile

    try:
        with py7zr.SevenZipFile(io.BytesIO(data)) as archive, tempfile.TemporaryDirectory(prefix="gouji-") as folder:
            _check_7z(archive, data, called, options, room)
            archive.extractall(folder)
            yield from _files(folder, called)
    except (py7zr.exceptions.PasswordRequired, py7zr.exceptions.UnsupportedCompressionMethodError) as error:
        encrypted = isinstance(error, py7zr.exceptions.PasswordRequired)
        reason = (
            "is encrypted. Pack it again without a password"
            if encrypted
            else f"is packed in a way that is not known ({error}). Pack it as .zip"
        )
        raise ReadError(f"{called} {reason}.") from error
    except (
        py7zr.exceptions.ArchiveError,
        OSError,
        EOFError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
    ) as error:
        raise ReadError(f"{called} is damaged or cut off ({error}). Fetch it again.") from error


def _check_7z(archive: Any, data: bytes, called: str, options: ReadOptions, room: _Room) -> None:
    """Raises ReadError where an archive is better not unpacked."""
    if archive.needs_password():
        raise ReadError(f"{called} is encrypted. Pack it again without a password.")
    sizes = [info.uncompressed or 0 for info in archive.list()]
    size, count = sum(sizes), len(sizes)
    if size > max(_SMALL, _RATIO * len(data)) or size > room.size or count > room.members:
        raise ReadError(
            f"{called} would unpack to {count:,} members of {size:,} bytes, which no reports have. Unpack it first."
        )
    room.size -= size
    room.members -= count


def _files(folder: str, called: str) -> Iterator[Member]:
    from pathlib import Path

    for path in sorted(Path(folder).rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and not _is_junk(inside):
            yield f"{called}!{inside}", path.read_bytes()
