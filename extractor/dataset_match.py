"""Which reports are of one organization and one region, over years and changes of name.

A region is known by its code. A code that was abolished and a later one are one region when they lie in one
prefecture and bear one name but for its kind (铜山县 → 铜山区). An organization is known by its region and its name
without the region's. Two names are one organization when one is contained in the other letter by letter (教育局 →
教育体育局), the first ends before the second begins, and no third name competes.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from .dataset import Dataset
from .patterns import read_toml

_PUNCTUATION = str.maketrans("", "", " \t\r\n\u3000“”\"'‘’《》<>·•")


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose report it is."""

    report: str
    organization: str | None
    core_name: str | None
    region_code: str | None
    region_name: str | None
    fiscal_year: int | None
    region_id: str | None = None
    organization_id: str | None = None

    @property
    def level(self) -> str | None:
        """province, prefecture, county or township, from the region's code."""
        return region_level(self.region_code)


@dataclass(frozen=True, slots=True)
class Renaming:
    """Two names or codes that were taken for one."""

    kind: str  # renamed_organization | renamed_region
    before: Identity
    after: Identity


def region_level(code: str | None) -> str | None:
    """The level of a region's code.

    >>> [region_level(code) for code in ("530000", "532300", "532329", "532329100", None)]
    ['province', 'prefecture', 'county', 'township', None]
    """
    if not code:
        return None
    if len(code) > 6 and code[6:].strip("0"):
        return "township"
    return "province" if code[2:6] == "0000" else "prefecture" if code[4:6] == "00" else "county"


def normalised(text: str) -> str:
    """A name in one way of writing: full width folded, no spaces, no quotes.

    >>> normalised("武定县 总工会（本级）"), normalised("“三公”经费")
    ('武定县总工会(本级)', '三公经费')
    """
    return unicodedata.normalize("NFKC", text).translate(_PUNCTUATION)


def core_name(organization: str, path: Iterable[str] = ()) -> str:
    """The organization's name without those of its regions and without what part of it a report covers.

    >>> core_name("楚雄州武定县总工会（本级）", ["云南省", "楚雄彝族自治州", "武定县"])
    '总工会'
    >>> core_name("县市场监督管理局"), core_name("市场监督管理局")
    ('市场监督管理局', '市场监督管理局')
    """
    words = read_toml("dataset.toml")["organizations"]
    name = normalised(organization)
    for region in path:
        name = _without_region(name, region, words["region_endings"])
    for sign in words["level_signs"]:
        if name.startswith(sign) and len(name) > 3 and not name.startswith(tuple(words["not_level_signs"])):
            name = name[len(sign) :]
            break
    for ending in map(normalised, words["drop_endings"]):
        if name.endswith(ending) and len(name) > len(ending) + 2:
            name = name.removesuffix(ending)
    return name.rstrip("(")


def _without_region(name: str, region: str, endings: list[str]) -> str:
    """武定县 or 武定 in front is cut off; of 楚雄彝族自治州 also the short form 楚雄州."""
    if name.startswith(region) and len(name) > len(region) + 1:
        return name[len(region) :]
    stem = region[:2]
    rest = name.removeprefix(stem)
    if rest == name or len(rest) < 2:
        return name
    return next(
        (rest.removeprefix(ending) for ending in endings if rest.startswith(ending) and len(rest) > len(ending) + 1),
        rest,
    )


def identify(dataset: Dataset) -> tuple[list[Identity], list[Renaming]]:
    """Whose every report is, and which names and codes were taken for one."""
    rows = dataset.rows(
        "SELECT report, organization, region_code, region_name, region_path, fiscal_year FROM reports ORDER BY report"
    )
    found = [
        Identity(report, name, core_name(name, path.split("/") if path else ()) if name else None, code, region, year)
        for report, name, code, region, path, year in rows
    ]
    found, regions = _match_regions(found)
    found, organizations = _match_organizations(found)
    return found, [*regions, *organizations]


def _match_regions(found: list[Identity]) -> tuple[list[Identity], list[Renaming]]:
    """Give each report the id of its region: the code that the region has in its latest year."""
    codes: dict[str, list[Identity]] = defaultdict(list)
    for one in found:
        if one.region_code:
            codes[one.region_code].append(one)
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, reports in codes.items():
        if region_level(code) == "county":
            alike[code[:4], _stem(reports[-1].region_name or "")].append(code)
    same: dict[str, str] = {}
    renamings = []
    for (_, stem), group in alike.items():
        for before, after in _successions({code: codes[code] for code in group} if stem else {}):
            same[before] = after
            renamings.append(Renaming("renamed_region", codes[before][-1], codes[after][0]))
    return [replace(one, region_id=_last(one.region_code, same)) for one in found], renamings


def _match_organizations(found: list[Identity]) -> tuple[list[Identity], list[Renaming]]:
    names: dict[str | None, dict[str, list[Identity]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        if one.core_name:
            names[one.region_id][one.core_name].append(one)
    same: dict[tuple[str | None, str], str] = {}
    renamings = []
    for region, by_name in names.items():
        for before, after in _successions(by_name, alike=_contained) if region else ():
            same[region, before] = after
            renamings.append(Renaming("renamed_organization", by_name[before][-1], by_name[after][0]))
    result = []
    for one in found:
        last = one.core_name
        while last is not None and (one.region_id, last) in same:
            last = same[one.region_id, last]
        result.append(replace(one, organization_id=_organization_id(one.region_id, last)))
    return result, renamings


def _successions(
    groups: Mapping[str, list[Identity]], alike: Any = lambda one, other: True
) -> Iterator[tuple[str, str]]:
    """Pairs of names of which the first ends before the second begins, where neither has another partner."""
    years = {
        name: (min(known), max(known))
        for name, group in groups.items()
        if (known := [one.fiscal_year for one in group if one.fiscal_year is not None])
    }
    pairs = [
        (before, after)
        for before in sorted(years)
        for after in sorted(years)
        if before != after and years[before][1] < years[after][0] and alike(before, after)
    ]
    for before, after in pairs:
        if sum(one == before for one, _ in pairs) == 1 and sum(other == after for _, other in pairs) == 1:
            yield before, after


@lru_cache(maxsize=100_000)
def _contained(one: str, other: str) -> bool:
    """Whether the letters of the shorter name stand in the longer one in their order, and both end alike (教育局, 教育体育局)."""
    short, long = sorted((one, other), key=len)
    if len(short) < 3 or short[-1] != long[-1] or len(long) - len(short) > 6:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def _stem(name: str) -> str:
    """武定 of 武定县."""
    endings = read_toml("dataset.toml")["organizations"]["region_endings"]
    return next(
        (name.removesuffix(ending) for ending in endings if name.endswith(ending) and len(name) > len(ending) + 1), name
    )


def _last(code: str | None, same: Mapping[str, str]) -> str | None:
    while code is not None and code in same:
        code = same[code]
    return code


def _organization_id(region: str | None, name: str | None) -> str | None:
    if name is None:
        return None
    return "o" + hashlib.sha256(f"{region or ''}/{name}".encode("utf-8", "replace")).hexdigest()[:16]
