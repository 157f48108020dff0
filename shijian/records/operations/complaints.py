"""Complaints: file, take, answer, pass on and tell, hand up, take back, reopen once."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, crypto, policy
from shijian.kernel.actor import Actor, Channel, Permission
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import operation, relock
from shijian.people.models import Person
from shijian.people.rules import identity
from shijian.records import policies, rules
from shijian.records.enums import Authority, Ground
from shijian.records.flow import COMPLAINT_FLOW
from shijian.records.models import Complaint
from shijian.records.models.complaints import CODE, index_of
from shijian.records.operations import complaint_telling as telling
from shijian.records.queries import complaints, subjects
from shijian.units.models import Unit

TRIES = 20
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is mistaken for something else on paper
CODE_LENGTH = 8
LONGEST = 2000
PROXY = (Channel.PHONE, Channel.DOOR, Channel.PAPER)


@operation
def file_complaint(
    *,
    ground: str,
    words: str,
    kind: str,
    object_id: int,
    actor: Actor,
    anonymous: bool = False,
    name: str = "",
    phone: str = "",
    channel: Channel | None = None,
) -> tuple[Complaint, str]:
    """Complain about the object of that kind; gives the complaint and the code that opens it ("" with an account).

    Whoever has no account names a phone or stays anonymous. Staff who write it down for a caller give `channel`.
    Neither the row, the log nor the audit trail tells who complained. Raises `OutOfReach`, `Invalid` by field.
    """
    subject = subjects.find(kind, object_id, actor)
    if subject is None:
        raise OutOfReach
    proxy = channel in PROXY
    if proxy and not actor.may_anywhere(Permission.ORDER_TAKE):
        raise NotAllowed
    own = actor.is_authenticated and not anonymous and not proxy
    facts = _facts(ground, words) | _who(actor, own=own, anonymous=anonymous, name=name, phone=phone)
    code = "" if own else _new_code()
    complaint = Complaint(source_kind=kind, source_id=object_id, about=subject.words[:120], **facts)
    complaint.code_index = crypto.blind_index(code, CODE) if code else ""
    complaint.channel = channel if proxy and channel else actor.channel
    complaint.taken_by_id = actor.person_id if proxy else None
    _route(complaint, subject)
    _save_numbered(complaint)
    complaint.against.set(_meant(complaint, subject))
    by = actor if proxy else unnamed(actor)
    audit.record("complaint.file", complaint, actor=by, changes={"ground": [None, ground]})
    telling.tell_handlers(complaint, key="filed", actor=by)
    return complaint, code


@operation
def take_complaint(complaint: Complaint, *, actor: Actor) -> Complaint:
    """Look into a complaint as the one who will answer; from now on only this officer reads who complained."""
    complaint = _opened(complaint, actor)
    before, complaint.handled_by_id = complaint.handled_by_id, actor.person_id
    complaint.due_at, complaint.reminded_at = _due(complaint, policies.COMPLAINT_ANSWER_DAYS), None
    complaint.save(update_fields=["handled_by", "due_at", "reminded_at"])
    COMPLAINT_FLOW.advance(complaint, "take", actor=actor)
    changes = {"handled_by": [before, actor.person_id]}
    audit.record("complaint.take", complaint, actor=actor, changes=changes)
    fields = ("name", "phone")
    audit.look(complaint, actor=actor, purpose=audit.LookPurpose.COMPLAINT, fields=fields)
    telling.tell_complainant(complaint, key="taken", actor=actor)
    return complaint


@operation
def answer_complaint(complaint: Complaint, *, answer: str, actor: Actor) -> Complaint:
    """Answer; whoever complained reads it at once. Raises `Invalid` without words."""
    complaint = _opened(complaint, actor)
    _need(answer, "answer", _("Write what was found and what happens now."))
    complaint.answer = answer.strip()[:LONGEST]
    _end(complaint, "answer", actor)
    audit.record("complaint.answer", complaint, actor=actor, changes={"answer": ["set", "changed"]})
    telling.tell_complainant(complaint, key="answered", actor=actor)
    return complaint


@operation
def pass_on_complaint(complaint: Complaint, *, passed_to: str, answer: str, actor: Actor) -> Complaint:
    """Pass on to who has the power, and tell (decree 685, article 26). Raises `Invalid` by field."""
    complaint = _opened(complaint, actor)
    if passed_to not in Authority.values:
        raise Invalid(fields={"passed_to": _("Choose from the list.")})
    _need(answer, "answer", _("Tell the one who complained why, and whom to ask."))
    complaint.passed_to, complaint.answer = passed_to, answer.strip()[:LONGEST]
    _end(complaint, "pass-on", actor)
    audit.record("complaint.pass-on", complaint, actor=actor, changes={"passed_to": [None, passed_to]})
    telling.tell_complainant(complaint, key="passed-on", actor=actor)
    return complaint


@operation
def hand_up_complaint(complaint: Complaint, *, reason: str, actor: Actor) -> Complaint:
    """Give a complaint to the level above, as somebody there should decide. Raises `Conflict` at the top."""
    complaint = _opened(complaint, actor)
    _need(reason, "reason", _("Please say it in a few words."))
    meant = set(complaint.against.values_list("pk", flat=True))
    handler, outside = complaints.handler_for(complaint.unit, meant, above=complaint.handler_path)
    if outside:
        raise Conflict(_("There is nobody above who could decide. Pass it on to the authority in charge."))
    COMPLAINT_FLOW.advance(complaint, "hand-up", actor=actor, note=reason.strip()[:200])
    give_to(complaint, handler)
    audit.record("complaint.hand-up", complaint, actor=actor, changes={"handler": [None, handler.pk]})
    telling.tell_handlers(complaint, key="up", actor=actor)
    return complaint


@operation
def withdraw_complaint(complaint: Complaint, *, actor: Actor, by_code: bool = False) -> Complaint:
    """Take a complaint back, as the one who made it; `by_code` says that the code was shown."""
    complaint = _own(complaint, actor, by_code)
    _end(complaint, "withdraw", unnamed(actor))
    audit.record("complaint.withdraw", complaint, actor=unnamed(actor))
    return complaint


@operation
def reopen_complaint(complaint: Complaint, *, words: str, actor: Actor, by_code: bool = False) -> Complaint:
    """Ask the level above to look again, once. Raises `WrongState` the second time, `Invalid` without words."""
    complaint = _own(complaint, actor, by_code)
    if complaint.reopened_at is not None:
        raise WrongState(_("A complaint is looked at again once. Please turn to the authority above."))
    _need(words, "words", _("Say what is still wrong."))
    complaint.due_at = clock.now()  # the database wants one while it is open; the right one follows
    complaint.save(update_fields=["due_at"])
    COMPLAINT_FLOW.advance(complaint, "reopen", actor=unnamed(actor))
    complaint.reopened_at, complaint.over_at, complaint.passed_to = clock.now(), None, ""
    complaint.words = f"{complaint.words}\n\n{words.strip()[:LONGEST]}"
    meant = set(complaint.against.values_list("pk", flat=True))
    above = complaint.handler_path if complaint.handled_by_id else ""
    handler, outside = complaints.handler_for(complaint.unit, meant, above=above)
    give_to(complaint, complaint.handler if outside else handler)
    audit.record("complaint.reopen", complaint, actor=unnamed(actor))
    telling.tell_handlers(complaint, key="reopened", actor=unnamed(actor))
    return complaint


def unnamed(actor: Actor) -> Actor:
    """The actor without anything that tells who it is."""
    return Actor(channel=actor.channel)


def move_complaints(old: Person, kept: Person, actor: Actor) -> dict[str, int]:
    """When two entries of one person become one, the complaints follow. In the caller's transaction."""
    rows = Complaint.objects.of_person(old.pk)
    count = rows.update(who_index=index_of(kept.pk))
    for row in Complaint.objects.of_person(kept.pk):
        row.who = str(kept.pk)
        row.save(update_fields=["who"])
    return {"complaints": count}


