"""Budgets and what became of them: completion rates, and the words that compare the final figure with the budget."""

from __future__ import annotations

from collections.abc import Iterator

from . import names
from .catalogue import cue
from .finding import Draft, Ledger
from .shares import ratio_draft
from .view import Fig, View

_BUDGETS = ("budget", "adjusted_budget")
_NEAR = 14  # figures: an item with its parts and their rates stands together


def completion_rate(view: View, ledger: Ledger) -> None:
    """completion_rate.budget: the final figure divided by its budget is the printed rate."""
    for stated in view.percentages:
        if stated.role == "change" or stated.unit_is_points or not _is_completion(view, stated):
            continue
        if cue("fund_rate").search(stated.gap) and not list(_pairs(view, stated)):
            continue  # 到位 and 支出 of a project: completion_rate.funds
        drafts: list[Draft] = []
        sure = False
        for final, budget, certain in _pairs(view, stated):
            draft = ratio_draft("completion_rate.budget", stated, final, budget, ("final", "budget"))
            if draft is not None:
                drafts.append(draft)
                sure |= certain and not (final.rough or budget.rough)
        ledger.settle("completion_rate.budget", drafts, certain=sure)


def _is_completion(view: View, stated: Fig) -> bool:
    if cue("completion").search(stated.gap) or cue("completion_label").search(stated.label):
        return True
    before = view.figs[stated.at - 1] if stated.at else None
    return (
        before is not None
        and before.type == "amount"
        and cue("share_link").fullmatch(stated.gap) is not None
        and cue("completion_lead").search(before.gap) is not None
    )


def _pairs(view: View, stated: Fig) -> Iterator[tuple[Fig, Fig, bool]]:
    """(final, budget, certain) that a rate can be of, most likely first."""
    near = [
        f for f in view.before(stated, 3) if f.type == "amount" and f.role == "level" and f.sentence == stated.sentence
    ]
    if near and cue("share_link").fullmatch(stated.gap) and cue("completion_lead").search(near[0].gap):
        finals = [stated.about] if stated.about is not None and stated.about is not near[0] else []
        for candidate in (*finals, *near[1:]):
            if candidate.stage not in _BUDGETS:
                yield candidate, near[0], True
        return
    if len(near) > 1:
        first, second = near[0], near[1]
        if first.stage in _BUDGETS and second.stage not in _BUDGETS:
            first, second = second, first
        if second.stage in _BUDGETS and first.stage not in _BUDGETS:
            yield first, second, _one_item(first, second)
    final = stated.about or (near[0] if near else None)
    if final is not None and final.stage not in _BUDGETS and final.usable:
        for budget in _budgets_of(view, stated, final):
            yield final, budget, False


def _one_item(final: Fig, budget: Fig) -> bool:
    """Whether budget and final figure are of one item: nothing in their labels or codes speaks against it."""
    if final.code and budget.code:
        return final.code == budget.code
    if not final.name or not budget.name:
        return True
    return names.stem(final.label) == names.stem(budget.label) or names.alike(final.label, budget.label)


def _budgets_of(view: View, stated: Fig, final: Fig) -> Iterator[Fig]:
    """Budgets of the same measure anywhere in the report."""
    wanted = "adjusted_budget" if cue("adjusted").search(stated.gap + stated.label) else None
    for fig in view.by_name.get(final.name, ()):
        fits = fig.stage == wanted if wanted else fig.stage in _BUDGETS
        if (
            fits
            and fig.role == "level"
            and fig.code == final.code
            and fig.scope in (None, final.scope)
            and fig.year == final.year
        ):
            yield fig


