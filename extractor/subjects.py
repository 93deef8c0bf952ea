"""Budget subjects (政府收支分类科目): code ↔ official name by year, hierarchy, 类/款/项 paths in words.

The tables are patterns/subjects/*.csv: one row for a code under one name, with the years for which that holds. A code
has three digits for a 类, two more for each level below: 款, 项, 目. patterns/SOURCES.md tells what the tables rest on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, get_args

from .models import Classification, CodeStatus
from .patterns import PatternError, folder

_COLUMNS = ("code", "name", "budget", "valid_from", "valid_to", "confidence", "tables")
_ALIAS_COLUMNS = ("code", "name", "kind", "first_seen", "last_seen")
_LEVELS = {3: "类", 5: "款", 7: "项", 9: "目"}
_NOT_SAID = dict.fromkeys(map(ord, " \t\n\u3000\"'“”‘’（）()〔〕[]【】、，,·.-—《》"))
_ENDINGS = ("支出", "收入")
_EARLIEST, _LATEST = 0, 9999
_NOW = _LATEST  # the year meant where none is given


class Subject(NamedTuple):
    """One code under one official name."""

    code: str
    name: str
    classification: Classification
    budget: str  # general | fund | capital | social | all: the budget (四本预算) whose subjects these are
    valid_from: int | None  # first year; None: since before the tables begin
    valid_to: int | None  # last year; None: still valid
    confidence: str  # high | medium | low: how well the row is attested
    tables: int  # how many published tables show code and name together; 0: from general knowledge only

    @property
    def level(self) -> str:
        """类, 款, 项 or 目."""
        return _LEVELS[len(self.code)]

    def distance(self, year: int | None) -> int:
        """Years between `year` and the years of validity; 0 within them. Without a year: 0 for what is in force now."""
        year = year or _NOW
        return max((self.valid_from or _EARLIEST) - year, year - (self.valid_to or _LATEST), 0)


@dataclass(frozen=True, slots=True)
class SubjectRecord:
    """All that is known of one code, for a reader: what `gouji subjects` prints."""

    code: str
    name: str  # official, in the year asked for
    level: str
    classification: Classification
    budget: str
    path: tuple[str, ...]  # official names from 类 down
    valid_from: int | None  # of the code under any name
    valid_to: int | None
    names: tuple[tuple[str, int | None, int | None], ...]  # every official name with its years, oldest first
    aliases: tuple[str, ...]  # other spellings that published tables use
    confidence: str
    valid: bool  # whether the code is in force in the year asked for


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a path in words stands for. `code` is None when no subject of the hierarchy fits the words."""

    code: str | None
    status: CodeStatus
    known: str  # the deepest code that the words do give: 20406 for 公共安全支出/司法/no such 项


@lru_cache(maxsize=8192)
def normal_name(name: str) -> str:
    """A name without quotes, brackets, spaces and the ending 支出 or 收入, which tables and reports use freely.

    >>> normal_name("政府办公厅(室)及相关机构事务支出")
    '政府办公厅室及相关机构事务'
    """
    bare = name.translate(_NOT_SAID).replace("其它", "其他")
    return bare[:-2] if len(bare) > 3 and bare.endswith(_ENDINGS) else bare


def is_said(char: str) -> bool:
    """Whether the character counts in a name: signs, brackets and spaces do not."""
    return ord(char) not in _NOT_SAID


