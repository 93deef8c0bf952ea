"""Files of any kind → Document. The format is told by content, the name only decides between formats that look alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from ..document import Document, Notice, ReadError
from .sniff import sniff

__all__ = ["Failure", "ReadError", "ReadOptions", "read", "read_all"]


# Kind of file → the reader, imported when it is first needed.
_READERS = {
    "text": (".text", "read_text"),
    "html": (".html", "read_html"),
    "mht": (".mht", "read_mht"),
    "docx": (".docx", "read_docx"),
    "doc": (".doc", "read_doc"),
    "rtf": (".rtf", "read_rtf"),
    "odt": (".office", "read_odt"),
    "pdf": (".pdf", "read_pdf"),
    "image": (".ocr", "read_image"),
}


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the caller allows and offers."""

    office: str | None = None  # path of LibreOffice (soffice), for Word 6/95 and RTF
    ocr: bool | None = None  # recognise text in images; None: where the extra gouji[ocr] is installed
    max_bytes: int = 1 << 30  # of one file
    max_members: int = 10_000  # of one archive
    max_unpacked_bytes: int = 4 << 30  # of one archive
    max_depth: int = 3  # archives within archives


@dataclass(frozen=True, slots=True)
class Failure:
    """A member of an archive that could not be read, and why."""

    name: str
    message: str


def read(source: str | Path | bytes, *, name: str | None = None, options: ReadOptions | None = None) -> Document:
    """The document in a file, given by path or as bytes (then `name` may say what it is called).

    Raises ReadError with what is wrong and what to do: no such file, encrypted, truncated, an archive of several reports …
    """
    options = options or ReadOptions()
    data, name = _load(source, name, options)
    if sniff(data, name) in ("zip", "7z", "rar"):
        found = list(read_all(data, name=name, options=options))
        documents = [item for item in found if isinstance(item, Document)]
        failures = [item for item in found if isinstance(item, Failure)]
        if len(documents) == 1:
            notices = (Notice("unread_member", f"{failure.name}: {failure.message}") for failure in failures)
            return replace(documents[0], notices=(*documents[0].notices, *notices))
        if not documents:
            reason = failures[0].message if failures else "it is empty."
            raise ReadError(f"{name or 'the archive'}: no member could be read: {reason}")
        raise ReadError(
            f"{name or 'the archive'} holds {len(documents)} reports. Unpack it and name one of them (in Python: extract_all)."
        )
    return _read_one(data, name, options)


def read_all(
    source: str | Path | bytes, *, name: str | None = None, options: ReadOptions | None = None
) -> Iterator[Document | Failure]:
    """The documents in a file: of an archive one for each member, named `archive.zip!member`; of any other file the one.

    Raises ReadError where the file itself cannot be read.
    """
    options = options or ReadOptions()
    data, name = _load(source, name, options)
    kind = sniff(data, name)
    if kind not in ("zip", "7z", "rar"):
        yield _read_one(data, name, options)
        return
    from .archive import members

    for member in members(data, kind=kind, name=name, options=options):
        if isinstance(member, Failure):
            yield member
            continue
        member_name, content = member
        try:
            yield _read_one(content, member_name, options)
        except ReadError as error:
            yield Failure(member_name, str(error))


def _load(source: str | Path | bytes, name: str | None, options: ReadOptions) -> tuple[bytes, str | None]:
    if isinstance(source, bytes):
        data = source
    else:
        path = Path(source)
        name = name or path.name
        if path.is_dir():
            raise ReadError(f"{path} is a folder. Name a file, or use `gouji batch` for folders.")
        try:
            size = os.stat(path).st_size
            if size > options.max_bytes:
                raise ReadError(f"{path} has {size:,} bytes, more than the {options.max_bytes:,} that are allowed.")
            data = path.read_bytes()
        except FileNotFoundError:
            raise ReadError(f"{path}: no such file.") from None
        except (OSError, ValueError) as error:
            raise ReadError(f"{path} cannot be opened: {getattr(error, 'strerror', None) or error}.") from error
    return data, name


def _read_one(data: bytes, name: str | None, options: ReadOptions) -> Document:
    if not data:
        raise ReadError(f"{name or 'the input'} is empty (0 bytes). Fetch or copy the file again.")
    document = _dispatch(data, sniff(data, name), name, options)
    return replace(document, name=name, sha256=sha256(data).hexdigest(), size=len(data))


def _dispatch(data: bytes, kind: str, name: str | None, options: ReadOptions) -> Document:
    if kind in ("xlsx", "xls", "xls_xml", "ods", "csv"):
        from .sheet import read_sheet

        return read_sheet(data, kind=kind, name=name, options=options)
    if kind not in _READERS:
        what = name or "the input"
        raise ReadError(f"{what} is {kind}, which gouji does not read. Save it as .docx, .pdf, .xlsx or .txt.")
    module, function = _READERS[kind]
    reader: Callable[..., Document] = getattr(import_module(module, __name__), function)
    return reader(data, name=name, options=options)
