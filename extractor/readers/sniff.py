"""What a file is, by its content. The name only decides between formats that look alike."""

from __future__ import annotations

import io
import re
import zipfile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF87a", b"GIF89a")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|span|title|%@)[\s>/]", re.IGNORECASE)
_MAIL = re.compile(rb"\s*(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_MAIL_BODY = re.compile(rb"^content-type:\s*(?:multipart/|text/html)", re.IGNORECASE | re.MULTILINE)
_OTHER = {
    b"SQLite format 3\0": "an SQLite database",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"\x1f\x8b\x08": "a gzip file",
    b"%!PS": "PostScript",
    b"AC10": "a drawing (.dwg)",
    b"ITSF": "a help file (.chm)",
    b"HM": "a protected document",
    b"KW": "an e-book of CNKI (.caj)",
    b"CAJ": "an e-book of CNKI (.caj)",
}
_TEXTS = ("txt", "csv", "tsv", "md", "html", "htm", "rtf")  # whatever their first letters are
_PACKAGES = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsx"),
    ("OFD.xml", "an OFD document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("META-INF/MANIFEST.MF", "a Java program"),
    ("AndroidManifest.xml", "an Android program"),
)
_MEDIA_TYPES = (
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file other than a text or a spreadsheet"),
    (b"application/epub", "an e-book (.epub)"),
)
_PAGES = ("html", "htm", "shtml", "jsp", "jspx", "asp", "aspx", "php", "xhtml")


def sniff(data: bytes, name: str | None = None) -> str:
    """text | html | mht | pdf | docx | doc | odt | rtf | xlsx | xls | xls_xml | ods | csv | image | zip | 7z | rar, or in words what else it is.

    >>> sniff(b"%PDF-1.7 ..."), sniff("第一章".encode()), sniff(b"<html><body>", "a.doc")
    ('pdf', 'text', 'html')
    """
    head = data[:4096]
    suffix = (name or "").lower().rpartition(".")[2]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_ZIP):
        return _package(data)
    if head.startswith(_OLE):
        return _compound(data)
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return "7z"
    if head.startswith(b"Rar!\x1a\x07"):
        return "rar"
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        return "rtf"
    if _is_image(head):
        return "image"
    for mark, kind in _OTHER.items():
        if head.startswith(mark) and suffix not in _TEXTS and b"\0" in head:
            return kind
    return _text_kind(data, suffix)


def _is_image(head: bytes) -> bool:
    if head.startswith(
        b"BM"
    ):  # two letters that a text may begin with: a bitmap's header has zeros where a text has none
        return head[6:10] == b"\0\0\0\0"
    return head.startswith(_IMAGES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            for member, kind in _PACKAGES:
                if member in names:
                    return kind
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                stated = archive.read("mimetype")
                for media_type, kind in _MEDIA_TYPES:
                    if stated.startswith(media_type):
                        return kind
            if "[Content_Types].xml" in names:
                return _relations(names)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return "zip"
    return "zip"


def _relations(names: set[str]) -> str:
    """An Office package whose parts are named in another way than usual."""
    if any(re.fullmatch(r"word/\w*document\w*\.xml", name, re.IGNORECASE) for name in names):
        return "docx"
    return "xlsx" if any(name.startswith("xl/") for name in names) else "zip"


def _compound(data: bytes) -> str:
    """An OLE file: Word, Excel, or an encrypted package of either."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {entry[0].lower() for entry in ole.listdir() if len(entry) == 1}
    except Exception:  # olefile raises whatever a damaged file provokes; the reader then says that it is damaged
        return "doc"
    return "xls" if streams & {"workbook", "book"} and "worddocument" not in streams else "doc"


def _text_kind(data: bytes, suffix: str) -> str:
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode()
    lowered = head.lower()
    mail = _MAIL.match(head)
    if mail and _MAIL_BODY.search(mail.group()) and b"mime-version:" in lowered:
        return "mht"
    if b"<?xml" in head[:200] or b"<?mso-application" in head:
        if b"<w:worddocument" in lowered or b"<pkg:package" in lowered:
            return "docx"
        if b"urn:schemas-microsoft-com:office:spreadsheet" in lowered:
            return "xls_xml"
    if _HTML.search(head) and (suffix not in ("txt", "md", "csv") or b"<html" in lowered or b"<!doctype" in lowered):
        return "html"
    if suffix in _PAGES and b"<" in data:
        return "html"
    return "csv" if suffix in ("csv", "tsv") else "text"
