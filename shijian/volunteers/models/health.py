"""What should not be asked of a volunteer: sealed, read by himself alone (decree 685 art. 15, PIPL art. 28)."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person, own_or_ward
from shijian.volunteers.enums import Strain
from shijian.volunteers.models.volunteers import Volunteer

AVOID, FINE = "no", "ok"


def known_strains(value: object) -> None:
    """Validator of columns that state the strains of a task: a list of codes, none twice. Raises `ValidationError`."""
    if (
        not isinstance(value, list)
        or len(set(map(str, value))) != len(value)
        or set(value) - set(Strain.values)
    ):
        raise ValidationError(_("Choose from the list."))


class HealthDeclarationQuerySet(models.QuerySet["HealthDeclaration"]):
    """Reads of declarations."""

    def visible_to(self, actor: Actor) -> HealthDeclarationQuerySet:
        """One's own and one's wards'; no office reads any."""
        return self.filter(own_or_ward(actor.person_id, "volunteer__person"))


class HealthDeclaration(models.Model):
    """Which strains are not for a volunteer. It exists only as long as the consent to it stands.

    `answers` names every strain with a word of equal length, so that not even the length of the ciphertext tells.
    """

    volunteer = models.OneToOneField(Volunteer, models.CASCADE, related_name="health")
    answers = EncryptedTextField()
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = HealthDeclarationQuerySet.as_manager()

    @property
    def strains(self) -> frozenset[str]:
        """The codes of what is not for the volunteer."""
        pairs = (pair.partition("=") for pair in (self.answers or "").split())
        return frozenset(code for code, _sign, word in pairs if word == AVOID)

    @staticmethod
    def sealed(strains: Iterable[str]) -> str:
        """The text that `answers` keeps."""
        chosen = set(strains)
        return " ".join(f"{each}={AVOID if each in chosen else FINE}" for each in Strain.values)
