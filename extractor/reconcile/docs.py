"""docs/checks.md out of the catalogue: `python -m extractor.reconcile.docs` writes it, a test holds it current."""

from __future__ import annotations

import re
from pathlib import Path

from .catalogue import Relation, relations

_HEAD = """# What gouji checks · 核对的勾稽关系

This page is made from `patterns/relations.toml` by `python -m extractor.reconcile.docs`; do not edit it by hand.

Outcomes: **holds** 相符 · **rounding** 取舍 (explained by rounding or cutting of the printed digits) · **suspicious** 存疑 (cannot both be right unless the
report means different things, or leaves something out) · **violated** 不符. What cannot be judged is counted in the report's warnings, never called wrong.

A printed number stands for the interval that rounds to it: 13.83万元 for anything from 13.825 to 13.835. Two statements agree when their intervals
overlap. There is no tolerance. Where a sentence can be read in several ways, the reading that holds is taken; a relation is violated only when
every reading fails and the text leaves no doubt what is meant.

"""
_TAIL = """## How to add a relation

1. A record `[[relation]]` in `patterns/relations.toml`: id, kind, title, what, why, recognised, formula, message (each text in `zh` and `en`) and
   examples: marked-up sentences (`<200万元 id=a label=总支出>`; see `tests/marked_reports.py`) that hold, that fail and that cannot be judged. Words that
   show the relation go into `[cues]`, what they are for beside them.
2. A function `(view, ledger)` in a module of `extractor/reconcile/`, which reads the figures of the `View` and adds a `Draft` for each relation that it
   finds, or `ledger.skip(id)` where it cannot judge; and its line in `TESTS` of `extractor/reconcile/__init__.py`.
3. `python -m extractor.reconcile.docs`, then `pytest tests/test_reconcile_catalogue.py`: every example is a test, and a record without a function or a
   function without a record fails.

A relation needs positive evidence in the text. Prefer to say nothing: one false alarm costs more trust than ten misses. Run
`python benchmarks/mutate.py` on clean reports before and after: it must not find anything in them unchanged.
"""


def page() -> str:
    """The whole page as Markdown."""
    return _HEAD + "".join(map(_section, relations().values())) + _TAIL


def _section(relation: Relation) -> str:
    lines = [
        f"## {relation.title['en']} · {relation.title['zh']}",
        "",
        f"`{relation.id}`, kind `{relation.kind}`. Formula: {relation.formula}.",
        "",
        f"{relation.what['en']} {relation.why['en']}",
        f"Recognised by: {relation.recognised['en']}",
        "",
        f"{relation.what['zh']}{relation.why['zh']}识别：{relation.recognised['zh']}",
        "",
        *(f"- *{example.outcome}*: {_plain(example.text)}" for example in relation.examples),
        "",
        "",
    ]
    return "\n".join(lines)


def _plain(sentence: str) -> str:
    """An example without its marks."""
    plain = re.sub(r"<([^<>\s]+)[^<>]*>", r"\1", sentence)
    return " ".join(plain.replace("\n\n", " ‖ ").replace("\n", " / ").replace("|", " ").split())


def main() -> None:
    """Writes docs/checks.md of the source tree."""
    target = Path(__file__).resolve().parents[2] / "docs" / "checks.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
