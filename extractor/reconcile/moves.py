"""A figure that moved from one value to another: 由25吨增加到40吨，增长60%; 由2.6%下降到1.1%，下降1.5个百分点; 是2020年1475万元的1.6倍."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .catalogue import cue
from .changes import difference_draft
from .finding import Draft, Ledger, show_ratio
from .intervals import Interval, compare_ratio, quotient
from .shares import ratio_draft
from .view import Fig, View

ONE = Decimal(1)
_FURTHEST = 3  # figures behind the later value: its change and its rate of change


def moved(view: View, ledger: Ledger) -> None:
    """change_rate.moved, difference.moved: 由A增加到B — what the text calls change and rate of change is what lies between A and B."""
    judged = {
        (draft.relation.partition(".")[0], draft.stated.at) for draft in ledger.drafts if draft.stated is not None
    }
    for earlier in view.prose:
        later = view.figs[earlier.at + 1] if earlier.at + 1 < len(view.figs) else None
        word = _moves(earlier, later) if later is not None else None
        if later is None or word is None:
            continue
        if not (earlier.rough or later.rough):
            _turned(ledger, later, earlier, word, later)
        for draft in _stated_moves(view, later, earlier):
            kind = draft.relation.partition(".")[0]
            if draft.stated is not None and draft.rank < 2 and later.exact != earlier.exact:
                _turned(ledger, later, earlier, draft.stated.gap.strip("，"), draft.stated)
            if draft.stated is not None and (kind, draft.stated.at) not in judged:
                ledger.settle(draft.relation, [draft], certain=not any(fig.rough for fig in draft.figures()))


def _moves(earlier: Fig, later: Fig) -> str | None:
    """The word between two figures of one kind that says how the first became the second; None where nothing says so."""
    if later.sentence != earlier.sentence or later.type != earlier.type or not later.usable or later.in_table:
        return None
    if earlier.type == "quantity" and earlier.unit != later.unit:
        return None
    if earlier.unit_is_points or later.unit_is_points or not cue("moved_from").search(earlier.gap):
        return None
    found = cue("moved_to").fullmatch(later.gap)
    return found["word"] or "" if found is not None else None


def _turned(ledger: Ledger, later: Fig, earlier: Fig, word: str, stated: Fig) -> None:
    """direction.words: 由A下降到B, or 由A到B，下降p%, where B is the larger one."""
    up, down = cue("rises").search(word) is not None, cue("falls").search(word) is not None
    if up == down or later.exact == earlier.exact or min(later.exact, earlier.exact, stated.exact) < 0:
        return
    rises = later.exact > earlier.exact
    if up == rises:
        return
    formula = f"{later.raw} {'>' if rises else '<'} {earlier.raw}"
    words = {"said": word, "is": "up" if rises else "down"}
    operands = ((later, "current"), (earlier, "base"))
    ledger.add(Draft("direction.words", "violated", stated, operands, formula, words=words))


def _stated_moves(view: View, later: Fig, earlier: Fig) -> Iterator[Draft]:
    """The change and the rate of change that stand right behind the later value."""
    for stated in view.figs[later.at + 1 : later.at + 1 + _FURTHEST]:
        if stated.sentence != later.sentence or stated.in_table or not stated.usable:
            return
        if not cue("moved_by").fullmatch(stated.gap) or cue("adjusted_base").search(stated.gap):
            return
        if stated.type == "percentage" and not stated.unit_is_points and stated.unit != "times":
            draft = _rate(stated, later, earlier) if later.type != "percentage" else None
        elif later.type == "percentage":
            draft = difference_draft("difference.moved", stated, later, earlier) if stated.unit_is_points else None
        else:
            alike = stated.type == later.type and (stated.type == "amount" or stated.unit == later.unit)
            draft = difference_draft("difference.moved", stated, later, earlier) if alike else None
        if draft is None:
            return
        yield draft


def _rate(stated: Fig, later: Fig, earlier: Fig) -> Draft | None:
    ratios = quotient(later.interval, earlier.interval)
    if ratios is None or earlier.exact <= 0:
        return None
    rate = later.exact / earlier.exact - ONE
    allowed = Interval(ratios.low - ONE, ratios.high - ONE)
    size = Interval(-allowed.high, -allowed.low) if rate < 0 else allowed
    printed = abs(stated.exact)
    return Draft(
        "change_rate.moved",
        compare_ratio(printed, stated.step, abs(rate), size),
        stated,
        ((later, "current"), (earlier, "base")),
        f"({later.raw} − {earlier.raw}) ÷ {earlier.raw} = {show_ratio(abs(rate), stated)}",
        computed=abs(rate),
        allowed=size,
        difference=printed - abs(rate),
    )


def ratio_times(view: View, ledger: Ledger) -> None:
    """ratio.times: A，是B的n倍 — A divided by B is n."""
    for stated in view.percentages:
        if (
            stated.unit != "times"
            or stated.role == "change"
            or stated.at < 2
            or cue("share_link").fullmatch(stated.gap) is None
        ):
            continue
        whole, part = view.figs[stated.at - 1], view.figs[stated.at - 2]
        alike = part.type == whole.type != "percentage" and (part.type == "amount" or part.unit == whole.unit)
        if not alike or part.sentence != stated.sentence or not (part.usable and whole.usable) or part.in_table:
            continue
        if cue("times_of").fullmatch(whole.gap) is None:
            continue
        draft = ratio_draft("ratio.times", stated, part, whole)
        if draft is not None:
            ledger.settle("ratio.times", [draft], certain=not any(fig.rough for fig in draft.figures()))