class Subjects:
    """The code tables. Get them with `subjects()`."""

    def __init__(self, rows: Iterable[Subject], aliases: Iterable[tuple[str, str, str]] = ()) -> None:
        """`aliases`: (code, name, kind); kind `variant` is another spelling, `former` an old name still used."""
        self._entries: dict[str, list[Subject]] = {}
        for row in rows:
            self._entries.setdefault(row.code, []).append(row)
        self._aliases: dict[str, list[tuple[str, str]]] = {}
        for code, name, kind in aliases:
            self._aliases.setdefault(code, []).append((name, kind))

    def __contains__(self, code: str) -> bool:
        return code in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def lookup(self, code: str, year: int | None = None) -> Subject | None:
        """The entry of `code` that is valid in `year`, else the nearest in time; the latest without a year.

        >>> subjects().lookup("2080501", 2018).name
        '归口管理的行政单位离退休'
        """
        entries = self._entries.get(code)
        if not entries:
            return None
        return min(reversed(entries), key=lambda entry: (entry.distance(year), entry.confidence == "low"))

    def names(self, code: str) -> tuple[Subject, ...]:
        """Every official name of `code`, oldest first."""
        return tuple(self._entries.get(code, ()))

    def spellings(self, code: str) -> tuple[str, ...]:
        """Every name under which `code` may be printed, longest first: of all years, aliases included."""
        known = {entry.name for entry in self.names(code)} | {name for name, _ in self._aliases.get(code, ())}
        known |= {name[:-2] for name in known if name.endswith(_ENDINGS) and len(name) > 3}
        return tuple(sorted(known, key=len, reverse=True))

    def path(self, code: str, year: int | None = None) -> tuple[str, ...]:
        """Official names from 类 down to `code`.

        >>> subjects().path("2012901", 2020)
        ('一般公共服务支出', '群众团体事务', '行政运行')
        """
        entries = (self.lookup(code[:length], year) for length in range(3, len(code) + 1, 2))
        return tuple(entry.name for entry in entries if entry)

    def children(self, code: str, year: int | None = None) -> tuple[Subject, ...]:
        """The subjects one level below `code`: those in force in `year`, or all that ever were."""
        found = (self.lookup(child, year) for child in self._children.get(code, ()))
        return tuple(entry for entry in found if entry and (year is None or not entry.distance(year)))

    def find(self, name: str, year: int | None = None) -> tuple[Subject, ...]:
        """The subjects of that name, former and other spellings included; those in force in `year` first.

        >>> [found.code for found in subjects().find("文化体育与传媒")][:1]
        ['207']
        """
        entries = [entry for code in self.holders(name) if (entry := self.lookup(code, year))]
        return tuple(sorted(entries, key=lambda entry: (entry.distance(year), entry.code)))

    def holders(self, name: str) -> Iterable[str]:
        """Codes that bear that name in any year or spelling."""
        return self._by_name.get(normal_name(name), ())

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Codes of the 类 of expenditure by function."""
        return tuple(code for code in self._entries if len(code) == 3 and code[0] == "2")

    @cached_property
    def class_names(self) -> dict[int, tuple[str, ...]]:
        """Length → the normal names of that length that 类 of expenditure by function bear."""
        names = {normal_name(name) for code in self.classes for name in self.spellings(code)}
        return {length: tuple(sorted(n for n in names if len(n) == length)) for length in map(len, names)}

    @cached_property
    def level_names(self) -> dict[int, frozenset[str]]:
        """Length of a code → the normal names that codes of that length bear."""
        found: dict[int, set[str]] = {length: set() for length in _LEVELS}
        for name, holders in self._by_name.items():
            for code in holders:
                found[len(code)].add(name)
        return {length: frozenset(names) for length, names in found.items()}

    def is_name(self, name: str) -> bool:
        """Whether any subject bears that name."""
        return normal_name(name) in self._by_name

    def status(self, code: str, printed_name: str | None, year: int | None = None) -> CodeStatus:
        """How a printed code and name go together.

        valid: the name of that year (or another spelling of it). renamed: the code's name of another year, or a code
        that is not in force in that year. name_mismatch: a name that the code never had. unknown: no such code.
        """
        entries = self._entries.get(code)
        if not entries:
            return "unknown"
        if not printed_name:
            return "valid" if any(not entry.distance(year) for entry in entries) else "renamed"
        years = self._by_name.get(normal_name(printed_name), {}).get(code)
        if years is None:
            return "name_mismatch"
        return "valid" if any(low <= (year or _NOW) <= high for low, high in years) else "renamed"

    def by_path(self, names: Sequence[str], year: int | None = None, under: str = "", level: str = "类") -> Resolution:
        """The code for names from `level` down, one below the other, as a report prints them.

        `under` is the code of the level above, where it was named before. Old names, other spellings, a missing 支出
        and small slips are allowed, but only among the siblings that the hierarchy leaves.

        >>> subjects().by_path(["教育支出", "普通教育", "小学教育"], 2024).code
        '2050202'
        """
        return _resolved(self, tuple(names), year, under, 3 + 2 * "类款项".index(level))

    def records(self, query: str, year: int | None = None, limit: int = 100) -> tuple[SubjectRecord, ...]:
        """What the tables say of a code, or of every subject whose name is or contains `query`, exact names first."""
        query = query.strip()
        if query.isdigit():
            codes = [query] if query in self._entries else []
        else:
            wanted = normal_name(query)
            codes = [entry.code for entry in self.find(query, year)]
            taken = set(codes)
            for name, holders in self._by_name.items():
                if wanted and wanted in name:
                    codes += sorted(set(holders) - taken)
                    taken |= set(holders)
        return tuple(self._record(code, year) for code in codes[:limit])

    def _record(self, code: str, year: int | None) -> SubjectRecord:
        entries = self._entries[code]
        entry = self.lookup(code, year) or entries[-1]
        return SubjectRecord(
            code=code,
            name=entry.name,
            level=entry.level,
            classification=entry.classification,
            budget=entry.budget,
            path=self.path(code, year),
            valid_from=None if any(e.valid_from is None for e in entries) else min(e.valid_from or 0 for e in entries),
            valid_to=None if any(e.valid_to is None for e in entries) else max(e.valid_to or 0 for e in entries),
            names=tuple((e.name, e.valid_from, e.valid_to) for e in entries),
            aliases=tuple(name for name, _ in self._aliases.get(code, ())),
            confidence=entry.confidence,
            valid=not entry.distance(year),
        )

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code in sorted(self._entries):
            if len(code) > 3:
                found.setdefault(code[:-2], []).append(code)
        return found

    @cached_property
    def _by_name(self) -> dict[str, dict[str, tuple[tuple[int, int], ...]]]:
        """normal name → code → the years for which it is the name; none for an old name that is still used."""
        found: dict[str, dict[str, tuple[tuple[int, int], ...]]] = {}
        for code, entries in self._entries.items():
            for entry in entries:
                holders = found.setdefault(normal_name(entry.name), {})
                holders[code] = (*holders.get(code, ()), (entry.valid_from or _EARLIEST, entry.valid_to or _LATEST))
        for code, aliases in self._aliases.items():
            if code in self._entries:
                for name, kind in aliases:
                    always = ((_EARLIEST, _LATEST),) if kind == "variant" else ()
                    found.setdefault(normal_name(name), {}).setdefault(code, always)
        return found

    @cached_property
    def longest_name(self) -> int:
        """Characters of the longest name: how far back a name before （类） can begin."""
        return max(len(entry.name) for entries in self._entries.values() for entry in entries)


@dataclass(frozen=True, slots=True)
class _PathFinder:
    """Goes down the hierarchy by names: the child that fits best; where a level does not fit, it looks one below."""

    table: Subjects
    year: int | None

    def resolve(self, names: Sequence[str], under: str, length: int) -> Resolution:
        ranked: list[tuple[str, int]] = [(under, 0)]
        known = under
        for depth, name in enumerate(names):
            following: list[tuple[str, int]] = []
            for code, rank in ranked:
                following += [(child, max(rank, fit)) for child, fit in self._fits(code, name, length + 2 * depth)]
            if not following:
                return self._skip(names[depth + 1 :], known, under, length + 2 * (depth + 1))
            ranked = sorted(following, key=lambda found: (found[1], self._age(found[0]), found[0]))[:8]
            known = ranked[0][0]
        code, rank = ranked[0]
        tied = [other for other, fit in ranked if fit == rank and self._age(other) == self._age(code)]
        if len(tied) > 1 and (rank > 1 or (not under and length > 3)):
            return Resolution(None, "name_mismatch", "")
        status: CodeStatus = "name_mismatch" if rank > 1 else self.table.status(code, names[-1], self.year)
        return Resolution(code, "renamed" if status == "valid" and self._renamed(code, names) else status, code)

    def _skip(self, rest: Sequence[str], known: str, under: str, length: int) -> Resolution:
        """A level that no name fits: the last name still gives the code where only one subject below bears it."""
        if rest and (known or under):
            depth = length + 2 * (len(rest) - 1)
            codes = [code for code, fit in self._fits(known or under, rest[-1], depth) if fit < 2]
            if len(codes) == 1:
                return Resolution(codes[0], "name_mismatch", codes[0])
        return Resolution(None, "name_mismatch" if known else "unknown", known)

    def _renamed(self, code: str, names: Sequence[str]) -> bool:
        """Whether a level above bears a name of other years."""
        upper = [code[:end] for end in range(3, len(code), 2)][-(len(names) - 1) :] if len(names) > 1 else []
        pairs = zip(upper, names, strict=False)
        return any(self.table.status(above, name, self.year) == "renamed" for above, name in pairs)

    def _age(self, code: str) -> int:
        return min(entry.distance(self.year) for entry in self.table.names(code))

    def _fits(self, above: str, name: str, length: int) -> list[tuple[str, int]]:
        """Codes of that length under `above` that `name` fits: 0 by name, 1 by a name of other years, 2 nearly."""
        wanted = normal_name(name)
        holders = self.table._by_name.get(wanted, {})
        exact = [code for code in holders if len(code) == length and code.startswith(above)]
        if exact:
            if not above:  # 其他支出 is a 类 of three classifications; paths in words are those of the functional one
                exact = [code for code in exact if code[0] == "2"] or exact
            return [(code, 0 if self.table.status(code, name, self.year) == "valid" else 1) for code in exact]
        if above and len(above) != length - 2:
            return []
        siblings = self.table._children.get(above, ()) if above else self.table.classes
        spelled = ((code, normal_name(name)) for code in siblings for name in self.table.spellings(code))
        return [(code, 2) for code in {code for code, name in spelled if nearly(wanted, name)}]


def nearly(left: str, right: str) -> bool:
    """The same name but for a slip: characters swapped, one wrong, one (in a long name two) too many or too few."""
    shorter, longer = sorted((len(left), len(right)))
    if shorter < 4 or longer - shorter > (2 if shorter > 7 else 1) or ("其他" in left) != ("其他" in right):
        return False
    if sorted(left) == sorted(right):
        return True
    head = 0
    while head < shorter and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < shorter - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    lost, added = len(left) - head - tail, len(right) - head - tail
    return lost == added == 1 if len(left) == len(right) else min(lost, added) == 0


def _rows(file: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    try:
        text = (folder() / "subjects" / file).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PatternError(f"patterns/subjects/{file} is missing. Install gouji again.") from error
    reader = csv.reader(text.splitlines())
    if tuple(next(reader, ())) != columns:
        raise PatternError(f"patterns/subjects/{file}: the first line must be {','.join(columns)}.")
    for row in reader:
        if len(row) != len(columns) or not row[0].isdigit() or len(row[0]) not in _LEVELS:
            raise PatternError(
                f"patterns/subjects/{file}, line {reader.line_num}: {','.join(row)!r} is not a row of "
                f"{len(columns)} fields that begins with a code of 3, 5, 7 or 9 digits."
            )
        yield row


def _year(text: str) -> int | None:
    return int(text) if text else None


@lru_cache(maxsize=4096)
def _resolved(table: Subjects, names: tuple[str, ...], year: int | None, under: str, length: int) -> Resolution:
    """Reports of one year name the same few hundred paths again and again."""
    return _PathFinder(table, year).resolve(names, under, length)


@lru_cache(maxsize=1)
def subjects() -> Subjects:
    """All code tables, read once.

    Raises PatternError when a table is absent or damaged.
    """
    rows = [
        Subject(code, name, classification, budget, _year(first), _year(last), confidence, int(seen))
        for classification in get_args(Classification)
        for code, name, budget, first, last, confidence, seen in _rows(f"{classification}.csv", _COLUMNS)
    ]
    return Subjects(rows, ((row[0], row[1], row[2]) for row in _rows("aliases.csv", _ALIAS_COLUMNS)))
