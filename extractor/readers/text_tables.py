"""Tables in plain text: rows whose cells stand apart by tabs (copied out of Excel or Word) or by runs of blanks, under a header line.

The text is not touched; a table here is places in it. Only what cannot be anything else is taken for a table: a header and two rows at
least, numbers in most rows, no sentences, and for blanks columns that stand below each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..document import Cell, Table

_GAP = re.compile(r"(?:[ \xa0]{2,}|[ \xa0]?\u3000[ \xa0\u3000]*)")
_NUMBER = re.compile(r"[-+−－△▲(（]?[¥￥]?\d[\d,，]*(?:[.．]\d+)?[)）]?\s*[%％‰]?")
_NOTHING = re.compile(r"[-—–－/\\]{1,4}|无")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SENTENCE = re.compile(r"[。；！？]")
_CONTENTS = re.compile(r"第?[一二三四五六七八九十\d]{1,3}[、.．部章节）]|（[一二三四五六七八九十]{1,3}）|附?[件表]")
_PAGE_HEAD = re.compile(r"页\s*[码次数]?$")
_ASIDE = re.compile(
    r"表\s*[（(]?[\d一二三四五六七八九十]{0,3}[）)]?$|单位\s*[:：]|[注附表图]\s*[\d:：]|编制|填报|续表|第[一二三四五六七八九十\d]+[部章节页]"
)
_OPEN_CELL = re.compile(r'\t"[^"\t]*\Z')
_BREAKS = "\r\n\f\v\x1c\x1d\x1e\x85\u2028\u2029"
_MOST_LINES = 5  # of a cell in quotation marks
_LONGEST_LABEL = 40  # characters of a line without numbers that goes on with a table
_LONGEST_CELL = 60  # characters of a cell in a row that blanks part


@dataclass(frozen=True, slots=True)
class _Piece:
    """A cell's text in its line. `left` and `right` are columns of a page on which a Han takes two; of a tab-separated line the cell's number."""

    text: str
    start: int  # in the document
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that may be a row."""

    line: int
    start: int
    end: int  # without the line break
    tabs: bool
    width: int  # cells that its separators make; 0 for an empty line
    pieces: tuple[_Piece, ...]  # what is not empty

    @property
    def numbers(self) -> int:
        """Numeric cells, years left out: they head columns."""
        return sum(bool(_NUMBER.fullmatch(piece.text)) and not _YEAR.fullmatch(piece.text) for piece in self.pieces)


def text_tables(text: str) -> tuple[Table, ...]:
    """The tables of a plain text, in order.

    >>> [table] = text_tables("单位：万元\\n科目\\t预算数\\n增值税\\t1,200\\n契税\\t300\\n")
    >>> table.rows, table.columns, [cell.text for cell in table.cells]
    (3, 2, ['科目', '预算数', '增值税', '1,200', '契税', '300'])
    """
    return tuple(table for block in _blocks(text) if (table := _table(block)) is not None)


def _blocks(text: str) -> Iterator[list[_Row]]:
    """Runs of lines of one kind that may be rows, lines with one label only between rows of numbers included."""
    block: list[_Row] = []
    waiting: list[_Row] = []  # lines behind the block that belong to it if it goes on
    for row in _rows(text):
        if len(row.pieces) > 1:
            if block and row.tabs == block[-1].tabs and (not waiting or row.numbers):
                block += [line for line in waiting if line.pieces]
            elif block:
                yield block
                block = []
            block.append(row)
            waiting = []
        elif block and not (row.pieces and _ends(row)) and ((row.tabs and block[-1].tabs) or len(waiting) < 2):
            (block if row.tabs and row.pieces and not waiting else waiting).append(row)
        elif block:
            yield block
            block, waiting = [], []
    if block:
        yield block


def _ends(row: _Row) -> bool:
    """A line with one text is a row of a table only if it is a bare label."""
    text = row.pieces[0].text
    return (
        len(text) > _LONGEST_LABEL or bool(_SENTENCE.search(text) or _ASIDE.search(text)) or text.endswith(("：", ":"))
    )


