"""Which figure belongs to which: wholes and their parts, percentages and their amounts, changes and what they change.

`Frames` holds the open lists while the text is read (其中, brackets, numbered items below a colon), innermost last. `Levels` knows every amount
by its name, so that a share of 总收入 or a rise of a measure named again finds its figure. Where several readings are possible the one under
which the printed numbers agree is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from . import patterns
from .facts import Facts
from .labels import key
from .mentions import Mention
from .models import Flow, Stage

_RANK = {
    "chapter": 0, "han": 1, "paren_han": 2, "digit": 3, "dotted": 4, "paren_digit": 5, "first": 6, "ordinal": 6,
    "circle": 7, "dash": 8, "bullet": 8,
}  # fmt: skip
_DEEPEST = 64  # nested lists: more than a person could follow is no structure
_LOOSE = ("parts", "within", "total")  # closed by the end of the sentence
_MOST_PARTS = 40
_NEAR = 8  # readings that are tried against the printed numbers


@dataclass(slots=True)
class Topic:
    """What the text is speaking of: a measure and its figures."""

    label: str
    level: int | None = None  # its amount, the last one said
    stages: dict[Stage | None, int] = field(default_factory=dict)
    change: int | None = None
    known: int | None = None  # its amount said elsewhere, where the sentence itself says none
    code: str | None = None
    flow: Flow | None = None
    stage: Stage | None = None
    scope: str | None = None
    parent: int | None = None

    def at(self, stage: Stage | None) -> int | None:
        """Its amount in the same stage, else its last."""
        return self.stages.get(stage, self.level)


@dataclass(slots=True)
class Frame:
    """An open list of parts."""

    kind: str  # parts | within | bracket | list | total
    whole: Topic | None
    rule: str
    style: str | None = None  # of a list below a colon: how its items are numbered
    after: Topic | None = None  # of a bracket: what the text speaks of again behind it
    entry: str | None = None  # of a list: the name of the item that is being read
    parts: list[int] = field(default_factory=list)
    before: str = ""  # of a bracket that stands before its whole: the words in front of it

    def parent(self, role: str, stage: Stage | None) -> int | None:
        """The whole of a part: of a change the change, of a level the level of the same stage."""
        if self.whole is None:
            return None
        if role == "change":
            return self.whole.change
        return self.whole.stages.get(stage) if self.kind == "within" else self.whole.at(stage)


class Frames:
    """The lists that are open at a place of the text, innermost last."""

    def __init__(self) -> None:
        self.open: list[Frame] = []
        self.skipped = 0  # brackets deeper than _DEEPEST

    def push(self, frame: Frame) -> None:
        if len(self.open) < _DEEPEST:
            self.open.append(frame)
        elif frame.kind == "bracket":
            self.skipped += 1

    def top(self) -> Frame | None:
        return self.open[-1] if self.open else None

    def end_bracket(self) -> Frame | None:
        """Close the innermost bracket with all that was opened inside it."""
        if self.skipped:
            self.skipped -= 1
            return None
        for position in range(len(self.open) - 1, -1, -1):
            if self.open[position].kind == "bracket":
                frame = self.open[position]
                del self.open[position:]
                return frame
        return None

    def end_item(self) -> None:
        """A semicolon: the list inside the item is over, the list that the item belongs to is not."""
        if len(self.open) > 1 and self.open[-1].kind == "parts" and self.open[-2].kind in _LOOSE:
            self.open.pop()

    def end_parts(self) -> Frame | None:
        """The list is over (加上…, 收入总计): back to the bracket or the numbered list around it; the outermost that was closed."""
        closed = None
        while self.open and self.open[-1].kind in _LOOSE:
            closed = self.open.pop()
        return closed

    def end_sentence(self) -> Frame | None:
        """The outermost list of the sentence, now closed."""
        self.skipped = 0
        while self.open and self.open[-1].kind == "bracket":
            self.open.pop()
        return self.end_parts()

    def at_paragraph(self, style: str, *, figures: bool) -> None:
        """Which numbered lists a paragraph goes on with, by the style of its own number."""
        self.end_sentence()
        if style == "plain" and not figures:
            return
        while self.open:
            frame = self.open[-1]
            if frame.style is None:
                frame.style = style
                return
            if style == frame.style or (style == "code" and frame.style != "plain"):
                return
            if style in _RANK and frame.style in _RANK and _RANK[style] > _RANK[frame.style]:
                return
            self.open.pop()


class Levels:
    """Every amount that is a level, by name."""

    def __init__(self, facts: Sequence[Facts], mentions: Sequence[Mention]) -> None:
        self.facts, self.mentions = facts, mentions
        self.by_key: dict[str, list[int]] = {}

    def add(self, figure: int, label: str) -> None:
        for name in {key(label), general(key(label))}:
            self.by_key.setdefault(name, []).append(figure)

    def find(
        self, label: str, *, stage: Stage | None = None, scope: str | None = None, year: int | None = None
    ) -> int | None:
        """The last amount of that name; one of the same scope, stage and year is preferred.

        A name that no amount has is looked for as the beginning of a longer one, 支出 left out.
        """
        name = key(label)
        found = self.by_key.get(name) or self.by_key.get(general(name))
        if not found:
            return None
        best, best_score = None, -1
        for figure in reversed(found[-_NEAR:]):
            facts = self.facts[figure]
            score = 4 * (facts.scope == scope) + 2 * (facts.stage == stage) + (facts.fiscal_year == year)
            if year is not None and facts.fiscal_year not in (year, None):
                continue
            if score > best_score:
                best, best_score = figure, score
        return best

    def all(self, label: str) -> list[int]:
        """The last few amounts of that name, the last first."""
        name = key(label)
        return (self.by_key.get(name) or self.by_key.get(general(name)) or [])[: -_NEAR - 1 : -1]


_TOTALS = {
    "income": (
        "总收入",
        "收入",
        "收入合计",
        "收入总计",
        "本年收入合计",
        "本年收入",
        "收入决算",
        "收入预算",
        "全年收入",
        "部门总收入",
    ),
    "expenditure": (
        "总支出",
        "支出",
        "支出合计",
        "支出总计",
        "本年支出合计",
        "本年支出",
        "支出决算",
        "支出预算",
        "全年支出",
        "部门总支出",
    ),
}
_TOTAL_OF = {name: total for total, names in _TOTALS.items() for name in names}


@lru_cache(maxsize=4096)
def general(name: str) -> str:
    """One name for the ways to say the same whole: 总收入, 收入合计, 本年收入合计; and without 支出 behind a name of spending.

    >>> general("本年支出合计") == general("总支出"), general("公务接待费支出")
    (True, '公务接待费')
    """
    name = name.removeprefix("地方")
    if name in _TOTAL_OF:
        return f"={_TOTAL_OF[name]}"
    for ending in ("总额", "金额"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            name = name[: -len(ending)]
    return name[:-2] if name.endswith("支出") and len(name) > 4 else name


@lru_cache(maxsize=1)
def _part_of() -> dict[str, frozenset[str]]:
    """Names of parts → names of their wholes, for lists without 其中."""
    known: dict[str, set[str]] = {}
    for record in patterns.read_toml("wholes.toml")["whole"]:
        for part in record["parts"]:
            known.setdefault(general(key(part)), set()).update(general(key(whole)) for whole in record["of"])
    return {part: frozenset(wholes) for part, wholes in known.items()}


def is_known_part(label: str, whole: str) -> bool:
    """Whether the accounts themselves say that one is part of the other: 基本支出 of 支出合计."""
    return general(key(whole)) in _part_of().get(general(key(label)), ())


def agreeing_level(
    candidates: Iterable[int], base: Mention | None, change: Mention, up: bool | None, mentions: Sequence[Mention]
) -> int | None:
    """The first amount that is the base plus or minus the change, as printed."""
    if base is None or base.value is None or change.value is None or up is None:
        return None
    expected = base.value + change.value if up else base.value - change.value
    for figure in candidates:
        value = mentions[figure].value
        if (
            value is not None
            and abs(value - expected) <= (base.precision + change.precision + mentions[figure].precision) / 2
        ):
            return figure
    return None


def agreeing_whole(candidates: Iterable[int], part: Mention, share: Mention, mentions: Sequence[Mention]) -> int | None:
    """The first amount of which the part is the printed share."""
    if part.value is None or share.value is None:
        return None
    for figure in candidates:
        whole = mentions[figure].value
        if whole and abs(part.value / whole - share.value) <= _share_slack(part, share, whole):
            return figure
    return None


def _share_slack(part: Mention, share: Mention, whole: Decimal) -> Decimal:
    return share.precision + part.precision / abs(whole)


def settle_lists(
    lists: Iterable[tuple[Frame, tuple[int, ...]]], facts: Sequence[Facts], mentions: Sequence[Mention]
) -> None:
    """Lists whose parts do not make up their whole but, as printed, another amount before them: that one is their whole."""
    for frame, before in lists:
        if not 2 <= len(frame.parts) <= _MOST_PARTS or completes(frame, None, mentions):
            continue
        for candidate in reversed(before):
            other = Frame(frame.kind, Topic("", candidate), frame.rule, parts=frame.parts)
            rough = mentions[candidate].precision > max(mentions[part].precision for part in frame.parts)
            if rough or candidate in frame.parts or not completes(other, None, mentions):
                continue  # a total printed more roughly than its parts proves nothing
            for part in frame.parts:
                facts[part].parent = candidate
                facts[part].evidence["parent"] = f"{frame.rule}, the parts add up"
                if facts[part].evidence.get("flow") == "parent":
                    facts[part].flow = facts[candidate].flow
            break


def completes(frame: Frame, figure: int | None, mentions: Sequence[Mention]) -> bool:
    """Whether the figure is what the parts of a list lack to its whole, as printed; without a figure whether they lack nothing."""
    whole = frame.whole.level if frame.whole is not None else None
    if whole is None or not frame.parts or len(frame.parts) > _MOST_PARTS:
        return False
    total, slack = Decimal(0), mentions[whole].precision
    for part in (*frame.parts, figure) if figure is not None else frame.parts:
        value = mentions[part].value
        if value is None:
            return False
        total += value
        slack += mentions[part].precision
    wanted = mentions[whole].value
    return wanted is not None and abs(total - wanted) <= slack / 2
