"""The columns of a table of older hours, as old rolls and other systems head them; and the empty form."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel.tables.headings import Field, Vocabulary

FIELDS = (
    Field(
        "number",
        gettext_lazy("Volunteer number"),
        ("志愿者编号", "编号", "志愿者号", "注册号", "志愿者证号"),
        18,
    ),
    Field("name", gettext_lazy("Name"), ("姓名", "名字", "志愿者姓名", "志愿者", "服务人员")),
    Field("phone", gettext_lazy("Phone"), ("手机号码", "手机", "手机号", "联系电话", "电话", "联系方式"), 15),
    Field(
        "day",
        gettext_lazy("Day of service"),
        ("服务日期", "日期", "活动日期", "服务时间", "活动时间", "时间"),
        14,
    ),
    Field("start", gettext_lazy("From"), ("开始时间", "起始时间", "签到时间", "开始"), 12),
    Field("end", gettext_lazy("Until"), ("结束时间", "终止时间", "签退时间", "结束"), 12),
    Field(
        "minutes", gettext_lazy("Minutes"), ("服务分钟", "分钟", "分钟数", "时长(分钟)", "服务时长(分钟)"), 10
    ),
    Field(
        "hours",
        gettext_lazy("Hours"),
        ("服务小时", "服务时长", "时长", "小时", "小时数", "时长(小时)", "服务时长(小时)", "服务时数"),
        10,
    ),
    Field(
        "content",
        gettext_lazy("Content"),
        ("服务内容", "活动名称", "活动", "项目名称", "服务项目", "内容", "活动内容"),
        28,
    ),
    Field("place", gettext_lazy("Place"), ("服务地点", "地点", "活动地点"), 20),
    Field("system", gettext_lazy("Source"), ("来源系统", "来源", "系统", "平台"), 18),
    Field(
        "reference",
        gettext_lazy("Number in the source"),
        ("原记录编号", "原系统编号", "记录编号", "流水号", "原编号"),
        20,
    ),
    Field("note", gettext_lazy("Note"), ("备注", "说明"), 20),
)
VOCABULARY = Vocabulary(FIELDS, kind="older-hours")
EXAMPLE = {
    "number": "（示例，请删除本行）", "name": "张三", "phone": "13900000000", "day": "2023-05-06", "start": "09:00",
    "end": "11:30", "minutes": "150", "content": "清扫村道", "place": "村口", "system": "志愿汇",
    "reference": "ZY-2023-0001",
}  # fmt: skip


def empty_form() -> tuple[list[str], list[list[str]], list[int]]:
    """Give headings, the one example row and widths of the form to fill in."""
    row = [EXAMPLE.get(field.code, "") for field in FIELDS]
    return [field.words[0] for field in FIELDS], [row], [field.width for field in FIELDS]


def lacking(mapping: Mapping[str, str]) -> str:
    """Say which columns a table lacks; "" when it can be read."""
    codes = set(mapping.values())
    missing = [
        word
        for word, choice in (
            ("志愿者编号（或姓名和手机号码）", ({"number"}, {"name", "phone"})),
            ("服务日期（或开始时间）", ({"day"}, {"start"})),
            ("服务分钟、服务小时或开始时间和结束时间", ({"minutes"}, {"hours"}, {"start", "end"})),
            ("服务内容", ({"content"},)),
        )
        if not any(each <= codes for each in choice)
    ]
    if not missing:
        return ""
    return _("Say which columns hold: %(names)s.") % {"names": "；".join(missing)}
