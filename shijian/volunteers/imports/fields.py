"""The columns of a roll: code, label, and the words under which offices write them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel.tables.headings import Field, Vocabulary, plain

__all__ = ["BY_CODE", "FIELDS", "ROLL", "Field", "guess", "plain"]

FIELDS = (
    Field("name", _("Name"), ("姓名", "名字", "志愿者姓名", "志愿者", "人员姓名", "name")),
    Field(
        "document_number",
        _("Identity number"),
        ("身份证号", "身份证号码", "身份证", "证件号码", "证件号", "公民身份号码", "身份号码"),
        22,
    ),
    Field("document_type", _("Kind of document"), ("证件类型", "证件种类", "证件名称")),
    Field(
        "phone",
        _("Phone"),
        (
            "手机号码",
            "手机",
            "手机号",
            "联系电话",
            "联系方式",
            "电话",
            "电话号码",
            "移动电话",
            "本人电话",
            "phone",
        ),
        15,
    ),
    Field("sex", _("Sex"), ("性别",), 6),
    Field("birth_date", _("Date of birth"), ("出生日期", "出生年月", "出生年月日", "生日", "出生时间"), 12),
    Field("ethnicity", _("Ethnicity"), ("民族", "族别"), 8),
    Field(
        "unit",
        _("Village or unit"),
        (
            "所在村",
            "所在单位",
            "所属单位",
            "所在村(社区)",
            "所在村社区",
            "村(社区)",
            "村社区",
            "村",
            "社区",
            "村居",
            "所属实践站",
            "实践站",
            "所在实践站",
            "实践所站",
            "所属组织",
            "所在站所",
            "单位代码",
            "行政村",
        ),
        28,
    ),
    Field(
        "address",
        _("Address"),
        ("家庭住址", "住址", "地址", "现住址", "居住地址", "居住地", "详细地址", "居住区域"),
        28,
    ),
    Field("employer", _("Employer"), ("工作单位", "单位", "就职单位", "工作单位及职务", "学校"), 22),
    Field("occupation", _("Occupation"), ("职业", "职务", "从业状况")),
    Field("education", _("Education"), ("文化程度", "学历", "教育程度", "最高学历"), 10),
    Field("political_status", _("Political status"), ("政治面貌", "政治面目", "党员", "是否党员"), 10),
    Field(
        "skills",
        _("Skills"),
        (
            "特长",
            "技能",
            "服务技能",
            "特长技能",
            "专业技能",
            "专长",
            "个人特长",
            "擅长",
            "技能特长",
            "服务类别",
            "服务意向",
        ),
        22,
    ),
    Field("languages", _("Languages"), ("语言", "语种", "掌握语言", "服务语言"), 16),
    Field(
        "backgrounds",
        _("Background"),
        ("人员类别", "类别", "志愿者类型", "志愿者类别", "身份类别", "人员类型"),
        16,
    ),
    Field(
        "availability",
        _("Free time"),
        ("服务时间", "可服务时间", "空闲时间", "可参加服务时间", "参与时间"),
        24,
    ),
    Field(
        "weekly_hours", _("Hours a week at most"), ("每周服务时长", "每周小时", "每周最多小时", "每周时长")
    ),
    Field("travel_limit", _("How far"), ("服务范围", "服务区域", "出行范围", "活动范围")),
    Field("guardian_name", _("Guardian"), ("监护人", "监护人姓名", "家长姓名", "家长")),
    Field(
        "guardian_phone",
        _("Guardian's phone"),
        ("监护人电话", "监护人手机", "家长电话", "监护人联系电话", "监护人联系方式"),
        15,
    ),
)
ROLL = Vocabulary(FIELDS)
BY_CODE, guess = ROLL.by_code, ROLL.guess
