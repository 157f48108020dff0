"""What a new session brings along: the display that its person chose. It goes with the session at the logout."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from shijian.kernel import display
from shijian.people.models import Account
from shijian.people.queries import displays


@receiver(user_logged_in, dispatch_uid="people.display")
def bring_display(sender: Any, request: HttpRequest, user: Account, **kwargs: Any) -> None:
    """Put the choice of the person into the session, where no page needs a query for it."""
    choice = displays.of_person(user.person_id)
    if choice is not None:
        request.session[display.NAME] = choice.text
