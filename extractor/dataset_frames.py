"""Tables of a dataset as pandas DataFrames, with numbers that are exact unless floats are asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .dataset import Dataset, DatasetError
from .models import plain_number

if TYPE_CHECKING:
    import pandas

DECIMALS = ("decimal", "arrow", "text", "float")


def frame(dataset: Dataset, name: str, *, where: str | None = None, decimals: str = "decimal") -> pandas.DataFrame:
    """A table or view as a DataFrame; see Dataset.frame().

    Raises DatasetError for a table that is not there, a wrong condition, an unknown `decimals`, and "arrow" without
    pyarrow.
    """
    import pandas

    if decimals not in DECIMALS:
        raise DatasetError(f"decimals={decimals!r}: choose one of {', '.join(DECIMALS)}.")
    sql = f'SELECT * FROM "{name}"' + (f" WHERE {where}" if where else "")
    numbers = [row[0] for row in dataset.rows(f"DESCRIBE {sql}") if str(row[1]).startswith("DECIMAL")]
    if decimals == "arrow":
        return _arrow(dataset, sql)
    kind = "DOUBLE" if decimals == "float" else "VARCHAR"
    if numbers:
        chosen = ", ".join(f'"{column}"::{kind} AS "{column}"' for column in numbers)
        sql = f"SELECT * REPLACE ({chosen}) FROM ({sql})"
    found: pandas.DataFrame = dataset.connection.execute(sql).df()
    if decimals != "float":
        for column in numbers:
            found[column] = pandas.Series(
                [_exact(text, decimals) for text in found[column]], index=found.index, dtype="object"
            )
    return found


def _exact(text: Any, decimals: str) -> Decimal | str | None:
    """A number without the zeros that the column's type adds: 1595800.000000000000000000 → 1595800."""
    if not isinstance(text, str):
        return None
    plain = plain_number(Decimal(text))
    return plain if decimals == "text" else Decimal(plain)


def _arrow(dataset: Dataset, sql: str) -> pandas.DataFrame:
    import pandas

    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise DatasetError("decimals='arrow' needs pyarrow: pip install 'gouji[parquet]'.") from error
    table: Any = dataset.connection.sql(sql).to_arrow_table()
    found: pandas.DataFrame = table.to_pandas(types_mapper=pandas.ArrowDtype)
    return found
