"""Certificates: numbered, signed, never changed; a revocation is a row of its own, and so is what names people."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.attestations import Attestation, Fact
from shijian.kernel.crypto import Signature
from shijian.kernel.fields import EncryptedTextField
from shijian.kernel.models.records import AppendOnly, AppendOnlyQuerySet
from shijian.people.models import Person, own_or_ward
from shijian.records.enums import CertificateKind
from shijian.units.models import Unit
from shijian.volunteers.models import Team


class CertificateQuerySet(AppendOnlyQuerySet):
    """Reads of certificates."""

    def visible_to(self, actor: Actor) -> CertificateQuerySet:
        """Holders and their guardians, leaders of the team that holds it, units within reach.

        Reach is record:view; for certificates of service, which name people whole, it is service:record.
        """
        own = own_or_ward(actor.person_id, "holder__person")
        led = Q(holder__team_id__in=actor.led_team_ids)
        service = Q(kind=CertificateKind.SERVICE)
        units = ~service & actor.within(Permission.RECORD_VIEW, "unit_path")
        units |= service & actor.within(Permission.SERVICE_RECORD, "unit_path")
        return self.filter(own | led | units)

    def valid(self) -> CertificateQuerySet:
        """Those that nobody revoked."""
        return self.filter(revocation__isnull=True)


class Certificate(AppendOnly):
    """What a unit certifies of a source, such as the result of a contest. Says nothing about a person by itself."""

    number = models.CharField(_("certificate number"), max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=CertificateKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="certificates")
    unit_path = models.CharField(max_length=40, editable=False, db_index=True)
    issuer = models.CharField(_("issued by"), max_length=80)
    issued_on = models.DateField(_("issued on"))
    subject = models.CharField(_("certified for"), max_length=120)
    honour = models.CharField(_("prize"), max_length=20, blank=True)
    source_kind = models.CharField(max_length=20)
    source_id = models.BigIntegerField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    algorithm = models.CharField(max_length=20)
    key_id = models.CharField(max_length=32)
    signature = models.CharField(max_length=120)
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = CertificateQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=CertificateKind.PRIZE) | ~Q(honour=""), name="certificate_of_a_prize"
            ),
            models.CheckConstraint(condition=~Q(signature=""), name="certificate_signed"),
            models.UniqueConstraint(
                fields=["source_kind", "source_id"],
                condition=Q(replaces__isnull=True),
                name="certificate_once",
            ),
        ]
        indexes = [models.Index(fields=["source_kind", "source_id"], name="certificate_source")]

    def __str__(self) -> str:
        return self.number

    @property
    def facts(self) -> dict[str, Fact]:
        """What is signed: everything that stands on the paper."""
        return {
            "kind": str(self.kind), "number": self.number, "issuer": self.issuer,
            "issued_on": self.issued_on.isoformat(), "subject": self.subject, "honour": self.honour,
            "holder": self.holder.name, "members": self.holder.members, **self._facts_of_service,
        }  # fmt: skip

    @property
    def _facts_of_service(self) -> dict[str, Fact]:
        if self.kind != CertificateKind.SERVICE:
            return {}
        holder: CertificateHolder = self.holder
        whose: dict[str, Fact] = {
            "volunteer": holder.volunteer_number,
            "document": holder.document or "",
            "remark": holder.remark or "",
        }
        return {**whose, **self.service.facts}

    @property
    def attestation(self) -> Attestation:
        """The facts with the signature of the day of issue."""
        return Attestation(self.facts, Signature(self.algorithm, self.key_id, self.signature))


class CertificateHolder(models.Model):
    """Whose certificate it is: the person or the team to whom it is shown, and the names on the paper.

    `public_name` is all that the public reads of them. A certificate of service adds number in the register, document
    (kind and number, masked as the volunteer chose) and what it is for.
    """

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="holder")
    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="certificates")
    names = EncryptedTextField(purpose="certificate-name", blank=True)  # the holder, then one member a line
    public_name = models.CharField(_("name in public"), max_length=60, blank=True)
    volunteer_number = models.CharField(
        _("volunteer number"), max_length=20, blank=True, default="", db_default=""
    )
    document = EncryptedTextField(purpose="certificate-document", blank=True, default="", db_default="")
    remark = EncryptedTextField(purpose="certificate-remark", blank=True, default="", db_default="")

    @property
    def name(self) -> str:
        """The name on the paper; empty once the term of the names is over."""
        return (self.names or "").split("\n")[0]

    @property
    def members(self) -> list[str]:
        """The names of members on the paper."""
        return (self.names or "").split("\n")[1:]


class CertificateRevocation(AppendOnly):
    """That a certificate does not hold any more, and why."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="revocation")
    reason = models.CharField(_("why"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="certificate_revoked_why")]
