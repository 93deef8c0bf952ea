"""A Document as Markdown, tables as pipe tables: for people who want to see what was read."""

from __future__ import annotations

from .document import Cell, Document, Table

_SPECIAL = str.maketrans({char: "\\" + char for char in "\\`*_[]|"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})
_OPENERS = ("#", "+", "-", "=", "~", ":")


def document_markdown(document: Document) -> str:
    """The document's text in reading order with each table as a Markdown table; what stood in the file cannot turn into markup.

    >>> document_markdown(Document("支出<12>万元\\n# 注"))
    '支出&lt;12&gt;万元\\n\\n\\\\# 注\\n'
    """
    parts: list[str] = []
    at = 0
    for table in document.tables:
        parts += _paragraphs(document.text[at : table.start])
        parts.append(table_markdown(table))
        at = table.end
    parts += _paragraphs(document.text[at:])
    return "\n\n".join(parts) + "\n" if parts else ""


def table_markdown(table: Table) -> str:
    """One table. The first row is the header row, which Markdown demands; a merged cell's text stands once, at its top left place."""
    rows: list[list[str]] = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        if cell.row < table.rows and cell.column < table.columns:
            rows[cell.row][cell.column] = _cell(cell)
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    rule = "|" + "|".join([" --- "] * table.columns) + "|"
    return "\n".join([*lines[:1], rule, *lines[1:]])


def _cell(cell: Cell) -> str:
    lead = "&emsp;" * min(cell.indent // 2, 20)
    return lead + "<br>".join(line.strip().translate(_SPECIAL) for line in cell.text.strip().splitlines())


def _paragraphs(text: str) -> list[str]:
    return [_line(line.strip()) for line in text.splitlines() if line.strip()]


def _line(line: str) -> str:
    escaped = line.translate(_SPECIAL)
    if escaped.startswith(_OPENERS):
        return "\\" + escaped
    number, point, _ = escaped.partition(".")
    return f"{number}\\.{escaped[len(number) + 1 :]}" if point and number.isdecimal() and number.isascii() else escaped
