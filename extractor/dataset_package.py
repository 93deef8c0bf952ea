"""datapackage.json: what the exported files hold, column by column, as the Frictionless standard writes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .dataset_columns import Column
from .dataset_schema import TABLES
from .dataset_words import WORDS

if TYPE_CHECKING:
    from .dataset import Dataset
    from .dataset_export import Export, Relation

_MEDIA_TYPES = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "dta": "application/x-stata-dta",
}


def describe(dataset: Dataset, to: str, relations: list[Relation], result: Export) -> str:
    """The description of an export as JSON text."""
    names = {each.name for each in relations}
    tables = [resource for each in relations for resource in _resources(each, to, names, result)]
    meta = dict(dataset.rows("SELECT key, value FROM meta"))
    package: dict[str, Any] = {
        "profile": "tabular-data-package" if to == "csv" else "data-package",
        "name": "gouji-dataset",
        "title": f"勾稽数据集 {dataset.path.stem}",
        "description": "Figures of government fiscal reports and the checks between them, extracted by gouji. "
        "CNY amounts are in yuan, percentages are ratios.",
        "gouji": {"dataset_format": meta.get("format"), "notes": result.notes},
        "resources": tables,
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resources(each: Relation, to: str, names: set[str], result: Export) -> list[dict[str, Any]]:
    spec = TABLES.get(each.name)
    full = to == "jsonl" and each.name == "report_json"
    resource: dict[str, Any] = {
        "name": "reports" if full else each.name,
        "title": spec.title if spec else each.name,
        "description": spec.meaning if spec else "",
        "format": to,
        "mediatype": _MEDIA_TYPES[to],
    }
    if to != "csv":
        resource["type"] = "file"  # with types of its own: the schema is for people, programs read it from the file
    if to == "xlsx":
        book = result.files[0].name
        sheets = [sheet for sheet in result.rows if sheet == each.name or sheet.startswith(f"{each.name} (")]
        resource["path"] = book
        return [
            resource
            | {"name": _slug(sheet), "dialect": {"excel": {"sheet": sheet}}, "schema": _schema(each, to, set())}
            for sheet in sheets
        ]
    resource["path"] = next((path.name for path in result.files if path.stem == resource["name"]), result.files[0].name)
    if to == "csv":
        return [
            resource | {"profile": "tabular-data-resource", "encoding": "utf-8", "schema": _schema(each, to, names)}
        ]
    return [resource | ({} if full else {"schema": _schema(each, to, names)})]


def _slug(sheet: str) -> str:
    return sheet.replace(" (", "-").replace(")", "")


def _schema(each: Relation, to: str, names: set[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column, to) for column in each.columns]}
    spec = TABLES.get(each.name)
    if spec is None or to == "xlsx":
        return schema
    schema["primaryKey"] = list(spec.key)
    if "reports" in names and "report" in {column.name for column in each.columns} and each.name != "reports":
        schema["foreignKeys"] = [{"fields": ["report"], "reference": {"resource": "reports", "fields": ["report"]}}]
    return schema


def _field(column: Column, to: str) -> dict[str, Any]:
    kind = column.type
    if kind.startswith("DECIMAL"):
        type_ = "any" if to == "xlsx" else "string" if to == "jsonl" else "number"  # long numbers are text in Excel
    elif kind in ("INTEGER", "BIGINT", "HUGEINT"):
        type_ = "integer"
    elif kind == "BOOLEAN":
        type_ = "boolean"
    else:
        type_ = "string"
    field: dict[str, Any] = {
        "name": column.title if to == "xlsx" else column.name,
        "type": type_,
        "title": column.title,
    }
    if column.meaning:
        field["description"] = column.meaning
    if to != "xlsx" and column.name in WORDS:
        field["words"] = WORDS[column.name]
    return field