def _rows(text: str) -> Iterator[_Row]:
    """The lines of a text. Excel puts a cell with line breaks into quotation marks: its lines are one."""
    at = number = 0
    start, open_lines = 0, 0
    for line in text.splitlines(keepends=True):
        at += len(line)
        if (
            ('"' not in line) if open_lines else ('"' in line and _OPEN_CELL.search(line))
        ) and open_lines < _MOST_LINES:
            open_lines += 1
            continue
        yield _row(number, start, text[start:at].rstrip(_BREAKS))
        number, start, open_lines = number + 1, at, 0
    if start < at:
        yield _row(number, start, text[start:at])


def _row(number: int, at: int, line: str) -> _Row:
    if "\t" in line:
        return _tabbed(number, at, line)
    bare = line.strip()
    if "  " not in bare and "\u3000" not in bare:
        return _line(number, at, line)
    found = _spaced(at, line)
    if any(_SENTENCE.search(piece.text) or len(piece.text) > _LONGEST_CELL for piece in found):
        return _line(number, at, line)
    return _Row(number, at, at + len(line), False, len(found), found)


def _tabbed(number: int, at: int, line: str) -> _Row:
    pieces: list[_Piece] = []
    cells = line.split("\t")
    place = at
    for column, cell in enumerate(cells):
        bare = cell.strip()
        start = place + len(cell) - len(cell.lstrip())
        if len(bare) > 2 and bare[0] == bare[-1] == '"':
            bare, start = bare[1:-1], start + 1
        if bare:
            pieces.append(_Piece(bare, start, column, column + 1))
        place += len(cell) + 1
    is_row = len(pieces) > 1 or (not line.startswith("\t") and len(cells) > 1)  # else tabs move a paragraph in
    if not is_row or _talks(pieces):
        return _line(number, at, line)
    return _Row(number, at, at + len(line), True, len(cells), tuple(pieces))


def _talks(pieces: Sequence[_Piece]) -> bool:
    """A line that begins with a sentence, or has one and nothing else, is no row."""
    return bool(pieces) and bool(_SENTENCE.search(pieces[0].text))


def _line(number: int, at: int, line: str) -> _Row:
    """A line that is no row of several cells."""
    bare = line.strip()
    start = at + len(line) - len(line.lstrip())
    pieces = (_Piece(bare, start, 0, 1),) if bare else ()
    return _Row(number, at, at + len(line), False, len(pieces), pieces)


def _spaced(at: int, line: str) -> tuple[_Piece, ...]:
    """Pieces of a line between runs of blanks. Single Han set apart are one word: 合　　计."""
    spans: list[tuple[int, int]] = []
    place = 0
    for gap in (*_GAP.finditer(line), None):
        end = gap.start() if gap else len(line)
        if line[place:end].strip():
            start = place + len(line[place:end]) - len(line[place:end].lstrip())
            end = start + len(line[start:end].rstrip())
            alone = end - start == 1 and "\u4e00" <= line[start] <= "\u9fff"
            last = spans[-1] if spans else None
            if alone and last and _is_han(line[last[0] : last[1]].replace(" ", "").replace("\u3000", ""), last):
                spans[-1] = last[0], end
            else:
                spans.append((start, end))
        place = gap.end() if gap else end
    widths = [0]
    for char in line:
        widths.append(widths[-1] + (2 if ord(char) > 0x2E7F else 1))
    return tuple(_Piece(line[a:b], at + a, widths[a], widths[b]) for a, b in spans)


def _is_han(letters: str, span: tuple[int, int]) -> bool:
    """Whether a piece is a Han set apart, or several of them that were joined."""
    return (
        len(letters) <= 4
        and (len(letters) == 1 or span[1] - span[0] > len(letters))
        and "\u4e00" <= letters[0] <= "\u9fff"
    )


def _table(block: list[_Row]) -> Table | None:
    rows = _trimmed(block)
    if len(rows) < 3:
        return None
    places = _by_tabs(rows) if rows[0].tabs else _by_blanks(rows)
    if places is None or _is_contents(rows):
        return None
    columns = max(right for row in places for _, right in row)
    left = min((row.pieces[0].left for row in rows if row.pieces), default=0)
    cells = []
    for at, (row, spans) in enumerate(zip(rows, places, strict=True)):
        for piece, (first, last) in zip(row.pieces, spans, strict=True):
            indent = _indent(row, piece, left) if piece is row.pieces[0] else 0
            place = piece.start, piece.start + len(piece.text)
            cells.append(Cell(at, first, piece.text, *place, 1, last - first, indent, piece.text.endswith(("%", "％"))))
    return Table(rows[0].start, rows[-1].end, len(rows), columns, tuple(cells))


