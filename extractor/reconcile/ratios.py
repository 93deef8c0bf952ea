"""Ratios of counts: 应到120人、实到114人、到会率95%; 人均1.2万元."""

from __future__ import annotations

from .catalogue import cue
from .finding import Draft, Ledger, show
from .intervals import compare_ratio, compare_values, quotient
from .shares import ratio_draft
from .view import Fig, View

_FURTHEST = 12  # figures: what one sentence divides


def ratio_rate(view: View, ledger: Ledger) -> None:
    """ratio.rate: a rate behind two counts of one unit is the one divided by the other.

    A finding only when the rate is named after the second count (完成46个，完成率92%).
    """
    for stated in view.percentages:
        if stated.role != "rate" or not cue("rate_label").search(stated.gap + stated.label):
            continue
        counts = [fig for fig in view.before(stated, 2) if fig.sentence == stated.sentence and fig.type == "quantity"]
        if len(counts) < 2 or counts[0].unit != counts[1].unit or counts[0].rough or counts[1].rough:
            continue
        part, whole = counts
        draft = ratio_draft("ratio.rate", stated, part, whole)
        if draft is not None:
            ledger.settle("ratio.rate", [draft], certain=_named_after(stated, part))


def _named_after(stated: Fig, part: Fig) -> bool:
    """Whether the word in front of 率 stands in front of the part too, in whatever order: 收回486份，回收率97.2%."""
    word = cue("rate_label").search(stated.gap + stated.label)
    return word is not None and set(word["word"]) <= set(part.gap)


def ratio_per_head(view: View, ledger: Ledger) -> None:
    """ratio.per_head: an amount per head is the amount divided by the heads, where one sentence states all three."""
    for stated in view.amounts:
        if stated.rough or not cue("per_head").search(stated.gap[-12:] + stated.label):
            continue
        fellows = [fig for fig in view.nearby(stated, _FURTHEST) if fig.usable]
        heads = [fig for fig in fellows if fig.type == "quantity" and cue("head_unit").fullmatch(fig.unit or "")]
        sums = [fig for fig in fellows if fig.type == "amount" and fig.role == "level"]
        drafts = [draft for head in heads for whole in sums if (draft := _per_head(stated, whole, head)) is not None]
        certain = len(heads) == len(sums) == 1 and not (heads[0].rough or sums[0].rough)
        if drafts:
            ledger.settle("ratio.per_head", drafts, certain=certain)


def _per_head(stated: Fig, whole: Fig, head: Fig) -> Draft | None:
    if not head.value:
        return None
    allowed = quotient(whole.interval, head.interval)
    if allowed is None:
        return None
    computed = whole.exact / head.exact
    outcome = compare_ratio(stated.exact, stated.step, computed, allowed)
    if outcome != "violated":
        outcome = (
            "holds" if compare_values(stated.exact - computed, stated.step, stated.step) != "violated" else "rounding"
        )
    formula = f"{whole.raw} ÷ {head.raw} = {show(computed, stated)}"
    operands = ((whole, "part"), (head, "heads"))
    return Draft("ratio.per_head", outcome, stated, operands, formula, computed, allowed, stated.exact - computed)
