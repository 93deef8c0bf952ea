"""After all relations are tested: the likely cause of each failure, and the figure that most failures share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal

from . import names
from .diagnose import slip, unit_slip
from .finding import Draft, Ledger, Repair, show, show_ratio
from .intervals import ZERO, Interval, compare_ratio, quotient
from .lists import digits
from .view import Fig, View

_UNIT_TELLS = ("sum.parts", "sum.plus", "sum.reasons", "difference.stated", "repeat.text", "repeat.text_table")
_REASONS = 20  # figures: the reasons of one difference
_SUMS = (
    "sum.parts",
    "sum.hierarchy",
    "sum.plus",
    "sum.reasons",
    "sum.counts",
    "sum.rows",
    "sum.columns",
    "sum.running",
    "sum.scores",
)
_RATIOS = (
    "change_rate.stated",
    "change_rate.moved",
    "ratio.rate",
    "ratio.times",
    "ratio.liabilities",
    "completion_rate.funds",
)
_DIFFERENCES = ("difference.stated", "difference.moved", "difference.left", "balance.net")


def explain(view: View, ledger: Ledger) -> None:
    """Fills in the repair of every failing draft; a failure that a unit explains becomes unit.scale."""
    trusted = _trusted(ledger.drafts)
    for draft in ledger.drafts:
        if draft.outcome == "violated" and draft.repair is None:
            draft.repair = _repair(view, draft, trusted)
        _to_unit(draft)


def _trusted(drafts: Iterable[Draft]) -> Counter[int]:
    """How many relations that hold each figure is part of: the figure that holds nowhere else is the likelier culprit."""
    found: Counter[int] = Counter()
    for draft in drafts:
        if draft.rank < 2:
            found.update({fig.at for fig in draft.figures()})
    return found


def _to_unit(draft: Draft) -> None:
    repair = draft.repair
    if (
        draft.relation not in _UNIT_TELLS
        or repair is None
        or repair.cause != "unit"
        or repair.figure is None
        or draft.outcome != "violated"
    ):
        return
    figs = draft.figures()
    draft.relation = "unit.scale"
    draft.stated = repair.figure
    draft.operands = tuple((fig, "same") for fig in figs if fig is not repair.figure)


def _repair(view: View, draft: Draft, trusted: Counter[int]) -> Repair | None:
    stated = draft.stated
    if stated is None or draft.computed is None or draft.allowed is None:
        return None
    if draft.relation == "share.of":
        return _wrong_whole(view, draft) or _ratio_repair(draft, trusted)
    if draft.relation == "completion_rate.budget":
        return _other_statement(view, draft) or _ratio_repair(draft, trusted)
    if draft.relation in _RATIOS:
        return _ratio_repair(draft, trusted)
    if draft.relation in _DIFFERENCES:
        return slip(stated, draft.allowed) or Repair("computed", stated, show(draft.computed, stated))
    if draft.relation in ("repeat.tables", "repeat.text_table"):
        half = stated.step / 2
        return slip(stated, Interval(draft.allowed.low - half, draft.allowed.high + half))
    if draft.relation in _SUMS or draft.relation == "balance.surplus":
        return _sum_repair(view, draft, trusted)
    return None


def _wrong_whole(view: View, draft: Draft) -> Repair | None:
    """Another total of the report as the whole makes the share right."""
    stated, part = draft.stated, draft.operands[0][0]
    assert stated is not None
    seen = {draft.operands[1][0].value}
    for fig in view.totals:
        if fig.value in seen or fig.exact < part.exact:
            continue
        allowed = quotient(part.interval, fig.interval)
        if (
            allowed
            and compare_ratio(stated.exact, stated.step, part.exact / fig.exact, allowed) == "holds"
            and stated.exact < 1
        ):
            return Repair("whole", stated, None, {"whole": f"{fig.label} {fig.raw}"})
    return None


def _other_statement(view: View, draft: Draft) -> Repair | None:
    """Another statement of the final figure or the budget with which the rate holds."""
    stated, operands = draft.stated, {part: fig for fig, part in draft.operands}
    assert stated is not None
    for part, fig in operands.items():
        for other in view.by_name.get(fig.name, ()):
            if other.value == fig.value or (other.code, other.stage, other.year) != (fig.code, fig.stage, fig.year):
                continue
            final, budget = (other, operands["budget"]) if part == "final" else (operands["final"], other)
            allowed = quotient(final.interval, budget.interval)
            if allowed and compare_ratio(stated.exact, stated.step, final.exact / budget.exact, allowed) == "holds":
                return Repair("other", fig, other.raw)
    return None


def _ratio_repair(draft: Draft, trusted: Counter[int]) -> Repair:
    """A slip in the percentage, else in an operand that holds nowhere else, else simply what it should be."""
    stated = draft.stated
    assert stated is not None
    assert draft.allowed is not None
    assert draft.computed is not None
    half = stated.step / 2
    found = slip(stated, Interval(draft.computed - half, draft.computed + half))
    telling = digits(stated) > 2  # of two digits one is soon the right one by chance
    if found is not None and (found.cause == "shifted" or (found.cause == "swapped" and telling)):
        return found
    for fig, needed in _needed(draft):
        if trusted[fig.at] == 0 and (by_unit := unit_slip(fig, needed)) is not None:
            return by_unit
    if found is not None and telling and found.cause in ("digit", "lost", "extra"):
        return found
    return Repair("computed", stated, show_ratio(draft.computed, stated))


def _needed(draft: Draft) -> Iterable[tuple[Fig, Interval]]:
    """What part and whole of a failing ratio would have to be."""
    stated = draft.stated
    operands = {part: fig for fig, part in draft.operands}
    whole, part = operands.get("whole") or operands.get("budget"), operands.get("part") or operands.get("final")
    if stated is None or whole is None or part is None or stated.exact <= 0:
        return
    rate = stated.interval
    if rate.low > 0:
        yield part, Interval(whole.interval.low * rate.low, whole.interval.high * rate.high)
        yield whole, Interval(part.interval.low / rate.high, part.interval.high / rate.low)


def _sum_repair(view: View, draft: Draft, trusted: Counter[int]) -> Repair | None:
    stated, gap = draft.stated, draft.difference
    assert stated is not None
    assert gap is not None
    assert draft.allowed is not None
    missing = _missing_part(view, draft, gap) if gap > 0 else None
    if missing is not None:
        return missing
    for fig, part in draft.operands:
        if gap < 0 and part == "part" and fig.exact == -gap and len(draft.operands) > 2:
            return Repair("listed", fig, None, {"part": f"{fig.label} {fig.raw}"})
    return _only_slip(draft, gap, trusted) or Repair("computed", stated, show(draft.computed or ZERO, stated))


def _only_slip(draft: Draft, gap: Decimal, trusted: Counter[int]) -> Repair | None:
    """The slip that mends a sum, where only one figure admits one: a wrong unit or point before a wrong digit."""
    assert draft.stated is not None
    found: list[Repair] = []
    for fig, sign in [(draft.stated, -1), *((fig, 1 if part == "part" else -1) for fig, part in draft.operands)]:
        value = fig.exact + gap * sign
        if fig.value and not trusted[fig.at] and (repair := slip(fig, Interval(value, value))) is not None:
            found.append(repair)
    for causes in (("unit", "shifted", "sign"), ("swapped",), ("digit", "lost", "extra")):
        fitting = [repair for repair in found if repair.cause in causes]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _missing_part(view: View, draft: Draft, gap: Decimal) -> Repair | None:
    """An amount elsewhere in the report that fills the gap; with a subject code where the list is one of subjects."""
    allowed = draft.allowed
    assert allowed is not None
    slack = (allowed.high - allowed.low) / 2 + (draft.stated.step / 2 if draft.stated is not None else ZERO)
    used = {fig.at for fig in draft.figures()}
    values = {fig.value for fig in draft.figures()}
    codes = {fig.code for fig, _ in draft.operands if fig.code}
    seen: set[str] = set()
    for fig in sorted(view.between_sizes(gap - slack, gap + slack), key=lambda fig: fig.at):
        if fig.at in used or fig.value in values or fig.label in seen:
            continue
        seen.add(fig.label)
        part = f"{fig.label} {fig.raw}"
        code = _absent_code(view, fig, codes, draft.words.get("prefix")) if codes else None
        if code is not None:
            return Repair("missing_code", None, None, {"code": code[0], "name": code[1], "part": part})
        if _fits_in(fig, draft):
            return Repair("missing", None, None, {"part": part})
    return _absent_reason(view, draft, gap, codes) if codes else None


def _absent_reason(view: View, draft: Draft, gap: Decimal, codes: set[str]) -> Repair | None:
    """追加职业年金8.45万元 among the reasons, but no such subject in the list: the gap is its amount."""
    whole = draft.stated
    assert whole is not None
    for fig in view.figs[whole.at + 1 : whole.at + 1 + _REASONS]:
        if fig.paragraph != whole.paragraph or fig.role != "change":
            continue
        code = _absent_code(view, fig, codes, draft.words.get("prefix"))
        if code is not None and names.stem(fig.label) in code[1]:
            return Repair("missing_code", None, None, {"code": code[0], "name": code[1], "part": show(gap, whole)})
    return None


def _fits_in(fig: Fig, draft: Draft) -> bool:
    """Whether an amount can be a part of the failing sum: printed alike, of its stage, flow and year."""
    stated = draft.stated
    if stated is None or fig.unit != stated.unit or fig.role != "level" or stated.role != "level":
        return False
    return all(
        left is None or right is None or left == right
        for left, right in ((fig.stage, stated.stage), (fig.year, stated.year))
    ) and (fig.flow == stated.flow)


def _absent_code(view: View, fig: Fig, codes: set[str], prefix: str | None) -> tuple[str, str] | None:
    """A subject beside those listed whose name the label of the fitting amount contains: 职业年金 → 2080506."""
    from ..subjects import subjects

    families = {code[:5] for code in codes if prefix is None or code.startswith(prefix)}
    for family in sorted(families):
        for subject in subjects().children(family, view.report.report.fiscal_year):
            other = subject.name.startswith("其他")  # it names nothing of its own
            if subject.code not in codes and not other and _names_subject(fig.label, subject.name):
                return subject.code, subject.name
    return None


def _names_subject(label: str, name: str) -> bool:
    """Whether four characters of the subject's own name stand in the label (职业年金 of 机关事业单位职业年金缴费支出)."""
    own = names.stem(name)
    return any(
        own[at : at + 4] in label
        for at in range(len(own) - 3)
        if own[at : at + 4] not in ("行政事业", "事业单位", "机关事业")
    )


def blame(ledger: Ledger) -> None:
    """Where one figure is in most failures of a cluster and one value of it would mend at least two of them, says so in each.

    The value of each failing sum or difference that the figure would have to have is known; failures that ask for the same value share a cause.
    """
    asked: dict[tuple[int, Decimal], list[Draft]] = defaultdict(list)
    figures: dict[int, Fig] = {}
    for draft in ledger.drafts:
        if draft.outcome != "violated" or draft.difference is None or draft.stated is None:
            continue
        if draft.relation not in _SUMS:
            continue
        for fig, sign in [(draft.stated, -1), *((fig, 1) for fig, part in draft.operands if part == "part")]:
            figures[fig.at] = fig
            asked[fig.at, fig.exact + draft.difference * sign].append(draft)
    for (at, value), drafts in asked.items():
        if len(drafts) < 2:
            continue
        fig = figures[at]
        for draft in drafts:
            draft.repair = Repair(
                "blame", fig, show(value, fig), {"count": str(len(drafts)), "raw": fig.raw, "value": show(value, fig)}
            )
