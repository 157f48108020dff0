"""Charts and schematic maps: lengths, lines, positions, and the words that stand for the picture."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from shijian.kernel import charts
from shijian.kernel.charts import Spot


def drawn(source, **context):
    with translation.override("zh-hans"):
        return " ".join(Template("{% load charts %}" + source).render(Context(context)).split())


def test_bars_share_the_length_of_the_largest():
    found = charts.bars([("一", 4, ""), ("二", 2, "/x"), ("三", 0, ""), ("四", 0.001, "")])
    assert [(bar.percent, bar.url) for bar in found] == [(100, ""), (50, "/x"), (0, ""), (1, "")]
    assert charts.bars([]) == []
    assert [bar.percent for bar in charts.bars([("零", 0, "")])] == [0]


def test_a_line_begins_left_and_has_nought_at_the_lower_edge():
    assert charts.line([0, 10]) == "4.0,44.0 236.0,4.0"
    assert charts.line([5]) == "4.0,4.0"
    assert charts.line([0, 0]) == "4.0,44.0 236.0,44.0"
    assert charts.line([]) == ""


def test_north_is_above_and_east_to_the_right():
    marks, height = charts.placed([Spot("西南", 35.0, 102.0), Spot("东北", 35.5, 103.0)])
    places = {mark.spot.label: (mark.x, mark.y) for mark in marks}
    assert places["西南"][0] < places["东北"][0]
    assert places["西南"][1] > places["东北"][1]
    assert all(0 <= x <= charts.MAP_WIDTH and 0 <= y <= height for x, y in places.values())


@pytest.mark.parametrize("spots", [[("甲", 35.2, 102.5)], [("甲", 35.2, 102.5), ("乙", 35.2, 102.5)], []])
def test_one_place_or_two_at_the_same_point_are_no_error(spots):
    marks, height = charts.placed([Spot(*each) for each in spots])
    assert len(marks) == len(spots)
    assert all(0 <= mark.x <= charts.MAP_WIDTH and 0 <= mark.y <= height for mark in marks)


def test_distances_keep_their_proportion_at_the_latitude():
    """At 60 degrees a degree of longitude is half as long as one of latitude."""
    marks, _height = charts.placed([Spot("a", 59.5, 10), Spot("b", 60.5, 10), Spot("c", 59.5, 12)])
    at = {mark.spot.label: mark for mark in marks}
    assert abs((at["c"].x - at["a"].x) - (at["a"].y - at["b"].y)) < 1


def test_names_that_would_hide_each_other_are_left_to_the_list():
    spots = [Spot(f"村{n}", 35.2 + n / 1e6, 102.5) for n in range(4)] + [
        Spot("远", 36, 103.5),
        Spot("远", 36, 101.5),
    ]
    marks, _height = charts.placed(spots)
    assert sorted(mark.text for mark in marks if mark.spot.label != "远") == ["", "", "left", "right"]


def test_the_picture_has_a_text_alternative():
    html = drawn("{% bars '各状态' rows %}", rows=[("待核实", 3, "/o"), ("待派单", 1, "")])
    assert "<caption>各状态</caption>" in html
    assert re.findall(r'class="number">(\d+)<', html) == ["3", "1"]
    html = drawn("{% sparkline '每天点单' rows %}", rows=[("1日", 2), ("2日", 5)])
    assert 'aria-label="每天点单：共 7，最多 5"' in html
    assert html.count("<tr>") == 2
    html = drawn("{% unit_map '全县' spots 2 %}", spots=[Spot("甲村", 35, 102, "/u/1/", 3)])
    assert html.count("甲村") == 3
    assert "待办 3" in html
    assert "没有位置的：2" in html


def test_names_cannot_break_out_of_the_picture():
    html = drawn("{% unit_map c spots %}", c="<b>", spots=[Spot('"><script>', 35, 102, "/")])
    assert "<script>" not in html
    assert "<b>" not in html
