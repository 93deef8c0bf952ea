"""Shares: X万元，占总支出的p% — part ÷ whole is what is printed. And shares of one whole make up 100%."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

from . import names
from .catalogue import cue
from .finding import Draft, Ledger, show_ratio
from .intervals import Interval, compare_ratio, compare_values, quotient
from .view import Fig, View

ONE = Decimal(1)
_FURTHEST = 12  # figures: shares that share their amount stand in one row
_CANDIDATES = 60  # amounts of one name that a share may be of, the nearest ones


def ratio_draft(
    relation: str, stated: Fig, part: Fig, whole: Fig, parts: tuple[str, str] = ("part", "whole")
) -> Draft | None:
    """part ÷ whole against a printed percentage; None where the whole can be zero."""
    allowed = quotient(part.interval, whole.interval)
    if allowed is None or part.value is None or stated.value is None:
        return None
    computed = part.exact / whole.exact
    outcome = compare_ratio(stated.value, stated.step, computed, allowed)
    if outcome == "rounding" and _needs_rounded_integer(stated, part, whole):
        outcome = "suspicious"
    return Draft(
        relation,
        outcome,
        stated,
        ((part, parts[0]), (whole, parts[1])),
        f"{part.raw} ÷ {whole.raw} = {show_ratio(computed, stated)}",
        computed=computed,
        allowed=allowed,
        difference=stated.value - computed,
    )


def _needs_rounded_integer(stated: Fig, part: Fig, whole: Fig) -> bool:
    """Whether a ratio only agrees when a whole number beside decimals of the same unit (40万元, 36.12万元) was rounded, and not exact."""
    if part.unit != whole.unit or part.step == whole.step:
        return False
    fine, coarse = sorted((part, whole), key=lambda fig: fig.step)
    if coarse.step != coarse.scale:
        return False
    exact = Interval(coarse.exact, coarse.exact)
    allowed = quotient(*((fine.interval, exact) if fine is part else (exact, fine.interval)))
    return (
        allowed is not None
        and compare_ratio(stated.exact, stated.step, part.exact / whole.exact, allowed) == "violated"
    )


def comparable(one: Fig, other: Fig) -> bool:
    """Whether two figures can belong to one relation: no year, stage, flow or scope of theirs speaks against it."""
    return all(
        left is None or right is None or left == right
        for left, right in (
            (one.year, other.year),
            (one.stage, other.stage),
            (one.flow, other.flow),
            (one.scope, other.scope),
        )
    )


def share_of(view: View, ledger: Ledger) -> None:
    """share.of: the part that a percentage describes, divided by the whole that it is a share of, is the percentage."""
    for stated in view.percentages:
        if stated.role != "share" or stated.unit_is_points:
            continue
        part = stated.about or _adjacent_part(view, stated)
        if part is None or not part.usable:
            ledger.skip("share.of")
            continue
        readings = [
            (draft, sure and _possible(stated, part, whole))
            for whole, sure in _wholes(view, stated, part)
            if (draft := ratio_draft("share.of", stated, part, whole)) is not None
        ]
        drafts = [draft for draft, sure in readings if sure] + [draft for draft, sure in readings if not sure]
        certain = any(sure for _, sure in readings)
        if _shared_part(view, stated) or part.rough or any(fig.rough for draft in drafts for fig in draft.figures()):
            certain = False
        ledger.settle("share.of", drafts, certain=certain)


def _possible(stated: Fig, part: Fig, whole: Fig) -> bool:
    """A part above its whole was linked to the wrong one, unless the share is above 100% too or the words name that whole."""
    return part.exact <= whole.exact or stated.exact > 1 or _named_here(stated, whole)


def _named_here(stated: Fig, whole: Fig) -> bool:
    """Whether the words name this very figure as the whole, or it is printed inside the share."""
    words = getattr(stated.figure, "of", None)
    return whole.at == stated.at - 1 or (words is not None and names.normal(words) == whole.name)


def _shared_part(view: View, stated: Fig) -> bool:
    """前三位占比分别为39%、30%、11%: several shares of one sentence cannot all be of the one amount that stands in front."""
    return stated.about is not None and any(
        other.role == "share" and other.about is stated.about and other.value != stated.value
        for other in view.nearby(stated, _FURTHEST)
    )


def _adjacent_part(view: View, stated: Fig) -> Fig | None:
    """The figure right in front of ，占…p%, or of a whole that is printed inside the share."""
    whole = _printed_whole(view, stated)
    if whole is not None:
        other = view.figs[whole.at - 1] if whole.at else None
        return other if other is not None and other.sentence == stated.sentence and other.type == whole.type else None
    if stated.at and cue("share").search(stated.gap):
        other = view.figs[stated.at - 1]
        if other.sentence == stated.sentence and other.type != "percentage":
            return other
    return None


def _wholes(view: View, stated: Fig, part: Fig) -> Iterator[tuple[Fig, bool]]:
    """Figures that the whole of a share can be, most likely first, each with whether the text itself says so."""
    seen = {part.at}
    printed = _printed_whole(view, stated)
    words = getattr(stated.figure, "of", None)
    known = [fig for fig in (printed, part.parent) if fig is not None and fig.usable]
    for whole in known:
        seen.add(whole.at)
        yield whole, True
    if known and (not words or any(names.contains(fig.label, words) for fig in known)):
        return  # the whole is known and the words do not speak of another
    if stated.whole is not None and stated.whole.usable and stated.whole.at not in seen and _fits(stated, stated.whole):
        seen.add(stated.whole.at)
        yield stated.whole, not words or names.normal(stated.whole.label) == names.normal(words)
    if part.parent is not None and part.parent.parent is not None and part.parent.parent.at not in seen:
        seen.add(part.parent.parent.at)
        yield part.parent.parent, False
    if not words:
        return
    for whole, sure in _named(view, stated, part, words):
        if whole.at not in seen:
            seen.add(whole.at)
            yield whole, sure


def _printed_whole(view: View, stated: Fig) -> Fig | None:
    """会员12706人，占职工12776人的99.5%: the whole stands inside the share."""
    if not stated.at:
        return None
    other = view.figs[stated.at - 1]
    if other.sentence != stated.sentence or other.type == "percentage" or other is stated.about:
        return None
    if cue("share_link").fullmatch(stated.gap) and cue("share").search(other.gap):
        return other
    return None


def _named(view: View, stated: Fig, part: Fig, words: str) -> Iterator[tuple[Fig, bool]]:
    """Amounts whose label is what the share is said to be of, nearest first; certain where only one value carries that name."""
    found = [
        fig
        for fig in _nearest(view.by_name.get(names.normal(words), []), stated)
        if fig.role == "level" and fig is not part and _fits(stated, fig)
    ]
    sure = bool(found) and len({fig.value for fig in found}) == 1 and not names.is_generic(words)
    for fig in sorted(found, key=lambda fig: abs(fig.at - stated.at)):
        yield fig, sure and fig.at < stated.at and fig.paragraph == stated.paragraph
    near = [fig for fig in view.before(stated) if fig.type == "amount" and fig.role == "level" and fig.label]
    for fig in near:
        if fig is not part and _fits(stated, fig) and names.contains(fig.label, words):
            yield fig, False


def _nearest(figs: Sequence[Fig], stated: Fig) -> Sequence[Fig]:
    """The figures around a place in the text: a report that names one thing a thousand times is still read once."""
    if len(figs) <= _CANDIDATES:
        return figs
    middle = bisect_left(figs, stated.at, key=lambda fig: fig.at)
    start = max(0, min(middle - _CANDIDATES // 2, len(figs) - _CANDIDATES))
    return figs[start : start + _CANDIDATES]


def _fits(stated: Fig, whole: Fig) -> bool:
    return all(
        left is None or right is None or left == right
        for left, right in ((stated.year, whole.year), (stated.stage, whole.stage), (stated.scope, whole.scope))
    )


def shares_by_part(view: View) -> dict[int, Fig]:
    """The share percentage of each amount that has one, by the amount's position."""
    return {fig.about.at: fig for fig in view.percentages if fig.role == "share" and fig.about is not None}


