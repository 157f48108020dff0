"""A boat race, a dance evening, a story contest: each by pages alone, from the entry to the certificate in the hand."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from shijian.activities.models import Contest, Entry, Result, Start
from shijian.records.models import Certificate
from tests.factories.activities import ActivityFactory, SessionFactory
from tests.factories.people import AccountFactory, ConsentFactory
from tests.factories.volunteers import TeamFactory, TeamMemberFactory, VolunteerFactory

pytestmark = pytest.mark.django_db
ADULT = dt.date(1985, 3, 1)


class Stage:
    """An activity of the station with its organiser's client, and the steps that all contests share."""

    def __init__(self, login, cast, county, title):
        self.login, self.cast, self.county = login, cast, county
        self.activity = ActivityFactory(
            published=True, unit=county.station, organiser=cast.station, title=title
        )
        self.session = SessionFactory(activity=self.activity)
        self.desk = login(cast.station)

    def at(self, name, *more):
        return reverse(f"activities:{name}", args=[self.activity.pk, *more])

    def do(self, client, name, facts, *more):
        """Send a form; it must be taken, and nothing may be complained about on the page after it."""
        answer = client.post(self.at(name, *more), facts)
        assert answer.status_code == 302, answer.context["form"].errors
        page = client.get(answer.headers["Location"])
        assert [str(m) for m in page.context["messages"] if m.level_tag == "error"] == []
        return page.content.decode()

    def refused(self, client, name, facts, *more):
        """Send a form that must be refused; gives what is said."""
        answer = client.post(self.at(name, *more), facts, follow=True)
        return [str(m) for m in answer.context["messages"] if m.level_tag == "error"]

    def set_up(self, **facts):
        usual = {"highest_points": "10", "part_prize": "参与奖", "awards": "一等奖 1\n二等奖 1\n优秀奖 1"}
        self.do(self.desk, "contest-set-up", usual | facts)
        return Contest.objects.get()

    def enter(self, person, key, **facts):
        facts = {"contact": person.pk, "people": "3", "idempotency_key": f"key-of-entry-{key}", **facts}
        self.do(self.login(person), "contest-enter", facts)
        return Entry.objects.latest("pk")

    def draw(self, name, **facts):
        usual = {"name": name, "lanes": "1", "minutes": "5", "session": self.session.pk}
        self.do(self.desk, "contest-draw", usual | facts)
        return self.activity.contest.rounds.latest("number")

    def judge(self, name):
        person = AccountFactory(person__unit=self.county.station, person__name=name).person
        self.do(self.desk, "contest-judge", {"judge-person": person.pk})
        return person

    def close(self, round_):
        self.do(self.desk, "contest-close", {}, round_.pk)

    def publish(self):
        self.do(self.desk, "contest-publish", {})
        rows = Result.objects.order_by(F("rank").asc(nulls_last=True), "pk")
        return list(rows.values_list("entry__name", "rank", "value", "award"))

    def certify(self, *honours):
        self.do(self.desk, "certificates", {"honours": honours})

    def proved(self, person, number, tmp_path, *names):
        """The winner finds the certificate, its paper verifies itself, and anybody may check the number."""
        client = self.login(person)
        page = client.get(reverse("records:my-certificates")).content.decode()
        assert number in page
        row = Certificate.objects.get(number=number)
        paper = client.get(reverse("records:certificate-paper", args=[row.pk])).content
        text = "".join(PdfReader(io.BytesIO(paper)).pages[0].extract_text().split())
        for name in (*names, self.activity.title, number):
            assert name in text, name
        file = tmp_path / "paper.pdf"
        file.write_bytes(paper)
        call_command("verify", "certificate", str(file))
        seen = Client().get(reverse("records:certificate", args=[number])).content.decode()
        assert row.honour in seen
        assert "真实有效" in seen
        return seen


def start_of(round_, name):
    return Start.objects.get(round=round_, entry__name=name)


def boats(stage):
    """Four teams, each entered by its leader; name of the entry -> leader."""
    leaders = {}
    for n in range(1, 5):
        leader = VolunteerFactory(
            person__unit=stage.county.station, person__birth_date=ADULT, person__name=f"队长{n}"
        )
        AccountFactory(person=leader.person)
        team = TeamFactory(unit=stage.county.station, name=f"龙舟{n}队")
        TeamMemberFactory(team=team, volunteer=leader, role="leader")
        name = f"大夏河{n}队"
        stage.enter(leader.person, n, name=name, team=team.pk, people="12", name_agreed="on")
        leaders[name] = leader.person
    return leaders


