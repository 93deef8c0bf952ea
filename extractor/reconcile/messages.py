"""Drafts in words: the `Check` records of the report, in Chinese or English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from ..models import Check, Operand, Severity, Stated, Suggestion
from .catalogue import Relation, relations, wording
from .finding import Draft, Repair, show
from .view import Fig

Language = Literal["zh", "en"]
_SEVERITY: dict[str, Severity] = {"violated": "error", "suspicious": "warning", "rounding": "info", "holds": "info"}
_TWELVE = Decimal("1e-12")
_TERMS = 10  # of a sum in a message


def to_check(draft: Draft, number: int, language: Language) -> Check:
    """One finding as the report carries it."""
    relation = relations()[draft.relation]
    suggestion = suggest(draft.repair, language)
    return Check(
        id=f"c{number}",
        kind=relation.kind,
        outcome=draft.outcome,
        severity=_SEVERITY[draft.outcome],
        stated=Stated(figure=draft.stated.id) if draft.stated is not None else None,
        subject_code=draft.code,
        operands=tuple(Operand.model_validate({"figure": fig.id, "as": part}) for fig, part in draft.operands),
        expected=_short(draft.computed) if draft.computed is not None else None,
        allowed=(_short(draft.allowed.low), _short(draft.allowed.high)) if draft.allowed is not None else None,
        formula=draft.formula,
        message=message(draft, relation, suggestion, language),
        suggestion=suggestion,
    )


def _short(value: Decimal) -> Decimal:
    """At most twelve decimals: a quotient has no end."""
    exponent = value.as_tuple().exponent
    return value.quantize(_TWELVE) if isinstance(exponent, int) and exponent < -12 else value


def message(draft: Draft, relation: Relation, suggestion: Suggestion | None, language: Language) -> str:
    """What is said about one relation: for a failing one stated, computed, difference, what rounding allows, and the likely cause."""
    texts = wording(language)
    fields = _fields(draft, texts)
    if draft.outcome in ("holds", "rounding"):
        text = texts[draft.outcome].format_map(fields)
    else:
        text = relation.message[language].format_map(fields)
        text += _measured(draft, language)
    if draft.note == "nested" and suggestion is None:
        text += texts["nested_note"].format_map(fields)
    if suggestion is not None:
        text += ("。" if language == "zh" else ". ") + suggestion.reason
    return text


def _fields(draft: Draft, texts: Mapping[str, str]) -> dict[str, str]:
    stated = draft.stated
    words = dict(draft.words)
    words["said"] = texts.get(words.get("said", ""), words.get("said", ""))  # up and down in the reader's language
    if words.get("column", "").startswith("#"):  # no header names it
        words["column"] = texts["column_number"].format(column=words["column"][1:])
    return {
        "label": (stated.label if stated is not None else "") or (stated.raw if stated is not None else ""),
        "stated": stated.raw if stated is not None else "",
        "formula": _abridged(draft.formula),
        "count": str(len(draft.operands)),
        "column": "",
        **words,
    }


def _abridged(formula: str) -> str:
    """A formula of many terms with its middle left out; the check's own `formula` has them all.

    >>> _abridged("1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 = 66")
    '1 + 2 + 3 + … + 10 + 11 = 66'
    """
    terms, equals, result = formula.partition(" = ")
    pieces = terms.split(" + ")
    if len(pieces) <= _TERMS:
        return formula
    return " + ".join((*pieces[:3], "…", *pieces[-2:])) + equals + result


def _measured(draft: Draft, language: Language) -> str:
    """By how much, in which direction, and what the printed digits allow."""
    words = wording(language)
    if (
        draft.difference is None
        or draft.allowed is None
        or draft.stated is None
        or draft.relation.startswith(("direction", "subject", "unit"))
    ):
        return ""
    more = words["over"] if draft.difference > 0 else words["under"]
    size = _size(abs(draft.difference), draft.stated, words)
    comma = "，" if language == "zh" else "; "
    text = comma + words["difference"].format(difference=size, more=more)
    low, high = (show(value, draft.stated) for value in (draft.allowed.low, draft.allowed.high))
    if low != high:
        text += comma + words["allowed"].format(low=low, high=high)
    return text


def _size(difference: Decimal, stated: Fig, words: Mapping[str, str]) -> str:
    if stated.type == "percentage" and stated.unit != "times":
        return show(difference, stated).removesuffix("%") + words["percentage_points"]
    return show(difference, stated)


def suggest(repair: Repair | None, language: Language) -> Suggestion | None:
    """The likely cause in words."""
    if repair is None:
        return None
    reason = wording(language)[repair.cause].format_map({"raw": repair.raw or "", **repair.words})
    return Suggestion(figure=repair.figure.id if repair.figure is not None else None, raw=repair.raw, reason=reason)


def unjudged_message(counts: Counter[str], language: Language) -> str:
    """How many relations were seen that could not be judged, by relation."""
    texts = wording(language)
    listing = texts["listing"].join(
        f"{relations()[name].title[language]} {count}"
        for name, count in sorted(counts.items(), key=lambda pair: -pair[1])
    )
    return texts["unjudged"].format(count=sum(counts.values()), list=listing)
