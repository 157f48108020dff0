"""Commendations: who enters them, who confirms, what a revoked one shows, and the one list with what Shijian gave."""

import datetime as dt
import io

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from shijian.kernel import audit, clock, photos, worklist
from shijian.kernel.actor import ANONYMOUS
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.people.enums import Role
from shijian.people.models import Message
from shijian.records import rules_commendations as rules
from shijian.records.models import Commendation
from shijian.records.operations import commendations, proofs
from shijian.records.queries import honours
from tests.conftest import actor_of
from tests.factories.people import AppointmentFactory, PersonFactory
from tests.factories.records import CertificateFactory, CommendationFactory, StarFactory
from tests.factories.volunteers import VolunteerFactory
from tests.records.test_top_up_pages import upload

pytestmark = pytest.mark.django_db
FACTS = {
    "title": "优秀志愿者", "authority": "县文明办", "level": "county", "awarded_on": dt.date(2026, 3, 5),
    "merit": "长年陪伴独居老人", "document_no": "夏文明〔2026〕9号",
}  # fmt: skip


def enter(volunteer, person, **facts):
    return commendations.enter_commendation(volunteer, actor=actor_of(person), **{**FACTS, **facts})


@pytest.fixture
def volunteer(cast):
    cast.volunteer.birth_date = dt.date(1980, 1, 1)
    cast.volunteer.save()
    return cast.volunteer.volunteer


def told(person):
    return Message.objects.filter(person=person).count()


def test_an_officer_enters_and_a_second_one_confirms(cast, volunteer):
    row = enter(volunteer, cast.station)
    assert (row.state, row.entered_by_id, told(cast.volunteer), told(cast.stranger)) == (
        "reported", cast.station.pk, 1, 0,
    )  # fmt: skip
    assert [each.pk for each in worklist.waiting(actor_of(cast.hub), kind="commendation")[0]] == [row.pk]
    assert honours.honours_of([volunteer], proved=True) == []
    with pytest.raises(OwnEntry):
        commendations.confirm_commendation(row, actor=actor_of(cast.station))
    with pytest.raises(OutOfReach):
        commendations.confirm_commendation(row, actor=actor_of(cast.stranger))
    row = commendations.confirm_commendation(row, actor=actor_of(cast.hub))
    assert (row.state, row.decided_by_id, told(cast.volunteer), told(cast.station)) == (
        "confirmed", cast.hub.pk, 2, 1,
    )  # fmt: skip
    assert FlowLog.objects.get(kind="commendation").transition == "confirm"
    for again in (commendations.confirm_commendation, commendations.withdraw_commendation):
        with pytest.raises((WrongState, NotAllowed)):
            again(
                row, actor=actor_of(cast.hub if again is commendations.confirm_commendation else cast.station)
            )


def test_who_enters_never_has_it_confirmed_in_his_own_line(cast, county, volunteer):
    row = enter(volunteer, cast.hub)
    colleague = AppointmentFactory(
        person=PersonFactory(unit=county.hub), unit=county.hub, role=Role.HUB
    ).person
    assert (row.handler, row.nobody_above) == (county.centre, False)
    assert [list(honours.waiting(actor_of(each))) for each in (colleague, cast.centre)] == [[], [row]]
    with pytest.raises(NotAllowed):
        commendations.confirm_commendation(row, actor=actor_of(colleague))
    with pytest.raises(Invalid, match="任命第二名"):
        enter(volunteer, cast.centre, title="最美志愿者")
    second = AppointmentFactory(
        person=PersonFactory(unit=county.centre), unit=county.centre, role=Role.CENTRE
    ).person
    row = enter(volunteer, cast.centre, title="最美志愿者")
    assert (row.handler, row.nobody_above, honours.deciders(row)) == (county.centre, True, {second.pk})
    for person in (colleague, cast.centre, cast.stranger):
        with pytest.raises((OutOfReach, NotAllowed, OwnEntry)):
            commendations.confirm_commendation(row, actor=actor_of(person))
    commendations.confirm_commendation(row, actor=actor_of(second))
    assert "没有上级" in AuditEntry.objects.get(action="commendation.confirm").purpose


def test_who_decides_is_reminded_once_of_a_late_one(cast, volunteer, time_machine):
    row = enter(volunteer, cast.station)
    time_machine.move_to(row.due_at + dt.timedelta(minutes=1))
    commendations.sweep()
    commendations.sweep()
    assert (told(cast.hub), told(cast.stranger), told(cast.centre)) == (2, 0, 0)
    assert [each.overdue for each in worklist.waiting(actor_of(cast.hub), kind="commendation")[0]] == [True]
    with pytest.raises(NotAllowed):
        commendations.remind_of_commendation(row, actor=actor_of(cast.hub))


