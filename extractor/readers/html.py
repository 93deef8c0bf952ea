"""Web pages: the article with its tables, without navigation, side lists, share buttons and footer.

Government pages differ by content system, yet in each the article is the element that holds most of the text that is not links. So the reader
walks down from the body as long as one child holds nearly all of that text; names of well-known containers only speed up the choice. Tables
are told apart: a data table becomes a grid with its spans, a table that only lays out the page becomes paragraphs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ..document import Document, Notice, ReadError
from .encodings import Decoded, decode
from .flow import Flow
from .html_tables import grid_of, is_data_table

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_SERVER_CODE = re.compile(r"<%.*?%>", re.DOTALL)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NEVER = (
    "script, style, noscript, template, iframe, object, svg, head > link, input, select, option, textarea, button, nav, footer, "
    "header.header, audio, video, canvas, map"
)
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|menu|breadcrumb|crumbs?|footer|foot|copyright|sidebar|share|bdshare\S*|toolbar|fontsize|print|qrcode|ewm|pagination|"
    r"related|xgyd|search|login|topbar|banner|position|dqwz|weizhi)(?:$|[-_\s])",
    re.IGNORECASE,
)
_CONTAINERS = (
    "#zoom", "#UCAP-CONTENT", ".TRS_Editor", ".TRS_UEDITOR", ".trs_editor_view", ".trs_paper_default", "#articleContent", "#article_content",
    "#ArticleContent", ".article-content", ".article_content", ".xxgk-content", "#vsb_content", ".v_news_content", ".wp_articlecontent",
    "#js_content", ".pages_content", ".Custom_UnionStyle", "#NewsContent", ".news_content", ".conTxt", "article",
)  # fmt: skip
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 hr html li main "
    "ol p pre section summary table tbody td tfoot th thead tr ul caption".split()
)
_BLANK = re.compile(r"[ \t\r\n\f\v\xa0\u3000\u2002\u2003\u2009]+")
_DEEPEST = 400  # levels of nesting: the pages that people write have thirty


def read_html(data: bytes, *, name: str | None) -> Document:
    """The article of a web page.

    Raises ReadError for a page without any text.
    """
    from selectolax.lexbor import LexborHTMLParser

    decoded = decoded_page(data)
    tree = LexborHTMLParser(_SERVER_CODE.sub("", decoded.text))
    title = _title(tree)
    body = tree.body
    if body is None:
        raise ReadError(f"{name or 'the page'} holds no text. Save the page again from the browser, with its contents.")
    _strip(body)
    article = _article(body)
    flow = Flow()
    writer = _Writer(flow)
    writer.walk(article, 0)
    writer.end_paragraph()
    if title and not writer.said(title):
        flow = Flow()
        flow.paragraph(title)
        writer = _Writer(flow)
        writer.walk(article, 0)
        writer.end_paragraph()
    if not writer.count:
        raise ReadError(f"{name or 'the page'} holds no text. Its contents may be loaded by a script: save it from the browser, or print it to PDF.")
    if decoded.replaced:
        message = f"{decoded.replaced} places are not valid {decoded.encoding}; they read as \ufffd."
        flow.notices.append(Notice("undecodable", message))
    return flow.document(name=name, media_type="text/html", encoding=decoded.encoding, title=title)


def decoded_page(data: bytes) -> Decoded:
    """The page's text; what the page says of its encoding is believed where the bytes allow it."""
    declared = _CHARSET.search(data[:4096])
    return decode(data, declared=declared.group(1).decode("ascii") if declared else None)


