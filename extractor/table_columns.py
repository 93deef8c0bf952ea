"""The columns of one part of a table: which name the rows, which hold values, and what the header says of each."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from enum import Enum

from .table_grid import NOTHING, Grid
from .table_headers import Words, is_generic, qualified, read_words
from .table_layout import Segment
from .table_numbers import Content, is_unread_number, read_own_unit
from .table_units import Unit, parse_unit
from .table_words import compiled, found

_ENOUGH = 400  # rows from which the content of a column is judged


class Part(Enum):
    """What a column is for."""

    LABEL = "label"
    SCOPE = "scope"  # rows are regions or units
    CODE = "code"
    CODE_PART = "code part"  # 类 款 项, each its own column
    SERIAL = "serial"
    UNIT = "unit"
    SIGN = "sign"  # ≥ ≤ =
    ATTRIBUTE = "attribute"  # describes the row; numbers in it are years, terms, marks
    OTHER_CODE = "other code"
    VALUE = "value"


@dataclass
class Filling:
    """What stands in the body of a column."""

    numbers: int = 0
    texts: list[str] = field(default_factory=list)
    blanks: int = 0
    integers: list[int] = field(default_factory=list)
    codes: int = 0
    years: int = 0
    signed: int = 0  # numbers with % behind
    unread: int = 0  # digits that are no single number
    owned: int = 0  # texts that are one number with its unit
    used: bool = False  # something stands in some row, be it far down

    @property
    def filled(self) -> int:
        return self.numbers + len(self.texts)


@dataclass
class Column:
    """One column: its header cells top to bottom, what it is for, what its header says."""

    index: int
    path: tuple[str, ...]
    part: Part
    words: tuple[Words, ...]
    content: Filling
    label: str = ""  # of a value column: what it measures beside what the row says
    total: bool = False
    region: str | None = None  # whose figures stand in it
    of_group: tuple[str, ...] = ()  # header cells that cover the labels of the group too

    @property
    def leaf(self) -> str:
        return self.path[-1] if self.path else ""


@dataclass
class Group:
    """Columns that name rows, and the value columns to their right that they name."""

    stub: list[Column] = field(default_factory=list)
    values: list[Column] = field(default_factory=list)

    def of(self, *parts: Part) -> list[Column]:
        return [column for column in self.stub if column.part in parts]


def header_paths(grid: Grid, segment: Segment) -> list[tuple[str, ...]]:
    """For each column the texts of the header cells above it, top to bottom, each once."""
    rows = segment.header
    paths: list[tuple[str, ...]] = []
    for column in range(grid.columns):
        path: list[str] = []
        seen = NOTHING
        for at in range(len(rows)):
            index = _header_cell(grid, rows, at, column)
            if index in (NOTHING, seen):
                continue
            seen = index
            text = grid.text(index)
            if text and (not path or path[-1] != text):
                path.append(text)
        paths.append(tuple(path))
    return paths


def _header_cell(grid: Grid, rows: list[int], at: int, column: int) -> int:
    """The header cell over a place; an empty place belongs to the group head on its left, as in files that lost their merged cells."""
    index = grid.at[rows[at]][column]
    if index != NOTHING and grid.kinds[index] is not Content.EMPTY:
        return index
    below = any(grid.place_text(row, column) for row in rows[at + 1 :])
    if not below or any(grid.place_text(row, column) for row in rows[:at]):
        return NOTHING
    for left in range(column - 1, -1, -1):
        other = grid.at[rows[at]][left]
        if other != NOTHING and grid.kinds[other] is not Content.EMPTY:
            under = any(grid.place_text(row, left) and grid.at[row][left] != other for row in rows[at + 1 :])
            return other if under and grid.cells[other].column_span == 1 else NOTHING
    return NOTHING


def columns(grid: Grid, segment: Segment, paths: list[tuple[str, ...]]) -> list[Column]:
    """Every column with what it is for."""
    contents = _contents(grid, segment)
    made = []
    for index, path in enumerate(paths):
        part = _part(path, contents[index], index)
        made.append(Column(index, path, part, tuple(read_words(text) for text in path), contents[index]))
    _join_code_parts(made)
    return made


def _contents(grid: Grid, segment: Segment) -> list[Filling]:
    """What stands in each column, judged from the first rows of the body."""
    found_contents = [Filling() for _ in range(grid.columns)]
    body = set(segment.body)
    for cell, kind in zip(grid.cells, grid.kinds, strict=True):
        if kind is not Content.EMPTY and cell.row in body and cell.column < grid.columns:
            found_contents[cell.column].used = True
    for _, column, index in grid.body(segment.body[:_ENOUGH]):
        kind, here = grid.kinds[index], found_contents[column]
        if kind is Content.BLANK:
            here.blanks += 1
        elif kind is Content.TEXT:
            text = grid.text(index)
            if is_unread_number(text):
                here.unread += 1
                continue
            here.texts.append(text)
            here.owned += any(char.isdigit() for char in text) and read_own_unit(text) is not None
        elif kind is Content.NUMBER:
            here.numbers += 1
            text = grid.cells[index].text.strip()
            if text.isdigit():
                here.integers.append(int(text[:12]))
                here.codes += found("cell.code", text) is not None
                here.years += found("cell.year", text) is not None
            here.signed += text[-1] in "%％‰"
    return found_contents


def _part(path: tuple[str, ...], content: Filling, index: int) -> Part:
    leaf = path[-1] if path else ""
    named = _part_by_name(leaf, content)
    if named is not None:
        return named
    if _counts_rows(content) and index == 0 and not found("column.value", leaf):
        return Part.SERIAL
    if content.codes and content.codes * 10 >= content.numbers * 8 and (not path or "科目" in leaf or "分类" in leaf):
        return Part.CODE
    if not content.used:
        return Part.ATTRIBUTE
    numeric = content.numbers + content.unread > len(content.texts)
    attribute = found("column.numeric_attribute" if numeric else "column.attribute", leaf) is not None
    if not attribute and _heads_values(leaf, path, content):
        return Part.VALUE
    if attribute:
        return Part.ATTRIBUTE
    if numeric or (content.owned + content.numbers) * 2 > content.filled:
        return Part.VALUE
    return Part.LABEL if content.texts else Part.VALUE


def _heads_values(leaf: str, path: tuple[str, ...], content: Filling) -> bool:
    """Whether the header says that numbers stand below, and not nothing but words do."""
    if found("column.name", leaf) or found("column.level", leaf):
        return False
    if found("column.target", leaf):
        return True
    said = any(found("column.value", text) for text in (leaf, *path[:1]))
    return said and (content.numbers > 0 or not _wordy(content))


def _part_by_name(leaf: str, content: Filling) -> Part | None:
    """The part where the header's words leave no doubt and the content does not gainsay them."""
    if found("column.serial", leaf) and not content.signed:
        return Part.SERIAL
    if found("column.part", leaf) and not any(len(text) > 9 for text in content.texts[:50]):
        return Part.CODE_PART
    if found("column.other_code", leaf):
        return Part.OTHER_CODE
    if found("column.code", leaf) and (content.numbers == content.codes or content.texts):
        return Part.CODE
    if found("column.unit", leaf) and content.texts and _are_units(content):
        return Part.UNIT
    if found("column.sign", leaf) and content.texts and all(len(text) <= 4 for text in content.texts):
        return Part.SIGN
    if found("column.scope", leaf) and not content.numbers:
        return Part.SCOPE
    return None