def test_nobody_decides_on_his_own_entry_or_honour(cast, county):
    own = CommendationFactory(volunteer__person=cast.hub, entered_by=cast.station)
    ward = CommendationFactory(volunteer__person__unit=county.station, volunteer__person__guardian=cast.hub)
    for row in (own, ward):
        with pytest.raises(OwnEntry):
            commendations.confirm_commendation(row, actor=actor_of(cast.hub))
    assert not honours.waiting(actor_of(cast.hub)).exists()
    assert commendations.confirm_commendation(ward, actor=actor_of(cast.centre)).state == "confirmed"


def test_who_may_enter_and_what_is_asked_for(cast, county, volunteer):
    for person in (cast.resident, cast.leader, cast.stranger, cast.overseer, cast.auditor):
        with pytest.raises(OutOfReach):
            enter(volunteer, person)
    with pytest.raises(OutOfReach):
        commendations.enter_commendation(volunteer, actor=ANONYMOUS, **FACTS)
    for person, field, facts in (
        (cast.volunteer, "photo", {}),
        (cast.station, "document_no", {"document_no": " "}),
        (cast.station, "title", {"title": " "}),
        (cast.station, "level", {"level": "world"}),
        (cast.station, "awarded_on", {"awarded_on": clock.today() + dt.timedelta(days=1)}),
    ):
        with pytest.raises(Invalid) as refused:
            enter(volunteer, person, **facts)
        assert list(refused.value.fields) == [field]
    enter(volunteer, cast.volunteer, file_key="pictures/none")
    with pytest.raises(Conflict):
        enter(volunteer, cast.station)
    for n in range(9):
        CommendationFactory(volunteer=volunteer, awarded_on=dt.date(2025, 1, n + 1))
    with pytest.raises(Conflict):
        enter(volunteer, cast.station, title="最美志愿者")
    child = VolunteerFactory(person__unit=county.station, person__guardian=cast.resident)
    assert enter(child, cast.resident, file_key="pictures/none").state == "reported"


def test_a_revoked_one_stays_with_its_reason_and_counts_no_more(cast, county, volunteer, login):
    row = CommendationFactory(volunteer=volunteer, confirmed=True)
    before = proofs.make_statement(volunteer, actor=actor_of(cast.volunteer))
    with pytest.raises(Invalid):
        commendations.revoke_commendation(row, answer=" ", actor=actor_of(cast.hub))
    commendations.revoke_commendation(row, answer="授予单位撤销了文件", actor=actor_of(cast.hub))
    for person in (cast.volunteer, cast.station):
        page = login(person).get(reverse("records:honour", args=[row.pk])).content.decode()
        assert "授予单位撤销了文件" in page
    panel = login(cast.station).get(reverse("volunteers:detail", args=[volunteer.pk])).content.decode()
    assert "授予单位撤销了文件" in panel
    with pytest.raises(WrongState):
        commendations.revoke_commendation(row, answer="再次", actor=actor_of(cast.centre))
    after = proofs.make_statement(volunteer, actor=actor_of(cast.volunteer))
    (line,) = before.facts["honours"]
    assert line.startswith(f"2026-03-05|{row.title}|县文明办|县级|")
    assert after.facts["honours"] == []


def test_the_list_holds_what_shijian_gave_from_its_own_tables(cast, county, volunteer, login):
    CommendationFactory(volunteer=volunteer, title="最美志愿者")
    StarFactory(volunteer=volunteer, granted=True, level=2)
    CertificateFactory(holder__person=cast.volunteer, unit=county.station)
    other = CommendationFactory(volunteer__person__unit=county.station, title="别人的荣誉")
    found = honours.honours_of([volunteer])
    assert len(found) == 3
    assert [line.state for line in found].count("") == 2
    assert [line.day for line in found] == sorted((line.day for line in found), reverse=True)
    page = login(cast.volunteer).get(reverse("records:honours")).content.decode()
    assert "最美志愿者" in page
    assert other.title not in page


def test_who_sees_one_agrees_with_the_list(cast, county, volunteer):
    rows = [
        CommendationFactory(volunteer=volunteer),
        CommendationFactory(volunteer__person__unit=county.station_other),
        CommendationFactory(volunteer__person__unit=county.station2, entered_by=cast.station),
    ]
    for person in [each for each in vars(cast).values() if each is not cast.team]:
        actor = actor_of(person)
        seen = set(Commendation.objects.visible_to(actor).values_list("pk", flat=True))
        assert seen == {row.pk for row in rows if rules.can_see(actor, row)}
    assert not Commendation.objects.visible_to(ANONYMOUS).exists()


