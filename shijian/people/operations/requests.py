"""Requests about one's own data: asked, answered within the term, refused only with a legal ground."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation, relock
from shijian.people import privacy_policies as policies
from shijian.people import rules
from shijian.people.enums import Part, RefusalGround, RequestKind, Sex
from shijian.people.flow.privacy import REQUEST_FLOW
from shijian.people.models import DataRequest, Person
from shijian.people.operations import erasing
from shijian.people.operations import facts as person_facts
from shijian.people.operations.messages import notify
from shijian.people.operations.persons import PROVES, change_person
from shijian.people.queries import mydata

PROVABLE = (*PROVES, "ethnicity")
DELETABLE = (Part.ADDRESS, Part.PROFILE, Part.MESSAGES)


@operation
def ask_about_data(
    person: Person,
    *,
    kind: str,
    wish: dict[str, Any] | None = None,
    parts: Iterable[str] = (),
    words: str = "",
    evidence: str = "",
    actor: Actor,
) -> DataRequest:
    """Ask for a correction (`wish`: fields of `Facts`), a deletion (`parts`) or the closure of the account.

    By the person, the guardian, or on paper through staff (`evidence` says where the sheet is). Raises `OutOfReach`,
    `Invalid` by field, `Conflict` when the same request waits already.
    """
    person = relock(person)
    if not rules.can_edit(actor, person):
        raise OutOfReach
    if person.merged_into_id or person.closed_at:
        raise WrongState(_("This entry is closed."))
    _check(kind, words, evidence, is_own=rules.is_own(actor, person))
    wished, chosen = _wish(person, kind, wish or {}), _parts(kind, parts)
    request = _store(
        person=person,
        kind=kind,
        wish=json.dumps(wished, ensure_ascii=False) if wished else "",
        parts=chosen,
        words=words.strip(),
        evidence=evidence.strip(),
        asked_by_id=actor.person_id,
        channel=actor.channel,
        created_at=clock.now(),
        due_at=clock.add_working_days(clock.now(), policy.get(policies.REQUEST_DAYS)),
    )
    changes = {"kind": [None, kind], "fields": [None, sorted(wished)], "parts": [None, chosen]}
    audit.record("data.ask", request, actor=actor, for_person_id=person.pk, changes=changes)
    return request


@operation
def grant_request(request: DataRequest, *, answer: str = "", actor: Actor) -> DataRequest:
    """Do what was asked for. Raises `OutOfReach`, `NotAllowed` for one's own, `WrongState`, and what the change raises.

    An account is closed only when nothing goes on with it; `WrongState` says what does.
    """
    request = _seen(request, actor)
    if len(answer) > 500:
        raise Invalid(fields={"answer": _("At most %(number)s characters fit here.") % {"number": 500}})
    _settle(request, "grant", actor, answer=answer)
    person = relock(request.person)
    counts: dict[str, int] = {}
    if request.kind == RequestKind.CORRECT:
        change_person(person, actor=actor, **wish_of(request))
    elif request.kind == RequestKind.DELETE:
        counts = erasing.erase(person, [Part(each) for each in request.parts])
    else:
        counts = _close(person, request, actor)
    return _tell(request, actor, "data.grant", {"rows": [None, counts]})


@operation
def refuse_request(request: DataRequest, *, ground: str, answer: str, actor: Actor) -> DataRequest:
    """Refuse, with legal ground and reason. Raises `OutOfReach`, `NotAllowed`, `WrongState`, `Invalid`."""
    request = _seen(request, actor)
    errors = {}
    if ground not in RefusalGround.values:
        errors["ground"] = _("Choose the legal ground of the refusal.")
    if not answer.strip() or len(answer) > 500:
        errors["answer"] = _("Say why in at most 500 characters; the person will read it.")
    if errors:
        raise Invalid(fields=errors)
    request.ground = ground
    _settle(request, "refuse", actor, answer=answer)
    return _tell(request, actor, "data.refuse", {"ground": [None, ground]})


@operation
def withdraw_request(request: DataRequest, *, actor: Actor) -> DataRequest:
    """Take an own request back while it waits. Raises `OutOfReach`, `NotAllowed`, `WrongState`."""
    request = _seen(request, actor)
    _settle(request, "withdraw", actor)
    audit.record("data.withdraw", request, actor=actor, for_person_id=request.person_id)
    return request


@operation
def hand_out_copy(person: Person, *, purpose: str = "", actor: Actor) -> dict[str, Any]:
    """Give the machine-readable copy of all that is held about a person, and note that it was given.

    By the person or the guardian; staff in reach say how they know that he asked (`purpose`), and get nothing that
    only the person reads.
    Raises `OutOfReach`, `Invalid`.
    """
    is_own = rules.is_own(actor, person)
    if not is_own and not rules.can_correct(actor, person):
        raise OutOfReach
    if is_own:
        audit.record("person.copy", person, actor=actor, for_person_id=person.pk)
    else:
        kind = audit.LookPurpose.REQUEST
        audit.look(
            person, actor=actor, purpose=kind, note=purpose, for_person_id=person.pk, action="person.copy"
        )
    return mydata.copy(person, own=is_own)


def wish_of(request: DataRequest) -> dict[str, Any]:
    """The new values that a correction asks for, as fields of `Facts`."""
    values: dict[str, Any] = json.loads(request.wish or "{}")
    if values.get("birth_date"):
        values["birth_date"] = dt.date.fromisoformat(values["birth_date"])
    return values


def _seen(request: DataRequest, actor: Actor) -> DataRequest:
    lock(Person.objects.all(), pk=request.person_id)
    return lock(DataRequest.objects.visible_to(actor).select_related("person"), pk=request.pk)


def _check(kind: str, words: str, evidence: str, *, is_own: bool) -> None:
    errors = {}
    if kind not in RequestKind.values:
        errors["kind"] = _("Choose one of the list.")
    if len(words) > 500:
        errors["words"] = _("At most %(number)s characters fit here.") % {"number": 500}
    if len(evidence) > 200 or (not is_own and not evidence.strip()):
        errors["evidence"] = _("Say where the signed sheet is kept, in at most 200 characters.")
    if errors:
        raise Invalid(fields=errors)


def _wish(person: Person, kind: str, wish: dict[str, Any]) -> dict[str, Any]:
    if kind != RequestKind.CORRECT:
        return {}
    before = person_facts.of(person)
    wanted = replace(before, **wish)
    if wish.get("document_number"):  # date of birth and sex follow from it, unless they are wished, too
        wanted = replace(wanted, birth_date=wish.get("birth_date"), sex=wish.get("sex", Sex.UNKNOWN))
    after = person_facts.clean(wanted, before=before)
    changed = {
        name: getattr(after, name) for name in PROVABLE if getattr(after, name) != getattr(before, name)
    }
    if not changed:
        raise Invalid(fields={"name": _("This is what we have already. Change what is wrong.")})
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in changed.items()
    }


def _parts(kind: str, parts: Iterable[str]) -> list[str]:
    if kind != RequestKind.DELETE:
        return []
    chosen = sorted(set(parts))
    if not chosen or set(chosen) - set(DELETABLE):
        raise Invalid(fields={"parts": _("Choose what shall be deleted.")})
    return chosen


def _store(**values: Any) -> DataRequest:
    try:
        with transaction.atomic():
            return DataRequest.objects.create(**values)
    except IntegrityError:
        raise Conflict(_("The same request waits for an answer already.")) from None


def _close(person: Person, request: DataRequest, actor: Actor) -> dict[str, int]:
    if sentences := erasing.blocks(person):
        raise WrongState(" ".join(sentences))
    if not request.answer:
        request.answer = " ".join(erasing.stays(person))[:500]
        request.save(update_fields=["answer"])
    return erasing.close(person, actor)


def _settle(request: DataRequest, move: str, actor: Actor, *, answer: str = "") -> None:
    if request.is_open:
        request.answer, request.decided_at = answer.strip(), clock.now()
        request.decided_by_id = None if move == "withdraw" else actor.person_id
        request.save(update_fields=["ground", "answer", "decided_at", "decided_by"])
    REQUEST_FLOW.advance(request, move, actor=actor, for_person_id=request.person_id)


def _tell(request: DataRequest, actor: Actor, action: str, changes: dict[str, Any]) -> DataRequest:
    audit.record(action, request, actor=actor, for_person_id=request.person_id, changes=changes)
    if request.kind != RequestKind.CLOSE or request.ground:
        notify(
            request.person_id,
            key=f"data-request:{request.pk}",
            text=_("Your request has been answered: %(kind)s") % {"kind": request.get_kind_display()},
            url=reverse("people:my-request", args=[request.pk]),
            actor=actor,
        )
    return request
