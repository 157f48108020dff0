"""What a volunteer says should not be asked of him: sealed, his own, given with a consent and gone with it."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from shijian.kernel import audit, retention
from shijian.kernel.errors import Invalid, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people import operations as people
from shijian.people.enums import Purpose
from shijian.people.models import Consent
from shijian.people.operations import erasing, notices
from shijian.people.operations.minors import daily, papers
from shijian.people.queries import mydata
from shijian.volunteers.enums import Strain
from shijian.volunteers.models import HealthDeclaration
from shijian.volunteers.operations import states
from shijian.volunteers.operations.health import declare_health
from shijian.volunteers.queries import health
from tests.api.conftest import api
from tests.conftest import actor_of
from tests.factories.minors import born
from tests.factories.people import AccountFactory, PersonFactory
from tests.factories.privacy import PrivacyNoticeFactory
from tests.factories.volunteers import HealthDeclarationFactory, TeamMemberFactory, VolunteerFactory

__all__ = ["api"]
PAGE, BACK = "volunteers:health", "volunteers:health-withdraw"


def say(person, *strains, consent=True, volunteer=None):
    volunteer = volunteer or person.volunteer
    return declare_health(volunteer, strains=strains, consents_to_it=consent, actor=actor_of(person))


def standing(person):
    return Consent.objects.filter(person=person, purpose=Purpose.HEALTH, withdrawn_at__isnull=True).count()


@pytest.fixture
def minor(cast, county):
    """A member of the leader's team of 16 years with an account, and the guardian."""
    guardian = AccountFactory(person__unit=county.station, person__name="监护人甲").person
    person = AccountFactory(
        person__unit=county.station,
        person__name="少年",
        person__birth_date=born(16),
        person__guardian=guardian,
    ).person
    volunteer = VolunteerFactory(person=person)
    TeamMemberFactory(team=cast.team, volunteer=volunteer)
    return volunteer


def test_without_script_on_the_page_one_says_changes_and_takes_back(cast, login):
    client, volunteer = login(cast.volunteer), cast.volunteer.volunteer
    page = reverse(PAGE, args=[volunteer.pk])
    assert page in client.get(reverse("volunteers:me")).content.decode()
    first = client.get(page)
    assert (first.status_code, "no-store" in first.headers["Cache-Control"]) == (200, True)
    assert b"checked" not in first.content
    refused = client.post(page, {"strains": ["lifting"]})
    assert (refused.status_code, HealthDeclaration.objects.count()) == (422, 0)
    assert "没有您的同意" in refused.content.decode()
    sent = {"strains": ["lifting", "night"], "consents_to_it": "on"}
    assert client.post(page, sent).headers["Location"] == page
    assert (volunteer.health.strains, standing(cast.volunteer)) == ({"lifting", "night"}, 1)
    assert client.post(page, {"strains": ["height"]}).status_code == 302
    assert health.limits_of(type(volunteer).objects.get(pk=volunteer.pk)) == {"height"}
    assert client.get(page).content.decode().count("checked") == 1
    assert client.post(reverse(BACK, args=[volunteer.pk])).headers["Location"] == page
    assert (HealthDeclaration.objects.count(), standing(cast.volunteer)) == (0, 0)
    assert b"checked" not in client.get(page).content


def test_saying_that_nothing_is_too_much_is_an_answer(cast, login):
    assert say(cast.volunteer).strains == frozenset()
    assert "没有不适合的" in login(cast.volunteer).get(reverse("people:my-data")).content.decode()


