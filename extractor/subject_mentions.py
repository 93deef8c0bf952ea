"""Where a report names budget subjects: printed codes with their names, and 类/款/项 paths in words.

Works on the matching copy; places are places in the copy. A number is taken for a code only where a code table and the
words around it agree that it is one: an amount, a count, a telephone number of the same digits is left alone. Codes in
the code columns of tables are found by subject_cells.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from .document import Table
from .models import Classification, CodeStatus
from .normalize import MatchingCopy
from .patterns import load
from .subjects import Resolution, Subjects, is_said, nearly, normal_name, subjects

_LEVELS = "类款项目"
_QUOTES = "“”\"' "
_JOINERS = "\"' 、—-/\n·>→：:，"
_AROUND_NAME = '”"）】]） 、：.\t—-'
_REACH = 2000  # characters over which a 类 or 款 named before still stands for the levels below it
_WINDOW = 90  # characters looked at before and behind a code


@dataclass(frozen=True, slots=True)
class SubjectMention:
    """One subject as the report names it. `start`, `end` are places in the matching copy."""

    start: int
    end: int
    code: str | None  # None: a path in words that leads to no subject
    name: str | None  # as printed
    classification: Classification | None
    official_name: str | None  # in the report's year
    status: CodeStatus
    path: tuple[str, ...]
    cell: tuple[int, int, int] | None = None  # position of the table in the document, row, column


def find_subjects(
    copy: MatchingCopy, year: int | None = None, tables: Sequence[Table] = ()
) -> tuple[SubjectMention, ...]:
    """All mentions of budget subjects, sorted, not overlapping.

    `year` is the report's fiscal year, `tables` those of the document that the copy was made of.
    """
    table = subjects()
    grids = sorted((copy.to_copy(one.start), copy.to_copy(one.end)) for one in tables)
    paths = list(_Paths(copy.text, table, year, grids).find())
    cells: list[SubjectMention] = []
    taken = [(found.start, found.end) for found in paths]
    if tables:
        from .subject_cells import find_in_cells

        in_cells = find_in_cells(copy, tables, table, year)
        cells = in_cells.mentions
        taken += in_cells.numbers
    taken.sort()
    codes = [found for found in _Codes(copy.text, table, year).find() if not _covered(taken, found)]
    return tuple(sorted((*paths, *cells, *codes), key=lambda found: found.start))


def _covered(taken: list[tuple[int, int]], found: SubjectMention) -> bool:
    at = bisect_left(taken, (found.end, 0)) - 1
    return at >= 0 and taken[at][1] > found.start


def mention(
    table: Subjects,
    start: int,
    end: int,
    code: str | None,
    name: str | None,
    year: int | None,
    *,
    status: CodeStatus | None = None,
) -> SubjectMention:
    """A mention with what the tables say of its code."""
    entry = table.lookup(code, year) if code else None
    return SubjectMention(
        start=start,
        end=end,
        code=code,
        name=name,
        classification=entry.classification if entry else None,
        official_name=entry.name if entry else None,
        status=status or table.status(code or "", name, year),
        path=table.path(code, year) if code and entry else (),
    )


def _without_quotes(name: str) -> str:
    """A name without the signs around it; quotes that belong to it stay: “两房”建设."""
    name = name.strip(_JOINERS)
    if name.count("“") != name.count("”"):
        return name.strip(_QUOTES + _JOINERS)
    return name[1:-1] if name.startswith("“") and name.find("”") == len(name) - 1 else name


@dataclass(slots=True)
class _Codes:
    """Printed codes in running text."""

    text: str
    table: Subjects
    year: int | None

    def find(self) -> Iterator[SubjectMention]:
        patterns = load("codes.toml")
        listed = -_WINDOW  # end of the code before that stands with its name
        for match in patterns["code.digits"].compiled.finditer(self.text):
            found = self._judge(match.start(), match.end(), match.group(), listed)
            if found:
                listed = match.end() if found.name else listed
                yield found
        for match in patterns["code.spaced"].compiled.finditer(self.text):
            code = match["a"] + match["b"] + (match["c"] or "")
            name = self._name_behind(code, match.end())
            if code in self.table and (name or (match["c"] and self._context(match.start()))):
                yield mention(self.table, match.start(), match.end(), code, name, self.year)

    def _judge(self, start: int, end: int, code: str, listed: int) -> SubjectMention | None:
        """The mention, if the number is a code; `listed`: where a code with its name ended last."""
        known = code in self.table
        if not known and (len(code) < 5 or code[:3] not in self.table):
            return None
        name = self._name_behind(code, end) if known else None
        if name is None:
            if self.text[start - 1 : start] == "." or self._counts(end) or self._not_code(start):
                return None
            name = self._name_before(code, start, end) if known else None
        if name is not None:
            return mention(self.table, start, end, code, name, self.year)
        in_list = start - listed < _WINDOW * 2
        if not self._may_stand_unnamed(start, end, code, known=known, in_list=in_list):
            return None
        return mention(self.table, start, end, code, self._printed_name(end), self.year)

    def _name_behind(self, code: str, end: int) -> str | None:
        """The code's own name glued to it, or parted from it by a bracket, a dash, a space."""
        at = end
        while at < end + 3 and at < len(self.text) and self.text[at] in _AROUND_NAME + "“":
            at += 1
        following = self.text[at : at + _WINDOW]
        return next((name for name in self.table.spellings(code) if following.startswith(name)), None)

    def _name_before(self, code: str, start: int, end: int) -> str | None:
        """行政运行（2010301）: the code in brackets behind its name; seven digits need no bracket."""
        bracketed = self.text[start - 1 : start] in tuple("（[【(") and self.text[end : end + 1] in tuple("）]】)")
        if not bracketed and len(code) < 7:
            return None
        before = self.text[max(0, start - _WINDOW) : start].rstrip("（[【(“" + _AROUND_NAME)
        return next((name for name in self.table.spellings(code) if before.endswith(name)), None)

    def _counts(self, end: int) -> bool:
        return load("codes.toml")["cue.measure_behind"].compiled.match(self.text, end) is not None

    def _not_code(self, start: int) -> bool:
        return (
            load("codes.toml")["cue.not_code_before"].compiled.search(self.text, max(0, start - 12), start) is not None
        )

    def _context(self, start: int) -> bool:
        line = self.text.rfind("\n", 0, start) + 1
        return (
            load("codes.toml")["cue.code_context"].compiled.search(self.text, max(line, start - _WINDOW), start)
            is not None
        )

    def _may_stand_unnamed(self, start: int, end: int, code: str, *, known: bool, in_list: bool) -> bool:
        """A number without its own name beside it: words say 科目, or it opens an item as codes with their names do."""
        if self._context(start) or load("codes.toml")["cue.code_behind"].compiled.match(self.text, end):
            return known or len(code) >= 5
        if len(code) < 5 or (start and self.text[start - 1] not in "\n。；：、，（“[【）． "):
            return False
        printed = self._printed_name(end)
        if printed is None:
            return len(code) == 7 and known and self.text[start - 1 : start] in ("（", "[", "【")
        return (known and len(code) == 7) or self.table.is_name(printed) or (in_list and len(code) == 7)

    def _printed_name(self, end: int) -> str | None:
        at = end
        while at < end + 2 and at < len(self.text) and self.text[at] in _AROUND_NAME:
            at += 1
        match = load("codes.toml")["name.behind_code"].compiled.match(self.text, at)
        return match.group() if match else None


