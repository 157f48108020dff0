from concurrent.futures import ThreadPoolExecutor

import pytest

from shijian.units import areas
from shijian.units.areas import AreaLevel
from shijian.units.areas_file import as_table, pack, read_city, read_index


def found(code):
    area = areas.find(code)
    assert area is not None, code
    return area


def codes(rows):
    return [row.code for row in rows]


def names(rows):
    return [row.name for row in rows]


def test_the_whole_table_is_complete_and_closed():
    index = read_index(areas.FILE)
    upper = index.upper.codes
    assert list(upper) == sorted(upper)
    assert [sum(len(code) == digits for code in upper) for digits in (2, 4, 6)] == [31, 342, 2978]
    assert {code[:2] for code in upper} == {code for code in upper if len(code) == 2}
    assert {code[:4] for code in upper if len(code) == 6} == set(index.chunks)
    town_count = village_count = 0
    for city in index.chunks:
        codes_of_city = read_city(areas.FILE, index, city).codes
        towns = {code for code in codes_of_city if len(code) == 9}
        assert {code[:6] for code in towns} == set(index.upper.below(city, 6))  # no county without towns
        assert {code[:9] for code in codes_of_city if len(code) == 12} == towns  # no town without villages
        town_count += len(towns)
        village_count += len(codes_of_city) - len(towns)
    assert (town_count, village_count) == (41352, 620573)
    assert areas.source()["Counts"] == "31 342 2978 41352 620573"


def test_file_is_small_and_names_source_and_licence():
    assert areas.FILE.stat().st_size <= 4_000_000
    head = areas.FILE.read_bytes()[:500].split(b"\n\n")[0].decode()
    assert "Source: china-division 2.7.0" in head
    assert "Licence: WTFPL" in head


def test_xiahe_has_13_towns_and_69_villages():
    assert found("623027").name == "夏河县"
    assert len(areas.towns("623027")) == 13
    assert areas.towns("623027")[0] == areas.Area("623027100", "拉卜楞镇", AreaLevel.TOWN)
    assert len(areas.villages("623027")) == 69
    assert sum(len(areas.villages(town.code)) for town in areas.towns("623027")) == 69
    assert names(areas.ancestors("623027100")) == ["甘肃省", "甘南藏族自治州", "夏河县"]


@pytest.mark.parametrize(
    ("code", "expected", "level"),
    [
        ("62", "62", AreaLevel.PROVINCE),
        ("620000", "62", AreaLevel.PROVINCE),
        ("6230", "6230", AreaLevel.CITY),
        ("623000", "6230", AreaLevel.CITY),
        ("623000000000", "6230", AreaLevel.CITY),
        ("623027000000", "623027", AreaLevel.COUNTY),
        ("623027100", "623027100", AreaLevel.TOWN),
        ("623027100000", "623027100", AreaLevel.TOWN),
        ("623027100001", "623027100001", AreaLevel.VILLAGE),
        ("4419", "4419", AreaLevel.CITY),
        ("441900", "441900", AreaLevel.COUNTY),
        ("441900000000", "441900", AreaLevel.COUNTY),
    ],
)
def test_find_understands_short_and_padded_codes(code, expected, level):
    assert (found(code).code, found(code).level) == (expected, level)


@pytest.mark.parametrize(
    "code",
    ["", "0", "00", "6", "623", "99", "6299", "623099", "623027999", "623027100999", "990000000000",
     "62302710000", "6230271000000", "６２", "62 ", "-1", "ab", "71", "990101001001"],
)  # fmt: skip
def test_unknown_code_is_none_and_has_nothing_around_it(code):
    assert areas.find(code) is None
    assert areas.county_of(code) is None
    assert areas.children(code) == areas.ancestors(code) == areas.towns(code) == areas.villages(code) == []


def test_counties_of_an_unknown_prefix_are_none_and_without_prefix_all():
    assert areas.counties("99") == []
    assert len(areas.counties()) == 2978
    assert len(areas.provinces()) == 31


def test_full_code_and_parent_code():
    village = found("623027100001")
    assert (village.full_code, village.parent_code) == ("623027100001", "623027100")
    assert (found("623027").full_code, found("623027").parent_code) == ("623027000000", "6230")
    assert (found("62").full_code, found("62").parent_code) == ("620000000000", None)
    assert found("429004").parent_code == "4290"


@pytest.mark.parametrize(
    ("city", "county", "town_count"),
    [("4419", "441900", 36), ("4420", "442000", 23), ("4604", "460400", 18), ("6202", "620201", 5)],
)
def test_cities_without_counties(city, county, town_count):
    assert codes(areas.counties(city)) == [county]
    assert found(county).name == found(city).name
    assert areas.is_placeholder(found(county))
    assert not areas.is_placeholder(found(city))
    assert areas.county_of(city) == found(county)
    assert len(areas.towns(city)) == town_count
    assert areas.towns(city) == areas.towns(county) == areas.children(city) == areas.children(county)


def test_town_of_dongguan_lies_in_the_city():
    town = found("441900003")
    assert town.name == "东城街道"
    assert names(areas.ancestors(town.code)) == ["广东省", "东莞市"]
    assert areas.county_of(town.code) == found("441900")
    assert areas.villages(town.code)[0].code.startswith("441900003")