@pytest.mark.parametrize(
    "who", ["stranger", "leader", "station", "hub", "centre", "auditor", "security", "resident"]
)
def test_nobody_else_opens_the_page_or_speaks_for_him(cast, login, who):
    HealthDeclarationFactory(volunteer=cast.volunteer.volunteer)
    other = getattr(cast, who)
    client, args = login(other), [cast.volunteer.volunteer.pk]
    for method, name in (("get", PAGE), ("post", PAGE), ("post", BACK)):
        assert getattr(client, method)(reverse(name, args=args)).status_code == 404
    with pytest.raises(OutOfReach):
        say(other, "height", volunteer=cast.volunteer.volunteer)
    with pytest.raises(OutOfReach):
        people.withdraw_consent(cast.volunteer, purpose=Purpose.HEALTH, actor=actor_of(other))
    assert health.of(cast.volunteer.volunteer, actor_of(other)) is None
    assert cast.volunteer.volunteer.health.strains == {"lifting"}


def _pages_of(volunteer):
    person = volunteer.person
    yield reverse("volunteers:detail", args=[volunteer.pk])
    yield reverse("people:detail", args=[person.pk])
    yield reverse("volunteers:list")
    yield reverse("web:audit")
    yield reverse("people:my-data")
    yield reverse("volunteers:team-detail", args=[volunteer.memberships.get().team_id])


@pytest.mark.parametrize("who", ["leader", "station", "hub", "centre", "auditor", "stranger"])
def test_no_page_of_others_shows_an_answer_or_that_there_is_one(cast, login, api, who):
    say(cast.volunteer, "lifting")
    client, call = login(getattr(cast, who)), api(getattr(cast, who))
    volunteer = cast.volunteer.volunteer
    seen = [client.get(url).content.decode() for url in _pages_of(volunteer)]
    seen.append(
        client.post(
            reverse("people:copy", args=[cast.volunteer.pk]), {"purpose": "本人来办"}
        ).content.decode()
    )
    seen.append(
        client.post(reverse("volunteers:export"), {"format": "csv"}).content.decode("utf-8", "replace")
    )
    seen += [
        call("GET", path).content.decode() for path in ("volunteers", f"volunteers/{volunteer.pk}", "me/data")
    ]
    words = (str(Strain.LIFTING.label), "lifting", "因身体原因不适合我的活")
    assert [word for word in words for text in seen if word in text] == []


def test_the_copy_for_oneself_has_it_and_the_one_by_staff_has_not(cast):
    say(cast.volunteer, "lifting")
    mine, theirs = (
        people.hand_out_copy(cast.volunteer, purpose="本人来办", actor=actor_of(who))
        for who in (cast.volunteer, cast.station)
    )
    rows = {each["kind"]: each["rows"] for each in mine["data"]}
    assert "lifting=no" in rows["volunteers.HealthDeclaration"][0]["answers"]
    assert "height=ok" in rows["volunteers.HealthDeclaration"][0]["answers"]
    assert "volunteers.HealthDeclaration" not in {each["kind"] for each in theirs["data"]}
    labels = {chapter.label for chapter in mydata.chapters(cast.volunteer, own=False)}
    assert {c.label for c in mydata.chapters(cast.volunteer, own=True)} - labels == {"不适合的活", "同意事项"}


def test_at_rest_there_is_no_code_and_no_difference_of_length(cast, county):
    say(cast.volunteer, *Strain.values)
    say(cast.leader)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM volunteers_healthdeclaration")
        rows = [row[0] for row in cursor.fetchall()]
    assert len({len(row) for row in rows}) == 1
    assert not any(code in row for code in (*Strain.values, "=no", "=ok") for row in rows)