@dataclass(slots=True)
class _Chain:
    """Names of a path so far: the first one's level, each one's place."""

    level: int
    start: int
    end: int
    names: list[str]


@dataclass(slots=True)
class _Paths:
    """类/款/项 paths in words. A path that begins with its 款 or 项 takes the levels above from the path before it."""

    text: str
    table: Subjects
    year: int | None
    grids: Sequence[tuple[int, int]] = ()  # where tables stand: each cell there names a subject of its own
    carried: str = ""  # code of the path before
    carried_at: int = 0

    def find(self) -> Iterator[SubjectMention]:
        chain: _Chain | None = None
        marks = load("codes.toml")["path.mark"].compiled.finditer(self.text)
        for match in marks:
            level = _LEVELS.index(match["level"])
            if chain and level > chain.level + len(chain.names) - 1 and self._extend(chain, match, level):
                continue
            if chain and (found := self._close(chain)):
                yield found
            chain = self._open(match, level, chain.end if chain else 0)
        if chain and (found := self._close(chain)):
            yield found
        yield from self._plain()

    def _extend(self, chain: _Chain, match: regex.Match[str], level: int) -> bool:
        """Whether the name before `match` goes on the path; then it is part of it."""
        between = self.text[chain.end : match.start()]
        name = _without_quotes(between)
        if not 0 < len(name) <= 44 or level != chain.level + len(chain.names):
            return False
        if any(char.isdigit() or char in "。；：，\n\t" for char in name) or "：" in between or "\t" in between:
            return False
        if "\n" in between and not self._goes_on(chain, name):
            return False
        head = load("codes.toml")["path.connective"].compiled.match(name)
        if head:
            name = name[head.end() :]
        chain.names.append(name)
        chain.end = match.end()
        return True

    def _goes_on(self, chain: _Chain, name: str) -> bool:
        """Whether a name in the next line is one more level of the path: not in a table, and only below what stands there."""
        at = bisect_left(self.grids, (chain.end, 0)) - 1
        if at >= 0 and chain.start < self.grids[at][1]:
            return False
        under = self._under(chain.level, chain.start)
        found = self.table.by_path([*chain.names, name], self.year, under, _LEVELS[chain.level])
        return found.status in ("valid", "renamed")

    def _open(self, match: regex.Match[str], level: int, after: int) -> _Chain | None:
        start = self._name_start(match.start(), level, after)
        if start is None or level > 2:
            return None
        return _Chain(level, start, match.end(), [_without_quotes(self.text[start : match.start()])])

    def _close(self, chain: _Chain) -> SubjectMention | None:
        under = self._under(chain.level, chain.start)
        level = _LEVELS[chain.level]
        found = self.table.by_path(chain.names, self.year, under, level)
        if under and found.code is None:
            elsewhere = self.table.by_path(chain.names, self.year, "", level)
            found = elsewhere if elsewhere.code else found
        if found.code is None and len(chain.names) == 1:
            return None
        self.carried, self.carried_at = found.code or found.known, chain.end
        return self._mention(chain.start, chain.end, chain.names[-1], found)

    def _mention(self, start: int, end: int, name: str, found: Resolution) -> SubjectMention:
        return mention(self.table, start, end, found.code, name, self.year, status=found.status)

    def _under(self, level: int, start: int) -> str:
        """The code of the levels above, where a path before has named them."""
        wanted = 1 + 2 * level
        near = start - self.carried_at < _REACH
        return self.carried[:wanted] if level and near and len(self.carried) >= wanted else ""

    def _name_start(self, end: int, level: int, after: int) -> int | None:
        """Where the name before `end` begins: the longest run there that is a subject's name on that level."""
        text = self.text
        while end > after and text[end - 1] in _QUOTES:
            end -= 1
        places = [at for at in range(max(after, end - self.table.longest_name - 4), end) if is_said(text[at])]
        bare = "".join(text[at] for at in places)
        names = self.table.level_names[3 + 2 * level]
        plain = normal_name(bare)
        for cut, at in enumerate(places[:-1]):
            if plain[cut:] in names:
                return at - 1 if text[at - 1 : at] == "“" and text[at:end].count("”") > text[at:end].count("“") else at
        return self._slip_start(bare, places) if level == 0 else None

    def _slip_start(self, bare: str, places: list[int]) -> int | None:
        """A 类 whose name is misprinted."""
        names = self.table.class_names
        for cut in range(max(0, len(bare) - 14), len(bare) - 3):
            wanted = normal_name(bare[cut:])
            if any(nearly(wanted, name) for name in names.get(len(wanted), ())):
                return places[cut]
        return None

    def _plain(self) -> Iterator[SubjectMention]:
        """教育支出类普通教育款小学教育项: no brackets, so each name must be exactly a child's."""
        for match in load("codes.toml")["path.plain_class"].compiled.finditer(self.text):
            start = self._name_start(match.start(), 0, max(0, match.start() - 40))
            if start is None:
                continue
            names = [_without_quotes(self.text[start : match.start()])]
            end, code = match.end(), ""
            for level in "款项":
                found = self._next_plain(names, end, level)
                if found is None:
                    break
                end, code = found
            if code:
                yield mention(self.table, start, end, code, names[-1], self.year)

    def _next_plain(self, names: list[str], at: int, level: str) -> tuple[int, str] | None:
        stop = self.text.find(level, at, at + 44)
        while stop >= 0:
            name = _without_quotes(self.text[at:stop])
            found = self.table.by_path([*names, name], self.year) if name else None
            if found and found.status in ("valid", "renamed"):
                names.append(name)
                return stop + 1, found.code or ""
            stop = self.text.find(level, stop + 1, at + 44)
        return None
