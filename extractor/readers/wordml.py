"""Word 2003 XML: one XML file, often named .doc, as offices' systems fill it in from a template.

Its elements are those of .docx but for a few, which are renamed here so that one reader serves both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .docx_numbering import Level, Numbering, W, word_format

_OLD = "{http://schemas.microsoft.com/office/word/2003/wordml}"
_WX = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
WRAPPERS = frozenset((f"{_WX}sect", f"{_WX}sub-section", f"{_WX}pBdrGroup", f"{_AML}content"))
_RENAMED = {"vmerge": "vMerge", "hmerge": "hMerge", "listPr": "numPr", "ilfo": "numId"}
_CHANGES = {"Word.Deletion": "del", "Word.Insertion": "ins"}
Parts = tuple[Any, Numbering, dict[str, tuple[str | None, int | None]], str, dict[tuple[str, str], Any]]


def is_wordml(root: Any) -> bool:
    """Is this the root of a Word 2003 XML document?"""
    return bool(root.tag == f"{_OLD}wordDocument")


def parts(root: Any) -> Parts:
    """Document, lists, the styles that number, the default style and the notes (which stand in the text here)."""
    for item in root.iter():
        if not isinstance(item.tag, str):
            continue
        if item.tag.startswith(_OLD):
            name = item.tag[len(_OLD) :]
            item.tag = W + _RENAMED.get(name, name)
            for key in [key for key in item.attrib if key.startswith(_OLD)]:
                item.set(W + key[len(_OLD) :], item.attrib.pop(key))
        elif item.tag == f"{_AML}annotation":
            change = _CHANGES.get(item.get(f"{W}type") or item.get(f"{_OLD}type") or "")
            item.tag = W + change if change else item.tag
    for note in [*root.iter(f"{W}footnote"), *root.iter(f"{W}endnote")]:
        note.tag = f"{W}txbxContent"  # printed behind the paragraph that it hangs on
    return root, _numbering(root), _styles(root), "", {}


def _value(item: Any | None, name: str) -> str | None:
    found = item.find(f"{W}{name}") if item is not None else None
    return None if found is None else found.get(f"{W}val")


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default


def _numbering(root: Any) -> Numbering:
    lists = root.find(f"{W}lists")
    if lists is None:
        return Numbering()
    definitions = {item.get(f"{W}listDefId"): _levels(item) for item in lists.findall(f"{W}listDef")}
    levels: dict[str, Mapping[int, Level]] = {}
    owners = {}
    for item in lists.findall(f"{W}list"):
        number, owner = item.get(f"{W}ilfo") or "", _value(item, "ilst") or ""
        levels[number], owners[number] = definitions.get(owner, {}), owner
    return Numbering(levels, owners)


def _levels(definition: Any) -> dict[int, Level]:
    return {
        _number(item.get(f"{W}ilvl"), 0): Level(
            number_format=word_format(_number(_value(item, "nfc"), 0)),
            text=_value(item, "lvlText") or "",
            start=_number(_value(item, "start"), 1),
            suffix=(_value(item, "suff") or "tab").lower(),
            style=_value(item, "pStyle"),
        )
        for item in definition.findall(f"{W}lvl")
    }


def _styles(root: Any) -> dict[str, tuple[str | None, int | None]]:
    found: dict[str, tuple[str | None, int | None]] = {}
    for style in root.findall(f"{W}styles/{W}style"):
        stated = style.find(f"{W}pPr/{W}numPr")
        level = _value(stated, "ilvl")
        found[style.get(f"{W}styleId") or ""] = (
            _value(stated, "numId"),
            int(level) if level and level.isdecimal() else None,
        )
    return found
