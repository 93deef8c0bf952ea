"""A dataset as files for other programs, with a data package description (datapackage.json) beside them.

parquet  for pandas, R, SQL engines: numbers are decimals
csv      UTF-8 with a mark at the front, so that Excel and WPS read it right
jsonl    the full normalised JSON, one report a line
xlsx     one sheet a table, for reading: Chinese headers and words
dta      Stata 14 and later: Chinese labels; numbers become doubles, the only kind that Stata has

A cell that a spreadsheet would run as a formula is neutralised in csv (an apostrophe in front) and xlsx (marked as
text); numbers stay numbers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from .dataset import Dataset, DatasetError
from .dataset_columns import Column
from .dataset_package import describe
from .dataset_schema import TABLES
from .indicators import measures

Format = Literal["parquet", "csv", "jsonl", "xlsx", "dta"]
FORMATS: tuple[Format, ...] = ("parquet", "csv", "jsonl", "xlsx", "dta")
_NOT_BY_DEFAULT = {"report_json", "runs"}
# Signs with which a spreadsheet begins a formula, full-width ones too (Excel folds them), and the blanks that it
# skips before them.
_FORMULA = r"^[\t\r\n]*[=+\-@＝＋－＠]|^[\t\r]"
_NUMBER = r"[+-]?[0-9][0-9,]*(\.[0-9]+)?%?"


@dataclass(slots=True)
class Export:
    """What was written; `notes` say what the format could not carry."""

    files: list[Path] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)  # table → rows
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view to be exported."""

    name: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]

    @property
    def sql(self) -> str:
        """All its rows in a fixed order."""
        columns = ", ".join(f'"{column.name}"' for column in self.columns)
        order = ", ".join(f'"{name}"' for name in self.order)
        return f'SELECT {columns} FROM "{self.name}" ORDER BY {order}'


def export(
    dataset: Dataset, to: Format, *, tables: Sequence[str] = (), output: str | os.PathLike[str] | None = None
) -> Export:
    """Write tables and views (default: all tables and the view `indicators`; for jsonl the reports).

    `output` is a folder, or a file where it ends in the format's name and one file is all there is to write (one table;
    xlsx always). Default: beside the dataset, under its name.

    Raises DatasetError for an unknown format or table, and when the place cannot be written.
    """
    if to not in FORMATS:
        raise DatasetError(f"--to {to}: choose one of {', '.join(FORMATS)}.")
    relations = [relation(dataset, name) for name in tables or _default_tables(to)]
    stem = dataset.path.with_suffix("")
    place = Path(output) if output else stem.with_name(f"{stem.name}.xlsx" if to == "xlsx" else f"{stem.name}_{to}")
    if to == "xlsx" and place.suffix.lower() != ".xlsx":
        place = place / f"{stem.name}.xlsx"
    single = to == "xlsx" or (place.suffix == f".{to}" and len(relations) == 1 and not place.is_dir())
    result = Export()
    try:
        folder = place.parent if single else place
        folder.mkdir(parents=True, exist_ok=True)
        if to == "xlsx":
            from .dataset_export_xlsx import write_xlsx

            write_xlsx(dataset, relations, place, result)
        else:
            for each in relations:
                target = place if single else folder / f"{'reports' if _is_json(each, to) else each.name}.{to}"
                replace(target, partial(_write, dataset, each, to, result=result))
                result.files.append(target)
        name = f"{place.stem}.datapackage.json" if single else "datapackage.json"
        package = describe(dataset, to, relations, result)
        replace(folder / name, lambda part: part.write_text(package, encoding="utf-8"))
        result.files.append(folder / name)
    except OSError as error:
        raise DatasetError(
            f"{place}: cannot be written: {error.strerror or error}. Name another place with -o."
        ) from error
    return result


