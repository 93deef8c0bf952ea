"""What a percentage says of which amount: a share of a whole, a change against a base, how far a plan was carried out."""

from __future__ import annotations

from collections.abc import Sequence

from . import labels, stages
from .context import Context
from .cues import rules
from .facts import Facts
from .links import Topic, agreeing_whole, general
from .mentions import Mention
from .roles import Role

_NEAR = 4  # amounts before a share that may be its whole


class Percentages:
    """Fills the links of percentages; one for one text."""

    def __init__(self, context: Context, facts: list[Facts], mentions: Sequence[Mention]) -> None:
        self.context, self.facts, self.mentions = context, facts, mentions

    def write(self, figure: int, role: Role, topic: Topic, words: str) -> None:
        """Fill the facts of one percentage about `topic`, which stands behind `words`."""
        facts, context = self.facts[figure], self.context
        own = topic is not context.topic
        year, evidence = context.fiscal_year()
        facts.fiscal_year, facts.evidence["fiscal_year"] = year, evidence
        facts.scope = context.scope_of(topic)
        about = topic.level if topic.level is not None else topic.known
        if about is None and own and topic.label:
            about = context.levels.find(
                topic.label, stage=stages.stage_in(role.subject)[0] or "final", scope=facts.scope, year=year
            )
        if about is not None and not context.reason:
            facts.about, facts.evidence["about"] = about, "carried" if not own else "same name"
            facts.stage, facts.flow = self.facts[about].stage, self.facts[about].flow
            facts.subject_code = self.facts[about].subject_code
        if role.role == "share":
            self._share(figure, role, topic)
        elif role.role == "change":
            self._change(figure, role, topic, words)
        elif own and topic.label and not context.reason:
            context.count = topic.label
        elif about is not None:
            self._carried_out(about, role)
            facts.stage = self.facts[about].stage
            facts.whole = topic.stages.get("adjusted_budget" if role.of and "调整" in role.of else "budget")
        if own and not context.reason and topic.label and role.role != "rate":
            topic.known = about
            context.topic = context.last = topic

    def _change(self, figure: int, role: Role, topic: Topic, words: str) -> None:
        """What a rate of change is compared with, in words and as a figure."""
        facts, sentence = self.facts[figure], self.context.sentence
        if role.of is None and rules().same_period.search(words):  # 同比 does not say with what
            sentence.compared = None
            facts.whole = sentence.base
            return
        sentence.compared = role.of or sentence.compared
        compared = sentence.compared or self.context.always_compared
        if compared:
            facts.of, facts.evidence["of"] = compared, "cues.against"
        facts.whole = sentence.base
        if facts.whole is None and sentence.compared_year is not None:
            year = sentence.compared_year
            facts.whole = next((one for one in topic.stages.values() if self.facts[one].fiscal_year == year), None)

    def _carried_out(self, about: int, role: Role) -> None:
        """An amount that is so much of its plan is no plan itself."""
        done = self.facts[about]
        own_word = not done.evidence.get("stage", "heading").startswith(("heading", "report", "carried", "stage of"))
        if role.of and done.stage != "final" and done.flow in stages.STAGED_FLOWS and not own_word:
            done.stage, done.evidence["stage"] = "final", role.rule
            self.context.stage = "final"

    def _share(self, figure: int, role: Role, topic: Topic) -> None:
        """What a share is part of: its own words, else the whole of the open list."""
        facts, context = self.facts[figure], self.context
        top = context.frames.top()
        whole = top.whole if top is not None else None
        if role.of:
            facts.of, facts.evidence["of"] = role.of, role.rule
        elif context.sentence.printed_whole is not None:
            facts.whole = context.sentence.printed_whole
            facts.of, facts.evidence["of"] = self.facts[facts.whole].label, "the whole before"
            return
        elif context.sentence.whole_words:
            facts.of, facts.evidence["of"] = context.sentence.whole_words, "cues.within"
        elif whole is not None and whole is not topic:
            facts.of, facts.evidence["of"] = whole.label, top.rule if top is not None else ""
        elif context.main is not None and context.main is not topic and facts.about is not None:
            facts.of, facts.evidence["of"] = context.main.label, "main"
        facts.whole = figure - 1 if role.whole else self._whole(figure, topic, role.of)
        if not role.of and facts.whole is not None and (whole is None or whole.at(facts.stage) != facts.whole):
            label = self.facts[facts.whole].label
            if label and not context.sentence.whole_words:
                facts.of, facts.evidence["of"] = label, "the share holds"

    def _whole(self, figure: int, topic: Topic, of: str | None) -> int | None:
        """The whole's figure: of the readings that fit the words the one under which the share holds, else the first."""
        facts, context = self.facts[figure], self.context
        chain = [frame.whole for frame in reversed(context.frames.open)] + [context.main]
        at = (one.at(facts.stage) for one in chain if one is not None and one is not topic)
        near = [one for one in at if one is not None]
        candidates = near
        if of:
            named = labels.name(of).label or of
            fits = [
                c for c in candidates if general(labels.key(self.facts[c].label or "")) == general(labels.key(named))
            ]
            found = context.levels.find(named, stage=facts.stage, scope=facts.scope, year=facts.fiscal_year)
            candidates = fits + ([found] if found is not None else []) + context.levels.all(named)
        if facts.about is None:
            return candidates[0] if candidates and of else None
        if of and not candidates:  # 本年财政拨款支出 for the whole of the list, if the share says so
            return agreeing_whole(near, self.mentions[facts.about], self.mentions[figure], self.mentions)
        first = candidates[0] if candidates else None
        if not of:
            for one in reversed(context.mains):
                if one.level is not None and one.stage == facts.stage and one.flow in (facts.flow, None):
                    candidates.append(one.level)
            candidates += [one for one in reversed(context.recent[-_NEAR:]) if one != facts.about]
        part, share = self.mentions[facts.about], self.mentions[figure]
        agreed = agreeing_whole(candidates, part, share, self.mentions)
        return agreed if agreed is not None else first