def test_without_its_audit_row_nothing_happens(cast, volunteer, monkeypatch):
    row = CommendationFactory(volunteer=volunteer)

    def broken(*args, **kwargs):
        raise DatabaseError("no audit")

    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", broken)
        with pytest.raises(DatabaseError):
            commendations.confirm_commendation(row, actor=actor_of(cast.hub))
        with pytest.raises(DatabaseError):
            enter(volunteer, cast.station)
    row.refresh_from_db()
    assert (row.state, Commendation.objects.count(), Message.objects.count()) == ("reported", 1, 0)


def test_the_database_keeps_the_facts_and_the_second_person(cast, volunteer):
    row = CommendationFactory(volunteer=volunteer)
    over = {"over_at": clock.now()}
    for facts in (
        {"title": "别的"}, {"level": "nation"}, {"awarded_on": dt.date(2026, 3, 6)}, {"state": "withdrawn"},
        {"state": "confirmed", **over}, {"state": "confirmed", "decided_by": row.entered_by, **over},
        {"state": "revoked", "decided_by": cast.hub, **over},
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            Commendation.objects.filter(pk=row.pk).update(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommendationFactory(volunteer=volunteer, title=row.title)
    with pytest.raises(DatabaseError), transaction.atomic():
        Commendation.objects.filter(pk=row.pk)._raw_delete("default")
    commendations.withdraw_commendation(row, actor=actor_of(cast.volunteer))
    with pytest.raises(DatabaseError), transaction.atomic():
        Commendation.objects.filter(pk=row.pk).update(state="reported")


def test_reporting_looking_and_confirming_on_pages(cast, county, volunteer, login):
    client, hub, url = login(cast.volunteer), login(cast.hub), reverse("records:honour-new")
    without = client.post(url, {**FACTS, "volunteer": volunteer.pk})
    assert list(without.context["form"].errors) == ["photo"]
    sent = client.post(url, {**FACTS, "volunteer": volunteer.pk, "photo": upload(5)})
    row = Commendation.objects.get()
    page = reverse("records:honour", args=[row.pk])
    assert sent.headers["Location"] == page
    with default_storage.open(photos.file_name(row.file_key, photos.WIDTHS[0])) as file:
        assert dict(Image.open(file).getexif()) == {}
    picture = hub.get(reverse("records:honour-photo", args=[row.pk]))
    assert Image.open(io.BytesIO(b"".join(picture.streaming_content))).format == "WEBP"
    assert [name for name, _form in hub.get(page).context["forms"]] == ["confirm", "refuse"]
    act = reverse("records:honour-act", args=[row.pk, "confirm"])
    for person in (cast.stranger, cast.leader, cast.resident):
        assert login(person).get(page).status_code == 404
        assert login(person).post(act, {}).status_code == 404
    assert client.post(act, {}).status_code == 403
    assert hub.post(act, {"answer": "证书相符"}).status_code == 302
    station = login(cast.station)
    chosen = station.get(url, {"volunteer": volunteer.pk}).context["form"]
    assert chosen.initial["number"] == volunteer.number
    far = VolunteerFactory(person__unit=county.station2)
    assert station.post(url, {**FACTS, "number": far.number}).context["form"].errors["number"]


def test_the_photo_and_name_of_a_minor_want_a_leave(cast, county, login):
    child = PersonFactory(
        unit=county.station, birth_date=clock.today() - dt.timedelta(days=5000), name="扎西措"
    )
    row = CommendationFactory(volunteer__person=child)
    client = login(cast.hub)
    page = client.get(reverse("records:honour", args=[row.pk]))
    assert "扎西措" not in page.content.decode()
    assert page.context["has_photo"] is False
    assert client.get(reverse("records:honour-photo", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_show_reach_only_with_constant_queries(
    cast, county, volunteer, login, django_assert_num_queries, count
):
    own = [CommendationFactory(volunteer=volunteer) for _ in range(count)]
    CommendationFactory(volunteer__person__unit=county.station_other)
    for person, name, queries in ((cast.hub, "honour-list", 6), (cast.volunteer, "honours", 10)):
        client = login(person)
        with django_assert_num_queries(queries):
            page = client.get(reverse(f"records:{name}"))
        for row in own:
            assert row.title in page.content.decode()
    desk = login(cast.hub).get(reverse("records:honour-list"))
    assert [row.pk for row in desk.context["page"].items] == [row.pk for row in reversed(own)]
