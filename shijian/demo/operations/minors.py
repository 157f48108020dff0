"""Children and teenagers in each state of their protection; notices, leaves and a finished report of harm."""

from __future__ import annotations

import datetime as dt

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import index, person_rows, save
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.people.enums import AccessState, Agency, GuardianKind, HarmState, HarmStepKind, Purpose
from shijian.people.models import (
    ChildNotice,
    Consent,
    ConsentPaper,
    Guardianship,
    HarmReport,
    HarmStep,
    MinorAccess,
    Person,
)

ANSWERS = {
    "purpose": "为孩子安排送教、陪伴和走访，不作他用。",
    "manner": "由实践站工作人员登记和查看，每次查看都留痕。",
    "scope": "姓名、性别、出生日期、所在村；同意后另存住址和监护人电话。",
    "storage": "存在本县机房。孩子满14周岁或不再需要时，一个月内删除或由本人重新同意。",
    "safeguards": "电话和证件加密保存；查看须经负责人批准；不导出、不公开。",
    "refusal": "不影响求助：您和实践站可以照常为孩子点单，只保留姓名、出生日期和所在村。",
    "complaint": "可向县文明实践中心或12345投诉。",
    "correction": "在“我监护的人”页面或到实践站更正、删除。",
    "agreement": "监护人如实登记并陪同孩子；我们只做说明的事；孩子不愿意时随时可以停下。",
}
CHILDREN = (("央金", 6), ("索南", 10), ("拉毛", 12))


def write(cast: Cast, recipe: Recipe) -> None:
    """One child whose guardian consented, one on paper, one not asked yet; leaves and a report of harm."""
    guardian, station, hub = cast.people["leader"], cast.people["station"], cast.people["hub"]
    began = recipe.now - dt.timedelta(days=40)
    notice = ChildNotice(
        version=1, parts=ANSWERS, contact_name="李梅", contact_phone="0941-7120000", document_no="夏文明委〔2026〕3号",
        sha256="0" * 64, published_at=began, published_by_id=cast.people["centre"].pk,
    )  # fmt: skip
    save(ChildNotice, [notice])
    children = _children(guardian, recipe)
    day = clock.local(began).date()
    wards = [*((child, guardian) for child in children), (cast.newcomers[1].person, cast.people["resident"])]
    save(Guardianship, [
        Guardianship(ward=ward, guardian=each, kind=GuardianKind.PARENT, evidence="户口簿", starts_on=day,
                     noted_by=station) for ward, each in wards
    ])  # fmt: skip
    _consents(children[:2], guardian, station, began)
    _leaves(station, hub, recipe)
    _harm(cast, recipe)


def _children(guardian: Person, recipe: Recipe) -> list[Person]:
    today = clock.local(recipe.now).date()
    rows = [
        Person(
            name=name, birth_date=today - dt.timedelta(days=366 * age + 100), unit=guardian.unit,
            unit_path=guardian.unit_path, guardian=guardian, ethnicity="",
        ) for name, age in CHILDREN
    ]  # fmt: skip
    index(person_rows(made := save(Person, rows)))
    Person.objects.filter(pk__in=[row.pk for row in made]).update(created_at=recipe.began)
    return made


def _consents(children: list[Person], guardian: Person, station: Person, at: dt.datetime) -> None:
    rows = save(Consent, [
        Consent(person=child, purpose=Purpose.CHILD_DATA, given_by=guardian, given_by_name=guardian.name, given_at=at)
        for child in children
    ])  # fmt: skip
    save(ConsentPaper, [
        ConsentPaper(consent=row, notice=1, checked_at=at, checked_by=station if place else None)
        for place, row in enumerate(rows)
    ])  # fmt: skip


def _leaves(station: Person, hub: Person, recipe: Recipe) -> None:
    asked = recipe.now - dt.timedelta(days=20)
    today = clock.local(recipe.now).date()
    facts = {
        "officer": station, "unit": station.unit, "unit_path": station.unit_path, "asked_at": asked,
        "decided_by": hub, "decided_at": asked + dt.timedelta(hours=3),
    }  # fmt: skip
    save(MinorAccess, [
        MinorAccess(**facts, purpose="日常为本村孩子安排服务", days=90, state=AccessState.APPROVED,
                    until=today + dt.timedelta(days=60)),
        MinorAccess(**facts, purpose="打印全部名单", days=90, state=AccessState.REFUSED, note="没有必要"),
        MinorAccess(**facts, purpose="孩子放学未归，联系家人", days=1, state=AccessState.REVIEWED, is_emergency=True,
                    until=clock.local(asked).date()),
    ])  # fmt: skip


def _harm(cast: Cast, recipe: Recipe) -> None:
    came = recipe.now - dt.timedelta(days=12)
    reporter, centre = cast.people["volunteer"], cast.people["centre"]
    report = HarmReport(
        reporter=reporter, unit=reporter.unit, unit_path=reporter.unit_path, state=HarmState.CLOSED,
        what="孩子说晚上一个人在家，没有饭吃。", who="村小三年级，住河边。", created_at=came,
        told_at=came + dt.timedelta(minutes=12), closed_at=came + dt.timedelta(days=3),
    )  # fmt: skip
    save(HarmReport, [report])
    told, closed = report.told_at or came, report.closed_at or came
    save(HarmStep, [
        HarmStep(report=report, kind=HarmStepKind.TELL, agency=Agency.CIVIL, words="已电话告知县民政局。", by=centre,
                 at=told),
        HarmStep(report=report, kind=HarmStepKind.CLOSE, words="祖母接回照料，民政每周探访。", by=centre, at=closed),
    ])  # fmt: skip
