"""Times, spans and masks in people's words, and the tags that draw them."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from shijian.kernel import words
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
    drawn = render_to_string("shijian/base.html", context)
    assert "演示数据" in drawn
    assert 'aria-current="page"' in drawn
    assert "style=" not in drawn
