"""Rolls and photos damaged in every way that a seed can draw, sent as a person sends them."""

import io
import random
import zipfile
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile

from shijian.kernel.models import Picture
from shijian.volunteers.models import ImportRun, Volunteer
from tests.kernel.test_photos import photo
from tests.volunteers.rolls import person, workbook

IMPORT = "/volunteers/import/"


def flipped(rng, data):
    changed = bytearray(data)
    for _ in range(rng.randint(1, 12)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def cut(rng, data):
    return data[: rng.randrange(len(data))]


def doubled(rng, data):
    start, end = sorted(rng.randrange(len(data)) for _ in range(2))
    return data[:end] + data[start:end] * rng.randint(1, 4) + data[end:]


def holed(rng, data):
    start, end = sorted(rng.randrange(len(data)) for _ in range(2))
    return data[:start] + data[end:]


def stuffed(rng, data):
    at = rng.randrange(len(data))
    return data[:at] + rng.randbytes(rng.randint(1, 200)) + data[at:]


WAYS = (flipped, cut, doubled, holed, stuffed)


def inside(rng, data):
    """A sound archive whose parts are damaged: what a reader meets behind the checksums."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, rng.choice(WAYS)(rng, content) if content and rng.random() < 0.4 else content)
    return target.getvalue()


@dataclass
class Assault:
    """Sends damaged files as `client`; `wrong` names what should never happen."""

    client: object
    unit: object
    seed: int
    wrong: list = field(default_factory=list)
    taken: int = 0

    def __post_init__(self):
        self.rng = random.Random(self.seed)
        self.rolls = [
            workbook([person(n) for n in range(1, 4)]),
            "姓名,手机号码\n张三,13700000001\n".encode("gb18030"),
        ]
        self.photos = [photo(kind=kind) for kind in ("JPEG", "PNG", "WEBP")]

    def roll(self, number):
        data = self.rng.choice(self.rolls)
        ways = (*WAYS, inside) if data[:2] == b"PK" else WAYS
        file = SimpleUploadedFile(
            self.rng.choice(("a.xlsx", "a.csv", "a.xls")), self.rng.choice(ways)(self.rng, data)
        )
        before = ImportRun.objects.count()
        key = f"assault-{self.seed}-{number}"
        answer = self.client.post(IMPORT, {"unit": self.unit.pk, "file": file, "idempotency_key": key})
        made = ImportRun.objects.count() - before
        self._judge(number, answer, made, answer.status_code == 302)
        if Volunteer.objects.filter(person__name__startswith="志愿").exists():
            self.wrong.append(f"{number}: rows before anybody started the import")

    def photo(self, number):
        data = self.rng.choice(WAYS)(self.rng, self.rng.choice(self.photos))
        before = Picture.objects.count()
        answer = self.client.post(
            f"/pictures/unit/{self.unit.pk}/change/",
            {"file": SimpleUploadedFile("a.jpg", data), "words": "门前的院子"},
        )
        self._judge(number, answer, Picture.objects.count() - before, answer.status_code == 302)

    def _judge(self, number, answer, made, accepted):
        self.taken += accepted
        if answer.status_code >= 500:
            self.wrong.append(f"{number}: {answer.status_code}")
        if made != accepted:
            self.wrong.append(f"{number}: {made} rows at status {answer.status_code}")
