"""Certificates of a contest: by prize, after publication, with the names that may stand there; anew with a reason."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from shijian.activities.models import Result
from shijian.activities.operations import certificates, contests
from shijian.activities.queries import certificates as reads
from shijian.activities.queries.contests import public_name
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.people.models import Message
from shijian.records.models import Certificate
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory, ContestFactory, EntryFactory, ResultFactory
from tests.factories.people import AccountFactory, ConsentFactory, PersonFactory
from tests.factories.volunteers import TeamFactory, TeamMemberFactory, VolunteerFactory

pytestmark = pytest.mark.django_db
ADULT, CHILD = dt.date(1980, 5, 1), dt.date(2014, 5, 1)


@pytest.fixture
def won(cast, county):
    """`won(n, **facts)`: a published contest of the station with n entries, the first two with prizes."""

    def make(count=3, **facts):
        activity = ActivityFactory(
            published=True, unit=county.station, organiser=cast.station, title="端午龙舟赛"
        )
        usual = {"activity": activity, "entry_kind": "household", "part_prize": "参与奖"}
        contest = ContestFactory(**(usual | facts), state="published", published_at=timezone.now())
        for number in range(1, count + 1):
            contact = AccountFactory(person__unit=county.station, person__birth_date=ADULT).person
            entry = EntryFactory(contest=contest, number=number, name=f"第{number}家", contact=contact)
            award = {1: "一等奖", 2: "二等奖"}.get(number, "")
            ResultFactory(entry=entry, rank=number, award=award)
        return contest

    return make


def _at(name, contest, *more):
    return reverse(f"activities:{name}", args=[contest.activity_id, *more])


def _issue(contest, cast, *honours):
    return certificates.issue_certificates(contest, honours=honours, actor=actor_of(cast.station))


def test_chosen_prizes_get_theirs_and_the_winners_are_told(won, cast):
    contest = won()
    made = _issue(contest, cast, "一等奖", "参与奖")
    assert [(row.honour, row.kind, row.holder.name, row.number[-4:]) for row in made] == [
        ("一等奖", "prize", "第1家", "0001"), ("参与奖", "part", "第3家", "0002"),
    ]  # fmt: skip
    told = Message.objects.order_by("pk").values_list("person", flat=True)
    assert list(told) == [row.holder.person_id for row in made]
    assert [group.left for group in reads.groups(reads.rows(contest))] == [0, 1, 0]
    with pytest.raises(Invalid):
        _issue(contest, cast, "一等奖")
    with pytest.raises(Invalid):
        _issue(contest, cast)


def test_without_a_word_for_the_others_only_prizes_get_one(won, cast):
    contest = won(part_prize="")
    assert [row.honour for row in reads.rows(contest)] == ["一等奖", "二等奖"]


def test_before_the_results_are_published_there_is_nothing_to_issue(won, cast):
    contest = won()
    contest.state = "running"
    contest.save()
    assert reads.rows(contest) == []
    with pytest.raises(WrongState):
        _issue(contest, cast, "一等奖")


def test_only_who_runs_the_contest_issues_and_revokes(won, cast):
    contest = won()
    made = _issue(contest, cast, "一等奖")[0]
    other = won()
    for person in (cast.resident, cast.stranger):
        with pytest.raises(NotAllowed):
            certificates.issue_certificates(contest, honours=["二等奖"], actor=actor_of(person))
        with pytest.raises(NotAllowed):
            certificates.revoke_contest_certificate(contest, made, reason="x", actor=actor_of(person))
    with pytest.raises(OutOfReach):
        certificates.revoke_contest_certificate(other, made, reason="x", actor=actor_of(cast.station))
    assert Certificate.objects.valid().count() == 1


def test_of_a_team_those_are_named_who_agreed_and_minors_by_their_guardian(won, cast, county):
    team = TeamFactory(unit=county.station)

    def member(name, born, purpose=None):
        person = PersonFactory(unit=county.station, name=name, birth_date=born)
        TeamMemberFactory(team=team, volunteer=VolunteerFactory(person=person))
        if purpose:
            ConsentFactory(person=person, purpose=purpose)

    member("同意的", ADULT, "public-name")
    member("没同意的", ADULT)
    member("有监护人同意的", CHILD, "guardian")
    member("孩子自己同意的", CHILD, "public-name")
    member("成人只有监护同意", ADULT, "guardian")
    contest = won(1, entry_kind="team")
    contest.entries.update(team=team)
    made = _issue(contest, cast, "一等奖")[0]
    assert made.holder.members == ["同意的", "有监护人同意的"]
    assert (made.holder.team, made.holder.public_name) == (team, "1 号")


def test_a_child_alone_is_a_number_in_public_whatever_was_ticked(won, cast, county):
    contest = won(1, entry_kind="person")
    child = PersonFactory(unit=county.station, birth_date=CHILD)
    contest.entries.update(contact=child, name_agreed=True)
    made = _issue(contest, cast, "一等奖")[0]
    assert (made.holder.name, made.holder.public_name) == ("第1家", "1 号")
    assert public_name(contest.entries.get()) == "1 号"
    contest.entries.update(contact=cast.resident)
    assert public_name(contest.entries.get()) == "第1家"
    open_one = ContestFactory(
        activity=ActivityFactory(published=True, unit=county.station), entry_kind="person"
    )
    with pytest.raises(Invalid):
        contests.enter_contest(
            open_one, name="小明", contact=child, name_agreed=True, actor=actor_of(cast.station)
        )
    unknown = PersonFactory(unit=county.station, birth_date=None)
    with pytest.raises(Invalid) as refused:
        contests.enter_contest(
            open_one, name="小红", contact=unknown, name_agreed=True, actor=actor_of(cast.station)
        )
    assert str(refused.value.fields["name_agreed"]) == "没有登记出生日期，不能公开显示姓名。"


def test_a_wrong_one_is_issued_anew_and_the_old_number_does_not_hold(won, cast):
    contest = won(1)
    old = _issue(contest, cast, "一等奖")[0]
    contest.entries.update(name="改正后的名字", name_agreed=True)
    run = actor_of(cast.station)
    with pytest.raises(Invalid):
        certificates.reissue_contest_certificate(contest, old, reason=" ", actor=run)
    new = certificates.reissue_contest_certificate(contest, old, reason="名字写错", actor=run)
    assert (new.replaces, new.holder.name, new.holder.public_name) == (old, "改正后的名字", "改正后的名字")
    assert list(Certificate.objects.valid()) == [new]
    with pytest.raises(OutOfReach):
        certificates.revoke_contest_certificate(contest, old, reason="再撤", actor=run)
    certificates.revoke_contest_certificate(contest, new, reason="违反规则", actor=run)
    last = certificates.reissue_contest_certificate(contest, new, reason="复核后恢复", actor=run)
    assert (last.replaces, Certificate.objects.valid().get()) == (new, last)


def test_by_pages_from_choosing_prizes_to_one_file(won, cast, login):
    contest = won()
    desk = login(cast.station)
    page = desk.get(_at("certificates", contest)).content.decode()
    assert "一等奖（1 张）" in page
    assert desk.get(_at("certificates-pdf", contest)).status_code == 404
    assert desk.post(_at("certificates", contest), {"honours": ["特等奖"]}).status_code == 422
    desk.post(_at("certificates", contest), {"honours": ["一等奖", "二等奖"]})
    paper = desk.get(_at("certificates-pdf", contest))
    assert paper.headers["Content-Type"] == "application/pdf"
    assert len(PdfReader(io.BytesIO(paper.content)).pages) == 2
    first = Certificate.objects.order_by("pk").first()
    one = desk.get(_at("certificates-pdf", contest), {"only": first.pk})
    assert len(PdfReader(io.BytesIO(one.content)).pages) == 1
    act = _at("certificate-act", contest, first.pk, "revoke")
    assert first.number in desk.get(act).content.decode()
    assert desk.post(act, {"reason": ""}).status_code == 422
    assert desk.post(act, {"reason": "名字写错"}).status_code == 302
    assert "名字写错" in desk.get(_at("certificates", contest)).content.decode()
    assert (
        desk.post(_at("certificate-act", contest, first.pk, "reissue"), {"reason": "改好了"}).status_code
        == 302
    )
    assert Certificate.objects.valid().count() == 2
    winner = login(Result.objects.get(rank=1).entry.contact)
    assert "一等奖" in winner.get(reverse("records:my-certificates")).content.decode()
    assert reverse("records:my-certificates") in winner.get(_at("contest", contest)).content.decode()


def test_pages_of_certificates_are_for_who_runs_the_contest(won, cast, login):
    contest = won()
    made = _issue(contest, cast, "一等奖")[0]
    urls = [
        _at("certificates", contest), _at("certificates-pdf", contest),
        _at("certificate-act", contest, made.pk, "revoke"),
    ]  # fmt: skip
    for url in urls:
        assert login(cast.stranger).get(url).status_code == 403
        assert login(cast.hub).get(url).status_code == 200
    strange = _at("certificate-act", won(), made.pk, "revoke")
    assert login(cast.station).get(strange).status_code == 404
    assert login(cast.station).get(_at("certificate-act", contest, made.pk, "burn")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(won, cast, login, count, django_assert_num_queries):
    contest = won(count)
    _issue(contest, cast, "一等奖", "二等奖", "参与奖")
    client = login(cast.station)
    client.get(_at("certificates", contest))
    with django_assert_num_queries(9):
        client.get(_at("certificates", contest))