def relation(dataset: Dataset, name: str) -> Relation:
    """A table or view by its name. Raises DatasetError with the names that there are."""
    sql = "SELECT column_name, data_type FROM duckdb_columns() WHERE NOT internal AND table_name = $1 ORDER BY column_index"
    found = dataset.rows(sql, [name])
    if not found:
        names = dataset.rows("SELECT DISTINCT table_name FROM duckdb_columns() WHERE NOT internal ORDER BY 1")
        raise DatasetError(f"{dataset.path}: no table {name}. There are: {', '.join(row[0] for row in names)}.")
    known = {each.id: Column(each.id, "", each.zh, each.en) for each in measures().values()}
    known |= {column.name: column for table in TABLES.values() for column in table.columns}
    if name in TABLES:
        known |= {column.name: column for column in TABLES[name].columns}
    columns = tuple(
        Column(
            column,
            kind,
            known[column].title if column in known else column,
            known[column].meaning if column in known else "",
        )
        for column, kind in found
    )
    order = TABLES[name].key if name in TABLES else tuple(column.name for column in columns)
    return Relation(name, columns, order)


def replace(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file under another name and put it in place when it is whole."""
    part = target.with_name(f".{target.name}.part")
    try:
        write(part)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def plain_decimal(column: str) -> str:
    """SQL for a DECIMAL as text without the zeros that its type adds."""
    return f"rtrim(rtrim({column}::VARCHAR, '0'), '.')"


def _default_tables(to: Format) -> list[str]:
    if to == "jsonl":
        return ["report_json"]
    return [*(name for name in TABLES if name not in _NOT_BY_DEFAULT), "indicators"]


def _is_json(each: Relation, to: Format) -> bool:
    return to == "jsonl" and each.name == "report_json"


def _write(dataset: Dataset, each: Relation, to: Format, target: Path, *, result: Export) -> None:
    if to == "dta":
        from .dataset_export_stata import write_dta

        write_dta(dataset, each, target, result)
    elif _is_json(each, to):
        result.rows["reports"] = _write_reports(dataset, target)
    else:
        options = {"parquet": "FORMAT parquet, COMPRESSION zstd", "csv": "FORMAT csv, HEADER", "jsonl": "FORMAT json"}[
            to
        ]
        sql = {"parquet": each.sql, "csv": _csv_sql(each), "jsonl": _jsonl_sql(each)}[to]
        place = os.fspath(target).replace("'", "''")
        result.rows[each.name] = dataset.rows(f"COPY ({sql}) TO '{place}' ({options})")[0][0]


def _write_reports(dataset: Dataset, target: Path) -> int:
    """The normalised JSON, one report a line, byte for byte as extract() gave it."""
    cursor = dataset.connection.execute("SELECT json FROM report_json ORDER BY report")
    count = 0
    with open(target, "w", encoding="utf-8", newline="\n") as stream:
        while rows := cursor.fetchmany(100):
            count += len(rows)
            stream.writelines(row[0] + "\n" for row in rows)
    return count


def _csv_sql(each: Relation) -> str:
    columns = []
    for number, column in enumerate(each.columns):
        name = f'"{column.name}"'
        if column.type.startswith("DECIMAL"):
            value = plain_decimal(name)
        elif column.type == "BLOB":
            value = f"hex({name})"
        elif column.type == "VARCHAR":
            value = (
                f"CASE WHEN regexp_matches({name}, '{_FORMULA}') AND NOT regexp_full_match({name}, '{_NUMBER}') "
                f"THEN chr(39) || {name} ELSE {name} END"
            )
        else:
            value = name
        header = ("\ufeff" if number == 0 else "") + column.name  # the mark that tells Excel: UTF-8
        columns.append(f'{value} AS "{header}"')
    return f"SELECT {', '.join(columns)} FROM ({each.sql})"


def _jsonl_sql(each: Relation) -> str:
    """Decimals as strings, as in the normalised JSON."""
    columns = [
        f"{plain_decimal(name)} AS {name}"
        if column.type.startswith("DECIMAL")
        else f"hex({name}) AS {name}"
        if column.type == "BLOB"
        else name
        for column in each.columns
        for name in [f'"{column.name}"']
    ]
    return f"SELECT {', '.join(columns)} FROM ({each.sql})"
