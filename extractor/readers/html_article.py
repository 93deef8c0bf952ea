"""The article of a web page: what is left when navigation, side lists, share buttons, information lines and footers are taken out.

Government pages differ by content system, yet their furniture is alike: lists of links, short lines of known words, elements with known names.
It is taken out wherever it stands; then the reader walks down from the body as long as one child holds all that is left. Nothing that holds
sentences, amounts or a data table is furniture. Names of well-known containers only say sooner where the article is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .html_tables import is_data_table

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_NEVER = (
    "script, style, noscript, template, iframe, object, svg, input, select, option, textarea, button, nav, footer, audio, video, canvas, map, "
    "del, [style*='mso-element:header'], [style*='mso-element:footer'], [style*='mso-element:comment-list']"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_NAMES = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|menu|breadcrumb|crumbs?|footer|foot|copyright|sidebar|share|bdshare\S*|toolbar|fontsize|print|qrcode|ewm|pagination|"
    r"related|xgyd|search|login|topbar|banner|position|dqwz|weizhi|friendlink|yqlj)(?:$|[-_\s])",
    re.IGNORECASE,
)
_CONTAINERS = (
    "#zoom", "#UCAP-CONTENT", ".TRS_Editor", ".TRS_UEDITOR", ".trs_editor_view", ".trs_paper_default", "#articleContent", "#article_content",
    "#ArticleContent", ".article-content", ".article_content", ".xxgk-content", "#vsb_content", ".v_news_content", ".wp_articlecontent",
    "#js_content", ".pages_content", "#NewsContent", ".news_content", ".conTxt", "article",
)  # fmt: skip
_NOISE = re.compile(
    r"^\W*(?:(?:您(?:的|当前|现在|目前)?(?:所在|的)?|当前|所在)(?:的)?位置|首页\s*[>›»/]|字[号体](?:大小)?\s*[:：【\[（(]|打印|关闭|收藏|返回顶部|"
    r"上一[篇条]|下一[篇条]|扫一扫|分享到?\W|分享$|浏览(?:次数|量)?\s*[:：]|点击(?:数|量|次数)\s*[:：]|访问量|来源\s*[:：]|[（(【]?责任?编辑?\s*[:：]|编辑\s*[:：]|"
    r"(?:发布|更新|生成|成文)(?:时间|日期)\s*[:：]|日期\s*[:：]|时间\s*[:：]|相关(?:阅读|信息|链接|文章|新闻)\W*$)"
    r"|ICP备|网安备\s*\d|网站标识码|版权所有|copyright|网站地图|扫一扫在手机|浏览次数\s*[:：]|【字[号体]|［字[号体]|\[字[号体]",
    re.IGNORECASE,
)
_SAYS = re.compile(r"[。；]|\d\s*[万亿]?元|\d\s*[%％]|附件")
_MONEY = re.compile(r"\d\s*(?:[万亿]?元|[%％])")
_DATE = re.compile(
    r"(?:(?:发布|成文|发文|生成|公开|更新|印发)\s*)?(?:时间|日期)\s*[:：]\s*20\d\d\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}\s*日?"
)
_SEPARATOR = re.compile(r"\s*[_|]\s*|\s+[-–—]{1,2}\s*|\s*[-–—]{1,2}\s+")
_WHOLE = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "a"))
_DEEPEST = 200
_LINK = 60  # letters: what is longer is no link of a list but text that an unclosed link runs over


def clean(body: LexborNode) -> int:
    """Takes out what nobody sees or reads: code, controls, hidden and deleted text. How many deletions there were."""
    deletions = len(body.css("del"))
    for node in body.css(_NEVER):
        node.decompose()
    for node in body.css("[hidden], [style*='display'], [style*='visibility'], [style*='mso-hide']"):
        attributes = node.attributes
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            node.decompose()
    return deletions


def article(body: LexborNode) -> LexborNode:
    """The element that holds the article. Furniture is taken out of the tree on the way."""
    _prune(body, 0)
    return _container(body) or _narrowed(body)


def letters(node: LexborNode) -> int:
    """Characters of a node's text that are not blank."""
    return len("".join(node.text().split()))


