"""One figure stated twice: both statements must agree, in whatever unit they are printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from . import names
from .catalogue import cue
from .diagnose import slip
from .finding import Draft, Ledger, Repair, show
from .intervals import Interval, Verdict, compare_values, cut
from .lists import digits
from .view import Fig, View

_Key = tuple[object, ...]
TEN_THOUSAND = Decimal(10000)


def repeat_text(view: View, ledger: Ledger) -> None:
    """repeat.text: amounts of one subject, year, stage and flow that stand in different places of the text are equal.

    Labels are short and many things bear the same: a contradiction is a finding when the figures carry the same budget subject, when all other
    statements agree with each other, or when they differ by a unit. Two totals that differ are only noted.
    """
    for group in _groups(view).values():
        if len(group) < 2:
            continue
        clusters = _clusters(group)
        if len(clusters) == 1:
            outcome: Verdict = "holds" if len({fig.value for fig in group}) == 1 else "rounding"
            ledger.add(_draft(outcome, clusters[0], clusters[0][1:]))
        else:
            _judge(ledger, clusters)


def _groups(view: View) -> dict[_Key, list[Fig]]:
    found: dict[_Key, list[Fig]] = defaultdict(list)
    for fig in view.amounts:
        if fig.role != "level" or fig.rough or not fig.name:
            continue
        subject = fig.code or _measure(fig)
        found[subject, fig.stage, fig.year, fig.flow, fig.scope].append(fig)
    return found


def _measure(fig: Fig) -> str:
    return fig.name if names.is_total(fig.label) else names.stem(fig.label)


def same(one: Fig, other: Fig) -> bool:
    """Whether two statements agree: their intervals overlap, or the coarser one was cut or raised to its last place."""
    if one.interval.overlaps(other.interval):
        return True
    fine, coarse = sorted((one, other), key=lambda fig: fig.step)
    if fine.step == coarse.step:
        return False
    size = Interval(abs(fine.exact), abs(fine.exact))
    up = abs(coarse.exact) - coarse.step
    return cut(abs(coarse.exact), coarse.step).overlaps(size) or up < abs(fine.exact) <= abs(coarse.exact)


def _clusters(group: Sequence[Fig]) -> list[list[Fig]]:
    """Statements that agree with each other, the largest cluster first."""
    found: list[list[Fig]] = []
    by_value: dict[tuple[object, object], list[Fig]] = {}
    for fig in group:
        known = by_value.get((fig.value, fig.step))
        if known is None:
            known = next((cluster for cluster in found if same(cluster[0], fig)), None)
            if known is None:
                known = []
                found.append(known)
            by_value[fig.value, fig.step] = known
        known.append(fig)
    return sorted(found, key=len, reverse=True)


def _judge(ledger: Ledger, clusters: list[list[Fig]]) -> None:
    main, others = clusters[0], clusters[1:]
    if len(main) > 1:
        outcome: Verdict = "holds" if len({fig.value for fig in main}) == 1 else "rounding"
        ledger.add(_draft(outcome, main, main[1:]))
    for other in others:
        draft = _contradiction(main, other, lonely=len(others) == 1)
        if draft is None:
            ledger.skip("repeat.text")
        else:
            ledger.add(draft)


def _contradiction(main: list[Fig], other: list[Fig], *, lonely: bool) -> Draft | None:
    """A figure against those that agree, or None where the label does not prove that they are one figure."""
    odd, known = other[0], main[0]
    unit = unit_apart(odd, known)
    if unit is not None:
        draft = _draft("violated", [odd], main)
        draft.repair = unit
        return draft
    strong = odd.code is not None and odd.code == known.code and _one_place(odd, known)
    beside = bool(known.value) and any(fig.section == odd.section and fig.paragraph == odd.paragraph for fig in main)
    outvoted = lonely and len(other) == 1 and len(main) >= (2 if beside else 3) and not names.is_generic(odd.label)
    if (strong or outvoted) and not names.is_total(odd.label):
        draft = _draft("violated", [odd], main)
        if outvoted:
            draft.repair = Repair("printed", odd, known.raw)
        return draft
    if _slip_of(odd, known) is not None and not names.is_generic(odd.label):
        draft = _draft("suspicious", [odd], main)
        draft.repair = _slip_of(odd, known)
        return draft
    named = all(cue("explicit_total").search(fig.label) for fig in (odd, known))
    if named and names.is_total(odd.label) and lonely and odd.sentence != known.sentence:
        return _draft("suspicious", [odd], main)
    return None


def _slip_of(odd: Fig, known: Fig) -> Repair | None:
    """The slip of the pen that parts two long numbers: hardly ever chance."""
    if digits(odd) < 4 or digits(known) < 4 or odd.unit != known.unit or odd.in_table:
        return None
    return slip(odd, known.point)


def _one_place(one: Fig, other: Fig) -> bool:
    """Whether two statements stand so close that the text plainly speaks of one thing."""
    return abs(one.at - other.at) <= 4


def unit_apart(odd: Fig, known: Fig) -> Repair | None:
    """Whether two statements agree once one unit is read as ten thousand times larger or smaller."""
    if not odd.value or not known.value or odd.unit is None or known.unit is None:
        return None
    small, large = sorted((odd, known), key=lambda fig: abs(fig.exact))
    for fig, other, factor, unit, right in (
        (small, large, TEN_THOUSAND, "元", "万元"),
        (large, small, 1 / TEN_THOUSAND, "万元", "元"),
    ):
        if fig.unit == unit and _scaled(fig, factor).overlaps(other.interval):
            return Repair("unit", fig, fig.raw.removesuffix(unit) + right, {"unit": unit, "other": right})
    return None


def _scaled(fig: Fig, factor: Decimal) -> Interval:
    return Interval(fig.interval.low * factor, fig.interval.high * factor)


def _draft(outcome: Verdict, stated: Sequence[Fig], others: Sequence[Fig]) -> Draft:
    first, second = stated[0], others[0]
    sign = "=" if outcome == "holds" else "≈" if outcome == "rounding" else "≠"
    return Draft(
        "repeat.text",
        outcome,
        first,
        tuple((fig, "same") for fig in others),
        f"{first.raw} {sign} {second.raw}",
        computed=second.value,
        allowed=second.interval,
        difference=first.exact - second.exact,
        words={"values": "；".join(fig.raw for fig in (*stated, *others)[:6])},
    )


def _one_amount(one: Fig, other: Fig) -> bool:
    """Whether two percentages are about the same amount."""
    return one.about is not None and other.about is not None and same(one.about, other.about)


def repeat_rate(view: View, ledger: Ledger) -> None:
    """repeat.rate: the same share or change of the same measure, printed twice, is the same percentage."""
    found: dict[_Key, list[Fig]] = defaultdict(list)
    for fig in view.percentages:
        if fig.about is None or not fig.name or fig.role == "rate" or fig.unit_is_points or not fig.about.usable:
            continue
        words = getattr(fig.figure, "of", None)
        whole = (
            fig.about.parent.value
            if fig.role == "share" and fig.about.parent is not None
            else names.normal(words or "")
        )
        if whole or whole == 0:
            found[fig.role, fig.direction, _measure(fig), fig.flow, fig.year, fig.scope, whole, fig.stage].append(fig)
    for key, group in found.items():
        first = group[0]
        if key[0] == "share" and len({fig.about.value for fig in group if fig.about}) > 1:
            continue  # other amounts, other shares
        for other in group[1:]:
            if other.sentence == first.sentence or not _one_amount(first, other):
                continue  # 同比增长18.2%，年均增长9%: two comparisons of one amount
            verdict = compare_values(
                first.exact - other.exact, (first.step + other.step) / 2, (first.step + other.step) / 2
            )
            if verdict == "violated" and names.is_generic(first.label):
                ledger.skip("repeat.rate")
                continue
            if verdict == "violated":
                verdict = "suspicious"
            sign = "=" if verdict == "holds" else "≈" if verdict == "rounding" else "≠"
            draft = Draft("repeat.rate", verdict, first, ((other, "same"),), f"{first.raw} {sign} {other.raw}")
            draft.computed, draft.allowed, draft.difference = other.value, other.interval, first.exact - other.exact
            draft.words = {"values": f"{first.raw}；{other.raw}", "shown": show(other.exact, first)}
            ledger.add(draft)
