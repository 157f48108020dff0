"""What the pages of a volunteer show of trainings and cover."""

from __future__ import annotations

from typing import Any

from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.volunteers import rules
from shijian.volunteers.models import GroupInsurance, Volunteer


def of_volunteer(volunteer: Volunteer, actor: Actor) -> dict[str, Any]:
    """Trainings, agreements, the group insurances of today, and what the actor may do; three to five queries."""
    today = clock.today()
    own = rules.is_own(actor, volunteer)
    trainings = volunteer.trainings.select_related("kind").order_by("-day", "-pk")
    agreements = volunteer.agreements.select_related("text", "unit").order_by("-pk")
    return {
        "trainings": list(trainings),
        "groups": list(GroupInsurance.objects.all().covering(volunteer, today, today)),
        "today": today,
        "agreements": list(agreements),
        "may_offer": not own and volunteer.state != "left" and rules.can_confirm(actor, volunteer),
        "may_decide": not own and rules.can_insure(actor, volunteer),
        "may_train": not own and volunteer.state != "left" and rules.can_train(actor, volunteer),
    }
