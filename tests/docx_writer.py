"""Word documents as raw XML, for what no writing library makes: tracked changes, text boxes, notes, lists."""

from __future__ import annotations

import io
import zipfile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NAMES = (
    f'{_W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def docx(body: str, **parts: str) -> bytes:
    """A .docx with a body and other parts (numbering, styles, footnotes, header1), each the inside of its root element."""
    roots = {
        "document": "document",
        "numbering": "numbering",
        "styles": "styles",
        "footnotes": "footnotes",
        "header1": "hdr",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        archive.writestr("_rels/.rels", _RELATIONS)
        for part, inside in {"document": f"<w:body>{body}</w:body>", **parts}.items():
            archive.writestr(
                f"word/{part}.xml",
                f'<?xml version="1.0" encoding="UTF-8"?><w:{roots[part]} {_NAMES}>{inside}</w:{roots[part]}>',
            )
    return made.getvalue()


def r(text: str) -> str:
    """A run."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, style: str = "", number: tuple[int, int] | None = None, mark: str = "") -> str:
    """A paragraph of texts or of XML; `number`: list and level; `mark`: what its end mark has, such as <w:del/>."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    properties += f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(run if run.startswith('<') else r(run) for run in runs)}</w:p>"


def tc(inside: str, span: int = 1, merge: str = "") -> str:
    """A cell; `merge`: restart or continue."""
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside if inside.startswith('<') else p(inside)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row of cells."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cell if cell.startswith('<') else tc(cell) for cell in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def deleted(text: str) -> str:
    """A tracked deletion."""
    return f'<w:del w:id="1" w:author="a"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def inserted(text: str) -> str:
    """A tracked insertion."""
    return f'<w:ins w:id="2" w:author="a">{r(text)}</w:ins>'


def level(at: int, number_format: str, text: str, more: str = "", start: int = 1) -> str:
    """A level of a list."""
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*abstract: str, uses: dict[int, tuple[int, str]]) -> str:
    """Lists: the levels of each abstract one, and number → (abstract one, overrides)."""
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{i}">{levels}</w:abstractNum>' for i, levels in enumerate(abstract)
    )
    nums = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{owner}"/>{more}</w:num>'
        for number, (owner, more) in uses.items()
    )
    return lists + nums
