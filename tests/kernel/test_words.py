"""Times, spans and masks in people's words, and the tags that draw them."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from shijian.kernel import display, festivals, glossary, words
from shijian.kernel.templatetags import ui

NOW = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)  # Wednesday, 10:00 in the county


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"), time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 4, 1, 0, tzinfo=UTC), "今天上午9:00"),
        (datetime(2026, 11, 5, 7, 30, tzinfo=UTC), "明天下午3:30"),
        (datetime(2026, 11, 6, 4, 5, tzinfo=UTC), "后天中午12:05"),
        (datetime(2026, 11, 7, 12, 0, tzinfo=UTC), "周六晚上8:00"),
        (datetime(2026, 11, 9, 0, 0, tzinfo=UTC), "下周一上午8:00"),
        (datetime(2026, 11, 2, 16, 30, tzinfo=UTC), "昨天凌晨0:30"),
        (datetime(2026, 11, 1, 23, 0, tzinfo=UTC), "11月2日早上7:00"),
        (datetime(2027, 1, 3, 2, 0, tzinfo=UTC), "2027年1月3日上午10:00"),
        (date(2026, 11, 5), "明天"),
    ],
)
def test_a_time_reads_as_people_say_it(moment, said):
    assert words.when_words(moment) == said


@pytest.mark.parametrize(
    ("today", "day", "chinese", "english"),
    [
        (date(2026, 9, 24), date(2026, 9, 25), "明天（中秋节）", "tomorrow (Mid-Autumn Festival)"),
        (date(2026, 9, 1), date(2026, 9, 25), "9月25日（中秋节）", "25 September (Mid-Autumn Festival)"),
        (
            date(2026, 2, 10),
            date(2026, 2, 16),
            "下周一（除夕）",
            "next Monday (New Year's Eve of the farmers' calendar)",
        ),
        (date(2026, 2, 10), date(2027, 2, 6), "2027年2月6日（春节）", "6 February 2027 (Spring Festival)"),
        (date(2026, 6, 15), date(2026, 6, 19), "周五（端午节）", "Friday (Dragon Boat Festival)"),
        (date(2026, 10, 18), date(2026, 10, 18), "今天（重阳节）", "today (Double Ninth Festival)"),
        (date(2026, 10, 18), date(2026, 10, 19), "明天", "tomorrow"),
    ],
)
def test_a_festival_is_named_beside_its_day(today, day, chinese, english):
    assert words.day_words(day, today) == chinese
    with translation.override("en"):
        assert words.day_words(day, today) == english


def test_a_festival_stands_in_the_whole_date_and_before_the_time():
    moment = datetime(2026, 9, 25, 1, 0, tzinfo=UTC)
    assert words.full_words(moment) == "2026年9月25日（中秋节） 周五 09:00"
    with time_machine.travel(datetime(2026, 9, 24, 1, 0, tzinfo=UTC), tick=False):
        assert words.when_words(moment) == "明天（中秋节）上午9:00"


def test_years_outside_the_lunar_tables_have_no_festivals():
    assert [festivals.on(date(year, 1, 21)) for year in (1850, 2099, 2300)] == ["", "春节", ""]


def test_the_whole_date_is_there_on_demand():
    assert ui.when(datetime(2026, 11, 5, 7, 30, tzinfo=UTC)) == (
        '<time datetime="2026-11-05T07:30:00+00:00" title="2026年11月5日 周四 15:30">明天下午3:30</time>'
    )
    assert ui.when(None) == ""


@pytest.mark.parametrize(
    ("minutes", "span", "hours"),
    [(0, "0 分钟", "0.0"), (45, "45 分钟", "0.8"), (60, "1 小时", "1.0"), (90, "1 小时 30 分", "1.5")],
)
def test_minutes_become_spans_and_hours(minutes, span, hours):
    assert (ui.duration(minutes), ui.hours(minutes)) == (span, hours)


def test_masks_keep_too_little_to_find_a_person():
    assert ui.mask_name("王小明") == "王**"
    assert ui.mask_phone("13812345678") == "138****5678"
    assert ui.mask_phone("66012") == "***12"


def test_a_badge_says_its_state_in_a_word_beside_an_icon():
    drawn = ui.badge("danger", "已超期 <b>")
    assert 'class="badge tone-danger"' in drawn
    assert "#alert-triangle" in drawn
    assert "已超期 &lt;b&gt;" in drawn


def test_query_with_changes_one_parameter_and_keeps_the_others():
    request = RequestFactory().get("/", {"state": "open", "cursor": "9"})
    assert ui.query_with({"request": request}, cursor=None, page=2) == "?state=open&page=2"


class Question(forms.Form):
    phone = forms.CharField(help_text="eleven digits")
    times = forms.MultipleChoiceField(choices=[("am", "am")], widget=forms.CheckboxSelectMultiple)


def test_a_form_joins_every_error_to_its_field_and_lists_it_above():
    drawn = str(Question({}))
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in drawn
    assert 'id="id_phone_error"' in drawn
    assert 'href="#id_phone"' in drawn
    assert 'href="#id_times"' in drawn
    assert 'id="id_times"' in drawn


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_need_no_context_and_carry_no_inline_code(name):
    drawn = render_to_string(f"{name}.html")
    assert 'lang="zh-hans"' in drawn
    assert "回首页" in drawn
    assert "style=" not in drawn
    assert "<script" not in drawn


def test_the_frame_marks_demonstration_data_and_the_current_section():
    section = SimpleNamespace(label="待办", url="/todo/", icon="bell", current=True, count=3)
    actor = SimpleNamespace(is_authenticated=False, name="")
    context = {"face": "office", "nav": [section], "actor": actor, "demo_mode": True, "network_name": "柳林"}
    context |= {"device_mark": "", "shell_key": ""}
    drawn = render_to_string("shijian/base.html", context)
    assert "演示数据" in drawn
    assert 'aria-current="page"' in drawn
    assert "style=" not in drawn


def draw(text, **context):
    return Template("{% load ui %}" + text).render(Context(context))


def test_the_elder_edition_folds_what_the_standard_one_shows():
    text = "{% fold %}<p>细节</p>{% endfold %}"
    assert draw(text) == "<p>细节</p>"
    with display.using(display.PLAIN.changed({"edition": "elder"})):
        folded = draw(text)
        assert folded.startswith('<details class="more"><summary>更多 <svg')
        assert folded.endswith("<p>细节</p></details>")
        assert draw("{% fold %} {% endfold %}") == " "


@pytest.mark.parametrize(("count", "shown"), [(3, 3), (5, 5), (6, 4), (9, 4)])
def test_the_elder_edition_shows_few_facts_and_keeps_the_others(count, shown):
    facts = [(f"名{number}", f"值{number}") for number in range(count)]
    with display.using(display.PLAIN.changed({"edition": "elder"})):
        drawn = render_to_string("components/facts.html", {"facts": facts})
    assert drawn.count("<dt>") == count
    assert drawn.partition("<details")[0].count("<dt>") == shown


@pytest.mark.parametrize(("count", "shown"), [(3, 3), (4, 3), (11, 3)])
def test_the_elder_edition_has_at_most_four_ways(count, shown):
    nav = [
        SimpleNamespace(
            label=f"路{number}", url="#", icon="home", current=False, count=0, group=number // 5 or ""
        )
        for number in range(count)
    ]
    with display.using(display.PLAIN.changed({"edition": "elder"})):
        drawn = render_to_string("components/nav_list.html", {"nav": nav})
    assert drawn.count('href="#"') == count
    assert drawn.partition("<details")[0].count('href="#"') == shown


def test_a_word_is_explained_without_script():
    assert "<summary>" in draw('{% term "dispatching" %}')
    assert "什么是“派单”？" in draw('{% term "dispatching" %}')


def test_every_word_has_one_plain_sentence_in_both_languages():
    for entry in glossary.ALL:
        assert str(entry.word) == entry.original
        assert str(entry.sentence).endswith("。")
        assert len(str(entry.sentence)) <= 45
    assert len(glossary.BY_KEY) == len(glossary.ALL)
    assert [each.key for each in glossary.found("派单")] == ["dispatching"]
    assert glossary.found("单") == []