def direction_words(view: View, ledger: Ledger) -> None:
    """direction.words, direction.mixed: 决算数小于预算数 where the final figure is the smaller one."""
    for at in range(len(view.figs) + 1):
        gap = view.figs[at].gap if at < len(view.figs) else view.tail
        if not gap:
            continue
        for found in cue("budget_direction").finditer(gap):
            last = view.figs[at - 1] if at else None
            pair = _budget_behind(view, at, found.end() == len(gap)) if last is not None else None
            if pair is None and last is not None:
                pair = _budget_and_final(view, last)
            if pair is None:
                ledger.skip("direction.words")
                continue
            _compare(ledger, *pair, found["word"], found.group())
    for fig in view.prose:
        if fig.type == "amount" and fig.role == "change":
            mixed = cue("mixed_direction").search(fig.gap)
            if mixed:
                _mixed(view, ledger, fig, mixed.group())


def _budget_behind(view: View, at: int, adjacent: bool) -> tuple[Fig, Fig] | None:
    """决算数大于预算数9.90万元: the budget stands right behind the words, the final figure of that name in front."""
    budget = view.figs[at] if adjacent and at < len(view.figs) else None
    if budget is None or budget.stage not in _BUDGETS or budget.role != "level" or not budget.usable:
        return None
    for fig in view.before(budget, _NEAR):
        if fig.type != "amount" or fig.role != "level" or fig.stage != "final" or not fig.name:
            continue
        if _one_item(fig, budget) or budget.name.startswith(names.stem(fig.label)):  # its label may run into the words
            return (fig, budget) if fig.paragraph == budget.paragraph else None
    return None


def _budget_and_final(view: View, last: Fig) -> tuple[Fig, Fig] | None:
    """The nearest budget and final figure of one item at or before `last`."""
    final = budget = None
    for at in range(last.at, max(-1, last.at - _NEAR), -1):
        fig = view.figs[at]
        if (
            fig.in_table
            or fig.type != "amount"
            or fig.role != "level"
            or not fig.usable
            or fig.paragraph != last.paragraph
        ):
            continue
        if fig.stage in _BUDGETS and budget is None:
            budget = fig
        elif fig.stage == "final" and final is None and (budget is None or fig.parent is not budget):
            final = fig
        if final is not None and budget is not None:
            return (final, budget) if _one_item(final, budget) else _by_parent(final, budget)
    return None


def _by_parent(final: Fig, budget: Fig) -> tuple[Fig, Fig] | None:
    """The sentence ends with parts of the item that it began with: the whole is meant."""
    whole = final.parent
    return (
        (whole, budget)
        if whole is not None and whole.usable and whole.stage == "final" and _one_item(whole, budget)
        else None
    )


def _compare(ledger: Ledger, final: Fig, budget: Fig, word: str, said: str) -> None:
    sign = ">" if final.exact > budget.exact else "<" if final.exact < budget.exact else "="
    operands = ((final, "final"), (budget, "budget"))
    formula = f"{final.raw} {sign} {budget.raw}"
    greater, less = cue("greater").search(word) is not None, cue("less").search(word) is not None
    if greater and less:
        words = {"said": said}
        ledger.add(Draft("direction.mixed", "suspicious", final, operands, formula, words=words))
        return
    if final.rough or budget.rough:
        ledger.skip("direction.words")
        return
    if greater or less:
        agrees = final.exact > budget.exact if greater else final.exact < budget.exact
    else:
        agrees = final.interval.overlaps(budget.interval)
    words = {"said": said, "is": "up" if final.exact > budget.exact else "down"}
    ledger.add(Draft("direction.words", "holds" if agrees else "violated", final, operands, formula, words=words))


def _mixed(view: View, ledger: Ledger, fig: Fig, said: str) -> None:
    """减增加21.90万元: two words for the direction stand side by side."""
    rate = view.figs[fig.at + 1] if fig.at + 1 < len(view.figs) else None
    operands = (
        ((rate, "rate"),) if rate is not None and rate.type == "percentage" and rate.sentence == fig.sentence else ()
    )
    ledger.add(Draft("direction.mixed", "suspicious", fig, operands, fig.raw, words={"said": said}))
