"""The money tree of a report: where the income comes from and where the expenditure goes, as a picture (SVG).

A tree is put together in two ways, and the one that shows more of the money is drawn: from what the report states to be part of
what (`parent`), and from the budget subject codes of one column of a table, or of the text (类 above 款 above 项). What the
parts leave open is shown as not itemised; parts that exceed their total are said to do so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .models import Amount, Report
from .review_shell import plain_text, word
from .review_tree_svg import draw_half, draw_tree

FLOWS = ("income", "expenditure")
MOST_BRANCHES = 9  # further ones of a branch are drawn together
LEAST_SHARE = 10  # a tree of less than a tenth of the largest amount would pass a corner off as the whole
DEPTH = 2  # levels below the total
_STAGES = {"final": 0, "adjusted_budget": 1, None: 2, "budget": 3}


@dataclass(frozen=True, slots=True)
class Branch:
    """A sum of money and its parts."""

    name: str
    value: Decimal  # yuan
    parts: tuple[Branch, ...] = ()
    figure: str | None = None  # id of the amount that states it; None where it was added up here
    year: int | None = None
    stage: str | None = None
    note: str | None = None  # rest | over | others: not a subject of its own

    @property
    def itemised(self) -> Decimal:
        """The sum of the parts."""
        return sum((part.value for part in self.parts), Decimal(0))

    def size(self) -> int:
        """How many branches there are below."""
        return sum(1 + part.size() for part in self.parts)


def _usable(report: Report, flow: str) -> list[Amount]:
    """Level amounts of this flow."""
    return [
        figure
        for figure in report.figures
        if isinstance(figure, Amount)
        and figure.role == "level"
        and figure.value is not None
        and figure.value > 0
        and figure.flow == flow
    ]


def _name(amount: Amount, year: int | None, language: str) -> str:
    """The official name of the subject that the amount is stated for, else what the report calls it."""
    from .subjects import subjects

    official = subjects().lookup(amount.subject_code, year) if amount.subject_code else None
    return official.name if official else plain_text(amount.label or word("no_label", language))


def _stated_trees(amounts: Sequence[Amount], year: int | None, language: str) -> Iterable[Branch]:
    """Trees of what the report says to be part of what."""
    by_parent: dict[str, list[Amount]] = defaultdict(list)
    for amount in amounts:
        if amount.parent:
            by_parent[amount.parent].append(amount)

    def grow(amount: Amount, depth: int, seen: frozenset[str]) -> Branch:
        parts = [part for part in by_parent.get(amount.id, ()) if part.id not in seen] if depth else []
        below = seen | {amount.id}
        grown = tuple(grow(part, depth - 1, below) for part in _one_division(amount, parts))
        return Branch(
            _name(amount, year, language),
            amount.value or Decimal(0),
            grown,
            amount.id,
            amount.fiscal_year,
            amount.stage,
        )

    for amount in amounts:
        if len(by_parent.get(amount.id, ())) >= 2:
            yield grow(amount, DEPTH, frozenset())


def _one_division(whole: Amount, parts: Sequence[Amount]) -> list[Amount]:
    """A total in a table is divided twice, down its column and along its row: take the division that comes nearer to it."""
    divisions: dict[str, list[Amount]] = defaultdict(list)
    for part in _distinct(parts):
        divisions[_direction(whole, part)].append(part)

    def gap(division: list[Amount]) -> tuple[Decimal, int]:
        return abs(sum((part.value or Decimal(0) for part in division), -(whole.value or Decimal(0)))), -len(division)

    return min(divisions.values(), key=gap, default=[])


def _direction(whole: Amount, part: Amount) -> str:
    if whole.cell is None or part.cell is None or whole.cell.table != part.cell.table:
        return "text"
    return "column" if whole.cell.column == part.cell.column else "row"


def _distinct(parts: Sequence[Amount]) -> list[Amount]:
    """The same part stated again (in another table, in the summary) counts once."""
    kept: dict[tuple[str | None, Decimal | None], Amount] = {}
    for part in parts:
        kept.setdefault((part.subject_code or part.label, part.value), part)
    return list(kept.values())


def _coded_trees(report: Report, amounts: Sequence[Amount], language: str) -> Iterable[Branch]:
    """Trees of subject codes: one for each column of a table, one for each stage of the text."""
    groups: dict[tuple[object, ...], dict[str, Amount]] = defaultdict(dict)
    for amount in amounts:
        if amount.subject_code:
            cell = amount.cell
            column: tuple[object, ...] = (cell.table, cell.column) if cell else (amount.stage, amount.scope)
            groups[(amount.fiscal_year, *column)].setdefault(amount.subject_code, amount)
    by_id = {amount.id: amount for amount in amounts}
    totals = [amount for amount in amounts if not amount.subject_code and not amount.parent]
    for column, coded in groups.items():
        if len(coded) < 2:
            continue
        tops = _nest(coded, report.report.fiscal_year, language)
        itemised = sum((top.value for top in tops), Decimal(0))
        wholes = [by_id[amount.parent] for amount in coded.values() if amount.parent in by_id]
        stated = [whole for whole in wholes if not whole.subject_code]
        yield _total_for(itemised, tops, column, stated or totals, report.report.fiscal_year, language)


def _total_for(
    itemised: Decimal,
    tops: tuple[Branch, ...],
    column: tuple[object, ...],
    totals: Sequence[Amount],
    year: int | None,
    language: str,
) -> Branch:
    """The stated total nearest to the sum of the classes, from the same column if it is a table's; else the sum itself."""
    same = [
        total
        for total in totals
        if total.value is not None
        and (total.cell is None or (total.cell.table, total.cell.column) == column[1:])
        and itemised * Decimal("0.5") <= total.value <= itemised * 2
    ]
    if not same:
        return Branch(word("tree.sum", language), itemised, tops, year=tops[0].year, stage=tops[0].stage)
    best = min(same, key=lambda total: abs((total.value or Decimal(0)) - itemised))
    return Branch(_name(best, year, language), best.value or itemised, tops, best.id, best.fiscal_year, best.stage)


