"""Why personal data is kept: each purpose with its legal basis, its fields, how long it is kept and who gets it.

    purposes.define("help", _("Arranging help"), why=_("..."), basis=Basis.CONSENT, keep_months=24)
    purposes.hold("people.Person", "help", subject="self", label=_("Contact"), fields={"phone": _("Phone")})

An app defines its purposes and says of every column whether it holds personal data, in `AppConfig.ready`. A test walks
all columns and fails on one that nobody claimed. Basis and term are policies, so that a county which is an organ of the
state (PIPL art. 33-37) and one that is not (art. 13) decide them by a document and from a day on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

Text = str | Promise
SHORTEST = "PIPL 19"  # no longer than the purpose needs


class Basis(TextChoices):
    """The grounds of the Personal Information Protection Law, art. 13 and 34."""

    CONSENT = "consent", _("Your consent (art. 13 no. 1)")
    CONTRACT = "contract", _("Needed for an agreement with you (art. 13 no. 2)")
    DUTY = "duty", _("Needed for a duty that a law sets (art. 13 no. 3)")
    ORGAN = "organ", _("The statutory task of a state organ (art. 34)")
    EMERGENCY = "emergency", _("An emergency that endangers life or property (art. 13 no. 4)")


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose. `consent` names the consent that it asks for, if its basis is consent."""

    key: str
    label: Text
    why: Text
    recipients: Text
    law: Text = ""
    consent: str = ""

    def basis(self, on: dt.date | None = None) -> Basis:
        """The legal basis in force on a day."""
        return Basis(policy.get(basis_key(self.key), on=on))

    def months(self, on: dt.date | None = None) -> int:
        """Months that the data is kept once it is not needed any more; 0 for gone at once."""
        return int(policy.get(months_key(self.key), on=on))


@dataclass(frozen=True, slots=True)
class Holding:
    """Columns of one model that serve one purpose.

    `subject` is the way from the row to its person, or to the key of one where there is no foreign key; "" for rows
    that are about nobody in particular. `fields` have the label under which the person reads them; `inner` ones are
    claimed and never given out: keys, fingerprints, other people. `said` puts a value into words. `find` gives
    the rows of a person where no column leads to him. `own_only` rows (all, or those of a filter)
    are read by the person, a minor's guardian, and are on no copy that staff hand out.
    """

    model: str
    purpose: str
    label: Text
    subject: str = ""
    fields: Mapping[str, Text] = field(default_factory=dict)
    inner: tuple[str, ...] = ()
    said: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    find: Callable[[Any], models.QuerySet[Any]] | None = None
    own_only: bool | models.Q = False

    @property
    def table(self) -> type[models.Model]:
        """The model."""
        return apps.get_model(self.model)


PURPOSES: dict[str, Purpose] = {}
HOLDINGS: list[Holding] = []
PLAIN: set[str] = set()


def basis_key(key: str) -> str:
    """The policy that says the legal basis of a purpose."""
    return f"purpose.{key}.basis"


def months_key(key: str) -> str:
    """The policy that says how long the data of a purpose is kept."""
    return f"purpose.{key}.months"


def define(
    key: str,
    label: Text,
    *,
    why: Text,
    recipients: Text,
    basis: Basis,
    keep_months: int,
    law: str = "",
    consent: str = "",
) -> str:
    """Enter a purpose with the defaults of its two policies; returns the key."""
    PURPOSES[key] = Purpose(key, label, why, recipients, law, consent)
    policy.define(basis_key(key), str(basis), _("Legal basis of a purpose"), basis="PIPL 13, 34")
    policy.define(
        months_key(key),
        keep_months,
        _("How long data is kept after its use"),
        unit=_("months"),
        basis=law or SHORTEST,
    )
    return key


def hold(model: str, purpose: str, **facts: Any) -> None:
    """Claim columns of `model` for a purpose; the facts are those of `Holding`.

    The apps that use a purpose may start before the one that defines it.
    """
    HOLDINGS.append(Holding(model, purpose, **facts))


def plain(*models: str) -> None:
    """Say that these models hold nothing about a person."""
    PLAIN.update(models)


def holdings_of(key: str) -> list[Holding]:
    """What is held for one purpose."""
    return [each for each in HOLDINGS if each.purpose == key]
