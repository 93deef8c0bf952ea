"""A wrong unit that a change gives away: 8.64万元，比上年9.84元减少1.20万元; 负债总额42.15元，较年初减少3.85万元."""

from __future__ import annotations

from collections.abc import Iterator

from . import names
from .diagnose import unit_slip
from .finding import Draft, Ledger, Repair, show
from .intervals import Interval
from .view import Fig, View


def unit_first(stated: Fig, drafts: list[Draft], *, certain: bool) -> list[Draft]:
    """The readings of a difference; where all fail and one holds exactly once one unit is another, that one in front with its repair.

    Of readings that the text does not make `certain` only those of this very measure are looked at.
    """
    if any(draft.rank < 2 for draft in drafts):
        return drafts
    for at, draft in enumerate(drafts):
        level = draft.operands[0][0]
        if level.name != stated.name and not certain:
            continue
        found = [repair for fig, needed in _needed(stated, draft) if (repair := unit_slip(fig, needed)) is not None]
        if len(found) == 1:
            draft.repair = found[0]
            return [draft, *drafts[:at], *drafts[at + 1 :]]
    return drafts


def _needed(stated: Fig, draft: Draft) -> Iterator[tuple[Fig, Interval]]:
    """What each figure of a difference would have to be, by the other two."""
    later, earlier = draft.operands[0][0], draft.operands[1][0]
    if draft.allowed is not None:
        yield stated, draft.allowed
    if stated.direction is None:
        return
    change = stated.interval if stated.direction == "up" else -stated.interval
    yield later, earlier.interval + change
    yield earlier, later.interval - change


def level_in_other_unit(view: View, change: Fig, ledger: Ledger) -> None:
    """unit.scale: a level printed in 元 that is less than one unit of the last place of its own change in 万元."""
    level = view.figs[change.at - 1] if change.at else None
    if level is None or level.sentence != change.sentence or level.type != "amount" or level.role != "level":
        return
    of_it = bool(level.name) and names.alike(level.label, change.label)
    if level.unit != "元" or change.unit != "万元" or not of_it or level.figure.raw[-1:] != "元":
        return
    if not level.value or abs(level.exact) >= change.step or level.rough:
        return
    raw = level.raw.removesuffix("元") + "万元"
    draft = Draft("unit.scale", "violated", level, ((change, "change"),), f"{level.raw} < {show(change.step, change)}")
    draft.repair = Repair("unit", level, raw, {"unit": "元", "other": "万元"})
    ledger.add(draft)