def _are_units(content: Filling) -> bool:
    return sum(1 for text in content.texts if parse_unit(text)) * 10 >= len(content.texts) * 7


def _wordy(content: Filling) -> bool:
    """Mostly words, and not words that hold a number."""
    bare = sum(1 for text in content.texts if not any(char.isdigit() for char in text))
    return bare > content.numbers + content.blanks + (len(content.texts) - bare)


def _counts_rows(content: Filling) -> bool:
    """1, 2, 3 … down the column."""
    numbers = content.integers
    if len(numbers) < 2 or len(numbers) != content.numbers or numbers[0] not in (1, 2):
        return False
    return all(b - a in (0, 1) or b == 1 for a, b in itertools.pairwise(numbers))


def _join_code_parts(made: list[Column]) -> None:
    """类 款 项 stand together, the codes in them; a lone 项 is no part of a code."""
    for column in made:
        if column.part is Part.CODE_PART:
            near = [other for other in made if other.part is Part.CODE_PART and abs(other.index - column.index) <= 2]
            if len(near) < 2 and not any("编码" in text or "代码" in text for text in column.path):
                column.part = Part.CODE if column.content.codes else Part.LABEL


def groups(made: list[Column]) -> list[Group]:
    """Label columns with the value columns to their right; a table may stand several such groups side by side."""
    found_groups = [Group()]
    first_names = {column.leaf for column in made if column.part is Part.LABEL}
    for at, column in enumerate(made):
        now = found_groups[-1]
        if column.part is Part.VALUE:
            now.values.append(column)
            continue
        if now.values and column.part in (Part.LABEL, Part.SCOPE, Part.CODE, Part.CODE_PART, Part.SERIAL):
            if column.part is Part.SCOPE and any(other.part is Part.VALUE for other in made[at + 1 :]):
                found_groups.append(now := Group(stub=list(now.stub)))  # the same rows, now of this region or unit
            elif _opens_group(made, at, column, first_names):
                found_groups.append(now := Group())
            elif column.part in (Part.LABEL, Part.SCOPE):
                column.part = Part.ATTRIBUTE
        now.stub.append(column)
    for group in found_groups:
        _find_names(group)
    return [group for group in found_groups if group.values or group.stub]


