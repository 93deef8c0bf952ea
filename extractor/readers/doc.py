"""Word 97-2003 documents (.doc) and those of WPS Writer (.wps), straight from their bytes.

Own code, because no reader keeps tables as grids, leaves tracked deletions out and writes automatic numbers at once. Older files go through
LibreOffice where the caller names it.
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

from ..document import Document, Notice, ReadError
from .blocks import lay_out
from .flow import Flow

if TYPE_CHECKING:
    from . import ReadOptions

_WORD_97 = 0xC1  # the first version number of the format that is read here
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_STREAMS = ("worddocument", "0table", "1table", "data")
_OTHERS = {
    "powerpoint document": "a PowerPoint presentation. Save it as .pdf.",
    "visiodocument": "a Visio drawing. Save it as .pdf.",
    "fileheader": "a HWP document. Save it as .docx.",
    "__properties_version1.0": "an Outlook message. Save its attachment.",
    "matost": "a Microsoft Works document. Save it as .docx.",
}


def read_doc(data: bytes, *, name: str | None, options: ReadOptions) -> Document:
    """The text of a Word 97-2003 document: deletions out, automatic numbers written, tables as grids, notes and text boxes in place.

    Raises ReadError for encrypted and damaged files, and for Word 6/95 where no LibreOffice is given.
    """
    called = name or "the document"
    streams = _streams(data, called)
    main = streams["worddocument"]
    flags = _flags(main, called)
    if flags is None:
        return _converted(data, called, name, options)
    try:
        return _document(
            main, streams.get("1table" if flags & _TABLE_1 else "0table", b""), streams.get("data", b""), name
        )
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise _damaged(called, error) from error


def _streams(data: bytes, called: str) -> dict[str, bytes]:
    """The streams that a document's text is in, by their names in small letters."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            entries = {entry[0].lower(): entry for entry in ole.listdir() if len(entry) == 1}
            _check(set(entries), called)
            return {name: bytes(ole.openstream(entry).read()) for name, entry in entries.items() if name in _STREAMS}
    except ReadError:
        raise
    except Exception as error:  # olefile raises whatever a damaged file provokes
        raise _damaged(called, error) from error


def _damaged(called: str, error: Exception) -> ReadError:
    return ReadError(
        f"{called} is damaged or cut off ({error}). Fetch it again, or open it in Word and save it as .docx."
    )


def _check(names: set[str], called: str) -> None:
    """Is it a Word document that can be read at all?"""
    if "encryptedpackage" in names:
        raise ReadError(f"{called} is encrypted. Open it with its password and save it without a password.")
    if "worddocument" in names:
        return
    for stream, what in _OTHERS.items():
        if stream in names:
            raise ReadError(f"{called} is {what}")
    raise ReadError(
        f"{called} is an OLE file without a Word document in it. Open it in the program that made it and save it as .docx or .pdf."
    )


def _flags(main: bytes, called: str) -> int | None:
    """The flags of the header; None for a version older than Word 97."""
    if len(main) < 34:
        raise ReadError(f"{called} is cut off. Fetch it again.")
    identifier, version, flags = struct.unpack_from("<HH6xH", main, 0)
    if flags & _ENCRYPTED:
        raise ReadError(f"{called} is encrypted. Open it with its password and save it without a password.")
    if identifier != 0xA5EC or version < _WORD_97:
        return None
    return int(flags)


def _converted(data: bytes, called: str, name: str | None, options: ReadOptions) -> Document:
    if not options.office:
        raise ReadError(
            f"{called} was written by Word 6/95 or older. Save it as .docx, or install LibreOffice and name it with --office."
        )
    from .office import through_office

    return through_office(data, suffix=".doc", name=name, office=options.office)


def _document(main: bytes, table: bytes, extra: bytes, name: str | None) -> Document:
    from .doc_file import WordFile
    from .doc_story import Story

    story = Story(WordFile(main, table, extra))
    flow = Flow()
    lay_out(flow, story.body())
    flow.notice_pictures(story.pictures)
    flow.notices += change_notices(story.deletions, story.hidden)
    return flow.document(name=name, media_type="application/msword")


def change_notices(deletions: int, hidden: int) -> list[Notice]:
    """What a Word document holds that its reader did not take."""
    notices: list[Any] = []
    if deletions:
        message = f"{deletions} tracked deletions were left out, as the document reads when its changes are accepted."
        notices.append(Notice("tracked_changes", message))
    if hidden:
        notices.append(Notice("hidden_text", f"{hidden} stretches of hidden text were left out."))
    return notices
