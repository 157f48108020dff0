"""The few errors that a person may meet; everything else crashes loudly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class ShijianError(Exception):
    """An anticipated refusal: a stable `code`, a sentence for the person, the HTTP status that carries it."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    message: Text = _("This could not be done.")

    def __init__(self, message: Text | None = None, *, fields: Mapping[str, Text] | None = None) -> None:
        if message is not None:
            self.message = message
        self.fields = dict(fields or {})
        super().__init__(str(self.message))

    def __str__(self) -> str:
        return str(self.message)


class Invalid(ShijianError):
    """The input breaks a rule; `fields` says which field and why."""

    code = "invalid"
    status = 422
    message = _("Please check what you entered.")


class NotAllowed(ShijianError):
    """The actor sees the object but may not do this to it."""

    code = "not-allowed"
    status = 403
    message = _("You may not do this. Ask the office of your unit if you think you should.")


class OutOfReach(ShijianError):
    """The object does not exist for this actor."""

    code = "not-found"
    status = 404
    message = _("There is nothing here that you can see.")


class WrongState(ShijianError):
    """The object has moved on; the message says who did what."""

    code = "wrong-state"
    status = 409
    message = _("This has changed in the meantime. Please look at it again.")


class Conflict(ShijianError):
    """Two facts cannot both stand: an overlap, a second rating, a key used for something else."""

    code = "conflict"
    status = 409
    message = _("This contradicts something that is already recorded.")
