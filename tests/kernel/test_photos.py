"""Photos lose their position and camera, stand upright, and become small; what is no photo is refused."""

import io

import pytest
from django import forms
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shijian.kernel import photos

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def photo(size=(400, 300), kind="JPEG", colour="red", **exif):
    image, data = Image.new("RGBA" if kind == "PNG" else "RGB", size, colour), io.BytesIO()
    facts = Image.Exif()
    for tag, value in exif.pop("tags", {}).items():
        facts[tag] = value
    if exif.pop("gps", False):
        facts.get_ifd(GPS)[2] = (35.0, 12.0, 3.0)
    image.save(data, kind, exif=facts)
    return data.getvalue()


def kept(data):
    found = photos.keep(photos.cleaned(io.BytesIO(data)))
    files = {}
    for width in photos.WIDTHS:
        with default_storage.open(photos.file_name(found.file_key, width)) as file:
            files[width] = file.read()
    return found, files


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    options = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": options}


def test_position_and_camera_are_gone():
    data = photo(tags={MAKE: "HUAWEI P40 of Wang"}, gps=True)
    assert b"HUAWEI" in data
    _found, files = kept(data)
    for content in files.values():
        image = Image.open(io.BytesIO(content))
        assert (image.format, dict(image.getexif())) == ("WEBP", {})
        assert "icc_profile" not in image.info
        assert b"HUAWEI" not in content


def test_a_photo_taken_sideways_stands_upright():
    found, _files = kept(photo((400, 300), tags={ORIENTATION: 6}))
    assert (found.width, found.height) == (300, 400)


def test_large_photos_shrink_and_small_ones_do_not_grow():
    found, files = kept(photo((4000, 2000)))
    assert (found.width, found.height) == (1280, 640)
    assert Image.open(io.BytesIO(files[480])).size == (480, 240)
    assert kept(photo((100, 50)))[0].width == 100


def test_what_was_transparent_becomes_white():
    _found, files = kept(photo(kind="PNG", colour=(0, 0, 0, 0)))
    assert Image.open(io.BytesIO(files[480])).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        photo()[:300],
    ],
)
def test_what_is_no_photo_is_refused(data):
    with pytest.raises(photos.NotAPhotoError):
        photos.cleaned(io.BytesIO(data))


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(photos, "MOST_PIXELS", 1000)
    with pytest.raises(photos.NotAPhotoError):
        photos.cleaned(io.BytesIO(photo((100, 100))))


def test_a_gif_is_refused_even_when_it_is_a_picture():
    data = io.BytesIO()
    Image.new("P", (5, 5)).save(data, "GIF")
    with pytest.raises(photos.NotAPhotoError):
        photos.cleaned(data)


class Sample(forms.Form):
    file = photos.PhotoField(label="照片", required=False)


def test_the_field_says_what_is_wrong(monkeypatch):
    assert Sample({}, {}).is_valid()
    wrong = Sample({}, {"file": SimpleUploadedFile("x.jpg", b"no photo", content_type="image/jpeg")})
    assert wrong.has_error("file", "photo")
    monkeypatch.setattr(photos, "MOST_BYTES", 10)
    assert Sample({}, {"file": SimpleUploadedFile("x.jpg", photo())}).has_error("file", "large")


def test_dropping_removes_every_version_and_may_be_said_twice():
    found, _files = kept(photo())
    photos.drop(found.file_key)
    photos.drop(found.file_key)
    assert not any(default_storage.exists(photos.file_name(found.file_key, w)) for w in photos.WIDTHS)
