"""patterns/relations.toml → the relation records, cue regexes and name data that the checks use.

A relation is one record: what must hold, why, how it is recognised, its formula, its messages in Chinese and English, and examples
that hold, fail and cannot be judged. The function with the same id in one of the relations modules tests it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

import regex

from ..models import CheckKind
from ..patterns import PatternError, expand, read_toml

FILE = "relations.toml"
_TEXTS = ("title", "what", "why", "recognised", "message")
_FIELDS = frozenset((*_TEXTS, "id", "kind", "formula", "examples"))
OUTCOMES = ("holds", "rounding", "violated", "suspicious", "unjudged")


@dataclass(frozen=True, slots=True)
class Example:
    """A marked-up sentence (corpus notation of tests/marked.py) and the outcome that the relation must give on it."""

    outcome: str  # one of OUTCOMES; unjudged: no check may be reported
    text: str


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation that figures must satisfy. Texts by language, "zh" and "en"."""

    id: str
    kind: CheckKind
    title: Mapping[str, str]
    what: Mapping[str, str]
    why: Mapping[str, str]
    recognised: Mapping[str, str]
    formula: str
    message: Mapping[str, str]  # str.format templates, for outcomes that are not `holds`
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Partition:
    """Parts that by the trade's definitions make up their whole: 基本支出 and 项目支出."""

    id: str
    whole: regex.Pattern[str]  # what the label of the whole must contain
    required: tuple[regex.Pattern[str], ...]  # each must be among the parts
    allowed: regex.Pattern[str] | None  # further parts that may stand beside them


@dataclass(frozen=True, slots=True)
class NamesData:
    """What may be left out of a label without changing what is measured."""

    leading: regex.Pattern[str]
    trailing: regex.Pattern[str]
    total: regex.Pattern[str]
    flow_words: regex.Pattern[str]
    total_words: regex.Pattern[str]
    owner: regex.Pattern[str]
    generic: regex.Pattern[str]
    income: regex.Pattern[str]
    expenditure: regex.Pattern[str]
    totals: frozenset[str]

    def flow_of(self, label: str) -> str | None:
        """income or expenditure where the label itself says so."""
        if self.income.search(label):
            return "income"
        return "expenditure" if self.expenditure.search(label) else None


def _bad(where: str, what: str) -> PatternError:
    return PatternError(f"patterns/{FILE}, {where}: {what}")


def _compile(where: str, source: str) -> regex.Pattern[str]:
    try:
        return regex.compile(expand(source, FILE), regex.VERBOSE)
    except regex.error as error:
        raise _bad(where, f"the regex does not compile: {error}.") from error


def _both(where: str, record: Mapping[str, Any], field: str) -> Mapping[str, str]:
    texts = record.get(field)
    if not isinstance(texts, dict) or set(texts) != {"zh", "en"} or not all(texts.values()):
        raise _bad(where, f"{field} needs a text `zh` and a text `en`.")
    return texts


def _relation(record: Mapping[str, Any], number: int) -> Relation:
    where = f"relation {number} ({record.get('id', 'without id')})"
    for field in record:
        if field not in _FIELDS:
            raise _bad(where, f"unknown field {field!r}. Known: {', '.join(sorted(_FIELDS))}.")
    for field in ("id", "kind", "formula", "examples"):
        if not record.get(field):
            raise _bad(where, f"{field} is missing.")
    if record["kind"] not in get_args(CheckKind):
        raise _bad(where, f"kind {record['kind']!r} is none of {', '.join(get_args(CheckKind))}.")
    examples = []
    for example in record["examples"]:
        if set(example) != {"outcome", "text"} or example["outcome"] not in OUTCOMES:
            raise _bad(where, f"an example needs `text` and an `outcome` out of {', '.join(OUTCOMES)}.")
        examples.append(Example(example["outcome"], example["text"]))
    texts = {field: _both(where, record, field) for field in _TEXTS}
    return Relation(id=record["id"], kind=record["kind"], formula=record["formula"], examples=tuple(examples), **texts)


@cache
def relations() -> Mapping[str, Relation]:
    """All relation records by id, in the file's order.

    Raises PatternError for a record that is incomplete or stands twice.
    """
    found: dict[str, Relation] = {}
    for number, record in enumerate(read_toml(FILE).get("relation", []), 1):
        relation = _relation(record, number)
        if relation.id in found:
            raise _bad(f"relation {number} ({relation.id})", "the id stands twice. Give one another name.")
        found[relation.id] = relation
    return found


@cache
def cue(name: str) -> regex.Pattern[str]:
    """The compiled regex of one entry of [cues]; it runs over text without line breaks and spaces."""
    record = read_toml(FILE).get("cues", {}).get(name)
    if record is None:
        raise _bad(f"cue {name}", "is not there, but the checks use it.")
    return _compile(f"cue {name}", record["regex"])


@cache
def partitions() -> tuple[Partition, ...]:
    """Parts that make up their whole by definition."""
    return tuple(
        Partition(
            id=record["id"],
            whole=_compile(f"partition {record['id']}", record["whole"]),
            required=tuple(_compile(f"partition {record['id']}", part) for part in record["parts"]),
            allowed=_compile(f"partition {record['id']}", record["also"]) if "also" in record else None,
        )
        for record in read_toml(FILE).get("partition", [])
    )


@cache
def names_data() -> NamesData:
    """The data of [names], compiled."""
    data = read_toml(FILE)["names"]
    compiled = {field: _compile(f"names.{field}", data[field]) for field in data if field != "totals"}
    return NamesData(totals=frozenset(data["totals"]), **compiled)


@cache
def wording(language: str) -> Mapping[str, str]:
    """The short texts that messages of all relations share, in one language."""
    texts: dict[str, str] = {key: pair[language] for key, pair in read_toml(FILE)["wording"].items()}
    return texts
