"""Which row is a part of which: by code, by numbering, by indentation, by 其中, by totals; and the same for columns."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .table_columns import Column
from .table_rows import RowHead
from .table_words import found

_MOST_NESTED = 60  # parts of one whole among which depth is looked for

Values = dict[int, tuple[Decimal, Decimal]]  # column → value and precision, of one row


def adds_up(total: Values, parts: Sequence[Values], *, mostly: bool = False) -> bool:
    """Whether the parts' sum is the total in every column that has both, within what their printed places allow; no column: False.

    `mostly`: in more than half of the columns, so that one wrong figure does not hide how a list is built.
    """
    judged = agreeing = 0
    for column, (value, precision) in total.items():
        present = [part[column] for part in parts if column in part]
        if not present or (value == 0 and all(number == 0 for number, _ in present)):
            continue
        judged += 1
        allowed = (precision + sum((place for _, place in present), Decimal(0))) / 2
        agreeing += abs(value - sum((number for number, _ in present), Decimal(0))) <= allowed
        if agreeing < judged and not mostly:
            return False
    return agreeing * 2 > judged


def row_parents(heads: Sequence[RowHead], values: dict[int, Values], *, listed: bool = False) -> dict[int, int]:
    """Row → row that it is a part of. `listed`: things one beside the other (序号, 项目名称), whose indentation says nothing."""
    parents = _Rows(heads, values, listed).parents()
    _nest(parents, values, {head.row: head.rank for head in heads})
    return parents


def _nest(parents: dict[int, int], values: dict[int, Values], ranks: dict[int, int | None]) -> None:
    """Parts that are too much together: where some of them make up another, and the rest the whole, they are that one's parts.

    So lists are printed whose depth no sign tells: 非税收入, and below it, as far left as itself, what it is made up of. Where the
    numbered rows alone make up the whole (by fund), the others are another way to divide it (by source) and no parts beside them.
    """
    members: dict[int, list[int]] = {}
    for row, upper in parents.items():
        members.setdefault(upper, []).append(row)
    for upper, rows in members.items():
        rows.sort()
        whole = values.get(upper, {})
        if not 2 < len(rows) <= _MOST_NESTED or adds_up(whole, _of(rows, values), mostly=True):
            continue
        top, inner = _split(rows, values)
        numbered = [row for row in rows if ranks.get(row) is not None]
        if inner and adds_up(whole, _of(top, values), mostly=True):
            parents.update(inner)
        elif len(numbered) < len(rows) and adds_up(whole, _of(numbered, values), mostly=True):
            for row in set(rows) - set(numbered):
                del parents[row]


def _of(rows: Sequence[int], values: dict[int, Values]) -> list[Values]:
    return [values.get(row, {}) for row in rows]


def _split(rows: Sequence[int], values: dict[int, Values]) -> tuple[list[int], dict[int, int]]:
    """Rows that stand for themselves, and row → row for those that make up the one before them."""
    top: list[int] = []
    inner: dict[int, int] = {}
    at = 0
    while at < len(rows):
        top.append(rows[at])
        run = _run(rows, at, values)
        inner.update((row, rows[at]) for row in rows[at + 1 : at + 1 + run])
        at += run + 1
    return top, inner


def _run(rows: Sequence[int], at: int, values: dict[int, Values]) -> int:
    """How many of the rows behind `at` make it up; 0: none do."""
    whole = values.get(rows[at], {})
    for length in range(2, len(rows) - at):
        if adds_up(whole, _of(rows[at + 1 : at + 1 + length], values), mostly=True):
            return length
    return 0


def _depth(head: RowHead) -> int:
    """Indentation in Han; a single space is no step."""
    return head.indent // 2


def _indented(heads: Sequence[RowHead]) -> bool:
    """Whether leading space says depth: a few steps that come again. Centred labels have a different space each."""
    steps = {_depth(head) for head in heads}
    return 1 < len(steps) <= max(4, len(heads) // 4)


class _Rows:
    def __init__(self, heads: Sequence[RowHead], values: dict[int, Values], listed: bool) -> None:
        self.heads = [head for head in heads if head.named and (head.label or head.scope or head.total)]
        self.values = values
        self.parent: dict[int, int] = {}
        self.codes: dict[str, int] = {}
        self.stack: list[RowHead] = []  # rows that may have parts below
        self.joined: set[int] = set()  # rows that stand in a list begun by 其中
        self.open: list[int] = []  # rows that no total has claimed yet
        self.above: int | None = None  # a total that stands before its parts
        self.region: RowHead | None = None
        self.flat = listed or not _indented(self.heads)
        self.ranked = any(head.rank is not None for head in self.heads)

    def parents(self) -> dict[int, int]:
        if self._first_is_whole():
            self.above = self.heads[0].row
        for at, head in enumerate(self.heads):
            if (at == 0 and head.row == self.above) or self._local(head):
                continue
            if head.code:
                self._by_code(head)
            elif (head.total or self._sums_up(head)) and not head.among:
                self._total(at, head)
            else:
                self._by_depth(at, head)
        return self.parent

    def _part_of_open_total(self, head: RowHead) -> None:
        if self.above is not None and head.row != self.above:
            self.parent[head.row] = self.above
        else:
            self.open.append(head.row)

    def _first_is_whole(self) -> bool:
        """A region in the first row that the other rows make up."""
        first = self.heads[0] if self.heads else None
        return (
            first is not None
            and bool(first.scope)
            and not first.total
            and self._sums_below(0, self.values.get(first.row, {}))
        )

    def _local(self, head: RowHead) -> bool:
        """某市, 某市本级, 区县级合计: the second and third make up the first."""
        name = head.scope or head.text
        if head.label and head.scope and not head.total:
            return False  # a thing with its region beside it
        if self.region is not None and found("row.local", name):
            base = self.region.scope or self.region.text
            if (name.startswith(base) and name != base) or head.total:
                self.stack = []
                self.parent[head.row] = self.region.row
                self.above = head.row if head.total else None
                return True
        if not head.total:
            self.region = head
        return False

    def _sums_up(self, head: RowHead) -> bool:
        """A row that is not called a total but is one: 全市某收入 behind what makes it up."""
        if self.above is not None or head.rank is not None or not self.open:
            return False
        enough = len(self.open) > 2 or found("scope.prefix", head.text.strip()) is not None
        return enough and adds_up(self.values.get(head.row, {}), _of(self.open, self.values))

    def _by_code(self, head: RowHead) -> None:
        code = head.code or ""
        above = next((self.codes[code[:end]] for end in range(len(code) - 2, 2, -2) if code[:end] in self.codes), None)
        self.codes[code] = head.row
        self.stack = [head]
        if above is not None:
            self.parent[head.row] = above
        else:
            self._part_of_open_total(head)

    def _by_depth(self, at: int, head: RowHead) -> None:
        before = self.heads[at - 1] if at else None
        if before is not None and before.row in self.parent and self._joins(at, before, head):
            whole = self.parent[before.row]
            while self.stack and self.stack[-1].row != whole:
                self.stack.pop()
            self.joined.add(head.row)
            self.parent[head.row] = whole
            self.stack.append(head)
            return
        while self.stack and not self._is_above(self.stack[-1], head):
            self.stack.pop()
        if self.stack:
            self.parent[head.row] = self.stack[-1].row
        else:
            self._part_of_open_total(head)
        self.stack.append(head)

    def _in_list(self, head: RowHead) -> bool:
        return head.among or head.row in self.joined

    def _joins(self, at: int, before: RowHead, head: RowHead) -> bool:
        """Whether `head` goes on with the list that 其中 began."""
        if not self._in_list(before) or head.among or head.rank is not None:
            return False
        if not self.flat:
            return _depth(head) >= _depth(before)
        return self.ranked or self._sums_with_list(at)

    def _is_above(self, upper: RowHead, head: RowHead) -> bool:
        if found("row.stock", head.label) and not found("row.stock", upper.label):
            return False  # 年末滚存结余 below 本年收支结余 is no part of it
        if head.among and not self._in_list(upper):
            return self.flat or _depth(upper) <= _depth(head) or upper.rank is not None
        if upper.rank is not None and head.rank is not None:
            return upper.rank < head.rank
        return not self.flat and _depth(upper) < _depth(head)

    def _sums_with_list(self, at: int) -> bool:
        """Without numbers and indentation only the figures tell how far a 其中 reaches: to where its parts make up the whole."""
        begin = at - 1
        while begin >= 0 and not self.heads[begin].among and self.heads[begin].row in self.joined:
            begin -= 1
        if begin < 0 or not self.heads[begin].among or self.heads[begin].row not in self.parent:
            return False
        whole = self.values.get(self.parent[self.heads[begin].row], {})
        parts = [self.values.get(head.row, {}) for head in self.heads[begin:at]]
        if adds_up(whole, parts):
            return False
        for head in self.heads[at : at + 30]:
            if head.total or head.among or head.code:
                return False
            parts.append(self.values.get(head.row, {}))
            if adds_up(whole, parts):
                return True
        return False

    def _total(self, at: int, head: RowHead) -> None:
        self.stack = []
        values = self.values.get(head.row, {})
        before = [self.values.get(row, {}) for row in self.open]
        if self.open and (adds_up(values, before) or not self._sums_below(at, values)):
            self._claim(head, values)
            return
        if self.above is not None and self._sums_below(at, values):
            self.parent[head.row] = self.above
        elif self.above is not None:
            members = [row for row, upper in self.parent.items() if upper == self.above and row < head.row]
            if members and adds_up(values, [self.values.get(row, {}) for row in members]):
                for row in members:
                    self.parent[row] = head.row
            self.parent[head.row] = self.above
            return
        else:
            self.open.append(head.row)
        if not self.open[:-1]:
            self.above = head.row

    def _claim(self, head: RowHead, values: Values) -> None:
        """The total of the rows before it: of all that are open, or of the last of them, where those make it up."""
        rows = self.open
        for begin in range(len(rows)):
            if adds_up(values, [self.values.get(row, {}) for row in rows[begin:]]):
                break
        else:
            begin = 0
        for row in rows[begin:]:
            self.parent[row] = head.row
        self.open = [*rows[:begin], head.row]
        self.above = None

    def _sums_below(self, at: int, values: Values) -> bool:
        """Whether rows that follow make up the total: all of one rank, up to the next total or the end."""
        following = self.heads[at + 1 :]
        parts: list[Values] = []
        depth = None
        for head in following[:2000]:
            if head.total and not head.among:
                break
            key = (len(head.code), 0) if head.code else (head.rank or 0, _depth(head))
            depth = depth or key
            if key == depth and not head.among:
                parts.append(self.values.get(head.row, {}))
        return adds_up(values, parts)


def column_parents(columns: Sequence[Column]) -> dict[int, int]:
    """Column → the total column that it is a part of: 合计 of all, 小计 of those under the same head, the column before 其中."""
    totals = [(column.path[:-1], column.index) for column in columns if column.total and column.path]
    heads = {column.path[:end] for column in columns for end in range(1, len(column.path))}
    # a head whose own column is the total: 债务限额 over an empty cell, 一般债务, 专项债务
    totals += [(column.path, column.index) for column in columns if column.path in heads]
    found_parents: dict[int, int] = {}
    before: int | None = None
    for column in columns:
        prefix_of = column.path[:-1] if column.total else column.path
        fitting = [
            (prefix, index)
            for prefix, index in totals
            if index != column.index
            and prefix_of[: len(prefix)] == prefix
            and not (column.total and len(prefix) >= len(prefix_of))
        ]
        among = any(found("row.among", text) or text in ("其中", "其中：") for text in column.path)
        if fitting:
            found_parents[column.index] = max(fitting, key=lambda item: len(item[0]))[1]
        elif among and before is not None:
            found_parents[column.index] = before
        if not among:
            before = column.index
    return found_parents
