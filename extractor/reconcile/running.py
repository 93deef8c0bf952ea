"""Totals behind their parts (分别为A、B、C，三年合计T) and scores (得分91.6分，其中…得18.5分…)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .catalogue import cue
from .finding import Draft, Ledger, add_up, show
from .intervals import ZERO
from .sums import sum_draft
from .view import Fig, View

_FURTHEST = 20  # figures: what one sentence adds up
_NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", 1)} | {"两": 2}


def sum_running(view: View, ledger: Ledger) -> None:
    """sum.running: a total right behind the figures that it sums is their sum.

    A finding only where the words say which figures they are: 分别为A、B、C，合计T, or 三年合计T behind three of them.
    """
    chains: list[Draft] = []
    for total in view.prose:
        if "计" not in total.gap or total.type == "percentage" or total.role not in ("", "level"):
            continue
        found = cue("running_total").search(total.gap)
        if found is None:
            continue
        parts, before = _in_front(view, total)
        if len(parts) < 2:
            continue
        loss = cue("loss").search(total.gap) is not None and all(part.exact < 0 for part in parts)
        run, sure = _announced(parts, found["count"], before)
        readings = [_draft(total, parts[at:], loss) for at in range(len(parts) - 1) if parts[at:] != run]
        if run:
            readings.insert(0, _draft(total, run, loss))
        holding = [draft for draft in readings if draft.rank < 2]
        if holding:
            ledger.add(min(holding, key=lambda draft: draft.rank))
        elif run and sure and not any(fig.rough for fig in (total, *run)):
            ledger.add(readings[0])
        if cue("grand_total").search(total.label):
            chains += _chain(view, total)
    _settle_chains(ledger, chains)


def _settle_chains(ledger: Ledger, chains: Sequence[Draft]) -> None:
    """A：收入A，补助B，结转C，收入总计T. A report that puts its totals together so, more often right than wrong, means it wherever it does so."""
    wrong = [draft for draft in chains if draft.rank > 1]
    judged = {
        draft.stated.at for draft in ledger.drafts if draft.stated is not None and draft.relation.startswith("sum.")
    }
    if len(chains) > 2 * len(wrong):
        for draft in wrong:
            if draft.stated is not None and draft.stated.at not in judged:
                ledger.add(draft)


def _chain(view: View, total: Fig) -> Iterator[Draft]:
    """All that stands in front of a 总计 since its sentence or the 总计 before it began, what stands in brackets left out."""
    parts: list[Fig] = []
    depth = total.gap.count("）") - total.gap.count("（")
    for fig in reversed(view.figs[max(0, total.at - _FURTHEST) : total.at]):
        if fig.sentence != total.sentence or cue("grand_total").search(fig.label):
            break
        if fig.in_table or fig.type != "amount" or not fig.usable or fig.role != "level" or fig.rough:
            return
        if depth <= 0:
            parts.append(fig)
        depth += fig.gap.count("）") - fig.gap.count("（")
    if len(parts) > 2 and not total.rough and not any(cue("inside").search(part.gap) for part in parts):
        yield sum_draft(
            "sum.running", total, [(part, -1 if cue("minus").search(part.gap) else 1) for part in parts[::-1]]
        )


def _in_front(view: View, total: Fig) -> tuple[list[Fig], Fig | None]:
    """The figures of the sentence in front that can be summed, in reading order, and a count that stands right before the total."""
    parts: list[Fig] = []
    count: Fig | None = None
    for fig in reversed(view.figs[max(0, total.at - _FURTHEST) : total.at]):
        if fig.sentence != total.sentence or fig.in_table:
            break
        if fig.at == total.at - 1 and fig.type == "quantity" and total.type == "amount":
            count = fig
        elif fig.type == "percentage" or not fig.usable:
            continue
        elif (
            fig.type != total.type
            or (fig.type == "quantity" and fig.unit != total.unit)
            or fig.role in ("base", "change")
        ):
            break
        elif fig.parent is None or all(part is not fig.parent for part in parts):
            parts.append(fig)
    parts.reverse()
    inside = {part.at for part in parts}
    return [part for part in parts if part.parent is None or part.parent.at not in inside], count


def _announced(parts: Sequence[Fig], count: str | None, before: Fig | None) -> tuple[list[Fig], bool]:
    """The figures that the words say are summed, and whether they surely are: since 分别为, or as many as the total says."""
    number = _number(count) or (int(before.exact) if before is not None and cue("so_many").fullmatch(before.gap) else 0)
    start = next((at for at in range(len(parts) - 1, -1, -1) if cue("each").search(parts[at].gap)), None)
    if start is not None and all(cue("next_of_list").fullmatch(part.gap) for part in parts[start + 1 :]):
        run = list(parts[start:])
        if len(run) > 1 and number in (0, len(run)):
            return run, True
    if 2 <= number <= len(parts):
        run = list(parts[-number:])
        apart = not any(cue("inside").search(part.gap) or cue("sentence_part").search(part.gap) for part in run[1:])
        return run, apart
    return [], False


def _number(word: str | None) -> int:
    if not word:
        return 0
    return _NUMERALS.get(word) or (int(word) if word.isascii() and word.isdecimal() else 0)


def _draft(total: Fig, parts: Sequence[Fig], loss: bool) -> Draft:
    """The sum; losses printed with their minus sign make up a loss that is printed without."""
    draft = sum_draft("sum.running", total, [(part, -1 if loss else 1) for part in parts])
    if loss:
        draft.formula = f"−({add_up([(part, 1) for part in parts])}) = {show(draft.computed or ZERO, total)}"
    return draft


def sum_scores(view: View, ledger: Ledger) -> None:
    """sum.scores: the scores of the parts of an evaluation make up its score.

    A finding only where the full marks of these parts make up 100: then none is missing and none is inside another.
    """
    for total in view.quantities:
        if cue("score_unit").fullmatch(total.unit or "") is None or cue("total_score").search(total.gap) is None:
            continue
        scores, marks = _scores(view, total)
        if len(scores) < 2 or any(fig.rough for fig in (total, *scores)):
            continue
        draft = sum_draft("sum.scores", total, [(fig, 1) for fig in scores])
        full = len(marks) == len(scores) and sum((fig.exact for fig in marks), ZERO) == 100
        ledger.settle("sum.scores", [draft], certain=full)


def _scores(view: View, total: Fig) -> tuple[list[Fig], list[Fig]]:
    """The scores behind a total and the full marks that stand with them."""
    scores: list[Fig] = []
    marks: list[Fig] = []
    for fig in _behind(view, total):
        if cue("score_gap").search(fig.gap):
            scores.append(fig)
        else:
            marks.append(fig)
    return scores, marks


def _behind(view: View, total: Fig) -> Iterator[Fig]:
    for fig in view.figs[total.at + 1 : total.at + 1 + 2 * _FURTHEST]:
        if (
            fig.paragraph != total.paragraph
            or fig.unit != total.unit
            or not fig.usable
            or cue("total_score").search(fig.gap)
        ):
            return
        yield fig