def _indent(row: _Row, piece: _Piece, left: int) -> int:
    """Blanks before a row's first text, in halves of a Han."""
    if row.tabs:
        return 0 if piece.left else 2 * (piece.start - row.start)
    return piece.left - left


def _trimmed(block: list[_Row]) -> list[_Row]:
    """The block from its header to its last row with several cells: titles and notes in one cell stand above and below."""
    rows = list(block)
    while rows and (len(rows[0].pieces) < 2 or all(_ASIDE.search(piece.text) for piece in rows[0].pieces)):
        rows.pop(0)
    while rows and len(rows[-1].pieces) < 2:
        rows.pop()
    header = next((at for at, row in enumerate(rows) if row.numbers), len(rows))
    body = [row for row in rows[header:] if len(row.pieces) > 1]
    numeric = sum(row.numbers > 0 for row in body)
    if not 1 <= header <= 4 or numeric < 2 or numeric * 2 < len(body):
        return []
    return rows


Places = list[list[tuple[int, int]]]


def _by_tabs(rows: Sequence[_Row]) -> Places | None:
    """Columns of tab-separated rows: most have the same number of cells, none has text beyond them."""
    filled = [row for row in rows if len(row.pieces) > 1]
    width, most = Counter(row.width for row in filled).most_common(1)[0]
    if most * 2 <= len(filled) or any(row.pieces and row.pieces[-1].left >= width for row in rows):
        return None
    return [[(piece.left, piece.right) for piece in row.pieces] for row in rows]


def _by_blanks(rows: Sequence[_Row]) -> Places | None:
    """Columns of rows that blanks part: what full rows of numbers leave white from top to bottom parts columns; each text lies in one."""
    body = [row for row in rows if row.numbers]
    width, most = Counter(row.width for row in body).most_common(1)[0]
    if width < 2 or most < 2 or most * 2 <= len(body):
        return None
    full = [row for row in body if row.width == width]
    ends = [(min(row.pieces[i].left for row in full), max(row.pieces[i].right for row in full)) for i in range(width)]
    if any(before[1] >= after[0] for before, after in pairwise(ends)):
        return None
    if not all(_mostly_numbers([row.pieces[i].text for row in full]) for i in range(1, width)):
        return None
    places: Places = []
    for row in rows:
        spans = [(i, i + 1) for i in range(width)] if row.width == width else _below(row, ends)
        if spans is None:
            return None
        places.append(spans)
    return places


def _mostly_numbers(texts: Sequence[str]) -> bool:
    """Whether a column holds numbers or signs for nothing, or a text in every row (a note)."""
    numbers = sum(bool(_NUMBER.fullmatch(text) or _NOTHING.fullmatch(text)) for text in texts)
    return numbers == len(texts) or numbers == 0


def _below(row: _Row, ends: Sequence[tuple[int, int]]) -> list[tuple[int, int]] | None:
    """The columns that each text of a row stands over; None where two would share one, or one stands over none."""
    spans: list[tuple[int, int]] = []
    for piece in row.pieces:
        over = [i for i, (left, right) in enumerate(ends) if piece.left < right and left < piece.right]
        if not over or (spans and over[0] < spans[-1][1]) or (len(over) > 1 and row.numbers):
            return None
        spans.append((over[0], over[-1] + 1))
    return spans


def _is_contents(rows: Sequence[_Row]) -> bool:
    """Headings with the numbers of their pages, the first line a heading too or one that says what the numbers are."""
    if _PAGE_HEAD.search(rows[0].pieces[-1].text):
        return True
    last = [row.pieces[-1].text for row in rows if row.numbers]
    pages = [int(text) for text in last if text.isdecimal() and len(text) < 4]
    headed = bool(_CONTENTS.match(rows[0].pieces[0].text))
    return headed and len(pages) == len(last) and all(a <= b for a, b in pairwise(pages))
