"""What proves an activity and stays: photos, costs, news, results; and closing the file."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.activities import rules
from shijian.activities.enums import ActivityState, Bearer, CostKind
from shijian.activities.flow import ACTIVITY_FLOW
from shijian.activities.models import Activity, ActivityPhoto, Budget, Cost, Coverage, Presence, Session
from shijian.activities.queries import archive
from shijian.kernel import audit, clock, sameness
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.kernel.photos import Kept
from shijian.records.operations.signals_now import look_soon

MOST_PHOTOS = 60
MOST_FEN = 1_000_000_00


@operation
def add_photo(
    activity: Activity,
    *,
    kept: Kept,
    digest: str,
    caption: str,
    actor: Actor,
    session: Session | None = None,
    people_agree: bool = False,
    is_public: bool = False,
) -> ActivityPhoto:
    """Put a kept photo into the archive; `digest` as of `sameness.digest_of`. Raises `SamePhoto`, `Invalid`."""
    activity = _open(activity, actor)
    if is_public and not people_agree:
        raise Invalid(
            fields={"is_public": _("Only a photo to which everybody on it agrees is shown in public.")}
        )
    if activity.photos.count() >= MOST_PHOTOS:
        raise Conflict(_("An archive holds %(most)s photos at most.") % {"most": MOST_PHOTOS})
    sameness.claim(digest)
    photo = ActivityPhoto.objects.create(
        activity=activity, session=session, file_key=kept.file_key, width=kept.width, height=kept.height,
        digest=digest, caption=caption.strip()[:100], people_agree=people_agree, is_public=is_public,
        taken_by_id=actor.person_id, at=clock.now(),
    )  # fmt: skip
    audit.record("activity.photo", photo, actor=actor)
    _compare(activity, session)
    return photo


def _compare(activity: Activity, session: Session | None) -> None:
    """Look at once whether the picture proves another service already; one record stands for the meeting."""
    stays = Presence.objects.filter(signup__session__activity=activity, record__isnull=False)
    stays = stays.filter(signup__session=session) if session else stays
    stay = stays.select_related("record").order_by("pk").first()
    if stay and stay.record:
        look_soon(stay.record)


@operation
def show_photo(photo: ActivityPhoto, *, people_agree: bool, is_public: bool, actor: Actor) -> ActivityPhoto:
    """Say whether everybody on a photo agrees, and whether the public sees it. Raises `Invalid`."""
    _open(photo.activity, actor)
    photo = lock(ActivityPhoto.objects.all(), pk=photo.pk)
    if is_public and not people_agree:
        raise Invalid(
            fields={"is_public": _("Only a photo to which everybody on it agrees is shown in public.")}
        )
    old, photo.people_agree, photo.is_public = photo.is_public, people_agree, is_public
    photo.save(update_fields=["people_agree", "is_public"])
    audit.record("activity.photo-show", photo, actor=actor, changes={"is_public": [old, is_public]})
    return photo


@operation
def drop_photo(photo: ActivityPhoto, *, actor: Actor) -> str:
    """Take a photo out; gives the key of its file, which the caller removes. Not once the archive is closed."""
    _open(photo.activity, actor)
    photo = lock(ActivityPhoto.objects.all(), pk=photo.pk)
    key = photo.file_key
    audit.record("activity.photo-drop", photo, actor=actor)
    photo.delete()
    return key


@operation
def set_budget(activity: Activity, *, kind: str, fen: int, actor: Actor) -> Budget:
    """Say how much is planned for a kind of cost, in fen; the last word holds. Raises `Invalid`."""
    activity = _open(activity, actor)
    _checked(fen, kind, Bearer.ORGANISER)
    old = activity.budgets.filter(kind=kind).first()
    budget, _made = Budget.objects.update_or_create(activity=activity, kind=kind, defaults={"fen": fen})
    audit.record("activity.budget", budget, actor=actor, changes={"fen": [old.fen if old else None, fen]})
    return budget


@operation
def drop_budget(budget: Budget, *, actor: Actor) -> None:
    """Take a planned amount away."""
    _open(budget.activity, actor)
    audit.record("activity.budget-drop", budget, actor=actor, changes={"fen": [budget.fen, None]})
    budget.delete()


def _checked(fen: int, kind: str, bearer: str) -> None:
    if not 0 < fen <= MOST_FEN:
        raise Invalid(fields={"fen": _("Say an amount of up to one million yuan.")})
    if kind not in CostKind.values or bearer not in Bearer.values:
        raise Invalid(fields={"kind": _("Choose one of the list.")})


@operation
def add_cost(
    activity: Activity,
    *,
    what: str,
    fen: int,
    source: str,
    actor: Actor,
    kind: str = CostKind.OTHER,
    bearer: str = Bearer.ORGANISER,
) -> Cost:
    """Enter what something cost, in fen, and who bore it. Raises `Invalid`."""
    activity = _open(activity, actor)
    if not what.strip():
        raise Invalid(fields={"what": _("Say for what.")})
    _checked(fen, kind, bearer)
    cost = Cost.objects.create(
        activity=activity, what=what.strip()[:60], fen=fen, source=source.strip()[:60], kind=kind, bearer=bearer,
        by_id=actor.person_id, at=clock.now(),
    )  # fmt: skip
    audit.record("activity.cost", cost, actor=actor, changes={"fen": [None, fen]})
    return cost


@operation
def drop_cost(cost: Cost, *, actor: Actor) -> None:
    """Take a cost out again."""
    _open(cost.activity, actor)
    audit.record("activity.cost-drop", cost, actor=actor, changes={"fen": [cost.fen, None]})
    cost.delete()


@operation
def add_coverage(
    activity: Activity, *, medium: str, title: str, on: dt.date, actor: Actor, url: str = ""
) -> Coverage:
    """Note where outside media told of it. Raises `Invalid`."""
    activity = _open(activity, actor)
    if not medium.strip() or not title.strip():
        raise Invalid(fields={"title": _("Say the medium and the headline.")})
    if url and not url.startswith(("https://", "http://")):
        raise Invalid(fields={"url": _("This is no address of a page.")})
    row = Coverage.objects.create(
        activity=activity, medium=medium.strip()[:60], title=title.strip()[:120], on=on, url=url[:300],
        by_id=actor.person_id,
    )  # fmt: skip
    audit.record("activity.coverage", row, actor=actor)
    return row


@operation
def drop_coverage(row: Coverage, *, actor: Actor) -> None:
    """Take a report out again."""
    _open(row.activity, actor)
    audit.record("activity.coverage-drop", row, actor=actor)
    row.delete()


@operation
def write_results(activity: Activity, *, results: str, actor: Actor) -> Activity:
    """Say in a few sentences what came of it. Raises `Invalid`."""
    activity = _open(activity, actor)
    if len(results) > 4000:
        raise Invalid(fields={"results": _("This is too long: 4,000 characters at most.")})
    activity.results = results.strip()
    activity.save(update_fields=["results"])
    audit.record("activity.results", activity, actor=actor)
    return activity


@operation
def archive_activity(activity: Activity, *, actor: Actor, why_incomplete: str = "") -> Activity:
    """Close the archive: nothing is added any more. What is missing needs a reason. Raises `Invalid`, `WrongState`."""
    activity = _open(activity, actor)
    if activity.state != ActivityState.DONE:
        raise WrongState(_("The activity is not over yet."))
    if archive.missing(activity) and not why_incomplete.strip():
        raise Invalid(fields={"why": _("Something is missing. Say why the archive is closed without it.")})
    ACTIVITY_FLOW.advance(activity, "archive", actor=actor, note=why_incomplete.strip()[:200])
    audit.record("activity.archive", activity, actor=actor)
    return activity


def _open(activity: Activity, actor: Actor) -> Activity:
    """Lock an activity whose archive is not closed for who runs it."""
    found = lock(Activity.objects.select_related("unit"), pk=activity.pk)
    if not rules.can_see(actor, found):
        raise OutOfReach
    if not rules.can_run(actor, found):
        raise NotAllowed
    if found.state == ActivityState.ARCHIVED:
        raise WrongState(_("The archive is closed."))
    return found
