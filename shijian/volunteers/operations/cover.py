"""The accident insurance of a group: entered with evidence, changed in its term, whom it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.units.models import Unit
from shijian.volunteers import rules
from shijian.volunteers.enums import Cover
from shijian.volunteers.models import GroupInsurance, Team, Volunteer

MOST_NAMED = 500


@operation
def insure_group(
    unit: Unit,
    *,
    cover: str,
    insurer: str,
    policy_no: str,
    valid_from: dt.date,
    valid_until: dt.date,
    evidence: str,
    actor: Actor,
    team: Team | None = None,
    file_key: str = "",
) -> GroupInsurance:
    """Enter a policy for many; `evidence` says where it is kept, `file_key` is its photo (`kernel.photos.keep`).

    Raises `NotAllowed`, `Invalid` by field, `Conflict` for a number that the unit has entered already.
    """
    if not rules.can_cover_at(actor, unit.path):
        raise NotAllowed
    _check_whom(unit, cover, team)
    words = {"insurer": insurer.strip(), "policy_no": policy_no.strip(), "evidence": evidence.strip()}
    check_policy(words, valid_from, valid_until)
    if GroupInsurance.objects.filter(unit=unit, policy_no=words["policy_no"]).exists():
        raise Conflict(_("A policy with this number is entered already."))
    row = GroupInsurance.objects.create(
        unit=unit, unit_path=unit.path, cover=cover, team=team, valid_from=valid_from, valid_until=valid_until,
        file_key=file_key, entered_by_id=actor.person_id, entered_at=clock.now(), **words,
    )  # fmt: skip
    changes = {"cover": [None, cover], "valid_until": [None, valid_until]}
    audit.record("insurance.group", row, actor=actor, changes=changes)
    return row


@operation
def end_group_insurance(row: GroupInsurance, *, last_day: dt.date, actor: Actor) -> GroupInsurance:
    """Let a policy end earlier: on `last_day`. Raises `OutOfReach`, `NotAllowed`, `Invalid`."""
    row = _opened(row, actor)
    if not row.valid_from <= last_day <= row.valid_until:
        raise Invalid(fields={"last_day": _("Choose a day inside the term of the policy.")})
    before, row.valid_until = row.valid_until, last_day
    row.save(update_fields=["valid_until"])
    audit.record("insurance.end", row, actor=actor, changes={"valid_until": [before, last_day]})
    return row


@operation
def name_covered(
    row: GroupInsurance, *, volunteers: Iterable[Volunteer], covered: bool = True, actor: Actor
) -> GroupInsurance:
    """Add volunteers to those whom a policy names, or strike them. Raises `OutOfReach`, `NotAllowed`, `Invalid`."""
    row = _opened(row, actor)
    if row.cover != Cover.NAMED:
        raise Invalid(_("This policy covers everybody of its unit or team; nobody is named."))
    ids = [volunteer.pk for volunteer in volunteers]
    if Volunteer.objects.visible_to(actor).filter(pk__in=ids).count() != len(ids):
        raise OutOfReach
    if covered and row.named.count() + len(ids) > MOST_NAMED:
        raise Invalid(_("At most %(number)s are named in one policy.") % {"number": MOST_NAMED})
    (row.named.add if covered else row.named.remove)(*ids)
    audit.record("insurance.name", row, actor=actor, changes={"named" if covered else "struck": [None, ids]})
    return row


def _check_whom(unit: Unit, cover: str, team: Team | None) -> None:
    if cover not in Cover.values:
        raise Invalid(fields={"cover": _("Choose one of the list.")})
    if (cover == Cover.TEAM) != (team is not None):
        raise Invalid(fields={"team": _("Choose the team whose members are covered, and only then.")})
    if team is not None and not team.unit_path.startswith(unit.path):
        raise Invalid(fields={"team": _("This team is at home elsewhere.")})


def check_policy(words: dict[str, str], valid_from: dt.date, valid_until: dt.date) -> None:
    """Insurer, number and where the paper is kept are said, and the term is one. Raises `Invalid` by field."""
    longest = {"insurer": 60, "policy_no": 60, "evidence": 200}
    errors = {
        name: _("Please say it in a few words.")
        for name, value in words.items()
        if not value or len(value) > longest[name]
    }
    if valid_until < valid_from:
        errors["valid_until"] = _("The insurance ends before it begins.")
    if errors:
        raise Invalid(fields=errors)


def _opened(row: GroupInsurance, actor: Actor) -> GroupInsurance:
    row = lock(GroupInsurance.objects.visible_to(actor), pk=row.pk)
    if not rules.can_cover_at(actor, row.unit_path):
        raise NotAllowed
    return row
