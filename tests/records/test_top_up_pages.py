"""The pages of missing records."""

import datetime as dt
import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageDraw

from shijian.kernel import clock, photos
from shijian.records.models import ServiceRecord, TopUp
from tests.factories.records import TopUpFactory
from tests.factories.volunteers import VolunteerFactory

DAY = dt.timedelta(days=1)


def upload(seed):
    image = Image.new("RGB", (800, 600), "white")
    draw = ImageDraw.Draw(image)
    for n in range(24):
        x, y = (seed * 97 + n * 211) % 800, (seed * 61 + n * 137) % 600
        draw.ellipse((x, y, x + 90 + n * 5, y + 70 + n * 3), fill=((n * 37 + seed * 50) % 255, n * 9, 80))
    data, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "一台相机"
    image.save(data, "JPEG", exif=exif)
    return SimpleUploadedFile("IMG_0001.jpg", data.getvalue(), "image/jpeg")


def facts(days=1, seed=1, **others):
    start = clock.local(clock.now() - days * DAY).replace(hour=8, minute=0)
    return {
        "started_at": start.strftime("%Y-%m-%dT%H:%M"), "ended_at": start.strftime("%Y-%m-%dT09:30"),
        "place": "村口", "content": "扫雪", "recipient": "public", "reason": "手机没电", "photo": upload(seed),
        **others,
    }  # fmt: skip


@pytest.fixture
def grown(cast):
    cast.volunteer.birth_date = dt.date(1980, 1, 1)
    cast.volunteer.save()
    return cast.volunteer


def test_asking_looking_and_approving_on_pages(cast, grown, login):
    volunteer, hub, url = login(grown), login(cast.hub), reverse("records:top-up-new")
    choices = volunteer.get(url).context["form"].fields["volunteer"].queryset
    assert list(choices) == [grown.volunteer]
    late = volunteer.post(url, facts(30, volunteer=grown.volunteer.pk))
    assert list(late.context["form"].errors) == ["ended_at"]
    assert volunteer.post(url, facts(volunteer=cast.leader.volunteer.pk)).context["form"].errors
    page = volunteer.post(url, facts(volunteer=grown.volunteer.pk))
    made = TopUp.objects.get()
    shown = reverse("records:top-up", args=[made.pk])
    assert (page.headers["Location"], made.minutes) == (shown, 90)
    again = volunteer.post(url, facts(2, volunteer=grown.volunteer.pk))
    assert again.context["form"].non_field_errors()
    with default_storage.open(photos.file_name(made.file_key, photos.WIDTHS[0])) as file:
        assert dict(Image.open(file).getexif()) == {}
    assert volunteer.get(shown).context["can_withdraw"]
    assert [name for name, _form in hub.get(shown).context["forms"]] == ["approve", "refuse"]
    photo = hub.get(reverse("records:top-up-photo", args=[made.pk]))
    assert Image.open(io.BytesIO(b"".join(photo.streaming_content))).format == "WEBP"
    refuse = reverse("records:top-up-act", args=[made.pk, "refuse"])
    assert dict(hub.post(refuse, {"answer": ""}).context["forms"])["refuse"].errors
    assert hub.post(reverse("records:top-up-act", args=[made.pk, "approve"]), {}).status_code == 302
    assert ServiceRecord.objects.get().grade == "late"


def test_an_officer_asks_by_number_within_reach(cast, county, login):
    station, url = login(cast.station), reverse("records:top-up-new")
    near = VolunteerFactory(person__unit=county.station)
    far = VolunteerFactory(person__unit=county.station2)
    assert station.post(url, facts(number=far.number)).context["form"].errors["number"]
    assert station.post(url, facts()).context["form"].errors["number"]  # nobody of his own to choose
    assert station.post(url, facts(number=near.number)).status_code == 302
    assert TopUp.objects.get().volunteer == near


def test_strangers_and_visitors_come_to_nothing(cast, county, login, client):
    made = TopUpFactory(volunteer=cast.volunteer.volunteer)
    pages = [reverse(f"records:{name}", args=[made.pk]) for name in ("top-up", "top-up-photo")]
    act = reverse("records:top-up-act", args=[made.pk, "refuse"])
    for person in (cast.stranger, cast.leader, cast.resident, cast.station):
        other = login(person)
        assert [other.get(page).status_code for page in pages] == [404, 404]
        assert other.post(act, {"answer": "x"}).status_code == 404
    assert client.get(pages[0]).status_code == 302
    assert login(cast.volunteer).post(act, {"answer": "x"}).status_code == 403
    assert login(cast.station).get(reverse("records:top-up-list")).status_code == 404
    assert login(cast.resident).get(reverse("records:top-up-new")).context["may"] is False


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_show_reach_only_with_constant_queries(
    cast, county, login, django_assert_num_queries, count
):
    own = [TopUpFactory(volunteer=cast.volunteer.volunteer) for _ in range(count)]
    TopUpFactory(volunteer__person__unit=county.station_other)
    for person, name, queries in ((cast.hub, "top-up-list", 6), (cast.volunteer, "top-ups", 7)):
        client = login(person)
        with django_assert_num_queries(queries):
            page = client.get(reverse(f"records:{name}"))
        assert [row.pk for row in page.context["page"].items] == [row.pk for row in reversed(own)]
