"""Checks over reports: what contradicts is found, what may be right is left alone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dataset_samples import COUNTY, amount, report, store

from extractor import open_dataset
from extractor.dataset import DatasetError
from extractor.dataset_checks import check_dataset
from extractor.dataset_match import core_name
from extractor.models import Region


def income(value: Any, year: int, **fields: Any):
    """A report's total income of a year."""
    number = fields.pop("id", "a1")
    return amount(
        number,
        value,
        label="本年收入合计",
        indicator="total_income",
        fiscal_year=year,
        **({"precision": 100, "stage": "final"} | fields),
    )


def findings(path: Path, kind: str) -> list[tuple[Any, ...]]:
    """What the checks say: outcome, stated, expected, message."""
    check_dataset(path)
    with open_dataset(path) as dataset:
        return dataset.rows(
            "SELECT outcome, stated, expected, message FROM dataset_checks WHERE kind = $1 ORDER BY ALL", [kind]
        )


@pytest.mark.parametrize(
    "last_year, base, outcome",
    [
        ("1595800", 1595800, "holds"),
        ("1595832.4", 1595800, "rounding"),
        ("1595890", 1595800, "rounding"),
        ("1605800", 1595800, "violated"),
    ],
)
def test_this_years_base_against_last_years_report(tmp_path: Path, last_year: str, base: int, outcome: str) -> None:
    """Is the base that a report states what last year's report of the same organization says, within what is printed?"""
    store(
        tmp_path / "d.duckdb",
        report(
            (income(last_year, 2019, precision=Decimal("0.01")),), organization="武定县总工会", region=COUNTY, year=2019
        ),
        report(
            (income(2000000, 2020), income(base, 2019, id="a2", role="base")),
            organization="县总工会（本级）",
            region=COUNTY,
            year=2020,
        ),
        report((income(5, 2019),), organization="武定县财政局", region=COUNTY, year=2019),
    )
    found = findings(tmp_path / "d.duckdb", "base_year")
    assert [(row[0], row[1], row[2]) for row in found] == [(outcome, Decimal(base), Decimal(last_year))]


def test_a_base_that_last_year_states_in_two_ways_is_not_judged(tmp_path: Path) -> None:
    """Is nothing called violated where last year's own figures contradict each other, and a fitting one preferred?"""
    last = report(
        (income(100000, 2019), income(300000, 2019, id="a2")), organization="武定县总工会", region=COUNTY, year=2019
    )
    this = report((income(200000, 2019, role="base"),), organization="武定县总工会", region=COUNTY, year=2020)
    store(tmp_path / "d.duckdb", last, this)
    assert findings(tmp_path / "d.duckdb", "base_year") == []
    this = report((income(300000, 2019, role="base"),), organization="武定县总工会", region=COUNTY, year=2020)
    store(tmp_path / "e.duckdb", last, this)
    assert [row[0] for row in findings(tmp_path / "e.duckdb", "base_year")] == ["holds"]


def test_budget_bases_are_not_compared_with_final_accounts(tmp_path: Path) -> None:
    """Is last year's budget kept apart from last year's outcome?"""
    last = report((income(100000, 2019, stage="final"),), organization="武定县总工会", region=COUNTY, year=2019)
    this = report(
        (income(90000, 2019, role="base", stage="budget"),), organization="武定县总工会", region=COUNTY, year=2020
    )
    store(tmp_path / "d.duckdb", last, this)
    assert findings(tmp_path / "d.duckdb", "base_year") == []


def department(name: str, value: int, text: str = ""):
    return report((income(value, 2020),), organization=name, region=COUNTY, year=2020, text=text)


def test_units_cannot_have_more_than_their_department(tmp_path: Path) -> None:
    """Is a sum of units above the department violated, one below left alone (units may be missing), an equal one said to hold?"""
    units = [department("武定县教育局幼儿园", 300000), department("武定县第一中学", 500000)]
    text = "本部门所属单位包括武定县第一中学和武定县教育局幼儿园。武定县财政局另行公开。"
    peer = department("武定县财政局", 9000000)
    for value, outcomes in ((700000, ["violated"]), (800000, ["holds"]), (900000, [])):
        place = tmp_path / f"{value}.duckdb"
        store(place, department("武定县教育局", value, text), *units, peer)
        assert [row[0] for row in findings(place, "department_total")] == outcomes


def test_a_complete_list_of_units_must_add_up(tmp_path: Path) -> None:
    """Does a user's list make a smaller sum a finding too?"""
    place = tmp_path / "d.duckdb"
    store(
        place,
        department("武定县教育局", 900000),
        department("武定县第一中学", 500000),
        department("武定县第二中学", 300000),
    )
    listing = tmp_path / "units.csv"
    listing.write_text("department,unit\n武定县教育局,武定县第一中学\n武定县教育局,武定县第二中学\n", "utf-8-sig")
    assert check_dataset(place, units=listing).outcomes["department_total", "violated"] == 1
    listing.write_text("a,b\n", "utf-8")
    with pytest.raises(DatasetError, match="department and unit"):
        check_dataset(place, units=listing)


