"""Which amounts stand in one list of parts, and whether a list can be taken to name all parts.

其中 does not say that a list is complete. A list that adds up is complete; one that does not is judged wrong only on evidence that it was
meant to add up: the parts exceed the whole, they make up the whole by the trade's definitions, they are numbered items of the budget, each
with its code, nothing as large as any of them is missing, or one slip of the pen explains the gap. Everything else is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from . import names
from .catalogue import cue, partitions
from .diagnose import slip
from .intervals import ZERO, Interval, Verdict
from .view import Fig, View


@dataclass(slots=True)
class PartList:
    """Parts of one whole that stand in one list, in reading order."""

    whole: Fig
    parts: list[Fig] = field(default_factory=list)
    twins: dict[int, Fig] = field(
        default_factory=dict
    )  # position of a part → the same item stated again with another value


def split(view: View, whole: Fig, parts: Sequence[Fig]) -> list[PartList]:
    """The parts of one whole as lists side by side: by function and by economic class, in brackets and below 其中."""
    lists = [PartList(whole)]
    keys: dict[str, Fig] = {}
    previous: Fig | None = None
    for part in parts:
        key = _key(part)
        current = lists[-1]
        if previous is not None and key and key in keys:
            first = keys[key]
            if _same_item(view, first, part, current):
                if first.value != part.value:
                    current.twins[first.at] = part
                previous = part
                continue
            lists.append(PartList(whole))
            keys = {}
        elif previous is not None and _new_list(view.between(previous, part)):
            lists.append(PartList(whole))
            keys = {}
        lists[-1].parts.append(part)
        if key:
            keys[key] = part
        previous = part
    return lists


def _key(part: Fig) -> str:
    """What the item of a list is: its code, else its name."""
    return part.code or names.stem(part.label)


def _same_item(view: View, first: Fig, again: Fig, current: PartList) -> bool:
    """A heading and its sentence name one item twice: nothing else of the list stands between them."""
    return bool(current.parts) and current.parts[-1] is first


def _new_list(words: str) -> bool:
    """Whether the words between two parts begin another way to divide the same whole."""
    if cue("partition_start").search(words):
        return True
    closing = words.rfind("）")
    if closing < 0 or words.count("）") <= words.count("（"):
        return False
    return cue("list_start").search(words[closing:]) is not None


def rejoin(lists: Sequence[PartList]) -> PartList:
    """All lists of one whole as one: a list that was cut by mistake."""
    joined = PartList(lists[0].whole)
    for one in lists:
        joined.parts += one.parts
        joined.twins |= one.twins
    return joined


def is_partial(view: View, parts: PartList) -> bool:
    """Whether the words say that only some parts are named: 主要包括, 等."""
    first, last = parts.parts[0], parts.parts[-1]
    lead = view.figs[first.at].gap if first.at else ""
    if cue("partial_lead").search(lead):
        return True
    return cue("partial_tail").match(view.behind(last)) is not None


def announced(view: View, whole: Fig, first: Fig) -> bool:
    """Whether the words between whole and first part begin a list: 其中, a colon, an open bracket, 按…分. A closed bracket is over."""
    words = cue("closed_bracket").sub("", view.between(whole, first))
    return (
        cue("list_start").search(words) is not None
        or cue("partition_start").search(words) is not None
        or cue("within").search(words) is not None
        or "：" in words
    )


def by_definition(whole: Fig, parts: Sequence[Fig]) -> bool:
    """Whether the parts make up their whole by the trade's definitions: 基本支出 and 项目支出."""
    labels = [part.label or part.gap for part in parts]
    for partition in partitions():
        if not partition.whole.search(whole.label or whole.gap):
            continue
        if not all(any(regex.search(label) for label in labels) for regex in partition.required):
            continue
        known = [*partition.required, *([partition.allowed] if partition.allowed else [])]
        if all(any(regex.search(label) for regex in known) for label in labels):
            return True
    return False


def coded(parts: Sequence[Fig]) -> bool:
    """Whether every part is a budget subject with its code: such lists name every subject that has an amount."""
    return len(parts) > 1 and all(part.code for part in parts)


def rest_named(parts: PartList) -> bool:
    """Whether the last part is 其他, which says that the list names everything."""
    return len(parts.parts) > 1 and cue("rest_label").search(parts.parts[-1].label) is not None


def follows(view: View, whole: Fig, first: Fig) -> bool:
    """Whether the list stands right behind its whole: no other amount that could be its total stands between them."""
    if first.at < whole.at:
        return False
    between = view.figs[whole.at + 1 : first.at]
    return not any(
        f.type == "amount"
        and f.role == "level"
        and f.value
        and f.value >= (whole.value or ZERO)
        and _one_stage(f, whole)
        for f in between
    )


def _one_stage(one: Fig, other: Fig) -> bool:
    """Whether two amounts can be of one stage: the budget that a final figure is compared with is no total of what was spent."""
    return one.stage is None or other.stage is None or one.stage == other.stage


def meant_complete(view: View, parts: PartList, computed: Decimal) -> Verdict | None:
    """Whether a list that does not add up was meant to, and so how it is to be called.

    `violated` where the list is complete by definition, by its numbered codes, by 其他 at its end, or exceeds its whole; `suspicious` where next to
    nothing is missing or one slip of the pen explains the gap, for a small item may just not have been named; None where nothing says so.
    """
    if _certainly_complete(view, parts, computed):
        return "violated"
    whole = parts.whole
    closed = rest_named(parts) and numbered(view, parts)  # 主要支出项目完成情况是：（1）…（11）其他支出
    if len(parts.parts) < 2 or (is_partial(view, parts) and not closed):
        return None
    direct = follows(view, whole, parts.parts[0]) and announced(view, whole, parts.parts[0])
    small = all_but_small(parts, computed) if coded(parts.parts) else next_to_nothing(parts, computed)
    return "suspicious" if direct and (small or _slip_explains(parts, computed)) else None


