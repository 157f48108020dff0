"""The archive of an activity as a document: what the organiser files; its numbers come from the work itself."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image

from shijian.activities.queries.archive import Archive
from shijian.kernel import clock, photos
from shijian.kernel.sheets import Block, Heading, Photo, Sheet, Table, Words
from shijian.kernel.words import hours_words

MOST_PHOTOS = 12


def sheet_of(archive: Archive) -> Sheet:
    """Put the archive into blocks; photos are read from the storage."""
    activity = archive.activity
    subtitle = f"{activity.unit.name} · {activity.number}"
    return Sheet(activity.title, subtitle, [*_about(archive), *_meetings(archive), *_came_of_it(archive)])


def _about(archive: Archive) -> Iterator[Block]:
    activity = archive.activity
    yield Heading(_("The activity"))
    facts = (
        (_("organising unit"), activity.unit.name),
        (_("host unit"), activity.host.name if activity.host else ""),
        (_("team"), activity.team.name if activity.team else ""),
        (_("who is in charge"), activity.organiser.name),
        (_("place"), _(", ").join(place.name for place in activity.places.all())),
        (_("What it is filed under"), _(", ").join(term.name for term in activity.terms.all())),
        (_("risk statement"), activity.risk_note),
    )
    yield Table([(label, value) for label, value in facts if value])
    if text := "\n".join(filter(None, (activity.summary, activity.description))):
        yield Words(text)


def _meetings(archive: Archive) -> Iterator[Block]:
    yield Heading(_("Meetings and who came"))
    head = (_("When"), _("Had a place"), _("Volunteers"), _("Residents who took part"), _("Hours"))
    rows = [
        (
            f"{clock.local(each.session.starts_at):%Y-%m-%d %H:%M}",
            str(each.places),
            str(each.volunteers),
            str(each.residents),
            hours_words(each.minutes),
        )
        for each in archive.meetings
    ]
    total = (_("Together"), "", str(archive.volunteers), str(archive.residents), hours_words(archive.minutes))
    yield Table([*rows, total], head)


def _came_of_it(archive: Archive) -> Iterator[Block]:
    if archive.activity.results:
        yield Heading(_("What came of it"))
        yield Words(archive.activity.results)
    if archive.opinion is not None:
        yield Heading(_("What people thought of it"))
        facts = {"n": archive.opinion.count, "mean": archive.opinion.mean}
        yield Words(_("%(n)s slips, %(mean)s of 5 on average.") % facts)
        if archive.opinion.again is not None:
            yield Words(_("%(n)s of them would come again.") % {"n": archive.opinion.again})
    if archive.costs:
        yield Heading(_("Costs"))
        rows = [(cost.what, cost.source, yuan(cost.fen)) for cost in archive.costs]
        yield Table(
            [*rows, (_("Together"), "", yuan(archive.fen))], (_("For what"), _("Paid from"), _("Yuan"))
        )
    if archive.coverage:
        yield Heading(_("In the news"))
        yield Table([(row.on.isoformat(), row.medium, row.title) for row in archive.coverage])
    yield from _photos(archive)


def _photos(archive: Archive) -> Iterator[Block]:
    if archive.photos:
        yield Heading(_("Photos"))
    for photo in archive.photos[:MOST_PHOTOS]:
        jpeg = _jpeg(photo.file_key)
        if jpeg is not None:
            yield Photo(jpeg, photo.caption)


def _jpeg(key: str) -> bytes | None:
    """The larger version as JPEG, which Word and typst both read; nothing when the file is gone."""
    try:
        with default_storage.open(photos.file_name(key, photos.WIDTHS[0])) as file:
            image = Image.open(file).convert("RGB")
    except FileNotFoundError:
        return None
    data = io.BytesIO()
    image.save(data, "JPEG", quality=82)
    return data.getvalue()


def yuan(fen: int) -> str:
    """An amount in yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"
