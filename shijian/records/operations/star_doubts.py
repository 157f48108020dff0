"""Objections to stars before the public, appeals against their loss and against bars; the bars themselves."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties, policy
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.kernel.retention.terms import back
from shijian.kernel.words import date_words
from shijian.people.models import Person
from shijian.records import policies
from shijian.records import policies_stars as rules_of
from shijian.records import rules_stars as rules
from shijian.records.enums import STAR_STANDING, STAR_UNDER_WAY, RecordState, StarChange
from shijian.records.models import ServiceRecord, Star, StarBar, StarObjection
from shijian.records.operations import star_steps as steps
from shijian.records.operations import star_telling as telling
from shijian.records.operations.star_objection_ends import end, settle_open
from shijian.records.queries import stars, traces
from shijian.volunteers.models import Volunteer


@operation
def object_to_star(star: Star, *, words: str, actor: Actor) -> StarObjection:
    """Object to a star that is before the public, as anybody who is logged in; it is not granted meanwhile.

    Raises `OutOfReach`, `Invalid`, `Conflict` when one of the same person is open or too many are.
    """
    star = steps.locked(star)
    if not rules.can_object(actor, star):
        raise OutOfReach
    text = steps.need(words, "words", _("Say in a few words what is wrong."))
    mine = StarObjection.objects.open().filter(by_id=actor.person_id)
    if mine.filter(star=star).exists():
        raise Conflict(_("You object to this star already. It waits for a decision."))
    if mine.count() >= policy.get(policies.OBJECTIONS_MOST):
        raise Conflict(
            _("Several of your objections wait for a decision. Please wait for one of them first.")
        )
    return _make(actor, text, star=star, appeal=False)


@operation
def appeal_star(star: Star, *, words: str, actor: Actor) -> StarObjection:
    """Appeal against the loss of a star, as the volunteer or who answers for him, within the term of the policy.

    Raises `OutOfReach`, `Invalid`, `Conflict`.
    """
    star = steps.opened(star, actor)
    if not rules.can_appeal(actor, star):
        raise OutOfReach
    text = steps.need(words, "words", _("Say why the decision is wrong."))
    _check_term(star.over_at or clock.now())
    if stars.appealed(star):
        raise Conflict(_("There was an appeal against this already."))
    return _make(actor, text, star=star, appeal=True)


@operation
def appeal_bar(bar: StarBar, *, words: str, actor: Actor) -> StarObjection:
    """Appeal against a bar, as the volunteer or who answers for him. Raises `OutOfReach`, `Invalid`, `Conflict`."""
    bar = lock(StarBar.objects.select_related("volunteer__person"), pk=bar.pk)
    if not rules.can_appeal_bar(actor, bar):
        raise OutOfReach
    text = steps.need(words, "words", _("Say why the decision is wrong."))
    _check_term(bar.at)
    if bar.appeals.exists():
        raise Conflict(_("There was an appeal against this already."))
    return _make(actor, text, bar=bar, appeal=True)


@operation
def uphold_star_objection(
    objection: StarObjection, *, answer: str, actor: Actor, document_no: str = ""
) -> StarObjection:
    """Agree: the star is not granted; after an appeal it is given back, or the bar lifted.

    What the city or the province grants is given back with the number of its document. Raises `OwnEntry`,
    `NotAllowed`, `WrongState`, `Invalid`, `Conflict`.
    """
    objection = _opened(objection, actor)
    duties.demand("star.uphold", objection, actor=actor)
    _decide(objection, "uphold", answer, actor)
    if objection.bar is not None:
        _lift(objection.bar, actor)
    elif objection.appeal:
        _restore(objection, document_no, actor)
    else:
        _overturn(objection, actor)
    return objection


@operation
def reject_star_objection(objection: StarObjection, *, answer: str, actor: Actor) -> StarObjection:
    """Disagree with a reason that whoever objected reads. Raises `OwnEntry`, `NotAllowed`, `WrongState`, `Invalid`."""
    objection = _opened(objection, actor)
    duties.demand("star.reject", objection, actor=actor)
    return _decide(objection, "reject", answer, actor)


@operation
def withdraw_star_objection(objection: StarObjection, *, actor: Actor) -> StarObjection:
    """Take it back, as whoever made it. Raises `OutOfReach`, `NotAllowed`, `WrongState`."""
    return end(_opened(objection, actor), "withdraw", answer="", actor=actor)


@operation
def bar_stars(volunteer: Volunteer, *, record: ServiceRecord, reason: str, actor: Actor) -> StarBar:
    """Decide that there is no new star for a time, because of a record that proved false and is void.

    The months are the policy's of today. Stars that stand are not touched. Raises `OutOfReach`, `OwnEntry`,
    `Invalid` by field, `Conflict`.
    """
    volunteer = lock(Volunteer.objects.select_related("person"), pk=volunteer.pk)
    record = lock(ServiceRecord.objects.select_related("volunteer__person"), pk=record.pk)
    duties.demand("star.bar", record, actor=actor)
    if not rules.can_bar(actor, volunteer):
        raise NotAllowed if actor.may(Permission.RECORD_VIEW, volunteer.unit_path) else OutOfReach
    if record.volunteer_id != volunteer.pk or record.state != RecordState.VOID:
        raise Invalid(fields={"record": _("Choose a void record of this volunteer.")})
    text = steps.need(reason, "reason", _("Say what was false. The volunteer reads it."))
    if StarBar.objects.filter(record=record).exists():
        raise Conflict(_("A bar was decided because of this record already."))
    today = clock.today()
    bar = StarBar.objects.create(
        volunteer=volunteer, record=record, reason=text, from_day=today,
        until_day=back(today, -policy.get(rules_of.BAR_MONTHS)), by_id=actor.person_id or 0, at=clock.now(),
    )  # fmt: skip
    changes = {"until_day": [None, bar.until_day.isoformat()], **traces.made(bar)}
    audit.record("star.bar", bar, actor=actor, for_person_id=volunteer.person_id, changes=changes)
    telling.tell_bar(bar)
    return bar


def move_star_objections(old: Person, kept: Person, actor: Actor) -> dict[str, int]:
    """When two entries of one person become one, the objections follow. In the caller's transaction."""
    rows = StarObjection.objects.filter(by=old)
    twice = StarObjection.objects.open().filter(by=kept, star__isnull=False).values("star_id")
    if rows.open().filter(star_id__in=twice).exists():
        raise Conflict(_("Both entries object to the same star. One of them is decided first."))
    return {"star_objections": rows.update(by=kept)}