def test_one_report_in_two_files(tmp_path: Path) -> None:
    """Are the figures in which two copies differ named, and two different reports of one organization left alone?"""
    same = [amount(f"a{n}", n * 1000, label=f"项目{n}", precision=1) for n in range(6)]
    changed = [*same[:5], amount("a5", 99, label="项目5", precision=1)]
    other = [amount(f"a{n}", n * 77 + 1, label=f"项目{n}", precision=1) for n in range(6)]
    common = {"organization": "武定县总工会", "region": COUNTY, "year": 2020, "title": "决算"}
    store(
        tmp_path / "d.duckdb",
        report(tuple(same), **common),
        report(tuple(changed), **common),
        report(tuple(other), **common),
    )
    found = findings(tmp_path / "d.duckdb", "repeated_report")
    assert [row[0] for row in found] == ["suspicious", "violated"]
    assert {found[1][1], found[1][2]} == {Decimal(5000), Decimal(99)}


def test_outliers_among_offices_of_one_kind(tmp_path: Path) -> None:
    """Is a bureau ten thousand times its like pointed out with the likely cause, as information?"""

    def bureau(number: int, value: int):
        region = Region(
            code=f"5323{number + 21}", name=f"第{number}县", path=("云南省", "楚雄彝族自治州", f"第{number}县")
        )
        return report((income(value, 2020),), organization=f"第{number}县财政局", region=region, year=2020)

    values = [900000, 950000, 1000000, 1010000, 1050000, 1100000, 1200000, 10_000_000_000]
    store(tmp_path / "d.duckdb", *(bureau(number, value) for number, value in enumerate(values)))
    ((outcome, stated, _, message),) = findings(tmp_path / "d.duckdb", "outlier")
    assert (outcome, stated) == ("suspicious", Decimal(10_000_000_000))
    assert "元与万元" in message
    store(tmp_path / "few.duckdb", *(bureau(number, value) for number, value in enumerate(values[1:])))
    assert findings(tmp_path / "few.duckdb", "outlier") == []


def test_renamed_organizations_and_regions_stay_one(tmp_path: Path) -> None:
    """Is the base year tested across a change of the bureau's name and of the county into a district?"""
    county = Region(code="320323", name="铜山县", path=("江苏省", "徐州市", "铜山县"))
    district = Region(code="320312", name="铜山区", path=("江苏省", "徐州市", "铜山区"))
    store(
        tmp_path / "d.duckdb",
        report((income(500000, 2009),), organization="铜山县教育局", region=county, year=2009),
        report(
            (income(700000, 2010), income(600000, 2009, id="a2", role="base")),
            organization="徐州市铜山区教育体育局",
            region=district,
            year=2010,
        ),
    )
    assert [row[0] for row in findings(tmp_path / "d.duckdb", "base_year")] == ["violated"]
    with open_dataset(tmp_path / "d.duckdb") as dataset:
        assert dataset.rows("SELECT count(DISTINCT organization_id), count(DISTINCT region_id) FROM organizations") == [
            (1, 1)
        ]
        assert dataset.rows("SELECT kind FROM dataset_checks WHERE severity = 'info' ORDER BY 1") == [
            ("renamed_organization",),
            ("renamed_region",),
        ]


def test_two_organizations_at_one_time_are_not_one(tmp_path: Path) -> None:
    """Are bureaus with similar names that report in the same year kept apart, and counties of one name elsewhere?"""
    other = Region(code="130101", name="武定县", path=("河北省", "石家庄市", "武定县"))
    store(
        tmp_path / "d.duckdb",
        report(organization="武定县教育局", region=COUNTY, year=2020),
        report(organization="武定县教育体育局", region=COUNTY, year=2020),
        report(organization="武定县教育局", region=other, year=2021),
    )
    check_dataset(tmp_path / "d.duckdb")
    with open_dataset(tmp_path / "d.duckdb") as dataset:
        assert dataset.rows("SELECT count(DISTINCT organization_id) FROM organizations") == [(3,)]


@pytest.mark.parametrize(
    "name, path, core",
    [
        ("云南省楚雄州武定县总工会", COUNTY.path, "总工会"),
        ("武定县总工会（本级）", COUNTY.path, "总工会"),
        ("县财政局机关", COUNTY.path, "财政局"),
        ("市场监督管理局", COUNTY.path, "市场监督管理局"),
        ("楚雄彝族自治州市场监督管理局", COUNTY.path[:2], "市场监督管理局"),
        ("中共武定县委办公室", COUNTY.path, "中共武定县委办公室"),
    ],
)
def test_core_names(name: str, path: tuple[str, ...], core: str) -> None:
    """Is the same office known under the ways in which reports write it?"""
    assert core_name(name, path) == core


def test_checking_twice_gives_the_same(tmp_path: Path) -> None:
    """Is an earlier run's result replaced, not added to?"""
    store(tmp_path / "d.duckdb", department("武定县教育局", 1), department("武定县教育局幼儿园", 300000))
    first = findings(tmp_path / "d.duckdb", "department_total")
    assert findings(tmp_path / "d.duckdb", "department_total") == first
    assert len(first) == 1
