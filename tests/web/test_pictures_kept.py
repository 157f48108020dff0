"""Pictures of units and teams: who sets, sees, removes and brings them back."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shijian.kernel.models import AuditEntry, Picture
from shijian.web import operations
from tests.factories.kernel import PictureFactory
from tests.kernel.test_photos import photo


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    options = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": options}


def send(client, kind, owner, words="志愿者在打扫广场", data=None):
    file = SimpleUploadedFile("IMG_1.jpg", data or photo(), content_type="image/jpeg")
    return client.post(f"/pictures/{kind}/{owner.pk}/change/", {"file": file, "words": words})


def test_a_unit_shows_its_picture_to_everybody(cast, county, login, client):
    assert send(login(cast.station), "unit", county.station).status_code == 302
    picture = Picture.objects.get()
    html = client.get(f"/units/{county.station.pk}/").content.decode()
    assert f'src="/pictures/{picture.name}/480.webp"' in html
    assert 'alt="志愿者在打扫广场"' in html
    answer = client.get(f"/pictures/{picture.name}/1280.webp")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert b"".join(answer.streaming_content)[:4] == b"RIFF"
    assert client.get(f"/pictures/{picture.name}/99.webp").status_code == 404


def test_a_leader_sets_the_picture_of_the_team(cast, login, client):
    assert send(login(cast.leader), "team", cast.team).status_code == 302
    assert "picture" in client.get(f"/teams/{cast.team.pk}/").content.decode()


@pytest.mark.parametrize("role", ["stranger", "overseer", "resident", "volunteer"])
def test_others_change_nothing(cast, county, login, role):
    picture = PictureFactory(object_id=county.station.pk)
    client = login(getattr(cast, role))
    assert send(client, "unit", county.station).status_code == 403
    for deed in ("remove", "restore"):
        assert client.post(f"/pictures/unit/{county.station.pk}/{deed}/").status_code == 403
    picture.refresh_from_db()
    assert (Picture.objects.count(), picture.removed_at) == (1, None)


def test_a_new_picture_takes_the_place_of_the_old_one(cast, county, login):
    client = login(cast.station)
    send(client, "unit", county.station, words="一")
    send(client, "unit", county.station, words="二")
    assert list(Picture.objects.filter(removed_at=None).values_list("words", flat=True)) == ["二"]


def test_removing_can_be_undone_by_one_press(cast, county, login, client):
    picture = PictureFactory(object_id=county.station.pk)
    staff = login(cast.station)
    html = staff.post(f"/pictures/unit/{county.station.pk}/remove/", follow=True).content.decode()
    assert f'action="/pictures/unit/{county.station.pk}/restore/"' in html
    assert client.get(f"/pictures/{picture.name}/480.webp").status_code == 404
    staff.post(f"/pictures/unit/{county.station.pk}/restore/")
    picture.refresh_from_db()
    assert picture.removed_at is None
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["picture.remove", "picture.restore"]


def test_without_words_or_photo_nothing_is_kept(cast, county, login):
    client = login(cast.station)
    assert send(client, "unit", county.station, words="  ").status_code == 422
    assert send(client, "unit", county.station, data=b"nothing").status_code == 422
    assert client.post(f"/pictures/unit/{county.station.pk}/change/", {"words": "x"}).status_code == 422
    assert Picture.objects.count() == 0


def test_what_was_removed_long_ago_is_forgotten(db):
    long_ago = timezone.now() - dt.timedelta(days=31)
    PictureFactory(removed_at=long_ago)
    young = PictureFactory(removed_at=timezone.now())
    current = PictureFactory()
    assert operations.sweep() == 1
    assert set(Picture.objects.all()) == {young, current}


def test_a_picture_of_what_is_hidden_is_hidden(cast, county, login, client):
    from shijian.units.enums import UnitState
    from shijian.units.models import Unit

    picture = PictureFactory(object_id=county.station.pk)
    Unit.objects.filter(pk=county.station.pk).update(state=UnitState.PLANNED)
    assert client.get(f"/pictures/{picture.name}/480.webp").status_code == 404


def test_an_address_cannot_be_counted_up_and_a_dissolved_team_is_kept_nowhere(cast, county, login, client):
    send(login(cast.leader), "team", cast.team)
    picture = Picture.objects.get()
    assert len(picture.name) == 32
    assert client.get(f"/pictures/{picture.pk}/480.webp").status_code == 404
    address = f"/pictures/{picture.name}/480.webp"
    assert _cache(client.get(address)).startswith("public")
    type(cast.team).objects.filter(pk=cast.team.pk).update(dissolved_on=dt.date(2026, 1, 1))
    assert client.get(address).status_code == 404
    assert login(cast.stranger).get(address).status_code == 404
    assert _cache(login(cast.hub).get(address)) == "private, no-store"


def _cache(answer):
    assert b"".join(answer.streaming_content)[:4] == b"RIFF"
    return answer.headers["Cache-Control"]
