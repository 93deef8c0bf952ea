"""The parts of a Word document: a zip of XML files (.docx), or the same in one XML file (flat XML, Word 2003 XML)."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..document import ReadError
from . import wordml
from .docx_numbering import Numbering, W

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
WRAPPERS = wordml.WRAPPERS  # elements of other names that only stand around paragraphs
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # the ISO form of the format has names of its own
_USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAX_PART = 512 << 20  # bytes of one part when unpacked
_MAX_RATIO = 400
Part = Callable[[str], "Any | None"]
StyleList = tuple[str | None, int | None]


@dataclass(frozen=True, slots=True)
class Package:
    """The parts that text comes from."""

    document: Any
    numbering: Numbering
    styles: dict[str, StyleList]  # style → list and level that it numbers by
    default_style: str  # of paragraphs that name none
    notes: dict[tuple[str, str], Any]  # footnote or endnote, id → its element


def open_package(data: bytes, called: str) -> Package:
    """The parts of a .docx, or of a flat XML document. Raises ReadError."""
    if not data.startswith(b"PK"):
        root = parse_xml(data, called)
        if wordml.is_wordml(root):
            return Package(*wordml.parts(root))
        return _package(_flat_parts(root), called)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _package(lambda path: _zipped_part(archive, path, called), called)
    except RuntimeError as error:
        raise ReadError(f"{called} is encrypted. Save it without a password.") from error
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, NotImplementedError, ValueError, zlib.error) as error:
        raise ReadError(
            f"{called} is damaged or cut off ({error}). Fetch it again, or open it in Word and save it."
        ) from error


def _package(part: Part, called: str) -> Package:
    main = _main_part(part)
    document = part(main)
    if document is None:
        raise ReadError(f"{called} has no text part ({main}). Open it in Word and save it again.")
    parts = _related(part, main)

    def related(kind: str) -> Any | None:
        return part(parts.get(kind, posixpath.join(posixpath.dirname(main), f"{kind}.xml")))

    notes = {}
    for kind in ("footnote", "endnote"):
        root = related(f"{kind}s")
        for item in root.findall(f"{W}{kind}") if root is not None else ():
            if item.get(f"{W}type") in (None, "normal"):
                notes[kind, item.get(f"{W}id") or ""] = item
    sheet = related("styles")
    numbering = Numbering.read(related("numbering"), _numbering_styles(sheet))
    return Package(document, numbering, _style_lists(sheet), _default_style(sheet), notes)


def _main_part(part: Part) -> str:
    relations = part("_rels/.rels")
    for item in relations.findall(_RELATION) if relations is not None else ():
        if (item.get("Type") or "").endswith("/officeDocument"):
            return (item.get("Target") or "").lstrip("/")
    return "word/document.xml"


def _related(part: Part, main: str) -> dict[str, str]:
    """Kind of a part (styles, numbering, footnotes …) → its path."""
    folder, file = posixpath.split(main)
    relations = part(posixpath.join(folder, "_rels", f"{file}.rels"))
    found: dict[str, str] = {}
    for item in relations.findall(_RELATION) if relations is not None else ():
        target = item.get("Target") or ""
        if item.get("TargetMode") != "External":
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found.setdefault((item.get("Type") or "").rpartition("/")[2], path)
    return found


def parse_xml(data: bytes, called: str) -> Any:
    """XML from elsewhere: no entity is resolved, nothing is fetched. Raises ReadError where it is none."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, recover=True
    )
    root = etree.fromstring(data.replace(_STRICT, _USUAL), parser)
    if root is None:
        raise ReadError(f"{called} is not the XML that it should be. Open it in Word and save it again.")
    return root


def _zipped_part(archive: zipfile.ZipFile, path: str, called: str) -> Any | None:
    """One part of a .docx, or None where there is none; nothing unreasonable is unpacked."""
    try:
        info = archive.getinfo(path)
    except KeyError:
        return None
    if info.file_size > _MAX_PART or info.file_size > _MAX_RATIO * max(info.compress_size, 1) + (16 << 20):
        raise ReadError(
            f"{called}: its part {path} unpacks to {info.file_size:,} bytes, which no report has. The file is not read."
        )
    return parse_xml(archive.read(info), f"{called}: its part {path}")


def _flat_parts(root: Any) -> Part:
    parts = {}
    for item in root.findall(f"{_PKG}part"):
        content = item.find(f"{_PKG}xmlData")
        if content is not None and len(content):
            parts[(item.get(f"{_PKG}name") or "").lstrip("/")] = content[0]
    return parts.get


def _default_style(sheet: Any | None) -> str:
    for style in sheet.findall(f"{W}style") if sheet is not None else ():
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
            return style.get(f"{W}styleId") or ""
    return ""


def _numbering_styles(sheet: Any | None) -> dict[str, str]:
    """The list that each numbering style stands for."""
    found = {}
    for style in sheet.findall(f"{W}style") if sheet is not None else ():
        if style.get(f"{W}type") == "numbering":
            number, _ = list_of(style.find(f"{W}pPr"))
            if number is not None:
                found[style.get(f"{W}styleId") or ""] = number
    return found


def _style_lists(sheet: Any | None) -> dict[str, StyleList]:
    """Which list each paragraph style numbers by, its base styles' included."""
    own: dict[str, StyleList] = {}
    bases: dict[str, str] = {}
    for style in sheet.findall(f"{W}style") if sheet is not None else ():
        identifier = style.get(f"{W}styleId") or ""
        own[identifier] = list_of(style.find(f"{W}pPr"))
        base = style.find(f"{W}basedOn")
        if base is not None:
            bases[identifier] = base.get(f"{W}val") or ""
    found = {}
    for identifier in own:
        number, level, at = None, None, identifier
        for _ in range(20):
            here = own.get(at, (None, None))
            number = number if number is not None else here[0]
            level = level if level is not None else here[1]
            at = bases.get(at, "")
        found[identifier] = (number, level)
    return found


def list_of(properties: Any | None) -> StyleList:
    """List and level that some paragraph properties state."""
    stated = properties.find(f"{W}numPr") if properties is not None else None
    if stated is None:
        return None, None
    number, level = stated.find(f"{W}numId"), stated.find(f"{W}ilvl")
    at = (level.get(f"{W}val") or "0") if level is not None else None
    return (number.get(f"{W}val") if number is not None else None), (int(at) if at and at.isdecimal() else None)
