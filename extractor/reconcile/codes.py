"""Subject codes against the table of their year."""

from __future__ import annotations

from ..models import SubjectCode
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

    One check a code and name; one for all items below a 款 that bears another year's name. A code that no table knows is counted as not judged:
    local tables add subjects of their own.
    """
    seen: set[tuple[str, str]] = set()
    for mention in view.report.subject_codes:
        if mention.code is None or mention.name is None:
            continue
        above = mention.status == "renamed" and mention.name == mention.official_name
        key = (mention.code[:5], "") if above else (mention.code, mention.name)
        if key in seen:
            continue
        seen.add(key)
        if mention.status == "unknown" or (
            mention.status == "name_mismatch" and _name_below(mention.code, mention.name)
        ):
            ledger.skip("subject_code.table")
            continue
        ledger.add(_draft(mention, mention.code, mention.name, above=above))


def _draft(mention: SubjectCode, code: str, name: str, *, above: bool) -> Draft:
    """`above`: the item is right, a subject above it bears another year's name."""
    official = mention.official_name or ""
    outcome = _OUTCOMES[mention.status]
    if name != official and _said(name) == _said(official):
        outcome = "holds"  # 对个人和家庭的补助, 对个人和家庭补助
    words = {"code": code, "name": name, "official": official}
    if above:
        words |= {"name": clean(mention.raw), "official": "—".join(mention.path)}
    return Draft("subject_code.table", outcome, None, (), f"{code} {name}", words=words, code=mention.id)
