"""Balances: 收入总计 = 支出总计; income less expenditure is the surplus; what is left at the end follows from what there was."""

from __future__ import annotations

from collections.abc import Iterator

from . import names
from .catalogue import cue
from .finding import Draft, Ledger
from .sums import sum_draft
from .view import Fig, View

_WORDS = 14  # characters in front of a figure that name it
_FURTHEST = 20  # figures: what one sentence balances
_NEAR = 40  # figures: the two totals of one budget stand in one or two paragraphs


def balance_totals(view: View, ledger: Ledger) -> None:
    """balance.totals: total income and total expenditure (总计, with what is carried over) of one budget are equal."""
    open_income: Fig | None = None
    for fig in view.amounts:
        if fig.role != "level" or not cue("grand_total").search(fig.label):
            continue
        flow = names_flow(fig)
        if flow == "income":
            open_income = fig
        elif flow == "expenditure" and open_income is not None:
            _settle_totals(view, ledger, open_income, fig)
            open_income = None


def names_flow(fig: Fig) -> str | None:
    """income or expenditure, from the label where it says so, else from the fact."""
    both = cue("both_flows").search(fig.label)
    return None if both else names.flow_of(fig.label) or fig.flow


def _settle_totals(view: View, ledger: Ledger, income: Fig, expenditure: Fig) -> None:
    # years are not compared: the year of a reason in between (2024年支出基数中有…) is soon taken for that of what follows
    same_kind = (income.stage, income.scope) == (expenditure.stage, expenditure.scope)
    owner = names.owner_of(income.label) == names.owner_of(expenditure.label)
    if not same_kind or expenditure.at - income.at > _NEAR or not owner or income.rough or expenditure.rough:
        ledger.skip("balance.totals")
        return
    draft = sum_draft("balance.totals", expenditure, [(income, 1)])
    draft.operands = ((income, "income"),)
    sign = "=" if draft.outcome == "holds" else "≈" if draft.outcome == "rounding" else "≠"
    draft.formula = f"{income.raw} {sign} {expenditure.raw}"
    said = cue("balanced").search(view.behind(expenditure)[:60] + view.between(income, expenditure)) is not None
    words = expenditure.label + income.label + view.between(income, expenditure)
    fund = cue("social_fund").search(words) is not None
    if draft.rank < 2 or said or (expenditure.section == income.section and not fund):
        ledger.add(draft)
    else:
        ledger.skip("balance.totals")


def balance_surplus(view: View, ledger: Ledger) -> None:
    """balance.surplus: what 收支相抵 leaves is income less expenditure."""
    for surplus in view.amounts:
        if surplus.role == "base" or not cue("surplus").search(surplus.gap + surplus.label):
            continue
        drafts = list(_surplus_readings(view, surplus))
        certain = bool(drafts) and _one_budget(surplus, drafts[0])
        ledger.settle("balance.surplus", drafts, certain=certain)


def _one_budget(surplus: Fig, draft: Draft) -> bool:
    """Whether the nearest income and expenditure are those of one budget, and the surplus stands in their sentence."""
    income, expenditure = (fig for fig, _ in draft.operands)
    owner = names.owner_of(income.label) == names.owner_of(expenditure.label)
    return owner and expenditure.sentence == surplus.sentence and not (income.rough or expenditure.rough)


def _surplus_readings(view: View, surplus: Fig) -> Iterator[Draft]:
    income: list[Fig] = []
    expenditure: list[Fig] = []
    for fig in view.before(surplus, 16):
        if fig.paragraph != surplus.paragraph or fig.type != "amount" or fig.role != "level" or fig.parent is not None:
            continue
        if fig.stage != surplus.stage and surplus.stage and fig.stage:
            continue
        flow = names_flow(fig)
        if flow == "income":
            income.append(fig)
        elif flow == "expenditure":
            expenditure.append(fig)
    for earned in income[:3]:
        for spent in expenditure[:3]:
            yield sum_draft("balance.surplus", surplus, [(earned, 1), (spent, -1)])


def balance_carry(view: View, ledger: Ledger) -> None:
    """balance.carry: what is left at the end is what there was at the beginning, plus income, less expenditure (or plus the surplus)."""
    for closing in view.amounts:
        if closing.role != "level" or not cue("closing").search(closing.gap[-_WORDS:] + closing.label):
            continue
        opening, surplus = _nearest(view, closing, "opening"), _nearest(view, closing, "surplus")
        if opening is None or opening is closing:
            continue
        drafts: list[Draft] = []
        if surplus is not None and surplus not in (opening, closing):
            drafts.append(sum_draft("balance.carry", closing, [(opening, 1), (surplus, 1)]))
        flows = _flows(view, closing)
        if flows is not None:
            income, expenditure = flows
            drafts.append(sum_draft("balance.carry", closing, [(opening, 1), (income, 1), (expenditure, -1)]))
        figs = [fig for draft in drafts for fig in draft.figures()]
        certain = bool(figs) and all(fig.sentence == closing.sentence and not fig.rough for fig in figs)
        if drafts:
            ledger.settle("balance.carry", drafts, certain=certain)


def _nearest(view: View, closing: Fig, what: str) -> Fig | None:
    """The figure of the paragraph that its words name so: in front of the closing balance, else right behind it (比上年末52306万元)."""
    behind = view.figs[closing.at + 1 : closing.at + 2]
    for fig in (*view.before(closing, 12), *behind):
        near = fig.paragraph == closing.paragraph and fig.usable
        if near and fig.type == "amount" and fig.role != "change" and cue(what).search(fig.gap[-_WORDS:]):
            return fig
    return None


def _flows(view: View, closing: Fig) -> tuple[Fig, Fig] | None:
    """The one income and the one expenditure of the sentence."""
    found: dict[str, list[Fig]] = {"income": [], "expenditure": []}
    for fig in view.nearby(closing, _FURTHEST):
        flow = names_flow(fig) if fig.type == "amount" and fig.role == "level" and fig.parent is None else None
        if flow in found and fig.at < closing.at and not cue("opening").search(fig.gap[-_WORDS:]):
            found[flow].append(fig)
    if len(found["income"]) == len(found["expenditure"]) == 1:
        return found["income"][0], found["expenditure"][0]
    return None