def share_total(view: View, ledger: Ledger) -> None:
    """share_total.list: the shares of all parts of one whole make up 100%.

    Says nothing where a part that is not zero has no share, or where a share holds for another whole (the whole's own whole).
    """
    shares = shares_by_part(view)
    held = {
        draft.stated.at: draft.operands[1][0].value
        for draft in ledger.drafts
        if draft.relation == "share.of" and draft.rank < 2 and draft.stated is not None
    }
    for one, sure in ledger.complete:
        printed = [shares[part.at] for part in one.parts if part.at in shares]
        if all(held.get(fig.at, one.whole.value) == one.whole.value for fig in printed):
            _total(one.parts, shares, one.whole, ledger, sure=sure)


def _total(parts: Sequence[Fig], shares: dict[int, Fig], whole: Fig, ledger: Ledger, *, sure: bool) -> None:
    relation = "share_total.list"
    printed = [shares[part.at] for part in parts if part.at in shares]
    if len(printed) < 2:
        return
    if any(part.value for part in parts if part.at not in shares) or any(
        fig.rough or not fig.usable for fig in printed
    ):
        ledger.skip(relation)
        return
    computed = sum((fig.exact for fig in printed), Decimal(0))
    half = sum((fig.step for fig in printed), Decimal(0)) / 2
    cut = half * 2  # every share cut instead of rounded
    outcome = compare_values(ONE - computed, half, half)
    if outcome == "violated" and 0 <= ONE - computed <= cut:
        outcome = "rounding"
    if outcome == "violated" and not sure:
        outcome = "suspicious"
    ledger.add(
        Draft(
            relation,
            outcome,
            printed[0],
            tuple((fig, "share") for fig in printed),
            " + ".join(fig.raw for fig in printed) + f" = {show_ratio(computed, printed[0])}",
            computed=computed,
            allowed=Interval(ONE - half, ONE + half),
            difference=computed - ONE,
            words={"whole": whole.label or whole.raw, "stated": "100%"},
        )
    )