def test_the_database_itself_keeps_no_answer_without_a_consent(cast):
    row = HealthDeclaration(
        volunteer=cast.volunteer.volunteer, answers=HealthDeclaration.sealed([]), declared_at=timezone.now()
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()
    say(cast.volunteer, "night")
    Consent.objects.filter(purpose="health").update(withdrawn_at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        HealthDeclaration.objects.update(answers=HealthDeclaration.sealed(["dust"]))
    assert HealthDeclaration.objects.get().strains == {"night"}


def test_the_audit_says_that_it_was_done_and_nothing_of_what_was_said(cast):
    say(cast.volunteer, "illness")
    say(cast.volunteer, "dust", consent=False)
    people.withdraw_consent(cast.volunteer, purpose=Purpose.HEALTH, actor=actor_of(cast.volunteer))
    rows = list(AuditEntry.objects.order_by("pk").values_list("action", "changes"))
    assert [action for action, _changes in rows] == [
        "consent.give", "health.declare", "health.declare", "consent.withdraw", "health.delete",
    ]  # fmt: skip
    assert "illness" not in str(rows)
    assert "dust" not in str(rows)


def test_what_cannot_be_noted_is_not_done(cast, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    say(cast.volunteer, "night")
    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        say(cast.volunteer, "dust", consent=False)
    with pytest.raises(RuntimeError):
        people.withdraw_consent(cast.volunteer, purpose=Purpose.HEALTH, actor=actor_of(cast.volunteer))
    assert (HealthDeclaration.objects.get().strains, standing(cast.volunteer)) == ({"night"}, 1)


def test_the_list_bounds_what_is_said_and_a_consent_is_needed(cast):
    with pytest.raises(Invalid) as wrong:
        say(cast.volunteer, "heart")
    assert list(wrong.value.fields) == ["strains"]
    with pytest.raises(Invalid) as without:
        say(cast.volunteer, "night", consent=False)
    assert list(without.value.fields) == ["consents_to_it"]
    with pytest.raises(Invalid):
        people.give_consent(cast.volunteer, purpose=Purpose.HEALTH, actor=actor_of(cast.volunteer))
    assert (HealthDeclaration.objects.count(), standing(cast.volunteer)) == (0, 0)


def test_for_a_minor_the_guardian_says_it_and_the_minor_reads_it(minor, login):
    guardian, page = minor.person.guardian, reverse(PAGE, args=[minor.pk])
    assert page in login(guardian).get(reverse("volunteers:detail", args=[minor.pk])).content.decode()
    sent = {"strains": ["lifting"], "consents_to_it": "on"}
    assert login(minor.person).post(page, sent).status_code == 200
    assert HealthDeclaration.objects.count() == 0
    assert login(guardian).post(page, sent).status_code == 302
    own = login(minor.person).get(page).content.decode()
    assert ("搬抬重物" in own, '<form method="post" class="form">' in own) == (True, False)
    login(minor.person).post(reverse(BACK, args=[minor.pk]))
    assert (minor.health.strains, standing(minor.person)) == ({"lifting"}, 1)
    assert (
        "搬抬重物"
        in login(guardian).get(reverse("people:ward-data", args=[minor.person_id])).content.decode()
    )
    login(guardian).post(reverse(BACK, args=[minor.pk]))
    assert (HealthDeclaration.objects.count(), standing(minor.person)) == (0, 0)


def test_the_office_cannot_end_it_with_the_papers_of_a_minor(cast, minor):
    say(minor.person.guardian, "lifting", volunteer=minor)
    with pytest.raises(OutOfReach):
        papers.end_paper(minor.person, purpose=Purpose.HEALTH, actor=actor_of(cast.station))
    papers.withdraw_as_guardian(minor.person, purpose=Purpose.HEALTH, actor=actor_of(minor.person.guardian))
    assert HealthDeclaration.objects.count() == 0


def test_at_eighteen_what_the_guardian_said_ends_and_what_an_adult_said_stays(cast, minor):
    say(minor.person.guardian, "lifting", volunteer=minor)
    say(cast.volunteer, "night")
    daily.birthdays()
    assert HealthDeclaration.objects.count() == 2
    minor.person.birth_date = born(18)
    minor.person.save()
    daily.birthdays()
    assert [row.volunteer for row in HealthDeclaration.objects.all()] == [cast.volunteer.volunteer]
    assert (standing(minor.person), standing(cast.volunteer)) == (0, 1)


def test_with_the_register_and_with_the_account_it_goes(cast, county):
    say(cast.volunteer, "night")
    states.leave_register(cast.volunteer.volunteer, actor=actor_of(cast.volunteer))
    assert (HealthDeclaration.objects.count(), standing(cast.volunteer)) == (0, 0)
    with pytest.raises(WrongState):
        say(cast.volunteer, "night")
    row = HealthDeclarationFactory(volunteer__person=PersonFactory(unit=county.station))
    erasing.close(row.volunteer.person, actor_of(cast.station))
    assert HealthDeclaration.objects.count() == 0


def test_a_row_that_was_left_over_goes_by_the_retention_job(cast):
    row = HealthDeclarationFactory(volunteer=cast.volunteer.volunteer)
    rule = retention.RULES["volunteer-health"]
    assert list(rule.due()) == []
    type(row.volunteer).objects.update(state="left", left_on=dt.date(2026, 1, 1))
    assert list(rule.due()) == [row]


def test_a_newer_notice_asks_again_and_silence_deletes(cast, login, time_machine):
    say(cast.volunteer, "night")
    notice = PrivacyNoticeFactory(
        language="zh-hans", version=900, renews=["health"], valid_from=dt.date(2020, 1, 1)
    )
    page = login(cast.volunteer).get(reverse(PAGE, args=[cast.volunteer.volunteer.pk])).content.decode()
    assert 'name="consents_to_it"' in page
    with pytest.raises(Invalid):
        say(cast.volunteer, "night", consent=False)
    assert say(cast.volunteer, "dust").strains == {"dust"}
    assert Consent.objects.get(purpose="health", withdrawn_at__isnull=True).notice_version == 900
    Consent.objects.update(notice_version=0)
    for month in range(4):
        time_machine.move_to(timezone.now() + dt.timedelta(days=31 * month))
        notices.ask_again()
    assert (HealthDeclaration.objects.count(), standing(cast.volunteer), notice.version) == (0, 0, 900)


def test_it_is_listed_and_withdrawn_among_ones_consents(cast, login):
    client = login(cast.volunteer)
    assert "因身体原因不适合我的活" not in client.get(reverse("people:consents")).content.decode()
    say(cast.volunteer, "night")
    assert "因身体原因不适合我的活" in client.get(reverse("people:consents")).content.decode()
    client.post(reverse("people:own-consent"), {"purpose": "health", "withdraw": "1"})
    assert HealthDeclaration.objects.count() == 0


def test_through_the_api_each_reads_and_changes_only_his_own(cast, api):
    call, path = api(cast.volunteer), "me/health-declaration"
    nothing = call("GET", path).json()
    assert (nothing["declared"], nothing["strains"], nothing["consent_needed"]) == (False, [], True)
    assert [each["code"] for each in nothing["choices"]] == Strain.values
    assert call("PUT", path, {"strains": ["night"]}).status_code == 422
    assert call("PUT", path, {"strains": ["heart"], "consent": True}).status_code == 422
    said = call("PUT", path, {"strains": ["night", "dust"], "consent": True}).json()
    assert (said["declared"], said["strains"], said["consent_needed"]) == (True, ["dust", "night"], False)
    assert api(cast.leader)("GET", path).json()["strains"] == []
    assert api(cast.hub)("GET", path).status_code == 404
    assert api(cast.hub)("PUT", path, {"strains": [], "consent": True}).status_code == 404
    assert call("DELETE", path).json()["declared"] is False
    assert (HealthDeclaration.objects.count(), standing(cast.volunteer)) == (0, 0)


def test_through_the_api_a_minor_reads_and_does_not_speak(minor, api):
    say(minor.person.guardian, "lifting", volunteer=minor)
    call = api(minor.person)
    assert call("GET", "me/health-declaration").json()["strains"] == ["lifting"]
    assert call("PUT", "me/health-declaration", {"strains": [], "consent": True}).status_code == 404
    assert call("DELETE", "me/health-declaration").status_code == 404
    assert minor.health.strains == {"lifting"}
