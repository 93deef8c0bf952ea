"""Reports out of gold mentions and facts: what a perfect extraction would hand to the checks."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor.models import Amount, Figure, Generator, Header, Percentage, Quantity, Report, Source, SubjectCode
from extractor.subjects import subjects

SCALES = {"亿": Decimal(100000000), "万": Decimal(10000), "千": Decimal(1000), "百": Decimal(100)}


def unit_scale(unit: str | None) -> Decimal:
    scale = Decimal(1)
    for char in unit or "":
        scale *= SCALES.get(char, Decimal(1))
    return scale


def printed_step(raw: str, scale: Decimal) -> Decimal:
    """One unit of the last printed place."""
    digits = "".join(c for c in raw if c.isdigit() or c == ".")
    places = len(digits.partition(".")[2])
    return Decimal(1).scaleb(-places) * scale


def gold_report(folder: Path, text: str) -> Report:
    """The report that the mentions of one gold folder describe."""
    mentions = [
        json.loads(line) for line in (folder / "mentions.jsonl").read_text(encoding="utf-8").splitlines() if line
    ]
    amounts = {m["start"]: f"a{n}" for n, m in enumerate((m for m in mentions if m["type"] == "amount"), 1)}
    figures: list[Figure] = []
    codes: list[SubjectCode] = []
    counts = {"percentage": 0, "quantity": 0}
    year = max((m.get("fiscal_year") or 0) for m in mentions)
    for mention in mentions:
        kind = mention["type"]
        if kind == "amount":
            figures.append(_amount(mention, amounts))
        elif kind == "percentage":
            counts[kind] += 1
            figures.append(_percentage(mention, f"p{counts[kind]}", amounts))
        elif kind == "quantity":
            counts[kind] += 1
            figures.append(_quantity(mention, f"q{counts[kind]}"))
        elif kind == "subject_code":
            codes.append(_code(mention, f"k{len(codes) + 1}", year))
    return Report(
        generator=Generator(version="gold", patterns="gold"),
        source=Source(name=folder.name),
        report=Header(fiscal_year=year),
        text=text,
        figures=tuple(figures),
        subject_codes=tuple(codes),
    )


def _common(mention: dict[str, Any]) -> dict[str, Any]:
    value = mention.get("value")
    return {
        "raw": mention["raw"],
        "start": mention["start"],
        "end": mention["end"],
        "value": Decimal(value) if value is not None else None,
        "approximation": mention.get("approximation"),
        "label": (mention.get("labels") or [None])[0],
        "fiscal_year": mention.get("fiscal_year"),
    }


def _amount(mention: dict[str, Any], amounts: dict[int, str]) -> Amount:
    unit = mention.get("unit") or "万元"
    return Amount(
        id=amounts[mention["start"]],
        unit=unit,
        unit_inferred=bool(mention.get("unit_inferred")),
        precision=printed_step(mention["raw"], unit_scale(unit)),
        stage=mention.get("stage"),
        flow=mention.get("flow"),
        role=mention["role"],
        direction=mention.get("direction"),
        subject_code=mention.get("subject_code"),
        parent=amounts.get(mention.get("parent", -1)),
        **_common(mention),
    )


def _percentage(mention: dict[str, Any], identifier: str, amounts: dict[int, str]) -> Percentage:
    return Percentage(
        id=identifier,
        unit=mention.get("unit") if mention.get("unit") == "percentage_point" else "percent",
        precision=printed_step(mention["raw"], Decimal("0.01")),
        stage=mention.get("stage"),
        flow=mention.get("flow"),
        role=mention["role"],
        direction=mention.get("direction"),
        subject_code=mention.get("subject_code"),
        of=mention.get("of"),
        about=amounts.get(mention.get("about", -1)),
        **_common(mention),
    )


def _quantity(mention: dict[str, Any], identifier: str) -> Quantity:
    return Quantity(
        id=identifier, unit=mention["unit"], precision=printed_step(mention["raw"], Decimal(1)), **_common(mention)
    )


def _code(mention: dict[str, Any], identifier: str, year: int) -> SubjectCode:
    code = mention.get("code")
    known = subjects().lookup(code, year) if code else None
    return SubjectCode(
        id=identifier,
        raw=mention["raw"],
        start=mention["start"],
        end=mention["end"],
        code=code,
        name=mention.get("name"),
        official_name=known.name if known else None,
        status=subjects().status(code, mention.get("name"), year) if code else "unknown",
        path=subjects().path(code, year) if code else (),
    )
