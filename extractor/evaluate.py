"""Gold against extracted: precision, recall and F1 a mention type, agreement a field, and how well checks are found.

A gold folder holds `mentions.jsonl`, may hold `checks.jsonl` (corpus/README.md has the format), and a report: a file `report.*` beside them.
Every comparison is of multisets: a second occurrence that is lost counts as lost.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from .errors import UserError

MENTIONS = ("amount", "percentage", "quantity", "subject_code", "period", "document_number")
FACTS = {
    "amount": ("label", "fiscal_year", "stage", "flow", "role", "direction", "subject_code", "parent"),
    "percentage": ("label", "fiscal_year", "role", "direction", "of", "about"),
}
_COLLECTIONS = {"subject_code": "subject_codes", "period": "periods", "document_number": "document_numbers"}
_VALUES = {"subject_code": "code", "document_number": "raw"}

Item = Mapping[str, Any]


class GoldError(UserError):
    """A gold folder that cannot be used; the message says what is missing."""


@dataclass
class Tally:
    """How many gold items there are, how many were found, how many of these agree."""

    gold: int = 0
    found: int = 0
    agree: int = 0

    def add(self, other: Tally) -> None:
        self.gold += other.gold
        self.found += other.found
        self.agree += other.agree

    @property
    def precision(self) -> Fraction:
        return Fraction(self.agree, self.found) if self.found else Fraction(int(self.gold == 0))

    @property
    def recall(self) -> Fraction:
        return Fraction(self.agree, self.gold) if self.gold else Fraction(1)

    @property
    def f1(self) -> Fraction:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else Fraction(0)


@dataclass
class Evaluation:
    """Scores of one report or, added up, of many. `misses` says each disagreement in a line."""

    mentions: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in MENTIONS})
    values: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in MENTIONS})
    facts: dict[str, Tally] = field(
        default_factory=lambda: {f"{kind}.{name}": Tally() for kind, names in FACTS.items() for name in names}
    )
    checks: dict[str, Tally] = field(
        default_factory=lambda: {name: Tally() for name in ("violated", "rounding", "holds")}
    )
    misses: list[str] = field(default_factory=list)

    def add(self, other: Evaluation) -> None:
        for name in ("mentions", "values", "facts", "checks"):
            for key, tally in getattr(other, name).items():
                getattr(self, name)[key].add(tally)
        self.misses += other.misses


def folders(paths: Iterable[Path]) -> Iterator[Path]:
    """The gold folders among and directly below `paths`.

    Raises GoldError where there is none.
    """
    for path in paths:
        found = [path] if (path / "mentions.jsonl").exists() else []
        found = found or sorted(item.parent for item in path.glob("*/mentions.jsonl"))
        if not found:
            raise GoldError(f"{path}: no gold there. A gold folder holds mentions.jsonl and the report as report.txt.")
        yield from found


def report_file(folder: Path, reports: Path | None = None) -> Path:
    """The report that a gold folder annotates: `report.*` inside it, or a file of the folder's name in `reports`."""
    inside = sorted(folder.glob("report.*"))
    beside = sorted(reports.glob(f"{folder.name}.*")) if reports else []
    if not inside and not beside:
        raise GoldError(
            f"{folder}: the report is missing. Put it there as report.txt, or name its folder with --reports."
        )
    return (inside or beside)[0]


def evaluate(gold: Path, report: Item) -> Evaluation:
    """Scores of one report's JSON against one gold folder."""
    result = Evaluation()
    items = _read(gold / "mentions.jsonl")
    _score_mentions(items, report, result)
    if (gold / "checks.jsonl").exists():
        _score_checks(_read(gold / "checks.jsonl"), report, result)
    return result


def evaluate_folders(paths: Iterable[Path], reports: Path | None = None) -> Evaluation:
    """The scores of all gold folders among and below `paths` together; each disagreement begins with its folder's name.

    Raises GoldError where gold or a report is missing, ReadError where a report cannot be read.
    """
    from .flow import extract

    total = Evaluation()
    for folder in folders(paths):
        result = evaluate(folder, extract(report_file(folder, reports)).to_dict())
        result.misses = [f"{folder.name}: {miss}" for miss in result.misses]
        total.add(result)
    return total


def _read(path: Path) -> list[Item]:
    items = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                items.append(json.loads(line))
            except ValueError as error:
                raise GoldError(f"{path}:{number}: not a JSON object: {error}") from error
    return items


def _found(report: Item, kind: str) -> list[Item]:
    if kind in _COLLECTIONS:
        return list(report[_COLLECTIONS[kind]])
    return [figure for figure in report["figures"] if figure["type"] == kind]


def _score_mentions(items: Sequence[Item], report: Item, result: Evaluation) -> None:
    places = {figure["id"]: figure["start"] for figure in report["figures"]}
    for kind in MENTIONS:
        gold = {(item["start"], item["end"]): item for item in items if item["type"] == kind}
        found = {(item["start"], item["end"]): item for item in _found(report, kind)}
        both = sorted(gold.keys() & found.keys())
        name = _VALUES.get(kind, "value")
        same = [span for span in both if _same(gold[span].get(name), found[span].get(name))]
        result.mentions[kind].add(Tally(len(gold), len(found), len(both)))
        result.values[kind].add(Tally(len(gold), len(found), len(same)))
        for span in sorted(gold.keys() - found.keys()):
            result.misses.append(f"missed {kind} {span} {gold[span]['raw']!r}")
        for span in sorted(found.keys() - gold.keys()):
            result.misses.append(f"extra {kind} {span} {found[span]['raw']!r}")
        for span in sorted(set(both) - set(same)):
            result.misses.append(f"value {kind} {span}: {gold[span].get(name)} expected, {found[span].get(name)} found")
        for fact in FACTS.get(kind, ()):
            for span in both:
                _score_fact(kind, fact, gold[span], found[span], places, result)


