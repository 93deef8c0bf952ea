"""What carries over from sentence to sentence: subject, year, stage, scope, comparison, open lists.

`Context` reads the words of a clause before, between and behind its figures and keeps what they say; statements.py asks it when a figure's own
words are silent.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from . import labels, stages
from .clauses import STOPS, Clause, Paragraph
from .cues import may_add, may_divide, may_explain, may_list, rules
from .facts import Facts
from .headings import CodeLike, HeaderLike, Heading
from .links import Frame, Frames, Levels, Topic, completes
from .models import Flow, Stage
from .periods import PeriodMention

_STAGE_WORDS = frozenset(
    ("中标", "成交", "决算", "决算数", "执行数", "年初预算", "年初预算数", "预算数", "调整预算", "调整预算数")
)
_LOOKING_BACK = ("government_work_report", "government_budget_report")
_RECENT = 8  # levels before a list that may be its whole
_LONGEST_SPAN = 12  # years that a row of figures can run through
_LINE = 48  # characters of a heading without a number
_RUN_IN = 24  # characters of a heading that stands in the line


@dataclass(slots=True)
class Sentence:
    """What holds to the end of the sentence."""

    compared: str | None = None  # words that changes are compared with
    compared_year: int | None = None
    base: int | None = None  # the amount that a change is measured from
    settled: bool = False  # that change was said
    spoken: bool = False  # an amount of the main line stood in this sentence
    whole_words: str | None = None  # 支出决算中: the whole in front of its parts
    printed_whole: int | None = None  # 占总支出[100万元]的20%: of the shares that follow too
    names: tuple[str, ...] = ()  # names dealt out with 分别
    dealt: int = 0
    date: str | None = None
    years: list[int] = field(default_factory=list)  # named one after another, or as a range: 2021年、2022年分别
    stage: Stage | None = None  # said by a clause without figures
    aspect: str = ""  # the field that its money is for: 在工业振兴方面
    said: list[Topic] = field(default_factory=list)  # what figures were given for, in order
    before: Frame | None = None  # the list that the full stop before closed
    spanning: bool = False  # its figures are of several years together: “十四五”期间累计
    rate: str = ""  # the rate that was said last: 执行率
    done: bool = False  # a verb said that its money has moved


@dataclass(slots=True)
class Context:
    """The state of reading."""

    text: str
    header: HeaderLike
    levels: Levels
    heading: Heading = field(default_factory=Heading)
    frames: Frames = field(default_factory=Frames)
    sentence: Sentence = field(default_factory=Sentence)
    topic: Topic | None = None
    last: Topic | None = None  # the last measure with an amount, whatever list it stood in
    main: Topic | None = None  # the first of the paragraph
    line: Topic | None = None  # the last of the paragraph that is no part of another
    year: int | None = None
    year_rule: str = ""
    once: int | None = None  # another year, of the next figure only: 上年末[7.5万元]
    date: str | None = None
    stage: Stage | None = None
    scope: str | None = None
    lead: str = ""  # words before the first colon of the paragraph: 收入情况
    lead_flow: Flow | None = None
    reason: bool = False
    reason_runs_on: bool = False  # introduced with a colon: it goes on behind full stops
    before_reason: tuple[int | None, str] = (None, "")  # the year that was spoken of, and what said so
    past: int | None = None  # the year that a report of the government looks back on, until it names the next
    code: CodeLike | None = None
    earlier: Topic | None = None  # what the paragraph before spoke of
    always_compared: str | None = None  # 与上年相比，下同: what changes are compared with from here on
    start: int = 0  # of the paragraph
    place: int = 0  # of the figure that is being read
    marked: bool = False  # the paragraph begins with an item number
    recent: list[int] = field(default_factory=list)  # levels, in the order of the text
    lists: list[tuple[Frame, tuple[int, ...]]] = field(default_factory=list)  # each with the levels before it
    waiting: Frame | None = None  # a bracket whose whole must follow at once
    read: int = 0  # where the last figure ended
    row_years: list[int] = field(default_factory=list)  # of the next amounts of a row
    row: list[Topic] = field(default_factory=list)  # to whom the next percentages of a row belong
    count: str | None = None  # the name of a count that was said after the last amount
    closed: bool = False  # a paragraph that looks back over everything ended what the heading says about scope
    mains: list[Topic] = field(default_factory=list)  # of the paragraphs before, the last few
    fund: str = ""  # which of the four budgets the paragraph is about

    def start_paragraph(self, paragraph: Paragraph, heading: Heading, style: str) -> None:
        """Forget what does not outlive a paragraph."""
        if style == "plain" and paragraph.clauses and rules().continues.match(self.text, paragraph.start):
            self.sentence = Sentence()
            self.reason = False
            return
        if paragraph.carried and rules().carried_sentence.search(
            self.text[max(0, paragraph.start - 6) : paragraph.start - 1]
        ):
            top = self.frames.top()
            if top is not None and top.kind == "list" and top.style is None:
                top.kind = "parts"
            if style != "code":
                return
        self.frames.at_paragraph(style, figures=bool(paragraph.clauses))
        if heading is not self.heading or style != "plain":
            self.closed = self.closed and heading is self.heading
        if style == "plain" and rules().closing_words.match(self.text, paragraph.start):
            self.closed = True
        self.heading = heading
        self.sentence = Sentence()
        self.year, self.year_rule, self.date, self.stage, self.scope = None, "", None, None, None
        if rules().span_of_years.match(self.text, paragraph.start + (paragraph.marker == "dash") * 2):
            self.year_rule = "range"
        self.lead, self.lead_flow, self.reason, self.code = "", None, False, None
        year = self.header.fiscal_year
        if self.header.kind in _LOOKING_BACK and year and rules().past_year.match(self.text, paragraph.start):
            self.past = year - 1
        if self.main is not None:
            self.mains = [*self.mains[-5:], self.main]
        self.earlier, self.main, self.line, self.fund = self.main or self.earlier, None, None, ""
        top = self.frames.top()
        if top is not None:
            top.entry = None
        self.topic = None
        self.start = paragraph.start
        self.marked, self.count = paragraph.marker is not None, None

    def end_sentence(self, following: str) -> None:
        """A full stop: lists of the sentence are closed, their whole is spoken of again."""
        closed = self.frames.end_sentence() if not following.startswith("其中") else None
        if closed is not None and closed.whole is not None:
            self.topic = closed.whole
        if self.reason and (not self.reason_runs_on or _resumes(following)):
            self.end_reason()
        self.row = []
        self.sentence = Sentence(before=closed)

    def border(self, clause: Clause) -> None:
        """What the sign before a clause does."""
        sign = clause.border
        if sign in STOPS and sign:
            self.end_sentence(self.text[clause.start : clause.start + 30])
        elif sign == "；":
            if self.reason and (not self.reason_runs_on or self.frames.open):
                self.end_reason()
            self.frames.end_item()
            self._end_complete(clause)
            top = self.frames.top()
            if top is not None and top.kind == "list" and top.style in ("code", "plain"):
                top.entry = None  # items that stand in one paragraph
            self.sentence.base = None
        elif sign == "（":
            whole = self.last if clause.holder is not None else None
            after = self.topic
            if clause.holder is not None and self.levels.mentions[clause.holder].kind == "quantity":
                whole, self.topic = None, Topic(self.levels.facts[clause.holder].label or "")  # 项目5个（共计8万元）
            frame = Frame("bracket", whole, "links.bracket （", after=after)
            frame.before = "" if whole is not None else self.words_before(clause.start - 1)
            self.frames.push(frame)
        elif sign == "）":
            ended = self.frames.end_bracket()
            self.waiting = ended if ended is not None and ended.before and ended.parts else None
            if ended is not None:
                self.topic = ended.after
                if ended.whole is not None:
                    self.last = ended.whole

    def _end_complete(self, clause: Clause) -> None:
        """A semicolon behind parts that make up their whole: the list is over, unless a part that is nothing follows."""
        mentions = self.levels.mentions
        if clause.slots:
            slot = clause.slots[0]
            if mentions[slot.figure].value == 0 or stages.is_scope(self.text[slot.start : slot.end]):
                return
        top = self.frames.top()
        if top is not None and top.kind == "parts" and len(top.parts) > 1 and completes(top, None, mentions):
            self.close_parts()

    def end_reason(self) -> None:
        """Figures speak of the accounts again, and of their year: one that the reason named is forgotten."""
        self.reason = False
        self.year, self.year_rule = self.before_reason

    def words_before(self, place: int) -> str:
        """The words in front of a bracket that itself stands in front of its figure: 补助（甲5万元、乙6万元）11万元."""
        begin = max(self.text.rfind(sign, max(0, place - 40), place) for sign in "，。；：、（）\n") + 1
        return self.text[max(begin, self.read, place - 40) : place]

    def scope_of(self, topic: Topic) -> str | None:
        """Whose money: said with the measure, in the paragraph, in the heading."""
        top = self.frames.top()
        if topic.scope is None and top is not None and top.whole is not None and top.whole.scope is not None:
            return top.whole.scope
        return topic.scope or self.scope or (None if self.closed else self.heading.scope)

    def open_parts(self, cue: str, subject: str = "") -> None:
        """其中: what follows is part of the last measure, or of the one that is named."""
        whole = self._named_whole(subject) or self.last
        if (
            self.topic is not None
            and self.topic.level is None
            and self.topic.change is None
            and self.topic.code is not None
        ):
            whole = self.topic  # an entry that is named but has no figure yet: 行政运行（项）。主要用于：
        if whole is not None and whole.level is None and whole.change is None and whole.known is not None:
            stage = self.levels.facts[whole.known].stage
            whole = Topic(
                whole.label, whole.known, {stage: whole.known}, flow=whole.flow, stage=stage, scope=whole.scope
            )
        if whole is None or (whole.level is None and whole.change is None and whole is not self.topic):
            whole = self.main or whole
        top = self.frames.top()
        if top is not None and top.kind == "bracket" and top.whole is None and not self.sentence.spoken:
            whole = None
        self.reason = False
        self._push_parts(whole, f"cues.parts {cue}")

    def _push_parts(self, whole: Topic | None, rule: str) -> None:
        frame = Frame("parts", whole, rule)
        self.lists.append((frame, tuple(self.recent[-_RECENT:])))
        self.frames.push(frame)

    def _named_whole(self, subject: str) -> Topic | None:
        label = labels.name(subject).label if subject else ""
        figure = self.levels.find(label) if label else None
        if figure is None:
            return None
        facts = self.levels.facts[figure]
        return Topic(label, figure, {facts.stage: figure}, flow=facts.flow, stage=facts.stage, scope=facts.scope)

    def close_parts(self) -> None:
        """加上, 收入总计: the list is over, its whole is spoken of again."""
        closed = self.frames.end_parts()
        if closed is not None and closed.whole is not None:
            self.topic = closed.whole

    def open_partition(self, cue: str) -> None:
        """按…分类: parts of the whole, not of the last part."""
        self.close_parts()
        self._push_parts(self.line or self.main or self.earlier or self.last, f"cues.partition {cue}")

    def words_without_figure(self, clause: Clause) -> None:
        """A clause, or the rest of one, that holds no figure: what it says about those that follow."""
        found = rules()
        words = self.text[clause.start : clause.end]
        if not words:
            return
        if may_explain(words) and (cue := found.reason.search(words)):
            self.begin_reason(cue.group(), clause.closing)
        elif may_divide(words) and (cue := found.partition.search(words)):
            self.open_partition(cue.group())
        elif clause.closing == "：" and (cue := found.subject_parts.match(words + "：")):
            self.open_parts(cue.group(), cue["subject"])
        elif may_list(words) and (
            cue := found.parts.search(words + clause.closing if clause.closing == "：" else words)
        ):
            self.open_parts(cue.group())
        elif may_add(words) and found.adding.match(words):
            self.close_parts()
        stage, word = stages.stage_in(words)
        if word in _STAGE_WORDS:
            self.sentence.stage = stage
        if cue := found.against.search(words):
            self.sentence.compared = cue["of"]
        if "年" in words or "五" in words:
            self.years_together(words)
            if self.year is None and self.sentence.spanning:
                self.year_rule = "range"
        if ("将" in words or "把" in words) and (cue := found.object.search(words)):
            self.topic = Topic(labels.name(cue["object"]).label)
        if clause.closing == "，" and (cue := found.within.match(words)):
            self._within(cue["whole"])
        if words.endswith("方面") and (cue := found.aspect.match(words)):
            self.sentence.aspect = cue["aspect"]
        if clause.closing == "：" and clause.border == "" and not self.lead:
            self.lead, self.lead_flow = words, stages.section_flow(words)
        if clause.border == "" and clause.closing in "。：":
            self._run_in(words)

    def years_together(self, words: str) -> None:
        """Figures of several years together belong to none of them."""
        if ("年" in words or "五" in words) and rules().span_of_years.search(words):
            self.sentence.spanning = True

    def _run_in(self, words: str) -> None:
        """A heading that stands in the line: 1.政府性基金预算。"""
        if len(words) > _RUN_IN:
            return
        if found := rules().fund.search(words):
            self.fund = found.group()
        self.stage = stages.section_stage(words) or self.stage
        name = labels.name(words)
        if (not self.marked and not stages.flow_in(name.label)[1]) or (self.topic is not None and self.topic.code):
            return
        judged = any(sign in name.label[-4:] for sign in "不较偏欠")  # 资金拨付较慢: what is wrong, not a measure
        if not name.bare and not name.generic and not judged and not words.endswith(("情况", "说明", "分析")):
            self.topic = Topic(name.label, scope=name.scope)

    def begin_reason(self, cue: str, closing: str) -> None:
        """主要原因是: figures that follow explain."""
        if not self.reason:
            self.before_reason = self.year, self.year_rule
        self.reason = True
        self.reason_runs_on = cue.endswith("：") or (closing == "：" and "原因" in cue)

    def _within(self, words: str) -> None:
        label = labels.name(words).label
        figure = self.levels.find(label, stage=self.stage) if label else None
        if figure is None and self.last is not None and self.last.label.endswith(words):
            figure = self.last.level
        if figure is None:
            return
        facts: Facts = self.levels.facts[figure]
        whole = Topic(label, figure, {facts.stage: figure}, flow=facts.flow, stage=facts.stage, scope=facts.scope)
        self.sentence.whole_words = labels.name(words).label or words
        self.frames.push(Frame("within", whole, f"cues.within {words}中"))

    def end_paragraph(self, paragraph: Paragraph) -> None:
        """A colon at the end opens a numbered list below."""
        if self.text[paragraph.end - 1] != "：":
            return
        top = self.frames.top()
        if top is not None and top.kind == "parts":
            whole, rule = top.whole, top.rule
        elif self.sentence.spoken:
            whole, rule = self.topic, "links.list ："
        else:
            return
        self.frames.end_sentence()
        if whole is not None:
            self.frames.push(Frame("list", whole, rule))

    def bare_paragraph(self, paragraph: Paragraph) -> None:
        """A paragraph without figures: 其中： alone opens a list."""
        words = self.text[paragraph.start : paragraph.end]
        if self.frames.open and len(words) <= _LINE and rules().heading_line.match(words):
            self.frames.open.clear()
        if len(words) <= 8 and (cue := rules().parts.match(words)) and self.last is not None:
            self.frames.push(Frame("list", self.last, f"cues.parts {cue.group()}"))
        elif words.endswith("如下：") and (cue := rules().list_head.match(words)):
            whole = self._named_whole(cue["subject"])
            if whole is not None:
                self.frames.push(Frame("list", whole, f"cues.list_head {cue.group()}"))

    def period(self, start: int, period: PeriodMention) -> stages.YearUse:
        """Take note of a year in the clause."""
        current = self.fiscal_year()[0]
        if self.text[period.start] in "本今":  # of the report, whatever year was spoken of last
            current = self.heading.year or self.header.fiscal_year
        use = stages.year_use(self.text, start, period, current, self.header.fiscal_year)
        if use.kind == "set":
            self.sentence.years += span(period.value)
            self.year = use.year
            self.year_rule = "range" if use.year is None else self.text[period.start : period.end]
            self.date = self.sentence.date = use.date
            if self.past is not None and self.year is not None and self.year > self.past:
                self.past = None
        elif use.kind == "once":
            self.once = use.year
            self.sentence.date = use.date
        elif use.kind == "compare":
            self.sentence.compared_year = use.year
        return use

    def fiscal_year(self) -> tuple[int | None, str]:
        """The year of what is spoken of, and what says so."""
        if self.sentence.spanning:
            return None, "range"
        if self.year is not None or self.year_rule == "range":
            return self.year, self.year_rule
        if self.heading.year is not None:
            return self.heading.year, "heading"
        if self.past is not None:
            return self.past, "past year"
        return self.header.fiscal_year, "report"


def span(value: str) -> list[int]:
    """The years of a period, a range year by year.

    >>> span("2021/2023"), span("2022-12-31")
    ([2021, 2022, 2023], [2022])
    """
    first, _, last = value.partition("/")
    low, high = int(first[:4]), int((last or first)[:4])
    return list(range(low, high + 1)) if high - low < _LONGEST_SPAN else []


def _resumes(words: str) -> bool:
    """Whether a sentence behind a reason speaks of the accounts again."""
    return rules().resumes.search(words) is not None
