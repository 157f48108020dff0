"""Ten thousand damaged uploads: how many were taken as sound, and that none broke anything."""

import os

import pytest

from tests.volunteers.mutated import Assault

pytestmark = pytest.mark.bench
COUNT = int(os.environ.get("SHIJIAN_BENCH_UPLOADS", "10000"))


@pytest.mark.filterwarnings("ignore:.*EXIF")
def test_damaged_uploads(cast, county, login, settings, tmp_path):
    options = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": options}
    assault = Assault(login(cast.hub), county.hub, seed=7)
    for number in range(COUNT // 2):
        assault.roll(number)
        assault.photo(COUNT + number)
    print(f"damaged uploads: {COUNT} sent, {assault.taken} readable, {len(assault.wrong)} wrong (goal 0)")
    assert assault.wrong == []
