"""Reports out of marked-up sentences: every fact of a figure stands in its mark, so that the checks are tested without an extraction.

`总支出<200万元 id=a label=总支出>，其中工资<150万元 id=b label=工资 parent=a>，占<75% role=share about=b>`; a mark with `code=` is a subject code
mention when it has no unit, else the code of the figure.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from gold_reports import printed_step, unit_scale
from marked import Mark, parse

from extractor.models import (
    Amount,
    CellPlace,
    Figure,
    Generator,
    Header,
    Percentage,
    Quantity,
    Report,
    Source,
    SubjectCode,
    TableInfo,
)
from extractor.subjects import subjects

NUMBER = re.compile(r"[-+]?[\d,]+(?:\.\d+)?")
MONEY = re.compile(r"(?:亿|万|千|百)*元")


def report_of(sentence: str, year: int = 2022) -> Report:
    """The report that consists of this sentence and its marks.

    Raises ValueError for a mark whose field is not known.
    """
    text, marks = parse(sentence)
    figures: list[Figure] = []
    codes: list[SubjectCode] = []
    for number, mark in enumerate(marks, 1):
        unit = mark.raw[len(NUMBER.match(mark.raw).group()) :] if NUMBER.match(mark.raw) else None
        if unit is None:
            raise ValueError(f"{mark.raw!r} is no number")
        if "code" in mark.fields and not unit:
            codes.append(_code(mark, f"k{number}", year))
        else:
            figures.append(_figure(mark, unit, f"f{number}"))
    return Report(
        generator=Generator(version="test", patterns="test"),
        source=Source(),
        report=Header(fiscal_year=year),
        text=text,
        figures=tuple(figures),
        subject_codes=tuple(codes),
    )


def _figure(mark: Mark, unit: str, identifier: str) -> Figure:
    fields: dict[str, Any] = dict(mark.fields)
    number = Decimal(NUMBER.match(mark.raw).group().replace(",", ""))  # type: ignore[union-attr]
    common = {
        "id": fields.pop("id", identifier),
        "raw": mark.raw,
        "start": mark.start,
        "end": mark.end,
        "label": fields.pop("label", None),
        "fiscal_year": int(fields.pop("year", "2022")),
        "approximation": fields.pop("approximation", None),
    }
    if unit in ("%", "％", "个百分点"):
        points = {"unit": "percentage_point"} if unit == "个百分点" else {}
        step = printed_step(mark.raw, Decimal("0.01"))
        return Percentage(value=number / 100, precision=step, **points, **common, **fields)
    if unit == "倍":
        return Percentage(value=number, precision=printed_step(mark.raw, Decimal(1)), unit="times", **common, **fields)
    if MONEY.fullmatch(unit):
        scale = unit_scale(unit)
        if "code" in fields:
            fields["subject_code"] = fields.pop("code")
        return Amount(value=number * scale, precision=printed_step(mark.raw, scale), unit=unit, **common, **fields)
    return Quantity(value=number, precision=printed_step(mark.raw, Decimal(1)), unit=unit, **common, **fields)


def _code(mark: Mark, identifier: str, year: int) -> SubjectCode:
    code = mark.fields["code"]
    return SubjectCode(
        id=identifier,
        raw=mark.raw,
        start=mark.start,
        end=mark.end,
        code=code,
        name=mark.fields.get("name"),
        official_name=mark.fields.get("official"),
        status=mark.fields.get("status", "valid"),
        path=subjects().path(code, year),
    )


def table_report(*tables: str, unit: str = "万元", header_rows: int = 1, text: str = "") -> Report:
    """A report that consists of tables: a line a row, cells parted by |; numbers are figures, `code` cells of three to seven digits codes.

    `text` is a marked-up sentence in front of them.
    """
    head = report_of(text or "表。")
    plain, figures, infos = head.text + "\n", list(head.figures), []
    for number, table in enumerate(tables, 1):
        start = len(plain)
        lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
        for row, cells in enumerate(lines):
            code = next((cell for cell in cells if re.fullmatch(r"\d{3}(\d{2}){0,2}", cell)), None)
            for column, cell in enumerate(cells):
                if row >= header_rows and _is_value(cell):
                    figures.append(_cell_figure(cell, len(plain), f"t{number}", row, column, unit, code, len(figures)))
                plain += cell + ("\t" if column < len(cells) - 1 else "")
            plain += "\n" if row < len(lines) - 1 else ""
        infos.append(
            TableInfo(
                id=f"t{number}",
                unit=unit,
                start=start,
                end=len(plain),
                header_rows=header_rows,
                rows=len(lines),
                columns=len(lines[0]),
            )
        )
        plain += "\n\n"
    return head.model_copy(update={"text": plain, "figures": tuple(figures), "tables": tuple(infos)})


def example_report(text: str) -> Report:
    """The report of an example of relations.toml: a marked-up sentence, tables (lines with |), or both, parted by empty lines."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    tables = [block for block in blocks if "|" in block]
    sentence = "\n".join(block for block in blocks if "|" not in block)
    return table_report(*tables, text=sentence) if tables else report_of(sentence)


def _is_value(cell: str) -> bool:
    return re.fullmatch(r"-?[\d,]+\.\d+%?|-?\d{1,2}%?|-?\d{1,3}(?:,\d{3})+", cell) is not None


def _cell_figure(
    cell: str, at: int, table: str, row: int, column: int, unit: str, code: str | None, number: int
) -> Figure:
    value = Decimal(cell.rstrip("%").replace(",", ""))
    place = {
        "start": at,
        "end": at + len(cell),
        "raw": cell,
        "cell": CellPlace(table=table, row=row, column=column),
        "id": f"x{number}",
    }
    if cell.endswith("%"):
        return Percentage(value=value / 100, precision=printed_step(cell, Decimal("0.01")), **place)
    scale = unit_scale(unit)
    return Amount(
        value=value * scale,
        precision=printed_step(cell, scale),
        unit=unit,
        unit_inferred=True,
        subject_code=code,
        **place,
    )
