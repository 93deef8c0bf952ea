"""What a table and a column of the dataset are, and the SQL that makes and fills a table."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE_DIGITS = 20
DECIMAL_PLACES = 18
DECIMAL = f"DECIMAL({WHOLE_DIGITS + DECIMAL_PLACES},{DECIMAL_PLACES})"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    type: str  # DuckDB's
    title: str  # Chinese, for Stata labels and the data package
    meaning: str


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table of the dataset."""

    name: str
    title: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def ddl(self) -> str:
        """The CREATE TABLE statement."""
        columns = ", ".join(f'"{column.name}" {column.type}' for column in self.columns)
        return f'CREATE TABLE IF NOT EXISTS "{self.name}" ({columns})'

    def insert_sql(self) -> str:
        """INSERT of the rows of many reports: a JSON list of objects, in each `report` and a list for every other column that has values.

        The list `rows` is as long as the report has rows, so that a column without values is filled with NULL.
        """
        columns = [column for column in self.columns if column.name != "report"]
        shape = ", ".join(f'"{column.name}": ["{column.type}"]' for column in columns)
        lists = ", ".join(f'unnest(o."{column.name}") AS "{column.name}"' for column in columns)
        objects = f"""SELECT unnest(from_json($1, '[{{"report": "VARCHAR", "rows": ["INTEGER"], {shape}}}]')) AS o"""
        rows = f'SELECT o.report, unnest(o."rows") AS "rows", {lists} FROM ({objects})'
        return f'INSERT INTO "{self.name}" BY NAME SELECT * EXCLUDE ("rows") FROM ({rows})'


def _columns(text: str) -> tuple[Column, ...]:
    """One column a line: name, type, title and meaning, parted by |."""
    rows = (line.split("|") for line in text.strip().splitlines())
    return tuple(
        Column(name.strip(), kind.strip().replace("NUMBER", DECIMAL), title.strip(), meaning.strip())
        for name, kind, title, meaning in rows
    )


def table(name: str, title: str, meaning: str, key: str, columns: str) -> TableSpec:
    return TableSpec(name, title, meaning, tuple(key.split()), _columns(columns))
