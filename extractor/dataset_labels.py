"""Labels of different reports in one way of writing, as SQL."""

from __future__ import annotations

from .patterns import read_toml


def label_sql(column: str) -> str:
    """SQL for a label without spaces, quotes, brackets and the words that say when and in which stage (patterns/dataset.toml).

    >>> label_sql("label")[:40]
    "nullif(regexp_replace(regexp_replace(lab"
    """
    words = "|".join(word.replace("'", "''") for word in read_toml("dataset.toml")["labels"]["drop"])
    signs = '[\\s　“”"‘’（）()《》，、：:]'
    years = "[12][0-9]{3}年度?"
    return f"nullif(regexp_replace(regexp_replace({column}, '{signs}', '', 'g'), '{years}|{words}', '', 'g'), '')"
