"""Project funds and net assets: 资金到位率, 预算执行率, what is left of the funds, 资产负债率, 净资产 = 资产 − 负债."""

from __future__ import annotations

from collections.abc import Iterator

from .catalogue import cue
from .changes import difference_draft
from .finding import Draft, Ledger
from .shares import ratio_draft
from .sums import sum_draft
from .view import Fig, View

_FURTHEST = 12  # figures: one account of funds or assets


def _words(fig: Fig) -> str:
    return fig.gap + fig.label


def _levels(view: View, stated: Fig) -> list[Fig]:
    """Amounts of the paragraph in front that are no change, no base and no part of another, nearest first."""
    return [
        fig
        for fig in view.before(stated, _FURTHEST)
        if fig.paragraph == stated.paragraph and fig.type == "amount" and fig.role == "level" and fig.parent is None
    ]


def funds(view: View, ledger: Ledger) -> None:
    """completion_rate.funds: 资金到位率 is what came in of what was planned, 预算执行率 what was spent of what came in.

    Any amount of the paragraph may be what the rate is of: a finding only when none of them gives the rate.
    """
    judged = {draft.stated.at for draft in ledger.drafts if draft.stated is not None}
    for stated in view.percentages:
        if stated.at in judged or stated.role == "change" or stated.unit_is_points:
            continue
        found = cue("fund_rate").search(stated.gap) if stated.gap else None
        if found is None:
            continue
        before = _levels(view, stated)
        part = before[0] if before and before[0].sentence == stated.sentence else None
        wanted = "funds_in" if found["came"] else "funds_out"
        if part is None or cue(wanted).search(part.gap) is None:
            continue
        wholes = [fig for fig in before[1:] if fig.exact]
        drafts = [
            draft
            for whole in wholes
            if (draft := ratio_draft("completion_rate.funds", stated, part, whole, ("final", "budget")))
        ]
        named = [
            draft
            for draft in drafts
            if cue("funds_planned" if found["came"] else "funds_in").search(_words(draft.operands[1][0]))
        ]
        certain = bool(named) and not any(fig.rough for draft in drafts for fig in draft.figures())
        if drafts:
            ledger.settle(
                "completion_rate.funds", [*named, *(draft for draft in drafts if draft not in named)], certain=certain
            )


def funds_left(view: View, ledger: Ledger) -> None:
    """difference.left: what is left of the funds is what came in less what was spent, all three in one sentence."""
    for stated in view.amounts:
        if stated.role == "base" or cue("funds_left").search(stated.gap) is None:
            continue
        here = [fig for fig in _levels(view, stated) if fig.sentence == stated.sentence]
        came = [fig for fig in here if cue("funds_in").search(fig.gap)]
        spent = [fig for fig in here if cue("funds_out").search(fig.gap) and fig not in came]
        if not came or not spent:
            continue
        drafts = [difference_draft("difference.left", stated, one, other) for one in came for other in spent]
        certain = len(drafts) == 1 and not any(fig.rough for fig in drafts[0].figures())
        ledger.settle("difference.left", drafts, certain=certain)


def net_assets(view: View, ledger: Ledger) -> None:
    """balance.net, ratio.liabilities: assets less liabilities are the net assets; liabilities divided by assets are the 资产负债率."""
    for stated in view.prose:
        rate = stated.type == "percentage" and cue("liability_rate").search(stated.gap) is not None
        net = stated.type == "amount" and stated.role == "level" and cue("net_assets").search(stated.gap) is not None
        if not (rate or net):
            continue
        pair = _assets_and_liabilities(view, stated)
        if pair is None:
            continue
        assets, liabilities, sure = pair
        if rate:
            _settle(ledger, "ratio.liabilities", ratio_draft("ratio.liabilities", stated, liabilities, assets), sure)
        else:
            draft = sum_draft("balance.net", stated, [(assets, 1), (liabilities, -1)])
            draft.operands = ((assets, "current"), (liabilities, "deduction"))
            surely = (
                sure and cue("net_assets_word").search(stated.gap) is not None
            )  # 国有权益 is only the state's part of them
            _settle(ledger, "balance.net", draft, surely)


def _settle(ledger: Ledger, relation: str, draft: Draft | None, sure: bool) -> None:
    if draft is not None:
        ledger.settle(relation, [draft], certain=sure and not any(fig.rough for fig in draft.figures()))


def _assets_and_liabilities(view: View, stated: Fig) -> tuple[Fig, Fig, bool] | None:
    """The total assets and liabilities in front, and whether they surely belong to what is stated: one sentence, nothing named twice."""
    assets, liabilities = (list(_named(view, stated, name)) for name in ("assets_total", "liabilities_total"))
    if not assets or not liabilities:
        return None
    sure = len(assets) == len(liabilities) == 1 and assets[0].sentence == liabilities[0].sentence == stated.sentence
    return assets[0], liabilities[0], sure and assets[0].year == liabilities[0].year


def _named(view: View, stated: Fig, name: str) -> Iterator[Fig]:
    return (fig for fig in _levels(view, stated) if cue(name).search(fig.gap))
