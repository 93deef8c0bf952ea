"""Pages with their lines and tables → the flow of the document: paragraphs, and tables over several pages as one."""

from __future__ import annotations

from collections.abc import Sequence

from .flow import Flow, GridCell
from .pdf_grid import PageTable
from .pdf_join import JoinedTable, append, continuation, start
from .pdf_lines import Line
from .pdf_paragraphs import Paragraph, make_paragraphs
from .pdf_running import PageBlocks, drop_running

_TITLE_LINES = 4  # how many lines above a table may be its title, unit and organization


def lay_out(flow: Flow, pages: Sequence[PageBlocks]) -> None:
    """Put the pages into `flow`: running heads left out, lines joined into paragraphs, tables over several pages joined."""
    drop_running(pages)
    widths = {page.number: page.width for page in pages}
    items, tables = _joined(pages)
    paragraphs = make_paragraphs([None if isinstance(item, JoinedTable) else item for item in items], widths)
    waiting = iter(tables)
    at = 0

    def go_to(number: int) -> None:
        nonlocal at
        while at < number:
            at += 1
            flow.page(at)

    for paragraph in paragraphs:
        if isinstance(paragraph, Paragraph):
            go_to(paragraph.page)
            flow.paragraph(paragraph.text)
        else:
            table = next(waiting)
            go_to(table.page)
            _put_table(flow, table)
    go_to(len(pages))


def _put_table(flow: Flow, table: JoinedTable) -> None:
    cells = (GridCell(c.row, c.column, c.text, c.row_span, c.column_span, c.indent) for c in table.cells)
    starts = tuple(table.page_starts) if len(table.page_starts) > 1 else ()
    flow.table(cells, table.rows, table.columns, page=table.page, page_starts=starts, header_rows=table.header_rows)


def _joined(pages: Sequence[PageBlocks]) -> tuple[list[Line | JoinedTable], list[JoinedTable]]:
    items: list[Line | JoinedTable] = []
    tables: list[JoinedTable] = []
    for page in pages:
        blocks = list(page.blocks)
        first = next((at for at, block in enumerate(blocks) if isinstance(block, PageTable)), None)
        if first is not None and items and isinstance(items[-1], JoinedTable):
            last, table = items[-1], blocks[first]
            titles = [block for block in blocks[:first] if isinstance(block, Line)]
            assert isinstance(table, PageTable)
            if _is_next_page(last, table) and _same_titles(titles, items):
                more = continuation(last, table, titled=bool(titles))
                if more is not None:
                    append(last, more)
                    blocks = blocks[first + 1 :]
        for block in blocks:
            if isinstance(block, PageTable):
                tables.append(start(block))
                items.append(tables[-1])
            else:
                items.append(block)
    return items, tables


def _is_next_page(table: JoinedTable, following: PageTable) -> bool:
    reached = table.page_starts[-1][1]
    return following.page == reached + 1


def _same_titles(titles: Sequence[Line], items: Sequence[Line | JoinedTable]) -> bool:
    """Whether the lines above a table are those that stood above the table that it may continue (or there are none)."""
    if len(titles) > _TITLE_LINES:
        return False
    before: list[str] = []
    for item in reversed(items[:-1]):
        if isinstance(item, JoinedTable) or len(before) >= _TITLE_LINES + 2:
            break
        before.append(_bare(item.text))
    return all(_bare(line.text) in before for line in titles)


def _bare(text: str) -> str:
    return "".join(text.split()).replace("（续）", "").replace("(续)", "").removeprefix("续").removesuffix("续表")
