"""Labels of different reports in one way of writing, as SQL."""

from __future__ import annotations

from .patterns import read_toml


def label_sql(column: str) -> str:
    """SQL for a label without spaces, quotes, brackets and the words that say when and in which stage (patterns/dataset.toml).

    >>> import duckdb
    >>> duckdb.sql("SELECT " + label_sql("'2023年度 “三公”经费（决算数）'")).fetchall()
    [('三公经费',)]
    """
    words = "|".join(word.replace("'", "''") for word in read_toml("dataset.toml")["labels"]["drop"])
    signs = '[\\s　“”"‘’（）()《》，、：:]'
    years = "[12][0-9]{3}年度?"
    return f"nullif(regexp_replace(regexp_replace({column}, '{signs}', '', 'g'), '{years}|{words}', '', 'g'), '')"
