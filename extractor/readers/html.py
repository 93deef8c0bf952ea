"""Web pages: the article with its tables. A data table becomes a grid with its spans, a table that only lays out the page becomes paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..document import Document, Notice, ReadError
from .encodings import Decoded, decode
from .flow import Flow
from .html_article import article, clean, letters, page_date, page_title
from .html_depth import DEEPEST, flattened
from .html_tables import HtmlGrid, grid_of, is_data_table

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from . import ReadOptions

_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_SERVER_CODE = re.compile(r"<%[^%<]*(?:(?:%(?!>)|<(?!%))[^%<]*)*%>")
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption",
    )
)  # fmt: skip
_BLANK = re.compile(r"[ \t\r\n\f\v\xa0\u3000\u2002\u2003\u2009]+")
_WRAPPED = re.compile(
    r"(?<=[\u2e80-\uffef])[ \t]*[\r\n]\s*(?=[\u2e80-\uffef])"
)  # a line of the source ends inside Chinese text
# Blanks that set off a paragraph where the page has no other sign of one.
_SET_OFF = re.compile(
    r"(?<=[。；：！？”）])\s*(?:\u3000{2}|[\xa0\u2003]{2}|[\xa0\u3000]\s?[\xa0\u3000])[\s\xa0\u3000]*"
)
_LONG = 300  # characters of a paragraph in which such blanks are looked for
_DEEPEST = 400  # levels of nesting: the pages that people write have thirty
_LEAST = 40  # letters: with fewer left the page is not one of an article


def read_html(data: bytes, *, name: str | None, options: ReadOptions | None = None) -> Document:
    """The article of a web page.

    Raises ReadError for a page without any text.
    """
    from selectolax.lexbor import LexborHTMLParser

    decoded = decoded_page(data)
    source, too_deep = flattened(_SERVER_CODE.sub("", decoded.text))
    tree = LexborHTMLParser(source)
    body = tree.body
    if body is None:
        raise ReadError(f"{name or 'the page'} holds no text. Save the page again from the browser, with its contents.")
    deletions = clean(body)
    title, date = page_title(tree, body), page_date(tree, body)
    found = article(body)
    if (
        letters(found) < _LEAST
    ):  # all of it looked like furniture: a list of attachments, a page of tables full of links
        tree = LexborHTMLParser(source)
        found = tree.body or found
        clean(found)
    blocks = _Blocks()
    blocks.walk(found, 0)
    blocks.end_paragraph()
    if not blocks.blocks:
        raise ReadError(
            f"{name or 'the page'} holds no text. A script may load it: save the page from the browser, or print it to PDF."
        )
    flow = Flow()
    _lay_out(flow, blocks.blocks, title, date)
    flow.notice_pictures(len(found.css("img")))
    flow.notices += _notices(decoded, deletions, too_deep)
    return flow.document(name=name, media_type="text/html", encoding=decoded.encoding, title=title)


def decoded_page(data: bytes) -> Decoded:
    """The page's text; what the page says of its encoding is believed where the bytes allow it."""
    declared = _CHARSET.search(data[:4096])
    return decode(data, declared=declared.group(1).decode("ascii") if declared else None)


def _notices(decoded: Decoded, deletions: int, too_deep: int) -> list[Notice]:
    notices = []
    if decoded.replaced:
        message = f"{decoded.replaced} places are not valid {decoded.encoding}; they read as \ufffd."
        notices.append(Notice("undecodable", message))
    if deletions:
        notices.append(Notice("tracked_changes", f"{deletions} passages marked as deleted were left out."))
    if too_deep:
        message = f"The page is nested more than {DEEPEST} levels deep: {too_deep} tags beyond were ignored, their text was kept."
        notices.append(Notice("nested_too_deep", message))
    return notices


def _lay_out(flow: Flow, blocks: list[str | HtmlGrid], title: str | None, date: str | None) -> None:
    """Title and date of the page stand before the article where it does not say them itself."""
    at = _said(blocks, title) if title else 0
    head: list[str | HtmlGrid] = [*([title] if title and at is None else ()), *blocks[: at or 0]]
    if date and _said(blocks, date) is None:
        head.append(date)
    for block in [*head, *blocks[at or 0 :]]:
        if isinstance(block, str):
            flow.paragraph(block)
        else:
            flow.table(block.cells, block.rows, block.columns, header_rows=block.header_rows)


def _said(blocks: list[str | HtmlGrid], words: str) -> int | None:
    """How many of the first blocks it takes to say some words (a line break inside them does not matter); None: they do not."""
    said, wanted = "", _squeezed(words)[:30]
    for at, block in enumerate(blocks[:12]):
        said += _squeezed(_Blocks.text_of(block))
        if wanted in said[:1200]:
            return at + 1
    return None


def _squeezed(text: str) -> str:
    return re.sub(r"\W", "", text)


class _Blocks:
    """Walks an element and gathers paragraphs and tables in reading order."""

    def __init__(self) -> None:
        self.blocks: list[str | HtmlGrid] = []
        self._line: list[str] = []

    @staticmethod
    def text_of(block: str | HtmlGrid) -> str:
        """The words of a block."""
        return block if isinstance(block, str) else "".join(cell.text for cell in block.cells[:20])

    def walk(self, node: LexborNode, depth: int, *, lines: bool = False) -> None:
        """`lines`: line breaks of the source count, as in a <pre>."""
        for child in node.iter(include_text=True):
            tag = child.tag
            if tag == "-text":
                self._text(child.text_content or "", lines)
            elif tag == "br":
                self.end_paragraph()
            elif tag == "table" and is_data_table(child):
                self.end_paragraph()
                self._table(child)
            elif depth >= _DEEPEST:
                self._line.append(child.text())
            elif tag in _BLOCKS:
                self.end_paragraph()
                self.walk(child, depth + 1, lines=lines or tag == "pre")
                self.end_paragraph()
            elif tag not in ("-comment", "rt", "rp"):
                self.walk(child, depth + 1, lines=lines)

    def _text(self, text: str, lines: bool) -> None:
        if not lines:
            self._line.append(text)
            return
        first, *others = text.split("\n")
        self._line.append(first)
        for line in others:
            self.end_paragraph()
            self._line.append(line)

    def end_paragraph(self) -> None:
        """What was gathered since the last end is a paragraph; a very long one may be several."""
        text = _WRAPPED.sub("", "".join(self._line))
        self._line = []
        for part in _SET_OFF.split(text) if len(text) > _LONG else (text,):
            plain = _BLANK.sub(" ", part).strip()
            if plain:
                self.blocks.append(plain)

    def _table(self, node: LexborNode) -> None:
        caption = node.css_first("caption")
        if caption is not None and caption.text().strip():
            self._line = [caption.text()]
            self.end_paragraph()
        grid = grid_of(node)
        if grid.cells:
            self.blocks.append(grid)
