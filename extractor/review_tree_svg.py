"""Drawing of the money tree: bars as high as the money, ribbons from each total to its parts, names beside them.

Colours are presentation attributes (no style attribute, no style element), so that the picture is the same in a page whose
security policy forbids inline style, and so that the page's own style sheet can recolour it for the dark theme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from .review_shell import word

if TYPE_CHECKING:
    from .review_tree import Branch

WIDTH = 460  # of one flow's half
GAP = 3  # between two bars
HEAD = 44  # room for the title and the total
SLOT, TALL_SLOT = 24, 33  # least height that a name needs on one line, and on two in the outer column
COLUMNS = (5, 72, 248)  # middle of the bars of each column, from the total outwards
MONEY = 220  # height of the total's bar
BAR = 10
FONT = 13
COLOURS = {"income": "#1f7a6d", "expenditure": "#2f5d8c"}
GREY, INK, SOFT = "#8a8f98", "#1c2430", "#5b6472"


@dataclass(slots=True)
class _Node:
    """A branch with its place: `top` of its bar, `height` as high as its money, `column` 0 for the total."""

    branch: Branch
    column: int
    top: float
    height: float
    slot_height: float
    parts: list[_Node]


def money(value: Decimal, language: str, *, scale: Decimal | None = None) -> str:
    """An amount for reading, in the unit that fits `scale` (the total of the tree), or to the last digit without one.

    >>> total = Decimal("2267300")
    >>> money(Decimal("1200"), "zh", scale=total), money(total, "en", scale=total), money(total, "zh")
    ('0.12 万元', '2,267,300 yuan', '2,267,300 元')
    """
    if scale is None:
        return f"{value.normalize():,f} {'yuan' if language == 'en' else '元'}"
    units = (
        (("m yuan", 10**6, 10**7), ("yuan", 1, 0)),
        (("亿元", 10**8, 10**10), ("万元", 10**4, 10**4), ("元", 1, 0)),
    )
    unit, factor = next((unit, factor) for unit, factor, least in units[language == "zh"] if scale >= least)
    return f"{_short(value / factor)} {unit}"


def _short(value: Decimal) -> str:
    text = f"{value.quantize(Decimal('0.01')):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _slots(branch: Branch, column: int, scale: float) -> float:
    """Height that the branch needs with the names of all its parts."""
    least = TALL_SLOT if column == len(COLUMNS) - 1 else SLOT
    inner = sum(_slots(part, column + 1, scale) for part in branch.parts)
    return max(least, float(branch.value) * scale + GAP, inner)


def _place(branch: Branch, column: int, slot_top: float, scale: float) -> _Node:
    slot = _slots(branch, column, scale)
    height = max(float(branch.value) * scale, 1.5)
    node = _Node(branch, column, slot_top + (slot - height) / 2, height, slot, [])
    inner = sum(_slots(part, column + 1, scale) for part in branch.parts)
    top = slot_top + (slot - inner) / 2
    for part in branch.parts:
        child = _place(part, column + 1, top, scale)
        node.parts.append(child)
        top += child.slot_height
    return node


def _text_width(text: str) -> float:
    return sum(FONT if east_asian_width(character) in "WF" else FONT * 0.56 for character in text)


def _fit(text: str, width: float) -> str:
    """The text, shortened in the middle of nothing: at its end, with an ellipsis."""
    if _text_width(text) <= width:
        return text
    while text and _text_width(text) + FONT > width:
        text = text[:-1]
    return text + "…"


class _Half:
    """One flow: the total at the inner edge, its parts outwards. Income is mirrored, so that money flows from left to right."""

    def __init__(self, flow: str, tree: Branch, language: str, links: bool) -> None:
        self.flow, self.tree, self.language, self.links = flow, tree, language, links
        most = max(tree.value, tree.itemised)
        self.root = _place(tree, 0, HEAD, MONEY / float(most))
        self.height = HEAD + self.root.slot_height + 12
        self.parts: list[str] = []

    def x(self, inward: float) -> float:
        """Place `inward` pixels from the total's edge."""
        return WIDTH - inward if self.flow == "income" else inward

    def _money(self, value: Decimal) -> str:
        return money(value, self.language, scale=self.tree.value)

    def draw(self) -> str:
        self._title()
        self._node(self.root)
        return "\n".join(self.parts)

    def _title(self) -> None:
        x, anchor = (self.x(0), "end" if self.flow == "income" else "start")
        total = f"{self.tree.name} {self._money(self.tree.value)}"
        if self.tree.year:
            total += f" · {self.tree.year}"
        if self.tree.stage:
            total += " " + word(f"stage.{self.tree.stage}", self.language)
        if self.tree.note == "over":
            excess = self._money(self.tree.itemised - self.tree.value)
            total += " · " + word("tree.over", self.language, amount=excess)
        self.parts.append(
            f'<text class="t-head" x="{x:g}" y="16" text-anchor="{anchor}" font-size="15" font-weight="600" fill="{INK}">'
            f"{escape(word(f'tree.{self.flow}', self.language))}</text>"
            f'<text class="t-soft" x="{x:g}" y="34" text-anchor="{anchor}" font-size="{FONT}" fill="{SOFT}">'
            f"{escape(_fit(total, WIDTH))}</text>"
        )

    def _node(self, node: _Node) -> None:
        top = node.top
        for child in node.parts:
            share = node.height * float(child.branch.value) / float(max(node.branch.value, node.branch.itemised))
            self._ribbon(node.column, top, share, child)
            top += share
        for child in node.parts:
            self._node(child)
        self._bar(node)

    def _ribbon(self, column: int, top: float, height: float, child: _Node) -> None:
        x0, x1 = self.x(COLUMNS[column] + BAR / 2), self.x(COLUMNS[child.column] - BAR / 2)
        middle = (x0 + x1) / 2
        y0, y1 = child.top, child.top + child.height
        self.parts.append(
            f'<path class="{self._class("t-flow", child)}" fill="{self._colour(child)}" fill-opacity="0.2" d="M{x0:.1f} {top:.1f}'
            f"C{middle:.1f} {top:.1f} {middle:.1f} {y0:.1f} {x1:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"
            f'C{middle:.1f} {y1:.1f} {middle:.1f} {top + height:.1f} {x0:.1f} {top + height:.1f}Z"/>'
        )

    def _bar(self, node: _Node) -> None:
        centre = self.x(COLUMNS[node.column])
        bar = (
            f'<rect class="{self._class("t-bar", node)}" x="{centre - BAR / 2:.1f}" y="{node.top:.1f}" width="{BAR}" '
            f'height="{node.height:.1f}" rx="1.5" fill="{self._colour(node)}"/>'
        )
        title = f"<title>{escape(node.branch.name)} {escape(money(node.branch.value, self.language))}</title>"
        content = title + bar + (self._name(node) if node.column else "")
        if self.links and node.branch.figure:
            content = f'<a href="#m-{escape(node.branch.figure)}" class="t-link">{content}</a>'
        self.parts.append(f"<g>{content}</g>")

    def _name(self, node: _Node) -> str:
        """Name, amount and share of the total: on one line where there is room, else on two, else the name alone."""
        inward = COLUMNS[node.column] + BAR / 2 + 6
        outer = node.column == len(COLUMNS) - 1
        room = (WIDTH if outer or not node.parts else COLUMNS[node.column + 1] - BAR) - inward
        percent = (node.branch.value / self.tree.value * 100).quantize(Decimal("0.1"))
        figures = f"{self._money(node.branch.value)} · {percent}%"
        name = _fit(node.branch.name, room)
        y = node.top + node.height / 2 + FONT * 0.36
        if _text_width(f"{name} {figures}") <= room and not (outer or node.parts):
            return self._text(inward, y, name, figures)
        if node.slot_height < TALL_SLOT:
            return self._text(inward, y, name)
        return self._text(inward, y - 7, name) + self._text(inward, y + 8, "", figures)

    def _text(self, inward: float, y: float, name: str, figures: str = "") -> str:
        x, anchor = self.x(inward), "end" if self.flow == "income" else "start"
        place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
        if not name:
            return f'<text class="t-soft" {place} font-size="11.5" fill="{SOFT}">{escape(figures)}</text>'
        more = f' <tspan class="t-soft" font-size="11.5" fill="{SOFT}">{escape(figures)}</tspan>' if figures else ""
        return f'<text class="t-ink" {place} font-size="{FONT}" fill="{INK}">{escape(name)}{more}</text>'

    def _colour(self, node: _Node) -> str:
        return GREY if node.branch.note in ("rest", "others") else COLOURS[self.flow]

    def _class(self, name: str, node: _Node) -> str:
        return f"{name} t-{node.branch.note if node.branch.note in ('rest', 'others') else self.flow}"


