"""Sums of the running text: the parts that stand below 其中, in brackets or in a list make up their whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from . import lists
from .catalogue import cue
from .finding import Draft, Ledger, Repair, add_up, show, widths
from .intervals import ZERO, Interval, compare_values
from .lists import PartList
from .view import Fig, View

_MANY_TWINS = 6  # 2^6 readings of a list whose items are stated twice with different values


def sum_draft(relation: str, whole: Fig, parts: Sequence[tuple[Fig, int]]) -> Draft:
    """The parts, added with their signs, against the printed whole."""
    computed = sum((fig.exact * sign for fig, sign in parts), ZERO)
    figs = [whole, *(fig for fig, _ in parts)]
    tight, wide = widths(figs)
    difference = whole.exact - computed
    half = wide - whole.step / 2
    return Draft(
        relation,
        compare_values(difference, tight, wide),
        whole,
        tuple((fig, "part" if sign > 0 else "deduction") for fig, sign in parts),
        f"{add_up(parts)} = {show(computed, whole)}",
        computed=computed,
        allowed=Interval(computed - half, computed + half),
        difference=difference,
    )


def sign_of(part: Fig, whole: Fig) -> int:
    """−1 for a part that goes the other way than its whole: 追减 in a rise or a level, 增加 in a fall."""
    if whole.direction == "down":
        return -1 if part.direction == "up" else 1
    return -1 if part.direction == "down" else 1


def best_reading(relation: str, parts: PartList) -> Draft:
    """The sum under the reading that holds: signs as the words give them, or all positive; items stated twice with either value."""
    options = [(part, parts.twins[part.at]) if part.at in parts.twins else (part,) for part in parts.parts]
    choices = product(*options) if len(parts.twins) <= _MANY_TWINS else iter([tuple(parts.parts)])
    best: Draft | None = None
    for chosen in choices:
        signs = [sign_of(part, parts.whole) for part in chosen]
        readings = [signs] if -1 not in signs else [signs, [1] * len(signs)]
        for reading in readings:
            draft = sum_draft(relation, parts.whole, list(zip(chosen, reading, strict=True)))
            if best is None or draft.rank < best.rank:
                best = draft
            if best.rank == 0:
                return best
    assert best is not None
    return best


def sum_parts(view: View, ledger: Ledger) -> None:
    """sum.parts: the amounts that are stated to be parts of another make it up.

    Several lists of one whole are judged each on its own. A single part is no sum. A part that is already inside another is left out when
    the sum holds without it.
    """
    for at, children in view.children.items():
        whole = view.figs[at]
        parts = _before_plus(view, whole, [child for child in children if _can_be_part(child, whole)])
        if not whole.usable or len(parts) < 2 or cue("non_additive").search(whole.label):
            continue
        parts = _with_last(view, whole, parts)
        for one, draft in _judge_all(view, whole, parts):
            if draft.rank > 1:
                one, draft = _other_reading(view, one, draft)
            _settle(view, ledger, one, draft)


def _can_be_part(child: Fig, whole: Fig) -> bool:
    """Whether role, year and stage of a part do not speak against its whole: of a series of years only one is of the whole's."""
    if child.role != whole.role and whole.role != "change":
        return False
    return all(
        one is None or other is None or one == other
        for one, other in ((child.year, whole.year), (child.stage, whole.stage))
    )


def _before_plus(view: View, whole: Fig, parts: list[Fig]) -> list[Fig]:
    """收入5亿元，其中A、B。加上补助C: what is added to the whole is no part of it."""
    previous = whole
    for at, part in enumerate(parts):
        if part.at > previous.at and cue("plus").search(view.between(previous, part)):
            return parts[:at]
        previous = part
    return parts


def _with_last(view: View, whole: Fig, parts: list[Fig]) -> list[Fig]:
    """货物A、工程B、服务C: the next item of the row too, where only with it the parts are all that there are by definition."""
    last = parts[-1]
    following = view.figs[last.at + 1] if last.at + 1 < len(view.figs) else None
    if following is None or following.type != "amount" or not following.usable or following.parent is not None:
        return parts
    listed = following.gap.startswith("、") and following.sentence == last.sentence and _can_be_part(following, whole)
    if not listed or lists.by_definition(whole, parts) or not lists.by_definition(whole, [*parts, following]):
        return parts
    return [*parts, following]


def _judge_all(view: View, whole: Fig, parts: Sequence[Fig]) -> Iterator[tuple[PartList, Draft]]:
    found = [one for one in lists.split(view, whole, parts) if one.parts]
    judged = [(one, best_reading("sum.parts", one)) for one in found]
    if len(found) > 1 and any(draft.rank > 1 for _, draft in judged):
        joined = lists.rejoin(found)
        draft = best_reading("sum.parts", joined)
        if draft.rank < 2:
            yield joined, draft
            return
    for one, draft in judged:
        if draft.rank > 1:
            yield from _by_prefix(one) or [(one, draft)]
        else:
            yield one, draft


