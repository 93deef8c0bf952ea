"""Running heads and page numbers: what stands at the edge of page after page and is no part of the text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .pdf_grid import PageTable
from .pdf_lines import Line


@dataclass(slots=True)
class PageBlocks:
    """What one page holds: lines and tables from top to bottom."""

    number: int  # 1-based
    width: float
    height: float
    blocks: list[Line | PageTable]


_EDGE_LINES = 3  # how many lines from the top and from the bottom may be running heads
_MARGIN = 0.12  # of the page's height
_DIGITS = re.compile(r"\d+")
_DRESSED_NUMBER = re.compile(
    r"[-—–－_·•~～]+\s*(?:\d{1,4}|[IVXivx]{1,6})\s*[-—–－_·•~～]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*[（(]?共\s*\d{1,4}\s*页[)）]?)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?"
)
_BARE_NUMBER = re.compile(r"\d{1,4}|[IVXivx]{1,6}")
_TABLE_WORDS = re.compile(r"单位\s*[:：]|^(?:附件?|续)?表\s*[\d一二三四五六七八九十]")


def drop_running(pages: Sequence[PageBlocks]) -> None:
    """Take running heads and page numbers out of the pages."""
    numbers = _page_numbers(pages)
    heads = _heads(pages)
    seen: set[tuple[str, int]] = set()
    for page in pages:
        edge = _edges(page)
        for block in edge:
            if (page.number, id(block)) in numbers:
                _remove(page, block)
        for block in _edges(page):
            key = (_DIGITS.sub("#", block.text), _place(page, block))
            if key not in heads:
                continue
            # A title above a table that goes on for pages: the first stays.
            if key not in seen and _titles_table(page, block):
                seen.add(key)
                continue
            seen.add(key)
            _remove(page, block)


def _remove(page: PageBlocks, block: Line) -> None:
    page.blocks[:] = [other for other in page.blocks if other is not block]


def _edges(page: PageBlocks) -> list[Line]:
    """The outermost lines of a page, as far as they lie in its margins."""
    top, bottom = _MARGIN * page.height, (1 - _MARGIN) * page.height
    lines = []
    for block in page.blocks[:_EDGE_LINES]:
        if isinstance(block, PageTable):
            break
        if block.middle < top or _beside(page, block):
            lines.append(block)
    for block in page.blocks[: -_EDGE_LINES - 1 : -1]:
        if isinstance(block, PageTable) or block in lines:
            break
        if block.middle > bottom or _beside(page, block):
            lines.append(block)
    # Turned pages carry their number at the side, in the middle of the height.
    lines += [b for b in page.blocks if isinstance(b, Line) and b not in lines and _beside(page, b)]
    return lines


def _beside(page: PageBlocks, line: Line) -> bool:
    """Whether a line lies in the left or right margin."""
    return line.right < 0.08 * page.width or line.left > 0.92 * page.width


def _place(page: PageBlocks, line: Line) -> int:
    """A coarse height, so that the same head on pages of one size has the same place."""
    return round(line.middle / page.height * 50)


def _page_numbers(pages: Sequence[PageBlocks]) -> set[tuple[int, int]]:
    """(page, id of line) of page numbers: dressed ones (— 3 —, 第3页) always, bare ones where they count the pages."""
    found: set[tuple[int, int]] = set()
    bare: dict[int, list[tuple[int, int]]] = defaultdict(list)  # number minus page → lines
    for page in pages:
        for line in _edges(page):
            text = line.text.replace(" ", "")
            if _DRESSED_NUMBER.fullmatch(text):
                found.add((page.number, id(line)))
            elif _BARE_NUMBER.fullmatch(text):
                bare[int(text) - page.number if text.isdigit() else 10_000].append((page.number, id(line)))
    for lines in bare.values():
        if len({number for number, _ in lines}) >= 2 or len(pages) <= 2:
            found.update(lines)
    return found


def _heads(pages: Sequence[PageBlocks]) -> set[tuple[str, int]]:
    """(text with digits left out, place) of lines that stand on page after page."""
    counts: Counter[tuple[str, int]] = Counter()
    for page in pages:
        keys = {(_DIGITS.sub("#", line.text), _place(page, line)) for line in _edges(page)}
        counts.update(key for key in keys if not _TABLE_WORDS.search(key[0]))
    least = max(3, len(pages) * 0.3)
    return {key for key, count in counts.items() if count >= least}


def _titles_table(page: PageBlocks, line: Line) -> bool:
    """Whether a table follows the line, with at most two short lines between them."""
    at = next(index for index, block in enumerate(page.blocks) if block is line)
    return any(isinstance(block, PageTable) for block in page.blocks[at + 1 : at + 4])
