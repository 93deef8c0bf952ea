"""Web archives (.mht): the page inside, or all sheets of a workbook that was saved as one."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from typing import TYPE_CHECKING

from ..document import Document, ReadError
from .html import decoded_page, read_html

if TYPE_CHECKING:
    from . import ReadOptions

_SHEET = re.compile(r"sheet\d+\.html?$", re.IGNORECASE)


def read_mht(data: bytes, *, name: str | None, options: ReadOptions | None = None) -> Document:
    """The article of the page in a web archive, or the sheets of the workbook in it.

    Raises ReadError where there is none.
    """
    return replace(read_html(_html(data), name=name), media_type="multipart/related")


def _html(data: bytes) -> bytes:
    """The HTML of a web archive, as UTF-8."""
    try:
        message = message_from_bytes(data)
        pages = [
            (part.get("Content-Location") or "", _page(part))
            for part in message.walk()
            if part.get_content_type() == "text/html"
        ]
    except (LookupError, ValueError, AssertionError, RecursionError) as error:
        raise ReadError(f"The web archive is damaged ({error}). Save the page again, as HTML.") from error
    sheets = [page for place, page in pages if _SHEET.search(place)]
    chosen = "\n".join(sheets) if sheets else max((page for _, page in pages), key=len, default="")
    if not chosen:
        raise ReadError("The web archive holds no page. Save the page again as a web archive, or as HTML.")
    return b"\xef\xbb\xbf" + chosen.encode("utf-8", "replace")


def _page(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset()
    head = (
        f'<meta charset="{charset}">'.encode("ascii", "ignore")
        if charset and b"charset" not in payload[:4096].lower()
        else b""
    )
    return decoded_page(head + payload).text
