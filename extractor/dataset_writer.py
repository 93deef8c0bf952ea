"""The one process that writes a dataset. Whole reports are committed together with their sources."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .dataset import Dataset, DatasetError, busy, check_format, connect
from .dataset_rows import Packed
from .dataset_schema import DATASET_FORMAT, REPORT_TABLES, TABLES

_CHUNK = 2 << 20  # characters of JSON that DuckDB is given at once
_open_for_writing: set[str] = set()  # DuckDB lets one process open a file twice
_guard = threading.Lock()


@dataclass(frozen=True, slots=True)
class Generator:
    """The program and the rules that read a report; another one reads it again."""

    version: str
    patterns: str


@dataclass(slots=True)
class Changes:
    """What is to be committed together."""

    reports: list[Packed] = field(default_factory=list)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)  # by key of the source
    failures: dict[str, dict[str, Any]] = field(default_factory=dict)  # by key of the source

    def __bool__(self) -> bool:
        return bool(self.reports or self.sources or self.failures)


class Writer(Dataset):
    """A dataset, open for the one process that may write it. Made when it does not exist."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._held = os.path.realpath(path)
        with _guard:
            if self._held in _open_for_writing:
                raise DatasetError(busy(path))
            _open_for_writing.add(self._held)
        try:
            super().__init__(path, connect(path, read_only=False))
            try:
                self._prepare()
            except BaseException:
                self.connection.close()
                raise
        except BaseException:
            _open_for_writing.discard(self._held)
            raise

    def close(self) -> None:
        """Release the file."""
        super().close()
        _open_for_writing.discard(self._held)

    def commit(self, changes: Changes, *, forced: bool = False) -> None:
        """Write reports, sources and failures in one transaction: all of it or nothing. A report that is there already is replaced."""
        with self.transaction():
            self._drop_reports([packed.report for packed in changes.reports])
            for table in REPORT_TABLES:
                self.insert(
                    table.name, (packed.rows[table.name] for packed in changes.reports if table.name in packed.rows)
                )
            self._replace_sources(changes)
            if forced:
                self.rows("INSERT INTO forced SELECT unnest($1)", [[packed.sha256 for packed in changes.reports]])

    def source_rows(self, sources: list[str]) -> dict[str, tuple[int | None, int | None, str | None, str]]:
        """Size, time, content and status of the sources that the dataset knows, by key."""
        sql = "SELECT source, bytes, modified, sha256, status FROM sources WHERE source IN (SELECT unnest($1))"
        return {row[0]: row[1:] for row in self.rows(sql, [sources])}

    def current_reports(self, shas: list[str], generator: Generator, *, forced: bool = False) -> set[str]:
        """Which contents have a report of this generator; with `forced`, one that the forced run has read."""
        sql = "SELECT sha256 FROM reports WHERE sha256 IN (SELECT unnest($1)) AND generator_version = $2 AND patterns = $3"
        if forced:
            sql += " AND sha256 IN (SELECT sha256 FROM forced)"
        return {row[0] for row in self.rows(sql, [shas, generator.version, generator.patterns])}

    def current_failures(self, shas: list[str], generator: Generator) -> dict[str, tuple[str, str]]:
        """Reason and message of the contents that failed with this generator."""
        sql = (
            "SELECT sha256, reason, message FROM failures WHERE sha256 IN (SELECT unnest($1)) "
            "AND generator_version = $2 AND patterns = $3 ORDER BY source"
        )
        return {row[0]: (row[1], row[2]) for row in self.rows(sql, [shas, generator.version, generator.patterns])}

    def begin_forced(self) -> None:
        """Remember what a forced run has done, so that it goes on where it was stopped."""
        self.rows("CREATE TABLE IF NOT EXISTS forced (sha256 VARCHAR)")

    def end_forced(self) -> None:
        """The forced run is through."""
        self.rows("DROP TABLE IF EXISTS forced")

    def insert(self, table: str, rows: Iterable[str]) -> None:
        """Insert the rows of many reports, packed as dataset_rows.pack() does."""
        chunk: list[str] = []
        size = 0
        for text in rows:
            chunk.append(text)
            size += len(text)
            if size > _CHUNK:
                self._insert(table, chunk)
                chunk, size = [], 0
        if chunk:
            self._insert(table, chunk)

    def transaction(self) -> _Transaction:
        """A block that is committed as a whole. Raises DatasetError when the disk does not take it."""
        return _Transaction(self)

    def _insert(self, table: str, rows: list[str]) -> None:
        self.connection.execute(TABLES[table].insert_sql(), [f"[{','.join(rows)}]"])

    def _drop_reports(self, reports: list[str]) -> None:
        known = [
            row[0] for row in self.rows("SELECT report FROM reports WHERE report IN (SELECT unnest($1))", [reports])
        ]
        if known:
            for table in REPORT_TABLES:
                self.rows(f'DELETE FROM "{table.name}" WHERE report IN (SELECT unnest($1))', [known])

    def _replace_sources(self, changes: Changes) -> None:
        keys = [*changes.sources, *(key for key in changes.failures if key not in changes.sources)]
        if not keys:
            return
        before = self.rows(
            "SELECT DISTINCT report FROM sources WHERE source IN (SELECT unnest($1)) AND report IS NOT NULL", [keys]
        )
        self.rows("DELETE FROM sources WHERE source IN (SELECT unnest($1))", [list(changes.sources)])
        self.rows("DELETE FROM failures WHERE source IN (SELECT unnest($1))", [keys])
        self.insert_values("sources", list(changes.sources.values()))
        self.insert_values("failures", list(changes.failures.values()))
        gone = [row[0] for row in before]
        if gone:  # the file at this path has other content now; its old report stays while another path has it
            linked = {
                row[0] for row in self.rows("SELECT report FROM sources WHERE report IN (SELECT unnest($1))", [gone])
            }
            self._drop_reports([report for report in gone if report not in linked])

    def insert_values(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Rows as columns of parameters: paths may hold bytes, which JSON cannot carry."""
        if not rows:
            return
        columns = TABLES[table].columns
        selected = ", ".join(f"unnest(${number}::{column.type}[])" for number, column in enumerate(columns, 1))
        self.rows(
            f'INSERT INTO "{table}" SELECT {selected}', [[row.get(column.name) for row in rows] for column in columns]
        )

    def _prepare(self) -> None:
        """Make the tables of a new dataset; refuse one of another format."""
        names = {row[0] for row in self.rows("SELECT table_name FROM duckdb_tables()")}
        if names:
            check_format(self, names)
        with self.transaction():
            self.rows("CREATE TABLE IF NOT EXISTS meta (key VARCHAR, value VARCHAR)")
            for table in TABLES.values():
                self.rows(table.ddl())
            if "meta" not in names:
                self.rows("INSERT INTO meta VALUES ('format', $1), ('generator', 'gouji')", [str(DATASET_FORMAT)])
        if "meta" not in names:
            self.refresh_views()

    def refresh_views(self) -> None:
        """Make the views anew: the columns of `indicators` are the measures that the data hold."""
        from .dataset_views import create_views

        with self.transaction():
            create_views(self)


class _Transaction:
    """BEGIN … COMMIT, or ROLLBACK and DatasetError."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def __enter__(self) -> None:
        self._writer.rows("BEGIN TRANSACTION")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        import duckdb

        try:
            if kind is None:
                self._writer.connection.execute("COMMIT")
                return
            self._writer.connection.execute("ROLLBACK")
        except duckdb.Error as problem:
            if kind is None:
                raise DatasetError(_cannot_write(self._writer.path, problem)) from problem
        if isinstance(error, (duckdb.Error, DatasetError)):
            raise DatasetError(_cannot_write(self._writer.path, error)) from error


def _cannot_write(path: Path, error: BaseException) -> str:
    return (
        f"{path}: the dataset cannot be written; is the disk full? What was committed before is safe: make room and give the same command "
        f"again. ({str(error).splitlines()[0]})"
    )
