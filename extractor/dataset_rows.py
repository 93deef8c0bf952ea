"""One Report → the rows of every table of the dataset, as JSON texts that DuckDB parses itself.

This runs in the worker processes, so that the single writer has next to nothing to do for a report.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from typing import Any

from .dataset_columns import DECIMAL_PLACES, WHOLE_DIGITS
from .models import CellPlace, Check, Figure, Report, plain_number

Row = dict[str, Any]
_LIMIT = Decimal(10) ** WHOLE_DIGITS
_STEP = Decimal(1).scaleb(-DECIMAL_PLACES)


@dataclass(frozen=True, slots=True)
class Packed:
    """A report as the writer takes it."""

    report: str  # key of the content
    sha256: str
    rows: Mapping[str, str]  # table → its rows as one JSON object with a list a column; absent for none
    figures: int
    violated: int


def report_key(sha256: str) -> str:
    """Key of a report from the SHA-256 of its bytes.

    >>> report_key("ab" * 32)
    'rabababababababababab'
    """
    return "r" + sha256[:20]


def source_key(path: bytes) -> str:
    """Key of a source from the bytes of its path."""
    return "s" + hashlib.sha256(path).hexdigest()[:20]


def fits(value: Decimal) -> bool:
    """Whether a DECIMAL(38,18) column holds the number exactly.

    >>> fits(Decimal("12345678901234567.8901")), fits(Decimal("1e20")), fits(Decimal("1e-19"))
    (True, False, False)
    """
    if not value.is_finite() or abs(value) >= _LIMIT:
        return False
    exponent = value.normalize(Context(prec=max(28, len(value.as_tuple().digits)))).as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMAL_PLACES


class _Numbers:
    """Numbers for DECIMAL columns; remembers those that no column can hold."""

    def __init__(self, report: str) -> None:
        self.report = report
        self.as_text: list[Row] = []

    def exact(self, value: Decimal | None, table: str, row: str, column: str) -> str | None:
        """The number as text for DuckDB to parse, or None and a row in numbers_as_text."""
        if value is None:
            return None
        text = plain_number(value)
        if fits(value):
            return text
        self.as_text.append(
            {"report": self.report, "table_name": table, "id": row, "column_name": column, "number": text}
        )
        return None

    def computed(self, value: Decimal | None, table: str, row: str, column: str) -> str | None:
        """The same for a number that was computed, such as a quotient: one with endless decimals is rounded to 18."""
        if value is not None and value.is_finite() and abs(value) < _LIMIT and not fits(value):
            with localcontext() as context:
                context.prec = WHOLE_DIGITS + DECIMAL_PLACES + 2
                value = value.quantize(_STEP, rounding=ROUND_HALF_EVEN)
        return self.exact(value, table, row, column)


def pack(report: Report, sha256: str) -> Packed:
    """The rows of a report. `sha256` is that of the bytes it was read from.

    The last table, report_json, carries the whole normalised JSON, so that nothing is lost that has no column.
    """
    key = report_key(sha256)
    numbers = _Numbers(key)
    tables: dict[str, list[Row]] = {
        "figures": [_figure_row(figure, numbers) for figure in report.figures],
        "subject_codes": [_renamed(item, code_id="id") | _cell(item.cell) for item in report.subject_codes],
        "periods": [_renamed(item, period_id="id") for item in report.periods],
        "document_numbers": [_renamed(item, number_id="id") for item in report.document_numbers],
        "checks": [_check_row(check, numbers) for check in report.checks],
        "check_operands": [row for check in report.checks for row in _operand_rows(check)],
        "sections": [_renamed(item, section_id="id") for item in report.sections],
        "tables": [_renamed(item, table_id="id", row_count="rows", column_count="columns") for item in report.tables],
    }
    tables["warnings"] = _warning_rows(report, numbers)
    tables["numbers_as_text"] = numbers.as_text
    tables["report_json"] = [{"json": report.to_json()}]
    outcomes = Counter(check.outcome for check in report.checks)
    tables["reports"] = [_report_row(report, sha256, outcomes, len(tables["warnings"]))]
    packed = {name: _json_columns(rows, key) for name, rows in tables.items() if rows}
    return Packed(key, sha256, packed, len(report.figures), outcomes["violated"])


def _json_columns(rows: list[Row], key: str) -> str:
    """Rows as one JSON object with a list a column (columns without a value left out): DuckDB reads that twice as fast as a list of objects.

    Lone surrogates, which no UTF-8 store takes, become U+FFFD here; report_json keeps them as escapes.
    """
    columns: dict[str, Any] = {name: None for row in rows for name, value in row.items() if value is not None}
    for name in columns:
        columns[name] = [row.get(name) for row in rows]
    text = json.dumps({"report": key, "rows": [0] * len(rows)} | columns, ensure_ascii=False, separators=(",", ":"))
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _renamed(item: Any, **names: str) -> Row:
    """The record's fields under the column names of the dataset; `names` maps column to field."""
    row: Row = {field: getattr(item, field) for field in type(item).model_fields if field not in names.values()}
    row |= {column: getattr(item, field) for column, field in names.items()}
    row["char_start"], row["char_end"] = row.pop("start"), row.pop("end")
    row.pop("cell", None)
    if isinstance(row.get("path"), tuple):
        row["path"] = "/".join(row["path"]) or None
    return row


