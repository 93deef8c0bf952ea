"""What holds for any text whatever: no exception, places that are true, order, determinism, indifference to what stands before, linear time."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor import extract_text
from extractor.models import Report
from extractor.normalize import matching_copy
from extractor.numerals import read_number

FRAGMENTS = st.sampled_from(
    [
        "2024年度",
        "12.5万元",
        "，占",
        "85%",
        "。",
        "；\n",
        "（一）",
        "1.",
        "①",
        "其中：",
        "3,788,",
        "466",
        "0.5‰",
        "2080505",
        "机关运行",
        "三百二十万元",
        "财预〔2021〕12号",
        "增长",
        "下降",
        "比上年",
        "支出",
        "收入",
        "⽀出",
        "１２３．４",
        "\u200b",
        "\t",
        "－",
        "△3.2",
        "百分之五",
        "10-20万元",
        "、",
        "50、60、70亿元",
        "（类）",
        "（款）",
        "（项）",
        "亿",
        "万",
        "户",
        "个",
        "“",
        "”",
        "壹佰元",
        "合计",
        "\ud800",
        "\x00",
        "一般公共预算",
        "完成",
        "预算的",
        "2个百分点",
        "（",
        "）",
        "、、",
        "...",
        "99999999999999999999999",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(FRAGMENTS, max_size=60).map("".join),
    st.text(alphabet="0123456789.,%万亿元年月日（）()-~、，。\n \t一二三十百千", max_size=200),
)
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def records(report: Report) -> list[tuple[str, list[object]]]:
    return [
        ("figures", list(report.figures)),
        ("subject_codes", list(report.subject_codes)),
        ("periods", list(report.periods)),
        ("document_numbers", list(report.document_numbers)),
    ]


@SETTINGS
@given(TEXTS)
def test_every_record_stands_where_it_says(text: str) -> None:
    report = extract_text(text)
    assert report.text == text
    for _, found in records(report):
        for record in found:
            assert record.raw == text[record.start : record.end]  # type: ignore[attr-defined]
            assert record.raw  # type: ignore[attr-defined]


@SETTINGS
@given(TEXTS)
def test_records_of_a_type_are_sorted_and_do_not_overlap(text: str) -> None:
    report = extract_text(text, checks=False)
    groups = [found for name, found in records(report) if name != "figures"]
    groups += [[f for f in report.figures if f.type == kind] for kind in ("amount", "percentage", "quantity")]
    for found in groups:
        for one, two in pairwise(found):
            assert one.end <= two.start  # type: ignore[attr-defined]


@SETTINGS
@given(TEXTS)
def test_the_same_text_gives_the_same_report_and_its_json_reads_back(text: str) -> None:
    first, second = extract_text(text), extract_text(text)
    assert first == second
    if not any("\ud800" <= char <= "\udfff" for char in text):
        assert Report.model_validate_json(first.to_json()) == first


@SETTINGS
@given(TEXTS)
def test_ids_are_unique_and_every_reference_leads_somewhere(text: str) -> None:
    report = extract_text(text)
    ids = [record.id for _, found in records(report) for record in found]  # type: ignore[attr-defined]
    assert len(ids) == len(set(ids))
    known = {figure.id for figure in report.figures}
    for figure in report.figures:
        for name in ("parent", "about", "whole"):
            target = getattr(figure, name, None)
            assert target is None or target in known
            assert target != figure.id


@SETTINGS
@given(st.lists(FRAGMENTS, max_size=40).map("".join))
def test_a_paragraph_in_front_shifts_every_place_and_changes_nothing_else(text: str) -> None:
    before = "本段文字仅作说明之用，不含任何统计内容。\n"
    year = 2024
    plain = extract_text("引言。\n" + text, checks=False, fiscal_year=year)
    shifted = extract_text(before + "引言。\n" + text, checks=False, fiscal_year=year)
    for (_, one), (_, two) in zip(records(plain), records(shifted), strict=True):
        assert [(r.raw, r.start + len(before)) for r in one] == [(r.raw, r.start) for r in two]  # type: ignore[attr-defined]
    for one, two in zip(plain.figures, shifted.figures, strict=True):
        assert (one.value, one.label, one.fiscal_year) == (two.value, two.label, two.fiscal_year)


HOSTILE = {
    "a million digits": lambda n: "支出" + "7" * n + "万元",
    "commas and digits": lambda n: "支出" + "1,234" * (n // 5) + "万元",
    "brackets": lambda n: "（" * (n // 2) + "支出3万元" + "）" * (n // 2),
    "spaces": lambda n: "支出" + " " * n + "3万元",
    "line breaks": lambda n: "支出\n" * (n // 3),
    "figures in one sentence": lambda n: "支出1万元，" * (n // 6),
    "shares in one sentence": lambda n: "其中支出1万元占2%、" * (n // 11),
    "list numbers": lambda n: "1.2.3." * (n // 6),
    "Chinese digits": lambda n: "三" * n + "万元",
    "points": lambda n: "1." * (n // 2),
    "quotes": lambda n: "“" * n,
    "paths": lambda n: "教育支出（类）" * (n // 7),
    "headings": lambda n: "一、收入\n" * (n // 5),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_finished_with(name: str) -> None:
    """Does a megabyte built to make patterns backtrack come to an end? What is quadratic would still run tomorrow."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        text = HOSTILE[name](300_000 if "sentence" in name else 1_000_000)
        try:
            assert pool.submit(length_of_report, text).result(timeout=100) == len(text)
        except TimeoutError:
            for process in list(pool._processes.values()):
                process.kill()
            pytest.fail(f"{name}: not finished after 100 s")


def length_of_report(text: str) -> int:
    return len(extract_text(text).text)


@given(st.text(alphabet="０１２３４５6789．.，, \n\t⽀出⼊⾦（）()万亿元年；;：:“”\u200b\ue000－-", max_size=120))
@settings(max_examples=300, deadline=None)
def test_places_of_the_matching_copy_lead_to_the_source_and_back(text: str) -> None:
    copy = matching_copy(text)
    places = [copy.to_source(index) for index in range(len(copy.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)
    for index in range(len(copy.text)):
        if copy.text[index].isdecimal():
            assert text[copy.to_source(index)].isdecimal()
            assert copy.to_copy(copy.to_source(index)) == index


DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """A number below 10^12 in Chinese numerals."""

    def section(value: int) -> str:
        text = ""
        for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = value // place % 10
            if digit:
                text += DIGITS[digit] + unit
            elif text and not text.endswith("零") and value % place:
                text += "零"
        return text.rstrip("零")

    parts = ""
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        value = number // scale % 10**4
        if value:
            if parts and value < 1000:
                parts += "零"
            parts += section(value) + name
        elif parts and not parts.endswith("零") and scale == 10**4 and number % 10**4:
            parts += "零"
    return parts or "零"


@given(st.integers(0, 10**12 - 1))
@settings(max_examples=500, deadline=None)
def test_a_number_written_in_chinese_reads_back(number: int) -> None:
    read = read_number(in_chinese(number))
    assert read is not None
    assert read.value == number


@given(st.decimals(0, 10**14, places=2, allow_nan=False))
@settings(max_examples=300, deadline=None)
def test_a_number_written_in_digits_reads_back_with_its_places(number: object) -> None:
    read = read_number(f"{number:,}")
    assert read is not None
    assert str(read.value) == str(number)
    assert str(read.precision) == "0.01"
