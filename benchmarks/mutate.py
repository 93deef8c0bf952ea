"""How many slips of the pen do the checks find? Changes one figure of a clean report at random, many times, and counts.

    python benchmarks/mutate.py REPORT... [--count 1000] [--seed 1] [--list]

A change is found when a finding (wrong or suspicious) that the unchanged report does not have names the changed figure. Changes: one digit, two
digits swapped, the unit (万元 ↔ 元, 万元 ↔ 亿元), the point, the sign word (增加 ↔ 减少), a part left out. Prints the share found for every kind of
change, over all figures and over those that some relation of the unchanged report contains, and the findings of the unchanged reports.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from extractor.document import Document
from extractor.flow import extract_document
from extractor.models import Figure, Report
from extractor.readers import ReadOptions, read

WORDS = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长"}
UNITS = {"万元": "元", "元": "万元", "亿元": "万元"}


@dataclass(frozen=True)
class Change:
    """One slip: what text stands where."""

    kind: str
    figure: Figure
    start: int
    end: int
    text: str


def digit(figure: Figure, text: str, random_: random.Random) -> Change | None:
    """One digit becomes another."""
    places = [at for at in range(figure.start, figure.end) if text[at].isascii() and text[at].isdigit()]
    if not places:
        return None
    at = random_.choice(places)
    other = random_.choice([c for c in "0123456789" if c != text[at]])
    return Change("digit", figure, at, at + 1, other)


def swapped(figure: Figure, text: str, random_: random.Random) -> Change | None:
    """Two neighbouring digits change places."""
    pairs = [
        at for at in range(figure.start, figure.end - 1) if text[at : at + 2].isdigit() and text[at] != text[at + 1]
    ]
    if not pairs:
        return None
    at = random_.choice(pairs)
    return Change("swapped", figure, at, at + 2, text[at + 1] + text[at])


def unit(figure: Figure, text: str, random_: random.Random) -> Change | None:
    """万元 for 元 and the like; only where the unit stands with the number."""
    if not figure.value:  # nothing is nothing in any unit
        return None
    for known, other in UNITS.items():
        if figure.raw.endswith(known) and (known != "元" or figure.raw[-2:-1].isdigit()):
            return Change("unit", figure, figure.end - len(known), figure.end, other)
    return None


def point(figure: Figure, text: str, random_: random.Random) -> Change | None:
    """The point moves one place."""
    at = figure.raw.find(".")
    if at < 2 or not figure.raw[at - 1].isdigit() or not figure.raw[at - 2].isdigit():
        return None
    place = figure.start + at
    return Change("point", figure, place - 1, place + 1, "." + text[place - 1])


def direction(figure: Figure, text: str, random_: random.Random) -> Change | None:
    """增加 for 减少 right in front of the figure."""
    for word, other in WORDS.items():
        at = text.find(word, figure.start - 4, figure.start)
        if at >= 0:
            return Change("direction", figure, at, at + len(word), other)
    return None


def part(figure: Figure, text: str, random_: random.Random) -> Change | None:
    """An item of a list is left out, with its label: from the separator in front of it to the one behind."""
    if figure.cell is not None or getattr(figure, "parent", None) is None:
        return None
    left = max(text.rfind(sign, figure.start - 40, figure.start) for sign in "、；;")
    right = min((at for sign in "、；;" if (at := text.find(sign, figure.end, figure.end + 30)) >= 0), default=-1)
    if left < 0 or right < 0 or "。" in text[left:right]:
        return None
    return Change("part", figure, left, right, "")


KINDS: dict[str, Callable[[Figure, str, random.Random], Change | None]] = {
    "digit": digit, "swapped": swapped, "unit": unit, "point": point, "direction": direction, "part": part,
}  # fmt: skip


def changed(document: Document, change: Change) -> Document:
    """The document with the change in its text, all places behind it moved."""
    shift = len(change.text) - (change.end - change.start)

    def move(at: int) -> int:
        return at + shift if at >= change.end else at

    text = document.text[: change.start] + change.text + document.text[change.end :]
    tables = []
    for table in document.tables:
        cells = tuple(
            replace(cell, start=move(cell.start), end=move(cell.end), text=text[move(cell.start) : move(cell.end)])
            for cell in table.cells
        )
        tables.append(replace(table, start=move(table.start), end=move(table.end), cells=cells))
    pages = tuple(replace(page, start=move(page.start), end=move(page.end)) for page in document.pages)
    return replace(document, text=text, tables=tuple(tables), pages=pages)


def findings(report: Report) -> dict[tuple[str, str, tuple[int, ...]], set[int]]:
    """Each wrong or suspicious check with the places of its figures; the key names it from run to run."""
    starts = {figure.id: figure.start for figure in report.figures}
    found = {}
    for check in report.checks:
        if check.outcome in ("violated", "suspicious"):
            ids = {operand.figure for operand in check.operands} | ({check.stated.figure} if check.stated else set())
            places = {starts[one] for one in ids}
            found[check.kind, check.message, tuple(sorted(places))] = places
    return found


def related(report: Report) -> set[str]:
    """Figures that some relation with another figure contains."""
    return {
        one
        for check in report.checks
        for one in (*(operand.figure for operand in check.operands), *([check.stated.figure] if check.stated else []))
        if check.operands
    }


def is_found(before: dict[tuple[str, str, tuple[int, ...]], set[int]], after: Report, change: Change) -> bool:
    """Whether a new finding names the changed figure (for a part left out: any new finding)."""
    messages = {(kind, message) for kind, message, _ in before}
    shift = len(change.text) - (change.end - change.start)
    start = change.figure.start + (shift if change.figure.start >= change.end else 0)
    for (kind, message, _), places in findings(after).items():
        if (kind, message) not in messages and (change.kind == "part" or start in places):
            return True
    return False


@dataclass(frozen=True)
class Clean:
    """A report without a finding of its own: what is changed, and what the unchanged text gives."""

    document: Document
    report: Report
    known: dict[tuple[str, str, tuple[int, ...]], set[int]]
    related: set[str]


def clean(path: Path) -> Clean:
    """The unchanged report in a file."""
    document = read(path, options=ReadOptions())
    report = extract_document(document)
    return Clean(document, report, findings(report), related(report))


def trials(reports: Sequence[Clean], count: int, seed: int) -> Iterator[tuple[Change, bool, bool]]:
    """`count` changes of figures drawn at random: the change, whether it is found, whether a relation of the unchanged report has the figure."""
    random_ = random.Random(seed)
    done = 0
    while done < count:
        chosen = random_.choice(reports)
        figure = random_.choice(chosen.report.figures)
        change = KINDS[random_.choice(list(KINDS))](figure, chosen.document.text, random_)
        if change is None:
            continue
        done += 1
        after = extract_document(changed(chosen.document, change))
        yield change, is_found(chosen.known, after, change), figure.id in chosen.related


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="print every change that was not found")
    options = parser.parse_args()
    reports = []
    for path in options.reports:
        one = clean(path)
        size = f"{len(one.report.figures)} figures, {len(one.report.checks)} relations"
        print(f"{path}: {size}, {len(one.known)} findings unchanged")
        reports.append(one)
    tried: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for change, hit, inside in trials(reports, options.count, options.seed):
        for name in ("all", change.kind, *(["in a relation", f"{change.kind} in a relation"] if inside else [])):
            tried[name] += 1
            hits[name] += hit
        if options.list and not hit and inside:
            print(f"  missed {change.kind}: {change.figure.raw!r} at {change.figure.start} → {change.text!r}")
    for name in sorted(tried, key=lambda name: ("relation" in name, name != "all", name)):
        print(f"{name:<28} {hits[name]:>5} of {tried[name]:>5}  {hits[name] / tried[name]:.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