def _nest(coded: Mapping[str, Amount], year: int | None, language: str) -> tuple[Branch, ...]:
    """类 → 款 → 项 by the code's beginning. A class of which only 项 are stated is added up, without a figure of its own."""
    from .subjects import subjects

    levels: dict[str, set[str]] = defaultdict(set)  # code → codes one level below
    for code in coded:
        for length in (3, 5):
            if len(code) > length:
                levels[code[:length]].add(code[: length + 2])

    def branch(code: str) -> Branch:
        parts = tuple(branch(below) for below in sorted(levels.get(code, ())))
        amount = coded.get(code)
        official = subjects().lookup(code, year)
        name = official.name if official else (_name(amount, year, language) if amount else code)
        value = amount.value if amount and amount.value is not None else sum((part.value for part in parts), Decimal(0))
        of = amount or parts[0]  # a code has an amount of its own or parts that have
        year_, stage = (of.year, of.stage) if isinstance(of, Branch) else (of.fiscal_year, of.stage)
        return Branch(name, value, parts, amount.id if amount else None, year_, stage)

    return tuple(branch(code) for code in sorted({code[:3] for code in coded}))


def _trimmed(branch: Branch, depth: int, language: str) -> Branch:
    """The largest parts, the others as one, and what is not itemised as a part of its own; DEPTH levels.

    A branch with one part as large as itself (a class with a single 款) is drawn as that branch alone.
    """
    while len(branch.parts) == 1 and branch.parts[0].value == branch.value:
        branch = replace(branch, parts=branch.parts[0].parts)
    if depth == 0 or not branch.parts:
        return replace(branch, parts=())
    parts = sorted(branch.parts, key=lambda part: -part.value)
    most = len(parts) if len(parts) == MOST_BRANCHES + 1 else MOST_BRANCHES  # one alone is no group of others
    shown = [_trimmed(part, depth - 1, language) for part in parts[:most]]
    hidden = parts[most:]
    if hidden:
        value = sum((part.value for part in hidden), Decimal(0))
        shown.append(Branch(word("tree.others", language, n=len(hidden)), value, note="others"))
    open_ = branch.value - branch.itemised
    if open_ > 0 and open_ * 200 > branch.value:  # thinner than a line: rounding of the parts
        shown.append(Branch(word("tree.rest", language), open_, note="rest"))
    return replace(
        branch, parts=tuple(shown), note="over" if open_ < 0 and -open_ * 200 > branch.value else branch.note
    )


def tree_of(report: Report, flow: str, *, language: str = "zh") -> Branch | None:
    """The tree of one flow (income or expenditure) that shows most of the money; None where there is none."""
    amounts = _usable(report, flow)
    if not amounts:
        return None
    candidates = [
        *_stated_trees(amounts, report.report.fiscal_year, language),
        *_coded_trees(report, amounts, language),
    ]
    least = max(amount.value or Decimal(0) for amount in amounts) / LEAST_SHARE
    candidates = [tree for tree in candidates if tree.value >= least]
    if not candidates:
        return None
    latest = min(_STAGES[tree.stage] for tree in candidates)

    def merit(tree: Branch) -> Decimal:
        """Money shown, more for more parts; twice for the report's own year, and for how it came out (决算 before 预算)."""
        shown = min(tree.itemised, tree.value) * (10 + min(tree.size(), 10))
        own_year = tree.year in (None, report.report.fiscal_year)
        return shown * (2 if own_year else 1) * (2 if _STAGES[tree.stage] == latest else 1)

    return _trimmed(max(candidates, key=merit), DEPTH, language)


def trees(report: Report, *, language: str = "zh") -> dict[str, Branch]:
    """The trees of a report by flow, those that there are."""
    found = {flow: tree_of(report, flow, language=language) for flow in FLOWS}
    return {flow: tree for flow, tree in found.items() if tree is not None}


def money_tree(report: Report, *, language: str = "zh") -> str:
    """Income and expenditure by subject class as one SVG picture; where the report has no such amounts, a picture that says so."""
    return draw_tree(trees(report, language=language), language)


def money_tree_halves(report: Report, *, language: str = "zh") -> list[str]:
    """The same as one SVG a flow, with links to the marks of the review page."""
    return [draw_half(flow, tree, language) for flow, tree in trees(report, language=language).items()]
