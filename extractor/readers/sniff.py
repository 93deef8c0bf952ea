"""What a file is, by its content."""

from __future__ import annotations

import io
import re
import zipfile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF8")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|span|title|%@)[\s>/]", re.IGNORECASE)
_OTHER = {
    b"SQLite format 3\0": "an SQLite database",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"\x1f\x8b": "a gzip file",
    b"%!PS": "PostScript",
}
_PACKAGES = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsx"))


def sniff(data: bytes, name: str | None = None) -> str:
    """text | html | mht | pdf | docx | doc | rtf | xlsx | xls | ods | csv | image | zip | 7z | rar, or what else it is in words.

    >>> sniff(b"%PDF-1.7 ..."), sniff("第一章".encode()), sniff(b"<html><body>", "a.doc")
    ('pdf', 'text', 'html')
    """
    head = data[:4096]
    suffix = (name or "").lower().rpartition(".")[2]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _package(data)
    if head.startswith(_OLE):
        return _compound(data)
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return "7z"
    if head.startswith(b"Rar!\x1a\x07"):
        return "rar"
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_IMAGES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return "image" if not head.startswith(b"BM") or suffix == "bmp" else "text"
    for mark, kind in _OTHER.items():
        if head.startswith(mark) and suffix not in ("txt", "csv"):
            return kind
    return _text_kind(data, suffix)


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            for member, kind in _PACKAGES:
                if member in names:
                    return kind
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                if archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                    return "ods"
            if "[Content_Types].xml" in names:
                return _relations(names)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return "zip"
    return "zip"


def _relations(names: set[str]) -> str:
    """An Office package whose parts are named in another way than usual."""
    if any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return "docx"
    return "xlsx" if any(name.startswith("xl/") for name in names) else "zip"


def _compound(data: bytes) -> str:
    """An OLE file: Word, Excel, or an encrypted package of either."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {"/".join(entry).lower() for entry in ole.listdir()}
    except Exception:  # olefile raises whatever a damaged file provokes; the reader then says that it is damaged
        return "doc"
    if "workbook" in streams or "book" in streams:
        return "xls"
    return "doc"


def _text_kind(data: bytes, suffix: str) -> str:
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode()
    lowered = head.lower()
    if b"mime-version:" in lowered and b"content-type:" in lowered:
        return "mht"
    if _HTML.search(head) and (suffix not in ("txt", "md", "csv") or b"<html" in lowered or b"<!doctype" in lowered):
        return "html"
    if suffix in ("html", "htm", "shtml", "jsp", "jspx", "asp", "aspx", "php", "xhtml") and b"<" in data:
        return "html"
    return "csv" if suffix in ("csv", "tsv") else "text"
