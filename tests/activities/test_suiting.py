"""Places that ask something of the body: who said that it is not for him cannot take one, and no desk reads why."""

import datetime as dt

import pytest
from django.urls import reverse

from shijian.activities.enums import Audience, Refusal, SignupState, Task
from shijian.activities.models import Opening, Signup
from shijian.activities.operations import prepare, seats, sign_up
from shijian.activities.queries import fitting
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Invalid
from shijian.kernel.policy import set_value
from shijian.people.models import Message
from shijian.volunteers.enums import Risk
from tests.api.conftest import api
from tests.conftest import actor_of
from tests.factories.activities import OpeningFactory, SignupFactory
from tests.factories.minors import born
from tests.factories.people import AccountFactory
from tests.factories.volunteers import HealthDeclarationFactory, VolunteerFactory

__all__ = ["api"]
NEUTRAL = "这项任务不适合这位志愿者。"
OWN = "志愿者卡里填过，这类活不适合。要改，请到志愿者卡的“不适合的活”。"
FIRST = "报这个名额前，请先在志愿者卡的“不适合的活”里填写哪些活不要派，没有也请说明。内容别人看不到。"


@pytest.fixture
def heavy(feast):
    """Two places of helpers who carry benches."""
    return OpeningFactory(activity=feast.activity, capacity=2, strains=["lifting"])


@pytest.fixture
def tired(county):
    person = AccountFactory(person__unit=county.station, person__name="腰不好").person
    HealthDeclarationFactory(volunteer=VolunteerFactory(person=person), strains=["lifting"])
    return person


def join(feast, opening, person, actor=None):
    return sign_up.sign_up(feast.session, opening, person=person, actor=actor_of(actor or person))


def test_who_said_so_is_refused_in_plain_words_and_helps_elsewhere(feast, heavy, tired, cast):
    with pytest.raises(sign_up.Refused) as refused:
        join(feast, heavy, tired)
    assert (refused.value.refusal, str(refused.value)) == (Refusal.UNSUITED, OWN)
    assert join(feast, feast.help, tired).state == SignupState.TAKEN
    assert join(feast, heavy, cast.volunteer).state == SignupState.TAKEN


def test_the_page_says_where_to_change_it_and_the_desk_reads_the_neutral_words(
    feast, heavy, tired, cast, login
):
    sent = {
        "choice": f"{feast.session.pk}-{heavy.pk}",
        "persons": [tired.pk],
        "idempotency_key": "0123456789abcdef",
    }
    page = login(tired).post(reverse("activities:signup", args=[feast.activity.pk]), sent).content.decode()
    assert (OWN in page, reverse("volunteers:me") in page) == (True, True)
    with pytest.raises(sign_up.Refused) as refused:
        join(feast, heavy, tired, actor=cast.leader)
    assert (str(refused.value), refused.value.own) == (NEUTRAL, False)


def test_through_the_api_the_reason_is_a_code(feast, heavy, tired, cast, api):
    path = f"sessions/{feast.session.pk}/places"
    mine = api(tired)("POST", path, {"opening_id": heavy.pk}).json()
    assert (mine["errors"], mine["detail"]) == ({"refusal": "unsuited"}, OWN)
    openings = api(cast.resident)("GET", f"activities/{feast.activity.pk}").json()["openings"]
    assert [each["strains"] for each in openings if each["id"] == heavy.pk] == [["lifting"]]


def test_open_places_that_do_not_suit_are_not_offered(feast, heavy, tired):
    volunteer = tired.volunteer
    assert list(fitting.open_places(volunteer)) == [feast.session]
    feast.help.strains = ["lifting", "dust"]
    feast.help.save()
    assert list(fitting.open_places(volunteer)) == []
    volunteer.health.delete()
    volunteer.refresh_from_db()
    assert list(fitting.open_places(volunteer)) == [feast.session]


