"""What the style guide shows: invented people and things, the same at every visit, so that pictures can be compared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms

from shijian.kernel.charts import Spot
from shijian.kernel.photos import PhotoField
from shijian.kernel.pickers import PickField, unit_label
from shijian.units.models import Unit
from shijian.web.navigation import NavItem

PARTS = (
    "text",
    "buttons",
    "states",
    "lists",
    "cards",
    "form",
    "wrong",
    "choices",
    "table",
    "story",
    "numbers",
    "charts",
    "map",
    "pick",
    "jobs",
    "frame",
)
TONES = ("neutral", "info", "done", "warn", "danger")
SERVICES = [("hair", "理发"), ("repair", "家电维修"), ("company", "陪伴聊天")]
LONG = "关于开展重阳节期间为八十岁以上独居老人上门理发并检查家中用电安全的点单"
SPOTS = [
    ("夏河县", 35.20, 102.52, "#charts", 0, True),
    ("麻当镇", 35.26, 102.78, "#charts", 3, False),
    ("桑科镇", 35.15, 102.40, "#charts", 0, False),
    ("甘加镇", 35.30, 102.45, "", 0, False),
]
DAY = dt.date(2020, 10, 1)  # 中秋, and long ago, so that it always reads as a date


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="姓名", help_text="身份证上的名字。")
    phone = forms.CharField(label="电话", required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    day = forms.DateField(label="哪一天", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="要什么服务", choices=SERVICES)
    words = forms.CharField(label="用自己的话说", widget=forms.Textarea, required=False)
    photo = forms.FileField(label="照片", required=False)
    urgent = forms.BooleanField(label="今天就要", required=False)


class ChoicesForm(forms.Form):
    """Questions with few answers."""

    when = forms.ChoiceField(
        label="什么时候", choices=[("am", "明天上午"), ("pm", "明天下午")], widget=forms.RadioSelect
    )
    kinds = forms.MultipleChoiceField(label="会什么", choices=SERVICES, widget=forms.CheckboxSelectMultiple)


class PickForm(forms.Form):
    """One out of many, and a photo."""

    unit = PickField(Unit.objects.none(), kind="unit", describe=unit_label, label="哪个村")
    photo = PhotoField(label="照片", required=False)


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry of a timeline."""

    time: dt.date
    sentence: str
    who: str


def context() -> dict[str, Any]:
    """All that the templates of the style guide name."""
    return {
        "parts": [(part, f"web/styleguide/{part}.html") for part in PARTS],
        "tones": TONES,
        "long": LONG,
        "form": SampleForm(initial={"name": "王秀兰", "day": DAY.isoformat(), "kind": "hair"}),
        "wrong": SampleForm({"phone": "1", "kind": "hair"}),
        "choices": ChoicesForm(initial={"when": "am", "kinds": ["hair"]}),
        "entries": [
            Happening(DAY, "卓玛接了单，明天上午来。", "拉卜楞镇志愿服务队"),
            Happening(DAY, "站长核实了。", "站长"),
        ],
        "facts": [
            ("编号", "DD20201001-7"),
            ("时间", "10月1日上午"),
            ("地点", "塔哇村"),
            ("为谁", "王秀兰"),
            ("电话", "138****5678"),
            ("备注", LONG),
        ],
        "rows": [(LONG, "塔哇村", 1.5), ("家电维修", "洒哈尔村", 12)],
        "steps": ["要什么", "什么时候", "好了"],
        "filters": SampleForm(),
        "day": DAY,
        "bar_rows": [("待核实", 4, "#charts"), ("待派单", 9, "#charts"), ("服务中", 0, "")],
        "line_rows": [(f"10月{day}日", day * 7 % 11) for day in range(1, 31)],
        "spots": [Spot(*each) for each in SPOTS],
        "pick": PickForm(),
        "tabs": [("全部", "#jobs", True), ("已超时", "#jobs", False)],
        "sample_nav": _nav(),
    }


def _nav() -> list[NavItem]:
    entries = [
        ("首页", "home"),
        ("菜单", "list"),
        ("我的点单", "clipboard-list"),
        ("实践阵地", "village"),
        ("我", "user"),
    ]
    return [
        NavItem(label, "#frame", icon, label == "首页", 3 if label == "我的点单" else 0)
        for label, icon in entries
    ]
