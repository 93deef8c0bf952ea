"""patterns/ → one frozen, validated, compiled value. Bad data is refused with the file, the record and what to do.

A pattern file is TOML: an optional table `[variables]` of regex fragments and a list `[[pattern]]` of records. `{name}` in a regex stands for
a variable of the same file or of variables.toml. TOML because it refuses duplicate keys and reads `0101` as an error, not as 65.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import regex

from .errors import UserError

_VARIABLE = regex.compile(r"\{([a-z][a-z_]*)\}")
_REQUIRED = ("id", "what", "regex", "examples")
_OPTIONAL = ("why", "counterexamples", "source", "value", "begins", "next")


class PatternError(UserError):
    """Pattern data that cannot be used. The message names file and record and says what to do."""


@dataclass(frozen=True)
class Pattern:
    """One pattern: what it finds, why it is as it is, and the sentences that prove it."""

    id: str
    what: str
    source_regex: str  # verbose, variables filled in
    examples: tuple[str, ...]  # a sentence with each hit marked up: <159.58万元 value=1595800>
    counterexamples: tuple[str, ...] = ()
    why: str = ""
    source: str = ""
    value: str | None = None  # what a hit stands for, where the pattern itself says so
    begins: str | None = None  # how a hit begins: digit | han | both; the finder then tries it at such numbers only
    next: str | None = None  # characters of which one must follow the Arabic number that a hit begins with; None: any
    file: str = ""

    @cached_property
    def compiled(self) -> regex.Pattern[str]:
        """The regex, compiled on first use: most commands need few of them."""
        try:
            return regex.compile(self.source_regex, regex.VERBOSE)
        except regex.error as error:
            raise PatternError(f"patterns/{self.file}, {self.id}: the regex does not compile: {error}.") from error


def folder() -> Traversable:
    """Where the pattern data lies: inside the installed package."""
    return resources.files("patterns")


@cache
def read_toml(name: str) -> Mapping[str, Any]:
    """One TOML file of patterns/ as plain data.

    Raises PatternError when it is absent or not TOML.
    """
    try:
        return tomllib.loads((folder() / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PatternError(f"patterns/{name} is missing. Install gouji again.") from error
    except tomllib.TOMLDecodeError as error:
        raise PatternError(f"patterns/{name} is not valid TOML: {error}. Mend that line.") from error


@cache
def variables(name: str | None = None) -> Mapping[str, str]:
    """Regex fragments by name: those of variables.toml and, over them, those of the file `name`, with their own references filled in."""
    found: dict[str, str] = dict(read_toml("variables.toml").get("variables", {}))
    if name and name != "variables.toml":
        found |= read_toml(name).get("variables", {})
    return found


def expand(fragment: str, name: str | None = None, _depth: int = 0) -> str:
    """`fragment` with every `{variable}` filled in.

    Raises PatternError for a variable that nobody defines or that refers to itself.
    """
    if _depth > 10:
        raise PatternError(f"patterns/{name}: a variable refers to itself near {fragment[:60]!r}.")
    known = variables(name)

    def fill(match: regex.Match[str]) -> str:
        key = match.group(1)
        if key not in known:
            raise PatternError(
                f"patterns/{name}: {{{key}}} is not defined. Add it to [variables] or to variables.toml."
            )
        return f"(?:{expand(known[key], name, _depth + 1)})"

    return _VARIABLE.sub(fill, fragment)


@cache
def load(name: str) -> Mapping[str, Pattern]:
    """The patterns of one file by id, in the file's order.

    >>> load("amounts.toml")["amount.arabic"].what[:2]
    '阿拉'
    """
    found: dict[str, Pattern] = {}
    for number, record in enumerate(read_toml(name).get("pattern", []), 1):
        where = f"patterns/{name}, pattern {number} ({record.get('id', 'without id')})"
        for key in _REQUIRED:
            if not record.get(key):
                raise PatternError(f"{where}: {key} is missing.")
        for key in record:
            if key not in _REQUIRED and key not in _OPTIONAL:
                raise PatternError(f"{where}: unknown field {key!r}. Known: {', '.join((*_REQUIRED, *_OPTIONAL))}.")
        if record["id"] in found:
            raise PatternError(f"{where}: the id stands twice. Give one another name.")
        found[record["id"]] = Pattern(
            id=record["id"],
            what=record["what"],
            source_regex=expand(record["regex"], name),
            examples=tuple(record["examples"]),
            counterexamples=tuple(record.get("counterexamples", ())),
            why=record.get("why", ""),
            source=record.get("source", ""),
            value=record.get("value"),
            begins=record.get("begins"),
            next=record.get("next"),
            file=name,
        )
    return found


def files() -> Iterator[str]:
    """Names of all TOML files of patterns/ that hold patterns."""
    return (item.name for item in sorted(folder().iterdir(), key=lambda item: item.name) if item.name.endswith(".toml"))


@lru_cache(maxsize=1)
def digest() -> str:
    """Twelve hex digits that change when any pattern or table changes: reports with the same digest were read by the same rules."""
    total = hashlib.sha256()
    for base in (folder(), folder() / "indicators", folder() / "subjects"):
        for item in sorted(base.iterdir(), key=lambda item: item.name):
            if item.name.endswith((".toml", ".csv")):
                total.update(item.name.encode())
                total.update(item.read_bytes())
    return total.hexdigest()[:12]