def _score_fact(kind: str, fact: str, gold: Item, found: Item, places: Mapping[str, int], result: Evaluation) -> None:
    if ("labels" if fact == "label" else fact) not in gold:
        return  # left open: not scored
    got: Any = found.get(fact)
    if fact == "label":
        want: Any = gold["labels"]
        agrees = any(labels_agree(label, got) for label in want)
    elif fact in ("parent", "about"):
        want, got = gold[fact], places.get(got) if got else None
        agrees = want == got
    elif fact == "of":
        want = gold[fact]
        agrees = want == got if want is None or got is None else labels_agree(want, got)
    else:
        want = gold[fact]
        agrees = want == got
    result.facts[f"{kind}.{fact}"].add(Tally(1, 1, int(agrees)))
    if not agrees:
        result.misses.append(f"{kind}.{fact} at {gold['start']} {gold['raw']!r}: {want!r} expected, {got!r} found")


def _same(left: object, right: object) -> bool:
    try:
        return Decimal(str(left)) == Decimal(str(right))
    except InvalidOperation:
        return left == right


def labels_agree(left: str | None, right: str | None) -> bool:
    """Do two labels name the same? Equal, or one within the other and at least half as long; punctuation and 的 do not count.

    >>> labels_agree("一般公共预算收入", "全市一般公共预算收入"), labels_agree("支出", "一般公共预算支出")
    (True, False)
    """
    short, long = sorted((_letters(left), _letters(right)), key=len)
    return bool(short) and (short == long or (short in long and len(short) * 2 >= len(long)))


def _letters(label: str | None) -> str:
    text = unicodedata.normalize("NFKC", label or "")
    return "".join(char for char in text if char != "的" and unicodedata.category(char)[0] in "LN")


def _score_checks(items: Sequence[Item], report: Item, result: Evaluation) -> None:
    """Violated and holding relations that the gold requires, and what is called violated without cause."""
    spans = {figure["id"]: (figure["start"], figure["end"]) for figure in report["figures"]}
    found = [_View.of(check, spans) for check in report["checks"]]
    for outcome in ("violated", "rounding", "holds"):
        wanted = [item for item in items if item["required"] and item["outcome"] == outcome]
        fitting = [
            view for view in found if view.outcome == outcome or (outcome == "rounding" and view.outcome != "violated")
        ]
        hits = [item for item in wanted if any(view.fits(item) for view in fitting)]
        result.misses += [
            f"check not {outcome}: {item['kind']} {item['stated']}" for item in wanted if item not in hits
        ]
        result.checks[outcome].add(Tally(len(wanted), len(hits), len(hits)))
    faults = [item for item in items if item["outcome"] != "holds"]
    flagged = [view for view in found if view.outcome == "violated"]
    baseless = [view for view in flagged if not any(view.fits(item) for item in faults)]
    result.checks["violated"].found += len(baseless)
    result.misses += [f"violated without cause: {view.kind} {sorted(view.places)}" for view in baseless]


@dataclass(frozen=True)
class _View:
    """A check as far as gold can be compared with it."""

    kind: str
    outcome: str
    stated: tuple[int, int] | None
    places: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, check: Item, spans: Mapping[str, tuple[int, int]]) -> _View:
        stated = spans.get(check["stated"]["figure"]) if check.get("stated") else None
        used = {spans[operand["figure"]] for operand in check["operands"] if operand["figure"] in spans}
        return cls(check["kind"], check["outcome"], stated, frozenset(used | ({stated} if stated else set())))

    def fits(self, item: Item) -> bool:
        """The same relation: its kind, its tested figure, and half of the figures together."""
        wanted = {tuple(span) for span in item["spans"]}
        key = tuple(item["key"])
        common = len(wanted & self.places)
        if self.kind != item["kind"] or not common:
            return False
        if self.kind == "unit":
            return key in self.places
        if self.kind == "repeat":
            return key in self.places and common >= 2
        return self.stated == key and 2 * common >= len(wanted | self.places)


def table(result: Evaluation) -> str:
    """The scores as lines of text."""

    def rate(value: Fraction) -> str:
        return f"{float(value):7.4f}"

    lines = [f"{'mention':<18}{'gold':>6}{'found':>6}  {'P':>7} {'R':>7} {'F1':>7}   value F1"]
    for kind, tally in result.mentions.items():
        lines.append(
            f"{kind:<18}{tally.gold:>6}{tally.found:>6}  {rate(tally.precision)} {rate(tally.recall)} {rate(tally.f1)}   "
            f"{rate(result.values[kind].f1)}"
        )
    facts = {name: tally for name, tally in result.facts.items() if tally.gold}
    lines += ["", f"{'fact':<26}{'of':>6}  agree"]
    lines += [f"{name:<26}{tally.gold:>6}  {rate(tally.recall)}" for name, tally in facts.items()]
    if any(tally.gold for tally in result.checks.values()):
        lines += ["", f"{'check':<26}{'gold':>6}  {'R':>7} {'P':>7}"]
        lines += [
            f"{name:<26}{tally.gold:>6}  {rate(tally.recall)} {rate(tally.precision) if name == 'violated' else '':>7}"
            for name, tally in result.checks.items()
        ]
    return "\n".join(lines)
