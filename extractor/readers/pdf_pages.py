"""One PDF page → its lines and tables, and what could not be read on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .lattice import Lattice, Rule, find_lattices
from .pdf_columns import find_tables
from .pdf_glyphs import Glyph, PageGlyphs, read_glyphs
from .pdf_grid import PageTable, fill
from .pdf_lines import Line, make_lines, turned_lines
from .pdf_rules import PageRules, read_rules
from .pdf_running import PageBlocks

_FEW_GLYPHS = 20  # a page number and a stamp; a scanned page has no more text than that
_PICTURE_SHARE = 0.3  # of the page: a picture this large on a page without text is a scan
_PICTURE_ON_PAGE = 0.08  # of the page: a chart or a table; stamps and emblems are smaller


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was found on one page. `problems` are (code, detail) pairs."""

    blocks: PageBlocks
    problems: list[tuple[str, str]] = field(default_factory=list)


def read_page(page: Any, number: int) -> PageReading:
    """Lines and tables of `page` (a pypdfium2 page), from top to bottom."""
    glyphs = read_glyphs(page)
    rules = read_rules(page, glyphs.placement)
    lattices = find_lattices(rules.horizontal, rules.vertical)
    turned = [line for angle, some in glyphs.turned.items() for line in turned_lines(some, angle, number)]
    blocks = arrange(glyphs.glyphs, turned, rules, lattices, number)
    placement = glyphs.placement
    problems = _problems(glyphs, rules)
    if not problems and _covered(rules.pictures, placement.width, placement.height) > 0.6 and _is_invisible(page):
        problems.append(("ocr_layer", ""))
    return PageReading(PageBlocks(number, placement.width, placement.height, blocks), problems)


def arrange(
    glyphs: Sequence[Glyph], turned: Sequence[Line], rules: PageRules, lattices: Sequence[Lattice], number: int
) -> list[Line | PageTable]:
    """The lines and tables of a page, from top to bottom."""
    tables, rest, aside = _ruled(lattices, glyphs, turned, number)
    blocks: list[Line | PageTable] = [*tables, *_loose(rest, tables, rules, lattices, number), *aside]
    blocks.sort(key=lambda block: (block.top, block.xs[0] if isinstance(block, PageTable) else block.left))
    return blocks


def _ruled(
    lattices: Sequence[Lattice], glyphs: Sequence[Glyph], turned: Sequence[Line], number: int
) -> tuple[list[PageTable], list[Glyph], list[Line]]:
    """The ruled tables, and the glyphs and turned lines that lie in none of them."""
    tables = []
    rest, loose = list(glyphs), list(turned)
    for lattice in lattices:
        left, top, right, bottom = lattice.box
        inside = [
            g for g in rest if left <= (g.left + g.right) / 2 <= right and top <= (g.top + g.bottom) / 2 <= bottom
        ]
        if not inside:
            continue
        aside = [
            line for line in loose if left <= (line.left + line.right) / 2 <= right and top <= line.middle <= bottom
        ]
        table = fill(lattice, inside, aside, number)
        if table is not None:
            tables.append(table)
            taken = set(map(id, inside))
            rest = [g for g in rest if id(g) not in taken]
            loose = [line for line in loose if line not in aside]
    return tables, rest, loose


def _loose(
    rest: Sequence[Glyph], tables: Sequence[PageTable], rules: PageRules, lattices: Sequence[Lattice], number: int
) -> list[Line | PageTable]:
    """Text outside ruled tables: borderless tables and lines, looked for between one ruled table and the next."""
    free = [rule for rule in rules.horizontal if not any(_touches(rule, lattice) for lattice in lattices)]
    out: list[Line | PageTable] = []
    lines = make_lines(rest, number)
    cuts = sorted(table.top for table in tables)
    strips: list[list[Line]] = [[] for _ in range(len(cuts) + 1)]
    for line in lines:
        strips[sum(cut < line.middle for cut in cuts)].append(line)
    for strip in strips:
        at = 0
        for first, last, table in find_tables(strip, free):
            out += strip[at:first]
            out.append(table)
            at = last
        out += strip[at:]
    return out


def _touches(rule: Rule, lattice: Lattice) -> bool:
    left, top, right, bottom = lattice.box
    return top - 3 <= rule.at <= bottom + 3 and rule.start <= right and rule.end >= left


def _problems(glyphs: PageGlyphs, rules: PageRules) -> list[tuple[str, str]]:
    placement = glyphs.placement
    area = placement.width * placement.height
    count = len(glyphs.glyphs) + sum(map(len, glyphs.turned.values()))
    problems = []
    if count <= _FEW_GLYPHS and _covered(rules.pictures, placement.width, placement.height) > _PICTURE_SHARE:
        problems.append(("image_page", ""))
    elif unread := _unread_picture(rules, glyphs.glyphs, area):
        problems.append(("image_region", unread))
    if glyphs.unmapped * 5 > count > 0 or _is_mojibake(glyphs.glyphs):
        problems.append(("unknown_encoding", ""))
    elif glyphs.unmapped:
        problems.append(("unknown_characters", str(glyphs.unmapped)))
    if glyphs.slanted:
        problems.append(("slanted_text", glyphs.slanted))
    return problems


def _covered(pictures: Sequence[tuple[float, float, float, float]], width: float, height: float) -> float:
    """Share of the page that pictures cover (scanners cut a page into strips: the sum counts)."""
    total = 0.0
    for left, top, right, bottom in pictures:
        total += max(min(right, width) - max(left, 0), 0) * max(min(bottom, height) - max(top, 0), 0)
    return total / (width * height) if width and height else 0.0


def _unread_picture(rules: PageRules, glyphs: Sequence[Glyph], area: float) -> str:
    """Size of the largest picture that has no text printed over it and may hold a table; empty if there is none."""
    for left, top, right, bottom in sorted(rules.pictures, key=lambda p: (p[0] - p[2]) * (p[3] - p[1])):
        if (right - left) * (bottom - top) < _PICTURE_ON_PAGE * area:
            break
        over = sum(left < g.left and g.right < right and top < g.top and g.bottom < bottom for g in glyphs)
        if over < _FEW_GLYPHS:
            return f"{(right - left) / 72 * 2.54:.0f} × {(bottom - top) / 72 * 2.54:.0f} cm"
    return ""


def _is_invisible(page: Any) -> bool:
    """Whether most of the text is not drawn: the text layer that recognition software lays under the picture of a scan."""
    import pypdfium2.raw as raw

    texts = invisible = 0
    for index in range(raw.FPDFPage_CountObjects(page.raw)):
        item = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_TEXT:
            texts += 1
            invisible += raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
    return invisible * 2 > texts


def _is_mojibake(glyphs: Sequence[Glyph]) -> bool:
    """Whether the text is that of a font without a character map: accented Latin letters and signs in place of Han."""
    if len(glyphs) < 40:
        return False
    odd = sum("\x80" <= glyph.text <= "\u02ff" for glyph in glyphs)
    return odd * 5 > len(glyphs)
