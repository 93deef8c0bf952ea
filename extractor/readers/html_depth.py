"""Pages nested beyond all measure, brought to a depth that a parser takes in its stride.

Parsing time grows with the square of the depth; what people write has thirty levels, and programs that never close an element a few hundred.
"""

from __future__ import annotations

import re

DEEPEST = 120  # levels of blocks, and of words within a block (<b>, <font>) once more
_LONGEST_TAG = 8000  # characters
_TAG = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9:]*)[^<>]*>?")
# Elements that hold nothing, or that the next of their kind closes: they do not nest by themselves.
_FLAT = frozenset(
    (
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li", "dt", "dd",
        "option", "optgroup", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup", "caption", "html", "head", "body", "rt", "rp",
    )
)  # fmt: skip
_OF_TABLES = frozenset(("tr", "td", "th", "tbody", "thead", "tfoot"))
_RAW = frozenset(
    ("script", "style", "textarea", "title", "xmp", "noembed", "noframes", "iframe")
)  # hold text, no elements
_INLINE = frozenset(
    (
        "a",
        "b",
        "i",
        "u",
        "s",
        "em",
        "strong",
        "font",
        "span",
        "big",
        "small",
        "sub",
        "sup",
        "code",
        "tt",
        "label",
        "o:p",
    )
)


def flattened(source: str) -> tuple[str, int]:
    """The page without the tags beyond `DEEPEST` levels, a line break instead of each that begins a block; how many tags that were.

    >>> flattened("<div><div>1</div></div>")
    ('<div><div>1</div></div>', 0)
    """
    pieces: list[str] = []
    depths = {True: 0, False: 0}  # of words, of blocks: <font> that nobody closes must not cost the tables behind it
    dropped = at = skip = 0
    broken = False  # a line break has been put since the last text
    ends = _Ends(source)
    for match in _TAG.finditer(source):
        if match.start() < skip:
            continue
        closing, tag = match[1], (match[2] or "").lower()
        if not tag or (tag in _RAW and not closing):
            skip = ends.after(f"</{tag}" if tag else "-->", match.end())
        if len(match.group()) > _LONGEST_TAG and tag not in _RAW:  # attributes that a parser compares each with each
            pieces += (source[at : match.start()], f"<{closing}{tag}>")
            at = match.end()
        if tag in _OF_TABLES and depths[False] > DEEPEST:  # its table is gone
            pieces += (source[at : max(at, match.start())], " ")
            at = match.end()
        if not tag or tag in _RAW or tag in _FLAT or match.group().endswith("/>"):
            continue
        words = tag in _INLINE
        depth = depths[words]
        if max(depth, 1 if closing else depth + 1) > DEEPEST:
            before = source[at : max(at, match.start())]
            broken = broken if not before.strip() else False
            pieces += (before, "" if words or closing or broken else "<br>")
            broken = broken or not (words or closing)
            at, dropped = match.end(), dropped + 1
        depths[words] = max(depth + (-1 if closing else 1), 0)
    pieces.append(source[at:])
    return "".join(pieces), dropped


class _Ends:
    """Where what holds text ends; each mark that is missing is looked for once only."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.missing: set[str] = set()

    def after(self, mark: str, start: int) -> int:
        """Place of the next `mark`, which need not be there: then nothing is held."""
        if mark in self.missing:
            return start
        found = next((at for form in (mark, mark.upper()) if (at := self.source.find(form, start)) >= 0), -1)
        if found < 0:
            self.missing.add(mark)
        return max(found, start)
