"""Subject codes against the table of their year."""

from __future__ import annotations

from . import names
from .finding import Draft, Ledger
from .intervals import Verdict
from .view import View, clean

_OUTCOMES: dict[str, Verdict] = {
    "valid": "holds",
    "renamed": "suspicious",
    "name_mismatch": "suspicious",
    "unknown": "suspicious",
}


def _said(name: str) -> str:
    """A name without what is left out or put in freely."""
    return names.normal(name).replace("的", "").removesuffix("支出")


def _name_below(code: str, name: str) -> bool:
    """301 in front of 津贴补贴: the rest of the code stands in a cell of its own that was not read with it."""
    from ..subjects import subjects

    return any(subject.code != code and subject.code.startswith(code) for subject in subjects().find(name))


def subject_code(view: View, ledger: Ledger) -> None:
    """subject_code.table: a printed budget subject code bears the name that the table of its year gives it.

    One check a code and name. A code that no table knows is counted as not judged: local tables add subjects of their own.
    """
    seen: set[tuple[str | None, str | None]] = set()
    for mention in view.report.subject_codes:
        key = mention.code, mention.name
        if mention.code is None or mention.name is None or key in seen:
            continue
        seen.add(key)
        outcome = _OUTCOMES[mention.status]
        same_name = mention.name != mention.official_name and _said(mention.name) == _said(mention.official_name or "")
        if outcome != "holds" and same_name:
            outcome = "holds"  # 对个人和家庭的补助, 对个人和家庭补助
        if mention.status == "unknown" or (
            mention.status == "name_mismatch" and _name_below(mention.code, mention.name)
        ):
            ledger.skip("subject_code.table")
            continue
        words = {
            "code": mention.code,
            "name": mention.name,
            "official": mention.official_name or "",
            "status": mention.status,
        }
        if (
            outcome != "holds" and mention.name == mention.official_name
        ):  # the item is right, a subject above it bears another year's name
            words |= {"name": clean(mention.raw), "official": "—".join(mention.path)}
        formula = f"{mention.code} {mention.name}"
        ledger.add(Draft("subject_code.table", outcome, None, (), formula, words=words, code=mention.id))
