"""Well-known measures: which of them a label is a form of."""

from __future__ import annotations


def indicator_of(label: str, *, flow: str | None = None, role: str | None = None) -> str | None:
    """The id of the measure that `label` is a form of."""
    return None