def all_but_small(parts: PartList, computed: Decimal) -> bool:
    """Whether a list lacks less than the smallest part that it names: it stops nowhere, so one must have been forgotten."""
    return abs(parts.whole.exact - computed) < _smallest(parts)


def next_to_nothing(parts: PartList, computed: Decimal) -> bool:
    """Whether what is missing is to the smallest part less than that is to the whole: who names the small would have named all but a trifle."""
    return abs(parts.whole.exact - computed) * abs(parts.whole.exact) < _smallest(parts) ** 2


def _smallest(parts: PartList) -> Decimal:
    return min((abs(part.exact) for part in parts.parts if part.value), default=ZERO)


def numbered(view: View, parts: PartList) -> bool:
    """Whether every part is an item of its own with a number in front: （1）…（2）…."""
    return all(cue("numbered").search(view.figs[part.at].gap) for part in parts.parts)


def _certainly_complete(view: View, parts: PartList, computed: Decimal) -> bool:
    whole = parts.whole
    gap = whole.exact - computed
    direct = follows(view, whole, parts.parts[0]) and announced(view, whole, parts.parts[0])
    defined = by_definition(whole, parts.parts)
    if defined and (direct or gap < 0 or next_to_nothing(parts, computed)):
        return True
    if gap < 0 and _positive(parts):
        linked = all(
            part.exact <= whole.exact for part in parts.parts
        )  # a part above its whole was linked to the wrong one
        return direct and linked and len(parts.parts) > 1
    if is_partial(view, parts):
        return False
    if direct and (rest_named(parts) or _counted(view, parts)):
        return True
    if not coded(parts.parts):
        return False
    # a list of the budget's items below the total, each down to its last level, names every item when it counts them or divides the total
    items = direct and all(_last_level(part.code or "") for part in parts.parts)
    return (items and (numbered(view, parts) or _divided(view, parts))) or next_to_nothing(parts, computed)


def _last_level(code: str) -> bool:
    """Whether a subject has none below it: a 项 of the functional classification, a 款 of the economic one."""
    return len(code) >= (7 if code.startswith(("1", "2")) else 5)


def _counted(view: View, parts: PartList) -> bool:
    """用于以下四个方面：一是…四是: the items are numbered and as many as the words in front say."""
    first = parts.parts[0]
    before = [fig for fig in view.figs[parts.whole.at + 1 : first.at] if fig.type == "quantity" and fig.usable]
    counted = before and cue("below").search(before[-1].gap) and before[-1].exact == len(parts.parts)
    return bool(counted) and before[-1].at == first.at - 1 and numbered(view, parts)


def _divided(view: View, parts: PartList) -> bool:
    """Whether the words say that the whole is divided: 按功能科目分, 具体为."""
    words = view.between(parts.whole, parts.parts[0])
    return cue("partition_start").search(words) is not None or cue("in_detail").search(words) is not None


def _positive(parts: PartList) -> bool:
    return parts.whole.exact > 0 and all(part.exact >= 0 for part in parts.parts)


def _slip_explains(parts: PartList, computed: Decimal) -> bool:
    """Whether one slip of the pen in a figure with four digits or more makes the list add up exactly.

    A wrong unit explains any gap; a wrong digit only one that leaves most of the whole accounted for.
    """
    gap = parts.whole.exact - computed
    most_there = abs(gap) * 2 <= abs(parts.whole.exact)
    for fig, needed in wanted(parts, gap):
        found = slip(fig, needed) if digits(fig) >= 4 else None
        if found is not None and (most_there or found.cause == "unit"):
            return True
    return False


def wanted(parts: PartList, gap: Decimal) -> Iterator[tuple[Fig, Interval]]:
    """For each figure of a sum the exact value that would make it hold."""
    yield parts.whole, Interval(parts.whole.exact - gap, parts.whole.exact - gap)
    for part in parts.parts:
        yield part, Interval(part.exact + gap, part.exact + gap)


def digits(fig: Fig) -> int:
    """Digits that tell one number from another: 70,000 has one, 158.30 four."""
    if not fig.step:
        return 0
    return len(str(abs(int(fig.exact / fig.step))).rstrip("0"))


def nested_part(view: View, parts: PartList) -> tuple[Fig, bool] | None:
    """A part without which the list adds up, and whether the report itself shows that it is inside another part.

    一般公共服务 165.78万元、一般行政管理事务6.2万元: the second is an item of the first and must not be added twice.
    """
    gap = sum((p.exact for p in parts.parts), ZERO) - parts.whole.exact
    if gap <= 0 or sum(bool(part.value) for part in parts.parts) < 3:
        return None
    for part in parts.parts:
        if part.value == gap and part is parts.parts[-1]:
            return part, True  # the list ended before it: 其中A、B，另按期付息C
        if part.value == gap:
            return part, cue("inside").search(part.gap) is not None or _below_another(view, part, parts.parts)
    return None


def _below_another(view: View, part: Fig, parts: Sequence[Fig]) -> bool:
    """Whether a subject that bears the part's name lies under a subject that another part of the list is named after."""
    own = names.stem(part.label)
    others = {names.stem(other.label) for other in parts if other is not part and other.label}
    for code in view.codes.values():
        path = [names.stem(name) for name in code.path]
        if own in path and any(above in others for above in path[: path.index(own)]):
            return True
    return False