def _make(actor: Actor, words: str, **facts: object) -> StarObjection:
    now = clock.now()
    row: StarObjection = StarObjection.objects.create(
        by_id=actor.person_id or 0, words=words, channel=actor.channel, created_at=now,
        due_at=clock.add_working_days(now, policy.get(policies.OBJECTION_DAYS)), **facts,
    )  # fmt: skip
    deed = "star-appeal.make" if row.appeal else "star-objection.make"
    person_id = row.volunteer.person_id
    audit.record(deed, row, actor=actor, for_person_id=person_id, changes=traces.made(row))
    telling.tell_doubt(row)
    return row


def _decide(objection: StarObjection, move: str, answer: str, actor: Actor) -> StarObjection:
    words = steps.need(answer, "answer", _("Write what was found. Who objected reads it."))
    return end(objection, move, answer=words, actor=actor)


def _lift(bar: StarBar, actor: Actor) -> None:
    before = traces.stored(bar)
    bar.lifted_at = clock.now()
    bar.save(update_fields=["lifted_at"])
    person_id = bar.volunteer.person_id
    audit.record(
        "star.lift-bar", bar, actor=actor, for_person_id=person_id, changes=traces.since(before, bar)
    )


def _restore(objection: StarObjection, document_no: str, actor: Actor) -> None:
    star = steps.locked(objection.star)  # type: ignore[arg-type]
    same = Star.objects.filter(volunteer=star.volunteer, level=star.level)
    if same.filter(state__in=(*STAR_STANDING, *STAR_UNDER_WAY)).exists():
        raise Conflict(_("The volunteer has this star again already, or it is under way."))
    minutes = stars.firm_minutes([star.volunteer_id], star.grades).get(star.volunteer_id, 0)
    number = steps.need_document(star, document_no) or star.document_no
    steps.move(
        star, "restore", actor=actor, line=(StarChange.RESTORED, minutes), over_at=None, answer="",
        kept_minutes=minutes, document_no=number,
    )  # fmt: skip
    steps.tell(star, actor=actor)


def _overturn(objection: StarObjection, actor: Actor) -> None:
    star = steps.locked(objection.star)  # type: ignore[arg-type]
    if star.is_public:
        steps.move(star, "overturn", actor=actor, over_at=clock.now(), answer=objection.answer)
        settle_open(star)
        steps.tell(star, actor=actor)


def _check_term(begun: dt.datetime) -> None:
    last = stars.appeal_ends(begun)
    if last < clock.today():
        raise Invalid(_("The time to appeal is over: it ended on %(day)s.") % {"day": date_words(last)})


def _opened(objection: StarObjection, actor: Actor) -> StarObjection:
    """The volunteer is locked first, as everywhere."""
    lock(Volunteer.objects.all(), pk=objection.volunteer.pk)
    row = lock(stars.with_stars(StarObjection.objects.all()), pk=objection.pk)
    if not rules.can_see_objection(actor, row) and not rules.has_part(actor, row):
        raise OutOfReach
    return row
