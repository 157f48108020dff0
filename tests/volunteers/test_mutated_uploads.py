"""Damaged files: never a server error, never half a row. The bench sends ten thousand, the suite some."""

import pytest

from tests.volunteers.mutated import Assault


@pytest.fixture
def assault(cast, county, login, settings, tmp_path):
    options = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": options}
    return Assault(login(cast.hub), county.hub, seed=2026)


def test_damaged_rolls_are_refused_whole(assault):
    for number in range(120):
        assault.roll(number)
    assert assault.wrong == []
    assert 0 < assault.taken < 120


@pytest.mark.filterwarnings("ignore:.*EXIF")  # Pillow says so, and goes on
def test_damaged_photos_are_refused_whole(assault):
    for number in range(80):
        assault.photo(number)
    assert assault.wrong == []
    assert 0 < assault.taken < 80
