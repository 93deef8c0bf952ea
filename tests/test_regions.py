"""Which administrative division an organization or a title belongs to."""

from __future__ import annotations

import pytest

from extractor.regions import regions


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ("武定县总工会", "532329", ("云南省", "楚雄彝族自治州", "武定县")),
        ("上海市普陀区某街道办事处", "310107", ("上海市", "普陀区")),
        ("中共上海市普陀区委宣传部", "310107", ("上海市", "普陀区")),
        ("景谷县财政局", "530824", ("云南省", "普洱市", "景谷傣族彝族自治县")),
        ("禄劝彝族苗族自治县交通运输局", "530128", ("云南省", "昆明市", "禄劝彝族苗族自治县")),
        ("楚雄州总工会", "532300", ("云南省", "楚雄彝族自治州")),
        ("大理州财政局", "532900", ("云南省", "大理白族自治州")),
        ("大理市财政局", "532901", ("云南省", "大理白族自治州", "大理市")),
        ("福州市鼓楼区财政局", "350102", ("福建省", "福州市", "鼓楼区")),
        ("北京市通州区教育局", "110112", ("北京市", "通州区")),
        ("晋城市城区财政局", "140502", ("山西省", "晋城市", "城区")),
        ("仙桃市财政局", "429004", ("湖北省", "仙桃市")),  # no prefecture between
        ("莫力达瓦旗教育局", "150722", ("内蒙古自治区", "呼伦贝尔市", "莫力达瓦达斡尔族自治旗")),
        ("克州财政局", "653000", ("新疆维吾尔自治区", "克孜勒苏柯尔克孜自治州")),
        ("丽江市高新区管委会", "530700", ("云南省", "丽江市")),
        ("海南州财政局", "632500", ("青海省", "海南藏族自治州")),
        ("铜山县教育局", "320323", ("江苏省", "徐州市", "铜山县")),  # abolished
    ],
)
def test_the_division_of_an_organization(text: str, code: str, path: tuple[str, ...]) -> None:
    division = regions().find(text)
    assert division is not None
    assert (division.code, regions().path(division)) == (code, path)


@pytest.mark.parametrize(
    "text", ["鼓楼区财政局", "普陀区财政局", "全市财政收支", "城区改造工程", "北京路街道办事处", "市辖区", ""]
)
def test_what_is_open_stays_open(text: str) -> None:
    assert regions().find(text) is None


def test_the_text_settles_a_name_of_several() -> None:
    table = regions()
    jiangsu = table.find("鼓楼区财政局", context="按照江苏省和南京市的要求，鼓楼区……")
    fujian = table.find("鼓楼区财政局", context="按照福建省、福州市的要求，鼓楼区……")
    assert (jiangsu and jiangsu.code, fujian and fujian.code) == ("320106", "350102")


def test_an_abolished_division_says_so() -> None:
    division = regions().find("襄樊市财政局")
    assert division is not None
    assert division.last_listed == 2010
    assert regions().lookup(division.code).name == "襄阳市"  # type: ignore[union-attr]


def test_every_county_lies_in_a_province() -> None:
    table = regions()
    for prefix in ("53", "31", "65", "46", "15"):
        assert table.lookup(f"{prefix}0000") is not None