def _svg(width: float, height: float, label: str, content: str, role: str = "img") -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="tree" role="{role}" aria-label="{escape(label)}" viewBox="0 0 {width:g} {height:.0f}" '
        f"font-family=\"system-ui, 'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', sans-serif\">{content}</svg>"
    )


def draw_half(flow: str, tree: Branch, language: str) -> str:
    """One flow as an SVG element for the page, its names linked to their marks."""
    half = _Half(flow, tree, language, links=True)
    return _svg(WIDTH, half.height, word(f"tree.{flow}", language), half.draw(), role="group")


def draw_tree(trees: Mapping[str, Branch], language: str) -> str:
    """Both flows side by side as a picture of its own: a file that browsers, Word and vector editors open."""
    halves = [_Half(flow, tree, language, links=False) for flow, tree in trees.items()]
    margin, gap = 16, 20
    width = 2 * margin + len(halves) * WIDTH + (len(halves) - 1) * gap if halves else WIDTH
    height = max((half.height for half in halves), default=60.0) + 2 * margin
    content = [f'<rect width="{width}" height="{height:.0f}" fill="#ffffff"/>']
    for number, half in enumerate(halves):
        content.append(f'<g transform="translate({margin + number * (WIDTH + gap)} {margin})">{half.draw()}</g>')
    if not halves:
        content.append(
            f'<text x="16" y="36" font-size="{FONT}" fill="{SOFT}">{escape(word("no_tree", language))}</text>'
        )
    return _svg(width, height, word("tree.title", language), "\n".join(content))
