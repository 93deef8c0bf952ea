"""Plain text: the decoded file, character for character, with the tables that stand in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..document import Document, Notice, ReadError
from .encodings import decode
from .text_tables import text_tables

if TYPE_CHECKING:
    from . import ReadOptions


def read_text(data: bytes, *, name: str | None, options: ReadOptions | None = None) -> Document:
    """The text of a file; bytes that are no text in its encoding are replaced and noticed.

    Raises ReadError for bytes that are no text at all.
    """
    decoded = decode(data)
    controls = sum(char < "\x20" and char not in "\t\n\r\f\x1a\x0b" for char in decoded.text)
    if (controls + decoded.replaced) * 10 > len(decoded.text):
        raise ReadError(
            f"{name or 'the input'} is neither text nor a format that gouji knows. Save it as .docx, .pdf, .xlsx or .txt."
        )
    notices: tuple[Notice, ...] = ()
    if decoded.replaced:
        message = f"{decoded.replaced} places are not valid {decoded.encoding}; they read as \ufffd. Save the file again as UTF-8."
        notices = (Notice("undecodable", message),)
    tables = text_tables(decoded.text)
    return Document(decoded.text, tables, name=name, encoding=decoded.encoding, notices=notices)
