"""Archives: each member is a report of its own. Bombs are refused before they unpack, encrypted members named, junk left out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..document import ReadError
from .sniff import sniff

if TYPE_CHECKING:
    from . import Failure, ReadOptions

_RATIO = 1000  # unpacked to packed: text compresses ten to twenty times
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
Member = tuple[str, bytes]


def members(data: bytes, *, kind: str, name: str | None, options: ReadOptions, depth: int = 0) -> Iterator[Member | Failure]:
    """Name and bytes of each member, archives within unpacked too; a Failure for each that cannot be had.

    Raises ReadError where the archive itself cannot be opened.
    """
    called = name or "archive"
    if kind == "rar":
        raise ReadError(f"{called} is a RAR archive, which gouji does not unpack. Unpack it, or pack it again as .zip.")
    unpack = _unzipped if kind == "zip" else _unpacked_7z
    from . import Failure

    for member in unpack(data, called, options):
        if isinstance(member, Failure):
            yield member
            continue
        inner = sniff(member[1], member[0]) if member[1] else "empty"
        if inner not in ("zip", "7z", "rar"):
            yield member
        elif depth + 1 >= options.max_depth:
            yield Failure(member[0], "It lies in too many archives one inside another. Unpack it first.")
        else:
            try:
                yield from members(member[1], kind=inner, name=member[0], options=options, depth=depth + 1)
            except ReadError as error:
                yield Failure(member[0], str(error))


def _unzipped(data: bytes, called: str, options: ReadOptions) -> Iterator[Member | Failure]:
    from . import Failure

    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ReadError(f"{called} is damaged or cut off ({error}). Fetch it again.") from error
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _is_junk(_name(info))]
        if len(infos) > options.max_members:
            raise ReadError(f"{called} has {len(infos):,} members, more than the {options.max_members:,} allowed. Unpack it first.")
        room = options.max_unpacked_bytes
        for info in infos:
            full = f"{called}!{_name(info)}"
            room -= info.file_size
            if info.flag_bits & 1:
                yield Failure(full, "It is encrypted. Pack it again without a password.")
            elif info.file_size > _RATIO * max(info.compress_size, 1) + (1 << 20) or room < 0:
                yield Failure(full, f"It unpacks to {info.file_size:,} bytes, which no report has. It was not unpacked.")
            else:
                try:
                    yield full, archive.read(info)
                except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
                    yield Failure(full, f"It is damaged or packed in an unknown way ({error}). Pack it again.")


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name; Chinese Windows writes it in GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
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


def _is_junk(name: str) -> bool:
    return any(part in name for part in _JUNK) or name.rpartition("/")[2].startswith(("~$", "._"))


def _unpacked_7z(data: bytes, called: str, options: ReadOptions) -> Iterator[Member | Failure]:
    try:
        import py7zr
    except ImportError:
        raise ReadError(f"{called} is a 7z archive. Install the extra: pip install 'gouji[sevenzip]', or unpack it.") from None
    import tempfile
    from pathlib import Path

    try:
        with py7zr.SevenZipFile(io.BytesIO(data)) as archive, tempfile.TemporaryDirectory() as folder:
            if archive.needs_password():
                raise ReadError(f"{called} is encrypted. Pack it again without a password.")
            size = archive.archiveinfo().uncompressed
            if size > options.max_unpacked_bytes or size > _RATIO * len(data) + (1 << 20):
                raise ReadError(f"{called} unpacks to {size:,} bytes, which no reports have. Unpack it first.")
            archive.extractall(folder)
            files = sorted(path for path in Path(folder).rglob("*") if path.is_file() and not path.is_symlink())
            for path in files[: options.max_members]:
                inside = path.relative_to(folder).as_posix()
                if not _is_junk(inside):
                    yield f"{called}!{inside}", path.read_bytes()
    except (py7zr.exceptions.ArchiveError, OSError, EOFError, ValueError) as error:
        raise ReadError(f"{called} is damaged or cut off ({error}). Fetch it again.") from error