def _title(tree: object) -> str | None:
    """The article's title: what the content system states, else the first heading, else the page's title up to its first separator."""
    for selector in ("meta[name=ArticleTitle]", "meta[name=articletitle]", "meta[property='og:title']"):
        node = tree.css_first(selector)  # type: ignore[attr-defined]
        content = node.attributes.get("content") if node else None
        if content and content.strip():
            return _BLANK.sub(" ", content).strip()
    headings = [_BLANK.sub(" ", node.text()).strip() for node in tree.css("h1")]  # type: ignore[attr-defined]
    headings = [heading for heading in headings if 6 <= len(heading) <= 100]
    if len(headings) == 1:
        return headings[0]
    node = tree.css_first("title")  # type: ignore[attr-defined]
    whole = _BLANK.sub(" ", node.text()).strip() if node else ""
    return re.split(r"\s*[_|]\s*|\s+-{1,2}\s*", whole)[0] or None


def _strip(body: LexborNode) -> None:
    """Takes out what is never part of an article: code, controls, hidden elements, furniture that holds mostly links."""
    for node in body.css(_NEVER):
        node.decompose()
    for node in body.css("[hidden], [style]"):
        attributes = node.attributes
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            node.decompose()
    for node in body.css("div, ul, section, aside, header, span, p, td"):
        names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        if _FURNITURE.search(names) and _weight(node) < 120:
            node.decompose()


def _weight(node: LexborNode) -> int:
    """Letters and digits of a node that are not in links."""
    return _letters(node.text()) - sum(_letters(link.text()) for link in node.css("a"))


def _letters(text: str | None) -> int:
    return len(_BLANK.sub("", text or ""))


def _article(body: LexborNode) -> LexborNode:
    """The element that holds the article: down from the body while one child holds nearly all text that is not links."""
    node, weight = body, _weight(body)
    for selector in _CONTAINERS:
        found = [(w, at) for at, w in ((at, _weight(at)) for at in body.css(selector)) if w * 2 > weight]
        if found:
            node = max(found, key=lambda item: item[0])[1]
            return node
    while True:
        children = [(_weight(child), at) for at, child in enumerate(node.iter())]
        if not children:
            return node
        best, at = max(children)
        child = list(node.iter())[at]
        if best * 100 < weight * 80 or child.tag not in _BLOCKS or child.tag in ("p", "table", "li"):
            if child.tag == "table" and best * 100 >= weight * 80 and not is_data_table(child):
                node, weight = child, best
                continue
            return node
        node, weight = child, best


@lru_cache(maxsize=4096)
def _squeezed(text: str) -> str:
    return re.sub(r"\W", "", text)


class _Writer:
    """Walks an element and writes paragraphs and tables in reading order."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.line: list[str] = []
        self.count = 0
        self.head = ""  # the beginning of the text, for `said`

    def said(self, title: str) -> bool:
        """Does the text begin with the title (a line break inside it does not matter)?"""
        return _squeezed(title)[:30] in _squeezed(self.head)

    def walk(self, node: LexborNode, depth: int) -> None:
        for child in node.iter(include_text=True):
            tag = child.tag
            if tag == "-text":
                self.line.append(child.text_content or "")
            elif tag == "br":
                self.end_paragraph()
            elif tag == "table" and is_data_table(child):
                self.end_paragraph()
                self._table(child)
            elif depth >= _DEEPEST:
                self.line.append(child.text())
            elif tag in _BLOCKS:
                self.end_paragraph()
                self.walk(child, depth + 1)
                self.end_paragraph()
            elif tag not in ("-comment", "_comment"):
                self.walk(child, depth + 1)

    def end_paragraph(self) -> None:
        text = _BLANK.sub(" ", "".join(self.line)).strip()
        self.line = []
        if text:
            self._write(text)
            self.flow.paragraph(text)

    def _write(self, text: str) -> None:
        self.count += 1
        if len(self.head) < 600:
            self.head += text

    def _table(self, node: LexborNode) -> None:
        caption = node.css_first("caption")
        if caption is not None and caption.text().strip():
            self.line = [caption.text()]
            self.end_paragraph()
        grid = grid_of(node)
        if grid.cells:
            self._write(grid.cells[0].text)
            self.flow.table(grid.cells, grid.rows, grid.columns, header_rows=grid.header_rows)

