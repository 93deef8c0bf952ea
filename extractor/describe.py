"""What every figure in running text means: the reading of a report, paragraph by paragraph, figure by figure.

`describe` is the stage of the pipeline. The text is cut by clauses.py; what carries over is kept by context.py; roles.py, labels.py, stages.py and
links.py each answer their question about one figure; statements.py puts the answers together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace

from . import labels, roles, stages
from .clauses import Clause, Paragraph, Slot, paragraphs
from .context import Context
from .cues import may_add, may_divide, may_explain, may_list, rules
from .facts import Facts
from .headings import CodeLike, HeaderLike, Headings, SectionLike
from .indicators import indicator_of
from .links import Levels, Topic, settle_lists
from .mentions import Mention
from .normalize import MatchingCopy
from .periods import PeriodMention
from .roles import Role
from .statements import Writer

_SEPARATORS = "、和及与以及，；或~至 "
_LONG_ROW = 40  # figures in one clause: more is no row of names any more
_NOUN_FOLLOWS = frozenset("个项家名位所座处类")  # measure words that are hardly used without their noun
_BEHIND = 48  # characters behind a figure that may name it
_SHORT = 20  # characters of a name that can be carried over
_AIMS = ("用于", "支持", "给予", "解决", "投向")
_MOVES = ("提高", "增加", "增长", "调整", "上升", "下降", "调增", "调减", "降")


def describe(
    copy: MatchingCopy,
    mentions: Sequence[Mention],
    *,
    periods: Sequence[PeriodMention],
    codes: Sequence[CodeLike],
    sections: Sequence[SectionLike],
    header: HeaderLike,
    words: Callable[[str], list[str]],
    grids: Sequence[tuple[int, int]] = (),
) -> list[Facts]:
    """The facts of each figure, parallel to `mentions` (sorted by place; all places in the copy).

    `codes` are the budget subjects that the text names, `sections` its headings, `words` cuts a short text into jieba words, `grids` are the
    spans of tables: figures in them are left without facts. Every field that is filled has its reason in `Facts.evidence`.
    """
    reader = _Reader(copy.text, mentions, periods, codes, header, words)
    headings = Headings(sections, header)
    starts, ends = [m.start for m in mentions], [m.end for m in mentions]
    context = reader.context
    for paragraph in paragraphs(copy.text, starts, ends, grids):
        style = paragraph.marker or reader.style(paragraph.start)
        context.start_paragraph(paragraph, headings.over(paragraph.start), style)
        if not paragraph.clauses:
            reader.bare(paragraph)
            continue
        for clause in paragraph.clauses:
            reader.clause(clause)
        context.end_paragraph(paragraph)
    settle_lists(context.lists, reader.facts, mentions)
    return reader.facts


class _Reader:
    """Reads clause by clause; one for one text."""

    def __init__(
        self,
        text: str,
        mentions: Sequence[Mention],
        periods: Sequence[PeriodMention],
        codes: Sequence[CodeLike],
        header: HeaderLike,
        words: Callable[[str], list[str]],
    ) -> None:
        self.text, self.mentions, self.periods, self.codes, self.words = text, mentions, periods, codes, words
        self.period_starts = [p.start for p in periods]
        self.code_starts = [c.start for c in codes]
        self.facts = [Facts() for _ in mentions]
        self.context = Context(text, header, Levels(self.facts, mentions))
        self.writer = Writer(self.context, self.facts, mentions, words)
        self.roles: dict[int, Role] = {}

    def style(self, place: int) -> str:
        """How a paragraph without a number begins: with a budget subject, or plainly."""
        at = bisect_left(self.code_starts, place)
        return "code" if at < len(self.codes) and self.codes[at].start <= place + 2 else "plain"

    def bare(self, paragraph: Paragraph) -> None:
        """A paragraph without figures: it may open a list, or name the budget subject of the next."""
        self.context.bare_paragraph(paragraph)
        if self.codes:
            self._code(paragraph.start, paragraph.end, own=False)

    def clause(self, clause: Clause) -> None:
        """Read one clause."""
        context = self.context
        context.border(clause)
        if not clause.slots:
            if clause.end > clause.start:
                reason, year = context.reason, (context.year, context.year_rule)
                self._periods(clause.start, clause.end)
                self._code(clause.start, clause.end, own=False)
                context.words_without_figure(clause)
                if context.reason and not reason:
                    context.before_reason = year
            return
        for slot in clause.slots:
            if self.mentions[slot.figure].kind == "quantity":
                self._quantity(clause, slot)
            else:
                self._money(clause, slot)
        last = clause.slots[-1]
        end = self.mentions[last.figure].end
        if last.after > end:
            rest = self.text[end : last.after]
            if "下同" in rest and (cue := rules().against.search(rest)) and self._is_change(last.figure):
                context.always_compared = cue["of"]
                self.facts[last.figure].of = cue["of"]
            if "原因" in rest and (cue := rules().reason.search(rest)):
                context.begin_reason(cue.group(), clause.closing)

    def _is_change(self, figure: int) -> bool:
        return (
            figure in self.roles and self.roles[figure].role == "change" and self.mentions[figure].kind == "percentage"
        )

    def _quantity(self, clause: Clause, slot: Slot) -> None:
        mention, facts = self.mentions[slot.figure], self.facts[slot.figure]
        start = self._cues(slot, clause)
        begin = self._periods(start, slot.end)
        name = labels.name(self._words(start, begin, slot.end, False))
        own = not name.bare and len(name.label) > 1
        noun = ""
        if not own or mention.unit in _NOUN_FOLLOWS:  # 8个项目: the thing itself stands behind
            noun = labels.counted(self.text[mention.end : min(slot.after, mention.end + 24)], self.words)
            own = own and not noun
        if name.scope and self.text.startswith(name.scope, begin):
            self.context.scope = name.scope
        facts.label = (name.label if own else noun or name.label) or None
        own = own or bool(noun)
        facts.fiscal_year = self.context.fiscal_year()[0]
        if own and facts.label and len(facts.label) <= _SHORT:
            subject = roles.amount_role(facts.label, "", None).subject
            self.context.count = labels.name(subject).label or self.context.count
            if self.context.count:
                self.context.sentence.said.append(Topic(self.context.count))
        facts.indicator = indicator_of(facts.label, figure="quantity") if facts.label else None
        facts.evidence["label"] = "labels.counted" if noun else "words"

    def _money(self, clause: Clause, slot: Slot) -> None:
        """Read one amount or percentage."""
        self.context.place = slot.start
        waiting, self.context.waiting = self.context.waiting, None
        words, code = self._before(clause, slot)
        whole = waiting is not None and clause.border == "）" and not words.strip(_SEPARATORS)
        if waiting is not None and whole:
            words = waiting.before
        mention = self.mentions[slot.figure]
        behind = self._behind(slot.figure)
        role = self._earlier(mention, self._role(clause, slot, words))
        if words.startswith("涉及") and clause.border == "，" and (counted := self._counted_before(slot)):
            role = replace(role, subject=f"{counted}涉及{labels.name(words).label.removeprefix('涉及')}")
        self.roles[slot.figure] = role
        self.writer.write(slot.figure, role, words, behind, code)
        self.context.read = mention.end
        if waiting is not None and whole and mention.kind == "amount":
            for part in waiting.parts:
                self.facts[part].parent, self.facts[part].evidence["parent"] = slot.figure, waiting.rule

    def _before(self, clause: Clause, slot: Slot) -> tuple[str, CodeLike | None]:
        """The words that name the figure, and the budget subject among them."""
        start = self._cues(slot, clause)
        begin = self._periods(start, slot.end)
        previous = slot.previous
        if previous is not None and start == slot.start and self.mentions[previous].kind == "quantity":
            first = self.mentions[previous].start  # 教育、卫生等11个领域支出: the count is part of the name
            joined = first and self.text[first - 1] in "等和及与" and self.text[start : start + 1] not in _SEPARATORS
            joined = joined or (
                self.mentions[previous].unit == "项" and self.text[start : slot.end] in ("支出", "收入")
            )
            if joined and clause.slots[0].figure == previous:
                start = begin = clause.start
            elif (
                first
                and self.text[first - 1] in "为给向对"
                and (receivers := labels.received(self.text[start : slot.end]))
            ):
                return receivers, None
        if slot.end - start > 3:
            self.context.years_together(self.text[start : slot.end])
        code = self._code(start, slot.end, own=True)
        if code is not None:
            begin = max(begin, code.end)
        words = self._words(start, begin, slot.end, code is not None)
        if "（" in words:
            words = labels.without_notes(words)
        if previous is not None and self.mentions[previous].kind == "quantity":
            words = labels.without_receiver(words)
        if "、" in words and (cut := words.rfind("、")) > 0 and labels.holds_number(words[:cut]):
            words = words[cut + 1 :]  # 平均期限8.5年、平均利率: the first has its number
        if previous is not None and words.startswith(_AIMS):  # they say what the figure before is for
            cut = max(words.rfind(sign) for sign in "、和，")
            words = words[cut + 1 :] if cut >= 0 else words
        return words, code

    def _role(self, clause: Clause, slot: Slot, words: str) -> Role:
        """The figure's role; in a row that of the figure before."""
        mention, before = self.mentions[slot.figure], slot.previous
        previous = self.roles.get(before) if before is not None else None
        dealt = self._dealt(words, before)
        if dealt is None and "分别" in words:
            self._deal_out(clause, slot, mention.kind)
        silent = not words.strip(_SEPARATORS)
        if silent and before is not None:
            kind = self.mentions[before].kind
            if previous is not None and kind == mention.kind:
                subject = dealt if dealt is not None else previous.subject
                move = previous.move and previous.role == "base"
                return Role(previous.role, previous.rule, subject, previous.direction, previous.of, move)
            if kind == "quantity" and mention.kind == "amount":
                return Role("level", "the count before", self.facts[before].label or "")
        after = self._after(clause, slot)
        if mention.kind == "amount":
            role = roles.amount_role(words, after, previous)
        else:
            role = roles.percentage_role(words, after, previous, mention.value)
            if mention.unit == "times" and role.role == "share":
                role = replace(role, role="rate", of=None)
        if self.context.reason and role.role == "level" and mention.kind == "amount":
            stripped = words.strip(_SEPARATORS)
            if stripped.startswith("新增") or stripped.endswith("增资"):
                role = replace(role, role="change", direction="up", rule="roles.rise in a reason")
        return replace(role, subject=dealt) if dealt is not None and not silent else role

    def _earlier(self, mention: Mention, role: Role) -> Role:
        """上年末[7.5万元] behind the figure of this year is the base of what follows."""
        context = self.context
        once, context.once = context.once, None
        topic = context.topic
        if once is None or role.role != "level" or topic is None or topic.level is None or mention.kind != "amount":
            return role
        if not labels.name(role.subject).bare:
            return role
        context.sentence.compared_year = once
        return Role("base", "roles.base earlier period", "", of=str(once))

    def _counted_before(self, slot: Slot) -> str | None:
        """The name of the count that stands right before the clause: 项目48个，[涉及金额…]."""
        before = slot.figure - 1
        if before < 0 or self.mentions[before].kind != "quantity" or self.mentions[before].end != slot.start - 1:
            return None
        return self.facts[before].label

    def _after(self, clause: Clause, slot: Slot) -> str:
        """The words behind the figure; behind the last of a row: 由5元、6元[提高至]."""
        slots = clause.slots
        at = slots.index(slot) if len(slots) < _LONG_ROW else len(slots)
        while at + 1 < len(slots) and not self.text[slots[at + 1].start : slots[at + 1].end].strip(_SEPARATORS):
            at += 1
        last = slots[at] if at < len(slots) else slot
        end = self.mentions[last.figure].end
        return self.text[end : min(last.after, end + 40)]

    def _behind(self, figure: int) -> str:
        """The words behind a figure, without those that already name the next."""
        end, following = self.mentions[figure].end, self._next_money(figure)
        if following > end + _BEHIND:
            return self.text[end : end + _BEHIND]
        at = following
        while at > end and self.text[at - 1] not in "，、；。":
            at -= 1
        return self.text[end:at]

    def _next_money(self, figure: int) -> int:
        """Where the next amount or percentage begins."""
        for at in range(figure + 1, min(figure + 6, len(self.mentions))):
            if self.mentions[at].kind != "quantity":
                return self.mentions[at].start
        return len(self.text)

    def _words(self, start: int, begin: int, end: int, coded: bool) -> str:
        """The words that name the figure; those before the year where none stand behind it."""
        words = self.text[max(begin, end - roles.LOOK_BACK) : end]
        if begin > start and not coded and (labels.name(words).bare or self._attributive(start, begin)):
            before = self.text[max(start, begin - roles.LOOK_BACK) : begin]
            first = max(start, begin - roles.LOOK_BACK)
            at = bisect_left(self.period_starts, first)
            known = at < len(self.periods) and self.periods[at].start < begin
            cut = self.periods[at].start - first if known else len(before)
            organization = self.context.header.organization
            if cut > 2 and not (organization and organization in before) and not labels.is_office(before[:cut]):
                return before[:cut] + words
        return words

    def _attributive(self, start: int, begin: int) -> bool:
        """Whether words in front of the year say which of the things behind it: 绩效自评的2025年度项目."""
        at = bisect_left(self.period_starts, begin) - 1
        place = self.periods[at].start if at >= 0 else begin
        return start < place - 1 and self.text[place - 1] == "的"

    def _deal_out(self, clause: Clause, slot: Slot, kind: str) -> None:
        """分别 without names: percentages to what the sentence said before, amounts to its years, in their order."""
        if len(clause.slots) >= _LONG_ROW:
            return
        row = sum(one.start >= slot.start for one in clause.slots)
        sentence = self.context.sentence
        if kind == "percentage":
            said = sentence.said[-row:]
            self.context.row = said if row > 1 and len(said) == row else []
        elif row > 1 and len(sentence.years) == row:
            self.context.row_years = sentence.years[:]

    def _dealt(self, words: str, before: int | None) -> str | None:
        """The name dealt to this figure by 分别, where a row is open."""
        sentence = self.context.sentence
        at = words.find("分别")
        if at >= 0:
            named = labels.name(words[:at]).label
            if not named and before is not None and self.mentions[before].kind == "quantity":
                named = self.facts[before].label or ""  # 甲、乙、丙三项分别为
            row = labels.names(named)
            if len(row) > 1 and all(len(one) == 1 or stages.is_scope(one) for one in row):
                sentence.names = ()
                return ""  # 市、县分别增长: whose, not what
            if len(row) > 1:
                sentence.names = row
            sentence.dealt = 0
        elif words.strip(_SEPARATORS):
            if not words.startswith(_MOVES):
                sentence.names = ()
                return None
            sentence.dealt = 0
        if sentence.dealt >= len(sentence.names):
            return None
        name = sentence.names[sentence.dealt]
        sentence.dealt += 1
        return name

    def _cues(self, slot: Slot, clause: Clause) -> int:
        """Openers among the words before the figure; where the words that name it begin."""
        found, context = rules(), self.context
        begin, words = slot.start, self.text[slot.start : slot.end]
        if len(words) < 2:
            return begin
        if "）" in words:
            words = rules().aside.sub(lambda match: "＃" * len(match.group()), words)
        if may_explain(words) and (cue := found.reason.search(words)):
            context.begin_reason(cue.group(), "")
            return begin + cue.end()
        if may_divide(words) and (cue := found.partition.search(words)):
            context.open_partition(cue.group())
            return begin + cue.end()
        if may_list(words) and (cue := labels.last(found.parts, words)):
            context.open_parts(cue.group())
            return begin + cue.end()
        if slot.previous is None and may_add(words) and (cue := found.adding.match(words)):
            context.close_parts()
            return begin + cue.end()
        return begin

    def _periods(self, start: int, end: int) -> int:
        """Take note of the periods in `[start, end)`; where the words behind the last that fixes or names a year begin."""
        at = bisect_left(self.period_starts, start)
        begin = start
        while at < len(self.periods) and self.periods[at].start < end:
            period = self.periods[at]
            use = self.context.period(begin, period)
            if use.kind in ("set", "once"):
                begin = period.end
                if self.text.startswith("预算", begin) and self.text[begin - 2 : begin] == "年初":
                    begin -= 2  # 2023年[年初预算]收入
            elif use.kind == "name":
                begin = begin if period.relative else period.end
            at += 1
        return min(begin, end)

    def _code(self, start: int, end: int, *, own: bool) -> CodeLike | None:
        """The budget subject named in `[start, end)`; where no figure follows at once it becomes what is spoken of."""
        at = bisect_left(self.code_starts, end) - 1
        if at < 0 or self.codes[at].start < start:
            return None
        code = self.codes[at]
        if not own and code.name:
            self.context.topic = Topic(code.name, code=code.code)
        return code
