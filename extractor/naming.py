"""What a figure is about: its own words, a budget subject, the words behind it, what was spoken of before, the heading."""

from __future__ import annotations

from collections.abc import Callable

from . import labels, roles, stages
from .context import Context
from .headings import CodeLike
from .labels import Name
from .links import Topic, general
from .roles import Role

TOTAL_ENDS = ("总计", "合计", "共计", "总财力", "可用财力")
_SIGNS = "，、：； "
_SIDES = ("当年收支结余", "本年收支结余", "收支结余", "当年结余", "滚存结余", "年末滚存结余", "结余", "收入", "支出")
_PAID = ("支付", "拨付", "发放", "兑付", "偿还")
_REACH = 80  # characters into a paragraph over which the heading above still names bare figures
_LAST_WORDS = 8  # characters of words that name money for want of a name
_MONEY = ("资金", "经费", "投资额", "资金量")
_UNNAMED = (
    "情况",
    "说明",
    "分析",
    "总体",
    "具体",
    "决算",
    "预算",
    "执行",
    "收支",
    "及",
    "的",
    "如下",
    "完成",
    "结构",
    "安排",
    "（",
    "）",
)


class Namer:
    """Finds the topic of a figure; one for one text."""

    def __init__(self, context: Context, words: Callable[[str], list[str]]) -> None:
        self.context, self.words = context, words

    def topic(self, kind: str, role: Role, behind: str, code: CodeLike | None) -> tuple[Topic, str]:
        """What the figure is about, and what said so."""
        context = self.context
        if kind == "percentage" and context.row:
            return context.row.pop(0), "分别"
        name = labels.name(role.subject)
        if code is not None:
            own = name.label if not name.bare and not name.generic else ""
            return Topic(own or code.name or name.label, code=code.code), f"code {code.code or code.name}"
        if name.scope and not context.frames.open and role.subject.lstrip(_SIGNS).startswith(name.scope):
            context.scope = name.scope
        only_scope = bool(name.label) and stages.is_scope(name.label)
        if not name.bare and not only_scope and not (role.role != "level" and roles.is_attribute(role.subject)):
            return self._named(name, role)
        if kind == "percentage" and context.count:
            return Topic(context.count), "the count before"
        if role.role == "level" and not only_scope and (found := self._unnamed(name, role, behind)):
            return found
        return self._carried(name, role, only_scope)

    def _unnamed(self, name: Name, role: Role, behind: str) -> tuple[Topic, str] | None:
        """Money that its own words give no name: 动用5万元, 安排资金5万元用于绿化."""
        context, topic = self.context, self.context.topic
        if name.label in ("动用", "补充") and topic is not None and "基金" in topic.label:
            return Topic(name.label + topic.label.partition("基金")[0] + "基金"), "words, carried"
        if name.bare and stages.flow_in(name.label)[0] and (topic is None or labels.name(topic.label).generic):
            return Topic(name.label), "words"
        words = role.subject.strip(_SIGNS)
        if words in ("合计", "共计", "总计") and topic is not None and (thing := labels.without_each(topic.label)):
            return Topic(thing, flow=topic.flow), "words, without 人均"
        moved = labels.moved_money(words) if name.label in _MONEY else ""
        if moved and stages.stage_in(role.subject)[0]:
            return Topic(moved), "labels.moved_money"
        if (topic is not None and not words) or stages.stage_in(role.subject)[0]:
            return None
        if words.endswith(_PAID):
            other = topic is not None and topic.level is not None and topic.flow != "expenditure"
            if topic is None or other or (topic.level is not None and not context.sentence.spoken):
                return Topic(words[-2:], flow="expenditure"), "words"
        if context.sentence.aspect and name.label in ("", *_MONEY):
            return Topic(context.sentence.aspect + (name.label or "资金")), "cues.aspect"
        if aim := labels.attached(behind, self.words):
            return Topic(aim, flow="expenditure"), "labels.attached"
        if moved:
            return Topic(moved), "labels.moved_money"
        if topic is None or topic.level is None or context.sentence.spoken or context.frames.open:
            return None
        return Topic(name.label or words[-_LAST_WORDS:]), "words"

    def _carried(self, name: Name, role: Role, only_scope: bool) -> tuple[Topic, str]:
        """What was spoken of before: the topic, the whole of the open list, the heading."""
        topic, top = self.context.topic, self.context.frames.top()
        whole = top.whole if top is not None else None
        if (only_scope and (whole or topic) is not None) or (topic is None and whole is not None):
            one = whole or topic
            assert one is not None
            return Topic(one.label, flow=one.flow, stage=one.stage, scope=name.label or None), "carried from the whole"
        if topic is not None and whole is topic and role.role == "level" and top is not None and top.kind != "list":
            return Topic(topic.label, flow=topic.flow, stage=topic.stage), "carried from the whole"
        if topic is not None:
            return topic, "carried"
        if name.label in _MONEY and role.role == "level":
            return Topic(name.label), "words"
        return self._from_heading(name)

    def _named(self, name: Name, role: Role) -> tuple[Topic, str]:
        """A figure that its own words name."""
        context, label = self.context, name.label
        if role.role == "change" and role.direction is None and context.topic is not None:
            return Topic(label, context.topic.level, flow=context.topic.flow), "words"
        if name.generic:
            main = context.main
            fund = context.fund or context.heading.fund
            stem = self._stem(label)
            if stem:
                label = stem + label
            elif fund and not label.startswith(fund):
                label = labels.joined(fund, label)
            elif (
                role.role != "level"
                and main is not None
                and general(labels.key(main.label)) == general(labels.key(label))
            ):
                return main, f"words {name.label}, carried"
            elif context.topic is not None and context.topic.label and self._restates(label, role, context.topic):
                return context.topic, f"words {name.label}, carried"
        topic = context.topic
        if topic is not None and labels.key(topic.label) == labels.key(label) and not name.scope:
            return topic, "words"
        return Topic(label, scope=name.scope), "words"

    def _stem(self, label: str) -> str:
        """城乡居民基本养老保险基金收入5万元、[支出]4万元: whose 支出 it is."""
        topic = self.context.topic
        if topic is None or not self.context.sentence.spoken or label not in _SIDES:
            return ""
        side = next((one for one in _SIDES if topic.label.endswith(one)), "")
        stem = topic.label.removesuffix(side) if side else ""
        return stem if stem.endswith(("保险基金", "保险")) else ""

    def _restates(self, label: str, role: Role, topic: Topic) -> bool:
        """支出决算 behind the name of an entry, 实际支出 behind a budget, speak of it."""
        if topic.stage == "budget" and topic.level is not None and self.context.sentence.spoken:
            return "实际" in role.subject and stages.flow_in(label)[0] == topic.flow
        stage = stages.stage_in(label)[0]
        return stage is not None and topic.level is None and topic.code is not None

    def _from_heading(self, name: Name) -> tuple[Topic, str]:
        """A bare figure at the beginning of a paragraph: the run-in words, the heading, or what was spoken of before."""
        context = self.context
        if context.place - context.start > _REACH:
            return Topic(name.label), "words"
        for words in (context.lead, *context.heading.titles[:2]):
            title = words
            for _ in range(3):
                for ending in _UNNAMED:
                    title = title.removesuffix(ending)
            found = labels.name(title)
            if found.label and not found.bare and len(found.label) > 1:
                return Topic(found.label, scope=found.scope), f"heading {words}"
        if context.earlier is not None:
            return context.earlier, "carried from the paragraph before"
        return Topic(name.label), "words"
