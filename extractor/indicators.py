"""Well-known measures (patterns/indicators): which of them a label is a form of, and what a report says of each.

A label is a form of a measure when, without scope, stage, quotation marks and the like, it is one of the forms word for word: 基本公共服务支出 is
not 基本支出. With scope, stage and year an indicator of a report is one number, or it is marked ambiguous.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import regex

from . import patterns
from .models import Amount, Figure, Percentage
from .patterns import PatternError

FILES = ("government.toml", "functional.toml", "department.toml", "performance.toml")
_FIELDS = {"id", "zh", "en", "forms", "counterexamples", "flow", "stages", "figure"}
_DROPPED = {ord(sign): None for sign in "“”\"'‘’的、（）()，·[] \n"}


@dataclass(frozen=True, slots=True)
class Measure:
    """One well-known measure."""

    id: str
    zh: str
    en: str
    forms: tuple[str, ...]  # labels that mean it; (…) may be left out
    counterexamples: tuple[str, ...]  # labels that look alike and do not
    flow: str | None = None  # a figure that flows another way is not this measure
    stages: tuple[str, ...] = ()  # the stages it has; empty: none, as a balance or a rate
    figure: str = "amount"  # amount | percentage | quantity


@dataclass(frozen=True, slots=True)
class Stated:
    """What a report says of one indicator."""

    indicator: str
    scope: str | None
    stage: str | None
    fiscal_year: int | None
    figures: tuple[str, ...]  # ids, in reading order
    unique: bool  # all of them agree as printed: one number


def indicator_of(
    label: str, *, flow: str | None = None, stage: str | None = None, figure: str = "amount"
) -> str | None:
    """The id of the measure that `label` is a form of.

    >>> indicator_of("地方一般公共预算收入", flow="income"), indicator_of("基本公共服务支出")
    ('general_public_budget_revenue', None)
    """
    for measure in _by_form().get(plain(label), ()):
        if measure.figure != figure or (flow is not None and measure.flow not in (flow, None)):
            continue
        if stage is None or not measure.stages or stage in measure.stages:
            return measure.id
    return None


@lru_cache(maxsize=4096)
def plain(label: str) -> str:
    """A label as forms are compared: without quotation marks, 的, 地方, stage and 总额 at the end.

    >>> plain("“三公”经费支出决算数"), plain("政府采购金额"), plain("支出决算")
    ('三公经费支出', '政府采购', '支出决算')
    """
    text = label.translate(_DROPPED)
    tail, head = _edges()
    short = tail.sub("", head.sub("", text))
    return short if len(short) >= 2 and short not in ("收入", "支出", "收支") else text


@lru_cache(maxsize=1)
def measures() -> Mapping[str, Measure]:
    """All measures by id, in the order of the files.

    Raises PatternError for a record that is incomplete, has an unknown field or shares a form with another measure.
    """
    found: dict[str, Measure] = {}
    for name in FILES:
        for number, record in enumerate(patterns.read_toml(f"indicators/{name}").get("measure", []), 1):
            where = f"patterns/indicators/{name}, measure {number} ({record.get('id', 'without id')})"
            unknown = set(record) - _FIELDS
            if unknown:
                raise PatternError(
                    f"{where}: unknown field {sorted(unknown)[0]!r}. Known: {', '.join(sorted(_FIELDS))}."
                )
            for key in ("id", "zh", "en", "forms", "counterexamples"):
                if not record.get(key):
                    raise PatternError(f"{where}: {key} is missing.")
            if record["id"] in found:
                raise PatternError(f"{where}: the id stands twice. Give one another name.")
            lists = {key: tuple(record.get(key, ())) for key in ("forms", "counterexamples", "stages")}
            found[record["id"]] = Measure(**(record | lists))
    return found


@lru_cache(maxsize=1)
def _by_form() -> Mapping[str, tuple[Measure, ...]]:
    table: dict[str, list[Measure]] = {}
    for measure in measures().values():
        for form in {plain(label) for written in measure.forms for label in written_out(written)}:
            for other in table.get(form, []):
                if other.figure == measure.figure and (
                    set(other.stages) & set(measure.stages) or other.stages == measure.stages
                ):
                    raise PatternError(
                        f"patterns/indicators: {form!r} is a form of {other.id} and of {measure.id}. Leave it with one."
                    )
            table.setdefault(form, []).append(measure)
    return {form: tuple(found) for form, found in table.items()}


def written_out(form: str) -> list[str]:
    """A form with each part in brackets left out or not.

    >>> written_out("会议费(支出)")
    ['会议费', '会议费支出']
    """
    parts = form.replace(")", "(").split("(")
    choices = [(part,) if at % 2 == 0 else ("", part) for at, part in enumerate(parts)]
    return ["".join(chosen) for chosen in itertools.product(*choices)]


@lru_cache(maxsize=1)
def _edges() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    found = patterns.load("labels.toml")
    return found["measure_tail"].compiled, found["measure_head"].compiled


def stated(figures: Iterable[Figure]) -> list[Stated]:
    """Every indicator that a report states, by scope, stage and year, and whether it is one number.

    Levels only: a change or a base of 税收收入 is not the 税收收入 of the report. Two statements agree when the numbers that they can stand for,
    half a unit of the last printed place either way, overlap.
    """
    groups: dict[tuple[str, str | None, str | None, int | None], list[Figure]] = {}
    for figure in figures:
        if figure.indicator is None or figure.value is None:
            continue
        if isinstance(figure, Amount) and figure.role != "level":
            continue
        if isinstance(figure, Percentage) and figure.role != "rate":
            continue
        stage = None if measures()[figure.indicator].figure == "quantity" else getattr(figure, "stage", None)
        groups.setdefault((figure.indicator, figure.scope, stage, figure.fiscal_year), []).append(figure)
    return [Stated(*where, tuple(figure.id for figure in found), _agree(found)) for where, found in groups.items()]


def _agree(figures: list[Figure]) -> bool:
    low = max(figure.value - (figure.precision or Decimal(0)) / 2 for figure in figures if figure.value is not None)
    high = min(figure.value + (figure.precision or Decimal(0)) / 2 for figure in figures if figure.value is not None)
    return low <= high
