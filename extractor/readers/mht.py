"""Web archives (.mht): the page inside."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

from ..document import ReadError


def html_of_mht(data: bytes) -> bytes:
    """The HTML of a web archive, its charset kept as the page's own declaration where the page has none.

    Raises ReadError where there is none in it.
    """
    message = message_from_bytes(data)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    best = max(pages, key=lambda part: len(_payload(part)), default=None)
    if best is None:
        raise ReadError("The web archive holds no page. Save the page again as a web archive, or as HTML.")
    charset = best.get_content_charset()
    head = f'<meta charset="{charset}">'.encode() if charset else b""
    return head + _payload(best)


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
