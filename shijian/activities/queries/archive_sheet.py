"""The archive of an activity as a document: what the organiser files; its numbers come from the work itself."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image

from shijian.activities.models import Cost
from shijian.activities.queries.archive import Archive
from shijian.kernel import clock, photos
from shijian.kernel.sheets import Album, Block, Heading, Photo, Sheet, Table, Words
from shijian.kernel.words import hours_words

MOST_PHOTOS = 12
MOST_PIXELS = 900  # 300 an inch at half the width of the text


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
    yield Table([*rows, total], head, (5, 3, 3, 4, 3))


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
    yield from _costs(archive)
    if archive.coverage:
        yield Heading(_("In the news"))
        news = [(row.on.isoformat(), row.medium, row.title) for row in archive.coverage]
        yield Table(news, (_("date"), _("Medium"), _("Headline")), (2, 3, 5))
    yield from _photos(archive)


def _costs(archive: Archive) -> Iterator[Block]:
    money = archive.money
    if not money.kinds:
        return
    yield Heading(_("Costs"))
    rows = [(row.label, _amount(row.planned), yuan(row.spent)) for row in money.kinds]
    together = (_("Together"), _amount(money.planned), yuan(money.spent))
    yield Table([*rows, together], (_("Kind of cost"), _("Planned, yuan"), _("Spent, yuan")), (4, 3, 3))
    if money.left is not None:
        over, left = _("Over the budget: %(yuan)s yuan."), _("Left of the budget: %(yuan)s yuan.")
        yield Words((over if money.is_over else left) % {"yuan": yuan(abs(money.left))})
    if not archive.costs:
        return
    bearers = [(row.label, _(", ").join(row.names), yuan(row.spent)) for row in money.bearers]
    yield Table(
        [*bearers, (_("Together"), "", yuan(money.spent))],
        (_("Who bore it"), _("Paid from"), _("Yuan")),
        (3, 5, 2),
    )
    yield Table(
        [_cost(cost) for cost in archive.costs],
        (_("For what"), _("Kind of cost"), _("Who bore it"), _("Yuan")),
        (4, 2, 2, 2),
    )


def _photos(archive: Archive) -> Iterator[Block]:
    found = ((photo, _jpeg(photo.file_key)) for photo in archive.photos[:MOST_PHOTOS])
    shown = [Photo(jpeg, photo.caption) for photo, jpeg in found if jpeg is not None]
    if not archive.photos:
        return
    yield Heading(_("Photos"))
    if shown:
        yield Album(shown)
    if more := len(archive.photos) - len(shown):
        yield Words(_("%(n)s more are kept with the activity in the system.") % {"n": more})


def _jpeg(key: str) -> bytes | None:
    """A photo for half the width of a page as JPEG, which Word and typst both read; nothing when the file is gone."""
    try:
        with default_storage.open(photos.file_name(key, photos.WIDTHS[0])) as file:
            image = Image.open(file).convert("RGB")
            image.thumbnail((MOST_PIXELS, MOST_PIXELS))
    except FileNotFoundError:
        return None
    data = io.BytesIO()
    image.save(data, "JPEG", quality=82)
    return data.getvalue()


def _cost(cost: Cost) -> tuple[str, ...]:
    return cost.what, cost.get_kind_display(), cost.get_bearer_display(), yuan(cost.fen)


def _amount(fen: int | None) -> str:
    return "" if fen is None else yuan(fen)


def yuan(fen: int) -> str:
    """An amount in yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"