def _find_names(group: Group) -> None:
    """Where no column is called a name, the one whose words best tell the rows apart names them."""
    if group.of(Part.LABEL, Part.SCOPE, Part.CODE, Part.CODE_PART) or not group.values:
        return
    wordy = [
        column for column in group.of(Part.ATTRIBUTE) if column.index < group.values[0].index and column.content.texts
    ]
    if wordy:
        best = max(wordy, key=lambda column: len(set(column.content.texts)))
        if len(set(best.content.texts)) * 2 >= len(best.content.texts):
            for column in wordy:
                if column is best or column.path == best.path:
                    column.part = Part.LABEL


def _opens_group(made: list[Column], at: int, column: Column, names: set[str]) -> bool:
    """Whether a column of words to the right of values names rows again: values must follow, and its words must tell rows apart."""
    if not any(other.part is Part.VALUE for other in made[at + 1 :]):
        return False
    before = {other.leaf for other in made[:at]}
    if column.part in (Part.CODE, Part.CODE_PART, Part.SERIAL):
        return True
    if (column.leaf in before and column.leaf in names) or found("column.name", column.leaf):
        return True
    texts = column.content.texts
    return len(texts) > 2 and len(set(texts)) * 10 >= len(texts) * 7


def name_values(group: Group) -> None:
    """What each value column measures: the lowest header words that say it, with those above where they alone would be ambiguous."""
    shared = set.intersection(*(set(column.path) for column in group.stub + group.values)) if group.stub else set()
    common: set[str] = set()  # words over all values say nothing of a subject's total: 行政运行 is label enough
    if group.of(Part.CODE, Part.CODE_PART) and len(group.values) > 1:
        common = set.intersection(*(set(column.path) for column in group.values))
    for column in group.values:
        column.of_group = tuple(text for text in column.path if text in shared)
        column.total = bool(column.words) and column.words[-1].total
        silent = shared | common if column.total else shared
        pieces = [words.label for text, words in zip(column.path, column.words, strict=True) if text not in silent]
        pieces = [piece for piece in pieces if not is_generic(piece) and not found("row.total_bare", piece)]
        column.label = compiled("label.total_tail").sub("", pieces[-1]) if pieces else ""
        _keep_modifier(column, shared)
    _name_regions(group)
    _tell_apart(group, shared)


def _keep_modifier(column: Column, shared: set[str]) -> None:
    """新增债务限额 | 一般债务限额: what the upper words say of all below is no matter of telling columns apart."""
    for text, words in zip(column.path, column.words, strict=True):
        modifier = found("label.modifier", words.label) if text not in shared else None
        if modifier and column.label and modifier.group() not in column.label:
            column.label = modifier.group() + column.label


def _name_regions(group: Group) -> None:
    """合计 | 甲县 | 乙县: several columns named after regions say whose figures these are, not what they measure."""
    regions = [column for column in group.values if column.label and found("scope.region", column.label)]
    if len(regions) > 1:
        for column in regions:
            column.region, column.label = column.label, ""


def _tell_apart(group: Group, shared: set[str]) -> None:
    """债务限额 | 一般债务 and 债务余额 | 一般债务: the upper words come in where the lower ones occur under several."""
    by_label: dict[str, list[Column]] = {}
    for column in group.values:
        if column.label:
            by_label.setdefault(column.label, []).append(column)
    for same in by_label.values():
        uppers = {id(column): _upper(column, shared) for column in same}
        if len(set(uppers.values())) > 1:
            for column in same:
                column.label = qualified(uppers[id(column)], column.label)
    _complete_siblings(group)


def _upper(column: Column, shared: set[str]) -> str:
    pieces = [words.label for text, words in zip(column.path, column.words, strict=True) if text not in shared]
    pieces = [piece for piece in pieces[:-1] if not is_generic(piece) and piece != column.label]
    return pieces[-1] if pieces else ""


def _complete_siblings(group: Group) -> None:
    """公务用车购置及运行费 | 购置费 | 运行费: the lower names leave out what the upper one says for all."""
    by_upper: dict[str, list[Column]] = {}
    for column in group.values:
        if len(column.path) > 1:
            by_upper.setdefault(column.path[-2], []).append(column)
    for upper_text, children in by_upper.items():
        upper = read_words(upper_text).label
        stems = [
            column.label.removesuffix("费").removesuffix("支出")
            for column in children
            if column.label and column.label != upper
        ]
        places = [upper.find(stem) for stem in stems if stem]
        if len(places) > 1 and min(places) > 0:
            prefix = upper[: min(places)]
            for column in children:
                if column.label and column.label != upper and not column.label.startswith(prefix):
                    column.label = prefix + column.label


def column_unit(column: Column) -> Unit | None:
    """The unit that the header gives the column itself."""
    return next((words.units[0] for words in reversed(column.words) if words.units), None)
