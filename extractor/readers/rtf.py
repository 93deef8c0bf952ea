"""Rich Text Format: through LibreOffice where it is given, else by striprtf with a notice for what that cannot know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..document import Document, Notice, ReadError
from .flow import Flow, GridCell
from .office import through_office

if TYPE_CHECKING:
    from . import ReadOptions


def read_rtf(data: bytes, *, name: str | None, options: ReadOptions) -> Document:
    """The text of an RTF file; rows of tables become tables.

    Raises ReadError where it holds no text.
    """
    if options.office:
        return through_office(data, suffix=".rtf", name=name, office=options.office)
    from striprtf.striprtf import rtf_to_text

    source = data.decode("latin-1")
    codepage = re.search(r"\\ansicpg(\d+)", source)
    encoding = {"936": "gb18030", "950": "big5"}.get(codepage.group(1), f"cp{codepage.group(1)}") if codepage else "gb18030"
    try:
        text = str(rtf_to_text(source, encoding=encoding, errors="replace"))  # type: ignore[no-untyped-call]
    except (LookupError, ValueError, IndexError) as error:
        raise ReadError(f"{name or 'the document'} is damaged ({error}). Open it in Word and save it as .docx.") from error
    flow = Flow()
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.count("|") >= 2 and line.endswith("|"):
            rows.append([cell.strip() for cell in line[:-1].split("|")])
            continue
        if rows:
            cells = [GridCell(at, column, cell) for at, row in enumerate(rows) for column, cell in enumerate(row)]
            flow.table(cells, len(rows), max(map(len, rows)))
            rows = []
        if line.strip():
            flow.paragraph(line.strip())
    if re.search(r"\\deleted\b", source):
        message = "The file has tracked deletions, which read as text here. Pass --office soffice, or accept the changes and save it as .docx."
        flow.notices.append(Notice("tracked_changes", message))
    return flow.document(name=name, media_type="application/rtf", encoding=encoding)
