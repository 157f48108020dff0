"""The archive: put together from the work, honest about what is missing, without a name in public."""

import datetime as dt
import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw
from pypdf import PdfReader

from shijian.activities.enums import ActivityState
from shijian.activities.models import ActivityPhoto
from shijian.activities.operations import archive as operations
from shijian.activities.queries import archive
from shijian.kernel import sameness
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.photos import Kept
from shijian.records.enums import Grade
from tests.conftest import actor_of
from tests.factories.activities import (
    ActivityFactory,
    OpeningFactory,
    PlaceFactory,
    PresenceFactory,
    ScanFactory,
    SessionFactory,
    SignupFactory,
    SlipFactory,
)
from tests.factories.people import PersonFactory
from tests.factories.records import ServiceRecordFactory
from tests.factories.volunteers import VolunteerFactory

SHARE = {"kind": "goods", "bearer": "organiser"}


def _picture(seed, size=(1200, 900)):
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for n in range(24):
        x, y = (seed * 97 + n * 211) % size[0], (seed * 61 + n * 137) % size[1]
        draw.ellipse((x, y, x + 90 + n * 5, y + 70 + n * 3), fill=((n * 37 + seed * 50) % 255, n * 9, 80))
    return image


def _upload(image, quality=90):
    data = io.BytesIO()
    image.save(data, "JPEG", quality=quality)
    return SimpleUploadedFile("IMG_0001.jpg", data.getvalue(), "image/jpeg")


