"""Subject codes against the table of their year."""

from __future__ import annotations

from .finding import Draft, Ledger
from .intervals import Verdict
from .view import View, clean

_OUTCOMES: dict[str, Verdict] = {
    "valid": "holds",
    "renamed": "suspicious",
    "name_mismatch": "suspicious",
    "unknown": "suspicious",
}


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
        if mention.status == "unknown":
            ledger.skip("subject_code.table")
            continue
        words = {"code": mention.code, "name": mention.name, "official": mention.official_name or "", "status": mention.status}
        if mention.name == mention.official_name:  # the item is right, a subject above it bears another year's name
            words |= {"name": clean(mention.raw), "official": "—".join(mention.path)}
        formula = f"{mention.code} {mention.name}"
        ledger.add(Draft("subject_code.table", _OUTCOMES[mention.status], None, (), formula, words=words, code=mention.id))