def _cell(cell: CellPlace | None) -> Row:
    if cell is None:
        return {}
    return {"table_id": cell.table, "cell_row": cell.row, "cell_column": cell.column}


def _figure_row(figure: Figure, numbers: _Numbers) -> Row:
    row = _renamed(figure, figure_id="id", section_id="section") | _cell(figure.cell)
    for column in ("value", "precision", "low", "high"):
        row[column] = numbers.exact(row[column], "figures", figure.id, column)
    return row


def _check_row(check: Check, numbers: _Numbers) -> Row:
    number: Callable[[Decimal | None, str, str, str], str | None] = numbers.computed
    low, high = check.allowed or (None, None)
    row: Row = {
        "check_id": check.id,
        "kind": check.kind,
        "outcome": check.outcome,
        "severity": check.severity,
        "figure_id": check.stated.figure if check.stated else None,
        "code_id": check.subject_code,
        "expected": number(check.expected, "checks", check.id, "expected"),
        "allowed_low": number(low, "checks", check.id, "allowed_low"),
        "allowed_high": number(high, "checks", check.id, "allowed_high"),
        "formula": check.formula,
        "message": check.message,
    }
    if check.suggestion:
        row["suggestion_figure"] = check.suggestion.figure
        row["suggestion_raw"] = check.suggestion.raw
        row["suggestion_reason"] = check.suggestion.reason
    return row


def _operand_rows(check: Check) -> list[Row]:
    return [
        {"check_id": check.id, "position": position, "figure_id": operand.figure, "part": operand.as_}
        for position, operand in enumerate(check.operands)
    ]


def _warning_rows(report: Report, numbers: _Numbers) -> list[Row]:
    """The report's own warnings and one for every number that no column can hold."""
    rows = [_renamed(warning) for warning in report.warnings]
    places = {figure.id: (figure.start, figure.end) for figure in report.figures}
    for lost in numbers.as_text:
        start, end = places.get(lost["id"], (None, None))
        message = (
            f"{lost['column_name']} of {lost['id']} has more digits than DECIMAL(38,18) holds: "
            f"see {lost['table_name']}.{lost['id']} in numbers_as_text."
        )
        rows.append({"code": "number_as_text", "message": message, "char_start": start, "char_end": end})
    return [row | {"position": position} for position, row in enumerate(rows)]


def _report_row(report: Report, sha256: str, outcomes: Counter[Any], warnings: int) -> Row:
    head, source, region = report.report, report.source, report.report.region
    return {
        "sha256": sha256,
        "title": head.title,
        "organization": head.organization,
        "region_code": region.code if region else None,
        "region_name": region.name if region else None,
        "region_path": "/".join(region.path) if region else None,
        "kind": head.kind,
        "fiscal_year": head.fiscal_year,
        "issued_on": head.issued_on,
        "source_name": source.name,
        "media_type": source.media_type,
        "encoding": source.encoding,
        "bytes": source.bytes,
        "pages": source.pages,
        "characters": len(report.text),
        "figures": len(report.figures),
        "checks": len(report.checks),
        "holds": outcomes["holds"],
        "rounding": outcomes["rounding"],
        "violated": outcomes["violated"],
        "suspicious": outcomes["suspicious"],
        "warnings": warnings,
        "generator_version": report.generator.version,
        "patterns": report.generator.patterns,
    }
