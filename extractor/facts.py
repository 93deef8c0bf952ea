"""What a figure means: the fields that labels.py and links.py fill for each mention, with the reason for each."""

from __future__ import annotations

from dataclasses import dataclass, field

from .models import Direction, Flow, Stage


@dataclass(slots=True)
class Facts:
    """Facts of one figure mention. `parent`, `about`, `whole` are positions in the list of figure mentions."""

    label: str | None = None
    indicator: str | None = None
    fiscal_year: int | None = None
    period: str | None = None
    stage: Stage | None = None
    flow: Flow | None = None
    scope: str | None = None
    role: str | None = None  # amount: level | change | base; percentage: share | change | rate
    direction: Direction | None = None
    subject_code: str | None = None
    parent: int | None = None
    of: str | None = None
    whole: int | None = None
    about: int | None = None
    evidence: dict[str, str] = field(default_factory=dict)  # field → the pattern id or the words that decided
