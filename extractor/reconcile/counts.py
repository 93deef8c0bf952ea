"""Sums that are stated without part links: counts (编制10人，其中…) and totals that are put together (加上…，收入总计…)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import lists, names
from .catalogue import cue
from .finding import Draft, Ledger
from .sums import sum_draft
from .view import Fig, View

_FURTHEST = 40  # figures: no list of a sentence is longer


def sum_counts(view: View, ledger: Ledger) -> None:
    """sum.counts: the counts listed below 其中, or in brackets, make up the count in front.

    Counts are divided in ways that overlap (党员50人，其中女性30人、少数民族25人): a list that does not add up is a finding only when it ends
    with 其他, which says that it names everything.
    """
    taken: set[int] = set()
    for whole in view.quantities:
        if whole.at in taken or whole.rough or whole.value is None:
            continue
        parts = _counts_behind(view, whole)
        if len(parts) < 2 or any(part.rough for part in parts):
            continue
        best = _closing(whole, parts)
        named = cue("rest").search(parts[-1].gap) is not None or lists.by_definition(whole, parts)
        if best is None and named and cue("list_start").search(parts[0].gap):
            best = sum_draft("sum.counts", whole, [(part, 1) for part in parts])
        if best is None:
            ledger.skip("sum.counts")
            continue
        taken |= {fig.at for fig, _ in best.operands}
        ledger.add(best)


def _counts_behind(view: View, whole: Fig) -> list[Fig]:
    """Counts of the same unit that stand listed behind this one."""
    found: list[Fig] = []
    opened = False
    for fig in view.figs[whole.at + 1 : whole.at + 1 + _FURTHEST]:
        if fig.in_table or fig.paragraph != whole.paragraph:
            break
        closing = fig.gap.count("）") - fig.gap.count("（")
        if not opened:
            opened = cue("list_start").search(fig.gap) is not None or cue("sum_lead").search(whole.gap) is not None
            if not opened and (fig.sentence != whole.sentence or fig.unit == whole.unit):
                break
        elif cue("sentence_end").search(fig.gap) or closing > 0:
            break
        if opened and fig.unit == whole.unit and fig.type == "quantity" and fig.usable:
            found.append(fig)
        elif opened and fig.type == "amount":
            break
    return found


def _closing(whole: Fig, parts: Sequence[Fig]) -> Draft | None:
    """The longest beginning of the list that makes up the whole."""
    for count in range(len(parts), 1, -1):
        draft = sum_draft("sum.counts", whole, [(part, 1) for part in parts[:count]])
        if draft.difference == 0:
            return draft
    return None


def sum_plus(view: View, ledger: Ledger) -> None:
    """sum.plus: a total that is put together (收入A，加上B、C，收入总计T) is A + B + C.

    The parts are the main amount in front of 加上 and the amounts between 加上 and the total; what is taken away (减去, 扣除) counts as negative.
    """
    for total in view.amounts:
        if total.role != "level" or total.parent is not None or not cue("grand_total").search(total.label):
            continue
        chain = _chain(view, total)
        if chain is None:
            continue
        start, added = chain
        mains = list(_main(view, start, total))
        drafts = [sum_draft("sum.plus", total, [*((fig, 1) for fig in run), *added]) for run in _runs(mains)]
        named = [first for first in mains if names.owner_of(first.label).endswith(names.owner_of(total.label))]
        certain = bool(named) and not any(fig.rough for fig, _ in added)
        if certain and not any(draft.rank < 2 for draft in drafts):
            drafts = [draft for draft in drafts if draft.operands[0][0] is named[0]]
        ledger.settle("sum.plus", drafts, certain=certain)


def _runs(mains: list[Fig]) -> Iterator[list[Fig]]:
    """Each amount alone, then with all that stand between it and 加上."""
    for fig in mains:
        yield [fig]
    for end in range(2, len(mains) + 1):
        yield mains[:end][::-1]


def _chain(view: View, total: Fig) -> tuple[Fig, list[tuple[Fig, int]]] | None:
    """The first amount behind 加上 and all that is added, with signs; None where no 加上 stands in front of the total.

    What is carried over belongs to the chain whatever its year and stage are said to be; a part of an added amount does not.
    """
    added: list[tuple[Fig, int]] = []
    for fig in reversed(view.figs[max(0, total.at - _FURTHEST) : total.at]):
        if (
            fig.in_table
            or fig.paragraph != total.paragraph
            or (fig.role == "level" and cue("grand_total").search(fig.label))
        ):
            return None
        if fig.type == "amount" and fig.usable and fig.role != "change":
            added.append((fig, -1 if cue("minus").search(fig.gap) else 1))
        if cue("plus").search(fig.gap):
            inside = {one.at for one, _ in added}
            return fig, [(one, sign) for one, sign in added[::-1] if one.parent is None or one.parent.at not in inside]
    return None


def _main(view: View, start: Fig, total: Fig) -> Iterator[Fig]:
    """What the chain can begin with: amounts of the same flow in front of 加上, the nearest sentence first."""
    for fig in view.before(start, _FURTHEST):
        if fig.paragraph != start.paragraph or (fig.role == "level" and cue("grand_total").search(fig.label)):
            break
        fits = fig.flow in (None, total.flow) and (fig.stage == total.stage or fig.stage is None or total.stage is None)
        if fig.type == "amount" and fig.role == "level" and fig.parent is None and fits:
            yield fig
