"""Steps that the work list offers at a press: by the key of the thing, they say what was done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel.actor import Actor
from shijian.kernel.errors import OutOfReach
from shijian.volunteers.models import JoinRequest, Volunteer
from shijian.volunteers.operations.joins import decide_join
from shijian.volunteers.operations.states import confirm_volunteer


def confirm(pk: int, actor: Actor) -> str:
    """Settle a registration. Raises what `confirm_volunteer` raises."""
    volunteer = Volunteer.objects.visible_to(actor).select_related("person").filter(pk=pk).first()
    if volunteer is None:
        raise OutOfReach
    confirm_volunteer(volunteer, actor=actor)
    return _("%(name)s is on the register.") % {"name": volunteer.person.name}


def approve(pk: int, actor: Actor) -> str:
    """Let somebody into a team. Raises what `decide_join` raises."""
    request = JoinRequest.objects.filter(pk=pk).first()
    if request is None:
        raise OutOfReach
    request = decide_join(request, approve=True, actor=actor)
    names = {"name": request.volunteer.person.name, "team": request.team.name}
    return _("%(name)s belongs to %(team)s now.") % names
