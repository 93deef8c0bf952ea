"""The dataset: one DuckDB file that any number of processes may read while none writes.

`open_dataset(path)` is for readers; dataset_writer.Writer is for the batch.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from .dataset_schema import DATASET_FORMAT
from .errors import UserError

if TYPE_CHECKING:
    import duckdb
    import pandas


class DatasetError(UserError):
    """A dataset that cannot be used. The message says why and what to do."""


class Dataset:
    """A dataset, open for reading. Use it with `with`, or call close()."""

    def __init__(self, path: str | os.PathLike[str], connection: duckdb.DuckDBPyConnection) -> None:
        self.path = Path(path)
        self.connection = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self.connection.close()

    def rows(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None
    ) -> list[tuple[Any, ...]]:
        """The rows that a query gives, numbers as Decimal. Raises DatasetError with DuckDB's message for a wrong query."""
        return self.select(sql, parameters)[1]

    def select(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and rows of a query."""
        import duckdb

        try:
            cursor = self.connection.execute(sql, parameters)
            names = [column[0] for column in cursor.description or ()]
            return names, cursor.fetchall()
        except duckdb.Error as error:
            raise DatasetError(f"{self.path}: {error}") from error

    def frame(self, name: str, *, where: str | None = None, decimals: str = "decimal") -> pandas.DataFrame:
        """A table or view as a pandas DataFrame. `where` is an SQL condition.

        `decimals`: "decimal" gives decimal.Decimal objects, "arrow" pyarrow's decimal128 columns, "text" exact
        strings, "float" floats for models that need them (about 15 digits).
        """
        from .dataset_frames import frame

        return frame(self, name, where=where, decimals=decimals)

    def reports(self, **options: Any) -> pandas.DataFrame:
        """One row a report. Options as in frame()."""
        return self.frame("reports", **options)

    def figures(self, **options: Any) -> pandas.DataFrame:
        """One row a figure. Options as in frame()."""
        return self.frame("figures", **options)

    def checks(self, **options: Any) -> pandas.DataFrame:
        """One row a check. Options as in frame()."""
        return self.frame("checks", **options)

    def indicators(self, **options: Any) -> pandas.DataFrame:
        """One row a report and scope, one column a well-known measure. Options as in frame()."""
        return self.frame("indicators", **options)


def open_dataset(path: str | os.PathLike[str]) -> Dataset:
    """A dataset for reading. Raises DatasetError when it is absent, being written, no dataset, or of another format."""
    if not os.path.exists(path):
        raise DatasetError(f"{path}: no such dataset. Make one with: gouji batch FOLDER -o {path}")
    dataset = Dataset(path, connect(path, read_only=True))
    try:
        check_format(dataset, {row[0] for row in dataset.rows("SELECT table_name FROM duckdb_tables()")})
    except BaseException:
        dataset.close()
        raise
    return dataset


def check_format(dataset: Dataset, tables: set[str]) -> None:
    if "meta" not in tables:
        raise DatasetError(f"{dataset.path}: a DuckDB file, but not a dataset of gouji. Name another file.")
    found = dict(dataset.rows("SELECT key, value FROM meta")).get("format")
    if found != str(DATASET_FORMAT):
        raise DatasetError(
            f"{dataset.path}: a dataset of format {found}; this gouji reads format {DATASET_FORMAT}. Export it with the gouji that wrote it "
            "(gouji export --to jsonl), or extract the files into a new dataset."
        )


def connect(path: str | os.PathLike[str], *, read_only: bool) -> duckdb.DuckDBPyConnection:
    import duckdb

    place = Path(path)
    if not read_only and not place.parent.is_dir():
        raise DatasetError(f"{path}: the folder {place.parent} does not exist. Make it, or name another place.")
    if place.is_dir():
        raise DatasetError(f"{path}: a folder. Name a file, such as {place / 'dataset.duckdb'}.")
    try:
        return duckdb.connect(os.fspath(path), read_only=read_only)
    except duckdb.Error as error:
        raise DatasetError(_cannot_open(path, error, read_only=read_only)) from error


def _cannot_open(path: str | os.PathLike[str], error: Exception, *, read_only: bool) -> str:
    text = str(error)
    if "lock" in text.lower() or "being used by another process" in text or "already open" in text:
        return busy(path)
    if "different configuration" in text:
        return f"{path}: this program has it open already. Close that first."
    if "not a valid DuckDB database" in text or "Serialization" in text:
        return f"{path}: not a dataset (not a DuckDB file, or damaged). Name another file. ({text.splitlines()[0]})"
    wanted = "read" if read_only else "written"
    return f"{path}: cannot be {wanted}. Check the permissions of the file and its folder, and the free disk space. ({text.splitlines()[0]})"


def busy(path: str | os.PathLike[str]) -> str:
    return f"{path}: another run is using this dataset. Wait until it ends, or write to another dataset."
