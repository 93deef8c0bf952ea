"""The subject hierarchy across lists: a 类 or 款 stated in one place is the sum of its 项 stated with their codes in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from . import names
from .finding import Draft, Ledger
from .lists import PartList
from .sums import best_reading
from .view import Fig, View

_Key = tuple[str | None, str | None, int | None, str | None]  # flow, stage, year, scope


def sum_hierarchy(view: View, ledger: Ledger) -> None:
    """sum.hierarchy: the items of a budget subject that the report lists by code make up the amount that it states for the subject.

    A subject whose items do not add up is a finding only when most subjects of the same list do: then the list of items is complete.
    """
    for key, items in _items(view).items():
        drafts = [
            draft for whole, prefix in _subjects(view, key, items) if (draft := _judge(view, whole, prefix, items))
        ]
        agreeing = sum(draft.rank < 2 for draft in drafts)
        failing = len(drafts) - agreeing
        for draft in drafts:
            if len(draft.operands) < 2 and draft.rank == 0:
                continue  # one item that is all of its subject: true, but nothing was added
            if draft.rank < 2 or (agreeing > failing and len(draft.operands) > 1):
                ledger.add(draft)
            else:
                ledger.skip("sum.hierarchy")


def _items(view: View) -> dict[_Key, dict[str, list[Fig]]]:
    """Amounts stated for a subject code, by what they can be compared within, then by code."""
    found: dict[_Key, dict[str, list[Fig]]] = defaultdict(lambda: defaultdict(list))
    for fig in view.amounts:
        if fig.code and fig.role == "level" and len(fig.code) > 3:
            found[fig.flow, fig.stage, fig.year, fig.scope][fig.code].append(fig)
    return {key: dict(items) for key, items in found.items() if len(items) > 1}


def _subjects(view: View, key: _Key, items: dict[str, list[Fig]]) -> Iterator[tuple[Fig, str]]:
    """Amounts stated for a subject above some of the items, each once, with the subject's code."""
    above = _names_above(view, items)
    seen: set[tuple[str, object]] = set()
    for fig in view.amounts:
        if (fig.flow, fig.stage, fig.year, fig.scope) != key or fig.role != "level" or not fig.label:
            continue
        prefix = (
            fig.code if fig.code and any(code != fig.code and code.startswith(fig.code) for code in items) else None
        )
        if prefix is None and not fig.code:
            prefix = _prefix(names.stem(fig.label), above)
        if prefix and (prefix, fig.value) not in seen:
            seen.add((prefix, fig.value))
            yield fig, prefix


def _names_above(view: View, items: dict[str, list[Fig]]) -> dict[str, str]:
    """Stem of each subject's name above an item → its code."""
    found: dict[str, str] = {}
    for code in items:
        mention = view.codes.get(code)
        if mention is None:
            continue
        for level, name in enumerate(mention.path[:-1]):
            found.setdefault(names.stem(name), code[: 3 + 2 * level])
    return found


def _prefix(label: str, above: dict[str, str]) -> str | None:
    if label in above:
        return above[label]
    if len(label) < 4:
        return None
    for name, code in above.items():
        if (
            len(name) >= 4
            and (name in label or label in name)
            and 2 * min(len(name), len(label)) > max(len(name), len(label))
        ):
            return code
    return None


def _judge(view: View, whole: Fig, prefix: str, items: dict[str, list[Fig]]) -> Draft | None:
    below = [code for code in items if code != prefix and code.startswith(prefix)]
    direct = [code for code in below if not any(other != code and code.startswith(other) for other in below)]
    parts = PartList(whole)
    for code in sorted(direct, key=lambda code: items[code][0].at):
        first = items[code][0]
        parts.parts.append(first)
        other = next((fig for fig in items[code] if fig.value != first.value), None)
        if other is not None:
            parts.twins[first.at] = other
    if whole in parts.parts or not parts.parts or any(fig.rough for fig in (whole, *parts.parts)):
        return None
    draft = best_reading("sum.hierarchy", parts)
    if draft.rank > 1 and not _one_total(whole, parts.parts):
        return None
    if draft.rank > 1:
        loose = _uncoded(view, whole, parts.parts)
        if loose:
            draft = min(
                (best_reading("sum.hierarchy", PartList(whole, [*parts.parts, one], parts.twins)) for one in loose),
                key=lambda reading: reading.rank,
            )
            if draft.rank > 1:
                return None
    draft.words["prefix"] = prefix
    return draft


def _one_total(whole: Fig, parts: Sequence[Fig]) -> bool:
    """Whether subject and items are parts of one total, as far as their totals are known: 项目支出 has subjects of its own."""
    values = {fig.parent.value for fig in (whole, *parts) if fig.parent is not None}
    return len(values) < 2


def _uncoded(view: View, whole: Fig, parts: Sequence[Fig]) -> list[Fig]:
    """Items of the same list whose code is not known: any of them may belong to the subject."""
    first = parts[0]
    if first.parent is None:
        return []
    siblings = view.children.get(first.parent.at, [])
    return [
        fig
        for fig in siblings
        if fig.code is None and fig.stage == first.stage and fig.role == "level" and fig.value and fig is not whole
    ]
