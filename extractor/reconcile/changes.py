"""Differences and rates of change: 比上年226.57万元减少5.77万元, 增长0.53%."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from . import names, units
from .catalogue import cue
from .finding import Draft, Ledger, show, show_ratio, widths
from .intervals import Interval, compare_ratio, compare_values, quotient
from .repeats import same, unit_apart
from .shares import comparable
from .view import Fig, View

ONE = Decimal(1)
_FURTHEST = 12  # figures: the level that a change is of


def difference_draft(relation: str, stated: Fig, later: Fig, earlier: Fig) -> Draft:
    """later − earlier against a stated difference; its direction is tested by direction.words."""
    change = later.exact - earlier.exact
    printed = abs(stated.exact)
    tight, wide = widths([stated, later, earlier])
    half = wide - stated.step / 2
    first, second = (later, earlier) if change >= 0 else (earlier, later)
    return Draft(
        relation,
        compare_values(printed - abs(change), tight, wide),
        stated,
        ((later, "current"), (earlier, "base")),
        f"{first.raw} − {second.raw} = {show(abs(change), stated)}",
        computed=abs(change),
        allowed=Interval(abs(change) - half, abs(change) + half),
        difference=printed - abs(change),
    )


def difference_stated(view: View, ledger: Ledger) -> None:
    """difference.stated: a stated rise, fall or difference is what lies between the two figures that it compares."""
    for stated in view.amounts:
        if stated.role != "change" or not stated.value:
            continue
        pairs = list(_pairs(view, stated))
        if not pairs:
            units.level_in_other_unit(view, stated, ledger)
            continue
        drafts = [difference_draft("difference.stated", stated, later, earlier) for later, earlier, _ in pairs]
        certain = any(sure for *_, sure in pairs) and not any(fig.rough for draft in drafts for fig in draft.figures())
        drafts = units.unit_first(stated, drafts, certain=certain)
        certain |= drafts[0].repair is not None
        ordered = drafts if drafts[0].repair is not None else _sure_first(drafts, pairs)
        best = ledger.settle("difference.stated", ordered, certain=certain)
        if best is not None and best.rank < 2:
            _direction(stated, best, ledger)


def _sure_first(drafts: list[Draft], pairs: list[tuple[Fig, Fig, bool]]) -> list[Draft]:
    """Certain readings in front: of two that fail the certain one is reported."""
    return [d for d, (*_, sure) in zip(drafts, pairs, strict=True) if sure] + [
        d for d, (*_, sure) in zip(drafts, pairs, strict=True) if not sure
    ]


def _direction(stated: Fig, draft: Draft, ledger: Ledger) -> None:
    """direction.words: 增加 where the later figure is the larger one, 减少 where it is the smaller."""
    later, earlier = draft.operands[0][0], draft.operands[1][0]
    if stated.direction is None or later.exact == earlier.exact or stated.exact < 0:
        return
    rises = later.exact > earlier.exact
    agrees = (stated.direction == "up") == rises
    if agrees:
        return
    sign = ">" if rises else "<"
    ledger.add(
        Draft(
            "direction.words",
            "violated",
            stated,
            draft.operands,
            f"{later.raw} {sign} {earlier.raw}",
            words={"said": stated.direction, "is": "up" if rises else "down"},
        )
    )


def _pairs(view: View, stated: Fig) -> Iterator[tuple[Fig, Fig, bool]]:
    """(later, earlier, certain) figures that a stated difference can lie between, most likely first."""
    bases = list(_bases(view, stated))
    if not bases:
        yield from _budget_and_final(view, stated)
        return
    for base, stands_here in bases:
        for level in _levels(view, stated, base):
            same = bool(level.name) and names.alike(level.label, stated.label)
            if abs(stated.at - base.at) == 1 and level.name:  # 比上年B万元减少D万元
                same |= names.alike(level.label, base.label) or _named_in_full(view, level, base)
            yield level, base, stands_here and same


def _named_in_full(view: View, level: Fig, base: Fig) -> bool:
    """全县国有企业资产总额A。…资产总额比上年末B增加D: the one level of the paragraph whose name ends with that of the base."""
    if len(base.label) < 4 or level.paragraph != base.paragraph:
        return False
    bearing = [
        fig
        for fig in view.before(base, _FURTHEST)
        if fig.paragraph == base.paragraph and fig.role == "level" and fig.label.endswith(base.label)
    ]
    return bearing == [level]


def _bases(view: View, stated: Fig) -> Iterator[tuple[Fig, bool]]:
    """The earlier figure: in the sentence, else the same measure of the year before elsewhere in the report."""
    here = [
        fig
        for fig in view.nearby(stated, 3)
        if fig.usable and fig.type == "amount" and _is_base(fig, stated) and "；" not in view.between(fig, stated)
    ]
    for fig in sorted(here, key=lambda fig: (abs(fig.at - stated.at), fig.at > stated.at)):
        yield fig, True
    if here or stated.year is None:
        return
    for fig in view.by_name.get(stated.name, ()):
        earlier = fig.year == stated.year - 1 and fig.role in ("base", "level")
        if earlier and fig.flow in (None, stated.flow) and fig.scope in (None, stated.scope):
            yield fig, False


def _is_base(fig: Fig, stated: Fig) -> bool:
    """上年执行数A，今年安排B，比上年增长p%: the figure of the year before needs no 比 in front of it."""
    if fig.role == "base":
        return True
    before = stated.year is not None and fig.year == stated.year - 1
    return before and fig.role == "level" and bool(fig.name) and fig.name == stated.name


def _levels(view: View, stated: Fig, base: Fig) -> Iterator[Fig]:
    """The later figure: the nearest levels in front that can be what the difference is about."""
    count = 0
    for fig in view.before(stated):
        if fig.type != stated.type or fig.role != "level" or fig is base or not comparable(fig, stated):
            continue
        if fig.paragraph != stated.paragraph and not (fig.name and names.alike(fig.label, stated.label)):
            continue
        yield fig
        count += 1
        if count >= _FURTHEST:
            return


def _budget_and_final(view: View, stated: Fig) -> Iterator[tuple[Fig, Fig, bool]]:
    """决算与预算相差: the budget and the final figure in front."""
    if not cue("budget_difference").search(stated.gap + stated.label):
        return
    budget = final = None
    for fig in view.before(stated, 8):
        if fig.paragraph != stated.paragraph or fig.type != "amount" or fig.role != "level":
            continue
        if fig.stage == "final" and final is None:
            final = fig
        elif fig.stage in ("budget", "adjusted_budget") and budget is None:
            budget = fig
        if budget is not None and final is not None:
            yield final, budget, names.stem(budget.label) == names.stem(final.label)
            return


def change_rate(view: View, ledger: Ledger) -> None:
    """change_rate.stated: a rate of change is what the stated figures give.

    The base is stated in the sentence, follows from the stated difference, or stands elsewhere in the report as the same measure a year before.
    A rate with none of these cannot be tested and is not counted.
    """
    wrong_units = {draft.repair.figure for draft in ledger.drafts if draft.repair is not None}
    for stated in view.percentages:
        if stated.role != "change" or stated.unit_is_points or stated.unit == "times":
            continue
        if cue("adjusted_base").search(stated.gap):
            continue  # 同口径: the base is not the one that is printed
        readings = list(_rate_readings(view, stated))
        if not readings:
            continue
        figs = {fig for draft, _ in readings for fig in draft.figures()}
        # a figure with a wrong unit is one error, not two
        certain = any(sure for _, sure in readings) and not any(fig.rough or fig in wrong_units for fig in figs)
        ordered = [d for d, sure in readings if sure] + [d for d, sure in readings if not sure]
        best = ledger.settle("change_rate.stated", ordered, certain=certain)
        if best is not None and best.rank < 2 and best.computed is not None:
            _rate_direction(stated, best, ledger)


def _rate_direction(stated: Fig, draft: Draft, ledger: Ledger) -> None:
    operands = {part: fig for fig, part in draft.operands}
    if "current" in operands and "base" in operands and "change" not in operands:
        probe = Draft(
            "difference.stated", "holds", stated, ((operands["current"], "current"), (operands["base"], "base")), ""
        )
        _direction(stated, probe, ledger)
    elif "change" in operands:
        _one_direction(stated, operands["change"], ledger)


def _one_direction(stated: Fig, change: Fig, ledger: Ledger) -> None:
    """direction.words: 增加3547万元，下降5.2% — one of two words for one change is wrong."""
    first, second = cue("change_word").search(change.gap), cue("change_word").search(stated.gap)
    if first is None or second is None or stated.exact < 0 or change.exact < 0 or stated.at - change.at > 1:
        return
    rises = [cue("rises").search(word.group()) is not None for word in (first, second)]
    if rises[0] == rises[1]:
        return
    said = {"said": second.group(), "is": "up" if rises[0] else "down"}
    formula = f"{change.gap[-2:]}{change.raw}，{stated.gap[-2:]}{stated.raw}"
    ledger.add(Draft("direction.words", "violated", stated, ((change, "change"),), formula, words=said))


def _rate_readings(view: View, stated: Fig) -> Iterator[tuple[Draft, bool]]:
    """Every way to compute the rate, each with whether the sentence itself says so."""
    change = _stated_change(view, stated)
    levels = _rate_levels(view, stated)
    base = next((fig for fig, here in _bases(view, stated) if here), None)
    for level in levels:
        sure = level is stated.about or level.name == stated.name
        if base is not None:
            draft = rate_from_base(stated, level, base, change)
        elif change is not None:
            draft = _rate_from_change(stated, level, change)
        else:
            continue
        if draft is not None:
            yield draft, sure
    if base is None and change is None:
        for elsewhere, _ in _bases(view, stated):
            for level in levels[:1]:
                draft = rate_from_base(stated, level, elsewhere, None)
                if draft is not None:
                    yield draft, _same_measure(view, stated, level, elsewhere)


def _same_measure(view: View, stated: Fig, level: Fig, base: Fig) -> bool:
    """Whether a base elsewhere is surely the earlier value of the level: nothing else of that name in either year."""
    if (
        level.name != base.name
        or names.is_generic(level.label)
        or (level.stage, level.scope) != (base.stage, base.scope)
    ):
        return False
    if cue("budget_word").search(getattr(stated.figure, "of", None) or ""):
        return False
    return all(
        same(fig, level) or unit_apart(fig, level) is not None if year == level.year else same(fig, base)
        for year in {level.year, base.year}
        for fig in view.stated_levels.get((level.name, level.flow, year), ())
    )


def _stated_change(view: View, stated: Fig) -> Fig | None:
    """增加100.46万元，增长0.53%: the change right in front of the rate."""
    for fig in view.before(stated, 2):
        if fig.sentence == stated.sentence and fig.type == "amount" and fig.role == "change" and fig.value:
            return None if cue("against_plan").search(fig.gap) else fig
        if fig.role != "base":
            return None
    return None


def _rate_levels(view: View, stated: Fig) -> list[Fig]:
    found = [stated.about] if stated.about is not None and stated.about.usable and stated.about.role == "level" else []
    for fig in view.before(stated, _FURTHEST):
        near = fig.sentence == stated.sentence or (fig.name and fig.name == stated.name)
        if near and fig.type == "amount" and fig.role == "level" and fig not in found and comparable(fig, stated):
            found.append(fig)
    return found


def rate_from_base(stated: Fig, level: Fig, base: Fig, change: Fig | None) -> Draft | None:
    quotients = quotient(level.interval, base.interval)
    if quotients is None or base.exact < 0:
        return None
    rate = level.exact / base.exact - ONE
    interval = Interval(quotients.low - ONE, quotients.high - ONE)
    operands = [(level, "current"), (base, "base")] + ([(change, "change")] if change is not None else [])
    formula = f"({level.raw} − {base.raw}) ÷ {base.raw}"
    return _rate_draft(stated, rate, interval, operands, formula)


def _rate_from_change(stated: Fig, level: Fig, change: Fig) -> Draft | None:
    """The base is what the level was before the change; rising in the change, falling in the level, so corners bound it."""
    falls = change.direction == "down" or (change.direction is None and stated.direction == "down")
    size = abs(change.exact)
    low, high = size - change.step / 2, size + change.step / 2
    sign = 1 if falls else -1
    base = level.exact + sign * size
    bases = (level.interval.low + sign * low, level.interval.low + sign * high, level.interval.high + sign * low)
    if base <= 0 or min(bases) <= 0:
        return None
    wide = [
        amount / (edge + sign * amount) for amount in (low, high) for edge in (level.interval.low, level.interval.high)
    ]
    operator = "+" if falls else "−"
    rate = size / base
    formula = f"{change.raw} ÷ ({level.raw} {operator} {change.raw})"
    factor = -1 if falls else 1
    edges = sorted(value * factor for value in wide)
    return _rate_draft(
        stated, rate * factor, Interval(edges[0], edges[-1]), [(level, "current"), (change, "change")], formula
    )


def _rate_draft(stated: Fig, rate: Decimal, interval: Interval, operands: list[tuple[Fig, str]], formula: str) -> Draft:
    """The printed rate is a size with a word for its direction; the direction is tested apart."""
    printed = abs(stated.exact)
    size = Interval(-interval.high, -interval.low) if rate < 0 else interval
    outcome = compare_ratio(printed, stated.step, abs(rate), size)
    return Draft(
        "change_rate.stated",
        outcome,
        stated,
        tuple(operands),
        f"{formula} = {show_ratio(abs(rate), stated)}",
        computed=abs(rate),
        allowed=size,
        difference=printed - abs(rate),
    )
