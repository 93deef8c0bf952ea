"""A table of a dataset as a Stata file (.dta, format 118: Stata 14 and later), with Chinese labels."""

from __future__ import annotations

import re
import warnings
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .dataset import Dataset, DatasetError
from .dataset_frames import frame
from .dataset_schema import TABLES

if TYPE_CHECKING:
    import pandas

    from .dataset_export import Export, Relation

_NAME_LENGTH = 32
_LABEL_LENGTH = 80
_STR_BYTES = 2045  # a longer text is stored as strL
_VARIABLES = 32_767
_DOUBLE_DIGITS = 15


def write_dta(dataset: Dataset, each: Relation, target: Path, result: Export) -> None:
    """Write one table. Stata has no decimals: numbers become doubles, and a note counts those with more digits than a double keeps."""
    if len(each.columns) > _VARIABLES:
        raise DatasetError(f"{each.name}: more columns than Stata takes ({_VARIABLES}).")
    found = frame(dataset, each.name, decimals="text")
    names = _names([column.name for column in each.columns])
    lost = 0
    for column in each.columns:
        if column.type.startswith("DECIMAL"):
            lost += sum(
                isinstance(text, str) and len(Decimal(text).as_tuple().digits) > _DOUBLE_DIGITS
                for text in found[column.name]
            )
            found[column.name] = found[column.name].astype("float64")
        else:
            found[column.name] = _plain(found[column.name], column.type)
    if lost:
        result.notes.append(
            f"{each.name}: {lost} numbers have more digits than Stata's double keeps; csv and parquet have them whole."
        )
    found = found.rename(columns=names)
    long = [
        names[column.name]
        for column in each.columns
        if column.type in ("VARCHAR", "BLOB")
        and max((len(text.encode("utf-8")) for text in found[names[column.name]]), default=0) > _STR_BYTES
    ]
    labels = {names[column.name]: (column.title or column.name)[:_LABEL_LENGTH] for column in each.columns}
    title = TABLES[each.name].title if each.name in TABLES else each.name
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about names, which _names has settled
        found.to_stata(
            target,
            write_index=False,
            version=118,
            variable_labels=labels,
            data_label=f"勾稽 {title}"[:_LABEL_LENGTH],
            convert_strl=long,
        )
    result.rows[each.name] = len(found)


def _plain(values: pandas.Series[Any], kind: str) -> pandas.Series[Any]:
    """A column of types that Stata has: text without NULL, numbers with Stata's missing value."""
    if kind == "VARCHAR":
        return values.astype("object").where(values.notna(), "").astype(str).str.replace("\0", "\ufffd")
    if kind == "BLOB":
        return values.map(lambda data: bytes(data).hex() if isinstance(data, (bytes, bytearray)) else "").astype(
            "object"
        )
    return (
        values.astype("object")
        .where(values.notna(), None)
        .map(lambda number: float("nan") if number is None else float(number))
        .astype("float64")
    )


def _names(columns: list[str]) -> dict[str, str]:
    """Variable names that Stata takes: letters (Chinese too), digits and _, at most 32 characters, each once.

    >>> _names(["label", "收入.total", "if"])
    {'label': 'label', '收入.total': '收入_total', 'if': '_if'}
    """
    taken: set[str] = set()
    names = {}
    for column in columns:
        name = re.sub(r"\W", "_", column)[:_NAME_LENGTH] or "_"
        if name[0].isdigit() or name in _RESERVED:
            name = f"_{name}"[:_NAME_LENGTH]
        base, number = name, 1
        while name in taken:
            number += 1
            name = f"{base[: _NAME_LENGTH - len(str(number)) - 1]}_{number}"
        taken.add(name)
        names[column] = name
    return names


_RESERVED = frozenset(
    [
        "aggregate",
        "array",
        "boolean",
        "break",
        "byte",
        "case",
        "catch",
        "class",
        "colvector",
        "complex",
        "const",
        "continue",
        "default",
        "delegate",
        "delete",
        "do",
        "double",
        "else",
        "eltypedef",
        "end",
        "enum",
        "explicit",
        "export",
        "external",
        "float",
        "for",
        "friend",
        "function",
        "global",
        "goto",
        "if",
        "inline",
        "int",
        "local",
        "long",
        "mata",
        "matrix",
        "namespace",
        "new",
        "numeric",
        "NULL",
        "operator",
        "orgtypedef",
        "pointer",
        "polymorphic",
        "pragma",
        "private",
        "protected",
        "public",
        "quad",
        "real",
        "return",
        "rowvector",
        "scalar",
        "short",
        "signed",
        "static",
        "strL",
        "string",
        "struct",
        "super",
        "switch",
        "template",
        "this",
        "throw",
        "transmorphic",
        "try",
        "typedef",
        "typename",
        "union",
        "unsigned",
        "using",
        "vector",
        "version",
        "virtual",
        "void",
        "volatile",
        "while",
        "with",
        "in",
        "_all",
        "_b",
        "_coef",
        "_cons",
        "_n",
        "_N",
        "_pi",
        "_pred",
        "_rc",
        "_skip",
    ]
)