def test_one_who_waits_and_then_says_so_is_passed_over(feast, heavy, cast, county):
    person = AccountFactory(person__unit=county.station).person
    volunteer = VolunteerFactory(person=person)
    SignupFactory(
        session=feast.session, opening=heavy, person=person, volunteer=volunteer, state="waiting", seat=None
    )
    HealthDeclarationFactory(volunteer=volunteer, strains=["lifting"])
    seats.fill(feast.session, heavy)
    row = Signup.objects.get(person=person)
    assert row.state == SignupState.LAPSED
    assert OWN in Message.objects.get(person=person).text
    assert not Message.objects.exclude(person=person).filter(text__contains="不适合").exists()


def test_an_offered_place_is_not_accepted_against_ones_own_word(feast, heavy, tired, cast):
    row = SignupFactory(
        session=feast.session, opening=heavy, person=tired, volunteer=tired.volunteer, state="offered", seat=1,
        offered_until=feast.session.starts_at - dt.timedelta(hours=1),
    )  # fmt: skip
    for who, words in ((tired, OWN), (cast.leader, NEUTRAL)):
        with pytest.raises(sign_up.Refused) as refused:
            sign_up.accept_place(row, actor=actor_of(who))
        assert str(refused.value) == words


def test_the_guardian_of_a_minor_reads_the_words(feast, heavy, county):
    guardian = AccountFactory(person__unit=county.station).person
    ward = AccountFactory(
        person__unit=county.station, person__birth_date=born(16), person__guardian=guardian
    ).person
    HealthDeclarationFactory(
        volunteer=VolunteerFactory(person=ward), strains=["lifting"], declared_by=guardian
    )
    with pytest.raises(sign_up.Refused) as refused:
        join(feast, heavy, ward, actor=guardian)
    assert (refused.value.refusal, str(refused.value)) == (Refusal.UNSUITED, OWN)


def test_where_the_county_demands_it_one_says_something_first(feast, cast, tired):
    type(feast.activity).objects.update(risk=Risk.SOME, risk_note="路滑")
    feast.session.refresh_from_db()
    assert list(fitting.open_places(cast.volunteer.volunteer)) == [feast.session]
    set_value(
        "health.risk_from", 1, valid_from=dt.date(2020, 1, 1), document_no="夏文明〔2026〕9号", actor=SYSTEM
    )
    assert list(fitting.open_places(cast.volunteer.volunteer)) == []
    assert list(fitting.open_places(tired.volunteer)) == [feast.session]
    with pytest.raises(sign_up.Refused) as refused:
        join(feast, feast.help, cast.volunteer)
    assert (refused.value.refusal, str(refused.value)) == (Refusal.UNSUITED, FIRST)
    with pytest.raises(sign_up.Refused) as reading:  # residents who take part are asked to read, nothing more
        join(feast, feast.part, cast.resident)
    assert reading.value.refusal == Refusal.UNREAD


def test_the_organiser_states_them_and_of_volunteers_only(feast, cast, login):
    client = login(cast.leader)
    page = reverse("activities:act", args=[feast.activity.pk, "opening"])
    sent = {"task": "driver", "capacity": 1, "strains": ["night"], "waiting": "on"}
    assert client.post(page, {**sent, "task": "part"}).status_code == 422
    assert client.post(page, sent).status_code == 302
    assert Opening.objects.get(task=Task.DRIVER).strains == ["night"]
    assert (
        "夜间开车或走夜路"
        in client.get(reverse("activities:detail", args=[feast.activity.pk])).content.decode()
    )
    facts = {"audience": Audience.RESIDENT, "task": Task.PART, "strains": ["night"]}
    with pytest.raises(Invalid):
        prepare.add_opening(feast.activity, facts=facts, capacity=1, actor=actor_of(cast.leader))
    assert prepare.copy_activity(feast.activity, actor=actor_of(cast.leader)).openings.get(
        task="driver"
    ).strains == ["night"]
