"""Administrative divisions (GB/T 2260) down to the county: which one an organization or a title belongs to.

patterns/regions.csv holds codes and names, divisions that were abolished with the last year that a register lists them;
patterns/region_names.csv colloquial names. The other short forms (楚雄州, 景谷县, 云南) are made from the full names.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from .patterns import PatternError, folder

# fmt: off
_NATIONS = (
    "各族", "蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族", "布依族",
    "朝鲜族", "满族", "侗族", "瑶族", "白族", "土家族", "哈尼族", "哈萨克族",
    "傣族", "黎族", "傈僳族", "佤族", "畲族", "拉祜族", "水族", "东乡族", "纳西族",
    "景颇族", "柯尔克孜族", "土族", "达斡尔族", "仫佬族", "羌族", "布朗族",
    "撒拉族", "毛南族", "仡佬族", "锡伯族", "阿昌族", "普米族", "塔吉克族", "怒族", "鄂温克族",
    "裕固族", "保安族", "独龙族", "鄂伦春族",
    "蒙古", "维吾尔", "哈萨克", "柯尔克孜", "塔吉克", "锡伯",
)  # as they stand in names of autonomous areas
# fmt: on
_AUTONOMOUS = {"自治区": "", "自治州": "州", "自治县": "县", "自治旗": "旗"}
_GAP = 6  # characters between the names of a chain: 某州2020年某县
# names that are common nouns unless a parent stands before them
_GENERIC = frozenset({"城区", "郊区", "矿区", "东区", "西区", "市区", "新区", "县"})


class Division(NamedTuple):
    """One administrative division under one name."""

    code: str
    name: str
    last_listed: int | None = None  # last year in which a register lists it; None: it exists

    @property
    def level(self) -> int:
        """1 province, 2 prefecture, 3 county."""
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3

    @property
    def stem(self) -> str:
        """The code's digits that its parts share."""
        return self.code[: 2 * self.level]


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name in a text and the divisions that bear it."""

    start: int
    end: int
    name: str
    divisions: tuple[Division, ...]


class Regions:
    """The table of divisions. Get it with `regions()`."""

    def __init__(self, divisions: Iterable[Division], other_names: Iterable[tuple[str, str]] = ()) -> None:
        self._by_code: dict[str, list[Division]] = {}
        for division in divisions:
            self._by_code.setdefault(division.code, []).append(division)
        self._other_names = tuple(other_names)

    def lookup(self, code: str) -> Division | None:
        """The division that has that code now, or had it last."""
        found = self._by_code.get(code)
        return max(found, key=lambda division: division.last_listed or 9999) if found else None

    def path(self, division: Division) -> tuple[str, ...]:
        """Names from the province down; a county that no prefecture administers has two.

        >>> table = regions()
        >>> table.path(table.lookup("532329"))
        ('云南省', '楚雄彝族自治州', '武定县')
        """
        above = (self.lookup(division.code[: 2 * level].ljust(6, "0")) for level in range(1, division.level))
        return (*(parent.name for parent in above if parent), division.name)

    def find(self, text: str, context: str = "") -> Division | None:
        """The division that `text` (an organization, a title) names first, as deep as it says.

        A name that several divisions bear is settled by the province or prefecture before it, else by those that
        `context` names; None where that leaves it open.

        >>> regions().find("武定县总工会").code, regions().find("南京市鼓楼区财政局").code
        ('532329', '320106')
        >>> regions().find("鼓楼区财政局") is None
        True
        """
        chosen: tuple[Division, ...] = ()
        end = 0
        for hit in self._hits(text):
            if not chosen:
                if hit.name in _GENERIC:
                    continue
                chosen, end = hit.divisions, hit.end
                continue
            below = tuple(one for one in hit.divisions if any(_lies_in(one, up) for up in chosen))
            if below and hit.start - end <= _GAP:
                chosen, end = below, hit.end
        return self._settle(chosen, text + "\n" + context)

    def mentioned(self, text: str) -> tuple[Division, ...]:
        """The divisions whose names stand in the text, in its order, names that several bear left out."""
        hits = (hit for hit in self._hits(text) if len(hit.divisions) == 1 and hit.name not in _GENERIC)
        return tuple(hit.divisions[0] for hit in hits)

    def _settle(self, candidates: Sequence[Division], context: str) -> Division | None:
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        counts = sorted(((self._named_above(one, context), one) for one in candidates), key=lambda pair: -pair[0])
        return counts[0][1] if counts[0][0] > counts[1][0] else None

    def _named_above(self, division: Division, context: str) -> int:
        """How often the context names what `division` lies in."""
        total = 0
        for level in range(1, division.level):
            parent = self.lookup(division.code[: 2 * level].ljust(6, "0"))
            if parent:
                total += max((context.count(name) for name in _forms(parent) if name), default=0)
        return total

    def _hits(self, text: str) -> list[_Hit]:
        """Names in the text, the longest at each place, not overlapping."""
        found, at = [], 0
        names, longest = self._by_name, self._longest
        while at < len(text):
            if text[at] in self._first:
                for size in range(min(longest, len(text) - at), 1, -1):
                    name = text[at : at + size]
                    if name in names and not _is_street(name, text[at + size : at + size + 1]):
                        found.append(_Hit(at, at + size, name, names[name]))
                        at += size - 1
                        break
            at += 1
        return found

    @cached_property
    def _by_name(self) -> dict[str, tuple[Division, ...]]:
        """Name or short form → the divisions that bear it: those that exist, else those that did."""
        found: dict[str, list[Division]] = {}
        for divisions in self._by_code.values():
            for division in divisions:
                for name in _forms(division):
                    found.setdefault(name, []).append(division)
        for code, name in self._other_names:
            if code in self._by_code:
                found.setdefault(name, []).append(self._by_code[code][-1])
        return {
            name: _standing(name, bearers) if len(bearers) > 1 else tuple(bearers) for name, bearers in found.items()
        }

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._by_name))

    @cached_property
    def _first(self) -> frozenset[str]:
        return frozenset(name[0] for name in self._by_name)


def _lies_in(division: Division, upper: Division) -> bool:
    return division.stem.startswith(upper.stem) and division != upper


def _is_street(name: str, following: str) -> bool:
    """北京路, 上海街: a short form that names a street or a village."""
    return len(name) == 2 and name[-1] not in "市县区旗州盟" and following != "" and following in "路街镇乡村"


def _standing(name: str, divisions: list[Division]) -> tuple[Division, ...]:
    """Of the divisions with one name those that exist, first those that bear it in full; else the latest that did."""
    unique = list(dict.fromkeys(divisions))
    existing = [one for one in unique if one.last_listed is None]
    full = [one for one in existing if one.name == name]
    if full:
        return tuple(full)
    gone = [one for one in unique if one.name == name and one.last_listed] or ([] if existing else unique)
    return (*existing, *sorted(gone, key=lambda one: -(one.last_listed or 0))[:1])


def _forms(division: Division) -> tuple[str, ...]:
    """The full name and the short forms that reports use."""
    name = division.name
    for ending, short in _AUTONOMOUS.items() if "自治" in name else ():
        if name.endswith(ending):
            core = _without_nations(name[: -len(ending)])
            forms = (name, core + ending, core + short)
            return (*forms, core) if division.level < 3 else forms
    if division.level == 3:
        return (name,)
    for ending in ("特别行政区", "地区", "省", "市", "盟"):
        if name.endswith(ending):
            return (name, name[: -len(ending)])
    return (name,)


def _without_nations(core: str) -> str:
    """景谷傣族彝族 → 景谷; a name that is nothing but a nation's (东乡族) keeps all but 族."""
    while True:
        nation = next((one for one in _NATIONS if core.endswith(one) and len(core) > len(one)), None)
        if nation is None:
            return core.removesuffix("族") if len(core) > 2 else core
        core = core[: -len(nation)]


@lru_cache(maxsize=1)
def regions() -> Regions:
    """The table of divisions, read once. Raises PatternError when it is absent or damaged."""
    rows = _rows("regions.csv", ("code", "name", "last_listed"))
    table = [Division(code, name, int(last) if last else None) for code, name, last in rows]
    codes = [division.code for division in table]
    if any(left > right for left, right in pairwise(codes)):
        raise PatternError("patterns/regions.csv: rows must be sorted by code.")
    return Regions(table, ((code, name) for code, name in _rows("region_names.csv", ("code", "name"))))


def _rows(file: str, columns: tuple[str, ...]) -> list[list[str]]:
    try:
        lines = (folder() / file).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise PatternError(f"patterns/{file} is missing. Install gouji again.") from error
    header, *rows = csv.reader(lines)
    if tuple(header) != columns:
        raise PatternError(f"patterns/{file}: the first line must be {','.join(columns)}.")
    for number, row in enumerate(rows, 2):
        if len(row) != len(columns) or len(row[0]) != 6 or not row[0].isdigit() or not row[1]:
            raise PatternError(
                f"patterns/{file}, line {number}: {','.join(row)!r} is not a code of six digits and a name."
            )
    return rows