def _facts(ground: str, words: str) -> dict[str, Any]:
    if ground not in Ground.values:
        raise Invalid(fields={"ground": _("Choose from the list.")})
    _need(words, "words", _("Say in a few words what happened."))
    return {"ground": ground, "words": words.strip()[:LONGEST]}


def _who(actor: Actor, *, own: bool, anonymous: bool, name: str, phone: str) -> dict[str, str]:
    if anonymous:
        return {}
    if own:
        person = Person.objects.get(pk=actor.person_id or 0)
        facts = {"name": person.name, "phone": person.phone or ""}
        return facts | {"who": str(person.pk), "who_index": index_of(person.pk)}
    phone = identity.normal_phone(phone)
    if not identity.is_public_phone(phone):
        raise Invalid(fields={"phone": _("Give a phone number, or stay anonymous.")})
    return {"name": name.strip()[:60], "phone": phone}


def _meant(complaint: Complaint, subject: subjects.Subject) -> set[int]:
    """Those who shall not decide: the people meant, and the officers of the place where they are the ones who force."""
    forced = complaint.ground == Ground.FORCED
    return set(subject.person_ids | (subjects.officers_of(subject.unit.pk) if forced else frozenset()))


def _route(complaint: Complaint, subject: subjects.Subject) -> None:
    unit = subject.unit
    complaint.unit, complaint.unit_path, complaint.created_at = unit, unit.path, clock.now()
    office = subject.is_office or complaint.ground == Ground.FORCED
    handler, complaint.outside = complaints.handler_for(
        unit, _meant(complaint, subject), above=unit.path if office else ""
    )
    complaint.handler, complaint.handler_path = handler, handler.path
    complaint.due_at = _due(complaint, policies.COMPLAINT_TAKE_DAYS)


