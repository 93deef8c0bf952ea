"""勾稽: do the figures of a report add up?

Takes a Report with its figures and facts, gives the same report with `checks` filled: which stated relations hold, which are off by rounding,
which are wrong, and what single change would make them right. Notes for a newcomer, in reading order: intervals.py (when do two printed numbers
agree), catalogue.py and patterns/relations.toml (what must hold), view.py (the report as the checks see it), shares.py and sums.py (two relations),
lists.py (when a list that does not add up is a finding), causes.py (what went wrong), messages.py (how it is said).

Three outcomes are never mixed: fails, agrees within rounding, cannot be judged. What cannot be judged is counted in a warning, never called wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..models import Report, Warning
from . import (
    balances,
    causes,
    changes,
    codes,
    completion,
    counts,
    crossings,
    funds,
    hierarchy,
    moves,
    ratios,
    reasons,
    repeats,
    running,
    shares,
    sums,
    table_columns,
    table_rows,
)
from .catalogue import Relation, relations
from .finding import Ledger
from .messages import Language, to_check, unjudged_message
from .view import View, make_view

__all__ = ["catalogue", "reconcile"]

# What is tested, in this order. A function tests the relations named beside it; a test holds this list and relations.toml together.
TESTS: Mapping[Callable[[View, Ledger], None], Sequence[str]] = {
    sums.sum_parts: ("sum.parts",),  # first: it finds out which total a list is of
    shares.share_of: ("share.of",),
    shares.share_total: ("share_total.list",),
    reasons.sum_reasons: ("sum.reasons",),
    counts.sum_counts: ("sum.counts",),
    counts.sum_plus: ("sum.plus",),
    hierarchy.sum_hierarchy: ("sum.hierarchy",),
    changes.difference_stated: ("difference.stated", "unit.scale"),
    changes.change_rate: ("change_rate.stated",),
    completion.completion_rate: ("completion_rate.budget",),
    completion.direction_words: ("direction.words", "direction.mixed"),
    repeats.repeat_text: ("repeat.text",),
    repeats.repeat_rate: ("repeat.rate",),
    balances.balance_totals: ("balance.totals",),
    balances.balance_surplus: ("balance.surplus",),
    balances.balance_carry: ("balance.carry",),
    moves.moved: (
        "difference.moved",
        "change_rate.moved",
    ),  # behind those that judge changes with a base and rates of budgets
    moves.ratio_times: ("ratio.times",),
    running.sum_running: ("sum.running",),
    running.sum_scores: ("sum.scores",),
    funds.funds: ("completion_rate.funds",),
    funds.funds_left: ("difference.left",),
    funds.net_assets: ("balance.net", "ratio.liabilities"),
    ratios.ratio_rate: ("ratio.rate",),
    ratios.ratio_per_head: ("ratio.per_head",),
    codes.subject_code: ("subject_code.table",),
    table_columns.sum_columns: ("sum.columns",),
    table_rows.sum_rows: ("sum.rows",),
    table_rows.balance_rows: (),
    table_columns.derived_columns: (),
    crossings.repeat_tables: ("repeat.tables",),
    crossings.repeat_text_table: ("repeat.text_table",),
}


def reconcile(report: Report, *, language: Language = "zh") -> Report:
    """The same report with `checks` filled and a warning that counts what could not be judged.

    `language` is that of messages and suggestions. Checks stand in the order of the figures that they test.
    """
    view = make_view(report)
    ledger = Ledger(view)
    for test in TESTS:
        test(view, ledger)
    causes.explain(view, ledger)
    causes.blame(ledger)
    drafts = sorted(ledger.drafts, key=lambda draft: draft.stated.at if draft.stated is not None else -1)
    checks = tuple(to_check(draft, number, language) for number, draft in enumerate(drafts, 1))
    kept = tuple(warning for warning in report.warnings if warning.code != "checks.unjudged")
    if ledger.unjudged:
        kept += (Warning(code="checks.unjudged", message=unjudged_message(ledger.unjudged, language)),)
    return report.model_copy(update={"checks": checks, "warnings": kept})


def catalogue() -> tuple[Relation, ...]:
    """Every relation that is tested, as patterns/relations.toml describes it."""
    return tuple(relations().values())
