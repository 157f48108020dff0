"""New versions of privacy notices, and asking again for the consents that a new version needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import SYSTEM, Actor, Permission
from shijian.kernel.errors import Invalid, NotAllowed
from shijian.kernel.operation import hold, operation
from shijian.people import privacy_policies as policies
from shijian.people.enums import NoticeKind, Purpose
from shijian.people.models import Consent, Message, PrivacyNotice
from shijian.people.operations.consents import follow
from shijian.people.operations.holding import hold_persons
from shijian.people.operations.messages import notify
from shijian.people.queries import notices

SHORTEST = 200
BATCH = 500


@operation
def publish_notice(
    texts: Mapping[str, str],
    *,
    valid_from: dt.date,
    changes: str,
    renews: Iterable[str] = (),
    kind: str = NoticeKind.GENERAL,
    actor: Actor,
) -> int:
    """Publish the next version, one text for each language; returns its number. Earlier versions stay as they are.

    `renews` names the consents that persons are asked for again. Raises `NotAllowed`, `Invalid` by field.
    """
    if not actor.may_anywhere(Permission.POLICY_EDIT):
        raise NotAllowed
    asked = sorted(set(renews))
    _check(texts, valid_from, changes, asked)
    hold(f"notice:{kind}")
    newest = PrivacyNotice.objects.filter(kind=kind).order_by("-version").first()
    if newest is not None and valid_from < newest.valid_from:
        raise Invalid(fields={"valid_from": _("A newer version already begins later than this day.")})
    version = newest.version + 1 if newest else 1
    for language, text in texts.items():
        row = _store(kind, version, language, text, valid_from, changes, asked, actor)
    audit.record("notice.publish", row, actor=actor, changes={"version": [version - 1, version]})
    return version


def ask_again() -> dict[str, int]:
    """Ask, as often as the policy lets, for consents that a newer notice needs anew. Run by a job every day.

    Who does not answer after the last question is taken to have withdrawn: what was agreed to is over.
    """
    asked = lapsed = 0
    for purpose, notice in notices.renewals().items():
        rows = Consent.objects.filter(
            purpose=purpose, withdrawn_at__isnull=True, notice_version__lt=notice.version
        )
        for consent in rows.order_by("pk").iterator(chunk_size=BATCH):
            done = renew_or_lapse(consent, notice=notice, actor=SYSTEM)
            asked, lapsed = asked + (done == "asked"), lapsed + (done == "lapsed")
    return {"asked": asked, "lapsed": lapsed}


@operation
def renew_or_lapse(consent: Consent, *, notice: PrivacyNotice, actor: Actor) -> str:
    """Ask once more, or end the consent after the last question went unanswered; "" when it is too early for both."""
    hold_persons([consent.person_id])
    row = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if row.withdrawn_at or row.notice_version >= notice.version:
        return ""
    head = f"consent:{row.pk}:{notice.kind}:{notice.version}:"
    sent = list(
        Message.objects.filter(person_id=row.person_id, key__startswith=head)
        .order_by("created_at")
        .values_list("created_at", flat=True)
    )
    rest = dt.timedelta(days=policy.get(policies.ASK_DAYS))
    if sent and clock.now() - sent[-1] < rest:
        return ""
    if len(sent) < policy.get(policies.ASK_TIMES):
        text = _("Our privacy notice has changed. Please say again whether you agree: %(purpose)s")
        label = {"purpose": Purpose(row.purpose).label}
        notify(
            row.person_id,
            key=f"{head}{len(sent)}",
            text=text % label,
            url=reverse("people:consents"),
            actor=actor,
        )
        return "asked"
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    changes = {"purpose": [row.purpose, None], "notice": [row.notice_version, notice.version]}
    audit.record("consent.lapse", row, actor=actor, for_person_id=row.person_id, changes=changes)
    follow(row.person, row.purpose, None, actor)
    return "lapsed"


def _check(texts: Mapping[str, str], valid_from: dt.date, changes: str, asked: list[str]) -> None:
    errors = {}
    if not texts.get(notices.MAIN_LANGUAGE):
        errors["text"] = _("The Chinese text is needed.")
    elif min(len(text.strip()) for text in texts.values()) < SHORTEST:
        errors["text"] = _(
            "A notice of fewer than %(number)s characters cannot say all that the law asks."
        ) % {"number": SHORTEST}
    if valid_from < clock.today():
        errors["valid_from"] = _("A notice begins today or later, never in the past.")
    if not changes.strip() or len(changes) > 300:
        errors["changes"] = _("Say in at most 300 characters what is new.")
    if set(asked) - set(Purpose.values):
        errors["renews"] = _("Choose one of the list.")
    if errors:
        raise Invalid(fields=errors)


def _store(
    kind: str,
    version: int,
    language: str,
    text: str,
    valid_from: dt.date,
    changes: str,
    renews: list[str],
    actor: Actor,
) -> PrivacyNotice:
    text = text.replace("\r\n", "\n").strip() + "\n"
    return PrivacyNotice.objects.create(
        kind=kind,
        version=version,
        language=language,
        text=text,
        sha256=notices.fingerprint(text),
        valid_from=valid_from,
        changes=changes.strip(),
        renews=renews,
        published_by_id=actor.person_id,
        published_at=clock.now(),
    )