def test_county_level_city_right_below_its_province():
    assert found("429004").name == "仙桃市"
    assert names(areas.ancestors("429004")) == ["湖北省"]
    assert found("429004") in areas.children("42")
    assert "4290" not in codes(areas.children("42"))
    assert codes(areas.counties("4290")) == ["429004", "429005", "429006", "429021"]


def test_districts_of_a_municipality_step_over_the_pseudo_city():
    assert found("1101").name == "市辖区"
    assert names(areas.ancestors("110101")) == ["北京市"]
    assert len(areas.children("11")) == 16
    assert len(areas.children("50")) == 38
    assert codes(areas.children("11")) == codes(areas.counties("11"))


def test_district_and_county_level_city_below_an_ordinary_city():
    assert names(areas.ancestors("440106")) == ["广东省", "广州市"]
    assert names([*areas.ancestors("320583"), found("320583")]) == ["江苏省", "苏州市", "昆山市"]
    assert areas.county_of("4401") is None
    assert areas.county_of("44") is None


def test_children_and_ancestors_agree_down_to_the_counties():
    queue, seen = areas.provinces(), 0
    while queue:
        parent = queue.pop()
        below = [child for child in areas.children(parent.code) if len(child.code) <= 6]
        assert [areas.ancestors(child.code)[-1] for child in below] == [parent] * len(below)
        assert not any(areas.is_placeholder(child) for child in below)
        seen += len(below)
        queue += [child for child in below if child.level == AreaLevel.CITY and child.code not in
                  ("4419", "4420", "4604", "6202")]  # fmt: skip
    assert seen == (342 - 9) + (2978 - 4)


def area(name, code="623027100201", level=AreaLevel.VILLAGE):
    return areas.Area(code, name, level)


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("塔哇社区居民委员会", "001", True),
        ("西街村居民委员会", "200", True),
        ("云潭社区", "003", True),
        ("九甲村民委员会", "200", False),
        ("东红社区村民委员会", "001", False),
        ("赛汗呼热嘎查", "205", False),
        ("阿木乎牧委会", "206", False),
        ("一连", "199", True),
        ("一连", "200", False),
        ("一连", "399", False),
        ("一连", "400", True),
        ("六连生活区", "506", False),
    ],
)
def test_community_by_name_else_by_code(name, number, expected):
    assert areas.is_community(area(name, f"623027100{number}")) is expected


def test_only_the_village_level_holds_communities():
    assert not areas.is_community(area("某社区", "623027001", AreaLevel.TOWN))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("九甲村民委员会", "九甲村"),
        ("刘李庄村村民委员会", "刘李庄村"),
        ("金岭三村委会", "金岭三村"),
        ("兴国村委会", "兴国村"),
        ("布寨嘎查村委员会", "布寨嘎查"),
        ("乌兰那布其台嘎查委会", "乌兰那布其台嘎查"),
        ("河南村社区居民委员会", "河南村社区"),
        ("多福巷社区居委会", "多福巷社区"),
        ("洋下东社区委员会", "洋下东社区"),
        ("渔营社区居委会会", "渔营社区"),
        ("镇东居委会", "镇东社区"),
        ("西街村居民委员会", "西街村"),
        ("王堂村村民居委会", "王堂村"),
        ("振兴社区村委会", "振兴社区"),
        ("怀德社区", "怀德社区"),
        ("六连生活区", "六连生活区"),
        ("居委会", "居委会"),
        ("社区居委会", "社区居委会"),
        ("村委会", "村委会"),
        ("村村委会", "村村委会"),
        ("东村委会", "东村"),
    ],
)
def test_short_name(name, expected):
    assert areas.short_name(area(name)) == expected


def test_short_name_of_a_larger_area_is_its_name():
    assert areas.short_name(found("623027")) == "夏河县"


def test_short_names_of_gannan_are_never_empty():
    short = [areas.short_name(village) for village in areas.villages("6230")]
    assert len(short) == len(areas.villages("6230"))
    assert all(short)
    assert not any(name.endswith(("委员会", "委会")) for name in short)


def test_round_trip_of_the_container(tmp_path):
    upper = [("11", "甲省"), ("1101", "乙市"), ("110101", "丙县"), ("1102", "丁市"), ("110201", "戊县")]
    first = [("110101001", "己镇"), ("110101001001", "庚村"), ("110101001002", "1号村"),
             ("110101001200", "辛村"), ("110101001201", "壬村"),
             ("110101002", "癸乡"), ("110101002001", "子村")]  # fmt: skip
    second = [("110201400", "丑场"), ("110201400999", "寅村")]
    path = tmp_path / "areas.bin"
    path.write_bytes(pack({"Source": "test 1"}, upper, {"1102": second, "1101": first}))
    index = read_index(path)
    assert index.upper == as_table(upper)
    assert index.header["Source"] == "test 1"
    assert [read_city(path, index, city) for city in ("1101", "1102")] == [as_table(first), as_table(second)]
    assert path.read_bytes() == pack({"Source": "test 1"}, upper, {"1101": first, "1102": second})


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04\n\n", b"\xff\xfe\n", b"Shijian area table 1\nIndex: 9"])
def test_another_file_is_refused(tmp_path, data):
    (tmp_path / "areas.bin").write_bytes(data)
    with pytest.raises(ValueError, match=r"area table|header"):
        read_index(tmp_path / "areas.bin")


def test_threads_read_the_same_table():
    areas._index.cache_clear()
    areas._city.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: len(areas.villages("623027")), range(32)))
    assert answers == [69] * 32