@pytest.fixture
def over(cast, county):
    """A feast that is over: two residents and a volunteer came, one of them with a record of 90 minutes."""
    activity = ActivityFactory(
        published=True, state=ActivityState.DONE, unit=county.station, organiser=cast.station, title="端午包粽子",
        ended_at=dt.datetime(2026, 6, 16, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    start = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)
    session = SessionFactory(activity=activity, starts_at=start, walk_ins=4)
    PlaceFactory(activity=activity, name="文化广场")
    part = OpeningFactory(activity=activity, for_residents=True, capacity=30)
    helpers = OpeningFactory(activity=activity, capacity=5)
    for n in range(2):
        signup = SignupFactory(
            session=session, opening=part, seat=n + 1, person=PersonFactory(name=f"居民秘{n}")
        )
        PresenceFactory(came=ScanFactory(signup=signup, at=start))
    volunteer = VolunteerFactory(person__name="志愿秘")
    signup = SignupFactory(
        session=session, opening=helpers, seat=1, person=volunteer.person, volunteer=volunteer
    )
    record = ServiceRecordFactory(
        volunteer=volunteer, source_kind="activity", source_id=session.pk, minutes=90, grade=Grade.SITE,
        started_at=start, ended_at=start + dt.timedelta(minutes=90),
    )  # fmt: skip
    PresenceFactory(came=ScanFactory(signup=signup, at=start), record=record)
    return activity


def _at(name, activity, *more):
    return reverse(f"activities:{name}", args=[activity.pk, *more])


def test_numbers_come_from_the_work_itself(over):
    found = archive.of(over)
    assert (found.volunteers, found.residents, found.minutes) == (1, 2 + 4, 90)
    assert [lack.route for lack in found.lacks] == ["activities:archive"] * 3


def test_slips_are_read_from_five_on(over):
    session = over.sessions.get()
    SlipFactory(session=session, satisfaction=5, again=True, count=3, channel="paper")
    SlipFactory(session=session, satisfaction=3, again=None)
    assert archive.of(over).opinion is None
    SlipFactory(session=session, satisfaction=4, again=False)
    found = archive.of(over).opinion
    assert (found.count, found.mean, found.again) == (5, 4.4, None)  # one said no: too few to be told
    SlipFactory(session=session, satisfaction=4, again=False, count=4)
    SlipFactory(session=session, satisfaction=5, again=True, count=2)
    assert archive.of(over).opinion.again == 5


@pytest.mark.parametrize("count", [1, 3])
def test_an_archive_costs_the_same_for_one_meeting_and_for_three(over, count, django_assert_num_queries):
    for n in range(count - 1):
        SessionFactory(activity=over, starts_at=dt.datetime(2026, 6, 10 + n, 1, tzinfo=dt.UTC))
    with django_assert_num_queries(13):
        archive.of(over)


def test_one_photo_does_not_prove_two_activities_even_shrunk_and_saved_again(login, over, cast, county):
    desk, photo = login(cast.station), _picture(1)
    facts = {"caption": "大家在包粽子", "people_agree": "on"}
    desk.post(_at("archive-add", over, "photo"), {"photo": _upload(photo), **facts})
    assert list(ActivityPhoto.objects.values_list("caption", "is_public")) == [("大家在包粽子", False)]
    other = ActivityFactory(published=True, unit=county.station, organiser=cast.station)
    small = _upload(photo.resize((500, 375)), quality=40)
    page = desk.post(_at("archive-add", other, "photo"), {"photo": small, **facts}, follow=True)
    assert "不能证明两次活动" in page.content.decode()
    desk.post(_at("archive-add", other, "photo"), {"photo": _upload(_picture(2)), **facts})
    assert ActivityPhoto.objects.count() == 2


def test_pictures_that_differ_have_digests_far_apart():
    digests = [int(sameness.digest_of(_picture(seed)), 16) for seed in range(6)]
    far = [(a ^ b).bit_count() for n, a in enumerate(digests) for b in digests[n + 1 :]]
    assert min(far) > 2 * sameness.NEAR


def test_a_photo_is_public_only_by_consent_and_others_are_for_who_runs_it(login, over, cast):
    desk = login(cast.station)
    desk.post(_at("archive-add", over, "photo"), {"photo": _upload(_picture(3)), "caption": "合影"})
    photo = ActivityPhoto.objects.get()
    address = _at("photo", over, photo.pk, 480)
    assert [login(p).get(address).status_code for p in (cast.station, cast.resident, cast.stranger)] == [
        200,
        404,
        404,
    ]
    with pytest.raises(Invalid):
        operations.show_photo(photo, people_agree=False, is_public=True, actor=actor_of(cast.station))
    desk.post(_at("archive-photo", over, photo.pk), {"people_agree": "on", "is_public": "on"})
    assert Client().get(address).status_code == 200
    assert f"/photos/{photo.pk}/" in Client().get(_at("story", over)).content.decode()


def test_the_public_story_has_no_name(over):
    page = Client().get(_at("story", over)).content.decode()
    assert "端午包粽子" in page
    for secret in ("居民秘", "志愿秘"):
        assert secret not in page


def test_a_stranger_reads_no_archive(login, over, cast):
    for name in ("archive", "archive-word", "archive-pdf"):
        assert login(cast.stranger).get(_at(name, over)).status_code == 403
        assert login(cast.resident).get(_at(name, over)).status_code == 403
    draft = ActivityFactory(organiser=cast.station)
    assert login(cast.stranger).get(_at("archive", draft)).status_code == 404
    assert login(cast.stranger).get(_at("story", draft)).status_code == 404


def test_closing_asks_why_something_is_missing_and_then_nothing_moves(over, cast):
    run = actor_of(cast.station)
    with pytest.raises(Invalid):
        operations.archive_activity(over, actor=run)
    closed = operations.archive_activity(over, why_incomplete="停电，没有照片", actor=run)
    assert closed.state == ActivityState.ARCHIVED
    for deed in (
        lambda: operations.add_cost(over, what="糯米", fen=100, source="", actor=run),
        lambda: operations.write_results(over, results="好", actor=run),
        lambda: operations.add_photo(over, kept=Kept("x", 1, 1), digest="0" * 64, caption="", actor=run),
    ):
        with pytest.raises(WrongState):
            deed()
    assert over.costs.count() == 0


def test_who_does_not_run_it_adds_nothing(over, cast):
    with pytest.raises(NotAllowed):
        operations.add_cost(over, what="糯米", fen=100, source="", actor=actor_of(cast.stranger))
    draft = ActivityFactory(organiser=cast.station)
    with pytest.raises(OutOfReach):
        operations.add_cost(draft, what="糯米", fen=100, source="", actor=actor_of(cast.stranger))


def test_costs_news_and_results_by_pages(login, over, cast):
    desk = login(cast.station)
    desk.post(
        _at("archive-add", over, "cost"),
        {"what": "糯米、粽叶", "yuan": "320.50", "source": "站经费", **SHARE},
    )
    news = {"news-medium": "县融媒体中心", "news-title": "粽叶飘香", "news-on": "2026-06-17", "news-url": ""}
    desk.post(_at("archive-add", over, "news"), news)
    desk.post(_at("archive-add", over, "results"), {"results": "送出粽子 120 个。"})
    over.refresh_from_db()
    found = archive.of(over)
    assert (found.fen, found.coverage[0].title, over.results) == (32050, "粽叶飘香", "送出粽子 120 个。")
    desk.post(_at("archive-drop", over, "cost", found.costs[0].pk))
    assert over.costs.count() == 0


def test_word_and_pdf_say_the_same_and_survive_any_sign(login, over, cast):
    desk = login(cast.station)
    desk.post(
        _at("archive-add", over, "results"), {"results": "#let x = 1 $a$ @b [c] \\ <d> *e* _f_\n第二段"}
    )
    desk.post(_at("archive-add", over, "photo"), {"photo": _upload(_picture(5)), "caption": "合影 #1"})
    desk.post(_at("archive-add", over, "cost"), {"what": "糯米", "yuan": "12", "source": "", **SHARE})
    written = docx.Document(io.BytesIO(desk.get(_at("archive-word", over)).content))
    paragraphs = [paragraph.text for paragraph in written.paragraphs]
    assert "#let x = 1 $a$ @b [c] \\ <d> *e* _f_" in paragraphs
    assert [cell.text for cell in written.tables[1].rows[-1].cells] == ["合计", "", "1", "6", "1.5"]
    response = desk.get(_at("archive-pdf", over))
    assert response.headers["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(response.content))
    text = "".join(page.extract_text() for page in pdf.pages)
    for words in ("端午包粽子", "#let x = 1 $a$ @b [c] \\ <d> *e* _f_", "第二段", "合影 #1", "12.00"):
        assert words in text
    assert sum(len(page.images) for page in pdf.pages) == 1
