"""The report's text as HTML: headings, paragraphs, tables, and a mark around every figure.

Built here and not in the browser, so that the page can be read, searched and printed before (and without) any script. The
text comes in chunks of about one screen; the style sheet lets the browser lay out only those that are in view, which keeps a report
of megabytes fluent.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import regex

from .models import Report, Section, TableInfo
from .review_shell import html_text
from .review_table import table_chunks

CHUNK_LINES = 36
LINE_CHARACTERS = 44  # about what a line of the text column holds
OUTCOME_CLASSES = {"violated": "bad", "suspicious": "sus", "rounding": "rnd", "holds": "ok"}
_RANK = {outcome: rank for rank, outcome in enumerate(OUTCOME_CLASSES)}
_MARK_CLASSES = {"amount": "a", "percentage": "p", "quantity": "q"}
_ENDS_SENTENCE = regex.compile(r"[。！？；：:;!?…”」』）)\]】]\s*$")
_BEGINS_ITEM = regex.compile(
    r"\s*(?:[（(]?[\d一二三四五六七八九十百]{1,4}[)）、.．]|第[\d一二三四五六七八九十]+[部条章节]|[\u25a0-\u27bf•·]|\u3000)"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the text that the page marks."""

    start: int
    end: int
    id: str
    classes: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """About one screen of the text."""

    html: str
    table: bool = False


def worst_outcomes(report: Report) -> dict[str, str]:
    """The worst outcome of the checks that test each figure or subject mention, by id."""
    worst: dict[str, str] = {}
    for check in report.checks:
        tested = check.stated.figure if check.stated else check.subject_code
        if tested and (tested not in worst or _RANK[check.outcome] < _RANK[worst[tested]]):
            worst[tested] = check.outcome
    return worst


def marks_of(report: Report) -> tuple[list[Mark], dict[str, str]]:
    """The marks in order, none overlapping another; and for each mention inside another one the id of that mark."""
    worst = worst_outcomes(report)
    candidates: list[tuple[int, int, int, str, str]] = []  # start, rank, -end, id, class
    candidates += [(f.start, 0, -f.end, f.id, _MARK_CLASSES[f.type]) for f in report.figures]
    candidates += [(c.start, 1, -c.end, c.id, "k") for c in report.subject_codes]
    candidates += [(n.start, 2, -n.end, n.id, "n") for n in report.document_numbers]
    candidates += [(d.start, 3, -d.end, d.id, "d") for d in report.periods]
    candidates.sort()
    marks: list[Mark] = []
    inside: dict[str, str] = {}
    for start, _, minus_end, id_, kind in candidates:
        if marks and start < marks[-1].end:
            inside[id_] = marks[-1].id
        elif -minus_end > start:
            outcome = worst.get(id_)
            marks.append(Mark(start, -minus_end, id_, f"{kind} {OUTCOME_CLASSES[outcome]}" if outcome else kind))
    return marks, inside


