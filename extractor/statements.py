"""One figure's facts, put together: its own words first, then what the context carries over.

`Writer.write` is called figure by figure in the order of the text, with the figure's role. It fills the figure's Facts and tells the context what was
said: the subject, its amount, the open lists.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from . import labels, roles, stages
from .context import Context
from .facts import Facts
from .headings import CodeLike
from .indicators import indicator_of
from .links import Frame, Topic, agreeing_level, completes, is_known_part
from .mentions import Mention
from .models import Flow, Stage
from .naming import TOTAL_ENDS, Namer
from .percentages import Percentages
from .roles import Role

_OVERALL = ("资金", "预算", "整体", "综合", "总体")
_OF_THE_YEAR = (
    "收支结余",
    "当年结余",
    "本年结余",
    "当年收支结余",
)  # what is left of the year's budget: final or budget, as that


def _opposite(label: str, whole: str) -> bool:
    """支出 is no part of 收入, whatever list it stands in."""
    if not label.endswith(("收入", "支出")):
        return False
    if whole.endswith(("滚存结余", "收支结余", "当年结余")):
        return True
    return whole.endswith(("收入", "支出", "收入合计", "支出合计", "总计")) and (
        {stages.flow_in(label)[0], stages.flow_in(whole)[0]} == {"income", "expenditure"}
    )


class Writer:
    """Writes facts; one for one text."""

    def __init__(
        self, context: Context, facts: list[Facts], mentions: Sequence[Mention], words: Callable[[str], list[str]]
    ) -> None:
        self.context, self.facts, self.mentions = context, facts, mentions
        self.namer = Namer(context, words)
        self.percentages = Percentages(context, facts, mentions)

    def write(self, figure: int, role: Role, words: str, behind: str, code: CodeLike | None) -> None:
        """Fill the facts of one amount or percentage that stands behind `words` and before `behind`."""
        facts = self.facts[figure]
        facts.role, facts.direction = role.role, role.direction
        facts.evidence["role"] = role.rule or "level"
        if (
            role.role == "rate"
            and words.lstrip("，、 ").startswith(_OVERALL)
            and words.rstrip("为达到是：约").endswith("率")
            and self._complete()
        ):
            self.context.close_parts()  # the rate behind a list is that of its whole
        topic, rule = self.namer.topic(self.mentions[figure].kind, role, behind, code)
        facts.label = topic.label or None
        facts.evidence["label"] = rule
        if self.mentions[figure].kind == "percentage":
            self._name_rate(figure, role, words, code)
        if role.threshold and (noun := roles.beyond(behind)):
            self.context.topic = Topic(noun, flow="expenditure")
        if self.mentions[figure].kind == "percentage":
            self.percentages.write(figure, role, topic, words)
        elif role.whole:
            self._printed_whole(figure, role, topic)
        else:
            self._amount(figure, role, topic, words)
        if facts.label:
            kind = self.mentions[figure].kind
            facts.indicator = indicator_of(facts.label, flow=facts.flow, stage=facts.stage, figure=kind)
            if facts.indicator is None and kind == "percentage" and facts.role != "rate":
                facts.indicator = indicator_of(facts.label, flow=facts.flow)

    def _printed_whole(self, figure: int, role: Role, topic: Topic) -> None:
        """占总支出[100万元]的20%: the whole of a share with its amount. The text goes on speaking of the part."""
        facts, context = self.facts[figure], self.context
        named = labels.name(role.of or "")
        facts.label, facts.evidence["label"] = named.label or role.of, role.rule
        facts.fiscal_year, facts.evidence["fiscal_year"] = context.fiscal_year()
        facts.scope = named.scope or context.scope_of(topic)
        facts.stage = stages.stage_in(role.of or "")[0] or (
            self.facts[topic.level].stage if topic.level is not None else None
        )
        self._flow(figure, topic, role.of or "")
        context.levels.add(figure, facts.label or "")
        context.sentence.printed_whole = figure

    def _name_rate(self, figure: int, role: Role, words: str, code: CodeLike | None) -> None:
        """执行率92%: the rate is what is measured; a change in percentage points behind it is one of the rate."""
        facts, sentence = self.facts[figure], self.context.sentence
        carried = facts.evidence["label"].startswith("carried")
        if sentence.rate and role.role == "change" and carried and self.mentions[figure].unit == "percentage_point":
            facts.label, facts.evidence["label"] = sentence.rate, "the rate before"
        named = words.rstrip("为达到是：约").endswith(("率", "进度"))
        if role.role == "rate" and role.of is None and code is None and named:
            facts.label, facts.evidence["label"] = labels.name(words).label or facts.label, "words"
            sentence.rate = facts.label or ""

    # -- amounts ------------------------------------------------------------------------------------------------

    def _amount(self, figure: int, role: Role, topic: Topic, words: str) -> None:
        facts, context = self.facts[figure], self.context
        if role.threshold:
            facts.scope = None
            return
        role = self._difference(figure, role, topic)
        if role.role == "base":
            context.sentence.compared = role.of or context.sentence.compared
        elif role.role == "change":
            context.sentence.compared = role.of or context.sentence.compared
            topic = self._settled(figure, role, topic)
            facts.label = topic.label
        if role.role == "level" and (topic.label.endswith(TOTAL_ENDS) or topic.label.startswith("全口径")):
            context.close_parts()
        facts.scope = context.scope_of(topic)
        self._stage(figure, role, topic, words)
        self._year(figure, role)
        self._parent(figure, role, topic)
        self._flow(figure, topic, words)
        self._day(figure, words)
        if not context.reason and topic.code is not None:
            facts.subject_code = topic.code
            facts.evidence["subject_code"] = "code beside the name"
        self._carry_on(figure, role, topic)

    def _difference(self, figure: int, role: Role, topic: Topic) -> Role:
        """决算数小于预算数[6万元]: what they differ by, where the two are known and do, else the 预算数."""
        if not role.plan or not role.rule.startswith("roles.exceeds"):
            return role
        known = [topic, self.context.main, self.context.last]
        for one in known:
            plan, done = (one.stages.get("budget"), one.stages.get("final")) if one is not None else (None, None)
            if plan is None or done is None:
                continue
            values = [self.mentions[at].value for at in (plan, done, figure)]
            if None not in values and abs(values[1] - values[0]) == values[2]:  # type: ignore[operator]
                facts = self.facts[figure]
                facts.role, facts.direction = "change", "down" if values[1] < values[0] else "up"  # type: ignore[operator]
                topic.known = done
                return replace(role, role="change", direction=facts.direction, plan=False)
        return role

    def _settled(self, figure: int, role: Role, topic: Topic) -> Topic:
        """With a stated base: the measure whose amount is the base and the change together."""
        context = self.context
        base = context.sentence.base
        if base is None or context.reason or context.sentence.settled:
            return topic
        wholes = [context.main, *(frame.whole for frame in context.frames.open), topic]
        if topic.level is not None and topic.level == base - 1:
            wholes.insert(0, topic)  # X 10万元，比Y 12万元减少: the one right before
        found = [one for one in wholes if one is not None and one.level is not None]
        up = None if role.direction is None else role.direction == "up"
        level = agreeing_level(
            (one.level for one in found if one.level is not None),
            self.mentions[base],
            self.mentions[figure],
            up,
            self.mentions,
        )
        winner = next((one for one in found if one.level == level), None) if level is not None else None
        topic = winner or topic
        context.sentence.settled = True
        earlier = self.facts[base]
        earlier.label, earlier.flow = topic.label, topic.flow or earlier.flow
        return topic

    def _stage(self, figure: int, role: Role, topic: Topic, words: str) -> None:
        facts, context = self.facts[figure], self.context
        stage: Stage | None
        if role.role == "change":
            stage, word = stages.stage_in(role.subject if role.direction else "")
            if role.verb in ("调减", "调增") and "年中" in words:
                stage, word = "adjusted_budget", "年中" + role.verb
        elif role.role == "base" or role.plan:
            stage, word = stages.stage_in(f"{role.subject if role.move else ''}{role.of or ''}")
        else:
            stage, word = stages.stage_in(words)
        if stage is None and role.role == "change" and role.direction is None:
            return
        evidence = word
        if stage is None and not context.reason:
            stage, evidence = self._carried_stage(role, topic)
            if stage is None and role.role == "level":
                year, last = context.fiscal_year()[0], context.header.fiscal_year
                done = stages.is_done(words) and (year is None or last is None or year <= last)
                if done or (context.sentence.done and not labels.name(words).label):
                    stage, evidence, context.sentence.done = "final", "stages.done", True
        if stage is not None:
            facts.stage, facts.evidence["stage"] = stage, evidence

    def _carried_stage(self, role: Role, topic: Topic) -> tuple[Stage | None, str]:
        context = self.context
        top = context.frames.top()
        if role.role != "level" and topic.stage is not None:
            return topic.stage, "carried"
        if context.sentence.stage is not None:
            return context.sentence.stage, "sentence"
        if top is not None and top.whole is not None and top.whole.stage is not None:
            return top.whole.stage, "stage of the whole"
        if context.stage is not None:
            return context.stage, "carried"
        if context.heading.stage is not None:
            return context.heading.stage, "heading"
        stage = stages.kind_stage(context.header.kind)
        if (
            context.header.kind == "government_budget_report"
            and context.heading.latest
            and stages.flow_in(topic.label)[1]
        ):
            year = context.fiscal_year()[0]
            stage = None if year is None else "budget" if year >= context.heading.latest else "final"
        if stage is None and context.heading.weak_stage is not None and context.sentence.date is None:
            return context.heading.weak_stage, "heading"
        return stage, f"report {context.header.kind}"

    def _flow(self, figure: int, topic: Topic, words: str) -> None:
        facts, context = self.facts[figure], self.context
        label = facts.label or ""
        flow: Flow | None
        flow, sure = stages.flow_in(label)
        evidence = label
        if not sure:
            parent = self.facts[facts.parent].flow if facts.parent is not None else None
            flow = parent or topic.flow or context.lead_flow or context.heading.flow
            evidence = "parent" if parent else "heading"
            if flow is None and (stages.is_spending(label, words) or (topic.code or "")[:1] in ("2", "3", "5")):
                flow, evidence = "expenditure", "words"
        if flow is not None:
            facts.flow, facts.evidence["flow"] = flow, evidence
            if (
                flow == "balance"
                and label.endswith("余额")
                and "存款" not in label
                and context.line is not None
                and context.line.flow == "liability"
            ):
                facts.flow = "liability"
            if (
                flow not in stages.STAGED_FLOWS
                and not label.endswith(_OF_THE_YEAR)
                and facts.evidence.get("stage", "").startswith(("heading", "report", "carried", "stage"))
            ):
                facts.stage = None
                del facts.evidence["stage"]

    def _year(self, figure: int, role: Role) -> None:
        facts, context = self.facts[figure], self.context
        year, evidence = context.fiscal_year()
        if context.row_years:
            year, evidence = context.row_years.pop(0), "分别"
        if role.role == "base":
            compared = context.sentence.compared_year
            moved = role.move and stages.stage_in(role.of or "")[0] is not None
            year = (
                compared
                if compared is not None
                else year
                if moved or facts.stage in ("budget", "adjusted_budget")
                else None
            )
            evidence = role.of or ""
            context.sentence.base, context.sentence.settled = None if role.move else figure, False
        if year is not None:
            facts.fiscal_year, facts.evidence["fiscal_year"] = year, evidence

    def _day(self, figure: int, words: str) -> None:
        """The day of a balance."""
        facts, context = self.facts[figure], self.context
        year = facts.fiscal_year
        if year is None or facts.role == "change":  # a rise since 年初 is of no day
            return
        if facts.flow in ("balance", "asset", "liability"):
            day = stages.balance_day(words + (facts.label or ""), year) or context.sentence.date
            if day is None and context.date is not None and int(context.date[:4]) == year:
                day = context.date
            if day is not None:
                facts.period, facts.evidence["period"] = day, day

    def _parent(self, figure: int, role: Role, topic: Topic) -> None:
        facts, context = self.facts[figure], self.context
        if role.role == "base" or role.plan or context.reason or role.move or "折合" in role.subject:
            return
        top = context.frames.top() or self._goes_on(figure, role, topic)
        if top is None:
            top = self._known_whole(facts, role, topic)
        if top is not None and top.kind == "bracket" and top.before and role.role == "level":
            top.parts.append(figure)
        if top is None or top.whole is None or top.whole is topic or _opposite(topic.label, top.whole.label):
            return
        restated = labels.key(topic.label) == labels.key(top.whole.label)
        if role.role == "level" and not restated and self._complete() and not completes(top, figure, self.mentions):
            context.close_parts()  # nothing is lacking: one more is no part
            return
        if top.kind == "list":
            name = labels.key(topic.label)
            if top.entry is not None and top.entry != name:
                return
            top.entry = name
        if role.role == "change" and restated:
            return
        parent = top.parent(role.role, facts.stage)
        if parent is not None and top.kind == "bracket" and self._said_again(figure, parent, topic):
            return
        if parent is not None and parent != figure and not self._other_year(facts, parent, top):
            facts.parent, facts.evidence["parent"] = parent, top.rule
            if role.role == "level":
                top.parts.append(figure)

    def _complete(self) -> bool:
        """Whether the parts of the innermost list make up its whole."""
        top = self.context.frames.top()
        if top is None or top.kind != "parts" or len(top.parts) < 2:
            return False
        return completes(top, None, self.mentions)

    def _known_whole(self, facts: Facts, role: Role, topic: Topic) -> Frame | None:
        """支出合计10万元，基本支出6万元: the accounts themselves say that one is part of the other."""
        main = self.context.main
        if main is None or main.level is None or role.role != "level" or not is_known_part(topic.label, main.label):
            return None
        if self.facts[main.level].fiscal_year != facts.fiscal_year or len(self.context.sentence.years) > 1:
            return None
        frame = Frame("total", main, f"wholes {main.label}")
        self.context.frames.push(frame)
        return frame

    def _said_again(self, figure: int, parent: int, topic: Topic) -> bool:
        """五万元整（50,000元）: the same amount in figures, not a part of it."""
        same_name = labels.key(topic.label) == labels.key(self.facts[parent].label or "")
        return same_name and self.mentions[figure].value == self.mentions[parent].value

    def _other_year(self, facts: Facts, parent: int, frame: Frame) -> bool:
        """Whether whole and part are of different years; in a bracket the years are the parts."""
        year = self.facts[parent].fiscal_year
        return frame.kind == "list" and None not in (facts.fiscal_year, year) and facts.fiscal_year != year

    def _goes_on(self, figure: int, role: Role, topic: Topic) -> Frame | None:
        """A full stop in the wrong place: a bare item behind it is one more part of the list that it closed."""
        before = self.context.sentence.before
        if before is None or role.role != "level" or self.context.sentence.spoken:
            return None
        if role.subject.strip("，、 ") != topic.label and not completes(before, figure, self.mentions):
            return None
        if before.whole is None or topic.label.endswith(TOTAL_ENDS) or completes(before, None, self.mentions):
            return None
        if stages.flow_in(topic.label)[1] and not completes(before, figure, self.mentions):
            return None
        self.context.frames.push(before)
        return before

    def _carry_on(self, figure: int, role: Role, topic: Topic) -> None:
        """Tell the context what was said."""
        facts, context = self.facts[figure], self.context
        if context.reason:
            return
        context.count = None
        context.sentence.said.append(topic)
        if role.role == "level":
            if topic.level is None or not role.plan:
                topic.level = figure if not role.plan else topic.level
            topic.stages[facts.stage] = figure
            topic.flow, topic.stage = facts.flow, facts.stage if not role.plan else topic.stage
            topic.scope = facts.scope
            context.levels.add(figure, topic.label)
            context.recent.append(figure)
            if not role.plan:
                if facts.evidence.get("stage") != "stages.done":
                    context.stage = facts.stage or context.stage
                context.sentence.spoken = True
        elif role.role == "change":
            topic.change = figure
            if topic.known is None and topic.level is None:
                topic.known = context.levels.find(
                    topic.label, stage=facts.stage, scope=facts.scope, year=facts.fiscal_year
                )
        elif role.move:
            topic.stages[facts.stage] = figure
        context.topic = context.last = topic
        if facts.parent is None and role.role == "level" and not role.plan:
            context.line = topic
            context.main = context.main or topic