def _prune(node: LexborNode, depth: int) -> None:
    for child in list(node.iter()):
        if is_furniture(child):
            child.decompose()
        elif child.tag not in _WHOLE and depth < _DEEPEST and not (child.tag == "table" and is_data_table(child)):
            _prune(child, depth + 1)


def is_furniture(node: LexborNode) -> bool:
    """Does an element only help to move about the site?"""
    if node.tag in ("br", "hr", "img", "tbody", "thead", "tr", "col", "colgroup"):
        return False
    text = node.text()
    size = len("".join(text.split()))
    if not size or size > 3000:
        return False
    links = [link for link in node.css("a[href]") if not (link.attributes.get("href") or "").startswith("#")]
    linked = sum(length for link in links if (length := letters(link)) <= _LINK)
    if len(links) >= 3 and linked * 10 >= size * 6 and not _SAYS.search(_unlinked(node, 0)):
        return True
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    if _NAMES.search(names) and size - linked < 120 and not _SAYS.search(_unlinked(node, 0)):
        return True
    return size <= 400 and bool(_NOISE.search(text.strip())) and not _MONEY.search(text) and "。" not in text


def _unlinked(node: LexborNode, depth: int) -> str:
    """Text outside of links."""
    pieces = []
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            pieces.append(child.text_content or "")
        elif child.tag != "a" and depth < _DEEPEST:
            pieces.append(_unlinked(child, depth + 1))
    return "".join(pieces)


def _container(body: LexborNode) -> LexborNode | None:
    """A well-known container of articles, where it holds nearly all the text, or all that has amounts and tables."""
    whole = letters(body)
    found = [
        (letters(node), number, node) for number, selector in enumerate(_CONTAINERS) for node in body.css(selector)
    ]
    if not found:
        return None
    size, _, node = max(found, key=lambda item: (item[0], -item[1]))
    if size * 10 >= whole * 9:
        return node
    if size * 2 >= whole and len(_MONEY.findall(body.text())) == len(_MONEY.findall(node.text())):
        tables = sum(is_data_table(table) for table in body.css("table"))
        if tables == sum(is_data_table(table) for table in node.css("table")):
            return node
    return None


def _narrowed(body: LexborNode) -> LexborNode:
    """Down from the body while one child holds all text."""
    node = body
    for _ in range(_DEEPEST):
        held = [child for child in node.iter(include_text=True) if (child.text_content or child.text()).strip()]
        if (
            len(held) != 1
            or held[0].tag in _WHOLE
            or held[0].tag == "-text"
            or (held[0].tag == "table" and is_data_table(held[0]))
        ):
            break
        node = held[0]
    return node


def page_title(tree: object, body: LexborNode) -> str | None:
    """The article's title: what the content system states, else a heading that the page's title names, the only h1, or the page's title."""
    stated = tree.css_first("meta[name=ArticleTitle], meta[name=articletitle], meta[name=Title]")  # type: ignore[attr-defined]
    content = _plain(stated.attributes.get("content")) if stated else ""
    if len(content) >= 4:
        return content
    node = tree.css_first("title")  # type: ignore[attr-defined]
    parts = [part for part in _SEPARATOR.split(_plain(node.text()) if node else "") if part]
    headings = [
        _plain(found.text())
        for found in body.css("h1, h2, h3, [class*=title], [class*=Title], [id*=title], [class*=tit]")
    ]
    headings = [heading for heading in headings if 6 <= len(heading) <= 100]
    for heading in headings:
        if any(len(part) >= 6 and (part in heading or heading in part) for part in parts):
            return heading
    only = [heading for heading in (_plain(found.text()) for found in body.css("h1")) if 6 <= len(heading) <= 100]
    return only[0] if len(only) == 1 else max(parts, key=len, default=None)


def page_date(tree: object, body: LexborNode) -> str | None:
    """The line that states when the page was published, as it stands there; else as the content system states it."""
    match = _DATE.search(body.text())
    if match:
        return _plain(match.group())
    stated = tree.css_first("meta[name=PubDate], meta[name=pubdate]")  # type: ignore[attr-defined]
    day = re.match(r"\s*(20\d\d-\d{1,2}-\d{1,2})", (stated.attributes.get("content") if stated else None) or "")
    return f"发布时间：{day.group(1)}" if day else None


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())
