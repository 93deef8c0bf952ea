"""Reasons of a difference: 决算与预算相差6.83万元，主要原因是… — the amounts given as reasons add up to it."""

from __future__ import annotations

from . import lists
from .catalogue import cue
from .finding import Draft, Ledger
from .intervals import ZERO
from .lists import PartList
from .sums import best_reading
from .view import Fig, View


def sum_reasons(view: View, ledger: Ledger) -> None:
    """sum.reasons: the amounts that explain a difference add up to it, cuts counted as negative.

    Reasons are rarely complete: a list that does not add up is a finding only when less than any reason is missing and another list of reasons
    in the same report adds up, or the gap is one of the listed amounts.
    """
    pending: list[tuple[PartList, Draft]] = []
    complete = False
    for total in view.amounts:
        if total.role != "change" or not cue("reason").search(view.behind(total)[:40]):
            continue
        parts = _reasons(view, total)
        if len(parts) < 2:
            continue
        best: tuple[PartList, Draft] | None = None
        for chosen in (parts, [part for part in parts if part.role == "change"]):
            if len(chosen) > 1:
                one = PartList(total, chosen)
                draft = best_reading("sum.reasons", one)
                if best is None or draft.rank < best[1].rank:
                    best = one, draft
        if best is None:
            continue
        if best[1].rank < 2:
            complete |= len(best[0].parts) > 2
            ledger.add(best[1])
        else:
            pending.append(best)
    for one, draft in pending:
        gap = abs(draft.difference or ZERO)
        near = lists.all_but_small(one, draft.computed or ZERO)
        again = any(
            abs(part.exact) == gap and lists.digits(part) > 1 for part in one.parts
        )  # one reason was forgotten or given twice
        if len(one.parts) > 2 and ((near and complete) or again):
            ledger.add(draft)
        else:
            ledger.skip("sum.reasons")


def _reasons(view: View, total: Fig) -> list[Fig]:
    """Amounts behind the difference up to the end of its paragraph that belong to no other list."""
    found: list[Fig] = []
    for fig in view.figs[total.at + 1 :]:
        if fig.paragraph != total.paragraph or fig.in_table:
            break
        if fig.type == "amount" and fig.usable and fig.parent in (None, total) and fig.role != "base":
            found.append(fig)
    return found
