"""What a team is before the law, and the consent of the community in which an unregistered one serves."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.volunteers import rules
from shijian.volunteers.enums import Standing
from shijian.volunteers.models import CommunityConsent, Team, TeamStanding
from shijian.volunteers.operations.telling import tell_leaders


@operation
def set_standing(team: Team, *, kind: str, actor: Actor) -> TeamStanding:
    """Note what a team is before the law: staff, never its leaders. Raises `OutOfReach`, `NotAllowed`, `Invalid`."""
    team = _opened(team, actor)
    if kind not in Standing.values:
        raise Invalid(fields={"kind": _("Choose one of the list.")})
    before = TeamStanding.objects.filter(team=team).values_list("kind", flat=True).first()
    facts = {"kind": kind, "noted_by_id": actor.person_id, "noted_at": clock.now()}
    row, _made = TeamStanding.objects.update_or_create(team=team, defaults=facts)
    audit.record("team.standing", team, actor=actor, changes={"kind": [before, kind]})
    return row


@operation
def note_community_consent(
    team: Team, *, body: str, given_on: dt.date, ends_on: dt.date | None, evidence: str, actor: Actor
) -> CommunityConsent:
    """Note that the village or residents' committee, or the body, agreed that the team serves inside it.

    Raises `OutOfReach`, `NotAllowed` for leaders, `Invalid` by field (decree 685, article 42).
    """
    team = _opened(team, actor)
    facts = {"body": " ".join(body.split()), "evidence": " ".join(evidence.split())}
    longest = {"body": 80, "evidence": 200}
    errors = {
        name: _("Please say it in a few words.")
        for name, value in facts.items()
        if not value or len(value) > longest[name]
    }
    if given_on > clock.today():
        errors["given_on"] = _("A consent is noted after it was given.")
    if ends_on is not None and ends_on < given_on:
        errors["ends_on"] = _("It cannot end before it begins.")
    if errors:
        raise Invalid(fields=errors)
    row = CommunityConsent.objects.create(
        team=team, given_on=given_on, ends_on=ends_on, entered_by_id=actor.person_id, **facts
    )
    audit.record("team.community-consent", team, actor=actor, changes={"body": [None, facts["body"]]})
    tell_leaders(
        team,
        lambda: _("%(body)s agrees that %(team)s serves there.") % {"body": row.body, "team": team.name},
        key=f"community:{row.pk}",
        actor=actor,
    )
    return row


@operation
def end_community_consent(consent: CommunityConsent, *, actor: Actor) -> CommunityConsent:
    """End a consent with yesterday: from today on the team is not asked there. Raises as above, and `WrongState`."""
    team = _opened(consent.team, actor)
    consent = lock(CommunityConsent.objects.all(), pk=consent.pk)
    today = clock.today()
    if consent.ends_on is not None and consent.ends_on < today:
        raise WrongState(_("This consent is over."))
    consent.ends_on = max(today - dt.timedelta(days=1), consent.given_on)
    consent.save(update_fields=["ends_on"])
    changes = {"ends_on": [None, consent.ends_on]}
    audit.record("team.community-consent-end", team, actor=actor, changes=changes)
    tell_leaders(
        team,
        lambda: _("The consent of %(body)s has ended.") % {"body": consent.body},
        key=f"community:{consent.pk}:end",
        actor=actor,
    )
    return consent


def _opened(team: Team, actor: Actor) -> Team:
    team = lock(Team.objects.visible_to(actor), pk=team.pk)
    if not rules.can_dissolve_team(actor, team):
        raise NotAllowed if rules.can_see_team(actor, team) else OutOfReach
    return team