def _by_prefix(parts: PartList) -> list[tuple[PartList, Draft]] | None:
    """Two divisions of one whole without a word between them: the first parts make it up, and so do the others."""
    for at in _closing_ends(parts.whole, parts.parts):
        if 2 <= at < len(parts.parts) - 1:
            first = PartList(parts.whole, parts.parts[:at])
            rest = PartList(parts.whole, parts.parts[at:])
            return [(first, best_reading("sum.parts", first)), (rest, best_reading("sum.parts", rest))]
    return None


def _closing_ends(whole: Fig, parts: Sequence[Fig]) -> Iterator[int]:
    """How many parts from the front make up the whole within their printed places: one pass, for lists are long."""
    total, slack = ZERO, whole.step
    for end, part in enumerate(parts, 1):
        total += part.exact * sign_of(part, whole)
        slack += part.step
        if abs(whole.exact - total) * 2 <= slack:
            yield end


def _settle(view: View, ledger: Ledger, parts: PartList, draft: Draft) -> None:
    if draft.rank > 1:
        parts, draft = _outer(parts, draft)
        nested = lists.nested_part(view, parts)
        if nested is not None and not lists.by_definition(parts.whole, parts.parts):
            draft = _without(parts, *nested)
    complete = draft.rank < 2
    if draft.rank > 2 and len(parts.parts) > 1:
        meant = lists.meant_complete(view, parts, draft.computed or ZERO)
        complete = meant is not None
        draft.outcome = meant or "violated"
    if complete:
        ledger.complete.append((parts, draft.outcome != "suspicious"))
    if any(fig.rough for fig in draft.figures()) and draft.rank > 1:
        ledger.skip("sum.parts")
    elif len(parts.parts) < 2:
        if draft.rank == 0 and parts.whole.value:
            return  # one part that is all: nothing to add
        ledger.skip("sum.parts")
    elif complete or draft.note == "nested":
        ledger.add(draft)
    else:
        ledger.skip("sum.parts")


def _other_reading(view: View, parts: PartList, draft: Draft) -> tuple[PartList, Draft]:
    """A failing list under another reading that holds: of another total in front of it, or ending with an earlier sentence.

    债务限额282.9亿元，余额266.63亿元，分性质看…: the list is of the balance. The parts then belong to that total for the shares too.
    """
    lines = [part.sentence for part in parts.parts]
    for whole in (parts.whole, *_totals_in_front(view, parts)):
        for end in list(_closing_ends(whole, parts.parts))[::-1]:
            kept = parts.parts[:end]
            if (end < len(lines) and lines[end] == lines[end - 1]) or sum(bool(part.value) for part in kept) < 2:
                continue
            other = PartList(whole, kept, parts.twins)
            reading = best_reading("sum.parts", other)
            if reading.rank < 2:
                for part in kept:
                    part.parent = whole
                return other, reading
    return parts, draft


def _totals_in_front(view: View, parts: PartList) -> Iterator[Fig]:
    first = parts.parts[0]
    for fig in view.before(first, 8):
        if fig.paragraph not in (first.paragraph, parts.whole.paragraph):
            return
        if fig is not parts.whole and fig.type == first.type and fig.role == "level" and fig.value:
            yield fig


def _outer(parts: PartList, draft: Draft) -> tuple[PartList, Draft]:
    """新增债券331446万元，市本级90000万元，转贷县241446万元: parts that make up the part in front of them are inside it."""
    for at, part in enumerate(parts.parts):
        total = ZERO
        for end in range(at + 1, len(parts.parts)):
            total += parts.parts[end].exact
            if total > part.exact:
                break
            if part.value and total == part.exact and end > at + 1:
                inner = parts.parts[at + 1 : end + 1]
                kept = PartList(parts.whole, [fig for fig in parts.parts if fig not in inner], parts.twins)
                return kept, best_reading("sum.parts", kept)
    return parts, draft


def _without(parts: PartList, nested: Fig, shown: bool) -> Draft:
    kept = PartList(parts.whole, [part for part in parts.parts if part is not nested])
    draft = best_reading("sum.parts", kept)
    draft.note = "nested"
    draft.words["nested"] = f"{nested.label} {nested.raw}"
    if nested is parts.parts[-1]:
        draft.note = None
    if not shown:
        draft.outcome = "suspicious"
        draft.repair = Repair("nested", nested, None, {"part": f"{nested.label} {nested.raw}"})
    return draft
