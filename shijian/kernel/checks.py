"""Turns what the models refuse into errors that name the field."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models

from shijian.kernel.errors import Invalid


def cleaned(obj: models.Model, *, exclude: Iterable[str] = ()) -> None:
    """Check the fields of `obj` (types, lengths, choices). Raises `Invalid` with a sentence for each wrong field."""
    try:
        obj.clean_fields(exclude=set(exclude))
    except ValidationError as error:
        raise Invalid(fields={name: found[0] for name, found in error.message_dict.items()}) from None