def test_a_dragon_boat_race_with_heats_times_and_a_final(login, cast, county, tmp_path):
    stage = Stage(login, cast, county, "端午龙舟赛")
    stage.set_up(scoring="time", entry_kind="team", measure="秒")
    leaders = boats(stage)
    ConsentFactory(person=leaders["大夏河2队"], purpose="public-name")
    heats = stage.draw("预赛", lanes="2", go_on="2", minutes="15")
    assert [(s.heat, s.lane) for s in heats.starts.all()] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert "预赛" in Client().get(stage.at("contest")).content.decode()
    times = {"大夏河1队": "3:21.50", "大夏河2队": "3分18.2秒", "大夏河3队": "3:30"}
    for name, typed in times.items():
        stage.do(stage.desk, "contest-number", {"value": typed}, start_of(heats, name).pk)
    assert "大夏河4队" in stage.refused(stage.desk, "contest-close", {}, heats.pk)[0]
    stage.do(stage.desk, "contest-status", {"status": "gave-up"}, start_of(heats, "大夏河4队").pk)
    stage.close(heats)
    final = stage.draw("决赛", lanes="2")
    assert {start.entry.name for start in final.starts.all()} == {"大夏河1队", "大夏河2队"}
    for name, typed in (("大夏河1队", "3:15"), ("大夏河2队", "3:16")):
        stage.do(stage.desk, "contest-number", {"value": typed}, start_of(final, name).pk)
    fix = {"value": "3:14.99", "reason": "计时器少记一位"}
    stage.do(stage.desk, "contest-number", fix, start_of(final, "大夏河2队").pk)
    stage.close(final)
    assert stage.publish() == [
        ("大夏河2队", 1, 19499, "一等奖"), ("大夏河1队", 2, 19500, "二等奖"), ("大夏河3队", 3, 21000, "优秀奖"),
        ("大夏河4队", None, None, ""),
    ]  # fmt: skip
    page = Client().get(stage.at("contest")).content.decode()
    assert "3:14.99" in page
    stage.certify("一等奖", "二等奖", "优秀奖")
    first = Certificate.objects.get(honour="一等奖")
    seen = stage.proved(leaders["大夏河2队"], first.number, tmp_path, "大夏河2队", "一等奖", "队长2")
    assert "大夏河2队" in seen
    assert "队长2" not in seen
    assert (
        first.number
        not in login(leaders["大夏河1队"]).get(reverse("records:my-certificates")).content.decode()
    )


def test_a_dance_evening_where_the_extremes_of_five_judges_do_not_count(login, cast, county, tmp_path):
    stage = Stage(login, cast, county, "广场舞之夜")
    stage.set_up(scoring="points", entry_kind="household", drops_extremes="on")
    people = [AccountFactory(person__unit=county.station, person__birth_date=ADULT).person for _n in range(3)]
    names = ("朝霞舞队", "银杏舞队", "格桑花舞队")
    for n, (person, name) in enumerate(zip(people, names, strict=True)):
        stage.enter(person, n, name=name, title="欢乐中国年")
    judges = [stage.judge(f"评委{n}") for n in range(5)]
    final = stage.draw("展演")
    points = {
        "朝霞舞队": ("9.5", "9", "9.2", "2", "9.3"),
        "银杏舞队": ("9", "9", "9", "10", "9"),
        "格桑花舞队": ("8", "8.5", "8.25", "8", "8.1"),
    }
    for n, judge in enumerate(judges):
        sheet = login(judge)
        assert "朝霞舞队" in sheet.get(stage.at("contest-sheet")).content.decode()
        for name in names:
            stage.do(sheet, "contest-mark", {"value": points[name][n]}, start_of(final, name).pk)
    assert stage.refused(
        login(judges[0]), "contest-mark", {"value": "11", "reason": "x"}, start_of(final, names[0]).pk
    )
    stage.close(final)
    assert stage.publish() == [
        ("朝霞舞队", 1, 917, "一等奖"), ("银杏舞队", 2, 900, "二等奖"), ("格桑花舞队", 3, 812, "优秀奖"),
    ]  # fmt: skip
    stage.certify("一等奖", "二等奖")
    second = Certificate.objects.get(honour="二等奖")
    seen = stage.proved(people[1], second.number, tmp_path, "银杏舞队", "二等奖")
    assert "银杏舞队" not in seen  # nobody agreed to show the name
    assert f"{Entry.objects.get(name='银杏舞队').number} 号" in seen


def test_a_story_contest_of_households_who_hand_in_what_they_wrote(login, cast, county, tmp_path):
    stage = Stage(login, cast, county, "家风故事会")
    stage.set_up(scoring="points", entry_kind="household", written="on", awards="一等奖 1")
    story = "那年冬天，父亲把借来的马鞍擦得发亮，走了三十里路还回去。\n他说：借人的东西，还的时候要更好。"
    people = [AccountFactory(person__unit=county.station, person__birth_date=ADULT).person for _n in range(2)]
    empty = {
        "contact": people[0].pk,
        "people": "3",
        "name": "马家",
        "text": " ",
        "idempotency_key": "empty-entry",
    }
    answer = login(people[0]).post(stage.at("contest-enter"), empty)
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    stage.enter(people[0], 1, name="马家", title="父亲的马鞍", text=story, name_agreed="on")
    stage.enter(people[1], 2, name="李家", title="一碗长面", text="一碗面，两代人。")
    judge = stage.judge("评委甲")
    assert "还的时候要更好" in stage.desk.get(stage.at("contest-manage")).content.decode()
    final = stage.draw("评选", session="")
    sheet = login(judge)
    assert "还的时候要更好" in sheet.get(stage.at("contest-sheet")).content.decode()
    for name, value in (("马家", "9.6"), ("李家", "9.1")):
        stage.do(sheet, "contest-mark", {"value": value}, start_of(final, name).pk)
    stage.close(final)
    assert stage.publish() == [("马家", 1, 960, "一等奖"), ("李家", 2, 910, "")]
    assert "还的时候要更好" in login(people[0]).get(stage.at("contest")).content.decode()
    for stranger in (Client(), login(people[1]), login(cast.stranger)):
        assert "还的时候要更好" not in stranger.get(stage.at("contest")).content.decode()
    stage.certify("一等奖", "参与奖")
    first = Certificate.objects.get(honour="一等奖")
    assert "马家" in stage.proved(people[0], first.number, tmp_path, "马家", "一等奖")
    part = Certificate.objects.get(honour="参与奖")
    assert "马家" not in stage.proved(people[1], part.number, tmp_path, "李家", "参与证书")
