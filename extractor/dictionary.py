"""The data dictionary as text: the JSON Schema with a description for every field, and docs/format.md.

The meaning of a field stands once, as the comment beside it in models.py; here it is read from there.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

from pydantic import BaseModel

from . import models

_FIELD = re.compile(r"^    (\w+): .*?#\s*(.+)$")
_ORDER = (
    "Report", "Generator", "Source", "Header", "Region", "Section", "TableInfo", "Amount", "Percentage", "Quantity", "CellPlace",
    "SubjectCode", "Period", "DocumentNumber", "Check", "Stated", "Operand", "Suggestion", "Warning",
)  # fmt: skip


def meanings(model: type[BaseModel]) -> dict[str, str]:
    """Field name in JSON → its meaning, those of the base classes included."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, BaseModel) and base.__module__ == models.__name__:
            for line in inspect.getsource(base).splitlines():
                match = _FIELD.match(line)
                if match and match.group(1) in model.model_fields:
                    found[model.model_fields[match.group(1)].alias or match.group(1)] = match.group(2).strip()
    return found


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the normalised JSON, every described field with its description."""
    made = models.Report.model_json_schema(mode="serialization", by_alias=True)
    for name, definition in [("Report", made), *made.get("$defs", {}).items()]:
        model = getattr(models, name, None)
        for field, meaning in meanings(model).items() if isinstance(model, type) else ():
            if field in definition.get("properties", {}):
                definition["properties"][field]["description"] = meaning
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def markdown() -> str:
    """docs/format.md: every record with its fields, their types and meanings."""
    definitions = schema()
    parts = [_HEAD]
    for name in _ORDER:
        definition = definitions if name == "Report" else definitions["$defs"][name]
        parts.append(
            f"## {name}\n\n{inspect.cleandoc(getattr(models, name).__doc__ or '')}\n\n| field | type | meaning |\n|---|---|---|"
        )
        rows = [
            f"| `{field}` | {_type(about)} | {about.get('description', '')} |"
            for field, about in definition["properties"].items()
        ]
        parts[-1] += "\n" + "\n".join(rows)
    return "\n\n".join(parts) + "\n"


def _type(about: dict[str, Any]) -> str:
    if "$ref" in about:
        name = about["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in about or "oneOf" in about:
        return " or ".join(dict.fromkeys(map(_type, about.get("anyOf", about.get("oneOf", ())))))
    if "enum" in about:
        return ", ".join(f"`{value}`" for value in about["enum"])
    if "const" in about:
        return f"`{about['const']}`"
    if about.get("type") == "array":
        items = about.get("prefixItems") or [about.get("items", {})]
        return "list of " + " and ".join(dict.fromkeys(map(_type, items)))
    return str(about.get("type", "any"))


_HEAD = """# The normalised JSON (format 1)

<!-- Made by `python -m extractor.dictionary`; tests/test_docs.py proves that it is current. -->

`gouji extract FILE` prints one JSON object for one report (for an archive one a line). `gouji schema` prints the same contract as JSON Schema.

- Offsets `start`, `end` are Python character indices, `[start, end)`, into `text`, and `raw == text[start:end]` always. For a text file `text` is the decoded file,
  character for character; for other formats it is the text as the reader lays it out, headings and table cells included, in reading order: a line a
  paragraph or table row, cells parted by a tab.
- Numbers are decimal strings: money in the currency's base unit (yuan), percentages as a ratio (`"0.996"` for 99.6%), percentage points as a ratio too.
- What is not known is `null`, never a guess. Ids are unique inside a report and the same from run to run.
- A field may be added; none is renamed or given another meaning without a new format number."""


if __name__ == "__main__":
    from pathlib import Path

    Path("docs/format.md").write_text(markdown(), encoding="utf-8")
