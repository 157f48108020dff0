"""The register follows what guardians decide on their own page or on paper."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM, Actor
from shijian.people.enums import Purpose
from shijian.people.models import Consent, Person
from shijian.volunteers import rules
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.flow import VOLUNTEER_FLOW
from shijian.volunteers.models import Volunteer
from shijian.volunteers.operations.telling import tell

SERVING = (VolunteerState.PENDING, VolunteerState.ACTIVE, VolunteerState.PAUSED)


def follow_guardian(ward: Person, purpose: str, consent: Consent | None, actor: Actor) -> None:
    """A consent to volunteer lets the registration go on; its end stops the minor at once."""
    if purpose != Purpose.GUARDIAN:
        return
    rows = Volunteer.objects.select_for_update(of=("self",)).select_related("person")
    volunteer = rows.filter(person=ward).first()
    if volunteer is None or not rules.needs_consent(volunteer.person):
        return
    if consent is not None and volunteer.state == VolunteerState.CONSENT:
        _go_on(volunteer, actor)
    elif consent is None and volunteer.state in SERVING:
        # The guardian may have been parted from the ward in this very deed; the rule was asked before it.
        VOLUNTEER_FLOW.advance(volunteer, "revoke", actor=SYSTEM, for_person_id=ward.pk)
        tell(
            volunteer,
            lambda: _("Your guardian has withdrawn the consent; please rest from serving."),
            key=f"volunteer:{volunteer.pk}:revoked:{clock.now():%Y%m%d%H%M%S}",
            actor=actor,
        )


def _go_on(volunteer: Volunteer, actor: Actor) -> None:
    """As in `give_guardian_consent`: the station still looks at what a guardian entered by himself."""
    settled = VOLUNTEER_FLOW.can(volunteer, "consent", actor=actor)
    VOLUNTEER_FLOW.advance(volunteer, "consent" if settled else "assent", actor=actor)
    if settled and volunteer.confirmed_at is None:
        volunteer.confirmed_at = clock.now()
        volunteer.save(update_fields=["confirmed_at"])
    tell(
        volunteer,
        lambda: _("Your guardian's consent has arrived."),
        key=f"volunteer:{volunteer.pk}:consent:{clock.now():%Y%m%d%H%M%S}",
        actor=actor,
    )