def _due(complaint: Complaint, key: str) -> Any:
    since = complaint.reopened_at or complaint.created_at
    return clock.add_working_days(since, policy.get(key, on=clock.local(since).date()))


def give_to(complaint: Complaint, handler: Unit) -> None:
    """Let `handler` decide from now on, with a deadline of its own. In the caller's transaction."""
    complaint.reminded_at = None
    complaint.handler, complaint.handler_path, complaint.handled_by = handler, handler.path, None
    complaint.due_at = clock.add_working_days(clock.now(), policy.get(policies.COMPLAINT_TAKE_DAYS))
    complaint.save()


def _save_numbered(complaint: Complaint) -> None:
    day = clock.local(complaint.created_at).strftime("%Y%m%d")
    for _try in range(TRIES):
        complaint.number = f"TS{day}-{secrets.randbelow(1_000_000):06d}"
        try:
            with transaction.atomic():
                complaint.save(force_insert=True)
        except IntegrityError:
            if not Complaint.objects.filter(number=complaint.number).exists():
                raise
        else:
            return
    raise Conflict


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


def _need(text: str, field: str, sentence: str) -> None:
    if not text.strip():
        raise Invalid(fields={field: sentence})


def _opened(complaint: Complaint, actor: Actor) -> Complaint:
    complaint = relock(complaint)
    if not rules.can_see_complaint(actor, complaint):
        raise OutOfReach
    return complaint


def _own(complaint: Complaint, actor: Actor, by_code: bool) -> Complaint:
    complaint = relock(complaint)
    if not (by_code or complaint.is_by(actor.person_id)):
        raise OutOfReach
    return complaint


def _end(complaint: Complaint, move: str, actor: Actor) -> None:
    """Move to an end; the database wants its moment before, and a deadline as long as it is open."""
    complaint.over_at = clock.now()
    complaint.save()
    COMPLAINT_FLOW.advance(complaint, move, actor=actor)
    complaint.due_at = None
    complaint.save(update_fields=["due_at"])