class MarkedText:
    """The text of a report with its marks: gives any stretch of it as HTML."""

    def __init__(self, report: Report) -> None:
        self.text = report.text
        self.marks, self.inside = marks_of(report)
        self._starts = [mark.start for mark in self.marks]

    def html(self, start: int, end: int) -> str:
        """text[start:end] as HTML with its marks. Line breaks are elements that the style sheet shows or runs on."""
        parts: list[str] = []
        position = start
        for mark in self.marks[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
            parts.append(self._plain(position, mark.start))
            position = min(mark.end, end)
            inner = self._plain(mark.start, position)
            parts.append(f'<mark id="m-{escape(mark.id)}" class="{mark.classes}" tabindex="-1">{inner}</mark>')
        parts.append(self._plain(position, end))
        return "".join(parts)

    def crosses(self, position: int) -> bool:
        """Whether a mark runs over this place (a line break inside a number)."""
        index = bisect_left(self._starts, position) - 1
        return index >= 0 and self.marks[index].end > position

    def _plain(self, start: int, end: int) -> str:
        return html_text(self.text[start:end]).replace("\n", '<span class="nl">\n</span>') if end > start else ""


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """[start, end) of each line without its line break."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop + 1


def wrap_width(text: str) -> int | None:
    """Characters a line where the text is broken by a page's width and not by its paragraphs, else None.

    A third of the longer lines end inside a sentence, and none is much longer than most: what PDF text looks like.
    """
    lengths = [len(line.strip()) for line in text.splitlines() if len(line.strip()) >= 16 and "\t" not in line]
    if len(lengths) < 8:
        return None
    inside = sum(1 for line in text.splitlines() if len(line.strip()) >= 16 and not _ENDS_SENTENCE.search(line))
    lengths.sort()
    typical, longest = lengths[len(lengths) * 3 // 4], lengths[len(lengths) * 98 // 100]
    return typical if inside * 3 >= len(lengths) and longest <= typical * 1.7 and typical <= 60 else None


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the blocks of one report are built from."""

    marked: MarkedText
    headings: Mapping[int, Section]  # by the place of their first visible character
    levels: Mapping[str, int]  # section → h3 … h6, none skipping a level
    width: int | None  # of hard-wrapped lines


def _paragraphs(layout: _Layout, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Lines joined to paragraphs: where a mark crosses the break, and in hard-wrapped text where the sentence runs on."""
    text, pending = layout.marked.text, None
    for line_start, line_end in _lines(text, start, end):
        line = text[line_start:line_end]
        if pending is not None and (layout.marked.crosses(line_start) or _runs_on(layout, pending, line_start, line)):
            pending = (pending[0], line_end)
        else:
            if pending is not None:
                yield pending
            pending = (line_start, line_end) if line.strip() else None
    if pending is not None:
        yield pending


def _runs_on(layout: _Layout, before: tuple[int, int], line_start: int, line: str) -> bool:
    if layout.width is None or not line.strip():
        return False
    text = layout.marked.text
    last = text[max(text.rfind("\n", *before) + 1, before[0]) : before[1]]
    this = (line_start, line_start + len(line))
    if _heading_at(layout, before) or _heading_at(layout, this) or _BEGINS_ITEM.match(line):
        return False
    return len(last.strip()) >= layout.width * 0.8 and not regex.search(r"[。！？；]\s*$", last)


def _visible(text: str, start: int, end: int) -> tuple[int, int]:
    """The same stretch without white space at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _heading_at(layout: _Layout, block: tuple[int, int]) -> Section | None:
    return layout.headings.get(_visible(layout.marked.text, *block)[0])


def _block(layout: _Layout, start: int, end: int) -> str:
    """One paragraph or heading. A heading that runs into its paragraph is a bold beginning of it."""
    text = layout.marked.text
    section = _heading_at(layout, (start, end))
    if section is None:
        return f"<p>{layout.marked.html(start, end)}</p>"
    begin, stop = _visible(text, start, end)
    level = layout.levels[section.id]
    head_end = _title_end(text, section, begin, stop)
    if stop - head_end <= 1:
        return f'<h{level} id="m-{escape(section.id)}">{layout.marked.html(begin, stop)}</h{level}>'
    head, rest = layout.marked.html(begin, head_end), layout.marked.html(head_end, stop)
    return f'<p id="m-{escape(section.id)}"><strong class="runin">{head}</strong>{rest}</p>'


def _title_end(text: str, section: Section, begin: int, stop: int) -> int:
    place = text.find(section.title, begin, stop) if section.title else -1
    return place + len(section.title) if place >= 0 else stop


def _text_chunks(layout: _Layout, start: int, end: int) -> Iterator[Chunk]:
    blocks: list[str] = []
    lines = 0
    for block_start, block_end in _paragraphs(layout, start, end):
        for piece_start, piece_end in _pieces(layout, block_start, block_end):
            blocks.append(_block(layout, piece_start, piece_end))
            lines += 1 + (piece_end - piece_start) // LINE_CHARACTERS
            if lines >= CHUNK_LINES:
                yield Chunk("\n".join(blocks))
                blocks, lines = [], 0
    if blocks:
        yield Chunk("\n".join(blocks))


def _pieces(layout: _Layout, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A paragraph of megabytes without a line break would be one chunk: cut it where no mark is."""
    limit = CHUNK_LINES * LINE_CHARACTERS * 4
    while end - start > limit:
        cut = start + limit
        while cut < end and layout.marked.crosses(cut):
            cut += 1
        yield start, cut
        start = cut
    yield start, end


def text_chunks(report: Report, marked: MarkedText) -> Iterator[Chunk]:
    """The whole text in reading order, a chunk a screen; a long table comes in several chunks of rows."""
    text = report.text
    headings = {_visible(text, section.start, section.end)[0]: section for section in report.sections}
    layout = _Layout(marked, headings, _heading_levels(report.sections), wrap_width(text))
    position = 0
    for table in sorted(report.tables, key=lambda table: table.start):
        if table.start < position:
            continue
        yield from _text_chunks(layout, position, table.start)
        yield from _of_table(marked, table)
        position = table.end
    yield from _text_chunks(layout, position, len(text))


def _heading_levels(sections: Sequence[Section]) -> dict[str, int]:
    """h3 for the first level below the page's own headings; a report that leaves out a level does not leave out one here."""
    levels: dict[str, int] = {}
    open_: list[int] = []  # levels of the headings that the present one stands under
    for section in sorted(sections, key=lambda section: section.start):
        while open_ and open_[-1] >= section.level:
            open_.pop()
        open_.append(section.level)
        levels[section.id] = min(len(open_) + 2, 6)
    return levels


def _of_table(marked: MarkedText, table: TableInfo) -> Iterator[Chunk]:
    for html in table_chunks(marked, table):
        yield Chunk(html, table=True)
